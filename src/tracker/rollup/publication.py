"""Leaves what is not to be published out of a register, after every figure was made.

Hidden are the indicators with `public = false` and all of their "of which" lines. An indicator that is made of a hidden
one stays: its own figure is published, and how it was made is not.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from tracker.model import Indicator, Period, Register
from tracker.model.areas import Dimension, Figure
from tracker.model.indicators import list_own_columns

Value = TypeVar("Value")


def find_hidden(indicators: Iterable[Indicator]) -> frozenset[str]:
    """Return the ids of the indicators that are not published."""
    by_id = {item.id: item for item in indicators}
    known: dict[str, bool] = {}
    for identity in by_id:
        chain: dict[str, None] = {}
        at = identity
        while at in by_id and at not in known and at not in chain and by_id[at].is_public:
            chain[at] = None
            at = by_id[at].parent
        is_hidden = known.get(at, at in by_id and not by_id[at].is_public)
        known |= dict.fromkeys([identity, *chain], is_hidden)
    return frozenset(identity for identity, is_hidden in known.items() if is_hidden)


def select_public(register: Register, hidden: frozenset[str]) -> Register:
    """Return the register without the hidden indicators, and without what would name them or show their figures."""
    if not hidden:
        return register
    shown = tuple([_hide_sources(item, hidden) for item in register.indicators if item.id not in hidden])
    stated = register.stated
    if stated is not None:
        stated = tuple([_hide_sources(item, hidden) for item in stated if item.id not in hidden])
    emptied = {item.group for item in register.indicators} - {item.group for item in shown}
    return register._replace(
        indicators=shown,
        stated=stated,
        groups=tuple([group for group in register.groups if group.id not in emptied]),
        dimensions=select_dimensions(register, hidden),
        results=_drop(register.results, hidden),
        decisions=_drop(register.decisions, hidden),
        scope_results={scope: _drop(rows, hidden) for scope, rows in register.scope_results.items()},
        part_periods=register.part_periods and _drop(register.part_periods, hidden),
        figures=_hide_addends(register, hidden),
        warnings=(),
        own_columns=list_own_columns(register.term, shown),
    )


def select_dimensions(register: Register, hidden: frozenset[str]) -> tuple[Dimension, ...]:
    """Return the dimensions without those in which only hidden indicators are broken down."""
    every = {dimension for item in register.indicators for dimension in item.by}
    kept = {dimension for item in register.indicators if item.id not in hidden for dimension in item.by}
    return tuple([dimension for dimension in register.dimensions if dimension.id not in every - kept])


def _drop(by_id: Mapping[str, Value], hidden: frozenset[str]) -> dict[str, Value]:
    return {identity: value for identity, value in by_id.items() if identity not in hidden}


def _rests_on(item: Indicator, hidden: frozenset[str]) -> bool:
    """Whether figures of hidden indicators make those of another one."""
    sources = [item.counts, item.weight, *((item.ratio.of, item.ratio.to) if item.ratio else ())]
    return not hidden.isdisjoint(sources)


def _hide_sources(item: Indicator, hidden: frozenset[str]) -> Indicator:
    """Return an indicator without the names of the hidden ones of which it is made; its rules of judging stay."""
    if not _rests_on(item, hidden):
        return item
    first = item.first and _hide_sources(item.first, hidden)
    return item._replace(ratio=None, counts="", weight="", within_year=item.year_rule, first=first)


def _hide_addends(register: Register, hidden: frozenset[str]) -> Mapping[str, Mapping[Period, Figure]]:
    """Return how the figures were made, without the figures of hidden indicators."""
    figures: dict[str, Mapping[Period, Figure]] = {}
    for item in register.indicators:
        made = register.figures.get(item.id)
        if made and item.id not in hidden:
            figures[item.id] = made
            if _rests_on(item, hidden):
                figures[item.id] = {period: figure._replace(addends=()) for period, figure in made.items()}
    return figures
