"""The result of judging, its calculation, and what all methods share: the statuses at the end, and the trend."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

from tracker.assess.arithmetic import divide, to_growth_percent
from tracker.assess.bounds import compare_to_bound, is_decided, make_bounded_value
from tracker.assess.evaluation import DataPoint, EvaluationInput
from tracker.model import Baseline, Qualifier, Reason, Result, Status, Target

TREND_POINTS = 6


class Verdict(NamedTuple):
    """A status with its reason, and the figures behind it (those of `tracker.model.Assessment`).

    `baseline` is set if a method had to choose another one than that of the targets and the journal; `bound` is the one
    of the two bounds of a range that decided; `follows_plans` means that the annual plans are the expected way.
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
    bound: Target | None = None
    follows_plans: bool = False


def mark_text(text: str) -> str:
    """Mark `text` for the catalogs and return it as it is; the views translate it."""
    return text


class Grade(NamedTuple):
    """A class of a method in its own words, with the nearest status and reason."""

    label: str
    status: Status
    reason: Reason = ""

    @property
    def code(self) -> str:
        """Return the label as a code for machine formats."""
        return self.label.replace(" ", "_")


NOT_AVAILABLE = Grade(mark_text("not available"), "not_assessed")

Unit = Literal["", "%", "unit"]
"""The unit of a step's result: a pure number, a percentage, or the unit of the indicator."""

Numbers: TypeAlias = Mapping[str, Decimal | int]
"""The values of a step by their symbols."""

SO_FAR = mark_text("Mean change so far")
PROJECTED = mark_text("At the mean pace so far, in the last year")
LAST_CHANGE = mark_text("Last change")


class Step(NamedTuple):
    """One step of a calculation: `template` with `values` filled in gives `result`; `formula` has the symbols.

    Templates have only numbers, + − × / ^ ( ) and ln(…), so that everybody and every program can compute them.
    """

    name: str
    symbol: str
    formula: str
    template: str
    values: Numbers
    result: Decimal
    unit: Unit = ""


Steps: TypeAlias = tuple[Step, ...]


class Derivation(NamedTuple):
    """The steps of a verdict, the rule that gives the status, and how it chose its bound (texts of the catalogs).

    `cuts` are named in the rule if the targets set them.
    """

    steps: Steps = ()
    rule: str = ""
    choice: str = ""
    cuts: tuple[Decimal, Decimal] | None = None


def make_step(
    name: str, symbol: str, template: str, result: Decimal | None, numbers: Numbers, unit: Unit = ""
) -> Steps:
    """Return the step with those of `numbers` that `template` names; no step if there is no result."""
    if result is None:
        return ()
    values = {key: numbers[key] for key in re.findall(r"{(\w+)}", template)}
    return (Step(name, symbol, template.format(**{key: key for key in values}), template, values, result, unit),)


def make_yearly_step(name: str, symbol: str, sign: str, numbers: Mapping[int, Decimal], result: Decimal) -> Step:
    """Return the step that joins the numbers of the years by `sign`: a sum or a product."""
    template = f" {sign} ".join(f"{{V{year}}}" for year in numbers)
    values = {f"V{year}": value for year, value in numbers.items()}
    return Step(name, symbol, symbol, template, values, result, "unit" if sign == "+" else "")


def make_unavailable(reason: Reason) -> Verdict:
    """Return the verdict of a method that cannot judge, for `reason`."""
    return Verdict("not_assessed", reason, grade=NOT_AVAILABLE.code)


def make_graded(case: EvaluationInput, grade: Grade, value: Decimal | None = None, **figures: Any) -> Verdict:  # noqa: ANN401
    """Return the verdict of a class; but a target that is reached, or over, is exceeded, met or missed.

    `value` is the figure behind the class; `figures` are further fields of the verdict.
    """
    status, reason = grade.status, grade.reason
    standing = _compare_latest(case)
    if standing is not None and status != "not_assessed":
        if standing >= 0:
            status, reason = ("exceeded" if standing else "met"), ""
        elif case.is_over:
            status, reason = "missed", ""
    return Verdict(status, reason, case.latest.value, grade=grade.code, value=value, **figures)


