"""Compound growth (Eurostat, Open SDG): the yearly growth so far divided by the yearly growth required.

With a limit: R = s d ((V/B)^(1/(t-t0)) - 1) / |(T/B)^(1/(tN-t0)) - 1|; d = 1 if more is better, -1 if less is better;
s = -1 if B is negative. Substantial progress from 0.95, moderate from 0.60, limited from 0, deterioration below.
With a direction only: s d ((V/B)^(1/(t-t0)) - 1), with 1.5 % and 0.5 %; toward a natural limit these two are
multiplied by 1 - (B/limit)^4.44. A target that is met is met, whatever the trend.

Source: Open SDG 2.4, docs/progress-methodology.md and indicator-configuration.md#progress_calculation_options; the
thresholds 0.95, 0.60 and 0 are Eurostat's. Growth from or to 0 does not exist (a baseline, value or target); it is
computed only with `zero_as` (Open SDG takes 0.001), which replaces a baseline or target. Without a
baseline, the first year with a result is taken, and
shown as the baseline; one year alone is too few, also if its value meets the target. If the baseline equals the
target, no growth is required: it is a target to keep, and the linear method judges it. Of values known only as bounds,
the verdict is only met or missed.

With a window of w years (the short-term trend of Eurostat has 5), both growths start from the value of the year t - w;
if there is none, from the next later one, at least three years before t (or w, if w is less).
"""

from decimal import Decimal

from tracker.assess.arithmetic import ROUNDING, compute_root, divide
from tracker.assess.bounds import select_limit
from tracker.assess.evaluation import DataPoint, EvaluationInput, to_points
from tracker.assess.measures import compute_level
from tracker.assess.verdict import (
    Derivation,
    Grade,
    Numbers,
    Steps,
    Verdict,
    find_growth_obstacle,
    has_bound,
    has_bounded_end,
    is_reached,
    judge_bounded,
    make_graded,
    make_step,
    make_unavailable,
    mark_text,
)
from tracker.model import PACE_CUTS, Baseline, Method, Reason

TITLE = mark_text("compound growth (Eurostat, Open SDG)")

TARGET_ACHIEVED = Grade(mark_text("target achieved"), "met")
CLASSES = (
    Grade(mark_text("substantial progress"), "on_track"),
    Grade(mark_text("moderate progress"), "at_risk"),
    Grade(mark_text("limited progress"), "off_track", "insufficient"),
    Grade(mark_text("deterioration"), "off_track", "moving_away"),
)
DIRECTION_THRESHOLDS = (Decimal("0.015"), Decimal("0.005"), Decimal(0))
RULE_OF_RATIO = mark_text(
    "Rule: substantial progress from 0.95, moderate from 0.60, limited from 0, else deterioration."
)
RULE_OF_OWN_RATIO = mark_text(
    "Rule, with own cuts: substantial progress from {on_track}, moderate from {at_risk}, limited from 0, else "
    "deterioration."
)
RULE_OF_GROWTH = mark_text(
    "Rule for a direction: substantial progress from 0.015 in the right direction, moderate from 0.005, limited from "
    "0, else deterioration; near a natural limit the first two are multiplied by C."
)
GROWTH_SO_FAR = mark_text("Yearly growth so far")
GROWTH_NEEDED = mark_text("Yearly growth required by the target")
THRESHOLD_FACTOR = mark_text("Factor of the first two thresholds near the limit")
RATIO = mark_text("Ratio of the two")
MIN_WINDOW = 3
"""So many years a growth must span if the value at the beginning of its window is missing."""
LIMIT_POWER = Decimal("4.44")


def judge(case: EvaluationInput, method: Method) -> Verdict | None:
    """Return the verdict on a level; None for other measures, for a range, and for a target to keep."""
    if case.indicator.measure != "level" or case.target.kind == "between":
        return None
    if reason := _find_obstacle(case, method):
        return make_unavailable(reason)
    start, is_bounded = _choose_start(case, method), _has_bounded_end(case, method)
    value = None if is_bounded else _compute_value(case, start, method.zero_as)
    if is_reached(case):
        grade = TARGET_ACHIEVED
    elif is_bounded:
        return judge_bounded(case)
    elif start.value in (case.target.low, case.target.high):
        return None
    elif value is None:
        return make_unavailable("not_positive")
    else:
        grade = CLASSES[sum([value < threshold for threshold in _compute_thresholds(case, start, method)])]
    baseline = case.baseline or Baseline(start.year, start.value)
    shown = None if case.baseline else baseline
    case = case._replace(baseline=baseline)
    return _add_trajectory(make_graded(case, grade, value, baseline=shown), case)


def _find_obstacle(case: EvaluationInput, method: Method) -> Reason:
    """Return the reason why there is no growth to compute, or ""."""
    if not method.window:
        return find_growth_obstacle(case)
    if case.is_too_old:
        return "stale"
    points = _list_window(case, method.window)
    if not points:
        return "too_few_results"
    start, base = points[0].year, case.baseline
    if case.target.is_direction and case.is_over and base:  # then the baseline decides
        start = min(start, base.year)
    return "break" if case.indicator.has_break(start, case.latest.year) else ""


def _choose_start(case: EvaluationInput, method: Method) -> DataPoint:
    """Return the point from which both growths start: the first of the window, else the baseline."""
    return _list_window(case, method.window)[0] if method.window else case.all_points[0]


def _list_window(case: EvaluationInput, window: int) -> list[DataPoint]:
    """Return the points from which the growth of a window may start, also those before the term."""
    last, base = case.latest.year, case.baseline
    known = {point.year: point for point in to_points(case.history)}
    if base:
        known[base.year] = DataPoint(base.year, base.value)
    years = range(last - window, last - min(window, MIN_WINDOW) + 1)
    return [known[year] for year in years if year in known]


