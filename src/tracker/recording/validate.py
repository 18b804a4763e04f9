"""Validate one result before it is recorded: indicator, period, value, and what is unlikely."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import list_plan_numbers
from tracker.errors import (
    Day,
    ExitCode,
    Message,
    TrackerError,
    find_closest,
    make_error,
    make_suggestion,
    msg,
    quote_text,
)
from tracker.journal.effective import select_effective_rows
from tracker.journal.rows import describe_period
from tracker.model import Indicator, Period, Plan, Qualifier, Register, Result, ResultStatus, Value
from tracker.model.scopes import Scope
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, format_plain, is_usable, parse_number
from tracker.periods import get_calendar
from tracker.recording.answers import read_answer
from tracker.text import match_names, normalize_name

_SLIP_FACTORS = tuple(10**power for power in range(1, 10))
_FIRST_ESTIMATE_MONTH = 10
"""The month from which an estimate of the whole year is usual."""
_FIRST_GROUPED = 10_000
"""Factors from this one on are written with their digits in groups."""
_FACTOR_TOLERANCE = (Decimal("0.6"), Decimal("1.7"))


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
    scope: Scope = Scope()

    def to_result(self) -> Result:
        """Return the record of the row, as it will be read."""
        return Result(self.indicator.id, *self[1:9], 0, *self.scope)


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
    calendar = get_calendar(register.term)
    period = calendar.parse_words(text)
    if period is None:
        raise _make_usage_error(*describe_period(text.strip(), calendar.begins))
    first = register.term.baseline_year
    last = max(register.term.last_year, (indicator.target.year or 0) if indicator.target else 0)
    if not register.term.find_earliest_year(indicator) <= period.year <= last:
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
        answer = read_answer(text)
        if answer is not None:
            return answer, ""
        hint = msg("a milestone is recorded as yes or no")
        raise _make_usage_error(msg("{found} is neither yes nor no", found=quote_text(text)), hint)
    entry = parse_number(text, decimal)
    if entry.readings and text.rstrip().endswith("%") and not indicator.is_in_percent:
        message = msg("{found} is a percentage, but the indicator is not in percent", found=quote_text(text))
        raise _make_usage_error(message, msg("write the value in the unit of the indicator, without %"))
    if not entry.readings:
        hint = msg('write it like 1234.5 or 1234,5; a bound like ">24"')
        if decimal:
            sample = "1234,5" if decimal == "comma" else "1234.5"
            hint = msg("with --decimal {sign} write it like {sample}", sign=decimal, sample=sample)
        raise _make_usage_error(msg("{found} is not a number", found=quote_text(text)), hint)
    if len(entry.readings) > 1:
        raise make_ambiguity_error(text, entry.readings, "," in text)
    if not is_usable(entry.readings[0]):
        raise _make_usage_error(*TOO_MANY_DIGITS)
    return entry.readings[0], entry.qualifier


def make_ambiguity_error(text: str, readings: tuple[Decimal, ...], has_comma: bool) -> TrackerError:
    """Return the error that shows both readings of a number, and how to choose one."""
    smaller, larger = sorted(readings, key=abs)
    # The smaller is a Decimal, because the message writes it in its language; the larger has no sign to misread.
    shown = {"small": Decimal(format_plain(smaller.normalize())), "large": format_plain(larger)}
    small_sign = "comma" if has_comma else "point"
    other_sign = "point" if small_sign == "comma" else "comma"
    return _make_usage_error(
        msg("{found} can be read as {small} or as {large}", found=quote_text(text), **shown),
        msg(
            "for {small} add --decimal {sign}; for {large} add --decimal {other}, or write it without separator",
            **shown,
            sign=small_sign,
            other=other_sign,
        ),
    )


def make_question(entry: NewResult, register: Register) -> Message | None:
    """Return what a person must confirm before `entry` is recorded, or None."""
    begins = register.term.year_begins
    warnings = (
        early_period_warning(entry, begins),
        magnitude_warning(entry, register),
        falling_total_warning(entry, register),
    )
    question = None
    if entry.scope.area and entry.status != "withdrawn":
        from tracker.recording.area_dates import find_absence  # only a figure of an area needs it

        question = find_absence(register.areas, entry.scope.area, entry.period, register.term.year_begins)
    for warning in filter(None, warnings):
        question = msg("{one}; {other}", one=question, other=warning) if question else warning
    return question


def falling_total_warning(entry: NewResult, register: Register) -> Message | None:
    """Return a warning if the amount of a year is less than that of its first months: these may be single months.

    Amounts below zero, such as a balance, may fall.
    """
    if entry.indicator.measure != "total" or not isinstance(entry.value, Decimal) or entry.period.part:
        return None
    months = entry.period.month or 12
    for row in select_effective_rows(register.results.get(entry.indicator.id, ())):
        value, row_months = row.value, row.period.month or 12
        is_same_year = row.period.year == entry.period.year and row.status not in ("forecast", "withdrawn")
        is_same_year = is_same_year and not row.period.part
        if not is_same_year or not isinstance(value, Decimal) or min(value, entry.value) < 0:
            continue
        if (row_months - months) * (value - entry.value) < 0:
            single = Period(entry.period.year, part=f"M{max(months, row_months):02d}")
            values = {"value": entry.value, "period": entry.period, "other": value, "when": row.period}
            values["single"] = single
            if row_months < months:
                return msg(
                    "{value} of {period} is less than the {other} of {when}; a single month is {single}", **values
                )
            return msg("{value} of {period} is more than the {other} of {when}; a single month is {single}", **values)
    return None


def early_period_warning(entry: NewResult, begins: int = 1) -> Message | None:
    """Return a warning if the value is of a period that has not ended on the day of recording.

    A forecast is not asked about, nor an estimate from the last quarter of a year on (from the last month on, for the
    year to date): offices report the estimate of the whole year before it ends. A milestone may be done on any day.
    Reporting years begin in the month `begins`.
    """
    if entry.status in ("forecast", "withdrawn") or isinstance(entry.value, bool):
        return None
    recorded = 12 * int(entry.recorded_at[:4]) + int(entry.recorded_at[5:7])
    start = 12 * entry.period.year + begins - 1
    last_month = start + entry.period.months[1]
    first_estimate = start + _FIRST_ESTIMATE_MONTH if entry.period.is_year else last_month
    if recorded > last_month or (entry.status == "estimate" and recorded >= first_estimate):
        return None
    values = {"period": entry.period, "status": Message(entry.status, {}), "day": Day(entry.recorded_at[:10])}
    return msg("{period} is not over on {day}, but the figure is {status}", **values)


def magnitude_warning(entry: NewResult, register: Register, smallest: int = 10) -> Message | None:
    """Return a warning if the value is about 10, 100 … or 10⁹ times what is expected, or such a part of it.

    Factors below `smallest` are left out.

    The cause may be a misread decimal comma or another unit. The value is compared with the references that
    `_iter_references` yields, never with the value that it replaces, which may be the mistake. Numbers with different
    signs are not compared: the factor between −4 and 31 means nothing.
    """
    if not isinstance(entry.value, Decimal) or not entry.value:
        return None
    for before, when in _iter_references(entry, register):
        factor = find_slip_factor(entry.value, before)
        if factor and factor >= smallest:
            return _describe_slip(entry, before, factor, when)
    return None


def find_slip_factor(value: Decimal, before: Decimal) -> int | None:
    """Return the power of ten that is between two numbers of the same sign, or None."""
    if value.is_signed() != before.is_signed():
        return None
    larger, smaller = sorted((abs(value), abs(before)), reverse=True)
    low, high = _FACTOR_TOLERANCE
    return next((each for each in _SLIP_FACTORS if low * each * smaller <= larger <= high * each * smaller), None)


def _describe_slip(entry: NewResult, before: Decimal, factor: int, when: Period | int | None) -> Message:
    """Return the warning; `when` is the period of the reference, None for the plan of the year."""
    shown = factor if factor < _FIRST_GROUPED else Decimal(factor)
    value = entry.value
    values = {"value": value, "factor": shown, "before": before, "period": entry.period.year if when is None else when}
    if isinstance(value, Decimal) and abs(value) < abs(before):
        if when is None:
            return msg("{value} is about a {factor}th of the plan of {period}, {before}", **values)
        return msg("{value} is about a {factor}th of the {before} of {period}", **values)
    if when is None:
        return msg("{value} is about {factor} times the plan of {period}, {before}", **values)
    return msg("{value} is about {factor} times the {before} of {period}", **values)


def _iter_references(entry: NewResult, register: Register) -> Iterator[tuple[Decimal, Period | int | None]]:
    """Yield the numbers with which a value is compared, with their periods (None for the plan); none is zero.

    They are the result of the latest earlier year, else the baseline; then the plan of the year; without any of these,
    the result of the next later year. A part of a year is compared only with the same months of other years.
    """
    results = _find_comparable_results(entry, register)
    earlier = [period for period in results if period < entry.period]
    baseline = entry.indicator.baseline if entry.period.is_year else None
    plan = entry.indicator.plan.get(entry.period.year) if entry.period.is_year else None
    planned = _choose_plan_number(plan, entry.value)
    if earlier:
        yield results[max(earlier)], max(earlier)
    elif baseline and baseline.value and baseline.year < entry.period.year:
        yield baseline.value, baseline.year
    elif results and not planned:
        yield results[min(results)], min(results)
    if planned:
        yield planned, None


def _choose_plan_number(plan: Plan | None, value: Value | None) -> Decimal | None:
    """Return the number of a plan with which a value is compared: of a range the nearer end, and none inside it."""
    numbers = list_plan_numbers(plan)
    if not numbers or not isinstance(value, Decimal) or (len(numbers) > 1 and numbers[0] <= value <= numbers[1]):
        return None
    return min(numbers, key=lambda number: abs(number - value))


def _find_comparable_results(entry: NewResult, register: Register) -> dict[Period, Decimal]:
    """Return the effective numbers of the same months of other years, without zeros and forecasts."""
    return {
        row.period: row.value
        for row in select_effective_rows(register.results.get(entry.indicator.id, ()))
        if row.period.kind == entry.period.kind
        and row.period != entry.period
        and row.status not in ("forecast", "withdrawn")
        and isinstance(row.value, Decimal)
        and row.value
    }


def append_result(register: Register, entry: NewResult) -> Register:
    """Return the register as it will be after `entry` is recorded."""
    return register.add_row(entry.to_result())
