"""Recordings in every format: for a person one entry each, newest first; for a machine one row a row of the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.history import Recording
from tracker.language import N_, Language
from tracker.model import Indicator, Result
from tracker.views import csv
from tracker.views.csv import PLAIN, Dialect
from tracker.views.formats import result_text, safe
from tracker.views.json import written as as_json_text
from tracker.views.markdown import escaped
from tracker.views.rows import Cell

SCHEMA = "tracker.log/1"
COLUMNS = (
    "number",
    "recorded_at",
    "recorded_by",
    "rows",
    "undo_of",
    "indicator",
    "period",
    "value",
    "qualifier",
    "status",
    "source",
    "note",
    "revises_value",
    "revises_qualifier",
    "revises_status",
)
MOST_LINES = 20
"""How many rows of one recording a person is shown; a machine gets all."""

_HEADINGS = (N_("No."), N_("Recorded"), N_("By"), N_("Result"), N_("What"))
Indicators = Mapping[str, Indicator]


def as_csv(entries: Sequence[Recording], _: Indicators, __: Language, dialect: Dialect = PLAIN) -> str:
    """Return the rows of the recordings as CSV with the columns of the contract."""
    return csv.written(COLUMNS, (cells for entry in entries for cells in _cells(entry)), dialect)


def _cells(entry: Recording) -> Iterator[tuple[Cell, ...]]:
    head = (entry.number, entry.recorded_at, entry.recorded_by, entry.size, entry.undo_of or None)
    for row, replaced in entry.changes():
        before = (replaced.value, replaced.qualifier, replaced.status) if replaced else (None, None, None)
        said = (row.value, row.qualifier, row.status, row.source, row.note)
        yield (*head, row.indicator, str(row.period), *said, *before)


def as_json(entries: Sequence[Recording], _: Indicators, __: Language) -> str:
    """Return the recordings as one JSON document with a line break at its end."""
    return as_json_text({"schema": SCHEMA, "recordings": [_document(entry) for entry in entries]})


def _document(entry: Recording) -> dict[str, object]:
    return {
        "number": entry.number,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by or None,
        "rows": entry.size,
        "undo_of": entry.undo_of,
        "results": [
            {
                "indicator": row.indicator,
                "period": str(row.period),
                **_said(row),
                "source": row.source or None,
                "note": row.note or None,
                "revises": _said(replaced) if replaced else None,
            }
            for row, replaced in entry.changes()
        ],
    }


def _said(row: Result) -> dict[str, object]:
    return {"value": row.value, "qualifier": row.qualifier or None, "status": row.status}


def as_markdown(entries: Sequence[Recording], indicators: Indicators, language: Language) -> str:
    """Return the recordings as a table in Markdown, one line a row of the journal."""
    out = ["| " + " | ".join(language.text(heading) for heading in _HEADINGS) + " |", "|" + " --- |" * len(_HEADINGS)]
    for entry in entries:
        undone = _undone(entry, language)
        for row, replaced in entry.changes():
            said = _line(row, indicators, language)
            what = "; ".join(text for text in (_revised(replaced, indicators, language), undone) if text)
            cells = (str(entry.number), moment_text(entry.recorded_at), entry.recorded_by, said, what)
            out.append("| " + " | ".join(escaped(safe(cell)) for cell in cells) + " |")
    return "\n".join(out) + "\n"


def as_text(entries: Sequence[Recording], indicators: Indicators, language: Language) -> str:
    """Return the recordings for a person: a line each with its number, moment and author, and its rows below it."""
    if not entries:
        return language.text(N_("Nothing is recorded that fits.")) + "\n"
    width = max(len(str(entry.number)) for entry in entries)
    out = []
    for entry in entries:
        parts = (
            moment_text(entry.recorded_at),
            safe(entry.recorded_by),
            _size(entry, language),
            _undone(entry, language),
        )
        out.append(f"{entry.number:>{width}}  " + " · ".join(part for part in parts if part))
        lines = [
            "; ".join(
                text for text in (_line(row, indicators, language), _revised(before, indicators, language)) if text
            )
            for row, before in entry.changes()
        ]
        out += [" " * (width + 2) + line for line in shortened(lines, language)]
    return "\n".join(out) + "\n"


def _size(entry: Recording, language: Language) -> str:
    """Return how many rows the recording has, where it is not one, and how many of them are listed."""
    if len(entry.rows) < entry.size:
        return language.fill(N_("{some} of {count} rows"), some=len(entry.rows), count=entry.size)
    return language.fill(N_("{count} rows"), count=entry.size) if entry.size > 1 else ""


def _line(row: Result, indicators: Indicators, language: Language) -> str:
    return f"{row.indicator} {row.period}: {value_text(row, indicators, language)}"


def _revised(replaced: Result | None, indicators: Indicators, language: Language) -> str:
    """Return what a row replaces in reports, or "" where nothing counted before it."""
    if replaced is None:
        return ""
    return language.fill(N_("revises {value}"), value=value_text(replaced, indicators, language))


def _undone(entry: Recording, language: Language) -> str:
    return language.fill(N_("takes back {number}"), number=entry.undo_of) if entry.undo_of else ""


def shortened(lines: Sequence[str], language: Language) -> list[str]:
    """Return as many of the lines as a person reads, and how many more there are."""
    if len(lines) <= MOST_LINES:
        return list(lines)
    return [*lines[:MOST_LINES], language.fill(N_("and {count} more"), count=len(lines) - MOST_LINES)]


def value_text(row: Result, indicators: Indicators, language: Language) -> str:
    """Return what a row records: its value with every digit, and its status; or that the result was withdrawn."""
    if row.status == "withdrawn":
        return language.text("withdrawn")
    return f"{result_text(row, indicators[row.indicator], language, exact=True)} ({language.text(row.status)})"


def moment_text(moment: str) -> str:
    """Return the moment of a recording to the minute, as it was written, without its zone."""
    return moment[:16].replace("T", " ")
