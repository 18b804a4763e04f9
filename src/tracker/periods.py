"""The period of a result: a year, or the months of a year from January on (year to date).

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FIRST_YEAR = 1900
LAST_YEAR = 2199
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)


class Period(NamedTuple):
    """A year (`month` is 0) or the year to date through `month` (1 to 11)."""

    year: int
    month: int = 0

    @property
    def is_year(self) -> bool:
        """Whether this is a whole year."""
        return self.month == 0

    def __str__(self) -> str:
        """Return the form that stands in the journal; `parse_period` reads it back."""
        return f"{self.year:04d}-{self.month:02d}" if self.month else f"{self.year:04d}"


def parse_period(text: str) -> Period | None:
    """Return the period written as `2024` or `2024-06`, or None.

    A twelfth month is refused: January to December is the year, and one period has one spelling.
    """
    written = _WRITTEN.fullmatch(text)
    if not written:
        return None
    year, month = int(written[1]), int(written[2] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or (written[2] and not 1 <= month <= 11):
        return None
    return Period(year, month)
