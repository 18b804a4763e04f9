"""A comparison as Markdown."""

from tracker.i18n import Language
from tracker.views.compare import AreaComparison
from tracker.views.compare.content import UNRANKED_HEADING, RankedRow, describe_comparison
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks


def render_markdown(comparison: AreaComparison, language: Language) -> str:
    """Return the comparison as Markdown."""
    texts = describe_comparison(comparison, language)
    blocks = [format_heading(texts.title, 2), format_paragraph(texts.subtitle), format_list(texts.references)]
    if texts.rows:
        headings = [*(column.heading for column in texts.columns), texts.verdict_heading]
        right = [at for at, column in enumerate(texts.columns) if column.is_number]
        blocks.append(format_table(headings, [(*row.cells, format_verdict(row)) for row in texts.rows], right))
    if texts.unranked:
        groups = [group.format() for group in texts.unranked]
        blocks += [format_heading(language.translate(UNRANKED_HEADING)), format_list(groups)]
    return join_blocks([*blocks, format_list(texts.notes)])


def format_verdict(row: RankedRow) -> str:
    """Return the sign, the word and the details of a verdict."""
    return f"{row.sign.symbol} {': '.join(filter(None, [row.word, '; '.join(row.details)]))}"
