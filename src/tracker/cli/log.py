"""`tracker log`: what was recorded, when, by whom, newest first."""

from __future__ import annotations

import shutil
import sys
from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.click_i18n import command, option
from tracker.cli.options import (
    CommonOptions,
    CountType,
    DayType,
    Destination,
    bundle_options,
    common_options,
    destination_options,
)
from tracker.cli.session import check_output, open_workspace
from tracker.i18n import N_
from tracker.journal.batches import LogFilter, filter_recordings, list_recordings
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Register
from tracker.recording.validate import find_indicator
from tracker.views.csv import make_excel_dialect
from tracker.views.log import render_csv, render_json, render_markdown, render_text


class LogOptions(NamedTuple):
    """Which recordings to list, as typed."""

    indicator: str | None
    author: str | None
    since: str | None
    until: str | None
    most: int | None


filter_options = bundle_options(
    "filters",
    LogOptions,
    LogOptions._fields,
    [
        option("--indicator", metavar="NAME", help=N_("Only recordings of this indicator, and of them only its rows.")),
        option("--author", metavar="NAME", help=N_("Only recordings by this author.")),
        option(
            "--since",
            type=DayType(),
            metavar="DATE",
            help=N_("Only what was recorded on this day or later (YYYY-MM-DD)."),
        ),
        option("--until", type=DayType(), metavar="DATE", help=N_("Only what was recorded on this day or earlier.")),
        option("-n", "most", type=CountType(), metavar="COUNT", help=N_("Only the newest COUNT recordings.")),
    ],
)
_RENDERERS = {"csv": render_csv, "json": render_json, "md": render_markdown, "table": render_text}


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
def log(filters: LogOptions, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, pick, render."""
    opened = open_workspace(common, history=ALL_INDICATORS)
    check_output(destination.output, opened.folder)
    entries = filter_recordings(list_recordings(opened.register), _make_filter(filters, opened.register))
    wanted = output.choose_format(destination.format, destination.output, destination.dialect)
    indicators = {indicator.id: indicator for indicator in opened.register.indicators}
    if destination.dialect:
        text = render_csv(entries, indicators, opened.language, make_excel_dialect(opened.language))
    else:
        text = _RENDERERS[wanted](entries, indicators, opened.language)
    if wanted == "table" and destination.output is None:
        _write_paged(text)
    else:
        output.write_text(text, destination.output)


def _make_filter(filters: LogOptions, register: Register) -> LogFilter:
    wanted = LogFilter(*filters)
    return wanted._replace(indicator=find_indicator(register, filters.indicator).id) if filters.indicator else wanted


def _write_paged(text: str) -> None:
    """Write a text; where it is longer than the terminal, through the pager of the user."""
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        output.write_text(text, None)
