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

from tracker.assess.bounds import Figure, Standing, figure_of, limit_from, mapped, sign_of, standing
from tracker.assess.case import Case
from tracker.assess.exact import HUNDRED, ROOTS, Ratio, divide, growth_factor, growth_percent, log, log_of_growth, ratio
from tracker.model import Baseline, Measure, Reason, Target

Knot: TypeAlias = tuple[int, Decimal]
"""A year and the value that is due by then."""
ONE = Decimal(1)
PACE_CUTS = ((19, 20), (3, 5))
"""The cuts of the pace, on track from 0.95 and at risk from 0.60, as whole numbers."""
_NEAR_A_CUT = Decimal("1e-20")
_PRECISE = Context(prec=600)


class Course(NamedTuple):
    """How far a case has come.

    `standing` is that to the whole term's requirement, `now` that to its share due by now; both rest on `figure`,
    which improves by rising or falling as `sign` says. `keep` is set where there is no way to go, only a bound to hold.
    `so_far` is what the years so far have brought: comparable with `required`.
    """

    term_value: Decimal
    standing: Standing
    now: Standing
    sign: int
    figure: Figure
    keep: bool = False
    progress: Ratio | None = None
    expected: Ratio | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    so_far: Decimal | None = None


def level(case: Case) -> Course | Reason:
    """The level in the target's year counts; the way there is judged from the baseline."""
    target, base, last = case.target, case.baseline, case.latest
    figure = figure_of(last.value, case.results[-1:])
    stands, sign = standing(target, figure), sign_of(target, figure)
    if base is None:
        return Course(last.value, stands, stands, sign, figure)
    start, aim = Figure(base.value), limit_from(target, base.value)
    elapsed, left = last.year - base.year, case.last_year - last.year
    way = last.value - base.value
    has_crossed = sign == -sign_of(target, start) != 0
    keep = standing(target, start) >= 0 or aim == base.value or has_crossed
    return Course(
        last.value,
        stands,
        stands,
        sign,
        figure,
        keep,
        progress=None if keep else ratio(way, aim - base.value),
        expected=None if keep else expected_share(case, base, aim, last.year, ratio(elapsed, elapsed + left)),
        projected=last.value + divide(way * left, elapsed),
        required=divide(aim - last.value, left) if left and stands < 0 and not keep else None,
        so_far=divide(way, elapsed),
    )


def expected_share(case: Case, base: Baseline, aim: Decimal, year: int, time: Ratio) -> Ratio:
    """Return the share of the way from `base` to `aim` that is due by `year`, at the share `time` of the years."""
    knots = expected_knots(case, base, aim, year)
    if knots:
        (first, low), (last, high) = knots
        width = last - first or 1
        due = (low - base.value) * width + (high - low) * (year - first)
        return ratio(due, (aim - base.value) * width)
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        due = base.value * ROOTS.exp(log(divide(aim, base.value)) * time.value) - base.value
        return ratio(due, aim - base.value)
    return time


def expected_knots(case: Case, base: Baseline, aim: Decimal, year: int) -> tuple[Knot, Knot] | None:
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


def total(case: Case) -> Course | Reason:
    """The amounts of the years are added up; a missing year makes the sum a lower bound."""
    target, years = case.target, case.years
    elapsed = case.latest.year - case.first_year + 1
    added = figure_of(sum([point.value for point in case.points], Decimal(0)), case.results)
    if case.has_gap:
        added = added._replace(higher=True)
    share = mapped(target, lambda limit: limit * elapsed)
    summed = _Sum(added, target, share, added.times(years), (elapsed, years))
    return _summed(case, summed, added.value, divide(added.value * years, elapsed), divide(added.value, elapsed))


def mean(case: Case) -> Course | Reason:
    """The arithmetic mean of the years counts."""
    target, reported, years = case.target, len(case.points), case.years
    added = figure_of(sum([point.value for point in case.points], Decimal(0)), case.results)
    whole = mapped(target, lambda limit: limit * years)
    so_far = mapped(target, lambda limit: limit * reported)
    figure = divide(added.value, reported)
    return _summed(case, _Sum(added, whole, so_far, added, (reported, years)), figure, figure, figure)


