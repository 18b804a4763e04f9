"""One cell becomes a value, with how certain it is, or is refused: nothing in it is guessed."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.entries import DecimalSign, read_qualifier, read_status
from tracker.errors import Message, failure, msg
from tracker.fields import TOO_LONG, quoted
from tracker.importing.cells import NO_VALUE, Cell
from tracker.model import Indicator, ResultStatus, Value
from tracker.numbers import Qualifier, is_usable, parse_plain
from tracker.recording import read_value

_NOTHING = ("", "-", "–", "—", "−", "…", "...", "..", "n/a", "na")
_CERTAINTY = re.compile(
    r"\(?(ước|uoc|sơ bộ|so bo|chính thức|chinh thuc|dự báo|du bao|estimated?|preliminary|final|forecast)"
    r"(?: (?:tính|đạt|thực hiện|tinh|dat|thuc hien))?\)?:?",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """What a cell says: a value, its qualifier, and how certain it is where the cell itself tells."""

    value: Value
    qualifier: Qualifier
    status: ResultStatus | None = None


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is no value: it is empty or holds a dash, dots or n/a."""
    return cell.kind == "empty" or (cell.kind == "text" and cell.text.strip().lower() in _NOTHING)


def holds_figures(cell: Cell) -> bool:
    """Whether a cell holds what may be a result, so that it must not be passed over."""
    if cell.kind == "text":
        return any(sign.isdigit() for sign in cell.text)
    return cell.kind != "empty"


def read_cell(cell: Cell, indicator: Indicator, decimal: DecimalSign | None, *, is_own: bool = False) -> Said:
    """Return what a cell says of an indicator; raises TrackerError with the reason where it is not one value.

    `is_own` says that the program wrote the file: a number then has a decimal point and no grouping.
    """
    if cell.kind == "error" and cell.text == NO_VALUE:
        raise failure(
            msg("holds a formula without a stored value"),
            msg("open the file in Excel or LibreOffice and save it again"),
        )
    if cell.kind == "error":
        raise failure(
            msg("holds the error {found}", found=quoted(cell.text)), msg("mend the formula, or write the number")
        )
    if cell.kind == "date":
        raise failure(
            msg("holds a date or a time, {found}", found=quoted(cell.text)),
            msg("a spreadsheet makes a date of 1.5 or 5/6: format the cell as a number and type it again"),
        )
    if cell.kind == "answer":
        if indicator.measure != "milestone":
            message = msg("yes and no are for milestones; this indicator is measured in numbers")
            raise failure(message)
        return Said(bool(cell.answer), "")
    if cell.number is not None:
        return Said(_number(cell, cell.number, indicator), "")
    return _text(cell.text, indicator, decimal, is_own)


def _number(cell: Cell, number: Decimal, indicator: Indicator) -> Decimal:
    if indicator.measure == "milestone":
        raise failure(msg("a milestone is recorded as yes or no, not as a number"))
    if cell.kind == "percent":
        if not _is_percent(indicator):
            raise _not_percent(f"{number.scaleb(2).normalize():f} %")
        number = number.scaleb(2)
    if not is_usable(number):
        raise failure(*TOO_LONG)
    return Decimal(f"{number.normalize():f}")


def _text(text: str, indicator: Indicator, decimal: DecimalSign | None, is_own: bool) -> Said:
    text = unicodedata.normalize("NFC", text).strip()
    plain = parse_plain(text) if is_own else None
    if plain is not None and indicator.measure != "milestone":
        if not is_usable(plain):
            raise failure(*TOO_LONG)
        return Said(plain, "")
    bare, status = _certainty(text)
    if bare.endswith("%") and indicator.measure != "milestone" and not _is_percent(indicator):
        raise _not_percent(text)
    value, qualifier = read_value(bare, indicator, decimal)
    return Said(value, qualifier, status)


def _certainty(text: str) -> tuple[str, ResultStatus | None]:
    """Return a text without the word before or after the number that says how certain it is, and that status."""
    before = _CERTAINTY.match(text)
    if before and before.end() < len(text):
        return text[before.end() :].strip(), read_status(before[1]) or _english(before[1])
    after = re.search(rf"(?<=[\s\d%])\(?{_CERTAINTY.pattern}$", text, re.IGNORECASE)
    if after and after.start():
        return text[: after.start()].strip(), read_status(after[1]) or _english(after[1])
    return text, None


def _english(word: str) -> ResultStatus | None:
    return "estimate" if word.lower().startswith("estimate") else None


def _is_percent(indicator: Indicator) -> bool:
    return any("%" in unit for unit in indicator.unit.values())


def _not_percent(found: str) -> Exception:
    return failure(
        msg("{found} is a percentage, but the indicator is not in percent", found=quoted(found)),
        msg("write the value in the unit of the indicator, without %"),
    )


def read_said_status(cell: Cell) -> ResultStatus | None:
    """Return the status that a cell names, or None for an empty one; raises TrackerError for anything else."""
    if is_nothing(cell):
        return None
    status = read_status(cell.text)
    if status == "withdrawn":
        raise failure(msg("a withdrawal is not imported"), msg("take the result back with tracker undo"))
    if status is None:
        raise failure(
            msg("{found} is not a status", found=quoted(cell.text)),
            msg("write estimate, preliminary, final or forecast (ước, sơ bộ, chính thức, dự báo)"),
        )
    return status


def read_said_qualifier(cell: Cell, found: Qualifier) -> Qualifier:
    """Return the qualifier that stands in its own column, else the one `found` beside the value.

    Raises TrackerError where the cell holds something else, or the two disagree.
    """
    text = "" if cell.kind == "empty" else unicodedata.normalize("NFC", cell.text).strip()
    if not text:
        return found
    qualifier = read_qualifier(text)
    if qualifier is None or (found and found != qualifier):
        raise failure(*_about_qualifier(text, found))
    return qualifier


def _about_qualifier(text: str, found: Qualifier) -> tuple[Message, Message]:
    if read_qualifier(text):
        return (
            msg("the value says {one}, the column of qualifiers {other}", one=quoted(found), other=quoted(text)),
            msg("keep one of the two"),
        )
    return msg("{found} is not a qualifier", found=quoted(text)), msg("write <, > or ~, or leave it empty")
