"""The reviews of several areas for a terminal: one table."""

from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.views.review_areas import AreaReviews
from tracker.views.review_areas.content import build_table
from tracker.views.terminal import MIN_WIDTH, SPACED_BOX, open_console, strip_line_ends


def render_terminal(reviews: AreaReviews, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the reviews as a table for a terminal, or, without one, with every cell on one line."""
    table = build_table(reviews, language)
    console = open_console(is_terminal)
    if is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    with console.capture() as captured:
        console.print(Text(table.first_line, "bold"))
        if table.title:
            console.print(Text(table.title))
        if table.lines:
            console.print()
            console.print(_draw_table(table.headings, [line.list_cells() for line in table.lines]))
    return strip_line_ends(captured.get())


def _draw_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    drawn = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for index, heading in enumerate(headings):
        drawn.add_column(Text(heading), justify="right" if index in (1, 2, 3) else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*map(Text, row))
    return drawn
