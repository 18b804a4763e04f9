"""A period has one spelling, and what it writes it reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.importing.headings import parse_heading
from tracker.importing.single_months import parse_month_heading
from tracker.model import PART_MONTHS, Period
from tracker.periods import parse_day, parse_day_words, parse_period, parse_period_words

PERIODS = st.one_of(
    st.builds(Period, st.integers(1900, 2199), st.integers(0, 11), st.just(""), st.just(1)),
    st.builds(Period, st.integers(1900, 2199), st.just(0), st.sampled_from([*PART_MONTHS]), st.just(1)),
)


@given(PERIODS)
def test_what_a_period_writes_it_reads(period):
    assert parse_period(str(period)) == period


@given(st.text())
def test_what_is_read_is_written_the_same(text):
    period = parse_period(text)
    assert period is None or str(period) == text


@given(PERIODS, PERIODS)
def test_years_stand_apart_from_their_months(one, other):
    assert one.is_year == (one.kind == (0, ""))
    assert (one == other) == (str(one) == str(other))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-12",
        "2024-00",
        "2024-13",
        "2024-6",
        "24",
        "1899",
        "2200",
        "2024-",
        "٢٠٢٤",
        "2024-٠٦",
        "Q1",
        "2024-Q5",
        "2024-Q0",
        "2024-S3",
        "2024-M00",
        "2024-M13",
        "2024-M6",
        "2024-q2",
        "2024-H1",
        "2024-Q2 ",
    ],
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
    assert parse_day_words(text) is None


@given(year=st.integers(1900, 2199))
def test_a_year_in_words(year):
    for text in (f"{year}", f" Năm {year} ", f"12 tháng {year}", f"12 tháng đầu năm {year}"):
        assert parse_period_words(text) == Period(year)
    for text in (f"{year}-12", f"12/{year}", f"0/{year}", f"13/{year}", f"{year}-13", f"{year} {year}", f"{year}x"):
        assert parse_period_words(text) is None


PARTS = [
    ("M", "{year}-M{month:02d}"), ("M", "tháng {month} năm {year}"), ("M", "Tháng {month}/{year}"), ("M", "{name} {year}"),
    ("Q", "{year}-Q{quarter}"), ("Q", "quý {quarter} năm {year}"), ("Q", "Quý {roman}/{year}"), ("Q", "Q{quarter} {year}"),
    ("Q", "Q{quarter}/{year}"), ("Q", "{nth} quarter of {year}"), ("S", "{year}-S{half}"), ("S", "{year}-H{half}"),
    ("S", "nửa {end} năm {year}"), ("S", "{nth_half} half of {year}"),
]  # fmt: skip


@given(year=st.integers(1900, 2199), month=st.integers(1, 12), words=st.sampled_from(PARTS))
def test_a_part_of_a_year_in_words(year, month, words):
    letter, template = words
    quarter, half = (month + 2) // 3, (month + 5) // 6
    text = template.format(
        year=year,
        month=month,
        name=date(2024, month, 1).strftime("%B"),
        quarter=quarter,
        roman=["I", "II", "III", "IV"][quarter - 1],
        nth=["first", "Second", "third", "fourth"][quarter - 1],
        half=half,
        end=["đầu", "cuối"][half - 1],
        nth_half=["First", "second"][half - 1],
    )
    part = {"M": f"M{month:02d}", "Q": f"Q{quarter}", "S": f"S{half}"}[letter]
    assert parse_period_words(text) == Period(year, part=part)
    assert parse_day_words(text) is None


def test_six_months_at_the_end_are_a_half_and_at_the_beginning_the_year_to_date():
    assert parse_period_words("6 tháng cuối năm 2024") == Period(2024, part="S2")
    assert parse_period_words("6 tháng đầu năm 2024") == Period(2024, 6)


@given(
    year=st.integers(1900, 2199),
    month=st.integers(1, 12),
    words=st.sampled_from(["01/{month:02d}/{year}", "{year}-{month:02d}-28"]),
)
def test_a_day_is_no_period_and_says_what_to_write(year, month, words):
    text = words.format(year=year, month=month)
    assert parse_period(text) is None
    assert parse_period_words(text) is None
    assert parse_day_words(text) == Period(year, month % 12)


@given(PERIODS)
def test_each_period_has_its_months(period):
    first, last = period.months
    assert 1 <= first <= last <= 12
    assert period.is_year == ((first, last) == (1, 12) and not period.part)
    if period.part:
        assert last - first + 1 == {"Q": 3, "S": 6, "M": 1}[period.part[0]]
        assert last % {"Q": 3, "S": 6, "M": 1}[period.part[0]] == 0


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
    for read in (parse_period_words, parse_day_words, parse_day):
        read(text)


MONTH_NAMES = ["Tháng {}/2024", "tháng {} năm 2024", "T{}/2024", "{}/2024", "{:02d}/2024", "2024-{:02d}", "Tháng {}"]


@given(month=st.integers(1, 12), words=st.sampled_from(MONTH_NAMES))
def test_a_month_alone_is_read_as_the_user_says(month, words):
    texts = ("Năm 2024", words.format(month)) if words == MONTH_NAMES[-1] else (words.format(month),)
    assert parse_month_heading(texts, "single").period == Period(2024, part=f"M{month:02d}")
    assert parse_month_heading(texts, "to-date").period == Period(2024, month % 12)
    if "-" not in words:
        assert parse_heading(*texts).role == "other"


@pytest.mark.parametrize(
    "text", ["6 tháng 2024", "Lũy kế 6 tháng 2024", "Năm 2024", "Quý II/2024", "2024-Q2", "đến tháng 6/2024"]
)
def test_what_is_no_month_alone(text):
    assert parse_month_heading((text,), "single") is None


@pytest.mark.parametrize(
    ("texts", "period"),
    [
        (("Quý II/2024",), "2024-Q2"), (("Thực hiện quý II năm 2024",), "2024-Q2"), (("Năm 2024", "Quý IV"), "2024-Q4"),
        (("2024", "Q1"), "2024-Q1"), (("Actual, third quarter of 2024",), "2024-Q3"), (("2024-S1",), "2024-S1"),
        (("6 tháng cuối năm 2024",), "2024-S2"), (("H2 2024",), "2024-S2"), (("Ước thực hiện quý III/2024",), "2024-Q3"),
    ],
)  # fmt: skip
def test_a_heading_that_names_a_quarter_or_half(texts, period):
    assert str(parse_heading(*texts).period) == period
    assert parse_heading(*texts).role == "value"


@pytest.mark.parametrize(
    "texts",
    [("Lũy kế quý II/2024",), ("Quý II",), ("Quý II/2024", "Quý III"), ("Đến hết quý II/2024",), ("Quý II/2024", "6 tháng"),
     ("So với quý II/2023",), ("KH quý II/2024",), ("Quý II/2024 và 2023",)],
)  # fmt: skip
def test_a_heading_that_may_not_be_one_quarter(texts):
    assert parse_heading(*texts).role != "value"


@pytest.mark.parametrize("period", ["5/0", "0/2024", "13/2024", "6/24"])
def test_what_is_no_month_is_no_period(run, example, period):
    assert run("add-result", "budget-revenue", period, "5", "--yes", "--data", example).returncode == 2
