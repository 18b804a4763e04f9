"""A comparison for a terminal: a table with a bar for each area."""

from decimal import Decimal

from rich.table import Table
from rich.text import Text

from tracker.i18n import Language
from tracker.views.compare import Comparison
from tracker.views.compare.content import NUMBER_COLUMNS, AreaRow, CompareTexts, describe_comparison
from tracker.views.compare.markdown import UNRANKED_HEADING
from tracker.views.terminal import DIM_COLOUR, MIN_WIDTH, SPACED_BOX, open_console, strip_line_ends

_BAR_CELLS = 12
_BAR_FROM_WIDTH = 100
_TARGET_COLUMN, _QUARTER_COLUMN = 3, 5


def render_terminal(comparison: Comparison, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the comparison for a terminal, or, without one, with every cell on one line."""
    texts = describe_comparison(comparison, language)
    console = open_console(is_terminal)
    if is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    with console.capture() as captured:
        console.print(Text(texts.title, "bold"))
        console.print(Text(texts.subtitle, DIM_COLOUR))
        for text in texts.references:
            console.print(Text(text))
        if texts.rows:
            console.print()
            console.print(_draw_table(texts, ascii=ascii, has_bars=console.width >= _BAR_FROM_WIDTH))
        if texts.unranked:
            console.print(Text(f"\n{language.translate(UNRANKED_HEADING)}", "bold"))
            for text in texts.unranked:
                console.print(Text(f"  {text}"))
        for text in texts.notes:
            console.print(Text(f"\n{text}" if text == texts.notes[0] else text))
    return strip_line_ends(captured.get())


def _draw_table(texts: CompareTexts, *, ascii: bool, has_bars: bool) -> Table:
    """Return the table; a column that is empty in every row is left out."""
    columns = [at for at in range(len(texts.headings)) if any(row.cells[at] for row in texts.rows)]
    table = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for at in columns:
        table.add_column(Text(texts.headings[at]), justify="right" if at in NUMBER_COLUMNS else "left", overflow="fold")
    if has_bars:
        table.add_column()
    for row in texts.rows:
        cells = [Text(row.cells[at]) for at in columns]
        cells[-1] = Text(f"{row.sign.choose_symbol(ascii)} {row.cells[-1]}", row.sign.colour)
        bars = [Text(_draw_bar(row, ascii=ascii), row.sign.colour)] if has_bars else []
        table.add_row(*cells, *bars)
    return table


def _draw_bar(row: AreaRow, *, ascii: bool) -> str:
    cells = round((row.share or Decimal(0)) * _BAR_CELLS)
    return ("#" if ascii else "█") * cells
