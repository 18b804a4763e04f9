"""The working can be recomputed: every printed formula, typed into a calculator, gives the printed result."""

import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DATA, drawn
from test_oracle import draw_register, indicator_of, register_of, row
from tracker.assess.detail import detail
from tracker.assess.exact import Ratio
from tracker.journal import ALL
from tracker.language import Language
from tracker.load import Folder, load
from tracker.model import MEASURES, METHODS, Target
from tracker.views.one.steps import SIGNIFICANT, shown, written

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
CLOSE = 3 * 10.0 ** (1 - SIGNIFICANT)
"""Each of the numbers put in may be rounded to so many digits, and so is the result."""


def calculated(text: str) -> float:
    """What a calculator makes of a formula as it is printed in English."""
    signs = {"−": "-", "×": "*", "^": "**", ",": ""}
    typed = "".join(signs.get(character, character) for character in text)
    assert re.fullmatch(r"(?:ln|[0-9.()+*/ -])+", typed), text
    return eval(typed, {"__builtins__": {}}, {"ln": math.log})


def number(text: str) -> float:
    return float(text.removesuffix(" %").replace(",", "").replace("−", "-"))


def magnitudes(text: str) -> float:
    """The greatest number that is put in: what is subtracted from its like loses digits."""
    return max(float(found.replace(",", "")) for found in re.findall(r"[0-9][0-9.,]*", text))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("measure", [measure for measure in MEASURES if measure != "milestone"])
@drawn(120)
@given(data=st.data())
def test_a_calculator_comes_to_the_same(method, measure, data):
    register, year, day = draw_register(lambda options: data.draw(st.sampled_from(list(options))), (measure,))
    found = detail(register, register.indicators[0], year, day, method)
    for step, text in zip(found.working.steps, written(found.working, ENGLISH), strict=True):
        result, again = number(text.result), calculated(text.numbers)
        assert math.isclose(again, result, rel_tol=CLOSE, abs_tol=CLOSE * magnitudes(text.numbers)), (step, text)


@pytest.mark.parametrize("method", METHODS)
@drawn(150)
@given(data=st.data())
def test_the_steps_end_in_the_figures_of_the_assessment(method, data):
    register, year, day = draw_register(lambda options: data.draw(st.sampled_from(list(options))))
    found = detail(register, register.indicators[0], year, day, method)
    item, results = found.assessment, {step.symbol: step.result for step in found.working.steps if step.symbol}
    if item.method == "linear":
        for symbol, figure in (("p", item.progress), ("e", item.expected), ("r", item.pace)):
            assert results.get(symbol, figure) == figure
    elif item.method_value is not None:
        assert item.method_value in [*results.values(), *(step.result for step in found.working.steps), *_signed(found)]


def _signed(found):
    """Toward less, growth is judged with the other sign than it is shown with."""
    return [step.result.copy_negate() for step in found.working.steps]


def the_example(**more):
    """B 40 (2020), T 60 (2025), V 48 (2023): at risk."""
    indicator = indicator_of("level", "at_least", 60, baseline=40, **more)
    register = register_of(indicator, x=[row(2022, 44), row(2023, 48)])
    return detail(register, register.indicators[0], 2023, "2024-01-31")


def test_the_working_of_a_level_is_the_textbook_one():
    lines = [step.line for step in written(the_example().working, ENGLISH)]
    assert lines == [
        "p = (V − B) / (T − B) = (48 − 40) / (60 − 40) = 0.4",
        "e = (t − t0) / (tN − t0) = (2023 − 2020) / (2025 − 2020) = 0.6",
        "r = p / e = 0.4 / 0.6 ≈ 0.666667",
        "s = (V − B) / (t − t0) = (48 − 40) / (2023 − 2020) ≈ 2.6666667",
        "V + s × (tN − t) = 48 + 2.6666667 × (2025 − 2023) ≈ 53.3333",
        "(T − V) / (tN − t) = (60 − 48) / (2025 − 2023) = 6",
    ]


def test_numbers_are_written_in_the_language_of_the_reader():
    assert written(the_example().working, VIETNAMESE)[2].line == "r = p / e = 0,4 / 0,6 ≈ 0,666667"


@pytest.mark.parametrize(
    ("number", "text"),
    [("1234567.5", "1,234,567.5"), ("-3.25", "−3.25"), ("0.1234567890123", "0.123457"), ("0", "0")],
)
def test_numbers_are_shown_with_all_their_digits_or_with_six(number, text):
    assert shown(Decimal(number), ENGLISH) == text


def test_what_is_below_zero_stands_in_brackets():
    register = register_of(indicator_of("level", "at_least", 5, baseline=-3), x=[row(2023, -1)])
    found = detail(register, register.indicators[0], 2023, "2024-01-31")
    assert written(found.working, ENGLISH)[0].numbers == "((−1) − (−3)) / (5 − (−3))"


def test_a_ratio_is_only_divided_out_to_be_shown():
    assert Ratio(Decimal(2), Decimal(3)).value.as_tuple().digits[:3] == (6, 6, 6)


@pytest.mark.parametrize("method", METHODS)
def test_of_the_shipped_data_every_last_digit_comes_out(method):
    register, count = load(Folder(str(DATA)), history=ALL), 0
    for indicator in register.indicators:
        for year in range(2021, 2026):
            working = detail(register, indicator, year, "2026-11-22", method).working
            for text in written(working, ENGLISH):
                result = text.result.removesuffix(" %").replace(",", "").replace("−", "-")
                unit = 10.0 ** Decimal(result).as_tuple().exponent
                assert abs(calculated(text.numbers) - float(result)) <= 0.55 * unit, text
                count += 1
    assert count > 20


def test_no_steps_where_there_is_no_case():
    register = register_of(indicator_of("level", "at_least", 5))
    found = detail(
        register, register.indicators[0]._replace(target=Target("at_least", low=Decimal(5))), 2023, "2024-01-31"
    )
    assert (found.working.steps, found.outlook) == ((), None)
