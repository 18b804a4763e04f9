"""Checks of single values: units, natural limits, factors of ten, and parts greater than their whole.

They read only the effective rows of the journal, because a revised row stays in the file and is no longer an error.
"""

from collections.abc import Iterator
from decimal import Decimal

from tracker.assess.bounds import list_plan_numbers
from tracker.checks.base import CheckInput, iter_numbers
from tracker.checks.unit_kinds import is_count, is_share
from tracker.errors import Location, Message, Problem, msg
from tracker.model import Indicator, Limits, Period, Plan, Result
from tracker.recording.validate import NewResult, falling_total_warning, magnitude_warning

_SMALLEST_RATE_FACTOR = 100


def check_units(data: CheckInput) -> Iterator[Problem]:
    """Find units that are missing or do not fit the measure."""
    for indicator in data.register.indicators:
        place = data.locate_target(indicator, "unit")
        if not indicator.unit and indicator.measure != "milestone":
            yield Problem(place, msg("there is no unit"), msg('write unit = "…": every number needs a unit'))
        elif indicator.measure == "growth_rate" and not indicator.is_in_percent:
            message = msg("a growth_rate is recorded in %, but the unit is not a percentage")
            yield Problem(place, message, msg('if amounts are recorded, write measure = "growth"'))
        elif indicator.measure == "growth" and is_share(indicator):
            message = msg("a growth is computed from amounts, but the unit is a percentage")
            yield Problem(place, message, msg('if yearly growth is recorded, write measure = "growth_rate"'))
        elif indicator.measure == "growth":
            yield from _check_percent_plans(data, indicator)


def _check_percent_plans(data: CheckInput, indicator: Indicator) -> Iterator[Problem]:
    """Find plans of a growth far below its results: they must be amounts, and are probably growths in %."""
    for year, value in _list_percent_plans(data, indicator).items():
        message = msg("the plan {value} looks like a growth in %, but the results are amounts", value=value)
        hint = msg("write the amount that the year must reach")
        yield Problem(data.locate_target(indicator, f"plan.{year}"), message, hint)


def _list_percent_plans(data: CheckInput, indicator: Indicator) -> dict[int, Decimal]:
    """Return the plans of a growth that look like growths in %, by year; other measures have none."""
    amounts = [value for _, value in iter_numbers(data.get_yearly_results(indicator))]
    amounts += [indicator.baseline.value] if indicator.baseline else []
    if indicator.measure != "growth" or not amounts:
        return {}
    plans = {year: plan.value for year, plan in indicator.plan.items() if isinstance(plan.value, Decimal)}
    return {year: value for year, value in plans.items() if value <= 100 and 5 * value < min(amounts)}


def check_natural_bounds(data: CheckInput) -> Iterator[Problem]:
    """Find values outside the limits of the indicator: the stated ones, else 0 and 100 for a share, 0 for a count."""
    for indicator in data.register.indicators:
        limits, sentence = _get_limits(indicator)
        for place, value in _iter_stated_numbers(data, indicator):
            is_below = limits.low is not None and value < limits.low
            if is_below or (limits.high is not None and value > limits.high):
                yield Problem(place, Message(sentence.template, {"value": value}), _get_fix_hint(place))


def _get_limits(indicator: Indicator) -> tuple[Limits, Message]:
    """Return the limits of an indicator, and the message for a value outside them."""
    if indicator.limits == Limits():
        if is_share(indicator) and indicator.measure in ("level", "mean", "every_year"):
            return Limits(Decimal(0), Decimal(100)), msg("a share cannot be {value} %")
        if is_count(indicator):
            return Limits(low=Decimal(0)), msg("a count cannot be {value}")
    return indicator.limits, msg("{value} is outside the stated limits")


def _get_fix_hint(place: Location) -> Message:
    if place.line:
        return msg("record the right value with --revise; if it is right, write an exception in targets.toml")
    return msg("correct it; if it is right, write an exception: except = [{{ check = …, reason = … }}]")


def _iter_stated_numbers(data: CheckInput, indicator: Indicator) -> Iterator[tuple[Location, Decimal]]:
    """Yield all numbers in the unit of an indicator, with their locations."""
    if indicator.baseline:
        yield data.locate_target(indicator, "baseline"), indicator.baseline.value
    for year, plan in indicator.plan.items():
        for number in list_plan_numbers(plan):
            yield data.locate_target(indicator, f"plan.{year}"), number
    target = indicator.target if indicator.measure not in ("growth", "growth_rate") else None
    for limit in (target.low, target.high) if target else ():
        if limit is not None:
            yield data.locate_target(indicator, "target"), limit
    for row, value in iter_numbers(data.get_effective_rows(indicator).values()):
        yield data.locate_row(row, "value"), value


