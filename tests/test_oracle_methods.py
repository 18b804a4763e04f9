"""The methods that a user may select, against their second judge: the same verdicts, grades and figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import oracle_methods
from support.examples import draw_settings
from support.judges import is_close
from support.registers import draw_register
from tracker.assess import assess
from tracker.model import MEASURES, METHODS, Limits, Method, Register

SELECTED = METHODS[1:]
NUMBERS = ("projected", "required", "term_value", "pace")
WINDOWS = tuple(Method("compound", window=years) for years in (1, 2, 3, 5, 50))
OWN_CUTS = Method("compound", on_track=Decimal("0.9"), at_risk=Decimal("0.75"))
WITH_A_RULE = ("level", "level", "level", "every_year")


@st.composite
def registers(draw: st.DrawFn, measures: tuple[str, ...], bounded: bool = False) -> tuple[Register, int, str]:
    """Draw a register of one indicator, with what only these methods look at: natural limits, and what a zero is."""

    def pick(options):
        return options[draw(st.integers(0, len(options) - 1))]

    register, year, day = draw_register(pick, measures, bounded)
    (indicator,) = register.indicators
    indicator = indicator._replace(
        limits=pick((Limits(), Limits(high=Decimal(10)), Limits(high=Decimal(4), low=Decimal(2)))),
        method=pick((None, Method("compound", Decimal("0.001")), Method("compound"), OWN_CUTS, *WINDOWS)),
        unit=pick(({}, {"": "%"})),
    )
    return register._replace(indicators=(indicator,)), year, day


def differences(register: Register, year: int, as_of: str, method: str) -> list[str]:
    """Return where program and oracle differ; figures count where both judge."""
    found = assess(register, year, as_of, method).assessments[0]
    (meant,) = oracle_methods.judge(register, year, as_of, method)
    verdict = (found.method, found.status, found.reason, found.grade)
    expected = (meant.method, meant.finding.status, meant.finding.reason, meant.grade)
    if verdict != expected:
        return [f"{verdict}, meant {expected}"]
    if found.status == "not_assessed" or found.method == "linear":
        return []
    figures = [(name, getattr(found, name), getattr(meant.finding, name)) for name in NUMBERS]
    figures.append(("method_value", found.method_value, meant.value))
    return [f"{name} {ours}, meant {theirs}" for name, ours, theirs in figures if not is_close(ours, theirs)]


@pytest.mark.parametrize("method", SELECTED)
@draw_settings(600)
@given(data=st.data())
def test_the_judges_agree(method, data):
    assert differences(*data.draw(registers(WITH_A_RULE)), method) == []


@pytest.mark.parametrize("method", SELECTED)
@draw_settings(300)
@given(data=st.data())
def test_the_judges_agree_on_values_that_are_only_bounds(method, data):
    assert differences(*data.draw(registers(WITH_A_RULE, bounded=True)), method) == []


@pytest.mark.parametrize("method", SELECTED)
@pytest.mark.parametrize("measure", MEASURES)
@draw_settings(40)
@given(data=st.data())
def test_the_judges_agree_on_every_measure(measure, method, data):
    assert differences(*data.draw(registers((measure,))), method) == []
