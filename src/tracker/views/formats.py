"""Values as a person reads them, in a language: numbers, results, plans, targets, and text from the data."""

import unicodedata
from decimal import Decimal

from tracker.language import N_, Language
from tracker.model import Indicator, Plan, Result, Target, Value
from tracker.numbers import Qualifier, decimals_of, localized, rounded

MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 12
_BOUND_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}


def number_text(number: Decimal, decimals: int, language: Language, against: tuple[Decimal, ...] = ()) -> str:
    """Return a number in a language; with more decimals where rounding would hide how it stands to `against`."""
    while decimals < _MOST_DECIMALS and any(
        number != other and rounded(number, decimals) == other for other in against
    ):
        decimals += 1
    text = localized(number, decimals, language.code)
    return MINUS + text[1:] if text.startswith("-") else text


def percent_text(fraction: Decimal, language: Language) -> str:
    """Return a fraction of 1 as a percentage with one decimal."""
    return number_text(fraction.scaleb(2), 1, language, (Decimal(100),)) + " %"


def result_text(result: Result, indicator: Indicator, language: Language, against: tuple[Decimal, ...] = ()) -> str:
    """Return the value of a result with its qualifier."""
    return _qualified(result.value, result.qualifier, indicator, language, against)


def plan_text(plan: Plan | None, indicator: Indicator, language: Language) -> str:
    """Return the value of a plan with its qualifier, or "" where there is none."""
    return _qualified(plan.value, plan.qualifier, indicator, language) if plan else ""


def _qualified(
    value: Value | None,
    qualifier: Qualifier,
    indicator: Indicator,
    language: Language,
    against: tuple[Decimal, ...] = (),
) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return language.text(N_("yes")) if value else language.text(N_("no"))
    text = number_text(value, shown_decimals(indicator, value), language, against)
    return f"{qualifier} {text}" if qualifier else text


def shown_decimals(indicator: Indicator, value: Decimal) -> int:
    """Return how many decimals to show: those that the indicator asks for, else those of the value."""
    return decimals_of(value) if indicator.decimals is None else indicator.decimals


def target_text(target: Target | None, indicator: Indicator, language: Language) -> str:
    """Return the bound of a target: `≥ 8`, `10–20`, "yes", "increase"; with its year where it has one of its own."""
    if target is None:
        return ""
    if target.kind == "yes":
        return language.text(N_("yes"))
    if target.kind == "increase":
        return language.text(N_("increase"))
    if target.kind == "decrease":
        return language.text(N_("decrease"))
    limits = [
        number_text(limit, decimals_of(limit), language) for limit in (target.low, target.high) if limit is not None
    ]
    text = f"{limits[0]}–{limits[1]}" if len(limits) > 1 else f"{_BOUND_SIGNS[target.kind]} {limits[0]}"
    text += " %" if indicator.measure in ("growth", "growth_rate") else ""
    return f"{text} ({target.year})" if target.year else text


def safe(text: str) -> str:
    """Return text from the data composed, on one line, with control and direction characters made visible."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character in "\n\r\t" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
