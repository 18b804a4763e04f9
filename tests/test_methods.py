"""The edges of the selectable methods by hand, each a case that a reader can recompute; and who speaks for whom."""

import json
from decimal import Decimal

import pytest

from support.judges import CHART, COMPOUND, DESTATIS, assess_by
from support.registers import assess_one, make_indicator, make_register, make_row, make_series
from tracker.assess import select_method
from tracker.assess.methods import get_method_title, load_method
from tracker.model import METHODS, Break, Limits, Method, OfficialVerdict

SIX = (40, 41, 42, 43, 44, 45)


def told(indicator, rows, year, method, as_of=None):
    """The verdict as "status/reason/grade"."""
    found = assess_by(indicator, rows, year, method, as_of)
    return f"{found.status}/{found.reason}/{found.grade}"


# --- Compound growth -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("1.95", "on_track//substantial_progress"), ("1.94" + "9" * 26, "at_risk//moderate_progress"),
        ("1.6", "at_risk//moderate_progress"), ("1.59" + "9" * 26, "off_track/insufficient/limited_progress"),
        ("1", "off_track/insufficient/limited_progress"), ("0." + "9" * 28, "off_track/moving_away/deterioration"),
        ("16", "met//target_achieved"), ("17", "exceeded//target_achieved"),
    ],
)  # fmt: skip
def test_the_ratio_of_growths_on_its_cuts(value, verdict):
    """From 1 to 16 in four years asks for 100 % a year."""
    assert (
        told(make_indicator("level", "at_least", 16, baseline=1, until=2024), make_series(value), 2021, COMPOUND)
        == verdict
    )


@pytest.mark.parametrize(("years", "factor"), [(1, "1.095"), (2, "1.095"), (3, "1.095"), (4, "1.095")])
def test_a_root_that_is_a_decimal_is_exact_on_the_cut(years, factor):
    target = make_indicator("level", "at_least", 100 * Decimal("1.1") ** 5, baseline=100)
    value = 100 * Decimal(factor) ** years
    assert told(target, [make_row(2020 + years, value)], 2020 + years, COMPOUND) == "on_track//substantial_progress"
    less = value - Decimal("1e-24")
    assert told(target, [make_row(2020 + years, less)], 2020 + years, COMPOUND) == "at_risk//moderate_progress"


def test_less_is_better_and_values_below_zero():
    down = make_indicator("level", "at_most", 1, baseline=16, until=2024)
    assert assess_by(down, make_series(8), 2021, COMPOUND).method_value == 1
    assert assess_by(down, make_series(18), 2021, COMPOUND).method_value == Decimal("-0.25")
    debt = make_indicator("level", "at_least", -1, baseline=-16, until=2024)
    assert assess_by(debt, make_series(-8), 2021, COMPOUND).method_value == 1
    assert told(debt, make_series(-20), 2021, COMPOUND) == "off_track/moving_away/deterioration"


@pytest.mark.parametrize(
    ("baseline", "target", "value"),
    [(0, 16, 2), (4, 0, 2), (-4, 16, -2), (-4, 16, 2), (4, -16, 2)],
)
def test_between_values_of_opposite_sign_or_zero_nothing_grows(baseline, target, value):
    kind = "at_least" if target > baseline else "at_most"
    indicator = make_indicator("level", kind, target, baseline=baseline)
    assert told(indicator, make_series(value), 2021, COMPOUND) == "not_assessed/not_positive/not_available"


def test_zero_is_replaced_only_where_the_targets_say_so():
    method = Method(COMPOUND, Decimal("0.001"))
    from_zero = make_indicator("level", "at_least", 1, baseline=0, until=2021 + 2, method=method)
    found = assess_by(from_zero, make_series("0.01"), 2021, "")
    assert (found.status, found.method_value) == ("on_track", 1)
    to_zero = make_indicator("level", "at_most", 0, baseline=1, until=2023, method=method)
    assert assess_by(to_zero, make_series("0.1"), 2021, COMPOUND).method_value == 1
    assert assess_by(to_zero, make_series("0.1"), 2021, CHART).method == CHART
    assert told(to_zero._replace(method=Method(COMPOUND)), make_series("0.1"), 2021, "") == (
        "not_assessed/not_positive/not_available"
    )
    assert abs(assess_by(from_zero, make_series(0), 2021, "").method_value + Decimal(1) / 9) < Decimal(
        "1e-20"
    )  # −100 % of 900 %


