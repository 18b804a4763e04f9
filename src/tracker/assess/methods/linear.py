"""The default method: a target to reach is judged by its pace along a straight line, a target to keep by its trend.

To reach: pace = progress / expected; from 0.95 on track, from 0.60 at risk, below off track; with the last year's
result exceeded, met or missed (thresholds of Eurostat and Statistics Canada; 0.95 also of the UN Progress Chart 2023).
Of a budget, a ceiling on a total or mean, the pace is expected / progress: the less is used, the better.
To keep: within the bound and not worsening is on track, within and worsening at risk, outside off track (Destatis, the
German sustainable development strategy).
"""

from decimal import Decimal
from typing import TypeAlias

from tracker.assess.arithmetic import Quotient, divide, divide_quotients
from tracker.assess.bounds import (
    BoundedValue,
    Standing,
    compare_to_bound,
    is_decided,
    is_met_by,
    make_bounded_value,
    select_limit,
    split_range,
)
from tracker.assess.evaluation import BASELINE_MEASURES, DataPoint, EvaluationInput
from tracker.assess.measures import TRAJECTORIES, Trajectory, has_negative_point
from tracker.assess.plan_way import follow_plans
from tracker.assess.verdict import (
    TREND_POINTS,
    Derivation,
    Verdict,
    compute_trend,
    has_bound,
    list_direction_points,
    mark_text,
)
from tracker.model import Method, Reason, Status, Target

Grade: TypeAlias = tuple[Status, Reason]
TITLE = mark_text("linear pace")
_CANNOT_WORSEN: tuple[Status, ...] = ("exceeded", "met", "on_track")
_CANNOT_IMPROVE: tuple[Status, ...] = ("off_track", "missed")
_SEVERITY: tuple[Status, ...] = ("exceeded", "met", "on_track", "at_risk", "not_assessed", "off_track", "missed")
"""From the best verdict on one bound of a range to the worst; a certain failure counts more than an open verdict."""
_SLIPPABLE_STATUSES: tuple[Status, ...] = (*_CANNOT_WORSEN, "at_risk")


def judge(case: EvaluationInput, method: Method) -> Verdict:
    """Return the verdict, or the first reason why none is possible; the cuts are those of `method`, if it has any."""
    case = case._replace(cuts=method.cuts) if method.cuts else case
    if case.has_break:
        return Verdict("not_assessed", "break")
    if case.is_too_old:
        return Verdict("not_assessed", "stale")
    if case.target.is_direction:
        return _judge_direction(case)
    if case.indicator.measure == "every_year":
        return _judge_every_year(case)
    if case.target.kind == "between":
        return _judge_range(case)
    return _judge_bound(case)


def _judge_bound(case: EvaluationInput) -> Verdict:
    """Return the verdict on one bound, or on a range that a level or growth has to come into."""
    course = TRAJECTORIES[case.indicator.measure](case)
    if isinstance(course, str):
        return Verdict("not_assessed", course)
    planned = follow_plans(case, course)
    course = planned or course
    pace = _compute_pace(course)
    if course.is_budget:
        status, reason = _judge_budget(case, course, pace)
    elif course.is_maintenance:
        status, reason = _judge_maintenance(case, course)
    else:
        status, reason = _judge_target(case, course, pace)
    if reason == "over_ceiling":  # no later year can make up for it
        course, pace = course._replace(required=None), None
    return _build_verdict(case, course, pace, (status, reason), follows_plans=planned is not None)


def _compute_pace(course: Trajectory) -> Quotient | None:
    """Return progress / expected, of a budget expected / progress; None if nothing is due yet, or nothing is used."""
    if not course.progress or not course.expected or course.expected.numerator <= 0:
        return None
    if course.is_budget:
        return divide_quotients(course.expected, course.progress)
    return divide_quotients(course.progress, course.expected)


def _judge_range(case: EvaluationInput) -> Verdict:
    """Return the verdict on a range: by the first bound in a stated direction, else by both of them."""
    floor, ceiling = split_range(case.target)
    if case.indicator.direction:
        first, second = (floor, ceiling) if case.indicator.direction == "increase" else (ceiling, floor)
        return _judge_first_bound(case, first, second)
    if case.indicator.measure in BASELINE_MEASURES:
        return _judge_bound(case)
    verdicts = [_judge_bound(case._replace(target=bound))._replace(bound=bound) for bound in (floor, ceiling)]
    worse = max(verdicts, key=lambda verdict: _SEVERITY.index(verdict.status))
    return worse._replace(status="met") if worse.status == "exceeded" else worse


