"""Text files as sheets: CSV and the like, in any encoding and with any delimiter that spreadsheets write."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from tracker.errors import Location, Message, Problem, TrackerError, msg
from tracker.importing.headings import parse_heading
from tracker.importing.readers.cells import (
    LAST_COLUMN,
    MAX_CELLS,
    MAX_ROWS,
    MAX_TEXT_BYTES,
    SAVE_AGAIN,
    Cell,
    Row,
    Rows,
    Sheet,
    make_file_error,
    make_too_large_error,
)

_DELIMITERS = (",", ";", "\t")
_MAX_SAMPLE_ROWS = 60
_MAX_ROW_LENGTH = 1_000_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWEL_WITH_TONE = re.compile(f"[aăâeêioôơuưy][{_TONES}]", re.IGNORECASE)
_WEB_PAGE = re.compile(
    r"<!doctype|<!--|<(?:html|head|body|table|meta|title|div|style|script)\b|mime-version:", re.IGNORECASE
)
_XML = re.compile(r"<(?:\?xml|(?:[a-z]+:)?workbook|office:document)\b", re.IGNORECASE)
_CONFLICT = re.compile(r'^"?(?:<{7} |>{7} |\|{7} |={7}"?[,;\t]*\r?$)', re.MULTILINE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(data: bytes, file: str) -> Sheet:
    """Return the sheet in a text file; raises TrackerError if it cannot be read as a table."""
    if len(data) > MAX_TEXT_BYTES:
        message = msg("is a text file larger than {size} MB", size=MAX_TEXT_BYTES >> 20)
        raise make_file_error(file, message, msg("leave only the rows with results in it, or import it in parts"))
    text, notes = _decode(data, file)
    text = text.lstrip("\ufeff")
    _check_content(text, file)
    first, _, rest = text.partition("\n")
    skipped, delimiter = 0, ""
    if first.lower().startswith("sep="):  # a line that only Excel knows
        text, skipped = rest, 1
        delimiter = first[4:5] if first[4:5] in _DELIMITERS else "" if first[4:].strip() else "\t"
    delimiter = delimiter or _detect_delimiter(text)
    return Sheet(file, "", _make_rows(text, delimiter, file, skipped), delimiter, notes)


def _check_content(text: str, file: str) -> None:
    """Raise TrackerError for a text that only looks like a sheet, or that a merge of git has left unfinished."""
    head = text[:1000].lstrip()
    if _WEB_PAGE.match(head) or (_XML.match(head) and "<html" in text[:5000].lower()):
        raise make_file_error(file, msg("is a web page, which spreadsheet programs open like a sheet"), SAVE_AGAIN)
    if _XML.match(head):
        message = msg("is an XML document, which spreadsheet programs open like a sheet")
        raise make_file_error(file, message, SAVE_AGAIN)
    if match := _CONFLICT.search(text):
        line = text.count("\n", 0, match.start()) + 1
        message = msg("holds a conflict marker of git: two versions stand in the file")
        raise TrackerError([Problem(Location(file, line), message, msg("keep the version that is right"))])


def _decode(data: bytes, file: str) -> tuple[str, tuple[Message, ...]]:
    """Return the decoded text: in the encoding that its first bytes name, else UTF-8, else Vietnamese Windows.

    A file that is partly UTF-8 is damaged. A file that Windows-1252 reads otherwise is Vietnamese only if every sign of
    a tone follows a vowel.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _guess_utf16(data)
    try:
        return data.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError as error:
        first = error.start
        if encoding:
            line = data.count(b"\n", 0, error.start) + 1
            message = msg("begins like {encoding} but is not valid {encoding}", encoding=encoding.upper())
            raise TrackerError([Problem(Location(file, line), message, msg("save it as UTF-8"))]) from None
    _check_utf8(data, file, first)
    try:
        decoded = data.decode("cp1258")
    except UnicodeDecodeError:
        raise make_file_error(file, msg("is neither UTF-8, UTF-16 nor Windows-1258"), msg("save it as UTF-8")) from None
    text = unicodedata.normalize("NFC", decoded)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
        hint = msg("import a .csv, .tsv, .txt, .xlsx, .xls or .ods file")
        raise make_file_error(file, msg("is not a text file"), hint)
    tones = sum(map(decoded.count, _TONES))
    is_vietnamese = tones and tones * 2 == len(decoded) - len(_VOWEL_WITH_TONE.sub("", decoded))
    if not is_vietnamese and decoded != data.decode("cp1252", "replace"):
        message = msg("is not UTF-8, and its accents can be read in several ways (Windows-1252, Windows-1258)")
        raise make_file_error(file, message, msg("save it as UTF-8"))
    return text, (msg("the file is not UTF-8 and was read as Windows-1258 (Vietnamese)"),)


