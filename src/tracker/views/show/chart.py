"""The chart of one indicator in a terminal, drawn by plotext: readable without colour, in ASCII where it must be."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.views.formats import format_number
from tracker.views.show.points import YearValues, build_chart_data, choose_ticks, compute_value_range

HEIGHT = 15


class ChartMarks(NamedTuple):
    """The signs of a chart: a final result, another, a plan, the expected way, the target, a break in the series."""

    final: str
    other: str
    plan: str
    expected: str
    target: str
    series_break: str


UNICODE_MARKS = ChartMarks("●", "○", "+", "·", "─", "│")
ASCII_MARKS = ChartMarks("*", "o", "+", ".", "-", "|")
_ASCII_FRAME = str.maketrans("┌┐└┘├┤┬┴┼─│", "+++++++++-|")


def draw_chart(detail: Detail, language: Language, width: int, *, ascii: bool = False) -> tuple[str, str]:
    """Return the chart, within `width`, and its legend; both empty where there is no number to draw."""
    marks = ASCII_MARKS if ascii else UNICODE_MARKS
    found_points = build_chart_data(detail)
    if found_points is None:
        return "", ""
    results, plans, limits, breaks = (
        found_points.results,
        found_points.plan_values,
        found_points.limits,
        found_points.breaks,
    )
    final = tuple((point.year, point.value) for point in results if point.is_final or point.is_baseline)
    other = tuple((point.year, point.value) for point in results if not (point.is_final or point.is_baseline))
    expected = tuple(point for point in found_points.expected if point[1] not in limits)
    first, last = found_points.years
    figure = _create_figure(first, last, found_points.values, width, language)
    for year in breaks:
        figure.draw(
            figure.signal(
                [year, year], _to_floats(compute_value_range(found_points.values)), marker=marks.series_break
            ).lines()
        )
    for limit in limits:
        figure.draw(figure.signal([first - 0.5, last + 0.5], [float(limit)] * 2, marker=marks.target).lines())
    _plot_points(figure, expected, marks.expected, lines=True)
    _plot_points(figure, plans, marks.plan)
    _plot_points(figure, other, marks.other)
    _plot_points(figure, final, marks.final)
    lines = "\n".join(line.rstrip() for line in figure.build().string(colorless=True).splitlines())
    lines = lines.translate(_ASCII_FRAME) if ascii else lines
    shown = [
        (final, marks.final, N_("final result")),
        (other, marks.other, N_("other result")),
        (plans, marks.plan, N_("plan")),
        (expected, marks.expected, N_("expected way")),
        (limits, marks.target, N_("target")),
        (breaks, marks.series_break, N_("break in the series")),
    ]
    legend = "  ".join(f"{mark} {language.translate(text)}" for points, mark, text in shown if points)
    return lines, legend


def _create_figure(first: int, last: int, values: list[Decimal], width: int, language: Language) -> Any:  # noqa: ANN401
    """Return an empty figure with the years and some round values at its edges."""
    from plotext import figure  # type: ignore[import-untyped]  # costs more than all the rest of the command

    figure.clear()
    figure.plot_size(width, HEIGHT)
    years = range(first, last + 1, max(1, (last - first + 1) // (width // 8) + 1) if last - first > width // 8 else 1)
    across, upward = figure.ruler(0, 0), figure.ruler(1, 0)
    across.lim(first - 0.5, last + 0.5)
    across.ticks(list(years), [str(year) for year in years])
    low, high = compute_value_range(values)
    upward.lim(float(low), float(high))
    marked = choose_ticks(low, high)
    decimals = max(0, -marked[0][1])
    upward.ticks([float(tick) for tick, _ in marked], [format_number(tick, decimals, language) for tick, _ in marked])
    return figure


def _to_floats(values: Sequence[Decimal]) -> list[float]:
    return [float(value) for value in values]


def _plot_points(figure: Any, points: YearValues, mark: str, *, lines: bool = False) -> None:  # noqa: ANN401
    if not points:
        return
    signal = figure.signal([year for year, _ in points], _to_floats([value for _, value in points]), marker=mark)
    figure.draw(signal.lines() if lines else signal)
