"""The verdict on one indicator: one rule for targets to be reached, and one for targets to be kept.

To be reached: pace = progress / expected; from 0.95 on track, from 0.60 at risk, below off track; once the last
year's result is in: exceeded, met or missed. To be kept: within the bound and not worsening is on track, within
and worsening at risk, outside off track (Destatis, the German sustainable development strategy).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import Openness, standing
from tracker.assess.exact import Ratio, divide, quotient
from tracker.assess.measures import COURSES, Case, Course
from tracker.assess.series import Point
from tracker.model import Reason, Result, Status, Target

ON_TRACK_FROM = Decimal("0.95")
AT_RISK_FROM = Decimal("0.60")
TREND_POINTS = 6
_CANNOT_WORSEN: tuple[Status, ...] = ("exceeded", "met", "on_track")
_CANNOT_IMPROVE: tuple[Status, ...] = ("off_track", "missed")


class Verdict(NamedTuple):
    """A status with its reason, the course it rests on, and the flags that belong to it."""

    status: Status
    reason: Reason = ""
    course: Course | None = None
    flags: tuple[str, ...] = ()
    term_value: Decimal | None = None
    years_met: int | None = None
    required: Decimal | None = None


def judge(case: Case) -> Verdict:
    """Return the verdict on a case with at least one result and no break."""
    if case.target.kind in ("increase", "decrease"):
        return _judge_direction(case)
    if case.indicator.measure == "every_year":
        return _judge_every_year(case)
    course = COURSES[case.indicator.measure](case)
    if isinstance(course, str):
        return Verdict("not_assessed", course)
    verdict = _judge_kept(case, course) if course.keep else _judge_reached(case, course)
    return _settled(verdict, case, course)


def _judge_reached(case: Case, course: Course) -> Verdict:
    if course.standing >= 0:
        return Verdict("exceeded" if course.standing else "met")
    if case.is_over:
        return Verdict("missed")
    if course.progress is None or course.expected is None:
        return Verdict("not_assessed", "no_baseline")
    pace = quotient(course.progress, course.expected)
    return _judge_pace(pace) if pace else Verdict("not_assessed", "not_due")


def _judge_pace(pace: Ratio) -> Verdict:
    if pace.reaches(ON_TRACK_FROM):
        return Verdict("on_track")
    if pace.reaches(AT_RISK_FROM):
        return Verdict("at_risk")
    return Verdict("off_track", "insufficient" if pace.numerator >= 0 else "moving_away")


def _judge_kept(case: Case, course: Course) -> Verdict:
    if case.is_over:
        return Verdict("missed" if course.standing < 0 else "exceeded" if course.standing else "met")
    trend = _trend(case)
    if course.now >= 0:
        return Verdict("at_risk" if trend < 0 else "on_track")
    return Verdict("off_track", "moving_away" if trend < 0 else "insufficient")


def _judge_every_year(case: Case) -> Verdict:
    """Each year is held against the bound; one year that misses it cannot be made good."""
    standings = [standing(case.target, point.value) for point in case.points]
    met = sum(each >= 0 for each in standings)
    figure = divide(Decimal(met), len(standings))
    verdict = Verdict("on_track")
    if met < len(standings):
        verdict = Verdict("missed") if case.is_over else Verdict("off_track", "year_missed")
    elif case.is_over and case.has_gap:
        verdict = Verdict("not_assessed", "incomplete")
    elif case.is_over:
        verdict = Verdict("exceeded" if min(standings) > 0 else "met")
    elif _trend(case) < 0:
        verdict = Verdict("at_risk")
    if _is_undecided(case):
        verdict = Verdict("not_assessed", "bounded")
    bound = case.target.low if case.target.low is not None else case.target.high
    required = None if case.is_over or case.target.kind == "between" else bound
    return verdict._replace(term_value=figure, years_met=met, required=required)


def _is_undecided(case: Case) -> bool:
    """Whether a result known only as a bound leaves open on which side of the target its year lies."""
    for result in case.results:
        if not isinstance(result.value, Decimal) or result.qualifier not in ("<", ">"):
            continue
        low, high = case.target.low, case.target.high
        if result.qualifier == ">" and not (
            (high is None and low is not None and result.value >= low) or (high is not None and result.value >= high)
        ):
            return True
        if result.qualifier == "<" and not (
            (low is None and high is not None and result.value <= high) or (low is not None and result.value <= low)
        ):
            return True
    return False


def _judge_direction(case: Case) -> Verdict:
    """Only a direction was promised: the mean change so far and the last one decide (Destatis)."""
    sign = 1 if case.target.kind == "increase" else -1
    points = trend_points(case)
    if any(result.qualifier in ("<", ">") for result in case.results):
        return Verdict("not_assessed", "bounded")
    if case.is_over and len(points) > 1:
        moved = sign * (points[-1].value - points[0].value)
        return Verdict("met" if moved > 0 else "missed")
    if len(points) < 3:
        return Verdict("not_assessed", "too_few_results")
    mean_is_right = sign * (points[-1].value - points[0].value) > 0
    last_is_right = sign * (points[-1].value - points[-2].value) > 0
    if mean_is_right:
        return Verdict("on_track" if last_is_right else "at_risk")
    return Verdict("off_track", "insufficient" if last_is_right else "moving_away")


def _settled(verdict: Verdict, case: Case, course: Course) -> Verdict:
    """Return the verdict that still holds when figures are only bounds or a year is missing."""
    if case.is_over and case.has_gap and case.indicator.measure in ("mean", "growth_rate"):
        verdict = Verdict("not_assessed", "incomplete")
    elif not _holds(verdict.status, course.open_sides, course.sign):
        verdict = Verdict("not_assessed", "bounded" if _has_bound(case.results) else "incomplete")
    flags = (
        ("slipping",) if verdict.status in ("exceeded", "met", "on_track", "at_risk") and _slips(case, course) else ()
    )
    required = None if case.is_over else course.required
    return verdict._replace(course=course, flags=flags, term_value=course.term_value, required=required)


def _holds(status: Status, open_sides: Openness, sign: int) -> bool:
    """Whether `status` is decided although the true figure may lie on the open sides."""
    if open_sides.higher == open_sides.lower:
        return not open_sides.higher
    if sign and open_sides.toward(sign):
        return status in _CANNOT_WORSEN
    return bool(sign) and status in _CANNOT_IMPROVE


def _has_bound(results: Sequence[Result]) -> bool:
    return any(row.qualifier in ("<", ">") for row in results)


def trend_points(case: Case) -> tuple[Point, ...]:
    """Return up to six latest points, the baseline of a level among them."""
    points = case.points
    if case.baseline and case.indicator.measure in ("level", "growth") and case.baseline.year < points[0].year:
        points = (Point(case.baseline.year, case.baseline.value), *points)
    return points[-TREND_POINTS:]


def _trend(case: Case) -> int:
    """Return 1 where the mean change over up to six points improves, -1 where it worsens; 0 with fewer than three."""
    points = trend_points(case)
    if len(points) < 3:
        return 0
    before, after = (_badness(case.target, point.value) for point in (points[0], points[-1]))
    return (before > after) - (before < after)


def _badness(target: Target, value: Decimal) -> Decimal:
    """Return a number that falls as `value` improves: of a range, the distance outside it."""
    if target.low is not None and target.high is not None:
        return max(target.low - value, Decimal(0), value - target.high)
    return -value if target.low is not None else value


def _slips(case: Case, course: Course) -> bool:
    """Whether a level that meets its target would leave it again at the mean yearly change of the last points."""
    points = trend_points(case)
    if case.indicator.measure != "level" or case.is_over or course.now < 0 or len(points) < 2:
        return False
    pace = divide(points[-1].value - points[0].value, points[-1].year - points[0].year)
    return standing(case.target, case.latest.value + pace * (case.last_year - case.latest.year)) < 0
