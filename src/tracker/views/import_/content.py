"""What an import does, row by row: the columns of every format, decided once, and the sentences beneath them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.errors import Message, msg
from tracker.i18n import N_, Language
from tracker.importing.layout import format_column_names
from tracker.importing.plan import ImportPlan, ImportStep
from tracker.importing.sheet_parser import iter_notes
from tracker.model import Qualifier, Value
from tracker.numbers import count_decimals
from tracker.text import escape_markdown, sanitize_text
from tracker.views.columns import DataRow
from tracker.views.csv import PLAIN, Dialect
from tracker.views.csv import to_csv as csv_text
from tracker.views.formats import format_number
from tracker.views.json import to_json as json_text
from tracker.views.labels import RESULT_STATUS_LABELS

SCHEMA = "tracker.import/1"
COLUMNS = (
    "place", "action", "indicator", "name", "period", "value", "qualifier", "status", "source", "note",
    "old_value", "old_qualifier", "old_status", "doubt",
)  # fmt: skip
ACTION_LABELS = {"new": N_("new"), "revision": N_("revision"), "same": N_("same")}
HEADINGS = (N_("Cell"), N_("Action"), N_("Indicator"), N_("Period"), N_("Before"), N_("After"))


class PreviewRow(NamedTuple):
    """What a person reads of one result that is to be recorded."""

    place: str
    action: str
    name: str
    period: str
    before: str
    after: str
    warning: str


def build_rows(plan: ImportPlan, language: Language) -> list[DataRow]:
    """Return one row a result of the sheet, with a cell for each of `COLUMNS`; None means "does not apply"."""
    return [_build_row(step, language) for step in plan.steps]


def _build_row(step: ImportStep, language: Language) -> DataRow:
    candidate, entry, old = step.candidate, step.entry, step.old
    said = entry or old
    cells = (
        format_place(step, language),
        step.action,
        candidate.indicator.id,
        language.pick_text(candidate.indicator.name),
        str(candidate.period),
        candidate.value,
        candidate.qualifier or None,
        said.status if said else candidate.status,
        (said.source if said else candidate.source) or None,
        (said.note if said else candidate.note) or None,
        old.value if old else None,
        (old.qualifier or None) if old else None,
        old.status if old else None,
        language.format_message(step.magnitude_warning) if step.magnitude_warning else None,
    )
    return dict(zip(COLUMNS, cells, strict=True))


def format_place(step: ImportStep, language: Language) -> str:
    """Return where a result stands: the cell of a workbook, or the line and the column of a text file."""
    place = step.candidate.place
    if place.cell:
        return place.cell
    return language.format(N_("line {line}, {column}"), line=place.line, column=place.key)


def render_csv(plan: ImportPlan, language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the preview as CSV with the columns of the contract."""
    return csv_text(COLUMNS, (row.values() for row in build_rows(plan, language)), dialect)


def render_json(plan: ImportPlan, language: Language, *, is_recorded: bool) -> str:
    """Return the preview as one JSON document with a line break at its end."""
    reading = plan.parsed_sheet
    document = {
        "schema": SCHEMA,
        "file": reading.sheet.file,
        "sheet": reading.sheet.name or None,
        "recorded": is_recorded,
        "language": language.code,
        "counts": {
            "new": plan.count("new"),
            "revision": plan.count("revision"),
            "same": plan.count("same"),
            "headings": reading.heading_rows,
            "empty": reading.empty_cells,
            "superseded": reading.superseded_rows,
        },
        "results": build_rows(plan, language),
    }
    return json_text(document)


def render_markdown(plan: ImportPlan, language: Language) -> str:
    """Return what is to be recorded as a table in Markdown."""
    found = build_preview_rows(plan, language)
    if not found:
        return ""
    heads = [language.translate(heading) for heading in HEADINGS]
    out = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for line in found:
        name = f"{line.name} – {line.warning}" if line.warning else line.name
        cells = (line.place, line.action, name, line.period, line.before, line.after)
        out.append("| " + " | ".join(escape_markdown(cell) for cell in cells) + " |")
    return "\n".join(out) + "\n"


def build_preview_rows(plan: ImportPlan, language: Language) -> list[PreviewRow]:
    """Return one line for each result that is to be recorded; what is the same is only counted."""
    found = []
    for step in plan.steps:
        if step.entry:
            old = step.old
            found.append(
                PreviewRow(
                    sanitize_text(format_place(step, language)),
                    language.translate(ACTION_LABELS[step.action]),
                    sanitize_text(language.pick_text(step.entry.indicator.name)),
                    str(step.entry.period),
                    _format_value(old.value, old.qualifier, RESULT_STATUS_LABELS[old.status], language) if old else "",
                    _format_value(
                        step.entry.value, step.entry.qualifier, RESULT_STATUS_LABELS[step.entry.status], language
                    ),
                    language.format_message(step.magnitude_warning) if step.magnitude_warning else "",
                )
            )
    return found


def _format_value(value: Value | None, qualifier: Qualifier, status: str, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        text = language.translate(N_("yes")) if value else language.translate(N_("no"))
    else:
        text = format_number(value, count_decimals(value), language)
    return f"{qualifier} {text} ({language.translate(status)})".strip()


def format_summary(plan: ImportPlan, language: Language, *, is_recorded: bool) -> str:
    """Return in one sentence what the import did or would do."""
    counts = {action: plan.count(action) for action in ("new", "revision", "same")}
    if not plan.steps:
        return language.translate(N_("Nothing to record: the file holds no results."))
    if not plan.entries:
        return language.format(
            N_("Nothing to record: {same} of {same} results stand in the journal already."), **counts
        )
    template = (
        N_("Recorded: {new} new, {revision} revised; {same} the same.")
        if is_recorded
        else N_("Would be recorded: {new} new, {revision} revised; {same} the same.")
    )
    return language.format(template, **counts)


def format_warnings(plan: ImportPlan, language: Language) -> Iterator[str]:
    """Yield every value that looks unlikely, with its place."""
    for step in plan.steps:
        if step.magnitude_warning:
            where = f"{format_place(step, language)}: {step.candidate.indicator.id}"
            yield language.format(
                N_("{where}: {doubt}"), where=where, doubt=language.format_message(step.magnitude_warning)
            )


def format_remarks(plan: ImportPlan, language: Language) -> Iterator[str]:
    """Yield what a user must know of how the sheet was read."""
    for message in (*iter_notes(plan.parsed_sheet), *_report_unused_columns(plan)):
        yield language.format_message(message)


def _report_unused_columns(plan: ImportPlan) -> Iterator[Message]:
    layout = plan.parsed_sheet.layout
    if layout and not layout.is_form:
        if layout.plans:
            yield msg("columns of plans, passed over: {columns}", columns=format_column_names(layout.plans))
        if layout.unused:
            yield msg("columns that are not used: {columns}", columns=format_column_names(layout.unused))
