"""What a chart says in words: beneath its title, and to those who do not see it."""

from collections.abc import Iterable

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Assessment, Indicator, Status
from tracker.views.formats import number_text, plan_text, safe, shown_decimals, target_text
from tracker.views.lines import details_text, pace_text
from tracker.views.one.points import Drawn, Point
from tracker.views.words import RESULT_STATUS, STATUS


def subtitle(item: Assessment, language: Language) -> str:
    """Return the unit, the target and the verdict of an indicator, with symbol and word."""
    indicator = item.indicator
    target = target_text(indicator.target, indicator, language)
    parts = [safe(language.pick(indicator.unit)), f"{language.text(N_('target'))} {target}" if target else ""]
    return " · ".join([*filter(None, parts), verdict(item, language)])


def verdict(item: Assessment, language: Language) -> str:
    """Return the symbol and the word of a verdict."""
    return verdict_word(item.status, language)


def verdict_word(status: Status, language: Language) -> str:
    """Return the symbol and the word of a status."""
    sign = STATUS[status]
    return f"{sign.symbol} {language.text(sign.word)}"


def value_text(point: Point, indicator: Indicator, language: Language) -> str:
    """Return a measured number with the sign of a bound."""
    text = number_text(point.value, shown_decimals(indicator, point.value), language)
    return f"{point.qualifier} {text}" if point.qualifier else text


def description(found: Detail, shown: Drawn, language: Language) -> str:
    """Return what the chart of an indicator shows, in sentences for those who do not see it."""
    item = found.assessment
    indicator = item.indicator
    plans = [f"{year} {plan_text(plan, indicator, language)}" for year, plan in shown.plans]
    target = target_text(indicator.target, indicator, language)
    pace, details = pace_text(item, language), details_text(item, language)
    said = verdict(item, language) + (f" ({details})" if details else "")
    parts = [
        (N_("Unit"), safe(language.pick(indicator.unit))),
        (N_("Results"), _listed(_point(point, indicator, language) for point in shown.results)),
        (N_("Plans"), _listed(plans)),
        (N_("Target"), target),
        (N_("break in the series"), _listed(map(str, shown.breaks))),
        (N_("Pace"), pace),
        (N_("Verdict"), said),
    ]
    return " ".join(f"{_capital(language.text(label))}: {text}." for label, text in parts if text)


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _point(point: Point, indicator: Indicator, language: Language) -> str:
    kinds = [language.text(N_("baseline"))] if point.is_baseline else []
    kinds += [language.text(RESULT_STATUS[point.status])] if point.status and point.status != "final" else []
    text = f"{point.year} {value_text(point, indicator, language)}"
    return f"{text} ({', '.join(kinds)})" if kinds else text
