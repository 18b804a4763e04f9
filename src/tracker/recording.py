"""What one recording adds to the journal: whether it may be added, what in it looks wrong, and the row."""

from decimal import Decimal
from typing import NamedTuple

from tracker.entries import DecimalSign, parse_entry, read_answer
from tracker.errors import ExitCode, Message, TrackerError, closest, failure, msg
from tracker.fields import TOO_LONG, quoted
from tracker.language import called, folded
from tracker.model import Indicator, Register, Result, ResultStatus, Value
from tracker.numbers import Qualifier, is_usable, plain
from tracker.periods import Period, parse_period

_SLIPS = (10, 100, 1000)
_NEAR = (Decimal("0.8"), Decimal("1.25"))


class Entry(NamedTuple):
    """A result that is to be recorded."""

    indicator: Indicator
    period: Period
    value: Value
    qualifier: Qualifier
    status: ResultStatus
    source: str
    note: str
    recorded_at: str
    recorded_by: str

    def row(self) -> dict[str, str]:
        """Return the cells of the journal row."""
        written = plain(self.value) if isinstance(self.value, Decimal) else "yes" if self.value else "no"
        return {
            "indicator": self.indicator.id,
            "period": str(self.period),
            "value": written,
            "qualifier": self.qualifier,
            "status": self.status,
            "source": self.source,
            "note": self.note,
            "recorded_at": self.recorded_at,
            "recorded_by": self.recorded_by,
        }

    def result(self) -> Result:
        """Return the record that reading the row will give."""
        return Result(
            self.indicator.id,
            self.period,
            self.value,
            self.qualifier,
            self.status,
            self.source,
            self.note,
            self.recorded_at,
            self.recorded_by,
        )


def _refuse(message: Message, hint: Message | None = None) -> TrackerError:
    return failure(message, hint, ExitCode.USAGE)


def find_indicator(register: Register, wanted: str) -> Indicator:
    """Return the indicator of that id, else the only one whose id or name holds `wanted` without case and accents.

    Raises TrackerError where none or several fit, and lists them.
    """
    for indicator in register.indicators:
        if indicator.id == wanted:
            return indicator
    found = called(wanted, [(item, (item.id, *item.name.values())) for item in register.indicators])
    if len(found) == 1:
        return found[0]
    if not folded(wanted):
        raise _refuse(msg("no indicator was named"))
    if found:
        listed = ", ".join(item.id for item in found)
        raise _refuse(
            msg("{wanted} fits {count} indicators", wanted=quoted(wanted), count=len(found)),
            msg("name one of {listed}", listed=listed),
        )
    ids = [item.id for item in register.indicators]
    meant = closest(wanted, ids)
    hint = msg("known are {listed}", listed=", ".join(ids)) if ids else msg("add it to targets.toml first")
    raise _refuse(
        msg("no indicator is called {wanted}", wanted=quoted(wanted)),
        msg("did you mean {meant}?", meant=quoted(meant)) if meant else hint,
    )


def read_period(
    text: str, register: Register, indicator: Indicator, *, today_year: int, status: ResultStatus
) -> Period:
    """Return the period of a recording; raises TrackerError where there is none, or it lies outside the term."""
    period = parse_period(text.strip())
    if period is None:
        hint = msg("write a year (2024) or the year to date through a month (2024-06)")
        if text.strip().endswith("-12"):
            hint = msg("twelve months are the whole year: write {meant}", meant=text.strip()[:-3])
        raise _refuse(msg("{found} is not a period", found=quoted(text)), hint)
    first = register.term.baseline_year
    last = max(register.term.last_year, (indicator.target.year or 0) if indicator.target else 0)
    if not first <= period.year <= last:
        raise _refuse(
            msg(
                "{year} lies outside the years from the baseline, {first}, to the last, {last}",
                year=period.year,
                first=first,
                last=last,
            )
        )
    if period.year > today_year and status != "forecast":
        raise _refuse(msg("the year {year} has not begun", year=period.year), msg("record it with --status forecast"))
    return period


