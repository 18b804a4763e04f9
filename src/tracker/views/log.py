"""Recordings in every format: for a person an entry each, newest first; for a machine a row for each journal row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.i18n import N_, NP_, Language
from tracker.journal.batches import Recording
from tracker.journal.decision_rows import format_decided_value as format_recorded_decision
from tracker.journal.effective import UNDO_SUFFIX
from tracker.model import Decision, Indicator, Result, Row
from tracker.text import sanitize_text
from tracker.views import OutputStyle
from tracker.views.csv import CellValue, choose_dialect, iter_csv
from tracker.views.decisions import format_decided_value, format_decision
from tracker.views.formats import format_result
from tracker.views.json import iter_json
from tracker.views.markdown import iter_table_lines

SCHEMA = "tracker.log/1"
COLUMNS = (
    "number", "recorded_at", "recorded_by", "rows", "undo_of", "indicator", "period", "value", "qualifier", "status",
    "source", "note", "revises_value", "revises_qualifier", "revises_status", "kind", "decided_on",
    "area", "parts",
)  # fmt: skip
MAX_LINES = 20
"""How many rows of one recording a person sees; a machine gets all."""

_HEADINGS = (N_("No."), N_("Recorded"), N_("By"), N_("Result"), N_("What"))
IndicatorsById = Mapping[str, Indicator]


def render(
    recordings: Sequence[Recording], indicators: IndicatorsById, language: Language, style: OutputStyle
) -> Iterator[str]:
    """Yield the pieces of a text with the recordings in a format: the whole may be many times the journal."""
    if style.format == "csv":
        return render_csv(recordings, language, style.dialect)
    if style.format == "json":
        return render_json(recordings)
    if style.format == "md":
        return render_markdown(recordings, indicators, language)
    return render_text(recordings, indicators, language)


def render_csv(recordings: Sequence[Recording], language: Language, dialect: str | None = None) -> Iterator[str]:
    """Yield the rows of the recordings as CSV with the columns of the contract."""
    rows = (cells for entry in recordings for cells in _build_cells(entry))
    return iter_csv(COLUMNS, rows, choose_dialect(dialect, language))


def _build_cells(recording: Recording) -> Iterator[tuple[CellValue, ...]]:
    head = (recording.number, recording.recorded_at, recording.recorded_by, recording.size, recording.undo_of or None)
    for row, replaced in recording.iter_changes():
        yield (*head, *_build_row_cells(row, replaced), row.area or None, row.scope.format_parts() or None)


def _build_row_cells(row: Row, replaced: Row | None) -> tuple[CellValue, ...]:
    if isinstance(row, Decision):
        before = format_recorded_decision(replaced) if isinstance(replaced, Decision) else None
        recorded = (row.indicator, row.year, format_recorded_decision(row), None, None, row.source, row.note)
        return (*recorded, before, None, None, row.kind, row.decided_on)
    old = (replaced.value, replaced.qualifier, replaced.status) if isinstance(replaced, Result) else (None, None, None)
    recorded_result = (row.value, row.qualifier, row.status, row.source, row.note)
    return (row.indicator, str(row.period), *recorded_result, *old, None, None)


def render_json(recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield the recordings as one JSON document with a line break at its end."""
    return iter_json({"schema": SCHEMA, "recordings": map(_serialize_recording, recordings)})


def _serialize_recording(recording: Recording) -> dict[str, object]:
    return {
        "number": recording.number,
        "recorded_at": recording.recorded_at,
        "recorded_by": recording.recorded_by or None,
        "rows": recording.size,
        "undo_of": recording.undo_of,
        "results": (
            {
                "indicator": row.indicator,
                "period": str(row.period),
                **_serialize_value(row),
                "source": row.source or None,
                "note": row.note or None,
                "revises": _serialize_value(replaced) if isinstance(replaced, Result) else None,
                **_serialize_scope(row),
            }
            for row, replaced in recording.iter_changes()
            if isinstance(row, Result)
        ),
        "decisions": (
            _serialize_decision(row, replaced)
            for row, replaced in recording.iter_changes()
            if isinstance(row, Decision)
        ),
    }


def _serialize_decision(row: Decision, replaced: Row | None) -> dict[str, object]:
    return {
        "indicator": row.indicator,
        "kind": row.kind,
        "year": row.year,
        "value": format_recorded_decision(row),
        "decided_on": row.decided_on,
        "source": row.source or None,
        "note": row.note or None,
        "revises": format_recorded_decision(replaced) if isinstance(replaced, Decision) else None,
        **_serialize_scope(row),
    }


def _serialize_scope(row: Row) -> dict[str, object]:
    """Return the area and the part that a row is about."""
    return {"area": row.area or None, "parts": row.scope.format_parts() or None}


