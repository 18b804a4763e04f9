"""Puts a layout on paper with what offices write around and between its rows, and knows the right reading of it."""

import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from support.office_grid import Cell, Grid, Look
from support.office_layouts import READ, Column, Layout
from support.office_words import ENDS, OTHER_UNIT, TITLES, Measured, Voice

Key = tuple[str, str]


@dataclass
class Right:
    """What a person enters for one indicator and period; `must` if without hesitation, `wary` if only with a word of it."""

    value: Decimal
    estimate: bool
    place: tuple[int, int]
    must: bool
    wary: bool = False


@dataclass
class Paper:
    """A sheet being made: its cells, its right reading, the figures that nobody enters, and what is odd about it."""

    random: Random
    voice: Voice
    look: Look
    things: list[Measured]
    grid: Grid = field(default_factory=Grid)
    right: dict[Key, Right] = field(default_factory=dict)
    plans: dict[Key, Decimal | None] = field(default_factory=dict)  # plans of a whole year; None if there are two
    truth: dict[Key, Decimal] = field(default_factory=dict)
    used: set[Decimal] = field(default_factory=set)
    passed: dict[int, tuple[str, ...]] = field(
        default_factory=dict
    )  # columns of figures that nobody enters: their headings
    headings: dict[int, tuple[str, ...]] = field(default_factory=dict)  # those of all columns of figures
    headings_at: tuple[int, int] = (0, 0)  # the first row of headings, and the row after the last
    wishes: list[str] = field(default_factory=list)  # oddities to write where there is a place for them
    oddities: list[str] = field(default_factory=list)
    decorated: bool = False  # names stand with bullets, marks and other spellings

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def odd(self, name: str, share: float = 1) -> bool:
        """Whether to write an oddity here: after it the sheet need not be read, only never misread."""
        if name in self.wishes and name not in self.oddities and self.chance(share):
            self.oddities.append(name)
            return True
        return False

    def draw(self, middle: float, decimals: int, most: float = 1e9) -> Decimal:
        """Return a figure near a size, and not above the most, that no other cell of the sheet holds."""
        for times in range(200):
            spread = self.random.uniform(0.75, 1.3 + times / 50)  # wider when the figures near it are used up
            value = round(Decimal(min(min(middle, 0.77 * most) * spread, most)), decimals + times // 100)
            if value not in self.used and value > 0:
                break
        self.used.add(value)
        return value

    def true(self, thing: Measured, period: str) -> Decimal:
        """Return the one true value of a thing in a period; part of a year has about half of it."""
        if (thing.id, period) not in self.truth:
            size = thing.size * (0.55 if "-" in period and thing.unit_en != "%" else 1)
            value = self.draw(size, thing.decimals, most_of(thing))
            self.truth[thing.id, period] = -value if thing.id == "growth" and self.chance(0.15) else value
        return self.truth[thing.id, period]


def most_of(thing: Measured) -> float:
    """Return the most that a thing can be: a share of a whole ends at 100."""
    return 100 if thing.unit_en == "%" else 1e9


def put_titles(paper: Paper, width: int) -> int:
    """Write titles above the table, or none; return the row after them."""
    row = 0
    if paper.chance(0.6):
        for _ in range(paper.random.randint(1, 3)):
            paper.grid.put(row, paper.random.choice((0, 0, min(1, width - 1))), paper.voice.say(TITLES))
            row += 1
        row += paper.random.randint(0, 1)
    return row


def put_unit_line(paper: Paper, row: int, width: int, smaller: bool) -> int:
    """Write the unit of the whole table above it, ours or a smaller one."""
    unit = paper.voice.unit(paper.things[0])
    unit = OTHER_UNIT[unit][0] if smaller else unit
    shapes = {
        "vi": ("Đơn vị tính: {}", "ĐVT: {}", "Đơn vị: {}", "(Đơn vị tính: {})"),
        "en": ("Unit: {}", "Units: {}", "Unit of measure: {}"),
    }
    text = paper.voice.say(shapes).format(unit)
    if smaller and paper.chance(0.25):
        text = unit.capitalize()
    paper.grid.put(row, paper.random.choice((0, width - 1)), text)
    return row + 1


def put_headings(paper: Paper, row: int, left: list[str], layout: Layout, right: list[str]) -> int:
    """Write the headings, those of names at the top or the bottom, equal neighbours as one; return the row after them."""
    columns = [(text,) for text in left] + [column.headings for column in layout.columns] + [(text,) for text in right]
    depth = max(len(headings) for headings in columns)
    low = not (paper.look.merged and paper.look.kind == "xlsx") and paper.chance(0.3)  # names stand in the last row
    repeated = paper.chance(0.15)
    bare = paper.chance(0.5)
    for at, headings in enumerate(columns):
        for level, text in enumerate(headings):
            above = headings[: level + 1]
            before = columns[at - 1][: level + 1] if at else ()
            if at >= len(left) and above == before and level + 1 < len(headings) and not repeated:
                continue
            down = depth - len(headings) if low and at < len(left) else 0
            value: Cell = int(text) if text.isdigit() and bare and paper.look.kind == "xlsx" else text
            paper.grid.put(row + level + down, at, value)
    paper.grid.put(row + depth - 1, len(columns) - 1, _cell(paper.grid, row + depth - 1, len(columns) - 1))
    groups = [] if repeated else _find_groups(columns, depth, len(left))
    if paper.look.merged and not repeated:
        _merge(paper, row, columns, depth, groups)
    elif groups and paper.odd("headings centred by hand"):
        for level, first, last in groups:
            cells = paper.grid.rows[row + level]
            middle = (first + last + 1) // 2
            paper.grid.put(row + level, middle, "")
            cells[first], cells[middle] = cells[middle], cells[first]
    return row + depth


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row] if row < len(grid.rows) else []
    return cells[column] if column < len(cells) else ""


