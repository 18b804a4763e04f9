"""One cell becomes a value, with how certain it is, or is refused: nothing in it is guessed."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.entries import DecimalSign, parse_qualifier, parse_status
from tracker.errors import Message, make_error, msg
from tracker.fields import TOO_MANY_DIGITS, quote_text
from tracker.importing.cells import MISSING_VALUE, Cell
from tracker.model import Indicator, ResultStatus, Value
from tracker.numbers import Qualifier, is_usable, parse_plain
from tracker.recording import read_value

_BLANK_TEXTS = ("", "-", "–", "—", "−", "…", "...", "..", "n/a", "na")
_STATUS_WORD = re.compile(
    r"\(?(ước|uoc|sơ bộ|so bo|chính thức|chinh thuc|dự báo|du bao|estimated?|preliminary|final|forecast)"
    r"(?: (?:tính|đạt|thực hiện|tinh|dat|thuc hien))?\)?:?",
    re.IGNORECASE,
)


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
