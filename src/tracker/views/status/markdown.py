"""`tracker status` as Markdown: a table a group."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.counts import format_other_counts, format_plan_counts, format_status_counts
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks
from tracker.views.reporting_year import format_missing_line
from tracker.views.status.content import (
    FOLLOWED_COLUMNS,
    FOLLOWED_HEADING,
    StatusRow,
    StatusSection,
    build_sections,
    format_legend,
    format_title,
    format_view_remarks,
)

_COLUMNS = (
    "number", "name", "unit", "value", "plan", "against_plan", "target", "term_value", "progress", "pace", "required",
    "status",
)  # fmt: skip
_RIGHT = range(3, 11)


def render_markdown(board: AssessmentSet, language: Language) -> str:
    """Return the assessments as Markdown."""
    sections = build_sections(board, language)
    blocks = [format_paragraph(format_missing_line(board, language), bold=True)]
    blocks.append(format_heading(format_title(board, language), 2))
    texts = [format_status_counts(board, language), *format_other_counts(board, language)]
    texts += [format_plan_counts(board, language), *format_view_remarks(board, language)]
    blocks += map(format_paragraph, texts)
    followed = build_sections(board, language, has_target=False)
    blocks += format_sections(sections, followed, board, language)
    rows = [row for section in (*sections, *followed) for row in section.rows]
    notes = format_list((row.name, note) for row in rows for note in row.notes)
    legend = format_paragraph(format_legend(board, sections, language, has_bars=False))
    return join_blocks([*blocks, notes, legend])


def format_sections(
    sections: list[StatusSection],
    followed: list[StatusSection],
    board: AssessmentSet,
    language: Language,
    level: int = 3,
) -> list[str]:
    """Return the tables of the indicators with a term target, and of the others; headings have this level."""
    headings = [language.translate(COLUMN_HEADINGS[name]) for name in _COLUMNS]
    blocks: list[str] = []
    for section in sections:
        blocks += [format_heading(section.heading, level)] if section.heading else []
        blocks.append(format_table(headings, [_format_cells(row, language) for row in section.rows], _RIGHT))
    return [*blocks, *_format_followed(followed, board, language, level)]


def _format_followed(sections: list[StatusSection], board: AssessmentSet, language: Language, level: int) -> list[str]:
    """Return the indicators without a term target: the last result, and the plan of the reporting year."""
    if not sections:
        return []
    names = [language.translate(COLUMN_HEADINGS[name]) for name in ("number", "name", "unit")]
    headings = [*names, *(language.format(heading, year=board.year) for heading in FOLLOWED_COLUMNS)]
    blocks = [format_heading(language.translate(FOLLOWED_HEADING), level)]
    for section in sections:
        blocks += [format_paragraph(section.heading, bold=True)] if section.heading else []
        blocks.append(format_table(headings, [_format_followed_cells(row, language) for row in section.rows], (3, 4)))
    return blocks


def _format_followed_cells(row: StatusRow, language: Language) -> tuple[str, ...]:
    verdict = _format_against_plan(row, language)
    return (*_format_lead(row), row.year_plan, "; ".join(text for text in (verdict, row.details) if text))


def _format_lead(row: StatusRow) -> tuple[str, ...]:
    """Return the cells with which every row begins: number, name, unit, and the result with its year."""
    name = "– " * row.depth + "; ".join((row.name, *row.news))
    return row.number, name, row.unit, f"{row.value} ({row.year})" if row.value else ""


def _format_against_plan(row: StatusRow, language: Language) -> str:
    return f"{row.describe_plan_verdict(language)} {row.against_plan}".strip()


def _format_cells(row: StatusRow, language: Language) -> tuple[str, ...]:
    return (
        *_format_lead(row),
        row.plan,
        _format_against_plan(row, language),
        row.target,
        row.term_value,
        row.progress_text,
        row.pace,
        row.required,
        row.sign.describe(language) + (f": {row.details}" if row.details else ""),
    )
