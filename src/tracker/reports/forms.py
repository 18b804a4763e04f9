"""The term form: each year's result, the figure so far, and how it stands to the target of the resolution."""

from tracker.assess.comparison import Comparison, compare_with_previous_year, compare_with_target
from tracker.i18n import N_
from tracker.model import Assessment, Baseline, Period, Plan, Qualifier, Result
from tracker.reports.cells import CellBuilder, ReportIndicator
from tracker.reports.records import EMPTY_CELL, ReportCell, ReportColumn
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_decimals,
    format_against_plan,
    format_comparison,
    format_news,
    format_term_value,
)
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS

_RATES = ("growth", "growth_rate")


def list_term_columns(indicators: tuple[ReportIndicator, ...], builder: CellBuilder) -> tuple[ReportColumn, ...]:
    """Return the columns of the term form, up to the year that is reported."""
    term, year = builder.board.register.term, builder.board.year
    text = builder.fill_text
    results = N_("Results")
    return (
        ReportColumn("number", text(COLUMN_HEADINGS["number"]), 4),
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 26),
        ReportColumn("unit", text(N_("Unit")), 9),
        ReportColumn("baseline", text(N_("Result {year}"), year=term.baseline_year), 9, is_number=True),
        ReportColumn(
            "target", text(N_("Target of the resolution for {year}"), year=term.last_year), 10, is_number=True
        ),
        *(
            ReportColumn(f"y{each}", _format_year_heading(indicators, each, builder), 9, text(results), is_number=True)
            for each in range(term.first_year, year + 1)
        ),
        ReportColumn(
            "so_far", text(N_("Mean or sum {first}–{last}"), first=term.first_year, last=year), 11, is_number=True
        ),
        ReportColumn("against_target", text(N_("Against the target of the resolution")), 10, is_number=True),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 14),
        ReportColumn("owner", text(N_("Responsible")), 12),
        ReportColumn("note", text(N_("Note")), 10),
    )


def _format_year_heading(indicators: tuple[ReportIndicator, ...], year: int, builder: CellBuilder) -> str:
    """Return the year; and that its figures are estimates, where all of them are."""
    statuses = {result.status for each in indicators if (result := each.find_result(Period(year)))}
    if statuses == {"estimate"}:
        return builder.fill_text(
            N_("{year} ({kind})"), year=year, kind=builder.fill_text(RESULT_STATUS_LABELS["estimate"])
        )
    return str(year)


def build_term_cells(row_indicator: ReportIndicator, number: str, builder: CellBuilder) -> dict[str, ReportCell]:
    """Return the cells of one indicator by the keys of their columns."""
    term, year = builder.board.register.term, builder.board.year
    name = builder.build_name(
        row_indicator
    )  # in the order of the columns: the footnotes are numbered as they are asked for
    known = {
        "baseline": builder.build_baseline(row_indicator, term.baseline_year),
        "target": builder.build_target(row_indicator),
    }
    known |= {
        f"y{each}": builder.build_result(row_indicator, Period(each)) for each in range(term.first_year, year + 1)
    }
    so_far = _build_term_value(row_indicator, known, builder)
    return {
        "number": ReportCell(number),
        "name": name,
        "unit": ReportCell(sanitize_text(builder.language.pick_text(row_indicator.indicator.unit))),
        **known,
        "so_far": so_far,
        "against_target": _build_target_comparison(row_indicator, so_far, builder),
        "verdict": builder.build_verdict(row_indicator),
        "owner": ReportCell(sanitize_text(builder.language.pick_text(row_indicator.indicator.owner))),
        "note": _build_term_note(row_indicator, builder),
    }


def _build_term_value(row_indicator: ReportIndicator, known: dict[str, ReportCell], builder: CellBuilder) -> ReportCell:
    item = row_indicator.assessment
    text = format_term_value(item, builder.language)
    if item.indicator.measure == "every_year":
        return ReportCell(text)
    return (
        builder.build_cell(text, item.term_value, formula=_build_formula(item, known, builder)) if text else EMPTY_CELL
    )


def _build_formula(item: Assessment, known: dict[str, ReportCell], builder: CellBuilder) -> str:
    """Return how the figure so far follows from the years, or "" where one of them is missing."""
    term, result = builder.board.register.term, item.result
    last = min(result.period.year if result else 0, item.indicator.get_target_year(term))
    keys = [f"y{year}" for year in range(term.first_year, last + 1)]
    measure, base = item.indicator.measure, item.baseline
    if not keys:
        return ""
    if measure == "growth":
        is_known = base is not None and base.year == term.baseline_year and known["baseline"].number == base.value
        if base is None or not is_known or known[keys[-1]].number is None:
            return ""
        return f"100*(({{{keys[-1]}}}/{{baseline}})^(1/{last - base.year})-1)"
    if any(known[key].number is None for key in keys):
        return ""
    if measure == "growth_rate":
        return f"100*(({'*'.join(f'(1+{{{key}}}/100)' for key in keys)})^(1/{len(keys)})-1)"
    total = "+".join(f"{{{key}}}" for key in keys)
    return {"total": total, "mean": f"({total})/{len(keys)}"}.get(measure, "")


def _build_target_comparison(row_indicator: ReportIndicator, so_far: ReportCell, builder: CellBuilder) -> ReportCell:
    """Return how the term's figure stands to the target: in percent of an amount, else the difference."""
    item = row_indicator.assessment
    if item.indicator.measure in ("every_year", "milestone"):
        return EMPTY_CELL
    found = compare_with_target(item)
    is_rate = item.indicator.measure in _RATES
    difference = found.difference
    decimals = 1
    if difference is not None:
        known = item.indicator.decimals if is_rate else choose_decimals(item.indicator, difference)
        decimals = max(known or 0, 2 if is_rate or item.indicator.measure == "mean" else 1)
        decimals = min(decimals, 6)
    text = format_comparison(
        (found.percent, difference),
        decimals,
        builder.language,
        _choose_qualifier(item),
        in_points=is_rate or item.indicator.is_in_percent,
    )
    at = "so_far" if so_far.number is not None else _find_result_column(item, builder)
    formula = f"100*{{{at}}}/{{target}}" if found.percent is not None else f"{{{at}}}-{{target}}"
    value = found.percent if found.percent is not None else difference
    return builder.build_cell(text, value, formula=formula if text and at else "") if text else EMPTY_CELL


def _find_result_column(item: Assessment, builder: CellBuilder) -> str:
    """Return the column of the year whose result is the term's figure, or "" where there is none."""
    last = min(
        item.result.period.year if item.result else 0, item.indicator.get_target_year(builder.board.register.term)
    )
    result = item.results.get(Period(last))
    return f"y{last}" if result and result.value == item.term_value else ""


def _choose_qualifier(item: Assessment) -> Qualifier:
    if item.term_qualifier:
        return item.term_qualifier
    return item.result.qualifier if item.result and item.indicator.measure == "level" else ""


def _build_term_note(row_indicator: ReportIndicator, builder: CellBuilder) -> ReportCell:
    """Return what is known beyond the years, and the numbers of the sources."""
    item, term = row_indicator.assessment, builder.board.register.term
    results = [row_indicator.find_result(Period(year)) for year in range(term.baseline_year, builder.board.year + 1)]
    found = [item.indicator.source, item.baseline.source if item.baseline else ""]
    found += [row.source for row in (*results, item.year_to_date) if row]
    sources = builder.cite_sources(*found)
    parts = [*format_news(item, builder.language)]
    parts += [builder.fill_text(N_("Sources: {numbers}"), numbers=sources)] if sources else []
    return ReportCell("; ".join(parts))


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
