"""The verdicts of a final review: the words of a status at the end, and "nearly met" only where the office defines it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.registers import assess_one, make_indicator, make_register, make_series, registers
from tracker.assess.final_verdict import FinalVerdict, find_final_verdict
from tracker.model import OfficialVerdict, Register
from tracker.targets.reader import read_targets

NEAR = Decimal("0.9")


def judge(register: Register, nearly_met: Decimal | None = NEAR, as_of: str = "2026-06-30") -> FinalVerdict:
    term = register.term._replace(nearly_met=nearly_met)
    return find_final_verdict(assess_one(register._replace(term=term), 2025, as_of), term)


def level(
    *values: object, kind: str = "at_least", bound: object = 20, baseline: object = 10, **more: object
) -> Register:
    return make_register(make_indicator("level", kind, bound, baseline=baseline, **more), x=make_series(*values))


@pytest.mark.parametrize(
    ("last", "kind", "bound", "baseline", "status"),
    [
        (21, "at_least", 20, 10, "exceeded"),
        (20, "at_least", 20, 10, "met"),
        ("19.99", "at_least", 20, 10, "nearly_met"),
        (19, "at_least", 20, 10, "nearly_met"),  # exactly nine tenths of the way
        ("18.99", "at_least", 20, 10, "missed"),
        (9, "at_least", 20, 10, "missed"),
        ("1.9", "at_most", 1, 10, "nearly_met"),  # down from 10 to 1, nine tenths done
        ("1.91", "at_most", 1, 10, "missed"),
        (20, "above", 20, 10, "nearly_met"),  # the whole way, and not beyond it
        (8, "at_least", 9, 10, "missed"),  # a target to keep: there was no way to go
        (25, "between", (20, 24), 10, "missed"),  # passed through the range: more than the way, and no merit
        ("19.5", "between", (20, 24), 10, "nearly_met"),
    ],
)
def test_a_level_at_the_end(last, kind, bound, baseline, status):
    assert judge(level(None, None, None, None, last, kind=kind, bound=bound, baseline=baseline)) == (status, "")


def test_without_a_rule_of_the_office_a_missed_target_is_missed():
    register = level(None, None, None, None, "19.99")
    assert judge(register, None).status == "missed"
    assert judge(register, Decimal("0.999")).status == "nearly_met"
    assert judge(register, Decimal("0.9991")).status == "missed"


def test_a_bound_proves_no_way():
    """The true figure of "less than 19.5" may be far lower."""
    assert judge(level(None, None, None, None, "<19.5")).status == "missed"
    assert judge(level(None, None, None, None, "~19.5")).status == "nearly_met"


@pytest.mark.parametrize("measure", ["total", "mean"])
def test_a_ceiling_that_was_passed_is_never_nearly_met(measure):
    """Its progress is the share used, which is more than 1."""
    bound = 50 if measure == "total" else 10
    register = make_register(make_indicator(measure, "at_most", bound), x=make_series(10, 10, 10, 10, 11))
    assert judge(register).status == "missed"
    floor = make_register(make_indicator(measure, "at_least", bound), x=make_series(10, 10, 10, 10, 9))
    assert judge(floor).status == "nearly_met"


def test_what_no_later_year_makes_up_for_is_missed_without_the_last_result():
    ceiling = make_register(make_indicator("total", "at_most", 50), x=make_series(20, 20, 20, None, None))
    every = make_register(make_indicator("every_year", "at_least", 8), x=make_series(9, 7, 9, None, None))
    assert (judge(ceiling), judge(every)) == (("missed", ""), ("missed", ""))
    assert judge(every, as_of="2023-01-01").status == "missed", "nor while the term runs"


def test_before_the_end_there_is_no_final_verdict():
    register = level(12, 14, 16, None, None)
    assert judge(register, as_of="2024-06-30") == ("not_assessed", "pending")
    assert judge(register, as_of="2026-06-30") == ("not_assessed", "no_final_result")
    assert judge(level(12, 14, 16, 18, 19, until=2030)) == ("not_assessed", "pending"), "it has until 2030"
    assert judge(level()) == ("not_assessed", "no_result")


def test_an_official_verdict_stands():
    """Also one that a computation would word otherwise, and one that is not final."""
    official = OfficialVerdict("missed", {"": "by decision"})
    register = level(None, None, None, None, "19.5", official_verdict=official)
    assert judge(register).status == "missed"
    register = level(None, None, None, None, "19.5", official_verdict=official._replace(status="met"))
    assert judge(register).status == "met"
    register = level(None, None, None, None, "19.5", official_verdict=official._replace(status="on_track"))
    assert judge(register) == ("not_assessed", "pending")


@draw_settings(150)
@given(registers(bounded=True), st.sampled_from([None, Decimal("0.5"), Decimal("0.95")]))
def test_a_final_verdict_never_contradicts_the_status(drawn, nearly_met):
    register, _, day = drawn
    term = register.term._replace(nearly_met=nearly_met)
    item = assess_one(register._replace(term=term), term.last_year, day)
    status, reason = find_final_verdict(item, term)
    assert (status == "not_assessed") == bool(reason)
    if item.status in ("exceeded", "met", "not_assessed"):
        assert (status, reason) == (item.status, item.reason if item.status == "not_assessed" else "")
    elif item.status == "missed":
        assert status in ("missed", "nearly_met")
        assert status == "missed" or (nearly_met is not None and nearly_met <= item.progress <= 1)
    else:
        assert status in ("missed", "not_assessed")
        assert status != "missed" or item.reason in ("year_missed", "over_ceiling")


TARGETS = '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\nnearly_met = {}\n'


def test_the_rule_of_the_office_is_read():
    read, problems = read_targets(TARGETS.format("0.95"), "t")
    assert not problems
    assert read.term.nearly_met == Decimal("0.95")


@pytest.mark.parametrize("share", ["0", "1", "95", "-0.5", '"0.95"', "true", "nan"])
def test_a_share_that_is_none_is_refused(share):
    _, problems = read_targets(TARGETS.format(share), "t")
    assert [problem.location.key for problem in problems] == ["term.nearly_met"]
