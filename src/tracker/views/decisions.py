"""Decisions as a person reads them: what was set, abolished or withdrawn, and on which day."""

from decimal import Decimal

from tracker.assess.bounds import list_limits
from tracker.i18n import N_, Language
from tracker.model import Baseline, Decision, Indicator, Plan
from tracker.numbers import count_decimals
from tracker.targets.plans import make_plan
from tracker.targets.versions import SetValue, find_own_bound, get_in_force, take_own_bound
from tracker.views.formats import format_number, format_plan, format_target


def format_decided_value(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return the value that a decision sets, with every digit; or that it was withdrawn, or abolished something."""
    if row.is_withdrawn:
        return language.translate("withdrawn")
    if row.value is None:
        return language.translate(N_("abolished"))
    if isinstance(row.value, Decimal) and (row.kind != "target" or not find_own_bound(indicator)):
        number = format_number(row.value, count_decimals(row.value), language)
        return f"{number} ({language.format_year(row.year)})" if row.kind == "baseline" and row.year else number
    bound = take_own_bound(indicator, row.value) if isinstance(row.value, Decimal) else row.value
    if row.kind == "plan" and list_limits(bound):
        return format_plan(make_plan(bound, indicator.direction), indicator, language)
    return format_target(bound._replace(year=row.year if row.kind == "target" else None), indicator, language)


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


def format_in_force(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return what is in force so far about the same as a decision."""
    shown = format_set_value(get_in_force(row, indicator), indicator, language) or language.translate(N_("nothing"))
    return language.format(N_("in force before: {value}"), value=shown)


def format_later_decision(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return which decision of a later day is still in force after `row` is recorded, or "" if `row` is."""
    year = row.year if row.kind == "plan" else None
    chain = [version for version in indicator.versions if (version.kind, version.year) == (row.kind, year)]
    if row.period:
        chain = [version for version in indicator.period_versions if version.period == str(row.period)]
    if not chain or chain[-1].decided_on <= row.decided_on:
        return ""
    value = format_set_value(chain[-1].value, indicator, language) or language.translate(N_("abolished"))
    day = language.format_short_day(chain[-1].decided_on)
    return language.format(N_("still in force: {value}, decided later ({day})"), value=value, day=day)


def format_set_value(value: SetValue, indicator: Indicator, language: Language) -> str:
    """Return a target, plan or baseline as the views show it; "" if there is none."""
    if isinstance(value, Baseline):
        return (
            f"{format_number(value.value, count_decimals(value.value), language)} ({language.format_year(value.year)})"
        )
    return (
        format_plan(value, indicator, language)
        if isinstance(value, Plan)
        else format_target(value, indicator, language)
    )
