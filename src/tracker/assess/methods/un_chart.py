"""The SDG Progress Chart of the United Nations: the share of the way that compound growth covers by the target year.

With a limit: s = (V (V/B)^((tN-t)/(t-t0)) - B) / (T - B), the share of the way that will be done; on track from 0.95,
fair progress from 0.10, else stagnation or regression. A percentage within one point of a target of 0 or 100 is on
track. With a direction only: yearly growth of 2 % and 0.5 %.

Source: UN DESA/UNSD, SDG Progress Chart 2023, technical note, as applied by Eustat until 2026 (EUSTAT-DES/site,
`_pages/es/metodologia.md`). The baseline must be positive, and no value negative. Without a baseline, the first result
is taken, and shown as the baseline; one year alone is too few. If the baseline met the target and the value no longer
does, the share would grow with the loss: it is a target to keep, and the linear method judges it. Of values known only
as bounds, the verdict is only met or missed.
"""

from decimal import Decimal

from tracker.assess.arithmetic import ROUNDING, compute_root, divide
from tracker.assess.bounds import BoundedValue, compare_to_bound, select_limit
from tracker.assess.evaluation import DataPoint, EvaluationInput
from tracker.assess.verdict import (
    Derivation,
    Grade,
    Numbers,
    Verdict,
    find_growth_obstacle,
    has_bounded_end,
    is_reached,
    judge_bounded,
    make_graded,
    make_step,
    make_unavailable,
    mark_text,
)
from tracker.model import Baseline, Method

TITLE = mark_text("progress chart (United Nations)")

ON_TRACK = Grade(mark_text("met or on track"), "on_track")
FAIR = Grade(mark_text("fair progress"), "at_risk")
STAGNATION = Grade(mark_text("stagnation or regression"), "off_track", "insufficient")
REGRESSION = STAGNATION._replace(reason="moving_away")
SHARE_THRESHOLDS = (Decimal("0.95"), Decimal("0.10"))
GROWTH_THRESHOLDS = (Decimal("0.02"), Decimal("0.005"))
RULE_OF_SHARE = mark_text(
    "Rule: on track from 0.95, fair progress from 0.10, else stagnation or regression; within one point of 0 % or "
    "100 % is on track."
)
RULE_OF_GROWTH = mark_text(
    "Rule for a direction: on track from 2 % a year in the right direction, fair progress from 0.5 %, else stagnation"
    " or regression."
)
GROWTH = mark_text("Yearly growth so far")
PROJECTED_VALUE = mark_text("At the growth so far, in the last year")
SHARE = mark_text("Share of the way done by then")
PERCENT_ENDS = (Decimal(0), Decimal(100))


def judge(case: EvaluationInput, _: Method) -> Verdict | None:
    """Return the verdict on a level; None for other measures, for a range, and for a target to keep."""
    if case.indicator.measure != "level" or case.target.kind == "between":
        return None
    if reason := find_growth_obstacle(case):
        return make_unavailable(reason)
    start = case.all_points[0]
    baseline = None if case.baseline else Baseline(start.year, start.value)
    if is_reached(case):
        return make_graded(case, ON_TRACK, baseline=baseline)
    if has_bounded_end(case):
        return judge_bounded(case)
    if _is_maintenance(case, start):
        return None
    if start.value <= 0 or case.latest.value < 0:
        return make_unavailable("not_positive")
    if case.target.is_direction:
        return _judge_direction(case, start, baseline)
    return _judge_share(case, start, baseline)


def _is_maintenance(case: EvaluationInput, start: DataPoint) -> bool:
    """Whether the baseline meets the target or equals its limit, so that a share of the way means nothing."""
    target, value = case.target, start.value
    if target.is_direction:
        return False
    return value == select_limit(target, value) or compare_to_bound(target, BoundedValue(value)) >= 0


def _judge_direction(case: EvaluationInput, start: DataPoint, baseline: Baseline | None) -> Verdict:
    factor = compute_root(divide(case.latest.value, start.value), case.latest.year - start.year)
    growth = ROUNDING.subtract(factor, Decimal(1))
    value = growth if case.target.is_upward else -growth
    return make_graded(case, _select_grade(value, GROWTH_THRESHOLDS), value, baseline=baseline)


def _judge_share(case: EvaluationInput, start: DataPoint, baseline: Baseline | None) -> Verdict:
    last, aim = case.latest, select_limit(case.target, start.value)
    factor = compute_root(divide(last.value, start.value), last.year - start.year)
    left = case.last_year - last.year
    ahead = ROUNDING.multiply(last.value, ROUNDING.power(factor, left)) if left else last.value
    share = divide(ROUNDING.subtract(ahead, start.value), aim - start.value)
    is_at_end = case.indicator.is_in_percent and aim in PERCENT_ENDS and abs(last.value - aim) <= 1
    return make_graded(
        case,
        ON_TRACK if is_at_end else _select_grade(share, SHARE_THRESHOLDS),
        share,
        baseline=baseline,
        projected=ahead,
        progress=divide(last.value - start.value, aim - start.value),
        required=None if case.is_over else divide(aim - last.value, case.last_year - last.year),
        so_far=divide(last.value - start.value, last.year - start.year),
    )


def _select_grade(value: Decimal, thresholds: tuple[Decimal, Decimal]) -> Grade:
    if value >= thresholds[0]:
        return ON_TRACK
    if value >= thresholds[1]:
        return FAIR
    return STAGNATION if value >= 0 else REGRESSION


def derive(case: EvaluationInput, verdict: Verdict, _: Method) -> Derivation:
    """Return the calculation of the value at the target's year, and of the share of the way done by then."""
    is_direction = case.target.is_direction
    rule = RULE_OF_GROWTH if is_direction else RULE_OF_SHARE
    if verdict.value is None:
        return Derivation((), rule)
    start, last = case.all_points[0], case.latest
    numbers: Numbers = {"V": last.value, "B": start.value, "t": last.year, "t0": start.year, "tN": case.last_year}
    if is_direction:
        growth = verdict.value if case.target.is_upward else -verdict.value
        return Derivation(make_step(GROWTH, "", "({V} / {B})^(1 / ({t} − {t0})) − 1", growth, numbers), rule)
    assert verdict.projected is not None
    numbers = {**numbers, "y": verdict.projected, "T": select_limit(case.target, start.value)}
    template = "{V} × ({V} / {B})^(({tN} − {t}) / ({t} − {t0}))"
    ahead = make_step(PROJECTED_VALUE, "y", template, verdict.projected, numbers, "unit")
    share = make_step(SHARE, "s", "({y} − {B}) / ({T} − {B})", verdict.value, numbers)
    return Derivation((*ahead, *share), rule)
