"""`tracker status`: the progress of all indicators, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.api.selection import Selection
from tracker.cli import output
from tracker.cli.option_types import PERIOD
from tracker.cli.options import CommonOptions, Destination, command, common_options, destination_options, option
from tracker.cli.output_files import write_rendered
from tracker.cli.periods import resolve_period
from tracker.cli.scope_options import selection_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import check_output, get_today, open_workspace
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.i18n import N_
from tracker.model import AssessmentSet, Period
from tracker.views.status import render

if TYPE_CHECKING:
    from tracker.views.period_status import PeriodBoard


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
  tracker status --period 2024-Q2 --level commune
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
        write_rendered(render_scopes(boards, workspace.language, style), style, workspace.language)
        return
    board = assess_selection(workspace, selection, today)
    write_rendered(render(board, workspace.language, style), style, workspace.language)


_NOT_OF_A_PERIOD = ("year", "only", "method", "assume")
"""The options about verdicts on the term, which one period does not have."""
_MAX_LISTED = 12


def _show_period(written: Period, selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Show the results of one period against its plans. Raises TrackerError if there are none."""
    from tracker.views.period_status import render as render_period

    if wrong := next((name for name in _NOT_OF_A_PERIOD if getattr(selection, name)), None):
        raise make_error(msg("--{option} does not go with --period", option=wrong), None, ExitCode.USAGE)
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    period = resolve_period(written, workspace.register.term) or written
    boards = assess_every_scope(workspace, selection._replace(year=period.year), get_today(workspace.closing))
    known: set[Period] = set()
    subjects = tuple(_judge_board(board, period, known) for board in boards)
    if not any(subject.results for subject in subjects):
        raise _make_no_period_error(period, sorted(known))
    style = output.choose_style(*destination)
    write_rendered(render_period(subjects, workspace.language, style), style, workspace.language)


def _judge_board(board: AssessmentSet, period: Period, known: set[Period]) -> PeriodBoard:
    """Return the results of a period in the scope of a board; adds the periods that anything is known of to `known`."""
    from tracker.assess.period_results import judge_period, list_periods
    from tracker.views.period_status import PeriodBoard

    known.update(list_periods(board.register))
    shown = {item.indicator.id for item in board.assessments}
    results = tuple(item for item in judge_period(board.register, period) if item.indicator.id in shown)
    register = board.register._replace(results={})  # of thousands of areas they would fill the memory
    return PeriodBoard(period, results, board._replace(assessments=(), register=register))


def _make_no_period_error(period: Period, known: Sequence[Period]) -> TrackerError:
    """Return the error that no indicator has a result or a plan of a period, with the latest periods that there are."""
    listed = ", ".join(map(str, known[-_MAX_LISTED:]))
    hint = msg("the latest: {listed}", listed=listed) if known else msg("write --year {year}", year=period.year)
    return make_error(msg("no indicator has a result or a plan of {period}", period=period), hint, ExitCode.USAGE)