def test_a_value_of_zero_has_lost_all_and_has_no_growth():
    target = make_indicator("level", "at_least", 16, baseline=1, until=2024)
    assert told(target, make_series(0), 2021, COMPOUND) == "not_assessed/not_positive/not_available"
    found = assess_by(target, make_series(0), 2021, CHART)
    assert (found.status, found.reason, found.projected) == ("off_track", "moving_away", 0)
    assert told(target, make_series(0, first=2024), 2024, CHART) == "missed//stagnation_or_regression"
    assert told(target, make_series(-1), 2021, CHART) == "not_assessed/not_positive/not_available"
    assert told(make_indicator("level", "at_least", 16, baseline=0), make_series(1), 2021, CHART).startswith(
        "not_assessed"
    )


@pytest.mark.parametrize(
    ("growth", "grade"),
    [
        ("1.015", "substantial_progress"), ("1.01499", "moderate_progress"), ("1.005", "moderate_progress"),
        ("1.00499", "limited_progress"), ("1", "limited_progress"), ("0.999", "deterioration"),
    ],
)  # fmt: skip
def test_the_growth_toward_a_direction_on_its_cuts(growth, grade):
    rows = [make_row(2022, 100 * Decimal(growth) ** 2)]
    assert assess_by(make_indicator("level", "increase", baseline=100), rows, 2022, COMPOUND).grade == grade
    falling = [make_row(2021, 100 * (2 - Decimal(growth)))]
    assert assess_by(make_indicator("level", "decrease", baseline=100), falling, 2021, COMPOUND).grade == grade


@pytest.mark.parametrize(
    ("baseline", "limit", "rise", "grade"),
    [
        # 1.5 % × (1 − 0.5^4.44) = 1.4309 % and 0.4770 %; × (1 − 0.9^4.44) = 0.5604 % and 0.1868 %
        (50, 100, "1.01431", "substantial_progress"), (50, 100, "1.0143", "moderate_progress"),
        (50, 100, "1.00478", "moderate_progress"), (50, 100, "1.00476", "limited_progress"),
        (90, 100, "1.0057", "substantial_progress"), (90, 100, "1.0056", "moderate_progress"),
        (110, 100, "1.0057", "substantial_progress"), (110, 100, "1.0056", "moderate_progress"),
        (150, 100, "1.01431", "substantial_progress"), (150, 100, "1.0143", "moderate_progress"),
        (200, 100, "1.015", "substantial_progress"), (200, 100, "1.01499", "moderate_progress"),
        (250, 100, "1.015", "substantial_progress"), (250, 100, "1.01499", "moderate_progress"),
        # at the limit nothing is asked for, and a loss is a loss
        (100, 100, "1", "substantial_progress"), (100, 100, "0.9999", "deterioration"),
        # a limit of zero or below says nothing of growth, nor has a value below zero come near to one above
        (50, 0, "1.01499", "moderate_progress"), (50, -100, "1.01499", "moderate_progress"),
        (-50, 100, "0.98501", "moderate_progress"), (-50, 100, "1.01", "deterioration"),
    ],
)  # fmt: skip
def test_near_a_natural_limit_less_is_asked_for(baseline, limit, rise, grade):
    indicator = make_indicator("level", "increase", baseline=baseline, limits=Limits(high=Decimal(limit)))
    assert assess_by(indicator, [make_row(2021, baseline * Decimal(rise))], 2021, COMPOUND).grade == grade


def test_a_lower_limit_counts_where_less_is_better_and_none_toward_a_bound():
    rows = [make_row(2021, 100 * Decimal("0.9858"))]
    low = make_indicator("level", "decrease", baseline=100, limits=Limits(low=Decimal(200)))
    assert assess_by(low, rows, 2021, COMPOUND).grade == "moderate_progress"
    near = low._replace(limits=Limits(low=Decimal(90)))
    assert assess_by(near, rows, 2021, COMPOUND).grade == "substantial_progress"
    assert assess_by(near._replace(limits=Limits(high=Decimal(90))), rows, 2021, COMPOUND).grade == "moderate_progress"
    bound = make_indicator("level", "at_least", 200, baseline=100, limits=Limits(high=Decimal(101)))
    assert assess_by(bound, [make_row(2021, 101)], 2021, COMPOUND).grade == "limited_progress"


