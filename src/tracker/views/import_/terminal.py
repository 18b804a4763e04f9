"""What an import would do, as a table for a terminal; in a pipe no cell is wrapped."""

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.views.import_.preview import Preview
from tracker.views.terminal import MIN_WIDTH, PIPED_WIDTH

_WARNING_COLOUR = "#ac6400"
_FIGURES = ("Before", "In force", "After", "New", "Changed", "Revised", "Unchanged", "Left empty")
"""The headings of columns that are aligned to the right."""


def render_table(preview: Preview, language: Language, terminal: Console | None) -> str:
    """Return what is to be recorded as a table, or "" if there is nothing."""
    rows = preview.build_lines()
    if not rows:
        return ""
    console = terminal or Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)
    if terminal:
        terminal.width = max(terminal.width, MIN_WIDTH)
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in preview.headings:
        is_figure = heading in _FIGURES
        table.add_column(
            Text(language.translate(heading), "bold"),
            justify="right" if is_figure else "left",
            no_wrap=heading in ("Action", "Period"),
            overflow="fold",
        )
    for row in rows:
        cells = [Text(cell) for cell in row.cells]
        if row.warning:
            cells[2].append(f"\n! {row.warning}", _WARNING_COLOUR)
        table.add_row(*cells)
    with console.capture() as captured:
        console.print(table)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())
