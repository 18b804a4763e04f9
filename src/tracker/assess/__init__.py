"""Judging: a register and a reporting year become assessments. Pure: no clock, no files, no text."""

from __future__ import annotations

from decimal import localcontext

from tracker.assess.exact import EXACT, quotient
from tracker.assess.measures import Case
from tracker.assess.series import Series, baseline_of, points_of, select
from tracker.assess.verdict import Verdict, judge
from tracker.assess.year import check_year, plan_percent
from tracker.model import Assessment, Baseline, Board, Indicator, Register, Result, Term

STALE_AFTER = 1
TOO_OLD_AFTER = 2
_BY_PACE = ("on_track", "at_risk", "off_track")


def reporting_year(register: Register, today_year: int) -> int:
    """Return the year to judge when none is asked for: the last one past, or a later one with results already in.

    Never outside the term.
    """
    recorded = [
        row.period.year
        for rows in register.results.values()
        for row in rows
        if row.status not in ("forecast", "withdrawn")
    ]
    latest = max([today_year - 1, *recorded])
    return max(register.term.first_year, min(register.term.last_year, latest))


def assess(register: Register, year: int, as_of: str) -> Board:
    """Return the assessments of every indicator at the end of `year`, seen on the day `as_of` (YYYY-MM-DD).

    The day tells only whether a target's year is over: then a pace toward it means nothing any more.
    """
    with localcontext(EXACT):
        return Board(
            register,
            year,
            as_of,
            tuple(
                assess_one(indicator, register.term, register.results.get(indicator.id, ()), year, int(as_of[:4]))
                for indicator in register.indicators
            ),
        )


def assess_one(indicator: Indicator, term: Term, rows: tuple[Result, ...], year: int, today_year: int) -> Assessment:
    """Return the assessment of one indicator from its journal rows. Call it in the context `EXACT`."""
    last_year = (indicator.target and indicator.target.year) or term.last_year
    is_over = year >= last_year < today_year
    series = select(rows, year, term.first_year)
    baseline = baseline_of(indicator, term, series)
    result = _latest(series, term.first_year, year)
    verdict = _judge(indicator, term, series, baseline, year)
    if verdict.status in _BY_PACE and is_over and indicator.measure != "milestone":
        verdict = verdict._replace(status="not_assessed", reason="no_final_result", required=None)
    assessment = Assessment(
        indicator,
        verdict.status,
        verdict.reason,
        _flags(indicator, term, verdict, baseline, result, series, year),
        baseline,
        result,
        verdict.term_value,
        required=verdict.required,
        years_met=verdict.years_met,
        year_to_date=series.year_to_date,
        forecast=series.forecast,
        results=series.current,
    )
    return _with_year(_with_course(assessment, verdict), series, term, year)


def _latest(series: Series, first_year: int, last_year: int) -> Result | None:
    """Return the latest yearly result from `first_year` to `last_year`."""
    for row in reversed(series.yearly):
        if first_year <= row.period.year <= last_year:
            return row
    return None


def _judge(indicator: Indicator, term: Term, series: Series, baseline: Baseline | None, year: int) -> Verdict:
    """Return the verdict, or the first reason why there can be none."""
    target = indicator.target
    if target is None:
        return Verdict("not_assessed", "no_target")
    if indicator.measure == "milestone":
        return _judge_milestone(indicator, term, series, year)
    last_year = target.year or term.last_year
    spans = indicator.measure in ("level", "growth")
    first_year = baseline.year + 1 if spans and baseline else term.first_year
    results = tuple(row for row in series.yearly if first_year <= row.period.year <= last_year)
    if not results:
        return Verdict("not_assessed", "no_result")
    latest = results[-1].period.year
    start = first_year - 1 if spans else first_year
    if any(start < item.year <= latest for item in indicator.breaks):
        return Verdict("not_assessed", "break")
    if min(year, last_year) - latest > TOO_OLD_AFTER:
        return Verdict("not_assessed", "stale")
    return judge(Case(indicator, target, first_year, last_year, baseline, results, points_of(results)))


