"""What an import would do to the journal, row by row: new, revision, same, or refused; all or nothing."""

import unicodedata
from typing import Literal, NamedTuple

from tracker.errors import Message, Problem, TrackerError, make_error, msg
from tracker.importing.candidates import Candidate
from tracker.importing.sheet_parser import ParsedSheet
from tracker.model import Period, Qualifier, Register, Result, ResultStatus, Value
from tracker.recording.validate import NewResult, magnitude_warning

Action = Literal["new", "revision", "same"]
RecordedResults = dict[tuple[str, Period], Result]


class ImportStep(NamedTuple):
    """What one result of the sheet would do. `entry` is what is recorded (None: nothing), `old` what counts so far."""

    candidate: Candidate
    action: Action
    entry: NewResult | None = None
    old: Result | None = None
    magnitude_warning: Message | None = None


class ImportPlan(NamedTuple):
    """What the whole sheet would do, and why it may not; `left_out` counts further problems."""

    parsed_sheet: ParsedSheet
    steps: tuple[ImportStep, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0

    @property
    def entries(self) -> tuple[NewResult, ...]:
        """Return what is to be recorded, in the order of the sheet."""
        return tuple(step.entry for step in self.steps if step.entry)

    def count(self, action: Action) -> int:
        """Return how many results of the sheet would do this."""
        return sum(step.action == action for step in self.steps)

    def is_equivalent(self, other: "ImportPlan") -> bool:
        """Whether both would do the same, whatever the moment of recording."""
        return [step._replace(entry=None) for step in self.steps] == [step._replace(entry=None) for step in other.steps]


class Recorder(NamedTuple):
    """Who records, when, and whether a value that counts may be replaced."""

    moment: str
    author: str
    revise: bool


def index_recorded_results(register: Register) -> RecordedResults:
    """Return the result that counts for each indicator and period; a withdrawn one does not."""
    last = {(row.indicator, row.period): row for rows in register.results.values() for row in rows}
    return {key: row for key, row in last.items() if row.status != "withdrawn"}


def plan_import(parsed_sheet: ParsedSheet, register: Register, recorder: Recorder) -> ImportPlan:
    """Return what importing the sheet would do to the journal of `register`."""
    counting = index_recorded_results(register)
    steps: list[ImportStep] = []
    problems = list(parsed_sheet.problems)
    for candidate in parsed_sheet.candidates:
        old = counting.get((candidate.indicator.id, candidate.period))
        try:
            steps.append(_plan_step(candidate, old, recorder))
        except TrackerError as error:
            place = candidate.place._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(location=place) for problem in error.problems]
    return ImportPlan(
        parsed_sheet, tuple(_add_magnitude_warnings(steps, register)), tuple(problems), parsed_sheet.left_out
    )


def _plan_step(candidate: Candidate, old: Result | None, recorder: Recorder) -> ImportStep:
    if candidate.value is None:
        if old:
            message = msg("a withdrawal is not imported")
            raise TrackerError([Problem(candidate.place, message, msg("take the result back with tracker undo"))])
        return ImportStep(candidate, "same")
    if old and _is_unchanged(candidate, old):
        return ImportStep(candidate, "same", None, old)
    entry = NewResult(
        candidate.indicator,
        candidate.period,
        candidate.value,
        candidate.qualifier,
        candidate.status or "preliminary",
        candidate.source or "",
        candidate.note or "",
        recorder.moment,
        recorder.author,
    )
    if old:
        _check_revision(candidate, old, recorder.revise)
    return ImportStep(candidate, "revision" if old else "new", entry, old)


def _check_revision(candidate: Candidate, old: Result, revise: bool) -> None:
    """Raise TrackerError where a sheet says something else than the journal, and may not replace it."""
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
        hint = msg("a forecast takes nothing away from a result: take it out of the sheet")
    raise make_error(message, hint)


def _format_value(value: Value | None, qualifier: Qualifier, status: ResultStatus | None = None) -> Message:
    number = Message(f"{qualifier}{{value}}", {"value": value})
    if isinstance(value, bool):
        number = msg("yes") if value else msg("no")
    return msg("{value} ({status})", value=number, status=Message(status, {})) if status else number


def _is_unchanged(candidate: Candidate, old: Result) -> bool:
    """Whether a sheet says nothing else than what is recorded; what it leaves empty it does not contradict."""
    return (
        (candidate.value, candidate.qualifier) == (old.value, old.qualifier)
        and candidate.status in (None, old.status)
        and all(
            said is None or _normalize_text(said) == _normalize_text(known)
            for said, known in ((candidate.source, old.source), (candidate.note, old.note))
        )
    )


def _normalize_text(text: str) -> str:
    """Return a text without what spreadsheets change about it: the kind of its line ends and accents, outer spaces."""
    return unicodedata.normalize("NFC", "\n".join(text.splitlines())).strip()


def _add_magnitude_warnings(steps: list[ImportStep], register: Register) -> list[ImportStep]:
    """Return the steps, each with a doubt where its value is ten times the one before it, be that in the sheet itself.

    A column of years beside each other is compared with itself as well as with the journal.
    """
    results = dict(register.results)
    known = register._replace(results=results)
    doubts: dict[tuple[str, Period], Message | None] = {}
    for step in sorted(steps, key=lambda step: step.candidate.period):
        if step.entry:
            identity = step.entry.indicator.id
            doubts[identity, step.entry.period] = magnitude_warning(step.entry, known)
            results[identity] = (*results.get(identity, ()), step.entry.to_result())
    return [
        step._replace(magnitude_warning=doubts.get((step.candidate.indicator.id, step.candidate.period)))
        if step.entry
        else step
        for step in steps
    ]
