"""What the cells of an .ods file carry beyond their values: percentages and errors, and how much there is.

A cell or a row that is repeated stands once in the file: three lines of it can mean a billion cells.
"""

from collections.abc import Mapping

from tracker.importing.readers.archive import Attributes, get_attribute, make_unreadable_error, parse_xml
from tracker.importing.readers.cells import MISSING_VALUE
from tracker.importing.readers.size_guard import RowSpans, SizeGuard, Span

_CELLS = ("table-cell", "covered-table-cell")
_MAX_TEXT_LENGTH = 100
_MAX_COUNT_DIGITS, _MANY = 19, 10**18


def is_wanted(name: str) -> bool:
    """Whether a part of the archive has to do with cells."""
    return name in ("mimetype", "content.xml", "META-INF/manifest.xml")


def read_spans(content: bytes, file: str) -> Mapping[str, RowSpans]:
    """Return the facts of each sheet by its name; raises TrackerError where there are too many cells."""
    reader = _ContentHandler(SizeGuard(file), file)
    parse_xml(content, file, reader.start, reader.end, reader.text)
    reader.extent.finish()
    return reader.extent.spans_by_sheet


class _ContentHandler:
    """Takes in the cells of all sheets as the parser meets them."""

    def __init__(self, extent: SizeGuard, file: str) -> None:
        self.extent, self._file = extent, file
        self._row, self._rows, self._column, self._columns = 0, 1, 0, 1
        self._kind, self._text, self._length = "", "", 0
        self._spans: list[Span] = []
        self._is_within = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            if self._is_within:
                raise make_unreadable_error(self._file)
            self._is_within, self._row = True, 0
            self.extent.begin_sheet(get_attribute(attributes, "name"))
        elif name == "table-row":
            self._rows, self._column, self._spans = self._parse_count(attributes, "number-rows-repeated"), 0, []
        elif name in _CELLS:
            self._begin_cell(attributes)
        elif name == "s":  # several spaces
            self._length += self._parse_count(attributes, "c")

    def _begin_cell(self, attributes: Attributes) -> None:
        """Begin a cell. Where another one follows, the library makes room for the empty ones before it."""
        self.extent.skip_cells(self._row, self._column, self._columns if self._column else 0)
        self._columns = self._parse_count(attributes, "number-columns-repeated")
        kinds = [value for key, value in attributes.items() if key.endswith(" value-type")]
        has_value = any(key.endswith((" value", "-value")) for key in attributes)
        self._kind = "error" if "error" in kinds else kinds[0] if kinds else "?" if has_value else ""
        self._text, self._length = "", 0
        if get_attribute(attributes, "formula") and not kinds:
            self._kind, self._text = "error", MISSING_VALUE

    def text(self, data: str) -> None:
        self._length += len(data)
        if len(self._text) < _MAX_TEXT_LENGTH:
            self._text += data

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._end_cell()
        elif name == "table-row":
            if self._spans:
                self.extent.mark_rows(range(self._row, self._row + self._rows), self._spans)
            self._row += self._rows
        elif name == "table":
            self._is_within = False

    def _end_cell(self) -> None:
        end = self._column + self._columns
        if self._kind:
            self.extent.add_cell(self._row, self._column, self._length, self._rows, self._columns)
            if self._kind in ("percentage", "error") or self._text.startswith("#"):
                error = None if self._kind == "percentage" else self._text or "#"
                self._spans.append(Span(self._column, end, error))
        self._column = end

    def _parse_count(self, attributes: Attributes, name: str) -> int:
        """Return how often something is repeated: once, where it is not said."""
        said = [value.removeprefix("+") for key, value in attributes.items() if key.rpartition(" ")[2] == name]
        if any(not (text.isascii() and text.isdigit()) for text in said):
            raise make_unreadable_error(self._file)
        return max((1, *(int(text) if len(text) < _MAX_COUNT_DIGITS else _MANY for text in said)))
