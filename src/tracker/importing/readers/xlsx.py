"""Percentages, errors and the size of an .xlsx file, which the library that reads the values does not report.

It returns 1.45 % as 0.0145, and `#REF!` as an empty cell.
"""

import posixpath
import re
from collections.abc import Mapping

from tracker.errors import msg
from tracker.importing.readers.archive import Attributes, make_unreadable_error, parse_xml
from tracker.importing.readers.cells import MISSING_VALUE, make_file_error
from tracker.importing.readers.size_guard import RowSpans, SizeGuard

PERCENT_FORMATS = {9, 10}
_REFERENCE = re.compile(r"([A-Z]{1,3})0*([1-9][0-9]{0,6})")
_MAX_VALUE_LENGTH = 100
_OTHER_KINDS = ("xl/workbook.bin", "word/document.xml")
"""Parts by which `check_kind` recognises other documents."""
_LITERAL_TEXT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def is_needed(name: str) -> bool:
    """Whether a part of the archive is needed to read the cells."""
    return name in ("[Content_Types].xml", "_rels/.rels", *_OTHER_KINDS) or (
        name.startswith("xl/")
        and name.endswith((".xml", ".rels"))
        and not name.startswith(("xl/theme/", "xl/drawings/", "xl/charts/", "xl/media/", "xl/printerSettings/"))
    )


_COMMON_PARTS = frozenset(
    ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
     "xl/sharedstrings.xml")
)  # fmt: skip


def read_spans(parts: Mapping[str, bytes], file: str) -> tuple[Mapping[str, RowSpans], frozenset[str]]:
    """Return the spans of each sheet by its name, and the names of the checked parts in lower case.

    Raises TrackerError if there are too many cells, or cells that no program writes so.
    """
    parts = {name.casefold(): part for name, part in parts.items()}  # programs do not agree on capitals
    percent_styles = _find_percent_styles(parts.get("xl/styles.xml", b""), file)
    lengths = _measure_strings(parts.get("xl/sharedstrings.xml", b""), file)
    guard, sheets = SizeGuard(file), _map_sheet_parts(parts, file)
    for name, path in sheets.items():
        if path in parts:
            guard.begin_sheet(name)
            handler = _SheetHandler(guard, percent_styles, lengths, file)
            parse_xml(parts[path], file, handler.start, handler.end, handler.text)
    guard.finish()
    return guard.spans_by_sheet, _COMMON_PARTS | frozenset(sheets.values())


def _map_sheet_parts(parts: Mapping[str, bytes], file: str) -> dict[str, str]:
    """Return the path of each sheet's part by the name of the sheet."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def on_sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            identities = [value for key, value in attributes.items() if key.endswith(" id")]
            if attributes.get("name", "") in sheets or len(identities) > 1:
                raise make_unreadable_error(file)
            sheets[attributes.get("name", "")] = identities[0] if identities else ""

    def on_relationship(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            is_whole = target.startswith(("/", "xl/"))
            path = target.lstrip("/") if is_whole else posixpath.normpath(f"xl/{target}")
            if targets.setdefault(attributes.get("Id", ""), path) != path:
                raise make_unreadable_error(file)

    parse_xml(parts.get("xl/workbook.xml", b""), file, on_sheet)
    parse_xml(parts.get("xl/_rels/workbook.xml.rels", b""), file, on_relationship)
    return {name: targets.get(identity, "").casefold() for name, identity in sheets.items()}


def _find_percent_styles(part: bytes, file: str) -> frozenset[str]:
    """Return the indexes of the cell styles that show a percentage."""
    formats = set(PERCENT_FORMATS)
    styles: list[bool] = []
    inside: list[str] = []

    def on_start(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and is_percent_format(attributes.get("formatCode", "")):
            formats.add(_parse_number(attributes.get("numFmtId", "")))
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(_parse_number(attributes.get("numFmtId", "0")) in formats)
        inside.append(name)

    def on_end(_: str) -> None:
        inside.pop()

    if part:
        parse_xml(part, file, on_start, on_end)
    return frozenset(str(at) for at, is_percent in enumerate(styles) if is_percent)


def is_percent_format(pattern: str) -> bool:
    """Whether a number format shows a percentage: it has a percent sign outside of literal text."""
    return "%" in _LITERAL_TEXT.sub("", pattern)


def _measure_strings(part: bytes, file: str) -> list[int]:
    """Return the length of every shared string: a small file can repeat a long one a million times."""
    lengths: list[int] = []

    def on_start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def on_text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    if part:
        parse_xml(part, file, on_start, None, on_text)
    return lengths


class _SheetHandler:
    """Passes the cells of one sheet from the parser to the guard."""

    def __init__(self, guard: SizeGuard, percent_styles: frozenset[str], lengths: list[int], file: str) -> None:
        self._guard, self._styles, self._lengths, self._file = guard, percent_styles, lengths, file
        self._row, self._column, self._kind, self._value, self._length = 0, 0, "", "", 0
        self._next_row = self._next_column = 0
        self._in_value = self._has_formula = self._has_value = self._is_percent = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row" and attributes.get("r"):
            self._next_row = _parse_number(attributes["r"]) - 1
            if self._next_row < 0:
                raise make_unreadable_error(self._file)
        elif name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._in_value, self._value = True, ""
        elif name == "f":
            self._has_formula = True

    def _begin_cell(self, attributes: Attributes) -> None:
        """Begin a cell at the position that it names, else beside the cell before it in this row."""
        reference = attributes.get("r", "")
        match = _REFERENCE.fullmatch(reference)
        if reference and not match:
            raise make_unreadable_error(self._file)
        self._row, self._column = self._next_row, self._next_column
        if match:
            self._row, self._column = int(match[2]) - 1, _parse_column(match[1])
        self._next_column = self._column + 1
        self._guard.check_position(self._row, self._column)
        self._kind, self._value, self._length = attributes.get("t", ""), "", 0
        self._has_formula = self._has_value = False
        self._is_percent = attributes.get("s") in self._styles and self._kind in ("", "n")

    def text(self, data: str) -> None:
        if self._in_value and len(self._value) < _MAX_VALUE_LENGTH:
            self._value += data
        self._length += len(data)

    def end(self, name: str) -> None:
        if name == "c" and self._has_formula and not self._has_value:
            self._guard.mark_cell(self._row, self._column, MISSING_VALUE)
        elif name == "row":
            self._next_row, self._next_column = self._next_row + 1, 0
        if name not in ("v", "t"):
            return
        self._in_value, self._has_value = False, True
        if self._kind == "s" and self._value.isdecimal():
            at = int(self._value) if len(self._value) < 10 else 0
            self._length += self._lengths[at] if at < len(self._lengths) else 0
        self._guard.add_cell(self._row, self._column, self._length)
        self._length = 0
        if self._kind == "e":
            self._guard.mark_cell(self._row, self._column, self._value)
        elif self._is_percent:
            self._guard.mark_cell(self._row, self._column)


def _parse_column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _parse_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def check_kind(parts: Mapping[str, bytes], file: str) -> None:
    """Raise TrackerError if the archive is not an .xlsx workbook."""
    if "word/document.xml" in parts:
        hint = msg("copy its table into a sheet and save that as .xlsx")
        raise make_file_error(file, msg("is a Word document"), hint)
    if "xl/workbook.bin" in parts:
        raise make_file_error(file, msg("is a binary workbook (.xlsb)"), msg("save it as .xlsx"))
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        raise make_unreadable_error(file)
