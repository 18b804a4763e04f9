"""What every workbook has alike: how it is opened, what a cell holds, and how a sheet is printed."""

from collections.abc import Iterator
from itertools import chain, count
from typing import Any

LONGEST_TEXT = 32_767
"""The most characters that a cell of Excel holds."""
WORKBOOK_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Text stays text, also where it begins like a formula or an address."""

_A4 = 9
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "_______")


def set_up_printing(sheet: Any) -> None:  # noqa: ANN401 (a class of the library)
    """Print a sheet on A4 across, one page wide, with the numbers of the pages beneath."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&C&P/&N")


def truncate_text(text: str) -> str:
    """Return what a cell holds of a text: all of it, or its beginning and the sign that there is more."""
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le")  # as Excel counts
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - 2)].decode("utf-16-le", "ignore") + " …"


def split_text(text: str, most: int) -> Iterator[str]:
    """Yield a text in pieces of at most `most` characters, parted at blanks where there are any; joined they are it."""
    while len(text) > most:
        at = text.rfind(" ", 0, most) + 1 or most
        yield text[:at]
        text = text[at:]
    yield text


class SheetNames:
    """The names of the sheets of one workbook: short enough, without forbidden characters, each once."""

    def __init__(self) -> None:
        self._taken = {"history"}  # Excel keeps this one for itself

    def make_name(self, text: str, suffix: str = "") -> str:
        """Return the name of a sheet; where it is taken already it gets `mark` behind it, or a number."""
        text = text.translate(_FORBIDDEN).strip("' ") or "_"
        numbered = (f" {suffix}{number}" for number in count(2))
        named = (_append_suffix(text, end) for end in chain(["", f" {suffix}".rstrip()], numbered))
        name = next(name for name in named if name.casefold() not in self._taken)
        self._taken.add(name.casefold())
        return name


def _append_suffix(text: str, suffix: str) -> str:
    return text[: _LONGEST_NAME - len(suffix)].rstrip("' ") + suffix