def read_value(text: str, indicator: Indicator, decimal: DecimalSign | None) -> tuple[Value, Qualifier]:
    """Return the value and qualifier that a person typed; raises TrackerError unless there is exactly one reading."""
    if indicator.measure == "milestone":
        answer = read_answer(text)
        if answer is not None:
            return answer, ""
        raise _refuse(
            msg("{found} is neither yes nor no", found=quoted(text)), msg("a milestone is recorded as yes or no")
        )
    entry = parse_entry(text, decimal)
    if not entry.readings:
        hint = msg('write it like 1234.5 or 1234,5; a bound like ">24"')
        if decimal:
            hint = msg(
                "with --decimal {sign} write it like {sample}",
                sign=decimal,
                sample="1234,5" if decimal == "comma" else "1234.5",
            )
        raise _refuse(msg("{found} is not a number", found=quoted(text)), hint)
    if len(entry.readings) > 1:
        raise _ambiguous(text, entry.readings)
    if not is_usable(entry.readings[0]):
        raise _refuse(*TOO_LONG)
    return entry.readings[0], entry.qualifier


def _ambiguous(text: str, readings: tuple[Decimal, ...]) -> TrackerError:
    smaller, larger = sorted(readings, key=abs)
    # Decimals, so that they are written in the language of the sentence that they stand in.
    shown = {"small": smaller, "large": larger}
    small_sign = "comma" if "," in text else "point"
    other_sign = "point" if small_sign == "comma" else "comma"
    return _refuse(
        msg("{found} can be read as {small} or as {large}", found=quoted(text), **shown),
        msg(
            "for {small} add --decimal {sign}; for {large} add --decimal {other}, or write {bare} without separator",
            **shown,
            sign=small_sign,
            other=other_sign,
            bare=plain(larger),
        ),
    )


def check_against_recorded(entry: Entry, register: Register, *, revise: bool) -> Result | None:
    """Return the result that `entry` revises, or None; raises TrackerError where that was not asked for."""
    rows = register.results.get(entry.indicator.id, ())
    last = next((row for row in reversed(rows) if row.period == entry.period), None)
    current = last if last and last.status != "withdrawn" else None
    if current and not revise:
        raise _refuse(
            msg(
                "{indicator} already has a result for {period}: {value} ({status}, recorded {day})",
                indicator=entry.indicator.id,
                period=entry.period,
                value=_shown(current),
                status=Message(current.status, {}),
                day=current.recorded_on,
            ),
            msg("to replace it in reports add --revise; the earlier row stays in the journal"),
        )
    if revise and not current:
        raise _refuse(
            msg("{indicator} has no result for {period} to revise", indicator=entry.indicator.id, period=entry.period),
            msg("leave --revise out"),
        )
    return current


def _shown(result: Result) -> Message:
    if isinstance(result.value, Decimal):
        return Message(f"{result.qualifier}{{value}}", {"value": result.value})
    return msg("yes") if result.value else msg("no")


def doubt(entry: Entry, register: Register) -> Message | None:
    """Return a question where the value is about 10, 100 or 1000 times the one before it, or a tenth and so on.

    A misread comma looks like this. The value before is that of the same period, else of the latest earlier one.
    """
    rows = [row for row in register.results.get(entry.indicator.id, ()) if row.period <= entry.period]
    usable = [
        row
        for row in rows
        if isinstance(row.value, Decimal) and row.value and row.period.is_year == entry.period.is_year
    ]
    if not usable or not isinstance(entry.value, Decimal) or not entry.value:
        return None
    before = max(enumerate(usable), key=lambda item: (item[1].period, item[0]))[1]
    assert isinstance(before.value, Decimal)
    larger, smaller = sorted((abs(entry.value), abs(before.value)), reverse=True)
    for factor in _SLIPS:
        low, high = _NEAR
        if low * factor * smaller <= larger <= high * factor * smaller:
            values = {
                "value": entry.value,
                "factor": factor,
                "before": before.value,
                "period": before.period,
            }
            if abs(entry.value) < abs(before.value):
                return msg("{value} is about a {factor}th of the {before} of {period}", **values)
            return msg("{value} is about {factor} times the {before} of {period}", **values)
    return None


def with_entry(register: Register, entry: Entry) -> Register:
    """Return the register as it will be once `entry` is recorded."""
    rows = (*register.results.get(entry.indicator.id, ()), entry.result())
    return register._replace(results={**register.results, entry.indicator.id: rows})
