"""One cell with a value becomes a result that may be recorded, together with what its row and its heading say."""

from decimal import Decimal
from typing import NamedTuple

from tracker.entries import DecimalSign
from tracker.errors import Message, Place, TrackerError, failure, msg
from tracker.fields import quoted
from tracker.importing.cells import EMPTY, Cell, Row, Sheet
from tracker.importing.headings import Role, read_period_words
from tracker.importing.layout import Column, Layout
from tracker.importing.values import Said, read_cell, read_said_qualifier, read_said_status
from tracker.model import Indicator, Register, ResultStatus, Value
from tracker.numbers import Qualifier
from tracker.periods import Period, parse_period
from tracker.recording import read_period


class Asked(NamedTuple):
    """What the user says of the whole sheet, and the year that it is."""

    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    year: int


class Candidate(NamedTuple):
    """A result that a cell holds. A status of None, or a text of None, means that the sheet says nothing of it."""

    place: Place
    indicator: Indicator
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus | None
    source: str | None
    note: str | None


class Source(NamedTuple):
    """Where candidates come from: the sheet, how it is laid out, the register it is for, and what was asked."""

    sheet: Sheet
    layout: Layout
    register: Register
    asked: Asked

    def cell(self, row: Row, role: Role) -> Cell:
        """Return the cell of a row in the column of that role; without such a column it is empty."""
        column = self.layout.single.get(role)
        return row.at(column.at) if column else EMPTY

    def place(self, row: Row, column: Column, indicator: str = "") -> Place:
        """Return the place of the cell of a row in a column."""
        return self.sheet.place(row, column.at, column.label, indicator)


def take(source: Source, row: Row, indicator: Indicator, column: Column) -> Candidate:
    """Return the result in the cell of a row in a column of values; raises TrackerError, with the cell at fault."""
    single, asked = source.layout.single, source.asked
    at = column
    try:
        said = read_cell(row.at(column.at), indicator, asked.decimal, is_own=source.layout.is_own)
        _check_possible(said, indicator)
        _check_not_cut(source, row, column)
        at = single.get("qualifier", column)
        qualifier = read_said_qualifier(source.cell(row, "qualifier"), said.qualifier)
        at = single.get("status", column)
        status = _status(source, row, column, said)
        at = column if column.means.period else single.get("period", column)
        period = _period(source, row, column, indicator, status)
    except TrackerError as error:
        place = source.place(row, at, indicator.id)
        raise TrackerError([problem._replace(place=place) for problem in error.problems]) from None
    return Candidate(
        source.place(row, column),
        indicator,
        period,
        said.value,
        qualifier,
        status,
        source.cell(row, "source").text or asked.source or None,
        source.cell(row, "note").text or asked.note or None,
    )


def _check_possible(said: Said, indicator: Indicator) -> None:
    """Raise TrackerError for a value with which the journal could not be read any more."""
    if indicator.measure == "growth_rate" and isinstance(said.value, Decimal) and said.value <= -100:
        raise failure(msg("a growth of −100 % or less is not possible"))


def _check_not_cut(source: Source, row: Row, column: Column) -> None:
    """Raise TrackerError where a decimal comma may have cut a number in two: `0,95` in a file of commas."""
    next_to = row.at(column.at + 1).text.strip()
    role = next((role for role, each in source.layout.single.items() if each.at == column.at + 1), None)
    whole = row.at(column.at).text.strip()
    if source.sheet.delimiter == "," and role in ("source", "note") and whole.isdigit() and next_to.isdigit():
        raise failure(
            msg("{whole} with {rest} beside it may be one number", whole=quoted(whole), rest=quoted(next_to)),
            msg('put a number with a decimal comma in "…", or write it with a point'),
        )


def _status(source: Source, row: Row, column: Column, said: Said) -> ResultStatus | None:
    """Return how certain a value is; what the cell, its heading and the row say must not differ."""
    told = [said.status, column.means.status, read_said_status(source.cell(row, "status"))]
    known = list(dict.fromkeys(status for status in told if status))
    if len(known) > 1:
        one, other = (Message(status, {}) for status in known[:2])
        raise failure(
            msg("the value is said to be both {one} and {other}", one=one, other=other), msg("keep one of the two")
        )
    return known[0] if known else source.asked.status


def _period(source: Source, row: Row, column: Column, indicator: Indicator, status: ResultStatus | None) -> Period:
    """Return the period of a value: that of its heading, else of its row, else of the whole sheet."""
    period = column.means.period or source.asked.period
    text = str(period) if period else ""
    if not column.means.period:
        text = source.cell(row, "period").text.strip() or text
        words = None if parse_period(text) else read_period_words(text)
        text = str(words) if words else text
    if not text:
        hint = msg("write a year (2024) or the year to date through a month (2024-06)")
        raise failure(msg("is empty"), hint)
    return read_period(text, source.register, indicator, today_year=source.asked.year, status=status or "preliminary")
