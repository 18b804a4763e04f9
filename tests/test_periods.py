"""A period has one spelling, and what it writes it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Period
from tracker.periods import parse_period

PERIODS = st.builds(Period, st.integers(1900, 2199), st.integers(0, 11))


@given(PERIODS)
def test_what_a_period_writes_it_reads(period):
    assert parse_period(str(period)) == period


@given(st.text())
def test_what_is_read_is_written_the_same(text):
    period = parse_period(text)
    assert period is None or str(period) == text


@given(PERIODS, PERIODS)
def test_years_stand_apart_from_their_months(one, other):
    assert one.is_year == (one.month == 0)
    assert (one == other) == (str(one) == str(other))


@pytest.mark.parametrize(
    "text", ["", "2024-12", "2024-00", "2024-13", "2024-6", "24", "1899", "2200", "2024-", "٢٠٢٤", "2024-٠٦", "Q1"]
)
def test_what_is_no_period(text):
    assert parse_period(text) is None
