"""Sheets of other shapes (one row a result, things across, a second table) and what spoils a sheet that was fine."""

from collections.abc import Callable
from decimal import Decimal
from unicodedata import category, normalize

from support import office_rows
from support.office_layouts import READ, Column, Layout
from support.office_periods import LAYOUTS
from support.office_tables import Paper, note_plan, note_reading, put_headings, put_titles, shown_figure, vary_name
from support.office_words import ESTIMATE, NAME, OTHER_UNIT, PLAN, RESULT, UNIT, Measured


def long_rows(paper: Paper) -> bool:
    """One row a figure: indicator, year, type, value; some rows are plans."""
    voice = paper.voice
    typed, units = paper.chance(0.7), paper.chance(0.5)
    heads = [voice.say(NAME), voice.pick("Năm", "Year"), voice.pick("Giá trị", "Value")]
    if typed:
        heads.insert(
            2,
            voice.pick(
                paper.random.choice(("Loại", "Loại số liệu", "Phân loại")),
                paper.random.choice(("Type", "Kind", "Scenario")),
            ),
        )
    if units:
        heads.insert(1, voice.say(UNIT))
    words = {"plan": voice.say(PLAN), "result": voice.say(RESULT), "estimate": voice.say(ESTIMATE)}
    row = put_titles(paper, len(heads))
    for at, text in enumerate(heads):
        paper.grid.put(row, at, text)
    for thing in paper.things:
        for year in range(2022, 2027):
            kind = paper.random.choice(("result", "result", "plan")) if typed else "result"
            kind = "estimate" if year == 2026 and kind == "result" and typed else kind
            if not typed and year == 2026:
                continue
            row += 1
            column = Column((), kind, str(year))
            value = shown_figure(paper, thing, column)
            cells = {voice.pick("Năm", "Year"): year, heads[-1]: value, heads[0]: voice.name(thing)}
            for at, head in enumerate(heads):
                paper.grid.put(row, at, cells.get(head, voice.unit(thing) if units and at == 1 else words[kind]))
            note_plan(paper, thing, column, value)
            if kind in READ:
                note_reading(paper, thing, column, (row, len(heads) - 1), must=True)
    return True


def things_across(paper: Paper) -> bool:
    """Years down, things across: a person reads it, and may well turn it around first."""
    voice = paper.voice
    row = put_titles(paper, len(paper.things) + 1)
    paper.grid.put(row, 0, voice.pick("Năm", "Year"))
    for at, thing in enumerate(paper.things, 1):
        paper.grid.put(row, at, f"{voice.name(thing)} ({voice.unit(thing)})")
    for year in range(2021, 2026):
        row += 1
        paper.grid.put(row, 0, year)
        for at, thing in enumerate(paper.things, 1):
            column = Column((), "result", str(year), must=False)
            paper.grid.put(row, at, shown_figure(paper, thing, column))
            note_reading(paper, thing, column, (row, at), must=False)
    return False


def year_in_the_title(paper: Paper) -> bool:
    """Only the title says the year; the headings are "plan | result"."""
    voice = paper.voice
    year = paper.random.choice((2023, 2024, 2025))
    paper.grid.put(0, 0, voice.pick(f"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU NĂM {year}", f"Main indicators in {year}"))
    columns = (Column((voice.say(PLAN),), "plan"), Column((voice.say(RESULT),), "result", str(year), must=False))
    _put_plain_table(paper, 2, [voice.say(NAME)], Layout(columns))
    return False


def parents_of_equal_names(paper: Paper) -> bool:
    """Two wholes with parts of the same name, told apart by the row above and the unit."""
    voice = paper.voice
    paper.things = [
        Measured("value", "Giá trị tăng thêm", "Value added", "tỷ đồng", "billion VND", 5200, 1),
        Measured("value-farm", "Nông nghiệp", "Agriculture", "tỷ đồng", "billion VND", 1300, 1),
        Measured("shares", "Cơ cấu kinh tế", "Structure of the economy", "%", "%", 100, 1),
        Measured("share-farm", "Nông nghiệp", "Agriculture", "%", "%", 24, 1),
    ]
    column = Column((voice.pick("TH 2024", "Actual 2024"),), "result", "2024", must=False)
    heads = [voice.say(NAME), voice.say(UNIT)]
    blocks = paper.random.choice(([0, 1, 2, 3], [2, 3, 0, 1], [2, 3], [0, 1]))
    row = put_titles(paper, 3)
    for at, text in enumerate([*heads, column.headings[0]]):
        paper.grid.put(row, at, text)
    for number in blocks:
        thing = paper.things[number]
        row += 1
        paper.grid.put(row, 0, ("- " if number % 2 else "") + voice.name(thing))
        paper.grid.put(row, 1, voice.unit(thing))
        if number == 2:
            continue
        paper.grid.put(row, 2, shown_figure(paper, thing, column))
        note_reading(paper, thing, column, (row, 2), must=False)
    return False


