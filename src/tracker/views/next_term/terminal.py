"""A closing table on a terminal, drawn by Rich with the columns of `status` that a final review needs."""

from rich.text import Text

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.labels import STATUS_SIGNS
from tracker.views.next_term.content import build_closing_sections, format_closing_lines, format_closing_title
from tracker.views.reporting_year import format_missing_line
from tracker.views.status.content import FOLLOWED_HEADING, StatusSection
from tracker.views.status.terminal import COLUMNS, FOLLOWED, TerminalStyle, build_grid, print_sections
from tracker.views.terminal import MIN_WIDTH, open_console, strip_line_ends

_KEYS = ("number", "name", "target", "value", "status")
_CLOSING = tuple(column for key in _KEYS for column in COLUMNS if column.key == key)
_FOLLOWED = tuple(column for column in FOLLOWED if column.key in ("number", "name", "last_result"))


def render_terminal(board: AssessmentSet, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the closing table within the width of the terminal, or, without one, with every cell on one line."""
    style = TerminalStyle(language, ascii)
    sections = build_closing_sections(board, language)
    followed = build_closing_sections(board, language, has_target=False)
    console = open_console(is_terminal)
    if is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    width = console.width if is_terminal else None
    with console.capture() as captured:
        if missing := format_missing_line(board, language):
            console.print(Text(missing, f"bold {STATUS_SIGNS['off_track'].colour}"))
        console.print(Text(format_closing_title(board, language), "bold"))
        print_sections(console, sections, build_grid(sections, _CLOSING, board.year, style, width))
        if followed:
            heading = language.translate(FOLLOWED_HEADING).upper()
            console.print(Text(f"\n{heading}" if sections else heading, "bold"))
            print_sections(console, followed, build_grid(followed, _FOLLOWED, board.year, style, width))
        for text in ("", *format_closing_lines(board, language), *_list_notes([*sections, *followed])):
            console.print(Text(text))
    return strip_line_ends(captured.get())


def _list_notes(sections: list[StatusSection]) -> list[str]:
    rows = [row for section in sections for row in section.rows]
    return [f"{f'{row.number}.' if row.number else '–'} {row.name}: {note}" for row in rows for note in row.notes]
