"""`tracker show`: one indicator whole, with the working of its verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click

from tracker.assess.detail import Detail, build_detail
from tracker.cli import output
from tracker.cli.click_i18n import command
from tracker.cli.options import (
    CommonOptions,
    Destination,
    Selection,
    common_options,
    destination_options,
    judging_options,
)
from tracker.cli.session import assess_selection, check_output, open_workspace
from tracker.i18n import N_, Language
from tracker.journal.index import ALL_INDICATORS
from tracker.model import AssessmentSet
from tracker.recording.validate import find_indicator


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
def show(indicator: str, selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, judge, render."""
    opened = open_workspace(common, selection.as_of, history=ALL_INDICATORS)
    check_output(destination.output, opened.folder)
    wanted = find_indicator(opened.register, indicator)
    board = assess_selection(opened, selection, date.today())
    found = build_detail(board.register, wanted, board.year, board.as_of, selection.method or "")
    chosen = output.choose_format(destination.format, destination.output, destination.dialect, default="table")
    text = _RENDERERS[chosen](found, board, opened.language, destination)
    output.write_text(text, destination.output, for_terminal=chosen == "table")


def _render_csv(indicator_detail: Detail, _: AssessmentSet, language: Language, destination: Destination) -> str:
    from tracker.views.csv import PLAIN, make_excel_dialect
    from tracker.views.show.data import render_csv

    return render_csv(indicator_detail, make_excel_dialect(language) if destination.dialect else PLAIN)


def _render_json(indicator_detail: Detail, board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.show.data import render_json

    return render_json(indicator_detail, board, language)


def _render_markdown(indicator_detail: Detail, board: AssessmentSet, language: Language, _: Destination) -> str:
    from tracker.views.show.markdown import render_markdown

    return render_markdown(indicator_detail, board, language)


def _render_text(indicator_detail: Detail, board: AssessmentSet, language: Language, destination: Destination) -> str:
    from tracker.views.show.terminal import render_terminal

    terminal, ascii = output.get_terminal(destination.output)
    return render_terminal(indicator_detail, board, language, terminal, ascii=ascii)


_RENDERERS: dict[str, Callable[[Detail, AssessmentSet, Language, Destination], str]] = {
    "csv": _render_csv,
    "json": _render_json,
    "md": _render_markdown,
    "table": _render_text,
}
