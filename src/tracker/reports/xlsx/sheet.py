"""A sheet that is written from top to bottom, in rows as high as their texts need."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.views.workbook import FormatCache, split_text

LINE_HEIGHT = 15.0
"""The height of a line of text in points."""

_HIGHEST_ROW = 409.0
_PAGE_HEIGHT, _MAX_SHRINK = 515.0, 1.4
_FONT_SIZE = 11
_LETTERS_PER_DIGIT, _CAPITAL = 1.15, 1.35
"""How many letters of running text fit into the width of a digit, and the width of a capital in letters."""
_EDGE_WIDTH = 1.0
"""The width of the edges of a column, in digits."""


def count_lines(text: str, width: float, scale: float = 1) -> int:
    """Return how many lines a text takes in a column of so many digits; `scale` is the size of its letters."""
    count, used = 1, 0.0
    width = max((width - _EDGE_WIDTH) * _LETTERS_PER_DIGIT / scale, 1)
    for word in text.split(" "):
        size = len(word) + (_CAPITAL - 1) * sum(letter.isupper() for letter in word)
        if used and used + 1 + size > width:
            count, used = count + 1, 0.0
        used += size + bool(used)
        while used > width:
            count, used = count + 1, used - width
    return count


class SheetWriter:
    """One sheet with the widths of its columns, and the row that is written next."""

    def __init__(self, sheet: Any, formats: FormatCache, widths: Sequence[float]) -> None:  # noqa: ANN401
        self.sheet, self.formats, self.widths = sheet, formats, tuple(widths)
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

        A text that is too long for the highest row continues in the next; "" takes no row.
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
        """Set the height of the row in lines: not every program does so by itself."""
        height = min(lines * LINE_HEIGHT + 2, _HIGHEST_ROW)
        self.sheet.set_row(self.row, height)
        self.height += height

    def write_text(self, text: str, columns: tuple[int, int], properties: Mapping[str, object], rows: int = 1) -> None:
        """Write a text into the cells of `columns`, merged over so many rows, and stay in the row."""
        made = self.formats.get_format(**{"text_wrap": True, **properties})
        first, last = columns
        if first != last or rows > 1:
            self.sheet.merge_range(self.row, first, self.row + rows - 1, last, "", made)
        self.sheet.write_string(self.row, first, text, made)

    def fit_on_one_page(self) -> None:
        """Print the sheet on one page if that makes it not much smaller."""
        if self.height <= _PAGE_HEIGHT * _MAX_SHRINK:
            self.sheet.fit_to_pages(1, 1)

    def skip_row(self) -> None:
        """Leave a row empty."""
        self.set_row_height(0.5)
        self.row += 1
