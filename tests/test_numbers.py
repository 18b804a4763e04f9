"""Numbers that cannot be misread: what people type, what files write, what views show."""

import re
import tomllib
from decimal import Context, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from tracker.errors import Location, ProblemList
from tracker.i18n import Language
from tracker.importing.readers.cells import make_number_cell
from tracker.numbers import (
    MAX_DIGITS,
    ParsedNumber,
    count_decimals,
    format_plain,
    is_quotient,
    is_usable,
    parse_number,
    parse_plain,
    round_half_up,
)
from tracker.targets.reader import parse_toml
from tracker.targets.table import TomlTable, parse_toml_float
from tracker.views.columns import round_computed
from tracker.views.numbers import choose_distinct_decimals

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.45", ["1.45"]), ("1,45", ["1.45"]), ("1.234.567,8", ["1234567.8"]), ("1,234,567.8", ["1234567.8"]),
        ("98,5 %", ["98.5"]), ("1.234", ["1234", "1.234"]), ("14,687", ["14.687", "14687"]), ("0.950", ["0.950"]),
        ("0,950", ["0.950"]), ("1234,567", ["1234.567"]), ("1 234 567", ["1234567"]), ("1\u00a0234,5", ["1234.5"]),
        ("1.234.567", ["1234567"]), ("12", ["12"]), ("-3,5", ["-3.5"]), ("−3,5", ["-3.5"]), ("+7", ["7"]),
        ("1.234,567", ["1234.567"]), ("12.345.678", ["12345678"]), ("1 234", ["1234"]), ("-14,687", ["-14.687", "-14687"]),
    ],
)  # fmt: skip
def test_readings(typed, readings):
    assert parse_number(typed) == ParsedNumber("", tuple(Decimal(text) for text in readings))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "1.2.3", "1,2,3", "1.23.456", "1,234.567,8", "1e5", "inf", "nan", "NaN", "--1", "1-2", "1..2", "1,",
     ",5", ".5", "٣", "1_000", "0x10", "12 34", "1.2345,6", "%", "<", "≥ 5", "1/2", "1\u0000", "5 tỷ"],
)  # fmt: skip
def test_what_is_no_number(typed):
    assert parse_number(typed).readings == ()


@pytest.mark.parametrize(
    ("typed", "qualifier"),
    [(">24", ">"), ("hơn 24", ">"), ("Trên 24", ">"), ("< 24", "<"), ("gần 24", "<"), ("DƯỚI 24", "<"), ("~24", "~"),
     ("khoảng 24", "~"), ("24", "")],
)  # fmt: skip
def test_qualifiers(typed, qualifier):
    assert parse_number(typed) == ParsedNumber(qualifier, (Decimal(24),))


def test_the_decimal_sign_decides():
    assert parse_number("1.234", "comma").readings == (Decimal(1234),)
    assert parse_number("1.234", "point").readings == (Decimal("1.234"),)
    assert parse_number("1,45", "point").readings == ()


@given(DECIMALS)
def test_what_files_write_they_read(number):
    assert parse_plain(format_plain(number)) == number


@given(DECIMALS, st.sampled_from(["vi", "en"]))
def test_what_views_show_is_read_back_as_one_of_its_readings(number, language):
    shown = Language(language).format_number(number, count_decimals(number))
    assert number in parse_number(shown).readings
    sign = "comma" if language == "vi" else "point"
    assert parse_number(shown, sign).readings == (number,)


@given(DECIMALS, st.integers(0, 6), st.sampled_from(["vi", "en"]))
def test_views_write_as_babel_does(number, decimals, language):
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    expected = format_decimal(round_half_up(number, decimals), format=pattern, locale=language)
    expected = expected.removeprefix("-") if not any(digit in "123456789" for digit in expected) else expected
    assert Language(language).format_number(number, decimals) == expected


@given(st.text())
def test_no_text_makes_the_readers_fail(text):
    entry = parse_number(text)
    assert all(number.is_finite() for number in entry.readings)
    number = parse_plain(text)
    assert number is None or number.is_finite()


@pytest.mark.parametrize("text", ["1,5", "1e5", "inf", "nan", "+1", ".5", "5.", "1 000", "", "-", "١", "1\n", "--1"])
def test_what_files_may_not_write(text):
    assert parse_plain(text) is None


