"""Read what a person typed as the value of a decision: a bound, a range, a bare number, yes, a direction, or none."""

import re
import unicodedata
from decimal import Decimal
from typing import TypeAlias

from tracker.errors import ExitCode, TrackerError, make_error, msg, quote_text
from tracker.journal.bounds import make_bound
from tracker.model import BoundKind, Indicator, Target
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, is_usable, parse_number
from tracker.recording.answers import read_answer
from tracker.recording.validate import make_ambiguity_error
from tracker.text import normalize_name

DecidedValue: TypeAlias = Target | Decimal | None
"""A bound, or a number that takes the bound of its indicator; None if something is abolished."""

_PREFIXES: tuple[tuple[BoundKind, str], ...] = (
    ("at_least", r"≥|>=|tối thiểu|ít nhất|không dưới|không thấp hơn|at least|no less than|minimum"),
    ("at_most", r"≤|<=|tối đa|nhiều nhất|không quá|không vượt quá|không cao hơn|at most|no more than|maximum"),
    ("above", r">|trên|hơn|vượt|above|over|more than"),
    ("below", r"<|dưới|thấp hơn|below|under|less than"),
)
_SUFFIXES: tuple[tuple[BoundKind, str], ...] = (
    ("at_least", r"trở lên|or more|and more|and above"),
    ("at_most", r"trở xuống|or less|and below"),
)
_RANGE = re.compile(
    r"(?:từ |from |between |khoảng )?\s*(.*?\d\s*%?)\s*(?:\.\.|–|—|-|đến|tới|to|and)\s*([-−+]?\d.*)", re.IGNORECASE
)
_ABOLISHED = ("none", "bai bo", "bo", "khong giao", "abolished", "no target", "no plan")
_DIRECTIONS: dict[str, BoundKind] = {
    "increase": "increase", "tang": "increase", "decrease": "decrease", "giam": "decrease", "reduce": "decrease",
}  # fmt: skip


def read_decided_value(text: str, indicator: Indicator, decimal: DecimalSign | None = None) -> DecidedValue:
    """Return what a person typed as the value of a decision.

    Raises TrackerError if it has no reading, or more than one.
    """
    typed = " ".join(unicodedata.normalize("NFC", text).split())
    word = normalize_name(typed)
    if word in _ABOLISHED:
        return None
    if indicator.measure == "milestone" and read_answer(typed):
        return Target("yes")
    if word in _DIRECTIONS:
        return Target(_DIRECTIONS[word])
    found = _read_range(typed, indicator, decimal) or _read_bound(typed, indicator, decimal)
    return found or _read_number(typed, text, indicator, decimal)


def _read_range(typed: str, indicator: Indicator, decimal: DecimalSign | None) -> Target | None:
    ends = _RANGE.fullmatch(typed)
    if ends is None:
        return None
    low, high = (_read_number(end.strip(), typed, indicator, decimal) for end in ends.groups())
    if low > high:
        values = {"low": low, "high": high}
        raise make_error(msg("{low} is greater than {high}", **values), msg("write the lower first"), ExitCode.USAGE)
    return Target("between", low, high)


def _read_bound(typed: str, indicator: Indicator, decimal: DecimalSign | None) -> Target | None:
    for kind, words in _PREFIXES:
        if found := re.fullmatch(rf"(?:{words})\s*(.+)", typed, re.IGNORECASE):
            return make_bound(kind, _read_number(found[1], typed, indicator, decimal))
    for kind, words in _SUFFIXES:
        if found := re.fullmatch(rf"(?:từ |from )?\s*(.+?)\s*(?:{words})", typed, re.IGNORECASE):
            return make_bound(kind, _read_number(found[1], typed, indicator, decimal))
    return None


def _read_number(number: str, typed: str, indicator: Indicator, decimal: DecimalSign | None) -> Decimal:
    entry = parse_number(number, decimal)
    if entry.qualifier or not entry.readings:
        raise _make_unreadable_error(typed, indicator)
    if number.rstrip().endswith("%") and not indicator.is_in_percent:
        message = msg("{found} is a percentage, but the indicator is not in percent", found=quote_text(typed))
        hint = msg("write the value in the unit of the indicator, without %")
        raise make_error(message, hint, ExitCode.USAGE)
    if len(entry.readings) > 1:
        raise make_ambiguity_error(typed, entry.readings, "," in number)
    if not is_usable(entry.readings[0]):
        raise make_error(*TOO_MANY_DIGITS, ExitCode.USAGE)
    return entry.readings[0]


def _make_unreadable_error(typed: str, indicator: Indicator) -> TrackerError:
    message = msg("{found} is not what a decision can set", found=quote_text(typed))
    hint = msg('write a number, a bound or a range: 8, ">=8", "<4", 6.5..7; none abolishes what was set')
    if indicator.measure == "milestone":
        hint = msg("write yes, or none if it was given up")
    return make_error(message, hint, ExitCode.USAGE)