def test_without_a_baseline_the_next_year_with_a_result_is_taken_and_shown():
    target = make_indicator("level", "at_least", 16, until=2026)
    for method in (COMPOUND, CHART):
        found = assess_by(target, make_series(None, 1, 2), 2023, method)
        assert (found.baseline.year, found.baseline.value) == (2022, 1)
        assert (found.status, found.method_value, round(found.required, 4)) == ("on_track", 1, Decimal("4.6667"))
        assert round(found.progress * 15, 20) == 1
        assert told(target, make_series(None, 1), 2022, method) == "not_assessed/too_few_results/not_available"
    assert assess_by(target, make_series(None, 1, 2), 2023, COMPOUND).pace == 1
    stated = make_indicator("level", "at_least", 16, until=2024, baseline=1)
    assert assess_by(stated, make_series(2), 2021, COMPOUND).baseline == stated.baseline


def test_where_the_baseline_leaves_no_way_to_go_the_linear_method_speaks():
    level_with = make_indicator("level", "above", 10, baseline=10)
    for method in (COMPOUND, CHART):
        assert assess_by(level_with, make_series(9), 2021, method).method == "linear"
        assert assess_by(level_with, make_series(11), 2021, method).method == method
    beyond = make_indicator("level", "at_least", 10, baseline=20)
    lost = assess_by(beyond, make_series(5), 2021, CHART)
    assert (lost.status, lost.method) == ("off_track", "linear")
    assert told(beyond, make_series(5), 2021, COMPOUND) == "off_track/moving_away/deterioration"
    assert told(beyond, make_series(12), 2021, CHART) == "exceeded//met_or_on_track"
    assert told(beyond, make_series(12), 2021, COMPOUND) == "exceeded//target_achieved"


@pytest.mark.parametrize("method", [COMPOUND, CHART])
def test_a_bound_decides_what_it_really_decides(method):
    target = make_indicator("level", "at_least", 16, baseline=1, until=2024)
    assert told(target, make_series(">16"), 2021, method).startswith("exceeded//")
    assert assess_by(target, make_series(">16"), 2021, method).method_value is None
    assert told(target, make_series(">15"), 2021, method) == "not_assessed/bounded/not_available"
    assert told(target, make_series("<17"), 2021, method) == "not_assessed/bounded/not_available"
    assert told(target, make_series("<16"), 2021, method) == "not_assessed/bounded/not_available"
    assert told(target, make_series("<16", first=2024), 2024, method) == "missed//not_available"
    assert told(target, make_series("<17", first=2024), 2024, method) == "not_assessed/bounded/not_available"
    assert assess_by(target, make_series("<16", first=2024), 2024, method).term_value == 16
    assert told(target, make_series("~2"), 2021, method).startswith("on_track//")
    rise = make_indicator("level", "increase", baseline=1)
    assert told(rise, make_series(">2", first=2025), 2025, method) == "not_assessed/bounded/not_available"
    open_start = make_indicator("level", "at_least", 16)
    assert told(open_start, make_series(">1", 2), 2022, method) == "not_assessed/bounded/not_available"
    assert told(open_start, make_series(">1", 2, 4), 2023, method) == "not_assessed/bounded/not_available"
    assert told(open_start, make_series(1, ">2", 4), 2023, method).startswith("on_track//")


@pytest.mark.parametrize("method", METHODS)
def test_what_is_too_old_is_not_judged_by_any_method(method):
    target = make_indicator("level", "at_least", 60)
    rows = make_series(*SIX, first=2016)
    assert assess_by(target, [*rows, make_row(2022, 50)], 2024, method).reason != "stale"
    assert assess_by(target, [*rows, make_row(2022, 50)], 2025, method).reason == "stale"


@pytest.mark.parametrize("method", [COMPOUND, CHART])
def test_nothing_grows_across_a_break(method):
    target = make_indicator("level", "at_least", 16, baseline=1)
    for year, verdict in ((2020, "on_track"), (2021, "not_assessed"), (2022, "not_assessed"), (2023, "on_track")):
        found = assess_by(target._replace(breaks=(Break(year),)), make_series(8, 9), 2022, method)
        assert (found.status, found.reason) == (verdict, "break" if verdict == "not_assessed" else "")


