"""One cell with a value becomes a result that may be recorded, together with what its row and its heading say."""

from decimal import Decimal
from typing import NamedTuple

from tracker.entries import DecimalSign
from tracker.errors import Location, Message, TrackerError, make_error, msg
from tracker.fields import quote_text
from tracker.importing.cells import EMPTY_CELL, Cell, Row, Sheet
from tracker.importing.headings import Role, parse_period_words
from tracker.importing.layout import SheetColumn, SheetLayout
from tracker.importing.values import ParsedCell, parse_cell, read_qualifier_cell, read_status_cell
from tracker.model import Indicator, Register, ResultStatus, Value
from tracker.numbers import Qualifier
from tracker.periods import Period, parse_period
from tracker.recording import read_period


class ImportOptions(NamedTuple):
    """What the user says of the whole sheet, and the year that it is."""

    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    year: int


class Candidate(NamedTuple):
    """A result that a cell holds. A status of None, or a text of None, means that the sheet says nothing of it."""

    place: Location
    indicator: Indicator
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus | None
    source: str | None
    note: str | None


class SheetContext(NamedTuple):
    """Where candidates come from: the sheet, how it is laid out, the register it is for, and what was asked."""

    sheet: Sheet
    layout: SheetLayout
    register: Register
    options: ImportOptions

    def get_cell(self, row: Row, role: Role) -> Cell:
        """Return the cell of a row in the column of that role; without such a column it is empty."""
        column = self.layout.by_role.get(role)
        return row.get_cell(column.column_index) if column else EMPTY_CELL

    def locate(self, row: Row, column: SheetColumn, indicator: str = "") -> Location:
        """Return the place of the cell of a row in a column."""
        return self.sheet.locate(row, column.column_index, column.label, indicator)


def build_candidate(context: SheetContext, row: Row, indicator: Indicator, column: SheetColumn) -> Candidate:
    """Return the result in the cell of a row in a column of values; raises TrackerError, with the cell at fault."""
    single, asked = context.layout.by_role, context.options
    at = column
    try:
        said = parse_cell(row.get_cell(column.column_index), indicator, asked.decimal, is_own=context.layout.is_own)
        _check_possible(said, indicator)
        _check_not_split(context, row, column)
        at = single.get("qualifier", column)
        qualifier = read_qualifier_cell(context.get_cell(row, "qualifier"), said.qualifier)
        at = single.get("status", column)
        status = _resolve_status(context, row, column, said)
        at = column if column.meaning.period else single.get("period", column)
        period = _resolve_period(context, row, column, indicator, status)
    except TrackerError as error:
        place = context.locate(row, at, indicator.id)
        raise TrackerError([problem._replace(location=place) for problem in error.problems]) from None
    return Candidate(
        context.locate(row, column),
        indicator,
        period,
        said.value,
        qualifier,
        status,
        context.get_cell(row, "source").text or asked.source or None,
        context.get_cell(row, "note").text or asked.note or None,
    )


def _check_possible(parsed: ParsedCell, indicator: Indicator) -> None:
    """Raise TrackerError for a value with which the journal could not be read any more."""
    if indicator.measure == "growth_rate" and isinstance(parsed.value, Decimal) and parsed.value <= -100:
        raise make_error(msg("a growth of −100 % or less is not possible"))


def _check_not_split(context: SheetContext, row: Row, column: SheetColumn) -> None:
    """Raise TrackerError where a decimal comma may have cut a number in two: `0,95` in a file of commas."""
    next_to = row.get_cell(column.column_index + 1).text.strip()
    role = next(
        (role for role, each in context.layout.by_role.items() if each.column_index == column.column_index + 1), None
    )
    whole = row.get_cell(column.column_index).text.strip()
    if context.sheet.delimiter == "," and role in ("source", "note") and whole.isdigit() and next_to.isdigit():
        raise make_error(
            msg("{whole} with {rest} beside it may be one number", whole=quote_text(whole), rest=quote_text(next_to)),
            msg('put a number with a decimal comma in "…", or write it with a point'),
        )


def _resolve_status(context: SheetContext, row: Row, column: SheetColumn, parsed: ParsedCell) -> ResultStatus | None:
    """Return how certain a value is; what the cell, its heading and the row say must not differ."""
    told = [parsed.status, column.meaning.status, read_status_cell(context.get_cell(row, "status"))]
    known = list(dict.fromkeys(status for status in told if status))
    if len(known) > 1:
        one, other = (Message(status, {}) for status in known[:2])
        raise make_error(
            msg("the value is said to be both {one} and {other}", one=one, other=other), msg("keep one of the two")
        )
    return known[0] if known else context.options.status


def _resolve_period(
    context: SheetContext, row: Row, column: SheetColumn, indicator: Indicator, status: ResultStatus | None
) -> Period:
    """Return the period of a value: that of its heading, else of its row, else of the whole sheet."""
    period = column.meaning.period or context.options.period
    text = str(period) if period else ""
    if not column.meaning.period:
        text = context.get_cell(row, "period").text.strip() or text
        words = None if parse_period(text) else parse_period_words(text)
        text = str(words) if words else text
    if not text:
        hint = msg("write a year (2024) or the year to date through a month (2024-06)")
        raise make_error(msg("is empty"), hint)
    return read_period(
        text, context.register, indicator, today_year=context.options.year, status=status or "preliminary"
    )
