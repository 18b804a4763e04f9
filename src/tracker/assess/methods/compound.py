"""Compound growth, as Eurostat and Open SDG judge: the yearly growth so far over the yearly growth required.

With a target: R = s d ((V/B)^(1/(t-t0)) - 1) / |(T/B)^(1/(tN-t0)) - 1|, d = 1 where more is better and -1 where
less is, s = -1 where B is negative; substantial progress from 0.95, moderate from 0.60, limited from 0, deterioration
below. Where only a direction was promised: s d ((V/B)^(1/(t-t0)) - 1), with 1.5 % and 0.5 %; toward a natural limit
these two are multiplied by 1 - (B/limit)^4.44. A target that is met is met, whatever the trend.

Source: Open SDG 2.4, docs/progress-methodology.md and indicator-configuration.md#progress_calculation_options; the
cuts 0.95, 0.60 and 0 are Eurostat's. Zero: from a baseline of 0, or to a target of 0, nothing grows; such a series is
assessed only with `zero_as` (Open SDG takes 0.001). Where no baseline is stated, the next later year with a result is
taken, and shown as the baseline; one year alone is too few, also where its value meets the target. A baseline that
equals the target leaves no growth to require: such a target is one to keep, and the linear method speaks. A value of
zero has lost all. Nothing is said of a value known only as a bound, but that the target is met or missed.
"""

from decimal import Decimal

from tracker.assess.arithmetic import ROUNDING, compute_root, divide
from tracker.assess.bounds import select_limit
from tracker.assess.evaluation import DataPoint, EvaluationInput, collect_points
from tracker.assess.measures import compute_level
from tracker.assess.steps import Derivation, Step, make_step
from tracker.assess.verdict import (
    DIRECTIONS,
    Grade,
    Verdict,
    find_growth_obstacle,
    has_bound,
    is_reached,
    judge_bounded,
    make_graded,
    make_unavailable,
    mark_text,
)
from tracker.model import Baseline, Method

TITLE = mark_text("compound growth (Eurostat, Open SDG)")

TARGET_ACHIEVED = Grade(mark_text("target achieved"), "met")
CLASSES = (
    Grade(mark_text("substantial progress"), "on_track"),
    Grade(mark_text("moderate progress"), "at_risk"),
    Grade(mark_text("limited progress"), "off_track", "insufficient"),
    Grade(mark_text("deterioration"), "off_track", "moving_away"),
)
TARGET_THRESHOLDS = (Decimal("0.95"), Decimal("0.60"), Decimal(0))
DIRECTION_THRESHOLDS = (Decimal("0.015"), Decimal("0.005"), Decimal(0))
RULE_OF_RATIO = mark_text(
    "Rule: substantial progress from 0.95, moderate from 0.60, limited from 0, else deterioration."
)
RULE_OF_GROWTH = mark_text(
    "Rule for a direction: substantial progress from 0.015 the right way, moderate from 0.005, limited from 0, else "
    "deterioration; near a natural limit the first two are multiplied by C."
)
GROWTH_SO_FAR = mark_text("Yearly growth so far")
GROWTH_NEEDED = mark_text("Yearly growth that leads to the target")
THRESHOLD_FACTOR = mark_text("By how much the first two cuts shrink near the limit")
RATIO = mark_text("Ratio of the two")
LIMIT_POWER = Decimal("4.44")


def judge(case: EvaluationInput, method: Method) -> Verdict | None:
    """Return the verdict on a level; None for other measures, for a range, and where there is no way to go."""
    if case.indicator.measure != "level" or case.target.kind == "between":
        return None
    if reason := find_growth_obstacle(case):
        return make_unavailable(reason)
    start = collect_points(case)[0]
    is_open = has_bound([row for row in case.results if row.period.year in (start.year, case.latest.year)])
    value = None if is_open else _compute_value(case, start, method.zero_as)
    if is_reached(case):
        grade = TARGET_ACHIEVED
    elif is_open:
        return judge_bounded(case)
    elif start.value in (case.target.low, case.target.high):
        return None
    elif value is None:
        return make_unavailable("not_positive")
    else:
        grade = CLASSES[sum([value < cut for cut in _compute_thresholds(case, start)])]
    baseline = case.baseline or Baseline(start.year, start.value)
    verdict = make_graded(case, grade, value, baseline=None if case.baseline else baseline)
    return _add_trajectory(verdict, case._replace(baseline=baseline))


def _add_trajectory(verdict: Verdict, case: EvaluationInput) -> Verdict:
    """Return the verdict with the figures that are the same by every method: progress, and what is required."""
    if case.target.kind in DIRECTIONS:
        return verdict
    course = compute_level(case)
    assert not isinstance(course, str)
    progress = course.progress.value if course.progress else None
    required = None if case.is_over else course.required
    return verdict._replace(progress=progress, pace=verdict.value, required=required, so_far=course.so_far)


