"""The font of a workbook, and number formats that show a number as the report does."""

from tracker.numbers import round_half_up
from tracker.reports.records import ReportCell
from tracker.views.numbers import MINUS
from tracker.views.workbook import make_digit_format

FONT = "Times New Roman"

_MAX_FORMAT_LENGTH = 255
_MAX_DIGITS = 15
"""A spreadsheet shows no more digits of a number."""


def make_number_format(cell: ReportCell) -> str:
    """Return the number format with which a spreadsheet shows the number of a cell as the report writes it.

    It is "" if no format does: the cell has no number, or one of more digits than a spreadsheet keeps.
    """
    if cell.value is None:
        return ""
    number, decimals, prefix, suffix, has_plus = cell.value
    rounded = round_half_up(number, decimals)
    if round_half_up(type(number)(f"{number:.{_MAX_DIGITS}g}"), decimals) != rounded:
        return ""
    plus = "+" if has_plus and (number > 0 or cell.formula) else ""
    minus = "" if number < 0 and rounded == 0 else MINUS
    digits, after = make_digit_format(decimals), _quote_literal(suffix)
    made = ";".join(f"{_quote_literal(prefix + sign)}{digits}{after}" for sign in (plus, minus, ""))
    return made if len(made) <= _MAX_FORMAT_LENGTH else ""


def _quote_literal(text: str) -> str:
    """Return text as a number format shows it literally."""
    parts = text.split('"')
    return r"\"".join(f'"{part}"' if part else "" for part in parts)
