"""One period for a terminal, drawn by Rich."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.views.labels import STATUS_SIGNS
from tracker.views.period_status import PeriodBoard, PeriodBoards
from tracker.views.period_status.content import (
    AGAINST_COLUMN,
    NUMBER_COLUMNS,
    PeriodRow,
    describe_period_board,
    format_silent_areas,
    list_shown,
)
from tracker.views.terminal import SPACED_BOX, open_console, strip_line_ends


def render_terminal(subjects: PeriodBoards, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the results of a period for a terminal, or, without one, with every cell on one line."""
    console = open_console(is_terminal)
    with console.capture() as captured:
        if silent := format_silent_areas(subjects, language):
            console.print(Text(silent, f"bold {STATUS_SIGNS['off_track'].colour}"))
        for number, subject in enumerate(list_shown(subjects)):
            if number or silent:
                console.print()
            _print_board(console, subject, language, ascii=ascii)
    return strip_line_ends(captured.get())


def _print_board(console: Console, subject: PeriodBoard, language: Language, *, ascii: bool) -> None:
    texts = describe_period_board(subject, language)
    shown = [at for at in range(len(texts.headings)) if any(row.cells[at] for row in texts.rows)]
    table = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for at in shown:
        table.add_column(Text(texts.headings[at]), justify="right" if at in NUMBER_COLUMNS else "left", overflow="fold")
    for row in texts.rows:
        table.add_row(*(_make_cell(row, at, language, ascii=ascii) for at in shown))
    console.print(Text(texts.title, "bold"))
    console.print(table)
    console.print(Text(f"\n{texts.counts}"))


def _make_cell(row: PeriodRow, at: int, language: Language, *, ascii: bool) -> Text:
    if at != AGAINST_COLUMN or row.sign is None:
        return Text(row.cells[at])
    text = f"{row.sign.choose_symbol(ascii)} {row.cells[at]}".rstrip()
    return Text(text, row.sign.colour).append("\n" + language.translate(row.sign.word))
