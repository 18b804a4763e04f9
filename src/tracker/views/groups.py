"""Groups of indicators: their order, headings, running numbers and depths."""

from collections.abc import Mapping
from typing import cast

from tracker.i18n import N_, Language
from tracker.model import Assessment, Group, Indicator, Register, Text
from tracker.text import sanitize_text

_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def format_group_headings(register: Register, language: Language) -> dict[str, str]:
    """Return the heading of each group by its id; "" is the id for indicators without group.

    Every group that has indicators gets a number, so that it keeps its number if others are left out.
    """
    if not register.groups:
        return {"": ""}
    used = {indicator.group for indicator in register.indicators}
    named = [(group.id, language.pick_text(group.name)) for group in register.groups if group.id in used]
    named.append(("", language.translate(N_("Other"))))
    return {identity: f"{to_roman(number)}. {sanitize_text(name)}" for number, (identity, name) in enumerate(named, 1)}


def number_indicators(register: Register) -> tuple[dict[str, str], dict[str, int]]:
    """Return the running number and the depth of every indicator, both by its id.

    The numbers run through all groups; "of which" indicators have none, and a depth of 1 or more.
    """
    order = {group.id: index for index, group in enumerate(register.groups)}
    ordered = sorted(register.indicators, key=lambda indicator: order.get(indicator.group, len(order)))
    counted = [indicator.id for indicator in ordered if not indicator.parent]
    numbers = dict.fromkeys((indicator.id for indicator in ordered), "")
    numbers |= {identity: str(number) for number, identity in enumerate(counted, 1)}
    parents = {indicator.id: indicator.parent for indicator in register.indicators}
    return numbers, _count_ancestors(parents)


def format_full_name(indicator: Indicator, register: Register, language: Language) -> str:
    """Return the name of an indicator where it stands alone: an "of which" indicator after that of its whole."""
    name = sanitize_text(language.pick_text(indicator.name))
    if not indicator.parent:
        return name
    whole = _index_names(register.indicators)[indicator.parent]
    template = N_("{whole}, of which: {part}")
    return language.format(template, whole=sanitize_text(language.pick_text(whole)), part=name)


def _index_names(indicators: tuple[Indicator, ...], last: list[object] = []) -> dict[str, Text]:  # noqa: B006 (kept)
    """Return the names of the indicators by id; they are kept for the next call: each row of a table needs them."""
    if not last or last[0] is not indicators:
        last[:] = indicators, {each.id: each.name for each in indicators}
    return cast("dict[str, Text]", last[1])


def _count_ancestors(parents: Mapping[str, str]) -> dict[str, int]:
    """Return how many wholes, one within the other, each indicator is a part of."""
    depths = {"": -1}
    for identity in parents:
        above, current = [], identity
        while current not in depths:
            above.append(current)
            current = parents[current]
        for each in reversed(above):
            depths[each] = depths[parents[each]] + 1
    return {identity: depths[identity] for identity in parents}


def group_assessments(
    groups: tuple[Group, ...], assessments: tuple[Assessment, ...]
) -> list[tuple[Group | None, tuple[Assessment, ...]]]:
    """Return the assessments by group, in the order of the file; those without group come last."""
    members: dict[str, list[Assessment]] = {}
    for item in assessments:
        members.setdefault(item.indicator.group, []).append(item)
    sections = [(group, tuple(members.get(group.id if group else "", ()))) for group in (*groups, None)]
    return [section for section in sections if section[1]]


def to_roman(number: int) -> str:
    """Return a number in Roman numerals, as in the headings of official papers."""
    tens, ones = divmod(number, 10)
    return "X" * tens + _ONES[ones]
