"""The widths of the columns of a table on paper: no word is broken, and the table is as low as possible.

Each column starts with the width of its longest word, or half its share of the width if that is more. The rest is
given out in small steps, each to the column that lowers the rows most.
In the end the lines of a summary are counted.
"""

import re
import unicodedata
from collections.abc import Iterable

from tracker.reports.docx.xml import keep_together
from tracker.reports.records import ReportCell, ReportTable

SIZE = 11
"""The size of the letters in a table, in points, in the shipped style."""

UNIT_KEY = "unit"
_SLASH = re.compile(r"/(?=\w{3})")
_PADDING = 2 * 57 + 20
_MAX_WORD_SHARE = 0.18
"""The share of the width that one word may take; a longer one is broken."""
_STEPS = 80
_MAX_COUNTED_ROWS = 80
"""In a summary of no more rows, the lines are counted, and width moved where that removes some."""
_POWER = 4
"""The height of a row is about the power mean of its cells: nearly that of the highest, but smooth."""
_BOLD, _LEADING, _AROUND = 1.1, 1.15, 30
_HEADING_WEIGHT = 4
"""How often a heading counts: it is on every page."""
_MARK_SCALE = 0.62
"""The size of the mark of a footnote, in sizes of its line."""
_COMFORTABLE_SHARE = 0.8
"""Up to this share of the width, two marks stay on the line of their figure, else one."""
_LETTER_WIDTHS = {
    letter: width
    for width, letters in {
        0.25: " .,",
        0.28: "ijlt;:/\\|'",
        0.34: "frI!()[]-",
        0.39: "sJ",
        0.45: "acez?",
        0.56: "FPS<>≥≤+−~=",
        0.61: "ELTZ",
        0.67: "BCR",
        0.78: "m",
        0.84: "%✔▲▼◆✘○",
        0.95: "MW@&",
        1.0: "—…→",
    }.items()
    for letter in letters
}
"""The widths of letters of Times New Roman, in units of their size; other small ones have 0.5, capitals 0.73."""


def measure_text(text: str, size: float = SIZE) -> float:
    """Return about how many twips wide a text is in Times New Roman of a size in points, rather too many."""
    return sum(_measure_letter(letter) for letter in unicodedata.normalize("NFC", text)) * size * 20


def _measure_letter(letter: str) -> float:
    known = _LETTER_WIDTHS.get(letter) or _LETTER_WIDTHS.get(unicodedata.normalize("NFD", letter)[0])
    if known:
        return known
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return 0.73 if letter.isupper() or letter == "w" else 0.5


def compute_widths(table: ReportTable, room: int, size: float = SIZE) -> list[int]:
    """Return the width of each column in twips; their sum is `room`.

    Letters of another `size` in points are those of the page that is signed: there, as few lines as possible count.
    """
    if size == SIZE:
        return _round_widths(_compute_exact_widths(table, room), room)
    scale = SIZE / size
    widths = _compute_exact_widths(table, room * scale)
    if len(table.lines) <= _MAX_COUNTED_ROWS:
        rows = [[_measure_words(column.heading, _BOLD) for column in table.columns]]
        rows += [[_measure_words(_join_sign(cell)) for cell in row.cells] for row in table.lines]
        widths = _remove_lines(rows, widths)
    return _round_widths([width / scale for width in widths], room)


def _compute_exact_widths(table: ReportTable, room: float) -> list[float]:
    columns = range(len(table.columns))
    least = [min(_compute_least_width(table, at, 2), room * _MAX_WORD_SHARE) for at in columns]
    if sum(least) > room * _COMFORTABLE_SHARE:
        least = [min(_compute_least_width(table, at, 1), room * _MAX_WORD_SHARE) for at in columns]
    if sum(least) >= room:  # some words must be broken
        return [room * width / sum(least) for width in least]
    total = sum(column.width for column in table.columns)
    shares = [room * column.width / total for column in table.columns]
    widths = [max(width, share / 2) for width, share in zip(least, shares, strict=True)]
    if sum(widths) > room:
        widths = least
    texts = [[measure_text(column.heading) for column in table.columns]] * _HEADING_WEIGHT
    texts += [[measure_text(_join_sign(cell)) + _measure_marks(cell) for cell in row.cells] for row in table.lines]
    step = (room - sum(widths)) / _STEPS
    for _ in range(_STEPS):
        widths[_find_best_column(texts, widths, step, shares)] += step
    return widths


