"""What all workbooks share: options, formats of cells, limits of texts and names, and printing."""

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

LONGEST_TEXT = 32_767
"""The most characters in a cell of Excel."""
WORKBOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Text stays text, even if it begins like a formula or an address."""
HEAD_COLOUR = "#e7eef5"

_A4 = 9
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "_______")


class FormatCache:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (a class of the library)
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def get_format(self, **properties: object) -> Any:  # noqa: ANN401 (a class of the library)
        """Return the format with these properties, which are those of the library."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._formats[key]


def make_digit_format(decimals: int) -> str:
    """Return the number format of a number with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def set_up_printing(sheet: Any) -> None:  # noqa: ANN401 (a class of the library)
    """Print a sheet on A4 landscape, one page wide, with page numbers at the bottom."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&C&P/&N")


def truncate_text(text: str) -> str:
    """Return a text as it fits into a cell: whole, or its beginning and an ellipsis."""
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le")  # as Excel counts
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 2)].decode("utf-16-le", "ignore") + " …"


def split_text(text: str, most: int) -> Iterator[str]:
    """Yield a text in pieces of at most `most` characters, split at spaces if there are any."""
    while len(text) > most:
        at = text.rfind(" ", 0, most) + 1 or most
        yield text[:at]
        text = text[at:]
    yield text


class SheetNames:
    """The names of the sheets of one workbook: short enough, without forbidden characters, and unique."""

    def __init__(self) -> None:
        self._taken = {"history"}  # reserved by Excel

    def make_name(self, text: str, suffix: str = "") -> str:
        """Return the name of a sheet, with `suffix` or a number at its end if it is taken."""
        text = text.translate(_FORBIDDEN).strip("' ") or "_"
        numbered = (f" {suffix}{number}" for number in count(2))
        named = (_append_suffix(text, end) for end in chain(["", f" {suffix}".rstrip()], numbered))
        name = next(name for name in named if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return name


def _append_suffix(text: str, suffix: str) -> str:
    return text[: _LONGEST_NAME - len(suffix)].rstrip("' ") + suffix
