"""What-if: assumed results, added to a register in memory with the status `assumed`, never recorded."""

from collections.abc import Iterable

from tracker.errors import ExitCode, TrackerError, make_error, msg, quote_text
from tracker.model import Indicator, Period, Qualifier, Register, Result, Value
from tracker.model.scopes import Scope
from tracker.numbers import format_plain, parse_number
from tracker.recording.validate import find_indicator, read_value

_OWN = Scope()


def apply_assumptions(
    register: Register, texts: Iterable[str], day: str, scope: Scope = _OWN
) -> tuple[Register, tuple[Result, ...]]:
    """Return the register with a result of an area or part for each of `texts` (`ID:YEAR=VALUE`), and these results.

    They replace the results of the same years and are dated `day`. Raises TrackerError if a text is not an assumption,
    if its year is not in the term, or if two are for the same year.
    """
    rows = tuple([
        _parse_assumption(register, text, day)._replace(area=scope.area, parts=scope.parts) for text in texts
    ])  # fmt: skip
    for index, row in enumerate(rows):
        if any((row.indicator, row.period) == (other.indicator, other.period) for other in rows[:index]):
            message = msg("{indicator} {year} is assumed twice", indicator=row.indicator, year=str(row.period))
            raise make_error(message, msg("give one value for each year"), ExitCode.USAGE)
        register = register.add_row(row)
    return register, rows


def check_assumed_years(assumed: Iterable[Result], year: int) -> None:
    """Raise TrackerError if a value is assumed for a year after the reporting year `year`: it would have no effect."""
    for row in assumed:
        if row.period.year > year:
            raise make_error(
                msg("the value assumed for {later} has no effect in {year}", later=row.period.year, year=year),
                msg("choose a later reporting year: --year {later}", later=row.period.year),
                ExitCode.USAGE,
            )


def _parse_assumption(register: Register, text: str, day: str) -> Result:
    name, colon, rest = text.rpartition(":")
    year, equals, value = rest.partition("=")
    if not (colon and equals):
        raise _make_syntax_error(text)
    indicator = find_indicator(register, name.strip())
    if not (len(year.strip()) == 4 and year.strip().isdecimal()):
        raise make_error(
            msg("{found} is not a year; a value is assumed for a whole year", found=quote_text(year.strip())),
            msg("write it as an indicator, a year and a value: grdp-growth:2025=9"),
            ExitCode.USAGE,
        )
    first, last = register.term.first_year, register.term.last_year
    if not first <= int(year) <= last:
        message = msg("{year} is not a year of the term {first}–{last}", year=year.strip(), first=first, last=last)
        raise make_error(message, None, ExitCode.USAGE)
    number, qualifier = _parse_value(value, indicator)
    return Result(indicator.id, Period(int(year)), number, qualifier, "assumed", "", "", day, "")


def _parse_value(text: str, indicator: Indicator) -> tuple[Value, Qualifier]:
    entry = parse_number(text)
    if len(entry.readings) > 1 and indicator.measure != "milestone":
        smaller, larger = sorted(entry.readings, key=abs)
        raise make_error(
            msg("{found} can be read as {small} or as {large}", found=quote_text(text), small=smaller, large=larger),
            msg("write {small}0 or {bare}", small=smaller, bare=format_plain(larger)),
            ExitCode.USAGE,
        )
    return read_value(text, indicator, None)


def _make_syntax_error(text: str) -> TrackerError:
    hint = msg("write it as an indicator, a year and a value: grdp-growth:2025=9")
    return make_error(msg("{found} is not an assumption", found=quote_text(text)), hint, ExitCode.USAGE)