def _remove_lines(rows: list[list[list[float]]], widths: list[float]) -> list[float]:
    """Move width from column to column while that removes lines; `rows` holds the widths of the words of each cell."""
    columns, step = range(len(widths)), sum(widths) / _STEPS / 2
    least = [max(max(row[at]) for row in rows) + _PADDING for at in columns]
    current = _count_lines(rows, widths)
    while True:
        moves = [
            [width + step * count * ((at == to) - (at == source)) for at, width in enumerate(widths)]
            for source in columns
            for to in columns
            for count in (1, 2, 3, 4, 6, 8, 12)
            if source != to and widths[source] - step * count >= least[source]
        ]
        lines, best = min(((_count_lines(rows, moved), moved) for moved in moves), default=(current, widths))
        if lines >= current:
            return widths
        current, widths = lines, best


def _count_lines(rows: list[list[list[float]]], widths: list[float]) -> int:
    """Return how many lines the rows have together, the highest cell of each."""
    return sum(max(_count_cell_lines(words, width) for words, width in zip(row, widths, strict=True)) for row in rows)


def _count_cell_lines(words: list[float], width: float) -> int:
    """Return on how many lines words of some widths stand in a column."""
    lines, used, space = 1, 0.0, SIZE * 20 * _LETTER_WIDTHS[" "]
    for word in words:
        if used and used + word > width - _PADDING:
            lines, used = lines + 1, 0.0
        used += word + space
    return lines


def _find_best_column(texts: list[list[float]], current: list[float], step: float, shares: list[float]) -> int:
    """Return the column whose widening lowers the rows most, else the one that is narrowest for its share."""
    gains = [0.0] * len(current)
    for row in texts:
        terms = [(text / (width - _PADDING)) ** _POWER for text, width in zip(row, current, strict=True)]
        whole = sum(terms)
        if whole <= 1:  # one line already
            continue
        for at, term in enumerate(terms):
            if term:
                less = term * ((current[at] - _PADDING) / (current[at] - _PADDING + step)) ** _POWER
                gains[at] += whole ** (1 / _POWER) - (whole - term + less) ** (1 / _POWER)
    best = max(gains)
    if best <= 0:
        return max(range(len(current)), key=lambda at: shares[at] / current[at])
    return gains.index(best)


def _compute_least_width(table: ReportTable, index: int, mark_count: int) -> float:
    """Return the least width of a column that breaks no word, and parts no figure from its first `mark_count` marks."""
    bold = max(_measure_words(table.columns[index].heading)) * _BOLD
    shown = make_breakable if table.columns[index].key == UNIT_KEY else str
    texts = max((width for line in table.lines for width in _measure_words(shown(line.cells[index].text))), default=0.0)
    marked = 0.0
    if table.columns[index].is_number:
        cells = [line.cells[index] for line in table.lines if line.cells[index].marks]
        marked = max((_measure_words(cell.text)[-1] + _measure_marks(cell, mark_count) for cell in cells), default=0.0)
    return max(bold, texts, marked) + _PADDING


def measure_height(text: str, width: int) -> int:
    """Return about how many twips high a bold text is in a column."""
    lines = _count_cell_lines(_measure_words(text, _BOLD), width)
    return round(lines * SIZE * 20 * _LEADING) + _AROUND


def make_breakable(unit: str) -> str:
    """Return a unit that may be broken after a slash: đồng/người/năm would else be one long word."""
    return _SLASH.sub("/\N{ZERO WIDTH SPACE}", unit)


def _join_sign(cell: ReportCell) -> str:
    """Return the text of a cell after its sign."""
    return f"{cell.sign.symbol} {cell.text}" if cell.sign else cell.text


def _measure_marks(cell: ReportCell, most: int | None = None) -> float:
    text = ", ".join(cell.marks[:most])
    return measure_text(text if most is None or len(cell.marks) <= most else f"{text},", SIZE * _MARK_SCALE)


def _measure_words(text: str, weight: float = 1) -> list[float]:
    """Return the widths of the parts of a text that must not be broken, bold ones with a `weight`."""
    return [measure_text(word) * weight for word in keep_together(text).replace("\N{ZERO WIDTH SPACE}", " ").split(" ")]


def _round_widths(exact_widths: Iterable[float], room: int) -> list[int]:
    whole = [int(width) for width in exact_widths]
    whole[-1] += room - sum(whole)
    return whole
