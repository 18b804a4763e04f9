"""The rows of `results.csv`: the cells of one become a result, or problems with their line and fix."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from tracker.errors import Message, msg, quote_text
from tracker.journal.schema import Description, ProblemReporter, Schema, parse_choice
from tracker.journal.scopes import check_dimensions
from tracker.model import QUALIFIERS, RESULT_STATUSES, Measure, Result, ResultStatus, Value
from tracker.numbers import TOO_MANY_DIGITS, format_plain, is_usable, make_number_hint, parse_plain
from tracker.periods import parse_day_words, parse_period, parse_period_words

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
_REQUIRED = ("indicator", "period", "value", "status", "recorded_at")
_FREE_TEXTS = ("source", "note", "recorded_by")


class ResultConstraint(NamedTuple):
    """The measure, the last year, and the dimensions that results of an indicator may have."""

    measure: Measure
    last_year: int
    by: tuple[str, ...] = ()


def _parse_result(row: Mapping[str, str], line: int, report: ProblemReporter, begins: int = 1) -> Result | None:
    period = parse_period(row["period"], begins)
    if period is None:
        report("period", describe_period, row["period"], begins)
    status = parse_choice(row["status"], RESULT_STATUSES, "status", report)
    qualifier = parse_choice(row.get("qualifier", ""), ("", *QUALIFIERS), "qualifier", report)
    value = _parse_value(row["value"], status, report)
    if period is None or status is None or qualifier is None:
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
    if result.parts:
        check_dimensions(result, constraint.by, report)
    if result.period.year > constraint.last_year:
        report("period", _describe_late_period, result.period.year, constraint.last_year)


def _describe_number_for_milestone() -> Description:
    return msg("a milestone is recorded as yes or no, not as a number"), None


def _describe_answer_for_number() -> Description:
    return msg("yes and no are for milestones; this indicator is measured in numbers"), None


def _describe_impossible_growth() -> Description:
    return msg("a growth of −100 % or less is not possible"), None


def _describe_late_period(year: int, last: int) -> Description:
    return msg("{year} is after the last year, {last}", year=year, last=last), None


def describe_period(text: str, begins: int = 1) -> tuple[Message, Message]:
    """Return the message and the hint for a text that is not a period; years begin in the month `begins`."""
    found = quote_text(text)
    if begins > 1:
        return msg("{found} is not a period", found=found), _suggest_period(text, begins)
    if of_day := parse_day_words(text):
        values = {"year": of_day.year, "meant": of_day}
        hint = msg("write the year, {year}, or the year to date through a month: {meant}", **values)
        return msg("{found} is a day, not a period", found=found), hint
    hint = msg("write a year (2024), the year to date through a month (2024-06), or 2024-Q2, 2024-S1 or 2024-M06")
    if text.endswith("-12") and parse_period(text[:-3]):
        hint = msg("twelve months are the whole year: write {meant}", meant=text[:-3])
    elif meant := parse_period_words(text):
        hint = msg("write {meant}", meant=meant)
    return msg("{found} is not a period", found=found), hint


def _suggest_period(text: str, begins: int) -> Message:
    """Return the hint for a text that is not a period of years that begin in another month than January."""
    year, _, month = text.partition("-")
    if parse_period(text) and month == f"{begins - 1:02d}":
        return msg("this is the last month of a reporting year: write the year, {meant}", meant=int(year) - 1)
    return msg(
        "write the year in which a reporting year begins (2023), the year to date through a month (2024-03), or 2023-Q2"
    )


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


def _describe_too_many_digits() -> Description:
    return TOO_MANY_DIGITS


def _describe_value(text: str) -> Description:
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


def set_year_begins(schema: Schema, begins: int) -> Schema:
    """Return the schema of the journal of results for years that begin in this month; the same schema for January."""
    if begins == 1:
        return schema
    return schema._replace(parse=partial(_parse_result, begins=begins), year_begins=begins)


RESULTS = Schema(
    "results.csv", COLUMNS, _REQUIRED, _FREE_TEXTS, _parse_result, _check_constraint, make_row, has_fast_path=True
)
"""The journal of results."""
