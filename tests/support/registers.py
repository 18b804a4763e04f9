"""Registers written by hand or drawn at random, without files."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tracker.assess import assess
from tracker.model import (
    MEASURES,
    Assessment,
    Baseline,
    Break,
    Direction,
    Indicator,
    Measure,
    Period,
    Plan,
    Register,
    Result,
    Target,
    Term,
)
from tracker.targets.plans import make_plan

Pick = Callable[[Sequence[Any]], Any]
NUMBERS = ("progress", "expected", "pace", "projected", "required", "term_value")
FIRST = 2021
PLAN_BOUNDS = ("", "at_least", "above", "", "at_most", "below", "between", "between")
BOUNDS = ("at_least", "at_most", "above", "below", "between", "increase", "decrease")
SMALL = tuple(Decimal(number) for number in range(-4, 13))
RATES = tuple(Decimal(text) for text in ("8", "0", "4", "6.5", "7.6", "10", "16", "-5", "-20", "-100", "-110"))
LEVELS = tuple(Decimal(text) for text in ("100", "108", "116.64", "125.9712", "104", "90", "150", "50", "0", "-3"))
GROWTHS = tuple(Decimal(text) for text in ("8", "4", "0", "-10", "50", "16"))
HISTORIES = (
    ("forecast", "final"),
    ("estimate", "final"),
    ("final", "withdrawn"),
    ("final", "withdrawn", "preliminary"),
    ("forecast",),
)


def make_row(year: int, value: object, qualifier: str = "", status: str = "final", month: int = 0) -> Result:
    """Return a journal row."""
    known = value if isinstance(value, bool | None) else Decimal(str(value))
    return Result("x", Period(year, month), known, qualifier, status, "", "", f"{year + 1}-01-31", "")


def make_register(*indicators: Indicator, last: int = 2025, baseline: int = 2020, **rows: Sequence[Result]) -> Register:
    """Return a register; `rows` are by indicator id."""
    term = Term({"": "term"}, baseline, FIRST, last, "en")
    return Register(term, (), indicators, {key: tuple(value) for key, value in rows.items()})


def make_indicator(measure: Measure, kind: str, bound: object = None, identity: str = "x", **more: Any) -> Indicator:
    """Return an indicator with one bound; a range is given as a pair."""
    low, high = bound if isinstance(bound, tuple) else (bound, bound)
    low, high = (None if number is None else Decimal(str(number)) for number in (low, high))
    low = None if kind in ("at_most", "below") else low
    high = None if kind in ("at_least", "above") else high
    year = more.pop("until", None)
    if "baseline" in more:
        more["baseline"] = Baseline(2020, Decimal(str(more["baseline"])))
    return Indicator(identity, {"": identity}, measure, target=Target(kind, low, high, year), **more)


def assess_one(register: Register, year: int, as_of: str | None = None) -> Assessment:
    """Return the program's assessment of the only indicator."""
    return assess(register, year, as_of or f"{year}-12-31").assessments[0]


def draw_register(
    pick: Pick, measures: Sequence[Measure] = MEASURES, bounded: bool = False, count: int = 1
) -> tuple[Register, int, str]:
    """Return a register with a reporting year and a day; `bounded` values are below or above what is written."""
    last = pick((2025, 2023, 2030))
    baseline = pick((2020, 2020, 2018))
    indicators, results = [], {}
    for number in range(count):
        indicator = draw_indicator(pick, f"i{number}", pick(measures), baseline, last)
        indicators.append(indicator)
        results[indicator.id] = draw_rows(pick, indicator, baseline, last, bounded)
    year = pick(range(FIRST, last + 3))
    day = f"{year + pick((0, 1, -1, 4))}-06-30"
    return make_register(*indicators, last=last, baseline=baseline, **results), year, day


def draw_indicator(pick: Pick, identity: str, measure: Measure, baseline: int, last: int) -> Indicator:
    """Return an indicator without its results."""
    years = range(FIRST, last + 1)
    values = pool_of(measure)
    base = Baseline(pick((baseline, baseline, baseline - 2, FIRST)), pick(values))
    target = pick((draw_target(pick, measure, last),) * 9 + (None,))
    is_range = target is not None and target.kind == "between"
    direction = pick((None, None, "increase", "decrease")) if is_range else None
    plans = draw_plans(pick, measure, pick(((), (), (), (2022,), (2022, 2024), years, years)), target)
    return Indicator(
        identity,
        {"": identity},
        measure,
        target=target,
        direction=direction,
        baseline=None if measure == "milestone" else pick((base, base, base, None)),
        plan=bind_plans(pick, plans, direction) if pick((False, False, True)) else plans,
        breaks=pick(((),) * 7 + ((Break(pick(years)),),)),
        path=pick(("linear", "linear", "compound")),
    )