def test_numbers_of_an_absurd_size_are_not_usable():
    assert is_usable(Decimal("9" * 30))
    assert not is_usable(Decimal("9" * 31))
    assert not is_usable(Decimal("1e400"))
    assert not is_usable(Decimal("1e-400"))
    assert not is_usable(Decimal("Infinity"))


def test_plain_rounds_only_when_asked():
    assert format_plain(Decimal("1.500")) == "1.500"
    assert format_plain(Decimal("-0.0")) == "0.0"
    assert format_plain(Decimal(1) / Decimal(3), 5) == "0.33333"
    assert format_plain(Decimal("1E+3")) == "1000"


def test_a_negative_number_keeps_every_digit():
    assert parse_number("-20909.119013549165909979498901").readings == (Decimal("-20909.119013549165909979498901"),)


@given(st.integers(-(10**7), 10**7), st.integers(0, 6))
def test_a_number_of_a_toml_file_has_one_reading_or_is_refused(digits, decimals):
    text = f"{Decimal(digits).scaleb(-decimals):f}"
    grouped = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text) is not None
    problems = ProblemList()
    document = parse_toml(f"a = {text}", "targets.toml", problems)
    assert document is not None
    number = TomlTable(document, Location("targets.toml"), problems).read_number("a")
    assert (number is None, len(problems)) == (grouped, int(grouped))
    assert grouped or number == Decimal(text)
    if grouped:
        assert problems[0].hint is not None
        written = re.findall(r"-?[0-9][0-9.]*", str(problems[0].hint))
        assert not any(re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", each) for each in written)
        assert {Decimal(each) for each in written} == {Decimal(text), Decimal(text) * 1000}


@given(st.integers(-(10**60), 10**60), st.integers(-70, 40))
def test_the_quick_way_to_see_a_quotient_and_many_digits_is_right(coefficient, exponent):
    number = Decimal(coefficient).scaleb(exponent, Context(prec=100, Emin=-999, Emax=999))
    assert is_quotient(number) == (count_decimals(number) > MAX_DIGITS)
    if len(number.as_tuple().digits) <= 20:
        assert str(round_computed(number)) == str(number)
    else:
        assert round_computed(number) == Context(prec=15).plus(number)


@given(
    st.decimals(-1000, 1000, places=3),
    st.integers(0, 3),
    st.lists(st.one_of(st.decimals(-1000, 1000, places=2), st.integers(-1000, 1000).map(Decimal)), max_size=6),
)
def test_a_rounded_number_never_looks_like_another(number, decimals, others):
    """By its definition: the fewest decimals with which it differs from each number that it differs from."""
    others += [round_half_up(number, each) for each in range(2)]
    enough = next(
        each
        for each in range(decimals, 13)
        if each == 12 or all(round_half_up(number, each) != other for other in others if other != number)
    )
    assert choose_distinct_decimals(number, decimals, others) == enough


def test_the_neighbours_of_a_number_are_not_gone_through():
    """A row with many revisions has them all as neighbours: the time would be the square of their number."""

    class Neighbours:
        def __contains__(self, number):
            return number == 5

    assert choose_distinct_decimals(Decimal("5.04"), 0, Neighbours()) == 2


@draw_settings(300)
@given(st.decimals(-(10**9), 10**9, places=5), st.integers(0, 40), st.sampled_from(["", "0", "000"]))
def test_every_reader_takes_a_text_for_the_same_number(number, zeros, before):
    """A number as an argument, in a cell, in a journal, in targets.toml and in the XML of a workbook."""
    sign, digits = ("-", f"{number:f}"[1:]) if number.is_signed() else ("", f"{number:f}")
    text = f"{sign}{before}{digits}{'0' * zeros}"
    found = parse_plain(text)
    assert found is not None
    assert found == number
    assert parse_number(text, "point").readings == (found,)
    assert parse_number(text.replace(".", ","), "comma").readings == (found,)
    assert is_usable(found) == (5 + zeros <= 30)
    written = format_plain(found)
    assert written.startswith("-") == (number < 0)
    assert not re.match(r"-?0[0-9]", written)
    if not before:
        assert tomllib.loads(f"x = {text}", parse_float=parse_toml_float)["x"] == found
    if len(text) < 15:
        assert make_number_cell(float(text)).number == found