def _judge_first_bound(case: EvaluationInput, first: Target, second: Target) -> Verdict:
    """Return the verdict on the bound `first`; a figure that has also passed `second` has exceeded the target."""
    verdict = _judge_bound(case._replace(target=first))._replace(bound=first)
    if verdict.status not in ("met", "exceeded"):
        return verdict
    beyond = second._replace(kind="at_least" if second.low is None else "at_most", low=second.high, high=second.low)
    is_beyond = _judge_bound(case._replace(target=beyond)).status == "exceeded"
    return verdict._replace(status="exceeded" if is_beyond else "met")


def _judge_budget(case: EvaluationInput, course: Trajectory, pace: Quotient | None) -> Grade:
    """Return the verdict on a ceiling that the years use up; it is met only at the end."""
    if case.is_over:
        return ("missed" if course.standing < 0 else "exceeded" if course.standing else "met"), ""
    if course.standing < 0 and not has_negative_point(case):
        return "off_track", "over_ceiling"
    if course.progress is None or course.progress.numerator <= 0:
        return "on_track", ""
    return _grade_pace(pace, case.cuts)


def _judge_target(case: EvaluationInput, course: Trajectory, pace: Quotient | None) -> Grade:
    if course.standing >= 0:
        return ("exceeded" if course.standing else "met"), ""
    if case.is_over:
        return "missed", "overshot" if course.is_overshot else ""
    if course.is_overshot:
        return "off_track", "overshot"
    if course.progress is None or course.expected is None:
        return "not_assessed", "no_baseline"
    return _grade_pace(pace, case.cuts)


def _grade_pace(pace: Quotient | None, cuts: tuple[Decimal, Decimal]) -> Grade:
    if pace is None:
        return "not_assessed", "not_due"
    if pace.is_at_least(cuts[0]):
        return "on_track", ""
    if pace.is_at_least(cuts[1]):
        return "at_risk", ""
    return "off_track", "insufficient" if pace.numerator >= 0 else "moving_away"


def _judge_maintenance(case: EvaluationInput, course: Trajectory) -> Grade:
    if case.is_over:
        return ("missed" if course.standing < 0 else "exceeded" if course.standing else "met"), ""
    trend = compute_trend(case)
    if course.standing_now >= 0:
        return ("at_risk" if trend < 0 else "on_track"), ""
    return "off_track", "moving_away" if trend < 0 else "insufficient"


def _judge_every_year(case: EvaluationInput) -> Verdict:
    """Return the verdict if each year must meet the bound: a later year cannot make up for a missed one."""
    target = case.target
    standings, decided = _compare_years(case)
    met = sum([standing >= 0 for standing in standings])
    is_lost = any([standing < 0 and certain for standing, certain in zip(standings, decided, strict=True)])
    status, reason = _judge_years_so_far(case, standings, all(decided), is_lost)
    has_required = not (case.is_over or is_lost or target.kind == "between")
    return Verdict(
        status,
        reason,
        term_value=divide(Decimal(met), len(standings)),
        years_met=met,
        required=select_limit(target, case.latest.value) if has_required else None,
    )


def _compare_years(case: EvaluationInput) -> tuple[list[Standing], list[bool]]:
    """Return the standing of each year to the bound, and whether it is certain."""
    target = case.target
    if not any([row.qualifier for row in case.results]):
        standings = [compare_to_bound(target, BoundedValue(point.value)) for point in case.points]
        return standings, [True] * len(standings)
    figures = [make_bounded_value(point.value, [row]) for point, row in zip(case.points, case.results, strict=True)]
    standings = [compare_to_bound(target, figure) for figure in figures]
    return standings, [is_decided(target, *pair) for pair in zip(figures, standings, strict=True)]


def _judge_years_so_far(case: EvaluationInput, standings: list[Standing], is_certain: bool, is_lost: bool) -> Grade:
    if is_lost:
        return ("missed", "") if case.is_over else ("off_track", "year_missed")
    if not is_certain:
        return "not_assessed", "bounded"
    if case.is_over:
        if case.has_gap:
            return "not_assessed", "incomplete"
        return ("exceeded" if min(standings) > 0 else "met"), ""
    trend = compute_trend(case)
    if _is_trend_open(case, trend):
        return "not_assessed", "bounded"
    return ("at_risk" if trend < 0 else "on_track"), ""


