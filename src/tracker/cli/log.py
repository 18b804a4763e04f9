"""`tracker log`: what was recorded, when, by whom, newest first."""

from __future__ import annotations

import shutil
import sys
from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.context import check_output, open_folder
from tracker.cli.options import Common, Count, Day, Destination, bundle, common_options, destination_options
from tracker.cli.texts import command, option
from tracker.history import Wanted, newest, recordings
from tracker.journal import ALL
from tracker.language import N_
from tracker.model import Register
from tracker.recording import find_indicator
from tracker.views.csv import excel
from tracker.views.log import as_csv, as_json, as_markdown, as_text


class Filters(NamedTuple):
    """Which recordings to list, as typed."""

    indicator: str | None
    author: str | None
    since: str | None
    until: str | None
    most: int | None


filter_options = bundle(
    "filters",
    Filters,
    Filters._fields,
    [
        option("--indicator", metavar="NAME", help=N_("Only recordings of this indicator, and of them only its rows.")),
        option("--author", metavar="NAME", help=N_("Only recordings by this author.")),
        option(
            "--since", type=Day(), metavar="DATE", help=N_("Only what was recorded on this day or later (YYYY-MM-DD).")
        ),
        option("--until", type=Day(), metavar="DATE", help=N_("Only what was recorded on this day or earlier.")),
        option("-n", "most", type=Count(), metavar="COUNT", help=N_("Only the newest COUNT recordings.")),
    ],
)
_RENDERERS = {"csv": as_csv, "json": as_json, "md": as_markdown, "table": as_text}


@command(
    "log",
    short=N_("List what was recorded."),
    text=N_(
        "List what was recorded, when and by whom, newest first. Rows that were recorded together are one entry; its "
        "number is what tracker undo --id takes."
    ),
    examples=N_("""Examples:
  tracker log -n 5
  tracker log --indicator grdp-growth
  tracker log --author lan --since 2024-01-01
  tracker log --format csv -o log.csv"""),
)
@filter_options
@destination_options
@common_options
def log(filters: Filters, destination: Destination, common: Common) -> None:
    """Parse, load, pick, render."""
    opened = open_folder(common, history=ALL)
    check_output(destination.output, opened.folder)
    entries = newest(recordings(opened.register), _wanted(filters, opened.register))
    wanted = output.format_for(destination.format, destination.output, destination.dialect)
    indicators = {indicator.id: indicator for indicator in opened.register.indicators}
    if destination.dialect:
        text = as_csv(entries, indicators, opened.language, excel(opened.language))
    else:
        text = _RENDERERS[wanted](entries, indicators, opened.language)
    if wanted == "table" and destination.output is None:
        _show(text)
    else:
        output.write(text, destination.output)


def _wanted(filters: Filters, register: Register) -> Wanted:
    wanted = Wanted(*filters)
    return wanted._replace(indicator=find_indicator(register, filters.indicator).id) if filters.indicator else wanted


def _show(text: str) -> None:
    """Write a text; where it is longer than the terminal, through the pager of the user."""
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        output.write(text, None)
