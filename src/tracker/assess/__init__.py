"""Judging: assess the indicators of a register at the end of a reporting year. It has no clock, files or language."""

from decimal import localcontext

from tracker.assess.arithmetic import EXACT
from tracker.assess.comparison import YearCheck, check_year, compute_plan_percent, find_plan
from tracker.assess.evaluation import (
    BASELINE_MEASURES,
    EvaluationInput,
    ResultSeries,
    build_evaluation_input,
    build_series,
    find_baseline,
    select_years,
)
from tracker.assess.flags import PACE_STATUSES, Evaluation, collect_flags
from tracker.assess.methods import judge
from tracker.assess.plan_target import judge_plans
from tracker.assess.verdict import Verdict
from tracker.model import (
    METHODS_WITH_CUTS,
    Assessment,
    AssessmentSet,
    Baseline,
    Indicator,
    Method,
    Register,
    Result,
    Status,
    Term,
)
from tracker.model.scopes import Scope

_EMPTY_YEAR_CHECK = YearCheck()
_OWN_SCOPE = Scope()


def choose_reporting_year(register: Register, day: str) -> int:
    """Return the default reporting year on a day (YYYY-MM-DD): the last one that has ended, within the term."""
    term = register.term
    return max(term.first_year, min(term.last_year, term.find_year(day) - 1))


def assess(register: Register, year: int, as_of: str, method: str = "") -> AssessmentSet:
    """Return the assessments of all indicators at the end of `year`, seen on the day `as_of` (YYYY-MM-DD).

    The day decides only whether a target's year is over, so that a pace toward it means nothing any more. `method` is
    the name of a method for all indicators; without it, each has the method of the targets.
    """
    today_year = register.term.find_year(as_of)
    with localcontext(EXACT):
        assessments = [
            assess_indicator(register, item, year, today_year, select_method(register.term, item, method))
            for item in register.indicators
        ]
    return AssessmentSet(register, year, as_of, tuple(assessments))


def select_method(term: Term, indicator: Indicator, method_name: str = "") -> Method:
    """Return the method of that name with its settings in the targets, else that of the indicator, else the term's."""
    stated = [item for item in (indicator.method, term.method) if item]
    if not method_name:
        return stated[0]
    return next((item for item in stated if item.name == method_name), Method(method_name))


def assess_indicator(
    register: Register, indicator: Indicator, year: int, today_year: int, method: Method
) -> Assessment:
    """Return the assessment of one indicator. Call it in the context `EXACT`."""
    rows, first_year = register.results.get(indicator.id, ()), register.term.first_year
    series = build_series(rows, year, first_year, indicator.year_rule, today_year)
    assessment = _assess_series(register, indicator, series, year, today_year, method)
    if indicator.first is not None:
        first = _assess_series(register, indicator.first, series, year, today_year, method)
        assessment = assessment._replace(first=first)
    if register.figures or register.scope != _OWN_SCOPE or series.derived:
        from tracker.assess.derived import add_figure  # only figures that rules made need it

        assessment = add_figure(assessment, register, series.derived)
    return assessment


def _assess_series(
    register: Register, indicator: Indicator, series: ResultSeries, year: int, today_year: int, method: Method
) -> Assessment:
    term = register.term
    baseline = find_baseline(indicator, term, series)
    verdict, method_name = _judge(indicator, term, series, baseline, year, method)
    last_year = indicator.get_target_year(term)
    if year >= last_year < today_year and _lacks_final_result(indicator, series, verdict, last_year):
        verdict = verdict._replace(status="not_assessed", reason="no_final_result", required=None)
    latest = series.yearly[-1] if series.yearly else None
    result = latest if latest and latest.period.year >= term.first_year else None
    counted = select_years(series.yearly, term.first_year, last_year)
    evaluation = Evaluation(term, year, indicator, series, baseline, result, counted, verdict, register)
    assessment = _build_assessment(evaluation, method_name)
    if method.cuts and _has_cuts(indicator, method_name):
        assessment = assessment._replace(cuts=method.cuts)
    if method.window and indicator.target and method_name == method.name:
        assessment = assessment._replace(window=method.window)
    return assessment._replace(made_of=series.made_of) if series.derived else assessment


def _has_cuts(indicator: Indicator, method_name: str) -> bool:
    """Whether the cuts of the pace decide on an indicator that this method has judged."""
    target = indicator.target
    has_pace = target is not None and not (target.is_direction or target.is_plan)
    has_pace = has_pace and indicator.measure not in ("every_year", "milestone")
    return has_pace and method_name in METHODS_WITH_CUTS


