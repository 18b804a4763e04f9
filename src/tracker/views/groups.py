"""Groups of indicators: their order, headings, running numbers and depths."""

from tracker.i18n import N_, Language
from tracker.model import Assessment, Group, Indicator, Register
from tracker.text import sanitize_text
from tracker.views.labels import to_roman


def format_group_headings(register: Register, language: Language) -> dict[str, str]:
    """Return the heading of each group by its id, and under "" that of what stands in none, which is "" without groups.

    The groups that have indicators are numbered through, so that a group keeps its number where others are left out.
    """
    used = {indicator.group for indicator in register.indicators}
    named = [(group.id, language.pick_text(group.name)) for group in register.groups if group.id in used]
    if not register.groups:
        return {"": ""}
    named.append(("", language.translate(N_("Other"))))
    return {identity: f"{to_roman(number)}. {sanitize_text(name)}" for number, (identity, name) in enumerate(named, 1)}


def number_indicators(register: Register) -> tuple[dict[str, str], dict[str, int]]:
    """Return for every indicator its running number through all groups, and how deep it is set in, both by its id."""
    return _assign_numbers(register.groups, register.indicators), _compute_depths(register.indicators)


def _assign_numbers(groups: tuple[Group, ...], indicators: tuple[Indicator, ...]) -> dict[str, str]:
    """Return the running number of every indicator through all groups; "of which" lines have none."""
    order = {group.id: at for at, group in enumerate(groups)}
    ordered = sorted(indicators, key=lambda indicator: order.get(indicator.group, len(order)))
    counted = [indicator.id for indicator in ordered if not indicator.parent]
    positions = {identity: str(at) for at, identity in enumerate(counted, 1)}
    return {indicator.id: positions.get(indicator.id, "") for indicator in ordered}


def _compute_depths(indicators: tuple[Indicator, ...]) -> dict[str, int]:
    parents = {indicator.id: indicator.parent for indicator in indicators}
    depths = {}
    for identity, parent in parents.items():
        depth, current = 0, parent
        while current:
            depth, current = depth + 1, parents[current]
        depths[identity] = depth
    return depths


def group_assessments(
    groups: tuple[Group, ...], assessments: tuple[Assessment, ...]
) -> list[tuple[Group | None, tuple[Assessment, ...]]]:
    """Return the assessments under their groups, in the order of the file; those of no group stand last."""
    sections: list[tuple[Group | None, tuple[Assessment, ...]]] = []
    for group in (*groups, None):
        wanted = group.id if group else ""
        members = tuple(item for item in assessments if item.indicator.group == wanted)
        if members:
            sections.append((group, members))
    return sections
