"""Decisions as a person reads them: what was set, abolished or withdrawn, and on which day."""

from decimal import Decimal

from tracker.i18n import N_, Language
from tracker.model import Decision, Indicator
from tracker.numbers import count_decimals
from tracker.views.formats import format_number, format_target


def format_decided_value(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return the value that a decision sets, with every digit; or that it was withdrawn, or abolished something."""
    if row.is_withdrawn:
        return language.translate("withdrawn")
    if row.value is None:
        return language.translate(N_("abolished"))
    if isinstance(row.value, Decimal):
        return format_number(row.value, count_decimals(row.value), language)
    year = row.year if row.kind == "target" else None
    return format_target(row.value._replace(year=year), indicator, language)


def format_decision(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return a decision without its indicator: what it is about, its value, and the day."""
    value = format_decided_value(row, indicator, language)
    day = language.format_short_day(row.decided_on)
    return language.format(
        N_("{subject}: {value} (decided {day})"), subject=format_subject(row, language), value=value, day=day
    )


def format_subject(row: Decision, language: Language) -> str:
    """Return what a decision is about: the plan of a year, the target, or the baseline."""
    return language.format_message(row.subject)
