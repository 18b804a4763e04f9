"""`tracker status`: the progress of all indicators, one line each."""

from __future__ import annotations

from datetime import date

from tracker.cli import output
from tracker.cli.click_i18n import command
from tracker.cli.options import (
    CommonOptions,
    Destination,
    Selection,
    common_options,
    destination_options,
    selection_options,
)
from tracker.cli.session import assess_selection, check_output, open_workspace
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet


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
def status(selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, judge, render."""
    opened = open_workspace(common, selection.as_of)
    check_output(destination.output, opened.folder)
    board = assess_selection(opened, selection, date.today())
    write_status(board, opened.language, destination)


def write_status(board: AssessmentSet, language: Language, destination: Destination) -> None:
    """Write the board in the format that was asked for. Each format is imported only when it is used."""
    wanted = output.choose_format(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[wanted](board, language, destination)
    output.write_text(text, destination.output, for_terminal=wanted == "table")


def _render_csv(board: AssessmentSet, language: Language, destination: Destination) -> str:
    from tracker.views.csv import PLAIN, make_excel_dialect
    from tracker.views.status.csv import render_csv as as_csv

    return as_csv(board, language, make_excel_dialect(language) if destination.dialect else PLAIN)


def _render_json(board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.status.json import render_json as as_json

    return as_json(board, language)


def _render_markdown(board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.status.markdown import render_markdown as as_markdown

    return as_markdown(board, language)


def _render_table(board: AssessmentSet, language: Language, destination: Destination) -> str:
    from tracker.views.status.terminal import TerminalStyle, render_table

    terminal, ascii = output.get_terminal(destination.output)
    return render_table(board, TerminalStyle(language, ascii), terminal)


_RENDERERS = {"csv": _render_csv, "json": _render_json, "md": _render_markdown, "table": _render_table}
