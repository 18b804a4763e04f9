"""Edges of the linear rule by hand, one a line, so that no chance of drawing decides whether they are looked at."""

from decimal import Decimal

import pytest

from support.judges import CHART, COMPOUND, DESTATIS, assess_by, judge_twice
from support.registers import assess_one, make_indicator, make_register, make_row, make_series
from tracker.model import Break, Limits, Plan

# --- Milestones ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "rows", "year", "verdict"),
    [
        ((), (), 2024, "not_assessed/not_due"), ((), (), 2025, "not_assessed/no_result"),
        ((2023,), (), 2022, "not_assessed/not_due"), ((2023,), (), 2023, "not_assessed/no_result"),
        ((2023,), ((2022, False),), 2022, "not_assessed/not_due"), ((2023,), ((2022, False),), 2023, "not_assessed/stale"),
        ((2023,), ((2023, False),), 2023, "off_track/insufficient"), ((2023,), ((2024, False),), 2024, "off_track/insufficient"),
        ((2024, 2023), ((2023, False),), 2023, "off_track/insufficient"),
        ((), ((2025, False),), 2025, "missed/"), ((), ((2024, False),), 2024, "not_assessed/not_due"),
        ((), ((2024, False), (2025, True)), 2025, "met/"), ((), ((2023, True), (2024, False)), 2024, "not_assessed/not_due"),
        ((), ((2022, False), (2023, True, 6)), 2023, "met/"), ((), ((2022, False), (2022, True, 6)), 2022, "not_assessed/not_due"),
        ((), ((2025, True, 6),), 2025, "met/"), ((), ((2026, True, 6),), 2026, "not_assessed/no_result"),
        ((), ((2021, True, 6), (2022, False)), 2022, "not_assessed/not_due"),
        ((), ((2024, False),), 2025, "not_assessed/no_final_result"), ((2025,), ((2024, False),), 2025, "not_assessed/no_final_result"),
    ],
)  # fmt: skip
def test_a_milestone(plan, rows, year, verdict):
    indicator = make_indicator("milestone", "yes", plan={due: Plan(True) for due in plan})
    found = [make_row(item[0], item[1], month=item[2] if len(item) > 2 else 0) for item in rows]
    assert judge_twice(indicator, found, year) == verdict


def test_a_forecast_of_a_milestone_within_a_year_is_no_yes():
    rows = [make_row(2023, True, month=6, status="forecast")]
    assert judge_twice(make_indicator("milestone", "yes"), rows, 2023) == "not_assessed/not_due"


# --- Every year ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "bound", "values", "verdict"),
    [
        # the trend from the first to the last, where one of them may lie higher or lower
        ("at_least", 2, (5, 6, ">4"), "not_assessed/bounded"), ("at_least", 2, (5, 6, ">5"), "on_track/"),
        ("at_least", 2, (5, 6, ">6"), "on_track/"), ("at_least", 2, (">5", 6, 6), "not_assessed/bounded"),
        ("at_least", 2, (">6", 6, 5), "at_risk/"), ("at_least", 2, (">5", 6), "on_track/"),
        ("at_least", 2, ("~5", 6, 4), "at_risk/"), ("at_least", 2, (5, ">6", 4), "at_risk/"),
        ("at_most", 9, (5, 4, "<6"), "not_assessed/bounded"), ("at_most", 9, (5, 4, "<5"), "on_track/"),
        ("at_most", 9, (5, 4, "<4"), "on_track/"), ("at_most", 9, ("<5", 4, 4), "not_assessed/bounded"),
        ("at_most", 9, ("<4", 4, 5), "at_risk/"), ("between", (1, 9), (5, 5, 5), "on_track/"),
        ("between", (1, 9), (">5", 5, 5), "not_assessed/bounded"), ("at_least", 2, (1, 5), "off_track/year_missed"),
        ("between", (1, 9), (5, 5, "<5"), "not_assessed/bounded"), ("at_least", 2, (5, None, 6), "on_track/"),
        # a later year may be better or worse than it is written, and so may the first
        ("at_least", 2, (9, 6, ">5"), "not_assessed/bounded"), ("at_most", 9, (2, 6, "<5"), "not_assessed/bounded"),
        ("at_most", 9, ("<2", 6, 5), "at_risk/"), ("at_most", 9, ("<6", 6, 5), "not_assessed/bounded"),
        # six points are looked at, and no more
        ("at_least", 2, (">9", 5, 5, 5, 5, 5, 6), "on_track/"), ("at_least", 2, (">9", 5, 5, 5, 5, 6), "at_risk/"),
    ],
)  # fmt: skip
def test_every_year(kind, bound, values, verdict):
    indicator = make_indicator("every_year", kind, bound)
    assert judge_twice(indicator, make_series(*values), 2020 + len(values), last=2030) == verdict


