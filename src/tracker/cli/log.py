"""`tracker log`: what was recorded, when, by whom, newest first."""

from __future__ import annotations

from tracker.cli import output
from tracker.cli.option_types import COUNT, DAY
from tracker.cli.options import (
    CommonOptions,
    Destination,
    bundle_options,
    command,
    common_options,
    destination_options,
    option,
)
from tracker.cli.output_files import write_pieces
from tracker.cli.session import check_output, describe_closings, open_workspace
from tracker.i18n import N_
from tracker.journal.batches import LogFilter, filter_recordings, list_recordings, merge_recordings
from tracker.journal.index import ALL_INDICATORS
from tracker.recording.validate import find_indicator
from tracker.views.log import render

filter_options = bundle_options(
    "filters",
    LogFilter,
    [
        option("--indicator", metavar="NAME", help=N_("Only recordings of this indicator, and of them only its rows.")),
        option("--author", metavar="NAME", help=N_("Only recordings by this author.")),
        option(
            "--since",
            type=DAY,
            metavar="DATE",
            help=N_("Only what was recorded on this day or later (YYYY-MM-DD)."),
        ),
        option("--until", type=DAY, metavar="DATE", help=N_("Only what was recorded on this day or earlier.")),
        option("-n", "limit", type=COUNT, metavar="COUNT", help=N_("Only the newest COUNT recordings.")),
    ],
)


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
def log(filters: LogFilter, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, select, render."""
    workspace = open_workspace(common, history=ALL_INDICATORS)
    check_output(destination.output, workspace.folder)
    register = workspace.register
    if filters.indicator:
        filters = filters._replace(indicator=find_indicator(register, filters.indicator).id)
    recordings = filter_recordings(
        merge_recordings(list_recordings(register.list_results()), list_recordings(register.decisions)), filters
    )
    indicators = {indicator.id: indicator for indicator in register.indicators}
    style = output.choose_style(*destination)
    write_pieces(render(recordings, indicators, workspace.language, style), style, workspace.language)
    if style.format == "table":
        output.print_notes(describe_closings(workspace))
