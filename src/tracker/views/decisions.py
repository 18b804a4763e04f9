"""Decisions as a person reads them: what was set, abolished or withdrawn, and on which day."""

from decimal import Decimal

from tracker.i18n import N_, Language
from tracker.model import Assessment, Baseline, Decision, Indicator, Plan, Target
from tracker.numbers import count_decimals
from tracker.views.formats import format_number, format_plan, format_target
from tracker.views.labels import choose_plan_sign
from tracker.views.reasons import choose_status_sign


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


def format_in_force(row: Decision, indicator: Indicator, language: Language) -> str:
    """Return what is in force so far about the same as a decision."""
    value: Target | Plan | Baseline | None = indicator.target
    if row.kind == "plan":
        value = indicator.plan.get(row.year or 0)
    elif row.kind == "baseline":
        value = indicator.baseline
    shown = format_set_value(value, indicator, language) or language.translate(N_("nothing"))
    return language.format(N_("in force before: {value}"), value=shown)


def format_set_value(value: Target | Plan | Baseline | None, indicator: Indicator, language: Language) -> str:
    """Return a target, plan or baseline as the views show it; "" if there is none."""
    if isinstance(value, Baseline):
        return f"{format_number(value.value, count_decimals(value.value), language)} ({value.year})"
    return (
        format_plan(value, indicator, language)
        if isinstance(value, Plan)
        else format_target(value, indicator, language)
    )


def format_change_of_verdict(before: Assessment, after: Assessment, language: Language) -> str:
    """Return how a decision changes the verdicts of an indicator, or "" if it changes none."""
    changes = []
    if before.plan_verdict != after.plan_verdict:
        verdicts = [_format_plan_verdict(item, language) for item in (before, after)]
        changes.append(language.format(N_("of the year: {before} → {after}"), before=verdicts[0], after=verdicts[1]))
    if before.status != after.status:
        words = [language.translate(choose_status_sign(item, language).word) for item in (before, after)]
        changes.append(language.format(N_("of the term: {before} → {after}"), before=words[0], after=words[1]))
    if not changes:
        return ""
    return language.format(N_("This changes the verdict: {changes}"), changes="; ".join(changes))


def _format_plan_verdict(item: Assessment, language: Language) -> str:
    sign = choose_plan_sign(item.plan_verdict, item.indicator, item.plan)
    return language.translate(sign.word) if sign else language.translate(N_("not judged"))
