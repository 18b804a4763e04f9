"""The working can be recomputed: every printed formula, typed into a calculator, gives the printed result."""

import math
import os
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import DATA, GOLDEN
from support.registers import draw_register, make_indicator, make_register, make_row, make_series
from tracker.assess.arithmetic import Quotient
from tracker.assess.detail import build_detail
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.model import MEASURES, METHODS, Limits, Method, Plan, Target
from tracker.views.show.steps import SIGNIFICANT_DIGITS, format_rounded, format_steps

ENGLISH, VIETNAMESE = Language("en"), Language("vi")
CLOSE = 3 * 10.0 ** (1 - SIGNIFICANT_DIGITS)
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
@draw_settings(120)
@given(data=st.data())
def test_a_calculator_comes_to_the_same(method, measure, data):
    register, year, day = draw_register(lambda options: data.draw(st.sampled_from(list(options))), (measure,))
    found = build_detail(register, register.indicators[0], year, day, method)
    for step, text in zip(found.derivation.steps, format_steps(found.derivation, ENGLISH), strict=True):
        result, again = number(text.result), calculated(text.numbers)
        assert math.isclose(again, result, rel_tol=CLOSE, abs_tol=CLOSE * magnitudes(text.numbers)), (step, text)


@pytest.mark.parametrize("method", METHODS)
@draw_settings(150)
@given(data=st.data())
def test_the_steps_end_in_the_figures_of_the_assessment(method, data):
    register, year, day = draw_register(lambda options: data.draw(st.sampled_from(list(options))))
    found = build_detail(register, register.indicators[0], year, day, method)
    item, results = found.assessment, {step.symbol: step.result for step in found.derivation.steps if step.symbol}
    if item.method == "linear":
        for symbol, figure in (("p", item.progress), ("e", item.expected), ("r", item.pace)):
            assert results.get(symbol, figure) == figure
    elif item.method_value is not None:
        assert item.method_value in [
            *results.values(),
            *(step.result for step in found.derivation.steps),
            *_signed(found),
        ]


def _signed(found):
    """Toward less, growth is judged with the other sign than it is shown with."""
    return [step.result.copy_negate() for step in found.derivation.steps]


def the_example(**more):
    """B 40 (2020), T 60 (2025), V 48 (2023): at risk."""
    indicator = make_indicator("level", "at_least", 60, baseline=40, **more)
    register = make_register(indicator, x=[make_row(2022, 44), make_row(2023, 48)])
    return build_detail(register, register.indicators[0], 2023, "2024-01-31")


def test_the_working_of_a_level_is_the_textbook_one():
    lines = [step.line for step in format_steps(the_example().derivation, ENGLISH)]
    assert lines == [
        "p = (V − B) / (T − B) = (48 − 40) / (60 − 40) = 0.4",
        "e = (t − t0) / (tN − t0) = (2023 − 2020) / (2025 − 2020) = 0.6",
        "r = p / e = 0.4 / 0.6 ≈ 0.666667",
        "s = (V − B) / (t − t0) = (48 − 40) / (2023 − 2020) ≈ 2.6666667",
        "V + s × (tN − t) = 48 + 2.6666667 × (2025 − 2023) ≈ 53.3333",
        "(T − V) / (tN − t) = (60 − 48) / (2025 − 2023) = 6",
    ]


def test_numbers_are_written_in_the_language_of_the_reader():
    assert format_steps(the_example().derivation, VIETNAMESE)[2].line == "r = p / e = 0,4 / 0,6 ≈ 0,666667"


@pytest.mark.parametrize(
    ("number", "text"),
    [("1234567.5", "1,234,567.5"), ("-3.25", "−3.25"), ("0.1234567890123", "0.123457"), ("0", "0")],
)
def test_numbers_are_shown_with_all_their_digits_or_with_six(number, text):
    assert format_rounded(Decimal(number), ENGLISH) == text


def test_what_is_below_zero_stands_in_brackets():
    register = make_register(make_indicator("level", "at_least", 5, baseline=-3), x=[make_row(2023, -1)])
    found = build_detail(register, register.indicators[0], 2023, "2024-01-31")
    assert format_steps(found.derivation, ENGLISH)[0].numbers == "((−1) − (−3)) / (5 − (−3))"


def test_a_ratio_is_only_divided_out_to_be_shown():
    assert Quotient(Decimal(2), Decimal(3)).value.as_tuple().digits[:3] == (6, 6, 6)


@pytest.mark.parametrize("method", METHODS)
def test_of_the_shipped_data_every_last_digit_comes_out(method):
    register, count = load_register(Folder(str(DATA)), history=ALL_INDICATORS), 0
    for indicator in register.indicators:
        for year in range(2021, 2026):
            working = build_detail(register, indicator, year, "2026-11-22", method).derivation
            for text in format_steps(working, ENGLISH):
                result = text.result.removesuffix(" %").replace(",", "").replace("−", "-")
                unit = 10.0 ** Decimal(result).as_tuple().exponent
                assert abs(calculated(text.numbers) - float(result)) <= 0.55 * unit, text
                count += 1
    assert count > 20


