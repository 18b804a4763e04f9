"""The working of a verdict in words and numbers, so that a pocket calculator comes to the same."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import NamedTuple

from tracker.assess.bounds import Figure, standing
from tracker.assess.detail import Detail
from tracker.assess.steps import Step, Unit, Working
from tracker.assess.verdict import DIRECTIONS
from tracker.language import N_, Language
from tracker.model import METHODS, Assessment, Status
from tracker.numbers import decimals_of
from tracker.views.formats import MINUS, number_text, percent_text, target_text
from tracker.views.rows import figure

EXACT_DIGITS = 12
SIGNIFICANT = 6
MORE_TO_GO_ON = 2
"""How many more digits than its result a number has that goes into it: else the last digit would not come out."""

SYMBOLS = {
    "V": N_("latest value"),
    "B": N_("baseline"),
    "T": N_("target"),
    "t": N_("latest year"),
    "t0": N_("year of the baseline"),
    "tN": N_("target's year"),
    "k": N_("years counted so far"),
    "n": N_("years in all"),
    "m": N_("years left"),
    "G": N_("1 + target / 100"),
    "M": N_("due by now"),
    "L": N_("natural limit"),
    "M1": N_("plan before"),
    "M2": N_("plan after"),
    "y1": N_("its year"),
    "y2": N_("its year"),
    "V0": N_("first value"),
    "V1": N_("value before"),
}
"""What the symbols stand for that no step computes, in the order in which they are listed."""

_COMPUTED = "M"
"""The one of them that may be computed; all others are numbers of the data and stand with every digit."""


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
    digits: dict[str, int] = {}
    for step in reversed(working.steps):
        own = digits.get(step.symbol, SIGNIFICANT) if step.symbol else SIGNIFICANT
        for name in step.values:
            digits[name] = max(digits.get(name, SIGNIFICANT), own + MORE_TO_GO_ON)
    return tuple(_written(step, digits, language) for step in working.steps)


def symbols(working: Working, language: Language) -> str:
    """Return what the symbols of a working stand for, or "" where there are none."""
    computed = {step.symbol for step in working.steps}
    used = {name for step in working.steps for name in step.values if name not in computed}
    if any(step.formula == "Π" for step in working.steps):
        used.discard("V")
    texts = SYMBOLS | ({"t0": N_("year of the first value")} if "V0" in used else {})
    found = [f"{name} {language.text(text)}" for name, text in texts.items() if name in used]
    return " · ".join(found)


def _written(step: Step, digits: Mapping[str, int], language: Language) -> WrittenStep:
    """Return a step as text; `digits` says of the symbols that are computed how many significant digits they show."""
    put_in = {name: _put(name, value, digits[name], language) for name, value in step.values.items()}
    numbers = step.template.format(**put_in)
    is_sum = " + " in step.template and step.symbol == step.formula
    significant = digits.get(step.symbol, SIGNIFICANT) if step.symbol else SIGNIFICANT
    result = exactly(step.result, language) if is_sum else shown(step.result, language, significant)
    formula = f"{step.symbol} = {step.formula}" if step.symbol not in ("", step.formula) else step.formula
    computed = [value for name, value in step.values.items() if isinstance(value, Decimal) and not _is_data(name)]
    return WrittenStep(
        language.text(step.name),
        formula,
        numbers,
        result + _unit(step.unit),
        any(is_rounded(value) for value in ([] if is_sum else [step.result, *computed])),
    )


def _is_data(name: str) -> bool:
    """Whether a symbol stands for a number of the data: one that is listed, or the value of a year (`V2023`)."""
    return (name in SYMBOLS and name != _COMPUTED) or name[1:].isdecimal()


def _unit(unit: Unit) -> str:
    return " %" if unit == "%" else ""


def _put(name: str, value: Decimal | int, significant: int, language: Language) -> str:
    """Return a number to stand in a formula: a year as it is, what is below zero in brackets."""
    if isinstance(value, int):
        return str(value)
    text = exactly(value, language) if _is_data(name) else shown(value, language, significant)
    return f"({text})" if text.startswith(MINUS) else text


def is_rounded(number: Decimal) -> bool:
    """Whether a number is shown with fewer digits than it has."""
    return len(number.as_tuple().digits) > EXACT_DIGITS


def shown(number: Decimal, language: Language, significant: int = SIGNIFICANT) -> str:
    """Return a number with all its digits, or so many `significant` ones where it was divided or rooted.

    What stands before the point stands whole, however long it is.
    """
    if is_rounded(number):
        number = Context(prec=max(significant, number.adjusted() + 1)).plus(number)
        number = number.normalize() if number else Decimal(0)
    return exactly(number, language)


def exactly(number: Decimal, language: Language) -> str:
    """Return a number with all its digits."""
    return number_text(number, decimals_of(number), language)


def meaning(item: Assessment, language: Language) -> str:
    """Return what the verdict means, in a sentence, or "" where its reason, or an official one, says it already."""
    if item.computed or item.status == "not_assessed":
        return ""
    target = target_text(item.indicator.target, item.indicator, language)
    if item.indicator.measure == "milestone":
        return language.text(_DONE) if item.status == "met" else ""
    if item.status in ("met", "exceeded"):
        is_sum = item.indicator.measure in ("total", "mean")  # what is added up is not lost again
        early = _REACHED_FOR_GOOD if is_sum else _REACHED_EARLY
        return language.fill(early if "early" in item.flags else _REACHED, target=target)
    if item.status == "missed":
        return language.fill(_MISSED, target=target)
    return _on_the_way(item, language) if item.method == METHODS[0] else ""


def rule(found: Detail, language: Language) -> str:
    """Return the rule that turned the working into the verdict.

    A target that is reached, or whose year is in, is judged by the figure alone, whatever the method; the method's
    own rule then gives only the class.
    """
    item, own = found.assessment, language.text(found.working.rule)
    settled = _SETTLED.get(item.computed or item.status)
    target = item.indicator.target
    has_bound = target is not None and (target.low is not None or target.high is not None)
    if not settled or not has_bound or item.indicator.measure == "every_year":
        return own
    return " ".join([language.text(settled), own] if item.grade and own else [language.text(settled)])


def _on_the_way(item: Assessment, language: Language) -> str:
    if item.indicator.target and item.indicator.target.kind in DIRECTIONS:
        return language.text(_MOVED.get((item.status, item.reason), ""))
    if item.pace is None:
        return language.text(_KEPT.get((item.status, item.reason), ""))
    if item.reason == "moving_away":
        return language.text(_MOVING_AWAY)
    told = _ON_TRACK if item.status == "on_track" else _BEHIND
    return language.fill(told[_arrives(item)], share=percent_text(item.pace, language))


def _arrives(item: Assessment) -> bool:
    """Whether the mean pace so far leads to the target: along a plan or a compound path the verdict may differ."""
    projected, target = figure(item.projected), item.indicator.target
    assert isinstance(projected, Decimal)  # there is a pace
    assert target
    if target.kind == "between":  # the way leads to the nearer end, and may lead on through the range
        return item.pace is not None and item.pace >= 1
    return standing(target, Figure(projected)) >= 0


_SETTLED: dict[Status, str] = {
    "exceeded": N_("Rule: a figure that reaches the target has met it, one beyond it has exceeded it."),
    "met": N_("Rule: a figure that reaches the target has met it, one beyond it has exceeded it."),
    "missed": N_(
        "Rule: once the result of the last year is in, a figure that does not reach the target has missed it."
    ),
}
_MOVED = {
    ("on_track", ""): N_("On the whole and in the last year it moved in the promised direction."),
    ("at_risk", ""): N_("On the whole it moved in the promised direction, but not in the last year."),
    ("off_track", "insufficient"): N_("In the last year it moved in the promised direction, but not on the whole."),
    ("off_track", "moving_away"): N_(
        "Neither on the whole nor in the last year did it move in the promised direction."
    ),
}
_DONE = N_("It is done.")
_REACHED = N_("The target, {target}, is reached.")
_REACHED_EARLY = N_("The target, {target}, is reached before its year; it counts if it is held until then.")
_MISSED = N_("The result of the last year is in, and the target, {target}, is not reached.")
_REACHED_FOR_GOOD = N_("The target, {target}, is reached before its year.")
_ON_TRACK = {
    True: N_("On track: arrives if the mean pace so far holds. That is a yardstick, and not a forecast."),
    False: N_("On track: of what was due by now, {share} is done; the mean pace so far alone would not suffice."),
}
_MOVING_AWAY = N_("Since the baseline it has moved away from the target.")
_BEHIND = {
    True: N_("Of what was due by now, {share} is done; at the mean pace so far the target will still be reached."),
    False: N_("Of what was due by now, {share} is done; at the mean pace so far the target will be missed."),
}
_KEPT = {
    ("on_track", ""): N_("Within the bound, and not worsening."),
    ("at_risk", ""): N_("Within the bound, but worsening."),
    ("off_track", "insufficient"): N_("Outside the bound, and not worsening."),
    ("off_track", "moving_away"): N_("Outside the bound, and worsening."),
    ("off_track", "year_missed"): N_("A year has missed the bound, and cannot be made good."),
}
