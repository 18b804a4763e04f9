"""What a figure is about, beside its indicator and period: an area, and a part of a total."""

from typing import Literal, NamedTuple, TypeAlias

Parts: TypeAlias = tuple[tuple[str, str], ...]
"""A part of a total: the ids of dimensions, in the order of the file, each with one of its values; () is the total."""

RollUp = Literal["", "sum", "min", "max", "mean", "none"]
"""The rule by which the figures of areas make that of the larger area; "mean" is weighted by `Indicator.weight`."""

Territory = Literal["today", "then"]
TERRITORIES: tuple[Territory, ...] = ("today", "then")


class Scope(NamedTuple):
    """What a figure is about, beside its indicator and period: an area and a part; "" and () are the folder's own."""

    area: str = ""
    parts: Parts = ()

    def __str__(self) -> str:
        """Return the area and the part for a message: `p-song-cong sex=female`."""
        return " ".join(filter(None, [self.area, self.format_parts()]))

    def format_parts(self) -> str:
        """Return the part as commands take it, `sex=female age=adult`, or "" for the total."""
        return " ".join(f"{dimension}={value}" for dimension, value in self.parts)