@pytest.mark.parametrize("method", [COMPOUND, CHART])
def test_toward_a_direction_the_end_decides(method):
    target = make_indicator("level", "increase", baseline=10)
    assert told(target, make_series(11, first=2025), 2025, method).startswith("met//")
    assert told(target, make_series(10, first=2025), 2025, method).startswith("missed//")
    assert told(target, make_series(9, first=2024), 2024, method).startswith("off_track/moving_away/")


# --- The progress chart of the United Nations --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "grade"),
    [
        ("148.85", "met_or_on_track"), ("148.86", "fair_progress"),
        ("564.1", "fair_progress"), ("564.2", "stagnation_or_regression"),
    ],
)  # fmt: skip
def test_the_share_that_will_be_done(target, grade):
    """At 10 % a year, 100 becomes 146.41 in four years: 46.41 of the way."""
    found = assess_by(
        make_indicator("level", "at_least", target, baseline=100, until=2024), make_series(110), 2021, CHART
    )
    assert (found.grade, round(found.projected, 20)) == (grade, Decimal("146.41"))
    assert found.method_value == pytest.approx(Decimal("46.41") / (Decimal(target) - 100))


@pytest.mark.parametrize(("cut", "on", "below"), [("0.95", "met_or_on_track", "fair_progress"),
                                                  ("0.10", "fair_progress", "stagnation_or_regression")])  # fmt: skip
def test_the_share_on_its_cuts(cut, on, below):
    """From 19 × 10^n at 10 % a year: the target is placed so that the share is the cut."""
    base = Decimal(190000)
    target = base + base * (Decimal("1.1") ** 4 - 1) / Decimal(cut)
    for nearer, grade in ((0, on), (Decimal("1e-20"), below)):
        indicator = make_indicator("level", "at_least", target + nearer, baseline=base, until=2024)
        assert assess_by(indicator, [make_row(2021, base * Decimal("1.1"))], 2021, CHART).grade == grade
        assert assess_by(indicator, [make_row(2022, base * Decimal("1.21"))], 2022, CHART).grade == grade


@pytest.mark.parametrize(
    ("kind", "target", "value", "grade"),
    [
        ("at_least", 100, "99", "met_or_on_track"), ("at_least", 100, "98.9", "fair_progress"),
        ("at_most", 0, "1", "met_or_on_track"), ("at_most", 0, "1.1", "fair_progress"),
        ("at_least", 99, "98.5", "fair_progress"),
    ],
)  # fmt: skip
def test_a_percentage_near_the_end_of_its_scale_counts_as_on_track(kind, target, value, grade):
    base = Decimal("98.2") if kind == "at_least" else Decimal("1.3")
    indicator = make_indicator("level", kind, target, baseline=base, unit={"": "%"}, until=2022)
    assert assess_by(indicator, make_series(value), 2021, CHART).grade == grade
    if kind == "at_most":
        assert assess_by(indicator._replace(unit={}), make_series(value), 2021, CHART).grade == "fair_progress"


@pytest.mark.parametrize(
    ("growth", "grade", "reason"),
    [
        ("1.02", "met_or_on_track", ""), ("1.0199", "fair_progress", ""), ("1.005", "fair_progress", ""),
        ("1.0049", "stagnation_or_regression", "insufficient"), ("1", "stagnation_or_regression", "insufficient"),
        ("0.99", "stagnation_or_regression", "moving_away"),
    ],
)  # fmt: skip
def test_the_chart_of_a_direction_on_its_cuts(growth, grade, reason):
    found = assess_by(
        make_indicator("level", "increase", baseline=100), [make_row(2022, 100 * Decimal(growth) ** 2)], 2022, CHART
    )
    assert (found.grade, found.reason) == (grade, reason)
    falling = make_indicator("level", "decrease", baseline=100)
    found = assess_by(falling, [make_row(2021, 100 * (2 - Decimal(growth)))], 2021, CHART)
    assert (found.grade, found.reason) == (grade, reason)


