"""The number of areas that reached in a year what holds for them: the plan of the year, else the target."""

from collections.abc import Iterable
from decimal import Decimal

from tracker.assess.comparison import check_year, find_better_direction
from tracker.model import Indicator, Period, Result
from tracker.model.scopes import Scope
from tracker.rollup.outcomes import FINAL, FORECAST, FromParts, Outcome, join_qualifiers
from tracker.targets.plans import make_plan


def has_goal(item: Indicator, year: int) -> bool:
    """Whether a plan of the year, or else a target with a bound, holds for an area."""
    plan, target = item.plan.get(year), item.target
    if plan is None:
        return target is not None and not (target.is_direction or target.is_plan)
    is_known = plan.bound is not None or isinstance(plan.value, bool)
    return is_known or find_better_direction(item, item.baseline) is not None


def has_reached(item: Indicator, period: Period, outcome: Outcome) -> bool | None:
    """Whether a figure reaches what holds for the year; None if a bound leaves it open.

    A derived bound may be reached exactly, so it must decide with and without its sign.
    """
    if isinstance(outcome.value, bool):
        plan = item.plan.get(period.year)
        return outcome.value or (plan is not None and plan.value is False)
    if outcome.reason == "bounded":
        return None
    target = item.target
    if period.year not in item.plan and target is not None and target.kind != "yes":
        item = item._replace(plan={period.year: make_plan(target, item.direction)})
    result = outcome.make_result(item.id, period, Scope())
    found = _judge(item, result)
    if outcome.row is None and outcome.qualifier in ("<", ">") and _judge(item, result._replace(qualifier="")) != found:
        return None
    return found


def _judge(item: Indicator, result: Result) -> bool | None:
    """Return whether a result reaches the plan of its year."""
    verdict = check_year(item, result, {}, item.baseline).verdict
    return verdict in ("met", "exceeded") if verdict else None


def count_areas(figures: Iterable[tuple[Indicator, Outcome | None]], period: Period) -> Outcome:
    """Return the number of areas that reached their goals; a lower bound if an area is missing or undecided.

    Areas without a goal do not count; a forecast is no figure.
    """
    reached = reported = expected = 0
    rank, day, is_open, has_parts = FINAL, "", False, False
    for item, outcome in figures:
        if not has_goal(item, period.year):
            continue
        expected += 1
        if outcome is None or outcome.value is None or outcome.rank == FORECAST:
            continue
        reported += 1
        found = has_reached(item, period, outcome)
        is_open = is_open or found is None
        reached += found is True
        has_parts = has_parts or bool(outcome.from_parts)
        rank, day = min(rank, outcome.rank), max(day, outcome.recorded_at)
    if not reported:
        return Outcome(None, expected=expected, reason="no_result")
    qualifier = join_qualifiers(higher=is_open or reported < expected, lower=False)
    from_parts: FromParts = "below" if has_parts else ""
    return Outcome(Decimal(reached), qualifier, rank, day, reported, expected, from_parts=from_parts)
