"""What rules keep of the figures of areas, step by step: two steps give exactly what one gives.

A tally keeps what is known of each figure: on which sides the true one may lie, and whether one is negative.
"""

from decimal import Decimal
from typing import ClassVar

from tracker.model import Qualifier, Reason, Result
from tracker.rollup.outcomes import ESTIMATE, FINAL, RANKS, FromParts, Outcome, join_qualifiers, make_outcome

_ZERO = Decimal(0)


class Tally:
    """What all rules keep: how many areas reported, the weakest status, the latest day, and the open sides."""

    __slots__ = ("has_parts", "higher", "is_approximate", "is_partial", "lower", "rank", "recorded_at", "reported")
    needs_all: ClassVar[bool] = True

    def __init__(self) -> None:
        self.reported = 0
        self.rank = FINAL
        self.recorded_at = ""
        self.higher = self.lower = self.is_approximate = False
        self.has_parts = self.is_partial = False

    def note(self, outcome: Outcome, count: int = 1) -> None:
        """Count a figure that stands for `count` areas, with its status and day; not a year that lacks some months."""
        if outcome.from_parts:
            self.has_parts = True
            self.is_partial = self.is_partial or outcome.is_incomplete
        if not outcome.is_incomplete:
            self.reported += count
        self.rank = min(self.rank, outcome.rank)
        self.recorded_at = max(self.recorded_at, outcome.recorded_at)

    def open_sides(self, outcome: Outcome) -> None:
        """Keep on which sides the true figure may lie, or that it is about right."""
        if outcome.qualifier:
            is_open = outcome.reason == "bounded"
            self.is_approximate = self.is_approximate or outcome.qualifier == "~"
            self.higher = self.higher or outcome.qualifier == ">" or is_open
            self.lower = self.lower or outcome.qualifier == "<" or is_open

    def merge(self, other: "Tally") -> None:
        """Add what another tally has counted."""
        self.reported += other.reported
        self.rank = min(self.rank, other.rank)
        self.recorded_at = max(self.recorded_at, other.recorded_at)
        self.higher = self.higher or other.higher
        self.lower = self.lower or other.lower
        self.is_approximate = self.is_approximate or other.is_approximate
        self.has_parts = self.has_parts or other.has_parts
        self.is_partial = self.is_partial or other.is_partial

    def finish(self, expected: int, *, has_share: bool = False) -> Outcome:
        """Return the figure of all areas, of which `expected` are to report; `has_share`: an area came only in part."""
        reason: Reason = ""
        if not self.reported and not self.is_partial:
            reason = "no_result"
        elif has_share and self.needs_all:
            reason = "break"
        elif self.reported < expected:
            reason = self.find_gap_reason()
        reason = reason or self.find_reason()
        if reason:
            return Outcome(None, "", self.rank, self.recorded_at, self.reported, expected, reason)
        from_parts: FromParts = "below" if self.has_parts else ""
        has_gap = self.reported < expected
        value, qualifier = self.compute(has_gap=has_gap)
        if qualifier == "~" and (self.higher or self.lower or has_gap):
            reason = "bounded"
        known = (self.rank, self.recorded_at, self.reported, expected, reason)
        return Outcome(value, qualifier, *known, from_parts=from_parts)

    def join(self, *, has_gap: bool = False) -> Qualifier:
        """Return the sign of what is known of a sum; a value that is missing may raise it."""
        higher = self.higher or has_gap
        return "~" if self.is_approximate else join_qualifiers(higher=higher, lower=self.lower)

    def find_gap_reason(self) -> Reason:
        """Return why there is no figure if an area is missing."""
        return "incomplete"

    def find_reason(self) -> Reason:
        """Return why there is no figure although all areas reported."""
        return ""

    def compute(self, *, has_gap: bool) -> tuple[Decimal, Qualifier]:
        """Return the figure and its qualifier."""
        raise NotImplementedError

    def add(self, outcome: Outcome, count: int = 1, weight: Outcome | None = None) -> None:
        """Add a figure that stands for `count` areas; `weight` is that of a mean."""
        raise NotImplementedError

    def add_row(self, row: Result) -> None:
        """Add a recorded row of one area."""
        self.add(make_outcome(row))

    def scale(self, share: Decimal) -> None:
        """Take only a share of what was added: the figure is then estimated, and about right."""
        self.is_approximate = True
        self.rank = min(self.rank, ESTIMATE)


class NoTally(Tally):
    """Counts the areas of an indicator that has no rule."""

    __slots__ = ()

    def add(self, outcome: Outcome, count: int = 1, weight: Outcome | None = None) -> None:
        """Count a figure."""
        self.note(outcome, count)

    def find_gap_reason(self) -> Reason:
        """Return that there is no rule."""
        return "no_rule"

    def find_reason(self) -> Reason:
        """Return that there is no rule."""
        return "no_rule"


class SumTally(Tally):
    """A sum: a lower bound if an area is missing and no value is negative."""

    __slots__ = ("is_negative", "total")
    needs_all = False

    def __init__(self) -> None:
        super().__init__()
        self.total = _ZERO
        self.is_negative = False

    def add(self, outcome: Outcome, count: int = 1, weight: Outcome | None = None) -> None:
        """Add a value."""
        self.note(outcome, count)
        self.open_sides(outcome)
        assert isinstance(outcome.value, Decimal), "milestones are not added"
        self.total += outcome.value
        if outcome.value < 0:
            self.is_negative = True

    def add_row(self, row: Result) -> None:
        """Add a recorded row of one area."""
        value = row.value
        self.total += value  # type: ignore[operator]  # milestones are not added
        if value < 0:  # type: ignore[operator]
            self.is_negative = True
        self.reported += 1
        if row.qualifier or row.status != "final":
            self.rank = min(self.rank, RANKS[row.status])
            self.open_sides(make_outcome(row))
        self.recorded_at = max(self.recorded_at, row.recorded_at)

    def merge(self, other: Tally) -> None:
        """Add another sum."""
        super().merge(other)
        assert isinstance(other, SumTally), "one rule for one indicator"
        self.total += other.total
        self.is_negative = self.is_negative or other.is_negative

    def scale(self, share: Decimal) -> None:
        """Take only a share of the sum."""
        super().scale(share)
        self.total = _strip_zeros(self.total * share)

    def find_gap_reason(self) -> Reason:
        """Return that the sum is incomplete, if a missing value might lower it."""
        return "incomplete" if self.is_negative else ""

    def compute(self, *, has_gap: bool) -> tuple[Decimal, Qualifier]:
        """Return the sum; what is missing may raise it."""
        return self.total, self.join(has_gap=has_gap)


def _strip_zeros(number: Decimal) -> Decimal:
    """Return the same number without zeros at its end: those of a product say nothing about how exact it is."""
    stripped = number.normalize()
    return stripped.quantize(1) if stripped.as_tuple().exponent > 0 else stripped  # type: ignore[operator]
