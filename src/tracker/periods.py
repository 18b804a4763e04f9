"""The period of a result: a year, the year to date through a month, or one quarter, half or month of a year.

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024. A single part of
a year is written as SDMX does: `2024-Q2`, `2024-S1`, `2024-M06`.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from tracker.model import PART_MONTHS, Period
from tracker.text import normalize_name

FIRST_YEAR = 1900
LAST_YEAR = 2199


def parse_period(text: str) -> Period | None:
    """Return the period written as `2024`, `2024-06`, `2024-Q2`, `2024-S1` or `2024-M06`, or None.

    Month 12 is refused: January to December is the year, and each period is written in one way only.
    """
    year, dash, rest = text.partition("-")
    if len(year) != 4 or not _is_digits(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    if not dash:
        return Period(int(year))
    if rest in PART_MONTHS:
        return Period(int(year), part=rest)
    if len(rest) != 2 or not _is_digits(rest) or not 1 <= int(rest) <= 11:
        return None
    return Period(int(year), int(rest))


MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = rf"(?P<name>{'|'.join(MONTH_NAMES)})"
_OF_YEAR = rf"(?: dau)?(?: nam| of)? {_YEAR}"
_PERIOD_WORDS = (
    rf"(?:nam |year )?{_YEAR}",
    rf"{_MONTH} {_YEAR}",
    rf"{_YEAR} {_MONTH}",
    rf"(?:first )?{_MONTH} ?(?:thang|months?|t){_OF_YEAR}",
    rf"{_YEAR} {_MONTH} ?(?:thang|months?|t)(?: dau nam)?",
)
_QUARTER = r"(?P<quarter>[1-4]|iv|i{1,3})"
_IN_YEAR = rf"(?: cua)?(?: nam| of)? {_YEAR}"
_PART_WORDS = (
    rf"(?:thang|month|m) ?{_MONTH}{_IN_YEAR}",
    rf"{_YEAR} m ?{_MONTH}",
    rf"{_NAME}{_IN_YEAR}",
    rf"(?:qu[iy]|quarter|q) ?{_QUARTER}{_IN_YEAR}",
    rf"{_YEAR} (?:qu[iy]|q) ?{_QUARTER}",
    rf"(?P<nth_quarter>first|second|third|fourth) quarter{_IN_YEAR}",
    rf"{_YEAR} [sh](?P<half>[12])",
    rf"[sh](?P<half>[12]) {_YEAR}",
    rf"(?P<nth_half>first|second) half{_IN_YEAR}",
    rf"nua (?P<end>dau|cuoi){_IN_YEAR}",
    rf"0?6 thang (?P<end>cuoi){_IN_YEAR}",
)
_DAY_WORDS = (
    rf"(?:ngay )?(?P<day>0?[1-9]|[12]\d|3[01]) {_MONTH} {_YEAR}",
    rf"{_YEAR} {_MONTH} (?P<day>0?[1-9]|[12]\d|3[01])",
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "dau": 1, "cuoi": 2}
_DAY = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})|"
                  r"(?P<year2>\d{4})[/.-](?P<month2>\d{1,2})[/.-](?P<day2>\d{1,2})")  # fmt: skip


def parse_period_words(text: str) -> Period | None:
    """Return the period that a person means: `2027`, `6 tháng 2027`, `06/2027`, `quý II/2027`, `tháng 6/2027`.

    Twelve months are the year. A month in figures alone, `06/2027`, is the year to date; in words, `tháng 6/2027`, it
    is that month. Other spellings, and days, give None.
    """
    bare = _normalize_words(text)
    for pattern in _PERIOD_WORDS:
        if match := re.fullmatch(pattern, bare):
            month = int(match.groupdict().get("month") or 12)
            is_months = "thang" in bare or "month" in bare or bare.endswith("t") or re.search(r"\dt\b", bare)
            if month == 12 and "month" in match.groupdict() and not is_months:
                return None  # the month of December alone, or a mistake: the year is written as 2027
            return Period(int(match["year"]), month if month < 12 else 0)
    for pattern in _PART_WORDS:
        if match := re.fullmatch(pattern, bare):
            return Period(int(match["year"]), part=_find_part(match.groupdict()))
    return None


def parse_day_words(text: str) -> Period | None:
    """Return the year to date through the month of the day that a text names, or the year; None if it is no day."""
    bare = _normalize_words(text)
    for pattern in _DAY_WORDS:
        if match := re.fullmatch(pattern, bare):
            return Period(int(match["year"]), int(match["month"]) % 12)
    return None


def iter_parts(year: int) -> Iterator[Period]:
    """Yield the halves, quarters and months of a year: of those that begin together, the longest first."""
    spans = sorted(PART_MONTHS.items(), key=lambda item: (item[1][0], -item[1][1]))
    return (Period(year, part=part) for part, _ in spans)


def _find_part(found: dict[str, str | None]) -> str:
    """Return the part of a year that the groups of a pattern name."""
    month, quarter = found.get("month"), found.get("quarter")
    if quarter:
        return f"Q{_ROMAN.get(quarter) or quarter}"
    if nth := found.get("nth_quarter"):
        return f"Q{_ORDINALS[nth]}"
    if half := found.get("half") or found.get("nth_half") or found.get("end"):
        return f"S{_ORDINALS.get(half) or half}"
    return f"M{int(month) if month else MONTH_NAMES.index(found['name'] or '') + 1:02d}"


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
