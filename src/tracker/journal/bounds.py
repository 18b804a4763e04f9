"""A bound as decisions.csv writes it: `>=8`, `<4`, `6.5..7`, `yes`, or a bare number."""

from decimal import Decimal
from functools import lru_cache

from tracker.model import BoundKind, Target
from tracker.numbers import format_plain, parse_plain

RANGE_SIGN = ".."
_SIGNS: tuple[tuple[str, BoundKind], ...] = (
    (">=", "at_least"),
    ("<=", "at_most"),
    (">", "above"),
    ("<", "below"),
)
WORDS: tuple[BoundKind, ...] = ("yes", "increase", "decrease")
_LOWER_BOUNDS = ("at_least", "above")


@lru_cache(maxsize=1024)
def parse_bound(text: str) -> Target | Decimal | None:
    """Return the bound, or the bare number, that a file writes as `>=8`, `6.5..7`, `yes` or `8`; None if it is none."""
    for word in WORDS:
        if text == word:
            return Target(word)
    if RANGE_SIGN in text:
        low, _, high = text.partition(RANGE_SIGN)
        ends = parse_plain(low), parse_plain(high)
        return Target("between", *ends) if ends[0] is not None and ends[1] is not None else None
    if text[:1] not in (">", "<"):
        return parse_plain(text)
    sign, kind = next(each for each in _SIGNS if text.startswith(each[0]))
    number = parse_plain(text[len(sign) :].strip())
    return make_bound(kind, number) if number is not None else None


def make_bound(kind: BoundKind, number: Decimal) -> Target:
    """Return the bound of this kind, which is not a range, at `number`."""
    return Target(kind, low=number) if kind in _LOWER_BOUNDS else Target(kind, high=number)


def format_bound(value: Target | Decimal) -> str:
    """Return a bound or a bare number as a file writes it; `parse_bound` reads it back."""
    if isinstance(value, Decimal):
        return format_plain(value)
    if value.low is not None and value.high is not None:
        return f"{format_plain(value.low)}{RANGE_SIGN}{format_plain(value.high)}"
    limit = value.high if value.low is None else value.low
    sign = next((sign for sign, kind in _SIGNS if kind == value.kind), value.kind)
    return sign if limit is None else f"{sign}{format_plain(limit)}"
