"""Checks of single values: units, natural bounds, jumps, and parts greater than their whole.

Of the journal only the rows that count are looked at: what was put right by a revision stays in the file for ever
and is no fault any more.
"""

from collections.abc import Iterator
from decimal import Decimal

from tracker.checks.base import CheckInput, has_break, iter_numbers
from tracker.checks.unit_kinds import is_count, is_share
from tracker.errors import Location, Message, Problem, msg
from tracker.model import Indicator, Limits, Period, Result
from tracker.recording.validate import NewResult, magnitude_warning

_RATE_FACTORS = (100, 1000)
_HUNDRED = Decimal(100)


def check_units(data: CheckInput) -> Iterator[Problem]:
    """A unit that is missing, or does not fit the measure."""
    for indicator in data.register.indicators:
        place = data.locate_target(indicator, "unit")
        if not indicator.unit and indicator.measure != "milestone":
            yield Problem(place, msg("there is no unit"), msg('write unit = "…": a number without one says nothing'))
        elif indicator.measure == "growth_rate" and not indicator.is_in_percent:
            message = msg("a growth_rate is recorded in %, but the unit is not a percentage")
            yield Problem(place, message, msg('if amounts are recorded, write measure = "growth"'))
        elif indicator.measure == "growth" and is_share(indicator):
            message = msg("a growth is worked out from amounts, but the unit is a percentage")
            yield Problem(place, message, msg('if yearly growth is recorded, write measure = "growth_rate"'))
        elif indicator.measure == "growth":
            yield from _check_percent_plans(data, indicator)


def _check_percent_plans(data: CheckInput, indicator: Indicator) -> Iterator[Problem]:
    """A plan of a growth is an amount like its results; one far below them is probably a growth in %."""
    amounts = [value for _, value in iter_numbers(data.get_yearly_results(indicator))]
    amounts += [indicator.baseline.value] if indicator.baseline else []
    for year, plan in indicator.plan.items():
        if amounts and isinstance(plan.value, Decimal) and plan.value <= _HUNDRED and 5 * plan.value < min(amounts):
            message = msg("the plan {value} looks like a growth in %, but the results are amounts", value=plan.value)
            hint = msg("write the amount that the year must reach")
            yield Problem(data.locate_target(indicator, f"plan.{year}"), message, hint)


def check_natural_bounds(data: CheckInput) -> Iterator[Problem]:
    """A value outside the limits of its indicator: those stated, else 0 and 100 of a share, and 0 of a count."""
    for indicator in data.register.indicators:
        limits, sentence = _get_limits(indicator)
        for place, value in _iter_stated_numbers(data, indicator):
            is_below = limits.low is not None and value < limits.low
            if is_below or (limits.high is not None and value > limits.high):
                yield Problem(place, Message(sentence.template, {"value": value}), _get_fix_hint(place))


def _get_limits(indicator: Indicator) -> tuple[Limits, Message]:
    """Return what the values of an indicator can never leave, and how one that does is told."""
    if indicator.limits != Limits():
        return indicator.limits, msg("{value} lies outside the limits that are stated")
    if is_share(indicator) and indicator.measure in ("level", "mean", "every_year"):
        return Limits(Decimal(0), _HUNDRED), msg("a share cannot be {value} %")
    if is_count(indicator):
        return Limits(low=Decimal(0)), msg("a count cannot be {value}")
    return Limits(), msg("{value} lies outside the limits that are stated")


def _get_fix_hint(place: Location) -> Message:
    if place.line:
        return msg("record the right value with --revise; where it is right, write an exception in targets.toml")
    return msg("put it right; where it is right, write an exception: except = [{{ check = …, reason = … }}]")


def _iter_stated_numbers(data: CheckInput, indicator: Indicator) -> Iterator[tuple[Location, Decimal]]:
    """Yield every number that is stated of an indicator in its own unit, with its place."""
    if indicator.baseline:
        yield data.locate_target(indicator, "baseline"), indicator.baseline.value
    for year, plan in indicator.plan.items():
        if isinstance(plan.value, Decimal):
            yield data.locate_target(indicator, f"plan.{year}"), plan.value
    target = indicator.target if indicator.measure not in ("growth", "growth_rate") else None
    for limit in (target.low, target.high) if target else ():
        if limit is not None:
            yield data.locate_target(indicator, "target"), limit
    for row, value in iter_numbers(data.get_effective_rows(indicator).values()):
        yield data.locate_row(row, "value"), value


