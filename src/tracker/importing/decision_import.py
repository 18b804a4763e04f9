"""What an import of plans would do to the journal of decisions, cell by cell; all or nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.errors import Message, Problem, TrackerError, make_error, msg
from tracker.folder.decisions import make_decision_constraints, replace_decisions
from tracker.importing.plan_candidates import PlanCandidate
from tracker.importing.records import (
    ParsedSheet,
    choose_tables,
    describe_place,
    describe_repetition,
    list_passed_over,
)
from tracker.journal.decision_rows import DecisionConstraint
from tracker.journal.effective import select_effective_rows
from tracker.model import Decision, Indicator, Register, Target
from tracker.model.scopes import Scope
from tracker.recording.conflicts import is_same_row, make_conflict_error
from tracker.recording.decisions import check_decision, find_recorded_decision, make_decision_question, plan_decision
from tracker.rollup import ScopeRegisters
from tracker.targets.versions import SetValue, apply_decisions, find_own_bound, get_in_force, take_own_bound

DecisionAction = Literal["new", "change", "revision", "same"]


class DecisionStep(NamedTuple):
    """What one plan of the sheet would do. `row` is the new decision, `indicator` what is in force on its day."""

    candidate: PlanCandidate
    action: DecisionAction
    row: Decision
    indicator: Indicator
    magnitude_warning: Message | None = None


class DecisionImport(NamedTuple):
    """What the sheets of a file would do, and what is wrong with them; `left_out` counts further problems.

    `passed_over` has the names of the sheets without a table of plans.
    """

    parsed_sheets: tuple[ParsedSheet, ...]
    steps: tuple[DecisionStep, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0
    passed_over: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[Decision, ...]:
        """Return the decisions to record, in the order of the sheet."""
        return tuple(step.row for step in self.steps if step.action != "same")

    def count(self, action: DecisionAction) -> int:
        """Return the number of plans with this action."""
        return sum(step.action == action for step in self.steps)

    def check_unchanged(self, before: Register, register: Register) -> None:
        """Raise TrackerError if others have recorded one of the decisions since the register `before` was read."""
        known, now = _index_decisions(before), _index_decisions(register)
        found = [(known.get(row.key), now.get(row.key)) for row in self.rows]
        if changes := [each for each in found if not is_same_row(*each)]:
            raise make_conflict_error(changes)

    def is_equivalent(self, other: "DecisionImport") -> bool:
        """Whether both would do the same, apart from the time of recording and from where the earlier rows stand."""
        return [_drop_time(step) for step in self.steps] == [_drop_time(step) for step in other.steps]


def _index_decisions(register: Register) -> dict[tuple[object, ...], Decision]:
    return {row.key: row for rows in register.decisions.values() for row in select_effective_rows(rows)}


def _drop_time(step: DecisionStep) -> DecisionStep:
    return step._replace(row=step.row._replace(recorded_at=""), indicator=step.indicator._replace(versions=()))


class DecisionRecorder(NamedTuple):
    """Who records, when, the day of the decisions, and whether what is recorded of this day may be corrected."""

    moment: str
    author: str
    decided_on: str
    revise: bool


def plan_decisions(
    parsed_sheets: Sequence[ParsedSheet], register: Register, recorder: DecisionRecorder
) -> DecisionImport:
    """Return what importing the plans in the sheets of one or several files would do to the decisions of `register`.

    Sheets without a table of plans are passed over if another sheet of the file has one.
    """
    used = choose_tables(parsed_sheets, _has_table)
    planner = _Planner(register, recorder)
    steps: dict[tuple[object, ...], DecisionStep] = {}
    problems = [problem for each in used for problem in each.problems]
    for candidate in (candidate for each in used for candidate in each.plans):
        try:
            step = planner.plan_step(candidate)
            _check_repetition(step, steps.setdefault(step.row.key, step))
        except TrackerError as error:
            location = candidate.location._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(location=location) for problem in error.problems]
    passed_over = list_passed_over(parsed_sheets, used)
    left_out = sum(each.left_out for each in used)
    return DecisionImport(used, tuple(steps.values()), tuple(problems), left_out, passed_over)


def _has_table(parsed: ParsedSheet) -> bool:
    return parsed.is_of_decisions or bool(parsed.layout and parsed.layout.is_readable)


def _check_repetition(step: DecisionStep, first: DecisionStep) -> None:
    """Raise TrackerError if another sheet gives a different plan of the same indicator and year."""
    if step.row != first.row:
        where = describe_place(first.candidate.location, step.candidate.location)
        raise make_error(describe_repetition(step.candidate, where), msg("keep the one that is right"))


class _Planner:
    """Compares each plan with what is in force on the day on which it was decided."""

    def __init__(self, register: Register, recorder: DecisionRecorder) -> None:
        self._register, self._recorder = register, recorder
        self._constraints: Mapping[str, DecisionConstraint] = make_decision_constraints(
            register.list_stated(), register.term
        )
        self._by_day: dict[str, tuple[dict[str, Indicator], ScopeRegisters]] = {}

    def plan_step(self, candidate: PlanCandidate) -> DecisionStep:
        """Return what a plan would do. Raises TrackerError if it cannot be recorded."""
        recorder, decision = self._recorder, candidate.decision
        day = decision.decided_on or recorder.decided_on
        row = decision._replace(decided_on=day, recorded_at=recorder.moment, recorded_by=recorder.author)
        indicator = self._get_indicator(row)
        row = self._bind_target(row, indicator)
        recorded = find_recorded_decision(row, self._register)
        if row.is_withdrawn:
            if recorded:
                raise make_error(msg("a withdrawal is not imported"), msg("take the decision back with tracker undo"))
            return DecisionStep(candidate, "same", row, indicator)
        check_decision(row, self._constraints)
        planned = plan_decision(row, self._register, revise=self._recorder.revise and recorded is not None)
        if planned.change == "same" or (not recorded and not decision.decided_on and self._is_in_force(row, indicator)):
            return DecisionStep(candidate, "same", row, indicator)
        before = get_in_force(row, indicator)
        action: DecisionAction = "revision" if planned.change == "revision" else "change" if before else "new"
        register = self._register.for_scope(row.scope)
        return DecisionStep(candidate, action, row, indicator, make_decision_question(row, indicator, register))

    def _bind_target(self, row: Decision, indicator: Indicator) -> Decision:
        """Return a target of an area with the bound of those of all areas, if the indicator has none of its own."""
        if row.kind != "target" or not isinstance(row.value, Decimal) or self._constraints[row.indicator].own_bound:
            return row
        if find_own_bound(indicator):
            return row._replace(value=take_own_bound(indicator, row.value))
        return row

    def _get_indicator(self, row: Decision) -> Indicator:
        """Return the indicator as it is for the area and part of a decision on its day."""
        if row.decided_on not in self._by_day:
            then = replace_decisions(self._register, self._register.decisions, row.decided_on)
            scoped = ScopeRegisters(then, as_of=None, today=row.decided_on)
            self._by_day[row.decided_on] = {item.id: item for item in then.indicators}, scoped
        indicators, scoped = self._by_day[row.decided_on]
        indicator = indicators[row.indicator]
        return indicator if row.scope == Scope() else scoped.find_indicator(indicator, row.scope)

    def _is_in_force(self, row: Decision, indicator: Indicator) -> bool:
        """Whether a decision says exactly what is in force on its day, whatever its source and note."""
        term = self._register.term
        after = apply_decisions(indicator, [row], term, None, row.scope)
        one, other = (_drop_texts(get_in_force(row, each), term.last_year) for each in (indicator, after))
        return one == other


def _drop_texts(value: SetValue, last_year: int) -> SetValue:
    if isinstance(value, Target):
        return value._replace(year=value.year or last_year)
    return value and value._replace(source="", note={})
