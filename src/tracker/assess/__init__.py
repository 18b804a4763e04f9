"""Judging: a register and a reporting year become assessments. Pure: no clock, no files, no text."""

from decimal import localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.assess.comparison import YearCheck, check_year, compute_plan_percent
from tracker.assess.evaluation import (
    EvaluationInput,
    ResultSeries,
    build_evaluation_input,
    build_series,
    find_baseline,
    get_target_year,
)
from tracker.assess.methods import judge
from tracker.assess.verdict import Verdict
from tracker.model import Assessment, AssessmentSet, Baseline, Indicator, Method, Plan, Register, Result, Term

STALE_AFTER = 1
_PACE_STATUSES = ("on_track", "at_risk", "off_track")
_MULTI_YEAR_MEASURES = ("total", "mean", "growth_rate", "every_year")
_EMPTY_YEAR_CHECK = YearCheck()


def choose_reporting_year(register: Register, today_year: int) -> int:
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


def assess(register: Register, year: int, as_of: str, method: str = "") -> AssessmentSet:
    """Return the assessments of every indicator at the end of `year`, seen on the day `as_of` (YYYY-MM-DD).

    The day tells only whether a target's year is over: then a pace toward it means nothing any more. `method` is
    the name of a method for all indicators; without it each is judged as the targets say.
    """
    with localcontext(EXACT):
        return AssessmentSet(
            register,
            year,
            as_of,
            tuple(
                [
                    assess_indicator(
                        register, indicator, year, int(as_of[:4]), select_method(register.term, indicator, method)
                    )
                    for indicator in register.indicators
                ]
            ),
        )


def select_method(term: Term, indicator: Indicator, method_name: str = "") -> Method:
    """Return the method that is wanted, else that of the indicator, else that of the term.

    One that is wanted keeps the settings that the targets give to it.
    """
    stated = [item for item in (indicator.method, term.method) if item]
    if not method_name:
        return stated[0]
    return next((item for item in stated if item.name == method_name), Method(method_name))


def assess_indicator(
    register: Register, indicator: Indicator, year: int, today_year: int, method: Method
) -> Assessment:
    """Return the assessment of one indicator. Call it in the context `EXACT`."""
    term = register.term
    series = build_series(register.results.get(indicator.id, ()), year, term.first_year)
    baseline = find_baseline(indicator, term, series)
    verdict, spoken = _judge(indicator, term, series, baseline, year, method)
    is_past = year >= get_target_year(indicator, term) < today_year
    is_open = (
        verdict.status in _PACE_STATUSES and verdict.reason != "year_missed"
    )  # what a year has missed stays missed
    if is_past and is_open and indicator.measure != "milestone":
        verdict = verdict._replace(status="not_assessed", reason="no_final_result", required=None)
    result = _find_latest(series, term.first_year, year)
    return _build_assessment(register, year, _Evaluation(indicator, series, baseline, result, verdict, spoken))


class _Evaluation(NamedTuple):
    """What is known of an indicator once it is judged."""

    indicator: Indicator
    series: ResultSeries
    baseline: Baseline | None
    result: Result | None
    verdict: Verdict
    method: str


def _build_assessment(register: Register, year: int, evaluation: _Evaluation) -> Assessment:
    indicator, series, baseline, result, verdict, method = evaluation
    check = check_year(indicator, result, series.yearly, baseline) if result else _EMPTY_YEAR_CHECK
    running = series.year_to_date
    official = (
        indicator.official_verdict
        if indicator.official_verdict and (indicator.official_verdict.year or 0) <= year
        else None
    )
    return Assessment(
        indicator,
        official.status if official else verdict.status,
        verdict.reason,
        _collect_flags(register.term, year, evaluation),
        verdict.baseline or baseline,
        result,
        verdict.term_value,
        plan=check.plan if result else _get_plan(indicator, running) if running else indicator.plan.get(year),
        plan_percent=check.percent,
        plan_difference=check.difference,
        plan_verdict=check.verdict,
        previous=check.previous,
        change=check.change,
        progress=verdict.progress,
        expected=verdict.expected,
        pace=verdict.pace,
        projected=verdict.projected,
        required=verdict.required,
        years_met=verdict.years_met,
        years_reported=_count_reported_years(indicator, register.term, series),
        year_to_date=running,
        year_to_date_percent=compute_plan_percent(indicator, running, _get_plan(indicator, running))
        if running
        else None,
        forecast=series.forecast,
        results=series.current,
        method=method,
        grade=verdict.grade,
        method_value=verdict.value,
        so_far=verdict.so_far,
        computed_status=verdict.status if official else None,
        term_qualifier=verdict.term_qualifier,
    )


