"""Places and breakdowns: the areas that report, the dimensions of a total, and how a derived figure was made."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.model.scopes import Scope
from tracker.model.words import Qualifier, Text


class Placement(NamedTuple):
    """The larger area in which an area lies, "" for the folder's own, and the first and last day ("": always)."""

    within: str = ""
    begins: str = ""
    ends: str = ""


class Successor(NamedTuple):
    """An area that another one became, or the share of it that it got."""

    area: str
    share: Decimal = Decimal(1)


class Area(NamedTuple):
    """A place that reports for itself. `placements` are in the order of time, without gaps; `into` follows the last.

    `line` is the first line of the area in `areas.csv`; `source` names the document for the shares of `into`.
    """

    id: str
    name: Text
    level: str
    placements: tuple[Placement, ...]
    into: tuple[Successor, ...] = ()
    source: str = ""
    line: int = 0

    @property
    def begins(self) -> str:
        """Return the first day (YYYY-MM-DD), or "" if there is none."""
        return self.placements[0].begins

    @property
    def ends(self) -> str:
        """Return the last day (YYYY-MM-DD), or "" if there is none."""
        return self.placements[-1].ends

    def find_placement(self, day: str) -> Placement | None:
        """Return where the area lies on `day` (YYYY-MM-DD), or None if it does not exist on it."""
        for placement in self.placements:
            if placement.begins <= day and (not placement.ends or day <= placement.ends):
                return placement
        return None


class Dimension(NamedTuple):
    """A breakdown, such as sex, and its values by id; `whole`: together they are the total."""

    id: str
    name: Text
    values: Mapping[str, Text]
    whole: bool = False


class Ratio(NamedTuple):
    """An indicator that is computed: the figure of the indicator `of`, by that of `to`, by `times`."""

    of: str
    to: str
    times: Decimal = Decimal(1)


class Figure(NamedTuple):
    """How a derived result was made: the rule, the figures it was applied to, and how many areas reported of how many.

    `addends` are those figures in the order of their areas or parts. `recorded` is the figure that was recorded for the
    larger area, if it is used instead; `computed` is what the rule alone gives. `reason` says why there is no figure;
    `bounded`: it is open on both sides and decides nothing. `has_parts`: it rests on a year that was made of its
    quarters, halves or months; the rule `periods` made this one so.
    """

    rule: Literal["recorded", "sum", "min", "max", "mean", "none", "ratio", "count", "parts", "periods"]
    addends: "Sequence[Addend]" = ()
    reported: int = 0
    expected: int = 0
    computed: Decimal | None = None
    reason: str = ""
    has_parts: bool = False

    @property
    def is_incomplete(self) -> bool:
        """Whether areas are missing from it; a recorded figure is whole, whatever the rule has found."""
        return self.rule != "recorded" and self.reported < self.expected

    @property
    def lacks_months(self) -> bool:
        """Whether it was made of quarters, halves or months, also of its parts, that do not cover the year."""
        return self.rule in ("periods", "parts") and self.has_parts and self.is_incomplete


class Addend(NamedTuple):
    """One of the figures of which a derived figure is made: whose it is, its value, and its weight or share.

    `has_parts`: it is of a year that was made of its quarters, halves or months; `lacks_parts`: not of all months.
    `qualifier`: its value is a bound, or about right.
    """

    scope: Scope
    value: Decimal
    weight: Decimal | None = None
    share: Decimal | None = None
    has_parts: bool = False
    lacks_parts: bool = False
    qualifier: Qualifier = ""
