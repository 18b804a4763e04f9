"""The journal behind a report: every result with its source, and every revision."""

from collections.abc import Iterable

from tracker.language import N_
from tracker.model import Assessment, Result
from tracker.views.formats import format_result, sanitize_text
from tracker.views.lines import format_period, number_indicators
from tracker.views.report.cells import CellBuilder, ReportIndicator
from tracker.views.report.records import (
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportSection,
    ReportTable,
    drop_empty_columns,
)
from tracker.views.words import COLUMN_HEADINGS, RESULT_STATUS_LABELS

_LISTING_COLUMNS = (
    ("number", COLUMN_HEADINGS["number"], 4),
    ("name", COLUMN_HEADINGS["name"], 40),
    ("unit", N_("Unit"), 14),
    ("period", N_("Period"), 10),
    ("value", N_("Result"), 14),
    ("kind", N_("Certainty"), 12),
    ("source", N_("Source"), 40),
    ("remark", N_("Note"), 30),
    ("recorded_at", N_("Recorded on"), 14),
    ("recorded_by", N_("Recorded by"), 14),
)
LISTING_FIXED_COLUMNS = ("name", "period", "value", "source")
"""The columns that are shown also where they are empty in every line."""


def build_results_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every result that counts, by indicator and period."""
    rows = [(each.assessment, row) for each in indicators for row in each.assessment.results.values()]
    return _build_listing(N_("Results and sources"), rows, builder)


def build_revisions_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every row of the periods that were recorded more than once, the earlier above the later."""
    rows = [(each.assessment, row) for each in indicators for revised in each.detail.revisions for row in revised]
    return _build_listing(N_("Revisions"), rows, builder)


def _build_listing(title: str, rows: list[tuple[Assessment, Result]], builder: CellBuilder) -> ReportTable:
    numbers, _ = number_indicators(builder.board.register)
    columns = tuple(
        ReportColumn(key, builder.fill_text(head), width, is_number=key == "value")
        for key, head, width in _LISTING_COLUMNS
    )
    lines = tuple(_build_listing_row(item, row, numbers, builder) for item, row in rows)
    return drop_empty_columns(
        ReportTable(builder.fill_text(title), columns, (ReportSection("", lines),)), LISTING_FIXED_COLUMNS
    )


def _build_listing_row(item: Assessment, row: Result, numbers: dict[str, str], builder: CellBuilder) -> ReportRow:
    language, indicator = builder.language, item.indicator
    cells = (
        ReportCell(numbers[indicator.id]),
        ReportCell(sanitize_text(language.pick_text(indicator.name))),
        ReportCell(sanitize_text(language.pick_text(indicator.unit))),
        ReportCell(format_period(row.period, language)),
        builder.build_cell(format_result(row, indicator, language, exact=True), row.value),
        ReportCell(language.translate(RESULT_STATUS_LABELS[row.status])),
        ReportCell(sanitize_text(row.source)),
        ReportCell(sanitize_text(row.note)),
        ReportCell(language.format_day(row.recorded_on)),
        ReportCell(sanitize_text(row.recorded_by)),
    )
    return ReportRow(indicator.id, 0, cells)
