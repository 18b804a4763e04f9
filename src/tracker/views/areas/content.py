"""The texts of a tree of areas, for a person."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from tracker.errors import Day, msg
from tracker.i18n import N_, Language
from tracker.model.areas import Area, Successor
from tracker.targets.areas import describe_span
from tracker.views.areas.tree import AreaEntry, AreaTree
from tracker.views.scope_names import format_links


def format_summary(tree: AreaTree, language: Language) -> str:
    """Return the day, the number of areas of each level, and how many are not listed."""
    counts = format_counts(tree.counts, language) or language.translate(N_("none"))
    text = language.format_message(msg("Areas on {day}: {counts}", day=Day(tree.day), counts=counts))
    if not tree.left_out:
        return text
    further = msg("ended or to come: {count}, see --all", count=Decimal(tree.left_out))
    return f"{text} ({language.format_message(further)})"


def format_counts(counts: Mapping[str, int], language: Language) -> str:
    """Return how many areas there are of each level: `province 34, commune 3,321`."""
    return ", ".join(f"{level} {language.format_number(Decimal(count), 0)}" for level, count in counts.items())


def format_days(area: Area, language: Language) -> str:
    """Return from when until when an area exists, or "" if it always does."""
    if not area.begins and not area.ends:
        return ""
    return language.format_message(describe_span(area.begins, area.ends))


def format_history(entry: AreaEntry, tree: AreaTree, language: Language) -> list[str]:
    """Return what an area came from, in which other areas it lay before, and what it became; nothing without these."""
    areas = tree.areas
    lines = []
    if entry.predecessors:
        names = format_links(entry.predecessors, areas, language)
        lines.append(language.format(N_("came from: {areas}"), areas=names))
    for before, after in pairwise(entry.area.placements):
        if after.within != before.within and after.begins <= tree.day:
            larger = format_links([Successor(before.within)], areas, language) if before.within else "–"
            lines.append(
                language.format_message(msg("moved on {day} from: {areas}", day=Day(after.begins), areas=larger))
            )
    if entry.area.into:
        names = format_links(entry.area.into, areas, language)
        lines.append(language.format(N_("became: {areas}"), areas=names))
    return lines
