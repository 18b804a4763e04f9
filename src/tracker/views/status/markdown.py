"""`tracker status` as Markdown: a table a group."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks
from tracker.views.status.content import (
    StatusRow,
    build_sections,
    format_legend,
    format_plan_summary,
    format_remarks,
    format_summary,
    format_title,
)

_COLUMNS = (
    "number", "name", "unit", "value", "plan", "against_plan", "target", "term_value", "progress", "pace", "required",
    "status",
)  # fmt: skip
_RIGHT = range(3, 11)


def render_markdown(board: AssessmentSet, language: Language) -> str:
    """Return the assessments as Markdown."""
    sections = build_sections(board, language)
    headings = [language.translate(COLUMN_HEADINGS[name]) for name in _COLUMNS]
    blocks = [format_heading(format_title(board, language), 2)]
    texts = [format_summary(board, language), format_plan_summary(board, language), *format_remarks(board, language)]
    blocks += map(format_paragraph, texts)
    for section in sections:
        blocks += [format_heading(section.heading)] if section.heading else []
        blocks.append(format_table(headings, [_format_cells(row, language) for row in section.rows], _RIGHT))
    rows = [row for section in sections for row in section.rows]
    notes = format_list((row.name, note) for row in rows for note in row.notes)
    legend = format_paragraph(format_legend(board, sections, language, has_bars=False))
    return join_blocks([*blocks, notes, legend])


def _format_cells(row: StatusRow, language: Language) -> tuple[str, ...]:
    against = row.against_plan
    if row.plan_sign:
        against = f"{row.plan_sign.describe(language)} {against}".rstrip()
    return (
        row.number,
        "– " * row.depth + "; ".join((row.name, *row.news)),
        row.unit,
        f"{row.value} ({row.year})" if row.value else "",
        row.plan,
        against,
        row.target,
        row.term_value,
        row.progress_text,
        row.pace,
        row.required,
        row.sign.describe(language) + (f": {row.details}" if row.details else ""),
    )
