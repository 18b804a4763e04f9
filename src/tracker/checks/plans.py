"""Checks of what was promised: plans against each other and against the target, the baseline against the target."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.assess.bounds import Figure, compare_to_bound
from tracker.assess.evaluation import BASELINE_MEASURES, EvaluationInput, build_series, find_baseline, to_points
from tracker.assess.measures import TRAJECTORIES, Trajectory
from tracker.checks.base import CheckInput, has_break
from tracker.errors import Message, Problem, msg
from tracker.model import Indicator, Period, Plan, Result, Target
from tracker.numbers import round_half_up

_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "between": "="}


class _PlannedValue(NamedTuple):
    """A value that a level is to have in a year, and what it is."""

    year: int
    value: Decimal
    label: Message


def check_plan_direction(data: CheckInput) -> Iterator[Problem]:
    """A plan of a level that is worse than the plan of an earlier year, or than the baseline."""
    for indicator in data.register.indicators:
        if indicator.measure != "level" or not indicator.direction:
            continue
        sign = 1 if indicator.direction == "increase" else -1
        steps = _list_planned_values(indicator)
        for before, after in pairwise(steps):
            is_worse = sign * (after.value - before.value) < 0
            if is_worse and not has_break(indicator, before.year, after.year):
                message = msg("{plan} is worse than {before}", plan=after.label, before=before.label)
                hint = msg("put the wrong one right; where it is meant, write an exception with its reason")
                yield Problem(data.locate_target(indicator, f"plan.{after.year}"), message, hint)


def _list_planned_values(indicator: Indicator) -> list[_PlannedValue]:
    steps = []
    if indicator.baseline:
        year, value = indicator.baseline.year, indicator.baseline.value
        steps.append(_PlannedValue(year, value, msg("the baseline of {year} ({value})", year=year, value=value)))
    for year, plan in sorted(indicator.plan.items()):
        if isinstance(plan.value, Decimal) and plan.qualifier in ("", "~"):
            said = msg("the plan of {year} ({value})", year=year, value=plan.value)
            steps.append(_PlannedValue(year, plan.value, said))
    return steps


def check_plan_target(data: CheckInput) -> Iterator[Problem]:
    """Plans that, all met exactly, do not reach the target."""
    with localcontext(EXACT):
        for indicator in data.register.indicators:
            target = indicator.target
            if target and indicator.measure == "every_year":
                yield from _check_yearly_plans(data, indicator, target)
            elif target and target.kind in _SIGNS:
                course = _compute_plan_trajectory(data, indicator, target)
                if course and course.standing < 0:
                    made, limit = _round_distinctly(course.term_value, _find_missed_limit(target, course))
                    message = msg(
                        "the plans, all met, make {made}; the target is {sign} {limit}",
                        made=made,
                        sign=_SIGNS[target.kind],
                        limit=limit,
                    )
                    yield Problem(data.locate_target(indicator, "plan"), message, _INTENDED_HINT)


_INTENDED_HINT = msg("if both are as published, the target is missed even where every plan is met")


def _compute_plan_trajectory(data: CheckInput, indicator: Indicator, target: Target) -> Trajectory | None:
    """Return the course of a term in which every plan is met, or None where a year that it needs has no plan."""
    term = data.register.term
    last = target.year or term.last_year
    rows = data.register.results.get(indicator.id, ())
    baseline = find_baseline(indicator, term, build_series(rows, last, term.first_year))
    spans = indicator.measure in BASELINE_MEASURES
    first = (baseline.year if baseline else term.baseline_year) + 1 if spans else term.first_year
    needed = [last] if spans else range(first, last + 1)
    if indicator.measure not in TRAJECTORIES or any(year not in indicator.plan for year in needed):
        return None
    if has_break(indicator, first - 1 if spans else first, last):
        return None
    results = tuple(_make_met_result(indicator, year, indicator.plan[year]) for year in needed)
    case = EvaluationInput(indicator, target, last, first, last, baseline, results, to_points(results), results)
    course = TRAJECTORIES[indicator.measure](case)
    is_sure = isinstance(course, Trajectory) and course.figure.is_exact
    return course if is_sure and isinstance(course, Trajectory) else None


def _make_met_result(indicator: Indicator, year: int, plan: Plan) -> Result:
    return Result(indicator.id, Period(year), plan.value, plan.qualifier, "final", "", "", "", "")


def _check_yearly_plans(data: CheckInput, indicator: Indicator, target: Target) -> Iterator[Problem]:
    for year, plan in sorted(indicator.plan.items()):
        if not isinstance(plan.value, Decimal) or plan.qualifier in ("<", ">") or target.kind not in _SIGNS:
            continue
        if compare_to_bound(target, Figure(plan.value)) < 0:
            message = msg("the plan of {year}, {value}, lies outside the target", year=year, value=plan.value)
            yield Problem(data.locate_target(indicator, f"plan.{year}"), message, msg("every year is judged alone"))


def _find_missed_limit(target: Target, course: Trajectory) -> Decimal:
    """Return the limit that the plans do not reach: of a range, the one on their side."""
    limits = [limit for limit in (target.low, target.high) if limit is not None]
    return min(limits, key=lambda limit: abs(limit - course.term_value))


def _round_distinctly(made: Decimal, limit: Decimal) -> tuple[Decimal, Decimal]:
    """Return both numbers with as few decimals as tell them apart."""
    for decimals in (2, 4, 8):
        if round_half_up(made, decimals) != limit:
            return round_half_up(made, decimals).normalize() + 0, limit
    return round_half_up(made, 12), limit


def check_baseline_target(data: CheckInput) -> Iterator[Problem]:
    """A level whose baseline already meets its target: the target is judged as one to keep."""
    for indicator in data.register.indicators:
        target, baseline = indicator.target, indicator.baseline
        if not (target and baseline and indicator.measure == "level" and target.kind in _SIGNS):
            continue
        if compare_to_bound(target, Figure(baseline.value)) >= 0:
            message = msg("the baseline of {year}, {value}, already meets the target", year=baseline.year,
                          value=baseline.value)  # fmt: skip
            hint = msg("if it is meant, it is a target to keep; else look at the bound and its direction")
            yield Problem(data.locate_target(indicator, "target"), message, hint)
