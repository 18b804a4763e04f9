"""The progress of several areas or parts as Markdown: a heading and a table for each."""

from collections.abc import Iterable

from tracker.i18n import Language
from tracker.model import Assessment, AssessmentSet
from tracker.views.markdown import format_heading, format_list, format_paragraph, join_blocks
from tracker.views.scope_names import format_scope_heading
from tracker.views.status.content import (
    build_sections,
    choose_judged,
    format_legend,
    format_settings,
    format_term_title,
)
from tracker.views.status.markdown import format_sections


def render_markdown(boards: Iterable[AssessmentSet], language: Language) -> str:
    """Return the assessments as Markdown."""
    blocks: list[str] = []
    notes: dict[tuple[str, str], None] = {}
    legend, whole = "", None
    judged: dict[str, Assessment] = {}
    for board in boards:
        whole = whole if board.register.scope.parts else board.register
        if not blocks:
            blocks.append(format_heading(format_term_title(board, language), 2))
        sections = build_sections(board, language, whole=whole)
        followed = build_sections(board, language, has_target=False, whole=whole)
        heading = format_scope_heading(board.register, board.register.scope, language)
        blocks += [format_heading(heading), *format_sections(sections, followed, board, language, level=4)]
        rows = [row for section in (*sections, *followed) for row in section.rows]
        notes.update(dict.fromkeys((row.name, note) for row in rows for note in row.notes))
        judged = choose_judged(judged, board.assessments)
        legend = legend or format_legend(board, sections, language, has_bars=False)
    settings = [format_paragraph(text) for text in format_settings(judged.values(), language)]
    return join_blocks([*blocks, format_list(notes), *settings, format_paragraph(legend)])
