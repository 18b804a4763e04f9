"""The columns and keys of every command, with their meaning, type, unit and codes."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from typing import NamedTuple

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "status": ("Columns",),
    "status --period": ("Period",),
    "show": ("Years",),
    "review": ("Review", "Columns"),
    "compare": ("Comparison", "Columns"),
    "next-term": ("Closing table", "Columns"),
    "log": ("Log",),
    "check": ("Findings",),
    "areas": ("Areas",),
    "import": ("Import",),
    "import --plans": ("Imported plans",),
    "export groups.csv": ("Exported groups",),
    "export areas.csv": ("Exported areas",),
    "export parts.csv": ("Exported parts",),
    "export indicators.csv": ("Exported indicators",),
    "export targets.csv": ("Exported targets",),
    "export plans.csv": ("Exported plans",),
    "export baselines.csv": ("Exported baselines",),
    "export results.csv": ("Exported results",),
    "export assessments.csv": ("Exported assessments",),
    "export data.csv": ("SDMX",),
    "columns": ("Reference",),
}
"""The sections of the table that make the columns of each command's CSV, in their order."""
OWN_SECTION = "Own columns"
"""The section of the columns that stand after those of `Columns` only if the targets of the folder call for them."""
KEYS_SECTION = "JSON documents"
"""The section of the keys of JSON that are no columns."""
CODE_SECTIONS = {"Status": "status", "Reason": "reason", "Flags": "flags"}
"""The sections of codes, by the column that has them."""
COMMANDS = tuple(dict.fromkeys(name.split()[0] for name in SECTIONS))
_MEANING = "meaning."
_TABLE = os.path.join(os.path.dirname(__file__), "columns.csv")


class Column(NamedTuple):
    """One column or key: its type, the unit of its numbers, its codes, and its meaning by language.

    The unit `indicator` is the unit of the indicator, `share` a fraction of 1.
    """

    section: str
    name: str
    type: str
    unit: str
    codes: tuple[str, ...]
    meaning: Mapping[str, str]


class CommandColumn(NamedTuple):
    """A column of the CSV of a command, a key of JSON, or a code; `command` is "" for what several commands have."""

    command: str
    format: str
    column: Column


def read_columns() -> tuple[Column, ...]:
    """Return every column and key, in the order of the table."""
    with open(_TABLE, encoding="utf-8", newline="") as file:
        return tuple(
            Column(
                row["section"],
                row["name"],
                row["type"],
                row["unit"],
                tuple(row["codes"].split()),
                {name[len(_MEANING) :]: text for name, text in row.items() if name.startswith(_MEANING) and text},
            )
            for row in csv.DictReader(file)
        )


def list_columns(command: str | None) -> tuple[CommandColumn, ...]:
    """Return the columns of each command in their order, the keys of JSON, and the codes; with `command`, its own."""
    columns = read_columns()
    found = []
    for name, sections in SECTIONS.items():
        if command in (None, name.split()[0]):
            for section in sections:
                found += [CommandColumn(name, "csv", item) for item in columns if item.section == section]
    if any(each.column.section == "Columns" for each in found):
        found += [CommandColumn("", "csv", item) for item in columns if item.section == OWN_SECTION]
    for item in columns:
        if item.section == KEYS_SECTION:
            commands = _find_commands(item)
            if command is None or not commands or command in commands:
                found.append(CommandColumn(" ".join(commands), "json", item))
    shown = {each.column.name for each in found if each.column.section == "Columns"}
    for item in columns:
        if CODE_SECTIONS.get(item.section) in shown:
            found.append(CommandColumn("", "code", item))
    return tuple(found)


def _find_commands(column: Column) -> list[str]:
    """Return the commands that the meaning of a key begins with, none if it is of all."""
    before, colon, _ = column.meaning["en"].partition(":")
    named = re.findall(r"`([a-z-]+)[^`]*`", before) if colon and before.startswith("`") else []
    return [name for name in named if name in COMMANDS]
