"""A cell with a value, its row and its heading become a result that can be recorded."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Message, TrackerError, make_error, msg, quote_text
from tracker.importing.cell_values import ParsedCell, is_blank, parse_cell
from tracker.importing.columns import SheetColumn
from tracker.importing.context import SheetContext
from tracker.importing.headings import parse_heading_text, parse_period_cell
from tracker.importing.readers.cells import EMPTY_CELL, Cell, Row
from tracker.importing.reporting_years import parse_calendar_month
from tracker.importing.single_months import MonthReading, apply_reading, describe_single_month, write_to_date
from tracker.model import Indicator, Period, Qualifier, ResultStatus, Value
from tracker.model.scopes import Scope
from tracker.numbers import DecimalSign, parse_qualifier
from tracker.periods import get_calendar, parse_period
from tracker.recording.answers import read_status
from tracker.recording.validate import read_period

_IS_NO_WHOLE_NUMBER = re.compile(r"[^,]*,0[0-9]+|[-−+]0+,[0-9]+")
"""Two cells of which nobody would write one as a number of its own: `12,05` and `-0,95`."""


def read_status_cell(cell: Cell) -> ResultStatus | None:
    """Return the status in a cell, or None for an empty cell; raises TrackerError for anything else."""
    if is_blank(cell):
        return None
    status = read_status(cell.text)
    meaning = parse_heading_text(cell.text)
    if status is None and meaning.is_understood and meaning.kind in ("result", "value"):
        return meaning.status
    if status == "withdrawn":
        raise make_error(msg("a withdrawal is not imported"), msg("take the result back with tracker undo"))
    if status is None:
        raise make_error(
            msg("{found} is not a status", found=quote_text(cell.text)),
            msg("write estimate, preliminary, final or forecast"),
        )
    return status


def read_qualifier_cell(cell: Cell, inline: Qualifier) -> Qualifier:
    """Return the qualifier in a cell of the qualifier column, else the `inline` one beside the value.

    Raises TrackerError if the cell holds anything else, or if the two differ.
    """
    text = unicodedata.normalize("NFC", cell.text).strip()
    if not text:
        return inline
    qualifier = parse_qualifier(text)
    if not qualifier:
        message = msg("{found} is not a qualifier", found=quote_text(text))
        raise make_error(message, msg("write <, > or ~, or leave it empty"))
    if inline and inline != qualifier:
        one, other = quote_text(inline), quote_text(text)
        message = msg("the value says {one}, the column of qualifiers {other}", one=one, other=other)
        raise make_error(message, msg("keep one of the two"))
    return qualifier


class Candidate(NamedTuple):
    """The result in a cell. A status or a text of None means that the sheet does not give it."""

    location: Location
    indicator: Indicator
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus | None
    source: str | None
    note: str | None
    scope: Scope = Scope()

    @property
    def key(self) -> tuple[str, Period, Scope]:
        """Return what the result is about: a sheet has one result of each key."""
        return (self.indicator.id, self.period, self.scope)

    @property
    def subject(self) -> Period | str:
        """Return what the result is about, beside its indicator: `2026`, or `2026 (p-song-cong sex=female)`."""
        return f"{self.period} ({self.scope})" if self.scope != Scope() else self.period


def build_candidate(context: SheetContext, row: Row, indicator: Indicator, column: SheetColumn) -> Candidate:
    """Return the result in a cell of a column of values; raises TrackerError with the location of the wrong cell."""
    by_role, options = context.layout.by_role, context.options
    current = column
    try:
        parsed = parse_cell(row.get_cell(column.position), indicator, options.decimal, is_own=context.layout.is_own)
        if indicator.measure == "growth_rate" and isinstance(parsed.value, Decimal) and parsed.value <= -100:
            raise make_error(
                msg("a growth of −100 % or less is not possible")
            )  # the journal could not be read any more
        check_not_split(context, row, column, lambda cell, sign: parse_cell(cell, indicator, sign))
        current = by_role.get("qualifier", column)
        sign = EMPTY_CELL if column.parts and context.layout.is_form else context.get_cell(row, "qualifier")
        qualifier = read_qualifier_cell(sign, parsed.qualifier)  # in a form the column is for the total
        current = by_role.get("status", column)
        status = _resolve_status(context, row, column, parsed)
        current = column if column.meaning.period else by_role.get("period", column)
        period = _resolve_period(context, row, column, indicator, status)
    except TrackerError as error:
        location = context.locate(row, current, indicator.id)
        raise TrackerError([problem._replace(location=location) for problem in error.problems]) from None
    scope = context.scopes.find(row, column, indicator, period)
    source = context.get_cell(row, "source").text or options.source or None
    note = context.get_cell(row, "note").text or options.note or None
    texts = source, note
    return Candidate(context.locate(row, column), indicator, period, parsed.value, qualifier, status, *texts, scope)


def split_quotient(
    row: Row, indicator: Indicator, column: SheetColumn, context: SheetContext, by_id: Mapping[str, Indicator]
) -> Iterator[tuple[Indicator, Row]]:
    """Yield the indicators of which a cell has figures, each with the row as if the cell held only its figure.

    `410/820` in a row of a ratio has those of its numerator and its denominator. Any other cell has that of the row.
    A qualifier in its own column is that of the numerator, as in `>410/820`.
    """
    cell = row.get_cell(column.position)
    numerator, sign, denominator = cell.text.partition("/")
    if not (indicator.ratio and sign and cell.kind == "text"):
        yield indicator, row
        return
    yield by_id[indicator.ratio.of], _replace_text(row, column, numerator)
    if qualifier := context.layout.by_role.get("qualifier"):
        row = _replace_text(row, qualifier, "")
    yield by_id[indicator.ratio.to], _replace_text(row, column, denominator)


def _replace_text(row: Row, column: SheetColumn, text: str) -> Row:
    cell = row.get_cell(column.position)._replace(text=text.strip())
    return row._replace(cells={**row.cells, column.position: cell})


def check_not_split(
    context: SheetContext,
    row: Row,
    column: SheetColumn,
    parse: Callable[[Cell, DecimalSign], object],
) -> None:
    """Raise TrackerError if a comma may have split a number in two: `1 234,56` in a file of commas.

    That is so if the cell and the one after it, joined by the comma, are one value too, and the latter is not a figure
    of its own, which does not begin with a zero. `parse` reads a value.
    """
    if context.sheet.delimiter != ",":
        return
    after, layout = column.position + 1, context.layout
    whole, rest = (row.get_cell(at).text.strip() for at in (column.position, after))
    if not rest[:1].isdigit():
        return
    if after in context.figures and not _IS_NO_WHOLE_NUMBER.fullmatch(f"{whole},{rest}"):
        return
    roles = {each.position: role for role, each in layout.by_role.items()}
    if roles.get(after) == "period" and not parse_period_cell(row.get_cell(after + 1).text.strip()):
        return  # the period of the row, and no other one after it
    signs: list[DecimalSign] = ["comma", "point"] if roles.get(after) in ("note", "source") else ["comma"]
    signs = [context.options.decimal] if context.options.decimal else signs
    if any(_is_value(f"{whole},{rest}", parse, sign) for sign in signs):
        raise make_error(
            msg("{whole} with {rest} beside it may be one number", whole=quote_text(whole), rest=quote_text(rest)),
            msg('put a number with a decimal comma in "…", or write it with a point'),
        )


def _is_value(text: str, parse: Callable[[Cell, DecimalSign], object], sign: DecimalSign) -> bool:
    try:
        parse(Cell("text", text), sign)
    except TrackerError:
        return False
    return True


def _resolve_status(context: SheetContext, row: Row, column: SheetColumn, parsed: ParsedCell) -> ResultStatus | None:
    """Return the status of a value; raises TrackerError if the cell, its heading and its row give different ones."""
    given = [parsed.status, column.meaning.status, read_status_cell(context.get_cell(row, "status"))]
    given.append(parse_heading_text(context.get_cell(row, "kind").text).status)
    statuses = list(dict.fromkeys(status for status in given if status))
    if len(statuses) > 1:
        one, other = (Message(status, {}) for status in statuses[:2])
        message = msg("the value is marked as both {one} and {other}", one=one, other=other)
        raise make_error(message, msg("keep one of the two"))
    return statuses[0] if statuses else context.options.status


def _resolve_period(
    context: SheetContext, row: Row, column: SheetColumn, indicator: Indicator, status: ResultStatus | None
) -> Period:
    """Return the period of a value: that of its heading, else of its row, else of the whole sheet."""
    period, options = column.meaning.period, context.options
    of_sheet = options.period if "period" not in context.layout.by_role else None
    text = str(period or context.get_cell(row, "period").text.strip() or of_sheet or "")
    if not text:
        raise make_error(msg("is empty"), msg("write a year (2024) or the year to date through a month (2024-06)"))
    if context.register.term.year_begins == 1:
        if not (period or of_sheet or context.layout.is_own):
            text = _read_month_alone(text, options.months)
        text = str(parse_period_cell(text) or text)
    elif options.months and not (period or of_sheet or context.layout.is_own):
        found = parse_calendar_month((text,), options.months, get_calendar(context.register.term))
        text = str(found.period if found else text)
    return read_period(text, context.register, indicator, today_year=options.year, status=status or "preliminary")


def _read_month_alone(text: str, reading: MonthReading | None) -> str:
    """Return the text of a period, a month alone with the reading of the user.

    Raises TrackerError if it is in words, as in `tháng 6/2024`, and the user says nothing.
    """
    written = None if parse_period(text) and "M" in text else write_to_date(text)
    to_date = parse_period_cell(written) if written else None
    if to_date is None or (to_date.is_year and "12" not in (written or "")):
        return text
    if reading:
        return str(apply_reading(to_date, reading))
    said = parse_period_cell(text)
    if said and said.part:
        raise make_error(*describe_single_month(quote_text(text)))
    return text
