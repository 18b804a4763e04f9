"""What an import would do to the journal, row by row: new, revision, same, or a problem; all or nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Day, Message, Problem, TrackerError, make_error, msg
from tracker.importing.candidates import Candidate
from tracker.importing.records import (
    ParsedSheet,
    choose_tables,
    describe_place,
    describe_repetition,
    list_passed_over,
)
from tracker.model import Period, Register, Result
from tracker.model.scopes import Scope
from tracker.recording.changes import Change, choose_status, compare_with_recorded, describe_value
from tracker.recording.conflicts import is_same_row, make_conflict_error
from tracker.recording.validate import NewResult, make_question
from tracker.rollup import ScopeRegisters

ResultKey = tuple[str, Period, Scope]
RecordedResults = dict[ResultKey, Result]


class ImportStep(NamedTuple):
    """What one result of the sheet would do. `entry` is the new result, if any, `old` the one that counts so far."""

    candidate: Candidate
    action: Change
    entry: NewResult | None = None
    old: Result | None = None
    magnitude_warning: Message | None = None


class ImportPlan(NamedTuple):
    """What the sheets of a file would do, and what is wrong with them; `left_out` counts further problems.

    `passed_over` has the names of the sheets without a table of results.
    """

    parsed_sheets: tuple[ParsedSheet, ...]
    steps: tuple[ImportStep, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0
    passed_over: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[NewResult, ...]:
        """Return the results to record, in the order of the sheet."""
        return tuple(step.entry for step in self.steps if step.entry)

    def list_rows(self) -> list[Result]:
        """Return the rows to record."""
        return [entry.to_result() for entry in self.entries]

    def count(self, action: Change) -> int:
        """Return the number of results with this action."""
        return sum(step.action == action for step in self.steps)

    def is_equivalent(self, other: "ImportPlan") -> bool:
        """Whether both would do the same, apart from the time of recording and from where the earlier rows stand."""
        return [_compare_step(step) for step in self.steps] == [_compare_step(step) for step in other.steps]

    def check_unchanged(self, register: Register) -> None:
        """Raise TrackerError if others have recorded one of the results, which are those of `register` now."""
        recorded = index_recorded_results(register)
        found = [(step.old, recorded.get(step.candidate.key)) for step in self.steps if step.entry]
        if changes := [each for each in found if not is_same_row(*each)]:
            raise make_conflict_error(changes)


def _compare_step(step: ImportStep) -> ImportStep:
    return step._replace(entry=None, old=step.old and step.old._replace(line=0))


class Recorder(NamedTuple):
    """Who records, when, and whether recorded values may be replaced."""

    moment: str
    author: str
    revise: bool


def index_recorded_results(register: Register) -> RecordedResults:
    """Return the result that counts for each indicator, period, area and part; withdrawn results do not count."""
    last = {(row.indicator, row.period, row.scope): row for rows in register.list_results().values() for row in rows}
    return {key: row for key, row in last.items() if row.status != "withdrawn"}


def plan_import(parsed_sheets: Sequence[ParsedSheet], register: Register, recorder: Recorder) -> ImportPlan:
    """Return what importing the sheets of one or several files would do to the journal of `register`.

    Sheets without a table of results, such as a cover, are passed over if another sheet of the file has one.
    """
    used = choose_tables(parsed_sheets, lambda each: bool(each.layout and each.layout.is_readable))
    recorded = index_recorded_results(register)
    steps: dict[ResultKey, ImportStep] = {}
    problems = [problem for each in used for problem in each.problems]
    for candidate in (candidate for each in used for candidate in each.candidates):
        try:
            step = _plan_step(candidate, recorded.get(candidate.key), recorder)
            _check_repetition(step, steps.setdefault(candidate.key, step))
        except TrackerError as error:
            location = candidate.location._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(location=location) for problem in error.problems]
    planned = list(steps.values())
    _add_magnitude_warnings(planned, register, recorder.moment[:10])
    passed_over = list_passed_over(parsed_sheets, used)
    left_out = sum(each.left_out for each in used)
    return ImportPlan(used, tuple(planned), tuple(problems), left_out, passed_over)


def _check_repetition(step: ImportStep, first: ImportStep) -> None:
    """Raise TrackerError if another sheet gives a different value for the same indicator and period."""
    one, other = (each.candidate._replace(location=first.candidate.location) for each in (step, first))
    if one != other:
        where = describe_place(first.candidate.location, step.candidate.location)
        raise make_error(describe_repetition(step.candidate, where), msg("keep the one that is right"))


def _plan_step(candidate: Candidate, old: Result | None, recorder: Recorder) -> ImportStep:
    if candidate.value is None:
        if old:
            raise make_error(msg("a withdrawal is not imported"), msg("take the result back with tracker undo"))
        return ImportStep(candidate, "same")
    change = compare_with_recorded(candidate.value, candidate.qualifier, candidate.status, old)
    if change == "same":
        return ImportStep(candidate, change, None, old)
    if old:
        _check_revision(candidate, old, recorder.revise)
    key = (candidate.indicator, candidate.period)
    texts = (candidate.source or "", candidate.note or "", recorder.moment, recorder.author)
    status = choose_status(candidate.status, old)
    entry = NewResult(*key, candidate.value, candidate.qualifier, status, *texts, candidate.scope)
    return ImportStep(candidate, change, entry, old)


def _check_revision(candidate: Candidate, old: Result, revise: bool) -> None:
    """Raise TrackerError if a sheet differs from the journal and may not replace the recorded result."""
    is_weaker = candidate.status == "forecast" and old.status != "forecast"
    if revise and not is_weaker:
        return
    message = msg(
        "says {new} for {period}, but the journal has {old} ({status}, recorded {day})",
        new=_describe_candidate(candidate),
        period=candidate.subject,
        old=describe_value(old.value, old.qualifier),
        status=Message(old.status, {}),
        day=Day(old.recorded_on),
    )
    hint = msg("to replace it in reports add --revise; the earlier row stays in the journal")
    if is_weaker:
        hint = msg("a forecast does not replace a result: remove it from the sheet")
    raise make_error(message, hint)


def _describe_candidate(candidate: Candidate) -> Message:
    """Return a value as the sheet has it, with its status if the sheet states one."""
    value = describe_value(candidate.value, candidate.qualifier)
    if not candidate.status:
        return value
    return msg("{value} ({status})", value=value, status=Message(candidate.status, {}))


def _add_magnitude_warnings(steps: list[ImportStep], register: Register, day: str) -> None:
    """Add a warning to each step whose value is out of scale with the values before it, in the journal or the sheet.

    Figures of an area or part are compared with those of the same one, and with its plans on `day`.
    """
    questions = _Questions(register, day)
    for at, step in sorted(enumerate(steps), key=lambda item: item[1].candidate.period):
        if step.entry:
            steps[at] = step._replace(magnitude_warning=questions.ask(step.entry))


class _Questions:
    """Asks about unlikely values, one after the other; those asked about before count as recorded."""

    def __init__(self, register: Register, day: str) -> None:
        self._register, self._day = register, day
        self._known: dict[Scope, tuple[Register, dict[str, tuple[Result, ...]]]] = {}
        self._scoped: ScopeRegisters | None = None

    def ask(self, entry: NewResult) -> Message | None:
        """Return what a person must confirm before a value is recorded, or None."""
        if entry.scope not in self._known:
            register = self._register.for_scope(entry.scope)
            results = dict(register.results)
            self._known[entry.scope] = register._replace(results=results), results
        known, results = self._known[entry.scope]
        question = make_question(self._for_scope(entry), known)
        name = entry.indicator.id
        results[name] = (*results.get(name, ()), entry.to_result())
        return question

    def _for_scope(self, entry: NewResult) -> NewResult:
        """Return a value with what is in force for its area and part."""
        if entry.scope == Scope():
            return entry
        if self._scoped is None:
            self._scoped = ScopeRegisters(self._register, as_of=None, today=self._day)
        return entry._replace(indicator=self._scoped.find_indicator(entry.indicator, entry.scope))
