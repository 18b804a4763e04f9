"""Text files as sheets: CSV and its kin in whatever encoding and with whatever sign a spreadsheet wrote them."""

import csv
import io
import unicodedata
from collections.abc import Iterator

from tracker.errors import Message, Place, Problem, TrackerError, msg
from tracker.importing.cells import EMPTY, MOST_BYTES, MOST_CELLS, MOST_ROWS, Cell, Row, Sheet, refused, too_large
from tracker.importing.headings import heading

_DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 60
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(data: bytes, file: str) -> Sheet:
    """Return the rows of a text file; raises TrackerError where it cannot be read as a table."""
    if len(data) > MOST_BYTES:
        raise too_large(file)
    text, remarks = _decoded(data, file)
    first, _, after = text.partition("\n")
    if first.lower().startswith("sep="):  # Excel's own line
        announced = first[4:5] if first[4:5] in _DELIMITERS else "\t" if not first[4:].strip() else _delimiter(after)
        return Sheet(file, "", tuple(_rows(after, announced, file, before=1)), announced, remarks)
    delimiter = _delimiter(text)
    return Sheet(file, "", tuple(_rows(text, delimiter, file)), delimiter, remarks)


def _decoded(data: bytes, file: str) -> tuple[str, tuple[Message, ...]]:
    """Return the text in the encoding that its first bytes name, else in UTF-8, else in that of Vietnamese Windows."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _without_mark(data)
    try:
        return data.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError as error:
        if encoding:
            line = data.count(b"\n", 0, error.start) + 1
            message = msg("is not the {encoding} that its first bytes announce", encoding=encoding.upper())
            raise TrackerError([Problem(Place(file, line), message, msg("save it as UTF-8"))]) from None
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        raise refused(file, msg("is neither UTF-8, UTF-16 nor Windows-1258"), msg("save it as UTF-8")) from None
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
        raise refused(file, msg("is not a text file"), msg("import a .csv, .tsv, .txt, .xlsx, .xls or .ods file"))
    return text, (msg("the file is not UTF-8 and was read as Windows-1258 (Vietnamese)"),)


def _without_mark(data: bytes) -> str | None:
    """Return UTF-16 where every second byte of the beginning is zero, as it is in headings without accents."""
    head = data[:200]
    if len(head) >= 4 and b"\0" in head:
        if not any(head[0::2]):
            return "utf-16-be"
        if head[1::2].count(0) > len(head) // 4 and not any(sign == 0 for sign in head[0::2]):
            return "utf-16-le"
    return None


def _delimiter(text: str) -> str:
    """Return the sign under which most headings are understood; among equals the one that makes more cells."""

    def score(sign: str) -> tuple[int, int]:
        rows = list(_first_rows(text, sign))
        understood = max((sum(heading(cell).role != "other" for cell in row) for row in rows), default=0)
        return understood, max((len(row) for row in rows), default=0)

    return max(_DELIMITERS, key=score)


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(text[:100_000], newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for _ in range(_LOOKED_AT):
            yield next(reader)
    except (csv.Error, StopIteration):
        return


def _rows(text: str, delimiter: str, file: str, before: int = 0) -> Iterator[Row]:
    """Yield each row with the line on which it begins; raises TrackerError where the quotation marks do not match."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count, cells = 1, 0, 0
    try:
        for values in reader:
            count, cells = count + 1, cells + len(values)
            if count > MOST_ROWS or cells > MOST_CELLS:
                raise too_large(file)
            yield Row(line + before, tuple(Cell("text", value) if value else EMPTY for value in values))
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = msg("a quotation mark is opened on this line and never closed")
        else:
            message = msg("the quotation marks on this line do not match")
        hint = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')
        raise TrackerError([Problem(Place(file, line + before), message, hint)]) from None