def wrong_ids(paper: Paper) -> bool:
    """A column of ids beside the names, one of the two sorted alone: nothing of it can be entered."""
    voice = paper.voice
    column = Column((voice.pick("TH 2024", "Actual 2024"),), "draft")
    heads = ["id", voice.pick("Tên chỉ tiêu", "Name")]
    put_headings(paper, 0, heads, Layout((column,)), [])
    for row, thing in enumerate(paper.things, 1):
        other = paper.things[row % len(paper.things)]
        for at, value in enumerate((other.id, voice.name(thing), shown_figure(paper, thing, column))):
            paper.grid.put(row, at, value)
    return False


def _put_plain_table(paper: Paper, row: int, left: list[str], layout: Layout) -> int:
    row = put_headings(paper, row, left, layout, [])
    for thing in paper.things:
        paper.grid.put(row, len(left) - 1, vary_name(paper, paper.voice.name(thing), paper.voice.unit(thing)))
        for at, column in enumerate(layout.columns, len(left)):
            paper.grid.put(row, at, shown_figure(paper, thing, column))
            if column.kind in READ:
                note_reading(paper, thing, column, (row, at), must=False)
        row += 1
    return row


def put_second_table(paper: Paper, row: int, left: list[str]) -> int:
    """Write another table under the first one, of another layout; return the row after it."""
    for right in paper.right.values():
        right.must = False
    name = paper.random.choice(
        ("plans over years", "year over plan and result", "parts alone", "count and rate", "flat plans and results")
    )
    if name == "count and rate":
        heads = paper.voice.pick("Số hộ|Tỷ lệ (%)", "Households|Rate (%)").split("|")
        layout = Layout(tuple(Column((text,), "draft") for text in heads))
    else:
        layout = LAYOUTS[name][0](paper.voice)
    if paper.chance(0.4):
        paper.grid.put(row, 0, paper.voice.pick("Biểu số 2: Các chỉ tiêu khác", "Table 2. Other indicators"))
        row += 1
    paper.passed, paper.headings = {}, {}
    heads = [text if text in NAME[paper.voice.language] else "" for text in left]
    heads = heads if any(heads) else [paper.voice.say(NAME)]
    while heads and heads[-1] == "":
        heads.pop()
    paper.things, things = paper.things[: paper.random.randint(1, len(paper.things))], paper.things
    row = _put_plain_table(paper, row, heads, layout)
    paper.things = things
    return row


def spoil(paper: Paper, first: int, layout: Layout) -> None:
    """Strike out, hide, raise, scale or rewrite one cell of a finished sheet, or nothing."""
    keys = [key for key, right in paper.right.items() if right.place[1] >= first]
    if not keys:
        return
    key = paper.random.choice(keys)
    for name, change in SPOILS.items():
        if paper.odd(name):
            change(paper, key)


def _strike(paper: Paper, key: tuple[str, str]) -> None:
    if paper.look.kind == "xlsx":
        paper.grid.struck.add(paper.right[key].place)
        paper.right[key].wary, paper.right[key].must = True, False


def _hide_row(paper: Paper, key: tuple[str, str]) -> None:
    row = paper.right[key].place[0]
    if paper.look.kind == "xlsx":
        paper.grid.hidden_rows.add(row)
        for right in paper.right.values():
            if right.place[0] == row:
                right.wary, right.must = True, False


def _raise_mark(paper: Paper, key: tuple[str, str]) -> None:
    """A mark of a footnote behind a figure; in a text file it stands there as a star or in brackets."""
    mark = paper.random.choice(("1", "2", "(1)", "*", "a"))
    paper.grid.raised[paper.right[key].place] = (
        mark if paper.look.kind == "xlsx" else paper.random.choice(("*", " (1)", "¹"))
    )
    paper.right[key].must = False


