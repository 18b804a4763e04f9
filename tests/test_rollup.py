"""Roll-ups by hand: each rule with its expected numbers written out."""

from decimal import Context, Decimal

from support.areas import TODAY, figure, make_area, make_folder, make_item, record, roll
from tracker.assess import assess
from tracker.model import Decision, Period, Plan, Target
from tracker.model.areas import Area, Dimension, Placement, Ratio
from tracker.model.scopes import Scope
from tracker.rollup import ScopeRegisters

PROVINCES = (
    make_area("p", "province"),
    make_area("q", "province"),
    make_area("a", "commune", "p"),
    make_area("b", "commune", "p"),
    make_area("c", "commune", "q"),
)


def folder(*rows, areas=PROVINCES, **rule):
    """A folder with the indicator x, reported by communes."""
    return make_folder(areas, [make_item(areas="commune", **{"roll_up": "sum", **rule})], rows)


# --- Sums -------------------------------------------------------------------------------------------------------


def test_a_sum_of_communes_is_that_of_the_province_and_of_the_folder():
    register = folder(record("a", 2024, "1.10"), record("b", 2024, "2.2"), record("c", 2024, 5))
    assert [figure(register, area) for area in ("p", "q", "", "a")] == ["3.30", "5", "8.30", "1.10"]


def test_a_missing_commune_makes_a_lower_bound():
    register = folder(record("a", 2024, 12), record("c", 2024, 7))
    assert [figure(register, area) for area in ("p", "q", "")] == [">12", "7", ">19"]


def test_a_missing_commune_beside_a_negative_value_leaves_no_figure():
    assert figure(folder(record("a", 2024, -12), record("c", 2024, 7)), "p") == ""
    assert figure(folder(record("a", 2024, -12), record("c", 2024, 7))) == ""


def test_what_was_recorded_for_the_province_is_its_figure_and_counts_further_up():
    register = folder(record("a", 2024, 12), record("p", 2024, 20), record("c", 2024, 7))
    assert [figure(register, area) for area in ("p", "")] == ["20", "27"]


def test_bounds_are_carried_up():
    assert figure(folder(record("a", 2024, ">1"), record("b", 2024, 2)), "p") == ">3"
    assert figure(folder(record("a", 2024, "<1"), record("b", 2024, 2)), "p") == "<3"
    assert figure(folder(record("a", 2024, "<1"), record("b", 2024, ">2")), "p") == "~3"
    assert figure(folder(record("a", 2024, "~1"), record("b", 2024, ">2")), "p") == "~3"
    assert figure(folder(record("a", 2024, "<1")), "p") == "~1"


def test_the_status_is_the_weakest():
    def of(first, second):
        return figure(folder(record("a", 2024, 1, status=first), record("b", 2024, 2, status=second)), "p")

    assert of("final", "preliminary") == "3 preliminary"
    assert of("estimate", "preliminary") == "3 estimate"
    assert of("estimate", "forecast") == "3 forecast"


def test_a_sum_is_as_new_as_the_latest_of_its_rows_and_stands_in_no_journal():
    register = folder(record("a", 2024, 1, day="2025-02-03"), record("b", 2024, 2, day="2025-01-09"))
    (row,) = roll(register, "p").results["x"]
    assert (row.recorded_at, row.line, row.area, row.recorded_by) == ("2025-02-03", -1, "p", "")


def test_a_sum_that_is_open_on_both_sides_says_that_it_decides_nothing():
    assert reason(folder(record("a", 2024, "<1"), record("b", 2024, ">2")), "p") == "bounded"
    assert reason(folder(record("a", 2024, "<1")), "p") == "bounded"
    assert reason(folder(record("a", 2024, "~1"), record("b", 2024, 2)), "p") == ""