def _is_trend_open(case: EvaluationInput, trend: int) -> bool:
    """Whether the true trend may differ because the first or last value is known only as a bound.

    Every year certainly meets the bound here, so that such a value may be better, but not worse.
    """
    used = case.results[-TREND_POINTS:]
    return len(used) > 2 and has_bound([used[-1] if trend < 0 else used[0]])


def _judge_direction(case: EvaluationInput) -> Verdict:
    """Return the verdict on a direction from the baseline: the mean change so far and the last one (Destatis)."""
    if case.baseline is None:
        return Verdict("not_assessed", "no_baseline")
    if case.indicator.has_break(case.baseline.year, case.latest.year):
        return Verdict("not_assessed", "break")
    points = list_direction_points(case)
    if len(points) < (2 if case.is_over else 3):
        return Verdict("not_assessed", "too_few_results")
    if case.is_over:
        has_moved = _has_improved(case, points, 0)
        if has_moved is None:
            return Verdict("not_assessed", "bounded")
        return Verdict("met" if has_moved else "missed")
    points = points[-TREND_POINTS:]
    mean_is_right, last_is_right = _has_improved(case, points, 0), _has_improved(case, points, -2)
    if mean_is_right is None or last_is_right is None:
        return Verdict("not_assessed", "bounded")
    if mean_is_right:
        return Verdict("on_track" if last_is_right else "at_risk")
    return Verdict("off_track", "insufficient" if last_is_right else "moving_away")


def _has_improved(case: EvaluationInput, points: tuple[DataPoint, ...], start: int) -> bool | None:
    """Return whether the last point is better than the one at index `start`; None if bounds leave it open."""
    year = points[start].year
    is_result = case.baseline is None or year > case.baseline.year
    if is_result and has_bound([row for row in case.results if row.period.year == year]):
        return None
    last = make_bounded_value(points[-1].value, case.results[-1:])
    improvement = last.compare(points[start].value) * (1 if case.target.is_upward else -1)
    return improvement > 0 if is_decided(case.target, last, 1 if improvement > 0 else -1) else None


def _build_verdict(
    case: EvaluationInput, course: Trajectory, pace: Quotient | None, grade: Grade, *, follows_plans: bool
) -> Verdict:
    """Return the verdict, not assessed if figures known only as bounds or a missing year leave it open."""
    (status, reason), is_over = grade, case.is_over
    if is_over and case.has_gap and case.indicator.measure in ("mean", "growth_rate"):
        status, reason = "not_assessed", "incomplete"
    elif not _is_conclusive(status, course.figure, course.sign, case.target):
        status, reason = "not_assessed", "bounded" if has_bound(case.results) else "incomplete"
    progress, expected = course.progress, course.expected
    return Verdict(
        status,
        reason,
        course.term_value,
        divide(progress.numerator, progress.denominator) if progress else None,
        divide(expected.numerator, expected.denominator) if expected else None,
        divide(pace.numerator, pace.denominator) if pace else None,
        course.projected,
        None if is_over else course.required,
        course.so_far,
        None,
        _is_slipping(case, course, status, is_over=is_over),
        term_qualifier=course.figure.qualifier,
        follows_plans=follows_plans,
    )


def _is_conclusive(status: Status, figure: BoundedValue, sign: int, target: Target) -> bool:
    """Whether `status` holds for every true figure that is possible; never before a range, which may be passed."""
    if figure.is_exact:
        return True
    if not sign or figure.higher == figure.lower:
        return False
    if figure.may_be_better(sign):
        return status in _CANNOT_WORSEN and target.kind != "between"
    return status in _CANNOT_IMPROVE


def _is_slipping(case: EvaluationInput, course: Trajectory, status: Status, *, is_over: bool) -> bool:
    """Whether a level that meets its target would leave it again at the mean yearly change, or has already left it."""
    if case.indicator.measure != "level" or is_over:
        return False
    if course.standing_now < 0:
        return any([is_met_by(case.target, point.value) for point in case.points])
    if status not in _SLIPPABLE_STATUSES:
        return False
    points = case.all_points[-TREND_POINTS:]
    if len(points) < 2:
        return False
    pace = divide(points[-1].value - points[0].value, points[-1].year - points[0].year)
    ahead = case.latest.value + pace * (case.last_year - case.latest.year)
    return not is_met_by(case.target, ahead)


def derive(case: EvaluationInput, verdict: Verdict, method: Method) -> Derivation:
    """Return the calculation of progress, pace and the required change."""
    from tracker.assess.derivation import derive as derive_measure  # costs start-up, and only `show` needs it

    return derive_measure(case, verdict, method)
