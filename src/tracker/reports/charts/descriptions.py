"""The words of a chart: its subtitle, and its description for screen readers."""

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, Indicator, Status
from tracker.reports.cells import capitalize
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
from tracker.views.reasons import choose_status_sign
from tracker.views.show.points import ChartData, ChartPoint


def format_subtitle(item: Assessment, language: Language) -> str:
    """Return the unit, the target and the verdict of an indicator."""
    unit = sanitize_text(language.pick_text(item.indicator.unit))
    target = format_target(item.indicator.target, item.indicator, language)
    target = f"{language.translate(N_('target'))} {target}" if target else ""
    return " · ".join(filter(None, (unit, target, format_verdict(item, language))))


def format_status(status: Status, language: Language) -> str:
    """Return the symbol and the word of a status."""
    sign = STATUS_SIGNS[status]
    return f"{sign.symbol} {language.translate(sign.word)}"


def format_verdict(item: Assessment, language: Language) -> str:
    """Return the symbol and the word of the verdict on an indicator."""
    return choose_status_sign(item, language).describe(language)


def format_point(point: ChartPoint, indicator: Indicator, language: Language) -> str:
    """Return a measured number with its qualifier."""
    text = format_number(point.value, choose_decimals(indicator, point.value), language)
    return f"{point.qualifier} {text}" if point.qualifier else text


def describe_chart(detail: Detail, data: ChartData, language: Language) -> str:
    """Return what the chart of an indicator shows, in sentences for screen readers."""
    item, indicator = detail.assessment, detail.assessment.indicator
    plans = [f"{language.format_year(year)} {format_plan(plan, indicator, language)}" for year, plan in data.plans]
    details, verdict = format_details(item, language), format_verdict(item, language)
    parts = [
        (N_("Unit"), sanitize_text(language.pick_text(indicator.unit))),
        (N_("Results"), "; ".join(_describe_point(point, indicator, language) for point in data.results)),
        (N_("Plans"), "; ".join(plans)),
        (N_("Target"), format_target(indicator.target, indicator, language)),
        (N_("break in the series"), "; ".join(map(str, data.breaks))),
        (N_("Pace"), format_pace(item, language)),
        (N_("Verdict"), f"{verdict} ({details})" if details else verdict),
    ]
    return " ".join(f"{capitalize(language.translate(label))}: {text}." for label, text in parts if text)


def _describe_point(point: ChartPoint, indicator: Indicator, language: Language) -> str:
    kinds = [language.translate(N_("baseline"))] if point.is_baseline else []
    if point.status and point.status != "final":
        kinds.append(language.translate(RESULT_STATUS_LABELS[point.status]))
    text = f"{language.format_year(point.year)} {format_point(point, indicator, language)}"
    return f"{text} ({', '.join(kinds)})" if kinds else text