def test_completeness_is_counted_in_areas_that_report():
    register = folder(record("a", 2024, 12), record("c", 2024, 7), record("q", 2023, 1))
    made = [roll(register, area).figures["x"][Period(year)] for area, year in (("p", 2024), ("", 2024), ("", 2023))]
    assert [(each.reported, each.expected) for each in made] == [(1, 2), (2, 3), (1, 3)]
    assert [(each.scope.area, each.value) for each in made[1].addends] == [("p", 12), ("q", 7)]
    assert roll(register).figures["x"][Period(2022)].reason == "no_result"


def test_the_areas_of_a_level_are_those_of_the_day():
    found = ScopeRegisters(folder(areas=MERGED), as_of="2025-01-01", today="2026-01-15")
    assert (found.list_areas("commune"), found.list_areas("commune", "q")) == (["a", "b", "c"], ["b", "c"])
    assert ScopeRegisters(folder(areas=MERGED), as_of=None, today="2026-01-15").list_areas("commune") == ["a", "n"]


def test_a_withdrawn_row_is_as_if_missing():
    register = folder(record("a", 2024, 1), record("b", 2024, 2, status="withdrawn"), record("c", 2024, 5))
    assert figure(register, "p") == ">1"


def test_an_indicator_without_a_rule_has_only_what_was_recorded():
    register = folder(record("a", 2024, 1), record("b", 2024, 2), record("p", 2023, 9), roll_up="none")
    assert [figure(register, "p"), figure(register, "p", 2023), figure(register)] == ["", "9", ""]


# --- The highest and the lowest ---------------------------------------------------------------------------------


def extreme(rule, *values):
    """The figure of a province of two communes."""
    rows = [record(area, 2024, value) for area, value in zip("ab"[: len(values)], values, strict=True)]
    return figure(folder(*rows, roll_up=rule), "p")


def test_the_highest_of_values_and_bounds():
    assert extreme("max", 3, 7) == "7"
    assert extreme("max", 3) == ""
    assert extreme("max", "<3", 7) == "7"
    assert extreme("max", "<9", 7) == "<9"
    assert extreme("max", ">3", 7) == ">7"
    assert extreme("max", ">9", "<20") == ">9"
    assert extreme("max", "~3", 7) == "~7"


def test_the_lowest_of_values_and_bounds():
    assert extreme("min", 3, 7) == "3"
    assert extreme("min", ">7", 3) == "3"
    assert extreme("min", ">2", 3) == ">2"
    assert extreme("min", "<7", 3) == "<3"
    assert extreme("min", "<9", ">2") == "<9"


# --- Mergers ----------------------------------------------------------------------------------------------------

MERGED = (
    make_area("p", "province"),
    make_area("q", "province", ends="2025-06-30", into="p"),
    make_area("a", "commune", "p"),
    make_area("b", "commune", "q", ends="2025-06-30", into="n"),
    make_area("c", "commune", "q", ends="2025-06-30", into="n"),
    make_area("n", "commune", "p", begins="2025-07-01"),
)
BEFORE = (record("a", 2024, 1), record("b", 2024, 20), record("c", 2024, 300))


def test_the_figure_of_a_merged_area_is_made_of_those_that_lead_to_it():
    register = folder(*BEFORE, areas=MERGED)
    assert [figure(register, area) for area in ("n", "p", "")] == ["320", "321", "321"]


def test_the_areas_of_then_are_as_they_were():
    register = folder(*BEFORE, areas=MERGED)
    assert [figure(register, area, territory="then") for area in ("n", "p", "q", "")] == ["", "1", "320", "321"]


def test_what_was_recorded_for_provinces_that_merged_is_added():
    register = folder(*BEFORE, record("p", 2024, 4), record("q", 2024, 500), areas=MERGED)
    assert [figure(register, area) for area in ("n", "p", "")] == ["320", "504", "504"]


def test_what_was_recorded_for_a_province_is_no_figure_of_a_part_of_it():
    areas = (*MERGED[:4], make_area("c", "commune", "q", ends="2025-06-30", into="a"), MERGED[5])
    register = folder(*BEFORE, record("p", 2024, 4), record("q", 2024, 500), areas=areas)
    assert [figure(register, area) for area in ("n", "a", "p")] == ["20", "301", "504"]


