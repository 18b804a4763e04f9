"""What the cells of an .ods file carry beyond their values: percentages and errors, and how much there is.

A cell or a row that is repeated stands once in the file: three lines of it can mean a billion cells.
"""

from tracker.importing.archive import Attributes, attribute, check_cell, walk
from tracker.importing.cells import MOST_BYTES, MOST_CELLS, NO_VALUE, too_large
from tracker.importing.xlsx import Facts

_CELLS = ("table-cell", "covered-table-cell")
_LONGEST_TEXT = 100


def is_wanted(name: str) -> bool:
    """Whether a part of the archive has to do with cells."""
    return name in ("mimetype", "content.xml", "META-INF/manifest.xml")


def facts_of(content: bytes, file: str) -> dict[str, Facts]:
    """Return the facts of each sheet by its name; raises TrackerError where there are too many cells."""
    reader = _Reader(file)
    walk(content, file, reader.start, reader.end, reader.text)
    return reader.facts


class _Reader:
    """Takes in the cells of all sheets as the parser meets them."""

    def __init__(self, file: str) -> None:
        self.facts: dict[str, Facts] = {}
        self._file = file
        self._percent: set[tuple[int, int]] = set()
        self._errors: dict[tuple[int, int], str] = {}
        self._row, self._rows, self._column, self._columns = 0, 1, 0, 1
        self._right = self._bottom = self._characters = 0
        self._kind, self._text, self._length = "", "", 0
        self._marked: list[tuple[int, str, str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._percent, self._errors = set(), {}
            self._row = self._right = self._bottom = 0
            self.facts[attribute(attributes, "name")] = Facts(frozenset(), {})
        elif name == "table-row":
            self._rows, self._column, self._marked = _count(attributes, "number-rows-repeated"), 0, []
        elif name in _CELLS:
            self._columns = _count(attributes, "number-columns-repeated")
            kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
            self._kind = "error" if "error" in kinds else kinds[0] if kinds else ""
            self._text, self._length = "", 0
            if attribute(attributes, "formula") and not kinds:
                self._kind, self._text = "error", NO_VALUE

    def text(self, data: str) -> None:
        self._length += len(data)
        if len(self._text) < _LONGEST_TEXT:
            self._text += data

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._cell()
        elif name == "table-row":
            self._keep()
            self._row += self._rows
        elif name == "table":
            sheet = next(reversed(self.facts))
            self.facts[sheet] = Facts(frozenset(self._percent), self._errors)

    def _cell(self) -> None:
        if self._kind:
            self._right = max(self._right, self._column + self._columns)
            self._bottom = max(self._bottom, self._row + self._rows)
            check_cell(self._bottom - 1, self._right - 1, next(reversed(self.facts), ""), self._file)
            self._characters += self._length * self._columns * self._rows
            if self._bottom * self._right > MOST_CELLS or self._characters > MOST_BYTES:
                raise too_large(self._file)
        if self._kind in ("percentage", "error") or self._text.startswith("#"):
            columns = range(self._column, self._column + self._columns)
            self._marked += [(column, self._kind, self._text) for column in columns]
        self._column += self._columns

    def _keep(self) -> None:
        for row in range(self._row, self._row + self._rows) if self._marked else ():
            for column, kind, text in self._marked:
                if kind == "percentage":
                    self._percent.add((row, column))
                else:
                    self._errors[row, column] = text or "#"


def _count(attributes: Attributes, name: str) -> int:
    text = attribute(attributes, name)
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1
