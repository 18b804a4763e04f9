"""One cell with a value becomes a result that may be recorded, together with what its row and its heading say."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Message, TrackerError, make_error, msg, quote_text
from tracker.importing.headings import Role, parse_period_words
from tracker.importing.layout import SheetColumn, SheetLayout
from tracker.importing.readers.cells import EMPTY_CELL, MISSING_VALUE, Cell, Row, Sheet
from tracker.model import Indicator, Period, Qualifier, Register, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, is_usable, parse_plain, parse_qualifier, parse_status
from tracker.periods import parse_period
from tracker.recording.validate import read_period, read_value


class ParsedCell(NamedTuple):
    """What a cell says: a value, its qualifier, and how certain it is where the cell itself tells."""

    value: Value
    qualifier: Qualifier
    status: ResultStatus | None = None


def is_blank(cell: Cell) -> bool:
    """Whether a cell says that there is no value: it is empty or holds a dash, dots or n/a."""
    return cell.kind == "empty" or (cell.kind == "text" and cell.text.strip().lower() in _BLANK_TEXTS)


def has_figures(cell: Cell) -> bool:
    """Whether a cell holds what may be a result, so that it must not be passed over."""
    if cell.kind == "text":
        return any(sign.isdigit() for sign in cell.text)
    return cell.kind != "empty"


def parse_cell(cell: Cell, indicator: Indicator, decimal: DecimalSign | None, *, is_own: bool = False) -> ParsedCell:
    """Return what a cell says of an indicator; raises TrackerError with the reason where it is not one value.

    `is_own` says that the program wrote the file: a number then has a decimal point and no grouping.
    """
    if cell.kind == "error" and cell.text == MISSING_VALUE:
        raise make_error(
            msg("holds a formula without a stored value"),
            msg("open the file in Excel or LibreOffice and save it again"),
        )
    if cell.kind == "error":
        raise make_error(
            msg("holds the error {found}", found=quote_text(cell.text)), msg("mend the formula, or write the number")
        )
    if cell.kind == "date":
        raise make_error(
            msg("holds a date or a time, {found}", found=quote_text(cell.text)),
            msg("a spreadsheet makes a date of 1.5 or 5/6: format the cell as a number and type it again"),
        )
    if cell.kind == "answer":
        if indicator.measure != "milestone":
            message = msg("yes and no are for milestones; this indicator is measured in numbers")
            raise make_error(message)
        return ParsedCell(bool(cell.answer), "")
    if cell.number is not None:
        return ParsedCell(_convert_number(cell, cell.number, indicator), "")
    return _parse_text(cell.text, indicator, decimal, is_own)


def _convert_number(cell: Cell, number: Decimal, indicator: Indicator) -> Decimal:
    if indicator.measure == "milestone":
        raise make_error(msg("a milestone is recorded as yes or no, not as a number"))
    if cell.kind == "percent":
        if not _is_percent(indicator):
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
    if bare.endswith("%") and indicator.measure != "milestone" and not _is_percent(indicator):
        raise _make_percent_error(text)
    value, qualifier = read_value(bare, indicator, decimal)
    return ParsedCell(value, qualifier, status)


def _split_status(text: str) -> tuple[str, ResultStatus | None]:
    """Return a text without the word before or after the number that says how certain it is, and that status."""
    before = _STATUS_WORD.match(text)
    if before and before.end() < len(text):
        return text[before.end() :].strip(), parse_status(before[1]) or _match_english_status(before[1])
    after = re.search(rf"(?<=[\s\d%])\(?{_STATUS_WORD.pattern}$", text, re.IGNORECASE)
    if after and after.start():
        return text[: after.start()].strip(), parse_status(after[1]) or _match_english_status(after[1])
    return text, None


def _match_english_status(word: str) -> ResultStatus | None:
    return "estimate" if word.lower().startswith("estimate") else None


def _is_percent(indicator: Indicator) -> bool:
    return any("%" in unit for unit in indicator.unit.values())


def _make_percent_error(text: str) -> Exception:
    return make_error(
        msg("{found} is a percentage, but the indicator is not in percent", found=quote_text(text)),
        msg("write the value in the unit of the indicator, without %"),
    )


def read_status_cell(cell: Cell) -> ResultStatus | None:
    """Return the status that a cell names, or None for an empty one; raises TrackerError for anything else."""
    if is_blank(cell):
        return None
    status = parse_status(cell.text)
    if status == "withdrawn":
        raise make_error(msg("a withdrawal is not imported"), msg("take the result back with tracker undo"))
    if status is None:
        raise make_error(
            msg("{found} is not a status", found=quote_text(cell.text)),
            msg("write estimate, preliminary, final or forecast (ước, sơ bộ, chính thức, dự báo)"),
        )
    return status


def read_qualifier_cell(cell: Cell, inline: Qualifier) -> Qualifier:
    """Return the qualifier that stands in its own column, else the one `found` beside the value.

    Raises TrackerError where the cell holds something else, or the two disagree.
    """
    text = "" if cell.kind == "empty" else unicodedata.normalize("NFC", cell.text).strip()
    if not text:
        return inline
    qualifier = parse_qualifier(text)
    if qualifier is None or (inline and inline != qualifier):
        raise make_error(*_describe_qualifier_error(text, inline))
    return qualifier


def _describe_qualifier_error(text: str, inline: Qualifier) -> tuple[Message, Message]:
    if parse_qualifier(text):
        return (
            msg(
                "the value says {one}, the column of qualifiers {other}", one=quote_text(inline), other=quote_text(text)
            ),
            msg("keep one of the two"),
        )
    return msg("{found} is not a qualifier", found=quote_text(text)), msg("write <, > or ~, or leave it empty")


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


_BLANK_TEXTS = ("", "-", "–", "—", "−", "…", "...", "..", "n/a", "na")
_STATUS_WORD = re.compile(
    r"\(?(ước|uoc|sơ bộ|so bo|chính thức|chinh thuc|dự báo|du bao|estimated?|preliminary|final|forecast)"
    r"(?: (?:tính|đạt|thực hiện|tinh|dat|thuc hien))?\)?:?",
    re.IGNORECASE,
)