# --- The weather symbols of Destatis -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "grade", "status"),
    [
        # 40 … 45 rises by 1 a year: 50 in 2027, five years on; the miss is (T − 50) / (T − 45).
        ("50", "sun", "on_track"), ("50.26", "sun", "on_track"), ("50.27", "sun_and_cloud", "at_risk"),
        ("51.25", "sun_and_cloud", "at_risk"), ("51.2500000001", "cloud", "off_track"), ("60", "cloud", "off_track"),
        ("45", "sun", "met"), ("44", "sun", "exceeded"),
    ],
)  # fmt: skip
def test_the_share_of_the_remaining_way_that_is_missed(target, grade, status):
    rows = make_series(*SIX, first=2017)
    found = assess_by(make_indicator("level", "at_least", target, until=2027), rows, 2022, DESTATIS)
    assert (found.grade, found.status) == (grade, status)
    if status not in ("met", "exceeded"):
        assert (found.projected, found.so_far, found.required) == (50, 1, (Decimal(target) - 45) / 5)
        assert found.method_value == pytest.approx((Decimal(target) - 50) / (Decimal(target) - 45))


@pytest.mark.parametrize(
    ("until", "target", "grade"),
    [
        (2022 + 95, "145", "sun_and_cloud"), (2022 + 95, "144.9999999", "sun"),
        (2022 + 80, "145", "sun_and_cloud"), (2022 + 80, "145.0000001", "cloud"),
    ],
)  # fmt: skip
def test_a_miss_on_its_cuts(until, target, grade):
    """At 1 a year 45 becomes 140, or 125: 5 or 20 short of 145, of 100 to go."""
    indicator = make_indicator("level", "at_least", target, until=until)
    assert assess_by(indicator, make_series(*SIX, first=2017), 2022, DESTATIS).grade == grade


def test_values_before_the_term_are_used_but_make_no_case():
    indicator = make_indicator("level", "at_least", 50)
    assert assess_by(indicator, make_series(*SIX, first=2015), 2021, DESTATIS).reason == "no_result"
    assert assess_by(indicator, [*make_series(*SIX[:5], first=2016), make_row(2021, 45)], 2021, DESTATIS).so_far == 1


def test_falling_is_the_same_the_other_way_round():
    rows = make_series(45, 44, 43, 42, 41, 40, first=2017)
    for target, grade in (("35", "sun"), ("34.7", "sun_and_cloud"), ("30", "cloud"), ("20", "cloud")):
        assert assess_by(make_indicator("level", "at_most", target, until=2027), rows, 2022, DESTATIS).grade == grade
    assert told(make_indicator("level", "at_least", 60, until=2027), rows, 2022, DESTATIS) == (
        "off_track/moving_away/thunderstorm"
    )
    flat = make_series(*[40] * 6, first=2017)
    assert assess_by(make_indicator("level", "at_least", 60, until=2027), flat, 2022, DESTATIS).grade == "thunderstorm"


def test_only_the_last_six_values_count_and_fewer_than_four_give_no_symbol():
    target = make_indicator("level", "at_least", 50, until=2027)
    rows = [make_row(2016, 400), *make_series(*SIX, first=2017)]
    assert assess_by(target, rows, 2022, DESTATIS).so_far == 1
    assert told(target, rows[-3:], 2022, DESTATIS) == "not_assessed/too_few_results/not_available"
    assert assess_by(target, rows[-4:], 2022, DESTATIS).grade == "sun"
    stated = make_indicator("level", "at_least", 50, until=2027, baseline=43)
    assert assess_by(stated, [*rows[-2:], make_row(2020, 43)], 2022, DESTATIS).reason == "too_few_results"
    assert assess_by(stated, [*rows[-2:], make_row(2019, 42)], 2022, DESTATIS).so_far == 1  # the baseline is the fourth


def test_a_break_begins_the_symbols_anew():
    rows = make_series(*SIX, first=2017)
    target = make_indicator("level", "at_least", 50, until=2027)
    for year, reason in ((2017, ""), (2019, ""), (2020, "too_few_results"), (2022, "too_few_results"), (2023, "")):
        assert assess_by(target._replace(breaks=(Break(year),)), rows, 2022, DESTATIS).reason == reason
    broken = make_indicator("level", "at_least", 50, until=2027, baseline=900, breaks=(Break(2021),))
    assert assess_by(broken, make_series(41, 42, 43, 44), 2024, DESTATIS).so_far == 1  # the old baseline is left out
    old = broken._replace(breaks=(Break(2019), Break(2021), Break(2030)))
    assert assess_by(old, make_series(41, 42, 43, 44), 2024, DESTATIS).so_far == 1


