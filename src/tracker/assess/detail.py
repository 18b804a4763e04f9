"""Everything about one indicator: its years, its revisions, how the verdict came about, and what lies ahead."""

from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess import assess_indicator, select_method
from tracker.assess.arithmetic import EXACT, make_ratio, to_growth_factor
from tracker.assess.bounds import select_limit
from tracker.assess.comparison import YearCheck, check_year
from tracker.assess.evaluation import (
    BASELINE_MEASURES,
    EvaluationInput,
    ResultSeries,
    build_evaluation_input,
    build_series,
    find_baseline,
    get_target_year,
)
from tracker.assess.forecast import Forecast, NoForecastReason, compute_forecast
from tracker.assess.measures import compute_expected_share
from tracker.assess.methods import judge, load_method
from tracker.assess.steps import Derivation
from tracker.assess.verdict import DIRECTIONS
from tracker.model import Assessment, AssessmentSet, Baseline, Indicator, Method, Period, Register, Result


class YearDetail(NamedTuple):
    """One year of an indicator: its result against its plan, and where the expected way would be."""

    year: int
    result: Result | None
    check: YearCheck
    expected: Decimal | None
    is_break: bool


class Detail(NamedTuple):
    """An assessment with all that it rests on. `revisions` holds every row of the periods that were recorded twice."""

    assessment: Assessment
    years: tuple[YearDetail, ...]
    revisions: tuple[tuple[Result, ...], ...]
    derivation: Derivation
    forecast: Forecast | NoForecastReason | None


def build_detail(register: Register, indicator: Indicator, year: int, as_of: str, method: str = "") -> Detail:
    """Return everything about `indicator` at the end of `year`; `register` must hold its whole history."""
    with localcontext(EXACT):
        chosen = select_method(register.term, indicator, method)
        assessment = assess_indicator(register, indicator, year, int(as_of[:4]), chosen)
        series, baseline, case = _collect_inputs(register, indicator, year)
        years = _list_years(register, indicator, series, baseline, case)
        revisions = _group_revisions(register.results.get(indicator.id, ()), year)
        if case is None:
            return Detail(assessment, years, revisions, Derivation(), None)
        verdict, spoken = judge(case, chosen)
        return Detail(
            assessment,
            years,
            revisions,
            load_method(spoken).derive(case, verdict, chosen if spoken == chosen.name else Method(spoken)),
            compute_forecast(case),
        )


def compute_assessment_forecast(board: AssessmentSet, item: Assessment) -> Forecast | NoForecastReason | None:
    """Return the forecast for one assessment of a board, or the reason why there is none."""
    with localcontext(EXACT):
        _, _, case = _collect_inputs(board.register, item.indicator, board.year)
        return compute_forecast(case) if case else None


def _collect_inputs(
    register: Register, indicator: Indicator, year: int
) -> tuple[ResultSeries, Baseline | None, EvaluationInput | None]:
    """Return what counts at the end of `year`, the baseline, and the case, where there is one made of numbers."""
    series = build_series(register.results.get(indicator.id, ()), year, register.term.first_year)
    baseline = find_baseline(indicator, register.term, series)
    case = build_evaluation_input(indicator, register.term, series, baseline, year)
    return series, baseline, case if isinstance(case, EvaluationInput) and indicator.measure != "milestone" else None


def _list_years(
    register: Register,
    indicator: Indicator,
    series: ResultSeries,
    baseline: Baseline | None,
    case: EvaluationInput | None,
) -> tuple[YearDetail, ...]:
    """Return the years from the baseline, or an earlier result, to the target's, without those that say nothing."""
    results = {row.period.year: row for row in series.current.values() if row.period.is_year}
    first = min([register.term.baseline_year, *results, *([baseline.year] if baseline else [])])
    found = []
    for year in range(first, get_target_year(indicator, register.term) + 1):
        result = results.get(year)
        if result:
            check = check_year(indicator, result, series.yearly, baseline)
        else:
            check = YearCheck(indicator.plan.get(year))
        expected = _compute_expected(case, year) if case and not case.has_break else None
        is_break = any(item.year == year for item in indicator.breaks)
        if result or check.plan or expected is not None or is_break:
            found.append(YearDetail(year, result, check, expected, is_break))
    return tuple(found)


def _compute_expected(case: EvaluationInput, year: int) -> Decimal | None:
    """Return the value that is due in `year`: on the way from the baseline, or the share of one year."""
    target, measure, base = case.target, case.indicator.measure, case.baseline
    if target.kind in DIRECTIONS:
        return None
    if measure not in BASELINE_MEASURES:
        if year < case.first_year or target.kind == "between":
            return None
        limit = select_limit(target, Decimal(0))
        return limit / case.year_count if measure == "total" else limit
    if base is None or year < base.year:
        return None
    aim = select_limit(target, base.value)
    if measure == "growth":
        return base.value * to_growth_factor(aim) ** (year - base.year)
    share = compute_expected_share(case, base, aim, year, make_ratio(year - base.year, case.last_year - base.year))
    return base.value + share.value * (aim - base.value) if aim != base.value else aim


def _group_revisions(rows: tuple[Result, ...], year: int) -> tuple[tuple[Result, ...], ...]:
    """Return the rows of each period up to `year` that has more than one, in the order of the journal."""
    by_period: dict[Period, list[Result]] = {}
    for row in rows:
        if row.period.year <= year:
            by_period.setdefault(row.period, []).append(row)
    return tuple(tuple(by_period[period]) for period in sorted(by_period) if len(by_period[period]) > 1)
