"""What views on a terminal share: the console, widths, colours and table boxes."""

import io

from rich.box import Box
from rich.console import Console

from tracker.views import NARROWEST

MIN_WIDTH = 60
"""Columns that a table needs at least on a terminal."""
PIPED_WIDTH = 100_000
"""The width of a table in a pipe or a file: no line is broken."""
SPACED_BOX = Box("    \n" * 8)
"""Columns with a space between them; padding would take a fifth more of the drawing time."""
DIM_COLOUR = "#757575"


def open_console(is_terminal: bool) -> Console:
    """Return a console for the terminal, or, for a pipe or a file, one that breaks no line."""
    if is_terminal:
        console = Console()
        console.width = max(console.width, NARROWEST)
        return console
    return Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)


def strip_line_ends(text: str) -> str:
    """Return printed text without blanks at the ends of its lines."""
    return "".join(line.rstrip() + "\n" for line in text.splitlines())
