"""The two forms of the table.

`term`: each year's result, the figure so far, and how it compares with the target of the resolution. `year`: one year
against its plan and against the year before.
"""

from decimal import Decimal

from tracker.assess.bounds import list_plan_numbers
from tracker.assess.comparison import Comparison, compare_with_previous_year, compare_with_target, find_plan
from tracker.i18n import N_
from tracker.model import Assessment, Period, Plan, Qualifier, Result
from tracker.model.evidence import shorten_references
from tracker.numbers import format_plain
from tracker.reports.cells import CellBuilder, ReportIndicator, list_result_notes
from tracker.reports.records import EMPTY_CELL, Formula, ReportCell, ReportColumn
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_decimals,
    format_news,
    prepare_against_plan,
    prepare_comparison,
    prepare_term_value,
)
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.numbers import split_template

_RATES = ("growth", "growth_rate")
_SAME_PERIOD_HEADING = N_("with the same period of the year before (index)")


def list_term_columns(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> tuple[ReportColumn, ...]:
    """Return the columns of the term form, up to the reporting year."""
    term, year, text = builder.board.register.term, builder.board.year, builder.fill_text
    target = text(N_("Target for {year}"), year=term.last_year)
    so_far = text(N_("Mean or sum {first}–{last}"), first=term.first_year, last=year)
    results = text(N_("Results"))
    years = [
        ReportColumn(f"y{each}", _format_heading("{year}", each, indicators, builder), 9, results, is_number=True)
        for each in range(term.first_year, year + 1)
    ]
    return (
        ReportColumn("number", text(COLUMN_HEADINGS["number"]), 4),
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 26),
        ReportColumn("unit", text(N_("Unit")), 9),
        ReportColumn("baseline", text(N_("Result {year}"), year=term.baseline_year), 9, is_number=True),
        ReportColumn("target", target, 10, is_number=True),
        *years,
        ReportColumn("so_far", so_far, 11, is_number=True),
        ReportColumn("against_target", text(N_("Against the target")), 10, is_number=True),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 14),
        ReportColumn("owner", text(N_("Responsible")), 12),
        ReportColumn("note", text(N_("Note")), 10),
    )


