"""Judging one period: the result of a year, a year to date, or one quarter, half or month, against its own plan."""

from collections.abc import Mapping
from decimal import localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT
from tracker.assess.comparison import YearCheck, check_year, find_plan
from tracker.assess.derived import is_open
from tracker.assess.evaluation import build_series, find_baseline
from tracker.assess.within_year import DerivedResult, derive_result
from tracker.model import Indicator, Period, Plan, Register, Result
from tracker.model.areas import Figure


class PeriodResult(NamedTuple):
    """The result of one indicator for a period, compared with its plan and with the same period of the year before.

    `rows` are the parts of which the result was made, if it was not recorded.
    """

    indicator: Indicator
    result: Result | None
    check: YearCheck
    rows: tuple[Result, ...] = ()


def judge_period(register: Register, period: Period) -> tuple[PeriodResult, ...]:
    """Return the results of a period, of the indicators that have a result or a plan for it, in their order."""
    with localcontext(EXACT):
        judged = [_judge(register, indicator, period) for indicator in register.indicators]
    return tuple(item for item in judged if item.result or item.check.plan)


def find_figure(item: PeriodResult, register: Register) -> Figure | None:
    """Return how the result of a period was made of those of areas; of several periods, where the fewest reported."""
    if item.result is None:
        return None
    figures = register.figures.get(item.indicator.id, {})
    found = [figures[period] for row in item.rows or (item.result,) if (period := row.period) in figures]
    return min(found, key=lambda figure: figure.reported - figure.expected, default=None)


def list_periods(register: Register) -> list[Period]:
    """Return the parts of years for which anything was recorded, in their order."""
    rows = [row for each in register.results.values() for row in each]
    return sorted({row.period for row in rows if not row.period.is_year and row.status != "withdrawn"})


def _judge(register: Register, indicator: Indicator, period: Period) -> PeriodResult:
    series = build_series(register.results.get(indicator.id, ()), period.year, register.term.first_year)
    plan = find_period_plan(indicator, period)
    found, made = _find_result(indicator, series.current, period)
    if found is None:
        return PeriodResult(indicator, None, YearCheck(plan))
    before = period._replace(year=period.year - 1)
    earlier, _ = _find_result(indicator, series.current, before)
    current = {**series.current, **({before: earlier} if earlier else {})}
    # The plan stands for that of the year; without one, no target of years may stand for it.
    planned = {period.year: plan} if plan else {}
    target = indicator.target if plan else None
    baseline = find_baseline(indicator, register.term, series)
    check = check_year(indicator._replace(plan=planned, target=target), found, current, baseline)
    figures = register.figures.get(indicator.id, {})
    if is_open(series.current, figures, made, period):  # it may be higher or lower, and decides nothing
        check = check._replace(percent=None, difference=None, verdict="", change=None)
    return PeriodResult(indicator, found, check, made[period].rows if made else ())


def find_period_plan(indicator: Indicator, period: Period) -> Plan | None:
    """Return the plan of a period, or of one with the same months."""
    if period.is_year:
        return find_plan(indicator, period.year)
    if not indicator.period_plans:
        return None
    if period.part:
        return indicator.period_plans.get(str(period))
    same = {3: "Q1", 6: "S1", 1: "M01"}.get(period.month)
    return indicator.period_plans.get(f"{period.year:04d}-{same}") if same else None


def _find_result(
    indicator: Indicator, current: Mapping[Period, Result], period: Period
) -> tuple[Result | None, dict[Period, DerivedResult]]:
    """Return the recorded result of a period, else the one that its parts make, and how they made it."""
    recorded = current.get(period)
    if recorded is not None and recorded.status != "forecast":
        return recorded, {}
    rows = [row for row in current.values() if row.period.year == period.year and not row.period.is_year]
    made = derive_result(rows, period, indicator.year_rule)
    return (made.result, {period: made}) if made else (None, {})
