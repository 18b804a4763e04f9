"""The chart of all indicators by their pace, the weakest first: one line each, also for those without a pace."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.language import N_, Language
from tracker.model import Assessment, Board, Status
from tracker.numbers import decimals_of
from tracker.views.charts.style import (
    GRID,
    INK,
    LEADING,
    RESULT,
    SIZE,
    SOLID,
    TITLE_SIZE,
    Edges,
    Spec,
    above,
    height_of,
    layer,
    literal,
    pixels,
    whole,
    word,
    words,
    wrapped,
)
from tracker.views.charts.words import verdict, verdict_word
from tracker.views.formats import number_text, safe
from tracker.views.framing import title
from tracker.views.lines import CUTS, details_text, numbers_and_depths, pace_text

WIDTH = 780
"""How many pixels wide the chart is."""

LOWEST, HIGHEST = Decimal("-0.5"), Decimal(2)
"""Beyond these a bar is cut, and says so by an arrow; its number is always written."""

_NAME, _NUMBER, _VERDICT, _GAP = 270, 44, 220, 6
_LEFT = _NAME + _NUMBER
_PLOT = WIDTH - _LEFT - _VERDICT
_HEAD, _THICK = 24, 9
_PACE: Spec = {"field": "pace", "type": "quantitative"}
_ORDER: tuple[Status, ...] = ("missed", "off_track", "at_risk", "on_track", "met", "exceeded", "not_assessed")


class _Row(NamedTuple):
    """One indicator: its name and verdict in lines of text, its pace, and where it stands in pixels."""

    item: Assessment
    name: list[str]
    said: list[str]
    pace: Decimal | None
    pace_text: str
    top: float = 0
    height: float = 0

    @property
    def middle(self) -> float:
        """Return where the middle of the row is."""
        return self.top + self.height / 2


class _Scale(NamedTuple):
    """The least and the greatest pace that is drawn."""

    low: Decimal
    high: Decimal

    @property
    def domain(self) -> tuple[Decimal, Decimal]:
        """Return the paces at the ends of the plot: there is room for an arrow."""
        room = (self.high - self.low) / 12
        return self.low - (room if self.low else 0), self.high + room

    def across(self, pace: Decimal) -> float:
        """Return how many pixels from the left of the plot a pace stands."""
        low, high = self.domain
        return float((pace - low) / (high - low)) * _PLOT


def overview_chart(board: Board, language: Language) -> Spec:
    """Return the chart of all assessments of a board as one Vega-Lite specification, however high it is.

    Its `description` says in the language what the picture shows; `usermeta` holds its id.
    """
    return overview_charts(board, language, None)[0]


def overview_charts(board: Board, language: Language, height: float | None) -> tuple[Spec, ...]:
    """Return the same chart in parts of at most `height` pixels (one row at least) that fit on pages."""
    rows = _rows(board, language)
    head = _title(board, language)
    top = above(head) + _HEAD
    pages: list[list[_Row]] = [[]]
    for row in rows:
        used = sum(other.height for other in pages[-1])
        if pages[-1] and height is not None and top + used + row.height + _GAP > height:
            pages.append([])
            used = 0
        pages[-1].append(row._replace(top=_HEAD + used))
    specs = [_page(page, _scale(rows), head, language) for page in pages]
    return tuple({**spec, "usermeta": {"id": f"overview-{number}"}} for number, spec in enumerate(specs, 1))


def _title(board: Board, language: Language) -> tuple[list[str], list[str]]:
    """Return title and key in lines: what the pace means, and which verdict begins where."""
    told = language.text(N_("Pace of all indicators, the weakest first; 1 is exactly in time."))
    low, high = (number_text(cut, decimals_of(cut), language) for cut in CUTS)
    off, risk, on = (verdict_word(status, language) for status in ("off_track", "at_risk", "on_track"))
    key = language.fill(
        N_("{off}: below {low} · {risk}: from {low} · {on}: from {high}"), off=off, risk=risk, on=on, low=low, high=high
    )
    return wrapped(title(board, language), WIDTH, TITLE_SIZE, bold=True), [*wrapped(told, WIDTH), *wrapped(key, WIDTH)]


def _rows(board: Board, language: Language) -> list[_Row]:
    numbers, _ = numbers_and_depths(board.register)
    order = {indicator.id: at for at, indicator in enumerate(board.register.indicators)}
    items = sorted(
        board.assessments,
        key=lambda item: (_ORDER.index(item.status), _shown_pace(item, language) or 0, order[item.indicator.id]),
    )
    rows = []
    for item in items:
        number = numbers[item.indicator.id]
        name = f"{number}. " if number else "– "
        named = wrapped(name + safe(language.pick(item.indicator.name)), _NAME - 2 * _GAP)
        details = details_text(item, language)
        said = wrapped(verdict(item, language) + (f" – {details}" if details else ""), _VERDICT - 2 * _GAP)
        height = round(max(height_of(named), height_of(said)) + _GAP)
        pace = _shown_pace(item, language)
        rows.append(_Row(item, named, said, pace, pace_text(item, language), height=height))
    return rows


def _shown_pace(item: Assessment, language: Language) -> Decimal | None:
    """Return the pace where it means anything to a reader: where a number is written for it."""
    return item.pace if pace_text(item, language) else None


def _scale(rows: Sequence[_Row]) -> _Scale:
    """Return a scale for all rows, on whatever page they stand: from 0 to 1.2 at least."""
    paces = [row.pace for row in rows if row.pace is not None]
    return _Scale(max(LOWEST, min([Decimal(0), *paces])), min(HIGHEST, max([Decimal("1.2"), *paces])))


def _page(rows: Sequence[_Row], scale: _Scale, head: tuple[list[str], list[str]], language: Language) -> Spec:
    height = _HEAD + sum(row.height for row in rows)
    layers = [
        _frame(scale),
        _stripes(rows),
        *_cuts(max((row.top + row.height for row in rows if row.pace is not None), default=0)),
        *_bars(rows),
        words([*_heads(rows, scale, language), *_lines(rows)]),
    ]
    spec = whole(head, (_PLOT, height), Edges(_LEFT, _VERDICT, above(head), _GAP), layers)
    spec["description"] = _description(rows, language)
    return spec


def _frame(scale: _Scale) -> Spec:
    """Return the layer that holds the scale of the pace."""
    domain = {"domain": [float(end) for end in scale.domain], "nice": False, "zero": False}
    at = {"x": {**_PACE, "scale": domain, "axis": None}, "y": pixels("y")}
    return layer([{"pace": 0, "y": 0}], {"type": "point", "opacity": 0}, at, "frame")


def _stripes(rows: Sequence[_Row]) -> Spec:
    """Return thin lines between the rows, over the whole width, that lead the eye from name to verdict."""
    lines = [{"x": -_LEFT, "x2": _PLOT + _VERDICT, "y": row.top} for row in rows]
    return layer(
        lines, {"type": "rule", "color": GRID}, {"x": pixels("x"), "y": pixels("y"), "x2": {"field": "x2"}}, "stripes"
    )


def _cuts(height: float) -> list[Spec]:
    """Return the lines at 0 and where one verdict ends and the next begins, down to `height`, if there is any pace."""
    if not height:
        return []
    at = {"x": _PACE, "y": pixels("y"), "y2": {"field": "y2"}}
    drawn = (("zero", (0,), 1.5, SOLID), ("cuts", CUTS, 1, [4, 3]), ("in_time", (1,), 1, SOLID))
    return [
        layer(
            [{"pace": float(pace), "y": _HEAD - _GAP, "y2": height} for pace in paces],
            {"type": "rule", "color": INK, "strokeWidth": width, "strokeDash": dash},
            at,
            name,
        )
        for name, paces, width, dash in drawn
    ]


def _bars(rows: Sequence[_Row]) -> list[Spec]:
    """Return a bar from 0 to each pace; one that is cut ends in an arrow. The numbers stand beside the names."""
    bars, arrows = [], []
    for row in rows:
        if row.pace is None:
            continue
        seen = min(max(row.pace, LOWEST), HIGHEST)
        bars.append({"pace": float(seen), "zero": 0, "y": row.middle})
        if seen != row.pace:
            shape = "triangle-right" if row.pace > 0 else "triangle-left"
            arrows.append({"pace": float(seen), "y": row.middle, "shape": shape})
    at = {"x": _PACE, "y": pixels("y")}
    mark = {"type": "rule", "color": RESULT, "strokeWidth": _THICK}
    tip = {"type": "point", "size": 2 * _THICK**2, "color": RESULT, "filled": True}
    return [
        layer(bars, mark, {**at, "x2": {"field": "zero"}}, "bars"),
        layer(arrows, tip, {**at, "shape": literal("shape")}, "arrows"),
    ]


def _lines(rows: Sequence[_Row]) -> list[Spec]:
    """Return names, paces and verdicts, each line of them in its place."""
    placed = []
    for row in rows:
        for lines, x in ((row.name, -_LEFT), (row.said, _PLOT + _GAP)):
            start = row.middle - height_of(lines[1:]) / 2
            placed += [word(line, x, start + at * SIZE * LEADING) for at, line in enumerate(lines)]
    return [*placed, *(word(row.pace_text, -_GAP, row.middle, "right") for row in rows if row.pace_text)]


def _heads(rows: Sequence[_Row], scale: _Scale, language: Language) -> list[Spec]:
    """Return what stands above the paces and above the lines where verdicts change, if there is any pace."""
    if all(row.pace is None for row in rows):
        return []
    sides = zip((*CUTS, Decimal(1)), ("right", "right", "left"), (-3, -3, 3), strict=True)
    numbers = [
        word(number_text(cut, decimals_of(cut), language), scale.across(cut) + shift, _HEAD / 2, side)
        for cut, side, shift in sides
    ]
    return [word(language.text(N_("Pace")), -_GAP, _HEAD / 2, "right"), *numbers]


def _description(rows: Sequence[_Row], language: Language) -> str:
    """Return all rows in words, for those who do not see the chart."""
    parts = []
    for row in rows:
        pace = language.fill(N_("pace {value}"), value=row.pace_text) + ", " if row.pace_text else ""
        parts.append(f"{' '.join(row.name)}: {pace}{' '.join(row.said)}.")
    return " ".join(parts)
