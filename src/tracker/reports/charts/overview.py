"""The chart of all indicators by their pace, the weakest first: one line each, also for those without a pace."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.model import PACE_CUTS, Assessment, AssessmentSet, Status
from tracker.numbers import count_decimals
from tracker.reports.charts.descriptions import format_status, format_verdict
from tracker.reports.charts.spec import (
    GRID,
    INK,
    LEADING,
    RESULT,
    SIZE,
    SOLID,
    TITLE_SIZE,
    Margins,
    Spec,
    build_layer,
    build_spec,
    build_word_layer,
    encode_literal,
    encode_pixels,
    measure_height,
    measure_title,
    place_word,
    wrap_text,
)
from tracker.views.formats import (
    format_details,
    format_number,
    format_pace,
    get_visible_pace,
)
from tracker.views.groups import format_full_name, number_indicators
from tracker.views.status.content import format_title

WIDTH = 780
"""The width of the chart in pixels."""

LOWEST, HIGHEST = Decimal("-0.5"), Decimal(2)
"""Beyond these a bar is cut and ends in an arrow; its number is always shown."""

_NAME, _NUMBER, _VERDICT, _GAP = 270, 44, 220, 6
_LEFT = _NAME + _NUMBER
_PLOT = WIDTH - _LEFT - _VERDICT
_HEAD_HEIGHT, _BAR_THICKNESS = 24, 9
_PACE: Spec = {"field": "pace", "type": "quantitative"}
_ORDER: tuple[Status, ...] = ("missed", "off_track", "at_risk", "on_track", "met", "exceeded", "not_assessed")


class _Row(NamedTuple):
    """One indicator: its name and verdict in lines of text, its pace, and its position in pixels."""

    item: Assessment
    name: list[str]
    verdict: list[str]
    pace: Decimal | None
    pace_text: str
    top: float = 0
    height: float = 0

    @property
    def middle(self) -> float:
        """Return the middle of the row."""
        return self.top + self.height / 2


class _Scale(NamedTuple):
    """The lowest and the highest pace that is drawn, and the cuts, lowest first, if all indicators have the same."""

    low: Decimal
    high: Decimal
    cuts: tuple[Decimal, ...] = ()

    @property
    def domain(self) -> tuple[Decimal, Decimal]:
        """Return the paces at the ends of the plot, with room for an arrow."""
        room = (self.high - self.low) / 12
        return self.low - (room if self.low else 0), self.high + room

    def locate(self, pace: Decimal) -> float:
        """Return the distance of a pace from the left of the plot, in pixels."""
        low, high = self.domain
        return float((pace - low) / (high - low)) * _PLOT


def build_overview(board: AssessmentSet, language: Language) -> Spec:
    """Return the chart of all indicators as one Vega-Lite specification of any height; `usermeta` holds its id."""
    return build_overview_pages(board, language, None)[0]


def build_overview_pages(board: AssessmentSet, language: Language, height: float | None) -> tuple[Spec, ...]:
    """Return the chart in parts of at most `height` pixels, each with at least one row."""
    rows = _build_rows(board, language)
    head = _format_title(board, language)
    top = measure_title(head) + _HEAD_HEIGHT
    pages: list[list[_Row]] = [[]]
    for row in rows:
        used = sum(other.height for other in pages[-1])
        if pages[-1] and height is not None and top + used + row.height + _GAP > height:
            pages.append([])
            used = 0
        pages[-1].append(row._replace(top=_HEAD_HEIGHT + used))
    scale = _build_scale(rows)._replace(cuts=_find_cuts(board))
    specs = [_build_page(page, scale, head, language) for page in pages]
    return tuple({**spec, "usermeta": {"id": f"overview-{number}"}} for number, spec in enumerate(specs, 1))


def _format_title(board: AssessmentSet, language: Language) -> tuple[list[str], list[str]]:
    """Return the title, and the meaning of the pace and of its thresholds, in lines."""
    meaning = language.translate(N_("Pace of all indicators, the weakest first; 1 is exactly in time."))
    cuts = _find_cuts(board)
    title = wrap_text(format_title(board, language), WIDTH, TITLE_SIZE, bold=True)
    if not cuts:
        differing = language.translate(N_("Not all indicators have the same cuts of the pace; none is drawn."))
        return title, [*wrap_text(meaning, WIDTH), *wrap_text(differing, WIDTH)]
    low, high = (format_number(cut, count_decimals(cut), language) for cut in cuts)
    off, risk, on = (format_status(status, language) for status in ("off_track", "at_risk", "on_track"))
    template = N_("{off}: below {low} · {risk}: from {low} · {on}: from {high}")
    key = language.format(template, off=off, risk=risk, on=on, low=low, high=high)
    return title, [*wrap_text(meaning, WIDTH), *wrap_text(key, WIDTH)]


def _find_cuts(board: AssessmentSet) -> tuple[Decimal, ...]:
    """Return the cuts of the pace, the lowest first; none if those of the indicators with a pace differ."""
    found = {item.cuts or PACE_CUTS for item in board.assessments if get_visible_pace(item) is not None}
    return tuple(reversed((found or {PACE_CUTS}).pop())) if len(found) < 2 else ()


def _build_rows(board: AssessmentSet, language: Language) -> list[_Row]:
    numbers, _ = number_indicators(board.register)
    order = {indicator.id: at for at, indicator in enumerate(board.register.indicators)}
    items = sorted(
        board.assessments,
        key=lambda item: (_ORDER.index(item.status), get_visible_pace(item) or 0, order[item.indicator.id]),
    )
    rows = []
    for item in items:
        number = numbers[item.indicator.id]
        name = f"{number}. " if number else "– "
        names = wrap_text(name + format_full_name(item.indicator, board.register, language), _NAME - 2 * _GAP)
        verdict, details = format_verdict(item, language), format_details(item, language)
        verdicts = wrap_text(f"{verdict} – {details}" if details else verdict, _VERDICT - 2 * _GAP)
        height = round(max(measure_height(names), measure_height(verdicts)) + _GAP)
        pace = get_visible_pace(item)
        rows.append(_Row(item, names, verdicts, pace, format_pace(item, language), height=height))
    return rows


def _build_scale(rows: Sequence[_Row]) -> _Scale:
    """Return the scale for all rows of all pages: from 0 to 1.2 at least."""
    paces = [row.pace for row in rows if row.pace is not None]
    return _Scale(max(LOWEST, min([Decimal(0), *paces])), min(HIGHEST, max([Decimal("1.2"), *paces])))


def _build_page(rows: Sequence[_Row], scale: _Scale, head: tuple[list[str], list[str]], language: Language) -> Spec:
    height = _HEAD_HEIGHT + sum(row.height for row in rows)
    layers = [
        _build_frame(scale),
        _draw_stripes(rows),
        *_draw_thresholds(scale, max((row.top + row.height for row in rows if row.pace is not None), default=0)),
        *_draw_bars(rows),
        build_word_layer([*_draw_headings(rows, scale, language), *_draw_texts(rows)]),
    ]
    spec = build_spec(head, (_PLOT, height), Margins(_LEFT, _VERDICT, measure_title(head), _GAP), layers)
    spec["description"] = _format_description(rows, language)
    return spec


def _build_frame(scale: _Scale) -> Spec:
    """Return the layer with the scale of the pace."""
    domain = {"domain": [float(end) for end in scale.domain], "nice": False, "zero": False}
    at = {"x": {**_PACE, "scale": domain, "axis": None}, "y": encode_pixels("y")}
    return build_layer([{"pace": 0, "y": 0}], {"type": "point", "opacity": 0}, at, "frame")


def _draw_stripes(rows: Sequence[_Row]) -> Spec:
    """Return thin lines between the rows over the whole width."""
    lines = [{"x": -_LEFT, "x2": _PLOT + _VERDICT, "y": row.top} for row in rows]
    at = {"x": encode_pixels("x"), "y": encode_pixels("y"), "x2": {"field": "x2"}}
    return build_layer(lines, {"type": "rule", "color": GRID}, at, "stripes")


def _draw_thresholds(scale: _Scale, height: float) -> list[Spec]:
    """Return the lines at 0, at the thresholds and at 1, down to `height`; none for a height of 0."""
    if not height:
        return []
    at = {"x": _PACE, "y": encode_pixels("y"), "y2": {"field": "y2"}}
    drawn = (("zero", (0,), 1.5, SOLID), ("cuts", scale.cuts, 1, [4, 3]), ("in_time", (1,), 1, SOLID))
    return [
        build_layer(
            [{"pace": float(pace), "y": _HEAD_HEIGHT - _GAP, "y2": height} for pace in paces],
            {"type": "rule", "color": INK, "strokeWidth": width, "strokeDash": dash},
            at,
            name,
        )
        for name, paces, width, dash in drawn
        if paces
    ]


def _draw_bars(rows: Sequence[_Row]) -> list[Spec]:
    """Return a bar from 0 to each pace; one that is cut ends in an arrow."""
    bars, arrows = [], []
    for row in rows:
        if row.pace is None:
            continue
        end = min(max(row.pace, LOWEST), HIGHEST)
        bars.append({"pace": float(end), "zero": 0, "y": row.middle})
        if end != row.pace:
            shape = "triangle-right" if row.pace > 0 else "triangle-left"
            arrows.append({"pace": float(end), "y": row.middle, "shape": shape})
    at = {"x": _PACE, "y": encode_pixels("y")}
    mark = {"type": "rule", "color": RESULT, "strokeWidth": _BAR_THICKNESS}
    tip = {"type": "point", "size": 2 * _BAR_THICKNESS**2, "color": RESULT, "filled": True}
    return [
        build_layer(bars, mark, {**at, "x2": {"field": "zero"}}, "bars"),
        build_layer(arrows, tip, {**at, "shape": encode_literal("shape")}, "arrows"),
    ]


def _draw_texts(rows: Sequence[_Row]) -> list[Spec]:
    """Return the lines of the names, paces and verdicts with their places."""
    placed = []
    for row in rows:
        for lines, x in ((row.name, -_LEFT), (row.verdict, _PLOT + _GAP)):
            start = row.middle - measure_height(lines[1:]) / 2
            placed += [place_word(line, x, start + at * SIZE * LEADING) for at, line in enumerate(lines)]
    return [*placed, *(place_word(row.pace_text, -_GAP, row.middle, "right") for row in rows if row.pace_text)]


def _draw_headings(rows: Sequence[_Row], scale: _Scale, language: Language) -> list[Spec]:
    """Return the heading of the paces and the numbers of the thresholds, if there is any pace."""
    if all(row.pace is None for row in rows):
        return []
    marks = [*((cut, "right", -3) for cut in scale.cuts if cut != 1), (Decimal(1), "left", 3)]
    numbers = [
        place_word(format_number(cut, count_decimals(cut), language), scale.locate(cut) + shift, _HEAD_HEIGHT / 2, side)
        for cut, side, shift in marks
    ]
    return [place_word(language.translate(N_("Pace")), -_GAP, _HEAD_HEIGHT / 2, "right"), *numbers]


def _format_description(rows: Sequence[_Row], language: Language) -> str:
    """Return all rows in words, for screen readers."""
    parts = []
    for row in rows:
        pace = language.format(N_("pace {value}"), value=row.pace_text) + ", " if row.pace_text else ""
        parts.append(f"{' '.join(row.name)}: {pace}{' '.join(row.verdict)}.")
    return " ".join(parts)
