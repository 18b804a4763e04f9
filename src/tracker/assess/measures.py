"""The computation of the term's figure from yearly results, for each measure.

With B, t0 the baseline and its year; T, tN the target and its year; V the figure of the latest year t; k of n years
reported; sums and products over the years reported:

=============  =====================  =====================  ==================  ================================
measure        figure so far          progress p             expected e          required for each remaining year
=============  =====================  =====================  ==================  ================================
level          V                      (V-B)/(T-B)            (t-t0)/(tN-t0)      (T-V)/(tN-t)
total          sum V                  sum V/T                years elapsed/n     (T - sum V)/years left
mean           mean V                 sum V/(nT)             k/n                 (nT - sum V)/(n-k)
growth         (V/B)^(1/(t-t0))-1     ln(V/B)/(n ln(1+T))    (t-t0)/n            ((1+T)^n B/V)^(1/(tN-t))-1
growth_rate    (prod(1+g))^(1/k)-1    sum ln(1+g)/(n ln(1+T))  k/n               ((1+T)^n/prod(1+g))^(1/(n-k))-1
=============  =====================  =====================  ==================  ================================

If the annual plans lead to the target, `tracker.assess.plan_way` replaces e. A ceiling on a total or mean is a budget:
p is the share used, e the share due to be used.
`every_year`, `milestone` and directions have no trajectory; see `tracker.assess.methods.linear`.
Source of the linear rule and its thresholds: Eurostat and Statistics Canada (95 %, 60 %, 0 %), UN Progress Chart
2023 (0.95). docs/methods.md lists the edge cases.
"""

from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from typing import NamedTuple

from tracker.assess.arithmetic import (
    HUNDRED,
    ROOTS,
    Quotient,
    compute_log,
    divide,
    log_growth_factor,
    make_quotient,
    make_time_share,
    to_growth_factor,
    to_growth_percent,
)
from tracker.assess.bounds import (
    BoundedValue,
    Standing,
    compare_to_bound,
    find_growth_aim,
    get_improvement_sign,
    make_bounded_value,
    map_limits,
    select_limit,
)
from tracker.assess.evaluation import EvaluationInput
from tracker.model import Baseline, Measure, Reason, Target

ONE = Decimal(1)
_CUT_TOLERANCE = Decimal("1e-20")
_PRECISE = Context(prec=600)
_PRECISION = Decimal("1e-560")
_MAX_POWER = 100
"""Cuts of more digits are compared by precise logarithms: such powers would have too many digits."""


class Trajectory(NamedTuple):
    """The way of an indicator to its target.

    `standing` compares `figure` with the requirement of the whole term, `standing_now` with the share due by now.
    `sign` is 1 if the figure improves by rising, -1 by falling. `is_maintenance` means a bound to keep, without a way.
    `is_budget` means a ceiling that is used up; `is_overshot`, that the figure has left a range on its far side.
    `so_far` is the mean result of a year so far, comparable with `required`.
    """

    term_value: Decimal
    standing: Standing
    standing_now: Standing
    sign: int
    figure: BoundedValue
    is_maintenance: bool = False
    progress: Quotient | None = None
    expected: Quotient | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    so_far: Decimal | None = None
    is_budget: bool = False
    is_overshot: bool = False


def compute_level(case: EvaluationInput) -> Trajectory:
    """Return the trajectory of a level: from the baseline to the level in the target's year."""
    target, base, last = case.target, case.baseline, case.latest
    figure = make_bounded_value(last.value, case.results[-1:])
    standing, sign = compare_to_bound(target, figure), get_improvement_sign(target, figure)
    if base is None:
        return Trajectory(last.value, standing, standing, sign, figure)
    start, aim = BoundedValue(base.value), select_limit(target, base.value)
    elapsed, left = last.year - base.year, case.last_year - last.year
    change = last.value - base.value
    keep = compare_to_bound(target, start) >= 0 or aim == base.value
    is_overshot = not keep and sign == -get_improvement_sign(target, start)
    goal = select_limit(target, last.value) if is_overshot else aim
    has_way = not (keep or is_overshot)
    return Trajectory(
        last.value,
        standing,
        standing,
        sign,
        figure,
        keep,
        progress=make_quotient(change, aim - base.value) if has_way else None,
        expected=compute_expected_share(case, base, aim, last.year) if has_way else None,
        projected=last.value + divide(change * left, elapsed),
        required=divide(goal - last.value, left) if left and standing < 0 and not keep else None,
        so_far=divide(change, elapsed),
        is_overshot=is_overshot,
    )


