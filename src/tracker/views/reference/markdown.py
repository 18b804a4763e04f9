"""The reference of columns as tables in Markdown: one for each command."""

from __future__ import annotations

from itertools import groupby

from tracker.i18n import N_, Language
from tracker.views.markdown import format_heading, format_table, join_blocks
from tracker.views.reference.content import CommandColumn

_HEADINGS = (N_("Column"), N_("Type"), N_("Unit"), N_("Codes"), N_("Meaning"))
JSON_HEADING = N_("Keys of JSON")
CODES_HEADING = N_("Codes of {column}")


def render_markdown(columns: tuple[CommandColumn, ...], language: Language) -> str:
    """Return the columns as tables."""
    headings = [language.translate(heading) for heading in _HEADINGS]
    blocks = []
    for name, items in groupby(columns, key=lambda item: name_group(item, language)):
        rows = [
            (each.name, each.type, each.unit, " ".join(each.codes), language.pick_text(each.meaning))
            for each in (item.column for item in items)
        ]
        blocks += [format_heading(name), format_table(headings, rows)]
    return join_blocks(blocks)


def name_group(item: CommandColumn, language: Language) -> str:
    """Return the heading under which a column stands: its command, that of all keys, or the column of a code."""
    if item.format == "code":
        return language.format(CODES_HEADING, column=item.column.type)
    return f"tracker {item.command}" if item.format == "csv" else language.translate(JSON_HEADING)
