"""What a chart says in words: beneath its title, and to those who do not see it."""

from collections.abc import Iterable

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, Indicator, Status
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_decimals,
    format_details,
    format_number,
    format_pace,
    format_plan,
    format_target,
)
from tracker.views.labels import RESULT_STATUS_LABELS, STATUS_SIGNS
from tracker.views.show.points import ChartData, ChartPoint


def format_subtitle(item: Assessment, language: Language) -> str:
    """Return the unit, the target and the verdict of an indicator, with symbol and word."""
    indicator = item.indicator
    target = format_target(indicator.target, indicator, language)
    parts = [
        sanitize_text(language.pick_text(indicator.unit)),
        f"{language.translate(N_('target'))} {target}" if target else "",
    ]
    return " · ".join([*filter(None, parts), format_verdict(item, language)])


def format_verdict(item: Assessment, language: Language) -> str:
    """Return the symbol and the word of a verdict."""
    return format_status(item.status, language)


def format_status(status: Status, language: Language) -> str:
    """Return the symbol and the word of a status."""
    sign = STATUS_SIGNS[status]
    return f"{sign.symbol} {language.translate(sign.word)}"


def format_point(point: ChartPoint, indicator: Indicator, language: Language) -> str:
    """Return a measured number with the sign of a bound."""
    text = format_number(point.value, choose_decimals(indicator, point.value), language)
    return f"{point.qualifier} {text}" if point.qualifier else text


def describe_chart(detail: Detail, data: ChartData, language: Language) -> str:
    """Return what the chart of an indicator shows, in sentences for those who do not see it."""
    item = detail.assessment
    indicator = item.indicator
    plans = [f"{year} {format_plan(plan, indicator, language)}" for year, plan in data.plans]
    target = format_target(indicator.target, indicator, language)
    pace, details = format_pace(item, language), format_details(item, language)
    said = format_verdict(item, language) + (f" ({details})" if details else "")
    parts = [
        (N_("Unit"), sanitize_text(language.pick_text(indicator.unit))),
        (N_("Results"), _join_texts(_describe_point(point, indicator, language) for point in data.results)),
        (N_("Plans"), _join_texts(plans)),
        (N_("Target"), target),
        (N_("break in the series"), _join_texts(map(str, data.breaks))),
        (N_("Pace"), pace),
        (N_("Verdict"), said),
    ]
    return " ".join(f"{_capitalize(language.translate(label))}: {text}." for label, text in parts if text)


def _join_texts(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _describe_point(point: ChartPoint, indicator: Indicator, language: Language) -> str:
    kinds = [language.translate(N_("baseline"))] if point.is_baseline else []
    kinds += (
        [language.translate(RESULT_STATUS_LABELS[point.status])] if point.status and point.status != "final" else []
    )
    text = f"{point.year} {format_point(point, indicator, language)}"
    return f"{text} ({', '.join(kinds)})" if kinds else text
