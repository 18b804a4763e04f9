"""Everything about one indicator: its years, its revisions, how the verdict came about, and what lies ahead."""

from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess import assess_one, method_for
from tracker.assess.bounds import limit_from
from tracker.assess.case import FROM_BASELINE, Case, case_of, last_year_of
from tracker.assess.exact import EXACT, growth_factor, ratio
from tracker.assess.measures import expected_share
from tracker.assess.methods import judge, rule_of
from tracker.assess.outlook import NoOutlook, Outlook, outlook_of
from tracker.assess.series import Series, baseline_of, select
from tracker.assess.steps import Working
from tracker.assess.verdict import DIRECTIONS
from tracker.assess.year import YearCheck, check_year
from tracker.model import Assessment, Baseline, Board, Indicator, Method, Register, Result
from tracker.periods import Period


class Year(NamedTuple):
    """One year of an indicator: its result against its plan, and where the expected way would be."""

    year: int
    result: Result | None
    check: YearCheck
    expected: Decimal | None
    is_break: bool


class Detail(NamedTuple):
    """An assessment with all that it rests on. `revisions` holds every row of the periods that were recorded twice."""

    assessment: Assessment
    years: tuple[Year, ...]
    revisions: tuple[tuple[Result, ...], ...]
    working: Working
    outlook: Outlook | NoOutlook | None


def detail(register: Register, indicator: Indicator, year: int, as_of: str, method: str = "") -> Detail:
    """Return everything about `indicator` at the end of `year`; `register` must hold its whole history."""
    with localcontext(EXACT):
        chosen = method_for(register.term, indicator, method)
        assessment = assess_one(register, indicator, year, int(as_of[:4]), chosen)
        series, baseline, case = _seen(register, indicator, year)
        years = _years(register, indicator, series, baseline, case)
        revisions = _revisions(register.results.get(indicator.id, ()), year)
        if case is None:
            return Detail(assessment, years, revisions, Working(), None)
        verdict, spoken = judge(case, chosen)
        return Detail(
            assessment,
            years,
            revisions,
            rule_of(spoken).working(case, verdict, chosen if spoken == chosen.name else Method(spoken)),
            outlook_of(case),
        )


def outlook_in(board: Board, item: Assessment) -> Outlook | NoOutlook | None:
    """Return the forecast for one assessment of a board, or the reason why there is none."""
    with localcontext(EXACT):
        _, _, case = _seen(board.register, item.indicator, board.year)
        return outlook_of(case) if case else None


def _seen(register: Register, indicator: Indicator, year: int) -> tuple[Series, Baseline | None, Case | None]:
    """Return what counts at the end of `year`, the baseline, and the case, where there is one made of numbers."""
    series = select(register.results.get(indicator.id, ()), year, register.term.first_year)
    baseline = baseline_of(indicator, register.term, series)
    case = case_of(indicator, register.term, series, baseline, year)
    return series, baseline, case if isinstance(case, Case) and indicator.measure != "milestone" else None


def _years(
    register: Register, indicator: Indicator, series: Series, baseline: Baseline | None, case: Case | None
) -> tuple[Year, ...]:
    """Return the years from the baseline, or an earlier result, to the target's, without those that say nothing."""
    results = {row.period.year: row for row in series.current.values() if row.period.is_year}
    first = min([register.term.baseline_year, *results, *([baseline.year] if baseline else [])])
    found = []
    for year in range(first, last_year_of(indicator, register.term) + 1):
        result = results.get(year)
        if result:
            check = check_year(indicator, result, series.yearly, baseline)
        else:
            check = YearCheck(indicator.plan.get(year))
        expected = _expected(case, year) if case and not case.has_break else None
        is_break = any(item.year == year for item in indicator.breaks)
        if result or check.plan or expected is not None or is_break:
            found.append(Year(year, result, check, expected, is_break))
    return tuple(found)


def _expected(case: Case, year: int) -> Decimal | None:
    """Return the value that is due in `year`: on the way from the baseline, or the share of one year."""
    target, measure, base = case.target, case.indicator.measure, case.baseline
    if target.kind in DIRECTIONS:
        return None
    if measure not in FROM_BASELINE:
        if year < case.first_year or target.kind == "between":
            return None
        limit = limit_from(target, Decimal(0))
        return limit / case.years if measure == "total" else limit
    if base is None or year < base.year:
        return None
    aim = limit_from(target, base.value)
    if measure == "growth":
        return base.value * growth_factor(aim) ** (year - base.year)
    share = expected_share(case, base, aim, year, ratio(year - base.year, case.last_year - base.year))
    return base.value + share.value * (aim - base.value) if aim != base.value else aim


def _revisions(rows: tuple[Result, ...], year: int) -> tuple[tuple[Result, ...], ...]:
    """Return the rows of each period up to `year` that has more than one, in the order of the journal."""
    by_period: dict[Period, list[Result]] = {}
    for row in rows:
        if row.period.year <= year:
            by_period.setdefault(row.period, []).append(row)
    return tuple(tuple(by_period[period]) for period in sorted(by_period) if len(by_period[period]) > 1)
