"""Recordings in every format: for a person one entry each, newest first; for a machine one row a row of the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.i18n import N_, Language
from tracker.journal.batches import Recording
from tracker.model import Indicator, Result
from tracker.text import escape_markdown, sanitize_text
from tracker.views import csv
from tracker.views.columns import CellValue
from tracker.views.csv import PLAIN, Dialect
from tracker.views.formats import format_result
from tracker.views.json import to_json as as_json_text

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
MAX_LINES = 20
"""How many rows of one recording a person is shown; a machine gets all."""

_HEADINGS = (N_("No."), N_("Recorded"), N_("By"), N_("Result"), N_("What"))
IndicatorsById = Mapping[str, Indicator]


def render_csv(recordings: Sequence[Recording], _: IndicatorsById, __: Language, dialect: Dialect = PLAIN) -> str:
    """Return the rows of the recordings as CSV with the columns of the contract."""
    return csv.to_csv(COLUMNS, (cells for entry in recordings for cells in _build_cells(entry)), dialect)


def _build_cells(recording: Recording) -> Iterator[tuple[CellValue, ...]]:
    head = (recording.number, recording.recorded_at, recording.recorded_by, recording.size, recording.undo_of or None)
    for row, replaced in recording.list_changes():
        before = (replaced.value, replaced.qualifier, replaced.status) if replaced else (None, None, None)
        said = (row.value, row.qualifier, row.status, row.source, row.note)
        yield (*head, row.indicator, str(row.period), *said, *before)


def render_json(recordings: Sequence[Recording], _: IndicatorsById, __: Language) -> str:
    """Return the recordings as one JSON document with a line break at its end."""
    return as_json_text({"schema": SCHEMA, "recordings": [_build_document(entry) for entry in recordings]})


def _build_document(recording: Recording) -> dict[str, object]:
    return {
        "number": recording.number,
        "recorded_at": recording.recorded_at,
        "recorded_by": recording.recorded_by or None,
        "rows": recording.size,
        "undo_of": recording.undo_of,
        "results": [
            {
                "indicator": row.indicator,
                "period": str(row.period),
                **_serialize_value(row),
                "source": row.source or None,
                "note": row.note or None,
                "revises": _serialize_value(replaced) if replaced else None,
            }
            for row, replaced in recording.list_changes()
        ],
    }


def _serialize_value(row: Result) -> dict[str, object]:
    return {"value": row.value, "qualifier": row.qualifier or None, "status": row.status}


def render_markdown(recordings: Sequence[Recording], indicators: IndicatorsById, language: Language) -> str:
    """Return the recordings as a table in Markdown, one line a row of the journal."""
    out = [
        "| " + " | ".join(language.translate(heading) for heading in _HEADINGS) + " |",
        "|" + " --- |" * len(_HEADINGS),
    ]
    for entry in recordings:
        undone = _format_undo(entry, language)
        for row, replaced in entry.list_changes():
            said = _format_row(row, indicators, language)
            what = "; ".join(text for text in (_format_revision(replaced, indicators, language), undone) if text)
            cells = (str(entry.number), format_moment(entry.recorded_at), entry.recorded_by, said, what)
            out.append("| " + " | ".join(escape_markdown(sanitize_text(cell)) for cell in cells) + " |")
    return "\n".join(out) + "\n"


def render_text(recordings: Sequence[Recording], indicators: IndicatorsById, language: Language) -> str:
    """Return the recordings for a person: a line each with its number, moment and author, and its rows below it."""
    if not recordings:
        return language.translate(N_("Nothing is recorded that fits.")) + "\n"
    width = max(len(str(entry.number)) for entry in recordings)
    out = []
    for entry in recordings:
        parts = (
            format_moment(entry.recorded_at),
            sanitize_text(entry.recorded_by),
            _format_size(entry, language),
            _format_undo(entry, language),
        )
        out.append(f"{entry.number:>{width}}  " + " · ".join(part for part in parts if part))
        lines = [
            "; ".join(
                text
                for text in (_format_row(row, indicators, language), _format_revision(before, indicators, language))
                if text
            )
            for row, before in entry.list_changes()
        ]
        out += [" " * (width + 2) + line for line in truncate_lines(lines, language)]
    return "\n".join(out) + "\n"


def _format_size(recording: Recording, language: Language) -> str:
    """Return how many rows the recording has, where it is not one, and how many of them are listed."""
    if len(recording.rows) < recording.size:
        return language.format(N_("{some} of {count} rows"), some=len(recording.rows), count=recording.size)
    return language.format(N_("{count} rows"), count=recording.size) if recording.size > 1 else ""


def _format_row(row: Result, indicators: IndicatorsById, language: Language) -> str:
    return f"{row.indicator} {row.period}: {format_recorded_value(row, indicators, language)}"


def _format_revision(replaced: Result | None, indicators: IndicatorsById, language: Language) -> str:
    """Return what a row replaces in reports, or "" where nothing counted before it."""
    if replaced is None:
        return ""
    return language.format(N_("revises {value}"), value=format_recorded_value(replaced, indicators, language))


def _format_undo(recording: Recording, language: Language) -> str:
    return language.format(N_("takes back {number}"), number=recording.undo_of) if recording.undo_of else ""


def truncate_lines(lines: Sequence[str], language: Language) -> list[str]:
    """Return as many of the lines as a person reads, and how many more there are."""
    if len(lines) <= MAX_LINES:
        return list(lines)
    return [*lines[:MAX_LINES], language.format(N_("and {count} more"), count=len(lines) - MAX_LINES)]


def format_recorded_value(row: Result, indicators: IndicatorsById, language: Language) -> str:
    """Return what a row records: its value with every digit, and its status; or that the result was withdrawn."""
    if row.status == "withdrawn":
        return language.translate("withdrawn")
    return f"{format_result(row, indicators[row.indicator], language, exact=True)} ({language.translate(row.status)})"


def format_moment(moment: str) -> str:
    """Return the moment of a recording to the minute, as it was written, without its zone."""
    return moment[:16].replace("T", " ")
