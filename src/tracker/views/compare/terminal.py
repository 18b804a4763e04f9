"""A comparison for a terminal: a table with a bar for each area; a narrow one counts the details of the verdicts."""

from decimal import Decimal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from tracker.i18n import N_, Language
from tracker.views.compare import AreaComparison
from tracker.views.compare.content import UNRANKED_HEADING, CompareTexts, RankedRow, describe_comparison
from tracker.views.terminal import DIM_COLOUR, MIN_WIDTH, SPACED_BOX, open_console, strip_line_ends

_BAR_CELLS = 10
_HEADING_WIDTH = 9
"""A heading up to this width is not broken."""
_DETAILS_FROM_WIDTH = 120


def render_terminal(comparison: AreaComparison, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the comparison for a terminal, or, without one, with every cell on one line."""
    texts = describe_comparison(comparison, language)
    console = open_console(is_terminal)
    if is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    has_details = console.width >= _DETAILS_FROM_WIDTH
    with console.capture() as captured:
        console.print(Text(texts.title, "bold"))
        console.print(Text(texts.subtitle, DIM_COLOUR))
        for text in texts.references:
            console.print(Text(text))
        if texts.rows:
            console.print()
            console.print(_draw_table(texts, ascii=ascii, has_details=has_details))
        if texts.unranked:
            console.print(Text(f"\n{language.translate(UNRANKED_HEADING)}", "bold"))
        for group in texts.unranked:
            console.print(Text(": ".join(group.format())))
        console.print()
        for note in _list_notes(texts, language, has_details=has_details):
            console.print(Text(note))
    return strip_line_ends(captured.get())


def _list_notes(texts: CompareTexts, language: Language, *, has_details: bool) -> list[str]:
    """Return the notes, the meaning of the mark, and how many areas have each detail that the table leaves out."""
    notes = [*texts.notes, *filter(None, [texts.mark_note])]
    if not has_details and (counts := texts.count_details()):
        listed = "; ".join(f"{detail} ({count})" for detail, count in counts)
        notes.append(language.format(N_("Details of the verdicts (number of areas): {listed}"), listed=listed))
    return notes


def _draw_table(texts: CompareTexts, *, ascii: bool, has_details: bool) -> Table:
    """Return the table. Numbers and bars get the width that they need; names and verdicts share what is left."""
    table = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for at, column in enumerate(texts.columns):
        width = max([min(cell_len(column.heading), _HEADING_WIDTH), *map(cell_len, column.heading.split())])
        if column.is_number:
            width = max([width, *(cell_len(row.cells[at]) for row in texts.rows)])
            table.add_column(Text(column.heading), justify="right", overflow="fold", width=width)
        else:
            table.add_column(Text(column.heading), overflow="fold")
    table.add_column("", width=_BAR_CELLS)
    table.add_column(Text(texts.verdict_heading), overflow="fold")
    for row in texts.rows:
        verdict = f"{row.sign.choose_symbol(ascii)} {row.word}"
        if has_details and row.details:
            verdict += f": {'; '.join(row.details)}"
        bar = Text(draw_bar(row, texts.mark, ascii=ascii), row.sign.colour)
        table.add_row(*map(Text, row.cells), bar, Text(verdict, row.sign.colour))
    return table


def draw_bar(row: RankedRow, mark: Decimal | None, *, ascii: bool) -> str:
    """Return the bar of an area: from 0 to its figure, an arrow where it is cut, and the mark."""
    if row.bar is None:
        return ""
    block, line, left, right = "#|<>" if ascii else "█┃◄►"
    first, last = round(row.bar.begin * _BAR_CELLS), round(row.bar.end * _BAR_CELLS)
    if first == last and row.bar.begin != row.bar.end:  # a small figure is no nothing
        first, last = min(first, _BAR_CELLS - 1), min(first, _BAR_CELLS - 1) + 1
    signs = [" "] * first + [block] * (last - first) + [" "] * (_BAR_CELLS - last)
    if row.bar.is_cut:
        signs[-1 if row.bar.end == 1 else 0] = right if row.bar.end == 1 else left
    if mark is not None:
        signs[max(0, min(_BAR_CELLS - 1, round(mark * _BAR_CELLS) - 1))] = line
    return "".join(signs)
