"""What an import of plans does, row by row: the columns of every format, and the sentences below them."""

from __future__ import annotations

from tracker.i18n import N_, Language
from tracker.importing.decision_import import DecisionAction, DecisionImport, DecisionStep
from tracker.importing.notes import iter_notes
from tracker.journal.bounds import format_bound
from tracker.journal.decision_rows import format_decided_value as format_recorded_value
from tracker.model import Baseline, Period, Plan, Register, Target
from tracker.numbers import format_plain
from tracker.targets.versions import SetValue, get_in_force
from tracker.text import sanitize_text
from tracker.views.csv import DataRow
from tracker.views.decisions import format_decided_value, format_set_value, format_subject
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

SCHEMA = "tracker.import_plans/1"
COLUMNS = (
    "place", "action", "indicator", "name", "kind", "year", "value", "decided_on", "source", "note", "old_value",
    "doubt",
)  # fmt: skip
SCOPE_COLUMNS = ("area", "parts", "file")
"""Further columns in a folder with areas or dimensions, and where several files are imported."""
ACTION_LABELS: dict[DecisionAction, str] = {
    "new": N_("new"), "change": N_("change"), "revision": N_("revision"), "same": N_("same"),
}  # fmt: skip
HEADINGS = (N_("Cell"), N_("Action"), N_("Indicator"), N_("What"), N_("In force"), N_("After"))


def build_preview(plan: DecisionImport, register: Register, language: Language, *, is_recorded: bool) -> Preview:
    """Return what importing plans would do, or did."""
    parsed = plan.parsed_sheets
    counts = {**_count_actions(plan), **count_skipped(parsed)}
    document = {"schema": SCHEMA, **describe_file(parsed, language, is_recorded=is_recorded), "counts": counts}
    files = count_empty_cells(parsed)
    has_scopes = bool(register.areas or register.dimensions or len(files) > 1)
    preview = Preview(
        (*COLUMNS, *SCOPE_COLUMNS) if has_scopes else COLUMNS,
        HEADINGS,
        document,
        "plans",
        lambda: [_build_row(step, language, has_scopes=has_scopes) for step in plan.steps],
        lambda: [_build_line(step, language) for step in plan.steps if step.action != "same"],
        format_doubts(
            [(step.candidate.location, step.row.indicator, step.magnitude_warning) for step in plan.steps],
            language,
            names_files=len(files) > 1,
        ),
        tuple(language.format_message(message) for message in iter_notes(parsed, plan.passed_over, of_plans=True)),
        _format_summary(plan, language, is_recorded=is_recorded),
    )
    if len(files) == 1:
        return preview
    figures = [
        ImportedFigure(step.candidate.location.file, step.row.area, Period(step.row.year or 0), step.action)
        for step in plan.steps
    ]
    labels = (("new", N_("New")), ("change", N_("Changed")), ("revision", N_("Revised")), ("same", N_("Unchanged")))
    return add_files(preview, files, figures, labels, register, language)


def _build_row(step: DecisionStep, language: Language, *, has_scopes: bool) -> DataRow:
    row = step.row
    cells = (
        format_place(step.candidate.location, language),
        step.action,
        row.indicator,
        language.pick_text(step.indicator.name),
        row.kind,
        row.year,
        format_recorded_value(row),
        row.decided_on,
        row.source or None,
        row.note or None,
        _format_exactly(get_in_force(row, step.indicator)),
        language.format_message(step.magnitude_warning) if step.magnitude_warning else None,
    )
    found: DataRow = dict(zip(COLUMNS, cells, strict=True))
    if not has_scopes:
        return found
    parts = row.scope.format_parts() or None
    return {**found, "area": row.area or None, "parts": parts, "file": step.candidate.location.file}


def _format_exactly(value: SetValue) -> str | None:
    """Return what is in force as the journal writes it."""
    if isinstance(value, Target):
        return format_bound(value)
    if isinstance(value, Baseline):
        return format_plain(value.value)
    if isinstance(value, Plan):
        number = "yes" if isinstance(value.value, bool) else format_plain(value.value)
        return format_bound(value.bound) if value.bound else f"{value.qualifier}{number}"
    return None


def _count_actions(plan: DecisionImport) -> dict[str, int]:
    return {action: plan.count(action) for action in ACTION_LABELS}


def _build_line(step: DecisionStep, language: Language) -> PreviewRow:
    exact = step.indicator._replace(decimals=None)
    before = get_in_force(step.row, step.indicator)
    return PreviewRow(
        (
            sanitize_text(format_place(step.candidate.location, language)),
            language.translate(ACTION_LABELS[step.action]),
            sanitize_text(language.pick_text(step.indicator.name)),
            format_subject(step.row, language),
            format_set_value(before, exact, language),
            format_decided_value(step.row, exact, language),
        ),
        language.format_message(step.magnitude_warning) if step.magnitude_warning else "",
    )


def _format_summary(plan: DecisionImport, language: Language, *, is_recorded: bool) -> str:
    """Return one sentence on what the import did or would do, and from which day on it is in force."""
    counts = _count_actions(plan)
    if not plan.steps:
        return language.translate(N_("Nothing to record: the file holds no plans to take."))
    if not plan.rows:
        return language.format(N_("Nothing to record: {same} of {same} plans are in force already."), **counts)
    days = sorted({row.decided_on for row in plan.rows})
    if len(days) > 1:
        template = N_("Would be recorded: {new} new, {change} changed, {revision} corrected; {same} the same.")
        if is_recorded:
            template = N_("Recorded: {new} new, {change} changed, {revision} corrected; {same} the same.")
        return language.format(template, **counts)
    template = N_(
        "Would be recorded as decided on {day}: {new} new, {change} changed, {revision} corrected; {same} the same."
    )
    if is_recorded:
        template = N_(
            "Recorded as decided on {day}: {new} new, {change} changed, {revision} corrected; {same} the same."
        )
    return language.format(template, day=language.format_short_day(days[0]), **counts)
