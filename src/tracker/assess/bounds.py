"""How a figure stands to a target: below it, exactly on it, beyond it; and what an inexact figure still decides."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.model import Qualifier, Result, Target

Standing = int
"""-1 the bound is not reached, 0 it is reached exactly, 1 it is passed."""


class Figure(NamedTuple):
    """A value, and on which sides of it the true figure may lie.

    `strict` says that it then lies beyond the value and not on it: "more than 24" is not 24.
    """

    value: Decimal
    higher: bool = False
    lower: bool = False
    strict: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the value is the true figure."""
        return not (self.higher or self.lower)

    @property
    def qualifier(self) -> Qualifier:
        """Return the sign that says on which side of the value the true figure may lie; "~" where on both."""
        if self.is_exact:
            return ""
        return "~" if self.higher and self.lower else ">" if self.higher else "<"

    def compare(self, limit: Decimal) -> int:
        """Return 1 where the figure is above `limit`, -1 where below, 0 where on it, as far as its value tells."""
        if self.value == limit and self.strict and self.higher != self.lower:
            return 1 if self.higher else -1
        return (self.value > limit) - (self.value < limit)

    def multiply(self, factor: Decimal | int) -> "Figure":
        """Return the figure multiplied by a positive factor."""
        return self._replace(value=self.value * factor)

    def may_be_better(self, sign: int) -> bool:
        """Whether the true figure may be better, `sign` being 1 where more is better and -1 where less is."""
        return self.higher if sign > 0 else self.lower


def make_figure(value: Decimal, results: Iterable[Result]) -> Figure:
    """Return `value`, made from `results` by adding or multiplying, with the sides that their qualifiers leave open."""
    qualifiers = {row.qualifier for row in results}
    higher, lower = ">" in qualifiers, "<" in qualifiers
    return Figure(value, higher, lower, strict=higher or lower)


def get_improvement_sign(target: Target, figure: Figure) -> int:
    """Return 1 where the figure improves by rising, -1 where it improves by falling, 0 within a range."""
    if target.kind in ("at_least", "above", "increase"):
        return 1
    if target.kind in ("at_most", "below", "decrease"):
        return -1
    if figure.compare(_require_limit(target.low)) < 0:
        return 1
    return -1 if figure.compare(_require_limit(target.high)) > 0 else 0


def compare_to_bound(target: Target, figure: Figure) -> Standing:
    """Return how a figure stands to the bound of `target`. "Above" and "below" are not reached by equality."""
    if target.kind == "between":
        return 0 if get_improvement_sign(target, figure) == 0 else -1
    passed = figure.compare(
        _require_limit(target.low if target.low is not None else target.high)
    ) * get_improvement_sign(target, figure)
    return -1 if passed == 0 and target.kind in ("above", "below") else passed


def is_decided(standing: Standing, figure: Figure, sign: int) -> bool:
    """Whether `stands` holds wherever on its open sides the true figure lies."""
    if figure.is_exact:
        return True
    if not sign or figure.higher == figure.lower:
        return False
    return standing >= 0 if figure.may_be_better(sign) else standing < 0


def map_limits(target: Target, change: Callable[[Decimal], Decimal]) -> Target:
    """Return `target` with each of its limits changed: scaled to a sum, or grown over years."""
    return target._replace(
        low=None if target.low is None else change(target.low),
        high=None if target.high is None else change(target.high),
    )


def select_limit(target: Target, start: Decimal) -> Decimal:
    """Return the limit that is to be reached from `start`: of a range, the nearer one."""
    if target.kind == "between":
        low, high = _require_limit(target.low), _require_limit(target.high)
        return low if start < low else high
    return _require_limit(target.low if target.low is not None else target.high)


def _require_limit(limit: Decimal | None) -> Decimal:
    assert limit is not None, "the reader gives every bound its limits"
    return limit
