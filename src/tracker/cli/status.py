"""`tracker status`: the progress of all indicators, one line each."""

from __future__ import annotations

from datetime import date

from tracker.cli import output
from tracker.cli.context import check_output, judged, open_folder
from tracker.cli.options import (
    Common,
    Destination,
    Selection,
    common_options,
    destination_options,
    selection_options,
)
from tracker.cli.texts import command
from tracker.language import N_, Language
from tracker.model import Board


@command(
    "status",
    short=N_("Show how far each target has come."),
    text=N_("Show how far each target has come: one line an indicator, as a table on a terminal and as CSV in a pipe."),
    examples=N_("""Examples:
  tracker status
  tracker status --year 2023
  tracker status --as-of 2023-12-31 --year 2023
  tracker status --only at_risk,off_track --format md
  tracker status | head -3
  tracker status --format json -o status.json"""),
)
@selection_options
@destination_options
@common_options
def status(selection: Selection, destination: Destination, common: Common) -> None:
    """Parse, load, judge, render."""
    opened = open_folder(common, selection.as_of)
    check_output(destination.output, opened.folder)
    board = judged(opened, selection, date.today())
    render(board, opened.language, destination)


def render(board: Board, language: Language, destination: Destination) -> None:
    """Write the board in the format that was asked for. Each format is imported only when it is used."""
    wanted = output.format_for(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[wanted](board, language, destination)
    output.write(text, destination.output, drawn=wanted == "table")


def _csv(board: Board, language: Language, destination: Destination) -> str:
    from tracker.views.csv import PLAIN, excel
    from tracker.views.csv import render as as_csv

    return as_csv(board, language, excel(language) if destination.dialect else PLAIN)


def _json(board: Board, language: Language, _: Destination) -> str:
    from tracker.views.json import render as as_json

    return as_json(board, language)


def _markdown(board: Board, language: Language, _: Destination) -> str:
    from tracker.views.markdown import render as as_markdown

    return as_markdown(board, language)


def _table(board: Board, language: Language, destination: Destination) -> str:
    from tracker.views import table

    terminal, ascii = output.screen_for(destination.output)
    return table.render(board, table.Look(language, ascii), terminal)


_RENDERERS = {"csv": _csv, "json": _json, "md": _markdown, "table": _table}
