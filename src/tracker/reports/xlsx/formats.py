"""How cells of a workbook look: formats, made once each, and number formats that write a number as the report does."""

from typing import Any

from tracker.i18n import Language
from tracker.numbers import round_half_up
from tracker.reports.records import ReportCell
from tracker.views.formats import MINUS, format_number

FONT = "Times New Roman"
HEAD_COLOUR = "#e7eef5"

_MAX_FORMAT_LENGTH = 255
_MAX_DIGITS = 15
"""A spreadsheet shows no more digits of a number."""


class FormatCache:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (a class of the library)
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def get_format(self, **properties: object) -> Any:  # noqa: ANN401 (a class of the library)
        """Return the format with these properties, which are those of the library."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._formats[key]


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


def make_digit_format(decimals: int) -> str:
    """Return the number format of a number with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _quote_literal(text: str) -> str:
    """Return text as a number format shows it literally."""
    parts = text.split('"')
    return r"\"".join(f'"{part}"' if part else "" for part in parts)
