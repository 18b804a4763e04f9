"""The program and an independent recomputation give the same figures of areas, for the same reasons.

Numbers are drawn small on purpose: bounds, gaps, zeros and negative values meet in each register.
"""

from fractions import Fraction
from random import Random

import pytest

from support.examples import count_examples
from support.forests import DAYS, PART_PERIODS, PERIODS, draw_folder
from support.rollup_oracle import Oracle, Point
from tracker.assess.evaluation import build_series
from tracker.model import Register
from tracker.model.areas import Figure
from tracker.model.scopes import Scope
from tracker.rollup import ScopeRegisters

TINY = Fraction(1, 10**40)
BATCHES = 12


def describe(point: Point | None) -> tuple:
    """What the oracle says, so that it can be compared."""
    if point is None or (point.value is None and point.reason == "no_result"):
        return ("none",)
    if point.value is None:
        return ("none", point.reason)
    return (point.mark, point.status, point.reason)


def find_differences(register: Register, today: str, territory: str) -> list[str]:
    """Return where the program and the oracle differ."""
    oracle = Oracle(register, today, territory)
    registers = ScopeRegisters(register, as_of=None, today=today, territory=territory)
    differences = []
    for area in ("", *register.areas):
        for parts in ((), (("sex", "f"),)):
            scope = Scope(area, parts)
            found = registers.for_scope(scope)
            for item in found.indicators:
                rows = [row for row in found.results.get(item.id, ()) if row.status != "withdrawn"]
                series = build_series(rows, 2030, 2021, item.year_rule, int(today[:4]))
                for period in (*PERIODS, *PART_PERIODS):
                    meant = oracle.figure(oracle.items[item.id], scope, period)
                    figure = found.figures.get(item.id, {}).get(period)
                    is_own = (figure is None or figure.rule == "periods") and not (item.ratio or item.counts)
                    row = next((each for each in rows if each.period == period), None)
                    is_open = row is None or row.status == "forecast"
                    if is_own and is_open and (meant is None or not period.is_year):
                        continue  # a part of a year is made when it is asked for
                    if is_own and meant and meant.value is None and row is None:
                        continue  # judging may make a bound of the sums of each quarter
                    is_own = is_own and not (meant and meant.recorded)
                    if is_own:
                        row = series.current.get(period)
                        made = series.derived.get(period)
                        figure = figure or (Figure("periods", reason="bounded") if made and made.is_open else None)
                    differences += compare(f"{item.id} {scope} {period}", row, figure, meant)
    return differences


def compare(name, row, figure, meant) -> list[str]:
    """Return a difference of one figure, or nothing."""
    if row is None:
        reason = figure.reason if figure else ""
        said = ("none", reason) if reason not in ("", "no_result") else ("none",)
    else:
        said = (row.qualifier, row.status, figure.reason if figure else "")
    is_equal = said == describe(meant)
    if is_equal and row is not None:
        value = Fraction(row.value)
        is_equal = abs(value - meant.value) <= TINY * (1 + abs(meant.value))
    if is_equal and row is not None and figure is not None and figure.rule in ("sum", "min", "max", "mean", "count"):
        is_equal = (figure.reported, figure.expected) == (meant.reported, meant.expected)
    if is_equal and row is not None and figure is not None and figure.rule == "sum":
        is_equal = sum(each.value * (1 if each.share is None else each.share) for each in figure.addends) == row.value
    return [] if is_equal else [f"{name}: {said} {row and row.value} {figure}, meant {meant}"]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_give_the_same_figures(batch):
    for seed in range(batch, count_examples(120), BATCHES):
        random = Random(seed)
        register, today = draw_folder(random), random.choice(DAYS)
        for territory in ("today", "then"):
            differences = find_differences(register, today, territory)
            assert differences == [], f"seed {seed}, {today}, {territory}"