def _has_bounded_end(case: EvaluationInput, method: Method) -> bool:
    """Whether the first or the latest value is known only as a bound."""
    if not method.window:
        return has_bounded_end(case)
    first = _choose_start(case, method).year
    is_stated = case.baseline is not None and case.baseline.year == first
    years = {case.latest.year} if is_stated else {case.latest.year, first}
    return has_bound([row for row in case.history if row.period.year in years])


def _add_trajectory(verdict: Verdict, case: EvaluationInput) -> Verdict:
    """Return the verdict with the figures that are the same for every method; across a break there is no way so far."""
    if case.target.is_direction:
        return verdict
    course = compute_level(case)
    required = None if case.is_over else course.required
    verdict = verdict._replace(pace=verdict.value, required=required)
    if case.baseline and case.indicator.has_break(case.baseline.year, case.latest.year):
        return verdict
    return verdict._replace(progress=course.progress.value if course.progress else None, so_far=course.so_far)


def _compute_value(case: EvaluationInput, start: DataPoint, zero_as: Decimal | None) -> Decimal | None:
    """Return R, or the growth toward a direction; None if it does not exist."""
    base, value = start.value or zero_as, case.latest.value
    if not base or (not value and not zero_as):  # Open SDG replaces a baseline and a target, and takes a value as it is
        return None
    grown = _compute_growth(base, value, case.latest.year - start.year)
    if grown is None:
        return None
    signed = grown if (case.target.is_upward == (base > 0)) else -grown
    if case.target.is_direction:
        return signed
    aim = select_limit(case.target, base) or zero_as
    needed = _compute_growth(base, aim, case.last_year - start.year) if aim else None
    return divide(signed, abs(needed)) if needed else None


def _compute_growth(base: Decimal, value: Decimal, years: int) -> Decimal | None:
    """Return the yearly compound growth as a fraction; None between values of opposite sign."""
    factor = divide(value, base)
    return ROUNDING.subtract(compute_root(factor, years), Decimal(1)) if factor >= 0 else None


def _compute_thresholds(case: EvaluationInput, start: DataPoint, method: Method) -> tuple[Decimal, ...]:
    if not case.target.is_direction:
        return (*(method.cuts or PACE_CUTS), Decimal(0))
    limit = _find_limit(case, start)
    if limit is None:
        return DIRECTION_THRESHOLDS
    factor = _compute_threshold_factor(divide(start.value, limit))
    return tuple([ROUNDING.multiply(threshold, factor) for threshold in DIRECTION_THRESHOLDS])


def _find_limit(case: EvaluationInput, start: DataPoint) -> Decimal | None:
    """Return the natural limit in the direction of the target, if it makes the thresholds smaller."""
    limits = case.indicator.limits
    limit = limits.high if case.target.is_upward else limits.low
    return None if limit is None or limit <= 0 or start.value < 0 else limit


def _compute_threshold_factor(nearness: Decimal) -> Decimal:
    """Return the factor of the thresholds near a natural limit: 0 at the limit, 1 far from it on either side."""
    if nearness >= 2:
        return Decimal(1)
    if nearness > 1:
        nearness = 2 - nearness
    return ROUNDING.subtract(Decimal(1), ROUNDING.power(nearness, LIMIT_POWER))


def _derive_threshold_factor(case: EvaluationInput, start: DataPoint) -> Steps:
    """Return the step to the factor of the thresholds near a natural limit."""
    limit = _find_limit(case, start)
    if limit is None or start.value >= 2 * limit:
        return ()
    template = "1 − ({B} / {L})^{w}" if start.value <= limit else "1 − (2 − {B} / {L})^{w}"
    factor = _compute_threshold_factor(divide(start.value, limit))
    return make_step(THRESHOLD_FACTOR, "C", template, factor, {"B": start.value, "L": limit, "w": LIMIT_POWER})


def derive(case: EvaluationInput, verdict: Verdict, method: Method) -> Derivation:
    """Return the calculation of the growth so far, the growth required, and their ratio."""
    is_direction = case.target.is_direction
    cuts = None if is_direction else method.cuts
    rule = RULE_OF_GROWTH if is_direction else RULE_OF_OWN_RATIO if cuts else RULE_OF_RATIO
    if verdict.value is None:
        return Derivation((), rule, cuts=cuts)
    start, last = _choose_start(case, method), case.latest
    base, value = start.value or method.zero_as, last.value
    if not base or last.year == start.year:
        return Derivation((), rule, cuts=cuts)
    grown = _compute_growth(base, value, last.year - start.year)
    assert grown is not None, "a verdict with a value has a growth"
    first = "V0" if method.window else "B"
    numbers: Numbers = {"V": value, first: base, "t": last.year, "t0": start.year, "tN": case.last_year, "a": grown}
    so_far = make_step(GROWTH_SO_FAR, "a", f"({{V}} / {{{first}}})^(1 / ({{t}} − {{t0}})) − 1", grown, numbers)
    if is_direction:
        return Derivation((*so_far, *_derive_threshold_factor(case, start)), rule)
    aim = select_limit(case.target, base) or method.zero_as or Decimal(0)
    needed = _compute_growth(base, aim, case.last_year - start.year)
    assert needed, "a verdict with a value has a required growth"
    numbers = {**numbers, "T": aim, "c": needed}
    required = make_step(GROWTH_NEEDED, "c", f"({{T}} / {{{first}}})^(1 / ({{tN}} − {{t0}})) − 1", needed, numbers)
    ratio = "{a} / {c}" if verdict.value == divide(grown, needed) else "−{a} / {c}"
    return Derivation((*so_far, *required, *make_step(RATIO, "R", ratio, verdict.value, numbers)), rule, cuts=cuts)
