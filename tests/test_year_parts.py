"""Areas that report by quarter, half or month beside areas that report the year: each has a figure of the year."""

from decimal import Decimal
from random import Random

import pytest

from support.areas import TODAY, figure, make_area, make_folder, make_item, record, roll
from support.examples import count_examples
from support.folders import HEADER, write_folder
from tracker.assess import assess
from tracker.model import Period, Result
from tracker.model.areas import Dimension, Ratio

ITEM = make_item("x", measure="total", areas="commune", roll_up="sum")
PROVINCE = make_area("p", "province")
DIVISIONS = (("Q1", "Q2", "Q3", "Q4"), ("S1", "S2"), ("S1", "Q3", "Q4"), ("Q1", "Q2", "M07", "M08", "M09", "Q4"))


def record_part(area: str, year: int, part: str, value: object, **more: str) -> Result:
    """Return a row of a quarter, half or month."""
    return record(area, year, value, **more)._replace(period=Period(year, part=part))


def record_quarters(area: str, year: int, *values: object, **more: str) -> list[Result]:
    """Return the rows of quarters; None is not reported."""
    known = [(at, value) for at, value in enumerate(values, 1) if value is not None]
    return [record_part(area, year, f"Q{at}", value, **more) for at, value in known]


def make_two(*rows: Result, item=ITEM):
    """Return the folder of a province with the communes `a` and `b`."""
    return make_folder([PROVINCE, make_area("a", "commune", "p"), make_area("b", "commune", "p")], [item], rows)


def test_a_year_of_quarters_is_added_to_a_recorded_year():
    register = make_two(*record_quarters("a", 2024, 10, 11, 12, 13), record("b", 2024, 100))
    assert figure(register, "p") == "146"
    made = roll(register, "p").figures["x"][Period(2024)]
    assert (made.rule, made.reported, made.expected, made.has_parts) == ("sum", 2, 2, True)
    assert [(each.scope.area, each.value, each.has_parts) for each in made.addends] == [
        ("a", 46, True),
        ("b", 100, False),
    ]
    assert "from_parts" in assess(roll(register, "p"), 2024, TODAY).assessments[0].flags


@pytest.mark.parametrize(
    ("rule", "made"), [("sum", ">133"), ("last", ">100"), ("mean", ">100"), ("none", ">100")]
)  # the other rules need every part: the area has no year
def test_a_year_that_lacks_a_quarter_is_not_reported(rule, made):
    item = ITEM._replace(within_year=rule)
    register = make_two(*record_quarters("a", 2024, 10, 11, 12), record("b", 2024, 100), item=item)
    assert figure(register, "p") == made
    found = roll(register, "p").figures["x"][Period(2024)]
    assert (found.reported, found.expected) == (1, 2)


def test_a_year_that_lacks_a_quarter_makes_no_extreme_and_no_mean():
    item = ITEM._replace(roll_up="max")
    register = make_two(*record_quarters("a", 2024, 10, 11, 12), record("b", 2024, 100), item=item)
    assert figure(register, "p") == ""
    assert roll(register, "p").figures["x"][Period(2024)].reason == "incomplete"


def test_bounds_of_quarters_are_carried_up():
    register = make_two(*record_quarters("a", 2024, "<10", 11, ">12", 13), record("b", 2024, 100))
    assert figure(register, "p") == "~146"
    assert roll(register, "p").figures["x"][Period(2024)].reason == "bounded"
    (item,) = assess(roll(register, "p"), 2024, TODAY).assessments
    assert item.plan_verdict == ""


def test_a_recorded_year_wins_over_quarters_and_a_forecast_does_not():
    quarters = record_quarters("a", 2024, 10, 11, 12, 13)
    assert figure(make_two(*quarters, record("a", 2024, 50), record("b", 2024, 100)), "p") == "150"
    register = make_two(*quarters, record("a", 2024, 50, status="forecast"), record("b", 2024, 100))
    assert figure(register, "p") == "146"


def test_a_year_to_date_of_one_area_is_added_to_the_quarters_of_another():
    register = make_two(*record_quarters("a", 2025, 1, 2), record("b", 2025, 7, month=6))
    found = {row.period: row for row in roll(register, "p").results["x"]}
    assert (found[Period(2025, 6)].value, found[Period(2025, 6)].qualifier) == (10, "")