class _Sum(NamedTuple):
    """A sum toward `whole`; `running` is to be held against `due` by now; `time` is k of n years."""

    added: Figure
    whole: Target
    due: Target
    running: Figure
    time: tuple[int, int]


def _summed(case: Case, found: _Sum, figure: Decimal, projected: Decimal, so_far: Decimal) -> Course:
    climb = _is_climb(case.target)
    stands = standing(found.whole, found.added)
    elapsed, years = found.time
    left = years - elapsed
    limit = limit_from(found.whole, found.added.value)
    has_required = left and found.whole.kind != "between" and (stands < 0 or not climb)
    return Course(
        figure,
        stands,
        standing(found.due, found.running),
        sign_of(found.due, found.running),
        found.running,
        not climb,
        progress=ratio(found.added.value, limit) if climb else None,
        expected=ratio(elapsed, years) if climb else None,
        projected=projected,
        required=divide(limit - found.added.value, left) if has_required else None,
        so_far=so_far,
    )


def growth(case: Case) -> Course | Reason:
    """Levels are recorded, and their mean yearly growth since the baseline counts."""
    base, last = case.baseline, case.latest
    if base is None:
        return "no_baseline"
    if base.value <= 0 or last.value <= 0:
        return "not_positive"
    time = (last.year - base.year, case.last_year - base.year)
    return _compounded(case, figure_of(last.value, case.results[-1:]), base.value, time)


def growth_rate(case: Case) -> Course | Reason:
    """Yearly rates are recorded, and their geometric mean counts."""
    product = ONE
    for point in case.points:
        product *= growth_factor(point.value)
        if product <= 0:
            return "not_positive"
    return _compounded(case, figure_of(product, case.results), ONE, (len(case.points), case.years))


def _compounded(case: Case, reached: Figure, base: Decimal, time: tuple[int, int]) -> Course:
    """Return the course of a mean growth from `base` to `reached` in time[0] of time[1] years."""
    elapsed, span = time
    target, left = case.target, span - elapsed
    whole = mapped(target, lambda rate: base * growth_factor(rate) ** span)
    due = mapped(target, lambda rate: base * growth_factor(rate) ** elapsed)
    stands, climb = standing(whole, reached), _is_climb(target)
    figure = growth_percent(divide(reached.value, base), elapsed)
    has_required = left and target.kind != "between" and (stands < 0 or not climb)
    needed = divide(limit_from(whole, reached.value), reached.value) if has_required else ONE
    return Course(
        figure,
        stands,
        standing(due, reached),
        sign_of(due, reached),
        reached,
        not climb,
        progress=_log_progress(reached.value, base, limit_from(target, figure), time) if climb else None,
        expected=ratio(elapsed, span) if climb else None,
        projected=figure,
        required=growth_percent(needed, left) if has_required else None,
        so_far=figure,
    )


def _log_progress(reached: Decimal, base: Decimal, rate: Decimal, time: tuple[int, int]) -> Ratio:
    """Return ln(reached/base) / (n ln(1 + rate/100)), exactly where the pace that follows lies on one of the cuts.

    A pace of a/b after k years means (reached/base)^b = (1 + rate/100)^(ka). Powers decide that, and logarithms do not;
    they are asked only where the pace is that near to a cut, since powers of long numbers cost more.
    """
    elapsed, span = time
    way, whole = log(divide(reached, base)), log_of_growth(rate)
    pace = divide(way, whole * elapsed)
    for above, below in PACE_CUTS:
        if abs(pace - divide(Decimal(above), below)) < _NEAR_A_CUT:
            factor = growth_factor(rate)
            if reached**below == base**below * factor ** (elapsed * above):
                return ratio(elapsed * above, span * below)
            return ratio(_PRECISE.ln(_PRECISE.divide(reached, base)), span * _PRECISE.ln(factor))
    return ratio(way, span * whole)


def _is_climb(target: Target) -> bool:
    """Whether an amount or growth is to be built up, rather than held within a bound."""
    return target.kind in ("at_least", "above") and limit_from(target, HUNDRED) > 0


COURSES: dict[Measure, Callable[[Case], Course | Reason]] = {
    "level": level,
    "total": total,
    "mean": mean,
    "growth": growth,
    "growth_rate": growth_rate,
}
