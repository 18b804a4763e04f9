"""The derivation of a verdict in words and numbers: a pocket calculator gives the same."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.assess.plan_target import find_judged_year
from tracker.assess.verdict import Derivation, Step
from tracker.i18n import N_, Language
from tracker.model import METHODS, PACE_CUTS, Assessment, Status
from tracker.numbers import count_decimals, is_quotient
from tracker.views.formats import format_number, format_percent, format_plan, format_required, format_target
from tracker.views.reasons import is_budget, is_reached_at_mean_pace

PRINTED_DIGITS = 12
SIGNIFICANT_DIGITS = 6
GUARD_DIGITS = 2
"""A number in a formula has so many more digits than the result, or the last digit of the result would differ."""

SYMBOL_LABELS = {
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
    "g": N_("latest yearly growth"),
    "g0": N_("first of the yearly growths"),
}
"""The meaning of the symbols that no step computes, in the order in which they are listed."""

_COMPUTED_SYMBOLS = ("M", "g", "g0")
"""Those of them that may be computed; the others are numbers of the data and have all their digits."""


class StepText(NamedTuple):
    """A step as text: its name, its formula in symbols, the formula with numbers, and the result."""

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


def format_steps(derivation: Derivation, language: Language) -> tuple[StepText, ...]:
    """Return the steps of a derivation as text in a language."""
    digits: dict[str, int] = {}
    for step in reversed(derivation.steps):
        own = digits.get(step.symbol, SIGNIFICANT_DIGITS) if step.symbol else SIGNIFICANT_DIGITS
        for name in step.values:
            digits[name] = max(digits.get(name, SIGNIFICANT_DIGITS), own + GUARD_DIGITS)
    return tuple(_format_step(step, digits, language) for step in derivation.steps)


def format_symbols(derivation: Derivation, language: Language) -> str:
    """Return the meaning of the symbols of a derivation, or "" if there are none."""
    computed = {step.symbol for step in derivation.steps}
    used = {name for step in derivation.steps for name in step.values if name not in computed}
    if any(step.formula == "Π" for step in derivation.steps):
        used.discard("V")
    texts = SYMBOL_LABELS | ({"t0": N_("year of the first value")} if "V0" in used and "B" not in used else {})
    return " · ".join(f"{name} {language.translate(text)}" for name, text in texts.items() if name in used)


def _format_step(step: Step, digits: Mapping[str, int], language: Language) -> StepText:
    """Return a step as text; `digits` are the significant digits of each computed symbol."""
    operands = {name: _format_operand(name, value, digits[name], language) for name, value in step.values.items()}
    numbers = step.template.format(**operands)
    is_sum = " + " in step.template and step.symbol == step.formula
    significant = digits.get(step.symbol, SIGNIFICANT_DIGITS) if step.symbol else SIGNIFICANT_DIGITS
    result = format_exact(step.result, language) if is_sum else format_rounded(step.result, language, significant)
    formula = f"{step.symbol} = {step.formula}" if step.symbol not in ("", step.formula) else step.formula
    computed = [
        value for name, value in step.values.items() if isinstance(value, Decimal) and _is_computed(name, value)
    ]
    return StepText(
        language.translate(step.name),
        formula,
        numbers,
        f"{result} %" if step.unit == "%" else result,
        any(is_rounded(value) for value in ([] if is_sum else [step.result, *computed])),
    )


def _is_computed(name: str, value: Decimal) -> bool:
    """Whether a number of a formula may have more digits than are shown."""
    return not _is_data(name) or is_quotient(value)


def _is_data(name: str) -> bool:
    """Whether a symbol means a number of the data: one of `SYMBOL_LABELS`, or the value of a year (`V2023`)."""
    return (name in SYMBOL_LABELS and name not in _COMPUTED_SYMBOLS) or name[1:].isdecimal()


def _format_operand(name: str, value: Decimal | int, significant: int, language: Language) -> str:
    """Return a number for a formula: a year as it is, a number below zero in brackets."""
    if isinstance(value, int):
        return str(value)
    is_computed = _is_computed(name, value)
    text = format_rounded(value, language, significant) if is_computed else format_exact(value, language)
    return f"({text})" if value < 0 else text


def is_rounded(number: Decimal) -> bool:
    """Whether a number is shown with fewer digits than it has: division and roots leave too many."""
    return len(number.as_tuple().digits) > PRINTED_DIGITS


def format_rounded(number: Decimal, language: Language, significant: int = SIGNIFICANT_DIGITS) -> str:
    """Return a number with all its digits, or with `significant` ones if it comes from a division or a root.

    All digits before the decimal point are always shown.
    """
    if is_rounded(number):
        number = Context(prec=max(significant, number.adjusted() + 1)).plus(number)
        number = number.normalize() if number else Decimal(0)
    return format_exact(number, language)


def format_exact(number: Decimal, language: Language) -> str:
    """Return a number with all its digits."""
    return format_number(number, count_decimals(number), language)


def explain_verdict(item: Assessment, language: Language) -> str:
    """Return the meaning of the verdict in a sentence, or "" if its reason or an official one says it already."""
    if item.computed_status or item.status == "not_assessed":
        return ""
    target = format_target(item.indicator.target, item.indicator, language)
    if item.indicator.measure == "milestone":
        return language.translate(_DONE_TEXT) if item.status == "met" else ""
    if item.indicator.has_only_plans:
        year = find_judged_year(item) or item.year
        plan = format_plan(item.indicator.plan.get(year), item.indicator, language)
        return language.format(_PLAN_TEXTS[item.status], year=year, plan=plan) if item.status in _PLAN_TEXTS else ""
    if item.status in ("met", "exceeded"):
        is_sum = item.indicator.measure in ("total", "mean")  # a sum cannot fall again
        early = _REACHED_FINALLY_TEXT if is_sum else _REACHED_EARLY_TEXT
        return language.format(early if "early" in item.flags else _REACHED_TEXT, target=target)
    if item.status == "missed":
        return language.format(_MISSED_TEXT, target=target)
    return _explain_progress(item, language) if item.method == METHODS[0] else ""


def format_rule(detail: Detail, language: Language) -> str:
    """Return the rule that gives the verdict from the derivation.

    If the target is reached, or its last year has a result, every method judges by the figure alone. The method's own
    rule then gives only the class.
    """
    item, parts = detail.assessment, (detail.derivation.choice, detail.derivation.rule)
    on_track, at_risk = (format_exact(cut, language) for cut in detail.derivation.cuts or PACE_CUTS)
    own = " ".join(language.format(part, on_track=on_track, at_risk=at_risk) for part in parts if part)
    final = _FINAL_RULES.get(item.computed_status or item.status)
    target = item.indicator.target
    has_bound = target is not None and (target.low is not None or target.high is not None)
    if not final or not has_bound or item.indicator.measure == "every_year":
        return own
    return f"{language.translate(final)} {own}" if item.grade and own else language.translate(final)


def _explain_progress(item: Assessment, language: Language) -> str:
    if item.indicator.target and item.indicator.target.is_direction:
        return language.translate(_DIRECTION_TEXTS.get((item.status, item.reason), ""))
    if is_budget(item):
        return _explain_budget(item, language)
    if item.reason in _RANGE_TEXTS:
        return language.translate(_RANGE_TEXTS[item.reason])
    if item.pace is None:
        return language.translate(_choose_bound_text(item))
    if item.reason == "moving_away":
        return language.translate(_MOVING_AWAY_TEXT)
    if item.status == "on_track" and item.follows_plans:
        return _explain_pace_of_plans(item, item.pace, language)
    texts = _ON_TRACK_TEXTS if item.status == "on_track" else _BEHIND_TEXTS
    is_reached = is_reached_at_mean_pace(item)
    if not is_reached and item.pace >= 1 and _is_range(item):
        return language.format(_PASSING_TEXT, share=format_percent(item.pace, language))
    return language.format(texts[is_reached], share=format_percent(item.pace, language))


def _choose_bound_text(item: Assessment) -> str:
    """Return the text on a target to keep; with fewer than three values it says nothing of a trend."""
    text = _BOUND_TEXTS.get((item.status, item.reason), "")
    last = item.result.period.year if item.result else 0
    years = {
        period.year
        for period, row in item.results.items()
        if period.is_year and period.year <= last and row.status not in ("forecast", "withdrawn")
    }
    years |= {item.baseline.year} if item.baseline else set()
    is_short = len(years) - (item.indicator.measure == "growth") < _MIN_TREND_VALUES
    return _SHORT_BOUND_TEXTS.get(text, text) if is_short else text


def _is_range(item: Assessment) -> bool:
    """Whether the verdict is on a range that the figure must come into."""
    return item.bound is None and item.indicator.target is not None and item.indicator.target.kind == "between"


def _explain_pace_of_plans(item: Assessment, pace: Decimal, language: Language) -> str:
    """Return the meaning of "on track" if the plans are the expected way."""
    required = format_required(item, language)
    if pace >= 1:
        return language.format(_PLANS_KEPT_TEXT, value=required)
    return language.format(_PLANS_NEARLY_KEPT_TEXT, share=format_percent(pace, language), value=required)


def _explain_budget(item: Assessment, language: Language) -> str:
    """Return how much of a ceiling is used, and how much was due to be used by now."""
    assert item.progress is not None
    used = format_percent(item.progress, language)
    if item.reason == "over_ceiling" or item.expected is None:
        return language.format(_OVER_CEILING_TEXT, used=used)
    return language.format(_CEILING_TEXT, used=used, due=format_percent(item.expected, language))


_FINAL_RULES: dict[Status, str] = {
    "exceeded": N_("Rule: a figure that reaches the target has met it, one beyond it has exceeded it."),
    "met": N_("Rule: a figure that reaches the target has met it, one beyond it has exceeded it."),
    "missed": N_(
        "Rule: once the result of the last year is in, a figure that does not reach the target has missed it."
    ),
}
_DIRECTION_TEXTS = {
    ("on_track", ""): N_("On the whole and in the last year it moved in the promised direction."),
    ("at_risk", ""): N_("On the whole it moved in the promised direction, but not in the last year."),
    ("off_track", "insufficient"): N_("In the last year it moved in the promised direction, but not on the whole."),
    ("off_track", "moving_away"): N_(
        "It did not move in the promised direction, neither on the whole nor in the last year."
    ),
}
_PLAN_TEXTS: dict[Status, str] = {
    "exceeded": N_("The plan of {year}, {plan}, is exceeded."),
    "met": N_("The plan of {year}, {plan}, is reached."),
    "missed": N_("The plan of {year}, {plan}, is not reached."),
}
_DONE_TEXT = N_("It is done.")
_REACHED_TEXT = N_("The target, {target}, is reached.")
_REACHED_EARLY_TEXT = N_("The target, {target}, is reached before its year; it counts if it is held until then.")
_MISSED_TEXT = N_("The result of the last year is in, and the target, {target}, is not reached.")
_REACHED_FINALLY_TEXT = N_("The target, {target}, is reached before its year.")
_ON_TRACK_TEXTS = {
    True: N_("On track: arrives if the mean pace so far holds. This is a measure, not a forecast."),
    False: N_("On track: of what was due by now, {share} is done; the mean pace so far alone would not suffice."),
}
_MOVING_AWAY_TEXT = N_("Since the baseline it has moved away from the target.")
_BEHIND_TEXTS = {
    True: N_("Of what was due by now, {share} is done; at the mean pace so far the target will still be reached."),
    False: N_("Of what was due by now, {share} is done; at the mean pace so far the target will be missed."),
}
_MIN_TREND_VALUES = 3
_SHORT_BOUND_TEXTS = {
    N_("Within the bound, and not worsening."): N_("Within the bound."),
    N_("Outside the bound, and not worsening."): N_("Outside the bound."),
}
_BOUND_TEXTS = {
    ("on_track", ""): N_("Within the bound, and not worsening."),
    ("at_risk", ""): N_("Within the bound, but worsening."),
    ("off_track", "insufficient"): N_("Outside the bound, and not worsening."),
    ("off_track", "moving_away"): N_("Outside the bound, and worsening."),
    ("off_track", "year_missed"): N_("A year has missed the bound, and cannot be made good."),
}
_PLANS_KEPT_TEXT = N_("On track: keeps to the plans, which leave {value} in each remaining year.")
_PLANS_NEARLY_KEPT_TEXT = N_(
    "On track: {share} of what the plans expected by now is done; they leave {value} in each remaining year."
)
_PASSING_TEXT = N_(
    "On track: of what was due by now, {share} is done; at the mean pace so far it would pass through the range."
)
_CEILING_TEXT = N_("{used} of the ceiling is used, {due} was due.")
_OVER_CEILING_TEXT = N_("The ceiling is passed: {used} of it is used.")
_RANGE_TEXTS = {
    "overshot": N_("It has passed through the range and beyond it."),
    "over_ceiling": N_("The ceiling is passed."),
}