def _raise_name(paper: Paper, key: tuple[str, str]) -> None:
    row = paper.right[key].place[0]
    names = {paper.voice.name(thing) for thing in paper.things}
    at = next((at for at, cell in enumerate(paper.grid.rows[row]) if cell in names), None)
    if at is not None and paper.look.kind == "xlsx":
        paper.grid.raised[row, at] = paper.random.choice(("1", "2", "(a)"))
    _hesitate(paper, row)


def _hesitate(paper: Paper, row: int) -> None:
    for right in paper.right.values():
        if right.place[0] == row:
            right.must = False


def _scale(paper: Paper, key: tuple[str, str]) -> None:
    """A number that is stored thousands or millions of times larger than it is shown."""
    form, power = paper.random.choice((("#,##0.0,", 3), ("#,##0.0,,", 6), ('#,##0.00,"k"', 3), ("0.0%", -2)))
    thing = next(thing for thing in paper.things if thing.id == key[0])
    if form == "0.0%" and thing.unit_en != "%":
        return
    if paper.look.kind == "xlsx":
        paper.grid.formats[paper.right[key].place] = ("0.00%" if form == "0.0%" else form, power)
    paper.right[key].must = False


def _calculate(paper: Paper, key: tuple[str, str]) -> None:
    """A formula, with its value or never calculated."""
    calculated = paper.chance(0.6)
    paper.look = type(paper.look)(**{**vars(paper.look), "calculated": calculated})
    paper.grid.formulas.add(paper.right[key].place)
    paper.right[key].must = False


def _drop_accents(paper: Paper, key: tuple[str, str]) -> None:
    row = paper.right[key].place[0]
    cells = paper.grid.rows[row]
    for at, cell in enumerate(cells):
        if isinstance(cell, str):
            plain = "".join(sign for sign in normalize("NFD", cell) if category(sign) != "Mn")
            cells[at] = plain.replace("đ", "d").replace("Đ", "D")
    _hesitate(paper, row)


def _unit_in_name(paper: Paper, key: tuple[str, str]) -> None:
    """The name of a row says that its figures are in a smaller unit."""
    right = paper.right[key]
    thing = next(thing for thing in paper.things if thing.id == key[0])
    other, factor = OTHER_UNIT.get(paper.voice.unit(thing), ("", 0))
    row = right.place[0]
    at = next((at for at, cell in enumerate(paper.grid.rows[row]) if cell == paper.voice.name(thing)), None)
    if at is None or not factor:
        return
    paper.grid.rows[row][at] = f"{paper.voice.name(thing)} ({other})"
    for column, cell in enumerate(paper.grid.rows[row]):
        if isinstance(cell, Decimal):
            paper.grid.rows[row][column] = cell * factor
    _hesitate(paper, row)


def _add_unit_to_figure(paper: Paper, key: tuple[str, str]) -> None:
    """A figure with its unit in its cell."""
    row, column = paper.right[key].place
    thing = next(thing for thing in paper.things if thing.id == key[0])
    value = paper.grid.rows[row][column]
    sign = "," if paper.look.comma else "."
    paper.grid.rows[row][column] = f"{value} {paper.voice.unit(thing)}".replace(".", sign)
    paper.right[key].must = False


SPOILS: dict[str, Callable[[Paper, tuple[str, str]], None]] = {
    "a figure struck out": _strike,
    "a hidden row": _hide_row,
    "a raised mark at a figure": _raise_mark,
    "a raised mark at a name": _raise_name,
    "a number format that scales": _scale,
    "a formula": _calculate,
    "names without accents": _drop_accents,
    "another unit in a name": _unit_in_name,
    "a unit beside a figure": _add_unit_to_figure,
}
MAKERS: dict[str, tuple[Callable[[Paper], bool], int]] = {
    "one row a figure": (long_rows, 6),
    "things across": (things_across, 2),
    "year in the title": (year_in_the_title, 3),
    "parents of equal names": (parents_of_equal_names, 2),
    "ids of other names": (wrong_ids, 2),
    "rows told apart": (office_rows.rows_told_apart, 8),
    "plan and result in rows": (office_rows.plan_and_result_in_rows, 3),
    "two units in rows": (office_rows.unit_of_each_row_below, 3),
}
