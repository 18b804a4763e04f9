"""One indicator on one screen, drawn by Rich: facts, years, chart, revisions, derivation and sources."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.model.evidence import shorten_references
from tracker.views.show import chart
from tracker.views.show.content import (
    FIGURES_HEADING,
    NUMBER_COLUMNS,
    PARTS_HEADING,
    PLAN_COLUMN,
    YEAR_HEADINGS,
    IndicatorTexts,
    describe_indicator,
)
from tracker.views.status.content import format_assumptions
from tracker.views.terminal import DIM_COLOUR, SPACED_BOX, open_console, strip_line_ends

MAX_CHART_WIDTH = 100
_PIPED_CHART_WIDTH = 78
_GAP = 2
DROPPED_FIRST = (5, 2, 7, 6)
"""The columns of the years that a narrow screen leaves out, in turn: change, kind, source, expected way."""


def render_terminal(detail: Detail, board: AssessmentSet, language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return one indicator for a terminal, or, without one, with whole lines."""
    console = open_console(is_terminal)
    texts = describe_indicator(detail, board, language)
    with console.capture() as captured:
        _print_head(console, texts, language, ascii=ascii)
        _print_years(console, texts, language, ascii=ascii)
        width = min(console.width - 1, MAX_CHART_WIDTH) if is_terminal else _PIPED_CHART_WIDTH
        _print_chart(console, chart.draw_chart(detail, language, width, ascii=ascii))
        _print_list(console, language.translate(PARTS_HEADING), texts.parts)
        _print_list(console, language.translate(FIGURES_HEADING), texts.figures)
        _print_derivation(console, texts, language)
        _print_list(console, language.translate(N_("Quarters, halves and months")), texts.year_parts)
        _print_list(console, language.translate(N_("Decisions")), texts.decisions)
        _print_list(console, language.translate(N_("Revisions")), texts.revisions)
        _print_list(console, language.translate(N_("Notes")), (*texts.notes, *format_assumptions(board, language)))
        numbered = [f"[{number}] {shorten_references(source)}" for number, source in enumerate(texts.sources, 1)]
        _print_list(console, language.translate(N_("Sources")), numbered)
    return strip_line_ends(captured.get())


def _print_head(console: Console, texts: IndicatorTexts, language: Language, *, ascii: bool) -> None:
    console.print(Text(texts.title, "bold"))
    console.print(Text(texts.subtitle, DIM_COLOUR))
    verdict = Text(texts.sign.describe(language, ascii=ascii), f"bold {texts.sign.colour}")
    if texts.details:
        verdict.append(f" – {texts.details}", DIM_COLOUR)
    console.print(verdict)
    if texts.meaning:
        console.print(Text(texts.meaning))
    for text in texts.first_verdicts:
        console.print(Text(text))
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
    headings = [language.translate(heading) for heading in YEAR_HEADINGS]
    rows = [[Text(cell) for cell in year.cells] for year in texts.years]
    for year, row in zip(texts.years, rows, strict=True):
        if year.sign:
            figure = f"{year.sign.choose_symbol(ascii)} {year.cells[PLAN_COLUMN]}".rstrip()
            row[PLAN_COLUMN] = Text(figure, year.sign.colour).append("\n" + language.translate(year.sign.word))
    widths = [
        max(cell_len(text) for text in (*heading.split(), *(line for row in rows for line in row[i].plain.split("\n"))))
        for i, heading in enumerate(headings)
    ]
    shown = [i for i in range(len(headings)) if any(row[i].plain for row in rows)]
    for i in DROPPED_FIRST:  # a screen too narrow for all columns shows the others whole
        if i in shown and sum(widths[i] + 1 for i in shown) > console.width:
            shown.remove(i)
    whole = [max(widths[i], cell_len(headings[i])) for i in shown]
    if sum(whole) + len(whole) <= console.width:  # else headings are broken into lines, but no number is
        widths = [max(width, cell_len(heading)) for width, heading in zip(widths, headings, strict=True)]
    table = Table(box=SPACED_BOX, show_edge=False, padding=0, header_style="bold")
    for i in shown:
        table.add_column(Text(headings[i]), justify="right" if i in NUMBER_COLUMNS else "left", width=widths[i])
    for row in rows:
        table.add_row(*(row[i] for i in shown))
    console.print()
    console.print(table)


def _print_chart(console: Console, chart_and_legend: tuple[str, str]) -> None:
    if chart_and_legend[0]:
        console.print(Text("\n" + chart_and_legend[0]), crop=False, overflow="ignore", no_wrap=True)
        console.print(Text(chart_and_legend[1]))


def _print_derivation(console: Console, texts: IndicatorTexts, language: Language) -> None:
    if not texts.rule and not texts.steps:
        return
    console.print()
    console.print(Text(language.translate(N_("How the status was calculated")), "bold"))
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
