"""Laws of roll-ups that hold whatever the numbers are: they name no formula that could be wrong in both computations."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from support.areas import TODAY, make_area, make_folder, make_item, record
from support.examples import count_examples
from support.forests import PERIODS, draw_folder
from tracker.model import Period, Register, Result
from tracker.model.areas import Area, Ratio, Successor
from tracker.model.scopes import Scope, Territory
from tracker.rollup import ScopeRegisters

RULES = ("sum", "min", "max", "mean")
TINY = Fraction(1, 10**40)
MARKS = (("",), ("", "", "<"), ("", "", ">"), ("", "<", ">", "~"))
ITEMS = (
    make_item("sum", areas="commune", roll_up="sum"),
    make_item("min", areas="commune", roll_up="min"),
    make_item("max", areas="commune", roll_up="max"),
    make_item("mean", areas="commune", roll_up="mean", weight="weight"),
    make_item("weight", areas="commune", roll_up="sum"),
    make_item("ratio", ratio=Ratio("sum", "weight", Decimal(100))),
)


def list_figures(register: Register, area: str = "", territory: Territory = "today", day: str = TODAY) -> dict:
    """Return the figures of an area by indicator and period: value, sign, status, and the reason if there is none."""
    found = ScopeRegisters(register, as_of=None, today=day, territory=territory).for_scope(Scope(area))
    figures = {}
    for item in found.indicators:
        for row in found.results.get(item.id, ()):
            if row.status != "withdrawn":
                figures[item.id, row.period] = (row.value, row.qualifier, row.status)
    return figures


def draw_communes(random: Random, names: list[str]) -> list[Result]:
    """Return rows of communes: with gaps and bounds, and positive weights."""
    marks, gap = random.choice(MARKS), random.choice((0, 0, 0.1))
    rows = []
    for name in names:
        for of in RULES:
            if random.random() >= gap:
                rows.append(record(name, 2024, f"{random.choice(marks)}{random.randrange(-1, 9)}", of=of))
        rows.append(record(name, 2024, random.randrange(1, 9), of="weight"))
    return rows


def repeat(count: int) -> list[Random]:
    """Return sources of random choices, the same ones each time."""
    return [Random(seed) for seed in range(count_examples(count))]


def put(rows: list[Result], area: str) -> list[Result]:
    """Return the figures of one area as rows recorded for another."""
    return [row._replace(area=area) for row in rows]


def test_two_steps_give_what_one_gives():
    """A folder whose communes lie in provinces and districts has the figures of one whose communes lie in nothing."""
    for random in repeat(400):
        names = [f"c{number}" for number in range(random.randrange(1, 8))]
        rows = draw_communes(random, names)
        flat = [make_area(name, "commune") for name in names]
        larger = [make_area("p", "province"), make_area("q", "province"), make_area("d", "district", "p")]
        deep = [make_area(name, "commune", random.choice("pqd")) for name in names]
        used = {area.within for area in (each.placements[0] for each in deep)}
        used |= {"p"} if "d" in used else set()
        deep += [area for area in larger if area.id in used]
        one, two = (list_figures(make_folder(areas, ITEMS, rows)) for areas in (flat, deep))
        assert one == two


@pytest.mark.parametrize("rule", RULES)
def test_figures_that_were_recorded_for_larger_areas_give_what_their_communes_give(rule):
    """The figures of two provinces, recorded for them, make the folder what their communes made it."""
    for random in repeat(100):
        names = [f"c{number}" for number in range(random.randrange(2, 8))]
        homes = {name: "pq"[number % 2] for number, name in enumerate(names)}
        rows = [record(name, 2024, random.randrange(9), of=of) for name in names for of in RULES]
        rows += [record(name, 2024, random.randrange(1, 9), of="weight") for name in names]
        areas = [make_area("p", "province"), make_area("q", "province")]
        areas += [make_area(name, "commune", home) for name, home in homes.items()]
        register = make_folder(areas, ITEMS, rows)
        steps = [
            record(area, 2024, value, of=of)
            for area in "pq"
            for (of, _), (value, _, _) in list_figures(register, area).items()
            if of in (rule, "weight")
        ]
        whole, again = list_figures(register), list_figures(make_folder(areas, ITEMS, steps))
        for of in (rule, "weight"):
            first, second = (Fraction(each[of, Period(2024)][0]) for each in (whole, again))
            assert abs(first - second) <= TINY * (1 + abs(first))


def divide_year(random: Random, row: Result, rule: str) -> list[Result]:
    """Return rows of parts that make the year of a row, each month once: their sum, or the last of them."""
    names = random.choice(
        (("Q1", "Q2", "Q3", "Q4"), ("S1", "S2"), ("Q1", "Q2", "S2"), ("S1", "Q3", "M10", "M11", "M12"))
    )
    values = [Decimal(random.randrange(5)) for _ in names[1:]]
    values.append(row.value - sum(values) if rule == "sum" else row.value)
    marks = ["" for _ in values[1:]] + [row.qualifier]
    parts = zip(names, values, marks, strict=True)
    return [row._replace(period=Period(2024, part=name), value=value, qualifier=mark) for name, value, mark in parts]


@pytest.mark.parametrize("rule", ["sum", "last"])
def test_an_area_that_reports_the_parts_of_a_year_reports_the_year(rule):
    """Some communes record the year, others its quarters, halves or months: the figures of the year are the same."""
    items = [item._replace(within_year=rule) for item in ITEMS]
    for random in repeat(200):
        names = [f"c{number}" for number in range(random.randrange(1, 7))]
        areas = [make_area("p", "province"), *(make_area(name, "commune", random.choice(("p", ""))) for name in names)]
        rows = draw_communes(random, names)
        parts = [each for row in rows for each in (divide_year(random, row, rule) if random.random() < 0.5 else [row])]
        for area in ("", "p"):
            of_years, of_parts = (list_figures(make_folder(areas, items, each), area) for each in (rows, parts))
            assert of_years == {key: found for key, found in of_parts.items() if key[1].is_year}


def test_a_merged_area_reports_what_its_predecessors_reported():
    """The figures of N, made of A and B, are those of a folder that has only A and B."""
    for random in repeat(300):
        names = [f"c{number}" for number in range(random.randrange(1, 7))]
        rows = draw_communes(random, names)
        before = [make_area("p", "province"), make_area("q", "province")]
        before += [make_area(name, "commune", random.choice("pq")) for name in names]
        last = {area.id: area.placements[0]._replace(ends="2025-06-30") for area in before}
        into = {area.id: Successor("nc" if area.level == "commune" else "np") for area in before}
        after = [area._replace(placements=(last[area.id],), into=(into[area.id],)) for area in before]
        new = [make_area("np", "province", "", "2025-07-01"), make_area("nc", "commune", "np", "2025-07-01")]
        if {area.placements[0].within for area in before} != {"", "p", "q"}:
            continue  # a province without communes would have to report itself
        whole = list_figures(make_folder(before, ITEMS, rows), day="2024-12-31")
        merged = make_folder([*after, *new], ITEMS, rows)
        for area in ("nc", "np", ""):
            assert list_figures(merged, area) == whole


def add_merger(register: Register) -> Register:
    """Return the register after all areas that exist have merged into a new one of each level, in 2027."""
    areas: dict[str, Area] = {}
    for area in register.areas.values():
        if not area.ends:
            last = area.placements[-1]._replace(ends="2027-06-30")
            places = (*area.placements[:-1], last)
            areas[area.id] = area._replace(placements=places, into=(Successor(f"new-{area.level}"),))
        else:
            areas[area.id] = area
    homes = {"province": "", "district": "new-province", "commune": "new-district"}
    for level, within in homes.items():
        areas[f"new-{level}"] = make_area(f"new-{level}", level, within, "2027-07-01")
    return register._replace(areas=areas)


def knows_all_levels(register: Register) -> bool:
    """Whether communes have lain in districts and in provinces."""
    homes = {place.within for area in register.areas.values() if area.level == "commune" for place in area.placements}
    return {"district", "province"} <= {register.areas[home].level for home in homes if home}


def test_figures_of_then_are_unchanged_by_later_mergers():
    for random in repeat(100):
        register = draw_folder(random)
        if not knows_all_levels(register):
            continue  # the new areas would say which levels are above the others
        later = add_merger(register)
        for area in ("", *register.areas):
            for day in (TODAY, "2028-01-15"):
                found = list_figures(later, area, "then", day)
                assert {key: each for key, each in found.items() if key[1] in PERIODS or key[1].part} == list_figures(
                    register, area, "then"
                )


def test_sums_of_today_are_those_of_then_for_the_whole_folder():
    """A merger moves figures between areas and loses none: the sum of a whole folder is always the same."""
    for random in repeat(200):
        register = draw_folder(random)
        scopes = {
            scope: rows
            for scope, rows in register.scope_results.items()
            if register.areas[scope.area].level == "commune" and not scope.parts
        }
        known = {
            scope: {
                name: tuple(row for row in rows if register.areas[scope.area].find_placement(last_day(row.period)))
                for name, rows in each.items()
            }
            for scope, each in scopes.items()
        }
        register = register._replace(scope_results=known, results={})
        today, then = (list_figures(register, "", territory) for territory in ("today", "then"))
        assert {key: each for key, each in today.items() if key[0] in "vwmr"} == {
            key: each for key, each in then.items() if key[0] in "vwmr"
        }


def last_day(period: Period) -> str:
    """Return the last day of a period."""
    return period.get_last_day()


def test_an_area_without_results_changes_no_sum_but_its_completeness():
    for random in repeat(200):
        names = [f"c{number}" for number in range(random.randrange(1, 6))]
        rows = [row._replace(value=abs(row.value)) for row in draw_communes(random, names)]
        areas = [make_area("p", "province"), *[make_area(name, "commune", "p") for name in names]]
        more = [*areas, make_area("empty", "commune", "p")]
        before, after = (make_folder(each, ITEMS, rows) for each in (areas, more))
        old, new = list_figures(before, "p"), list_figures(after, "p")
        for of in ("sum", "weight"):
            if (of, Period(2024)) in old:
                assert new[of, Period(2024)][0] == old[of, Period(2024)][0]
                assert new[of, Period(2024)][1] in (">", "~")
        for name in names:
            assert list_figures(after, name) == list_figures(before, name)
        counts = [
            ScopeRegisters(each, as_of=None, today=TODAY).for_scope(Scope("p")).figures["weight"][Period(2024)]
            for each in (before, after)
        ]
        assert [each.expected for each in counts] == [len(names), len(names) + 1]
        assert counts[0].reported == counts[1].reported == len(names)


def test_a_folder_without_areas_keeps_its_results():
    items = (make_item("x"), make_item("y"))
    rows = [record("", 2024, 5), record("", 2023, 4), record("", 2024, 7, of="y")]
    register = make_folder((), items, rows)
    found = ScopeRegisters(register, as_of=None, today=TODAY).for_scope(Scope())
    assert (found.results, found.indicators, dict(found.figures)) == (register.results, register.indicators, {})
