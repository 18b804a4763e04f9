"""One indicator on one screen, drawn by Rich: facts, years, chart, revisions, working and sources."""

import io
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Board
from tracker.views.framing import assumptions
from tracker.views.one import chart
from tracker.views.one.sheet import RIGHT, YEAR_HEADS, Sheet, sheet
from tracker.views.table import DIM, SPACED

WIDEST_CHART = 100
_PIPED_CHART = 78
_WIDEST = 100_000
_GAP = 2
DROPPED_FIRST = (5, 2, 7, 6)
"""The columns of the years that a narrow screen does without: change, kind, source, expected way."""


def render(found: Detail, board: Board, language: Language, terminal: Console | None, *, ascii: bool) -> str:
    """Return the screen of one indicator within the width of a terminal, or, without one, with whole lines."""
    console = terminal or Console(file=io.StringIO(), width=_WIDEST, color_system=None)
    shown = sheet(found, board, language)
    with console.capture() as captured:
        _print_head(console, shown, language, ascii=ascii)
        _print_years(console, shown, language, ascii=ascii)
        width = min(terminal.width - 1, WIDEST_CHART) if terminal else _PIPED_CHART
        _print_chart(console, chart.draw(found, language, width, ascii=ascii))
        _print_working(console, shown, language)
        _print_list(console, language.text(N_("Revisions")), shown.revisions)
        _print_list(console, language.text(N_("Notes")), (*shown.notes, *assumptions(board, language)))
        numbered = [f"[{number}] {source}" for number, source in enumerate(shown.sources, 1)]
        _print_list(console, language.text(N_("Sources")), numbered)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_head(console: Console, shown: Sheet, language: Language, *, ascii: bool) -> None:
    console.print(Text(shown.title, "bold"))
    console.print(Text(shown.subtitle, DIM))
    verdict = Text(f"{shown.sign.shown(ascii)} {language.text(shown.sign.word)}", f"bold {shown.sign.colour}")
    if shown.details:
        verdict.append(f" – {shown.details}", DIM)
    console.print(verdict)
    if shown.meaning:
        console.print(Text(shown.meaning))
    console.print()
    facts = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0))
    facts.add_column(no_wrap=True, style=DIM)
    facts.add_column(overflow="fold")
    for label, text in shown.facts:
        facts.add_row(Text(label), Text(text))
    console.print(facts)


def _print_years(console: Console, shown: Sheet, language: Language, *, ascii: bool) -> None:
    if not shown.years:
        return
    heads = [language.text(head) for head in YEAR_HEADS]
    rows = [[Text(cell) for cell in line.cells] for line in shown.years]
    for line, row in zip(shown.years, rows, strict=True):
        if line.sign:
            row[4] = Text(f"{line.sign.shown(ascii)} {line.cells[4]}".rstrip(), line.sign.colour)
            row[4].append("\n" + language.text(line.sign.word))
    widths = [
        max(cell_len(text) for text in (*head.split(), *(part for row in rows for part in row[at].plain.split("\n"))))
        for at, head in enumerate(heads)
    ]
    filled = [at for at in range(len(heads)) if any(row[at].plain for row in rows)]
    for at in DROPPED_FIRST:  # a screen too narrow for all shows the rest whole
        if at in filled and sum(widths[at] + 1 for at in filled) > console.width:
            filled.remove(at)
    whole = [max(widths[at], cell_len(heads[at])) for at in filled]
    if sum(whole) + len(whole) <= console.width:  # else the headings are broken, and never a number
        widths = [max(width, cell_len(head)) for width, head in zip(widths, heads, strict=True)]
    table = Table(box=SPACED, show_edge=False, padding=0, header_style="bold")
    for at in filled:
        table.add_column(Text(heads[at]), justify="right" if at in RIGHT else "left", width=widths[at])
    for row in rows:
        table.add_row(*(row[at] for at in filled))
    console.print()
    console.print(table)


def _print_chart(console: Console, drawn: tuple[str, str]) -> None:
    if drawn[0]:
        console.print(Text("\n" + drawn[0]), crop=False, overflow="ignore", no_wrap=True)
        console.print(Text(drawn[1]))


def _print_working(console: Console, shown: Sheet, language: Language) -> None:
    if not shown.rule and not shown.steps:
        return
    console.print()
    console.print(Text(language.text(N_("How the verdict comes about")), "bold"))
    for step in shown.steps:
        console.print(Text(f"  {step.name}"))
        console.print(Padding(Text(step.line), (0, 0, 0, 4), expand=False))
    for text in (shown.symbols, shown.rule):
        if text:
            console.print(Padding(Text(text, DIM if text == shown.symbols else ""), (0, 0, 0, 2), expand=False))
    if shown.outlook:
        console.print()
        console.print(Text(shown.outlook))


def _print_list(console: Console, heading: str, lines: Iterable[str]) -> None:
    texts = list(lines)
    if texts:
        console.print()
        console.print(Text(heading, "bold"))
        for text in texts:
            console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, 2), expand=False))