def _lacks_final_result(indicator: Indicator, series: ResultSeries, verdict: Verdict, last_year: int) -> bool:
    """Whether a verdict is none after the target's year, because the result of that year is missing.

    A level or growth is then unknown, whatever an earlier or a later year has reached. A sum or mean that no further
    result can change keeps its verdict, and so does a bound that a year has missed, or a ceiling that is passed.
    """
    if indicator.measure == "milestone" or verdict.reason in ("year_missed", "over_ceiling"):
        return False
    if verdict.status in PACE_STATUSES:
        return True
    is_of_year = indicator.measure in BASELINE_MEASURES or indicator.has_only_plans
    is_of_year = is_of_year and verdict.status != "not_assessed"
    return is_of_year and all([row.period.year != last_year for row in series.yearly])


def _build_assessment(evaluation: Evaluation, method_name: str) -> Assessment:
    _, year, indicator, series, baseline, result, counted, verdict, _ = evaluation
    check = check_year(indicator, result, series.current, baseline) if result else _EMPTY_YEAR_CHECK
    to_date = series.year_to_date
    official_status = _find_official_status(indicator, year)
    return Assessment(
        indicator,
        official_status or verdict.status,
        verdict.reason,
        collect_flags(evaluation),
        verdict.baseline or baseline,
        result,
        verdict.term_value,
        check.plan if result else find_plan(indicator, to_date.period.year if to_date else year),
        check.percent,
        check.difference,
        check.verdict,
        check.previous,
        check.change,
        verdict.progress,
        verdict.expected,
        verdict.pace,
        verdict.projected,
        verdict.required,
        verdict.years_met,
        None if indicator.measure == "milestone" else len(counted),
        to_date,
        compute_plan_percent(indicator, to_date) if to_date else None,
        series.forecast,
        series.current,
        method_name,
        verdict.grade,
        verdict.value,
        verdict.so_far,
        verdict.status if official_status else None,
        verdict.term_qualifier,
        year,
        verdict.bound,
        verdict.follows_plans,
    )


def _find_official_status(indicator: Indicator, year: int) -> Status | None:
    """Return the status that an authority has given, if it holds in `year`."""
    official = indicator.official_verdict
    return official.status if official and (official.year or 0) <= year else None


def _judge(
    indicator: Indicator, term: Term, series: ResultSeries, baseline: Baseline | None, year: int, method: Method
) -> tuple[Verdict, str]:
    """Return the verdict, or the first reason why there is none, and the name of the method that gave it."""
    if indicator.measure == "milestone" and indicator.target:
        return _judge_milestone(indicator, term, series, year), Method().name
    if indicator.has_only_plans:
        return judge_plans(indicator, term, series, baseline, year), Method().name
    case = build_evaluation_input(indicator, term, series, baseline, year)
    return judge(case, method) if isinstance(case, EvaluationInput) else (Verdict("not_assessed", case), method.name)


def _judge_milestone(indicator: Indicator, term: Term, series: ResultSeries, year: int) -> Verdict:
    """Return met if done; if not, missed after the last year, off track after a planned year, else not due.

    A "no" of a year before the planned one says nothing once that year is over: it is too old, or the last is missing.
    """
    latest = next((row for row in reversed(series.yearly) if row.period.year <= term.last_year), None)
    later = range(latest.period.year + 1 if latest else 0, term.last_year + 1)
    if (latest and latest.value is True) or any([_is_done_within(row, later) for row in series.current.values()]):
        return Verdict("met")
    planned = min(indicator.plan, default=term.last_year)
    if latest and latest.period.year >= term.last_year:
        return Verdict("missed")
    if latest and latest.period.year >= planned:
        return Verdict("off_track", "insufficient")
    if year < planned:
        return Verdict("not_assessed", "not_due")
    if latest is None:
        return Verdict("not_assessed", "no_result")
    return Verdict("not_assessed", "no_final_result" if year >= term.last_year else "stale")


def _is_done_within(row: Result, years: range) -> bool:
    """Whether a year to date in one of `years` reports that a milestone is done."""
    return row.value is True and row.status != "forecast" and not row.period.is_year and row.period.year in years


__all__ = ["assess", "assess_indicator", "choose_reporting_year", "select_method"]