def test_a_ratio_uses_the_year_that_quarters_make():
    items = [ITEM, ITEM._replace(id="y", name={"": "y"}), make_item("r", ratio=Ratio("x", "y", Decimal(100)))]
    rows = [*record_quarters("a", 2024, 1, 2, 3, 4), record("a", 2024, 40, of="y")]
    register = make_folder([PROVINCE, make_area("a", "commune", "p")], items, rows)
    assert figure(register, "a", of="r") == figure(register, "p", of="r") == "25"


def test_a_quotient_of_quarters_is_none_of_a_year():
    """Births of a year by women: of 2024 the women are not known as a whole, of 2025 three quarters have passed."""
    items = [
        ITEM,
        make_item("y", areas="commune", roll_up="sum", within_year="none"),
        make_item("r", ratio=Ratio("x", "y", Decimal(1000))),
    ]
    rows = [row for year in (2024, 2025) for row in record_quarters("a", year, 1, 2, 3, None if year == 2025 else 4)]
    rows += [row._replace(indicator="y", value=Decimal(100)) for row in rows]
    register = make_folder([PROVINCE, make_area("a", "commune", "p")], items, rows)
    for area in ("a", "p"):
        found = assess(roll(register, area), 2025, TODAY).assessments[2]
        assert found.result is None
        assert {str(period): row.value for period, row in found.results.items()} == {
            f"{year}-Q{at}": 10 * at for year, last in ((2024, 4), (2025, 3)) for at in range(1, last + 1)
        }


def test_a_total_of_parts_that_lack_a_quarter_is_not_reported():
    sex = Dimension("sex", {}, {"f": {}, "m": {}}, whole=True)
    rows = [row for name in "fm" for row in record_quarters("a", 2024, 1, 2, parts={"sex": name})]
    areas = [PROVINCE, make_area("a", "commune", "p")]
    register = make_folder(areas, [ITEM._replace(by=("sex",))], rows, dimensions=[sex])
    found = assess(roll(register, "a"), 2024, TODAY).assessments[0]
    assert (found.result.value, found.result.qualifier) == (6, ">")
    assert {"incomplete", "not_reported", "from_parts"} <= {*found.flags}


def test_the_year_of_a_merger_has_the_quarters_of_both():
    """A reports until June, N from July on: the year of N is both, on any territory."""
    areas = [
        PROVINCE,
        make_area("a", "commune", "p", ends="2024-06-30", into="n"),
        make_area("b", "commune", "p"),
        make_area("n", "commune", "p", "2024-07-01"),
    ]
    rows = [*record_quarters("a", 2024, 5, 6), *record_quarters("n", 2024, None, None, 7, 8), record("b", 2024, 100)]
    for territory in ("today", "then"):
        register = make_folder(areas, [ITEM], rows)
        assert figure(register, "p", territory=territory) == "126"
        found = assess(roll(register, "n", territory=territory), 2024, TODAY).assessments[0]
        assert (found.result.value, found.result.qualifier) == (26, "")
        assert "from_parts" in found.flags


def test_an_area_that_another_one_joined_reports_for_both_from_then_on():
    """Until June N reports for itself alone: its year needs what A had until then."""
    areas = [
        PROVINCE,
        make_area("a", "commune", "p", ends="2024-06-30", into="n"),
        make_area("n", "commune", "p"),
    ]
    rows = [*record_quarters("a", 2024, 5, 5), *record_quarters("n", 2024, 10, 10, 30, 30)]
    for territory in ("today", "then"):
        assert figure(make_folder(areas, [ITEM], rows), "p", territory=territory) == "90"
    without = make_folder(areas, [ITEM], rows[1:])
    found = assess(roll(without, "n", territory="then"), 2024, TODAY).assessments[0]
    assert (found.result.value, found.result.qualifier) == (85, ">")
    assert {"incomplete", "not_reported"} <= {*found.flags}


