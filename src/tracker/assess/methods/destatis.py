"""The weather symbols of the German sustainable development strategy (Destatis).

Over the last up to six values, at least four: D = (y_t - y_first) / (t - first year), the mean yearly change.

* A target in a target year N: y* = y_t + D (N - t) misses it by m = d (T - y*) / |T - y_t| of the remaining way;
  sun below 5 %, sun and cloud up to 20 %, cloud above 20 % with D in the right direction, else thunderstorm.
* A value to keep every year, or a target that is reached: sun, or sun and cloud if D leads away; if it is not
  reached: cloud if D leads toward it, else thunderstorm.
* Only a direction: sun if D and the last change are right, sun and cloud if only D is, cloud if only the last change
  is, else thunderstorm.

Source: dns-indikatoren.de/en/status (DnsTestEnvironment/dns-indicators, `_pages/en/status.md`, 2024-10-11). The nearer
end of a range is taken, as the strategy takes the weaker one. The series starts anew at a break. Years without a value
are allowed. On the limit of a target "above" or "below" no way remains: sun if the change leads beyond it by the
target's year. A value known only as a bound cannot be used.
"""

from decimal import Decimal

from tracker.assess.arithmetic import divide
from tracker.assess.bounds import BoundedValue, compare_to_bound, get_improvement_sign, select_limit
from tracker.assess.evaluation import DataPoint, EvaluationInput, to_points
from tracker.assess.measures import compute_level
from tracker.assess.methods import linear
from tracker.assess.verdict import (
    LAST_CHANGE,
    NOT_AVAILABLE,
    PROJECTED,
    SO_FAR,
    TREND_POINTS,
    Derivation,
    Grade,
    Numbers,
    Verdict,
    compare_improvement,
    has_bound,
    make_graded,
    make_step,
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
    "Rule: sun below 0.05, sun and cloud up to 0.20, else cloud if the change leads toward the target and "
    "thunderstorm if it does not."
)
RULE_OF_KEEPING = mark_text(
    "Rule for a target that is reached or must be kept: sun, or sun and cloud if the change leads away from it; if it"
    " is not reached, cloud if the change leads toward it, else thunderstorm."
)
RULE_OF_DIRECTION = mark_text(
    "Rule for a direction: sun if both changes are right, sun and cloud if only the mean change is, cloud if only the"
    " last change is, else thunderstorm."
)
MISS = mark_text("Share of the remaining way that will be missed")
MAX_MISS_SUN, MAX_MISS_SUN_CLOUD = Decimal("0.05"), Decimal("0.20")


def judge(case: EvaluationInput, method: Method) -> Verdict | None:
    """Return the verdict on a level or a value to keep every year; None for other measures."""
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
    if case.target.is_direction:
        return make_graded(case, _grade_direction(case, points))
    if case.indicator.measure == "every_year":
        return _judge_every_year(case, points, method)
    if compare_to_bound(case.target, BoundedValue(case.latest.value)) >= 0:
        grade = _grade_maintenance(case, points)
        return make_graded(case, grade, slipping=grade is SUN_CLOUD)
    return _judge_target_year(case, points)


def _select_window(case: EvaluationInput) -> tuple[DataPoint, ...]:
    """Return the last up to six points since the last break, also those before the term."""
    last, base = case.latest.year, case.baseline
    first = max([item.year for item in case.indicator.breaks if item.year <= last], default=0)
    known = {point.year: point for point in to_points(case.history) if first <= point.year <= last}
    if base and first <= base.year < last and base.year not in known:
        known[base.year] = DataPoint(base.year, base.value)
    return tuple([known[year] for year in sorted(known)])[-TREND_POINTS:]


def _judge_target_year(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Verdict:
    first, last = points[0], points[-1]
    aim = select_limit(case.target, last.value)
    change, years = last.value - first.value, last.year - first.year
    # All times `years`, so that the miss is compared with its thresholds without a division.
    ahead = last.value * years + change * (case.last_year - last.year)
    sign = get_improvement_sign(case.target, BoundedValue(last.value))
    missed, way = sign * (aim * years - ahead), abs(aim - last.value) * years
    if missed < MAX_MISS_SUN * way:
        grade = SUN
    elif way and missed <= MAX_MISS_SUN_CLOUD * way:
        grade = SUN_CLOUD
    else:
        grade = CLOUD if sign * change > 0 else THUNDERSTORM
    progress = None if case.has_break else compute_level(case).progress
    return make_graded(
        case,
        grade,
        divide(missed, way) if way else None,
        projected=divide(ahead, years),
        progress=progress.value if progress else None,
        required=None if case.is_over else divide(aim - last.value, case.last_year - last.year),
        so_far=divide(change, years),
    )


def _grade_maintenance(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Grade:
    trend = compare_improvement(case.target, points[0].value, points[-1].value)
    if compare_to_bound(case.target, BoundedValue(points[-1].value)) >= 0:
        return SUN_CLOUD if trend < 0 else SUN
    return CLOUD if trend > 0 else THUNDERSTORM


def _judge_every_year(case: EvaluationInput, points: tuple[DataPoint, ...], method: Method) -> Verdict:
    grade = _grade_maintenance(case, points)
    verdict = linear.judge(case, method)
    if case.is_over:  # at the end all years count, not only the latest
        return verdict._replace(grade=grade.code)
    return verdict._replace(status=grade.status, reason=grade.reason, grade=grade.code)


def _grade_direction(case: EvaluationInput, points: tuple[DataPoint, ...]) -> Grade:
    is_mean_right = compare_improvement(case.target, points[0].value, points[-1].value) > 0
    is_last_right = compare_improvement(case.target, points[-2].value, points[-1].value) > 0
    if is_mean_right:
        return SUN if is_last_right else SUN_CLOUD
    return CLOUD if is_last_right else THUNDERSTORM


def derive(case: EvaluationInput, verdict: Verdict, _: Method) -> Derivation:
    """Return the calculation of the mean yearly change, and of the share of the way that it will miss."""
    points = _select_window(case)
    if not verdict.grade or verdict.grade == NOT_AVAILABLE.code or len(points) < MIN_POINTS:
        return Derivation((), RULE_OF_POINTS)
    first, before, last = points[0], points[-2], points[-1]
    change = divide(last.value - first.value, last.year - first.year)
    numbers: Numbers = {"V": last.value, "V0": first.value, "V1": before.value, "D": change,
                        "t": last.year, "t0": first.year, "tN": case.last_year}  # fmt: skip
    mean_change = make_step(SO_FAR, "D", "({V} − {V0}) / ({t} − {t0})", change, numbers, "unit")
    if case.target.is_direction:
        last_change = make_step(LAST_CHANGE, "", "{V} − {V1}", last.value - before.value, numbers, "unit")
        return Derivation((*mean_change, *last_change), RULE_OF_DIRECTION)
    if verdict.value is None or verdict.projected is None:
        return Derivation(mean_change, RULE_OF_KEEPING)
    numbers = {**numbers, "T": select_limit(case.target, last.value), "y": verdict.projected}
    ahead = make_step(PROJECTED, "y", "{V} + {D} × ({tN} − {t})", verdict.projected, numbers, "unit")
    missed = make_step(MISS, "m", "({T} − {y}) / ({T} − {V})", verdict.value, numbers)
    return Derivation((*mean_change, *ahead, *missed), RULE_OF_MISS)
