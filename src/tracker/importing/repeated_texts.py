"""The texts of rows as a column gives them: a cell above may be merged with that of a row, or be repeated by a sign."""

from collections.abc import Iterable, Iterator

from tracker.importing.columns import SheetColumn
from tracker.importing.readers.cells import MergedRange

_DITTO = ('"', "''", "”", "nt", "-nt-", "như trên", "ditto", "do.", "〃")


class RepeatedTexts:
    """The units or bodies in a column, read row by row from the top down."""

    def __init__(self, merged: Iterable[MergedRange], column: SheetColumn | None) -> None:
        self._areas = dict(iter_tall_areas(merged, column)) if column else {}
        self._last = ("", 0)

    def get_text(self, line: int, text: str) -> str:
        """Return what holds for the row on this line, in whose cell `text` is, or ""."""
        above, last = self._last
        if text and text.casefold() not in _DITTO:
            self._last = (text, self._areas.get(line, line))
            return text
        return above if above and (text or line <= last) else text


def iter_tall_areas(merged: Iterable[MergedRange], column: SheetColumn) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each merged range of several rows in a column."""
    for area in merged:
        if area.first_column <= column.position <= area.last_column and area.last_line > area.first_line:
            yield area.first_line, area.last_line
