"""Adjusted targets and plans: whether a decision after the end of its year made one easier to reach."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tracker.model import Direction, Indicator, Period, Plan, Target, Term, Version

_LOWEST, _HIGHEST = Decimal("-Infinity"), Decimal("Infinity")


class ValueRange(NamedTuple):
    """The values that meet a target or plan: from `low` to `high`; an open end does not meet it itself."""

    low: Decimal
    high: Decimal
    is_low_open: bool = False
    is_high_open: bool = False

    def includes(self, other: "ValueRange") -> bool:
        """Whether every value of `other` is also one of this range."""
        low, high = (self.low, self.is_low_open), (self.high, not self.is_high_open)
        return low <= (other.low, other.is_low_open) and high >= (other.high, not other.is_high_open)


def has_moved_after(indicator: Indicator, term: Term, year: int) -> bool:
    """Whether the target, or the plan of `year`, was made easier by a decision dated after the end of its year."""
    target = [version for version in indicator.versions if version.kind == "target"]
    plan = [version for version in indicator.versions if version.kind == "plan" and version.year == year]
    return any([_is_eased_late(versions, indicator.direction, term) for versions in (target, plan)])


def _is_eased_late(versions: Sequence[Version], direction: Direction | None, term: Term) -> bool:
    """Whether what is in force is easier than what was in force when its year ended."""
    for before, after in pairwise(versions):
        if after.decided_on > Period(_get_due_year(before, term)).get_last_day(term.year_begins):
            return is_easier(versions[-1], before, direction, term)
    return False


def _get_due_year(version: Version, term: Term) -> int:
    return version.year or (version.value.year if isinstance(version.value, Target) else None) or term.last_year


def is_easier(new: Version, old: Version, direction: Direction | None, term: Term) -> bool:
    """Whether a version is met by every value that met another one, and by more; or is due later, or abolished."""
    if old.value is None or new.value is None:
        return new.value is None and old.value is not None
    ranges = _find_range(new, direction), _find_range(old, direction)
    if ranges[0] is None or ranges[1] is None or not ranges[0].includes(ranges[1]):
        return False
    return ranges[0] != ranges[1] or _get_due_year(new, term) > _get_due_year(old, term)


def _find_range(version: Version, direction: Direction | None) -> ValueRange | None:
    """Return the values that meet a version; None if it is no number, or if it is not known which way is better."""
    value = version.value
    bound = value.bound if isinstance(value, Plan) else value if isinstance(value, Target) else None
    if bound is None:
        number = value.value if isinstance(value, Plan) else None
        if not isinstance(number, Decimal) or isinstance(number, bool) or direction is None:
            return None
        return ValueRange(number, _HIGHEST) if direction == "increase" else ValueRange(_LOWEST, number)
    if bound.is_direction or bound.kind in ("yes", "plan"):
        return None
    low, high = bound.low, bound.high
    if bound.kind == "between" and direction:
        low, high = (low, None) if direction == "increase" else (None, high)
    return ValueRange(
        _LOWEST if low is None else low,
        _HIGHEST if high is None else high,
        bound.kind == "above",
        bound.kind == "below",
    )
