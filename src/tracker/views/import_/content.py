"""What an import does, row by row: the columns of every format, and the sentences below them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.importing.notes import iter_notes
from tracker.importing.plan import ImportPlan, ImportStep
from tracker.model import Indicator, Result
from tracker.recording.changes import Change
from tracker.text import sanitize_text
from tracker.views.csv import PLAIN, DataRow, Dialect, to_csv
from tracker.views.formats import format_result
from tracker.views.json import to_json
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.markdown import format_table

SCHEMA = "tracker.import/1"
COLUMNS = (
    "place", "action", "indicator", "name", "period", "value", "qualifier", "status", "source", "note",
    "old_value", "old_qualifier", "old_status", "doubt",
)  # fmt: skip
ACTION_LABELS: dict[Change, str] = {"new": N_("new"), "revision": N_("revision"), "same": N_("same")}
HEADINGS = (N_("Cell"), N_("Action"), N_("Indicator"), N_("Period"), N_("Before"), N_("After"))


class PreviewRow(NamedTuple):
    """One result to record, as a person reads it."""

    place: str
    action: str
    name: str
    period: str
    before: str
    after: str
    warning: str


def build_rows(plan: ImportPlan, language: Language) -> list[DataRow]:
    """Return one row a result of the sheet, with a cell for each of `COLUMNS`; None means that there is no value."""
    return [_build_row(step, language) for step in plan.steps]


def _build_row(step: ImportStep, language: Language) -> DataRow:
    candidate, entry, old = step.candidate, step.entry, step.old
    known = entry or old
    cells = (
        format_place(step, language),
        step.action,
        candidate.indicator.id,
        language.pick_text(candidate.indicator.name),
        str(candidate.period),
        candidate.value,
        candidate.qualifier or None,
        known.status if known else candidate.status,
        (known.source if known else candidate.source) or None,
        (known.note if known else candidate.note) or None,
        old.value if old else None,
        (old.qualifier or None) if old else None,
        old.status if old else None,
        language.format_message(step.magnitude_warning) if step.magnitude_warning else None,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def format_place(step: ImportStep, language: Language) -> str:
    """Return the location of a result: the cell of a workbook, or the line and the column of a text file."""
    location = step.candidate.location
    template = N_("line {line}, {column}")
    return location.cell or language.format(template, line=location.line, column=location.key)


def render_csv(plan: ImportPlan, language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the preview as CSV with the columns of the contract."""
    return to_csv(COLUMNS, (row.values() for row in build_rows(plan, language)), dialect)


def render_json(plan: ImportPlan, language: Language, *, is_recorded: bool) -> str:
    """Return the preview as one JSON document with a line break at its end."""
    parsed = plan.parsed_sheets
    document = {
        "schema": SCHEMA,
        "file": parsed[0].sheet.file,
        "sheet": ", ".join(each.sheet.name for each in parsed) or None,
        "recorded": is_recorded,
        "language": language.code,
        "counts": {
            **_count_actions(plan),
            "headings": sum(each.heading_rows for each in parsed),
            "empty": sum(each.empty_cells for each in parsed),
            "superseded": sum(each.superseded_rows for each in parsed),
        },
        "results": build_rows(plan, language),
    }
    return to_json(document)


def _count_actions(plan: ImportPlan) -> dict[str, int]:
    return {action: plan.count(action) for action in ACTION_LABELS}


def render_markdown(plan: ImportPlan, language: Language) -> str:
    """Return the results to record as a table in Markdown, or "" if there are none."""
    rows = build_preview_rows(plan, language)
    cells = (
        (row.place, row.action, f"{row.name} – {row.warning}" if row.warning else row.name, *row[3:6]) for row in rows
    )
    return format_table([language.translate(heading) for heading in HEADINGS], cells) if rows else ""


def build_preview_rows(plan: ImportPlan, language: Language) -> list[PreviewRow]:
    """Return one row for each result to record; those that are the same are only counted."""
    return [
        PreviewRow(
            sanitize_text(format_place(step, language)),
            language.translate(ACTION_LABELS[step.action]),
            sanitize_text(language.pick_text(step.entry.indicator.name)),
            str(step.entry.period),
            _format_value(step.old, step.entry.indicator, language) if step.old else "",
            _format_value(step.entry.to_result(), step.entry.indicator, language),
            language.format_message(step.magnitude_warning) if step.magnitude_warning else "",
        )
        for step in plan.steps
        if step.entry
    ]


def _format_value(result: Result, indicator: Indicator, language: Language) -> str:
    status = language.translate(RESULT_STATUS_LABELS[result.status])
    return f"{format_result(result, indicator, language, exact=True)} ({status})"


def format_summary(plan: ImportPlan, language: Language, *, is_recorded: bool) -> str:
    """Return one sentence on what the import did or would do."""
    counts = _count_actions(plan)
    if not plan.steps:
        return language.translate(N_("Nothing to record: the file holds no results."))
    if not plan.entries:
        template = N_("Nothing to record: {same} of {same} results are already in the journal.")
    elif is_recorded:
        template = N_("Recorded: {new} new, {revision} revised; {same} the same.")
    else:
        template = N_("Would be recorded: {new} new, {revision} revised; {same} the same.")
    return language.format(template, **counts)


def format_warnings(plan: ImportPlan, language: Language) -> Iterator[str]:
    """Yield a warning for every unlikely value, with its location."""
    for step in plan.steps:
        if step.magnitude_warning:
            where = f"{format_place(step, language)}: {step.candidate.indicator.id}"
            warning = language.format_message(step.magnitude_warning)
            yield language.format(N_("{where}: {doubt}"), where=where, doubt=warning)


def format_remarks(plan: ImportPlan, language: Language) -> Iterator[str]:
    """Yield what a user must know about how the sheet was read."""
    for message in iter_notes(plan.parsed_sheets, plan.passed_over):
        yield language.format_message(message)