def compute_expected_share(case: EvaluationInput, base: Baseline, aim: Decimal, year: int) -> Quotient:
    """Return the share of the way from `base` to `aim` that is due by `year`, on a straight line or compound path."""
    time = make_time_share(year - base.year, case.last_year - base.year)
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        due = base.value * ROOTS.exp(compute_log(divide(aim, base.value)) * time.value) - base.value
        return make_quotient(due, aim - base.value)
    return time


def compute_total(case: EvaluationInput) -> Trajectory:
    """Return the trajectory of a sum of yearly amounts; a missing year makes the sum a lower bound."""
    target, years = case.target, case.year_count
    elapsed = case.latest.year - case.first_year + 1
    total = make_bounded_value(sum([point.value for point in case.points], Decimal(0)), case.results)
    if case.has_gap:
        total = total._replace(higher=True)
    due = map_limits(target, lambda limit: limit * elapsed)
    accumulation = _Accumulation(total, target, due, total.multiply(years), elapsed)
    projected, so_far = divide(total.value * years, elapsed), divide(total.value, elapsed)
    return _build_sum_trajectory(case, accumulation, total.value, projected, so_far)


def compute_mean(case: EvaluationInput) -> Trajectory:
    """Return the trajectory of an arithmetic mean of the years."""
    target, reported, years = case.target, len(case.points), case.year_count
    total = make_bounded_value(sum([point.value for point in case.points], Decimal(0)), case.results)
    whole = map_limits(target, lambda limit: limit * years)
    due = map_limits(target, lambda limit: limit * reported)
    mean = divide(total.value, reported)
    return _build_sum_trajectory(case, _Accumulation(total, whole, due, total, reported), mean, mean, mean)


class _Accumulation(NamedTuple):
    """A sum of `elapsed` years: `total` is compared with the term's target, `running` with the target due by now."""

    total: BoundedValue
    term_target: Target
    due_target: Target
    running: BoundedValue
    elapsed: int


def _build_sum_trajectory(
    case: EvaluationInput, accumulation: _Accumulation, figure: Decimal, projected: Decimal, so_far: Decimal
) -> Trajectory:
    total, target, due, running, elapsed = accumulation
    years = case.year_count
    is_buildup, is_budget = _is_buildup(case.target), _is_budget(case)
    standing, left, limit = compare_to_bound(target, total), years - elapsed, select_limit(target, total.value)
    has_required = left and target.kind != "between" and (standing < 0 or not is_buildup)
    has_way = limit > 0 and (is_buildup or is_budget)
    return Trajectory(
        figure,
        standing,
        compare_to_bound(due, running),
        get_improvement_sign(due, running),
        running,
        not (is_buildup or is_budget),
        progress=make_quotient(total.value, limit) if has_way else None,
        expected=make_time_share(elapsed, years) if has_way else None,
        projected=projected,
        required=divide(limit - total.value, left) if has_required else None,
        so_far=so_far,
        is_budget=is_budget,
    )


def compute_growth(case: EvaluationInput) -> Trajectory | Reason:
    """Return the trajectory of the mean yearly growth of levels since the baseline, or why there is none."""
    base, last = case.baseline, case.latest
    if base is None:
        return "no_baseline"
    if base.value <= 0 or last.value <= 0:
        return "not_positive"
    time = (last.year - base.year, case.last_year - base.year)
    return _build_growth_trajectory(case, make_bounded_value(last.value, case.results[-1:]), base.value, time)


def compute_growth_rate(case: EvaluationInput) -> Trajectory | Reason:
    """Return the trajectory of the geometric mean of yearly growth rates, or why there is none."""
    product = ONE
    for point in case.points:
        product *= to_growth_factor(point.value)
        if product <= 0:
            return "not_positive"
    return _build_growth_trajectory(
        case, make_bounded_value(product, case.results), ONE, (len(case.points), case.year_count)
    )


