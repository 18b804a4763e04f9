"""Months that a sheet names alone, such as `Tháng 6/2024` or `2024-06`: that month, or the year to date through it.

Nothing in the sheet says which, so the user does: `--months single` or `--months to-date`.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from tracker.errors import Message, msg
from tracker.importing.heading_months import fold_text, is_bare_day
from tracker.importing.headings import ColumnHeading, parse_heading
from tracker.importing.words import CUMULATIVE, DATE_LIMIT, MONTHS
from tracker.model import Period

MonthReading = Literal["single", "to-date"]
MONTH_READINGS: tuple[MonthReading, ...] = ("single", "to-date")

_YEAR = r"(?:19|20|21)\d\d"
_MONTH_ALONE = re.compile(
    rf"\b(?P<year>{_YEAR})[-/ ]m?(?P<after>0?[1-9]|1[0-2])$|\b(?P<before>0?[1-9]|1[0-2]) ?[/-] ?(?={_YEAR}\b)|"
    rf"\b(?:thang ?|t|month )(?P<word>0?[1-9]|1[0-2])\b|\b(?P<name>{'|'.join(MONTHS)})\b\.?"
)
_NOT_ALONE = re.compile(rf"\b(?:{DATE_LIMIT})\b")


def parse_month_heading(texts: tuple[str, ...], reading: MonthReading) -> ColumnHeading | None:
    """Return what the headings of a column mean if one names a month alone, with the reading of such months."""
    written = [write_to_date(text) for text in texts]
    is_to_date = any(CUMULATIVE.search(fold_text(text)) for text in texts)
    if all(text is None for text in written) or (is_to_date and reading == "single"):
        return None
    meaning = parse_heading(*(new or text for new, text in zip(written, texts, strict=True)))
    if meaning.role != "value" or meaning.period is None:
        return None
    return meaning._replace(period=apply_reading(meaning.period, reading))


def apply_reading(period: Period, reading: MonthReading) -> Period:
    """Return a year to date, or the year, as it is, or as its last month alone."""
    return Period(period.year, part=f"M{period.month or 12:02d}") if reading == "single" else period


def write_to_date(text: str) -> str | None:
    """Return a text that names a month alone with the words for the year to date through it; None for other texts."""
    folded = fold_text(text)
    if is_bare_day(text):
        return text
    found = [*_MONTH_ALONE.finditer(folded)]
    if len(found) != 1 or _NOT_ALONE.search(folded):
        return None
    groups = found[0].groupdict()
    number = MONTHS[groups["name"]] if groups["name"] else groups["after"] or groups["before"] or groups["word"]
    words = f"{groups['year'] or ''} {int(number)} thang "
    return f"{folded[: found[0].start()]} {words} {folded[found[0].end() :]}"


def find_single_months(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """Return two periods of one year that follow each other month by month, or None."""
    for one, other in pairwise(sorted(period for period in periods if period.month)):
        if one.year == other.year and other.month == one.month + 1:
            return one, other
    return None


def describe_single_months(one: object, other: object) -> tuple[Message, Message]:
    """Return the error and the hint for two months that may be single months."""
    return (
        msg("{one} and {other} may be single months, or the year to date", one=one, other=other),
        msg("add --months single, or --months to-date if each counts from January on"),
    )


def describe_single_month(text: object) -> tuple[Message, Message]:
    """Return the error and the hint for a period that may be a single month."""
    return (
        msg("{found} may be a single month, or the year to date", found=text),
        msg("add --months single, or --months to-date if it counts from January on"),
    )
