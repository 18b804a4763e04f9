"""What a rule gives for one period: a figure with what is known of it, or the reason why there is none."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.journal.effective import select_effective_rows
from tracker.model import Period, Qualifier, Reason, Result, ResultStatus, Value
from tracker.model.rows import DERIVED_LINE
from tracker.model.scopes import Scope
from tracker.model.words import WEAKEST_FIRST

RANKS: dict[ResultStatus, int] = {status: rank for rank, status in enumerate(WEAKEST_FIRST)}
"""The statuses from the weakest to the strongest: a derived figure has the weakest of those it is made of."""
FINAL = RANKS["final"]
ESTIMATE = RANKS["estimate"]
FORECAST = RANKS["forecast"]


FromParts = Literal["", "own", "merged", "below"]


class Outcome(NamedTuple):
    """The figure of one period; `value` is None if there is none, and `reason` says why.

    A value with the reason `bounded` is open on both sides and decides nothing; another one with "~" is about right.
    `rank` is that of its status. `row` is the recorded row, if it is the figure, and `computed` what the rule gives
    beside it. `reported` areas of `expected` were counted by the rule.

    `from_parts`: it rests on a year that was made of its quarters, halves or months: "own" is made of those of the same
    area and part, "merged" also of those of areas that became part of it in that year, "below" of others. A year that
    lacks some of its months is not reported.
    """

    value: Value | None
    qualifier: Qualifier = ""
    rank: int = FINAL
    recorded_at: str = ""
    reported: int = 0
    expected: int = 0
    reason: Reason = ""
    row: Result | None = None
    computed: Decimal | None = None
    from_parts: FromParts = ""

    @property
    def is_incomplete(self) -> bool:
        """Whether the rule lacks the figure of an area, and nothing was recorded in its place."""
        return self.row is None and self.reported < self.expected

    @property
    def is_plain(self) -> bool:
        """Whether it is a recorded row and nothing more is known of it."""
        return self.row is not None and self.expected == self.reported == 1 and self.computed is None

    def make_result(self, indicator: str, period: Period, scope: Scope) -> Result:
        """Return the figure as a result: the recorded row, or one that stands in no journal."""
        if self.row is not None:
            return self.row
        known = (indicator, period, self.value, self.qualifier, WEAKEST_FIRST[self.rank])
        return Result(*known, "", "", self.recorded_at, "", DERIVED_LINE, scope.area, scope.parts)


def make_outcome(row: Result, rule: Outcome | None = None) -> Outcome:
    """Return the recorded row as the figure, with what the rule gives beside it."""
    plain = Outcome(row.value, row.qualifier, RANKS[row.status], row.recorded_at, 1, 1, "", row)
    if rule is None:
        return plain
    computed = rule.value if isinstance(rule.value, Decimal) else None
    return plain._replace(reported=rule.reported, expected=rule.expected, computed=computed)


def join_qualifiers(*, higher: bool, lower: bool) -> Qualifier:
    """Return the sign of the sides on which the true figure may lie."""
    return ("~" if lower else ">") if higher else "<" if lower else ""


def select_usable_rows(rows: Sequence[Result]) -> Iterable[Result]:
    """Return the rows that have a value, one for each period."""
    if len(rows) > 1 and len({row.period for row in rows}) < len(rows):  # the history of an indicator was read
        rows = select_effective_rows(rows)
    return [row for row in rows if row.value is not None and row.status != "withdrawn"]