def test_no_steps_where_there_is_no_case():
    register = make_register(make_indicator("level", "at_least", 5))
    found = build_detail(
        register, register.indicators[0]._replace(target=Target("at_least", low=Decimal(5))), 2023, "2024-01-31"
    )
    assert (found.derivation.steps, found.forecast) == ((), None)


# --- The working of every rule, written out --------------------------------------------------------------------


def make_plans(*values):
    """A plan for each year from the first on."""
    return {year: Plan(Decimal(value)) for year, value in enumerate(values, 2021)}


RISING = make_series(40, 41, 42, 43, 44, 45, first=2017)
ZERO_AS = Method("compound", Decimal("0.001"))
LEVEL = ("level", "at_least")
WORKED = {
    "compound: to a target": ("compound", 2021, make_indicator(*LEVEL, 16, baseline=1, until=2024), make_series(2)),
    "compound: the wrong way": ("compound", 2021, make_indicator("level", "at_most", 1, baseline=16), make_series(18)),
    "compound: more": ("compound", 2022, make_indicator("level", "increase", baseline=100), [make_row(2022, 121)]),
    "compound: less": ("compound", 2022, make_indicator("level", "decrease", baseline=100), [make_row(2022, 81)]),
    "compound: from zero": (
        "",
        2021,
        make_indicator(*LEVEL, 1, baseline=0, until=2023, method=ZERO_AS),
        make_series("0.01"),
    ),
    "compound: to zero": (
        "",
        2021,
        make_indicator("level", "at_most", 0, baseline=1, method=ZERO_AS),
        make_series("0.1"),
    ),
    "compound: below zero": ("compound", 2021, make_indicator(*LEVEL, -1, baseline=-16, until=2024), make_series(-8)),
    "compound: lost": ("compound", 2021, make_indicator(*LEVEL, 10, baseline=20), make_series(5)),
    "compound: a bound": ("compound", 2021, make_indicator(*LEVEL, 16, baseline=1), make_series(">16")),
    "compound: more, near a limit": (
        "compound",
        2022,
        make_indicator("level", "increase", baseline=80, limits=Limits(high=Decimal(100))),
        make_series(81, 82),
    ),
    "direction: in the end": (
        "",
        2025,
        make_indicator("level", "increase", baseline=20),
        make_series(18, 19, first=2024),
    ),
    "compound: one value": ("compound", 2021, make_indicator(*LEVEL, 16), make_series(1)),
    "destatis: to a target": ("destatis", 2022, make_indicator(*LEVEL, 60, until=2027), RISING),
    "destatis: to the nearer end": ("destatis", 2022, make_indicator("level", "between", (10, 40), until=2027), RISING),
    "destatis: reached": ("destatis", 2022, make_indicator(*LEVEL, 40, until=2027), RISING),
    "destatis: more": ("destatis", 2024, make_indicator("level", "increase"), make_series(1, 2, 4, 3)),
    "destatis: too few": ("destatis", 2021, make_indicator(*LEVEL, 60), make_series(44)),
    "destatis: a bound": ("destatis", 2024, make_indicator(*LEVEL, 60), make_series(1, 2, 3, "<4")),
    "destatis: every year": ("destatis", 2024, make_indicator("every_year", "at_least", 4), make_series(3, 4, 5, 6)),
    "chart: to a target": ("un_chart", 2021, make_indicator(*LEVEL, 200, baseline=100, until=2024), make_series(110)),
    "chart: more": ("un_chart", 2022, make_indicator("level", "increase", baseline=100), [make_row(2022, 121)]),
    "chart: less": ("un_chart", 2022, make_indicator("level", "decrease", baseline=100), [make_row(2022, 81)]),
    "chart: reached": ("un_chart", 2021, make_indicator(*LEVEL, 16, baseline=1), make_series(17)),
    "level": ("", 2021, make_indicator(*LEVEL, 60, baseline=40), make_series(44)),
    "level: a plan for some years": (
        "",
        2022,
        make_indicator(*LEVEL, 60, baseline=40, plan={2023: Plan(Decimal(43))}),
        make_series(42),
    ),
    "level: a plan": (
        "",
        2022,
        make_indicator(*LEVEL, 60, baseline=40, plan=make_plans(41, 43, 50, 55, 60)),
        make_series(41, 42),
    ),
    "level: not due": (
        "",
        2021,
        make_indicator(*LEVEL, 16, baseline=2, plan=make_plans(2, 2, 9, 9, 16)),
        make_series(2),
    ),
    "level: a compound path": ("", 2021, make_indicator(*LEVEL, 16, baseline=1, path="compound"), make_series("1.9")),
    "level: no path from zero": ("", 2021, make_indicator(*LEVEL, 16, baseline=0, path="compound"), make_series("1.9")),
    "level: to be kept": ("", 2022, make_indicator(*LEVEL, 16, baseline=20), make_series(17, 18)),
    "level: a short path": (
        "",
        2021,
        make_indicator(*LEVEL, "0.9", baseline="0.1", path="compound"),
        make_series("0.2"),
    ),
    "level: no path to zero": (
        "",
        2021,
        make_indicator("level", "at_most", 0, baseline=4, path="compound"),
        make_series(3),
    ),
    "level: in the end": ("", 2025, make_indicator(*LEVEL, 16, baseline=2), make_series(17, 18, first=2024)),
    "level: no baseline": ("", 2022, make_indicator(*LEVEL, 16), make_series(2, 3)),
    "total": ("", 2022, make_indicator("total", "at_least", 100), make_series(10, 20)),
    "total: a budget": ("", 2022, make_indicator("total", "at_most", 100), make_series(10, 20)),
    "total: a budget by plans": (
        "",
        2022,
        make_indicator("total", "at_most", 100, plan=make_plans(30, 25, 20, 15, 10)),
        make_series(28, 24),
    ),
    "total: over the ceiling": ("", 2022, make_indicator("total", "at_most", 100), make_series(60, 41)),
    "total: nothing used": ("", 2022, make_indicator("total", "at_most", 100), make_series(0, 0)),
    "total: to be kept": ("", 2023, make_indicator("total", "at_most", -100), make_series(-10, -20, -30)),
    "total: by plans": (
        "",
        2022,
        make_indicator("total", "at_least", 100, plan=make_plans(10, 15, 20, 25, 30)),
        make_series(10, 15),
    ),
    "total: in the end": ("", 2025, make_indicator("total", "at_least", 16), make_series(1, 2, 3, 4, 5)),
    "mean": ("", 2022, make_indicator("mean", "at_least", 8), make_series(5, 6)),
    "mean: a budget": ("", 2022, make_indicator("mean", "at_most", 8), make_series(5, 6)),
    "mean: to be kept": ("", 2023, make_indicator("mean", "at_most", -8), make_series(-5, -6, -9)),
    "mean: a range": ("", 2022, make_indicator("mean", "between", (3, 4)), make_series("3.10", "2.40")),
    "mean: by plans": (
        "",
        2022,
        make_indicator("mean", "at_least", 8, plan=make_plans(6, 7, 8, 9, 10)),
        make_series(5, 6),
    ),
    "level: a range passed": (
        "",
        2022,
        make_indicator("level", "between", (104, 106), baseline=112),
        make_series(108, 101),
    ),
    "level: a range with a direction": (
        "",
        2022,
        make_indicator("level", "between", (6, 7), baseline=2, direction="increase"),
        make_series(3, 4),
    ),
    "growth: by plans": (
        "",
        2022,
        make_indicator("growth", "at_least", 8, baseline=100, plan=make_plans(104, 110, 120, 133, 150)),
        make_series(105, 108),
    ),
    "growth: to be kept": ("", 2023, make_indicator("growth", "at_most", 8, baseline=100), make_series(105, 108, 112)),
    "growth rate: by plans": (
        "",
        2022,
        make_indicator("growth_rate", "at_least", 8, plan=make_plans(6, 7, 8, 9, 11)),
        make_series(5, 6),
    ),
    "growth": ("", 2022, make_indicator("growth", "at_least", 8, baseline=100), make_series(105, 108)),
    "growth: of what cannot grow": ("", 2021, make_indicator("growth", "at_least", 8, baseline=-1), make_series(2)),
    "growth rate": ("", 2022, make_indicator("growth_rate", "at_least", 8), make_series(5, 6)),
    "growth rate: nothing left": ("", 2021, make_indicator("growth_rate", "at_least", 8), make_series(-100)),
    "direction": ("", 2022, make_indicator("level", "increase", baseline=20), make_series(18, 19)),
    "direction: one value": ("", 2021, make_indicator("level", "increase"), make_series(18)),
    "every year": ("", 2022, make_indicator("every_year", "at_least", 16), make_series(18, 12)),
}


def test_the_working_of_every_rule_written_out():
    """UPDATE_GOLDEN=1 writes the file anew; that its numbers are right is proved above."""
    lines = []
    for name, (method, year, indicator, rows) in WORKED.items():
        found = build_detail(make_register(indicator, x=rows), indicator, year, f"{year}-12-31", method).derivation
        texts = zip(found.steps, format_steps(found, ENGLISH), strict=True)
        lines += ["", f"# {name}", *(f"{item.name}: {text.line} [{item.unit}]" for item, text in texts), found.rule]
    path = GOLDEN / "workings.txt"
    text = "\n".join(lines).lstrip("\n") + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
