"""Checks of figures for the same months: a year against its quarters, halves and months; 2024-Q1 against 2024-03."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.assess.within_year import derive_result
from tracker.checks.base import CheckInput
from tracker.errors import Message, Problem, msg
from tracker.model import Indicator, Result, WithinYear
from tracker.numbers import count_decimals, round_half_up

_HINT = msg("correct one of them with --revise; if all are as published, write an exception with the reason")


def check_period_sums(data: CheckInput) -> Iterator[Problem]:
    """Find figures that differ from those of the same months, or from what the parts of their period make."""
    for indicator in data.register.indicators:
        rows = [row for row in data.get_effective_rows(indicator).values() if _is_exact(row)]
        years = {row.period.year for row in rows if row.period.part}
        for year in sorted(years):
            yield from _check_year(data, indicator, [row for row in rows if row.period.year == year])


def _is_exact(row: Result) -> bool:
    return isinstance(row.value, Decimal) and not row.qualifier and row.status != "forecast"


def _check_year(data: CheckInput, indicator: Indicator, rows: list[Result]) -> Iterator[Problem]:
    for at, row in enumerate(rows):
        assert isinstance(row.value, Decimal)
        same = next((other for other in rows[:at] if other.period.months == row.period.months), None)
        if same and same.value != row.value:
            values = {"value": row.value, "period": row.period, "other": same.value, "same": same.period}
            message = msg("{value} of {period} is not the {other} of {same}: these are the same months", **values)
            yield Problem(data.locate_row(row, "value"), message, _HINT)
        parts = [other for other in rows if other.period.months != row.period.months]
        made = derive_result(parts, row.period, indicator.year_rule)
        if made and isinstance(made.result.value, Decimal):
            computed = round_half_up(made.result.value, count_decimals(row.value))
            if computed != row.value:
                message = _describe_difference(row, made.result.value, made.rows, indicator.year_rule)
                yield Problem(data.locate_row(row, "value"), message, _HINT)


def _describe_difference(row: Result, made: Decimal, parts: tuple[Result, ...], rule: WithinYear) -> Message:
    listed = ", ".join(str(each.period) for each in parts)
    values = {"value": row.value, "period": row.period, "made": made, "last": parts[-1].period, "parts": listed}
    if rule == "last":
        return msg("{value} of {period} is not the {made} of {last}, its last part", **values)
    if rule == "mean":
        return msg("{value} of {period} is not the mean of {parts}, {made}", **values)
    return msg("{value} of {period} is not the sum of {parts}, {made}", **values)
