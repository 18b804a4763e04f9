"""The annual plans of an indicator, in `targets.toml`: a number, a range, or a table with one bound."""

import re
from decimal import Decimal

from tracker.errors import Message, msg
from tracker.model import QUALIFIERS, BoundKind, Direction, Measure, Plan, Qualifier, Target, Text
from tracker.numbers import format_single_reading, is_usable, parse_number
from tracker.periods import parse_period
from tracker.targets.indicator import BOUNDS, convert_range, read_bound, report_impossible_growth
from tracker.targets.table import TomlTable, describe_type

_KINDS_BY_SIGN: dict[str, BoundKind] = {
    "≥": "at_least", ">=": "at_least", "≤": "at_most", "<=": "at_most", ">": "above", "<": "below",
}  # fmt: skip
_BOUND_TEXT = r"(?s)\s*(≥|>=|≤|<=|>|<)(.+)"
_RANGE_TEXT = r"(?s)(.*\d%?)\s*(?:\.\.|[-–—]|đến)\s*(\d.*)"


def read_plans(
    table: TomlTable,
    measure: Measure | None,
    direction: Direction | None,
    years: range,
    period_plans: dict[str, Plan] | None = None,
) -> dict[int, Plan]:
    """Return the plan of each year; `years` are those of the term, and `direction` says which way is better.

    The plans of quarters, halves and months are added to `period_plans`; without it, they are problems.
    """
    value = table.read_value("plan")
    if value is None:
        return {}
    if not isinstance(value, dict):
        message = msg("must be a table of years, but is {found}", found=describe_type(value))
        table.add_problem("plan", message, msg("write plan = {{ 2021 = 7, 2022 = 8 }}"))
        return {}
    plans = {}
    inner = table.open_subtable("plan", value)
    for key, item in value.items():
        year = int(key) if key.isascii() and key.isdecimal() and len(key) == 4 else 0
        period = parse_period(key) if "-" in key and period_plans is not None else None
        if period_plans is not None and period and period.part and period.year in years:
            if plan := _read_plan(inner, key, item, measure, direction):
                period_plans[key] = plan
        elif year not in years:
            inner.add_problem(key, msg("is not a year of the term {first}–{last}", first=years[0], last=years[-1]))
        elif plan := _read_plan(inner, key, item, measure, direction):
            plans[year] = plan
    return plans


def make_plan(bound: Target, direction: Direction | None, source: str = "", note: Text | None = None) -> Plan:
    """Return the plan of a year that `bound` states, a bound or range without a year.

    Its value is the limit that demands least: of a range, the one that is met first in `direction`, or the lower.
    """
    is_low = bound.low is not None and not (bound.kind == "between" and direction == "decrease")
    value = bound.low if is_low else bound.high
    assert value is not None, "a plan is no direction"
    return Plan(value, "", source, note or {}, bound)


def _read_plan(
    inner: TomlTable, key: str, item: object, measure: Measure | None, direction: Direction | None
) -> Plan | None:
    if isinstance(item, dict):
        return _read_plan_table(inner.open_subtable(key, item), inner, key, measure, direction)
    if isinstance(item, list) and measure != "milestone":
        bound = _convert_list(inner, key, item, is_growth=measure == "growth_rate")
        return bound and make_plan(bound, direction)
    value = _convert_plan_value(inner, key, item, measure)
    return None if value is None else Plan(value)


def _read_plan_table(
    table: TomlTable, years: TomlTable, key: str, measure: Measure | None, direction: Direction | None
) -> Plan | None:
    """Return the plan in `table`, which is at `key` of `years`."""
    before = len(table.problems)
    stated, bounds = table.read_value("value"), table.find_keys(BOUNDS)
    count = len(bounds) + (stated is not None)
    value, bound = None, None
    if count == 1 and not bounds:
        value = _convert_plan_value(table, "value", stated, measure)
    elif count == 1:
        bound = _read_plan_bound(table, bounds[0], measure)
    qualifier = _read_qualifier(table, bounds if stated is None else [])
    source, note = table.read_string("source"), table.read_texts("note")
    table.report_unknown_keys()
    if count > 1 or (not count and len(table.problems) == before):  # an unknown key is the one that is missing
        message = msg("must have exactly one number or bound, but has {count}", count=count)
        years.add_problem(key, message, msg("one of {options}", options=", ".join(("value", *BOUNDS))))
    if bound:
        return make_plan(bound, direction, source, note)
    return None if value is None else Plan(value, qualifier, source, note)


def _read_plan_bound(table: TomlTable, kind: BoundKind, measure: Measure | None) -> Target | None:
    if measure == "milestone":
        table.add_problem(kind, msg('the plan of a milestone is "yes" in the year it is due'))
        return None
    return read_bound(table, kind, is_growth=measure == "growth_rate")


def _read_qualifier(table: TomlTable, bounds: list[BoundKind]) -> Qualifier:
    qualifier = table.read_choice("qualifier", QUALIFIERS)
    if qualifier and bounds:
        message = msg("goes only with value, not with {key}", key=bounds[0])
        table.add_problem("qualifier", message, msg("leave qualifier out: the bound already says it"))
    return qualifier or ""


def _convert_list(table: TomlTable, key: str, pair: list[object], *, is_growth: bool) -> Target | None:
    """Return the range `[low, high]` at `key`, or None with a problem."""
    number = pair[0] if len(pair) == 1 else None
    if isinstance(number, int | Decimal) and not isinstance(number, bool) and is_usable(Decimal(number)):
        hint = msg("write {value} without brackets", value=format_single_reading(Decimal(number)))
        table.add_problem(key, msg("must be two numbers, [low, high]"), hint)
        return None
    bound = convert_range(table, key, pair)
    if bound is None or (is_growth and report_impossible_growth(table, key, bound.low)):
        return None
    return bound


def _convert_plan_value(table: TomlTable, key: str, item: object, measure: Measure | None) -> Decimal | bool | None:
    if measure == "milestone":
        if item == "yes":
            return True
        table.add_problem(key, msg('the plan of a milestone is "yes" in the year it is due'))
        return None
    if hint := _suggest_bound(item):
        table.add_problem(key, msg("must be a number, but is {found}", found=describe_type(item)), hint)
        return None
    number = table.convert_number(key, item)
    impossible = measure == "growth_rate" and report_impossible_growth(table, key, number)
    return None if impossible else number


def _suggest_bound(item: object) -> Message | None:
    """Return how a plan is written that was put as a text, `">= 8"` or `"6.5-7"`, or as a list in `value`, or None."""
    if isinstance(item, list):
        return msg("write between = [6.5, 7] in place of value")
    if not isinstance(item, str):
        return None
    if found := re.fullmatch(_BOUND_TEXT, item):
        number = _parse_single(found[2])
        return None if not number else msg("write {{ {kind} = {value} }}", kind=_KINDS_BY_SIGN[found[1]], value=number)
    if found := re.fullmatch(_RANGE_TEXT, item):
        low, high = _parse_single(found[1]), _parse_single(found[2])
        return msg("write [{low}, {high}]", low=low, high=high) if low and high else None
    return None


def _parse_single(text: str) -> str:
    """Return a number as a file writes it, or "" if `text` has no reading, two, or a qualifier."""
    parsed = parse_number(text)
    if parsed.qualifier or len(parsed.readings) != 1 or not is_usable(parsed.readings[0]):
        return ""
    return format_single_reading(parsed.readings[0])
