"""The working of a verdict in words and numbers, so that a pocket calculator comes to the same."""

from decimal import Context, Decimal
from typing import NamedTuple

from tracker.assess.steps import Step, Unit, Working
from tracker.language import N_, Language
from tracker.model import METHODS, Assessment
from tracker.numbers import decimals_of
from tracker.views.formats import MINUS, number_text, percent_text, target_text

EXACT_DIGITS = 12
SIGNIFICANT = 6

SYMBOLS = {
    "V": N_("latest value"),
    "B": N_("baseline"),
    "T": N_("target"),
    "t": N_("latest year"),
    "t0": N_("year of the baseline"),
    "tN": N_("target's year"),
    "k": N_("years so far"),
    "n": N_("years in all"),
    "m": N_("years left"),
    "G": N_("1 + target / 100"),
    "M": N_("due by now"),
    "M1": N_("plan before"),
    "M2": N_("plan after"),
    "y1": N_("its year"),
    "y2": N_("its year"),
    "V0": N_("first value"),
    "V1": N_("value before"),
}
"""What the symbols stand for that no step computes, in the order in which they are listed."""


class WrittenStep(NamedTuple):
    """A step as text: what it gives, its formula in symbols, the same with numbers, and the result."""

    name: str
    formula: str
    numbers: str
    result: str
    is_rounded: bool

    @property
    def line(self) -> str:
        """Return the whole equation on one line."""
        sign = "≈" if self.is_rounded else "="
        formula = f"{self.formula} = " if self.formula else ""
        return f"{formula}{self.numbers} {sign} {self.result}"


def written(working: Working, language: Language) -> tuple[WrittenStep, ...]:
    """Return the steps of a working as text in a language."""
    return tuple(_written(step, language) for step in working.steps)


def symbols(working: Working, language: Language) -> str:
    """Return what the symbols of a working stand for, or "" where there are none."""
    computed = {step.symbol for step in working.steps}
    used = {name for step in working.steps for name in step.values if name not in computed}
    if any(step.formula == "Π" for step in working.steps):
        used.discard("V")
    found = [f"{name} {language.text(text)}" for name, text in SYMBOLS.items() if name in used]
    return " · ".join(found)


def _written(step: Step, language: Language) -> WrittenStep:
    numbers = step.template.format(**{name: _put(value, language) for name, value in step.values.items()})
    result = shown(step.result, language)
    formula = f"{step.symbol} = {step.formula}" if step.symbol not in ("", step.formula) else step.formula
    return WrittenStep(
        language.text(step.name),
        formula,
        numbers,
        result + _unit(step.unit),
        is_rounded(step.result)
        or any(isinstance(value, Decimal) and is_rounded(value) for value in step.values.values()),
    )


def _unit(unit: Unit) -> str:
    return " %" if unit == "%" else ""


def _put(value: Decimal | int, language: Language) -> str:
    """Return a number to stand in a formula: a year as it is, what is below zero in brackets."""
    if isinstance(value, int):
        return str(value)
    text = shown(value, language)
    return f"({text})" if text.startswith(MINUS) else text


def is_rounded(number: Decimal) -> bool:
    """Whether a number is shown with fewer digits than it has."""
    return len(number.as_tuple().digits) > EXACT_DIGITS


def shown(number: Decimal, language: Language) -> str:
    """Return a number with all its digits, or six significant ones where it was divided or rooted."""
    if is_rounded(number):
        number = Context(prec=SIGNIFICANT).plus(number)
        number = number.normalize() if number else Decimal(0)
    return number_text(number, decimals_of(number), language)


def meaning(item: Assessment, language: Language) -> str:
    """Return what the verdict means, in a sentence, or "" where its reason, or an official one, says it already."""
    if item.computed or item.status == "not_assessed":
        return ""
    target = target_text(item.indicator.target, item.indicator, language)
    if item.indicator.measure == "milestone":
        return language.text(_DONE) if item.status == "met" else ""
    if item.status in ("met", "exceeded"):
        return language.fill(_REACHED_EARLY if "early" in item.flags else _REACHED, target=target)
    if item.status == "missed":
        return language.fill(_MISSED, target=target)
    return _on_the_way(item, language) if item.method == METHODS[0] else ""


def _on_the_way(item: Assessment, language: Language) -> str:
    if item.pace is None:
        return language.text(_KEPT.get((item.status, item.reason), ""))
    if item.status == "on_track":
        return language.text(_ON_TRACK)
    if item.reason == "moving_away":
        return language.text(_MOVING_AWAY)
    return language.fill(_BEHIND, share=percent_text(item.pace, language))


_DONE = N_("It is done.")
_REACHED = N_("The target, {target}, is reached.")
_REACHED_EARLY = N_("The target, {target}, is reached before its year; it counts if it is held until then.")
_MISSED = N_("The result of the last year is in, and the target, {target}, is not reached.")
_ON_TRACK = N_("On track: arrives if the mean pace so far holds. That is a yardstick, and not a forecast.")
_MOVING_AWAY = N_("Since the baseline it has moved away from the target.")
_BEHIND = N_("Of what was due by now, {share} is done; at the mean pace so far the target will be missed.")
_KEPT = {
    ("on_track", ""): N_("Within the bound, and not worsening."),
    ("at_risk", ""): N_("Within the bound, but worsening."),
    ("off_track", "insufficient"): N_("Outside the bound, and not worsening."),
    ("off_track", "moving_away"): N_("Outside the bound, and worsening."),
    ("off_track", "year_missed"): N_("A year has missed the bound, and cannot be made good."),
}
