"""The year form: a year's result against its plan and against the year before."""

from tracker.assess.compared import Comparison, compare_with_previous_year
from tracker.language import N_
from tracker.model import Baseline, Plan, Result
from tracker.periods import Period
from tracker.views.formats import choose_decimals, format_against_plan, format_comparison, sanitize_text
from tracker.views.report.cells import CellBuilder, ReportIndicator
from tracker.views.report.records import EMPTY_CELL, ReportCell, ReportColumn
from tracker.views.words import COLUMN_HEADINGS, RESULT_STATUS_LABELS

_SAME_PERIOD_HEADING = N_("with the same period of the year before (index)")


def list_year_columns(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> tuple[ReportColumn, ...]:
    """Return the columns of the year form."""
    year, text = builder.board.year, builder.fill_text
    compared = text(N_("Compared"))
    return (
        ReportColumn("number", text(COLUMN_HEADINGS["number"]), 4),
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 30),
        ReportColumn("unit", text(N_("Unit")), 10),
        ReportColumn("previous", text(N_("Result {year}"), year=year - 1), 11, is_number=True),
        ReportColumn("plan", text(N_("Plan {year}"), year=year), 11, is_number=True),
        ReportColumn("ytd", text(N_("Result within the year")), 12, is_number=True),
        ReportColumn("value", _format_result_heading(indicators, builder), 11, is_number=True),
        ReportColumn("against_plan", text(N_("with the plan of the year")), 12, compared, is_number=True),
        ReportColumn("against_previous", text(_SAME_PERIOD_HEADING), 12, compared, is_number=True),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 16),
        ReportColumn("note", text(N_("Note")), 12),
    )


def _find_running_result(row_indicator: ReportIndicator, year: int) -> Result | None:
    """Return the latest year-to-date result of a year."""
    found = [
        row_indicator.find_result(period)
        for period in row_indicator.assessment.results
        if period.year == year and not period.is_year
    ]
    return max((row for row in found if row), key=lambda row: row.period, default=None)


def _format_result_heading(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> str:
    year = builder.board.year
    statuses = {row.status for each in indicators if (row := each.find_result(Period(year)))}
    if statuses == {"estimate"}:
        kind = builder.fill_text(RESULT_STATUS_LABELS["estimate"])
        return builder.fill_text(N_("Result {year} ({kind})"), year=year, kind=kind)
    return builder.fill_text(N_("Result {year}"), year=year)


def build_year_cells(row_indicator: ReportIndicator, number: str, builder: CellBuilder) -> dict[str, ReportCell]:
    """Return the cells of one indicator by the keys of their columns."""
    year, item = builder.board.year, row_indicator.assessment
    result, running = row_indicator.find_result(Period(year)), _find_running_result(row_indicator, year)
    plan = item.indicator.plan.get(year)
    latest = result or running
    return {
        "number": ReportCell(number),
        "name": builder.build_name(row_indicator),
        "unit": ReportCell(sanitize_text(builder.language.pick_text(row_indicator.indicator.unit))),
        "previous": _build_previous(row_indicator, builder),
        "plan": builder.build_plan(row_indicator, plan),
        "ytd": _build_year_to_date(row_indicator, running, builder),
        "value": builder.build_result(row_indicator, Period(year)),
        "against_plan": _build_plan_comparison(row_indicator, latest, builder),
        "against_previous": _build_previous_comparison(row_indicator, latest, builder),
        "verdict": builder.build_plan_verdict(row_indicator, result, plan),
        "note": _build_year_note(row_indicator, plan, builder),
    }


def _build_previous(row_indicator: ReportIndicator, builder: CellBuilder) -> ReportCell:
    before, base = builder.board.year - 1, row_indicator.assessment.baseline
    if row_indicator.find_result(Period(before)) is None and base is not None and base.year == before:
        return builder.build_baseline(row_indicator, before)
    return builder.build_result(row_indicator, Period(before), marks_breaks=False)


def _build_year_to_date(row_indicator: ReportIndicator, running: Result | None, builder: CellBuilder) -> ReportCell:
    if running is None:
        return EMPTY_CELL
    cell = builder.build_result(row_indicator, running.period)
    return cell._replace(
        text=builder.fill_text(N_("{value} ({months} months)"), value=cell.text, months=running.period.month)
    )


def _build_plan_comparison(row_indicator: ReportIndicator, latest: Result | None, builder: CellBuilder) -> ReportCell:
    item = row_indicator.assessment
    if latest is None:
        return EMPTY_CELL
    is_year = latest.period.is_year
    found = (item.plan_percent, item.plan_difference) if is_year else (item.year_to_date_percent, None)
    text = format_against_plan(item.indicator, latest, found, builder.language)
    at = "value" if is_year else "ytd"
    formula = f"100*{{{at}}}/{{plan}}" if found[0] is not None else f"{{{at}}}-{{plan}}"
    return (
        builder.build_cell(text, found[0] if found[0] is not None else found[1], formula=formula)
        if text
        else EMPTY_CELL
    )


def _build_previous_comparison(
    row_indicator: ReportIndicator, latest: Result | None, builder: CellBuilder
) -> ReportCell:
    """Return how the latest figure stands to the same period of the year before."""
    if latest is None:
        return EMPTY_CELL
    found: Comparison = compare_with_previous_year(row_indicator.assessment, latest)
    difference = found.difference
    decimals = max(choose_decimals(row_indicator.indicator, difference), 1) if difference is not None else 1
    text = format_comparison(
        (found.percent, difference),
        decimals,
        builder.language,
        found.qualifier,
        in_points=row_indicator.indicator.is_in_percent,
    )
    formula = ""
    if latest.period.is_year:
        formula = "100*{value}/{previous}" if found.percent is not None else "{value}-{previous}"
    return builder.build_cell(text, found.percent if found.percent is not None else difference, formula=formula)


def _build_year_note(row_indicator: ReportIndicator, plan: Plan | None, builder: CellBuilder) -> ReportCell:
    year = builder.board.year
    base: Baseline | None = row_indicator.assessment.baseline
    rows = [
        row_indicator.find_result(Period(year - 1)),
        _find_running_result(row_indicator, year),
        row_indicator.find_result(Period(year)),
    ]
    found = [base.source if base and base.year == year - 1 else "", plan.source if plan else ""]
    sources = builder.cite_sources(*found, *(row.source for row in rows if row))
    return ReportCell(builder.fill_text(N_("Sources: {numbers}"), numbers=sources) if sources else "")
