"""The rows of the journals: what was recorded for a period or decided on a day, by whom and when."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.errors import Message, msg
from tracker.model.indicators import Target
from tracker.model.scopes import Parts, Scope
from tracker.model.words import DecisionKind, Qualifier, ResultStatus, Value

PART_MONTHS: Mapping[str, tuple[int, int]] = {
    **{f"Q{number}": (3 * number - 2, 3 * number) for number in range(1, 5)},
    **{f"S{number}": (6 * number - 5, 6 * number) for number in range(1, 3)},
    **{f"M{number:02d}": (number, number) for number in range(1, 13)},
}
"""The first and the last month of each part of a year: quarters, halves and months, as SDMX writes them."""


_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

DERIVED_LINE = -1
"""The line of a result that stands in no journal, because a rule made it of others."""


class Period(NamedTuple):
    """A year, its first `month` months (1 to 11: the year to date), or one part of the year (`Q2`, `S1`, `M06`).

    `month` is 0 and `part` is "" of a year; a part has month 0, and never stands for the year or a year to date. `year`
    is the calendar year in which the reporting year begins; `begins` is the month in which it does, of a year to date,
    which is written by its last calendar month, and 1 of all other periods.
    """

    year: int
    month: int = 0
    part: str = ""
    begins: int = 1

    @property
    def is_year(self) -> bool:
        """Whether this is a whole year."""
        return self.month == 0 and not self.part

    @property
    def months(self) -> tuple[int, int]:
        """Return the first and the last month of the period, counted within the year."""
        return PART_MONTHS[self.part] if self.part else (1, self.month or 12)

    @property
    def kind(self) -> tuple[int, str]:
        """Return what two periods of different years have in common if they can be compared."""
        return self[1:3]

    def get_last_day(self, begins: int = 1) -> str:
        """Return the last day (YYYY-MM-DD), if reporting years begin in the month `begins`."""
        year, month = divmod(12 * self.year + begins - 2 + self.months[1], 12)
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return f"{year:04d}-{month + 1:02d}-{_MONTH_DAYS[month] + (month == 1 and is_leap):02d}"

    def __str__(self) -> str:
        """Return the form in the journal; `parse_period` reads it back."""
        if self.part:
            return f"{self.year:04d}-{self.part}"
        if not self.month:
            return f"{self.year:04d}"
        years, month = divmod(self.begins + self.month - 2, 12)
        return f"{self.year + years:04d}-{month + 1:02d}"


class Result(NamedTuple):
    """One row of `results.csv`, or a figure that a rule made of several. A withdrawn result may have no value.

    `area` and `parts` are "" and () for the folder's own total.
    """

    indicator: str
    period: Period
    value: Value | None
    qualifier: Qualifier
    status: ResultStatus
    source: str
    note: str
    recorded_at: str
    recorded_by: str
    line: int = 0
    area: str = ""
    parts: Parts = ()

    @property
    def scope(self) -> Scope:
        """Return the area and the part that the row is about."""
        return Scope(self.area, self.parts)

    @property
    def is_derived(self) -> bool:
        """Whether a rule made it of others, so that it stands in no journal."""
        return self.line == DERIVED_LINE

    @property
    def recorded_on(self) -> str:
        """Return the day of recording as written (YYYY-MM-DD, so that the texts sort like the days)."""
        return self.recorded_at[:10]

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the row is about: a later row with this key replaces it."""
        return (self[0], self[1], self[10], self[11])

    @property
    def content(self) -> tuple[object, ...]:
        """Return what the row says of its key."""
        return self[2:7]

    @property
    def subject(self) -> Period | str:
        """Return what the row is about, beside its indicator: `2026`, or `2026 (p-song-cong sex=female)`."""
        return f"{self.period} ({self.scope})" if self.area or self.parts else self.period

    def withdraw(self) -> "Result":
        """Return the row that withdraws this one."""
        return self._replace(value=None, qualifier="", status="withdrawn", source="", note="")


class Decision(NamedTuple):
    """One row of `decisions.csv`: a target, plan or baseline that was set or changed on the day `decided_on`.

    `year` is by when a target is due, or of when a plan or baseline is. `value` is a bound, or a number that takes the
    bound of the indicator; None if it was abolished, or is withdrawn: as if it was never decided. `period` is
    set for the plan of a quarter, half or month of that year.
    """

    indicator: str
    area: str
    kind: DecisionKind
    year: int | None
    value: Target | Decimal | None
    decided_on: str
    source: str
    note: str
    recorded_at: str
    recorded_by: str
    is_withdrawn: bool = False
    line: int = 0
    parts: Parts = ()
    period: Period | None = None

    @property
    def recorded_on(self) -> str:
        """Return the day of recording as written (YYYY-MM-DD, so that the texts sort like the days)."""
        return self.recorded_at[:10]

    @property
    def status(self) -> ResultStatus:
        """Return the status of the row, as a result has one."""
        return "withdrawn" if self.is_withdrawn else "final"

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the row is about: a later row with this key, so of the same day, replaces it."""
        year: object = self.period or self.year if self.kind == "plan" else ""
        return (self.indicator, self.area, self.kind, year, self.decided_on, self.parts)

    @property
    def scope(self) -> Scope:
        """Return the area and the part that the row is about."""
        return Scope(self.area, self.parts)

    @property
    def content(self) -> tuple[object, ...]:
        """Return what the row says of its key."""
        return (self.year, self.value, self.is_withdrawn, self.source, self.note)

    @property
    def subject(self) -> Message:
        """Return what the row is about, beside its indicator, for a message."""
        if self.kind == "plan":
            subject = msg("the plan of {year}", year=self.year)
            subject = msg("the plan for {period}", period=self.period) if self.period else subject
        else:
            subject = msg("the target") if self.kind == "target" else msg("the baseline")
        if self.area or self.parts:
            return Message("{subject} ({scope})", {"subject": subject, "scope": str(self.scope)})
        return subject

    def withdraw(self) -> "Decision":
        """Return the row that withdraws this one."""
        return self._replace(value=None, is_withdrawn=True, source="", note="")


Row: TypeAlias = Result | Decision
"""A row of any journal."""
