"""Laws that every verdict keeps whatever the numbers are: they name no formula that could be wrong in both judges.

A pace is a projection in other words, what is required suffices, units and signs are a matter of writing, better
values are never judged worse, and what is not yet a result of a year has no say.
"""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.registers import FIRST, assess_one, make_indicator, make_register, make_row, registers
from tracker.assess import assess
from tracker.model import MEASURES, METHODS, Assessment, Baseline, Indicator, Plan, Register, Result, Target

MANY = draw_settings(60)
TINY = Decimal("1e-40")
EXACT = Context(prec=90)
RANKS = {"exceeded": 0, "met": 0, "on_track": 1, "at_risk": 2, "off_track": 3, "missed": 3}
OPPOSITE = {
    "at_least": "at_most", "at_most": "at_least", "above": "below", "below": "above",
    "between": "between", "increase": "decrease", "decrease": "increase", "<": ">", ">": "<", "": "", "~": "~",
}  # fmt: skip
NUMERIC = tuple(measure for measure in MEASURES if measure != "milestone")
Change = Callable[[Decimal], Decimal]


def verdict(register: Register, year: int, as_of: str) -> tuple[str, str]:
    """Return what the program says of the only indicator."""
    found = assess_one(register, year, as_of)
    return found.status, found.reason


def only(register: Register) -> tuple[Indicator, tuple[Result, ...]]:
    """Return the only indicator with its rows."""
    (indicator,) = register.indicators
    return indicator, register.results[indicator.id]


def with_rows(register: Register, *rows: Result) -> Register:
    """Return the register with more rows at the end of the journal."""
    indicator, known = only(register)
    return register._replace(results={indicator.id: (*known, *rows)})


def rewritten(register: Register, change: Change, mirrored: bool = False) -> Register:
    """Return the register with every number changed alike; a mirrored one has its signs and bounds turned round."""
    indicator, rows = only(register)

    def of(number: Decimal | None) -> Decimal | None:
        return None if number is None else EXACT.plus(change(number))

    base = indicator.baseline
    changed = indicator._replace(
        target=None if indicator.target is None else rewritten_target(indicator.target, of, mirrored),
        direction=OPPOSITE[indicator.direction] if mirrored and indicator.direction else indicator.direction,
        baseline=base and Baseline(base.year, of(base.value)),
        plan={year: rewritten_plan(plan, of, mirrored) for year, plan in indicator.plan.items()},
    )
    results = tuple(
        found._replace(value=of(found.value), qualifier=OPPOSITE[found.qualifier] if mirrored else found.qualifier)
        for found in rows
    )
    return register._replace(indicators=(changed,), results={indicator.id: results})


def rewritten_plan(plan: Plan, of: Callable[[Decimal | None], Decimal | None], mirrored: bool) -> Plan:
    """Return the plan with its number and its bound changed alike."""
    mark = OPPOSITE[plan.qualifier] if mirrored else plan.qualifier
    return Plan(of(plan.value), mark, bound=plan.bound and rewritten_target(plan.bound, of, mirrored))


def rewritten_target(target: Target, of: Callable[[Decimal | None], Decimal | None], mirrored: bool) -> Target:
    """Return the target with its bounds changed alike."""
    low, high = of(target.low), of(target.high)
    return Target(OPPOSITE[target.kind], high, low, target.year) if mirrored else target._replace(low=low, high=high)


def on_straight_lines(register: Register) -> Register:
    """Return the register with the linear path: a constant rate is none after a shift."""
    indicator, _ = only(register)
    return register._replace(indicators=(indicator._replace(path="linear"),))


# --- Figures ---------------------------------------------------------------------------------------------------


