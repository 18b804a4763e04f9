"""The period of a result: a year, the year to date through a month, or one quarter, half or month of a year.

Vietnamese offices report three, six and nine months cumulatively; `2024-06` is January to June 2024. A single part of
a year is written as SDMX does: `2024-Q2`, `2024-S1`, `2024-M06`.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from tracker.model import PART_MONTHS, Period, Term
from tracker.text import normalize_name

FIRST_YEAR = 1900
LAST_YEAR = 2199


def parse_period(text: str, begins: int = 1) -> Period | None:
    """Return the period written as `2024`, `2024-06`, `2024-Q2`, `2024-S1` or `2024-M06`, or None.

    The last month of the reporting year is refused: the year to date through it is the year, and each period is
    written in one way only. `begins` is the month in which the reporting year begins: a year to date belongs to the
    one that contains its month.
    """
    year, dash, rest = text.partition("-")
    if len(year) != 4 or not _is_digits(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    if not dash:
        return Period(int(year))
    if rest in PART_MONTHS:
        return Period(int(year), part=rest)
    if len(rest) != 2 or not _is_digits(rest) or not 1 <= int(rest) <= 12:
        return None
    return make_year_to_date(int(year), int(rest), begins)


def make_year_to_date(year: int, month: int, begins: int = 1) -> Period | None:
    """Return the year to date through a calendar month, or None if that is the last month of the reporting year."""
    count = (month - begins) % 12 + 1
    year = year if month >= begins else year - 1
    return Period(year, count, "", begins) if count < 12 and year >= FIRST_YEAR else None


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
_COUNTED_MONTHS = _PERIOD_WORDS[3:]
_YEAR_NAMES = r"\b(?:nam hoc|nam tai chinh|nam tai khoa|(?:fiscal|financial|academic|school) year)\b"
_DAY_WORDS = (
    rf"(?:ngay )?(?P<day>0?[1-9]|[12]\d|3[01]) {_MONTH} {_YEAR}",
    rf"{_YEAR} {_MONTH} (?P<day>0?[1-9]|[12]\d|3[01])",
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "dau": 1, "cuoi": 2}
_DAY = (r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})|"
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


class ReportingCalendar(NamedTuple):
    """The month in which reporting years begin, and how people write them: `2023/24`, `FY2024`.

    A year is known by the calendar year in which it begins, as the files write it. Without `begins` it is that year.
    """

    begins: int = 1
    label: str = ""

    def format_year(self, year: int) -> str:
        """Return a reporting year as people write it. `{b}` has two digits behind `{a}`, else four."""
        if self.begins == 1:
            return str(year)
        last = year + 1
        short = f"{last % 100:02d}"
        has_first = "{a" in self.label.partition("{b")[0]
        return self.label.format(a=year, b=short if has_first else last, b2=short, b4=last)

    def replace_labels(self, text: str) -> str:
        """Return a text with each reporting year in it, as people write it, as the files write it."""
        if self.begins == 1:
            return text
        for pattern in _compile_labels(self.label):
            text = pattern.sub(_write_first_year, text)
        return text

    def parse_year(self, text: str) -> int | None:
        """Return the reporting year that a person writes, also as the files do, or None."""
        period = self.parse_words(text)
        return period.year if period and period.is_year else None

    def parse_words(self, text: str) -> Period | None:
        """Return the period that a person means, as `parse_period_words` does.

        If years begin in another month than January: a month is one of the calendar; months that are counted, quarters
        and halves are those of the reporting year, which must then be written with its label or as the files write it.
        """
        if self.begins == 1:
            return parse_period_words(text)
        if period := parse_period(text.strip(), self.begins):
            return period
        plain = self.replace_labels(text)
        is_labelled = plain != text
        bare = re.sub(_YEAR_NAMES, "nam", _normalize_words(plain))
        for pattern in _PERIOD_WORDS:
            if match := re.fullmatch(pattern, bare):
                return self._find_to_date(pattern, match, is_labelled=is_labelled)
        for pattern in _PART_WORDS:
            if match := re.fullmatch(pattern, bare):
                return self._find_part(match, is_labelled=is_labelled)
        return None

    def _find_to_date(self, pattern: str, match: re.Match[str], *, is_labelled: bool) -> Period | None:
        year, month = int(match["year"]), int(match.groupdict().get("month") or 0)
        if not month:
            return Period(year)
        if pattern in _COUNTED_MONTHS:
            return Period(year, month % 12, "", self.begins if month < 12 else 1) if is_labelled else None
        return None if is_labelled else make_year_to_date(year, month, self.begins)

    def _find_part(self, match: re.Match[str], *, is_labelled: bool) -> Period | None:
        year, part = int(match["year"]), _find_part(match.groupdict())
        if not part.startswith("M"):
            return Period(year, part=part) if is_labelled else None
        month = int(part[1:])
        year = year if is_labelled or month >= self.begins else year - 1
        return Period(year, part=f"M{(month - self.begins) % 12 + 1:02d}")


CALENDAR_YEARS = ReportingCalendar()


def get_calendar(term: Term) -> ReportingCalendar:
    """Return the calendar of the reporting years of a term."""
    return ReportingCalendar(term.year_begins, term.year_label)


def get_period_days(period: Period, begins: int = 1) -> tuple[str, str]:
    """Return the first day of a period, and the first day after it, as texts that compare like days."""
    first, last = period.months
    start = 12 * period.year + begins - 1
    days = (divmod(start + first - 1, 12), divmod(start + last, 12))
    return f"{days[0][0]:04d}-{days[0][1] + 1:02d}-01", f"{days[1][0]:04d}-{days[1][1] + 1:02d}-01"


@lru_cache(maxsize=16)
def _compile_labels(label: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a reporting year: its label, and if that has both years, its usual spellings."""
    first, last = r"(?P<a>(?:19|20|21)\d\d)", r"(?P<b>(?:19|20|21)\d\d|\d\d)"
    written = re.escape(label).replace(r"\ ", r"\s*")
    for field, pattern in (("a", first), ("b", last), ("b2", last), ("b4", last)):
        written = written.replace(rf"\{{{field}\}}", pattern, 1)
    patterns = [rf"(?<!\w){written}(?!\d)"]
    if "{a}" in label:
        patterns += [
            rf"(?<![\d.]){first}\s*[/–]\s*{last}(?![\d.])",
            rf"(?<!\d){first}\s*-\s*(?P<b>(?:19|20|21)\d\d)(?!\d)",
        ]
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def _write_first_year(match: re.Match[str]) -> str:
    """Return the calendar year in which a written reporting year begins; a span of other years as it is."""
    found = match.groupdict()
    last = int(found["b"]) if found.get("b") else None
    if found.get("a") is None:
        return match[0] if last is None else str((last if last >= 100 else 2000 + last) - 1)
    first = int(found["a"])
    return (
        str(first)
        if last is None or ((first + 1 - last) % 100 == 0 and last in (first + 1, (first + 1) % 100))
        else match[0]
    )


def parse_day_words(text: str) -> Period | None:
    """Return the year to date through the month of the day that a text names, or the year; None if it is no day."""
    bare = _normalize_words(text)
    for pattern in _DAY_WORDS:
        if match := re.fullmatch(pattern, bare):
            return Period(int(match["year"]), int(match["month"]) % 12)
    return None


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
    match = re.fullmatch(_DAY, text.strip())
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
