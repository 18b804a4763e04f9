"""`results.csv`, the journal: its text becomes results, and a list of every problem in it.

A correction is a new row and a withdrawal is a new row; what stood in last year's report can always be found
again. How rows come into it says `tracker.appending`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from tracker.errors import Message, Place, Problem, closest, msg
from tracker.fields import quoted
from tracker.model import RESULT_STATUSES, Result, ResultStatus, Value
from tracker.numbers import QUALIFIERS, is_usable, parse_plain
from tracker.periods import parse_period

COLUMNS = (
    "indicator",
    "period",
    "value",
    "qualifier",
    "status",
    "source",
    "note",
    "recorded_at",
    "recorded_by",
)
REQUIRED = ("indicator", "period", "value", "status", "recorded_at")
HEADER = ",".join(COLUMNS)
_FREE_TEXT = ("source", "note", "recorded_by")
_Word = TypeVar("_Word", bound=str)


class _Wrong(Protocol):
    """Notes a problem at a column of the row at hand."""

    def __call__(self, column: str, message: Message, hint: Message | None = None) -> None: ...


class Columns(NamedTuple):
    """Where each column of the journal stands in a row, by name; `width` is the number of cells of a row."""

    position: Mapping[str, int]
    width: int


def read_journal(text: str, file: str) -> tuple[list[Result], list[Problem]]:
    """Return every row of the journal in its order, and every problem in it; `file` names it in those."""
    problems: list[Problem] = []
    results: list[Result] = []
    records = _records(text, file, problems)
    first = next(records, None)
    if first is None:
        if not problems:
            problems.append(
                Problem(Place(file, 1), msg("the file is empty"), msg("its first line must be {header}", header=HEADER))
            )
        return results, problems
    columns = _columns(first[1], Place(file, first[0]), problems)
    if columns is None:
        return results, problems
    for line, cells in records:
        result = _result(cells, columns, Place(file, line), problems)
        if result:
            results.append(result)
    return results, problems


def _records(text: str, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it begins; empty lines are passed over."""
    # Notes may be longer than the csv module expects; this limit is of the process, not of a reader.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = msg("a quotation mark is opened on this line and never closed")
        else:
            message = msg("the quotation marks on this line do not match")
        problems.append(
            Problem(
                Place(file, line),
                message,
                msg('put text with a comma or a quotation mark in "…", and double each mark within: ""'),
            )
        )


def _columns(header: Sequence[str], place: Place, problems: list[Problem]) -> Columns | None:
    """Return where the columns stand, or None after noting what is wrong with the header."""
    names = [name.strip() for name in header]
    if len(names) == 1:
        for sign, called in ((";", msg("semicolons")), ("\t", msg("tabs"))):
            if names[0].startswith(f"indicator{sign}") or names[0].count(sign) >= len(REQUIRED) - 1:
                problems.append(
                    Problem(
                        place,
                        msg("the columns are separated by {sign}", sign=called),
                        msg("save the file as CSV with commas"),
                    )
                )
                return None
    if not set(names) & set(COLUMNS):
        problems.append(
            Problem(place, msg("the header is missing"), msg("the first line must be {header}", header=HEADER))
        )
        return None
    before = len(problems)
    for name in REQUIRED:
        if name not in names:
            meant = closest(name, [found for found in names if found not in COLUMNS])
            hint = msg("is {found} meant?", found=quoted(meant)) if meant else None
            problems.append(
                Problem(
                    place,
                    msg("the column {name} is missing", name=quoted(name)),
                    hint or msg("the first line must be {header}", header=HEADER),
                )
            )
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(
            Problem(place, msg("the column {name} stands twice", name=quoted(name)), msg("keep one of them"))
        )
    if len(problems) > before:
        return None
    return Columns({name: at for at, name in enumerate(names)}, len(names))


