"""One period as Markdown."""

from tracker.i18n import Language
from tracker.views.markdown import format_heading, format_paragraph, format_table, join_blocks
from tracker.views.period_status import PeriodBoards
from tracker.views.period_status.content import (
    AGAINST_COLUMN,
    NUMBER_COLUMNS,
    PeriodRow,
    describe_period_board,
    format_silent_areas,
    list_shown,
)


def render_markdown(subjects: PeriodBoards, language: Language) -> str:
    """Return the results of a period as Markdown, of each area and part in turn."""
    blocks = [format_paragraph(format_silent_areas(subjects, language), bold=True)]
    for subject in list_shown(subjects):
        texts = describe_period_board(subject, language)
        table = format_table(texts.headings, [_format_cells(row, language) for row in texts.rows], NUMBER_COLUMNS)
        blocks += [format_heading(texts.title, 2), format_paragraph(texts.counts), table]
    return join_blocks(blocks)


def _format_cells(row: PeriodRow, language: Language) -> list[str]:
    cells = list(row.cells)
    if row.sign:
        cells[AGAINST_COLUMN] = f"{row.sign.describe(language)} {cells[AGAINST_COLUMN]}".rstrip()
    return cells
