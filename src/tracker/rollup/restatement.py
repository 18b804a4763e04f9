"""Figures that new areas recorded for the time before they began: they stand for the areas that became part of them.

What was recorded at the time for a larger area comes first: a new area that lies on the same ground is then left out.
"""

from decimal import Decimal
from typing import NamedTuple

from tracker.model import Indicator, Period
from tracker.model.scopes import Scope
from tracker.rollup.outcomes import Outcome
from tracker.rollup.rows import RowSource
from tracker.rollup.trees import OWN, WHOLE, Geography, Tree


class Source(NamedTuple):
    """An area whose figure is used; it stands for `size` areas. `outcome` is None if it has no figure."""

    area: str
    share: Decimal
    size: int
    outcome: Outcome | None
    is_recorded_above: bool = False


def replace_sources(
    geography: Geography, tree: Tree, sources: list[Source], stated: dict[str, Outcome]
) -> list[Source] | None:
    """Return the sources with new areas in place of those that became part of them; None if no new area is used.

    `stated` has the figures that new areas recorded for the time, the larger areas before those in them.
    """
    ground = [leaf for source in sources if source.is_recorded_above for leaf in tree.list_leaves(source.area)]
    taken = {target for leaf in ground for target in geography.lead(leaf)} - {OWN}
    held = {target for leaf in ground for target in geography.resolve(leaf)}
    used: list[str] = []
    for area in stated:
        above = set(geography.climb(area))
        if area not in taken and not held & above and not above.intersection(used):
            used.append(area)
    if not used:
        return None
    kept = [_reduce_share(geography, tree, source, used) for source in sources]
    new = [Source(area, WHOLE, 1, stated[area]) for area in used]
    found = [source for source in kept if source.share > 0]
    return sorted([*found, *new], key=lambda source: geography.order[source.area])


def _reduce_share(geography: Geography, tree: Tree, source: Source, used: list[str]) -> Source:
    """Return a source with the share that no new area has."""
    if source.is_recorded_above:
        return source
    if not tree.is_reporting(source.area):
        grounds = geography.resolve(source.area).keys()
        is_covered = any([grounds & set(geography.climb(area)) for area in used])
        return source._replace(share=Decimal(0)) if is_covered and source.outcome is None else source
    led = geography.lead(source.area)
    return source._replace(share=source.share - sum([led.get(area, Decimal(0)) for area in used], Decimal(0)))


def list_sources(
    rows: RowSource, tree: Tree, item: Indicator, scope: Scope, share: Decimal, period: Period
) -> list[Source]:
    """Return the areas of a tree whose figures of a period make that of an area, also those without a figure."""
    is_leaf = tree.is_leaf(scope.area)
    known = rows.list_figures(item, scope) if is_leaf else rows.list_recorded(item, scope)
    outcome = known.get(period)
    if is_leaf or outcome is not None:
        is_above = outcome is not None and not tree.is_reporting(scope.area)
        return [Source(scope.area, share, tree.leaf_counts[scope.area], outcome, is_above)]
    children = [Scope(child, scope.parts) for child in tree.children[scope.area]]
    return [source for child in children for source in list_sources(rows, tree, item, child, share, period)]
