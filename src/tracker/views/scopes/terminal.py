"""The progress of several areas or parts as one table, with the name of each above its rows."""

from collections.abc import Iterable

from rich.text import Text

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.scope_names import format_scope_heading
from tracker.views.status.content import (
    FOLLOWED_HEADING,
    StatusSection,
    build_sections,
    format_legend,
    format_settings,
    format_term_title,
)
from tracker.views.status.terminal import COLUMNS, FOLLOWED, TerminalStyle, build_grid, print_sections
from tracker.views.terminal import MIN_WIDTH, open_console, strip_line_ends


def render_terminal(boards: Iterable[AssessmentSet], language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the assessments as a table for a terminal, or, without one, with every cell on one line."""
    every = list(boards)
    console, style = open_console(is_terminal), TerminalStyle(language, ascii)
    if is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    width, last = console.width if is_terminal else None, every[-1]
    with console.capture() as captured:
        console.print(Text(format_term_title(last, language), "bold"))
        sections = _join_sections(every, language, has_target=True)
        print_sections(console, sections, build_grid(sections, COLUMNS, last.year, style, width))
        if followed := _join_sections(every, language, has_target=False):
            console.print(Text(f"\n{language.translate(FOLLOWED_HEADING).upper()}", "bold"))
            print_sections(console, followed, build_grid(followed, FOLLOWED, last.year, style, width))
        if settings := format_settings((item for board in every for item in board.assessments), language):
            console.print(Text("\n" + "\n".join(settings)))
        if legend := format_legend(last, sections, language, has_bars=True):
            console.print(Text(f"\n{legend}"))
    return strip_line_ends(captured.get())


def _join_sections(boards: Iterable[AssessmentSet], language: Language, *, has_target: bool) -> list[StatusSection]:
    """Return one section for each area or part, in the order of its indicators."""
    joined, whole = [], None
    for board in boards:
        whole = whole if board.register.scope.parts else board.register
        sections = build_sections(board, language, has_target=has_target, whole=whole)
        if rows := tuple(row for section in sections for row in section.rows):
            heading = format_scope_heading(board.register, board.register.scope, language)
            joined.append(StatusSection(heading, rows))
    return joined
