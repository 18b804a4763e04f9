"""How yearly results make the term's figure, for each measure.

With B, t0 the baseline and its year; T, tN the target and its year; V the figure of the latest year t; k of n years
reported; sums and products over the years reported:

=============  =====================  =====================  ==================  ================================
measure        figure so far          progress p             expected e          required for each remaining year
=============  =====================  =====================  ==================  ================================
level          V                      (V-B)/(T-B)            path of the plan,   (T-V)/(tN-t)
                                                             or (t-t0)/(tN-t0)
total          sum V                  sum V/T                years elapsed/n     (T - sum V)/years left
mean           mean V                 sum V/(nT)             k/n                 (nT - sum V)/(n-k)
growth         (V/B)^(1/(t-t0))-1     ln(V/B)/(n ln(1+T))    (t-t0)/n            ((1+T)^n B/V)^(1/(tN-t))-1
growth_rate    (prod(1+g))^(1/k)-1    sum ln(1+g)/(n ln(1+T))  k/n               ((1+T)^n/prod(1+g))^(1/(n-k))-1
=============  =====================  =====================  ==================  ================================

`every_year`, `milestone` and targets of direction only have no such course; see `tracker.assess.verdict`.
Source of the linear rule and its thresholds: Eurostat and Statistics Canada (95 %, 60 %, 0 %), UN Progress Chart
2023 (0.95). The edges are listed in docs/methods.md.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from typing import NamedTuple, TypeAlias

from tracker.assess.arithmetic import (
    HUNDRED,
    ROOTS,
    Ratio,
    compute_log,
    divide,
    log_growth_factor,
    make_ratio,
    to_growth_factor,
    to_growth_percent,
)
from tracker.assess.bounds import (
    Figure,
    Standing,
    compare_to_bound,
    get_improvement_sign,
    make_figure,
    map_limits,
    select_limit,
)
from tracker.assess.evaluation import EvaluationInput
from tracker.model import Baseline, Measure, Reason, Target

Knot: TypeAlias = tuple[int, Decimal]
"""A year and the value that is due by then."""
ONE = Decimal(1)
PACE_THRESHOLDS = ((19, 20), (3, 5))
"""The cuts of the pace, on track from 0.95 and at risk from 0.60, as whole numbers."""
_THRESHOLD_TOLERANCE = Decimal("1e-20")
_PRECISE = Context(prec=600)


class Trajectory(NamedTuple):
    """How far a case has come.

    `standing` is that to the whole term's requirement, `now` that to its share due by now; both rest on `figure`,
    which improves by rising or falling as `sign` says. `keep` is set where there is no way to go, only a bound to hold.
    `so_far` is what the years so far have brought: comparable with `required`.
    """

    term_value: Decimal
    standing: Standing
    standing_now: Standing
    sign: int
    figure: Figure
    is_maintenance: bool = False
    progress: Ratio | None = None
    expected: Ratio | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    so_far: Decimal | None = None


def compute_level(case: EvaluationInput) -> Trajectory | Reason:
    """The level in the target's year counts; the way there is judged from the baseline."""
    target, base, last = case.target, case.baseline, case.latest
    figure = make_figure(last.value, case.results[-1:])
    stands, sign = compare_to_bound(target, figure), get_improvement_sign(target, figure)
    if base is None:
        return Trajectory(last.value, stands, stands, sign, figure)
    start, aim = Figure(base.value), select_limit(target, base.value)
    elapsed, left = last.year - base.year, case.last_year - last.year
    way = last.value - base.value
    has_crossed = sign == -get_improvement_sign(target, start) != 0
    keep = compare_to_bound(target, start) >= 0 or aim == base.value or has_crossed
    return Trajectory(
        last.value,
        stands,
        stands,
        sign,
        figure,
        keep,
        progress=None if keep else make_ratio(way, aim - base.value),
        expected=None
        if keep
        else compute_expected_share(case, base, aim, last.year, make_ratio(elapsed, elapsed + left)),
        projected=last.value + divide(way * left, elapsed),
        required=divide(aim - last.value, left) if left and stands < 0 and not keep else None,
        so_far=divide(way, elapsed),
    )


def compute_expected_share(case: EvaluationInput, base: Baseline, aim: Decimal, year: int, time: Ratio) -> Ratio:
    """Return the share of the way from `base` to `aim` that is due by `year`, at the share `time` of the years."""
    knots = find_plan_knots(case, base, aim, year)
    if knots:
        (first, low), (last, high) = knots
        width = last - first or 1
        due = (low - base.value) * width + (high - low) * (year - first)
        return make_ratio(due, (aim - base.value) * width)
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        due = base.value * ROOTS.exp(compute_log(divide(aim, base.value)) * time.value) - base.value
        return make_ratio(due, aim - base.value)
    return time


def find_plan_knots(case: EvaluationInput, base: Baseline, aim: Decimal, year: int) -> tuple[Knot, Knot] | None:
    """Return the years and values of the plan between which `year` lies (twice the same where it is one of them).

    None where no plan is given for a year on the way.
    """
    plan = case.indicator.plan
    knots = [
        (planned, item.value)
        for planned, item in sorted(plan.items())
        if base.year < planned < case.last_year and isinstance(item.value, Decimal)
    ]
    if not knots:
        return None
    knots = [(base.year, base.value), *knots, (case.last_year, aim)]
    before = max(knot for knot in knots if knot[0] <= year)
    return before, min((knot for knot in knots if knot[0] > year), default=before)


