"""Checks of plans against each other and against the target, and of the baseline against the target."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.assess.bounds import Figure, compare_to_bound, select_first_limit, split_range
from tracker.assess.evaluation import BASELINE_MEASURES, EvaluationInput, build_series, find_baseline, to_points
from tracker.assess.measures import TRAJECTORIES, Trajectory
from tracker.checks.base import CheckInput
from tracker.errors import Message, Problem, msg
from tracker.model import Indicator, Period, Result, Target
from tracker.numbers import round_half_up

_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "between": ""}


class _PlannedValue(NamedTuple):
    """The baseline or a plan of a level, with its label."""

    year: int
    value: Decimal
    label: Message


def check_plan_direction(data: CheckInput) -> Iterator[Problem]:
    """Find plans of a level that are worse than the plan of an earlier year, or than the baseline."""
    for indicator in data.register.indicators:
        if indicator.measure != "level" or not indicator.direction:
            continue
        sign = 1 if indicator.direction == "increase" else -1
        for before, after in pairwise(_list_planned_values(indicator)):
            is_worse = sign * (after.value - before.value) < 0
            if is_worse and not indicator.has_break(before.year, after.year):
                message = msg("{plan} is worse than {before}", plan=after.label, before=before.label)
                hint = msg("correct the wrong one; if it is intended, write an exception with its reason")
                yield Problem(data.locate_target(indicator, f"plan.{after.year}"), message, hint)


def _list_planned_values(indicator: Indicator) -> list[_PlannedValue]:
    planned = []
    if indicator.baseline:
        year, value = indicator.baseline.year, indicator.baseline.value
        planned.append(_PlannedValue(year, value, msg("the baseline of {year} ({value})", year=year, value=value)))
    for year, plan in sorted(indicator.plan.items()):
        if isinstance(plan.value, Decimal) and plan.qualifier in ("", "~"):
            label = msg("the plan of {year} ({value})", year=year, value=plan.value)
            planned.append(_PlannedValue(year, plan.value, label))
    return planned


def check_plan_target(data: CheckInput) -> Iterator[Problem]:
    """Find plans that do not reach the target even if all are met exactly; of a range, also plans that pass it."""
    with localcontext(EXACT):
        for indicator in data.register.indicators:
            target = indicator.target
            if target and indicator.measure == "every_year":
                yield from _check_yearly_plans(data, indicator, target)
            elif target and target.kind in _SIGNS:
                judged = select_first_limit(target, indicator.direction)
                course = _compute_plan_trajectory(data, indicator, judged)
                if course and course.standing < 0:
                    sign, missed = _find_missed_limit(judged, course.term_value)
                    made, limit = _round_distinctly(course.term_value, missed)
                    values = {"made": made, "sign": sign, "limit": limit}
                    message = msg("if all plans are met, the result is {made}; the target is {sign} {limit}", **values)
                    yield Problem(data.locate_target(indicator, "plan"), message, _INTENDED_HINT)


_INTENDED_HINT = msg("if both are as published, the target is missed even if every plan is met")


def _compute_plan_trajectory(data: CheckInput, indicator: Indicator, target: Target) -> Trajectory | None:
    """Return the trajectory of a term in which every plan is met, or None if a year that it needs has no plan."""
    term = data.register.term
    last = indicator.get_target_year(term)
    rows = data.register.results.get(indicator.id, ())
    baseline = find_baseline(indicator, term, build_series(rows, last, term.first_year))
    spans = indicator.measure in BASELINE_MEASURES
    first = (baseline.year if baseline else term.baseline_year) + 1 if spans else term.first_year
    needed = [last] if spans else range(first, last + 1)
    if indicator.measure not in TRAJECTORIES or any(year not in indicator.plan for year in needed):
        return None
    if indicator.has_break(first - 1 if spans else first, last):
        return None
    planned = [(year, indicator.plan[year]) for year in needed]
    results = tuple(
        Result(indicator.id, Period(year), plan.value, plan.qualifier, "final", "", "", "", "")
        for year, plan in planned
    )
    case = EvaluationInput(indicator, target, last, first, last, baseline, results, to_points(results), results)
    course = TRAJECTORIES[indicator.measure](case)
    return course if isinstance(course, Trajectory) and course.figure.is_exact else None


def _check_yearly_plans(data: CheckInput, indicator: Indicator, target: Target) -> Iterator[Problem]:
    for year, plan in sorted(indicator.plan.items()):
        if not isinstance(plan.value, Decimal) or plan.qualifier in ("<", ">") or target.kind not in _SIGNS:
            continue
        if compare_to_bound(target, Figure(plan.value)) < 0:
            message = msg("the plan of {year}, {value}, does not meet the target", year=year, value=plan.value)
            yield Problem(data.locate_target(indicator, f"plan.{year}"), message, msg("each year is judged separately"))


def _find_missed_limit(target: Target, made: Decimal) -> tuple[str, Decimal]:
    """Return the limit that the plans do not keep, with its sign: of a range, the one on their side."""
    if target.kind == "between":
        target = split_range(target)[target.high is not None and made > target.high]
    limit = target.high if target.low is None else target.low
    assert limit is not None, "a target with a sign has a limit"
    return _SIGNS[target.kind], limit


def _round_distinctly(made: Decimal, limit: Decimal) -> tuple[Decimal, Decimal]:
    """Return both numbers with as few decimals as make them different."""
    for decimals in (2, 4, 8):
        if round_half_up(made, decimals) != limit:
            return round_half_up(made, decimals).normalize() + 0, limit
    return round_half_up(made, 12), limit


def check_baseline_target(data: CheckInput) -> Iterator[Problem]:
    """Find levels whose baseline already meets the target, so that it is judged as a target to keep."""
    for indicator in data.register.indicators:
        target, baseline = indicator.target, indicator.baseline
        if not (target and baseline and indicator.measure == "level" and target.kind in _SIGNS):
            continue
        if compare_to_bound(select_first_limit(target, indicator.direction), Figure(baseline.value)) >= 0:
            values = {"year": baseline.year, "value": baseline.value}
            message = msg("the baseline of {year}, {value}, already meets the target", **values)
            hint = msg("if this is intended, it is a target to keep; else check the bound and its direction")
            yield Problem(data.locate_target(indicator, "target"), message, hint)
