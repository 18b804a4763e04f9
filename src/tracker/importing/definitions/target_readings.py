"""What a target text was understood to say, and the statement of it for a person."""

from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from tracker.errors import Message, msg
from tracker.journal.bounds import make_bound
from tracker.model import BoundKind, Measure, Target

TargetTextKind: TypeAlias = Literal[
    "none", "value", "at_least", "at_most", "above", "below", "between", "yes", "increase", "decrease", "plan"
]
ChangeKind: TypeAlias = Literal["", "increase", "decrease", "either"]


class TargetText(NamedTuple):
    """What a target text says.

    `low` is the figure of a "value". With a `change`, the figures are its size, and `base` the year it starts from
    ("baseline", "previous", or ""). `measure` is what the words imply; `unit` what stands behind the figure.
    """

    kind: TargetTextKind
    statement: Message
    low: Decimal | None = None
    high: Decimal | None = None
    change: ChangeKind = ""
    measure: Measure | None = None
    year: int | None = None
    unit: str = ""
    base: str = ""
    start: Decimal | None = None
    is_approximate: bool = False
    is_per_year: bool = False

    @property
    def target(self) -> Target | None:
        """Return the target, if the text decides it: not a bare or approximate figure, and not a change of a level."""
        if self.kind == "none" or self.kind == "value" or self.is_approximate:  # noqa: PLR1714 (mypy narrows it)
            return None
        if self.change and self.measure not in ("growth", "growth_rate"):
            return None
        return Target(self.kind, self.low, self.high, self.year)


def find_bound_kind(meaning: str) -> BoundKind:
    """Return the kind of a bound that a phrase names."""
    kinds: dict[str, BoundKind] = {
        "at_least": "at_least", "at_most": "at_most", "above": "above", "below": "below"
    }  # fmt: skip
    return kinds[meaning]


def state_range(low: Decimal, high: Decimal) -> TargetText:
    """Return a range."""
    return TargetText("between", msg("from {low} to {high}", low=low, high=high), low, high)


def state_bound(kind: BoundKind, number: Decimal) -> TargetText:
    """Return a bound that is not a range."""
    statements = {
        "at_least": msg("at least {number}", number=number),
        "at_most": msg("at most {number}", number=number),
        "above": msg("above {number}", number=number),
        "below": msg("below {number}", number=number),
    }
    bound = make_bound(kind, number)
    return TargetText(find_bound_kind(kind), statements[kind], bound.low, bound.high)


def state_change(reading: TargetText, change: ChangeKind) -> TargetText:
    """Return a reading as the size of a change."""
    if change == "increase":
        statement = msg("an increase: {statement}", statement=reading.statement)
    elif change == "decrease":
        statement = msg("a decrease: {statement}", statement=reading.statement)
    else:
        statement = msg("a change: {statement}", statement=reading.statement)
    return reading._replace(change=change, statement=statement)