def _build_growth_trajectory(
    case: EvaluationInput, reached: BoundedValue, base: Decimal, time: tuple[int, int]
) -> Trajectory:
    """Return the trajectory of a mean growth from `base` to `reached` in time[0] of time[1] years."""
    elapsed, span = time
    target, left = case.target, span - elapsed
    whole = map_limits(target, lambda rate: base * to_growth_factor(rate) ** span)
    due = map_limits(target, lambda rate: base * to_growth_factor(rate) ** elapsed)
    standing, aim = compare_to_bound(whole, reached), find_growth_aim(target)
    is_range = target.kind == "between" and aim is not None
    compared = whole if is_range else due  # a range to arrive at counts at the end, one to keep at any time
    sign = get_improvement_sign(compared, reached)
    is_overshot = is_range and sign == -get_improvement_sign(whole, BoundedValue(base))
    figure = to_growth_percent(divide(reached.value, base), elapsed)
    has_required = left and (target.kind != "between" or is_range) and (standing < 0 or aim is None)
    needed = divide(select_limit(whole, reached.value), reached.value) if has_required else ONE
    has_way = aim is not None and not is_overshot
    return Trajectory(
        figure,
        standing,
        compare_to_bound(compared, reached),
        sign,
        reached,
        aim is None,
        progress=compute_log_progress(reached.value, base, aim, time, case.cuts)
        if aim is not None and has_way
        else None,
        expected=make_time_share(elapsed, span) if has_way else None,
        projected=figure,
        required=to_growth_percent(needed, left) if has_required else None,
        so_far=figure,
        is_overshot=is_overshot,
    )


def compute_log_progress(
    reached: Decimal, base: Decimal, rate: Decimal, time: tuple[int, int], cuts: Iterable[Decimal]
) -> Quotient:
    """Return ln(reached/base) / (n ln(1 + rate/100)) for time k of n years, exact if the pace is equal to a cut.

    Powers decide that; they are computed only near a cut, because those of long numbers take more time than logarithms.
    """
    elapsed, span = time
    grown, whole = compute_log(divide(reached, base)), log_growth_factor(rate)
    cut = find_near_cut(divide(grown, whole * elapsed), cuts)
    if cut is None:
        return make_quotient(grown, span * whole)
    due = base * to_growth_factor(rate) ** elapsed
    return make_quotient(compute_pace_near_cut(reached, due, base, cut) * elapsed, span)


def find_near_cut(pace: Decimal, cuts: Iterable[Decimal]) -> Decimal | None:
    """Return the cut that a pace made of logarithms is so near to that they do not decide, or None."""
    return next((cut for cut in cuts if abs(pace - cut) < _CUT_TOLERANCE), None)


def compute_pace_near_cut(reached: Decimal, due: Decimal, base: Decimal, cut: Decimal) -> Decimal:
    """Return ln(reached/base) / ln(due/base): the cut if it is equal to it, else so exact that it is on its right side.

    A pace of a/b means (reached/base)^b = (due/base)^a. Without powers, the logarithms have 600 digits, and a pace that
    differs from the cut only in the last ones is the cut.
    """
    above, below = cut.as_integer_ratio()
    if below <= _MAX_POWER and reached**below * base**above == due**above * base**below:
        return cut
    logs = [_PRECISE.ln(_PRECISE.divide(number, base)) for number in (reached, due)]
    pace = _PRECISE.divide(*logs)
    return cut if abs(_PRECISE.subtract(pace, cut)) < _PRECISION else pace


def _is_buildup(target: Target) -> bool:
    """Whether an amount or growth must be built up, and not only kept within a bound."""
    return target.kind in ("at_least", "above") and select_limit(target, HUNDRED) > 0


def _is_budget(case: EvaluationInput) -> bool:
    """Whether a ceiling on an amount is used up by the years; a ceiling of 0 only if no amount is below it."""
    limit = case.target.high
    if case.target.kind not in ("at_most", "below") or limit is None:
        return False
    is_zero = limit == 0 and case.indicator.measure == "total"
    return limit > 0 or (is_zero and not has_negative_point(case))


def has_negative_point(case: EvaluationInput) -> bool:
    """Whether the amount of a year is below zero."""
    return any([point.value < 0 for point in case.points])


TRAJECTORIES: dict[Measure, Callable[[EvaluationInput], Trajectory | Reason]] = {
    "level": compute_level,
    "total": compute_total,
    "mean": compute_mean,
    "growth": compute_growth,
    "growth_rate": compute_growth_rate,
}