def test_a_year_without_a_result_leaves_the_end_open():
    target = make_indicator("every_year", "at_least", 2)
    assert judge_twice(target, make_series(5, None, 5, 5, 5), 2025) == "not_assessed/incomplete"
    assert judge_twice(target, make_series(5, None, 5, 5, 1), 2025) == "missed/"


def test_what_every_year_requires():
    def required(kind, bound, values, year):
        return assess_one(
            make_register(make_indicator("every_year", kind, bound), x=make_series(*values)), year
        ).required

    assert required("at_least", 4, (5, 6), 2022) == 4
    assert required("at_most", 7, (5, 6), 2022) == 7
    assert required("between", (4, 7), (5, 6), 2022) is None
    assert required("at_least", 4, (3, 6), 2022) is None
    assert required("at_least", 4, (5, 6, 7, 8, 9), 2025) is None


# --- Levels ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "year", "expected"),
    [
        ({2021: 41, 2022: 44, 2023: 47, 2024: 50, 2025: 60}, 2021, "0.05"),
        ({2021: 41, 2022: 44, 2023: 47, 2024: 50, 2025: 60}, 2024, "0.5"),
        ({2021: 41, 2022: 44, 2023: 47, 2024: 50, 2025: 70}, 2025, "1.5"),  # the plans may lead beyond the target
        ({2021: 41, 2022: 44, 2023: 47, 2024: 50, 2025: 59}, 2022, "0.4"),  # and do not lead to it here
        ({2021: 41, 2022: 44, 2024: 50, 2025: 60}, 2022, "0.4"),  # a plan for some years never changes the pace
        ({2021: 41, 2022: 44, 2023: 47, 2024: 50}, 2022, "0.4"), ({2020: 50, 2025: 60}, 2021, "0.2"),
        ({2021: ">41", 2022: ">44", 2023: 47, 2024: 50, 2025: ">60"}, 2022, "0.2"),
        ({2021: 41, 2022: "<44", 2023: 47, 2024: 50, 2025: 60}, 2022, "0.4"),  # bounded against the direction
    ],
)  # fmt: skip
def test_the_share_expected_along_the_plan(plan, year, expected):
    found = assess_one(
        make_register(
            make_indicator("level", "at_least", 60, baseline=40, plan=make_plans(plan)), x=[make_row(year, 41)]
        ),
        year,
    )
    assert round(found.expected, 10) == Decimal(expected)


def make_plans(plan):
    """The plans of the years; a text may begin with its qualifier."""
    parts = {year: str(value).partition(str(value).lstrip("<>~")) for year, value in plan.items()}
    return {year: Plan(Decimal(value), mark) for year, (mark, value, _) in parts.items()}


@pytest.mark.parametrize(
    ("measure", "bound", "plans", "values", "verdict"),
    [
        # a case of the review of 27 November 2026, invented figures: plan met in both years
        (("total", "at_least"), 100, (10, 15, 20, 25, 30), (10, 15), "on_track/1"),
        (("total", "at_least"), 100, (0, 0, 20, 40, 40), (0, 1), "not_due/"),
        (("total", "at_most"), 100, (30, 25, 20, 15, 10), (28, 24), "on_track/1.06"),
        (("total", "at_most"), 100, (30, 25, 20, 15, 11), (28, 24), "at_risk/0.77"),  # 101 is no way to 100
        (("mean", "at_least"), 20, (10, 15, 20, 25, 30), (10, 15), "on_track/1"),
        (("mean", "at_least"), 20, (10, 15, 20, 25, 30), (None, 15), "on_track/1"),  # the same years as the figure
        (("total", "at_least"), 100, (10, 15, 20, 25, 30), (None, 15), "incomplete/0.60"),
        (("growth_rate", "at_least"), 8, (4, 6, 8, 10, "12.3"), (4, 6), "on_track/1"),
        (("growth_rate", "at_least"), 8, (4, 6, 8, 10, 12), (4, 6), "at_risk/0.63"),
        (("growth", "at_least"), 8, (101, 104, 110, 125, 150), (101, 104), "on_track/1"),
    ],
)
def test_the_plans_are_the_way_of_every_measure(measure, bound, plans, values, verdict):
    indicator = make_indicator(*measure, bound, baseline=100, plan=make_plans(dict(enumerate(plans, 2021))))
    judge_twice(indicator, make_series(*values), 2022)
    found = assess_one(make_register(indicator, x=make_series(*values)), 2022)
    pace = "" if found.pace is None else round(found.pace, 2).normalize()
    assert f"{found.reason if found.status == 'not_assessed' else found.status}/{pace}" == verdict.rstrip("0")


