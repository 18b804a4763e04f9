"""`tracker show`: one indicator whole, with the working of its verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from tracker.assess.detail import Detail, detail
from tracker.cli import output
from tracker.cli.context import check_output, judged, open_folder
from tracker.cli.options import (
    Common,
    Destination,
    Selection,
    common_options,
    destination_options,
    judging_options,
)
from tracker.cli.texts import command
from tracker.journal import ALL
from tracker.language import N_, Language
from tracker.model import Board
from tracker.recording import find_indicator


@command(
    "show",
    short=N_("Show one indicator with the working of its verdict."),
    text=N_(
        "Show one INDICATOR on one screen: its years, plan, target, chart, revisions and sources, and how its verdict "
        "comes about, step by step.\n\nINDICATOR is an id or a part of a name, without regard to case and accents. "
        "As CSV it is one row a year."
    ),
    examples=N_("""Examples:
  tracker show grdp-growth
  tracker show "ho ngheo" --year 2023
  tracker show grdp-growth --method un_chart
  tracker show grdp-growth --assume grdp-growth:2025=9
  tracker show grdp-growth --format json
  tracker show grdp-growth -o grdp-growth.md"""),
)
@click.argument("indicator")
@judging_options
@destination_options
@common_options
def show(indicator: str, selection: Selection, destination: Destination, common: Common) -> None:
    """Parse, load, judge, render."""
    opened = open_folder(common, selection.as_of, history=ALL)
    check_output(destination.output, opened.folder)
    wanted = find_indicator(opened.register, indicator)
    board = judged(opened, selection, date.today())
    found = detail(board.register, wanted, board.year, board.as_of, selection.method or "")
    chosen = output.format_for(destination.format, destination.output, destination.dialect, piped="table")
    text = _RENDERERS[chosen](found, board, opened.language, destination)
    output.write(text, destination.output, drawn=chosen == "table")


def _csv(found: Detail, _: Board, language: Language, destination: Destination) -> str:
    from tracker.views.csv import PLAIN, excel
    from tracker.views.one.csv import render

    return render(found, excel(language) if destination.dialect else PLAIN)


def _json(found: Detail, board: Board, language: Language, _: Destination) -> str:
    from tracker.views.one.json import render

    return render(found, board, language)


def _markdown(found: Detail, board: Board, language: Language, _: Destination) -> str:
    from tracker.views.one.markdown import render

    return render(found, board, language)


def _text(found: Detail, board: Board, language: Language, destination: Destination) -> str:
    from tracker.views.one.text import render

    terminal, ascii = output.screen_for(destination.output)
    return render(found, board, language, terminal, ascii=ascii)


_RENDERERS: dict[str, Callable[[Detail, Board, Language, Destination], str]] = {
    "csv": _csv,
    "json": _json,
    "md": _markdown,
    "table": _text,
}
