"""What judging comes to, and what every method of it shares: the statuses at the end, and the trend."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.assess.arithmetic import divide, to_growth_percent
from tracker.assess.bounds import compare_to_bound, get_improvement_sign, is_decided, make_figure
from tracker.assess.evaluation import DataPoint, EvaluationInput, collect_points
from tracker.model import Baseline, Qualifier, Reason, Result, Status, Target

TREND_POINTS = 6
DIRECTIONS = ("increase", "decrease")


class Verdict(NamedTuple):
    """A status with its reason, and the figures that it rests on (those of `tracker.model.Assessment`).

    `baseline` is set where a method had to choose another one than the targets and the journal state.
    """

    status: Status
    reason: Reason = ""
    term_value: Decimal | None = None
    progress: Decimal | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    projected: Decimal | None = None
    required: Decimal | None = None
    so_far: Decimal | None = None
    years_met: int | None = None
    slipping: bool = False
    grade: str = ""
    value: Decimal | None = None
    baseline: Baseline | None = None
    term_qualifier: Qualifier = ""


def mark_text(text: str) -> str:
    """Mark `text` for the catalogs and return it as it is; the views translate it."""
    return text


class Grade(NamedTuple):
    """A class in a method's own words, and the status and reason that it comes nearest to."""

    label: str
    status: Status
    reason: Reason = ""

    @property
    def code(self) -> str:
        """Return the words as one word, for machines."""
        return self.label.replace(" ", "_")


NOT_AVAILABLE = Grade(mark_text("not available"), "not_assessed")


def make_unavailable(reason: Reason) -> Verdict:
    """Return the verdict where a method cannot tell, for `reason`."""
    return Verdict(NOT_AVAILABLE.status, reason, grade=NOT_AVAILABLE.code)


def make_graded(case: EvaluationInput, grade: Grade, value: Decimal | None = None, **figures: Any) -> Verdict:  # noqa: ANN401
    """Return the verdict of a class. That a target is reached, or its year over, is told first and exactly.

    `value` is the figure that the class rests on; `figures` are further fields of the verdict.
    """
    status, reason = grade.status, grade.reason
    stands = _compare_latest(case)
    if stands is not None and status != "not_assessed":
        if stands >= 0:
            status, reason = ("exceeded" if stands else "met"), ""
        elif case.is_over:
            status, reason = "missed", ""
    return Verdict(status, reason, case.latest.value, grade=grade.code, value=value, **figures)


def _compare_latest(case: EvaluationInput) -> int | None:
    """Return how the latest level stands to its bound. Where only a direction was promised, the end decides it."""
    figure = make_figure(case.latest.value, case.results[-1:])
    if case.target.kind not in DIRECTIONS:
        return compare_to_bound(case.target, figure)
    if not case.is_over:
        return None
    return 0 if compare_improvement(case.target, collect_points(case)[0].value, case.latest.value) > 0 else -1


def find_growth_obstacle(case: EvaluationInput) -> Reason:
    """Return why no growth from the first value to the latest can be told, or nothing."""
    if case.has_break:
        return "break"
    if case.is_too_old:
        return "stale"
    return "too_few_results" if collect_points(case)[0].year == case.latest.year else ""


def is_reached(case: EvaluationInput) -> bool:
    """Whether the latest level meets its bound, and surely so where it is itself only a bound."""
    return case.target.kind not in DIRECTIONS and _is_sure(case, reached=True)


def judge_bounded(case: EvaluationInput) -> Verdict:
    """Return what still holds where a method cannot tell from values known only as bounds: missed is missed."""
    if case.is_over and case.target.kind not in DIRECTIONS and _is_sure(case, reached=False):
        return Verdict("missed", term_value=case.latest.value, grade=NOT_AVAILABLE.code)
    return make_unavailable("bounded")


def _is_sure(case: EvaluationInput, *, reached: bool) -> bool:
    """Whether the latest level is surely on that side of its bound, wherever on its open side the true one lies."""
    figure = make_figure(case.latest.value, case.results[-1:])
    stands = compare_to_bound(case.target, figure)
    return (stands >= 0) == reached and is_decided(stands, figure, get_improvement_sign(case.target, figure))


def has_bound(results: Iterable[Result]) -> bool:
    """Whether one of `results` is known only as a bound."""
    return any([row.qualifier in ("<", ">") for row in results])


def compute_trend(case: EvaluationInput) -> int:
    """Return 1 where the mean change over up to six points improves, -1 where it worsens; 0 with fewer than three.

    Of levels that are to grow, the points are the yearly growths; of a total, each year counts n times.
    """
    points = collect_points(case)
    if case.indicator.measure == "growth":
        points = tuple(
            DataPoint(after.year, to_growth_percent(divide(after.value, before.value), after.year - before.year))
            for before, after in pairwise(points)
            if before.value > 0 and after.value > 0
        )
    points = points[-TREND_POINTS:]
    if len(points) < 3:
        return 0
    weight = case.year_count if case.indicator.measure == "total" else 1
    return compare_improvement(case.target, points[0].value * weight, points[-1].value * weight)


def compare_improvement(target: Target, before: Decimal, after: Decimal) -> int:
    """Return 1 where `after` is better than `before`, -1 where it is worse; within a range all are equal."""
    worse, better = _compute_badness(target, before), _compute_badness(target, after)
    return (worse > better) - (worse < better)


def _compute_badness(target: Target, value: Decimal) -> Decimal:
    """Return a number that falls as `value` improves: of a range, the distance outside it."""
    if target.low is not None and target.high is not None:
        return max(target.low - value, Decimal(0), value - target.high)
    upward = target.low is not None or target.kind == "increase"
    return -value if upward else value
