"""Markdown for minutes and issues: one table a group, every cell whole, text from the data shown literally."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracker.language import Language
from tracker.model import Board
from tracker.views.formats import safe
from tracker.views.framing import legend, plan_summary, remarks, summary, title
from tracker.views.lines import Line, sections
from tracker.views.words import HEADINGS, STATUS

_COLUMNS = (
    "number",
    "name",
    "unit",
    "value",
    "plan",
    "against_plan",
    "target",
    "term_value",
    "progress",
    "pace",
    "required",
    "status",
)
_RIGHT = ("value", "plan", "against_plan", "target", "term_value", "progress", "pace", "required")
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")


def render(board: Board, language: Language) -> str:
    """Return the board as Markdown."""
    found = sections(board, language)
    out = [f"## {escaped(title(board, language))}", ""]
    every = [summary(board, language), plan_summary(board, language), *remarks(board, language)]
    out += [f"{escaped(safe(text))}\n" for text in every if text]
    notes = []
    for section in found:
        if section.heading:
            out += [f"### {escaped(section.heading)}", ""]
        out.append("| " + " | ".join(language.text(HEADINGS[name]) for name in _COLUMNS) + " |")
        out.append("| " + " | ".join("---:" if name in _RIGHT else "---" for name in _COLUMNS) + " |")
        for line in section.lines:
            out.append("| " + " | ".join(_cells(line, language)) + " |")
            notes += [f"- **{escaped(line.name)}**: {escaped(note)}" for note in line.notes]
        out.append("")
    out += [*notes, ""] if notes else []
    out.append(escaped(legend(board, found, language, bars=False)))
    return "\n".join(out).rstrip("\n") + "\n"


def _cells(line: Line, language: Language) -> list[str]:
    name = ("– " * line.depth) + line.name + "".join(f"; {item}" for item in line.news)
    sign = STATUS[line.status]
    value = f"{line.value} ({line.year})" if line.value else ""
    against = line.against_plan
    if line.plan_sign:
        against = f"{line.plan_sign.symbol} {language.text(line.plan_sign.word)} {against}".rstrip()
    status = f"{sign.symbol} {language.text(sign.word)}" + (f": {line.details}" if line.details else "")
    cells = (
        line.number,
        name,
        line.unit,
        value,
        line.plan,
        against,
        line.target,
        line.term_value,
        line.progress_text,
        line.pace,
        line.required,
        status,
    )
    return [escaped(cell) for cell in cells]


def table_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of plain cells, each whole and shown literally."""
    out = ["| " + " | ".join(headings) + " |", "| " + " | ".join("---" for _ in headings) + " |"]
    out += ["| " + " | ".join(escaped(safe(cell)) for cell in row) + " |" for row in rows]
    return "\n".join(out) + "\n"


def escaped(text: str) -> str:
    """Return text in which Markdown and HTML see nothing but letters."""
    return _ACTIVE.sub(r"\\\1", text)
