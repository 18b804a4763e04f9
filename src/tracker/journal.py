"""`results.csv`, the journal: its text becomes results, and a list of every problem in it.

A correction is a new row and a withdrawal is a new row; what stood in last year's report can always be found
again. How rows come into it says `tracker.appending`.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from tracker.errors import Message, Place, Problem, closest, msg
from tracker.fields import TOO_LONG, as_written, quoted
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


def read_journal(text: str, file: str, known: Collection[str] | None = None) -> tuple[list[Result], list[Problem]]:
    """Return every row of the journal in its order, and every problem in it; `file` names it in those.

    With `known`, a row of an indicator that is not among these ids is a problem.
    """
    problems: list[Problem] = []
    results: list[Result] = []
    records = _records(text, file, problems)
    first = next(records, None)
    if first is None:
        if not problems:
            hint = msg("its first line must be {header}", header=HEADER)
            problems.append(Problem(Place(file, 1), msg("the file is empty"), hint))
        return results, problems
    columns = _columns(first[1], Place(file, first[0]), problems)
    if columns is None:
        return results, problems
    for line, cells in records:
        result = _result(cells, columns, Place(file, line), problems)
        if known is not None and len(cells) == columns.width:
            _check_known(cells[columns.position["indicator"]].strip(), known, Place(file, line), problems)
        if result:
            results.append(result)
    return results, problems


def _check_known(indicator: str, known: Collection[str], place: Place, problems: list[Problem]) -> None:
    if indicator and indicator not in known:
        meant = closest(indicator, known)
        hint = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
        message = msg("there is no indicator {found} in targets.toml", found=quoted(indicator))
        problems.append(Problem(place._replace(key="indicator"), message, hint))


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
    counts = Counter(names)
    unknown = [name for name in counts if name and name not in COLUMNS]
    for name in COLUMNS:
        meant = closest(name, unknown) if name not in counts else None
        if meant:
            message = msg("the column {found} is not known", found=quoted(meant))
            problems.append(Problem(place, message, msg("is {meant} meant?", meant=quoted(name))))
        elif name in REQUIRED and name not in counts:
            hint = msg("the first line must be {header}", header=HEADER)
            problems.append(Problem(place, msg("the column {name} is missing", name=quoted(name)), hint))
    for name in sorted(name for name, count in counts.items() if name and count > 1):
        message = msg("the column {name} stands twice", name=quoted(name))
        problems.append(Problem(place, message, msg("keep one of them")))
    if counts[""]:
        message = msg("columns without a name: {count}", count=counts[""])
        problems.append(Problem(place, message, msg("take out the empty columns, with their commas, in every row")))
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
        wrong("recorded_at", *_about_moment(row["recorded_at"]))
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
    hint: Message | None = msg('put text with a comma in "…"')
    if len(cells) < columns.width:
        hint = msg("the line may be cut off; each column needs its comma, also where it is empty")
    if sum(cell.count(";") for cell in cells) >= len(REQUIRED) - 1:
        hint = msg("separate the columns with commas, not with semicolons")
    value = columns.position["value"]
    number = ",".join(cells[value : value + 2])
    if len(cells) == columns.width + 1:
        hint = as_written(number) or hint
    message = msg("cells in this row: {found}; in the header: {expected}", found=len(cells), expected=columns.width)
    return Problem(place, message, hint)


def _about_period(text: str) -> tuple[Message, Message]:
    if text.endswith("-12") and parse_period(text[:-3]):
        return msg("twelve months are the whole year"), msg("write {meant}", meant=text[:-3])
    return (
        msg("{found} is not a period", found=quoted(text)),
        msg("write a year (2024) or the year to date through a month (2024-06)"),
    )


def _about_moment(text: str) -> tuple[Message, Message]:
    hint = msg("write 2024-03-30T09:00:00+07:00 or 2024-03-30")
    year, month, day = text[:4], text[5:7], text[8:10]
    if text[4:5] == text[7:8] == "-" and (year + month + day).isdecimal() and not is_moment(text[:10]):
        return msg("{found} is not in the calendar", found=quoted(text[:10])), hint
    return msg("{found} is not a time with its zone, nor a day", found=quoted(text)), hint


def _member(text: str, options: Sequence[_Word], column: str, wrong: _Wrong) -> _Word | None:
    for option in options:
        if option == text:
            return option
    from tracker.entries import read_qualifier, read_status  # only for a hint

    named = [option for option in options if option]
    meant = read_qualifier(text) if column == "qualifier" else read_status(text) or closest(text, named)
    hint = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
    wrong(
        column,
        msg("{found} is not one of {options}", found=quoted(text), options=", ".join(named))
        if text
        else msg("is empty"),
        hint if text else msg("one of {options}", options=", ".join(named)),
    )
    return None


def _value(text: str, status: ResultStatus | None, wrong: _Wrong) -> Value | None:
    if text in ("yes", "no"):
        return text == "yes"
    if not text and status == "withdrawn":
        return None
    number = parse_plain(text)
    if number is None:
        found = msg("{found} is not a number", found=quoted(text)) if text else msg("is empty")
        wrong("value", found, _about_value(text))
    elif not is_usable(number):
        wrong("value", *TOO_LONG)
        return None
    return number


def _about_value(text: str) -> Message:
    """Return how what was meant by `text` is written in the journal."""
    from tracker.entries import parse_entry, read_answer  # only for a hint

    answer = read_answer(text)
    if answer is not None:
        return msg("write {meant}", meant="yes" if answer else "no")
    qualifier = parse_entry(text).qualifier
    if qualifier and parse_entry(text).readings:
        return msg("write the number alone, and {sign} in the column qualifier", sign=quoted(qualifier))
    hint = msg("write a decimal with a point and without grouping, or yes or no for a milestone")
    return as_written(text) or hint


def is_moment(text: str) -> bool:
    """Whether `text` is a day (2024-03-30) or a time with its zone, and exists in the calendar."""
    if text[4:5] != "-" or text[7:8] != "-":
        return False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 or (text[10] == "T" and moment.tzinfo is not None)
