"""How cells of a workbook look: the font, and number formats that write a number as the report does."""

from tracker.i18n import Language
from tracker.numbers import round_half_up
from tracker.reports.records import ReportCell
from tracker.views.formats import MINUS, format_number
from tracker.views.workbook import make_digit_format

FONT = "Times New Roman"

_MAX_FORMAT_LENGTH = 255
_MAX_DIGITS = 15
"""A spreadsheet shows no more digits of a number."""


def make_number_format(cell: ReportCell, language: Language) -> str:
    """Return the number format with which a spreadsheet shows the number of a cell as the report writes it.

    It is "" where no format does: the cell has no number, or one of more digits than a spreadsheet keeps.
    """
    number = cell.number
    if number is None or round_half_up(type(number)(f"{number:.{_MAX_DIGITS}g}"), cell.decimals) != round_half_up(
        number, cell.decimals
    ):
        return ""
    before, found, after = cell.text.partition(format_number(number, cell.decimals, language).lstrip(MINUS))
    if not found:
        return ""
    body = make_digit_format(cell.decimals)
    qualifier = before.rstrip(f"+{MINUS}")
    plus = "+" if "+" in before or "}-{" in cell.formula else ""
    minus = MINUS if number >= 0 or MINUS in before else ""
    found = ";".join(f"{_quote_literal(qualifier + sign)}{body}{_quote_literal(after)}" for sign in (plus, minus, ""))
    return found if len(found) <= _MAX_FORMAT_LENGTH else ""


def _quote_literal(text: str) -> str:
    """Return text as a number format shows it literally."""
    parts = text.split('"')
    return r"\"".join(f'"{part}"' if part else "" for part in parts)