def draw_plans(pick: Pick, measure: Measure, years: Sequence[int], target: Target | None) -> dict[int, Plan]:
    """Return plans: of a milestone, of any numbers, or of numbers that rise or fall to a limit of the target."""
    if measure == "milestone":
        return {year: Plan(True) for year in years}
    values = [pick(pool_of(measure)) for _ in years]
    limits = [limit for limit in (target.low, target.high) if limit is not None] if target else []
    if values and limits and pick((True, True, False)):
        values = sorted(values, reverse=pick((False, True)))
        if measure in ("level", "mean", "growth_rate"):
            values[-1] = pick(limits)
    return {year: Plan(value, pick(("",) * 15 + ("<", ">"))) for year, value in zip(years, values, strict=True)}


def bind_plans(pick: Pick, plans: dict[int, Plan], direction: Direction | None) -> dict[int, Plan]:
    """Return some of the plans as bounds or ranges from or up to their numbers."""
    kinds = pick((PLAN_BOUNDS[:3], PLAN_BOUNDS[3:6], PLAN_BOUNDS))
    return {year: bind_plan(plan, pick(kinds), pick((0, 1, 2)), direction) for year, plan in plans.items()}


def bind_plan(plan: Plan, kind: str, width: int, direction: Direction | None) -> Plan:
    """Return a plan as a bound of this kind; of a range that is so wide its number is the middle or an end."""
    value = plan.value
    if isinstance(value, bool) or not kind:
        return plan
    if kind == "between":
        return make_plan(Target(kind, value - width // 2, value + (width + 1) // 2), direction)
    low, high = (value, None) if kind in ("at_least", "above") else (None, value)
    return make_plan(Target(kind, low, high), direction)


def draw_target(pick: Pick, measure: Measure, last: int) -> Target:
    """Return a target, sometimes with a year of its own."""
    year = pick((None, None, None, None, 2023, last + 1))
    if measure == "milestone":
        return Target("yes")
    kind = pick(BOUNDS)
    if kind in ("increase", "decrease"):
        return Target(kind)
    pool = GROWTHS if measure in ("growth", "growth_rate") else SMALL
    low, high = sorted((pick(pool), pick(pool)))
    if measure == "total":
        low, high = 4 * low, 4 * high
    if kind == "between":
        return Target(kind, low, high, year)
    return Target(kind, low, None, year) if kind in ("at_least", "above") else Target(kind, None, high, year)


def pool_of(measure: Measure) -> Sequence[Any]:
    """Return the values that an indicator of this measure takes here."""
    pools = {"growth": LEVELS, "growth_rate": RATES, "milestone": (False, True)}
    return pools.get(measure, SMALL)


def draw_rows(pick: Pick, indicator: Indicator, baseline: int, last: int, bounded: bool) -> list[Result]:
    """Return journal rows: mostly a year's final value, with gaps, revisions, forecasts and withdrawals."""
    rows = []
    values = pool_of(indicator.measure)
    marks = pick((("", "", ">"), ("", "", "<"), ("", "<", ">", "~")) if bounded else (("",), ("", "~")))
    gaps = pick(((False,), (False,), (False, False, False, True)))
    for year in range(baseline, pick(range(FIRST, last + 3)) + 1):
        for status in pick((("final",),) * 12 + HISTORIES):
            if status == "forecast" or not pick(gaps):
                rows.append(make_row(year, pick(values), pick(marks), status))
        if not pick(range(8)):
            rows.append(make_row(year, pick(values), pick(marks), pick(("final", "forecast")), month=6))
    return rows


@cache
def _index(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


@st.composite
def registers(
    draw: st.DrawFn, measures: Sequence[Measure] = MEASURES, bounded: bool = False
) -> tuple[Register, int, str]:
    """Draw a register of one indicator through hypothesis, so that a difference shrinks."""
    return draw_register(lambda options: options[draw(_index(len(options)))], measures, bounded)


def make_series(*values: object, first: int = FIRST) -> list[Result]:
    """Return rows from `first` on; None leaves a gap, and a text may begin with its qualifier."""
    rows = []
    for year, value in enumerate(values, first):
        if value is not None:
            mark = str(value)[0] if str(value)[0] in "<>~" else ""
            rows.append(make_row(year, value if isinstance(value, bool) else str(value)[len(mark) :], mark))
    return rows
