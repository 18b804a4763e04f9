"""Which rows are groups, headings and indicators, and which indicator is a part of which."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Message, msg
from tracker.importing.definitions.rows import TableRow


class IndicatorRow(NamedTuple):
    """The row of an indicator: the row of its group, the heading above it, and the row that it is a part of.

    `question` asks if its place is a guess.
    """

    table_row: TableRow
    group: TableRow | None = None
    heading: TableRow | None = None
    parent: TableRow | None = None
    question: Message | None = None


class TableStructure(NamedTuple):
    """The indicators of a table in their order, its groups, and the rows that are only headings."""

    indicators: tuple[IndicatorRow, ...]
    groups: tuple[TableRow, ...]
    headings: tuple[TableRow, ...]


def build_structure(rows: Sequence[TableRow]) -> TableStructure:
    """Return the groups, headings and indicators that rows are."""
    return _Builder(rows).build()


class _Builder:
    """Goes through the rows from the top down, and remembers what is above the next one."""

    def __init__(self, rows: Sequence[TableRow]) -> None:
        self._rows = rows
        figures = [row for row in rows if row.has_figures]
        self._has_numbers = any(row.numbering.style == "number" and "." not in row.numbering.text for row in figures)
        self._mostly_numbered = sum(bool(row.numbering.style) for row in figures) * 2 > len(figures)
        self._indicators: list[IndicatorRow] = []
        self._groups: list[TableRow] = []
        self._headings: list[TableRow] = []
        self._forget()
        self._group: TableRow | None = None

    def _forget(self) -> None:
        """Forget what is above the next row: a new group begins."""
        self._main: TableRow | None = None
        self._dash: TableRow | None = None
        self._heading: TableRow | None = None
        self._by_number: dict[str, TableRow] = {}
        self._marker = False

    def build(self) -> TableStructure:
        """Return the structure of all rows."""
        for at, row in enumerate(self._rows):
            following = self._rows[at + 1] if at + 1 < len(self._rows) else None
            if row.is_of_which and row.written.rstrip(" :").casefold() in _MARKERS and not row.has_figures:
                self._marker = True
                self._headings.append(row)
            elif self._is_group(row, following):
                self._forget()
                self._group = row
                self._groups.append(row)
            elif self._is_heading(row, following):
                self._forget()
                self._heading = self._main = row
                self._headings.append(row)
                self._by_number[row.numbering.text] = row
            else:
                self._add_indicator(row)
        used = [each.group for each in self._indicators]
        unused = [row for row in self._groups if not any(row is group for group in used)]
        self._headings += unused
        groups = tuple(row for row in self._groups if not any(row is other for other in unused))
        return TableStructure(tuple(self._indicators), groups, tuple(self._headings))

    def _is_group(self, row: TableRow, following: TableRow | None) -> bool:
        if row.is_filled or row.has_texts or following is None or row.is_of_which:
            return False
        style = row.numbering.style
        if style in ("letter", "roman", ""):
            return True
        if style != "number":
            return False
        number = following.numbering
        if number.style == "number" and number.text.startswith(f"{row.numbering.text}."):
            return True
        return not self._has_numbers

    def _is_heading(self, row: TableRow, following: TableRow | None) -> bool:
        if row.has_figures or row.has_texts or following is None or not following.is_part:
            return False
        return not row.is_part or following.numbering.text.startswith(f"{row.numbering.text}.")

    def _add_indicator(self, row: TableRow) -> None:
        parent, question = self._find_parent(row)
        heading = None
        if parent is not None and parent is self._heading:
            heading, parent = parent, None
        self._indicators.append(IndicatorRow(row, self._group, heading, parent, question))
        if row.numbering.style == "number":
            self._by_number[row.numbering.text] = row
        is_part = parent is not None or heading is not None
        if not is_part:
            self._main, self._dash, self._marker, self._heading = row, None, False, None
        elif row.numbering.style == "dash":
            self._dash = row

    def _find_parent(self, row: TableRow) -> tuple[TableRow | None, Message | None]:
        """Return the row that a row is a part of, or the heading above it, and a question if that is a guess."""
        style, text = row.numbering
        if style == "number" and "." in text:
            return self._by_number.get(text.rpartition(".")[0]), None
        if row.is_of_which or style in ("dash", "item"):
            return self._main, None
        if style == "plus":
            return self._dash or self._main, None
        if style == "" and self._marker:
            return self._main, None
        if style == "" and self._main is not None and self._mostly_numbered:
            return self._main, msg("is it a part of the indicator above? it has no number")
        return None, None


_MARKERS = frozenset(("trong đó", "trong do", "bao gồm", "gồm", "of which", "in which", "including", "tr. đó", "tr.đó"))