def _compare_latest(case: EvaluationInput) -> int | None:
    """Return the standing of the latest level to its bound; of a direction only at the end, else None."""
    if not case.target.is_direction:
        return compare_to_bound(case.target, make_bounded_value(case.latest.value, case.results[-1:]))
    if not case.is_over:
        return None
    return 0 if compare_improvement(case.target, case.all_points[0].value, case.latest.value) > 0 else -1


def list_direction_points(case: EvaluationInput) -> tuple[DataPoint, ...]:
    """Return the points by which a direction is judged: the baseline, whatever the measure, and the years after it."""
    base = case.baseline
    if base is None:
        return case.points
    return (DataPoint(base.year, base.value), *[point for point in case.points if point.year > base.year])


def find_growth_obstacle(case: EvaluationInput) -> Reason:
    """Return the reason why no growth from the first value to the latest can be computed, or ""."""
    if case.has_break:
        return "break"
    if case.is_too_old:
        return "stale"
    return "too_few_results" if case.all_points[0].year == case.latest.year else ""


def is_reached(case: EvaluationInput) -> bool:
    """Whether the latest level certainly meets its bound."""
    return _is_certain(case, reached=True)


def judge_bounded(case: EvaluationInput) -> Verdict:
    """Return the verdict of a method that cannot use values known only as bounds: missed, or not assessed."""
    if case.is_over and _is_certain(case, reached=False):
        return Verdict("missed", term_value=case.latest.value, grade=NOT_AVAILABLE.code)
    return make_unavailable("bounded")


def _is_certain(case: EvaluationInput, *, reached: bool) -> bool:
    """Whether the bound is certainly reached, or certainly not reached; False for a direction."""
    if case.target.is_direction:
        return False
    figure = make_bounded_value(case.latest.value, case.results[-1:])
    standing = compare_to_bound(case.target, figure)
    return (standing >= 0) == reached and is_decided(case.target, figure, standing)


def has_bound(results: Iterable[Result]) -> bool:
    """Whether one of `results` is known only as a bound."""
    return any([row.qualifier in ("<", ">") for row in results])


def has_bounded_end(case: EvaluationInput) -> bool:
    """Whether the first or the latest value is known only as a bound."""
    ends = case.all_points[0].year, case.latest.year
    return has_bound([row for row in case.results if row.period.year in ends])


def compute_trend(case: EvaluationInput) -> int:
    """Return 1 if the mean change over up to six points improves, -1 if it worsens; 0 with fewer than three points.

    For a total, each year counts n times.
    """
    points = list_trend_points(case)
    if len(points) < 3:
        return 0
    weight = case.year_count if case.indicator.measure == "total" else 1
    return compare_improvement(case.target, points[0].value * weight, points[-1].value * weight)


def list_trend_points(case: EvaluationInput) -> tuple[DataPoint, ...]:
    """Return the last up to six points; for the measure `growth`, the yearly growths in percent."""
    points = case.all_points
    if case.indicator.measure == "growth":
        points = tuple(
            DataPoint(after.year, to_growth_percent(divide(after.value, before.value), after.year - before.year))
            for before, after in pairwise(points)
            if before.value > 0 and after.value > 0
        )
    return points[-TREND_POINTS:]


def compare_improvement(target: Target, before: Decimal, after: Decimal) -> int:
    """Return 1 if `after` is better than `before`, -1 if it is worse; within a range all values are equal."""
    worse, better = _compute_badness(target, before), _compute_badness(target, after)
    return (worse > better) - (worse < better)


def _compute_badness(target: Target, value: Decimal) -> Decimal:
    """Return a number that falls as `value` improves: for a range, the distance to it."""
    if target.low is not None and target.high is not None:
        return max(target.low - value, Decimal(0), value - target.high)
    return -value if target.is_upward else value
