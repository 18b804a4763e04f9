"""A tree of areas for a person: a line for each area, and its history below it, on at most 80 columns."""

import shutil
import textwrap
from collections.abc import Iterator

from tracker.i18n import Language
from tracker.views.areas.content import format_counts, format_days, format_history, format_summary
from tracker.views.areas.tree import AreaEntry, AreaTree
from tracker.views.scope_names import format_name

_WIDTH = 80
_STEP = "  "
_MAX_DEPTH = 10
"""The depth from which areas are not indented further: the text needs room."""


def render_terminal(tree: AreaTree, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the areas as text; `ascii`: for a terminal that has no other signs."""
    width = max(40, shutil.get_terminal_size((_WIDTH, 24)).columns) if is_terminal else _WIDTH
    separator = " - " if ascii else " · "
    lines = [*_wrap(format_summary(tree, language), "", width)]
    for entry in tree.entries:
        indent = _STEP * min(entry.depth, _MAX_DEPTH)
        lines += _wrap(separator.join(_list_facts(entry, tree, language)), indent, width)
        for text in format_history(entry, tree, language):
            lines += _wrap(text, f"{indent}{_STEP * 2}", width)
    return "\n".join(lines) + "\n"


def _list_facts(entry: AreaEntry, tree: AreaTree, language: Language) -> Iterator[str]:
    """Yield what stands on the line of an area: name, id, level or larger area, days, and what lies below it."""
    area = entry.area
    yield format_name(area, language)
    yield area.id
    if not tree.level:
        yield area.level
    elif entry.placement.within:
        yield format_name(tree.areas[entry.placement.within], language)
    if days := format_days(area, language):
        yield days
    if entry.below and not tree.level:
        yield format_counts(entry.below, language)


def _wrap(text: str, indent: str, width: int) -> list[str]:
    if len(indent) + len(text) <= width:
        return [indent + text]
    further = f"{indent}{_STEP * 2}"
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False)
