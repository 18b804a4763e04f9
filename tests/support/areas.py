"""Registers with areas, parts and their rows, written by hand."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tracker.model import Decision, Indicator, Period, Register, Result, Term
from tracker.model.areas import Area, Dimension, Placement, Successor
from tracker.model.scopes import Scope
from tracker.rollup import roll_up

TODAY = "2026-01-15"
MERGED_ON = "2025-06-30"
"""The last day before the mergers of the tests."""


def make_area(identity: str, level: str, within: str = "", begins: str = "", ends: str = "", into: str = "") -> Area:
    """Return an area that lies always in the same larger one; `into` is written as in `areas.csv`."""
    successors = []
    for item in into.split():
        name, _, share = item.partition(":")
        successors.append(Successor(name, Decimal(share or 1)))
    return Area(identity, {"": identity}, level, (Placement(within, begins, ends),), tuple(successors))


def make_item(identity: str = "x", **more: Any) -> Indicator:
    """Return an indicator without target."""
    return Indicator(identity, {"": identity}, more.pop("measure", "level"), **more)


def record(area: str, year: int, value: object, *, of: str = "x", status: str = "final", **more: Any) -> Result:
    """Return a row about an area; a text may begin with its qualifier."""
    text = str(value)
    mark = text[0] if text[0] in "<>~" else ""
    known = value if isinstance(value, bool) else Decimal(text[len(mark) :])
    parts = tuple(more.pop("parts", {}).items())
    day = more.pop("day", f"{year + 1}-01-31")
    return Result(of, Period(year, more.pop("month", 0)), known, mark, status, "", "", day, "", 1, area, parts)


def make_folder(
    areas: Iterable[Area],
    items: Iterable[Indicator],
    rows: Iterable[Result],
    decisions: Iterable[Decision] = (),
    dimensions: Iterable[Dimension] = (),
) -> Register:
    """Return the register of a folder."""
    by_scope: dict[Scope, dict[str, tuple[Result, ...]]] = {Scope(): {}}
    for row in rows:
        known = by_scope.setdefault(row.scope, {})
        known[row.indicator] = (*known.get(row.indicator, ()), row)
    decided: dict[str, tuple[Decision, ...]] = {}
    for decision in decisions:
        decided[decision.indicator] = (*decided.get(decision.indicator, ()), decision)
    own = by_scope.pop(Scope())
    return Register(
        Term({"": "term"}, 2020, 2021, 2025, "en"),
        (),
        tuple(items),
        own,
        decisions=decided,
        areas={area.id: area for area in areas},
        dimensions=tuple(dimensions),
        scope_results=by_scope,
    )


def roll(register: Register, area: str = "", territory: str = "today", day: str = TODAY, **parts: str) -> Register:
    """Return the register of an area or part."""
    return roll_up(register, Scope(area, tuple(parts.items())), as_of=None, today=day, territory=territory)


def figure(register: Register, area: str = "", year: int = 2024, *, of: str = "x", **more: str) -> str:
    """Return a figure as text, `>12 estimate`; a final one without its status, and "" if there is none."""
    found = [row for row in roll(register, area, **more).results.get(of, ()) if row.period == Period(year)]
    texts = [f"{row.qualifier}{row.value}{'' if row.status == 'final' else f' {row.status}'}" for row in found]
    return " and ".join(texts)