@MANY
@given(
    numbers=st.tuples(*[st.decimals(-1000, 1000, places=3)] * 3),
    year=st.integers(FIRST, 2025),
    kind=st.sampled_from(("at_least", "at_most", "above", "below")),
)
def test_the_pace_is_the_share_of_the_way_that_the_mean_pace_will_have_gone(numbers, year, kind):
    base, target, value = numbers
    assume(target > base if kind in ("at_least", "above") else target < base)
    found = assess_one(
        make_register(make_indicator("level", kind, target, baseline=base), x=[make_row(year, value)]), year
    )
    with localcontext(EXACT):
        share = (found.projected - base) / (target - base)
        assert abs(found.pace - found.progress / found.expected) <= TINY * max(1, abs(share))
        assert abs(found.pace - share) <= TINY * max(1, abs(share))


@pytest.mark.parametrize("measure", ["level", "total", "mean"])
@MANY
@given(
    values=st.lists(st.integers(-40, 40).map(lambda number: Decimal(12 * number)), min_size=1, max_size=4),
    target=st.integers(1, 40).map(lambda number: Decimal(12 * number)),
)
def test_bringing_what_is_required_meets_the_target_exactly(measure, values, target):
    indicator = make_indicator(measure, "at_least", target, baseline=0)
    rows = [make_row(year, value) for year, value in enumerate(values, FIRST)]
    found = assess_one(make_register(indicator, x=rows), rows[-1].period.year)
    assume(found.required is not None)
    level = values[-1]
    for year in range(FIRST + len(values), 2026):
        level = level + found.required
        rows.append(make_row(year, level if measure == "level" else found.required))
    end = assess_one(make_register(indicator, x=rows), 2025)
    assert (end.status, end.term_value) == ("met", target)


@pytest.mark.parametrize("measure", ["growth", "growth_rate"])
@MANY
@given(
    rates=st.lists(st.decimals(-20, 30, places=2), min_size=1, max_size=4),
    target=st.decimals("0.01", 20, places=2),
)
def test_growing_as_required_lands_on_the_target(measure, rates, target):
    indicator = make_indicator(measure, "at_least", target, baseline=100)
    rows = growing(measure, Decimal(100), rates, FIRST)
    found = assess_one(make_register(indicator, x=rows), rows[-1].period.year)
    assume(found.required is not None)
    left = [found.required] * (5 - len(rates))
    rows += growing(measure, rows[-1].value, left, FIRST + len(rates))
    end = assess_one(make_register(indicator, x=rows), 2025)
    assert abs(end.term_value - target) < TINY


@pytest.mark.parametrize("measure", ["level", "total", "mean", "growth", "growth_rate"])
@MANY
@given(
    values=st.lists(st.decimals("0.5", 30, places=2), min_size=1, max_size=4),
    target=st.decimals("0.5", 40, places=2),
)
def test_what_is_required_is_the_least_that_suffices(measure, values, target):
    """Rounded up by the 20th digit it meets the target, and rounded down as far it misses it."""
    indicator = make_indicator(measure, "at_least", target, baseline="0.4")
    known = [make_row(year, value) for year, value in enumerate(values, FIRST)]
    found = assess_one(make_register(indicator, x=known), known[-1].period.year)
    assume(found.required is not None)
    years = range(FIRST + len(values), 2026)
    for change, statuses in ((Decimal("1e-20"), ("met", "exceeded")), (Decimal("-1e-20"), ("missed",))):
        with localcontext(EXACT):
            rate, level, rows = found.required + change, values[-1], list(known)
            for year in years:
                level = level + rate if measure == "level" else level * (1 + rate / 100)
                rows.append(make_row(year, 0)._replace(value=level if measure in ("level", "growth") else rate))
        assert assess_one(make_register(indicator, x=rows), 2025).status in statuses


@pytest.mark.parametrize("measure", ["total", "mean"])
@MANY
@given(
    values=st.lists(st.decimals(-50, 50, places=2), min_size=1, max_size=5), target=st.decimals("0.01", 99, places=2)
)
def test_the_pace_of_a_sum_is_the_share_of_its_target_that_the_mean_pace_will_bring(measure, values, target):
    rows = [make_row(year, value) for year, value in enumerate(values, FIRST)]
    found = assess_one(make_register(make_indicator(measure, "at_least", target), x=rows), rows[-1].period.year)
    assume(found.pace is not None)
    with localcontext(EXACT):
        share = found.projected / target
        assert abs(found.pace - share) <= TINY * max(1, abs(share))
        assert abs(found.pace - found.progress / found.expected) <= TINY * max(1, abs(share))


