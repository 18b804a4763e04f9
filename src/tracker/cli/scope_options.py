"""The options that choose an area, a level of areas, or a part of a total."""

import click

from tracker.api.selection import Selection
from tracker.cli.options import JUDGING_OPTIONS, SELECTION_OPTIONS, bundle_options, option
from tracker.i18n import N_
from tracker.model.scopes import TERRITORIES

area_option = option("--area", metavar="NAME", help=N_("The area: its id in areas.csv, or its name."))
part_option = option(
    "--part",
    "parts",
    metavar="DIM=VALUE",
    multiple=True,
    help=N_("A part of the total, for example sex=female; give it once for each dimension."),
)
level_option = option(
    "--level", metavar="LEVEL", help=N_("Every area of this level, for example commune; with --area, those within it.")
)
by_option = option("--by", metavar="DIM", help=N_("The total and each part of this dimension, for example sex."))
territory_option = option(
    "--territory",
    type=click.Choice(TERRITORIES),
    default=TERRITORIES[0],
    help=N_("After a merger: figures of the areas that exist today (default), or of those of each period (then)."),
)

_ONE_SCOPE = (area_option, part_option, territory_option)
judging_options = bundle_options("selection", Selection, [*JUDGING_OPTIONS, *_ONE_SCOPE, by_option])
compare_by_option = option("--by", metavar="DIM", help=N_("Rank the parts of this dimension, for example sex."))
compare_options = bundle_options(
    "selection", Selection, [*JUDGING_OPTIONS, *_ONE_SCOPE, level_option, compare_by_option]
)
selection_options = bundle_options("selection", Selection, [*SELECTION_OPTIONS, *_ONE_SCOPE, level_option, by_option])
