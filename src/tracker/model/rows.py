"""The rows of the journals: what was recorded for a period, by whom and when."""

from typing import NamedTuple

from tracker.model.words import Qualifier, ResultStatus, Value


class Period(NamedTuple):
    """A year (`month` is 0) or the year to date through `month` (1 to 11)."""

    year: int
    month: int = 0

    @property
    def is_year(self) -> bool:
        """Whether this is a whole year."""
        return self.month == 0

    def __str__(self) -> str:
        """Return the form in the journal; `parse_period` reads it back."""
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"


class Result(NamedTuple):
    """One row of the journal. A withdrawn result may have no value."""

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

    @property
    def recorded_on(self) -> str:
        """Return the day of recording as written (YYYY-MM-DD, so that the texts sort like the days)."""
        return self.recorded_at[:10]
