"""What an import would do to the journal, row by row: new, revision, same, or a problem; all or nothing."""

import unicodedata
from typing import Literal, NamedTuple

from tracker.errors import Message, Problem, TrackerError, make_error, msg
from tracker.importing.candidates import Candidate
from tracker.importing.sheet_parser import ParsedSheet
from tracker.model import Period, Qualifier, Register, Result, ResultStatus, Value
from tracker.recording.validate import NewResult, make_question

Action = Literal["new", "revision", "same"]
RecordedResults = dict[tuple[str, Period], Result]


class ImportStep(NamedTuple):
    """What one result of the sheet would do. `entry` is the new result, if any, `old` the one that counts so far."""

    candidate: Candidate
    action: Action
    entry: NewResult | None = None
    old: Result | None = None
    magnitude_warning: Message | None = None


class ImportPlan(NamedTuple):
    """What the whole sheet would do, and what is wrong with it; `left_out` counts further problems."""

    parsed_sheet: ParsedSheet
    steps: tuple[ImportStep, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0

    @property
    def entries(self) -> tuple[NewResult, ...]:
        """Return the results to record, in the order of the sheet."""
        return tuple(step.entry for step in self.steps if step.entry)

    def count(self, action: Action) -> int:
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


def plan_import(parsed_sheet: ParsedSheet, register: Register, recorder: Recorder) -> ImportPlan:
    """Return what importing the sheet would do to the journal of `register`."""
    recorded = index_recorded_results(register)
    steps: list[ImportStep] = []
    problems = list(parsed_sheet.problems)
    for candidate in parsed_sheet.candidates:
        old = recorded.get((candidate.indicator.id, candidate.period))
        try:
            steps.append(_plan_step(candidate, old, recorder))
        except TrackerError as error:
            location = candidate.location._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(location=location) for problem in error.problems]
    _add_magnitude_warnings(steps, register)
    return ImportPlan(parsed_sheet, tuple(steps), tuple(problems), parsed_sheet.left_out)


def _plan_step(candidate: Candidate, old: Result | None, recorder: Recorder) -> ImportStep:
    if candidate.value is None:
        if old:
            raise make_error(msg("a withdrawal is not imported"), msg("take the result back with tracker undo"))
        return ImportStep(candidate, "same")
    if old and _is_unchanged(candidate, old):
        return ImportStep(candidate, "same", None, old)
    if old:
        _check_revision(candidate, old, recorder.revise)
    key = (candidate.indicator, candidate.period)
    texts = (candidate.source or "", candidate.note or "", recorder.moment, recorder.author)
    entry = NewResult(*key, candidate.value, candidate.qualifier, candidate.status or "preliminary", *texts)
    return ImportStep(candidate, "revision" if old else "new", entry, old)


def _check_revision(candidate: Candidate, old: Result, revise: bool) -> None:
    """Raise TrackerError if a sheet differs from the journal and may not replace the recorded result."""
    is_weaker = candidate.status == "forecast" and old.status != "forecast"
    if revise and not is_weaker:
        return
    message = msg(
        "says {new} for {period}, but the journal has {old} ({status}, recorded {day})",
        new=_format_value(candidate.value, candidate.qualifier, candidate.status),
        period=candidate.period,
        old=_format_value(old.value, old.qualifier),
        status=Message(old.status, {}),
        day=old.recorded_on,
    )
    hint = msg("to replace it in reports add --revise; the earlier row stays in the journal")
    if is_weaker:
        hint = msg("a forecast does not replace a result: remove it from the sheet")
    raise make_error(message, hint)


def _format_value(value: Value | None, qualifier: Qualifier, status: ResultStatus | None = None) -> Message:
    number = Message(f"{qualifier}{{value}}", {"value": value})
    if isinstance(value, bool):
        number = msg("yes") if value else msg("no")
    return msg("{value} ({status})", value=number, status=Message(status, {})) if status else number


def _is_unchanged(candidate: Candidate, old: Result) -> bool:
    """Whether a sheet agrees with what is recorded; an empty cell agrees with everything."""
    return (
        (candidate.value, candidate.qualifier) == (old.value, old.qualifier)
        and candidate.status in (None, old.status)
        and all(
            given is None or _normalize_text(given) == _normalize_text(known)
            for given, known in ((candidate.source, old.source), (candidate.note, old.note))
        )
    )


def _normalize_text(text: str) -> str:
    """Return a text without what spreadsheets change: line ends, composed accents, outer spaces."""
    return unicodedata.normalize("NFC", "\n".join(text.splitlines())).strip()


def _add_magnitude_warnings(steps: list[ImportStep], register: Register) -> None:
    """Add a warning to each step whose value is out of scale with the values before it, in the journal or the sheet."""
    results = dict(register.results)
    known = register._replace(results=results)
    for at, step in sorted(enumerate(steps), key=lambda item: item[1].candidate.period):
        if step.entry:
            steps[at] = step._replace(magnitude_warning=make_question(step.entry, known))
            identity = step.entry.indicator.id
            results[identity] = (*results.get(identity, ()), step.entry.to_result())
