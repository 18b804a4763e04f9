"""What an import would do to the journal, row by row: new, revision, same, or refused; all or nothing."""

import unicodedata
from typing import Literal, NamedTuple

from tracker.errors import Message, Problem, TrackerError, failure, msg
from tracker.importing.candidates import Candidate
from tracker.importing.reading import Reading
from tracker.model import Register, Result, ResultStatus, Value
from tracker.numbers import Qualifier
from tracker.periods import Period
from tracker.recording import Entry, doubt

Action = Literal["new", "revision", "same"]
Recorded = dict[tuple[str, Period], Result]


class Step(NamedTuple):
    """What one result of the sheet would do. `entry` is what is recorded (None: nothing), `old` what counts so far."""

    candidate: Candidate
    action: Action
    entry: Entry | None = None
    old: Result | None = None
    doubt: Message | None = None


class Plan(NamedTuple):
    """What the whole sheet would do, and why it may not; `left_out` counts further problems."""

    reading: Reading
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what is to be recorded, in the order of the sheet."""
        return tuple(step.entry for step in self.steps if step.entry)

    def count(self, action: Action) -> int:
        """Return how many results of the sheet would do this."""
        return sum(step.action == action for step in self.steps)

    def does_as(self, other: "Plan") -> bool:
        """Whether both would do the same, whatever the moment of recording."""
        return [step._replace(entry=None) for step in self.steps] == [step._replace(entry=None) for step in other.steps]


class Recorder(NamedTuple):
    """Who records, when, and whether a value that counts may be replaced."""

    moment: str
    author: str
    revise: bool


def recorded(register: Register) -> Recorded:
    """Return the result that counts for each indicator and period; a withdrawn one does not."""
    last = {(row.indicator, row.period): row for rows in register.results.values() for row in rows}
    return {key: row for key, row in last.items() if row.status != "withdrawn"}


def plan_import(reading: Reading, register: Register, recorder: Recorder) -> Plan:
    """Return what importing the sheet would do to the journal of `register`."""
    counting = recorded(register)
    steps: list[Step] = []
    problems = list(reading.problems)
    for candidate in reading.candidates:
        old = counting.get((candidate.indicator.id, candidate.period))
        try:
            steps.append(_step(candidate, old, recorder))
        except TrackerError as error:
            place = candidate.place._replace(indicator=candidate.indicator.id)
            problems += [problem._replace(place=place) for problem in error.problems]
    return Plan(reading, tuple(_doubted(steps, register)), tuple(problems), reading.left_out)


def _step(candidate: Candidate, old: Result | None, recorder: Recorder) -> Step:
    if candidate.value is None:
        if old:
            message = msg("a withdrawal is not imported")
            raise TrackerError([Problem(candidate.place, message, msg("take the result back with tracker undo"))])
        return Step(candidate, "same")
    if old and _says_the_same(candidate, old):
        return Step(candidate, "same", None, old)
    entry = Entry(
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
    return Step(candidate, "revision" if old else "new", entry, old)


def _check_revision(candidate: Candidate, old: Result, revise: bool) -> None:
    """Raise TrackerError where a sheet says something else than the journal, and may not replace it."""
    is_weaker = candidate.status == "forecast" and old.status != "forecast"
    if revise and not is_weaker:
        return
    message = msg(
        "says {new} for {period}, but the journal has {old} ({status}, recorded {day})",
        new=_shown(candidate.value, candidate.qualifier, candidate.status),
        period=candidate.period,
        old=_shown(old.value, old.qualifier),
        status=Message(old.status, {}),
        day=old.recorded_on,
    )
    hint = msg("to replace it in reports add --revise; the earlier row stays in the journal")
    if is_weaker:
        hint = msg("a forecast takes nothing away from a result: take it out of the sheet")
    raise failure(message, hint)


def _shown(value: Value | None, qualifier: Qualifier, status: ResultStatus | None = None) -> Message:
    number = Message(f"{qualifier}{{value}}", {"value": value})
    if isinstance(value, bool):
        number = msg("yes") if value else msg("no")
    return msg("{value} ({status})", value=number, status=Message(status, {})) if status else number


def _says_the_same(candidate: Candidate, old: Result) -> bool:
    """Whether a sheet says nothing else than what is recorded; what it leaves empty it does not contradict."""
    return (
        (candidate.value, candidate.qualifier) == (old.value, old.qualifier)
        and candidate.status in (None, old.status)
        and all(
            said is None or _plain(said) == _plain(known)
            for said, known in ((candidate.source, old.source), (candidate.note, old.note))
        )
    )


def _plain(text: str) -> str:
    """Return a text without what spreadsheets change about it: the kind of its line ends and accents, outer spaces."""
    return unicodedata.normalize("NFC", "\n".join(text.splitlines())).strip()


def _doubted(steps: list[Step], register: Register) -> list[Step]:
    """Return the steps, each with a doubt where its value is ten times the one before it, be that in the sheet itself.

    A column of years beside each other is compared with itself as well as with the journal.
    """
    results = dict(register.results)
    known = register._replace(results=results)
    doubts: dict[tuple[str, Period], Message | None] = {}
    for step in sorted(steps, key=lambda step: step.candidate.period):
        if step.entry:
            identity = step.entry.indicator.id
            doubts[identity, step.entry.period] = doubt(step.entry, known)
            results[identity] = (*results.get(identity, ()), step.entry.result())
    return [
        step._replace(doubt=doubts.get((step.candidate.indicator.id, step.candidate.period))) if step.entry else step
        for step in steps
    ]