def _judge_milestone(indicator: Indicator, term: Term, series: Series, year: int) -> Verdict:
    """Done is met; not done is missed after the last year, off track after a planned year, and else not due."""
    latest = next((row for row in reversed(series.yearly) if row.period.year <= term.last_year), None)
    later = range(latest.period.year + 1 if latest else 0, term.last_year + 1)
    if (latest and latest.value is True) or any(_is_done_within(row, later) for row in series.current.values()):
        return Verdict("met")
    planned = min(indicator.plan, default=term.last_year)
    if latest and latest.period.year >= term.last_year:
        return Verdict("missed")
    if latest and latest.period.year >= planned:
        return Verdict("off_track", "insufficient")
    return Verdict("not_assessed", "not_due" if year < planned else "no_result")


def _is_done_within(row: Result, years: range) -> bool:
    """Whether a row to date in one of `years` says that a milestone is done."""
    return row.value is True and row.status != "forecast" and not row.period.is_year and row.period.year in years


def _flags(
    indicator: Indicator,
    term: Term,
    verdict: Verdict,
    baseline: Baseline | None,
    result: Result | None,
    series: Series,
    year: int,
) -> tuple[str, ...]:
    """Return the flags in the order in which they are listed to users."""
    last_year = indicator.target.year or term.last_year if indicator.target else term.last_year
    judged = [row for row in series.yearly if term.first_year <= row.period.year <= last_year]
    used = judged if indicator.measure not in ("level", "growth", "milestone") else judged[-1:]
    start = baseline.year if baseline else term.baseline_year
    latest = result.period.year if result else 0
    gap = bool(judged) and len(judged) < judged[-1].period.year - term.first_year + 1
    found = {
        "early": verdict.status in ("met", "exceeded") and bool(result) and latest < last_year,
        "early_verdict": verdict.status in _BY_PACE and len(judged) < 2,
        "estimate": any(row.status == "estimate" for row in used),
        "stale": bool(result) and min(year, last_year) - latest > STALE_AFTER and indicator.measure != "milestone",
        "slipping": "slipping" in verdict.flags,
        "bounded": any(row.qualifier in ("<", ">") for row in used),
        "approximate": any(row.qualifier == "~" for row in used),
        "break": any(start < item.year <= latest for item in indicator.breaks),
        "incomplete": gap
        and indicator.target is not None
        and indicator.measure in ("total", "mean", "growth_rate", "every_year"),
    }
    return tuple(flag for flag, is_set in found.items() if is_set)


def _with_course(assessment: Assessment, verdict: Verdict) -> Assessment:
    course = verdict.course
    if course is None:
        return assessment
    pace = quotient(course.progress, course.expected) if course.progress and course.expected else None
    return assessment._replace(
        progress=course.progress.value if course.progress else None,
        expected=course.expected.value if course.expected else None,
        pace=pace.value if pace else None,
        projected=course.projected,
    )


def _with_year(assessment: Assessment, series: Series, term: Term, year: int) -> Assessment:
    indicator, result = assessment.indicator, assessment.result
    running = assessment.year_to_date
    reported = sum(term.first_year <= row.period.year for row in series.yearly)
    assessment = assessment._replace(years_reported=reported if indicator.measure != "milestone" else None)
    if running:
        percent = plan_percent(indicator, running, indicator.plan.get(running.period.year))
        assessment = assessment._replace(year_to_date_percent=percent)
    if result is None:
        shown = indicator.plan.get(running.period.year if running else year)
        return assessment._replace(plan=shown)
    check = check_year(indicator, result, series, assessment.baseline)
    return assessment._replace(
        plan=check.plan,
        plan_percent=check.percent,
        plan_difference=check.difference,
        plan_verdict=check.verdict,
        previous=check.previous,
        change=check.change,
    )


__all__ = ["assess", "assess_one", "reporting_year"]
