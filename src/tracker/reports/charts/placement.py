"""The places of the numbers beside the points of a chart: above or below, on the side with fewer obstacles."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.reports.charts.spec import HEIGHT, PAD, SIZE
from tracker.views.show.points import ChartData, ChartPoint, compute_value_range

_LABEL_DISTANCE, _CLEARANCE = SIZE + 1, 0.75 * SIZE
"""The distance of the middle of a number from its point, and the space around it that should be free."""


class PointLabel(NamedTuple):
    """A number beside a point, `shift` pixels below it, or above it if `shift` is negative."""

    point: ChartPoint
    text: str
    shift: int


def place_labels(data: ChartData, texts: Sequence[str], year_width: float, widest: float) -> list[PointLabel]:
    """Return the numbers that have room in years of `year_width` pixels; the last one always.

    It is the only one if a number would be wider than two years.
    """
    every = int(widest // year_width) + 1 if widest < 2 * year_width else data.years[1]
    last = data.results[-1].year
    return [
        PointLabel(point, text, _choose_shift(at, data))
        for at, (point, text) in enumerate(zip(data.results, texts, strict=True))
        if (last - point.year) % every == 0
    ]


def _choose_shift(index: int, data: ChartData) -> int:
    """Return the shift of the number of the point `index`: above it, unless there are fewer obstacles below."""
    above, below = (_count_obstacles(index, data, shift) for shift in (-_LABEL_DISTANCE, _LABEL_DISTANCE))
    return -_LABEL_DISTANCE if above <= below else _LABEL_DISTANCE


def _count_obstacles(index: int, data: ChartData, shift: int) -> int:
    point = data.results[index]
    middle = compute_offset(point.value, data) + shift
    marks = [value for year, value in (*data.plan_values, *data.expected) if year == point.year] + [*data.limits]
    obstacles = sum(2 for value in marks if abs(compute_offset(value, data) - middle) < _CLEARANCE)
    for other in data.results[max(index - 1, 0) : index + 2]:
        is_joined = data.count_breaks_before(other) == data.count_breaks_before(point)
        slope = compute_offset(other.value, data) - compute_offset(point.value, data)
        if is_joined and slope * shift > 0 and abs(slope) > SIZE:
            obstacles += 1  # the line to it leaves the point on that side
    return obstacles + (10 if not 0 < middle < HEIGHT else 0)


def compute_offset(value: Decimal, data: ChartData) -> float:
    """Return the distance of a value from the upper end of the values, in pixels."""
    low, high = compute_value_range(data.values)
    return PAD + float((high - value) / (high - low)) * (HEIGHT - 2 * PAD)
