"""Checks of figures that are put together: a recorded one against the rule, and handed-down targets against the whole.

They look at the areas as they were in each period, so that no merger and no share plays a part.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from tracker.assess.arithmetic import EXACT
from tracker.checks.base import CheckInput, format_value
from tracker.errors import Message, Problem, msg
from tracker.model import Indicator, Period, Plan, Result, Target
from tracker.model.scopes import Scope
from tracker.numbers import count_decimals
from tracker.rollup.calculator import Calculator
from tracker.rollup.outcomes import Outcome
from tracker.rollup.targets import add_targets

_RULES: Mapping[str, Message] = {
    "sum": msg("the sum"),
    "min": msg("the lowest figure"),
    "max": msg("the highest figure"),
    "mean": msg("the weighted mean"),
}
_FURTHER_DECIMALS = 2
"""Decimals of a computed figure that are shown beyond those of the recorded one."""


def check_roll_ups(data: CheckInput) -> Iterator[Problem]:
    """Find recorded figures that differ from what areas, parts or other indicators make, beyond their last digit."""
    if not any([_find_rule(item) for item in data.register.indicators]):
        return
    calculator = _make_calculator(data)
    bounded = _find_bounded(data)
    for each in (data, *data.scopes):
        for name, rows in each.current.items():
            item = calculator.indicators[name]
            if not (rule := _find_rule(item)):
                continue
            with localcontext(EXACT):
                outcomes = calculator.derive(item, each.register.scope, "then")
            for period, row in rows.items():
                outcome = outcomes.get(period)
                is_exact = not any([(source, period) in bounded for source in _list_sources(item)])
                if outcome and outcome.row is row and is_exact and (message := _compare(row, outcome, item, rule)):
                    hint = msg("the recorded figure is used, also further up: correct one of the two with --revise")
                    yield Problem(data.locate_row(row, "value"), message, hint)
        calculator.release_memory()


def _make_calculator(data: CheckInput) -> Calculator:
    """Return the calculator of the figures of the effective rows, forecasts aside."""
    scopes = {each.register.scope: _list_rows(each) for each in data.scopes}
    register = data.register._replace(results=_list_rows(data), scope_results=scopes)
    return Calculator(register, None, data.day or f"{data.year}-12-31")


def _list_rows(data: CheckInput) -> Mapping[str, tuple[Result, ...]]:
    return {
        name: tuple(row for row in rows.values() if row.status != "forecast") for name, rows in data.current.items()
    }


def _find_bounded(data: CheckInput) -> set[tuple[str, Period]]:
    """Return the indicators and periods of which some figure is a bound or approximate."""
    every = [row for each in (data, *data.scopes) for rows in each.current.values() for row in rows.values()]
    return {(row.indicator, row.period) for row in every if row.qualifier}


def _find_rule(item: Indicator) -> Message | None:
    if item.ratio:
        return msg("{of} divided by {to}", of=item.ratio.of, to=item.ratio.to)
    if item.counts:
        return msg("the count of {indicator}", indicator=item.counts)
    return _RULES.get(item.roll_up) if item.measure != "milestone" else None


def _list_sources(item: Indicator) -> list[str]:
    ratio = [item.ratio.of, item.ratio.to] if item.ratio else []
    return [item.id, *ratio, *filter(None, [item.weight, item.counts])]


def _compare(row: Result, outcome: Outcome, item: Indicator, rule: Message) -> Message | None:
    """Return what is wrong if a recorded figure is not the computed one; of an incomplete sum, if it is less."""
    computed = outcome.computed
    if computed is None or not isinstance(row.value, Decimal):
        return None
    decimals = count_decimals(row.value)
    difference = row.value - computed
    if abs(difference) <= Decimal(5).scaleb(-decimals - 1):
        return None
    values = {"value": format_value(row), "period": row.subject, "rule": rule}
    shown = round(computed, decimals + _FURTHER_DECIMALS).normalize() + 0
    if outcome.reported >= outcome.expected:
        return msg("{value} was recorded for {period}, but {rule} is {computed}", **values, computed=shown)
    if item.roll_up != "sum" or difference > 0:
        return None
    counts = {"reported": outcome.reported, "expected": outcome.expected}
    return msg(
        "{value} was recorded for {period}, but {rule} of {reported} of {expected} areas is {computed} already",
        **values, **counts, computed=shown,
    )  # fmt: skip


def check_handed_down(data: CheckInput) -> Iterator[Problem]:
    """Find targets and plans of the whole, or of a larger area, that the areas in it would not reach at their own."""
    summed = [item for item in data.register.indicators if item.roll_up == "sum" and item.areas]
    if not any([item.target or item.plan or item.id in data.register.decisions for item in summed]):
        return
    calculator = _make_calculator(data)
    geography, targets = calculator.geography, calculator.targets
    for item in summed:
        stated = calculator.indicators[item.id]
        for scope in [Scope(), *targets.list_decided(item.id)]:
            leaves = geography.list_reporting(item.areas, scope.area)
            promise = targets.find_own(stated, scope)
            if leaves in ([], [scope.area]) or not (promise.target or promise.plan):
                continue
            total = add_targets(
                promise._replace(target=None, plan={}, period_plans={}),
                targets.list_handed_down(stated, scope.parts, leaves, "then"),
            )
            for key, shortfall in _list_shortfalls(promise, total):
                hint = msg("hand down more, or correct the target of the whole: tracker decide --area NAME")
                message = msg("{scope}: {message}", scope=str(scope), message=shortfall) if scope.area else shortfall
                yield Problem(data.locate_target(promise, key), message, hint)


def _list_shortfalls(item: Indicator, total: Indicator) -> Iterator[tuple[str, Message]]:
    """Yield each key of the indicator whose number the sums of the areas do not reach."""
    if _falls_short(item, _get_limit(item.target), _get_limit(total.target)):
        yield "target", _describe_shortfall(_get_limit(item.target), _get_limit(total.target))
    for year, plan in item.plan.items():
        promised, handed_down = _get_number(plan), _get_number(total.plan.get(year))
        if _falls_short(item, promised, handed_down):
            yield f"plan.{year}", _describe_shortfall(promised, handed_down)


def _get_limit(target: Target | None) -> Decimal | None:
    """Return the number of a bound in one direction."""
    if target is None or target.kind == "between":
        return None
    return target.high if target.low is None else target.low


def _get_number(plan: Plan | None) -> Decimal | None:
    return plan.value if plan and isinstance(plan.value, Decimal) else None


def _falls_short(item: Indicator, promised: Decimal | None, handed_down: Decimal | None) -> bool:
    if promised is None or handed_down is None or item.direction is None:
        return False
    return handed_down > promised if item.direction == "decrease" else handed_down < promised


def _describe_shortfall(promised: Decimal | None, handed_down: Decimal | None) -> Message:
    values = {"promised": promised, "handed_down": handed_down}
    return msg("{promised} was promised, but what the areas are to reach adds up to {handed_down}", **values)
