"""Percentages, errors and the size of an .ods file, which the library that reads the values does not report.

A repeated cell or row is written once in the file, so three lines can mean a billion cells.
"""

from collections.abc import Mapping

from tracker.importing.readers.archive import Attributes, get_attribute, make_unreadable_error, parse_xml
from tracker.importing.readers.cells import MISSING_VALUE
from tracker.importing.readers.size_guard import RowSpans, SizeGuard, Span

_CELLS = ("table-cell", "covered-table-cell")
_MAX_TEXT_LENGTH = 100
_MAX_COUNT_DIGITS, _MANY = 19, 10**18


def is_needed(name: str) -> bool:
    """Whether a part of the archive is needed to read the cells."""
    return name in ("mimetype", "content.xml", "META-INF/manifest.xml")


def read_spans(content: bytes, file: str) -> Mapping[str, RowSpans]:
    """Return the spans of each sheet by its name; raises TrackerError if there are too many cells."""
    guard = SizeGuard(file)
    handler = _ContentHandler(guard, file)
    parse_xml(content, file, handler.start, handler.end, handler.text)
    guard.finish()
    return guard.spans_by_sheet


class _ContentHandler:
    """Passes the cells of all sheets from the parser to the guard."""

    def __init__(self, guard: SizeGuard, file: str) -> None:
        self._guard, self._file = guard, file
        self._row, self._rows, self._column, self._columns = 0, 1, 0, 1
        self._kind, self._text, self._length = "", "", 0
        self._spans: list[Span] = []
        self._is_within = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            if self._is_within:
                raise make_unreadable_error(self._file)
            self._is_within, self._row = True, 0
            self._guard.begin_sheet(get_attribute(attributes, "name"))
        elif name == "table-row":
            self._rows, self._column, self._spans = self._parse_count(attributes, "number-rows-repeated"), 0, []
        elif name in _CELLS:
            self._begin_cell(attributes)
        elif name == "s":  # several spaces
            self._length += self._parse_count(attributes, "c")

    def _begin_cell(self, attributes: Attributes) -> None:
        """Begin a cell. The library reserves memory for the empty cells before it."""
        self._guard.skip_cells(self._row, self._column, self._columns if self._column else 0)
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
                self._guard.mark_rows(range(self._row, self._row + self._rows), self._spans)
            self._row += self._rows
        elif name == "table":
            self._is_within = False

    def _end_cell(self) -> None:
        end = self._column + self._columns
        if self._kind:
            self._guard.add_cell(self._row, self._column, self._length, self._rows, self._columns)
            if self._kind in ("percentage", "error") or self._text.startswith("#"):
                error = None if self._kind == "percentage" else self._text or "#"
                self._spans.append(Span(self._column, end, error))
        self._column = end

    def _parse_count(self, attributes: Attributes, name: str) -> int:
        """Return how often something is repeated, which is once without an attribute."""
        counts = [value.removeprefix("+") for key, value in attributes.items() if key.rpartition(" ")[2] == name]
        if any(not (text.isascii() and text.isdigit()) for text in counts):
            raise make_unreadable_error(self._file)
        return max((1, *(int(text) if len(text) < _MAX_COUNT_DIGITS else _MANY for text in counts)))