def check_ten_times(data: CheckInput) -> Iterator[Problem]:
    """Find values that are a power of ten away from the one before or the plan, as after a misread comma."""
    for indicator in data.register.indicators:
        earlier: list[Result] = []
        for row in data.get_effective_rows(indicator).values():
            # A year to date is compared with the same months of earlier years, and nothing across a break.
            alike = [item for item in earlier if item.period.kind == row.period.kind]
            alike = [item for item in alike if not indicator.has_break(item.period.year, row.period.year)]
            question = _get_magnitude_warning(data, indicator, row, tuple(alike))
            if question:
                hint = msg("if it is wrong, record the right value with --revise")
                yield Problem(data.locate_row(row, "value"), question, hint)
            earlier.append(row)


def check_falling_totals(data: CheckInput) -> Iterator[Problem]:
    """Find amounts of a year that are less than those of its first months."""
    for indicator in data.register.indicators:
        rows = sorted(data.get_effective_rows(indicator).values(), key=_get_end)
        for at, row in enumerate(rows):
            if row.value is None:
                continue
            entry = _make_entry(indicator, row)
            earlier = data.register._replace(results={indicator.id: tuple(rows[:at])})
            if question := falling_total_warning(entry, earlier):
                hint = msg(
                    "a single month is withdrawn and recorded as such (2024-M06); else record the year to date with "
                    "--revise"
                )
                yield Problem(data.locate_row(row, "value"), question, hint)


def _make_entry(indicator: Indicator, row: Result) -> NewResult:
    """Return a row as it was to be recorded."""
    texts = (row.source, row.note, row.recorded_at, row.recorded_by)
    return NewResult(indicator, row.period, row.value, row.qualifier, row.status, *texts)


def _get_end(row: Result) -> tuple[int, int]:
    return row.period.year, row.period.months[1]


def _get_magnitude_warning(
    data: CheckInput, indicator: Indicator, row: Result, earlier: tuple[Result, ...]
) -> Message | None:
    """Return the question of recording. A growth rate may be ten times the one before: 0.8 % and 8 %."""
    if row.value is None:
        return None
    if indicator.baseline and indicator.has_break(indicator.baseline.year, row.period.year):
        indicator = indicator._replace(baseline=None)
    if row.period.year in _list_percent_plans(data, indicator):  # check_units reports them
        indicator = indicator._replace(plan={})
    entry = _make_entry(indicator, row)
    smallest = _SMALLEST_RATE_FACTOR if indicator.measure == "growth_rate" else 10
    return magnitude_warning(entry, data.register._replace(results={indicator.id: earlier}), smallest)


def check_parts(data: CheckInput) -> Iterator[Problem]:
    """Find "of which" lines greater than their whole, in the same unit, period and measure."""
    return _check_parts(data, in_percent=False)


def check_part_shares(data: CheckInput) -> Iterator[Problem]:
    """Find the same in percent: the share may be one of the part's own total, and then it may be greater."""
    return _check_parts(data, in_percent=True)


def _check_parts(data: CheckInput, *, in_percent: bool) -> Iterator[Problem]:
    by_id = {indicator.id: indicator for indicator in data.register.indicators}
    for part in data.register.indicators:
        whole = by_id.get(part.parent)
        if whole is None or part.is_in_percent != in_percent or part.measure == "growth_rate":
            continue
        if part.measure == whole.measure and set(part.unit.values()) == set(whole.unit.values()):
            yield from _check_greater(data, part, whole)


def _check_greater(data: CheckInput, part: Indicator, whole: Indicator) -> Iterator[Problem]:
    wholes = data.get_effective_rows(whole)
    for row, value in iter_numbers(data.get_effective_rows(part).values()):
        other = wholes.get(row.period)
        is_known = other and row.qualifier in ("", ">") and other.qualifier in ("", "<")
        if other and is_known and isinstance(other.value, Decimal) and value > other.value:
            message = _describe_excess(value, whole, other.value, row.period)
            hint = msg("one of the two is wrong, or it is not a part of the whole: see line {line}", line=other.line)
            yield Problem(data.locate_row(row, "value"), message, hint)
    for year, plan in part.plan.items():
        planned = whole.plan.get(year)
        if not planned or plan.qualifier or planned.qualifier:
            continue
        least, most = _get_plan_end(plan, is_upper=False), _get_plan_end(planned, is_upper=True)
        if least is not None and most is not None and least > most:
            message = _describe_excess(least, whole, most, Period(year))
            yield Problem(data.locate_target(part, f"plan.{year}"), message)


def _get_plan_end(plan: Plan, *, is_upper: bool) -> Decimal | None:
    """Return the least or the most that a plan allows, or None if it sets no limit there."""
    if plan.bound:
        return plan.bound.high if is_upper else plan.bound.low
    return plan.value if isinstance(plan.value, Decimal) else None


def _describe_excess(value: Decimal, whole: Indicator, other: Decimal, period: Period) -> Message:
    values = {"value": value, "whole": whole.id, "other": other, "period": period}
    return msg("{value} is more than the whole, {whole}, with {other} in {period}", **values)
