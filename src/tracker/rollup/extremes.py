"""The highest and the lowest value of areas, and what bounds leave of them."""

from decimal import Decimal
from typing import ClassVar

from tracker.model import Qualifier
from tracker.rollup.outcomes import Outcome
from tracker.rollup.tallies import Tally


class MaxTally(Tally):
    """The highest value: `top` is the highest as written, `floor` the highest that is certainly reached."""

    __slots__ = ("floor", "top")
    sign: ClassVar[int] = 1

    def __init__(self) -> None:
        super().__init__()
        self.floor: Decimal | None = None
        self.top: Decimal | None = None

    def add(self, outcome: Outcome, count: int = 1, weight: Outcome | None = None) -> None:
        """Add a value."""
        self.note(outcome, count)
        self.open_sides(outcome)
        assert isinstance(outcome.value, Decimal), "milestones are not compared"
        is_reached = outcome.qualifier in ("", ">" if self.sign > 0 else "<")
        self._include(outcome.value, outcome.value if is_reached else None)

    def merge(self, other: Tally) -> None:
        """Add the values of another tally."""
        super().merge(other)
        assert isinstance(other, MaxTally), "one rule for one indicator"
        if other.top is not None:
            self._include(other.top, other.floor)

    def compute(self, *, has_gap: bool) -> tuple[Decimal, Qualifier]:
        """Return the extreme, or what it certainly reaches or does not pass."""
        assert self.top is not None, "an area has reported"
        beyond: Qualifier = ">" if self.sign > 0 else "<"
        short: Qualifier = "<" if self.sign > 0 else ">"
        if self.is_approximate:
            return self.top, "~"
        if self.floor is not None and (self.higher if self.sign > 0 else self.lower):
            return self.floor, beyond
        return self.top, "" if self.top == self.floor else short

    def _include(self, top: Decimal, floor: Decimal | None) -> None:
        pick = max if self.sign > 0 else min
        self.top = top if self.top is None else pick(self.top, top)
        if floor is not None:
            self.floor = floor if self.floor is None else pick(self.floor, floor)


class MinTally(MaxTally):
    """The lowest value, as the mirror of the highest."""

    __slots__ = ()
    sign = -1
