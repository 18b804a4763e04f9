"""Where the numbers beside the points of a chart stand: on that side of its point where less is in the way."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.views.charts.style import HEIGHT, PAD, SIZE
from tracker.views.one.points import Drawn, Point, span

_AWAY, _REACH = SIZE + 1, 0.75 * SIZE
"""How far from its point the middle of a number stands, and how near to that nothing else should be."""


class Side(NamedTuple):
    """A number beside a point, `shift` pixels below it (above it, where that is negative)."""

    point: Point
    text: str
    shift: int


def beside(shown: Drawn, texts: Sequence[str], slot: float, widest: float) -> list[Side]:
    """Return the numbers that have room in years `slot` pixels wide, each on its side; the last of them always.

    It stands alone where a number would reach over the points beside its own.
    """
    every = int(widest // slot) + 1 if widest < 2 * slot else shown.years[1]
    last = shown.results[-1].year
    return [
        Side(point, text, _shift(at, shown))
        for at, (point, text) in enumerate(zip(shown.results, texts, strict=True))
        if (last - point.year) % every == 0
    ]


def _shift(at: int, shown: Drawn) -> int:
    """Return how far from its point the number of the point `at` is put: above it, unless less is in the way below."""
    above, below = (_in_the_way(at, shown, shift) for shift in (-_AWAY, _AWAY))
    return -_AWAY if above <= below else _AWAY


def _in_the_way(at: int, shown: Drawn, shift: int) -> int:
    point = shown.results[at]
    where = down(point.value, shown) + shift
    marks = [value for year, value in (*shown.planned, *shown.expected) if year == point.year] + [*shown.limits]
    near = sum(2 for value in marks if abs(down(value, shown) - where) < _REACH)
    for other in shown.results[max(at - 1, 0) : at + 2]:
        toward = down(other.value, shown) - down(point.value, shown)
        if shown.part(other) == shown.part(point) and toward * shift > 0 and abs(toward) > SIZE:
            near += 1  # the line to it leaves the point on that side
    return near + (10 if not 0 < where < HEIGHT else 0)


def down(value: Decimal, shown: Drawn) -> float:
    """Return how many pixels below the upper end of the values a value stands."""
    low, high = span(shown.values)
    return PAD + float((high - value) / (high - low)) * (HEIGHT - 2 * PAD)
