"""The areas in the time: which exist on a day, what lies in what, and what became of what.

A tree holds for one epoch, in which no area begins, ends or moves, and for the level that reports an indicator: its
leaves are the areas of this level, and a larger area without any of them is a leaf too.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import TypeAlias

from tracker.model import Period
from tracker.model.areas import Area

OWN = ""
"""The folder's own area, above all others."""
WHOLE = Decimal(1)
Epoch: TypeAlias = tuple[int, int]
"""The key of a time in which no area begins, ends or moves."""


class Tree:
    """The areas of one epoch above and at a level: `children` by larger area, and the number of leaves under each.

    `roots` says of which of them each area of today is made: whole areas, and shares of leaves.
    """

    def __init__(self, geography: "Geography", level: str, day: str) -> None:
        self._geography = geography
        self.level = level
        above = geography.levels_above(level)
        self.children: dict[str, list[str]] = {OWN: []}
        for area in geography.areas.values():
            if area.level == level or area.level in above:
                placement = area.find_placement(day)
                if placement:
                    self.children.setdefault(area.id, [])
                    self.children.setdefault(placement.within, []).append(area.id)
        for area in geography.areas.values():
            if area.level == level and area.id in self.children:
                self.children[area.id] = []
        self.leaf_counts: dict[str, int] = {}
        self._count(OWN)

    def _count(self, area: str) -> int:
        counts = [self._count(child) for child in self.children[area]]
        self.leaf_counts[area] = sum(counts) if counts or area == OWN else 1
        return self.leaf_counts[area]

    def is_leaf(self, area: str) -> bool:
        """Whether an area is in the tree and has no area under it."""
        return area in self.leaf_counts and not self.children[area]

    def is_reporting(self, area: str) -> bool:
        """Whether an area is one of the level."""
        return self._geography.get_level(area) == self.level

    def __contains__(self, area: str) -> bool:
        """Whether an area exists in the epoch, at or above the level."""
        return area in self.leaf_counts

    def list_leaves(self, area: str) -> list[str]:
        """Return the leaves under an area, or the area itself if it is one."""
        children = self.children[area]
        return [leaf for child in children for leaf in self.list_leaves(child)] if children else [area]

    @cached_property
    def roots(self) -> Mapping[str, list[tuple[str, Decimal]]]:
        """Return by area of today the areas that make it, each with its share (1: the whole area)."""
        found: dict[str, list[tuple[str, Decimal]]] = {}
        whole: dict[str, frozenset[str]] = {}
        self._find_whole(OWN, whole)
        stack: list[tuple[str, frozenset[str]]] = [(OWN, frozenset())]
        while stack:
            area, covered = stack.pop()
            for target in whole[area] - covered:
                found.setdefault(target, []).append((area, WHOLE))
            if self.children[area]:
                stack.extend((child, whole[area]) for child in self.children[area])
            elif area:
                shares = self._geography.lead(area)
                for target in shares.keys() - whole[area]:
                    found.setdefault(target, []).append((area, shares[target]))
        order = self._geography.order
        return {target: sorted(items, key=lambda item: order[item[0]]) for target, items in found.items()}

    def _find_whole(self, area: str, whole: dict[str, frozenset[str]]) -> frozenset[str]:
        """Return the areas of today in which a whole area lies, and add those of all areas under it.

        An area that only had the same leaves is no area of a lower level: its figure is not that of the one below it.
        """
        if self.children[area]:
            below = frozenset.intersection(*[self._find_whole(child, whole) for child in self.children[area]])
            whole[area] = frozenset(target for target in below if not self._geography.is_above(area, target))
        else:
            whole[area] = frozenset(target for target, share in self._geography.lead(area).items() if share == WHOLE)
        return whole[area]


