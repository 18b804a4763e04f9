"""Validate one decision before it is recorded, and say what it would change."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.errors import Day, ExitCode, Location, Message, Problem, ProblemList, TrackerError, make_error, msg
from tracker.journal.decision_rows import DECISIONS, DecisionConstraint
from tracker.journal.effective import select_effective_rows
from tracker.journal.schema import Description
from tracker.model import Decision, Indicator, Period, Plan, Register, Result, Target
from tracker.model.evidence import has_new_evidence, merge_sources
from tracker.recording.validate import find_slip_factor
from tracker.targets.versions import get_in_force

_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}
DecisionChange = Literal["new", "revision", "same"]


class PlannedDecision(NamedTuple):
    """What recording a decision would do: the change, its row, and the row of the same day that counts so far."""

    change: DecisionChange
    row: Decision
    recorded: Decision | None

    def list_rows(self) -> list[Decision]:
        """Return the row to record, if there is one."""
        return [] if self.change == "same" else [self.row]


def plan_decision(row: Decision, register: Register, *, revise: bool) -> PlannedDecision:
    """Return what recording `row` would do to the decisions of `register`.

    Raises TrackerError if the same was decided on the same day with another value, unless `revise` is set.
    """
    recorded = find_recorded_decision(row, register)
    if recorded is None and revise:
        values = {"indicator": row.indicator, "subject": row.subject, "day": Day(row.decided_on)}
        message = msg("{indicator} has no decision of {day} on {subject} to revise", **values)
        raise make_error(message, msg("leave --revise out"), ExitCode.USAGE)
    if recorded is None:
        return PlannedDecision("new", row, None)
    if (recorded.value, recorded.year) == (row.value, row.year):
        if revise and has_new_evidence(row.source, recorded.source):
            row = row._replace(source=merge_sources(recorded.source, row.source))
            return PlannedDecision("revision", row, recorded)
        return PlannedDecision("same", row, recorded)
    if not revise:
        values = {"indicator": row.indicator, "subject": row.subject, "day": Day(row.decided_on)}
        values["value"] = describe_decided_value(recorded)
        message = msg("{indicator} already has a decision of {day} on {subject}: {value}", **values)
        hint = msg("to correct it add --revise; if it was decided on another day, give --decided")
        raise make_error(message, hint, ExitCode.USAGE)
    return PlannedDecision("revision", row, recorded)


def describe_decided_value(row: Decision) -> Message:
    """Return the value of a decision, for a message, which writes its numbers in its language."""
    value = row.value
    if value is None:
        return msg("abolished")
    if isinstance(value, Decimal):
        return Message("{value}", {"value": value})
    if value.low is not None and value.high is not None:
        return Message("{low}–{high}", {"low": value.low, "high": value.high})
    limit = get_limit(value)
    sign = _SIGNS.get(value.kind, value.kind)
    return Message(sign, {}) if limit is None else Message(f"{sign} {{limit}}", {"limit": limit})


def find_recorded_decision(row: Decision, register: Register) -> Decision | None:
    """Return the effective decision of the same day about the same, or None."""
    rows = select_effective_rows(register.decisions.get(row.indicator, ()))
    found = next((other for other in rows if other.key == row.key), None)
    return None if found is None or found.is_withdrawn else found


def check_decision(row: Decision, constraints: Mapping[str, DecisionConstraint]) -> None:
    """Raise TrackerError if a decision does not fit its indicator, or is of a year outside the term."""
    problems = ProblemList()

    def report(column: str, describe: Callable[..., Description], *about: object) -> None:
        problems.append(Problem(Location(), *describe(*about)))

    DECISIONS.check(row, constraints[row.indicator], report)
    if problems:
        raise TrackerError([*problems], ExitCode.USAGE)


def check_abolition(row: Decision, indicator: Indicator) -> None:
    """Raise TrackerError if a decision abolishes what the indicator does not have."""
    if row.value is None and get_in_force(row, indicator) is None:
        values = {"indicator": row.indicator, "subject": row.subject}
        message = msg("{subject} of {indicator} is not in force: there is nothing to abolish", **values)
        raise make_error(
            message, msg("tracker show {indicator} lists what is", indicator=row.indicator), ExitCode.USAGE
        )


def append_decision(register: Register, row: Decision) -> dict[str, tuple[Decision, ...]]:
    """Return the decisions as they will be after `row` is recorded."""
    return {**register.decisions, row.indicator: (*register.decisions.get(row.indicator, ()), row)}


def make_decision_question(row: Decision, indicator: Indicator, register: Register) -> Message | None:
    """Return what a person must confirm before a decision is recorded, or None."""
    found = (_find_absence(row, register), _find_slip(row, indicator, register), _find_late_day(row, register))
    questions = [each for each in found if each]
    while len(questions) > 1:
        questions[-2:] = [msg("{one}; {other}", one=questions[-2], other=questions[-1])]
    return next(iter(questions), None)


def _find_late_day(row: Decision, register: Register) -> Message | None:
    """Return a warning if a decision is dated after the term, and that day has not come: it would never be in force."""
    last = register.term.last_year
    if row.decided_on <= row.recorded_at[:10] or row.decided_on < f"{last + 2}":
        return None
    return msg(
        "the day of the decision, {day}, is after the term, which ends in {year}", day=Day(row.decided_on), year=last
    )


def _find_absence(row: Decision, register: Register) -> Message | None:
    """Return a warning if the area of a decision does not exist when it is due; nothing if one is abolished.

    The baseline of an area may be of a year before it began.
    """
    area = register.areas.get(row.area)
    if area is None or row.value is None or not row.year:
        return None
    from tracker.recording.area_dates import find_absence  # only a decision about an area needs it

    period = row.period or Period(row.year)
    is_before = period.get_last_day(register.term.year_begins) < area.begins
    if row.kind == "baseline" and is_before:
        return None
    return find_absence(register.areas, area.id, period, register.term.year_begins)


def _find_slip(row: Decision, indicator: Indicator, register: Register) -> Message | None:
    """Return a warning if the value is about 10, 100 … or 10⁹ times what it is compared with, or such a part of it."""
    number = get_limit(row.value)
    if not number or (row.kind == "baseline" and not isinstance(row.value, Decimal)):
        return None
    for before, label in _iter_references(row, indicator, register):
        factor = find_slip_factor(number, before) if before else None
        if factor:
            values = {"value": number, "before": before, "label": label, "factor": Decimal(factor)}
            if abs(number) < abs(before):
                return msg("{value} is about a {factor}th of {label}, {before}", **values)
            return msg("{value} is about {factor} times {label}, {before}", **values)
    return None


def get_limit(value: Target | Decimal | None) -> Decimal | None:
    """Return one number of a bound: its limit, of a range the lower one."""
    if isinstance(value, Target):
        return value.low if value.low is not None else value.high
    return value


def _iter_references(row: Decision, indicator: Indicator, register: Register) -> Iterator[tuple[Decimal, Message]]:
    """Yield what a decided number is compared with: what is in force, the plan of the year before, and results."""
    if row.period:
        of_period = indicator.period_plans.get(str(row.period))
        if of_period and isinstance(of_period.value, Decimal):
            yield of_period.value, row.subject
        return
    plan = indicator.plan.get(row.year or 0) if row.kind == "plan" else None
    if plan and isinstance(plan.value, Decimal):
        yield plan.value, msg("the plan of {year}", year=row.year)
    if row.kind == "target" and (limit := get_limit(indicator.target)) is not None:
        yield limit, msg("the target")
    if row.kind == "baseline" and indicator.baseline:
        yield indicator.baseline.value, msg("the baseline")
    before = indicator.plan.get((row.year or 0) - 1) if row.kind == "plan" else None
    if isinstance(before, Plan) and isinstance(before.value, Decimal):
        yield before.value, msg("the plan of {year}", year=(row.year or 0) - 1)
    if indicator.measure != "growth" and not (row.kind == "target" and indicator.measure == "total"):
        yield from _iter_results(indicator, register)


def _iter_results(indicator: Indicator, register: Register) -> Iterator[tuple[Decimal, Message]]:
    rows: list[Result] = list(select_effective_rows(register.results.get(indicator.id, ())))
    numbers = [row for row in rows if row.period.is_year and isinstance(row.value, Decimal)]
    latest = max(numbers, key=lambda row: row.period, default=None)
    if latest and isinstance(latest.value, Decimal):
        yield latest.value, msg("the result of {year}", year=latest.period.year)
