"""The weather symbols of the German sustainable development strategy (Destatis).

Over the last up to six values, at least four: D = (y_t - y_first) / (t - first year), the mean yearly change.

* A target in a target year N: y* = y_t + D (N - t) misses it by m = d (T - y*) / |T - y_t| of the remaining way;
  sun below 5 %, sun and cloud up to 20 %, cloud above 20 % with D in the right direction, else thunderstorm.
* A value to be kept every year, or a target that is reached: sun, or sun and cloud where D leads away; where it is
  not reached: cloud where D leads toward it, else thunderstorm.
* Only a direction: D right and the last change right, sun; D alone, sun and cloud; the last change alone, cloud;
  neither, thunderstorm.

Source: dns-indikatoren.de/en/status (DnsTestEnvironment/dns-indicators, `_pages/en/status.md`, 2024-10-11). Of a range
its nearer end is taken, as the strategy takes the weaker one. A break begins the series anew. Values of any years
count, also of years that do not follow each other. On the limit of a target "above" or "below" no way remains: sun
where the change leads beyond it by the target's year. A value known only as a bound is no value here.
"""

from decimal import Decimal

from tracker.assess.bounds import Figure, limit_from, sign_of, standing
from tracker.assess.case import Case
from tracker.assess.exact import divide
from tracker.assess.measures import level
from tracker.assess.methods import linear
from tracker.assess.series import Point, points_of
from tracker.assess.steps import LAST_CHANGE, PROJECTED, SO_FAR, Working, step
from tracker.assess.verdict import (
    DIRECTIONS,
    NOT_AVAILABLE,
    TREND_POINTS,
    Grade,
    Verdict,
    graded,
    has_bound,
    improvement,
    unavailable,
    words,
)
from tracker.model import Method

TITLE = words("weather symbols (Destatis)")

SUN = Grade(words("sun"), "on_track")
SUN_CLOUD = Grade(words("sun and cloud"), "at_risk")
CLOUD = Grade(words("cloud"), "off_track", "insufficient")
THUNDERSTORM = Grade(words("thunderstorm"), "off_track", "moving_away")
FEWEST_POINTS = 4
RULE_OF_POINTS = words("Rule: at least four values, none of them only a bound.")
RULE_OF_MISS = words(
    "Rule: sun below 0.05, sun and cloud up to 0.20, else cloud where the change leads toward the target and "
    "thunderstorm where it does not."
)
RULE_OF_KEEPING = words(
    "Rule for a target that is reached or to be kept: sun, or sun and cloud where the change leads away from it; where "
    "it is not reached, cloud where the change leads toward it, else thunderstorm."
)
RULE_OF_DIRECTION = words(
    "Rule for a direction: both changes right is sun, the mean change alone sun and cloud, the last change alone "
    "cloud, neither thunderstorm."
)
MISS = words("Share of the remaining way that will be missed")
MISS_OF_SUN, MISS_OF_SUN_CLOUD = Decimal("0.05"), Decimal("0.20")


def judge(case: Case, method: Method) -> Verdict | None:
    """Return the verdict on a level or a value to be kept; None for other measures."""
    if case.indicator.measure not in ("level", "every_year"):
        return None
    if case.is_too_old:
        return unavailable("stale")
    points = _window(case)
    if len(points) < FEWEST_POINTS:
        return unavailable("too_few_results")
    years = {point.year for point in points}
    if has_bound([row for row in case.history if row.period.year in years]):
        return unavailable("bounded")
    if case.target.kind in DIRECTIONS:
        return graded(case, _direction_grade(case, points))
    if case.indicator.measure == "every_year":
        return _judge_every_year(case, points, method)
    if standing(case.target, Figure(case.latest.value)) >= 0:
        grade = _kept_grade(case, points)
        return graded(case, grade, slipping=grade is SUN_CLOUD)
    return _judge_target_year(case, points)