class Geography:
    """The areas of a register, seen on a day (YYYY-MM-DD)."""

    def __init__(self, areas: Mapping[str, Area], day: str, year_begins: int = 1) -> None:
        self.areas = areas
        self._year_begins = year_begins
        self.day = day
        self.levels = {area.level for area in areas.values()}
        self.order = {OWN: -1, **{area: number for number, area in enumerate(areas)}}
        placements = [placement for area in areas.values() for placement in area.placements]
        self._begins = sorted({placement.begins for placement in placements})
        self._ends = sorted({placement.ends for placement in placements if placement.ends})
        self._epochs: dict[Period, Epoch] = {}
        self._days: dict[Epoch, str] = {}
        self._trees: dict[tuple[Epoch, str], Tree] = {}
        self._leads: dict[str, Mapping[str, Decimal]] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._new: dict[tuple[str, str, Epoch], list[str]] = {}
        self._reporting: dict[str, dict[str, list[str]]] = {}
        self._predecessors: dict[str, list[tuple[str, Decimal]]] | None = None

    def find_epoch(self, period: Period) -> Epoch:
        """Return the key of the epoch in which the last day of a period lies."""
        epoch = self._epochs.get(period)
        if epoch is None:
            day = period.get_last_day(self._year_begins)
            epoch = self._epochs[period] = (bisect_right(self._begins, day), bisect_left(self._ends, day))
            self._days.setdefault(epoch, day)
        return epoch

    def get_tree(self, level: str, epoch: Epoch) -> Tree:
        """Return the tree of an epoch that `find_epoch` gave, down to a level."""
        key = (epoch, level)
        if key not in self._trees:
            self._trees[key] = Tree(self, level, self._days[epoch])
        return self._trees[key]

    def get_level(self, area: str) -> str:
        """Return the level of an area; the folder's own, and an unknown one, have none."""
        known = self.areas.get(area)
        return known.level if known else ""

    def is_rolled_up(self, level: str, area: str) -> bool:
        """Whether an area is one of a level that reports, or above it."""
        if level not in self.levels or area == OWN:
            return level in self.levels
        of_area = self.get_level(area)
        return of_area == level or of_area in self.levels_above(level)

    def exists(self, area: str) -> bool:
        """Whether an area exists on the day."""
        return area == OWN or self.areas[area].find_placement(self.day) is not None

    def begins_after(self, area: str, epoch: Epoch) -> bool:
        """Whether an area does not exist yet in an epoch."""
        return area != OWN and self.areas[area].begins > self._days[epoch]

    def levels_above(self, level: str) -> frozenset[str]:
        """Return the levels of which areas of `level` have ever been a part."""
        if level not in self._above:
            found: set[str] = set()
            new = {level}
            while new:
                new = {above for below in new for above in self._direct_levels.get(below, ())} - found
                found |= new
            self._above[level] = frozenset(found)
        return self._above[level]

    def is_above(self, area: str, other: str) -> bool:
        """Whether the level of an area is above that of another one."""
        if OWN in (area, other) or area == other:
            return area == OWN != other
        return self.areas[area].level in self.levels_above(self.areas[other].level)

    @cached_property
    def _direct_levels(self) -> dict[str, set[str]]:
        levels: dict[str, set[str]] = {}
        for area in self.areas.values():
            for placement in area.placements:
                if placement.within in self.areas:
                    levels.setdefault(area.level, set()).add(self.areas[placement.within].level)
        return levels

    def climb(self, area: str) -> list[str]:
        """Return an area that exists on the day, and all areas in which it then lies, up to the folder's own."""
        chain = [area]
        while area != OWN:
            placement = self.areas[area].find_placement(self.day)
            area = placement.within if placement and placement.within not in chain else OWN
            chain.append(area)
        return chain

    def lead(self, area: str) -> Mapping[str, Decimal]:
        """Return the areas of the day to which an area leads, with the larger ones, and the share that each gets."""
        if area not in self._leads:
            shares: dict[str, Decimal] = {}
            for target, share in self.resolve(area).items():
                for larger in self.climb(target):
                    shares[larger] = shares.get(larger, Decimal(0)) + share
            self._leads[area] = shares
        return self._leads[area]

    def resolve(self, area: str, followed: frozenset[str] = frozenset()) -> Mapping[str, Decimal]:
        """Return what became of an area: the areas that exist on the day, each with its share.

        An area without a successor leads to the larger one in which it last lay.
        """
        if area == OWN or area in followed or self.exists(area):
            return {OWN if area in followed else area: WHOLE}
        item = self.areas[area]
        followed |= {area}
        if item.begins > self.day:
            return self.resolve(item.placements[0].within, followed)
        if not item.into:
            return self.resolve(item.placements[-1].within, followed)
        shares: dict[str, Decimal] = {}
        for successor in item.into:
            for target, share in self.resolve(successor.area, followed).items():
                shares[target] = shares.get(target, Decimal(0)) + share * successor.share
        return shares

    @cached_property
    def _sources(self) -> dict[str, list[str]]:
        """Return by area those that lay in it at any time, or that it succeeded."""
        sources: dict[str, list[str]] = {}
        for area in self.areas.values():
            targets = {placement.within for placement in area.placements} | {item.area for item in area.into}
            for target in targets:
                sources.setdefault(target, []).append(area.id)
        return sources

    def list_family(self, area: str) -> list[str]:
        """Return an area and all those whose rows may count for it, at any time."""
        found = {area}
        new = {area}
        while new:
            new = {below for above in new for below in self._sources.get(above, ())} - found
            found |= new
        return [area, *sorted(found - {area}, key=self.order.__getitem__)]

    def is_steady(self, area: str) -> bool:
        """Whether no other area has ever lain in an area or become a part of it."""
        return area != OWN and area not in self._sources

    def list_reporting(self, level: str, area: str) -> list[str]:
        """Return the areas of a level that an area is or has on the day, in the order of the file."""
        if level not in self._reporting:
            groups = self._reporting[level] = {}
            for item in self.areas.values():
                if item.level == level and self.exists(item.id):
                    for larger in self.climb(item.id):
                        groups.setdefault(larger, []).append(item.id)
        return self._reporting[level].get(area, [])

    def list_predecessors(self, area: str) -> list[tuple[str, Decimal]]:
        """Return the areas that an area directly succeeded, each with the share that it got."""
        if self._predecessors is None:
            self._predecessors = {}
            for item in self.areas.values():
                for successor in item.into:
                    self._predecessors.setdefault(successor.area, []).append((item.id, successor.share))
        return self._predecessors.get(area, [])

    def list_new(self, level: str, area: str, epoch: Epoch) -> list[str]:
        """Return the areas in an area, down to a level, that began after an epoch: the larger before those in them."""
        key = (level, area, epoch)
        if key not in self._new:
            above = self.levels_above(level)
            found = []
            for item in self.areas.values():
                is_new = item.begins > self._days[epoch] and self.exists(item.id)
                if is_new and (item.level == level or item.level in above):
                    chain = self.climb(item.id)
                    if area in chain[1:]:
                        found.append((len(chain), item.id))
            self._new[key] = [name for _, name in sorted(found, key=itemgetter(0))]
        return self._new[key]
