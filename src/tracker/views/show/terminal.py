"""One indicator on one screen, drawn by Rich: facts, years, chart, revisions, working and sources."""

import io
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.show import chart
from tracker.views.show.content import NUMBER_COLUMNS, YEAR_HEADINGS, IndicatorTexts, describe_indicator
from tracker.views.status.content import format_assumptions
from tracker.views.terminal import DIM_COLOUR, PIPED_WIDTH, SPACED_BOX

MAX_CHART_WIDTH = 100
_PIPED_CHART_WIDTH = 78
_GAP = 2
DROPPED_FIRST = (5, 2, 7, 6)
"""The columns of the years that a narrow screen does without: change, kind, source, expected way."""


def render_terminal(
    detail: Detail, board: AssessmentSet, language: Language, terminal: Console | None, *, ascii: bool
) -> str:
    """Return the screen of one indicator within the width of a terminal, or, without one, with whole lines."""
    console = terminal or Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)
    shown = describe_indicator(detail, board, language)
    with console.capture() as captured:
        _print_head(console, shown, language, ascii=ascii)
        _print_years(console, shown, language, ascii=ascii)
        width = min(terminal.width - 1, MAX_CHART_WIDTH) if terminal else _PIPED_CHART_WIDTH
        _print_chart(console, chart.draw_chart(detail, language, width, ascii=ascii))
        _print_working(console, shown, language)
        _print_list(console, language.translate(N_("Revisions")), shown.revisions)
        _print_list(console, language.translate(N_("Notes")), (*shown.notes, *format_assumptions(board, language)))
        numbered = [f"[{number}] {source}" for number, source in enumerate(shown.sources, 1)]
        _print_list(console, language.translate(N_("Sources")), numbered)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_head(console: Console, texts: IndicatorTexts, language: Language, *, ascii: bool) -> None:
    console.print(Text(texts.title, "bold"))
    console.print(Text(texts.subtitle, DIM_COLOUR))
    verdict = Text(
        f"{texts.sign.choose_symbol(ascii)} {language.translate(texts.sign.word)}", f"bold {texts.sign.colour}"
    )
    if texts.details:
        verdict.append(f" – {texts.details}", DIM_COLOUR)
    console.print(verdict)
    if texts.meaning:
        console.print(Text(texts.meaning))
    console.print()
    facts = Table(box=None, show_header=False, padding=(0, _GAP, 0, 0))
    facts.add_column(no_wrap=True, style=DIM_COLOUR)
    facts.add_column(overflow="fold")
    for label, text in texts.facts:
        facts.add_row(Text(label), Text(text))
    console.print(facts)


def _print_years(console: Console, texts: IndicatorTexts, language: Language, *, ascii: bool) -> None:
    if not texts.years:
        return
    heads = [language.translate(head) for head in YEAR_HEADINGS]
    rows = [[Text(cell) for cell in line.cells] for line in texts.years]
    for line, row in zip(texts.years, rows, strict=True):
        if line.sign:
            row[4] = Text(f"{line.sign.choose_symbol(ascii)} {line.cells[4]}".rstrip(), line.sign.colour)
            row[4].append("\n" + language.translate(line.sign.word))
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
    table = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for at in filled:
        table.add_column(Text(heads[at]), justify="right" if at in NUMBER_COLUMNS else "left", width=widths[at])
    for row in rows:
        table.add_row(*(row[at] for at in filled))
    console.print()
    console.print(table)


def _print_chart(console: Console, chart_and_legend: tuple[str, str]) -> None:
    if chart_and_legend[0]:
        console.print(Text("\n" + chart_and_legend[0]), crop=False, overflow="ignore", no_wrap=True)
        console.print(Text(chart_and_legend[1]))


def _print_working(console: Console, texts: IndicatorTexts, language: Language) -> None:
    if not texts.rule and not texts.steps:
        return
    console.print()
    console.print(Text(language.translate(N_("How the verdict comes about")), "bold"))
    for step in texts.steps:
        console.print(Text(f"  {step.name}"))
        console.print(Padding(Text(step.line), (0, 0, 0, 4), expand=False))
    for text in (texts.symbols, texts.rule):
        if text:
            console.print(Padding(Text(text, DIM_COLOUR if text == texts.symbols else ""), (0, 0, 0, 2), expand=False))
    if texts.outlook:
        console.print()
        console.print(Text(texts.outlook))


def _print_list(console: Console, heading: str, lines: Iterable[str]) -> None:
    texts = list(lines)
    if texts:
        console.print()
        console.print(Text(heading, "bold"))
        for text in texts:
            console.print(Padding(Text(text, overflow="fold"), (0, 0, 0, 2), expand=False))
