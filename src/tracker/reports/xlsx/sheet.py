"""A sheet that is written from top to bottom: texts across all of it, in rows as high as they need."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.views.workbook import FormatCache, split_text

LINE_HEIGHT = 15.0
"""How many points high a line of text is."""

_HIGHEST_ROW = 409.0
_PAGE_HEIGHT, _MAX_SHRINK = 515.0, 1.4
_FONT_SIZE = 11
_LETTERS_PER_DIGIT, _CAPITAL = 1.15, 1.35
"""How many letters of running text have room where a column is one digit wide, and how wide a capital is among them."""
_EDGE_WIDTH = 1.0
"""How much of a column its edges take, in digits."""


def count_lines(text: str, width: float, scale: float = 1) -> int:
    """Return how many lines a text takes in a column so many digits wide, broken at blanks.

    `scale` is the size of its letters, in parts of the usual one.
    """
    count, at = 1, 0.0
    width = max((width - _EDGE_WIDTH) * _LETTERS_PER_DIGIT / scale, 1)
    for word in text.split(" "):
        size = len(word) + (_CAPITAL - 1) * sum(letter.isupper() for letter in word)
        if at and at + 1 + size > width:
            count, at = count + 1, 0.0
        at += size + bool(at)
        while at > width:
            count, at = count + 1, at - width
    return count


class SheetWriter:
    """One sheet with the widths of its columns, and the row that is written next."""

    def __init__(self, sheet: Any, looks: FormatCache, widths: Sequence[float]) -> None:  # noqa: ANN401
        self.sheet, self.formats, self.widths = sheet, looks, tuple(widths)
        self.row = 0
        self.height = 0.0
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)

    @property
    def last_column(self) -> int:
        """Return the last column."""
        return len(self.widths) - 1

    def write_across(self, text: str, *, columns: tuple[int, int] | None = None, **properties: object) -> None:
        """Write a text over all columns, or from the first of `columns` to the last, and go to the next row.

        A text that is longer than the highest row goes on in the next; "" takes no row.
        """
        if not text:
            return
        first, last = columns or (0, self.last_column)
        size = properties.get("font_size", _FONT_SIZE)
        scale = (size if isinstance(size, int) else _FONT_SIZE) / _FONT_SIZE
        width = sum(self.widths[first : last + 1])
        most = int(width / scale * 0.8 * (_HIGHEST_ROW // (LINE_HEIGHT * scale)))
        for piece in split_text(text, max(most, 1)):
            self.write_text(piece, (first, last), properties)
            self.set_row_height(count_lines(piece, width, scale) * scale)
            self.row += 1

    def set_row_height(self, lines: float) -> None:
        """Make the row as high as so many lines: not every program does so by itself."""
        height = min(lines * LINE_HEIGHT + 2, _HIGHEST_ROW)
        self.sheet.set_row(self.row, height)
        self.height += height

    def write_text(self, text: str, columns: tuple[int, int], properties: Mapping[str, object], rows: int = 1) -> None:
        """Write a text into the cells of `columns` as one, so many rows high, and stay in the row."""
        made = self.formats.get_format(**{"text_wrap": True, **properties})
        first, last = columns
        if first == last and rows == 1:
            self.sheet.write_string(self.row, first, text, made)
            return
        self.sheet.merge_range(self.row, first, self.row + rows - 1, last, "", made)
        self.sheet.write_string(self.row, first, text, made)

    def fit_on_one_page(self) -> None:
        """Print the sheet on one page where that makes it not much smaller."""
        if self.height <= _PAGE_HEIGHT * _MAX_SHRINK:
            self.sheet.fit_to_pages(1, 1)

    def skip_row(self) -> None:
        """Leave a row empty."""
        self.set_row_height(0.5)
        self.row += 1
