"""`tracker compare`: the areas of one indicator side by side, ranked."""

from __future__ import annotations

import os

import click

from tracker.api.comparison import complete_selection, select_compared
from tracker.api.selection import Selection
from tracker.assess.ranking import RANK_KEYS, RankKey, rank_areas
from tracker.cli import output
from tracker.cli.options import CommonOptions, Destination, command, common_options, make_destination_options, option
from tracker.cli.output_files import write_rendered
from tracker.cli.scope_options import compare_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import Workspace, check_output, get_today, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_, Language
from tracker.model import Indicator
from tracker.recording.validate import find_indicator
from tracker.views.compare import AreaComparison, render

_PAGE_ENDINGS = (".html", ".xlsx")

destination_options = make_destination_options(
    ("table", "csv", "json", "md"),
    N_("table, csv, json or md (default: table on a terminal, csv in a pipe)."),
    N_("Write to FILE; its extension (.csv, .json, .md, .txt, .html, .xlsx) sets the format."),
)


@command(
    "compare",
    short=N_("Compare areas by one indicator."),
    text=N_(
        "Compare the areas of a level by one INDICATOR: rank, distance from the median, quartile and verdict of each. "
        "Areas without a result of the reporting year, or with only a bound, have no rank. Areas with the same figure "
        "share a rank.\n\nINDICATOR is an id or a part of a name, without regard to case and accents."
    ),
    examples=N_("""Examples:
  tracker compare poverty-rate
  tracker compare poverty-rate --level commune --area "Thái Nguyên"
  tracker compare grdp-growth --level province --rank-by pace
  tracker compare trained-workers --by sex
  tracker compare poverty-rate -o ranking.xlsx"""),
)
@click.argument("indicator")
@option(
    "--rank-by",
    type=click.Choice(RANK_KEYS),
    default=RANK_KEYS[0],
    help=N_("What to rank by: the result of the year (value, default), the progress, or the pace."),
)
@compare_options
@destination_options
@common_options
def compare(
    indicator: str,
    rank_by: RankKey,
    selection: Selection,
    destination: Destination,
    common: CommonOptions,
) -> None:
    """Parse, load, assess every area, rank, render."""
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    is_page = _is_page(destination)
    style = None if is_page else output.choose_style(*destination)
    chosen = find_indicator(workspace.register, indicator)
    comparison = _compare(workspace, chosen, selection, rank_by)
    if style is None:
        _write_page(comparison, workspace.language, destination.output or "", may_replace=destination.yes)
    else:
        write_rendered(render(comparison, workspace.language, style), style, workspace.language)


def _is_page(destination: Destination) -> bool:
    """Whether the file is a page or a workbook.

    Raises TrackerError if its extension is unknown, or if it comes with a dialect of CSV.
    """
    if destination.format or not destination.output:
        return False
    ending = os.path.splitext(destination.output)[1].lower()
    if ending in output.FORMAT_BY_EXTENSION:
        return False
    if ending not in _PAGE_ENDINGS:
        endings = " ".join([*output.FORMAT_BY_EXTENSION, *_PAGE_ENDINGS])
        message = msg("unknown file extension: {path}", path=destination.output)
        raise make_error(message, msg("use one of {endings}, or --format", endings=endings), ExitCode.USAGE)
    if destination.dialect:
        message = msg("--dialect is for CSV, not for {format}", format=ending[1:])
        raise make_error(message, msg("add --format csv, or leave --dialect out"), ExitCode.USAGE)
    return True


def _write_page(comparison: AreaComparison, language: Language, path: str, *, may_replace: bool) -> None:
    """Write a page or a workbook. Raises TrackerError if a file that somebody has edited may not be replaced."""
    from tracker.cli.report_files import confirm_replacement
    from tracker.reports.marks import add_mark

    if not may_replace:
        confirm_replacement(path, language)
    if path.lower().endswith(".html"):
        from tracker.reports.comparison import render_html

        data = render_html(comparison, language)
    else:
        from tracker.reports.comparison_sheet import render_workbook

        data = render_workbook(comparison, language)
    output.write_bytes(add_mark(data), path)


def _compare(workspace: Workspace, indicator: Indicator, selection: Selection, rank_by: RankKey) -> AreaComparison:
    """Return the ranking of the areas or parts, and the area in which they lie as a reference.

    Raises TrackerError if the indicator has no figure to rank, or if nothing is there to be ranked.
    """
    selection = complete_selection(workspace.register, indicator, selection)
    today = get_today(workspace.closing)
    boards = assess_every_scope(workspace, selection, today, indicator.id)
    found = select_compared(boards, workspace.register, indicator, selection)
    whole = assess_selection(workspace, selection, today, indicator.id)
    return AreaComparison(indicator, rank_areas(found, rank_by), whole, selection.territory)
