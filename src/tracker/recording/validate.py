"""What one recording adds to the journal: whether it may be added, what in it looks wrong, and the row."""

from decimal import Decimal
from typing import NamedTuple

from tracker.errors import ExitCode, Message, TrackerError, find_closest, make_error, msg, quote_text
from tracker.journal.effective import select_effective_rows
from tracker.journal.rows import get_content, make_row
from tracker.model import Indicator, Period, Qualifier, Register, Result, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, format_plain, is_usable, parse_number, parse_yes_no
from tracker.periods import parse_period
from tracker.text import match_names, normalize_name

_SLIP_FACTORS = (10, 100, 1000)
_FACTOR_TOLERANCE = (Decimal("0.6"), Decimal("1.7"))


class NewResult(NamedTuple):
    """A result that is to be recorded. A withdrawal has no value."""

    indicator: Indicator
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus
    source: str
    note: str
    recorded_at: str
    recorded_by: str

    def to_row(self) -> dict[str, str]:
        """Return the cells of the journal row."""
        return make_row(self.to_result())

    def to_result(self) -> Result:
        """Return the record that reading the row will give."""
        return Result(self.indicator.id, *self[1:])


def _make_usage_error(message: Message, hint: Message | None = None) -> TrackerError:
    return make_error(message, hint, ExitCode.USAGE)


def find_indicator(register: Register, query: str) -> Indicator:
    """Return the indicator of that id, else the only one whose id or name holds `wanted` without case and accents.

    Raises TrackerError where none or several fit, and lists them.
    """
    for indicator in register.indicators:
        if indicator.id == query:
            return indicator
    found = match_names(query, [(item, (item.id, *item.name.values())) for item in register.indicators])
    if len(found) == 1:
        return found[0]
    if not normalize_name(query):
        raise _make_usage_error(msg("no indicator was named"))
    if found:
        listed = ", ".join(item.id for item in found)
        raise _make_usage_error(
            msg("{wanted} fits {count} indicators", wanted=quote_text(query), count=len(found)),
            msg("name one of {listed}", listed=listed),
        )
    ids = [item.id for item in register.indicators]
    meant = find_closest(query, ids)
    hint = msg("known: {listed}", listed=", ".join(ids)) if ids else msg("add it to targets.toml first")
    raise _make_usage_error(
        msg("no indicator is called {wanted}", wanted=quote_text(query)),
        msg("did you mean {meant}?", meant=quote_text(meant)) if meant else hint,
    )


def read_period(
    text: str, register: Register, indicator: Indicator, *, today_year: int, status: ResultStatus
) -> Period:
    """Return the period of a recording; raises TrackerError where there is none, or it lies outside the term."""
    period = parse_period(text.strip())
    if period is None:
        hint = msg("write a year (2024) or the year to date through a month (2024-06)")
        year = text.strip().removesuffix("-12")
        if year != text.strip() and parse_period(year):
            hint = msg("twelve months are the whole year: write {meant}", meant=year)
        raise _make_usage_error(msg("{found} is not a period", found=quote_text(text)), hint)
    first = register.term.baseline_year
    last = max(register.term.last_year, (indicator.target.year or 0) if indicator.target else 0)
    if not first <= period.year <= last:
        raise _make_usage_error(
            msg(
                "{year} lies outside the years from the baseline, {first}, to the last, {last}",
                year=period.year,
                first=first,
                last=last,
            )
        )
    if period.year > today_year and status != "forecast":
        raise _make_usage_error(
            msg("the year {year} has not begun", year=period.year), msg("record it with --status forecast")
        )
    return period


