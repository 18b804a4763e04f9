"""The period of a result: a year, or the months of a year from January on (year to date).

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024.
"""

import re
from datetime import datetime
from typing import Literal, NamedTuple

from tracker.model import Period
from tracker.text import normalize_name

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


class UnsupportedPeriod(NamedTuple):
    """A day, or a single month, quarter or half of a year, and the year to date through its last month."""

    kind: Literal["day", "month", "quarter", "half"]
    year_to_date: Period


_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_OF_YEAR = rf"(?: dau)?(?: nam| of)? {_YEAR}"
_PERIOD_WORDS = (
    rf"(?:nam |year )?{_YEAR}",
    rf"{_MONTH} {_YEAR}",
    rf"{_YEAR} {_MONTH}",
    rf"(?:first )?{_MONTH} ?(?:thang|months?|t){_OF_YEAR}",
    rf"{_YEAR} {_MONTH} ?(?:thang|months?|t)(?: dau nam)?",
)
_UNSUPPORTED_WORDS: tuple[tuple[Literal["day", "month", "quarter", "half"], str], ...] = (
    ("day", rf"(?:ngay )?(?P<day>0?[1-9]|[12]\d|3[01]) {_MONTH} {_YEAR}"),
    ("day", rf"{_YEAR} {_MONTH} (?P<day>0?[1-9]|[12]\d|3[01])"),
    ("month", rf"(?:thang|month|m) ?{_MONTH}(?: nam| of)? {_YEAR}"),
    ("month", rf"{_YEAR} m ?{_MONTH}"),
    ("quarter", rf"(?:qu[iy]|quarter|q) ?(?P<quarter>[1-4]|iv|i{{1,3}})(?: nam| of)? {_YEAR}"),
    ("quarter", rf"{_YEAR} (?:qu[iy]|q) ?(?P<quarter>[1-4]|iv|i{{1,3}})"),
    ("half", rf"{_YEAR} [sh](?P<half>[12])"),
    ("half", rf"[sh](?P<half>[12]) {_YEAR}"),
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_DAY = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})|"
                  r"(?P<year2>\d{4})[/.-](?P<month2>\d{1,2})[/.-](?P<day2>\d{1,2})")  # fmt: skip


def parse_period_words(text: str) -> Period | None:
    """Return the period that a person means: `2027`, `6 tháng 2027`, `6 tháng đầu năm 2027`, `06/2027`, `2027-6`.

    Twelve months are the year. Other spellings, and what `parse_unsupported_period` knows, give None.
    """
    bare = _normalize_words(text)
    for pattern in _PERIOD_WORDS:
        if match := re.fullmatch(pattern, bare):
            month = int(match.groupdict().get("month") or 12)
            is_months = "thang" in bare or "month" in bare or bare.endswith("t") or re.search(r"\dt\b", bare)
            if month == 12 and "month" in match.groupdict() and not is_months:
                return None  # the month of December alone, or a mistake: the year is written as 2027
            return Period(int(match["year"]), month if month < 12 else 0)
    return None


def parse_unsupported_period(text: str) -> UnsupportedPeriod | None:
    """Return the day, month, quarter or half that a text names, or None: `01/07/2027`, `2023-Q2`, `quý II/2023`."""
    bare = _normalize_words(text)
    for kind, pattern in _UNSUPPORTED_WORDS:
        if match := re.fullmatch(pattern, bare):
            month = _find_last_month(match.groupdict())
            return UnsupportedPeriod(kind, Period(int(match["year"]), month if month < 12 else 0))
    return None


def _find_last_month(found: dict[str, str]) -> int:
    if quarter := found.get("quarter"):
        return 3 * (_ROMAN.get(quarter) or int(quarter))
    return 6 * int(found["half"]) if "half" in found else int(found["month"])


def _normalize_words(text: str) -> str:
    """Return a text in lower case without accents, with spaces for the signs between words and numbers.

    A text that begins with a sign is no period: `-2024` is a number.
    """
    if not text.strip()[:1].isalnum():
        return ""
    return " ".join(re.sub(r"(?<=\w) ?[/.,–-] ?(?=\w)", " ", normalize_name(text)).split())


def parse_day(text: str) -> str | None:
    """Return a day that a person writes (`10/01/2027`, `10-1-2027`, `2027-01-10`) as YYYY-MM-DD, or None."""
    match = _DAY.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (match[name] or match[f"{name}2"] for name in ("year", "month", "day"))
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    return iso if is_timestamp(iso) else None


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
