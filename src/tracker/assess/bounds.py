"""Compare figures with targets: not reached, reached exactly, passed; also figures known only as bounds."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.model import BoundKind, Direction, Plan, Qualifier, Result, Target

Standing = int
"""-1 the bound is not reached, 0 it is reached exactly, 1 it is passed."""


_STRICT_QUALIFIERS: dict[BoundKind, Qualifier] = {"above": ">", "below": "<"}
_SIGNS: dict[BoundKind, int] = {
    "at_least": 1, "above": 1, "increase": 1, "at_most": -1, "below": -1, "decrease": -1,
}  # fmt: skip
"""1 if more is better, -1 if less is; the other kinds have no sign."""


class BoundedValue(NamedTuple):
    """A value, and the sides of it on which the true figure may lie (`strict`: and not on it; "over 24" is not 24)."""

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
        """Return the sign of the side on which the true figure may lie; "~" for both sides."""
        if self.higher:
            return "~" if self.lower else ">"
        return "<" if self.lower else ""

    def compare(self, limit: Decimal) -> int:
        """Return 1 if the figure is above `limit`, -1 if below, 0 if equal; an open side decides only equality."""
        if self.strict and self.value == limit and self.higher != self.lower:
            return 1 if self.higher else -1
        return (self.value > limit) - (self.value < limit)

    def multiply(self, factor: Decimal | int) -> "BoundedValue":
        """Return the figure multiplied by a positive factor."""
        return BoundedValue(self.value * factor, self.higher, self.lower, self.strict)

    def may_be_better(self, sign: int) -> bool:
        """Whether the true figure may be better, with `sign` 1 if more is better and -1 if less is."""
        return self.higher if sign > 0 else self.lower


def make_bounded_value(value: Decimal, results: Iterable[Result]) -> BoundedValue:
    """Return `value`, a sum or product of `results`, with the sides that their qualifiers leave open.

    "More than 24" is not 24; a sum that lacks areas may be, for what is missing may be zero.
    """
    qualified = [row for row in results if row.qualifier]
    if not qualified:
        return BoundedValue(value)
    qualifiers = [row.qualifier for row in qualified]
    is_strict = any([row.qualifier != "~" and not row.is_derived for row in qualified])
    return BoundedValue(value, ">" in qualifiers, "<" in qualifiers, is_strict)


def get_improvement_sign(target: Target, figure: BoundedValue) -> int:
    """Return 1 if the figure improves by rising, -1 if it improves by falling, 0 within a range."""
    sign = _SIGNS.get(target.kind)
    if sign:
        return sign
    if figure.compare(_require_limit(target.low)) < 0:
        return 1
    return -1 if figure.compare(_require_limit(target.high)) > 0 else 0


def compare_to_bound(target: Target, figure: BoundedValue) -> Standing:
    """Return the standing of a figure to the bound of `target`. "Above" and "below" are not reached by equality."""
    if target.kind == "between":
        return -1 if get_improvement_sign(target, figure) else 0
    passed = figure.compare(_get_limit(target)) * _SIGNS[target.kind]
    return -1 if passed == 0 and target.kind in ("above", "below") else passed


def is_met_by(target: Target, value: Decimal) -> bool:
    """Whether an exact value reaches the bound of `target`, or lies within its range."""
    low, high = target.low, target.high
    if target.kind in ("above", "below"):
        return (low is None or value > low) and (high is None or value < high)
    return (low is None or value >= low) and (high is None or value <= high)


def is_decided(target: Target, figure: BoundedValue, standing: Standing) -> bool:
    """Whether `standing` holds for every true figure that is possible."""
    if figure.is_exact:
        return True
    sign = get_improvement_sign(target, figure)
    if not sign or figure.higher == figure.lower:
        return False
    return standing >= 0 if figure.may_be_better(sign) else standing < 0


def map_limits(target: Target, change: Callable[[Decimal], Decimal]) -> Target:
    """Return `target` with each of its limits changed: scaled to a sum, or grown over years."""
    kind, low, high, year = target
    return Target(kind, None if low is None else change(low), None if high is None else change(high), year)


def select_limit(target: Target, start: Decimal) -> Decimal:
    """Return the limit that must be reached from `start`: of a range, the nearer one."""
    if target.kind == "between":
        low, high = _require_limit(target.low), _require_limit(target.high)
        return low if start < low else high
    return _get_limit(target)


def list_limits(target: Target | None) -> tuple[Decimal, ...]:
    """Return the numbers of a target: one bound, both ends of a range, or none."""
    return tuple([limit for limit in (target.low, target.high) if limit is not None]) if target else ()


def list_plan_numbers(plan: Plan | None) -> tuple[Decimal, ...]:
    """Return the numbers of a plan: one, both ends of a range, or none of a milestone."""
    if plan is None or not isinstance(plan.value, Decimal):
        return ()
    return list_limits(plan.bound) if plan.bound and not plan.is_for_every_year else (plan.value,)


def get_plan_qualifier(plan: Plan) -> Qualifier:
    """Return on which side of its number what meets a plan lies, if the number itself does not meet it."""
    return _STRICT_QUALIFIERS.get(plan.bound.kind, "") if plan.bound else plan.qualifier


def split_range(target: Target) -> tuple[Target, Target]:
    """Return the two bounds of a range: at least its lower limit, and at most its upper limit."""
    return target._replace(kind="at_least", high=None), target._replace(kind="at_most", low=None)


def select_first_limit(target: Target, direction: Direction | None) -> Target:
    """Return the bound of a range that is met first in a stated direction; any other target as it is."""
    if target.kind != "between" or direction is None:
        return target
    return split_range(target)[0 if direction == "increase" else 1]


def find_growth_aim(target: Target) -> Decimal | None:
    """Return the growth in percent to build up to: of a range, the limit nearer to 0; None if a bound is only kept."""
    low, high = target.low, target.high
    if low is not None and low > 0:
        return low
    return high if target.kind == "between" and high is not None and high < 0 else None


def _get_limit(target: Target) -> Decimal:
    """Return the limit of one bound."""
    limit = target.high if target.low is None else target.low
    assert limit is not None, "the reader gives every bound its limits"
    return limit


def _require_limit(limit: Decimal | None) -> Decimal:
    assert limit is not None, "the reader gives every bound its limits"
    return limit