def _compute_value(case: EvaluationInput, start: DataPoint, zero_as: Decimal | None) -> Decimal | None:
    """Return R, or the growth where only a direction was promised; None where it does not exist."""
    base = start.value or zero_as
    if not base:
        return None
    grown = _compute_growth(base, case.latest.value, case.latest.year - start.year)
    if grown is None:
        return None
    signed = grown if (_is_upward(case) == (base > 0)) else -grown
    if case.target.kind in DIRECTIONS:
        return signed
    aim = select_limit(case.target, base) or zero_as
    needed = _compute_growth(base, aim, case.last_year - start.year) if aim else None
    return divide(signed, abs(needed)) if needed else None


def _compute_growth(base: Decimal, value: Decimal, years: int) -> Decimal | None:
    """Return the yearly compound growth as a fraction; None between values of opposite sign."""
    factor = divide(value, base)
    return ROUNDING.subtract(compute_root(factor, years), Decimal(1)) if factor >= 0 else None


def _compute_thresholds(case: EvaluationInput, start: DataPoint) -> tuple[Decimal, ...]:
    if case.target.kind not in DIRECTIONS:
        return TARGET_THRESHOLDS
    limit = _find_limit(case, start)
    if limit is None:
        return DIRECTION_THRESHOLDS
    share = _compute_threshold_factor(divide(start.value, limit))
    return tuple([ROUNDING.multiply(cut, share) for cut in DIRECTION_THRESHOLDS])


def _find_limit(case: EvaluationInput, start: DataPoint) -> Decimal | None:
    """Return the natural limit that the direction leads to, where it makes the cuts smaller."""
    limits = case.indicator.limits
    limit = limits.high if _is_upward(case) else limits.low
    return None if limit is None or limit <= 0 or start.value < 0 else limit


def _compute_threshold_factor(nearness: Decimal) -> Decimal:
    """Return by how much the cuts shrink near a natural limit: 0 at the limit, 1 far from it on either side."""
    if nearness >= 2:
        return Decimal(1)
    if nearness > 1:
        nearness = 2 - nearness
    return ROUNDING.subtract(Decimal(1), ROUNDING.power(nearness, LIMIT_POWER))


def _is_upward(case: EvaluationInput) -> bool:
    return case.target.kind in ("at_least", "above", "increase")


def _derive_threshold_factor(case: EvaluationInput, start: DataPoint) -> tuple[Step, ...]:
    """Return how much smaller the cuts are near a natural limit."""
    limit = _find_limit(case, start)
    if limit is None or start.value >= 2 * limit:
        return ()
    template = "1 − ({B} / {L})^{w}" if start.value <= limit else "1 − (2 − {B} / {L})^{w}"
    share = _compute_threshold_factor(divide(start.value, limit))
    return make_step(THRESHOLD_FACTOR, "C", template, share, B=start.value, L=limit, w=LIMIT_POWER)


def derive(case: EvaluationInput, verdict: Verdict, method: Method) -> Derivation:
    """Return how the compound growth so far stands to the growth required."""
    is_open = case.target.kind in DIRECTIONS
    rule = RULE_OF_GROWTH if is_open else RULE_OF_RATIO
    start, last = collect_points(case)[0], case.latest
    base = start.value or method.zero_as
    grown = _compute_growth(base, last.value, last.year - start.year) if base and last.year > start.year else None
    if verdict.value is None or grown is None or base is None:
        return Derivation((), rule)
    root_of_growth = "({V} / {B})^(1 / ({t} − {t0})) − 1"
    so_far = make_step(GROWTH_SO_FAR, "a", root_of_growth, grown, V=last.value, B=base, t=last.year, t0=start.year)
    if is_open:
        return Derivation((*so_far, *_derive_threshold_factor(case, start)), rule)
    aim = select_limit(case.target, base) or method.zero_as or Decimal(0)
    needed = _compute_growth(base, aim, case.last_year - start.year)
    assert needed, "there is a value only where there is a growth required"
    of_target = "({T} / {B})^(1 / ({tN} − {t0})) − 1"
    required = make_step(GROWTH_NEEDED, "c", of_target, needed, T=aim, B=base, tN=case.last_year, t0=start.year)
    ratio = "{a} / {c}" if verdict.value == divide(grown, needed) else "−{a} / {c}"
    return Derivation((*so_far, *required, *make_step(RATIO, "R", ratio, verdict.value, a=grown, c=needed)), rule)
