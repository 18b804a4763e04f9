"""Sheets whose rows say what their figures are: plan or result, men or women, which place, which quarter, which unit."""

from decimal import Decimal

from support.office_layouts import READ, Column
from support.office_tables import Paper, note_plan, note_reading, put_titles, shown_figure, vary_name
from support.office_words import AREAS, MEASURED, NAME, OTHER_UNIT, PARTS, PLAN, RESULT, TOTALS, UNIT, Measured


def rows_told_apart(paper: Paper) -> bool:
    """A column tells rows of one thing apart; the years stand beside each other, or in a column of their own."""
    what = paper.random.choice(("type", "part", "area", "quarter", "multiplier"))
    wide = paper.chance(0.6)
    voice = paper.voice
    titles = {
        "type": voice.pick(
            paper.random.choice(("Loại", "Phân loại", "Số liệu")), paper.random.choice(("Type", "Scenario", "Measure"))
        ),
        "part": voice.pick(
            paper.random.choice(("Giới tính", "Phân tổ", "Khu vực")), paper.random.choice(("Sex", "Breakdown", "Group"))
        ),
        "area": voice.pick(
            paper.random.choice(("Đơn vị", "Địa bàn", "Xã, phường")),
            paper.random.choice(("Area", "District", "Region")),
        ),
        "quarter": voice.pick(
            paper.random.choice(("Quý", "Tháng", "Kỳ")), paper.random.choice(("Quarter", "Month", "Period of the year"))
        ),
        "multiplier": voice.pick("Hệ số đơn vị", paper.random.choice(("Unit multiplier", "Scale", "Multiplier"))),
    }
    years = ["2023", "2024"]
    heads = [
        voice.say(NAME),
        titles[what],
        *(years if wide else [voice.pick("Năm", "Year"), voice.pick("Giá trị", "Value")]),
    ]
    row = put_titles(paper, len(heads))
    for at, text in enumerate(heads):
        paper.grid.put(row, at, text)
    repeated = paper.chance(0.7)
    if what == "multiplier":
        paper.things = [thing for thing in paper.things if thing.size > 50 and thing.unit_en != "%"] or [MEASURED[0]]
    for thing in paper.things:
        for first, (word, kind, factor) in enumerate(_kinds(paper, what, thing)):
            name = voice.name(thing) if repeated or first == 0 else ""
            cells = [Column((), kind, year, must=False, factor=factor) for year in years]
            if wide:
                row += 1
                _put(paper, row, thing, [name, word], cells)
                continue
            for column in cells:
                row += 1
                _put(paper, row, thing, [name, word, column.period], [column])
    return False


def _kinds(paper: Paper, what: str, thing: Measured) -> list[tuple[str, str, int]]:
    """Return the words of a thing's rows, what the figures of each are, and in how small a unit they are."""
    voice = paper.voice
    if what == "type":
        kinds = [(voice.say(PLAN), "plan", 1), (voice.say(RESULT), "result", 1)]
        return kinds[:: paper.random.choice((1, -1))]
    if what == "part":
        return [(voice.say(TOTALS), "result", 1), *((part, "part", 1) for part in PARTS[voice.language][0])][
            paper.random.choice((0, 1)) :
        ]
    if what == "area":
        return [(area, "part", 1) for area in AREAS[voice.language]]
    if what == "quarter":
        return [(voice.pick(f"Quý {number}", f"Q{number}"), "month", 1) for number in ("I", "II", "III", "IV")]
    return [(voice.pick("Nghìn", "Thousands"), "result", -1)]


def _put(paper: Paper, row: int, thing: Measured, left: list[str], columns: list[Column]) -> None:
    for at, text in enumerate(left):
        paper.grid.put(row, at, text)
    for at, column in enumerate(columns, len(left)):
        smaller = column.factor < 0
        plain = Column((), column.kind, column.period, must=False)
        value = shown_figure(paper, thing, plain)
        paper.grid.put(row, at, (value / 1000).quantize(Decimal("0.0001")) if smaller else value)
        note_plan(paper, thing, plain, value)
        if column.kind in READ and not smaller:
            note_reading(paper, thing, plain, (row, at), must=False)


def plan_and_result_in_rows(paper: Paper) -> bool:
    """Under each name stand a row of the plan and a row of the result; the years stand beside each other."""
    voice = paper.voice
    plan, result = voice.say(PLAN), voice.say(RESULT)
    columns = [Column((year,), "result", year, must=False) for year in ("2023", "2024", "2025")]
    heads = [voice.say(NAME), voice.say(UNIT), *(voice.year(int(column.period)) for column in columns)]
    row = put_titles(paper, len(heads))
    for at, text in enumerate(heads):
        paper.grid.put(row, at, text)
    beside = paper.chance(0.4)  # the row of the name holds the plan
    for thing in paper.things:
        unit = voice.unit(thing)
        name = vary_name(paper, voice.name(thing), unit)
        plans = [Column((), "plan", column.period) for column in columns]
        rows = (
            [(name, plans), (f"- {result}", columns)]
            if beside
            else [(name, []), (f"- {plan}", plans), (f"- {result}", columns)]
        )
        if beside:
            rows[0] = (f"{name} ({plan})", plans)
        for text, cells in rows:
            row += 1
            _put(paper, row, thing, [text, unit], cells)
    return False


def unit_of_each_row_below(paper: Paper) -> bool:
    """Each thing has two rows: in its unit, and once more in a smaller unit or in percent of the year before."""
    voice = paper.voice
    column = Column((voice.pick("TH 2024", "Actual 2024"),), "result", "2024", must=False)
    for at, text in enumerate([voice.say(NAME), voice.say(UNIT), column.headings[0]]):
        paper.grid.put(0, at, text)
    row = 0
    for thing in paper.things:
        unit = voice.unit(thing)
        other, factor = OTHER_UNIT.get(unit, ("", 0))
        row += 1
        _put(paper, row, thing, [voice.name(thing), unit], [column])
        row += 1
        if factor and paper.chance(0.5):
            paper.grid.put(row, 0, voice.name(thing) if paper.chance(0.5) else "")
            paper.grid.put(row, 1, other)
            paper.grid.put(row, 2, paper.truth[thing.id, "2024"] * factor)
        else:
            paper.grid.put(row, 0, voice.pick("- So với năm trước", "- change on the year before"))
            paper.grid.put(row, 1, "%")
            paper.grid.put(row, 2, paper.draw(104, 1))
    return False
