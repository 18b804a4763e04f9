"""The options that choose an area, a level of areas, or a part of a total."""

from tracker.cli.options import option
from tracker.i18n import N_

area_option = option("--area", metavar="NAME", help=N_("The area: its id in areas.csv, or its name."))
part_option = option(
    "--part",
    "parts",
    metavar="DIM=VALUE",
    multiple=True,
    help=N_("A part of the total, for example sex=female; give it once for each dimension."),
)
