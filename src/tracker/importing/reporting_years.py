"""Headings in a folder whose reporting years begin in another month than January."""

from tracker.importing.headings import FORM_PREFIX, ColumnHeading
from tracker.importing.single_months import MonthReading, apply_reading, parse_month_heading
from tracker.model import Period
from tracker.periods import ReportingCalendar, parse_period


def parse_calendar_month(
    path: tuple[str, ...], reading: MonthReading, calendar: ReportingCalendar
) -> ColumnHeading | None:
    """Return what the headings of a column mean if one names a month of the calendar, with the reading of such months.

    The year to date counts from the month in which the reporting year begins. A month whose year stands in another
    heading must have a reporting year there (`2023/24`): `2024` may be a calendar year.
    """
    plain = tuple(map(calendar.replace_labels, path))
    meaning = parse_month_heading(plain, reading)
    if meaning is None or meaning.period is None:
        return None
    period = meaning.period
    month = int(period.part[1:]) if period.part else period.month or 12
    is_alone = any([(own := parse_month_heading((text,), reading)) and own.period for text in path])
    if plain == path and not is_alone:
        return None
    year = period.year - (1 if plain == path and month < calendar.begins else 0)
    count = (month - calendar.begins) % 12 + 1
    to_date = Period(year, count % 12, "", calendar.begins if count < 12 else 1)
    return meaning._replace(period=apply_reading(to_date, reading))


def adapt_to_calendar(meaning: ColumnHeading, path: tuple[str, ...], calendar: ReportingCalendar) -> ColumnHeading:
    """Return what a heading means whose years are known; `other` if it may mean a calendar year, or a part of one.

    A part of a year must be written with a reporting year (`Q2 2023/24`), or as the files write it (`2024-03`).
    """
    if meaning.period is None:
        return meaning
    leaf = path[-1]
    if leaf.startswith(FORM_PREFIX):
        return meaning._replace(period=parse_period(leaf.rpartition(":")[2], calendar.begins))
    if own := next(filter(None, (parse_period(text.strip(), calendar.begins) for text in path)), None):
        return meaning._replace(period=own)
    is_labelled = any(calendar.replace_labels(text) != text for text in path)
    if is_labelled:
        period = meaning.period
        return meaning._replace(period=period._replace(begins=calendar.begins) if period.month else period)
    is_known = meaning.period.is_year and "{a" in calendar.label
    return meaning if is_known else ColumnHeading("other")
