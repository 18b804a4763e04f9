"""What the cells of an .xlsx file carry beyond their values: percent formats and errors, and how much there is.

The library that reads the values tells neither apart: 1.45 % arrives as 0.0145, and `#REF!` as an empty cell.
"""

import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import msg
from tracker.importing.archive import Attributes, check_cell, unreadable, walk
from tracker.importing.cells import MOST_BYTES, MOST_CELLS, NO_VALUE, refused, too_large

PERCENT_FORMATS = {9, 10}
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LONGEST_VALUE = 100
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Facts(NamedTuple):
    """Of one sheet: which cells are shown as percent, and which hold an error, by row and column from 0."""

    percent: frozenset[tuple[int, int]]
    errors: Mapping[tuple[int, int], str]


def is_wanted(name: str) -> bool:
    """Whether a part of the archive has to do with cells."""
    return name in ("[Content_Types].xml", "_rels/.rels") or (
        name.startswith("xl/")
        and name.endswith((".xml", ".rels"))
        and not name.startswith(("xl/theme/", "xl/drawings/", "xl/charts/", "xl/media/", "xl/printerSettings/"))
    )


def facts_of(parts: Mapping[str, bytes], file: str) -> dict[str, Facts]:
    """Return the facts of each sheet by its name; raises TrackerError where there are too many cells."""
    parts = {name.casefold(): part for name, part in parts.items()}  # programs do not agree on capitals
    percent_styles = _percent_styles(parts.get("xl/styles.xml", b""), file)
    lengths = _string_lengths(parts.get("xl/sharedstrings.xml", b""), file)
    found = {}
    for name, path in _sheet_parts(parts, file).items():
        if path in parts:
            reader = _SheetReader(name, percent_styles, lengths, file)
            walk(parts[path], file, reader.start, reader.end, reader.text)
            found[name] = Facts(frozenset(reader.percent), reader.errors)
    return found


def _sheet_parts(parts: Mapping[str, bytes], file: str) -> dict[str, str]:
    """Return the path of the part of each sheet by the sheet's name."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            if attributes.get("name", "") in sheets:
                raise unreadable(file)
            sheets[attributes.get("name", "")] = next(
                (value for key, value in attributes.items() if key.endswith(" id")), ""
            )

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = path

    walk(parts.get("xl/workbook.xml", b""), file, sheet)
    walk(parts.get("xl/_rels/workbook.xml.rels", b""), file, relation)
    return {name: targets.get(identity, "").casefold() for name, identity in sheets.items()}


def _percent_styles(part: bytes, file: str) -> frozenset[str]:
    """Return the numbers of the cell styles whose number format shows a percentage."""
    formats = set(PERCENT_FORMATS)
    styles: list[bool] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and shows_percent(attributes.get("formatCode", "")):
            formats.add(_number(attributes.get("numFmtId", "")))
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(_number(attributes.get("numFmtId", "0")) in formats)
        inside.append(name)

    def end(_: str) -> None:
        inside.pop()

    if part:
        walk(part, file, start, end)
    return frozenset(str(at) for at, is_percent in enumerate(styles) if is_percent)


def shows_percent(pattern: str) -> bool:
    """Whether a number format shows a percentage: a percent sign that is not a letter among others."""
    return "%" in _QUOTED.sub("", pattern)


def _string_lengths(part: bytes, file: str) -> list[int]:
    """Return the length of every shared string: a small file may repeat a long one a million times."""
    lengths: list[int] = []

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    if part:
        walk(part, file, start, None, text)
    return lengths


class _SheetReader:
    """Takes in the cells of one sheet as the parser meets them."""

    def __init__(self, sheet: str, percent_styles: frozenset[str], lengths: list[int], file: str) -> None:
        self.percent: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self._sheet, self._styles, self._lengths, self._file = sheet, percent_styles, lengths, file
        self._row, self._column, self._kind, self._value = -1, -1, "", ""
        self._in_value = self._has_formula = self._has_value = False
        self._characters = self._right = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._row = _number(attributes["r"]) - 1 if attributes.get("r") else self._row + 1
            self._column = -1
        elif name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self._in_value, self._value = True, ""
        elif name == "f":
            self._has_formula = True

    def _cell(self, attributes: Attributes) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self._row, self._column = int(found[2]) - 1, _column(found[1])
        else:
            self._column += 1
        check_cell(self._row, self._column, self._sheet, self._file)
        self._kind, self._value = attributes.get("t", ""), ""
        self._has_formula = self._has_value = False
        if attributes.get("s") in self._styles and self._kind in ("", "n"):
            self.percent.add((self._row, self._column))

    def text(self, data: str) -> None:
        if self._in_value and len(self._value) < _LONGEST_VALUE:
            self._value += data
        self._characters += len(data)

    def end(self, name: str) -> None:
        if name == "c" and self._has_formula and not self._has_value:
            self.errors[self._row, self._column] = NO_VALUE
        if name not in ("v", "t"):
            return
        self._in_value, self._has_value = False, True
        self._right = max(self._right, self._column + 1)
        if self._kind == "e":
            self.errors[self._row, self._column] = self._value
        elif self._kind == "s" and self._value.isdecimal():
            at = int(self._value) if len(self._value) < 10 else 0
            self._characters += self._lengths[at] if at < len(self._lengths) else 0
        if self._characters > MOST_BYTES or (self._row + 1) * self._right > MOST_CELLS:
            raise too_large(self._file)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def check_kind(parts: Mapping[str, bytes], names: set[str], file: str) -> None:
    """Raise TrackerError for archives that are another kind of document."""
    if any(name.startswith("word/") for name in names):
        raise refused(file, msg("is a Word document"), msg("copy its table into a sheet and save that as .xlsx"))
    if "xl/workbook.bin" in names:
        raise refused(file, msg("is a binary workbook (.xlsb)"), msg("save it as .xlsx"))
    if "xl/workbook.xml" not in parts or "xl/_rels/workbook.xml.rels" not in parts:
        raise unreadable(file)
