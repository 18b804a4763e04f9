"""One row of the journal: its cells become a result, or problems with their line and fix."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from tracker.errors import (
    Day,
    Location,
    Message,
    Problem,
    ProblemList,
    Suggester,
    find_closest,
    make_suggestion,
    msg,
    quote_text,
)
from tracker.journal.header import COLUMNS, REQUIRED, Columns
from tracker.model import QUALIFIERS, RESULT_STATUSES, Measure, Result, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, format_plain, is_usable, make_number_hint, parse_plain
from tracker.periods import is_timestamp, parse_period, parse_unsupported_period
from tracker.text import is_conflict_marker

CONFLICT_MARKER = (
    msg("this line is a conflict marker of Git: two versions of the file were not joined"),
    msg("keep every row of both versions, and remove the lines <<<<<<<, ======= and >>>>>>>"),
)
FREE_TEXT_COLUMNS = ("source", "note", "recorded_by")
_Word = TypeVar("_Word", bound=str)
_Description = tuple[Message, Message | None]


class ResultConstraint(NamedTuple):
    """The measure and the last year that results of an indicator may have."""

    measure: Measure
    last_year: int


class ProblemReporter(Protocol):
    """Adds a problem in a column of the present row; its message is made only if the problem is kept."""

    def __call__(self, column: str, describe: Callable[..., _Description], *about: object) -> None:
        """Add the problem in `column` that `describe(*about)` describes."""


class RowReader:
    """Reads rows with these columns, and adds what is wrong with them to `problems`.

    `constraints` has the constraint of each indicator; None: every indicator is known, without constraints.
    """

    __slots__ = ("columns", "constraints", "file", "problems")

    def __init__(
        self,
        columns: Columns,
        file: str,
        problems: ProblemList,
        constraints: Mapping[str, ResultConstraint] | None = None,
    ) -> None:
        self.columns, self.file, self.problems, self.constraints = columns, file, problems, constraints

    def read_row(self, cells: Sequence[str], line: int) -> Result | None:
        """Return the result that a row records, or None after adding what is wrong with it."""
        if is_conflict_marker(cells[0]):
            self.problems.append(Problem(Location(self.file, line), *CONFLICT_MARKER))
            return None
        if len(cells) != self.columns.width:
            if self.problems.should_describe("width"):
                self.problems.describe(Location(self.file, line), *_describe_wrong_width(cells, self.columns))
            return None
        before = self.problems.total
        result = self._parse_result(cells, line)
        indicator = cells[self.columns.positions["indicator"]].strip()
        if self.constraints is not None and indicator:
            constraint = self.constraints.get(indicator)
            if constraint is None:
                if self.problems.should_describe("unknown"):
                    description = _describe_unknown_indicator(indicator, self.constraints, self.problems.suggester)
                    self.problems.describe(Location(self.file, line, key="indicator"), *description)
            elif result:
                _check_constraint(result, constraint, self._make_reporter(indicator, line))
        return result if self.problems.total == before else None

    def report_wrong_order(self, row: Result, before: str) -> None:
        """Add the problem that the row before `row` for its period was recorded on the later day `before`."""
        self._make_reporter(row.indicator, row.line)("recorded_at", _describe_wrong_order, row, before)

    def _make_reporter(self, indicator: str, line: int) -> ProblemReporter:
        def report(column: str, describe: Callable[..., _Description], *about: object) -> None:
            if self.problems.should_describe(f"{column} {describe.__name__}"):
                self.problems.describe(Location(self.file, line, indicator, column), *describe(*about))

        return report

    def _parse_result(self, cells: Sequence[str], line: int) -> Result | None:
        position = self.columns.positions
        row = {name: cells[at] if name in FREE_TEXT_COLUMNS else cells[at].strip() for name, at in position.items()}
        wrong = self._make_reporter(row["indicator"], line)
        before = self.problems.total
        if not row["indicator"]:
            wrong("indicator", _describe_empty)
        period = parse_period(row["period"])
        if period is None:
            wrong("period", describe_period, row["period"])
        status = _parse_choice(row["status"], RESULT_STATUSES, "status", wrong)
        qualifier = _parse_choice(row.get("qualifier", ""), ("", *QUALIFIERS), "qualifier", wrong)
        value = _parse_value(row["value"], status, wrong)
        if not is_timestamp(row["recorded_at"]):
            wrong("recorded_at", _describe_timestamp, row["recorded_at"])
        if period is None or status is None or qualifier is None or self.problems.total > before:
            return None
        texts = (row.get("source", ""), row.get("note", ""), row["recorded_at"], row.get("recorded_by", ""))
        return Result(row["indicator"], period, value, qualifier, status, *texts, line)


def _check_constraint(result: Result, constraint: ResultConstraint, report: ProblemReporter) -> None:
    """Report a result that does not fit the measure of its indicator, or is of a year after its last one."""
    is_answer = isinstance(result.value, bool)
    if constraint.measure == "milestone" and not is_answer and result.value is not None:
        report("value", _describe_number_for_milestone)
    elif constraint.measure != "milestone" and is_answer:
        report("value", _describe_answer_for_number)
    elif constraint.measure == "growth_rate" and isinstance(result.value, Decimal) and result.value <= -100:
        report("value", _describe_impossible_growth)
    if result.period.year > constraint.last_year:
        report("period", _describe_late_period, result.period.year, constraint.last_year)


def _describe_number_for_milestone() -> _Description:
    return msg("a milestone is recorded as yes or no, not as a number"), None


def _describe_answer_for_number() -> _Description:
    return msg("yes and no are for milestones; this indicator is measured in numbers"), None


def _describe_impossible_growth() -> _Description:
    return msg("a growth of −100 % or less is not possible"), None


def _describe_late_period(year: int, last: int) -> _Description:
    return msg("{year} is after the last year, {last}", year=year, last=last), None


def _describe_wrong_order(row: Result, before: str) -> _Description:
    values = {"day": Day(row.recorded_on), "period": row.period, "before": Day(before)}
    return (
        msg("{day} is before {before}, the day of the earlier row for {period}", **values),
        msg("the last row counts: restore the order of the rows, or the file from version control"),
    )


def _describe_empty() -> _Description:
    return msg("is empty"), None


def _describe_unknown_indicator(indicator: str, known: Collection[str], suggester: Suggester) -> _Description:
    hint = make_suggestion(suggester.suggest("indicator", indicator, known))
    return msg("there is no indicator {found} in targets.toml", found=quote_text(indicator)), hint


def _describe_wrong_width(cells: Sequence[str], columns: Columns) -> _Description:
    """Describe a row that is truncated, or has a comma in an unquoted text: often a decimal comma."""
    hint: Message | None = msg('put text with a comma in "…"')
    if len(cells) < columns.width:
        hint = msg("the line may be cut off; each column needs its comma, even if it is empty")
    if sum(cell.count(";") for cell in cells) >= len(REQUIRED) - 1:
        hint = msg("separate the columns with commas, not with semicolons")
    value = columns.positions["value"]
    number = ",".join(cells[value : value + 2])
    if len(cells) == columns.width + 1:
        hint = make_number_hint(number) or hint
    message = msg("cells in this row: {found}; in the header: {expected}", found=len(cells), expected=columns.width)
    return message, hint


def describe_period(text: str) -> tuple[Message, Message]:
    """Return the message and the hint for a text that is not a period."""
    found = quote_text(text)
    unsupported = parse_unsupported_period(text)
    if unsupported:
        meant, year = unsupported.year_to_date, unsupported.year_to_date.year
        if unsupported.kind == "day":
            hint = msg("write the year, {year}, or the year to date through a month: {meant}", year=year, meant=meant)
            return msg("{found} is a day, not a period", found=found), hint
        message = msg("{found} is a part of a year; single months, quarters and halves are not supported", found=found)
        return message, msg("write the year to date through its last month: {meant}", meant=meant)
    hint = msg("write a year (2024) or the year to date through a month (2024-06)")
    if text.endswith("-12") and parse_period(text[:-3]):
        hint = msg("twelve months are the whole year: write {meant}", meant=text[:-3])
    return msg("{found} is not a period", found=found), hint


def _describe_timestamp(text: str) -> tuple[Message, Message]:
    hint = msg("write 2024-03-30T09:00:00+07:00 or 2024-03-30")
    year, month, day = text[:4], text[5:7], text[8:10]
    if text[4:5] == text[7:8] == "-" and (year + month + day).isdecimal() and not is_timestamp(text[:10]):
        return msg("{found} is not in the calendar", found=quote_text(text[:10])), hint
    return msg("{found} is neither a time with its zone nor a day", found=quote_text(text)), hint


def _parse_choice(text: str, options: Sequence[_Word], column: str, report: ProblemReporter) -> _Word | None:
    for option in options:
        if option == text:
            return option
    report(column, _describe_choice, text, options, column)
    return None


def _describe_choice(text: str, options: Sequence[str], column: str) -> _Description:
    from tracker.numbers import parse_qualifier, parse_status  # only for a hint

    named = [option for option in options if option]
    if not text:
        return msg("is empty"), msg("one of {options}", options=", ".join(named))
    meant = parse_qualifier(text) if column == "qualifier" else parse_status(text) or find_closest(text, named)
    message = msg("{found} is not one of {options}", found=quote_text(text), options=", ".join(named))
    return message, make_suggestion(meant)


def _parse_value(text: str, status: ResultStatus | None, report: ProblemReporter) -> Value | None:
    if text in ("yes", "no"):
        return text == "yes"
    if not text and status == "withdrawn":
        return None
    number = parse_plain(text)
    if number is None:
        report("value", _describe_value, text)
    elif not is_usable(number):
        report("value", _describe_too_many_digits)
        return None
    return number


def _describe_too_many_digits() -> _Description:
    return TOO_MANY_DIGITS


def _describe_value(text: str) -> _Description:
    message = msg("{found} is not a number", found=quote_text(text)) if text else msg("is empty")
    return message, _suggest_value(text)


def _suggest_value(text: str) -> Message:
    """Return the hint how the journal writes what `text` probably means."""
    from tracker.numbers import parse_number, parse_yes_no  # only for a hint

    answer = parse_yes_no(text)
    if answer is not None:
        return msg("write {meant}", meant="yes" if answer else "no")
    qualifier = parse_number(text).qualifier
    if qualifier and parse_number(text).readings:
        return msg("write the number alone, and {sign} in the column qualifier", sign=quote_text(qualifier))
    hint = msg("write a decimal with a point and without grouping, or yes or no for a milestone")
    return make_number_hint(text) or hint


def format_journal_value(row: Result) -> str:
    """Return the value of a row as the journal writes it."""
    if row.value is None:
        return ""
    if isinstance(row.value, bool):
        return "yes" if row.value else "no"
    return format_plain(row.value)


def make_row(result: Result) -> dict[str, str]:
    """Return the cells of the journal row that records `result`."""
    cells = (result.indicator, str(result.period), format_journal_value(result), *result[3:9])
    return dict(zip(COLUMNS, cells, strict=True))