def test_a_row_of_a_predecessor_for_the_year_of_the_merger_is_shown_and_not_added():
    register = folder(record("a", 2025, 1), record("b", 2025, 20), record("n", 2025, 300), areas=MERGED)
    assert [figure(register, area, 2025) for area in ("n", "p", "b")] == ["300", "301", "20"]


def test_a_share_makes_the_sum_approximate():
    areas = (*MERGED[:3], make_area("d", "commune", "q", ends="2025-06-30", into="a:0.6 n:0.4"), MERGED[5])
    register = folder(record("a", 2024, 1), record("d", 2024, 10), areas=areas)
    assert [figure(register, area) for area in ("a", "n", "p", "")] == ["~7 estimate", "~4 estimate", "11", "11"]
    for rule in ("min", "max", "none"):
        register = folder(record("a", 2024, 1), record("d", 2024, 10), areas=areas, roll_up=rule)
        assert figure(register, "a") == ""


def test_a_merged_area_without_a_rule_has_no_figure_of_before():
    areas = (make_area("a", "commune"), make_area("b", "commune", ends="2025-06-30", into="a"))
    register = folder(record("a", 2024, 1), record("b", 2024, 2), record("a", 2025, 5), areas=areas, roll_up="none")
    assert [figure(register, "a"), figure(register, "a", 2025)] == ["", "5"]
    assert figure(register, "a", territory="then") == "1"


def test_a_district_that_ended_is_counted_through_its_communes():
    """The level of districts ended in 2025: its communes lie in the province since, and what it recorded stays."""
    commune = Area("a", {}, "commune", (Placement("d", "", "2025-06-30"), Placement("p", "2025-07-01")))
    areas = (make_area("p", "province"), make_area("d", "district", "p", ends="2025-06-30"), commune)
    register = folder(record("a", 2024, 3), record("a", 2025, 4), record("d", 2023, 9), areas=areas)
    assert [figure(register, "p", year) for year in (2023, 2024, 2025)] == ["9", "3", "4"]
    assert [figure(register, "d", year) for year in (2023, 2024, 2025)] == ["9", "3", ""]
    assert figure(register, "a", 2023) == ""


def test_an_area_without_a_successor_leads_to_what_its_larger_area_became():
    areas = (*MERGED[:2], MERGED[2], make_area("b", "commune", "q", ends="2025-06-30"))
    register = folder(record("a", 2024, 1), record("b", 2024, 20), areas=areas)
    assert [figure(register, area) for area in ("a", "p", "")] == ["1", "21", "21"]


def test_a_new_commune_may_record_the_years_before_it_began():
    register = folder(*BEFORE, record("n", 2024, 330), record("n", 2023, 7), record("a", 2023, 2), areas=MERGED)
    assert [figure(register, area) for area in ("n", "p", "")] == ["330", "331", "331"]
    assert [figure(register, area, 2023) for area in ("n", "p", "")] == ["7", "9", "9"]
    assert roll(register, "n").figures["x"][Period(2024)].computed == 320
    assert [figure(register, area, 2023, territory="then") for area in ("n", "p", "q", "")] == ["7", "2", "", ">2"]


def test_what_a_province_recorded_then_comes_before_what_a_new_commune_says_later():
    register = folder(*BEFORE, record("n", 2024, 330), record("q", 2024, 500), areas=MERGED)
    assert [figure(register, area) for area in ("n", "p", "")] == ["330", "501", "501"]


