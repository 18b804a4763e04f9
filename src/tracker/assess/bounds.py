"""How a figure stands to a target: below it, exactly on it, beyond it; and what an inexact figure still decides."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.model import Result, Target

Standing = int
"""-1 the bound is not reached, 0 it is reached exactly, 1 it is passed."""


class Openness(NamedTuple):
    """On which sides the true figure may lie of the figure that was reported."""

    higher: bool = False
    lower: bool = False

    def toward(self, sign: int) -> bool:
        """Whether the true figure may be better, `sign` being 1 where more is better and -1 where less is."""
        return self.higher if sign > 0 else self.lower


CLOSED = Openness()


def openness(results: Iterable[Result]) -> Openness:
    """Return on which sides a sum of these results is open: "more than 24" leaves the upper side open."""
    qualifiers = {row.qualifier for row in results}
    return Openness(">" in qualifiers, "<" in qualifiers)


def sign_of(target: Target, value: Decimal) -> int:
    """Return 1 where a figure at `value` improves by rising, -1 where it improves by falling, 0 within a range."""
    if target.kind in ("at_least", "above", "increase"):
        return 1
    if target.kind in ("at_most", "below", "decrease"):
        return -1
    if target.low is not None and value < target.low:
        return 1
    return -1 if target.high is not None and value > target.high else 0


def standing(target: Target, value: Decimal) -> Standing:
    """Return how `value` stands to the bound of `target`. "Above" and "below" are not reached by equality."""
    if target.kind == "between":
        return 0 if _limit(target.low) <= value <= _limit(target.high) else -1
    limit = _limit(target.low if target.low is not None else target.high)
    passed = (value > limit) - (value < limit)
    passed = passed if target.low is not None else -passed
    return -1 if passed == 0 and target.kind in ("above", "below") else passed


def sharpened(target: Target, value: Decimal, open_sides: Openness, *, strict: bool) -> Standing:
    """Return the standing of a figure known as a strict bound: "more than 100" has passed 100."""
    here = standing(target, value)
    sign = sign_of(target, value)
    limit = target.low if sign > 0 else target.high
    if not strict or not sign or value != limit:
        return here
    if open_sides.toward(sign):
        return 1
    return -1 if open_sides.toward(-sign) else here


def mapped(target: Target, change: Callable[[Decimal], Decimal]) -> Target:
    """Return `target` with each of its limits changed: scaled to a sum, or grown over years."""
    return target._replace(
        low=None if target.low is None else change(target.low),
        high=None if target.high is None else change(target.high),
    )


def limit_from(target: Target, start: Decimal) -> Decimal:
    """Return the limit that is to be reached from `start`: of a range, the nearer one."""
    if target.kind == "between":
        low, high = _limit(target.low), _limit(target.high)
        return low if start < low else high
    return _limit(target.low if target.low is not None else target.high)


def _limit(limit: Decimal | None) -> Decimal:
    assert limit is not None, "the reader gives every bound its limits"
    return limit
