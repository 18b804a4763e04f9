"""How cells of a workbook look: formats, made once each, and number formats that write a number as the report does."""

from typing import Any

from tracker.language import Language
from tracker.numbers import rounded
from tracker.views.formats import MINUS, number_text
from tracker.views.report.records import Cell

FONT = "Times New Roman"
HEAD = "#e7eef5"

_LONGEST_PATTERN = 255
_DIGITS = 15
"""A spreadsheet shows no more digits of a number."""


class Looks:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (a class of the library)
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def look(self, **properties: object) -> Any:  # noqa: ANN401 (a class of the library)
        """Return the format with these properties, which are those of the library."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._made[key]


def pattern(cell: Cell, language: Language) -> str:
    """Return the number format with which a spreadsheet shows the number of a cell as the report writes it.

    It is "" where no format does: the cell has no number, or one of more digits than a spreadsheet keeps.
    """
    number = cell.number
    if number is None or rounded(type(number)(f"{number:.{_DIGITS}g}"), cell.decimals) != rounded(
        number, cell.decimals
    ):
        return ""
    before, found, after = cell.text.partition(number_text(number, cell.decimals, language).lstrip(MINUS))
    if not found:
        return ""
    body = digits(cell.decimals)
    qualifier = before.rstrip(f"+{MINUS}")
    plus = "+" if "+" in before or "}-{" in cell.formula else ""
    minus = MINUS if number >= 0 or MINUS in before else ""
    found = ";".join(f"{_literal(qualifier + sign)}{body}{_literal(after)}" for sign in (plus, minus, ""))
    return found if len(found) <= _LONGEST_PATTERN else ""


def digits(decimals: int) -> str:
    """Return the number format of a number with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _literal(text: str) -> str:
    """Return text as a number format shows it literally."""
    parts = text.split('"')
    return r"\"".join(f'"{part}"' if part else "" for part in parts)
