"""The rows of `decisions.csv`: the cells of one become a decision, or problems with their line and fix."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.errors import Message, msg, quote_text
from tracker.journal.bounds import RANGE_SIGN, WORDS, format_bound, parse_bound
from tracker.journal.schema import Description, ProblemReporter, Schema, describe_empty, parse_choice
from tracker.journal.scopes import check_dimensions
from tracker.model import DECISION_KINDS, BoundKind, Decision, Measure, Period, Target
from tracker.numbers import TOO_MANY_DIGITS, format_plain, is_usable
from tracker.periods import FIRST_YEAR, LAST_YEAR, is_timestamp, parse_period

DECISION_COLUMNS = (
    "indicator",
    "area",
    "kind",
    "year",
    "value",
    "decided_on",
    "source",
    "note",
    "recorded_at",
    "recorded_by",
)
ABOLISHED, WITHDRAWN = "none", "withdrawn"
"""The values of a row that sets nothing any more, and of one that is as if it was never decided."""
_UNICODE_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "–": "..", "−": "-"})


class DecisionConstraint(NamedTuple):
    """What decisions about an indicator may say: its measure, the years of the term, and the bound of a bare number.

    `own_bound` is "" if a bare number has none: then a target needs its sign.
    """

    measure: Measure
    first_year: int
    last_year: int
    own_bound: BoundKind | Literal[""]
    by: tuple[str, ...] = ()


def format_decided_value(row: Decision) -> str:
    """Return the value of a decision as the journal writes it."""
    if row.is_withdrawn:
        return WITHDRAWN
    return ABOLISHED if row.value is None else format_bound(row.value)


def _parse_decision(row: Mapping[str, str], line: int, report: ProblemReporter) -> Decision | None:
    kind = parse_choice(row["kind"], DECISION_KINDS, "kind", report)
    period = _parse_part(row.get("year", "")) if kind == "plan" else None
    year = period.year if period else _parse_year(row.get("year", ""), report)
    if year is None and kind == "plan" and not row.get("year"):
        report("year", _describe_missing_year)
    text, value = row["value"], None
    if text not in (ABOLISHED, WITHDRAWN):
        value = parse_bound(text)
        _check_value(text, value, report)
    decided_on = row.get("decided_on", "")
    if decided_on and not (len(decided_on) == 10 and is_timestamp(decided_on)):
        report("decided_on", _describe_day, decided_on)
    if kind is None:
        return None
    texts = row.get("source", ""), row.get("note", ""), row["recorded_at"], row.get("recorded_by", "")
    day = decided_on or row["recorded_at"][:10]
    decision = Decision(row["indicator"], row.get("area", ""), kind, year, value, day, *texts, text == WITHDRAWN, line)
    return decision._replace(period=period) if period else decision


def _parse_part(text: str) -> Period | None:
    """Return the quarter, half or month that a plan is for, or None."""
    period = parse_period(text) if "-" in text else None
    return period if period and period.part else None


def _parse_year(text: str, report: ProblemReporter) -> int | None:
    if not text:
        return None
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        report("year", _describe_year, text)
    return year


def _check_value(text: str, value: Target | Decimal | None, report: ProblemReporter) -> None:
    if value is None:
        report("value", describe_empty) if not text else report("value", _describe_value, text)
        return
    numbers = [value] if isinstance(value, Decimal) else [value.low, value.high]
    if not all(is_usable(number) for number in numbers if number is not None):
        report("value", _describe_too_many_digits)
    elif isinstance(value, Target) and value.low is not None and value.high is not None and value.low > value.high:
        report("value", _describe_order, text)


def _check_decision(row: Decision, constraint: DecisionConstraint, report: ProblemReporter) -> None:
    """Report a decision that does not fit its indicator, or is of a year outside the term."""
    _check_decided_year(row, constraint, report)
    check_dimensions(row, constraint.by, report)
    if row.value is None:
        return
    is_word = isinstance(row.value, Target) and row.value.kind in WORDS
    is_answer = isinstance(row.value, Target) and row.value.kind == "yes"
    if row.kind == "baseline" and (constraint.measure == "milestone" or not isinstance(row.value, Decimal)):
        report("value", _describe_baseline, constraint.measure == "milestone")
    elif constraint.measure == "milestone" and not is_answer:
        report("value", _describe_milestone)
    elif constraint.measure != "milestone" and (is_answer or (is_word and row.kind == "plan")):
        report("value", _describe_word, format_decided_value(row))
    elif row.kind == "target" and isinstance(row.value, Decimal) and not constraint.own_bound:
        report("value", _describe_missing_sign, row.value)
    elif _is_impossible_growth(row, constraint.measure):
        report("value", _describe_impossible_growth)


def _check_decided_year(row: Decision, constraint: DecisionConstraint, report: ProblemReporter) -> None:
    if row.year is None:
        return
    first, last = constraint.first_year, constraint.last_year
    if row.kind == "baseline" and row.year >= last:
        report("year", _describe_late_baseline, row.year, last)
    elif row.kind == "plan" and not first <= row.year <= last:
        report("year", _describe_outside, row.year, first, last)
    elif row.kind == "target" and row.year < first:
        report("year", _describe_early_target, row.year, first)


def _is_impossible_growth(row: Decision, measure: Measure) -> bool:
    is_growth = measure == "growth_rate" or (measure == "growth" and row.kind == "target")
    if not is_growth or row.kind == "baseline" or row.value is None:
        return False
    rates = [row.value] if isinstance(row.value, Decimal) else [row.value.low, row.value.high]
    return any(rate is not None and rate <= -100 for rate in rates)


def _describe_missing_year() -> Description:
    return msg("is empty"), msg("write the year that the plan is for")


def _describe_year(text: str) -> Description:
    return msg("{found} is not a year", found=quote_text(text)), msg("write it with four digits: 2025")


def _describe_day(text: str) -> Description:
    return msg("{found} is not a day", found=quote_text(text)), msg("write it as 2025-08-05")


def _describe_value(text: str) -> Description:
    message = msg("{found} is not what a decision can set", found=quote_text(text))
    meant = text.replace(" ", "").translate(_UNICODE_SIGNS)
    if meant != text and parse_bound(meant) is not None:
        return message, msg("write {meant}", meant=meant)
    return message, msg(
        "write 8, >=8, <=4, >8, <4, 6.5..7, yes, increase, decrease or none; a point separates decimals"
    )


def _describe_too_many_digits() -> Description:
    return TOO_MANY_DIGITS


def _describe_order(text: str) -> Description:
    low, _, high = text.partition(RANGE_SIGN)
    return msg("{low} is greater than {high}", low=low, high=high), msg("write the lower first")


def _describe_baseline(is_milestone: bool) -> Description:
    if is_milestone:
        return msg("a milestone has no baseline"), None
    return msg("a baseline is one number"), msg("write it without a sign, or none")


def _describe_milestone() -> Description:
    return msg("the target and the plan of a milestone are yes"), msg("write yes, or none if it was given up")


def _describe_word(text: str) -> Description:
    return msg("{found} is not for this indicator", found=quote_text(text)), msg("write a number or a bound: >=8")


def _describe_missing_sign(value: Decimal) -> Description:
    number = format_plain(value)
    hint = msg("write >={number} or <={number}", number=number)
    return msg("{number} does not say whether at least or at most is meant", number=number), hint


def _describe_impossible_growth() -> Description:
    return msg("a growth of −100 % or less is not possible"), None


def _describe_late_baseline(year: int, last: int) -> tuple[Message, Message | None]:
    return msg("{year} must be before the last year, {last}", year=year, last=last), None


def _describe_outside(year: int, first: int, last: int) -> Description:
    return msg("{year} is not a year of the term {first}–{last}", year=year, first=first, last=last), None


def _describe_early_target(year: int, first: int) -> Description:
    return msg("{year} is before the first year, {first}", year=year, first=first), None


def make_decision_row(row: Decision) -> dict[str, str]:
    """Return the cells of the journal row that records a decision."""
    year = "" if row.year is None else str(row.period or row.year)
    texts = (row.decided_on, row.source, row.note, row.recorded_at, row.recorded_by)
    cells = (row.indicator, row.area, row.kind, year, format_decided_value(row), *texts)
    return dict(zip(DECISION_COLUMNS, cells, strict=True))


DECISIONS = Schema(
    "decisions.csv",
    DECISION_COLUMNS,
    ("indicator", "kind", "value", "recorded_at"),
    ("source", "note", "recorded_by"),
    _parse_decision,
    _check_decision,
    make_decision_row,
)
"""The journal of decisions."""
