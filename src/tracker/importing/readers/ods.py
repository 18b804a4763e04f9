"""The cells of an .ods file, with what a reader of the sheet sees of them: styles and hidden rows.

A repeated cell or row is written once in the file, so three lines can mean a billion cells.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from tracker.importing.readers.archive import (
    get_attribute,
    get_name,
    iter_elements,
    make_password_error,
    make_unreadable_error,
)
from tracker.importing.readers.cells import (
    LAST_COLUMN,
    MAX_CELLS,
    MISSING_VALUE,
    Book,
    Cell,
    CellDoubt,
    MergedRange,
    Sheet,
    make_number_cell,
    make_rows,
    make_too_large_error,
    parse_number,
    sort_sheets,
)
from tracker.importing.readers.formats import add_shown_words

_CELLS = ("table-cell", "covered-table-cell")
_WHOLE_PARTS = frozenset(("table-row", "table-column", "automatic-styles", "styles"))
_NUMBER_KINDS = ("float", "currency", "percentage", "")
_NO_TEXT = ("annotation", "frame", "custom-shape", "ruby-text")
_MAX_COUNT_DIGITS, _MANY = 18, 10**18
_MAX_SPACES = 100_000


class _Column(NamedTuple):
    """Equal columns: the one after the last of them, their default style, and whether they are hidden."""

    end: int
    style: str
    is_hidden: bool


class _Styles:
    """The doubts that the styles of cells, text and numbers leave, and the styles of hidden sheets."""

    def __init__(self) -> None:
        self.hidden_sheets: set[str] = set()
        self._doubts: dict[str, CellDoubt | None] = {}
        self._parents: dict[str, str] = {}
        self._data_styles: dict[str, str] = {}
        self._scaled: set[str] = set()

    def add(self, container: Element) -> None:
        """Add the styles of one part of the file."""
        for style in container:
            name = get_attribute(style, "name")
            for each in style.iter():
                if get_attribute(each, "display-factor", "1") != "1":
                    self._scaled.add(name)
                if get_name(each) == "table-properties" and get_attribute(each, "display") == "false":
                    self.hidden_sheets.add(name)
                if get_name(each) == "text-properties":
                    self._doubts[name] = _get_doubt(each)
            self._parents[name] = get_attribute(style, "parent-style-name")
            self._data_styles[name] = get_attribute(style, "data-style-name")

    def get_doubt(self, name: str) -> CellDoubt | None:
        """Return the doubt that a style, or one that it is based on, leaves."""
        for _ in range(20):
            if not name:
                break
            if doubt := self._doubts.get(name):
                return doubt
            if self._data_styles.get(name, "") in self._scaled:
                return "scaled"
            name = self._parents.get(name, "")
        return None


def _get_doubt(properties: Element) -> CellDoubt | None:
    for key in ("text-line-through-style", "text-line-through-type"):
        if get_attribute(properties, key, "none") != "none":
            return "struck"
    position = get_attribute(properties, "text-position", "0%").split(" ")[0]
    return "raised" if position not in ("0%", "0", "") else None


def is_needed(name: str) -> bool:
    """Whether a part of the archive, by its name in lower case, is needed to read the cells."""
    return name in ("content.xml", "styles.xml", "meta-inf/manifest.xml")


def read_book(parts: Mapping[str, bytes], file: str) -> Book:
    """Return the sheets of a workbook; raises TrackerError if it is damaged, protected or too large."""
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise make_password_error(file)
    styles, readers = _Styles(), dict[str, _SheetReader]()
    for part in (parts.get("styles.xml", b""), parts["content.xml"]):
        for kind, element in iter_elements(part, file, _WHOLE_PARTS):
            last = next(reversed(readers.values()), None)
            if kind in ("automatic-styles", "styles"):
                styles.add(element)
            elif kind == "table":
                name, style = (get_attribute(element, key) for key in ("name", "style-name"))
                if name in readers:
                    raise make_unreadable_error(file)
                readers[name] = _SheetReader(file, name, style in styles.hidden_sheets, styles)
            elif kind == "table-column" and last:
                last.add_columns(element)
            elif kind == "table-row" and last:
                last.add_rows(element)
    return sort_sheets((each.get_sheet(), each.is_hidden) for each in readers.values())


class _SheetReader:
    """Keeps the rows of one sheet; equal rows are kept once."""

    def __init__(self, file: str, name: str, is_hidden: bool, styles: _Styles) -> None:
        self.is_hidden = is_hidden
        self._file, self._name, self._styles = file, name, styles
        self._columns: list[_Column] = []
        self._rows: list[tuple[int, int, dict[int, Cell]]] = []
        self._merged: list[MergedRange] = []
        self._line, self._count = 1, 0

    def get_sheet(self) -> Sheet:
        """Return the sheet, after everything was added."""
        return Sheet(self._file, self._name, make_rows(self._iter_rows), merged=tuple(self._merged))

    def _iter_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        return ((line + at, cells) for line, repeats, cells in self._rows for at in range(repeats))

    def add_columns(self, element: Element) -> None:
        """Add equal columns."""
        end = (self._columns[-1].end if self._columns else 0) + self._parse_count(element, "number-columns-repeated")
        self._columns.append(_Column(end, get_attribute(element, "default-cell-style-name"), _is_hidden(element)))

    def add_rows(self, element: Element) -> None:
        """Add equal rows."""
        repeats = self._parse_count(element, "number-rows-repeated")
        cells = dict(self._iter_cells(element))
        if cells:
            self._count += len(cells) * repeats
            if self._count > MAX_CELLS:
                raise make_too_large_error(self._file)
            self._rows.append((self._line, repeats, cells))
        self._line += repeats

    def _iter_cells(self, element: Element) -> Iterator[tuple[int, Cell]]:
        """Yield the filled cells of a row."""
        is_hidden, start, known = _is_hidden(element), 0, iter((*self._columns, _Column(_MANY, "", False)))
        row_style, column = get_attribute(element, "default-cell-style-name"), next(known)
        for each in element:
            if get_name(each) not in _CELLS:
                continue
            self._add_merged(each, start)
            end, cell = start + self._parse_count(each, "number-columns-repeated"), self._read_cell(each)
            if cell.text and end > LAST_COLUMN:
                raise make_unreadable_error(self._file)
            while cell.text and start < end:
                while start >= column.end:
                    column = next(known)
                style = get_attribute(each, "style-name") or row_style or column.style
                doubt = cell.doubt or self._get_doubt(style, cell)
                shown = cell._replace(doubt=doubt, is_hidden=is_hidden or column.is_hidden)
                yield from ((at, shown) for at in range(start, min(end, column.end)))
                start = min(end, column.end)
            start = end

    def _add_merged(self, element: Element, column: int) -> None:
        if not any(key.endswith("-spanned") for key in element.attrib):
            return
        rows, columns = (self._parse_count(element, f"number-{key}-spanned") for key in ("rows", "columns"))
        if rows > 1 or columns > 1:
            self._merged.append(MergedRange(self._line, self._line + rows - 1, column, column + columns - 1))

    def _get_doubt(self, style: str, cell: Cell) -> CellDoubt | None:
        doubt = self._styles.get_doubt(style)
        return doubt if doubt != "scaled" or cell.number is not None else None

    def _read_cell(self, element: Element) -> Cell:
        """Return a cell as all its repetitions are."""
        kinds = [value for key, value in element.items() if key.endswith("}value-type")]
        known = {key.rpartition("}")[2]: value for key, value in element.items()}
        has_formula, (text, doubt) = bool(known.get("formula")), self._read_text(element)
        if "error" in kinds or (has_formula and (not kinds or text.startswith(("#", "Err:")))):
            return Cell("error", (text or "#") if kinds else MISSING_VALUE)
        kind, value = kinds[0] if kinds else "", known.get("value", "")
        if kind in _NUMBER_KINDS and (kind or value):
            number = parse_number(value)
            if number is None:
                raise make_unreadable_error(self._file)
            cell = make_number_cell(number, "percent" if kind == "percentage" else "number")
            return cell._replace(doubt=doubt) if doubt else add_shown_words(cell, text)
        if kind == "boolean":
            is_true = known.get("boolean-value") == "true"
            return Cell("answer", str(is_true).upper(), None, is_true, doubt)
        if kind in ("date", "time"):
            return Cell("date", known.get(f"{kind}-value") or text, doubt=doubt)
        return Cell("text", text or known.get("string-value", ""), doubt=doubt)

    def _read_text(self, element: Element) -> tuple[str, CellDoubt | None]:
        """Return the text of a cell, and the doubt that its parts leave."""
        paragraphs, doubts = [], list[CellDoubt | None]()
        for each in element:
            if get_name(each) == "table":
                raise make_unreadable_error(self._file)
            if get_name(each) == "p":
                paragraphs.append("".join(self._iter_texts(each, doubts)))
        return "\n".join(paragraphs), next(iter(doubts), None)

    def _iter_texts(self, element: Element, doubts: list[CellDoubt | None]) -> Iterator[str]:
        """Yield the pieces of a paragraph."""
        if element.text:
            yield element.text
        for child in element:
            name = get_name(child)
            if name == "s":
                count = self._parse_count(child, "c")
                if count > _MAX_SPACES:
                    raise make_too_large_error(self._file)
                yield " " * count
            elif name in ("tab", "line-break"):
                yield "\t" if name == "tab" else "\n"
            elif name not in _NO_TEXT:
                pieces = list(self._iter_texts(child, doubts))
                doubt = self._styles.get_doubt(get_attribute(child, "style-name"))
                if doubt in ("raised", "struck") and "".join(pieces).strip():
                    doubts.append(doubt)
                yield from pieces
            if child.tail:
                yield child.tail

    def _parse_count(self, element: Element, name: str) -> int:
        """Return how often something is repeated, which is once without an attribute."""
        counts = [value.removeprefix("+") for key, value in element.items() if key.rpartition("}")[2] == name]
        if any(not (text.isascii() and text.isdigit()) for text in counts):
            raise make_unreadable_error(self._file)
        return max((1, *(int(text) if len(text) < _MAX_COUNT_DIGITS else _MANY for text in counts)))


def _is_hidden(element: Element) -> bool:
    return get_attribute(element, "visibility", "visible") != "visible"
