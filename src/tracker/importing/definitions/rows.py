"""The rows of a table: groups, headings of several rows, indicators and what they are parts of; nothing is dropped.

A row that is none of these is kept with the reason why it is not used.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.errors import Message, TrackerError, msg
from tracker.importing.cell_values import is_blank
from tracker.importing.columns import SheetColumn
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.definitions.numbering import Numbering, parse_numbering, split_numbering, split_of_which
from tracker.importing.definitions.target_texts import read_target_text
from tracker.importing.headings import find_role
from tracker.importing.readers.cells import Cell, Row, Sheet
from tracker.importing.repeated_texts import RepeatedTexts
from tracker.importing.row_kinds import is_heading_row, is_ordinal_row, is_prose, is_total
from tracker.importing.words import MARKS
from tracker.numbers import parse_number, parse_yes_no
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.text import sanitize_text


class TableRow(NamedTuple):
    """A row with a name: its bare names by language, the name as written, its number, and whether it has figures.

    `has_texts`: there are texts in the columns of figures. `is_marker`: it says "of which" and nothing else.
    """

    row: Row
    names: Mapping[str, str]
    written: str
    numbering: Numbering
    is_of_which: bool
    has_figures: bool
    unit: str
    has_unit: bool
    has_owner: bool
    has_texts: bool = False
    is_marker: bool = False

    @property
    def is_part(self) -> bool:
        """Whether the row says that it is a part of one above it."""
        return self.is_of_which or self.numbering.is_part

    @property
    def is_filled(self) -> bool:
        """Whether the row has more than a name and a number."""
        return self.has_figures or self.has_unit or self.has_owner


class SkippedRow(NamedTuple):
    """A row that is not used: its text, and why."""

    row: Row
    text: str
    reason: Message


class TableRows(NamedTuple):
    """The rows of a table with names, and those that are not used."""

    used: list[TableRow]
    skipped: list[SkippedRow]


def read_rows(sheet: Sheet, columns: TableColumns) -> TableRows:
    """Return the rows of a table with names, and those that are not used."""
    reader = _RowReader(sheet, columns)
    reader.read()
    return _split_end(reader.rows, reader.skipped)


def _is_number(cell: Cell) -> bool:
    """Whether a cell has a number that is no year, as a number or a text."""
    if cell.number is not None:
        return not (cell.number == int(cell.number) and FIRST_YEAR <= cell.number <= LAST_YEAR)
    text = cell.text.strip()
    return bool(parse_number(text).readings) and not (text.isdigit() and len(text) == 4)


def clean_name(name: str) -> str:
    """Return a name on one line, without the marks of footnotes after it."""
    return MARKS.sub("", sanitize_text(" ".join(name.split()))).strip()


class _RowReader:
    """Reads the rows one by one, and looks for the end of the table."""

    def __init__(self, sheet: Sheet, columns: TableColumns) -> None:
        self._sheet, self._columns = sheet, columns
        self._main = min(columns.names.values(), key=lambda column: column.position)
        self._figures = [column.position for column in columns.figures]
        self._units = {code: RepeatedTexts(sheet.merged, column) for code, column in columns.units.items()}
        self.rows: list[TableRow] = []
        self.skipped: list[SkippedRow] = []

    def read(self) -> None:
        """Read all rows through the last one, or the headings of another table."""
        layout, is_first, has_ended = self._columns.layout, True, False
        for row in self._sheet.rows.skip(layout.header_rows):
            if not any(cell.text.strip() for cell in row.cells.values()):
                continue
            texts = {" ".join(cell.text.split()) for cell in row.cells.values() if cell.text.strip()}
            text = next(iter(self._iter_texts(row)), "")
            has_ended = has_ended or self._has_headings(row)
            if texts <= layout.texts:
                self._skip(row, text, msg("the headings again"))
                has_ended = False
            elif has_ended:
                self._skip(row, text, msg("another table begins above this row"))
            elif all(cell.is_hidden for cell in row.cells.values()):
                self._skip(row, text, msg("hidden"))
            elif is_first and is_ordinal_row(row):
                self._skip(row, text, msg("the numbers of the columns"))
            else:
                self._read_row(row)
            is_first = False

    def _has_headings(self, row: Row) -> bool:
        """Whether a row has the headings of another table: a row with a number has none."""
        number = self._columns.texts.get("number")
        if number and (text := row.get_cell(number.position).text.strip()):
            if find_role(text) == "number":
                return True
            if parse_numbering(text).style:
                return False
        if any(_is_number(row.get_cell(at)) for at in self._figures):
            return False
        if sum(not is_blank(cell) for cell in row.cells.values()) < 2:
            return False  # one text alone is a remark
        return is_heading_row(row, row.get_cell(self._main.position).text, self._figures)

    def _skip(self, row: Row, text: str, reason: Message) -> None:
        self.skipped.append(SkippedRow(row, " ".join(text.split()), reason))

    def _iter_texts(self, row: Row) -> Iterator[str]:
        """Yield the texts of a row, that of the name first."""
        name = row.get_cell(self._main.position).text
        if name.strip():
            yield name
        yield from (cell.text for at, cell in row.cells.items() if cell.text.strip() and at != self._main.position)

    def _read_row(self, row: Row) -> None:
        has_figures = any(self._is_figure(row, row.get_cell(at)) for at in self._figures)
        name = row.get_cell(self._main.position).text.strip()
        number = self._columns.texts.get("number")
        numbering = parse_numbering(row.get_cell(number.position).text) if number else Numbering()
        if not name and not has_figures:
            left = [cell.text for at, cell in row.cells.items() if cell.text.strip() and at < min(self._figures)]
            name = left[0].strip() if len(left) == 1 and not parse_numbering(left[0]).style else ""
        if not name:
            reason = msg("there are figures without a name") if has_figures else msg("a text beside the table")
            self._skip(row, next(iter(self._iter_texts(row)), ""), reason)
        elif is_total(name):
            self._skip(row, name, msg("a total of the table"))
        elif name.startswith(("(", "*")) and not has_figures:
            self._skip(row, name, msg("a remark"))
        else:
            self._add(row, name, numbering, has_figures)

    def _add(self, row: Row, name: str, numbering: Numbering, has_figures: bool) -> None:
        written = " ".join(name.split())
        before, bare = split_numbering(written)
        numbering = numbering if numbering.style else before
        is_of_which, rest = split_of_which(bare)
        names = {code: self._read_name(row, column) for code, column in self._columns.names.items()}
        names = {code: text for code, text in names.items() if text}
        if not names:
            names = {"": clean_name(rest)}
        units = {code: self._read_unit(row, code) for code in self._columns.units}
        owner = self._columns.texts.get("owner")
        has_owner = owner is not None and not is_blank(row.get_cell(owner.position))
        is_bare = is_of_which and not rest
        self.rows.append(
            TableRow(row, {"": written} if is_bare else names, written, numbering, is_of_which, has_figures,
                     units.get("", "") or next(iter(units.values()), ""), self._has_unit(row), has_owner,
                     any(not is_blank(row.get_cell(at)) for at in self._figures), is_bare and not has_figures)
        )  # fmt: skip

    def _read_name(self, row: Row, column: SheetColumn) -> str:
        """Return the bare name in a cell; what follows "of which" begins with a capital."""
        _, bare = split_numbering(" ".join(row.get_cell(column.position).text.split()))
        is_of_which, rest = split_of_which(bare)
        name = clean_name(split_numbering(rest)[1] if is_of_which else rest)
        return f"{name[:1].upper()}{name[1:]}" if is_of_which else name

    def _read_unit(self, row: Row, code: str) -> str:
        cell = row.get_cell(self._columns.units[code].position)
        text = "" if is_blank(cell) else " ".join(cell.text.split())
        return self._units[code].get_text(row.line, text)

    def _is_figure(self, row: Row, cell: Cell) -> bool:
        """Whether a cell of a column of figures has one, or words; words nobody can read count in a numbered row."""
        if is_blank(cell):
            return False
        if cell.kind != "text" or _is_target_text(cell.text):
            return True
        has_digits = any(sign.isdigit() for sign in cell.text)
        return (has_digits or not is_prose(cell)) and (self._is_marked(row) or (has_digits and not is_prose(cell)))

    def _has_unit(self, row: Row) -> bool:
        return any(not is_blank(row.get_cell(column.position)) for column in self._columns.units.values())

    def _is_marked(self, row: Row) -> bool:
        """Whether a row has a unit of its own, or a number or bullet, as indicators have."""
        number = self._columns.texts.get("number")
        text = row.get_cell(number.position).text if number else ""
        name = row.get_cell(self._main.position).text
        return self._has_unit(row) or bool(parse_numbering(text).style) or bool(split_numbering(name)[0].style)


def _is_target_text(text: str) -> bool:
    """Whether a text says yes or no, or what must be reached."""
    if parse_yes_no(text) is not None:
        return True
    try:
        return read_target_text(text).kind != "none"
    except TrackerError:
        return False


def _split_end(rows: list[TableRow], skipped: list[SkippedRow]) -> TableRows:
    """Return the rows through the last indicator; those below it are notes and signatures."""
    last = max((at for at, row in enumerate(rows) if row.is_filled or _is_numbered(row)), default=-1)
    below = [SkippedRow(row.row, row.written, msg("a text below the table")) for row in rows[last + 1 :]]
    return TableRows(rows[: last + 1], sorted([*skipped, *below], key=lambda each: each.row.line))


def _is_numbered(row: TableRow) -> bool:
    return row.numbering.style in ("number", "item", "dash", "plus")
