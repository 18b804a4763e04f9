"""Validate one result before it is recorded: indicator, period, value, revision, and an unlikely magnitude."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import ExitCode, Message, TrackerError, find_closest, make_error, make_suggestion, msg, quote_text
from tracker.journal.effective import select_effective_rows
from tracker.journal.rows import describe_period
from tracker.model import Indicator, Period, Qualifier, Register, Result, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, format_plain, is_usable, parse_number, parse_yes_no
from tracker.periods import parse_period
from tracker.text import match_names, normalize_name

_SLIP_FACTORS = (10, 100, 1000)
_FACTOR_TOLERANCE = (Decimal("0.6"), Decimal("1.7"))


class PlannedYear(int):
    """The year of a plan with which a value is compared."""


class NewResult(NamedTuple):
    """A result to record. A withdrawal has no value."""

    indicator: Indicator
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus
    source: str
    note: str
    recorded_at: str
    recorded_by: str

    def to_result(self) -> Result:
        """Return the record of the row, as it will be read."""
        return Result(self.indicator.id, *self[1:])


def _make_usage_error(message: Message, hint: Message | None = None) -> TrackerError:
    return make_error(message, hint, ExitCode.USAGE)


def find_indicator(register: Register, query: str) -> Indicator:
    """Return the indicator with the id `query`, else the only one whose id or name contains it.

    Case and accents do not matter in names. Raises TrackerError if none or several match, and lists them.
    """
    for indicator in register.indicators:
        if indicator.id == query:
            return indicator
    matches = match_names(
        query, [(item, (item.id, *item.name.values(), *item.aliases)) for item in register.indicators]
    )
    if len(matches) == 1:
        return matches[0]
    if not normalize_name(query):
        raise _make_usage_error(msg("no indicator was named"))
    if matches:
        message = msg("{wanted} matches {count} indicators", wanted=quote_text(query), count=len(matches))
        raise _make_usage_error(message, msg("name one of {listed}", listed=format_ids(matches)))
    ids = [item.id for item in register.indicators]
    hint = msg("known: {listed}", listed=", ".join(ids)) if ids else msg("add it to targets.toml first")
    message = msg("no indicator is called {wanted}", wanted=quote_text(query))
    raise _make_usage_error(message, make_suggestion(find_closest(query, ids)) or hint)


def format_ids(indicators: Sequence[Indicator]) -> str:
    """Return the ids of at most ten indicators as a list."""
    ids = [item.id for item in indicators[:10]]
    return ", ".join(ids if len(indicators) <= 10 else [*ids, "…"])


def read_period(
    text: str, register: Register, indicator: Indicator, *, today_year: int, status: ResultStatus
) -> Period:
    """Return the period that a user typed. Raises TrackerError if it is not a period, or not in the term."""
    period = parse_period(text.strip())
    if period is None:
        raise _make_usage_error(*describe_period(text.strip()))
    first = register.term.baseline_year
    last = max(register.term.last_year, (indicator.target.year or 0) if indicator.target else 0)
    if not first <= period.year <= last:
        years = {"year": period.year, "first": first, "last": last}
        message = msg("{year} is not between the baseline year, {first}, and the last year, {last}", **years)
        raise _make_usage_error(message)
    if period.year > today_year and status != "forecast":
        hint = msg("record it with --status forecast")
        raise _make_usage_error(msg("the year {year} has not begun", year=period.year), hint)
    return period


def read_value(text: str, indicator: Indicator, decimal: DecimalSign | None) -> tuple[Value, Qualifier]:
    """Return the value and qualifier that a user typed. Raises TrackerError unless there is exactly one reading."""
    if indicator.measure == "milestone":
        answer = parse_yes_no(text)
        if answer is not None:
            return answer, ""
        hint = msg("a milestone is recorded as yes or no")
        raise _make_usage_error(msg("{found} is neither yes nor no", found=quote_text(text)), hint)
    entry = parse_number(text, decimal)
    if not entry.readings:
        hint = msg('write it like 1234.5 or 1234,5; a bound like ">24"')
        if decimal:
            sample = "1234,5" if decimal == "comma" else "1234.5"
            hint = msg("with --decimal {sign} write it like {sample}", sign=decimal, sample=sample)
        raise _make_usage_error(msg("{found} is not a number", found=quote_text(text)), hint)
    if len(entry.readings) > 1:
        raise _make_ambiguity_error(text, entry.readings)
    if not is_usable(entry.readings[0]):
        raise _make_usage_error(*TOO_MANY_DIGITS)
    return entry.readings[0], entry.qualifier


def _make_ambiguity_error(text: str, readings: tuple[Decimal, ...]) -> TrackerError:
    smaller, larger = sorted(readings, key=abs)
    # They are passed as Decimals, because the message writes them in its language.
    shown = {"small": smaller, "large": larger}
    small_sign = "comma" if "," in text else "point"
    other_sign = "point" if small_sign == "comma" else "comma"
    return _make_usage_error(
        msg("{found} can be read as {small} or as {large}", found=quote_text(text), **shown),
        msg(
            "for {small} add --decimal {sign}; for {large} add --decimal {other}, or write {bare} without separator",
            **shown,
            sign=small_sign,
            other=other_sign,
            bare=format_plain(larger),
        ),
    )


def magnitude_warning(entry: NewResult, register: Register) -> Message | None:
    """Return a warning if the value is about 10, 100 or 1000 times what is expected, or a 10th, 100th or 1000th of it.

    The cause may be a misread decimal comma. The value is compared with the one that `_find_reference` returns, never
    with the value that it replaces, which may be the mistake.
    """
    if not isinstance(entry.value, Decimal) or not entry.value:
        return None
    expected = _find_reference(entry, register)
    if expected is None:
        return None
    before, when = expected
    larger, smaller = sorted((abs(entry.value), abs(before)), reverse=True)
    low, high = _FACTOR_TOLERANCE
    for factor in _SLIP_FACTORS:
        if low * factor * smaller <= larger <= high * factor * smaller:
            values = {"value": entry.value, "factor": factor, "before": before, "period": when}
            if isinstance(when, PlannedYear):
                return _describe_plan_factor(values, is_less=abs(entry.value) < abs(before))
            if abs(entry.value) < abs(before):
                return msg("{value} is about a {factor}th of the {before} of {period}", **values)
            return msg("{value} is about {factor} times the {before} of {period}", **values)
    return None


def _describe_plan_factor(values: dict[str, object], *, is_less: bool) -> Message:
    if is_less:
        return msg("{value} is about a {factor}th of the plan of {period}, {before}", **values)
    return msg("{value} is about {factor} times the plan of {period}, {before}", **values)


def _find_reference(entry: NewResult, register: Register) -> tuple[Decimal, object] | None:
    """Return the number with which a value is compared, and its period; never zero.

    It is the result of the latest earlier year, else the baseline, else the plan of the year, else the result of the
    next later year. A part of a year is compared only with the same months of other years.
    """
    results = {
        row.period: row.value
        for row in select_effective_rows(register.results.get(entry.indicator.id, ()))
        if row.period.month == entry.period.month
        and row.status not in ("forecast", "withdrawn")
        and isinstance(row.value, Decimal)
        and row.value
    }
    earlier = [period for period in results if period < entry.period]
    if earlier:
        return results[max(earlier)], max(earlier)
    if entry.period.is_year:
        baseline, plan = entry.indicator.baseline, entry.indicator.plan.get(entry.period.year)
        if baseline and baseline.value and baseline.year < entry.period.year:
            return baseline.value, baseline.year
        if plan and isinstance(plan.value, Decimal) and plan.value:
            return plan.value, PlannedYear(entry.period.year)
    later = [period for period in results if period > entry.period]
    return (results[min(later)], min(later)) if later else None


def append_result(register: Register, entry: NewResult) -> Register:
    """Return the register as it will be after `entry` is recorded."""
    rows = (*register.results.get(entry.indicator.id, ()), entry.to_result())
    return register._replace(results={**register.results, entry.indicator.id: rows})