def _check_utf8(data: bytes, file: str, first: int) -> None:
    """Raise TrackerError at the `first` byte that is not UTF-8 if other letters of the file are UTF-8.

    In a file of Windows-1258 fewer than one letter in ten looks like UTF-8, by chance.
    """
    readable = data.decode("utf-8", "ignore")
    letters = len(readable) - len(data.translate(None, _HIGH_BYTES))
    if letters * 10 > len(data) - len(readable.encode()):
        line = data.count(b"\n", 0, first) + 1
        message = msg("holds a byte that is not UTF-8; the other letters of the file are UTF-8")
        raise TrackerError([Problem(Location(file, line), message, msg("correct this line, and save it as UTF-8"))])


def _guess_utf16(data: bytes) -> str | None:
    """Return UTF-16 if every second byte at the beginning is zero, as in headings without accents."""
    head = data[:200]
    if len(head) >= 4 and b"\0" in head:
        if not any(head[0::2]):
            return "utf-16-be"
        if head[1::2].count(0) > len(head) // 4 and not any(sign == 0 for sign in head[0::2]):
            return "utf-16-le"
    return None


def _detect_delimiter(text: str) -> str:
    """Return the delimiter with which most headings are recognised, among equals the one with more cells."""

    def rate(sign: str) -> tuple[int, int]:
        rows = list(_iter_first_rows(text, sign))
        recognised = max((sum(parse_heading(cell).role != "other" for cell in row) for row in rows), default=0)
        return recognised, max((len(row) for row in rows), default=0)

    return max(_DELIMITERS, key=rate)


def _iter_first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(text[:100_000], newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for _ in range(_MAX_SAMPLE_ROWS):
            yield next(reader)
    except (csv.Error, StopIteration):
        return


def _make_rows(text: str, delimiter: str, file: str, skipped: int) -> Rows:
    """Return the rows of a text after reading all once; raises TrackerError if they cannot be read.

    `skipped` counts the lines of the file before the text.
    """
    for _ in _iter_values(text, delimiter, file, skipped):
        pass

    def iter_rows() -> Iterator[Row]:
        for line, values in _iter_values(text, delimiter, file, skipped):
            filled = {column: Cell("text", value) for column, value in enumerate(values) if value}
            yield Row(line, filled, len(values))

    return Rows(iter_rows)


class _LimitedLines:
    """The lines of a text for the csv module, which would read a row of any size into memory."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._matches, self._delimiter = _LINE.finditer(text), delimiter
        self.begin_row()

    def __iter__(self) -> "_LimitedLines":
        return self

    def __next__(self) -> str:
        match = next(self._matches)
        self._characters_left -= match.end() - match.start()
        if self._characters_left < 0:
            raise _LongRowError
        line = match[0]
        self._delimiters_left -= line.count(self._delimiter)
        if self._delimiters_left < 0:
            raise _LongRowError
        return line

    def begin_row(self) -> None:
        """Reset the limits for the next row."""
        self._characters_left, self._delimiters_left = _MAX_ROW_LENGTH, LAST_COLUMN


class _LongRowError(Exception):
    """A row is longer than any row of indicators."""


def _iter_values(text: str, delimiter: str, file: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line of each row, and the row; raises TrackerError if quotation marks do not match."""
    csv.field_size_limit(max(csv.field_size_limit(), _MAX_ROW_LENGTH + 1))
    lines = _LimitedLines(text, delimiter)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line, count, cells = 1, 0, 0
    try:
        for values in reader:
            lines.begin_row()
            count, cells = count + 1, cells + len(values)
            if count > MAX_ROWS or cells > MAX_CELLS:
                raise make_too_large_error(file)
            yield line + skipped, values
            line = reader.line_num + 1
    except _LongRowError:
        message = msg(
            "the row that begins here has more than {length} characters or {count} separators",
            length=Decimal(_MAX_ROW_LENGTH),
            count=Decimal(LAST_COLUMN),
        )
        hint = msg("look for a quotation mark that is never closed")
        raise TrackerError([Problem(Location(file, line + skipped), message, hint)]) from None
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = msg("a quotation mark is opened on this line and never closed")
        else:
            message = msg("the quotation marks on this line do not match")
        hint = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')
        raise TrackerError([Problem(Location(file, line + skipped), message, hint)]) from None