def test_a_reached_target_is_kept_or_slips():
    rising, falling = make_series(*SIX, first=2017), make_series(45, 44, 43, 42, 41, 40, first=2017)
    target = make_indicator("level", "at_least", 40, until=2027)
    assert told(target, rising, 2022, DESTATIS) == "exceeded//sun"
    assert told(target, falling, 2022, DESTATIS) == "met//sun_and_cloud"
    assert "slipping" in assess_by(target, falling, 2022, DESTATIS).flags
    assert "slipping" not in assess_by(target, rising, 2022, DESTATIS).flags


def test_on_the_limit_of_a_strict_bound_the_change_decides():
    rising = make_series(-4, 6, 7, 6)
    assert told(make_indicator("level", "below", 6), rising, 2024, DESTATIS) == "off_track/moving_away/thunderstorm"
    assert told(make_indicator("level", "above", 6), rising, 2024, DESTATIS) == "on_track//sun"
    flat = make_series(6, 7, 7, 6)
    assert told(make_indicator("level", "above", 6), flat, 2024, DESTATIS) == "off_track/moving_away/thunderstorm"
    assert told(make_indicator("level", "above", 6, until=2024), rising, 2024, DESTATIS) == "missed//cloud"


def test_the_nearer_end_of_a_range():
    rows = make_series(*SIX, first=2017)
    assert assess_by(make_indicator("level", "between", (50, 90), until=2027), rows, 2022, DESTATIS).grade == "sun"
    assert (
        assess_by(make_indicator("level", "between", (10, 40), until=2027), rows, 2022, DESTATIS).grade
        == "thunderstorm"
    )
    assert told(make_indicator("level", "between", (10, 45), until=2027), rows, 2022, DESTATIS) == "met//sun"


@pytest.mark.parametrize(
    ("values", "grade"),
    [((1, 2, 3, 4), "sun"), ((1, 2, 4, 3), "sun_and_cloud"), ((1, 2, 3, 3), "sun_and_cloud"),
     ((4, 3, 2, 3), "cloud"), ((4, 3, 2, 1), "thunderstorm"), ((2, 2, 2, 2), "thunderstorm")],
)  # fmt: skip
def test_the_symbols_of_a_direction(values, grade):
    assert assess_by(make_indicator("level", "increase"), make_series(*values), 2024, DESTATIS).grade == grade
    mirrored = [-value for value in values]
    assert assess_by(make_indicator("level", "decrease"), make_series(*mirrored), 2024, DESTATIS).grade == grade


def test_a_value_to_be_kept_every_year():
    target = make_indicator("every_year", "at_least", 4)
    assert told(target, make_series(3, 4, 5, 6), 2024, DESTATIS) == "on_track//sun"
    assert told(target, make_series(7, 6, 5, 4), 2024, DESTATIS) == "at_risk//sun_and_cloud"
    assert told(target, make_series(1, 2, 3, 3), 2024, DESTATIS) == "off_track/insufficient/cloud"
    assert told(target, make_series(3, 3, 3, 3), 2024, DESTATIS) == "off_track/moving_away/thunderstorm"
    assert told(target, make_series(3, 4, 5, 6, 7), 2025, DESTATIS) == "missed//sun"
    assert told(target, make_series(4, 4, 5, 6, 7), 2025, DESTATIS) == "met//sun"
    assert assess_by(target, make_series(3, 4, 5, 6), 2024, DESTATIS).years_met == 3


def test_a_value_known_only_as_a_bound_is_no_value_for_a_symbol():
    target = make_indicator("level", "at_least", 50)
    assert told(target, make_series(40, ">41", 42, 43), 2024, DESTATIS) == "not_assessed/bounded/not_available"
    assert assess_by(target, make_series(40, "~41", 42, 43), 2024, DESTATIS).grade == "cloud"


# --- Who speaks ---------------------------------------------------------------------------------------------------


def test_a_method_asked_for_goes_before_that_of_the_indicator_and_of_the_term():
    term = make_register().term
    plain, own = make_indicator("level", "at_least", 4), Method(DESTATIS)
    assert select_method(term, plain).name == "linear"
    term = term._replace(method=Method(COMPOUND, Decimal("0.5")))
    assert select_method(term, plain) == term.method
    assert select_method(term, plain._replace(method=own)) == own
    assert select_method(term, plain._replace(method=own), CHART) == Method(CHART)
    assert select_method(term, plain._replace(method=own), COMPOUND) == term.method  # with the settings given to it
    assert select_method(term, plain._replace(method=Method(COMPOUND)), COMPOUND) == Method(COMPOUND)


