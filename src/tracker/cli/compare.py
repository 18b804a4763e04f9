"""`tracker compare`: the areas of one indicator side by side, ranked."""

from __future__ import annotations

import os

import click

from tracker.assess.ranking import RANK_KEYS, RankKey, rank_areas
from tracker.cli import output
from tracker.cli.options import (
    CommonOptions,
    Destination,
    Selection,
    command,
    common_options,
    make_destination_options,
    option,
)
from tracker.cli.scope_options import compare_options
from tracker.cli.selection import assess_every_scope, assess_selection
from tracker.cli.session import Workspace, check_output, get_today, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_
from tracker.model import Indicator
from tracker.recording.validate import find_indicator
from tracker.views.compare import Comparison, render

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
        "Compare the areas of a level by one INDICATOR: rank, distance from the median, quarter and verdict of each. "
        "Areas without a result of the reporting year, or with only a bound, have no rank. Areas with the same figure "
        "share a rank.\n\nINDICATOR is an id or a part of a name, without regard to case and accents."
    ),
    examples=N_("""Examples:
  tracker compare poverty-rate
  tracker compare poverty-rate --level commune --area "Thái Nguyên"
  tracker compare grdp-growth --level province --rank-by pace
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
    indicator: str, rank_by: RankKey, selection: Selection, destination: Destination, common: CommonOptions
) -> None:
    """Parse, load, assess every area, rank, render."""
    workspace = open_workspace(common, selection.as_of)
    check_output(destination.output, workspace.folder)
    chosen = find_indicator(workspace.register, indicator)
    comparison = _compare(workspace, chosen, selection, rank_by)
    ending = os.path.splitext(destination.output or "")[1].lower()
    if ending in _PAGE_ENDINGS and not destination.format and destination.output:
        from tracker.reports.comparison import render_html, render_workbook

        write = render_html if ending == ".html" else render_workbook
        output.write_bytes(write(comparison, workspace.language), destination.output)
        return
    style = output.choose_style(*destination)
    output.write_rendered(render(comparison, workspace.language, style), style)


def _compare(workspace: Workspace, indicator: Indicator, selection: Selection, rank_by: RankKey) -> Comparison:
    """Return the ranking of the areas of the level, and the larger area as a reference."""
    register = workspace.register
    if indicator.measure == "milestone":
        hint = msg("tracker status --level LEVEL lists where it is done")
        raise make_error(msg("a milestone has no figure to rank"), hint, ExitCode.USAGE)
    if not register.areas:
        hint = msg("list them in areas.csv: tracker areas --help says how")
        raise make_error(msg("this folder has no areas"), hint, ExitCode.USAGE)
    level = selection.level or indicator.areas or _find_level(register.indicators, indicator)
    if not level:
        levels = ", ".join(dict.fromkeys(area.level for area in register.areas.values()))
        raise make_error(msg("no level was named"), msg("give --level, one of {levels}", levels=levels), ExitCode.USAGE)
    today = get_today(workspace.closing)
    boards = assess_every_scope(workspace, selection._replace(level=level), today, only=indicator.id)
    found = [item for board in boards for item in board.assessments if item.indicator.id == indicator.id]
    whole = assess_selection(workspace, selection, today)
    return Comparison(indicator, rank_areas(found, rank_by), whole)


def _find_level(indicators: tuple[Indicator, ...], indicator: Indicator) -> str:
    """Return the level that reports the parts of a ratio, or what a count counts; "" if there is none."""
    by_id = {item.id: item for item in indicators}
    parts = [indicator.ratio.of, indicator.ratio.to] if indicator.ratio else [indicator.counts]
    return next((by_id[part].areas for part in parts if part in by_id and by_id[part].areas), "")
