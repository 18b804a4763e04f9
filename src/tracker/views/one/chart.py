"""The chart of one indicator in a terminal, drawn by plotext: readable without colour, in ASCII where it must be."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Plan
from tracker.views.formats import number_text

HEIGHT = 15
_MOST_TICKS = 5


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

Points = list[tuple[int, Decimal]]


def draw(found: Detail, language: Language, width: int, *, ascii: bool = False) -> tuple[str, str]:
    """Return the chart, within `width`, and its legend; both empty where there is no number to draw."""
    marks = ASCII if ascii else SYMBOLS
    final, other = _results(found, is_final=True), _results(found, is_final=False)
    plans = [(year.year, plan) for year in found.years if (plan := _plan(year.check.plan)) is not None]
    if not final and not other:
        return "", ""
    limits = _target(found)
    expected = [
        (year.year, year.expected) for year in found.years if year.expected is not None and year.expected not in limits
    ]
    years = [year.year for year in found.years]
    values = [value for _, value in (*final, *other, *plans, *expected)] + limits
    figure = _figure(min(years), max(years), values, width, language)
    breaks = [year.year for year in found.years if year.is_break]
    for year in breaks:
        figure.draw(figure.signal([year, year], _floats(_span(values)), marker=marks.broken).lines())
    for limit in limits:
        ends = [min(years) - 0.5, max(years) + 0.5]
        figure.draw(figure.signal(ends, [float(limit)] * 2, marker=marks.target).lines())
    _put(figure, expected, marks.expected, lines=True)
    _put(figure, plans, marks.plan)
    _put(figure, other, marks.other)
    _put(figure, final, marks.final)
    drawn = "\n".join(line.rstrip() for line in figure.build().string(colorless=True).splitlines())
    drawn = drawn.translate(_ASCII_FRAME) if ascii else drawn
    shown = [
        (final, marks.final, N_("final result")),
        (other, marks.other, N_("other result")),
        (plans, marks.plan, N_("plan")),
        (expected, marks.expected, N_("expected way")),
        (limits, marks.target, N_("target")),
        (breaks, marks.broken, N_("break in the series")),
    ]
    legend = "  ".join(f"{mark} {language.text(text)}" for points, mark, text in shown if points)
    return drawn, legend


def _results(found: Detail, *, is_final: bool) -> Points:
    """Return the yearly numbers that are final, or those that are not yet; forecasts are among the latter."""
    rows = [year.result for year in found.years if year.result]
    points = [(row.period.year, row.value) for row in rows if (row.status == "final") == is_final]
    baseline = found.assessment.baseline
    if is_final and baseline and baseline.year not in [row.period.year for row in rows]:
        points.append((baseline.year, baseline.value))
    return [(year, value) for year, value in sorted(points) if isinstance(value, Decimal)]


def _plan(plan: Plan | None) -> Decimal | None:
    return plan.value if plan and isinstance(plan.value, Decimal) else None


def _target(found: Detail) -> list[Decimal]:
    """Return the limits of the target that can be drawn beside yearly values: not those of a sum or of a growth."""
    indicator = found.assessment.indicator
    if indicator.target is None or indicator.measure in ("total", "growth"):
        return []
    return [limit for limit in (indicator.target.low, indicator.target.high) if limit is not None]


def _figure(first: int, last: int, values: list[Decimal], width: int, language: Language) -> Any:  # noqa: ANN401
    """Return an empty figure with the years and some round values at its edges."""
    from plotext import figure  # type: ignore[import-untyped]  # costs more than all the rest of the command

    figure.clear()
    figure.plot_size(width, HEIGHT)
    years = range(first, last + 1, max(1, (last - first + 1) // (width // 8) + 1) if last - first > width // 8 else 1)
    across, upward = figure.ruler(0, 0), figure.ruler(1, 0)
    across.lim(first - 0.5, last + 0.5)
    across.ticks(list(years), [str(year) for year in years])
    low, high = _span(values)
    upward.lim(float(low), float(high))
    ticks = _ticks(low, high)
    decimals = max(0, -ticks[0][1])
    upward.ticks([float(tick) for tick, _ in ticks], [number_text(tick, decimals, language) for tick, _ in ticks])
    return figure


def _span(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Return the least and greatest value with a little room around them."""
    low, high = min(values), max(values)
    room = (high - low) / 12 or abs(high) / 10 or Decimal(1)
    return low - room, high + room


def _ticks(low: Decimal, high: Decimal) -> list[tuple[Decimal, int]]:
    """Return round values between `low` and `high`, with the power of ten of their steps."""
    power = ((high - low) / _MOST_TICKS).adjusted()
    for factor in (1, 2, 5, 10, 20, 50):
        step = Decimal(factor).scaleb(power)
        first = (low / step).to_integral_value(ROUND_CEILING)
        count = int((high / step).to_integral_value(ROUND_FLOOR) - first) + 1
        if count <= _MOST_TICKS:
            break
    return [(step * (first + index), min(0, power + (factor >= 10))) for index in range(count)]


def _floats(values: Sequence[Decimal]) -> list[float]:
    return [float(value) for value in values]


def _put(figure: Any, points: Points, mark: str, *, lines: bool = False) -> None:  # noqa: ANN401
    if not points:
        return
    signal = figure.signal([year for year, _ in points], _floats([value for _, value in points]), marker=mark)
    figure.draw(signal.lines() if lines else signal)