@pytest.mark.parametrize(
    ("bound", "values", "year", "verdict"),
    [
        (100, (0, 0), 2022, "on_track/"), (100, (60, 41), 2022, "off_track/over_ceiling"), (100, (60, 40), 2022, "off_track/insufficient"),
        (100, (-5, 110), 2022, "off_track/insufficient"), (100, (20, 20, 20, 20, 19), 2025, "exceeded/"), (100, (20,) * 5, 2025, "met/"),
        (100, (21,) * 5, 2025, "missed/"), (0, (0, 0), 2022, "on_track/"), (0, (0, 1), 2022, "off_track/over_ceiling"),
        (100, (None, 20), 2022, "not_assessed/incomplete"), (100, (None, 90), 2022, "off_track/insufficient"),
        (100, (None, 101), 2022, "off_track/over_ceiling"), (100, (10, "<15"), 2022, "on_track/"), (100, (10, ">15"), 2022, "not_assessed/bounded"),
    ],
)  # fmt: skip
def test_a_ceiling_on_a_sum_is_a_budget(bound, values, year, verdict):
    assert judge_twice(make_indicator("total", "at_most", bound), make_series(*values), year) == verdict


def test_a_passed_ceiling_stays_passed_without_a_final_result():
    target = make_indicator("total", "at_most", 100)
    assert judge_twice(target, make_series(60, 20, 20, 1), 2025, "2026-06-30") == "off_track/over_ceiling"
    assert judge_twice(target, make_series(20, 20, 20, 1), 2025, "2026-06-30") == "not_assessed/no_final_result"


@pytest.mark.parametrize(
    ("measure", "direction", "bounds", "values", "year", "verdict"),
    [
        ("level", None, (104, 106), (108, 101), 2022, "off_track/overshot"), ("level", None, (104, 106), (108, 105), 2022, "met/"),
        ("level", None, (104, 106), (108, 107, 107, 107, 101), 2025, "missed/overshot"), ("level", None, (104, 106), (110,), 2021, "on_track/"),
        ("level", "decrease", (104, 106), (108, 101), 2022, "exceeded/"), ("level", "decrease", (104, 106), (108, 104), 2022, "met/"),
        ("level", "increase", (130, 140), (120, 141), 2022, "exceeded/"), ("level", "increase", (130, 140), (120, 140), 2022, "met/"),
        ("growth_rate", None, (4, 6), (5, "2.99"), 2022, "on_track/"), ("growth_rate", None, (4, 6), (5, 5, 5, 5, 5), 2025, "met/"),
        ("growth_rate", None, (4, 6), (9, 9), 2022, "off_track/insufficient"), ("mean", None, (3, 4), ("3.10", "2.40"), 2022, "at_risk/"),
        ("mean", None, (3, 4), (9, 9), 2022, "off_track/insufficient"), ("mean", None, (3, 4), (9, 12), 2022, "off_track/over_ceiling"),
        ("growth", None, (4, 6), (150,), 2021, "off_track/overshot"), ("growth", None, (4, 6), (118,), 2021, "on_track/"),
    ],
)  # fmt: skip
def test_a_range_is_judged_by_its_nearer_edge_or_by_both(measure, direction, bounds, values, year, verdict):
    indicator = make_indicator(measure, "between", bounds, baseline=112, direction=direction)
    assert judge_twice(indicator, make_series(*values), year) == verdict


def test_a_level_without_its_final_result_is_not_assessed_whatever_another_year_has_reached():
    target = make_indicator("level", "at_least", 60, baseline=40)
    assert judge_twice(target, make_series(50, 55, 58, 61), 2025, "2026-06-30") == "not_assessed/no_final_result"
    early = make_indicator("level", "at_least", 60, baseline=40, until=2023)
    assert judge_twice(early, make_series(50, 55, None, 62), 2024, "2024-06-30") == "not_assessed/no_final_result"
    assert judge_twice(early, make_series(50, 55, 58, 62), 2024, "2024-06-30") == "missed/"


