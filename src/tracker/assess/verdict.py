"""The verdict on one indicator: one rule for targets to be reached, and one for targets to be kept.

To be reached: pace = progress / expected; from 0.95 on track, from 0.60 at risk, below off track; once the last
year's result is in: exceeded, met or missed. To be kept: within the bound and not worsening is on track, within
and worsening at risk, outside off track (Destatis, the German sustainable development strategy).
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tracker.assess.bounds import Figure, Standing, figure_of, is_decided, sign_of, standing
from tracker.assess.exact import Ratio, divide, growth_percent, quotient
from tracker.assess.measures import COURSES, PACE_CUTS, Case, Course
from tracker.assess.series import Point
from tracker.model import Reason, Result, Status, Target

ON_TRACK_FROM, AT_RISK_FROM = (Decimal(above) / below for above, below in PACE_CUTS)
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
    figures = [figure_of(point.value, [row]) for point, row in zip(case.points, case.results, strict=True)]
    standings = [standing(case.target, figure) for figure in figures]
    sure = [
        is_decided(stands, figure, sign_of(case.target, figure))
        for stands, figure in zip(standings, figures, strict=True)
    ]
    met = sum(stands >= 0 for stands in standings)
    bound = case.target.low if case.target.low is not None else case.target.high
    return _every_year_so_far(case, standings, sure)._replace(
        term_value=divide(Decimal(met), len(standings)),
        years_met=met,
        required=None if case.is_over or case.target.kind == "between" else bound,
    )


def _every_year_so_far(case: Case, standings: list[Standing], sure: list[bool]) -> Verdict:
    if any(stands < 0 and is_sure for stands, is_sure in zip(standings, sure, strict=True)):
        return Verdict("missed") if case.is_over else Verdict("off_track", "year_missed")
    if not all(sure):
        return Verdict("not_assessed", "bounded")
    if case.is_over:
        if case.has_gap:
            return Verdict("not_assessed", "incomplete")
        return Verdict("exceeded" if min(standings) > 0 else "met")
    trend = _trend(case)
    if _is_trend_open(case, trend):
        return Verdict("not_assessed", "bounded")
    return Verdict("at_risk" if trend < 0 else "on_track")


def _is_trend_open(case: Case, trend: int) -> bool:
    """Whether the first or last point, known only as a bound, leaves open if the years have worsened."""
    first, last = case.results[-TREND_POINTS:][0], case.results[-1]
    if len(case.results) < 3 or not _has_bound([first, last]):
        return False
    sign = sign_of(case.target, Figure(case.latest.value))
    if not sign or case.target.kind == "between":
        return True
    better, worse = (">", "<") if sign > 0 else ("<", ">")
    if trend < 0:
        return last.qualifier == better or first.qualifier == worse
    return last.qualifier == worse or first.qualifier == better


def _judge_direction(case: Case) -> Verdict:
    """Only a direction was promised: the mean change so far and the last one decide (Destatis)."""
    points = all_points(case)
    if case.is_over and len(points) > 1:
        has_moved = _moves(case, points, 0)
        if has_moved is None:
            return Verdict("not_assessed", "bounded")
        return Verdict("met" if has_moved else "missed")
    points = points[-TREND_POINTS:]
    if len(points) < 3:
        return Verdict("not_assessed", "too_few_results")
    mean_is_right, last_is_right = _moves(case, points, 0), _moves(case, points, -2)
    if mean_is_right is None or last_is_right is None:
        return Verdict("not_assessed", "bounded")
    if mean_is_right:
        return Verdict("on_track" if last_is_right else "at_risk")
    return Verdict("off_track", "insufficient" if last_is_right else "moving_away")


def _moves(case: Case, points: tuple[Point, ...], start: int) -> bool | None:
    """Return whether the last point has moved the right way from that at `start`; None where bounds leave it open."""
    qualifiers = {row.period.year: row.qualifier for row in case.results}
    if qualifiers.get(points[start].year) in ("<", ">"):
        return None
    sign = 1 if case.target.kind == "increase" else -1
    last = figure_of(points[-1].value, case.results[-1:])
    moved = sign * last.against(points[start].value)
    return moved > 0 if is_decided(1 if moved > 0 else -1, last, sign) else None


def _settled(verdict: Verdict, case: Case, course: Course) -> Verdict:
    """Return the verdict that still holds when figures are only bounds or a year is missing."""
    if case.is_over and case.has_gap and case.indicator.measure in ("mean", "growth_rate"):
        verdict = Verdict("not_assessed", "incomplete")
    elif not _holds(verdict.status, course.figure, course.sign, case.target):
        verdict = Verdict("not_assessed", "bounded" if _has_bound(case.results) else "incomplete")
    flags = (
        ("slipping",) if verdict.status in ("exceeded", "met", "on_track", "at_risk") and _slips(case, course) else ()
    )
    required = None if case.is_over else course.required
    return verdict._replace(course=course, flags=flags, term_value=course.term_value, required=required)


def _holds(status: Status, figure: Figure, sign: int, target: Target) -> bool:
    """Whether `status` is decided although the true figure may lie on the open sides of `figure`.

    Toward a range nothing is: what is better may also be too much.
    """
    if figure.is_exact:
        return True
    if not sign or figure.higher == figure.lower:
        return False
    if figure.may_be_better(sign):
        return status in _CANNOT_WORSEN and target.kind != "between"
    return status in _CANNOT_IMPROVE


def _has_bound(results: Sequence[Result]) -> bool:
    return any(row.qualifier in ("<", ">") for row in results)


def all_points(case: Case) -> tuple[Point, ...]:
    """Return the points of a case, the baseline of a level among them."""
    points = case.points
    if case.baseline and case.indicator.measure in ("level", "growth") and case.baseline.year < points[0].year:
        return (Point(case.baseline.year, case.baseline.value), *points)
    return points


def _trend(case: Case) -> int:
    """Return 1 where the mean change over up to six points improves, -1 where it worsens; 0 with fewer than three.

    Of levels that are to grow, the points are the yearly growths; of a total, each year counts n times.
    """
    points = all_points(case)
    if case.indicator.measure == "growth":
        pairs = pairwise(points)
        points = tuple(
            Point(after.year, growth_percent(divide(after.value, before.value), after.year - before.year))
            for before, after in pairs
            if before.value > 0 and after.value > 0
        )
    points = points[-TREND_POINTS:]
    if len(points) < 3:
        return 0
    weight = case.years if case.indicator.measure == "total" else 1
    before, after = (_badness(case.target, point.value * weight) for point in (points[0], points[-1]))
    return (before > after) - (before < after)


def _badness(target: Target, value: Decimal) -> Decimal:
    """Return a number that falls as `value` improves: of a range, the distance outside it."""
    if target.low is not None and target.high is not None:
        return max(target.low - value, Decimal(0), value - target.high)
    return -value if target.low is not None else value


def _slips(case: Case, course: Course) -> bool:
    """Whether a level that meets its target would leave it again at the mean yearly change of the last points."""
    points = all_points(case)[-TREND_POINTS:]
    if case.indicator.measure != "level" or case.is_over or course.now < 0 or len(points) < 2:
        return False
    pace = divide(points[-1].value - points[0].value, points[-1].year - points[0].year)
    ahead = case.latest.value + pace * (case.last_year - case.latest.year)
    return standing(case.target, Figure(ahead)) < 0