def test_the_method_of_the_files_and_of_the_command_line(folder, run):
    targets = """
        [term]
        name = "x"
        baseline_year = 2020
        first_year = 2021
        last_year = 2024
        method = "un_chart"
        [[indicator]]
        id = "of-the-term"
        name = "x"
        measure = "level"
        baseline = 1
        target.at_least = 16
        [[indicator]]
        id = "its-own"
        name = "x"
        measure = "level"
        baseline = 0
        target.at_least = 1
        method = { name = "compound", zero_as = 0.0625 }
        [[indicator]]
        id = "a-sum"
        name = "x"
        measure = "total"
        target.at_least = 16
    """
    path = folder(
        targets, "".join(f"{key},2021,2,,final,,,2022-01-31,\n" for key in ("of-the-term", "its-own", "a-sum"))
    )

    def spoken(*options):
        done = run("status", "--data", path, "--year", "2021", "--format", "json", *options)
        assert done.returncode == 0, done.stderr
        items = json.loads(done.stdout)["indicators"]
        return [(item["method"], item["grade"]) for item in items]

    linear = ("linear", None)
    assert spoken() == [(CHART, "met_or_on_track"), (COMPOUND, "target_achieved"), linear]
    assert spoken("--method", "compound") == [(COMPOUND, "substantial_progress"), (COMPOUND, "target_achieved"), linear]
    assert spoken("--method", "linear") == [linear, linear, linear]


@pytest.mark.parametrize("method", METHODS[1:])
@pytest.mark.parametrize("measure", ["total", "mean", "growth", "growth_rate"])
def test_where_a_method_has_no_rule_the_linear_one_speaks(method, measure):
    indicator = make_indicator(measure, "at_least", 4, baseline=1)
    found, linear = (
        assess_by(indicator, make_series(2, 3), 2022, method),
        assess_by(indicator, make_series(2, 3), 2022, "linear"),
    )
    assert found == linear
    assert (found.method, found.grade) == ("linear", "")


@pytest.mark.parametrize("method", METHODS)
def test_a_milestone_is_done_or_not_by_any_method(method):
    found = assess_by(make_indicator("milestone", "yes"), [make_row(2022, True)], 2023, method)
    assert (found.status, found.method) == ("met", "linear")
    nothing = assess_by(make_indicator("milestone", "yes")._replace(target=None), [], 2023, method)
    assert (nothing.status, nothing.reason, nothing.method) == ("not_assessed", "no_target", method)


def test_every_method_has_a_title_and_a_rule():
    assert len({get_method_title(name) for name in METHODS}) == len(METHODS)
    assert [load_method(name).__name__.rpartition(".")[2] for name in METHODS] == list(METHODS)


@pytest.mark.parametrize(
    ("since", "year", "status", "computed"),
    [(None, 2021, "met", "at_risk"), (2022, 2021, "at_risk", None), (2021, 2021, "met", "at_risk")],
)
def test_an_official_verdict_stands_beside_the_computed_one_from_its_year_on(since, year, status, computed):
    official = OfficialVerdict("met", {"": "decree"}, "", since)
    indicator = make_indicator("level", "at_least", 10, baseline=0, official_verdict=official)
    found = assess_one(make_register(indicator, x=make_series("1.5")), year)
    assert (found.status, found.computed_status) == (status, computed)


def test_a_target_with_a_year_of_its_own_ends_in_it():
    target = make_indicator("level", "at_least", 16, baseline=1, until=2023)
    for method in (COMPOUND, CHART):
        assert told(target, make_series(2, 4, 8), 2025, method, "2025-12-31").startswith("missed//")
        assert told(target, make_series(2, 4), 2023, method, "2023-06-30").startswith("at_risk//")
        assert assess_by(target, make_series(2, 4), 2023, method, "2024-06-30").reason == "no_final_result"
        assert told(target, make_series(2, 4, 8, 99), 2025, method).startswith("missed//")


def test_a_forecast_is_never_judged():
    rows = [*make_series(2, 4), make_row(2023, 900, status="forecast")]
    for method in METHODS:
        target = make_indicator("level", "at_least", 900, baseline=1, until=2024)
        assert assess_by(target, rows, 2023, method).status == assess_by(target, rows[:2], 2023, method).status