@pytest.mark.parametrize(
    ("measure", "bounds", "plan", "values", "verdict"),
    [
        ("level", (104, 106), 108, (107,), "exceeded"), ("level", (104, 106), 108, (109,), "missed"), ("level", (104, 106), 108, (103,), "missed"),
        ("growth_rate", (4, 6), 5, (5,), "met"), ("growth_rate", (4, 6), 5, ("4.8",), "missed"), ("growth_rate", (4, 6), 5, ("6.1",), "missed"),
    ],
)  # fmt: skip
def test_a_plan_of_a_range_is_judged_in_the_direction_of_its_nearer_edge(measure, bounds, plan, values, verdict):
    base = {"baseline": 112} if measure == "level" else {}
    indicator = make_indicator(measure, "between", bounds, plan=make_plans({2021: plan}), **base)
    assert assess_one(make_register(indicator, x=make_series(*values)), 2021).plan_verdict == verdict


def test_a_bound_for_every_year_is_the_plan_of_a_year_without_one():
    indicator = make_indicator("every_year", "between", (4, 6), plan=make_plans({2022: 5}))
    found = assess_one(make_register(indicator, x=make_series(7)), 2021)
    assert (found.plan.bound, found.plan_verdict) == (indicator.target, "missed")
    assert assess_one(make_register(indicator, x=make_series(5, 5)), 2022).plan.bound is None


@pytest.mark.parametrize(
    ("base", "target", "expected"),
    [(1, 16, "0.0666666667"), (4, 1, "0.3905242918"), (2, "0.5", "0.3905242918"), (0, 16, "0.25"), (4, 0, "0.25")],
)
def test_the_share_expected_on_a_compound_path(base, target, expected):
    """4 to 1 in four years: 4 × 0.25^(1/4) = 2.828…, 1.17 of 3; from or to zero the path is straight."""
    kind = "at_least" if Decimal(target) > base else "at_most"
    indicator = make_indicator("level", kind, target, baseline=base, path="compound", until=2024)
    assert round(assess_one(make_register(indicator, x=make_series(3)), 2021).expected, 10) == Decimal(expected)


def test_a_level_without_a_baseline_is_met_or_missed_but_has_no_pace():
    target = make_indicator("level", "at_least", 60)
    assert judge_twice(target, make_series(41, 42), 2022) == "not_assessed/no_baseline"
    assert judge_twice(target, make_series(41, 60), 2022) == "met/"
    assert judge_twice(target, make_series(41, 42, 43, 44, 45), 2025) == "missed/"
    assert assess_one(make_register(target, x=make_series(41, 42)), 2022).term_value == 42


def test_only_the_latest_level_bears_its_bound():
    target = make_indicator("level", "at_least", 60, baseline=40)
    assert judge_twice(target, make_series(">41", 48), 2022) == "on_track/"
    assert judge_twice(target, make_series(">41", 60), 2022) == "met/"
    assert judge_twice(target, make_series(41, ">60"), 2022) == "exceeded/"
    assert judge_twice(target, make_series(41, ">50"), 2022) == "on_track/"
    assert judge_twice(target, make_series(41, "<50"), 2022) == "not_assessed/bounded"
    assert judge_twice(target, make_series(41, "<42"), 2022) == "off_track/insufficient"
    for method in (COMPOUND, CHART):
        assert assess_by(target, make_series(">41", 60), 2022, method).status == "met"
        assert assess_by(target, make_series("<41", 60), 2022, method).status == "met"
        assert assess_by(target, make_series("<41", 50), 2022, method).status == "on_track"


def test_a_range_is_better_the_nearer_it_is_from_either_side():
    target = make_indicator("every_year", "between", (4, 6))
    for values, grade in (((1, 2, 2, 3), "cloud"), ((3, 2, 2, 1), "thunderstorm"), ((9, 8, 8, 7), "cloud"),
                          ((7, 8, 8, 9), "thunderstorm"), ((1, 2, 2, 8), "cloud"), ((9, 8, 8, 1), "thunderstorm"),
                          ((4, 9, 9, 6), "sun"), ((3, 3, 3, "6.5"), "cloud"), (("5.5", 3, 3, "6.5"), "thunderstorm")):  # fmt: skip
        assert assess_by(target, make_series(*values), 2024, DESTATIS).grade == grade