def read_value(text: str, indicator: Indicator, decimal: DecimalSign | None) -> tuple[Value, Qualifier]:
    """Return the value and qualifier that a person typed; raises TrackerError unless there is exactly one reading."""
    if indicator.measure == "milestone":
        answer = parse_yes_no(text)
        if answer is not None:
            return answer, ""
        raise _make_usage_error(
            msg("{found} is neither yes nor no", found=quote_text(text)), msg("a milestone is recorded as yes or no")
        )
    entry = parse_number(text, decimal)
    if not entry.readings:
        hint = msg('write it like 1234.5 or 1234,5; a bound like ">24"')
        if decimal:
            hint = msg(
                "with --decimal {sign} write it like {sample}",
                sign=decimal,
                sample="1234,5" if decimal == "comma" else "1234.5",
            )
        raise _make_usage_error(msg("{found} is not a number", found=quote_text(text)), hint)
    if len(entry.readings) > 1:
        raise _make_ambiguity_error(text, entry.readings)
    if not is_usable(entry.readings[0]):
        raise _make_usage_error(*TOO_MANY_DIGITS)
    return entry.readings[0], entry.qualifier


def _make_ambiguity_error(text: str, readings: tuple[Decimal, ...]) -> TrackerError:
    smaller, larger = sorted(readings, key=abs)
    # Decimals, so that they are written in the language of the sentence that they stand in.
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


def check_revision(entry: NewResult, register: Register, *, revise: bool) -> Result | None:
    """Return the result that `entry` replaces, or None; raises TrackerError where that was not asked for."""
    rows = select_effective_rows(register.results.get(entry.indicator.id, ()))
    last = next((row for row in rows if row.period == entry.period), None)
    current = last if last and last.status != "withdrawn" else None
    named = {"indicator": entry.indicator.id, "period": entry.period}
    if entry.status == "withdrawn" and not current:
        raise _make_usage_error(msg("{indicator} has no result for {period} to withdraw", **named))
    if revise and not current:
        raise _make_usage_error(
            msg("{indicator} has no result for {period} to revise", **named), msg("leave --revise out")
        )
    if not current or entry.status == "withdrawn":
        return current
    if entry.status == "forecast" and current.status != "forecast":
        raise _make_usage_error(
            _describe_recorded(current),
            msg("a forecast takes nothing away from a result; withdraw it first, with --status withdrawn"),
        )
    if get_content(entry.to_result()) == get_content(current):
        raise _make_usage_error(_describe_recorded(current), msg("nothing would change, and nothing was recorded"))
    if not revise:
        hint = msg("to replace it in reports add --revise; the earlier row stays in the journal")
        raise _make_usage_error(_describe_recorded(current), hint)
    return current


def _describe_recorded(current: Result) -> Message:
    return msg(
        "{indicator} already has a result for {period}: {value} ({status}, recorded {day})",
        indicator=current.indicator,
        period=current.period,
        value=_describe_value(current),
        status=Message(current.status, {}),
        day=current.recorded_on,
    )


def _describe_value(result: Result) -> Message:
    if isinstance(result.value, Decimal):
        return Message(f"{result.qualifier}{{value}}", {"value": result.value})
    return msg("yes") if result.value else msg("no")


def magnitude_warning(entry: NewResult, register: Register) -> Message | None:
    """Return a question where the value is about 10, 100 or 1000 times what was to be expected, or a tenth and so on.

    A misread comma looks like this. The value is held against what `_expected` finds, never against the value that
    it is to replace: that may be the slip.
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
            if abs(entry.value) < abs(before):
                return msg("{value} is about a {factor}th of the {before} of {period}", **values)
            return msg("{value} is about {factor} times the {before} of {period}", **values)
    return None


def _find_reference(entry: NewResult, register: Register) -> tuple[Decimal, object] | None:
    """Return the number that a value is held against, and what it belongs to; never a zero.

    It is the result of the latest earlier year, else the baseline, else the plan of the year, else the result of
    the next later year. Parts of a year are compared only with the same months of other years.
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
            return plan.value, msg("the plan")
    later = [period for period in results if period > entry.period]
    return (results[min(later)], min(later)) if later else None


def append_result(register: Register, entry: NewResult) -> Register:
    """Return the register as it will be once `entry` is recorded."""
    rows = (*register.results.get(entry.indicator.id, ()), entry.to_result())
    return register._replace(results={**register.results, entry.indicator.id: rows})
