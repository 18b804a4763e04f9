"""A cell with a value, its row and its heading become a result that can be recorded."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Message, TrackerError, make_error, msg, quote_text
from tracker.importing.headings import parse_heading_text, parse_period_cell
from tracker.importing.layout import SheetColumn, SheetLayout
from tracker.importing.readers.cells import EMPTY_CELL, MISSING_VALUE, Cell, CellDoubt, Row, Sheet
from tracker.importing.units import is_same_unit
from tracker.importing.words import Role
from tracker.model import Indicator, Period, Qualifier, Register, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, is_usable, parse_plain, parse_qualifier, parse_status
from tracker.recording.validate import read_period, read_value

_DOUBTS: dict[CellDoubt, tuple[Message, Message]] = {
    "raised": (
        msg("holds raised or lowered characters, which may be the mark of a footnote"),
        msg("write the number alone, and the footnote into the column of notes"),
    ),
    "struck": (msg("is struck out"), msg("remove the value, or its format if it is right")),
    "scaled": (
        msg("shows another number than the one that is stored, because its format divides by thousands"),
        msg("write the number in the unit of the indicator, with a plain number format"),
    ),
    "uncalculated": (
        msg("holds a formula that was never calculated"),
        msg("open the file in Excel or LibreOffice and save it again"),
    ),
}


class ParsedCell(NamedTuple):
    """The content of a cell: a value, its qualifier, and its status if the cell names one."""

    value: Value
    qualifier: Qualifier
    status: ResultStatus | None = None


def is_blank(cell: Cell) -> bool:
    """Whether a cell has no value: it is empty, or it is a dash, dots or n/a."""
    return cell.kind == "empty" or (cell.kind == "text" and cell.text.strip().lower() in _BLANK_TEXTS)


def has_figures(cell: Cell) -> bool:
    """Whether a cell may be a result, so that it must not be skipped."""
    if cell.kind == "text":
        return any(sign.isdigit() for sign in cell.text)
    return cell.kind != "empty"


def parse_cell(cell: Cell, indicator: Indicator, decimal: DecimalSign | None, *, is_own: bool = False) -> ParsedCell:
    """Return the value in a cell; raises TrackerError if it is not one value of the indicator.

    `is_own` means that the program wrote the file: a number then has a decimal point and no grouping.
    """
    if cell.doubt:
        raise make_error(*_DOUBTS[cell.doubt])
    if cell.kind == "error" and cell.text == MISSING_VALUE:
        raise make_error(
            msg("holds a formula without a stored value"),
            msg("open the file in Excel or LibreOffice and save it again"),
        )
    if cell.kind == "error":
        message = msg("holds the error {found}", found=quote_text(cell.text))
        raise make_error(message, msg("correct the formula, or write the number"))
    if cell.kind == "date":
        raise make_error(
            msg("holds a date or a time, {found}", found=quote_text(cell.text)),
            msg("a spreadsheet turns 1.5 or 5/6 into a date: format the cell as a number and type it again"),
        )
    if cell.kind == "answer":
        if indicator.measure != "milestone":
            raise make_error(msg("yes and no are for milestones; this indicator is measured in numbers"))
        return ParsedCell(bool(cell.answer), "")
    if cell.number is not None:
        return ParsedCell(_convert_number(cell, cell.number, indicator), "")
    return _parse_text(cell.text, indicator, decimal, is_own)


def _convert_number(cell: Cell, number: Decimal, indicator: Indicator) -> Decimal:
    if indicator.measure == "milestone":
        raise make_error(msg("a milestone is recorded as yes or no, not as a number"))
    if cell.kind == "percent":
        if not indicator.is_in_percent:
            raise _make_percent_error(f"{number.scaleb(2).normalize():f} %")
        number = number.scaleb(2)
    if not is_usable(number):
        raise make_error(*TOO_MANY_DIGITS)
    return Decimal(f"{number.normalize():f}")


def _parse_text(text: str, indicator: Indicator, decimal: DecimalSign | None, is_own: bool) -> ParsedCell:
    text = unicodedata.normalize("NFC", text).strip()
    plain = parse_plain(text) if is_own else None
    if plain is not None and indicator.measure != "milestone":
        if not is_usable(plain):
            raise make_error(*TOO_MANY_DIGITS)
        return ParsedCell(plain, "")
    bare, status = _split_status(text)
    bare = _strip_unit(bare, indicator)
    if bare.endswith("%") and indicator.measure != "milestone" and not indicator.is_in_percent:
        raise _make_percent_error(text)
    value, qualifier = read_value(bare, indicator, decimal)
    return ParsedCell(value, qualifier, status)


def _strip_unit(text: str, indicator: Indicator) -> str:
    """Return a number without the unit of the indicator after it: `52,5 ha`. A percentage keeps its sign."""
    match = _NUMBER_WITH_UNIT.fullmatch(text)
    if match and indicator.unit and not match[2].startswith("%") and is_same_unit(match[2], indicator):
        return match[1]
    return text


def _split_status(text: str) -> tuple[str, ResultStatus | None]:
    """Return a text without the status word before or after the number, and the status."""
    match, rest = _STATUS_WORD.match(text), ""
    if match and match.end() < len(text):
        rest = text[match.end() :]
    elif (match := re.search(rf"(?<=[\s\d%])\(?{_STATUS_WORD.pattern}$", text, re.IGNORECASE)) and match.start():
        rest = text[: match.start()]
    if not match or not rest:
        return text, None
    word = match[1].lower()
    return rest.strip(), "estimate" if word.startswith("estimate") else parse_status(word)


def _make_percent_error(text: str) -> Exception:
    return make_error(
        msg("{found} is a percentage, but the indicator is not in percent", found=quote_text(text)),
        msg("write the value in the unit of the indicator, without %"),
    )


def read_status_cell(cell: Cell) -> ResultStatus | None:
    """Return the status in a cell, or None for an empty cell; raises TrackerError for anything else."""
    if is_blank(cell):
        return None
    status = parse_status(cell.text)
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


class ImportOptions(NamedTuple):
    """What the user says about the whole sheet, and the current year."""

    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    year: int
    skip_unknown: bool = False


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


class SheetContext(NamedTuple):
    """What all cells of a sheet have in common: the sheet, its layout, the register and the options."""

    sheet: Sheet
    layout: SheetLayout
    register: Register
    options: ImportOptions

    def get_cell(self, row: Row, role: Role) -> Cell:
        """Return the cell of a row in the column of this role; without such a column it is empty."""
        column = self.layout.by_role.get(role)
        return row.get_cell(column.position) if column else EMPTY_CELL

    def locate(self, row: Row, column: SheetColumn, indicator: str = "") -> Location:
        """Return the location of a cell."""
        return self.sheet.locate(row, column.position, column.label, indicator)


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
        _check_not_split(context, row, column)
        current = by_role.get("qualifier", column)
        qualifier = read_qualifier_cell(context.get_cell(row, "qualifier"), parsed.qualifier)
        current = by_role.get("status", column)
        status = _resolve_status(context, row, column, parsed)
        current = column if column.meaning.period else by_role.get("period", column)
        period = _resolve_period(context, row, column, indicator, status)
    except TrackerError as error:
        location = context.locate(row, current, indicator.id)
        raise TrackerError([problem._replace(location=location) for problem in error.problems]) from None
    source = context.get_cell(row, "source").text or options.source or None
    note = context.get_cell(row, "note").text or options.note or None
    return Candidate(context.locate(row, column), indicator, period, parsed.value, qualifier, status, source, note)


def _check_not_split(context: SheetContext, row: Row, column: SheetColumn) -> None:
    """Raise TrackerError if a decimal comma may have split a number in two: `0,95` in a file of commas."""
    after = column.position + 1
    is_text = any(
        role in ("source", "note") and each.position == after for role, each in context.layout.by_role.items()
    )
    whole, rest = (row.get_cell(at).text.strip() for at in (column.position, after))
    if context.sheet.delimiter == "," and is_text and whole.isdigit() and rest.isdigit():
        raise make_error(
            msg("{whole} with {rest} beside it may be one number", whole=quote_text(whole), rest=quote_text(rest)),
            msg('put a number with a decimal comma in "…", or write it with a point'),
        )


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
    text = str(parse_period_cell(text) or text)
    return read_period(text, context.register, indicator, today_year=options.year, status=status or "preliminary")


_NUMBER_WITH_UNIT = re.compile(r"(.*\d)\s*([^\W\d_][^\d]*[23²³]?)")
_BLANK_TEXTS = ("", "-", "–", "—", "−", "…", "...", "..", "n/a", "na")
_STATUS_WORD = re.compile(
    r"\(?(ước|uoc|sơ bộ|so bo|chính thức|chinh thuc|dự báo|du bao|estimated?|preliminary|final|forecast)"
    r"(?: (?:tính|đạt|thực hiện|tinh|dat|thuc hien))?\)?:?",
    re.IGNORECASE,
)
