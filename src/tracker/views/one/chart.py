"""The chart of one indicator in a terminal, drawn by plotext: readable without colour, in ASCII where it must be."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.views.formats import number_text
from tracker.views.one.points import Points, drawn, span, ticks

HEIGHT = 15


class Marks(NamedTuple):
    """The signs of a chart: a final result, another, a plan, the expected way, the target, a break in the series."""

    final: str
    other: str
    plan: str
    expected: str
    target: str
    broken: str


SYMBOLS = Marks("●", "○", "+", "·", "─", "│")
ASCII = Marks("*", "o", "+", ".", "-", "|")
_ASCII_FRAME = str.maketrans("┌┐└┘├┤┬┴┼─│", "+++++++++-|")


def draw(found: Detail, language: Language, width: int, *, ascii: bool = False) -> tuple[str, str]:
    """Return the chart, within `width`, and its legend; both empty where there is no number to draw."""
    marks = ASCII if ascii else SYMBOLS
    found_points = drawn(found)
    if found_points is None:
        return "", ""
    results, plans, limits, breaks = (
        found_points.results,
        found_points.planned,
        found_points.limits,
        found_points.breaks,
    )
    final = tuple((point.year, point.value) for point in results if point.is_final or point.is_baseline)
    other = tuple((point.year, point.value) for point in results if not (point.is_final or point.is_baseline))
    expected = tuple(point for point in found_points.expected if point[1] not in limits)
    first, last = found_points.years
    figure = _figure(first, last, found_points.values, width, language)
    for year in breaks:
        figure.draw(figure.signal([year, year], _floats(span(found_points.values)), marker=marks.broken).lines())
    for limit in limits:
        figure.draw(figure.signal([first - 0.5, last + 0.5], [float(limit)] * 2, marker=marks.target).lines())
    _put(figure, expected, marks.expected, lines=True)
    _put(figure, plans, marks.plan)
    _put(figure, other, marks.other)
    _put(figure, final, marks.final)
    lines = "\n".join(line.rstrip() for line in figure.build().string(colorless=True).splitlines())
    lines = lines.translate(_ASCII_FRAME) if ascii else lines
    shown = [
        (final, marks.final, N_("final result")),
        (other, marks.other, N_("other result")),
        (plans, marks.plan, N_("plan")),
        (expected, marks.expected, N_("expected way")),
        (limits, marks.target, N_("target")),
        (breaks, marks.broken, N_("break in the series")),
    ]
    legend = "  ".join(f"{mark} {language.text(text)}" for points, mark, text in shown if points)
    return lines, legend


def _figure(first: int, last: int, values: list[Decimal], width: int, language: Language) -> Any:  # noqa: ANN401
    """Return an empty figure with the years and some round values at its edges."""
    from plotext import figure  # type: ignore[import-untyped]  # costs more than all the rest of the command

    figure.clear()
    figure.plot_size(width, HEIGHT)
    years = range(first, last + 1, max(1, (last - first + 1) // (width // 8) + 1) if last - first > width // 8 else 1)
    across, upward = figure.ruler(0, 0), figure.ruler(1, 0)
    across.lim(first - 0.5, last + 0.5)
    across.ticks(list(years), [str(year) for year in years])
    low, high = span(values)
    upward.lim(float(low), float(high))
    marked = ticks(low, high)
    decimals = max(0, -marked[0][1])
    upward.ticks([float(tick) for tick, _ in marked], [number_text(tick, decimals, language) for tick, _ in marked])
    return figure


def _floats(values: Sequence[Decimal]) -> list[float]:
    return [float(value) for value in values]


def _put(figure: Any, points: Points, mark: str, *, lines: bool = False) -> None:  # noqa: ANN401
    if not points:
        return
    signal = figure.signal([year for year, _ in points], _floats([value for _, value in points]), marker=mark)
    figure.draw(signal.lines() if lines else signal)
