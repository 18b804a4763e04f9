"""The ids of `targets.toml`: each is used once, and what names an id names one that exists."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.errors import Location, Problem, ProblemList, msg, quote_text
from tracker.model import Group, Indicator
from tracker.targets.cycles import find_cycles
from tracker.targets.table import suggest_word

if TYPE_CHECKING:
    from tracker.model.areas import Dimension


def check_ids(
    groups: tuple[Group, ...],
    indicators: tuple[Indicator, ...],
    dimensions: "tuple[Dimension, ...]",
    file: str,
    problems: ProblemList,
) -> None:
    """Add a problem for each id that is not unique and each reference to an id that does not exist."""
    group_ids = _collect_unique_ids((group.id for group in groups), "group", file, problems)
    ids = _collect_unique_ids((indicator.id for indicator in indicators), "indicator", file, problems)
    _collect_unique_ids((dimension.id for dimension in dimensions), "dimension", file, problems)
    for indicator in indicators:
        location = Location(file, indicator=indicator.id)
        if indicator.group and indicator.group not in group_ids:
            message = msg("there is no group {found}", found=quote_text(indicator.group))
            hint = suggest_word(problems, "group", indicator.group, group_ids)
            problems.append(Problem(location._replace(key="group"), message, hint))
        if indicator.parent and indicator.parent not in ids:
            message = msg("there is no indicator {found}", found=quote_text(indicator.parent))
            hint = suggest_word(problems, "parent", indicator.parent, ids)
            problems.append(Problem(location._replace(key="parent"), message, hint))
    parents = {indicator.id: [indicator.parent] for indicator in indicators if indicator.parent}
    cycles = {identity for cycle in find_cycles(parents) for identity in cycle} if parents else set()
    for identity in parents:
        if identity in cycles:
            location = Location(file, indicator=identity, key="parent")
            problems.append(Problem(location, msg("the indicator is part of itself")))
    if any(item.weight or item.counts or item.ratio or item.by for item in indicators):
        from tracker.targets.computed import check_computed  # most files have none

        check_computed(indicators, dimensions, file, problems)


def _collect_unique_ids(ids: Iterable[str], kind: str, file: str, problems: ProblemList) -> Mapping[str, None]:
    """Return the ids in the order of the file, with a problem for each that is used twice."""
    seen: dict[str, None] = {}
    for identity in ids:
        if identity and identity in seen:
            message = msg("the id {id} is used twice", id=quote_text(identity))
            hint = msg("give each its own; an id is never reused")
            problems.append(Problem(Location(file, key=f"{kind}.id"), message, hint))
        seen[identity] = None
    return seen
