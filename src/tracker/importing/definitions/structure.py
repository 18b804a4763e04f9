"""Which rows are groups, headings and indicators, and which indicator is a part of which."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Message, msg
from tracker.importing.definitions.numbering import NumberStyle
from tracker.importing.definitions.rows import TableRow
from tracker.importing.definitions.units import split_unit
from tracker.importing.units import normalize_unit


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
        self._above: list[tuple[int, TableRow]] = []
        self._heading: TableRow | None = None
        self._by_number: dict[str, TableRow] = {}
        self._marker = False

    def build(self) -> TableStructure:
        """Return the structure of all rows."""
        for at, row in enumerate(self._rows):
            following = self._rows[at + 1] if at + 1 < len(self._rows) else None
            if row.is_marker:
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
        rank = _RANKS.get(row.numbering.style)
        if not is_part:
            self._main, self._above, self._marker, self._heading = row, [], False, None
        elif rank is not None:
            self._above = [*((other, each) for other, each in self._above if other < rank), (rank, row)]

    def _find_parent(self, row: TableRow) -> tuple[TableRow | None, Message | None]:
        """Return the row that a row is a part of, or the heading above it, and a question if that is a guess."""
        style, text = row.numbering
        if style == "number" and "." in text:
            return self._find_numbered(row, text.rpartition(".")[0])
        parent: TableRow | None = None
        if style in ("dash", "item", "plus"):
            parent = next((each for rank, each in reversed(self._above) if rank < _RANKS[style]), self._main)
            if parent is not None and parent.numbering.style == style and not row.is_of_which and not self._marker:
                parent = None  # a list of bullets only
        elif row.is_of_which or (style == "" and self._marker):
            parent = self._main
        elif style == "" and self._main is not None and self._mostly_numbered:
            return self._main, msg("is it a part of the indicator above? it has no number")
        return parent, _ask_of_units(row, parent)

    def _find_numbered(self, row: TableRow, number: str) -> tuple[TableRow | None, Message | None]:
        """Return the row with the number above: of one with figures, a row is a part only if their units are the same.

        The numbers of a logframe order levels: 2.2.1 is another thing than 2.2.
        """
        whole = self._by_number.get(number)
        if whole is None or whole is self._heading or not whole.has_figures:
            return whole, None
        if self._marker or row.is_of_which:
            return whole, _ask_of_units(row, whole)
        parts = [each for each in self._rows if each.numbering.text.rpartition(".")[0] == number]
        if any(_have_other_units(each, whole) for each in parts):
            return None, None
        return whole, msg("is it a part of {number}? only its own number says so", number=number)


def _ask_of_units(row: TableRow, whole: TableRow | None) -> Message | None:
    """Return the question if a part has another unit than the whole."""
    is_other = whole is not None and whole.has_figures and _have_other_units(row, whole)
    return msg("is it a part of the indicator above? it has another unit") if is_other else None


def _have_other_units(row: TableRow, other: TableRow) -> bool:
    units = [each.unit or split_unit(next(iter(each.names.values())))[1] for each in (row, other)]
    return all(units) and len(set(map(normalize_unit, units))) > 1


_RANKS: dict[NumberStyle, int] = {"number": 0, "item": 1, "dash": 2, "plus": 3}
"""How deep a row is by its number or bullet: it is a part of the nearest row above that is less deep."""
