"""The cells of an .xlsx file, with what a reader of the sheet sees of them: number formats, fonts, hidden rows."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from tracker.errors import msg
from tracker.importing.readers.archive import get_name, iter_elements, make_unreadable_error
from tracker.importing.readers.cells import (
    EMPTY_CELL,
    LAST_COLUMN,
    MISSING_VALUE,
    Book,
    Cell,
    CellDoubt,
    MergedRange,
    Sheet,
    make_file_error,
    make_rows,
    parse_number,
    sort_sheets,
)
from tracker.importing.readers.formats import make_formatted_cell
from tracker.importing.readers.xlsx_styles import Style, parse_index, read_styles, read_text, read_texts, unescape

_REFERENCE = re.compile(r"([A-Z]{1,3})0*([1-9][0-9]{0,6})")
_UNUSED = ("xl/theme/", "xl/drawings/", "xl/charts/", "xl/media/", "xl/printersettings/")
_WHOLE_PARTS = frozenset(("row", "cols", "mergeCells"))
_TEXT_KINDS = ("s", "str", "inlineStr")
_TRUE, _FALSE = ("1", "true", "on"), ("0", "false", "off")


_PLAIN = Style("", None)
_ALL_HIDDEN = b"\1" * LAST_COLUMN


class _Book(NamedTuple):
    """What all sheets of a workbook share."""

    file: str
    texts: list[tuple[str, CellDoubt | None]]
    styles: list[Style]
    is_1904: bool
    is_uncalculated: bool


def is_needed(name: str) -> bool:
    """Whether a part of the archive, by its name in lower case, is needed to read the cells or to know the file."""
    is_part = name.startswith("xl/") and name.endswith((".xml", ".rels")) and not name.startswith(_UNUSED)
    return is_part or name in ("xl/workbook.bin", "word/document.xml")


def read_book(parts: Mapping[str, bytes], file: str) -> Book:
    """Return the sheets of a workbook; raises TrackerError if it is damaged, or another kind of document."""
    _check_kind(parts, file)
    targets = _read_targets(parts, file)
    sheets: list[tuple[str, str, bool]] = []
    is_1904 = is_uncalculated = False
    for name, element in iter_elements(parts["xl/workbook.xml"], file, frozenset()):
        if name == "sheet":
            identities = [value for key, value in element.items() if key.endswith("}id")]
            if len(identities) != 1 or element.get("name", "") in (sheet for sheet, _, _ in sheets):
                raise make_unreadable_error(file)
            sheets.append((element.get("name", ""), identities[0], element.get("state", "visible") == "visible"))
        elif name == "workbookPr":
            is_1904 = _is_set(element, "date1904")
        elif name == "calcPr":
            is_uncalculated = _is_set(element, "fullCalcOnLoad") or element.get("calcCompleted") in _FALSE
    texts, styles = read_texts(parts.get("xl/sharedstrings.xml"), file), read_styles(parts.get("xl/styles.xml"), file)
    book = _Book(file, texts, styles, is_1904, is_uncalculated)
    found: list[tuple[Sheet, bool]] = []
    for name, identity, is_visible in sheets:
        path, is_sheet = targets.get(identity, ("", True))
        if not is_sheet:  # a sheet that is a chart
            continue
        if path not in parts:
            raise make_unreadable_error(file)
        found.append((_SheetReader(book, name, parts[path]).read(), not is_visible))
    return sort_sheets(found)


def _check_kind(parts: Mapping[str, bytes], file: str) -> None:
    if "word/document.xml" in parts:
        hint = msg("copy its table into a sheet and save that as .xlsx")
        raise make_file_error(file, msg("is a Word document"), hint)
    if "xl/workbook.bin" in parts:
        raise make_file_error(file, msg("is a binary workbook (.xlsb)"), msg("save it as .xlsx"))
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        raise make_unreadable_error(file)


def _read_targets(parts: Mapping[str, bytes], file: str) -> dict[str, tuple[str, bool]]:
    """Return the path of each part that the workbook names, by its identity, and whether it is a sheet of cells."""
    targets: dict[str, tuple[str, bool]] = {}
    for name, element in iter_elements(parts["xl/_rels/workbook.xml.rels"], file, frozenset()):
        if name == "Relationship":
            target = element.get("Target", "")
            is_whole = target.startswith(("/", "xl/"))
            path = target.lstrip("/") if is_whole else posixpath.normpath(f"xl/{target}")
            found = (path.casefold(), not element.get("Type", "").endswith(("/chartsheet", "/dialogsheet")))
            if targets.setdefault(element.get("Id", ""), found) != found:
                raise make_unreadable_error(file)
    return targets


class _SheetReader:
    """Reads the rows of one sheet, as often as they are asked for."""

    def __init__(self, book: _Book, name: str, part: bytes) -> None:
        self._book, self._name, self._part = book, name, part

    def read(self) -> Sheet:
        """Return the sheet; the merged cells are listed after the cells, so everything is parsed once."""
        merged: list[MergedRange] = []
        part = self._part if b"mergeCell" in self._part else b""
        for name, element in iter_elements(part, self._book.file, _WHOLE_PARTS):
            if name == "mergeCells":
                for each in element:
                    first, _, last = each.get("ref", "").partition(":")
                    (top, left), (bottom, right) = map(self._parse_reference, (first, last or first))
                    merged.append(MergedRange(top + 1, bottom + 1, left, right))
        return Sheet(self._book.file, self._name, make_rows(self._iter_rows), merged=tuple(merged))

    def _iter_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        hidden = bytearray(LAST_COLUMN)
        is_hidden_by_default, line = False, 0
        for name, element in iter_elements(self._part, self._book.file, _WHOLE_PARTS):
            if name == "sheetFormatPr":
                is_hidden_by_default = _is_set(element, "zeroHeight")
            elif name == "cols":
                _mark_hidden(element, hidden)
            elif name == "row":
                is_hidden = _is_hidden(element, "ht") or (is_hidden_by_default and not element.get("ht"))
                line, cells = self._read_row(element, line, _ALL_HIDDEN if is_hidden else hidden)
                yield line, cells

    def _read_row(self, element: Element, previous: int, hidden: bytes | bytearray) -> tuple[int, dict[int, Cell]]:
        """Return the line of a row and its filled cells; each is where it says, else beside the one before it."""
        line, column = (parse_index(element.get("r")) if element.get("r") else 0), -1
        cells: dict[int, Cell] = {}
        for each in element:
            if get_name(each) != "c":
                continue
            column += 1
            if reference := each.get("r"):
                row, column = self._parse_reference(reference)
                line = line or row + 1
                if row + 1 != line or column in cells or column >= LAST_COLUMN:
                    raise make_unreadable_error(self._book.file)
            if cell := self._read_cell(each):
                cells[column] = cell._replace(is_hidden=True) if hidden[column] else cell
        line = line or previous + 1
        if line <= previous:
            raise make_unreadable_error(self._book.file)
        return line, dict(sorted(cells.items()))

    def _parse_reference(self, reference: str) -> tuple[int, int]:
        """Return the row and column of a name such as B2, counted from 0."""
        match = _REFERENCE.fullmatch(reference)
        if not match:
            raise make_unreadable_error(self._book.file)
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(match[2]) - 1, column - 1

    def _read_cell(self, element: Element) -> Cell | None:
        """Return a cell, or None if it is empty."""
        kind, value, text, doubt, has_formula = element.get("t", "n"), "", "", None, False
        for child in element:
            name = get_name(child)
            if name == "v":
                value = "".join(child.itertext())
            elif name == "f":
                has_formula = True
            elif name == "is":
                text, doubt = read_text(child)
        if has_formula and not value and kind != "str":
            return Cell("error", MISSING_VALUE)
        if kind == "s" and value:
            (text, doubt), value = self._get_text(value), ""  # an empty text is not its index
        style = self._get_style(element.get("s"))
        cell = (
            Cell("text", text or unescape(value))
            if kind in _TEXT_KINDS
            else self._make_cell(kind, value.strip(), style.code)
        )
        if not cell.text:
            return None
        doubt = doubt or style.doubt or cell.doubt
        if has_formula and self._book.is_uncalculated:
            doubt = doubt or "uncalculated"
        return cell._replace(doubt=doubt) if doubt else cell

    def _get_text(self, index: str) -> tuple[str, CellDoubt | None]:
        at = parse_index(index)
        if not 0 <= at < len(self._book.texts):
            raise make_unreadable_error(self._book.file)
        return self._book.texts[at]

    def _get_style(self, index: str | None) -> Style:
        """Return a style; a cell that names none has the first one."""
        at = parse_index(index)
        return self._book.styles[at] if 0 <= at < len(self._book.styles) else _PLAIN

    def _make_cell(self, kind: str, value: str, code: str) -> Cell:
        """Return a cell that holds no text."""
        if not value:
            return EMPTY_CELL
        if kind == "b":
            return Cell("answer", str(value in _TRUE).upper(), None, value in _TRUE)
        if kind in ("e", "d"):
            return Cell("error" if kind == "e" else "date", value)
        number = parse_number(value) if kind == "n" else None
        if number is None:
            raise make_unreadable_error(self._book.file)
        return make_formatted_cell(number, code, self._book.is_1904)


def _is_set(element: Element, name: str) -> bool:
    return element.get(name, "0") in _TRUE


def _is_hidden(element: Element, size: str) -> bool:
    """Whether a row or column is hidden, or its height or width, named by `size`, is nothing."""
    return _is_set(element, "hidden") or parse_number(element.get(size, "1")) == 0


def _mark_hidden(columns: Element, hidden: bytearray) -> None:
    """Mark the columns of a sheet that are hidden."""
    for each in columns:
        if _is_hidden(each, "width"):
            first, last = (min(max(parse_index(each.get(key)), 0), LAST_COLUMN) for key in ("min", "max"))
            hidden[max(first - 1, 0) : last] = b"\1" * (last - max(first - 1, 0))
