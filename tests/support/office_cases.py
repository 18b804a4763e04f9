"""Makes one case from a seed: the targets of an office, a sheet that was sent to it, and the right reading of the sheet."""

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from support import office_other
from support.office_grid import Grid, Look, draw_look
from support.office_layouts import READ, Column, Layout
from support.office_periods import LAYOUTS
from support.office_tables import (
    Key,
    Paper,
    Right,
    note_plan,
    note_reading,
    put_ends,
    put_headings,
    put_number_row,
    put_titles,
    put_unit_line,
    repeat_headings,
    shown_figure,
    vary_name,
)
from support.office_words import (
    CODE,
    GROUPS,
    MEASURED,
    NAME,
    NOTE,
    OF_WHICH,
    ORDER,
    OTHER_UNIT,
    PARTS,
    SECTOR,
    SUMS,
    UNIT,
    Measured,
    Voice,
)

ODDITIES = (
    "smaller unit above the table", "a column of odd codes", "no heading over the names", "a second table below", "unknown rows",
    "rows of parts", "a row of the sum", "headings centred by hand", "a cover sheet", "a hidden sheet",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A sheet with its right reading: what a person enters, and which columns of figures he passes over."""

    seed: str
    layout: str
    oddities: tuple[str, ...]
    ordinary: bool
    language: str
    targets: str
    grid: Grid
    look: Look
    right: dict[Key, Right]
    passed: dict[int, tuple[str, ...]]
    headings: dict[int, tuple[str, ...]]
    names: dict[str, str]
    plans: dict[Key, Decimal | None]

    @property
    def unknown(self) -> bool:
        """Whether rows of things that are not tracked stand in the sheet."""
        return "unknown rows" in self.oddities


def make_case(seed: str) -> Case:
    """Return the case of a seed such as 1:17, or 1:17:plain years for one layout; the same one each time."""
    random = Random(seed)
    language = random.choice(("vi", "vi", "en"))
    voice = Voice(random, language)
    look = draw_look(random, language)
    names = [*LAYOUTS, *office_other.MAKERS]
    weights = [weight for _, weight in LAYOUTS.values()] + [weight for _, weight in office_other.MAKERS.values()]
    drawn = random.choices(names, weights)[0]
    name = ":".join(seed.split(":")[2:]) or drawn
    paper = Paper(
        random, voice, look, _draw_things(random), wishes=draw_oddities(random), decorated=random.random() < 0.4
    )
    ordinary = put_table(paper, LAYOUTS[name][0](voice)) if name in LAYOUTS else office_other.MAKERS[name][0](paper)
    return Case(
        seed, name, tuple(paper.oddities), ordinary and not paper.oddities, language, write_targets(paper.things), paper.grid,
        paper.look, paper.right, paper.passed,
        paper.headings, {thing.id: voice.name(thing) for thing in paper.things}, paper.plans,
    )  # fmt: skip


def draw_oddities(random: Random) -> list[str]:
    """Return none, one or two things that are odd about a sheet."""
    count = random.choices((0, 1, 2), (60, 30, 10))[0]
    return random.sample([*ODDITIES, *office_other.SPOILS], count)


def _draw_things(random: Random) -> list[Measured]:
    """Return what the office tracks; sometimes things of one unit only, so that the unit may stand once."""
    if random.random() < 0.3:
        unit = random.choice(("%", "tỷ đồng", "nghìn người", "nghìn tấn"))
        things = [thing for thing in MEASURED if thing.unit_vi == unit]
        return random.sample(things, random.randint(2, len(things)))
    return random.sample(MEASURED, random.randint(3, 9))


def write_targets(things: list[Measured]) -> str:
    """Return the targets.toml that tracks these things."""
    text = '[term]\nname = "Term"\nbaseline_year = 2020\nfirst_year = 2021\nlast_year = 2030\nlanguage = "vi"\n\n'
    text += '[[group]]\nid = "all"\nname = "All"\n'
    for thing in things:
        text += (
            f'\n[[indicator]]\nid = "{thing.id}"\ngroup = "all"\nname.vi = "{thing.vi}"\nname.en = "{thing.en}"\n'
            f'unit.vi = "{thing.unit_vi}"\nunit.en = "{thing.unit_en}"\ndecimals = {thing.decimals}\nmeasure = "level"\n'
        )
    return text


def put_table(paper: Paper, layout: Layout) -> bool:
    """Write the sheet of a layout; return whether an officer would call it an ordinary one."""
    voice = paper.voice
    if any(column.hidden for column in layout.columns):
        paper.look = replace(paper.look, kind="xlsx")
    one_unit = len({thing.unit_vi for thing in paper.things}) == 1
    smaller = False
    factors = {OTHER_UNIT.get(voice.unit(thing), ("", 1)) for thing in paper.things}
    if any(column.factor < 0 for column in layout.columns):
        layout = _set_unit(paper, layout)
        one_unit = False
    elif one_unit and len(factors) == 1 and paper.odd("smaller unit above the table"):
        smaller = True
        factor = factors.pop()[1]
        layout = replace(layout, columns=tuple(replace(c, factor=factor, must=False) for c in layout.columns))
    unit_column = not smaller and not any(column.factor != 1 for column in layout.columns) and paper.chance(0.6)
    left = _draw_left(paper, unit_column)
    right = [voice.say(NOTE)] if paper.chance(0.25) else []
    row = put_titles(paper, len(left) + len(layout.columns))
    if smaller or (one_unit and not unit_column and paper.chance(0.5)):
        row = put_unit_line(paper, row, len(left) + len(layout.columns), smaller)
    first = row
    row = put_headings(paper, row, left, layout, right)
    paper.headings_at = first, row
    if paper.chance(0.25):
        row = put_number_row(paper, row, len(left), len(layout.columns))
    _note_columns(paper, layout.columns, len(left))
    row = _put_rows(paper, row, left, layout)
    if paper.odd("a second table below"):
        row = office_other.put_second_table(paper, row + 1, left)
    if paper.chance(0.3):
        put_ends(paper, row, len(left))
    office_other.spoil(paper, len(left), layout)
    if paper.look.kind == "xlsx":
        paper.look = replace(paper.look, cover=paper.odd("a cover sheet"), hidden_sheet=paper.odd("a hidden sheet"))
    return layout.ordinary


def _draw_left(paper: Paper, unit_column: bool) -> list[str]:
    """Return the headings of the columns before the figures: sector, order, code, name, unit."""
    voice = paper.voice
    left = [voice.say(NAME)]
    if paper.chance(0.6):
        left.insert(0, voice.say(ORDER))
    if unit_column:
        left.append(voice.say(UNIT))
    odd_codes = paper.odd("a column of odd codes")
    if odd_codes or paper.chance(0.06):
        left.insert(len(left) - 1, voice.say(CODE) if odd_codes else voice.pick("Mã số", "Code"))
    if paper.chance(0.06):
        left.insert(0, voice.say(SECTOR))
    if paper.odd("no heading over the names"):
        left = ["" if text in NAME[voice.language] else text for text in left]
    return left


def _set_unit(paper: Paper, layout: Layout) -> Layout:
    """Choose one thing for a column in a smaller unit, and name that unit in its heading."""
    paper.things = [thing for thing in paper.things if paper.voice.unit(thing) in OTHER_UNIT][:1] or [MEASURED[1]]
    other, factor = OTHER_UNIT[paper.voice.unit(paper.things[0])]
    columns = tuple(
        replace(column, factor=factor, headings=tuple(text.format(other=other) for text in column.headings))
        if column.factor < 0
        else column
        for column in layout.columns
    )
    return replace(layout, columns=columns)


def _note_columns(paper: Paper, columns: tuple[Column, ...], first: int) -> None:
    for at, column in enumerate(columns):
        if column.hidden and paper.look.kind == "xlsx":
            paper.grid.hidden_columns.add(first + at)
        paper.headings[first + at] = column.headings
        if column.kind not in READ:
            paper.passed[first + at] = column.headings


def _put_rows(paper: Paper, row: int, left: list[str], layout: Layout) -> int:
    """Write the rows of the things, with groups and rows of others between them; return the row after them."""
    voice = paper.voice
    names = left.index(next(text for text in left if text == "" or text in NAME[voice.language]))
    groups = paper.chance(0.3)
    for number, thing in enumerate(paper.things, 1):
        if groups and number % 3 == 1:
            if names:
                paper.grid.put(row, 0, ("I", "II", "III")[number // 3 % 3])
            paper.grid.put(row, names, voice.say(GROUPS) if names else f"I. {voice.say(GROUPS)}")
            row += 1
        put_row(paper, row, left, layout, thing)
        row += 1
        if paper.chance(0.02) and number < len(paper.things):
            row = repeat_headings(paper, *paper.headings_at, row)
        elif paper.chance(0.03):
            row += 1
        if paper.odd("rows of parts", 0.4):
            row += _put_of_which(paper, row, left, layout, names)
        if paper.odd("unknown rows", 0.4):
            row = _put_unknown(paper, row, left, layout)
    if paper.odd("a row of the sum"):
        _put_left(paper, row, left, voice.say(SUMS), "")
        _put_strange_figures(paper, row, len(left), layout)
        row += 1
    return row


def _put_left(paper: Paper, row: int, left: list[str], name: str, unit: str) -> None:
    voice = paper.voice
    for at, heading in enumerate(left):
        if heading == "" or heading in NAME[voice.language]:
            paper.grid.put(row, at, name)
        elif heading in ORDER[voice.language]:
            paper.grid.put(row, at, row)
        elif heading in CODE[voice.language]:
            paper.grid.put(row, at, f"{row:02}")
        elif heading in SECTOR[voice.language]:
            paper.grid.put(row, at, GROUPS[voice.language][0])
        else:
            paper.grid.put(row, at, unit)


def put_row(paper: Paper, row: int, left: list[str], layout: Layout, thing: Measured) -> None:
    """Write the row of one thing, and note what a person enters from it."""
    unit = paper.voice.unit(thing)
    name = vary_name(paper, paper.voice.name(thing), unit)
    shown_unit = paper.random.choice((unit, unit, unit, unit.capitalize(), unit.upper()))
    _put_left(paper, row, left, name, shown_unit)
    for at, column in enumerate(layout.columns, len(left)):
        value = shown_figure(paper, thing, column)
        if paper.chance(0.04):
            paper.grid.put(row, at, paper.random.choice(("", "-", "…", "...", "–", "")))
            continue
        paper.grid.put(row, at, value)
        if column.kind in READ:
            note_reading(paper, thing, column, (row, at), must=True)
        note_plan(paper, thing, column, value)


def _put_strange_figures(paper: Paper, row: int, first: int, layout: Layout) -> None:
    for at in range(len(layout.columns)):
        paper.grid.put(row, first + at, paper.draw(500, 1))


def _put_of_which(paper: Paper, row: int, left: list[str], layout: Layout, names: int) -> int:
    """Write "of which" and rows of parts that have figures; return how many rows."""
    paper.grid.put(row, names, paper.voice.say(OF_WHICH))
    for at, part in enumerate(paper.random.choice(PARTS[paper.voice.language]), 1):
        _put_left(paper, row + at, left, f"- {part}", "")
        _put_strange_figures(paper, row + at, len(left), layout)
    return 3


def _put_unknown(paper: Paper, row: int, left: list[str], layout: Layout) -> int:
    """Write rows of things that are not tracked, some with names close to those that are."""
    others = [thing for thing in MEASURED if thing not in paper.things]
    for thing in paper.random.sample(others, min(len(others), paper.random.randint(1, 3))):
        _put_left(paper, row, left, paper.voice.name(thing), paper.voice.unit(thing))
        _put_strange_figures(paper, row, len(left), layout)
        row += 1
    return row
