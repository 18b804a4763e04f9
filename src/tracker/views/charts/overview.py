"""The chart of all indicators by their pace, the weakest first: one line each, also for those without a pace."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.language import N_, Language
from tracker.model import Assessment, Board, Status
from tracker.numbers import decimals_of
from tracker.views.charts.style import (
    GRID,
    HALO,
    INK,
    LEADING,
    RESULT,
    SIZE,
    TITLE_SIZE,
    Edges,
    Spec,
    above,
    height_of,
    layer,
    pixels,
    texts,
    whole,
    wrapped,
)
from tracker.views.charts.words import verdict, verdict_word
from tracker.views.formats import number_text, safe
from tracker.views.framing import title
from tracker.views.lines import details_text, numbers_and_depths, pace_text

WIDTH = 760
"""How many pixels wide the chart is."""

CUTS = (Decimal("0.60"), Decimal("0.95"), Decimal(1))
"""Where the pace parts one verdict from the next, and where it is exactly in time."""

LOWEST, HIGHEST = Decimal("-0.5"), Decimal(2)
"""Beyond these a bar is cut, and says so by an arrow; its number is always written."""

_NAME, _VERDICT, _GAP = 270, 220, 6
_PLOT = WIDTH - _NAME - _VERDICT
_HEAD, _THICK = 30, 9
_PACE: Spec = {"field": "pace", "type": "quantitative"}
_IN_PIXELS: Spec = {"x": pixels("x"), "y": pixels("y")}
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


def overview_chart(board: Board, language: Language) -> Spec:
    """Return the chart of all assessments of a board as one Vega-Lite specification, however high it is.

    Its `description` says in the language what the picture shows; `usermeta` holds its id.
    """
    return overview_charts(board, language, None)[0]


def overview_charts(board: Board, language: Language, height: float | None) -> tuple[Spec, ...]:
    """Return the same chart in parts of at most `height` pixels (one row at least) that fit on pages."""
    rows = _rows(board, language)
    head = _title(board, language)
    top = above(head, (_HEAD + SIZE) / 2)
    pages: list[list[_Row]] = [[]]
    for row in rows:
        used = sum(other.height for other in pages[-1])
        if pages[-1] and height is not None and top + used + row.height + _GAP > height:
            pages.append([])
            used = 0
        pages[-1].append(row._replace(top=used))
    return tuple(_page(page, head, top, (board, language), number) for number, page in enumerate(pages, 1))


def _title(board: Board, language: Language) -> tuple[list[str], list[str]]:
    """Return title and key in lines: what the pace means, and which verdict begins where."""
    told = language.text(N_("Pace of all indicators, the weakest first; 1 is exactly in time."))
    low, high = (number_text(cut, decimals_of(cut), language) for cut in CUTS[:2])
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


def _page(
    rows: Sequence[_Row],
    head: tuple[list[str], list[str]],
    top: float,
    asked: tuple[Board, Language],
    number: int,
) -> Spec:
    _, language = asked
    height = max(sum(row.height for row in rows), SIZE)
    paces = [row.pace for row in rows if row.pace is not None]
    low = max(LOWEST, min([Decimal(0), *paces]))
    high = min(HIGHEST, max([Decimal("1.2"), *paces]))
    layers = [
        _frame(low, high),
        _stripes(rows),
        *_cuts(height, language),
        *_bars(rows),
        _words(rows),
    ]
    spec = whole(head, (_PLOT, height), Edges(_NAME, _VERDICT, top, _GAP), layers)
    spec["description"] = _description(rows, language)
    spec["usermeta"] = {"id": f"overview-{number}"}
    return spec


def _frame(low: Decimal, high: Decimal) -> Spec:
    """Return the layer that holds the scale of the pace, with room for a number at either end."""
    room = (high - low) / 6
    scale = {"domain": [float(low - (room if low else 0)), float(high + room)], "nice": False, "zero": False}
    mark = {"type": "point", "opacity": 0}
    return layer([{"pace": 0, "y": 0}], mark, {"x": {**_PACE, "scale": scale, "axis": None}, "y": pixels("y")}, "frame")


def _stripes(rows: Sequence[_Row]) -> Spec:
    """Return thin lines between the rows, over the whole width, that lead the eye from name to verdict."""
    lines = [{"x": -_NAME, "x2": _PLOT + _VERDICT, "y": row.top} for row in rows]
    return layer(lines, {"type": "rule", "color": GRID}, {**_IN_PIXELS, "x2": {"field": "x2"}}, "stripes")


def _cuts(height: float, language: Language) -> list[Spec]:
    """Return the lines where one verdict ends and the next begins, with their numbers above them."""
    upright = {"x": _PACE, "y": pixels("y"), "y2": {"field": "y2"}}
    ends = {"y": -_GAP, "y2": height}
    aligned = zip(CUTS, ("center", "right", "left"), (0, -1, -1), strict=True)
    return [
        layer([{"pace": 0, **ends}], {"type": "rule", "color": INK, "strokeWidth": 1.5}, upright, "zero"),
        layer(
            [{"pace": float(cut), **ends} for cut in CUTS[:-1]],
            {"type": "rule", "color": INK, "strokeDash": [4, 3]},
            upright,
            "cuts",
        ),
        layer([{"pace": float(CUTS[-1]), **ends}], {"type": "rule", "color": INK}, upright, "in_time"),
        *(
            texts(
                [{"pace": float(cut), "y": -_HEAD / 2, "text": number_text(cut, decimals_of(cut), language)}],
                {"x": _PACE, "y": pixels("y")},
                align=side,
                dx=shift,
            )
            for cut, side, shift in aligned
        ),
    ]


def _bars(rows: Sequence[_Row]) -> list[Spec]:
    """Return a bar from 0 to each pace with its number; one that is cut ends in an arrow."""
    bars: list[Spec] = []
    ends: list[Spec] = []
    for row in rows:
        if row.pace is None:
            continue
        seen = min(max(row.pace, LOWEST), HIGHEST)
        arrow = "" if seen == row.pace else "►" if row.pace > 0 else "◄"
        text = " ".join(filter(None, (arrow, row.pace_text) if row.pace > 0 else (row.pace_text, arrow)))
        bars.append({"pace": float(seen), "zero": 0, "y": row.middle})
        ends.append({"pace": float(seen), "y": row.middle, "text": text})
    at = {"x": _PACE, "y": pixels("y")}
    sides = [(end, end["pace"] < 0) for end in ends]
    return [
        layer(bars, {"type": "rule", "color": RESULT, "strokeWidth": _THICK}, {**at, "x2": {"field": "zero"}}, "bars"),
        *(
            texts([end for end, is_low in sides if is_low == low], at, f"{HALO}_{side}", align=align, dx=shift)
            for low, side, align, shift in ((False, "high", "left", 4), (True, "low", "right", -4))
            if any(is_low == low for _, is_low in sides)
        ),
    ]


def _words(rows: Sequence[_Row]) -> Spec:
    """Return the names and the verdicts, each line of them in its place."""
    placed = []
    for row in rows:
        for lines, x in ((row.name, -_NAME), (row.said, _PLOT + _GAP)):
            start = row.middle - height_of(lines[1:]) / 2
            placed += [
                {"x": x, "y": round(start + at * SIZE * LEADING, 1), "text": line} for at, line in enumerate(lines)
            ]
    return texts(placed, _IN_PIXELS, "words")


def _description(rows: Sequence[_Row], language: Language) -> str:
    """Return all rows in words, for those who do not see the chart."""
    parts = []
    for row in rows:
        pace = language.fill(N_("pace {value}"), value=row.pace_text) + ", " if row.pace_text else ""
        parts.append(f"{' '.join(row.name)}: {pace}{' '.join(row.said)}.")
    return " ".join(parts)