def _find_groups(columns: list[tuple[str, ...]], depth: int, left: int) -> list[tuple[int, int, int]]:
    """Return the rows of headings with the first and last column of each heading above several columns."""
    groups = []
    for level in range(depth - 1):
        at = left
        while at < len(columns):
            end = at
            while (
                end + 1 < len(columns)
                and len(columns[at]) > level + 1
                and columns[end + 1][: level + 1] == columns[at][: level + 1]
            ):
                end += 1
            if end > at:
                groups.append((level, at, end))
            at = end + 1
    return groups


def _merge(
    paper: Paper, row: int, columns: list[tuple[str, ...]], depth: int, groups: list[tuple[int, int, int]]
) -> None:
    """Merge equal neighbours in each row of headings, and single headings down to the last row."""
    paper.grid.merges += [(row + level, first, row + level, last) for level, first, last in groups]
    for at, headings in enumerate(columns):
        if len(headings) < depth and headings[0]:
            paper.grid.merges.append((row + len(headings) - 1, at, row + depth - 1, at))


def repeat_headings(paper: Paper, first: int, last: int, row: int) -> int:
    """Write the rows of headings again, as on the next page; return the row after them."""
    for at in range(first, last):
        for column, cell in enumerate(paper.grid.rows[at]):
            paper.grid.put(row + at - first, column, cell)
    down = row - first
    paper.grid.merges += [(r1 + down, c1, r2 + down, c2) for r1, c1, r2, c2 in paper.grid.merges if first <= r1 < last]
    return row + last - first


def put_number_row(paper: Paper, row: int, names: int, figures: int) -> int:
    """Write the row "A B 1 2 3" under the headings."""
    shape = paper.random.choice(("{}", "({})", "-{}", "int", "minus"))
    for at in range(names):
        paper.grid.put(row, at, chr(65 + at))
    for at in range(figures):
        number: Cell = {"int": at + 1, "minus": -at - 1}.get(shape, shape.format(at + 1))
        paper.grid.put(row, names + at, number if shape != "{}" or at < 3 else f"{at + 1}={at}/{at - 1}")
    return row + 1


def vary_name(paper: Paper, name: str, unit: str) -> str:
    """Return a name as a person may write it, still beyond doubt."""
    if not paper.decorated:
        return name
    accents = {"Tỷ lệ": "Tỉ lệ", "thủy": "thuỷ", "hóa": "hoá"}
    for before, after in accents.items():
        if paper.chance(0.15):
            name = name.replace(before, after)
    if paper.chance(0.1):
        name = name.upper()
    if paper.chance(0.06):
        name = name.replace(" ", "  ", 1)
    if paper.chance(0.06):
        name = name.replace(" ", "\n", 1) if paper.look.kind == "xlsx" else name
    if paper.chance(0.04):
        name = unicodedata.normalize("NFD", name)
    ends = ("", "", "", "", "", "", f" ({unit})", " (*)", ":", " (1)", " ")
    starts = ("", "", "", "", "- ", "1. ", "a) ", "+ ", "* ", "   ")
    return paper.random.choice(starts) + name + paper.random.choice(ends)


def shown_figure(paper: Paper, thing: Measured, column: Column) -> Decimal:
    """Return the figure in a cell of a column: the truth, or something that looks like it."""
    if column.kind in READ:
        return paper.true(thing, column.period) * column.factor
    if column.kind == "ratio":
        return paper.draw(paper.random.choice((35, 101)), 1)
    middle = {"plan": 1, "draft": 1, "month": 0.09, "part": 0.5}[column.kind]
    return paper.draw(thing.size * middle, thing.decimals, most_of(thing)) * column.factor


def note_reading(paper: Paper, thing: Measured, column: Column, place: tuple[int, int], must: bool) -> None:
    """Remember what a person enters from a cell."""
    key = thing.id, column.period
    right = Right(paper.truth[key], column.kind == "estimate", place, must and column.must)
    known = paper.right.get(key)
    if known is None or right.must:
        paper.right[key] = right


def note_plan(paper: Paper, thing: Measured, column: Column, value: Decimal) -> None:
    """Remember the plan in a cell; of two columns with plans of one year, it is not certain which is in force."""
    if column.kind == "plan" and column.period:
        key = thing.id, column.period
        paper.plans[key] = None if key in paper.plans else value / column.factor


def put_ends(paper: Paper, row: int, names: int) -> int:
    """Write notes and signatures below the table; return the row after them."""
    row += paper.random.randint(0, 2)
    for _ in range(paper.random.randint(1, 4)):
        first, second, third = paper.voice.say(ENDS)
        for column, text in ((0, first), (min(1, names - 1), second), (names, third)):
            if text:
                paper.grid.put(row, column, text)
        row += 1
    return row
