"""Periods as a person reads them: the year, so many months of it, or one quarter, half or month."""

from tracker.i18n import N_, Language
from tracker.model import Period


def format_period(period: Period, language: Language) -> str:
    """Return a period in words: `2024`, `6 months of 2024`, `Q2 2024`, `first half of 2024`, `June 2024`."""
    if period.is_year:
        return language.format_year(period.year)
    if period.part:
        return format_part(period, language)
    return language.format(N_("{months} months of {year}"), months=period.month, year=period.year)


def format_part(period: Period, language: Language) -> str:
    """Return one quarter, half or month of a year in words."""
    number = int(period.part[1:])
    if period.part[0] == "Q":
        return language.format_quarter(period.year, number)
    if period.part[0] == "S":
        return language.format((N_("first half of {year}"), N_("second half of {year}"))[number - 1], year=period.year)
    return language.format_month(period.year, number)