def check_ten_times(data: CheckInput) -> Iterator[Problem]:
    """A value that is about 10, 100 or 1000 times the one before it: a misread comma looks like this."""
    for indicator in data.register.indicators:
        earlier: list[Result] = []
        for row in data.get_effective_rows(indicator).values():
            # Months to date are compared with the same months of the year before, and nothing across a break.
            alike = tuple(
                item
                for item in earlier
                if item.period.month == row.period.month and not has_break(indicator, item.period.year, row.period.year)
            )
            question = _get_magnitude_warning(data, indicator, row, alike)
            if question:
                hint = msg("if it is wrong, record the right value with --revise")
                yield Problem(data.locate_row(row, "value"), question, hint)
            earlier.append(row)


def _get_magnitude_warning(
    data: CheckInput, indicator: Indicator, row: Result, earlier: tuple[Result, ...]
) -> Message | None:
    """Return what recording would have asked. A growth rate may well be ten times the one before: 0.8 % and 8 %."""
    if row.value is None:
        return None
    if indicator.baseline and has_break(indicator, indicator.baseline.year, row.period.year):
        indicator = indicator._replace(baseline=None)
    said = (row.source, row.note, row.recorded_at, row.recorded_by)
    entry = NewResult(indicator, row.period, row.value, row.qualifier, row.status, *said)
    question = magnitude_warning(entry, data.register._replace(results={indicator.id: earlier}))
    is_rate = indicator.measure == "growth_rate"
    return None if question and is_rate and question.values.get("factor") not in _RATE_FACTORS else question


def check_parts(data: CheckInput) -> Iterator[Problem]:
    """An "of which" line that is greater than what it is part of, both in the same unit, period and measure."""
    for part, whole in _iter_pairs(data):
        if not part.is_in_percent:
            yield from _check_greater(data, part, whole)


def check_part_shares(data: CheckInput) -> Iterator[Problem]:
    """As `parts`, in percent: a share may be one of the part's own total, and then may rightly be greater."""
    for part, whole in _iter_pairs(data):
        if part.is_in_percent:
            yield from _check_greater(data, part, whole)


def _iter_pairs(data: CheckInput) -> Iterator[tuple[Indicator, Indicator]]:
    by_id = {indicator.id: indicator for indicator in data.register.indicators}
    for part in data.register.indicators:
        whole = by_id.get(part.parent)
        if whole and _get_unit_texts(part) == _get_unit_texts(whole) and part.measure == whole.measure != "growth_rate":
            yield part, whole


def _get_unit_texts(indicator: Indicator) -> set[str]:
    return set(indicator.unit.values())


def _check_greater(data: CheckInput, part: Indicator, whole: Indicator) -> Iterator[Problem]:
    wholes = data.get_effective_rows(whole)
    for row, value in iter_numbers(data.get_effective_rows(part).values()):
        other = wholes.get(row.period)
        is_known = other and row.qualifier in ("", ">") and other.qualifier in ("", "<")
        if other and is_known and isinstance(other.value, Decimal) and value > other.value:
            message = _describe_excess(value, other.value, whole, row.period)
            hint = msg("one of the two is wrong, or it is no part of it: see line {line}", line=other.line)
            yield Problem(data.locate_row(row, "value"), message, hint)
    for year, plan in part.plan.items():
        planned = whole.plan.get(year)
        if not planned or plan.qualifier or planned.qualifier or not isinstance(plan.value, Decimal):
            continue
        if isinstance(planned.value, Decimal) and plan.value > planned.value:
            message = _describe_excess(plan.value, planned.value, whole, Period(year))
            yield Problem(data.locate_target(part, f"plan.{year}"), message)


def _describe_excess(value: Decimal, other: Decimal, whole: Indicator, period: Period) -> Message:
    return msg(
        "{value} is more than the whole, {whole}: {other} in {period}",
        value=value,
        whole=whole.id,
        other=other,
        period=period,
    )