def _window(case: Case) -> tuple[Point, ...]:
    """Return the last up to six values of one definition up to the latest, those before the term among them."""
    begins = max([item.year for item in case.indicator.breaks if item.year <= case.latest.year], default=0)
    known = {point.year: point for point in points_of(case.history) if begins <= point.year <= case.latest.year}
    base = case.baseline
    if base and begins <= base.year < case.latest.year and base.year not in known:
        known[base.year] = Point(base.year, base.value)
    return tuple([known[year] for year in sorted(known)])[-TREND_POINTS:]


def _judge_target_year(case: Case, points: tuple[Point, ...]) -> Verdict:
    first, last = points[0], points[-1]
    aim = limit_from(case.target, last.value)
    change, years = last.value - first.value, last.year - first.year
    # All by `years`, so that the miss is held against its cuts without having been divided.
    ahead = last.value * years + change * (case.last_year - last.year)
    sign = sign_of(case.target, Figure(last.value))
    missed, way = sign * (aim * years - ahead), abs(aim - last.value) * years
    if missed < MISS_OF_SUN * way:
        grade = SUN
    elif way and missed <= MISS_OF_SUN_CLOUD * way:
        grade = SUN_CLOUD
    else:
        grade = CLOUD if sign * change > 0 else THUNDERSTORM
    course = level(case)
    assert not isinstance(course, str)
    return graded(
        case,
        grade,
        divide(missed, way) if way else None,
        projected=divide(ahead, years),
        progress=course.progress.value if course.progress else None,
        required=None if case.is_over else divide(aim - last.value, case.last_year - last.year),
        so_far=divide(change, years),
    )


def _kept_grade(case: Case, points: tuple[Point, ...]) -> Grade:
    way = improvement(case.target, points[0].value, points[-1].value)
    if standing(case.target, Figure(points[-1].value)) >= 0:
        return SUN_CLOUD if way < 0 else SUN
    return CLOUD if way > 0 else THUNDERSTORM


def _judge_every_year(case: Case, points: tuple[Point, ...], method: Method) -> Verdict:
    grade = _kept_grade(case, points)
    counted = linear.judge(case, method)
    if case.is_over:  # in the end every year has counted, and not only the latest
        return counted._replace(grade=grade.code)
    return counted._replace(status=grade.status, reason=grade.reason, grade=grade.code)


def _direction_grade(case: Case, points: tuple[Point, ...]) -> Grade:
    on_the_whole = improvement(case.target, points[0].value, points[-1].value) > 0
    lately = improvement(case.target, points[-2].value, points[-1].value) > 0
    if on_the_whole:
        return SUN if lately else SUN_CLOUD
    return CLOUD if lately else THUNDERSTORM


def working(case: Case, verdict: Verdict, _: Method) -> Working:
    """Return the mean yearly change of the last values, and by how much it misses the target."""
    points = _window(case)
    if not verdict.grade or verdict.grade == NOT_AVAILABLE.code or len(points) < FEWEST_POINTS:
        return Working((), RULE_OF_POINTS)
    first, last = points[0], points[-1]
    mean_change = step(
        SO_FAR,
        "D",
        "({V} − {V0}) / ({t} − {t0})",
        divide(last.value - first.value, last.year - first.year),
        "unit",
        V=last.value,
        V0=first.value,
        t=last.year,
        t0=first.year,
    )
    if case.target.kind in DIRECTIONS:
        lately = step(
            LAST_CHANGE, "", "{V} − {V1}", last.value - points[-2].value, "unit", V=last.value, V1=points[-2].value
        )
        return Working((*mean_change, *lately), RULE_OF_DIRECTION)
    if verdict.value is None or verdict.projected is None:
        return Working(mean_change, RULE_OF_KEEPING)
    aim, change = limit_from(case.target, last.value), mean_change[0].result
    ahead = step(
        PROJECTED,
        "y",
        "{V} + {D} × ({tN} − {t})",
        verdict.projected,
        "unit",
        V=last.value,
        D=change,
        tN=case.last_year,
        t=last.year,
    )
    missed = step(MISS, "m", "({T} − {y}) / ({T} − {V})", verdict.value, T=aim, y=verdict.projected, V=last.value)
    return Working((*mean_change, *ahead, *missed), RULE_OF_MISS)
