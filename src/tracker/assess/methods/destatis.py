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

from tracker.assess.arithmetic import divide
from tracker.assess.bounds import Figure, compare_to_bound, get_improvement_sign, select_limit
from tracker.assess.evaluation import DataPoint, EvaluationInput, to_points
from tracker.assess.measures import compute_level
from tracker.assess.methods import linear
from tracker.assess.steps import LAST_CHANGE, PROJECTED, SO_FAR, Derivation, make_step
from tracker.assess.verdict import (
    DIRECTIONS,
    NOT_AVAILABLE,
    TREND_POINTS,
    Grade,
    Verdict,
    compare_improvement,
    has_bound,
    make_graded,
    make_unavailable,
    mark_text,
)
from tracker.model import Method

TITLE = mark_text("weather symbols (Destatis)")

SUN = Grade(mark_text("sun"), "on_track")
SUN_CLOUD = Grade(mark_text("sun and cloud"), "at_risk")
CLOUD = Grade(mark_text("cloud"), "off_track", "insufficient")
THUNDERSTORM = Grade(mark_text("thunderstorm"), "off_track", "moving_away")
MIN_POINTS = 4
RULE_OF_POINTS = mark_text("Rule: at least four values, none of them only a bound.")
RULE_OF_MISS = mark_text(
    "Rule: sun below 0.05, sun and cloud up to 0.20, else cloud where the change leads toward the target and "
    "thunderstorm where it does not."
)
RULE_OF_KEEPING = mark_text(
    "Rule for a target that is reached or to be kept: sun, or sun and cloud where the change leads away from it; where "
    "it is not reached, cloud where the change leads toward it, else thunderstorm."
)
RULE_OF_DIRECTION = mark_text(
    "Rule for a direction: both changes right is sun, the mean change alone sun and cloud, the last change alone "
    "cloud, neither thunderstorm."
)
MISS = mark_text("Share of the remaining way that will be missed")
MAX_MISS_SUN, MAX_MISS_SUN_CLOUD = Decimal("0.05"), Decimal("0.20")


def judge(case: EvaluationInput, method: Method) -> Verdict | None:
    """Return the verdict on a level or a value to be kept; None for other measures."""
    if case.indicator.measure not in ("level", "every_year"):
        return None
    if case.is_too_old:
        return make_unavailable("stale")
    points = _select_window(case)
    if len(points) < MIN_POINTS:
        return make_unavailable("too_few_results")
    years = {point.year for point in points}
    if has_bound([row for row in case.history if row.period.year in years]):
        return make_unavailable("bounded")
    if case.target.kind in DIRECTIONS:
        return make_graded(case, _grade_direction(case, points))
    if case.indicator.measure == "every_year":
        return _judge_every_year(case, points, method)
    if compare_to_bound(case.target, Figure(case.latest.value)) >= 0:
        grade = _grade_maintenance(case, points)
        return make_graded(case, grade, slipping=grade is SUN_CLOUD)
    return _judge_target_year(case, points)


def _select_window(case: EvaluationInput) -> tuple[DataPoint, ...]:
    """Return the last up to six values of one definition up to the latest, those before the term among them."""
    begins = max([item.year for item in case.indicator.breaks if item.year <= case.latest.year], default=0)
    known = {point.year: point for point in to_points(case.history) if begins <= point.year <= case.latest.year}
    base = case.baseline
    if base and begins <= base.year < case.latest.year and base.year not in known:
        known[base.year] = DataPoint(base.year, base.value)
    return tuple([known[year] for year in sorted(known)])[-TREND_POINTS:]


def _judge_target_year(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Verdict:
    first, last = points[0], points[-1]
    aim = select_limit(case.target, last.value)
    change, years = last.value - first.value, last.year - first.year
    # All by `years`, so that the miss is held against its cuts without having been divided.
    ahead = last.value * years + change * (case.last_year - last.year)
    sign = get_improvement_sign(case.target, Figure(last.value))
    missed, way = sign * (aim * years - ahead), abs(aim - last.value) * years
    if missed < MAX_MISS_SUN * way:
        grade = SUN
    elif way and missed <= MAX_MISS_SUN_CLOUD * way:
        grade = SUN_CLOUD
    else:
        grade = CLOUD if sign * change > 0 else THUNDERSTORM
    course = compute_level(case)
    assert not isinstance(course, str)
    return make_graded(
        case,
        grade,
        divide(missed, way) if way else None,
        projected=divide(ahead, years),
        progress=course.progress.value if course.progress else None,
        required=None if case.is_over else divide(aim - last.value, case.last_year - last.year),
        so_far=divide(change, years),
    )


def _grade_maintenance(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Grade:
    way = compare_improvement(case.target, points[0].value, points[-1].value)
    if compare_to_bound(case.target, Figure(points[-1].value)) >= 0:
        return SUN_CLOUD if way < 0 else SUN
    return CLOUD if way > 0 else THUNDERSTORM


def _judge_every_year(case: EvaluationInput, points: tuple[DataPoint, ...], method: Method) -> Verdict:
    grade = _grade_maintenance(case, points)
    counted = linear.judge(case, method)
    if case.is_over:  # in the end every year has counted, and not only the latest
        return counted._replace(grade=grade.code)
    return counted._replace(status=grade.status, reason=grade.reason, grade=grade.code)


def _grade_direction(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Grade:
    on_the_whole = compare_improvement(case.target, points[0].value, points[-1].value) > 0
    lately = compare_improvement(case.target, points[-2].value, points[-1].value) > 0
    if on_the_whole:
        return SUN if lately else SUN_CLOUD
    return CLOUD if lately else THUNDERSTORM


def derive(case: EvaluationInput, verdict: Verdict, _: Method) -> Derivation:
    """Return the mean yearly change of the last values, and by how much it misses the target."""
    points = _select_window(case)
    if not verdict.grade or verdict.grade == NOT_AVAILABLE.code or len(points) < MIN_POINTS:
        return Derivation((), RULE_OF_POINTS)
    first, last = points[0], points[-1]
    mean_change = make_step(
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
        lately = make_step(
            LAST_CHANGE, "", "{V} − {V1}", last.value - points[-2].value, "unit", V=last.value, V1=points[-2].value
        )
        return Derivation((*mean_change, *lately), RULE_OF_DIRECTION)
    if verdict.value is None or verdict.projected is None:
        return Derivation(mean_change, RULE_OF_KEEPING)
    aim, change = select_limit(case.target, last.value), mean_change[0].result
    ahead = make_step(
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
    missed = make_step(MISS, "m", "({T} − {y}) / ({T} − {V})", verdict.value, T=aim, y=verdict.projected, V=last.value)
    return Derivation((*mean_change, *ahead, *missed), RULE_OF_MISS)