def compute_total(case: EvaluationInput) -> Trajectory | Reason:
    """The amounts of the years are added up; a missing year makes the sum a lower bound."""
    target, years = case.target, case.year_count
    elapsed = case.latest.year - case.first_year + 1
    added = make_figure(sum([point.value for point in case.points], Decimal(0)), case.results)
    if case.has_gap:
        added = added._replace(higher=True)
    share = map_limits(target, lambda limit: limit * elapsed)
    summed = _Accumulation(added, target, share, added.multiply(years), (elapsed, years))
    return _build_sum_trajectory(
        case, summed, added.value, divide(added.value * years, elapsed), divide(added.value, elapsed)
    )


def compute_mean(case: EvaluationInput) -> Trajectory | Reason:
    """The arithmetic mean of the years counts."""
    target, reported, years = case.target, len(case.points), case.year_count
    added = make_figure(sum([point.value for point in case.points], Decimal(0)), case.results)
    whole = map_limits(target, lambda limit: limit * years)
    so_far = map_limits(target, lambda limit: limit * reported)
    figure = divide(added.value, reported)
    return _build_sum_trajectory(
        case, _Accumulation(added, whole, so_far, added, (reported, years)), figure, figure, figure
    )


class _Accumulation(NamedTuple):
    """A sum toward `whole`; `running` is to be held against `due` by now; `time` is k of n years."""

    total: Figure
    term_target: Target
    due_target: Target
    running: Figure
    time: tuple[int, int]


def _build_sum_trajectory(
    case: EvaluationInput, accumulation: _Accumulation, figure: Decimal, projected: Decimal, so_far: Decimal
) -> Trajectory:
    climb = _is_buildup(case.target)
    stands = compare_to_bound(accumulation.term_target, accumulation.total)
    elapsed, years = accumulation.time
    left = years - elapsed
    limit = select_limit(accumulation.term_target, accumulation.total.value)
    has_required = left and accumulation.term_target.kind != "between" and (stands < 0 or not climb)
    return Trajectory(
        figure,
        stands,
        compare_to_bound(accumulation.due_target, accumulation.running),
        get_improvement_sign(accumulation.due_target, accumulation.running),
        accumulation.running,
        not climb,
        progress=make_ratio(accumulation.total.value, limit) if climb else None,
        expected=make_ratio(elapsed, years) if climb else None,
        projected=projected,
        required=divide(limit - accumulation.total.value, left) if has_required else None,
        so_far=so_far,
    )


def compute_growth(case: EvaluationInput) -> Trajectory | Reason:
    """Levels are recorded, and their mean yearly growth since the baseline counts."""
    base, last = case.baseline, case.latest
    if base is None:
        return "no_baseline"
    if base.value <= 0 or last.value <= 0:
        return "not_positive"
    time = (last.year - base.year, case.last_year - base.year)
    return _build_growth_trajectory(case, make_figure(last.value, case.results[-1:]), base.value, time)


def compute_growth_rate(case: EvaluationInput) -> Trajectory | Reason:
    """Yearly rates are recorded, and their geometric mean counts."""
    product = ONE
    for point in case.points:
        product *= to_growth_factor(point.value)
        if product <= 0:
            return "not_positive"
    return _build_growth_trajectory(case, make_figure(product, case.results), ONE, (len(case.points), case.year_count))


def _build_growth_trajectory(
    case: EvaluationInput, reached: Figure, base: Decimal, time: tuple[int, int]
) -> Trajectory:
    """Return the course of a mean growth from `base` to `reached` in time[0] of time[1] years."""
    elapsed, span = time
    target, left = case.target, span - elapsed
    whole = map_limits(target, lambda rate: base * to_growth_factor(rate) ** span)
    due = map_limits(target, lambda rate: base * to_growth_factor(rate) ** elapsed)
    stands, climb = compare_to_bound(whole, reached), _is_buildup(target)
    figure = to_growth_percent(divide(reached.value, base), elapsed)
    has_required = left and target.kind != "between" and (stands < 0 or not climb)
    needed = divide(select_limit(whole, reached.value), reached.value) if has_required else ONE
    return Trajectory(
        figure,
        stands,
        compare_to_bound(due, reached),
        get_improvement_sign(due, reached),
        reached,
        not climb,
        progress=_compute_log_progress(reached.value, base, select_limit(target, figure), time) if climb else None,
        expected=make_ratio(elapsed, span) if climb else None,
        projected=figure,
        required=to_growth_percent(needed, left) if has_required else None,
        so_far=figure,
    )


def _compute_log_progress(reached: Decimal, base: Decimal, rate: Decimal, time: tuple[int, int]) -> Ratio:
    """Return ln(reached/base) / (n ln(1 + rate/100)), exactly where the pace that follows lies on one of the cuts.

    A pace of a/b after k years means (reached/base)^b = (1 + rate/100)^(ka). Powers decide that, and logarithms do not;
    they are asked only where the pace is that near to a cut, since powers of long numbers cost more.
    """
    elapsed, span = time
    way, whole = compute_log(divide(reached, base)), log_growth_factor(rate)
    pace = divide(way, whole * elapsed)
    for above, below in PACE_THRESHOLDS:
        if abs(pace - divide(Decimal(above), below)) < _THRESHOLD_TOLERANCE:
            factor = to_growth_factor(rate)
            if reached**below == base**below * factor ** (elapsed * above):
                return make_ratio(elapsed * above, span * below)
            return make_ratio(_PRECISE.ln(_PRECISE.divide(reached, base)), span * _PRECISE.ln(factor))
    return make_ratio(way, span * whole)


def _is_buildup(target: Target) -> bool:
    """Whether an amount or growth is to be built up, rather than held within a bound."""
    return target.kind in ("at_least", "above") and select_limit(target, HUNDRED) > 0


TRAJECTORIES: dict[Measure, Callable[[EvaluationInput], Trajectory | Reason]] = {
    "level": compute_level,
    "total": compute_total,
    "mean": compute_mean,
    "growth": compute_growth,
    "growth_rate": compute_growth_rate,
}
