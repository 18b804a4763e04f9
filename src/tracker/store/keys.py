"""What a row of a journal is in the store: the columns of its key, and what `latest` repeats of it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from tracker.journal.effective import is_undo
from tracker.model import Decision, Result, Row


class StoreKey(NamedTuple):
    """What a row is about: `subject` is the period of a result, or what was decided and on which day."""

    area: str
    indicator: str
    subject: str
    parts: str


def make_key(row: Row) -> StoreKey:
    """Return the key of a row."""
    parts = ";".join(f"{name}={value}" for name, value in sorted(row.parts))
    if isinstance(row, Decision):
        subject = f"{row.kind} {row.period or row.year if row.kind == 'plan' else ''} {row.decided_on}"
        return StoreKey(row.area, row.indicator, subject, parts)
    return StoreKey(row.area, row.indicator, str(row.period), parts)


class KeyState(NamedTuple):
    """The last row of a key: its revision, its status, and whether it counts without regard to the others."""

    revision: int = 0
    status: str | None = None
    is_plain: bool = True

    def follow(self, row: Row) -> "KeyState":
        """Return the state after the next row.

        What an undo restored, and a forecast after a result, follows only from the whole history of a key.
        """
        may_count = row.status != "forecast" or self.status in (None, "forecast")
        return KeyState(self.revision + 1, row.status, self.is_plain and may_count and not is_undo(row))


def get_number(row: Result) -> Decimal | None:
    """Return the number of a row, None for yes, no and a withdrawal."""
    return row.value if isinstance(row.value, Decimal) else None


def format_moment(recorded_at: str) -> str:
    """Return the moment of a time with its zone in UTC, to the microsecond, so that the texts sort like the moments."""
    return datetime.fromisoformat(recorded_at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_moment(moment: str) -> datetime:
    """Return the time of a moment that `format_moment` wrote."""
    return datetime.fromisoformat(moment)
