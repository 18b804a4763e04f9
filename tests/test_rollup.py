"""Roll-ups by hand: each rule with its expected numbers written out."""

from support.areas import figure, make_area, make_folder, make_item, record

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
    assert [figure(register, area) for area in ("a", "n", "p", "")] == ["~7.0 estimate", "~4.0 estimate", "11", "11"]
    for rule in ("min", "max", "none"):
        register = folder(record("a", 2024, 1), record("d", 2024, 10), areas=areas, roll_up=rule)
        assert figure(register, "a") == ""


def test_a_merged_area_without_a_rule_has_no_figure_of_before():
    areas = (make_area("a", "commune"), make_area("b", "commune", ends="2025-06-30", into="a"))
    register = folder(record("a", 2024, 1), record("b", 2024, 2), record("a", 2025, 5), areas=areas, roll_up="none")
    assert [figure(register, "a"), figure(register, "a", 2025)] == ["", "5"]
    assert figure(register, "a", territory="then") == "1"
