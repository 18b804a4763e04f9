"""Checks of plans against each other and against the target, and of the baseline against the target."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Literal, NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.assess.bounds import (
    BoundedValue,
    compare_to_bound,
    get_plan_qualifier,
    list_plan_numbers,
    select_first_limit,
    split_range,
)
from tracker.assess.evaluation import BASELINE_MEASURES, EvaluationInput, build_series, find_baseline, to_points
from tracker.assess.measures import TRAJECTORIES, Trajectory
from tracker.checks.base import CheckInput
from tracker.errors import Location, Message, Problem, msg, quote_text
from tracker.model import Indicator, Period, Plan, Result, Target
from tracker.numbers import round_half_up

_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<", "between": ""}


class _PlannedValue(NamedTuple):
    """The baseline or a plan of a level: the least and the most that it demands, and its label.

    Both are the same for a number; there is no most of a bound.
    """

    year: int
    least: Decimal
    most: Decimal | None
    label: Message


def check_method_names(data: CheckInput) -> Iterator[Problem]:
    """Find methods that `targets.toml` names as their publishers do: the outputs have the name of the program."""
    term = data.register.term
    stated = [(item.method, data.locate_target(item, "method")) for item in data.register.indicators]
    for method, place in ((term.method, Location(data.targets_file, key="term.method")), *stated):
        if method and method.written:
            message = msg("{found} is the method {name}", found=quote_text(method.written), name=method.name)
            yield Problem(place, message, msg('write "{name}" to have one name everywhere', name=method.name))


def check_plan_direction(data: CheckInput) -> Iterator[Problem]:
    """Find plans of a level that are worse than the plan of an earlier year, or than the baseline."""
    for indicator in data.register.indicators:
        if indicator.measure != "level" or not indicator.direction:
            continue
        sign = 1 if indicator.direction == "increase" else -1
        for before, after in pairwise(_list_planned_values(indicator)):
            gains = [sign * (after.least - before.least)]
            if before.most is not None and after.most is not None:
                gains.append(sign * (after.most - before.most))
            if min(gains) < 0 and max(gains) <= 0 and not indicator.has_break(before.year, after.year):
                message = msg("{plan} is worse than {before}", plan=after.label, before=before.label)
                hint = msg("correct the wrong one; if it is intended, write an exception with its reason")
                yield Problem(data.locate_target(indicator, f"plan.{after.year}"), message, hint)


def _list_planned_values(indicator: Indicator) -> list[_PlannedValue]:
    planned = []
    if indicator.baseline:
        year, value = indicator.baseline.year, indicator.baseline.value
        label = msg("the baseline of {year} ({value})", year=year, value=value)
        planned.append(_PlannedValue(year, value, value, label))
    is_rising = indicator.direction == "increase"
    for year, plan in sorted(indicator.plan.items()):
        numbers = list_plan_numbers(plan)[:: 1 if is_rising else -1]
        is_against = plan.bound and plan.bound.kind != "between" and plan.bound.is_upward != is_rising
        if numbers and plan.qualifier in ("", "~") and not is_against:
            most = None if plan.bound and len(numbers) == 1 else numbers[-1]
            planned.append(_PlannedValue(year, numbers[0], most, _describe_plan(year, plan)))
    return planned


def _describe_plan(year: int, plan: Plan) -> Message:
    numbers = list_plan_numbers(plan)
    if len(numbers) > 1:
        return msg("the plan of {year} ({low}–{high})", year=year, low=numbers[0], high=numbers[1])
    if plan.bound:
        return msg("the plan of {year} ({sign} {value})", year=year, sign=_SIGNS[plan.bound.kind], value=plan.value)
    return msg("the plan of {year} ({value})", year=year, value=plan.value)


def check_plan_target(data: CheckInput) -> Iterator[Problem]:
    """Find plans that do not reach the target even if all are met exactly; of a range, also plans that pass it."""
    with localcontext(EXACT):
        for indicator in data.register.indicators:
            target = indicator.target
            if target and indicator.measure == "every_year":
                yield from _check_yearly_plans(data, indicator, target)
            elif target and target.kind in _SIGNS:
                judged = select_first_limit(target, indicator.direction)
                courses = [_compute_plan_trajectory(data, indicator, judged, at) for at in (0, -1)]
                if (found := _describe_missed_target(judged, courses)) is not None:
                    yield Problem(data.locate_target(indicator, "plan"), found, _INTENDED_HINT)


_INTENDED_HINT = msg("if both are as published, the target is missed even if every plan is met")


def _describe_missed_target(target: Target, courses: Sequence[Trajectory | None]) -> Message | None:
    """Return that the target is missed by the plans with their lower and with their upper ends, on the same side."""
    missed = [(_find_missed_limit(target, course.term_value), course) for course in courses if course]
    if not missed or any(course.standing >= 0 or found != missed[0][0] for found, course in missed):
        return None
    (sign, limit), course = min(missed, key=lambda item: abs(item[1].term_value - item[0][1]))
    made, shown = _round_distinctly(course.term_value, limit)
    values = {"made": made, "sign": sign, "limit": shown}
    return msg("if all plans are met, the result is {made}; the target is {sign} {limit}", **values)


def _compute_plan_trajectory(
    data: CheckInput, indicator: Indicator, target: Target, end: Literal[0, -1]
) -> Trajectory | None:
    """Return the trajectory of a term in which every plan is met, or None if a year that it needs has no plan.

    `end` is 0 for the lower ends of ranges, and -1 for the upper ones.
    """
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
        Result(
            indicator.id, Period(year), list_plan_numbers(plan)[end], get_plan_qualifier(plan), "final", "", "", "", ""
        )
        for year, plan in planned
    )
    case = EvaluationInput(indicator, target, last, first, last, baseline, results, to_points(results), results)
    course = TRAJECTORIES[indicator.measure](case)
    is_known = all(plan.qualifier not in ("<", ">") for _, plan in planned)
    return course if isinstance(course, Trajectory) and is_known else None


def _check_yearly_plans(data: CheckInput, indicator: Indicator, target: Target) -> Iterator[Problem]:
    for year, plan in sorted(indicator.plan.items()):
        numbers = list_plan_numbers(plan)
        if not numbers or plan.qualifier in ("<", ">") or target.kind not in _SIGNS:
            continue
        mark = get_plan_qualifier(plan)
        figures = [BoundedValue(number, higher=mark == ">", lower=mark == "<", strict=bool(mark)) for number in numbers]
        missed = {_find_missed_limit(target, item.value) for item in figures if compare_to_bound(target, item) < 0}
        if len(missed) == 1 and all(compare_to_bound(target, item) < 0 for item in figures):
            message = msg("the plan of {year}, {value}, does not meet the target", year=year, value=plan.value)
            if len(numbers) > 1:
                message = msg("{plan} does not meet the target", plan=_describe_plan(year, plan))
            yield Problem(data.locate_target(indicator, f"plan.{year}"), message, msg("each year is judged separately"))


def _find_missed_limit(target: Target, made: Decimal) -> tuple[str, Decimal]:
    """Return the limit that the plans do not keep, with its sign: of a range, the one on their side."""
    if target.kind == "between":
        target = split_range(target)[target.high is not None and made > target.high]
    limit = target.high if target.low is None else target.low
    assert limit is not None, "a target with a sign has a limit"
    return _SIGNS[target.kind], limit


def _round_distinctly(made: Decimal, limit: Decimal) -> tuple[Decimal, Decimal]:
    """Return both numbers with as few decimals as make them different; equal ones as they are."""
    if made == limit:  # of a target "above 8"
        return limit, limit
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
        if compare_to_bound(select_first_limit(target, indicator.direction), BoundedValue(baseline.value)) >= 0:
            values = {"year": baseline.year, "value": baseline.value}
            message = msg("the baseline of {year}, {value}, already meets the target", **values)
            hint = msg("if this is intended, it is a target to keep; else check the bound and its direction")
            yield Problem(data.locate_target(indicator, "target"), message, hint)
