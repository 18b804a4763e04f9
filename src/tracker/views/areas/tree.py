"""The tree of areas on a day: each area below the larger one in which it lies, in the order of `areas.csv`."""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.model.areas import Area, Placement, Successor


class AreaEntry(NamedTuple):
    """One area of a tree, `depth` steps below the first ones, where it lies, and what it came from.

    `placement` is where it lies on the day; of an area that does not exist on it, where it lay last, or will lie first.
    `predecessors` are the areas that had ended before the day, with the share that this one got of each. `below` counts
    the areas directly below it, by level.
    """

    area: Area
    depth: int
    placement: Placement
    exists: bool
    predecessors: tuple[Successor, ...]
    below: Mapping[str, int]


class AreaTree(NamedTuple):
    """Areas on `day`: all, those of the branch below one area, or the flat list of those of one `level`.

    `counts` has the number of entries that exist on the day, by level. `left_out` counts the areas of the selection
    that do not exist on the day and are not listed. `areas` are all areas of the folder.
    """

    day: str
    entries: tuple[AreaEntry, ...]
    counts: Mapping[str, int]
    left_out: int
    level: str
    areas: Mapping[str, Area]


def build_tree(
    areas: Mapping[str, Area], day: str, *, branch: str = "", level: str = "", is_complete: bool = False
) -> AreaTree:
    """Return the areas on `day`: those in and below `branch` ("": all), and of them those of `level` ("": all).

    Areas that do not exist on the day are left out, unless `is_complete`, or the branch itself does not exist on it.
    """
    is_complete = is_complete or bool(branch and not areas[branch].find_placement(day))
    placements = {area.id: _choose_placement(area, day) for area in areas.values()}
    below: dict[str, list[str]] = {}
    for name, placement in placements.items():
        below.setdefault(placement.within, []).append(name)
    entries, left_out = [], 0
    predecessors = _find_predecessors(areas, day)
    for name, depth in _walk(below, branch):
        area = areas[name]
        if level and area.level != level:
            continue
        exists = area.find_placement(day) is not None
        if not exists and not is_complete:
            left_out += 1
            continue
        counts = _count_levels([areas[each] for each in below.get(name, ()) if areas[each].find_placement(day)])
        found = tuple(predecessors.get(name, ()))
        entries.append(AreaEntry(area, 0 if level else depth, placements[name], exists, found, counts))
    present = _count_levels([entry.area for entry in entries if entry.exists])
    order = dict.fromkeys(area.level for area in areas.values())
    counts = {each: present[each] for each in order if each in present}
    return AreaTree(day, tuple(entries), counts, left_out, level, areas)


def _choose_placement(area: Area, day: str) -> Placement:
    has_ended = bool(area.ends) and area.ends < day
    return area.find_placement(day) or area.placements[-1 if has_ended else 0]


def _walk(below: Mapping[str, list[str]], branch: str) -> list[tuple[str, int]]:
    """Return every area in and below `branch`, each before those below it, with its depth."""
    found = []
    waiting = [(branch, 0)] if branch else [(name, 0) for name in reversed(below.get("", []))]
    while waiting:
        name, depth = waiting.pop()
        found.append((name, depth))
        waiting += [(each, depth + 1) for each in reversed(below.get(name, []))]
    return found


def _find_predecessors(areas: Mapping[str, Area], day: str) -> Mapping[str, list[Successor]]:
    """Return the areas that had ended before `day`, by what they became."""
    found: dict[str, list[Successor]] = {}
    for area in areas.values():
        if area.into and area.ends < day:
            for successor in area.into:
                found.setdefault(successor.area, []).append(Successor(area.id, successor.share))
    return found


def _count_levels(areas: list[Area]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for area in areas:
        counts[area.level] = counts.get(area.level, 0) + 1
    return counts
