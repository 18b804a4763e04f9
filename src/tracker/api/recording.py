"""Record one result: read it, look at the journal, see what would change, and write it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from tracker.api.selection import DerivedRegisters, Selection, find_in_scope, needs_roll_up
from tracker.errors import ExitCode, Message, Problem, make_error, msg, quote_text
from tracker.folder import Folder, load_indicator_results, load_register, make_results_schema
from tracker.journal.lock import file_fingerprint
from tracker.model import Indicator, Qualifier, Register, ResultStatus, Value
from tracker.numbers import DecimalSign
from tracker.recording.changes import DEFAULT_STATUS, PlannedChange, compare_with_recorded, find_recorded, plan_change
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.conflicts import is_same_row, make_conflict_error
from tracker.recording.evidence import NewEvidence, keep_evidence
from tracker.recording.reopening import check_reopening
from tracker.recording.scopes import check_parts, read_scope
from tracker.recording.validate import NewResult, find_indicator, make_question, read_period, read_value
from tracker.views.numbers import MINUS


class RecordRequest(NamedTuple):
    """How to record a result: what `tracker add-result` has as options; `status` is None if it is not given."""

    status: ResultStatus | None = None
    source: str = ""
    note: str = ""
    decimal: DecimalSign | None = None
    revise: bool = False
    reopen: bool = False
    dry_run: bool = False
    yes: bool = False
    area: str | None = None
    parts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Snapshot(NamedTuple):
    """The journal before the recording: its fingerprint, the rows of the area or part, and what would change.

    `every` has the rows of all areas and parts, and of the other indicators that are needed.
    """

    fingerprint: tuple[int, ...]
    register: Register
    planned: PlannedChange
    every: Register

    def find_question(self) -> Message | None:
        """Return what a person must confirm before the result is recorded, or None."""
        return None if self.planned.change == "same" else make_question(self.planned.entry, self.register)


UNCONFIRMED = msg("if it is right, add --yes; nothing was recorded")
"""The hint at a value that nobody has confirmed."""


def read_new_results(
    register: Register, arguments: Sequence[str], request: RecordRequest, now: datetime, author: str
) -> list[NewResult]:
    """Return the result to record; of a ratio that was written as `410/820`, its numerator and its denominator.

    Raises TrackerError if one of the arguments, an indicator, a period and a value, does not have exactly one reading.
    """
    name, period, value = arguments
    numerator, sign, denominator = value.partition("/")
    if not sign or request.status == "withdrawn":
        return [_read_new_result(register, arguments, request, now, author)]
    found = find_indicator(register, name.replace(MINUS, "-"))
    if found.ratio is None:
        message = msg("{value} is a quotient, but {indicator} is no ratio", value=quote_text(value), indicator=found.id)
        hint = msg("write its value; or, in targets.toml, ratio = {{ of = …, to = …, times = 100 }}")
        raise make_error(message, hint, ExitCode.USAGE)
    parts = (found.ratio.of, numerator.strip()), (found.ratio.to, denominator.strip())
    return [_read_new_result(register, [part, period, text], request, now, author) for part, text in parts]


def _read_new_result(
    register: Register, arguments: Sequence[str], request: RecordRequest, now: datetime, author: str
) -> NewResult:
    """Return the result to record from an indicator, a period and a value as they were written.

    Raises TrackerError if one of them does not have exactly one reading.
    """
    name, period, value = (text.replace(MINUS, "-") for text in arguments)
    indicator = find_indicator(register, name)
    status = request.status or DEFAULT_STATUS
    scope = read_scope(register, request.area, request.parts)
    check_parts(indicator, scope)
    today = now.date().isoformat()
    indicator = find_in_scope(register, indicator, scope, today)
    when = read_period(period, register, indicator, today_year=register.term.find_year(today), status=status)
    figure, qualifier = _read_value(value, indicator, request)
    texts = request.source, request.note, now.isoformat(timespec="seconds"), author
    return NewResult(indicator, when, figure, qualifier, status, *texts, scope)


def _read_value(text: str, indicator: Indicator, request: RecordRequest) -> tuple[Value | None, Qualifier]:
    """Return the value and its qualifier. Raises TrackerError if a withdrawal has a value."""
    if request.status != "withdrawn":
        return read_value(text, indicator, request.decimal)
    if text:
        hint = msg("leave {value} out", value=quote_text(text))
        raise make_error(msg("a withdrawal has no value"), hint, ExitCode.USAGE)
    return None, ""


def take_snapshots(
    register: Register,
    folder: Folder,
    entries: Sequence[NewResult],
    request: RecordRequest,
    wait: Callable[[], None] | None = None,
    before: Sequence[Snapshot] = (),
) -> list[Snapshot]:
    """Return, for each entry, the journal as it is now and what recording the entry would change.

    Raises TrackerError if it must not be recorded, also if the result that counted in the snapshots `before` is no
    longer the one that counts.
    """
    fingerprint = file_fingerprint(folder.results_path)
    taken = []
    for entry, earlier in zip_longest(entries, before):
        every = load_indicator_results(register, folder, entry.indicator.id, entry.scope, wait_for_writer=wait)
        in_scope = every.for_scope(entry.scope)
        if earlier:
            _check_unchanged(earlier.planned, in_scope, request)
        planned = plan_change(entry, in_scope, request.status, revise=request.revise)
        if needs_roll_up(every):  # the verdict may rest on other indicators
            every = load_register(folder, today=entry.recorded_at[:10], wait_for_writer=wait)
            if folder.store:  # the line before is judged after recording, when the store has the new row
                DerivedRegisters(every, Selection(), entry.recorded_at[:10], scopes=[entry.scope])
        taken.append(Snapshot(fingerprint, in_scope, planned, every))
    return taken


def _check_unchanged(planned: PlannedChange, register: Register, request: RecordRequest) -> None:
    """Raise TrackerError if others have recorded another value than the one to record since it was planned."""
    entry, now = planned.entry, find_recorded(planned.entry, register)
    if is_same_row(planned.recorded, now):
        return
    if entry.value is None or compare_with_recorded(entry.value, entry.qualifier, request.status, now) != "same":
        raise make_conflict_error([(planned.recorded, now)], ExitCode.USAGE)


def record_results(
    register: Register,
    folder: Folder,
    snapshots: list[Snapshot],
    request: RecordRequest,
    get_now: Callable[[], datetime],
    evidence: Sequence[NewEvidence] = (),
) -> tuple[list[Snapshot], list[Problem]]:
    """Record the results of the snapshots together; return the journal before them, what was changed, and warnings.

    The files of the evidence are copied into the folder first. Raises TrackerError, and records nothing, if the journal
    or a closing now says otherwise.
    """
    path = folder.results_path

    def look_again() -> NewRows:
        nonlocal snapshots
        if folder.store or file_fingerprint(path) != snapshots[0].fingerprint:
            entries = [snapshot.planned.entry for snapshot in snapshots]
            snapshots = take_snapshots(register, folder, entries, request, before=snapshots)
        recorded = [row for snapshot in snapshots for row in snapshot.planned.list_rows()]
        check_reopening(folder, recorded, register.term, request)
        keys = {row.key for row in recorded}
        earlier = [row for snapshot in snapshots for rows in snapshot.register.results.values() for row in rows]
        return NewRows(recorded, [row for row in earlier if row.key in keys])

    with keep_evidence(folder, path, evidence) as copy:
        warnings = commit_rows(folder, get_now, lambda: copy(look_again()), make_results_schema(register))
    return snapshots, warnings