def _find_latest(series: ResultSeries, first_year: int, last_year: int) -> Result | None:
    """Return the latest yearly result from `first_year` to `last_year`."""
    for row in reversed(series.yearly):
        if first_year <= row.period.year <= last_year:
            return row
    return None


def _get_plan(indicator: Indicator, row: Result) -> Plan | None:
    return indicator.plan.get(row.period.year)


def _count_reported_years(indicator: Indicator, term: Term, series: ResultSeries) -> int | None:
    if indicator.measure == "milestone":
        return None
    last_year = get_target_year(indicator, term)
    return sum([term.first_year <= row.period.year <= last_year for row in series.yearly])


def _judge(
    indicator: Indicator, term: Term, series: ResultSeries, baseline: Baseline | None, year: int, method: Method
) -> tuple[Verdict, str]:
    """Return the verdict, or the first reason why there can be none, and the name of the method that spoke."""
    if indicator.measure == "milestone" and indicator.target:
        return _judge_milestone(indicator, term, series, year), Method().name
    case = build_evaluation_input(indicator, term, series, baseline, year)
    return judge(case, method) if isinstance(case, EvaluationInput) else (Verdict("not_assessed", case), method.name)


def _judge_milestone(indicator: Indicator, term: Term, series: ResultSeries, year: int) -> Verdict:
    """Done is met; not done is missed after the last year, off track after a planned year, and else not due."""
    latest = next((row for row in reversed(series.yearly) if row.period.year <= term.last_year), None)
    later = range(latest.period.year + 1 if latest else 0, term.last_year + 1)
    if (latest and latest.value is True) or any([_is_done_within(row, later) for row in series.current.values()]):
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


def _collect_flags(term: Term, year: int, evaluation: _Evaluation) -> tuple[str, ...]:
    """Return the flags in the order in which they are listed to users."""
    indicator, series, baseline, result, verdict, _ = evaluation
    last_year = get_target_year(indicator, term)
    judged = [row for row in series.yearly if term.first_year <= row.period.year <= last_year]
    used = judged if indicator.measure in _MULTI_YEAR_MEASURES else judged[-1:]
    latest = result.period.year if result else 0
    statuses, qualifiers = {row.status for row in used}, {row.qualifier for row in used}
    flags = []
    if result and latest < last_year and verdict.status in ("met", "exceeded"):
        flags.append("early")
    if len(judged) < 2 and verdict.status in _PACE_STATUSES:
        flags.append("early_verdict")
    if "estimate" in statuses:
        flags.append("estimate")
    if "assumed" in statuses:
        flags.append("assumed")
    if result and min(year, last_year) - latest > STALE_AFTER and indicator.measure != "milestone":
        flags.append("stale")
    if verdict.slipping:
        flags.append("slipping")
    if "<" in qualifiers or ">" in qualifiers:
        flags.append("bounded")
    if "~" in qualifiers:
        flags.append("approximate")
    if indicator.breaks:
        start = baseline.year if baseline else term.baseline_year
        if any([start < item.year <= latest for item in indicator.breaks]):
            flags.append("break")
    has_gap = bool(judged) and len(judged) < judged[-1].period.year - term.first_year + 1
    if has_gap and indicator.target is not None and indicator.measure in _MULTI_YEAR_MEASURES:
        flags.append("incomplete")
    return tuple(flags)


__all__ = ["assess", "assess_indicator", "choose_reporting_year", "select_method"]
