"""Which measure an indicator has by its name, unit and figures, and what to ask if that is a guess."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Message, msg
from tracker.importing.definitions.years import TermYears
from tracker.importing.heading_months import fold_text
from tracker.model import Indicator, Measure, Plan, Target

_GROWTH = re.compile(r"\btoc do tang\b|\btang truong\b|\bgrowth\b|\btoc do phat trien\b")
_A_YEAR = re.compile(
    r"\b(?:hang nam|moi nam|binh quan nam|annually|per year|a year|each year|every year)\b|/\s*(?:nam|year)\b"
)
_EACH_YEAR = re.compile(r"\b(?:hang nam|moi nam|annually|each year|every year)\b")
_MEAN = re.compile(r"\b(?:binh quan|trung binh|average|mean)\b")
_PER_HEAD = re.compile(
    r"\b(?:dau nguoi|per capita|per head)\b|/\s*\d*\.?\d*\s*(?:nguoi|ho|dan|person|people|household|head|ha|km)"
)
_SUM = re.compile(r"\b(?:giai doan|5 nam|nam nam|ca nhiem ky|trong nhiem ky|over the term|five years)\b")
_CUMULATIVE = re.compile(r"\b(?:luy ke|luy tien|cong don|cumulative|running total)\b")
_SHARE = re.compile(
    r"\b(?:ty le|ti le|ty trong|ti trong|co cau|muc do|do che phu|chi so|"
    r"rate|share|proportion|percentage|coverage|index)\b"
)
_CHANGE = re.compile(r"^(?:muc |ty le |ti le )?(?:giam|tang)\b|^(?:reduction|increase|decrease)\b")


class MeasureGuess(NamedTuple):
    """A measure, and the question if it is a guess."""

    measure: Measure
    question: Message | None = None


def guess_measure(
    indicator: Indicator, hint: Measure | None, years: TermYears, *, is_of_term: bool = False
) -> MeasureGuess:
    """Return the measure of an indicator; `hint` is what the words of its target say.

    `is_of_term` means that the heading of the target names all years of the term.
    """
    target = indicator.target
    if target and target.kind == "yes":
        return MeasureGuess("milestone")
    if hint:
        return MeasureGuess(hint)
    name = fold_text(" ".join(indicator.name.values()))
    text = f"{name} {fold_text(' '.join(indicator.unit.values()))}"
    if _adds_up(target, indicator.plan, years):
        return MeasureGuess(
            "total", msg('the plans add up to the target, so "total"; write "level" if the last year counts')
        )
    if indicator.is_in_percent:
        return _guess_of_percent(name, text)
    return _guess_of_amount(indicator, name, text, is_of_term=is_of_term)


def _guess_of_amount(indicator: Indicator, name: str, text: str, *, is_of_term: bool) -> MeasureGuess:
    if _CUMULATIVE.search(name):
        question = msg(
            'are the figures cumulative, so that the last one counts? write "total" if the years are added up'
        )
        return MeasureGuess("level", question)
    if _SUM.search(name) or (is_of_term and _is_far_above(indicator)):
        return MeasureGuess("total", msg('are the years added up? write "level" if the last year counts'))
    if _GROWTH.search(name):
        return MeasureGuess(
            "growth", msg('is the target the growth of these figures in % a year? write "level" if not')
        )
    if _PER_HEAD.search(text):
        return MeasureGuess("level")
    if _A_YEAR.search(text) and not indicator.has_only_plans:
        question = msg('must every year reach it? write "mean" for the average, "total" if the years are added up')
        return MeasureGuess("every_year", question)
    if _is_same_each_year(indicator):
        return MeasureGuess(
            "every_year",
            msg('the plans of all years are equal: must every year reach it? write "level" if the last year counts'),
        )
    if _MEAN.search(name):
        return MeasureGuess("level", msg('does the last year count? write "mean" for the average of the years'))
    return MeasureGuess("level", msg('does the last year count? write "total" if the years are added up'))


def _guess_of_percent(name: str, text: str) -> MeasureGuess:
    if _GROWTH.search(name):
        if _A_YEAR.search(text) or _MEAN.search(name):
            return MeasureGuess("growth_rate")
        return MeasureGuess("growth_rate", msg('is each result the growth of its year? write "level" if not'))
    if _CHANGE.search(name):
        question = msg('is each result the change of its year, and their average the target? write "level" if not')
        return MeasureGuess("mean", question)
    if _EACH_YEAR.search(name) and not _MEAN.search(name):
        question = msg('must every year reach it? write "mean" for the average, "level" if the last year counts')
        return MeasureGuess("every_year", question)
    if _A_YEAR.search(text) and not _SHARE.search(name):
        return MeasureGuess(
            "mean", msg('is the average of the years the target? write "every_year" if each must reach it')
        )
    if _SHARE.search(name):
        return MeasureGuess("level")
    return MeasureGuess("level", msg('does the last year count? write "mean" for the average of the years'))


def _get_limit(target: Target | None) -> Decimal | None:
    """Return the limit of a bound, the lower one of a range, None if there is none."""
    return None if target is None else target.low if target.low is not None else target.high


def _adds_up(target: Target | None, plans: Mapping[int, Plan], years: TermYears) -> bool:
    """Whether there are plans for every year, and their sum is the target."""
    goal = _get_limit(target)
    values = [plans[year].value for year in range(years.first, years.last + 1) if year in plans]
    if goal is None or len(values) < 2 or len(values) != years.last - years.first + 1:
        return False
    numbers = [value for value in values if isinstance(value, Decimal)]
    return len(numbers) == len(values) and sum(numbers) == goal


def _is_far_above(indicator: Indicator) -> bool:
    """Whether a target is more than twice the value before the term."""
    goal = indicator.target and indicator.target.low
    return goal is not None and indicator.baseline is not None and goal > 2 * indicator.baseline.value


def _is_same_each_year(indicator: Indicator) -> bool:
    """Whether there are three plans or more, and all are the figure of the target."""
    goal = _get_limit(indicator.target)
    values = [plan.value for plan in indicator.plan.values()]
    return len(values) > 2 and all(value == goal for value in values)
