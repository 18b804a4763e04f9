"""The one way of counting: verdicts of targets, of parts, of plans, and what the reporting year has no result of."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.comparison import find_plan
from tracker.assess.plan_target import find_judged_year
from tracker.model import Assessment, AssessmentSet, Plan, PlanVerdict, Status

PlanOutcome: TypeAlias = PlanVerdict | Literal["missing"]
"""The verdict on the plan of the reporting year; "missing" without a result, "" if the result cannot be judged."""


class StatusCounts(NamedTuple):
    """How many indicators have each status, of how many, and how many verdicts rest on a year before the reporting."""

    every: int
    statuses: Mapping[Status, int]
    older: int


class PlanCounts(NamedTuple):
    """How many plans of the reporting year have each outcome, of how many."""

    every: int
    outcomes: Mapping[PlanOutcome, int]


def get_scope(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return what is counted: the indicators of the group and body selected, of whatever status."""
    return board.unfiltered or board.assessments


def is_reported(item: Assessment) -> bool:
    """Whether the reporting year has a result of an indicator, or none was due."""
    return "not_reported" not in item.flags


def list_targets(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return the numbered indicators that have a term target; every count "of all" is of these."""
    return tuple(item for item in get_scope(board) if _is_target(item))


def list_parts(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return the "of which" lines that have a term target."""
    return tuple(item for item in get_scope(board) if item.indicator.target and item.indicator.parent)


def list_without_target(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return the indicators and "of which" lines without a term target."""
    return tuple(item for item in get_scope(board) if item.indicator.target is None)


def list_not_reported(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return the indicators that the reporting year has no result of, though one was due."""
    return tuple(item for item in get_scope(board) if not is_reported(item))


def count_all_targets(board: AssessmentSet) -> int:
    """Return how many numbered indicators of the whole register have a term target."""
    return sum(item.target is not None and not item.parent for item in board.register.indicators)


def has_any_result(board: AssessmentSet) -> bool:
    """Whether the reporting year has the result of at least one indicator."""
    return any(_has_result(item) for item in get_scope(board))


def count_statuses(items: tuple[Assessment, ...]) -> StatusCounts:
    """Return the counts of the statuses of some indicators; a status that none has is left out."""
    statuses: dict[Status, int] = {}
    for item in items:
        statuses[item.status] = statuses.get(item.status, 0) + 1
    older = sum(item.status != "not_assessed" and _rests_on_older_year(item) for item in items)
    return StatusCounts(len(items), statuses, older)


def _rests_on_older_year(item: Assessment) -> bool:
    """Whether a verdict is on a result of an older year than the reporting year, or on the plan of one."""
    if item.indicator.has_only_plans:
        return (find_judged_year(item) or 0) < item.year
    return not is_reported(item)


def list_planned(board: AssessmentSet) -> tuple[Assessment, ...]:
    """Return the numbered indicators that have a plan for the reporting year, with a term target or without."""
    return tuple(item for item in get_scope(board) if find_year_plan(item) and not item.indicator.parent)


def find_year_plan(item: Assessment) -> Plan | None:
    """Return the plan of the reporting year, whatever year the result is of."""
    return find_plan(item.indicator, item.year)


def count_plans(items: tuple[Assessment, ...]) -> PlanCounts:
    """Return the counts of the outcomes of the plans of some indicators; an outcome that none has is left out."""
    outcomes: dict[PlanOutcome, int] = {}
    for item in items:
        outcome = get_plan_outcome(item)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return PlanCounts(len(items), outcomes)


def get_plan_outcome(item: Assessment) -> PlanOutcome:
    """Return what became of the plan of the reporting year; never the verdict of an earlier year."""
    if _has_result(item):
        return item.plan_verdict
    is_done = item.indicator.measure == "milestone" and item.result is not None and item.result.value is True
    return "met" if is_done else "missing"


def _is_target(item: Assessment) -> bool:
    return item.indicator.target is not None and not item.indicator.parent


def _has_result(item: Assessment) -> bool:
    return item.result is not None and item.result.period.year == item.year
