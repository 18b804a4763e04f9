"""A period has one spelling, and what it writes it reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Period
from tracker.periods import parse_day, parse_period, parse_period_words, parse_unsupported_period

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


MONTH_WORDS = [
    "{month} tháng {year}", "{month} tháng đầu năm {year}", "{month} THÁNG NĂM {year}", "{month}T/{year}", "{month:02d}/{year}", "{month}/{year}",
    "{year}-{month}", "{year}-{month:02d}", "{month:02d}-{year}", "first {month} months of {year}", "{year}/{month:02d}",
]  # fmt: skip


@given(year=st.integers(1900, 2199), month=st.integers(1, 11), words=st.sampled_from(MONTH_WORDS))
def test_the_months_of_a_year_in_words(year, month, words):
    text = words.format(year=year, month=month)
    assert parse_period_words(text) == Period(year, month)
    assert parse_unsupported_period(text) is None


@given(year=st.integers(1900, 2199))
def test_a_year_in_words(year):
    for text in (f"{year}", f" Năm {year} ", f"12 tháng {year}", f"12 tháng đầu năm {year}"):
        assert parse_period_words(text) == Period(year)
    for text in (f"{year}-12", f"12/{year}", f"0/{year}", f"13/{year}", f"{year}-13", f"{year} {year}", f"{year}x"):
        assert parse_period_words(text) is None


PARTS = [
    ("day", "01/{month:02d}/{year}"), ("day", "{year}-{month:02d}-28"), ("month", "{year}-M{month:02d}"), ("month", "tháng {month} năm {year}"),
    ("month", "Tháng {month}/{year}"), ("quarter", "{year}-Q{quarter}"), ("quarter", "quý {quarter} năm {year}"),
    ("quarter", "quý {roman}/{year}"), ("quarter", "Q{quarter}/{year}"), ("half", "{year}-S{half}"), ("half", "{year}-H{half}"),
]  # fmt: skip


@given(year=st.integers(1900, 2199), month=st.integers(1, 12), part=st.sampled_from(PARTS))
def test_a_part_of_a_year_is_no_period_and_says_what_to_write(year, month, part):
    kind, words = part
    quarter, half = (month + 2) // 3, (month + 5) // 6
    text = words.format(year=year, month=month, quarter=quarter, half=half, roman=["I", "II", "III", "IV"][quarter - 1])
    assert parse_period(text) is None
    assert parse_period_words(text) is None
    last = {"quarter": 3 * quarter, "half": 6 * half}.get(kind, month)
    assert parse_unsupported_period(text) == (kind, Period(year, last % 12))


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_as_people_write_it(day):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f" {day.day}.{day.month}.{day.year} ",
    ):
        assert parse_day(text) == day.isoformat()
    assert parse_day(f"31/02/{day.year}") is None


@given(st.text(max_size=20))
def test_no_text_makes_the_readers_of_periods_fail(text):
    for read in (parse_period_words, parse_unsupported_period, parse_day):
        read(text)
