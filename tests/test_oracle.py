"""The program and the oracle reach the same verdicts, for the same reasons, with the same figures.

Registers are drawn small and simple on purpose: whole numbers meet on every bound and cut, where judges differ.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import oracle
from support.examples import draw_settings
from support.judges import is_close, judge_twice
from support.registers import NUMBERS, assess_one, make_indicator, make_register, make_row, make_series, registers
from tracker.assess import assess
from tracker.model import (
    MEASURES,
    Indicator,
    Method,
    Plan,
    Register,
    Target,
)

# --- Drawn registers -------------------------------------------------------------------------------------------


# --- Comparison ------------------------------------------------------------------------------------------------


def differences(register: Register, year: int, as_of: str) -> list[str]:
    """Return where program and oracle differ; figures count where both judge."""
    board = assess(register, year, as_of)
    lines = []
    for found, meant in zip(board.assessments, oracle.judge(register, year, as_of), strict=True):
        name = f"{found.indicator.measure} {found.indicator.id}"
        if (found.status, found.reason) != (meant.status, meant.reason):
            lines.append(f"{name}: {found.status}/{found.reason}, meant {meant.status}/{meant.reason}")
        elif meant.status != "not_assessed":
            lines += [
                f"{name}: {key} {getattr(found, key)}, meant {value and float(value)}"
                for key in NUMBERS
                if not (key == "required" and is_kept_range(meant, found.indicator))
                and not is_close(getattr(found, key), value := getattr(meant, key))
            ]
    return lines


def is_kept_range(meant: oracle.Finding, indicator: Indicator) -> bool:
    """Whether no single number is required: a range is kept anywhere within it."""
    return indicator.target is not None and indicator.target.kind == "between" and meant.progress is None


MANY = draw_settings(250)


@pytest.mark.parametrize("measure", MEASURES)
@MANY
@given(data=st.data())
def test_the_judges_agree(measure, data):
    assert differences(*data.draw(registers((measure,)))) == []


@pytest.mark.parametrize("measure", [measure for measure in MEASURES if measure != "milestone"])
@MANY
@given(data=st.data())
def test_the_judges_agree_on_values_that_are_only_bounds(measure, data):
    assert differences(*data.draw(registers((measure,), bounded=True))) == []


CUTS = st.sampled_from(
    [(None, "0.5"), ("0.9", "0.75"), ("1", "0.95"), ("0.8", None), ("0.875", "0.333"), ("0.61", "0.6")]
)


@pytest.mark.parametrize("measure", ["level", "total", "mean", "growth", "growth_rate"])
@draw_settings(25)
@given(data=st.data(), cuts=CUTS, of_term=st.booleans())
def test_the_judges_agree_on_own_cuts(measure, data, cuts, of_term):
    register, year, as_of = data.draw(registers((measure,)))
    on_track, at_risk = (None if cut is None else Decimal(cut) for cut in cuts)
    method = Method("linear", on_track=on_track, at_risk=at_risk)
    if of_term:
        register = register._replace(term=register.term._replace(method=method))
    else:
        own = tuple(indicator._replace(method=method) for indicator in register.indicators)
        register = register._replace(indicators=own)
    assert differences(register, year, as_of) == []


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("measure", ["level", "total", "mean", "growth", "growth_rate"])
@draw_settings(25)
@given(data=st.data(), direction=st.sampled_from(["increase", "decrease"]))
def test_the_judges_agree_on_annual_plans(measure, bounded, data, direction):
    register, year, as_of = data.draw(registers((measure,), bounded=bounded))
    plans = [
        indicator._replace(target=Target("plan"), direction=direction, plan=data.draw(st.sampled_from([
            indicator.plan, {planned: plan for planned, plan in indicator.plan.items() if planned % 2}, {}
        ])))
        for indicator in register.indicators
    ]  # fmt: skip
    assert differences(register._replace(indicators=tuple(plans)), year, as_of) == []


# --- Fixed cases -----------------------------------------------------------------------------------------------


def test_a_sum_of_tenths_is_exact():
    target = make_indicator("total", "at_least", "0.3")
    assert judge_twice(target, make_series("0.1", "0.2", 0, 0, 0), 2025) == "met/"
    assert judge_twice(target, make_series("0.1", "0.2", 0, 0, "1e-30"), 2025) == "exceeded/"


def test_almost_eight_is_not_eight():
    target = make_indicator("level", "at_least", 8, baseline=4)
    assert judge_twice(target, make_series("7." + "9" * 30, first=2025), 2025) == "missed/"
    assert judge_twice(target, make_series(8, first=2025), 2025) == "met/"


@pytest.mark.parametrize("years", range(1, 9))
def test_growth_at_exactly_the_target_is_met(years):
    value = Decimal(100) * Decimal("1.08") ** years
    target = make_indicator("growth", "at_least", 8, baseline=100, until=2020 + years)
    tiny = Decimal("1e-24")
    assert judge_twice(target, make_series(value, first=2020 + years), 2020 + years) == "met/"
    assert judge_twice(target, make_series(value - tiny, first=2020 + years), 2020 + years) == "missed/"
    assert judge_twice(target, make_series(value + tiny, first=2020 + years), 2020 + years) == "exceeded/"
    rates = make_indicator("growth_rate", "at_least", 8, until=2020 + years)
    assert judge_twice(rates, make_series(*[8] * years), 2020 + years) == "met/"


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("19", "on_track/"),
        ("18." + "9" * 30, "at_risk/"),
        ("12", "at_risk/"),
        ("11." + "9" * 30, "off_track/insufficient"),
        ("0", "off_track/insufficient"),
        ("-0." + "0" * 29 + "1", "off_track/moving_away"),
    ],
)
def test_a_pace_on_the_cut_has_reached_it(value, verdict):
    assert judge_twice(make_indicator("level", "at_least", 100, baseline=0), make_series(value), 2021) == verdict
    assert judge_twice(make_indicator("total", "at_least", 100), make_series(value), 2021) == verdict
    assert judge_twice(make_indicator("mean", "at_least", 20), make_series(value), 2021) == verdict
    down = make_indicator("level", "at_most", -100, baseline=0)
    assert judge_twice(down, make_series(Decimal(value).copy_negate()), 2021) == verdict


@pytest.mark.parametrize("cut", ["0.9", "0.875", "0.90625", "0.6"])
def test_a_pace_of_growth_on_an_own_cut_has_reached_it(cut):
    above, below = Decimal(cut).as_integer_ratio()
    method = Method("linear", on_track=Decimal(cut), at_risk=Decimal(cut) / 2)
    year, value = 2020 + below, Decimal("1.1") ** above
    target = make_indicator("growth", "at_least", 10, baseline=1, until=year + 1, method=method)
    assert judge_twice(target, make_series(value, first=year), year, last=year + 1) == "on_track/"
    below_it = make_series(value - Decimal("1e-24"), first=year)
    assert judge_twice(target, below_it, year, last=year + 1) == "at_risk/"


def test_a_pace_of_growth_on_a_cut_of_many_digits_is_compared_by_precise_logarithms():
    cut, half = Decimal("0.9999"), Decimal("0.001")
    method = Method("linear", on_track=cut, at_risk=half)
    plans = {2021: Plan(Decimal("1.1") ** 2), 2022: Plan(Decimal("1.1") ** 3)}
    target = make_indicator("growth", "at_least", 10, baseline=1, until=2022, method=method, plan=plans)
    assert assess_one(make_register(target, last=2022, x=make_series(plans[2021].value)), 2021).pace == 1
    below = make_series(Decimal("1.1") ** 2 - Decimal("0.0001"))
    assert assess_one(make_register(target, last=2022, x=below), 2021).status == "at_risk"


@pytest.mark.parametrize(
    ("years", "power", "on_cut", "below"),
    [(20, 19, "on_track/", "at_risk/"), (5, 3, "at_risk/", "off_track/insufficient")],
)
def test_a_pace_of_growth_on_the_cut_has_reached_it(years, power, on_cut, below):
    target = make_indicator("growth", "at_least", 10, baseline=1, until=2020 + years + 5)
    value, year = Decimal("1.1") ** power, 2020 + years
    assert judge_twice(target, make_series(value, first=year), year) == on_cut
    assert judge_twice(target, make_series(value - Decimal("1e-26"), first=year), year) == below


def test_a_pace_on_a_compound_path_on_the_cut_has_reached_it():
    target = make_indicator("level", "at_least", 16, baseline=1, path="compound", until=2024)
    assert judge_twice(target, make_series("1.95"), 2021) == "on_track/"
    assert judge_twice(target, make_series("1.94" + "9" * 28), 2021) == "at_risk/"
    assert judge_twice(target, make_series("1.6"), 2021) == "at_risk/"
    assert judge_twice(target, make_series("1.5" + "9" * 29), 2021) == "off_track/insufficient"


def test_the_published_growth():
    target = make_indicator("growth_rate", "at_least", 8)
    rates = ("6.51", "8.59", "5.56", "6.5", "6.33")
    found = assess_one(make_register(target, x=make_series(*rates)), 2023)
    assert judge_twice(target, make_series(*rates), 2023) == "at_risk/"
    assert [round(number, 2) for number in (found.term_value, found.pace, found.required)] == [
        Decimal("6.88"), Decimal("0.86"), Decimal("9.70"),
    ]  # fmt: skip
    assert judge_twice(target, make_series(*rates), 2025) == "missed/"
    assert round(assess_one(make_register(target, x=make_series(*rates)), 2025).term_value, 2) == Decimal("6.69")


def test_the_worked_levels_of_the_methods():
    found = assess_one(
        make_register(make_indicator("level", "at_least", 60, baseline=40), x=make_series(48, first=2023)), 2023
    )
    assert (found.status, found.progress, found.expected) == ("at_risk", Decimal("0.4"), Decimal("0.6"))
    assert (round(found.pace, 3), round(found.projected, 2), found.required) == (
        Decimal("0.667"), Decimal("53.33"), Decimal("6"),
    )  # fmt: skip
    found = assess_one(
        make_register(make_indicator("level", "at_most", "7.5", baseline="12.5"), x=make_series(9, first=2023)), 2023
    )
    assert (found.status, found.progress, round(found.pace, 3)) == ("on_track", Decimal("0.7"), Decimal("1.167"))


# --- Where a bound, a gap or a late row decides ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "bound", "values", "year", "verdict"),
    [
        ("above", 1, (">1", 9), 2022, "on_track/"),
        ("below", 5, ("<5", 4), 2022, "on_track/"),
        ("at_least", 2, ("<2",), 2021, "off_track/year_missed"),
        ("at_most", 2, (">2",), 2021, "off_track/year_missed"),
        ("between", (0, 6), ("<0", 5), 2022, "off_track/year_missed"),
        ("above", 1, (">1", 9, 9, 9, 9), 2025, "exceeded/"),
    ],
)
def test_a_year_on_its_bound_counts_by_its_qualifier(kind, bound, values, year, verdict):
    assert judge_twice(make_indicator("every_year", kind, bound), make_series(*values), year) == verdict


@pytest.mark.parametrize(("kind", "bound"), [("at_least", 2), ("between", (2, 9))])
def test_a_year_that_surely_misses_decides_whatever_another_may_be(kind, bound):
    target = make_indicator("every_year", kind, bound)
    assert judge_twice(target, make_series(">1", 1), 2022) == "off_track/year_missed"
    assert judge_twice(target, make_series(">1", 1, 3, 3, 3), 2025) == "missed/"


def test_a_year_that_may_have_fallen_is_no_sign_of_rising():
    assert (
        judge_twice(make_indicator("every_year", "at_most", 6), make_series(-2, 2, "<4"), 2023)
        == "not_assessed/bounded"
    )


@pytest.mark.parametrize(
    ("baseline", "value", "verdict"),
    [
        (10, "<-1", "missed/overshot"),
        (-9, ">7", "missed/overshot"),
        (10, ">-2", "not_assessed/bounded"),
        (-9, "<9", "not_assessed/bounded"),
        (10, ">5", "not_assessed/bounded"),
        (-9, ">8", "missed/overshot"),
    ],
)
def test_a_bounded_level_and_a_range(baseline, value, verdict):
    # A level beyond the far edge of a range has overshot it: missed in the target's year, off track before.
    target = make_indicator("level", "between", (-1, 7), baseline=baseline)
    assert judge_twice(target, make_series(value, first=2025), 2025) == verdict


def test_a_bounded_level_that_has_crossed_the_range_is_outside_it():
    target = make_indicator("level", "between", (-1, 7), baseline=10)
    assert judge_twice(target, make_series("<-1"), 2021) == "off_track/overshot"  # and is not too slow


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (("5", ">5"), "not_assessed/bounded"),
        (("9", "<9"), "not_assessed/bounded"),
        (("9", ">9"), "not_assessed/bounded"),
        ((None, "5"), "not_assessed/incomplete"),
        ((None, "40"), "off_track/over_ceiling"),
        (("20", ">20"), "off_track/over_ceiling"),
        (("12", ">13"), "off_track/insufficient"),
    ],
)
def test_a_bounded_or_open_sum_and_a_range(values, verdict):
    # A sum has the worse of the verdicts on both edges. The upper edge is a budget: more than 18 of 36 is at risk if 40 %
    # was due, and far more may be used; more than 25 of 36 is off track (a pace below 0.6), whatever more is used.
    assert judge_twice(make_indicator("total", "between", (10, 36)), make_series(*values), 2022) == verdict


def test_a_total_range_is_kept_when_each_year_brings_its_share():
    target = make_indicator("total", "between", (100, 120))
    assert judge_twice(target, make_series(24, 22, 20), 2023) == "on_track/"
    # The upper edge is a budget: 69 of 120 are used and 60 % was due, so that a rising year is no risk yet.
    assert judge_twice(target, make_series(20, 21, 28), 2023) == "on_track/"
    assert judge_twice(target, make_series(20, 26, 32), 2023) == "at_risk/"


@pytest.mark.parametrize(("value", "verdict"), [(">12", "met/"), ("<9", "missed/"), ("<12", "not_assessed/bounded")])
def test_a_bounded_last_value_and_a_direction(value, verdict):
    target = make_indicator("level", "increase", baseline=10)
    assert judge_twice(target, make_series(value, first=2025), 2025) == verdict


def test_a_long_term_is_measured_from_its_first_point():
    target = make_indicator("level", "increase", baseline=10)
    assert judge_twice(target, make_series(5, 5, 5, 5, 6, 6, 6, 6, 6, 8), 2030, last=2030) == "missed/"


def test_a_milestone_reached_after_its_term_is_missed():
    target = make_indicator("milestone", "yes")
    assert judge_twice(target, make_series(False, True, first=2025), 2026) == "missed/"
    assert judge_twice(target, make_series(True, False, first=2025), 2026) == "met/"


def test_a_no_within_the_year_takes_no_milestone_back():
    rows = [make_row(2022, True), make_row(2023, False, month=6)]
    assert judge_twice(make_indicator("milestone", "yes"), rows, 2023) == "met/"


def test_a_yes_within_the_year_reaches_a_milestone():
    assert judge_twice(make_indicator("milestone", "yes"), [make_row(2023, True, month=6)], 2023) == "met/"