def test_the_provinces_that_merged_in_2025_are_added():
    """Thái Nguyên and Bắc Kạn, poor households at the end of 2024: 6.938 in old Thái Nguyên, 23.061 together.

    https://github.com/tnt305/tai_lieu_noi_bo/blob/94c5034af72cc7e5020694d06eceb126a103d48b/src/etl/dataset/39913700eb328721.md
    https://thoibaotaichinhvietnam.vn/thai-nguyen-diem-sang-chuong-trinh-muc-tieu-quoc-gia-giam-ngheo-ben-vung-183733.html
    The number of Bắc Kạn is their difference. 5,46 % of the households of both were poor, 2,04 % of old Thái Nguyên:
    https://baodautu.vn/thai-nguyen-tao-sinh-ke-nang-chat-luong-cuoc-song-nguoi-dan-d414243.html
    """
    areas = (
        make_area("thai-nguyen", "province"),
        make_area("bac-kan", "province", ends="2025-06-30", into="thai-nguyen"),
    )
    items = (
        make_item("poor", areas="province", roll_up="sum"),
        make_item("households", areas="province", roll_up="sum"),
        make_item("rate", ratio=Ratio("poor", "households", Decimal(100))),
    )
    rows = (
        record("thai-nguyen", 2024, 6938, of="poor"),
        record("bac-kan", 2024, 23061 - 6938, of="poor"),
        record("thai-nguyen", 2024, "~340098", of="households"),  # 6938 / 2.04 %
        record("bac-kan", 2024, "~82265", of="households"),  # 23061 / 5.46 %, less those of Thái Nguyên
        record("thai-nguyen", 2024, "2.04", of="rate"),
    )
    register = make_folder(areas, items, rows)
    assert [figure(register, area, of="poor") for area in ("thai-nguyen", "bac-kan", "")] == ["23061", "16123", "23061"]
    rate = figure(register, "thai-nguyen", of="rate")
    assert (rate[0], round(Decimal(rate[1:]), 2)) == ("~", Decimal("5.46"))
    assert figure(register, "thai-nguyen", of="rate", territory="then") == "2.04"
    made = roll(register, "thai-nguyen").figures["poor"][Period(2024)]
    addends = [(item.scope.area, item.value) for item in made.addends]
    assert (made.rule, addends) == ("sum", [("thai-nguyen", 6938), ("bac-kan", 16123)])


# --- Means and ratios -------------------------------------------------------------------------------------------

ITEMS = (
    make_item("x", areas="commune", roll_up="mean", weight="w"),
    make_item("w", areas="commune", roll_up="sum"),
    make_item("v", areas="commune", roll_up="sum"),
    make_item("r", ratio=Ratio("v", "w", Decimal(100))),
)


def pairs(areas=PROVINCES, of="x", **values):
    """A folder in which each area has a value of one indicator and a weight; "" leaves one of them out."""
    rows = []
    for area, (value, weight) in values.items():
        rows += [record(area, 2024, number, of=name) for name, number in ((of, value), ("w", weight)) if number != ""]
    return make_folder(areas, ITEMS, rows)


def test_a_mean_is_weighted():
    register = pairs(a=(10, 1), b=(40, 2), c=(7, 3))
    assert [figure(register, area) for area in ("p", "q", "")] == ["30", "7", "18.5"]


def test_a_mean_needs_every_value_and_a_positive_weight():
    assert reason(pairs(a=(10, 1), c=(7, 3)), "p") == "incomplete"
    assert reason(pairs(a=(10, 1), b=(40, ""), c=(7, 3)), "p") == "no_weight"
    assert reason(pairs(a=(10, 1), b=(40, 0), c=(7, 3)), "") == "no_weight"
    assert figure(pairs(a=(10, 1), b=(40, 0), c=(7, 3)), "q") == "7"


def test_the_weight_that_was_recorded_for_a_province_counts_further_up():
    register = pairs(a=(10, 1), b=(40, 2), c=(7, 3), p=("", 20))
    assert figure(register, "p") == "30"
    assert figure(register) == "27"  # (30 * 20 + 7 * 3) / 23


def test_a_ratio_is_made_after_the_sums():
    register = pairs(of="v", a=(1, 10), b=(3, 20), c=(5, 50))
    assert [figure(register, area, of="r") for area in ("a", "b", "p", "")] == ["10", "15", found_ratio(4, 30), "11.25"]


def found_ratio(above, below):
    """A ratio in percent to 50 digits."""
    return str(Context(prec=50).divide(Decimal(100 * above), Decimal(below)))