def _format_heading(template: str, year: int, indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> str:
    """Return the heading of the results of a year; it says so if all of them are estimates."""
    if {result.status for row in indicators if (result := row.find_result(Period(year)))} == {"estimate"}:
        kind = builder.fill_text(RESULT_STATUS_LABELS["estimate"])
        template = {"{year}": N_("{year} ({kind})")}.get(template, N_("Result {year} ({kind})"))
        return builder.fill_text(template, year=year, kind=kind)
    return builder.fill_text(template, year=year)


def build_term_cells(row: ReportIndicator, builder: CellBuilder) -> dict[str, ReportCell]:
    """Return the cells of one indicator by the keys of their columns."""
    term, year, indicator = builder.board.register.term, builder.board.year, row.indicator
    so_far = _build_term_value(row.assessment, builder)
    return {
        "number": ReportCell(builder.numbers[indicator.id]),
        "name": builder.build_name(row),
        "unit": ReportCell(builder.pick_text(indicator.unit)),
        "baseline": builder.build_baseline(row, term.baseline_year),
        "target": builder.build_target(row),
        **{f"y{each}": builder.build_result(row, Period(each)) for each in range(term.first_year, year + 1)},
        "so_far": so_far,
        "against_target": _build_target_comparison(row.assessment, so_far, builder),
        "verdict": builder.build_verdict(row),
        "owner": ReportCell(builder.pick_text(indicator.owner)),
        "note": _build_term_note(row, builder),
    }


def _build_term_value(item: Assessment, builder: CellBuilder) -> ReportCell:
    return builder.build_cell(prepare_term_value(item, builder.language), formula=_build_formula(item, builder))


def _build_formula(item: Assessment, builder: CellBuilder) -> Formula | None:
    """Return how the figure so far follows from the years, or None if it does not."""
    term, base, measure = builder.board.register.term, item.baseline, item.indicator.measure
    last = min(item.result.period.year if item.result else 0, item.indicator.get_target_year(term))
    keys = tuple(f"y{year}" for year in range(term.first_year, last + 1))
    if not keys:
        return None
    if measure == "growth":
        if base is None or base.year != term.baseline_year:
            return None
        return Formula(f"100*(({{}}/{{}})^(1/{last - base.year})-1)", (keys[-1], "baseline"))
    if measure == "growth_rate":
        return Formula(f"100*(({'*'.join(['(1+{}/100)'] * len(keys))})^(1/{len(keys)})-1)", keys)
    total = "+".join(["{}"] * len(keys))
    template = {"total": total, "mean": f"({total})/{len(keys)}"}.get(measure)
    return Formula(template, keys) if template else None


def _build_target_comparison(item: Assessment, so_far: ReportCell, builder: CellBuilder) -> ReportCell:
    """Return how the term's figure compares with the target: in percent of an amount, else the difference."""
    if item.indicator.measure in ("every_year", "milestone"):
        return EMPTY_CELL
    comparison = compare_with_target(item)
    is_rate, decimals = item.indicator.measure in _RATES, 0
    if comparison.difference is not None:
        known = item.indicator.decimals if is_rate else choose_decimals(item.indicator, comparison.difference)
        decimals = min(max(known or 0, 2 if is_rate or item.indicator.measure == "mean" else 0), 6)
    value = prepare_comparison(
        (comparison.percent, comparison.difference),
        decimals,
        builder.language,
        _choose_qualifier(item),
        in_points=is_rate or item.indicator.is_in_percent,
    )
    key = "so_far" if so_far.value else _find_result_column(item, builder)
    return builder.build_cell(value, formula=_compare(comparison, key, "target") if key else None)


def _compare(comparison: Comparison, key: str, other: str) -> Formula:
    return Formula("{}-{}" if comparison.percent is None else "100*{}/{}", (key, other))


def _find_result_column(item: Assessment, builder: CellBuilder) -> str:
    """Return the column of the year whose result is the term's figure, or "" if there is none."""
    target_year = item.indicator.get_target_year(builder.board.register.term)
    last = min(item.result.period.year if item.result else 0, target_year)
    result = item.results.get(Period(last))
    return f"y{last}" if result and result.value == item.term_value else ""


def _choose_qualifier(item: Assessment) -> Qualifier:
    if item.term_qualifier:
        return item.term_qualifier
    return item.result.qualifier if item.result and item.indicator.measure == "level" else ""


def _build_term_note(row: ReportIndicator, builder: CellBuilder) -> ReportCell:
    """Return what is known beyond the years, and the sources."""
    item, first = row.assessment, builder.board.register.term.baseline_year
    results = [row.find_result(Period(year)) for year in range(first, builder.board.year + 1)]
    sources = [item.indicator.source, item.baseline.source if item.baseline else ""]
    sources += [result.source for result in (*results, item.year_to_date) if result]
    cell = _build_note("; ".join(format_news(item, builder.language)), sources)
    return cell._replace(notes=list_result_notes(item.year_to_date, item.forecast))


def _build_note(text: str, sources: list[str]) -> ReportCell:
    return ReportCell(
        text,
        sources=tuple(sanitize_text(shorten_references(source, with_folders=False)) for source in sources if source),
    )


def list_year_columns(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> tuple[ReportColumn, ...]:
    """Return the columns of the year form."""
    year, text = builder.board.year, builder.fill_text
    value, compared = _format_heading(N_("Result {year}"), year, indicators, builder), text(N_("Compared"))
    return (
        ReportColumn("number", text(COLUMN_HEADINGS["number"]), 4),
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 30),
        ReportColumn("unit", text(N_("Unit")), 10),
        ReportColumn("previous", text(N_("Result {year}"), year=year - 1), 11, is_number=True),
        ReportColumn("plan", text(N_("Plan {year}"), year=year), 11, is_number=True),
        ReportColumn("ytd", text(N_("Result within the year")), 12, is_number=True),
        ReportColumn("value", value, 11, is_number=True),
        ReportColumn("against_plan", text(N_("with the plan of the year")), 12, compared, is_number=True),
        ReportColumn("against_previous", _format_previous_heading(indicators, builder), 12, compared, is_number=True),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 16),
        ReportColumn("note", text(N_("Note")), 12),
    )