# --- Sums and growth ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["total", "mean", "growth", "growth_rate"])
def test_what_is_reached_before_its_time_requires_nothing_more(measure):
    exact = {
        "total": (40, (20, 20)),
        "mean": (8, (20, 20)),
        "growth": (10, (Decimal("146.41"),)),
        "growth_rate": (10, (0, "46.41")),
    }
    bound, values = exact[measure]
    until = 2024 if measure.startswith("growth") else 2025
    indicator = make_indicator(measure, "at_least", bound, baseline=100, until=until)
    found = assess_one(make_register(indicator, x=make_series(*values)), 2020 + len(values))
    assert (found.status, found.required) == ("met", None)
    assert "early" in found.flags


def test_small_levels_grow_too():
    found = assess_one(
        make_register(make_indicator("growth", "at_least", 8, baseline="0.5"), x=make_series("0.54")), 2021
    )
    assert (found.status, found.term_value) == ("on_track", 8)
    assert (
        judge_twice(make_indicator("growth", "at_least", 8, baseline="0.5"), make_series(0), 2021)
        == "not_assessed/not_positive"
    )


@pytest.mark.parametrize("kind", ["at_least", "above"])
@pytest.mark.parametrize(("bound", "is_climb"), [(1, True), ("0.01", True), (0, False), (-1, False)])
def test_only_a_positive_bound_from_below_is_a_way_to_go(kind, bound, is_climb):
    for measure in ("total", "mean", "growth_rate"):
        found = assess_one(make_register(make_indicator(measure, kind, bound), x=make_series("0.001")), 2021)
        assert (found.progress is not None) == is_climb


# --- Methods -----------------------------------------------------------------------------------------------------


def test_figures_beside_the_grades():
    target = make_indicator("level", "above", 60, baseline=40)
    for method in (COMPOUND, CHART):
        found = assess_by(target, make_series(42, 46), 2022, method)
        assert (found.so_far, found.progress, found.baseline.value) == (3, Decimal("0.3"), 40)
        assert assess_by(target, make_series(42, 46, 47, 48, 49), 2025, method).required is None
        assert round(found.required * 3, 20) == 14
    assert assess_by(target, make_series(44, 48, 52, 56), 2024, COMPOUND).grade == "substantial_progress"
    found = assess_by(target, make_series(42, 44, 46, 48), 2024, DESTATIS)
    assert (found.progress, found.so_far, found.required) == (Decimal("0.4"), 2, 12)


@pytest.mark.parametrize("method", [COMPOUND, CHART])
def test_the_first_result_is_shown_as_the_baseline_whatever_the_verdict(method):
    for kind, bound in (("at_least", 900), ("at_least", 4), ("increase", None), ("decrease", None)):
        found = assess_by(make_indicator("level", kind, bound), make_series(3, 4), 2022, method)
        assert (found.baseline.year, found.baseline.value) == (2021, 3)
    stated = make_indicator("level", "at_least", 900, baseline=2)
    stated = stated._replace(baseline=stated.baseline._replace(status="final", source="book"))
    for kind in ("at_least", "increase"):
        found = assess_by(stated._replace(target=stated.target._replace(kind=kind)), make_series(3, 4), 2022, method)
        assert found.baseline == stated.baseline


def test_a_natural_limit_below_one_and_values_between():
    indicator = make_indicator("level", "increase", baseline="0.9", limits=Limits(high=Decimal(1)))
    assert (
        assess_by(indicator, [make_row(2021, Decimal("0.9") * Decimal("1.0057"))], 2021, COMPOUND).grade
        == "substantial_progress"
    )
    zero = make_indicator("level", "increase", baseline=0, limits=Limits(high=Decimal(10)))
    assert assess_by(zero, make_series(1), 2021, COMPOUND).reason == "not_positive"
    small = make_indicator("level", "increase", baseline="0.4", limits=Limits(high=Decimal("0.5")))
    assert (
        assess_by(small, [make_row(2021, Decimal("0.4") * Decimal("1.0095"))], 2021, COMPOUND).grade
        == "substantial_progress"
    )


