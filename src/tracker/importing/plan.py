"""What an import would do to the journal, row by row: new, revision, same, or a problem; all or nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Day, Message, Problem, TrackerError, make_error, msg
from tracker.importing.candidates import Candidate
from tracker.importing.records import ParsedSheet, describe_repetition
from tracker.model import Period, Register, Result
from tracker.recording.changes import Change, choose_status, compare_with_recorded, describe_value
from tracker.recording.validate import NewResult, make_question

RecordedResults = dict[tuple[str, Period], Result]


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
        """Whether both would do the same, apart from the time of recording."""
        return [step._replace(entry=None) for step in self.steps] == [step._replace(entry=None) for step in other.steps]


class Recorder(NamedTuple):
    """Who records, when, and whether recorded values may be replaced."""

    moment: str
    author: str
    revise: bool


def index_recorded_results(register: Register) -> RecordedResults:
    """Return the result that counts for each indicator and period; withdrawn results do not count."""
    last = {(row.indicator, row.period): row for rows in register.results.values() for row in rows}
    return {key: row for key, row in last.items() if row.status != "withdrawn"}


def plan_import(parsed_sheets: Sequence[ParsedSheet], register: Register, recorder: Recorder) -> ImportPlan:
    """Return what importing the sheets of a file would do to the journal of `register`.

    Sheets without a table of results, such as a cover, are passed over if another sheet has one.
    """
    readable = tuple(each for each in parsed_sheets if each.layout and each.layout.is_readable)
    used = readable or tuple(parsed_sheets[:1])
    recorded = index_recorded_results(register)
    steps: dict[tuple[str, Period], ImportStep] = {}
    problems = [problem for each in used for problem in each.problems]
    for candidate in (candidate for each in used for candidate in each.candidates):
        key = (candidate.indicator.id, candidate.period)
        try:
            step = _plan_step(candidate, recorded.get(key), recorder)
            _check_repetition(step, steps.setdefault(key, step))
        except TrackerError as error:
            location = candidate.location._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(location=location) for problem in error.problems]
    planned = list(steps.values())
    _add_magnitude_warnings(planned, register)
    passed_over = tuple(each.sheet.name for each in parsed_sheets if each not in used)
    left_out = sum(each.left_out for each in used)
    return ImportPlan(used, tuple(planned), tuple(problems), left_out, passed_over)


def _check_repetition(step: ImportStep, first: ImportStep) -> None:
    """Raise TrackerError if another sheet gives a different value for the same indicator and period."""
    one, other = (each.candidate._replace(location=first.candidate.location) for each in (step, first))
    if one != other:
        where = first.candidate.location.cell
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
    entry = NewResult(*key, candidate.value, candidate.qualifier, status, *texts)
    return ImportStep(candidate, change, entry, old)


def _check_revision(candidate: Candidate, old: Result, revise: bool) -> None:
    """Raise TrackerError if a sheet differs from the journal and may not replace the recorded result."""
    is_weaker = candidate.status == "forecast" and old.status != "forecast"
    if revise and not is_weaker:
        return
    message = msg(
        "says {new} for {period}, but the journal has {old} ({status}, recorded {day})",
        new=_describe_candidate(candidate),
        period=candidate.period,
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


def _add_magnitude_warnings(steps: list[ImportStep], register: Register) -> None:
    """Add a warning to each step whose value is out of scale with the values before it, in the journal or the sheet."""
    results = dict(register.results)
    known = register._replace(results=results)
    for at, step in sorted(enumerate(steps), key=lambda item: item[1].candidate.period):
        if step.entry:
            steps[at] = step._replace(magnitude_warning=make_question(step.entry, known))
            identity = step.entry.indicator.id
            results[identity] = (*results.get(identity, ()), step.entry.to_result())
