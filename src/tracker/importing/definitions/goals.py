"""The targets, plans and baselines in the cells of a row, and the way in which bare numbers bind."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Message, TrackerError, make_error, msg
from tracker.importing.cell_values import is_blank, parse_cell, parse_plan_cell
from tracker.importing.definitions.target_texts import read_target_text
from tracker.importing.heading_months import fold_text
from tracker.importing.readers.cells import Cell
from tracker.journal.bounds import make_bound
from tracker.model import BoundKind, Direction, Indicator, Measure, Plan, Target
from tracker.targets.plans import make_plan

_LESS_IS_BETTER = re.compile(
    r"\b(?:ho ngheo|can ngheo|ngheo|tu vong|suy dinh duong|that nghiep|toi pham|pham phap|tai nan|ty so gioi tinh|"
    r"phat thai|sinh con thu|bo hoc|that thoat|tao hon|ton dong|no xau|no dong|o nhiem|mac benh|"
    r"nhiem hiv|thieu viec lam|"
    r"poverty|poor|mortality|deaths?|malnutrition|stunting|unemployment|emissions?|accidents?|crimes?|dropouts?|waste)\b"
)
_REDUCTION = re.compile(
    r"^(?:muc |ty le |ti le |so )?(?:giam|thoat)\b|\b(?:duoc thu gom|duoc xu ly|duoc kham|thoat ngheo)\b|"
    r"^(?:reduction|decrease)\b"
)
_DONE = frozenset(("x", "co", "dat", "yes"))
"""What a cell of targets says of a milestone, beside the words that every text of a target may have."""


class Goal(NamedTuple):
    """The target in a cell: a bound, a direction or done, or a bare number.

    `hint` is the measure if its words say it, and `year` the one in which a milestone is due.
    """

    value: Target | Decimal
    hint: Measure | None = None
    year: int | None = None


def read_goal(cell: Cell, indicator: Indicator) -> Goal | None:
    """Return the target or plan in a cell, None if there is none; raises TrackerError if it is not understood."""
    if is_blank(cell):
        return None
    if cell.kind == "text" and not cell.doubt:
        text = " ".join(unicodedata.normalize("NFC", cell.text).split())
        return Goal(Target("yes")) if fold_text(text).strip(" .") in _DONE else _read_words(text, indicator)
    if cell.kind == "answer":
        if not cell.answer:
            raise make_error(msg("a target cannot be no"))
        return Goal(Target("yes"))
    value = parse_plan_cell(cell, indicator, None)
    return None if value is None else Goal(value)


def _read_words(text: str, indicator: Indicator) -> Goal | None:
    """Return what the words of a cell say. Raises TrackerError if they say a change, which is no level to reach."""
    reading = read_target_text(text, next(iter(indicator.unit.values()), ""))
    if reading.kind == "none":
        return None
    if reading.kind == "yes":
        return Goal(Target("yes"), reading.measure, reading.year)
    if reading.target:
        return Goal(reading.target, reading.measure)
    if reading.change:
        hint = msg("write the figure to be reached")
        raise make_error(msg("it is a change, not a figure to be reached: {what}", what=reading.statement), hint)
    if reading.is_approximate or reading.low is None:
        raise make_error(msg("it is not exact: {what}", what=reading.statement))
    return Goal(reading.low, reading.measure)


def read_baseline_cell(cell: Cell, indicator: Indicator) -> Decimal | None:
    """Return the number in a cell of baselines, None if it is blank; raises TrackerError if it is no exact number."""
    if is_blank(cell):
        return None
    parsed = parse_cell(cell, indicator, None)
    if parsed.qualifier or not isinstance(parsed.value, Decimal):
        raise make_error(msg("a baseline is one number"), msg("write the number alone"))
    return parsed.value


class BoundGuess(NamedTuple):
    """Which bound a bare number is; the question if it is a guess."""

    kind: BoundKind
    question: Message | None = None


def guess_bound(indicator: Indicator, number: Decimal, before: Decimal | None) -> BoundGuess:
    """Return how a bare number binds, by the name of its indicator and the value `before` the term."""
    name = fold_text(" ".join(indicator.name.values()))
    is_less = before is not None and number < before
    if _REDUCTION.search(name):
        question = msg("at least? it is less than the value before it; if not, write target.at_most")
        return BoundGuess("at_least", question if is_less else None)
    by_name = bool(_LESS_IS_BETTER.search(name))
    if by_name and (before is None or number <= before):
        return BoundGuess("at_most")
    if by_name:
        return BoundGuess("at_most", msg("at most? the target is greater than the value before it"))
    if is_less:
        return BoundGuess("at_most", msg("at most? it is less than the value before it; if not, write target.at_least"))
    return BoundGuess("at_least")


def find_direction_of_range(indicator: Indicator) -> Direction | None:
    """Return which way the value before the term must go to a target that is a range; None if it is in the range.

    None too if the results of a year are not compared with it, as in a sum.
    """
    target, baseline = indicator.target, indicator.baseline
    if target is None or target.low is None or target.high is None or baseline is None:
        return None
    if indicator.measure not in ("level", "growth_rate", "mean", "every_year"):
        return None
    if baseline.value > target.high:
        return "decrease"
    return "increase" if baseline.value < target.low else None


def bind(value: Target | Decimal, kind: BoundKind) -> Target:
    """Return a target, a bare number as a bound of this kind."""
    return make_bound(kind, value) if isinstance(value, Decimal) else value


def make_plan_of(value: Target | Decimal, indicator: Indicator) -> Plan:
    """Return the plan of a year; raises TrackerError if it is only a direction."""
    if isinstance(value, Decimal):
        return Plan(value)
    if value.kind == "yes":
        return Plan(True)
    if value.is_direction:
        raise make_error(msg("a plan needs a number"))
    return make_plan(value, indicator.direction)


def describe_error(error: TrackerError) -> Message:
    """Return what an error of one cell says."""
    return error.problems[0].message
