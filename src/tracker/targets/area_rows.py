"""The rows of `areas.csv`: the cells of each by column, or problems with their line and fix."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Day, Location, Message, Problem, ProblemList, find_closest, msg, quote_text
from tracker.model import Text
from tracker.periods import LAST_YEAR, is_timestamp, parse_day
from tracker.targets.language_codes import LANGUAGE_PATTERN
from tracker.text import is_conflict_marker, is_id, normalize_name

AREA_COLUMNS = ("area", "name", "level", "within", "from", "until", "into")
"""The columns that a list of areas must have; `name` may be one for each language, such as `name.vi`."""
HEADER = ",".join(AREA_COLUMNS)
_KNOWN = (*AREA_COLUMNS, "source")
_NAME = re.compile(rf"name(?:\.{LANGUAGE_PATTERN})?")
_MAX_LENGTH = 1000
"""Characters of a cell; a longer one is probably a quotation mark that is missing."""
_HEADER_HINT = msg("the first line must be {header}", header=HEADER)
_ID_HINT = msg("use lower-case letters without accents, digits and hyphens: p-song-cong")
_LEVEL_HINT = msg("write the kind of area in one word, such as province or commune")
_QUOTE_HINT = msg('put text with a comma or a quotation mark in "…", and double each mark within: ""')


class AreaRow(NamedTuple):
    """One row of `areas.csv`; `has_days` is not set if a day of it is wrong, and `first`, `last` are then empty."""

    line: int
    area: str
    name: Text
    level: str
    within: str
    first: str
    last: str
    into: str
    source: str
    has_days: bool = True


class AreaProblems:
    """Adds problems of one `areas.csv` by line and column to a list, and knows which areas were not read for one."""

    __slots__ = ("_unread", "file", "is_cut_off", "problems")

    def __init__(self, file: str, problems: ProblemList) -> None:
        self.file, self.problems = file, problems
        self._unread: set[str] = set()
        self.is_cut_off = False

    def note_unread(self, cells: Sequence[str]) -> None:
        """Note a row that was not read, so that nothing is said of the areas that lie in it."""
        self._unread.update(map(normalize_name, cells))
        self.is_cut_off = self.is_cut_off or any("\n" in cell for cell in cells)  # it has swallowed other rows

    def may_exist(self, area: str) -> bool:
        """Whether an area that was not read may be in the file."""
        return self.is_cut_off or normalize_name(area) in self._unread

    def add(self, line: int, column: str, message: Message, hint: Message | None = None) -> None:
        """Add a problem in a column of a line; "" is the whole line."""
        self.problems.append(Problem(Location(self.file, line, key=column), message, hint))


class _Columns(NamedTuple):
    """The position of each known column, and of the names by language."""

    positions: Mapping[str, int]
    names: Mapping[str, int]
    width: int


def read_area_rows(text: str, problems: AreaProblems) -> list[AreaRow]:
    """Return the rows of a list of areas that have an id, in the order of the file, after adding every problem."""
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[AreaRow] = []
    columns, line = None, 1
    try:
        for cells in records:
            if columns is None:
                columns = _read_header(cells, problems, line)
                if columns is None:
                    return []
            elif any(map(str.strip, cells)):
                if row := _read_row(cells, columns, line, problems):
                    rows.append(row)
                else:
                    problems.note_unread(cells)
            line = records.line_num + 1
    except csv.Error as error:
        problems.is_cut_off = True
        problems.add(line, "", _describe_csv_error(str(error)), _QUOTE_HINT)
    if columns is None and not problems.problems:
        problems.add(1, "", msg("the header is missing"), _HEADER_HINT)
    return rows


def _describe_csv_error(reason: str) -> Message:
    if "unexpected end" in reason or "field limit" in reason:
        return msg("a quotation mark is opened on this line and never closed")
    return msg("the quotation marks on this line do not match")


def _read_header(header: Sequence[str], problems: AreaProblems, line: int) -> _Columns | None:
    before = problems.problems.total
    names = [name.strip() for name in header]
    if is_conflict_marker(names[0] if names else ""):
        _add_conflict_marker(problems, line)
    elif not _check_separator(names, problems, line):
        _check_names(names, problems, line)
    if problems.problems.total > before:
        return None
    by_language = {name[5:]: at for at, name in enumerate(names) if _NAME.fullmatch(name)}
    return _Columns({name: at for at, name in enumerate(names) if name in _KNOWN}, by_language, len(names))


def _check_separator(names: Sequence[str], problems: AreaProblems, line: int) -> bool:
    """Whether the columns are separated by another sign, or are no columns of areas at all; adds a problem then."""
    only = names[0] if len(names) == 1 else ""
    for sign, word in ((";", msg("semicolons")), ("\t", msg("tabs"))):
        if only.startswith((f"area{sign}", f"sep={sign}")) or only.count(sign) > 1:
            hint = msg(
                "save the file as CSV with commas: Excel takes the list separator of the regional settings of Windows, "
                "and LibreOffice asks which one to use"
            )
            problems.add(line, "", msg("the columns are separated by {sign}", sign=word), hint)
            return True
    if set(names).isdisjoint(_KNOWN):
        problems.add(line, "", msg("the header is missing"), _HEADER_HINT)
        return True
    return False


def _check_names(names: Sequence[str], problems: AreaProblems, line: int) -> None:
    counts = Counter(names)
    unknown = [name for name in counts if name and name not in _KNOWN and not _NAME.fullmatch(name)]
    for name in unknown:
        if name.startswith("name."):
            message = msg("{found} is not the code of a language", found=quote_text(name[5:]))
            problems.add(line, name, message, msg("write name.vi or name.en"))
    for name in _KNOWN:
        if name in counts or (name == "name" and any(map(_NAME.fullmatch, names))):
            continue
        if meant := find_closest(name, unknown):
            message = msg("the column {found} is not known", found=quote_text(meant))
            problems.add(line, "", message, msg("is {meant} meant?", meant=quote_text(name)))
        elif name in AREA_COLUMNS:
            problems.add(line, "", msg("the column {name} is missing", name=quote_text(name)), _HEADER_HINT)
    for name in sorted(name for name, count in counts.items() if name and count > 1):
        message = msg("the column {name} appears twice", name=quote_text(name))
        problems.add(line, "", message, msg("keep one of them"))
    if counts[""]:
        hint = msg("remove the empty columns, with their commas, from every row")
        problems.add(line, "", msg("columns without a name: {count}", count=counts[""]), hint)


def _read_row(cells: Sequence[str], columns: _Columns, line: int, problems: AreaProblems) -> AreaRow | None:
    """Return a row, or None if it has no id that others can name, after adding what is wrong with it."""
    if is_conflict_marker(cells[0]):
        _add_conflict_marker(problems, line)
        return None
    if len(cells) != columns.width:
        _add_wrong_width(cells, columns, line, problems)
        return None
    row = {name: cells[at].strip() for name, at in columns.positions.items()}
    name = {code: cells[at].strip() for code, at in columns.names.items() if cells[at].strip()}
    for column, cell in [*row.items(), *[("name", each) for each in name.values()]]:
        if len(cell) > _MAX_LENGTH or "\n" in cell or "\r" in cell:
            problems.add(line, column, *_describe_broken_cell(cell))
            return None
    if not name:
        problems.add(line, "name", msg("the area has no name"), msg("write the name in name, or in name.vi"))
    has_id = _check_word(row["area"], "area", line, problems)
    _check_word(row["level"], "level", line, problems)
    days = _read_days(row["from"], row["until"], line, problems)
    if not has_id:
        return None
    texts = row["into"], row.get("source", "")
    return AreaRow(line, row["area"], name, row["level"], row["within"], *(days or ("", "")), *texts, days is not None)


def _check_word(text: str, column: str, line: int, problems: AreaProblems) -> bool:
    """Whether a cell of the column holds an id; adds a problem if not."""
    if is_id(text):
        return True
    if not text:
        problems.add(line, column, msg("is empty"), _LEVEL_HINT if column == "level" else _ID_HINT)
    elif column == "level":
        hint = msg("use lower-case letters without accents, digits and hyphens: commune")
        problems.add(line, column, msg("{found} is not the name of a level", found=quote_text(text)), hint)
    else:
        problems.add(line, column, msg("{id} is not a valid id", id=quote_text(text)), _ID_HINT)
    return False


def _read_days(first: str, last: str, line: int, problems: AreaProblems) -> tuple[str, str] | None:
    """Return the first and the last day of a row, or None after adding what is wrong with them."""
    if not (_check_day(first, "from", line, problems) & _check_day(last, "until", line, problems)):
        return None
    if first and last and first > last:
        message = msg("{first} is after {last}, the last day", first=Day(first), last=Day(last))
        problems.add(line, "from", message, msg("from is the first day, until the last one"))
        return None
    return first, last


def _check_day(text: str, column: str, line: int, problems: AreaProblems) -> bool:
    """Whether a cell is empty or holds a day as YYYY-MM-DD; adds a problem if not."""
    if not text:
        return True
    if len(text) == 10 and is_timestamp(text):
        if text[:4] <= str(LAST_YEAR):
            return True
        message = msg("{day} is after the year {year}", day=text, year=LAST_YEAR)
        problems.add(line, column, message, msg("leave it empty if the area has no such day"))
        return False
    message = msg("{found} is not a day of the form 2025-07-01", found=quote_text(text))
    problems.add(line, column, message, _suggest_day(text))
    return False


def _suggest_day(text: str) -> Message:
    """Return how a day is written that a person or a spreadsheet wrote in another way."""
    first, sign, rest = text.partition("/")
    second, _, year = rest.partition("/")
    day, other = parse_day(text), parse_day(f"{second}/{first}/{year}") if sign else None
    if day and other and day != other:
        return msg("write {day}, or {other} if the month stands first", day=day, other=other)
    return msg("write {day}", day=day or other) if day or other else msg("write a day like 2025-07-01")


def _describe_broken_cell(cell: str) -> tuple[Message, Message]:
    if len(cell) > _MAX_LENGTH:
        return msg("a cell of this row has {count} characters", count=len(cell)), _QUOTE_HINT
    return msg("a cell of this row goes on over a line break"), _QUOTE_HINT


def _add_conflict_marker(problems: AreaProblems, line: int) -> None:
    message = msg("this line is a conflict marker of Git: two versions of the file were not joined")
    hint = msg("keep what is right of both versions, and remove the lines <<<<<<<, ======= and >>>>>>>")
    problems.add(line, "", message, hint)


def _add_wrong_width(cells: Sequence[str], columns: _Columns, line: int, problems: AreaProblems) -> None:
    hint = msg('put text with a comma in "…"')
    if len(cells) < columns.width:
        hint = msg("the line may be cut off; each column needs its comma, even if it is empty")
    if sum(cell.count(";") for cell in cells) >= len(AREA_COLUMNS) - 1:
        hint = msg("separate the columns with commas, not with semicolons")
    message = msg("cells in this row: {found}; in the header: {expected}", found=len(cells), expected=columns.width)
    problems.add(line, "", message, hint)
