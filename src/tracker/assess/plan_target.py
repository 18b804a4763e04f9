"""The verdict on an indicator that has only annual plans (`target = "plan"`): that on the plan of the latest year.

The latest year is the last one up to the reporting year that has both a plan and a result. At the end of the term it is
the last year, whose plan and result must both be there. docs/methods.md has the table of all cases.
"""

from collections.abc import Iterable

from tracker.assess.comparison import check_year
from tracker.assess.evaluation import MAX_RESULT_AGE, ResultSeries
from tracker.assess.verdict import Verdict, mark_text
from tracker.model import Assessment, Baseline, Indicator, Result, Term

RULE_OF_PLANS = mark_text(
    "Rule: the verdict is that on the plan of the latest year with a plan and a result; at the end of the term, of the "
    "last year."
)


def find_judged_result(indicator: Indicator, yearly: Iterable[Result], term: Term) -> Result | None:
    """Return the latest result of a year of the term that has a plan, or None."""
    years = range(term.first_year, term.last_year + 1)
    found = [row for row in yearly if row.period.year in years and row.period.year in indicator.plan]
    return found[-1] if found else None


def find_judged_year(item: Assessment) -> int | None:
    """Return the year whose plan a verdict on annual plans is about, or None if there is none."""
    years = [
        period.year
        for period, row in item.results.items()
        if period.is_year and period.year in item.indicator.plan and row.status not in ("forecast", "withdrawn")
    ]
    return max(years, default=None)


def judge_plans(
    indicator: Indicator, term: Term, series: ResultSeries, baseline: Baseline | None, year: int
) -> Verdict:
    """Return the verdict on the latest annual plan, or the first reason why there is none."""
    until = min(year, term.last_year)
    if not indicator.plan:
        return Verdict("not_assessed", "no_plan")
    if all([planned > until for planned in indicator.plan]):
        return Verdict("not_assessed", "not_due")
    if until == term.last_year and until not in indicator.plan:
        return Verdict("not_assessed", "no_plan")
    result = find_judged_result(indicator, series.yearly, term)
    if result is None:
        is_last = until == term.last_year and bool(series.yearly)
        return Verdict("not_assessed", "no_final_result" if is_last else "no_result")
    if until - result.period.year >= MAX_RESULT_AGE + indicator.every:
        return Verdict("not_assessed", "stale" if series.yearly[-1] is result else "no_plan")
    verdict = check_year(indicator, result, series.current, baseline).verdict
    return Verdict(verdict) if verdict else Verdict("not_assessed", "bounded")