def test_gaps_and_bounds_of_a_ratio():
    def of(**values):
        return figure(pairs(of="v", **values), "p", of="r")

    assert of(a=(1, 10), b=("", 10)) == ">5"
    assert of(a=(1, 10), b=(1, "")) == "<20"
    assert of(a=(">1", 10), b=(1, 10)) == ">10"
    assert of(a=("<1", 10), b=(1, 10)) == "<10"
    assert of(a=(1, ">10"), b=(1, 10)) == "<10"
    assert of(a=(1, "<10"), b=(1, 10)) == ">10"
    assert of(a=(">1", "<10"), b=(1, 10)) == ">10"
    assert of(a=(">1", ">10"), b=(1, 10)) == "~10"
    assert of(a=(0, ">10"), b=(0, 10)) == "0"
    assert of(a=(-1, ">10"), b=(-1, 10)) == ">-10"
    assert of(a=("<1", -10), b=(1, -10)) == "~-10"


def test_why_a_ratio_has_no_figure():
    assert reason(pairs(of="v", a=(1, 10)), "p", of="r") == "incomplete"
    assert reason(pairs(of="v", a=(1, 0), b=(1, 0)), "p", of="r") == "zero_denominator"
    assert reason(pairs(of="v", a=(-1, 10), b=("", 10)), "p", of="r") == "incomplete"
    assert reason(pairs(of="v", c=(1, 10)), "p", of="r") == "no_result"


def reason(register, area="", year=2024, of="x", **more):
    """Why there is no figure."""
    return roll(register, area, **more).figures[of][Period(year)].reason


def test_a_published_rate_is_shown_beside_the_computed_one():
    register = pairs(of="v", a=(1, 10), b=(3, 10))
    register = register._replace(
        scope_results={**register.scope_results, Scope("p"): {"r": (record("p", 2024, "19.9", of="r"),)}}
    )
    assert figure(register, "p", of="r") == "19.9"
    made = roll(register, "p").figures["r"][Period(2024)]
    assert (made.rule, made.computed, [item.value for item in made.addends]) == ("recorded", 20, [4, 20])


# --- Counts -----------------------------------------------------------------------------------------------------


def counted(*rows, decisions=(), **goal):
    """A folder that counts the communes in which x reaches its goal."""
    each = make_item(**goal)
    items = (make_item(areas="commune", each=each), make_item("n", counts="x"))
    return make_folder(PROVINCES, items, rows, decisions)


AT_LEAST_5 = {"target": Target("at_least", Decimal(5)), "direction": "increase"}


def test_the_communes_that_reach_their_target_are_counted():
    register = counted(record("a", 2024, 5), record("b", 2024, 4), record("c", 2024, 9), **AT_LEAST_5)
    assert [figure(register, area, of="n") for area in ("p", "q", "")] == ["1", "1", "2"]
    made = roll(register).figures["n"][Period(2024)]
    assert [(item.scope.area, item.value) for item in made.addends] == [("a", 1), ("b", 0), ("c", 1)]


def test_a_count_belongs_to_the_areas_above_those_that_it_counts():
    """A commune does not list it, nor a share of it, unless it has a row, a decision or a target of each there."""
    item, counts = make_item(areas="commune"), make_item("n", counts="x")
    share = make_item("s", ratio=Ratio("n", "x", Decimal(100)))

    def list_indicators(area, items, rows=(), decisions=()):
        return [each.id for each in roll(make_folder(PROVINCES, items, rows, decisions), area).indicators]

    assert list_indicators("a", (item, counts, share)) == ["x"]
    assert list_indicators("p", (item, counts, share)) == list_indicators("", (item, counts, share)) == ["x", "n", "s"]
    assert list_indicators("a", (item, counts), [record("a", 2024, 1, of="n")]) == ["x", "n"]
    assert list_indicators("a", (item, counts), decisions=[decide("a", at_least(1), of="n")]) == ["x", "n"]
    assert list_indicators("a", (item, counts._replace(each=make_item(**AT_LEAST_5)))) == ["x", "n"]


