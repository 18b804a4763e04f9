"""The value in a cell, if it is exactly one value of the indicator."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Message, make_error, msg, quote_text
from tracker.importing.readers.cells import MISSING_VALUE, Cell, CellDoubt
from tracker.importing.units import is_same_unit
from tracker.model import Indicator, Qualifier, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, is_usable, parse_plain, parse_status
from tracker.recording.decided_value import DecidedValue, read_decided_value
from tracker.recording.validate import read_value

_DOUBTS: dict[CellDoubt, tuple[Message, Message]] = {
    "raised": (
        msg("holds raised or lowered characters, which may be the mark of a footnote"),
        msg("write the number alone, and the footnote into the column of notes"),
    ),
    "struck": (msg("is struck out"), msg("remove the value, or its format if it is right")),
    "scaled": (
        msg("shows another number than the one that is stored, because of its number format"),
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
    _check_cell(cell)
    if cell.kind == "answer":
        if indicator.measure != "milestone":
            raise _make_answer_error()
        return ParsedCell(bool(cell.answer), "")
    if cell.number is not None:
        if _shows_other_words(cell, cell.number, indicator):
            return _parse_text(cell.text, indicator, "point", is_own=False)
        return ParsedCell(_convert_number(cell, cell.number, indicator), "")
    return _parse_text(cell.text, indicator, decimal, is_own)


def parse_plan_cell(cell: Cell, indicator: Indicator, decimal: DecimalSign | None) -> DecidedValue:
    """Return the plan or target in a cell: a number, a bound or a range, yes, or None if it was abolished.

    Raises TrackerError if it is not one of them, or has two readings.
    """
    _check_cell(cell)
    if cell.kind == "answer":
        if indicator.measure != "milestone":
            raise _make_answer_error()
        return read_decided_value("yes" if cell.answer else "no", indicator)
    if cell.number is not None and not _shows_other_words(cell, cell.number, indicator):
        return _convert_number(cell, cell.number, indicator)
    decimal = decimal if cell.number is None else "point"
    text = unicodedata.normalize("NFC", cell.text).strip()
    return read_decided_value(_strip_unit(text, indicator), indicator, decimal)


def _shows_other_words(cell: Cell, number: Decimal, indicator: Indicator) -> bool:
    """Whether a cell shows its number with more than the unit of the indicator: the text is then what is meant."""
    digits = f"{number.scaleb(2).normalize():f}%" if cell.kind == "percent" else f"{number:f}"
    if digits not in cell.text:  # a percentage without other words
        return False
    words = " ".join(cell.text.split(digits, 1)).strip()
    return bool(words) and not (indicator.unit and is_same_unit(words, indicator))


def _make_answer_error() -> Exception:
    return make_error(msg("yes and no are for milestones; this indicator is measured in numbers"))


def _check_cell(cell: Cell) -> None:
    """Raise TrackerError if a reader of the sheet does not see the stored value, or if it is an error or a date."""
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
    status = "estimate" if word.startswith("estimate") else parse_status(word)
    return (rest.strip(), status) if status else (text, None)  # "fınal" matches "final" without regard to case


def _make_percent_error(text: str) -> Exception:
    return make_error(
        msg("{found} is a percentage, but the indicator is not in percent", found=quote_text(text)),
        msg("write the value in the unit of the indicator, without %"),
    )


_NUMBER_WITH_UNIT = re.compile(r"(.*\d)\s*([^\W\d_][^\d]*[23²³]?)")
_BLANK_TEXTS = ("", "-", "–", "—", "−", "…", "...", "..", "n/a", "na")
_STATUS_WORD = re.compile(
    r"\(?(ước|uoc|sơ bộ|so bo|chính thức|chinh thuc|dự báo|du bao|estimated?|preliminary|final|forecast)"
    r"(?: (?:tính|đạt|thực hiện|tinh|dat|thuc hien))?\)?:?",
    re.IGNORECASE,
)
