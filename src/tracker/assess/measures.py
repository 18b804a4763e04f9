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
2023 (0.95). The edges are listed in docs/judging.md.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import Figure, Standing, figure_of, limit_from, mapped, sign_of, standing
from tracker.assess.exact import HUNDRED, Ratio, divide, growth_factor, growth_percent, log, ratio
from tracker.assess.series import Point
from tracker.model import Baseline, Indicator, Measure, Reason, Result, Target

ONE = Decimal(1)
PACE_CUTS = ((19, 20), (3, 5))
"""The cuts of the pace, on track from 0.95 and at risk from 0.60, as whole numbers."""


class Case(NamedTuple):
    """One indicator to be judged: its target, and the results of the years that count toward it."""

    indicator: Indicator
    target: Target
    first_year: int
    last_year: int
    baseline: Baseline | None
    results: tuple[Result, ...]
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """Return the latest year with a result; a case has at least one."""
        return self.points[-1]

    @property
    def is_over(self) -> bool:
        """Whether the result of the target's year is in."""
        return self.latest.year == self.last_year

    @property
    def years(self) -> int:
        """Return the number of years in which results are added up."""
        return self.last_year - self.first_year + 1

    @property
    def has_gap(self) -> bool:
        """Whether a year before the latest has no result."""
        return len(self.points) < self.latest.year - self.first_year + 1


class Course(NamedTuple):
    """How far a case has come.

    `standing` is that to the whole term's requirement, `now` that to its share due by now; both rest on `figure`,
    which improves by rising or falling as `sign` says. `keep` is set where there is no way to go, only a bound to hold.
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


def level(case: Case) -> Course | Reason:
    """The level in the target's year counts; the way there is judged from the baseline."""
    target, base, last = case.target, case.baseline, case.latest
    figure = figure_of(last.value, case.results[-1:])
    stands, sign = standing(target, figure), sign_of(target, figure)
    course = Course(last.value, stands, stands, sign, figure)
    if base is None:
        return course
    start = Figure(base.value)
    aim = limit_from(target, base.value)
    elapsed, left, span = last.year - base.year, case.last_year - last.year, case.last_year - base.year
    course = course._replace(projected=last.value + divide((last.value - base.value) * left, elapsed))
    has_crossed = sign == -sign_of(target, start) != 0
    if standing(target, start) >= 0 or aim == base.value or has_crossed:
        return course._replace(keep=True)
    return course._replace(
        progress=ratio(last.value - base.value, aim - base.value),
        expected=_expected_level(case, base, aim, ratio(elapsed, span)),
        required=divide(aim - last.value, left) if left and stands < 0 else None,
    )


def _expected_level(case: Case, base: Baseline, aim: Decimal, time: Ratio) -> Ratio:
    """Return the share of the way that was due by the latest year: along the plan, compound, or linear."""
    year, plan = case.latest.year, case.indicator.plan
    knots = [(base.year, base.value)]
    knots += [
        (planned, item.value)
        for planned, item in sorted(plan.items())
        if base.year < planned < case.last_year and isinstance(item.value, Decimal)
    ]
    if len(knots) > 1:
        knots.append((case.last_year, aim))
        before = max(knot for knot in knots if knot[0] <= year)
        after = min((knot for knot in knots if knot[0] > year), default=before)
        width = after[0] - before[0] or 1
        due = (before[1] - base.value) * width + (after[1] - before[1]) * (year - before[0])
        return ratio(due, (aim - base.value) * width)
    if case.indicator.path == "compound" and base.value > 0 and aim > 0:
        due = base.value * (log(divide(aim, base.value)) * time.value).exp() - base.value
        return ratio(due, aim - base.value)
    return time


def total(case: Case) -> Course | Reason:
    """The amounts of the years are added up; a missing year makes the sum a lower bound."""
    target, years = case.target, case.years
    elapsed = case.latest.year - case.first_year + 1
    added = figure_of(sum((point.value for point in case.points), Decimal(0)), case.results)
    if case.has_gap:
        added = added._replace(higher=True)
    share = mapped(target, lambda limit: limit * elapsed)
    course = _summed(case, added, target, (share, added.times(years)), case.last_year - case.latest.year)
    course = course._replace(term_value=added.value, projected=divide(added.value * years, elapsed))
    if course.keep:
        return course
    return course._replace(progress=ratio(added.value, limit_from(target, added.value)), expected=ratio(elapsed, years))


def mean(case: Case) -> Course | Reason:
    """The arithmetic mean of the years counts."""
    target, reported, years = case.target, len(case.points), case.years
    added = figure_of(sum((point.value for point in case.points), Decimal(0)), case.results)
    whole = mapped(target, lambda limit: limit * years)
    so_far = mapped(target, lambda limit: limit * reported)
    course = _summed(case, added, whole, (so_far, added), years - reported)
    figure = divide(added.value, reported)
    course = course._replace(term_value=figure, projected=figure)
    if course.keep:
        return course
    return course._replace(progress=ratio(added.value, limit_from(whole, added.value)), expected=ratio(reported, years))


def _summed(case: Case, added: Figure, whole: Target, running: tuple[Target, Figure], left: int) -> Course:
    """Return the course of a sum toward `whole`; `running` is what is due by now, and the figure to hold against it."""
    climb = _is_climb(case.target)
    stands = standing(whole, added)
    required = None
    if left and whole.kind != "between" and (stands < 0 or not climb):
        required = divide(limit_from(whole, added.value) - added.value, left)
    return Course(
        added.value, stands, standing(*running), sign_of(*running), running[1], keep=not climb, required=required
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
    so_far = mapped(target, lambda rate: base * growth_factor(rate) ** elapsed)
    stands = standing(whole, reached)
    figure = growth_percent(divide(reached.value, base), elapsed)
    climb = _is_climb(target)
    required = None
    if left and target.kind != "between" and (stands < 0 or not climb):
        required = growth_percent(divide(limit_from(whole, reached.value), reached.value), left)
    course = Course(
        figure,
        stands,
        standing(so_far, reached),
        sign_of(so_far, reached),
        reached,
        keep=not climb,
        projected=figure,
        required=required,
    )
    if not climb:
        return course
    progress = _log_progress(reached.value, base, growth_factor(limit_from(target, figure)), time)
    return course._replace(progress=progress, expected=ratio(elapsed, span))


def _log_progress(reached: Decimal, base: Decimal, factor: Decimal, time: tuple[int, int]) -> Ratio:
    """Return ln(reached/base) / (n ln(factor)), exactly where the pace that follows lies on one of the cuts.

    A pace of p/q after k years means (reached/base)^q = factor^(kp), which powers decide and logarithms do not.
    """
    elapsed, span = time
    for above, below in PACE_CUTS:
        if reached**below == base**below * factor ** (elapsed * above):
            return ratio(elapsed * above, span * below)
    return ratio(log(divide(reached, base)), span * log(factor))


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