def test_a_missing_commune_and_a_forecast_make_a_count_a_lower_bound():
    register = counted(record("a", 2024, 5), record("c", 2024, 9, status="forecast"), **AT_LEAST_5)
    assert [figure(register, area, of="n") for area in ("p", "q", "")] == [">1", "", ">1"]
    assert reason(register, "q", of="n") == "no_result"


def test_a_plan_of_the_year_comes_before_the_target_and_a_decision_before_each():
    goals = {**AT_LEAST_5, "plan": {2024: Plan(Decimal(4))}}
    decision = Decision("x", "b", "plan", 2024, Target("at_least", Decimal(6)), "2024-01-01", "", "", "2024-01-01", "")
    rows = (record("a", 2024, 4), record("b", 2024, 5), record("c", 2024, 3), record("c", 2023, 4))
    register = counted(*rows, decisions=[decision], **goals)
    made = roll(register).figures["n"]
    assert [(item.scope.area, item.value) for item in made[Period(2024)].addends] == [("a", 1), ("b", 0), ("c", 0)]
    assert [figure(register, area, of="n") for area in ("p", "q", "")] == ["1", "0", "1"]
    assert [(item.scope.area, item.value) for item in made[Period(2023)].addends] == [("c", 0)]


def test_a_bound_that_decides_nothing_leaves_the_count_open():
    assert figure(counted(record("c", 2024, "<9"), **AT_LEAST_5), "q", of="n") == ">0"
    assert figure(counted(record("c", 2024, ">9"), **AT_LEAST_5), "q", of="n") == "1"
    assert figure(counted(record("c", 2024, "<3"), **AT_LEAST_5), "q", of="n") == "0"


# --- Parts ------------------------------------------------------------------------------------------------------

SEX = Dimension("sex", {}, {"f": {}, "m": {}}, whole=True)
AGE = Dimension("age", {}, {"young": {}, "old": {}}, whole=True)


def split(*rows, rule="sum", dimensions=(SEX, AGE)):
    """A folder whose indicator is broken down."""
    items = [make_item(areas="commune", roll_up=rule, by=tuple(item.id for item in dimensions))]
    return make_folder(PROVINCES, items, rows, dimensions=dimensions)


def test_the_parts_of_a_commune_make_its_total_and_those_of_the_province():
    register = split(
        record("a", 2024, 3, parts={"sex": "f"}),
        record("a", 2024, 4, parts={"sex": "m"}),
        record("b", 2024, 10, parts={"sex": "f"}),
        record("b", 2024, 90),
    )
    assert [figure(register, area) for area in ("a", "b", "p")] == ["7", "90", "97"]
    assert [figure(register, area, sex="f") for area in ("a", "b", "p")] == ["3", "10", "13"]
    assert [figure(register, area, sex="m") for area in ("b", "p")] == ["", ">4"]
    made = roll(register, "a").figures["x"][Period(2024)]
    assert (made.rule, [(item.scope.parts, item.value) for item in made.addends]) == (
        "parts",
        [((("sex", "f"),), 3), ((("sex", "m"),), 4)],
    )


def test_parts_are_made_of_finer_parts():
    rows = [record("a", 2024, number, parts={"sex": "f", "age": age}) for number, age in ((1, "young"), (2, "old"))]
    register = split(*rows, record("a", 2024, 5, parts={"sex": "m"}))
    assert [figure(register, "a", sex="f"), figure(register, "a")] == ["3", "8"]
    assert figure(register, "a", age="young") == ""


def test_parts_that_are_not_the_whole_make_no_total():
    rows = [record("a", 2024, 1, parts={"sex": value}) for value in "fm"]
    assert figure(split(*rows, dimensions=(SEX._replace(whole=False),)), "a") == ""
    assert figure(split(*rows, rule="max"), "a") == ""
    assert figure(split(rows[0]), "a") == ""


