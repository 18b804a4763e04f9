"""`tracker status`: the progress of all indicators, one line each."""

from __future__ import annotations

from tracker.cli import output
from tracker.cli.options import (
    CommonOptions,
    Destination,
    Selection,
    command,
    common_options,
    destination_options,
)
from tracker.cli.scope_options import selection_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import check_output, get_today, open_workspace
from tracker.i18n import N_
from tracker.views.status import render


@command(
    "status",
    short=N_("Show how far each target has come."),
    text=N_("Show how far each target has come: one line an indicator, as a table on a terminal and as CSV in a pipe."),
    examples=N_("""Examples:
  tracker status
  tracker status --year 2023
  tracker status --as-of 2023-12-31 --year 2023
  tracker status --only at_risk,off_track --format md
  tracker status --area "Phường Sông Công"
  tracker status --level commune -o communes.csv
  tracker status | head -3
  tracker status --format json -o status.json"""),
)
@selection_options
@destination_options
@common_options
def status(selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, assess, render."""
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    style, today = output.choose_style(*destination), get_today(workspace.closing)
    if selection.level or selection.by:
        from tracker.views.scopes import render as render_scopes

        boards = assess_every_scope(workspace, selection, today)
        output.write_rendered(render_scopes(boards, workspace.language, style), style)
        return
    board = assess_selection(workspace, selection, today)
    output.write_rendered(render(board, workspace.language, style), style)