def test_areas_that_merge_twice_in_a_year_have_all_its_quarters():
    """A becomes M in April, and M becomes N in October."""
    areas = [
        PROVINCE,
        make_area("a", "commune", "p", ends="2024-03-31", into="m"),
        make_area("m", "commune", "p", "2024-04-01", "2024-09-30", "n"),
        make_area("n", "commune", "p", "2024-10-01"),
        make_area("b", "commune", "p"),
    ]
    rows = [*record_quarters("a", 2024, 4), *record_quarters("m", 2024, None, 6, 8), record("b", 2024, 100)]
    rows += record_quarters("n", 2024, None, None, None, 1)
    for territory in ("today", "then"):
        assert figure(make_folder(areas, [ITEM], rows), "p", territory=territory) == "119"


def test_quarters_of_a_larger_area_make_its_year_only_on_the_same_ground():
    """A commune moved from Q to P in July: what P recorded until June is not of the P of December."""
    moved = make_area("b", "commune", "q", ends="2024-06-30")
    places = (*moved.placements, moved.placements[0]._replace(within="p", begins="2024-07-01", ends=""))
    areas = [PROVINCE, make_area("q", "province"), make_area("a", "commune", "p"), moved._replace(placements=places)]
    areas.append(make_area("c", "commune", "q"))
    quarters = record_quarters("p", 2024, 1, 1, 4, 4)
    rows = [record("a", 2024, 4), record("b", 2024, 8)]
    assert figure(make_folder(areas, [ITEM], [*quarters, *rows]), "p") == "12"
    stable = [area for area in areas if area.id != "b"]
    assert figure(make_folder(stable, [ITEM], [*quarters, rows[0]]), "") == ">10"


def test_quarters_give_what_a_recorded_year_gives():
    """A folder in which some areas report by parts of the year has the yearly figures of one in which all report years."""
    for seed in range(count_examples(200)):
        random = Random(seed)
        names = [f"c{number}" for number in range(random.randrange(1, 6))]
        homes = {name: random.choice("pq") for name in names}
        areas = [make_area(home, "province") for home in sorted({*homes.values()})]
        areas += [make_area(name, "commune", home) for name, home in homes.items()]
        years, parts = [], []
        for name in names:
            division = random.choice(DIVISIONS)
            values = [random.randrange(-2, 9) for _ in division]
            years.append(record(name, 2024, sum(values)))
            is_divided = random.random() < 0.6
            rows = [record_part(name, 2024, part, value) for part, value in zip(division, values, strict=True)]
            parts += rows if is_divided else years[-1:]
        for area in ("", *sorted({*homes.values()})):
            assert figure(make_folder(areas, [ITEM], parts), area) == figure(make_folder(areas, [ITEM], years), area)


TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025

[[indicator]]
id = "x"
name = "Jobs"
unit = "persons"
measure = "total"
areas = "commune"
roll_up = "sum"
target.at_least = 100
"""
AREAS = "area,name,level,within,from,until,into\np,Province,province,,,,\na,A,commune,p,,,\nb,B,commune,p,,,\n"


@pytest.fixture
def mixed(tmp_path):
    """A folder in which one commune reports by quarter, without the last one of 2024, and the other one the year."""
    rows = [f"x,2023-Q{at},{value},,final,,,2024-01-05,lan,a" for at, value in enumerate((1, 2, 3, 4), 1)]
    rows += [f"x,2024-Q{at},{value},,final,,,2025-01-05,lan,a" for at, value in enumerate((1, 2, 3), 1)]
    rows += [f"x,{year},50,,final,,,2025-01-05,lan,b" for year in (2023, 2024)]
    folder = write_folder(tmp_path / "data", TARGETS, HEADER.strip() + ",area\n" + "\n".join(rows) + "\n")
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return folder


def test_show_says_which_figures_are_made_of_parts(run, mixed):
    common = ("--data", mixed, "--lang", "en", "--as-of", "2025-02-01")
    done = run("show", "x", "--area", "p", "--year", "2024", *common)
    assert "2023: 10 (A, of quarters or months) + 50 (B) = 60; 2 of 2 areas" in done.stdout
    assert "2024: > 6 (A, some months are missing) + 50 (B) = > 56; 1 of 2 areas" in done.stdout
    own = run("show", "x", "--area", "a", "--year", "2024", *common).stdout
    assert "Q1 2024: 1; Q2 2024: 2; Q3 2024: 3 → 2024: > 6 (sum)" in own
    assert "figures of some months are missing" in own