def test_a_total_that_differs_from_its_parts_stays_and_both_are_shown():
    rows = [record("a", 2024, 1, parts={"sex": value}) for value in "fm"]
    register = split(*rows, record("a", 2024, 3))
    made = roll(register, "a").figures["x"][Period(2024)]
    assert (figure(register, "a"), made.rule, made.computed) == ("3", "recorded", 2)


# --- Targets, plans and baselines of areas ----------------------------------------------------------------------


def decide(area, value, kind="target", year=2025, of="x", **parts):
    """A decision of 2024 about an area."""
    return Decision(of, area, kind, year, value, "2024-01-01", "", "", "2024-01-01", "", False, 1, tuple(parts.items()))


def at_least(number, year=None):
    return Target("at_least", Decimal(number), None, year)


def target_of(register, area="", territory="today", **parts):
    """The target of x for an area."""
    found = roll(register, area, territory=territory, **parts).indicators
    return next((item.target for item in found if item.id == "x"), "does not apply")


def targeted(*decisions, areas=PROVINCES, **more):
    """A folder in which x has a target of its own."""
    settings = {"areas": "commune", "roll_up": "sum", "target": at_least(100), "direction": "increase", **more}
    return make_folder(areas, [make_item(**settings)], (), decisions)


def test_an_area_has_the_target_of_each_area_unless_a_decision_says_otherwise():
    register = targeted(decide("a", at_least(9)), decide("p", at_least(70)), each=make_item(**AT_LEAST_5))
    assert [target_of(register, area) for area in ("a", "b", "p", "")] == [
        at_least(9), at_least(5), at_least(70), at_least(100),
    ]  # fmt: skip


def test_what_each_commune_must_reach_is_no_target_for_a_sum_of_communes():
    assert target_of(targeted(each=make_item(**AT_LEAST_5)), "p") is None
    assert target_of(targeted(each=make_item(**AT_LEAST_5), roll_up="max"), "p") == at_least(5)


def test_the_folders_own_target_holds_for_no_area_and_no_part():
    register = targeted(decide("a", at_least(9), sex="f"), by=("sex",))._replace(dimensions=(SEX,))
    assert [target_of(register, "a"), target_of(register, "a", sex="f"), target_of(register, "", sex="f")] == [
        None, at_least(9), None,
    ]  # fmt: skip


def test_a_decision_without_a_bound_takes_that_of_the_indicator():
    assert target_of(targeted(decide("a", Decimal(9))), "a") == at_least(9)


def test_an_addend_that_is_a_bound_says_so():
    register = folder(record("a", 2024, 7), record("b", 2024, "<9"), roll_up="min")
    addends = roll(register, "p").figures["x"][Period(2024)].addends
    assert [(each.value, each.qualifier) for each in addends] == [(7, ""), (9, "<")]


def test_the_reason_for_no_figure_is_that_of_the_reporting_year():
    """Today is in 2026, of which nothing is known yet."""
    register = folder(record("a", 2024, 7), record("b", 2024, 9), roll_up="none", target=at_least(5))
    assert [assess(roll(register), year, TODAY).assessments[0].reason for year in (2024, 2025)] == [
        "no_rule", "no_result",
    ]  # fmt: skip


def test_a_target_that_is_the_sum_of_those_handed_down():
    each = make_item(**AT_LEAST_5, plan={2024: Plan(Decimal(2))})
    register = targeted(decide("a", at_least(9)), target=None, each=each, sums_targets=True)
    assert [target_of(register, area) for area in ("p", "q", "")] == [at_least(14), at_least(5), at_least(19)]
    assert roll(register).indicators[0].plan == {2024: Plan(Decimal(6))}
    assert target_of(targeted(decide("a", at_least(9)), target=None, sums_targets=True)) is None
    at_most = Target("at_most", None, Decimal(3))
    assert target_of(targeted(decide("a", at_most), target=None, each=each, sums_targets=True), "p") is None


