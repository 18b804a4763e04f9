"""`tracker status`: the progress of all indicators, one line each."""

from __future__ import annotations

from tracker.cli import output
from tracker.cli.options import PERIOD, CommonOptions, Destination, command, common_options, destination_options, option
from tracker.cli.periods import resolve_period
from tracker.cli.scope_options import selection_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import check_output, get_today, open_workspace
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.i18n import N_
from tracker.library.selection import Selection
from tracker.model import Period, Register
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
  tracker status --period 2024-Q2
  tracker status | head -3
  tracker status --format json -o status.json"""),
)
@option(
    "--period",
    type=PERIOD,
    metavar="PERIOD",
    help=N_("Only this period, against its own plan: 2024-Q2, 2024-S1, 2024-M06, 2024-06 or 2024."),
)
@selection_options
@destination_options
@common_options
def status(period: Period | None, selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, assess, render."""
    if period is not None:
        _show_period(period, selection, destination, common)
        return
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


_NOT_OF_A_PERIOD = ("year", "only", "method", "assume", "level", "by")
"""The options about verdicts on the term, or of several areas, which one period does not have."""
_MAX_LISTED = 12


def _show_period(written: Period, selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Show the results of one period against its plans. Raises TrackerError if there are none."""
    from tracker.assess.period_results import judge_period
    from tracker.views.period_status import PeriodBoard
    from tracker.views.period_status import render as render_period

    if wrong := next((name for name in _NOT_OF_A_PERIOD if getattr(selection, name)), None):
        raise make_error(msg("--{option} does not go with --period", option=wrong), None, ExitCode.USAGE)
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    period = resolve_period(written, workspace.register.term) or written
    board = assess_selection(workspace, selection._replace(year=period.year), get_today(workspace.closing))
    shown = {item.indicator.id for item in board.assessments}
    results = tuple(item for item in judge_period(board.register, period) if item.indicator.id in shown)
    if not results:
        raise _make_no_period_error(period, board.register)
    style = output.choose_style(*destination)
    output.write_rendered(render_period(PeriodBoard(period, results, board), workspace.language, style), style)


def _make_no_period_error(period: Period, register: Register) -> TrackerError:
    """Return the error that no indicator has a result or a plan of a period, with the latest periods that there are."""
    from tracker.assess.period_results import list_periods

    known = [str(each) for each in list_periods(register)[-_MAX_LISTED:]]
    hint = (
        msg("the latest: {listed}", listed=", ".join(known)) if known else msg("write --year {year}", year=period.year)
    )
    return make_error(msg("no indicator has a result or a plan of {period}", period=period), hint, ExitCode.USAGE)
