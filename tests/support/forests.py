"""Areas at random that merge, split, move and end in the course of time, with rows and decisions about them."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from support.areas import make_folder, make_item, record
from tracker.model import Decision, Period, Plan, Register, Result, Target
from tracker.model.areas import Area, Dimension, Placement, Ratio, Successor

CHANGES = (("2022-06-30", "2022-07-01"), ("2024-12-31", "2025-01-01"))
"""The last day before each change, and the first one after it."""
DAYS = ("2026-01-15", "2026-01-15", "2023-12-31", "2021-03-01")
PERIODS = (Period(2020), Period(2022), Period(2024), Period(2024, 6), Period(2025))
PART_PERIODS = tuple(Period(year, part=part) for year in (2022, 2024) for part in ("Q1", "Q2", "Q3", "S1"))
SEX = Dimension("sex", {}, {"f": {}, "m": {}}, whole=True)
AGE = Dimension("age", {}, {"young": {}, "old": {}})
MARKS = (("",),) * 3 + (("", "", "", "<"), ("", "", "", ">"), ("", "", "<", ">", "~"))
STATUSES = ("final",) * 12 + ("preliminary", "preliminary", "estimate", "forecast", "withdrawn")


class Forest:
    """Areas as they change: where each lies now, and since when."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.levels: dict[str, str] = {}
        self.now: dict[str, str] = {}
        self.since: dict[str, str] = {}
        self.past: dict[str, list[Placement]] = {}
        self.into: dict[str, tuple[Successor, ...]] = {}
        for _ in range(random.choice((1, 2, 2, 3))):
            province = self.add("province", "")
            for _ in range(random.choice((0, 0, 1, 2))):
                district = self.add("district", province)
                for _ in range(random.choice((0, 1, 2, 2))):
                    self.add("commune", district)
            for _ in range(random.choice((0, 0, 1, 2))):
                self.add("commune", province)

    def add(self, level: str, within: str, since: str = "") -> str:
        """Add an area and return its id."""
        name = f"{level[0]}{len(self.levels)}"
        self.levels[name], self.now[name], self.since[name] = level, within, since
        self.past[name] = []
        return name

    def list_now(self, *levels: str) -> list[str]:
        """Return the areas of some levels that exist now."""
        return [name for name in self.now if self.levels[name] in levels]

    def end(self, name: str, last: str, first: str, *successors: Successor) -> None:
        """End an area: those in it move to what it becomes, or end too."""
        home = self.now[name]
        target = successors[0].area if len(successors) == 1 else home
        for child in [child for child, within in self.now.items() if within == name]:
            if self.levels[child] == "commune" and self.random.random() < 0.2:
                self.end(child, last, first)
            else:
                self.move(child, target, last, first)
        self.past[name].append(Placement(self.now.pop(name), self.since[name], last))
        self.into[name] = successors

    def move(self, name: str, within: str, last: str, first: str) -> None:
        """Put an area into another larger one."""
        if self.since[name] == first:
            self.now[name] = within
            return
        self.past[name].append(Placement(self.now[name], self.since[name], last))
        self.now[name], self.since[name] = within, first

    def change(self, last: str, first: str) -> None:
        """Let some areas merge, split, move, end or begin."""
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            level = self.random.choice(("commune", "commune", "commune", "district", "province"))
            old = [name for name in self.list_now(level) if self.since[name] != first or not self.past[name]]
            old = [name for name in old if self.since[name] != first]
            if not old:
                continue
            name = self.random.choice(old)
            others = [other for other in self.list_now(level) if other != name]
            homes = {"commune": ("province", "district"), "district": ("province",), "province": ()}[level]
            act = self.random.choice(("merge", "merge", "new", "split", "move", "end", "begin"))
            if act == "merge" and others:
                self.end(name, last, first, Successor(self.random.choice(others)))
            elif act == "new":
                successor = Successor(self.add(level, self.now[name], first))
                partners = [other for other in others if self.since[other] != first]
                self.end(name, last, first, successor)
                if partners and partners[0] in self.now:
                    self.end(
                        self.random.choice([other for other in partners if other in self.now]), last, first, successor
                    )
            elif act == "split" and others and level == "commune":
                other = self.random.choice(others)
                new = self.add(level, self.now[name], first)
                share = self.random.choice((Decimal("0.5"), Decimal("0.25")))
                self.end(name, last, first, Successor(other, share), Successor(new, 1 - share))
            elif act == "move" and homes and self.list_now(*homes):
                self.move(name, self.random.choice(self.list_now(*homes)), last, first)
            elif act == "end":
                self.end(name, last, first)
            elif act == "begin" and homes and self.list_now(*homes):
                self.add(level, self.random.choice(self.list_now(*homes)), first)

    def make_areas(self) -> list[Area]:
        """Return the areas in a random order of the file."""
        areas = []
        for name, level in self.levels.items():
            placements = list(self.past[name])
            if name in self.now:
                placements.append(Placement(self.now[name], self.since[name], ""))
            areas.append(Area(name, {"": name}, level, tuple(placements), self.into.get(name, ())))
        self.random.shuffle(areas)
        return areas


