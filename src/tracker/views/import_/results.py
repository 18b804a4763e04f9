"""What an import of results does, row by row: the columns of every format, and the sentences below them."""

from __future__ import annotations

from tracker.i18n import N_, Language
from tracker.importing.candidates import Candidate
from tracker.importing.notes import iter_notes
from tracker.importing.plan import ImportPlan, ImportStep
from tracker.model import Indicator, Period, Register, Result
from tracker.recording.changes import Change
from tracker.text import sanitize_text
from tracker.views.csv import DataRow
from tracker.views.formats import format_result
from tracker.views.import_.files import ImportedFigure, add_files
from tracker.views.import_.preview import (
    Preview,
    PreviewRow,
    count_empty_cells,
    count_skipped,
    describe_file,
    format_doubts,
    format_place,
)
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.scope_names import format_scope

SCHEMA = "tracker.import/1"
COLUMNS = (
    "place", "action", "indicator", "name", "period", "value", "qualifier", "status", "source", "note",
    "old_value", "old_qualifier", "old_status", "doubt",
)  # fmt: skip
SCOPE_COLUMNS = ("area", "parts", "file")
"""Further columns in a folder with areas or dimensions, and where several files are imported."""
ACTION_LABELS: dict[Change, str] = {"new": N_("new"), "revision": N_("revision"), "same": N_("same")}
HEADINGS = (N_("Cell"), N_("Action"), N_("Indicator"), N_("Period"), N_("Before"), N_("After"))


def build_preview(plan: ImportPlan, register: Register, language: Language, *, is_recorded: bool) -> Preview:
    """Return what importing results would do, or did."""
    parsed = plan.parsed_sheets
    counts = {**_count_actions(plan), **count_skipped(parsed)}
    document = {"schema": SCHEMA, **describe_file(parsed, language, is_recorded=is_recorded), "counts": counts}
    files = count_empty_cells(parsed)
    has_scopes = bool(register.areas or register.dimensions or len(files) > 1)
    preview = Preview(
        (*COLUMNS, *SCOPE_COLUMNS) if has_scopes else COLUMNS,
        HEADINGS,
        document,
        "results",
        lambda: [_build_row(step, language, has_scopes=has_scopes) for step in plan.steps],
        lambda: _build_lines(plan, register, language),
        format_doubts(
            [(step.candidate.location, step.candidate.indicator.id, step.magnitude_warning) for step in plan.steps],
            language,
            names_files=len(files) > 1,
        ),
        tuple(language.format_message(message) for message in iter_notes(parsed, plan.passed_over)),
        format_summary(plan, language, is_recorded=is_recorded),
    )
    if len(files) == 1:
        return preview
    found = [(step.candidate, step.action) for step in plan.steps]
    figures = [ImportedFigure(each.location.file, each.scope.area, each.period, action) for each, action in found]
    labels = (("new", N_("New")), ("revision", N_("Revised")), ("same", N_("Unchanged")))
    return add_files(preview, files, figures, labels, register, language, _list_recorded(register))


def _list_recorded(register: Register) -> set[tuple[str, Period]]:
    """Return the areas and periods of which the journal has a result that was not withdrawn."""
    rows = (row for results in register.scope_results.values() for each in results.values() for row in each)
    return {(row.area, row.period) for row in rows if row.status != "withdrawn"}


def _build_row(step: ImportStep, language: Language, *, has_scopes: bool) -> DataRow:
    candidate, entry, old = step.candidate, step.entry, step.old
    known = entry or old
    cells = (
        format_place(candidate.location, language),
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
    row: DataRow = dict(zip(COLUMNS, cells, strict=True))
    if not has_scopes:
        return row
    scope = candidate.scope
    return {**row, "area": scope.area or None, "parts": scope.format_parts() or None, "file": candidate.location.file}


def _count_actions(plan: ImportPlan) -> dict[str, int]:
    return {action: plan.count(action) for action in ACTION_LABELS}


def _build_lines(plan: ImportPlan, register: Register, language: Language) -> list[PreviewRow]:
    """Return one row for each result to record; those that are the same are only counted."""
    return [
        PreviewRow(
            (
                sanitize_text(format_place(step.candidate.location, language)),
                language.translate(ACTION_LABELS[step.action]),
                sanitize_text(language.pick_text(step.entry.indicator.name)),
                format_subject(step.candidate, register, language),
                _format_value(step.old, step.entry.indicator, language) if step.old else "",
                _format_value(step.entry.to_result(), step.entry.indicator, language),
            ),
            language.format_message(step.magnitude_warning) if step.magnitude_warning else "",
        )
        for step in plan.steps
        if step.entry
    ]


def format_subject(candidate: Candidate, register: Register, language: Language) -> str:
    """Return the period of a result, and the names of its area and part."""
    names = format_scope(register, candidate.scope, language)
    return f"{candidate.period}, {names}" if names else str(candidate.period)


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
