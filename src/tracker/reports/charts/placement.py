"""Where the numbers beside the points of a chart stand: on that side of its point where less is in the way."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.reports.charts.spec import HEIGHT, PAD, SIZE
from tracker.views.show.points import ChartData, ChartPoint, compute_value_range

_LABEL_DISTANCE, _CLEARANCE = SIZE + 1, 0.75 * SIZE
"""How far from its point the middle of a number stands, and how near to that nothing else should be."""


class PointLabel(NamedTuple):
    """A number beside a point, `shift` pixels below it (above it, where that is negative)."""

    point: ChartPoint
    text: str
    shift: int


def place_labels(data: ChartData, texts: Sequence[str], year_width: float, widest: float) -> list[PointLabel]:
    """Return the numbers that have room in years `slot` pixels wide, each on its side; the last of them always.

    It stands alone where a number would reach over the points beside its own.
    """
    every = int(widest // year_width) + 1 if widest < 2 * year_width else data.years[1]
    last = data.results[-1].year
    return [
        PointLabel(point, text, _choose_shift(at, data))
        for at, (point, text) in enumerate(zip(data.results, texts, strict=True))
        if (last - point.year) % every == 0
    ]


def _choose_shift(index: int, data: ChartData) -> int:
    """Return how far from its point the number of the point `at` is put: above it, unless less is in the way below."""
    above, below = (_count_obstacles(index, data, shift) for shift in (-_LABEL_DISTANCE, _LABEL_DISTANCE))
    return -_LABEL_DISTANCE if above <= below else _LABEL_DISTANCE


def _count_obstacles(index: int, data: ChartData, shift: int) -> int:
    point = data.results[index]
    where = compute_offset(point.value, data) + shift
    marks = [value for year, value in (*data.plan_values, *data.expected) if year == point.year] + [*data.limits]
    near = sum(2 for value in marks if abs(compute_offset(value, data) - where) < _CLEARANCE)
    for other in data.results[max(index - 1, 0) : index + 2]:
        toward = compute_offset(other.value, data) - compute_offset(point.value, data)
        if (
            data.count_breaks_before(other) == data.count_breaks_before(point)
            and toward * shift > 0
            and abs(toward) > SIZE
        ):
            near += 1  # the line to it leaves the point on that side
    return near + (10 if not 0 < where < HEIGHT else 0)


def compute_offset(value: Decimal, data: ChartData) -> float:
    """Return how many pixels below the upper end of the values a value stands."""
    low, high = compute_value_range(data.values)
    return PAD + float((high - value) / (high - low)) * (HEIGHT - 2 * PAD)