def draw_areas(random: Random) -> list[Area]:
    """Return areas with a history."""
    forest = Forest(random)
    for last, first in CHANGES:
        forest.change(last, first)
    return forest.make_areas()


def draw_folder(random: Random) -> Register:
    """Return a register of areas with every kind of indicator."""
    areas = draw_areas(random)
    limit = Target(random.choice(("at_least", "at_most")), Decimal(3), Decimal(3))
    limit = limit._replace(**{"high" if limit.kind == "at_least" else "low": None})
    goal = make_item("x", target=limit, direction="increase" if limit.kind == "at_least" else "decrease")
    each = random.choice((goal, goal, goal._replace(plan={2024: Plan(Decimal(2), bound=limit._replace())}), None))
    each = each and each._replace(plan={})
    items = [
        make_item(
            "x",
            areas="commune",
            roll_up=random.choice(("sum", "sum", "min", "max", "none")),
            by=("sex",),
            each=each,
            within_year=random.choice(("sum", "sum", "last", "none")),
        ),
        make_item("w", areas="commune", roll_up="sum", within_year=random.choice((None, "sum"))),
        make_item("v", areas="commune", roll_up="sum", by=("age", "sex"), within_year=random.choice(("sum", "last"))),
        make_item("m", areas="commune", roll_up="mean", weight="w", within_year=random.choice(("mean", "last", "sum"))),
        make_item("d", areas="district", roll_up=random.choice(("sum", "max"))),
        make_item("r", ratio=Ratio("v", "w", Decimal(random.choice(("100", "1", "-2"))))),
        make_item("n", counts="x"),
    ]
    rows = draw_rows(random, areas, items)
    decisions = [
        Decision(
            "x",
            area.id,
            random.choice(("target", "target", "plan")),
            2024,
            limit,
            "2021-01-01",
            "",
            "",
            "2021-01-01",
            "",
        )
        for area in areas
        if random.random() < 0.2
    ]
    return make_folder(areas, items, rows, decisions, (SEX, AGE))


def draw_rows(random: Random, areas: Sequence[Area], items: Sequence[Any]) -> list[Result]:
    """Return rows: mostly of communes, some of larger areas, some of areas that did not exist."""
    marks = random.choice(MARKS)
    gap, above = random.choice((0.0, 0.1, 0.3)), random.choice((0.0, 0.1, 0.3))
    lowest = random.choice((0, 1, 1, 1, -3))
    is_hostile = random.random() < 0.3
    by_quarter = random.choice((0.0, 0.0, 0.5, 0.9))
    rows = []
    for item in items:
        for period in PERIODS:
            for area in areas:
                day = period.get_last_day()
                if area.find_placement(day) is None and not (is_hostile and random.random() < 0.3):
                    continue
                chance = 1 - gap if area.level == (item.areas or "?") else above
                for parts in [{}, *({item.by[0]: value} for value in _values(item))]:
                    if random.random() < (chance if not parts else 0.3):
                        value = f"{random.choice(marks)}{random.randrange(lowest, 9)}"
                        status = random.choice(STATUSES)
                        rows.append(
                            record(
                                area.id, period.year, value, of=item.id, status=status, month=period.month, parts=parts
                            )
                        )
        rows += draw_parts(random, areas, item, by_quarter)
        if by_quarter:
            taken = {
                (row.area, row.parts, row.period.year) for row in rows if row.indicator == item.id and row.period.part
            }
            rows = [
                row
                for row in rows
                if row.indicator != item.id
                or not row.period.is_year
                or (row.area, row.parts, row.period.year) not in taken
                or random.random() < 0.1
            ]
    own = [record("", 2024, random.randrange(9), of=item.id) for item in items if random.random() < above / 3]
    random.shuffle(rows)
    return [*rows, *own]


def draw_parts(random: Random, areas: Sequence[Area], item: Any, chance: float) -> list[Result]:
    """Return rows of quarters and halves, with gaps, of areas and years drawn by `chance`."""
    rows = []
    for area in areas:
        for year in (2022, 2024):
            parts = random.choice(PART_SETS) if chance else ()
            if random.random() >= (chance if area.level == (item.areas or "?") else chance / 6):
                continue
            of_area = random.choice([{}, {}, *({item.by[0]: value} for value in _values(item))])
            for part in parts:
                period = Period(year, part=part)
                if area.find_placement(period.get_last_day()) and random.random() < 0.9:
                    value = f"{random.choice(('', '', '', '', '<', '>', '~'))}{random.randrange(-1, 9)}"
                    row = record(area.id, year, value, of=item.id, status=random.choice(STATUSES), parts=of_area)
                    rows.append(row._replace(period=period))
    return rows


PART_SETS = (("Q1", "Q2", "Q3", "Q4"), ("Q1", "Q2", "Q3", "Q4"), ("S1", "S2"), ("S1", "Q3", "Q4"), ("Q1", "Q2", "S2"))


def _values(item: Any) -> tuple[str, ...]:
    return {"sex": ("f", "m"), "age": ("young", "old")}[item.by[0]] if item.by else ()


Draw = Callable[[Random], Register]
