"""A comparison as Markdown."""

from tracker.i18n import N_, Language
from tracker.views.compare import Comparison
from tracker.views.compare.content import NUMBER_COLUMNS, describe_comparison
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks

UNRANKED_HEADING = N_("Without a rank")


def render_markdown(comparison: Comparison, language: Language) -> str:
    """Return the comparison as Markdown."""
    texts = describe_comparison(comparison, language)
    blocks = [format_heading(texts.title, 2), format_paragraph(texts.subtitle)]
    blocks += map(format_paragraph, texts.references)
    if texts.rows:
        rows = [(*row.cells[:-1], f"{row.sign.symbol} {row.cells[-1]}") for row in texts.rows]
        blocks.append(format_table(texts.headings, rows, NUMBER_COLUMNS))
    if texts.unranked:
        blocks += [format_heading(language.translate(UNRANKED_HEADING)), format_list(texts.unranked)]
    return join_blocks([*blocks, *map(format_paragraph, texts.notes)])
