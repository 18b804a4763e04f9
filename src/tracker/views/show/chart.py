"""The chart of one indicator in a terminal, drawn by plotext: readable without colour, and in ASCII if needed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.views.formats import format_number
from tracker.views.show.points import ChartData, build_chart_data, choose_ticks, compute_value_range

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
    """Return the chart, within `width`, and its legend; both are empty if there is no number to draw."""
    marks = ASCII_MARKS if ascii else UNICODE_MARKS
    data = build_chart_data(detail)
    if data is None:
        return "", ""
    first, last = data.years
    final = [(point.year, point.value) for point in data.results if point.is_final or point.is_baseline]
    other = [(point.year, point.value) for point in data.results if not (point.is_final or point.is_baseline)]
    expected = [point for point in data.expected if point[1] not in data.limits]
    low, high = compute_value_range(data.values)
    figure = _create_figure(data, low, high, width, language)
    for year in data.breaks:
        _plot_points(figure, [(year, low), (year, high)], marks.series_break, lines=True)
    for limit in data.limits:
        _plot_points(figure, [(first - 0.5, limit), (last + 0.5, limit)], marks.target, lines=True)
    _plot_points(figure, expected, marks.expected, lines=True)
    _plot_points(figure, data.plan_values, marks.plan)
    _plot_points(figure, other, marks.other)
    _plot_points(figure, final, marks.final)
    lines = "\n".join(line.rstrip() for line in figure.build().string(colorless=True).splitlines())
    lines = lines.translate(_ASCII_FRAME) if ascii else lines
    shown = [
        (final, marks.final, N_("final result")),
        (other, marks.other, N_("other result")),
        (data.plan_values, marks.plan, N_("plan")),
        (expected, marks.expected, N_("expected way")),
        (data.limits, marks.target, N_("target")),
        (data.breaks, marks.series_break, N_("break in the series")),
    ]
    legend = "  ".join(f"{mark} {language.translate(text)}" for points, mark, text in shown if points)
    return lines, legend


def _create_figure(data: ChartData, low: Decimal, high: Decimal, width: int, language: Language) -> Any:  # noqa: ANN401
    """Return an empty figure with the years and some round values from `low` to `high` at its edges."""
    from plotext import figure  # type: ignore[import-untyped]  # costs more than all the rest of the command

    figure.clear()
    figure.plot_size(width, HEIGHT)
    first, last = data.years
    labels = max(1, width // 8)
    years = range(first, last + 1, (last - first + 1) // labels + 1 if last - first > labels else 1)
    across, upward = figure.ruler(0, 0), figure.ruler(1, 0)
    across.lim(first - 0.5, last + 0.5)
    across.ticks(list(years), [language.format_year(year) for year in years])
    upward.lim(float(low), float(high))
    ticks = choose_ticks(low, high)
    decimals = max(0, -ticks[0][1])
    upward.ticks([float(tick) for tick, _ in ticks], [format_number(tick, decimals, language) for tick, _ in ticks])
    return figure


def _plot_points(figure: Any, points: Sequence[tuple[float, Decimal]], mark: str, *, lines: bool = False) -> None:  # noqa: ANN401
    if points:
        years, values = [year for year, _ in points], [float(value) for _, value in points]
        signal = figure.signal(years, values, marker=mark)
        figure.draw(signal.lines() if lines else signal)
