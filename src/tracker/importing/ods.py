"""What the cells of an .ods file carry beyond their values: percentages and errors, and how much there is.

A cell or a row that is repeated stands once in the file: three lines of it can mean a billion cells.
"""

from collections.abc import Mapping

from tracker.importing.archive import Attributes, attribute, unreadable, walk
from tracker.importing.cells import NO_VALUE
from tracker.importing.extent import Extent, Facts, Span

_CELLS = ("table-cell", "covered-table-cell")
_LONGEST_TEXT = 100
_LONGEST_COUNT, _MANY = 19, 10**18


def is_wanted(name: str) -> bool:
    """Whether a part of the archive has to do with cells."""
    return name in ("mimetype", "content.xml", "META-INF/manifest.xml")


def facts_of(content: bytes, file: str) -> Mapping[str, Facts]:
    """Return the facts of each sheet by its name; raises TrackerError where there are too many cells."""
    reader = _Reader(Extent(file), file)
    walk(content, file, reader.start, reader.end, reader.text)
    reader.extent.done()
    return reader.extent.facts


class _Reader:
    """Takes in the cells of all sheets as the parser meets them."""

    def __init__(self, extent: Extent, file: str) -> None:
        self.extent, self._file = extent, file
        self._row, self._rows, self._column, self._columns = 0, 1, 0, 1
        self._kind, self._text, self._length = "", "", 0
        self._spans: list[Span] = []
        self._is_within = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            if self._is_within:
                raise unreadable(self._file)
            self._is_within, self._row = True, 0
            self.extent.begin(attribute(attributes, "name"))
        elif name == "table-row":
            self._rows, self._column, self._spans = self._count(attributes, "number-rows-repeated"), 0, []
        elif name in _CELLS:
            self._begin(attributes)
        elif name == "s":  # several spaces
            self._length += self._count(attributes, "c")

    def _begin(self, attributes: Attributes) -> None:
        """Begin a cell. Where another one follows, the library makes room for the empty ones before it."""
        self.extent.passed(self._row, self._column, self._columns if self._column else 0)
        self._columns = self._count(attributes, "number-columns-repeated")
        kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
        has_value = any(key.endswith((" value", "-value")) for key in attributes)
        self._kind = "error" if "error" in kinds else kinds[0] if kinds else "?" if has_value else ""
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
            if self._spans:
                self.extent.mark_rows(range(self._row, self._row + self._rows), self._spans)
            self._row += self._rows
        elif name == "table":
            self._is_within = False

    def _cell(self) -> None:
        end = self._column + self._columns
        if self._kind:
            self.extent.filled(self._row, self._column, self._length, self._rows, self._columns)
            if self._kind in ("percentage", "error") or self._text.startswith("#"):
                error = None if self._kind == "percentage" else self._text or "#"
                self._spans.append(Span(self._column, end, error))
        self._column = end

    def _count(self, attributes: Attributes, name: str) -> int:
        """Return how often something is repeated: once, where it is not said."""
        said = [value.removeprefix("+") for key, value in attributes.items() if key.rpartition(" ")[2] == name]
        if any(not (text.isascii() and text.isdigit()) for text in said):
            raise unreadable(self._file)
        return max((1, *(int(text) if len(text) < _LONGEST_COUNT else _MANY for text in said)))
