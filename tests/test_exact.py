"""The arithmetic under the verdicts, against arithmetic with 90 digits."""

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.registers import assess_one, make_indicator, make_register, make_row
from tracker.assess.arithmetic import (
    EXACT,
    Quotient,
    compute_log,
    compute_root,
    divide,
    divide_quotients,
    make_quotient,
    to_growth_factor,
    to_growth_percent,
)

WIDE = Context(prec=90, Emin=-(10**6), Emax=10**6)
PROMISED = Decimal("1e-28")

anything = st.tuples(st.decimals("1", "10", places=12), st.integers(-60, 60)).map(
    lambda pair: EXACT.scaleb(pair[0], pair[1])
)
near_one = st.tuples(st.integers(-(10**6), 10**6), st.integers(7, 24)).map(
    lambda pair: 1 + Decimal(pair[0]).scaleb(-pair[1])
)


@draw_settings(400)
@given(number=st.one_of(anything, near_one))
@example(number=Decimal(1))
@example(number=Decimal("1e-400"))  # beyond what a double holds
@example(number=Decimal("1e400"))
def test_a_logarithm_has_28_digits_after_the_point(number):
    assert abs(WIDE.subtract(compute_log(number), WIDE.ln(number))) <= PROMISED * max(
        1, abs(WIDE.ln(number)).scaleb(-2)
    )


@draw_settings(400)
@given(number=st.one_of(anything, near_one), degree=st.integers(1, 40))
@example(number=Decimal("1e-400"), degree=7)
@example(number=Decimal("1e400"), degree=7)
@example(number=Decimal(0), degree=3)
@example(number=Decimal(16), degree=4)
def test_a_root_has_28_digits(number, degree):
    exact = WIDE.power(number, WIDE.divide(Decimal(1), Decimal(degree))) if number else number
    assert abs(WIDE.subtract(compute_root(number, degree), exact)) <= PROMISED * exact


@pytest.mark.parametrize("degree", range(1, 13))
def test_a_root_that_is_a_short_decimal_is_that_decimal(degree):
    for text in ("1.08", "0.95", "16", "1.2345678", "0.001"):
        with localcontext(EXACT):
            power = Decimal(text) ** degree
        assert compute_root(power, degree) == Decimal(text)


@pytest.mark.parametrize(
    ("factor", "years", "percent"), [("1.21", 2, 10), ("0.81", 2, -10), ("1", 5, 0), ("0", 3, -100)]
)
def test_a_yearly_growth_in_percent(factor, years, percent):
    assert to_growth_percent(Decimal(factor), years) == percent
    assert to_growth_factor(Decimal(percent)) == 1 + Decimal(percent) / 100


def test_a_ratio_is_compared_without_being_divided_out():
    third = make_quotient(1, 3)
    with localcontext(EXACT):
        assert third.is_at_least(Decimal("0." + "3" * 60))
        assert not third.is_at_least(Decimal("0." + "3" * 59 + "4"))
    assert make_quotient(19, 20).is_at_least(Decimal("0.95"))
    assert make_quotient(-1, -3) == third
    assert make_quotient(1, -3) == Quotient(Decimal(-1), Decimal(3))
    assert divide_quotients(make_quotient(1, 3), make_quotient(2, 3)) == make_quotient(3, 6)
    assert divide_quotients(make_quotient(1, 3), make_quotient(0, 3)) is None
    assert divide_quotients(make_quotient(1, 3), make_quotient(-2, 3)) is None


def test_a_shown_quotient_has_fifty_digits():
    assert divide(Decimal(2), 3) == Decimal("0." + "6" * 49 + "7")
    assert make_quotient(2, 3).value == divide(Decimal(2), 3)


# --- The logarithm path on its cuts: pace a/b after k years means (V/B)^b = factor^(k a) -------------------------


@pytest.mark.parametrize(("cut", "on", "below"), [((19, 20), "on_track", "at_risk"), ((3, 5), "at_risk", "off_track")])
@pytest.mark.parametrize("rate", ["10", "8", "0.5", "33.3"])
@pytest.mark.parametrize("bases", [1, 7])
def test_growth_is_decided_on_the_cut_by_powers(cut, on, below, rate, bases):
    """After `below` of the cut's years, a level that has grown in `above` of them is exactly on it."""
    above, years = cut
    with localcontext(EXACT):
        value = bases * to_growth_factor(Decimal(rate)) ** above
        unit = value.scaleb(-28)
        values = (value, value + unit, value - unit, value - value.scaleb(-300))
    target = make_indicator("growth", "at_least", rate, baseline=bases, until=2020 + years + 10)
    found = [assess_one(make_register(target, x=[exact_row(2020 + years, number)]), 2020 + years) for number in values]
    assert [item.status for item in found] == [on, on, below, below]
    assert found[0].pace == divide(Decimal(above), years)


@pytest.mark.parametrize(("cut", "on", "below"), [((19, 20), "on_track", "at_risk"), ((3, 5), "at_risk", "off_track")])
@pytest.mark.parametrize("rate", ["8", "2.5"])
def test_rates_are_decided_on_the_cut_by_powers(cut, on, below, rate):
    above, years = cut
    for change, status in ((0, on), (Decimal("1e-28"), on), (Decimal("-1e-28"), below)):
        with localcontext(EXACT):
            last = Decimal(rate) + change
        rates = [Decimal(rate)] * (above - 1) + [last] + [Decimal(0)] * (years - above)
        rows = [exact_row(year, number) for year, number in enumerate(rates, 2021)]
        target = make_indicator("growth_rate", "at_least", rate, until=2020 + years + 10)
        assert assess_one(make_register(target, x=rows), 2020 + years).status == status


def exact_row(year, number):
    """A row whose value keeps all its digits."""
    return make_row(year, 0)._replace(value=number)
