"""The period of a result: a year, or the months of a year from January on (year to date).

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024.
"""

from datetime import datetime

from tracker.model import Period

FIRST_YEAR = 1900
LAST_YEAR = 2199


def parse_period(text: str) -> Period | None:
    """Return the period written as `2024` or `2024-06`, or None.

    Month 12 is refused: January to December is the year, and each period is written in one way only.
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


def is_timestamp(text: str) -> bool:
    """Whether `text` is a day (2024-03-30) or a time with its zone that exists in the calendar."""
    if text[4:5] != "-" or text[7:8] != "-":
        return False
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 or (text[10] == "T" and moment.tzinfo is not None)