def test_the_sum_of_then_is_that_of_the_areas_at_the_end_of_the_reporting_year():
    each = make_item(**AT_LEAST_5, plan={year: Plan(Decimal(2)) for year in (2024, 2025)})
    register = targeted(areas=MERGED, target=None, each=each, sums_targets=True)

    def find(area, territory, year):
        registers = ScopeRegisters(register, as_of=None, today=TODAY, territory=territory, year=year)
        item = registers.for_scope(Scope(area)).indicators[0]
        return item.target and item.target.low, {name: int(plan.value) for name, plan in item.plan.items()}

    assert find("p", "today", 2024) == find("", "today", 2024) == (10, {2024: 4, 2025: 4})  # a and n
    assert find("p", "then", 2024) == (5, {2024: 2, 2025: 2})  # a alone: b and c lay in q
    assert find("q", "then", 2024) == (10, {2024: 4, 2025: 4})
    assert find("", "then", 2024) == (15, {2024: 6, 2025: 6})
    assert find("p", "then", 2025) == (10, {2024: 2, 2025: 4})
    assert find("", "then", 2025) == (10, {2024: 6, 2025: 4})
    assert find("q", "then", 2025) == (None, {2024: 4})


def test_no_sum_takes_the_place_of_what_was_abolished():
    each = make_item(**AT_LEAST_5, plan={2024: Plan(Decimal(2)), 2025: Plan(Decimal(3))})
    abolished = decide("p", None)
    without = abolished._replace(kind="plan", year=2024)
    register = targeted(abolished, without, target=None, each=each, sums_targets=True)
    assert [target_of(register, area) for area in ("p", "q", "")] == [None, at_least(5), at_least(15)]
    assert roll(register, "p").indicators[0].plan == {2025: Plan(Decimal(6))}


def test_a_target_that_was_changed_leaves_the_sums_of_plans_as_they_were_first():
    each = make_item(**AT_LEAST_5, plan={2024: Plan(Decimal(2))})
    changed = (decide("p", at_least(9)), decide("p", at_least(8))._replace(decided_on="2024-02-01"))
    found = roll(targeted(*changed, target=None, each=each, sums_targets=True), "p").indicators[0]
    assert (found.target, found.first.target) == (at_least(8), at_least(9))
    assert found.plan == found.first.plan == {2024: Plan(Decimal(4))}


def test_a_merged_area_has_the_sum_of_the_targets_of_its_predecessors():
    both = (decide("b", at_least(2)), decide("c", at_least(3)))
    assert target_of(targeted(*both, areas=MERGED), "n") == at_least(5)
    assert target_of(targeted(*both, decide("n", at_least(7)), areas=MERGED), "n") == at_least(7)
    assert target_of(targeted(both[0], areas=MERGED), "n") is None
    assert target_of(targeted(*both, areas=MERGED, roll_up="max"), "n") is None
    assert target_of(targeted(*both, areas=MERGED), "n", "then") is None


def test_the_baseline_of_a_merged_area_is_the_figure_of_the_baseline_year():
    register = folder(record("b", 2020, 20), record("c", 2020, 300), record("a", 2020, 1), areas=MERGED)
    assert [figure(register, area, 2020) for area in ("n", "p")] == ["320", "321"]
    assert figure(folder(record("b", 2020, 20), areas=MERGED), "n", 2020) == ">20"


def test_the_indicators_of_an_area_are_those_of_its_level_and_of_the_levels_below():
    items = (
        make_item("own"),
        make_item("provincial", areas="province", roll_up="sum"),
        make_item("x", areas="commune", roll_up="sum"),
        make_item("rate", ratio=Ratio("x", "x")),
        make_item("mixed", ratio=Ratio("x", "own")),
        make_item("count", counts="x"),
    )
    register = make_folder(
        PROVINCES, items, [record("a", 2024, 1, of="own")], [decide("b", at_least(1), of="provincial")]
    )

    def of(area):
        return [item.id for item in roll(register, area).indicators]

    assert of("") == ["own", "provincial", "x", "rate", "mixed", "count"]
    assert of("p") == ["provincial", "x", "rate", "count"]
    assert of("a") == ["own", "x", "rate", "mixed"]
    assert of("b") == ["provincial", "x", "rate"]
