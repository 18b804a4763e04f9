"""The period of a result: a year, or the months of a year from January on (year to date).

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024.
"""

from typing import NamedTuple

FIRST_YEAR = 1900
LAST_YEAR = 2199


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
    year, dash, month = text.partition("-")
    if len(year) != 4 or not _is_digits(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    if not dash:
        return Period(int(year))
    if len(month) != 2 or not _is_digits(month) or not 1 <= int(month) <= 11:
        return None
    return Period(int(year), int(month))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
