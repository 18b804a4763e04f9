"""One row of the journal: its cells become a result, or faults with their line and remedy.

What is found in a row does not depend on how its cells were cut out of the file; `tracker.journal` does that.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from tracker.errors import Faults, Guesses, Message, Place, closest, msg
from tracker.fields import TOO_LONG, as_written, quoted
from tracker.header import REQUIRED, Columns
from tracker.model import RESULT_STATUSES, Accepted, Result, ResultStatus, Value
from tracker.numbers import QUALIFIERS, is_usable, parse_plain
from tracker.periods import parse_period

FREE_TEXT = ("source", "note", "recorded_by")
_Word = TypeVar("_Word", bound=str)
_Described = tuple[Message, Message | None]


class Wrong(Protocol):
    """Notes a fault at a column of the row at hand; what is to be said of it is made only where it is listed."""

    def __call__(self, column: str, describe: Callable[..., _Described], *about: object) -> None:
        """Note the fault that `describe(*about)` describes, at `column`."""


class RowReader:
    """What reads each row: which columns there are, what may stand in them, and where faults are noted.

    `accepted` says by indicator what its results may be; without it every indicator is one.
    """

    __slots__ = ("accepted", "columns", "faults", "file")

    def __init__(
        self, columns: Columns, file: str, faults: Faults, accepted: Mapping[str, Accepted] | None = None
    ) -> None:
        self.columns, self.file, self.faults, self.accepted = columns, file, faults, accepted

    def read(self, cells: Sequence[str], line: int) -> Result | None:
        """Return the result that a row records, or None after noting what is wrong with it."""
        if len(cells) != self.columns.width:
            if self.faults.room("width"):
                self.faults.add(Place(self.file, line), *_wrong_width(cells, self.columns))
            return None
        before = self.faults.count
        result = self._result(cells, line)
        indicator = cells[self.columns.position["indicator"]].strip()
        if self.accepted is not None and indicator:
            accepted = self.accepted.get(indicator)
            if accepted is None:
                if self.faults.room("unknown"):
                    guesses = self.faults.guesses
                    self.faults.add(
                        Place(self.file, line, key="indicator"), *_unknown(indicator, self.accepted, guesses)
                    )
            elif result:
                _check_accepted(result, accepted, self._wrong(indicator, line))
        return result if self.faults.count == before else None

    def out_of_order(self, row: Result, before: str) -> None:
        """Note that the row before `row` for its period was recorded on the later day `before`."""
        self._wrong(row.indicator, row.line)("recorded_at", _out_of_order, row, before)

    def _wrong(self, indicator: str, line: int) -> Wrong:
        def wrong(column: str, describe: Callable[..., _Described], *about: object) -> None:
            if self.faults.room(f"{column} {describe.__name__}"):
                self.faults.add(Place(self.file, line, indicator, column), *describe(*about))

        return wrong

    def _result(self, cells: Sequence[str], line: int) -> Result | None:
        position = self.columns.position
        row = {name: cells[at] if name in FREE_TEXT else cells[at].strip() for name, at in position.items()}
        wrong = self._wrong(row["indicator"], line)
        before = self.faults.count
        if not row["indicator"]:
            wrong("indicator", _empty)
        period = parse_period(row["period"])
        if period is None:
            wrong("period", _about_period, row["period"])
        status = _member(row["status"], RESULT_STATUSES, "status", wrong)
        qualifier = _member(row.get("qualifier", ""), ("", *QUALIFIERS), "qualifier", wrong)
        value = _value(row["value"], status, wrong)
        if not is_moment(row["recorded_at"]):
            wrong("recorded_at", _about_moment, row["recorded_at"])
        if period is None or status is None or qualifier is None or self.faults.count > before:
            return None
        texts = (row.get("source", ""), row.get("note", ""), row["recorded_at"], row.get("recorded_by", ""))
        return Result(row["indicator"], period, value, qualifier, status, *texts, line)


def _check_accepted(result: Result, accepted: Accepted, wrong: Wrong) -> None:
    """The result is of the kind of its indicator, and lies in a year that the term knows."""
    is_answer = isinstance(result.value, bool)
    if accepted.measure == "milestone" and not is_answer and result.value is not None:
        wrong("value", _not_an_answer)
    elif accepted.measure != "milestone" and is_answer:
        wrong("value", _not_a_number)
    elif accepted.measure == "growth_rate" and isinstance(result.value, Decimal) and result.value <= -100:
        wrong("value", _no_growth)
    if result.period.year > accepted.last_year:
        wrong("period", _too_late, result.period.year, accepted.last_year)


def _not_an_answer() -> _Described:
    return msg("a milestone is recorded as yes or no, not as a number"), None


def _not_a_number() -> _Described:
    return msg("yes and no are for milestones; this indicator is measured in numbers"), None


def _no_growth() -> _Described:
    return msg("a growth of −100 % or less is not possible"), None


def _too_late(year: int, last: int) -> _Described:
    return msg("{year} is after the last year, {last}", year=year, last=last), None


def _out_of_order(row: Result, before: str) -> _Described:
    values = {"day": row.recorded_on, "period": row.period, "before": before}
    return (
        msg("{day} is before {before}, the day of the row for {period} that stands before it", **values),
        msg("the last row counts: restore the order of the rows, or the file from version control"),
    )


def _empty() -> _Described:
    return msg("is empty"), None


def _unknown(indicator: str, known: Collection[str], guesses: Guesses) -> _Described:
    meant = guesses.closest("indicator", indicator, known)
    hint = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
    return msg("there is no indicator {found} in targets.toml", found=quoted(indicator)), hint


def _wrong_width(cells: Sequence[str], columns: Columns) -> _Described:
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
    return message, hint


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


def _member(text: str, options: Sequence[_Word], column: str, wrong: Wrong) -> _Word | None:
    for option in options:
        if option == text:
            return option
    wrong(column, _about_member, text, options, column)
    return None


def _about_member(text: str, options: Sequence[str], column: str) -> _Described:
    from tracker.entries import read_qualifier, read_status  # only for a hint

    named = [option for option in options if option]
    if not text:
        return msg("is empty"), msg("one of {options}", options=", ".join(named))
    meant = read_qualifier(text) if column == "qualifier" else read_status(text) or closest(text, named)
    hint = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
    return msg("{found} is not one of {options}", found=quoted(text), options=", ".join(named)), hint


def _value(text: str, status: ResultStatus | None, wrong: Wrong) -> Value | None:
    if text in ("yes", "no"):
        return text == "yes"
    if not text and status == "withdrawn":
        return None
    number = parse_plain(text)
    if number is None:
        wrong("value", _about_value, text)
    elif not is_usable(number):
        wrong("value", _too_long)
        return None
    return number


def _too_long() -> _Described:
    return TOO_LONG


def _about_value(text: str) -> _Described:
    found = msg("{found} is not a number", found=quoted(text)) if text else msg("is empty")
    return found, _meant_value(text)


def _meant_value(text: str) -> Message:
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
