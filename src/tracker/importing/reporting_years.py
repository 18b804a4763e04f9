"""Headings in a folder whose reporting years begin in another month than January."""

from tracker.importing.headings import FORM_PREFIX, ColumnHeading
from tracker.periods import ReportingCalendar, parse_period


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
