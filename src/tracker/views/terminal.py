"""What the views on a terminal share: widths, colours, and boxes of tables."""

from rich.box import Box

MIN_WIDTH = 60
"""Columns that a table needs at least on a terminal."""
PIPED_WIDTH = 100_000
"""The width of a table that is written to a pipe or a file: no line is broken."""
SPACED_BOX = Box("    \n" * 8)
"""Columns with a space between them; as padding it would cost a fifth more of the time that drawing takes."""
DIM_COLOUR = "#757575"