def _serialize_value(row: Result) -> dict[str, object]:
    return {"value": row.value, "qualifier": row.qualifier or None, "status": row.status}


def render_markdown(recordings: Sequence[Recording], indicators: IndicatorsById, language: Language) -> Iterator[str]:
    """Yield the recordings as a table in Markdown, one line for each journal row."""
    rows = (
        (
            entry.label,
            format_moment(entry.recorded_at, language),
            format_author(entry.recorded_by, language),
            _format_row(row, indicators, language),
            _join("; ", _format_revision(replaced, indicators, language), _format_undo(entry, language)),
        )
        for entry in recordings
        for row, replaced in entry.iter_changes()
    )
    return iter_table_lines([language.translate(heading) for heading in _HEADINGS], rows)


def render_text(recordings: Sequence[Recording], indicators: IndicatorsById, language: Language) -> Iterator[str]:
    """Yield the recordings for a person: a line each with its number, moment and author, and its rows below it."""
    if not recordings:
        yield language.translate(N_("No recording matches the options.")) + "\n"
    width = max((len(entry.label) for entry in recordings), default=0)
    for entry in recordings:
        author, size = format_author(entry.recorded_by, language), _format_size(entry, language)
        head = _join(" · ", format_moment(entry.recorded_at, language), author, size, _format_undo(entry, language))
        yield f"{entry.label:>{width}}  {head}\n"
        lines = [
            _join("; ", _format_row(row, indicators, language), _format_revision(replaced, indicators, language))
            for row, replaced in entry.iter_changes()
        ]
        yield from [" " * (width + 2) + line + "\n" for line in truncate_lines(lines, language)]


def format_author(author: str, language: Language) -> str:
    """Return who recorded, with the mark of an undo in words."""
    if not author.endswith(UNDO_SUFFIX):
        return sanitize_text(author)
    return language.format(N_("{author} (undo)"), author=sanitize_text(author.removesuffix(UNDO_SUFFIX)))


def _join(separator: str, *texts: str) -> str:
    return separator.join(text for text in texts if text)


def _format_size(recording: Recording, language: Language) -> str:
    """Return how many rows the recording has, if not one, and how many of them are listed."""
    if len(recording.rows) < recording.size:
        return language.format(N_("{some} of {count} rows"), some=len(recording.rows), count=recording.size)
    return language.format_count(NP_("{count} row", "{count} rows"), recording.size) if recording.size > 1 else ""


def _format_row(row: Row, indicators: IndicatorsById, language: Language) -> str:
    if isinstance(row, Decision):
        return f"{row.indicator}, {format_decision(row, indicators[row.indicator], language)}"
    return f"{row.indicator} {row.subject}: {format_recorded_value(row, indicators, language)}"


def format_key(row: Row, language: Language) -> str:
    """Return what a row is about: its indicator, and the period or what was decided on which day."""
    if isinstance(row, Result):
        return f"{row.indicator} {row.subject}"
    subject, day = language.format_message(row.subject), language.format_short_day(row.decided_on)
    what = language.format(N_("{subject} (decided {day})"), subject=subject, day=day)
    return f"{row.indicator}, {what}"


def _format_revision(replaced: Row | None, indicators: IndicatorsById, language: Language) -> str:
    """Return the result that a row replaces in reports, or "" if there was none."""
    if replaced is None:
        return ""
    return language.format(N_("revises {value}"), value=format_recorded_value(replaced, indicators, language))


def _format_undo(recording: Recording, language: Language) -> str:
    if not recording.undo_of:
        return ""
    return language.format(N_("takes back {number}"), number=recording.make_label(recording.undo_of))


def truncate_lines(lines: Sequence[str], language: Language) -> list[str]:
    """Return the first `MAX_LINES` lines, and how many more there are."""
    if len(lines) <= MAX_LINES:
        return list(lines)
    return [*lines[:MAX_LINES], language.format(N_("and {count} more"), count=len(lines) - MAX_LINES)]


def format_recorded_value(row: Row, indicators: IndicatorsById, language: Language) -> str:
    """Return the value that a row records, with every digit, and its status; or only that it was withdrawn."""
    if isinstance(row, Decision):
        return format_decided_value(row, indicators[row.indicator], language)
    if row.status == "withdrawn":
        return language.translate("withdrawn")
    return f"{format_result(row, indicators[row.indicator], language, exact=True)} ({language.translate(row.status)})"


def format_moment(moment: str, language: Language) -> str:
    """Return the moment of a recording to the minute, without its zone; in English as the journal has it."""
    day = language.format_short_day(moment[:10])
    return f"{day} {moment[11:16]}".rstrip()