def test_slow_change_is_a_cloud_too_and_the_first_of_the_values_counts():
    target = make_indicator("level", "at_least", 60)
    assert assess_by(target, make_series(40, "40.1", "40.2", "40.3"), 2024, DESTATIS).grade == "cloud"
    every = make_indicator("every_year", "at_least", 4)
    assert assess_by(every, make_series(9, 5, 6, 7), 2024, DESTATIS).grade == "sun_and_cloud"
    rise = make_indicator("level", "increase")
    assert assess_by(rise, make_series(1, 0, 3, 2), 2024, DESTATIS).grade == "sun_and_cloud"
    assert assess_by(rise, make_series(1, 9, 9, 2), 2024, DESTATIS).grade == "sun_and_cloud"
    assert assess_by(rise, make_series(1, 2, 9, 3, 4), 2025, DESTATIS).grade == "sun"


def test_the_baseline_of_the_year_of_a_break_belongs_to_the_new_definition():
    target = make_indicator("level", "at_least", 50, baseline=40)
    target = target._replace(breaks=(Break(2020),))
    assert assess_by(target, make_series(41, 42, 43), 2023, DESTATIS).so_far == 1
    assert (
        assess_by(target._replace(breaks=(Break(2021),)), make_series(41, 42, 43), 2023, DESTATIS).reason
        == "too_few_results"
    )


# --- Only a direction --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((1, 2, ">2"), "on_track/"), ((1, 2, "<2"), "not_assessed/bounded"), ((5, 2, ">2"), "not_assessed/bounded"),
        ((5, 2, "<2"), "off_track/moving_away"), ((1, 2, ">2", 3), "not_assessed/bounded"), ((1, ">2", 3), "not_assessed/bounded"),
        ((1, 3, 2), "at_risk/"), ((3, 1, 2), "off_track/insufficient"), ((1, 2), "not_assessed/too_few_results"),
        ((2, 2, 2), "off_track/moving_away"),
    ],
)  # fmt: skip
def test_a_direction(values, verdict):
    """The first value is the baseline."""
    assert judge_from_first("increase", values) == verdict
    turned = [str(value).translate(str.maketrans("<>", "><")) for value in values]
    mirrored = [f"{text[0]}-{text[1:]}" if text[0] in "<>" else f"-{text}" for text in turned]
    assert judge_from_first("decrease", mirrored) == verdict


def judge_from_first(kind, values):
    first, *others = values
    indicator = make_indicator("level", kind, baseline=first)
    return judge_twice(indicator, make_series(*others), 2019 + len(values))


def test_a_direction_is_judged_from_the_baseline_only():
    assert judge_twice(make_indicator("level", "increase"), make_series(1, 2, 3), 2023) == "not_assessed/no_baseline"
    assert judge_twice(make_indicator("total", "increase", baseline=1), make_series(2, 3), 2022) == "on_track/"
    final = make_series(1, 2, 3, 4, 5)
    assert judge_twice(make_indicator("level", "increase"), final, 2025) == "not_assessed/no_baseline"
    assert judge_twice(make_indicator("level", "increase", baseline=6), final, 2025) == "missed/"


# --- Flags and the year before -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "slips"),
    [
        # at least 40 by 2025, and met now: 42 − 2 × 2 is left, 42 − 0.5 × 2 is not; what lies between has no say
        ((46, 42, 42), True), ((43, 42, 42), False), ((43, 60, 42), False), ((43, 30, 42), False), ((41, 60, 42), False),
        ((44, 42, 42), False), ((45, 43, 41), True), ((60, 41), True), ((41, 60), False), ((41,), False),
        # not met now: it was, exactly or beyond, or never
        ((40, 39), True), ((41, 39), True), ((39, 38), False), ((39,), False),
    ],
)  # fmt: skip
def test_a_target_slips_where_its_trend_leaves_it_and_where_it_is_lost(values, slips):
    found = assess_one(
        make_register(make_indicator("level", "at_least", 40), x=make_series(*values)), 2020 + len(values)
    )
    assert ("slipping" in found.flags) == slips
    assert (
        "slipping"
        not in assess_one(make_register(make_indicator("mean", "at_least", 40), x=make_series(*values)), 2021).flags
    )


def test_about_as_much_as_the_year_before_is_a_change_and_more_than_it_is_none():
    target = make_indicator("level", "at_least", 60)
    for before, change in (("~5", 1), ("5", 1), (">5", None), ("<5", None)):
        assert assess_one(make_register(target, x=make_series(before, 6)), 2022).change == change


def test_a_baseline_years_before_the_term():
    early = make_indicator("level", "at_least", 60, baseline=40)
    early = early._replace(baseline=early.baseline._replace(year=2018))
    found = assess_one(make_register(early, x=make_series(44)), 2021)
    assert found.previous is None
    assert round(found.expected * 7, 20) == 3
