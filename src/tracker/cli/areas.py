"""`tracker areas`: the tree of areas on a day."""

from __future__ import annotations

from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.option_types import DAY
from tracker.cli.options import (
    CommonOptions,
    Destination,
    bundle_options,
    command,
    common_options,
    destination_options,
    option,
)
from tracker.cli.output_files import write_paged
from tracker.cli.session import check_output, choose_language, get_today, load_closing, resolve_folder
from tracker.folder import load_targets
from tracker.i18n import N_
from tracker.recording.scopes import check_areas, check_level, find_area
from tracker.views.areas import render
from tracker.views.areas.tree import build_tree


class AreaOptions(NamedTuple):
    """Which areas to show, and as of which day."""

    as_of: str | None
    level: str | None
    listing: bool


area_options = bundle_options(
    "options",
    AreaOptions,
    [
        option(
            "--as-of", type=DAY, metavar="DATE",
            help=N_("The areas as they are on this day (2027-01-10 or 10/01/2027); default: today."),
        ),
        option("--level", metavar="LEVEL", help=N_("Only the areas of this level, as a list without the larger ones.")),
        option("--all", "listing", is_flag=True, help=N_("Also the areas that have ended by this day or are to come.")),
    ],
)  # fmt: skip


@command(
    "areas",
    short=N_("Show the tree of areas on a day."),
    text=N_(
        "Show the areas of areas.csv on a day, each below the larger one in which it lies: its id, days, what it came "
        "from and what it became. With NAME only this area and what lies within it. areas.csv stands beside "
        "targets.toml and has a row for each area; its first line is area,name,level,within,from,until,into."
    ),
    examples=N_("""Examples:
  tracker areas
  tracker areas "Thái Nguyên"
  tracker areas --as-of 2025-06-30
  tracker areas --level commune --format csv
  tracker areas --all -o areas.md"""),
)
@click.argument("name", required=False)
@area_options
@destination_options
@common_options
def areas(name: str | None, options: AreaOptions, destination: Destination, common: CommonOptions) -> None:
    """Parse, load, select, render."""
    folder = resolve_folder(common)
    day = options.as_of or get_today(load_closing(folder))
    register = load_targets(folder, day)
    language = choose_language(common, register.term.language)
    check_output(destination.output, folder)
    output.print_warnings(register.warnings, language)
    check_areas(register)
    if options.level:
        check_level(register, options.level)
    branch = find_area(register, name, day) if name is not None else ""
    tree = build_tree(register.areas, day, branch=branch, level=options.level or "", is_complete=options.listing)
    style = output.choose_style(*destination)
    write_paged(render(tree, language, style), style, language)
