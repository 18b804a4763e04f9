"""A tree of areas as a table in Markdown."""

from tracker.i18n import N_, Language
from tracker.views.areas.content import format_history, format_summary
from tracker.views.areas.tree import AreaTree
from tracker.views.markdown import format_paragraph, format_table, join_blocks
from tracker.views.scope_names import format_name

_HEADINGS = (N_("Area"), N_("Id"), N_("Level"), N_("From"), N_("Until"), N_("History"))


def render_markdown(tree: AreaTree, language: Language) -> str:
    """Return the areas as a table, with a dash before the name for each step below the first ones."""
    rows = []
    for entry in tree.entries:
        area = entry.area
        days = [language.format_short_day(day) if day else "" for day in (area.begins, area.ends)]
        name = f"{'– ' * entry.depth}{format_name(area, language)}"
        rows.append((name, area.id, area.level, *days, "; ".join(format_history(entry, tree, language))))
    table = format_table([language.translate(heading) for heading in _HEADINGS], rows)
    return join_blocks([format_paragraph(format_summary(tree, language)), table])