def _result(cells: Sequence[str], columns: Columns, place: Place, problems: list[Problem]) -> Result | None:
    """Return the result that a row records, or None after noting what is wrong with it."""
    if len(cells) != columns.width:
        problems.append(_wrong_width(cells, columns, place))
        return None
    row = {name: cells[at] if name in _FREE_TEXT else cells[at].strip() for name, at in columns.position.items()}
    before = len(problems)

    def wrong(column: str, message: Message, hint: Message | None = None) -> None:
        problems.append(Problem(place._replace(indicator=row["indicator"], key=column), message, hint))

    if not row["indicator"]:
        wrong("indicator", msg("is empty"))
    period = parse_period(row["period"])
    if period is None:
        wrong("period", *_about_period(row["period"]))
    status = _member(row["status"], RESULT_STATUSES, "status", wrong)
    qualifier = _member(row.get("qualifier", ""), ("", *QUALIFIERS), "qualifier", wrong)
    value = _value(row["value"], status, wrong)
    if not is_moment(row["recorded_at"]):
        wrong(
            "recorded_at",
            msg("{found} is not a time with its zone, nor a day", found=quoted(row["recorded_at"])),
            msg("write 2024-03-30T09:00:00+07:00 or 2024-03-30"),
        )
    if period is None or status is None or qualifier is None or len(problems) > before:
        return None
    return Result(
        row["indicator"],
        period,
        value,
        qualifier,
        status,
        row.get("source", ""),
        row.get("note", ""),
        row["recorded_at"],
        row.get("recorded_by", ""),
        place.line or 0,
    )


def _wrong_width(cells: Sequence[str], columns: Columns, place: Place) -> Problem:
    """A row is torn, or one of its texts holds an unquoted comma: often a decimal comma."""
    hint = msg('put text with a comma in "…"')
    if len(cells) < columns.width:
        hint = msg("the line may be cut off; each column needs its comma, also where it is empty")
    value = columns.position["value"]
    number = ".".join(cells[value : value + 2])
    if len(cells) == columns.width + 1 and parse_plain(number.strip()) is not None:
        hint = msg("the journal writes decimals with a point: {meant}", meant=number.strip())
    message = msg("the row has {found} cells, and the header has {expected}", found=len(cells), expected=columns.width)
    return Problem(place, message, hint)


def _about_period(text: str) -> tuple[Message, Message]:
    if text.endswith("-12") and parse_period(text[:-3]):
        return msg("twelve months are the whole year"), msg("write {meant}", meant=text[:-3])
    return (
        msg("{found} is not a period", found=quoted(text)),
        msg("write a year (2024) or the year to date through a month (2024-06)"),
    )


def _member(text: str, options: Sequence[_Word], column: str, wrong: _Wrong) -> _Word | None:
    for option in options:
        if option == text:
            return option
    meant = closest(text, options)
    named = ", ".join(option for option in options if option)
    wrong(
        column,
        msg("{found} is not one of {options}", found=quoted(text), options=named),
        msg("did you mean {meant}?", meant=quoted(meant)) if meant else None,
    )
    return None


def _value(text: str, status: ResultStatus | None, wrong: _Wrong) -> Value | None:
    if text in ("yes", "no"):
        return text == "yes"
    if not text and status == "withdrawn":
        return None
    number = parse_plain(text)
    if number is None:
        point = text.replace(",", ".")
        hint = msg("write a decimal with a point and without grouping, or yes or no for a milestone")
        if text.count(",") == 1 and parse_plain(point) is not None:
            hint = msg("the journal writes decimals with a point: {meant}", meant=point)
        wrong("value", msg("{found} is not a number", found=quoted(text)), hint)
    elif not is_usable(number):
        wrong("value", msg("the number has more than 30 digits"), msg("use a larger unit"))
        return None
    return number


def is_moment(text: str) -> bool:
    """Whether `text` is a day (2024-03-30) or a time with its zone, and exists in the calendar."""
    if text[4:5] != "-" or text[7:8] != "-":
        return False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 or (text[10] == "T" and moment.tzinfo is not None)