def _format_previous_heading(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> str:
    """Return the heading of the comparison with the year before; it names the year if no months are compared."""
    year = builder.board.year
    if any(not row.find_result(Period(year)) and _find_running_result(row, year) for row in indicators):
        return builder.fill_text(_SAME_PERIOD_HEADING)
    return builder.fill_text(N_("with {year} (index)"), year=year - 1)


def build_year_cells(row: ReportIndicator, builder: CellBuilder) -> dict[str, ReportCell]:
    """Return the cells of one indicator by the keys of their columns."""
    year, indicator = builder.board.year, row.indicator
    result, running = row.find_result(Period(year)), _find_running_result(row, year)
    plan, latest = find_plan(indicator, year), result or running
    return {
        "number": ReportCell(builder.numbers[indicator.id]),
        "name": builder.build_name(row),
        "unit": ReportCell(builder.pick_text(indicator.unit)),
        "previous": _build_previous(row, builder),
        "plan": builder.build_plan(row, plan),
        "ytd": _build_year_to_date(row, running, builder),
        "value": builder.build_result(row, Period(year)),
        "against_plan": _build_plan_comparison(row.assessment, latest, builder),
        "against_previous": _build_previous_comparison(row.assessment, latest, builder),
        "verdict": builder.build_plan_verdict(row, result, plan),
        "note": _build_year_note(row, plan, builder),
    }


def _find_running_result(row: ReportIndicator, year: int) -> Result | None:
    """Return the latest year-to-date result of a year."""
    periods = [period for period in row.assessment.results if period.year == year and period.month]
    results = [row.find_result(period) for period in periods]
    return max((result for result in results if result), key=lambda result: result.period, default=None)


def _build_previous(row: ReportIndicator, builder: CellBuilder) -> ReportCell:
    before, base = builder.board.year - 1, row.assessment.baseline
    if row.find_result(Period(before)) is None and base is not None and base.year == before:
        return builder.build_baseline(row, before)
    return builder.build_result(row, Period(before), marks_breaks=False)


def _build_year_to_date(row: ReportIndicator, running: Result | None, builder: CellBuilder) -> ReportCell:
    """Return the latest year-to-date result, with how many months it covers."""
    if running is None:
        return EMPTY_CELL
    cell, months = builder.build_result(row, running.period), running.period.month
    before, after = split_template(N_("{value} ({months} months)"), "value", builder.language, months=months)
    if cell.value:
        value = cell.value._replace(prefix=before + cell.value.prefix, suffix=cell.value.suffix + after)
        cell = cell._replace(value=value)
    return cell._replace(text=f"{before}{cell.text}{after}")


def _build_plan_comparison(item: Assessment, latest: Result | None, builder: CellBuilder) -> ReportCell:
    """Return how the latest figure compares with the plan of the year."""
    if latest is None:
        return EMPTY_CELL
    comparison, key = Comparison(item.year_to_date_percent), "ytd"
    if latest.period.is_year:
        comparison, key = Comparison(item.plan_percent, item.plan_difference), "value"
    pair = (comparison.percent, comparison.difference)
    value = prepare_against_plan(item.indicator, latest, pair, builder.language)
    plan = find_plan(item.indicator, latest.period.year)
    formula = _compare_with_range(comparison, key, plan) or _compare(comparison, key, "plan")
    return builder.build_cell(value, formula=formula)


def _compare_with_range(comparison: Comparison, key: str, plan: Plan | None) -> Formula | None:
    """Return how a figure outside a planned range follows from the year, or None without a range.

    The cell of the plan is a text, so the formula holds its limits; inside them it gives an empty text.
    """
    limits = list_plan_numbers(plan)
    if len(limits) < 2:
        return None
    low, high = map(format_plain, limits)
    below, above = (_compare_with_limit(limit, is_percent=comparison.percent is not None) for limit in limits)
    template = f'IF({{}}<{low},{below},IF({{}}>{high},{above},""))'
    return Formula(template, (key,) * template.count("{}"))


def _compare_with_limit(limit: Decimal, *, is_percent: bool) -> str:
    """Return the part of a formula that compares a figure with one limit; there is no percentage of zero or less."""
    if not is_percent:
        return f"{{}}-({format_plain(limit)})"
    return f"100*{{}}/({format_plain(limit)})" if limit > 0 else '""'


def _build_previous_comparison(item: Assessment, latest: Result | None, builder: CellBuilder) -> ReportCell:
    """Return how the latest figure compares with the same period of the year before."""
    if latest is None:
        return EMPTY_CELL
    comparison = compare_with_previous_year(item, latest)
    percent, difference, qualifier = comparison
    decimals = choose_decimals(item.indicator, difference) if difference is not None else 0
    in_points = item.indicator.is_in_percent
    value = prepare_comparison((percent, difference), decimals, builder.language, qualifier, in_points=in_points)
    formula = _compare(comparison, "value", "previous") if latest.period.is_year else None
    return builder.build_cell(value, formula=formula)


def _build_year_note(row: ReportIndicator, plan: Plan | None, builder: CellBuilder) -> ReportCell:
    year, base = builder.board.year, row.assessment.baseline
    results = [row.find_result(Period(year - 1)), _find_running_result(row, year), row.find_result(Period(year))]
    sources = [base.source if base and base.year == year - 1 else "", plan.source if plan else ""]
    return _build_note("", [*sources, *(result.source for result in results if result)])
