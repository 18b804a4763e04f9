"""Years and periods as they are typed: which ones are meant is known only with the reporting years of the folder."""

import re
from gettext import gettext

import click

from tracker.errors import ExitCode, make_error
from tracker.i18n import N_
from tracker.model import Period, Term
from tracker.periods import get_calendar, parse_day_words, parse_period_words

NOT_A_YEAR = N_("{value!r} is not a year; write it as 2024.")
NOT_A_PERIOD = N_("{value!r} is not a period; write it as 2024, 2024-06 or 2024-Q2.")
_LABEL = r"(?i:(?:19|20|21)\d\d|fy ?\d\d)"
"""What a reporting year has, however a folder writes it."""


class WrittenYear(int):
    """A year as it was typed, such as `2023/24` or `FY2024`."""

    text = ""


class WrittenPeriod(Period):
    """A period as it was typed; `is_label`: only the folder can say which one is meant."""

    text = ""
    is_label = False


def parse_written_year(text: str) -> int | None:
    """Return the year, or what was typed if it may be one in some folder; None for other texts."""
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    if text.isdigit() or not re.search(_LABEL, text):
        return None
    year = WrittenYear()
    year.text = text
    return year


def parse_written_period(text: str) -> Period | None:
    """Return the period with what was typed, if it is one in some folder. Raises TrackerError for a day."""
    if parse_day_words(text):
        from tracker.journal.rows import describe_period  # only for an error

        raise make_error(*describe_period(text), ExitCode.USAGE)
    period = parse_period_words(text)
    if period is None and not re.search(_LABEL, text):
        return None
    written = WrittenPeriod(*(period or (0,)))
    written.text, written.is_label = text, period is None
    return written


def resolve_year(year: int | None, term: Term) -> int | None:
    """Return the reporting year that an option names, also as people write it. Raises BadParameter if it is none."""
    if not isinstance(year, WrittenYear):
        return year
    found = get_calendar(term).parse_year(year.text) if term.year_begins > 1 else None
    if found is None:
        raise click.BadParameter(gettext(NOT_A_YEAR).format(value=year.text), param_hint="'--year'")
    return found


def resolve_period(period: Period | None, term: Term) -> Period | None:
    """Return the period that an option names, in the reporting years of `term`. Raises BadParameter if it is none."""
    if not isinstance(period, WrittenPeriod):
        return period
    if term.year_begins == 1 and not period.is_label:
        return Period(*period)
    found = get_calendar(term).parse_words(period.text)
    if found is None:
        raise click.BadParameter(gettext(NOT_A_PERIOD).format(value=period.text), param_hint="'--period'")
    return found
