"""How figures stand to the target and to the year before, each case computed by hand."""

from decimal import Decimal

import pytest

from support.registers import make_register, make_row
from tracker.assess import assess
from tracker.assess.comparison import Comparison, compare_with_previous_year, compare_with_target
from tracker.model import Baseline, Break, Indicator, Period, Target
from tracker.periods import parse_period

D = Decimal
LEAST, MOST, RANGE = Target("at_least", D(100)), Target("at_most", high=D(2)), Target("between", D(10), D(20))


def judged(indicator, *values, year=2023):
    rows = []
    for when, value, *rest in values:
        period = parse_period(when)
        qualifier, status = rest if len(rest) > 1 else (*rest, "final") if rest else ("", "final")
        rows.append(make_row(period.year, value, qualifier, status, period.month))
    return assess(make_register(indicator, x=rows), year, "2026-01-01").assessments[0]


def made(measure="level", target=LEAST, **more):
    return Indicator("x", {"": "X"}, measure, target=target, direction=more.pop("direction", "increase"), **more)


@pytest.mark.parametrize(
    ("indicator", "values", "percent", "difference"),
    [
        (made(), [("2023", "80")], "80", None),
        (made(unit={"": "%"}), [("2023", "80")], None, "-20"),
        (made(target=MOST, direction="decrease", baseline=Baseline(2020, D(5))), [("2023", "3.5")], None, "1.5"),
        (made(target=RANGE), [("2023", "8")], None, "-2"),
        (made(target=RANGE), [("2023", "25")], None, "5"),
        (made(target=RANGE), [("2023", "15")], None, None),
        (made(target=Target("increase")), [("2023", "15")], None, None),
        (made("total"), [("2021", "20"), ("2022", "20"), ("2023", "20")], "60", None),
        (made("mean"), [("2021", "90"), ("2022", "120")], "105", None),
        (made("growth", Target("at_least", D(8)), baseline=Baseline(2020, D(100))), [("2022", "121")], None, "2"),
        (made("growth_rate", Target("at_least", D(8)), unit={"": "%"}), [("2021", "10"), ("2022", "10")], None, "2"),
        (made("every_year"), [("2021", "120")], None, None),
        (made(target=None), [("2023", "80")], None, None),
        (made(), [], None, None),
        (made(target=Target("at_least", D(0))), [("2023", "3")], None, "3"),
    ],
)
def test_against_the_target(indicator, values, percent, difference):
    found = compare_with_target(judged(indicator, *values))
    assert (found.percent and found.percent.normalize()) == (D(percent).normalize() if percent else None)
    assert (found.difference is not None and round(found.difference, 12)) == (D(difference) if difference else False)


@pytest.mark.parametrize(
    ("indicator", "values", "period", "expected"),
    [
        (made(), [("2022", "80"), ("2023", "100")], Period(2023), (D(125), None)),
        (made(unit={"": "%"}), [("2022", "80"), ("2023", "82")], Period(2023), (None, D(2))),
        (made(direction="decrease", target=MOST), [("2022", "8"), ("2023", "6")], Period(2023), (None, D(-2))),
        (made(), [("2022-06", "40"), ("2023-06", "30")], Period(2023, 6), (D(75), None)),
        (made(), [("2022-09", "40"), ("2023-06", "30")], Period(2023, 6), (None, None)),
        (made(breaks=(Break(2023),)), [("2022", "80"), ("2023", "100")], Period(2023), (None, None)),
        (made(), [("2022", "80", ">"), ("2023", "100")], Period(2023), (None, None)),
        (made(), [("2022", "80"), ("2023", "100", "<")], Period(2023), (None, None)),
        (made(), [("2022", "80", "~"), ("2023", "100")], Period(2023), (D(125), None, "~")),
        (made(), [("2022", "80"), ("2023", "100", "~")], Period(2023), (D(125), None, "~")),
        (made(baseline=Baseline(2020, D(50))), [("2021", "60")], Period(2021), (D(120), None)),
        (made(), [("2022", "0"), ("2023", "5")], Period(2023), (None, D(5))),
        (made(), [("2022", "80", "", "forecast"), ("2023", "100")], Period(2023), (None, None)),
    ],
)
def test_against_the_year_before(indicator, values, period, expected):
    item = judged(indicator, *values)
    assert compare_with_previous_year(item, item.results[period]) == Comparison(*expected)
