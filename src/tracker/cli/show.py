"""`tracker show`: one indicator whole, and how its status was calculated."""

from __future__ import annotations

import click

from tracker.api.selection import Selection
from tracker.assess.detail import Detail, build_detail
from tracker.cli import output
from tracker.cli.options import CommonOptions, Destination, command, common_options, destination_options
from tracker.cli.output_files import write_rendered
from tracker.cli.scope_options import judging_options
from tracker.cli.selection import assess_every_scope
from tracker.cli.session import check_output, describe_closings, get_today, open_workspace
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.i18n import N_
from tracker.model import AssessmentSet, Indicator, Register
from tracker.recording.scopes import check_parts
from tracker.recording.validate import find_indicator
from tracker.views.show import render


@command(
    "show",
    short=N_("Show one indicator and how its status was calculated."),
    text=N_(
        "Show one INDICATOR on one screen: its years, plan, target, chart, revisions and sources, and how its status "
        "was calculated, step by step.\n\nINDICATOR is an id or a part of a name, without regard to case and accents. "
        "As CSV it is one row a year."
    ),
    examples=N_("""Examples:
  tracker show grdp-growth
  tracker show "ho ngheo" --year 2023
  tracker show grdp-growth --method un_chart
  tracker show grdp-growth --assume grdp-growth:2025=9
  tracker show grdp-growth --format json
  tracker show grdp-growth -o grdp-growth.md
  tracker show poor-households --area "Phường Sông Công"
  tracker show trained-workers --by sex"""),
)
@click.argument("indicator")
@judging_options
@destination_options
@common_options
def show(indicator: str, selection: Selection, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, assess, render."""
    workspace = open_workspace(common, selection.as_of, history=lambda register: _find_id(register, indicator))
    check_output(destination.output, workspace.folder)
    chosen = find_indicator(workspace.register, indicator)
    board, *parts = assess_every_scope(workspace, selection, get_today(workspace.closing))
    detail = _build_detail(board, chosen, workspace.register)
    detail = detail._replace(parts=tuple(_build_detail(part, chosen, workspace.register) for part in parts))
    style = output.choose_style(*destination, default="table")
    write_rendered(render(detail, board, workspace.language, style), style, workspace.language)
    if style.format == "table":
        output.print_notes(describe_closings(workspace))


def _find_id(register: Register, name: str) -> str:
    """Return the id of the indicator of this name; "" if there is none, which is reported after the files are read."""
    try:
        return find_indicator(register, name).id
    except TrackerError:
        return ""


def _build_detail(board: AssessmentSet, chosen: Indicator, recorded: Register) -> Detail:
    """Return everything about an indicator in the scope of a board; `recorded` has every row of it."""
    item = _choose_in_scope(board.register, chosen)
    history = recorded.for_scope(board.register.scope).results.get(item.id, ())
    history = (*history, *(row for row in board.assumed_results if row.indicator == item.id))
    return build_detail(board.register, item, board.year, board.as_of, board.method, history)


def _choose_in_scope(register: Register, indicator: Indicator) -> Indicator:
    """Return the indicator as it is in the scope of the register. Raises TrackerError if the scope has none."""
    for item in register.indicators:
        if item.id == indicator.id:
            return item
    scope, names = register.scope, [indicator.counts] if indicator.counts else []
    names += [indicator.ratio.of, indicator.ratio.to] if indicator.ratio else []
    if scope.parts and not names:
        check_parts(indicator, scope)
    values = {"indicator": indicator.id, "scope": str(scope), "level": indicator.areas, "listed": ", ".join(names)}
    message = msg("{indicator} is not reported for {scope}", **values)
    hint = msg("tracker status --area NAME lists the indicators of an area")
    if names:
        hint = msg("it is computed of {listed}, and has the areas and parts that all of them have", **values)
    elif scope.area and not indicator.areas:
        hint = msg("it is about the whole: leave --area out")
    elif scope.area and indicator.areas != register.areas[scope.area].level:
        message = msg("{indicator} is not reported for {scope}, but by areas of the level {level}", **values)
        hint = msg("tracker areas --level {level} lists them", **values)
    raise make_error(message, hint, ExitCode.USAGE)