def growing(measure: str, level: Decimal, rates: list[Decimal], first: int) -> list[Result]:
    """Return rows that grow at these rates from `level` on, as levels or as the rates themselves."""
    rows = []
    for year, rate in enumerate(rates, first):
        with localcontext(EXACT):
            level = level * (1 + rate / 100)
        rows.append(make_row(year, level if measure == "growth" else rate))
    return rows


# --- Units and signs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["level", "total", "mean", "every_year"])
@MANY
@given(data=st.data(), factor=st.sampled_from([Decimal(text) for text in ("1000", "0.001", "7", "2.5")]))
def test_the_unit_changes_no_verdict(measure, data, factor):
    register, year, day = data.draw(registers((measure,), bounded=data.draw(st.booleans())))
    assert verdict(rewritten(register, factor.__mul__), year, day) == verdict(register, year, day)


@MANY
@given(data=st.data(), factor=st.sampled_from([Decimal(text) for text in ("1000", "0.001", "8", "2.5")]))
def test_the_unit_of_levels_that_are_to_grow_changes_no_verdict(data, factor):
    register, year, day = data.draw(registers(("growth",), bounded=data.draw(st.booleans())))
    scaled = rewritten(register, factor.__mul__)
    target = register.indicators[0].target
    scaled = scaled._replace(indicators=(scaled.indicators[0]._replace(target=target),))
    assert verdict(scaled, year, day) == verdict(register, year, day)


@pytest.mark.parametrize("measure", ["level", "every_year"])
@MANY
@given(data=st.data(), distance=st.sampled_from([Decimal(text) for text in ("1000", "-0.001", "-7", "2.5")]))
def test_a_shifted_zero_changes_no_verdict(measure, data, distance):
    register, year, day = data.draw(registers((measure,), bounded=data.draw(st.booleans())))
    register = on_straight_lines(register)
    assert verdict(rewritten(register, distance.__add__), year, day) == verdict(register, year, day)


@pytest.mark.parametrize("measure", ["level", "every_year"])
@MANY
@given(data=st.data())
def test_a_mirrored_direction_changes_no_verdict(measure, data):
    register, year, day = data.draw(registers((measure,), bounded=data.draw(st.booleans())))
    register = on_straight_lines(register)
    mirrored = rewritten(register, Decimal.copy_negate, mirrored=True)
    assert verdict(mirrored, year, day) == verdict(register, year, day)


@pytest.mark.parametrize("method", METHODS[1:])
@MANY
@given(data=st.data(), factor=st.sampled_from([Decimal(text) for text in ("1000", "0.001", "8", "2.5")]))
def test_the_unit_changes_no_grade(method, data, factor):
    register, year, day = data.draw(registers(("level", "every_year"), bounded=data.draw(st.booleans())))
    assert graded(rewritten(register, factor.__mul__), year, day, method) == graded(register, year, day, method)


@MANY
@given(data=st.data(), distance=st.sampled_from([Decimal(text) for text in ("1000", "-0.001", "-7", "2.5")]))
def test_the_symbols_know_no_zero_and_no_direction(data, distance):
    register, year, day = data.draw(registers(("level", "every_year")))
    register = on_straight_lines(register)
    symbol = graded(register, year, day, "destatis")
    assert graded(rewritten(register, distance.__add__), year, day, "destatis") == symbol
    assert graded(rewritten(register, Decimal.copy_negate, mirrored=True), year, day, "destatis") == symbol


def graded(register: Register, year: int, day: str, method: str) -> tuple[str, str, str]:
    """Return what a method says of the only indicator."""
    (found,) = assess(register, year, day, method).assessments
    return found.status, found.reason, found.grade


