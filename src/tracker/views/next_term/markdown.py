"""A closing table in Markdown: a table a group."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks
from tracker.views.next_term.content import (
    RESULT_HEADING,
    YEAR_HEADING,
    build_closing_sections,
    format_closing_lines,
    format_closing_title,
)
from tracker.views.reporting_year import format_missing_line
from tracker.views.status.content import FOLLOWED_COLUMNS, FOLLOWED_HEADING, StatusRow, StatusSection

_HEADINGS = (
    *(COLUMN_HEADINGS[name] for name in ("number", "name", "unit", "target")),
    RESULT_HEADING,
    YEAR_HEADING,
    COLUMN_HEADINGS["status"],
)
_FOLLOWED_HEADINGS = (*_HEADINGS[:3], FOLLOWED_COLUMNS[0], YEAR_HEADING)


def render_markdown(board: AssessmentSet, language: Language) -> str:
    """Return the closing table as Markdown."""
    blocks = [format_paragraph(format_missing_line(board, language), bold=True)]
    blocks.append(format_heading(format_closing_title(board, language), 2))
    sections = build_closing_sections(board, language)
    for section in sections:
        cells = [_format_cells(row, language) for row in section.rows]
        blocks += _format_section(section, _HEADINGS, cells, (3, 4), language)
    blocks += map(format_paragraph, format_closing_lines(board, language))
    followed = build_closing_sections(board, language, has_target=False)
    blocks += [format_heading(language.translate(FOLLOWED_HEADING), 2)] if followed else []
    for section in followed:
        values = [(*_format_name(row), row.value, row.year) for row in section.rows]
        blocks += _format_section(section, _FOLLOWED_HEADINGS, values, (3,), language)
    notes = [(row.name, note) for section in (*sections, *followed) for row in section.rows for note in row.notes]
    return join_blocks([*blocks, format_list(notes)])


def _format_section(
    section: StatusSection,
    headings: tuple[str, ...],
    cells: list[tuple[str, ...]],
    right: tuple[int, ...],
    language: Language,
) -> list[str]:
    table = format_table([language.translate(heading) for heading in headings], cells, right)
    return [format_heading(section.heading), table] if section.heading else [table]


def _format_name(row: StatusRow) -> tuple[str, ...]:
    return row.number, "– " * row.depth + row.name, row.unit


def _format_cells(row: StatusRow, language: Language) -> tuple[str, ...]:
    verdict = row.sign.describe(language) + (f" ({row.details})" if row.details else "")
    return (*_format_name(row), row.target, row.value, row.year, verdict)
