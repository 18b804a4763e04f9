"""The reviews of several areas as Markdown: one table."""

from tracker.i18n import Language
from tracker.views.markdown import format_heading, format_paragraph, format_table, join_blocks
from tracker.views.review_areas import AreaReviews
from tracker.views.review_areas.content import build_table


def render_markdown(reviews: AreaReviews, language: Language) -> str:
    """Return the reviews as Markdown."""
    table = build_table(reviews, language)
    blocks = [format_paragraph(table.first_line, bold=True)]
    blocks += [format_heading(table.title, 2)] if table.title else []
    if table.lines:
        blocks.append(format_table(table.headings, [line.list_cells() for line in table.lines], (1, 2, 3)))
    return join_blocks(blocks)