# --- Better is never worse -------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", NUMERIC)
@MANY
@given(data=st.data(), step=st.sampled_from([Decimal(text) for text in ("1", "0.01", "3", "40")]))
def test_a_better_latest_value_is_never_judged_worse(measure, data, step):
    register, year, day = data.draw(registers((measure,)))
    found = assess_one(register, year, day)
    assume(found.result is not None and found.status in RANKS)
    value = better(found, step)
    assume(value is not None)
    latest = found.result._replace(value=value)
    improved = assess_one(with_rows(register, latest), year, day)
    assume(improved.status in RANKS)
    assert RANKS[improved.status] <= RANKS[found.status]


@pytest.mark.parametrize("method", METHODS[1:])
@MANY
@given(data=st.data(), step=st.sampled_from([Decimal(text) for text in ("1", "0.01", "3", "40")]))
def test_a_better_latest_value_is_never_graded_worse(method, data, step):
    register, year, day = data.draw(registers(("level", "every_year")))
    (found,) = assess(register, year, day, method).assessments
    assume(found.result is not None and found.method == method and found.status in RANKS)
    value = better(found, step)
    assume(value is not None)
    (improved,) = assess(with_rows(register, found.result._replace(value=value)), year, day, method).assessments
    assume(improved.method == method and improved.status in RANKS)
    assert RANKS[improved.status] <= RANKS[found.status]


def better(found: Assessment, step: Decimal) -> Decimal | None:
    """Return the latest value a step toward its target or beyond, at most to the edge of a range."""
    target, value = found.indicator.target, found.result.value
    if target.kind in ("at_least", "above", "increase"):
        return value + step
    if target.kind != "between":
        return value - step
    if found.indicator.measure not in ("level", "every_year") or target.low <= value <= target.high:
        return None
    return min(value + step, target.low) if value < target.low else max(value - step, target.high)


# --- What has no say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", MEASURES)
@MANY
@given(data=st.data(), ahead=st.integers(1, 3), month=st.sampled_from((0, 6)))
def test_a_row_after_the_reporting_year_has_no_say(measure, data, ahead, month):
    register, year, day = data.draw(registers((measure,)))
    later = make_row(year + ahead, number_of(measure, data), month=month)
    assert verdict(with_rows(register, later), year, day) == verdict(register, year, day)


@pytest.mark.parametrize("measure", NUMERIC)
@MANY
@given(data=st.data(), when=st.integers(FIRST - 1, 2026), month=st.integers(1, 11))
def test_a_year_to_date_has_no_say(measure, data, when, month):
    register, year, day = data.draw(registers((measure,)))
    partial = make_row(when, number_of(measure, data), month=month)
    assert verdict(with_rows(register, partial), year, day) == verdict(register, year, day)


@pytest.mark.parametrize("measure", MEASURES)
@MANY
@given(data=st.data(), when=st.integers(FIRST - 1, 2026))
def test_a_forecast_of_a_year_without_a_result_has_no_say(measure, data, when):
    register, year, day = data.draw(registers((measure,)))
    assume(all(found.period.year != when for found in only(register)[1]))
    forecast = make_row(when, number_of(measure, data), status="forecast")
    assert verdict(with_rows(register, forecast), year, day) == verdict(register, year, day)


@pytest.mark.parametrize("measure", MEASURES)
@MANY
@given(data=st.data(), when=st.integers(FIRST - 1, 2026))
def test_a_forecast_never_takes_a_result_away(measure, data, when):
    register, year, day = data.draw(registers((measure,)))
    forecast = make_row(when, number_of(measure, data), status="forecast")
    assert verdict(with_rows(register, forecast), year, day) == verdict(register, year, day)


def number_of(measure: str, data: st.DataObject) -> object:
    """Draw a value of the measure."""
    return data.draw(st.booleans() if measure == "milestone" else st.integers(-9, 99))
