"""Everything about one indicator: its years, revisions, the calculation of the verdict, and a forecast."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess import assess_indicator, select_method
from tracker.assess.arithmetic import EXACT, to_growth_factor
from tracker.assess.bounds import select_limit
from tracker.assess.comparison import YearCheck, check_year, find_plan
from tracker.assess.evaluation import (
    BASELINE_MEASURES,
    EvaluationInput,
    ResultSeries,
    build_evaluation_input,
    build_series,
    find_baseline,
    group_by_key,
)
from tracker.assess.forecast import Forecast, NoForecastReason, compute_forecast
from tracker.assess.measures import TRAJECTORIES, compute_expected_share
from tracker.assess.methods import judge, load_method
from tracker.assess.plan_target import RULE_OF_PLANS
from tracker.assess.plan_way import find_planned_results
from tracker.assess.verdict import Derivation
from tracker.model import Assessment, AssessmentSet, Baseline, Indicator, Method, Register, Result, Term


class YearDetail(NamedTuple):
    """One year of an indicator: its result compared with its plan, and the value expected by the target."""

    year: int
    result: Result | None
    check: YearCheck
    expected: Decimal | None
    is_break: bool


class Detail(NamedTuple):
    """An assessment and its basis; `revisions` has the rows of each period that was recorded more than once.

    `parts` has the same of each part of a total.
    """

    assessment: Assessment
    years: tuple[YearDetail, ...]
    revisions: tuple[tuple[Result, ...], ...]
    derivation: Derivation
    forecast: Forecast | NoForecastReason | None
    parts: "tuple[Detail, ...]" = ()


def build_detail(
    register: Register,
    indicator: Indicator,
    year: int,
    as_of: str,
    method: str = "",
    history: Iterable[Result] | None = None,
) -> Detail:
    """Return everything about `indicator` at the end of `year`.

    `history` has every row that was recorded for it in the scope of the register; None: the register has them.
    """
    with localcontext(EXACT):
        chosen = select_method(register.term, indicator, method)
        assessment = assess_indicator(register, indicator, year, register.term.find_year(as_of), chosen)
        series, baseline, case = _collect_inputs(register, indicator, year, register.term.find_year(as_of))
        years = _list_years(register.term, indicator, series, baseline, case)
        every = register.results.get(indicator.id, ()) if history is None else history
        rows = [row for row in every if row.period.year <= year]
        revisions = tuple([tuple(group) for _, group in sorted(group_by_key(rows).items()) if len(group) > 1])
        if case is None:
            rule = RULE_OF_PLANS if assessment.indicator.has_only_plans else ""
            return Detail(assessment, years, revisions, Derivation(rule=rule), None)
        verdict, name = judge(case, chosen)
        derivation = load_method(name).derive(
            case, verdict, chosen if name == chosen.name or chosen.cuts else Method(name)
        )
        return Detail(assessment, years, revisions, derivation, compute_forecast(case))


def compute_assessment_forecast(board: AssessmentSet, item: Assessment) -> Forecast | NoForecastReason | None:
    """Return the forecast for one assessment, or the reason why there is none."""
    with localcontext(EXACT):
        _, _, case = _collect_inputs(
            board.register, item.indicator, board.year, board.register.term.find_year(board.as_of)
        )
        return compute_forecast(case) if case else None


def _collect_inputs(
    register: Register, indicator: Indicator, year: int, today_year: int
) -> tuple[ResultSeries, Baseline | None, EvaluationInput | None]:
    """Return the series at the end of `year`, the baseline, and the input of a method if the values are numbers."""
    rows, first_year = register.results.get(indicator.id, ()), register.term.first_year
    series = build_series(rows, year, first_year, indicator.year_rule, today_year)
    baseline = find_baseline(indicator, register.term, series)
    case = build_evaluation_input(indicator, register.term, series, baseline, year)
    if not isinstance(case, EvaluationInput) or indicator.measure == "milestone" or indicator.has_only_plans:
        return series, baseline, None
    return series, baseline, case


def _list_years(
    term: Term, indicator: Indicator, series: ResultSeries, baseline: Baseline | None, case: EvaluationInput | None
) -> tuple[YearDetail, ...]:
    """Return the years with data from the baseline, or an earlier result, to the target's."""
    results = {row.period.year: row for row in series.current.values() if row.period.is_year}
    first = min([term.baseline_year, *results, *([baseline.year] if baseline else [])])
    planned = _list_planned_values(case) if case else {}
    years = []
    for year in range(first, indicator.get_target_year(term) + 1):
        result = results.get(year)
        if result:
            check = check_year(indicator, result, series.current, baseline)
        else:
            check = YearCheck(find_plan(indicator, year, baseline))
        expected = _compute_expected(case, year, planned) if case and not case.has_break else None
        is_break = indicator.has_break(year - 1, year)
        if result or year in indicator.plan or expected is not None or is_break:
            years.append(YearDetail(year, result, check, expected, is_break))
    return tuple(years)


def _compute_expected(case: EvaluationInput, year: int, planned: Mapping[int, Decimal]) -> Decimal | None:
    """Return the value due in `year`: that of its plan, on the way from the baseline, or the share of one year."""
    target, measure, base = case.target, case.indicator.measure, case.baseline
    if target.is_direction:
        return None
    if year in planned:
        return planned[year]
    if measure not in BASELINE_MEASURES:
        if year < case.first_year or target.kind == "between":
            return None
        limit = select_limit(target, Decimal(0))
        return limit / case.year_count if measure == "total" else limit
    if base is None or year < base.year:
        return None
    if measure == "growth":
        return base.value * to_growth_factor(select_limit(target, Decimal(0))) ** (year - base.year)
    aim = select_limit(target, base.value)
    if aim == base.value:
        return aim
    return base.value + compute_expected_share(case, base, aim, year).value * (aim - base.value)


def _list_planned_values(case: EvaluationInput) -> dict[int, Decimal]:
    """Return the plans by year if they are the expected way."""
    if case.target.is_direction or case.indicator.measure not in TRAJECTORIES:
        return {}
    course = TRAJECTORIES[case.indicator.measure](case)
    if isinstance(course, str) or course.progress is None:
        return {}
    return {row.period.year: row.value for row in find_planned_results(case) if isinstance(row.value, Decimal)}
