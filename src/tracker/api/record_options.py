"""`TrackerFolder.record`: its options, and what it returns."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias, TypedDict, get_args

from tracker.api.recording import (
    UNCONFIRMED,
    RecordRequest,
    Snapshot,
    read_new_results,
    record_results,
    take_snapshots,
)
from tracker.api.selection import assess_indicator, check_options, check_word
from tracker.errors import Day, ExitCode, Location, Problem, make_error, msg
from tracker.folder import Folder, check_writable, load_register, load_targets, wait_for_writers
from tracker.journal.signals import release_signals
from tracker.model import RESULT_STATUSES, Assessment, Indicator, Period, Result, ResultStatus
from tracker.numbers import TOO_MANY_DIGITS, DecimalSign, format_plain, is_usable
from tracker.recording.author import clean_author, get_author
from tracker.recording.changes import Change
from tracker.recording.evidence import add_references, plan_evidence
from tracker.recording.reopening import check_reopening
from tracker.recording.validate import find_indicator
from tracker.text import is_encodable
from tracker.views.numbers import MINUS

_FIRST_YEAR = 1000  # the journal writes years with four digits
NewValue: TypeAlias = str | int | float | Decimal | bool | None
"""A value to record: a number, a text that is read as on the command line, or None to withdraw the result."""


EvidenceFiles: TypeAlias = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""The path of a file of evidence, or several."""


class RecordOptions(TypedDict, total=False):
    """The options of `TrackerFolder.record`; each may be left out.

    `status` is preliminary if it is not given; in a revision, the recorded status if it is better. `source` and `note`
    are texts. `revise` replaces a value that is recorded already, `reopen` records for a closed year and needs a note,
    `yes` records a value that looks unlikely, and `dry_run` only says what would change. `decimal` says which sign
    separates decimals in a text. `area` and `parts` name what the figure is about. `evidence` are files that are copied
    into the folder and named in the source. `author` is who records (default:
    TRACKER_AUTHOR, else the user of the computer), `now` the moment (default: that of the computer's clock).
    """

    status: ResultStatus | None
    source: str
    note: str
    decimal: DecimalSign | None
    revise: bool
    reopen: bool
    dry_run: bool
    yes: bool
    area: str | None
    parts: Mapping[str, str]
    evidence: EvidenceFiles
    author: str
    now: datetime


class RecordEffect(NamedTuple):
    """What a recording has changed: nothing if `change` is "same".

    `result` is what the journal says now, a withdrawal without a value; `replaced` is what it said before. `before` and
    `after` assess the indicator at the end of the year of the result. `rows` are the result, and of a ratio that was
    recorded as a quotient the numerator, which is then the `result`, and the denominator. With `dry_run` nothing was
    written, and the question about an unlikely value is among the warnings.
    """

    change: Change
    result: Result
    replaced: Result | None
    before: Assessment
    after: Assessment
    is_written: bool
    warnings: tuple[Problem, ...] = ()
    rows: tuple[Result, ...] = ()


def record_value(
    folder: Folder, as_of: str | None, given: tuple[str, int | str | Period, NewValue], options: RecordOptions
) -> RecordEffect:
    """Record a value, given as an indicator, a period and a value.

    Raises TrackerError, and writes nothing, if it cannot be recorded; TypeError or ValueError if an option is wrong.
    """
    request, author, get_now = _read_options(options)
    check_writable(folder)
    if as_of:
        message = msg("the folder was opened as it was on {day}", day=Day(as_of))
        raise make_error(message, msg("open it without as_of to record"), ExitCode.USAGE)
    evidence = plan_evidence(folder, request.evidence)
    request = request._replace(source=add_references(request.source, evidence))
    indicator, period, value = given
    register = load_targets(folder, get_now().date().isoformat())
    request, text = _write_value(value, request)
    entries = read_new_results(register, [indicator, str(period), text], request, get_now(), author)
    snapshots = take_snapshots(register, folder, entries, request, partial(wait_for_writers, folder))
    check_reopening(folder, [row for each in snapshots for row in each.planned.list_rows()], register.term, request)
    warnings = [*snapshots[0].register.warnings, *_list_questions(snapshots, request)]
    is_written = not request.dry_run and any(each.planned.change != "same" for each in snapshots)
    if is_written:
        try:
            snapshots, found = record_results(register, folder, snapshots, request, get_now, evidence)
        finally:
            release_signals()
        warnings += found
    judged = find_indicator(register, indicator.replace(MINUS, "-")) if len(entries) > 1 else entries[0].indicator
    return _describe(judged, snapshots, folder, is_written, tuple(warnings))


def _list_questions(snapshots: Sequence[Snapshot], request: RecordRequest) -> list[Problem]:
    """Return what is unlikely, for a dry run; raises TrackerError if it was to be recorded and is not confirmed."""
    questions = [question for each in snapshots if (question := each.find_question()) and not request.yes]
    if questions and not request.dry_run:
        raise make_error(questions[0], UNCONFIRMED, ExitCode.USAGE)
    return [Problem(Location(), question) for question in questions]


def _read_options(options: RecordOptions) -> tuple[RecordRequest, str, Callable[[], datetime]]:
    """Return the request, the author and the clock.

    Raises TypeError or ValueError if there is no such option, or if one has a value that it cannot have: what is
    recorded with it could not be read again.
    """
    _check_options(options)
    own = {name: value for name, value in options.items() if name not in ("author", "now", "parts", "evidence")}
    parts = tuple(f"{name}={value}" for name, value in (options.get("parts") or {}).items())
    request = RecordRequest(**own, parts=parts, evidence=_list_files(options))  # type: ignore[arg-type]
    for text in (request.source, request.note):
        if not is_encodable(text):
            raise make_error(msg("a text to record is not valid UTF-8"), None, ExitCode.USAGE)
    author, now = options.get("author"), options.get("now")
    moment = now.astimezone() if now and now.tzinfo is None else now
    name = get_author(os.environ) if author is None else clean_author(author)
    return request, name, (lambda: moment) if moment else _get_now


def _list_files(options: RecordOptions) -> tuple[str, ...]:
    """Return the paths of the files of evidence. Raises TypeError if one is no path."""
    given = options.get("evidence") or ()
    files = [given] if isinstance(given, (str, os.PathLike)) else given
    return tuple(os.fspath(file) for file in files)


def _check_options(options: RecordOptions) -> None:
    """Raise TypeError or ValueError if an option has a value that it cannot have."""
    check_options(options, RecordOptions)
    texts = ("source", "note", "author", "area", "status", "decimal")
    expected = dict.fromkeys(texts, str) | {"now": datetime, "parts": Mapping}
    for name, kind in expected.items():
        value = options.get(name)
        if value is None and name not in ("source", "note"):
            continue
        if name in options and not isinstance(value, kind):
            raise TypeError(f"{name} is {value!r}, not a {kind.__name__}")
    if options.get("status"):
        check_word("status", str(options["status"]), RESULT_STATUSES)
    if options.get("decimal") is not None:
        check_word("decimal", str(options["decimal"]), get_args(DecimalSign))
    now = options.get("now")
    if now and now.year < _FIRST_YEAR:
        raise ValueError(f"now is {now}: a journal has no moment before the year {_FIRST_YEAR}")


def _get_now() -> datetime:
    return datetime.now().astimezone()


def _write_value(value: NewValue, request: RecordRequest) -> tuple[RecordRequest, str]:
    """Return a value as it is typed, and the request: a number of the program has one reading, a text may have two.

    Raises TrackerError if a number has too many digits.
    """
    if value is None:
        return request._replace(status="withdrawn"), ""
    if isinstance(value, str):
        return request, value
    if isinstance(value, bool):
        return request, "yes" if value else "no"
    number = _to_decimal(value)
    if number.is_finite() and not is_usable(number):
        raise make_error(*TOO_MANY_DIGITS, ExitCode.USAGE)
    return request._replace(decimal="point"), format_plain(number)


def _to_decimal(value: int | float | Decimal) -> Decimal:
    """Return a number exactly, a `float` as Python prints it; numbers of numpy are those of Python."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return Decimal(float.__repr__(value))
    return Decimal(operator.index(value))


def _describe(
    indicator: Indicator,
    snapshots: Sequence[Snapshot],
    folder: Folder,
    is_written: bool,
    warnings: tuple[Problem, ...],
) -> RecordEffect:
    """Return what a recording has changed, or would change; `indicator` is assessed."""
    every, first = snapshots[0].every, snapshots[0].planned
    today = first.entry.recorded_at[:10]
    year = max(every.term.first_year, min(every.term.last_year, first.entry.period.year))
    rows, changed = [], every
    for change, entry, recorded in (each.planned for each in snapshots):
        row = recorded if change == "same" and recorded else entry.to_result()
        rows.append(_read_back(folder, row, today) if is_written else row)
        changed = changed if change == "same" else changed.add_row(rows[-1])
    boards = [assess_indicator(each, indicator, first.entry.scope, year, today) for each in (every, changed)]
    before, after = (board.assessments[0] for board in boards)
    changes = {each.planned.change for each in snapshots}
    change = "revision" if "revision" in changes else "new" if "new" in changes else "same"
    replaced = None if first.change == "same" else first.recorded
    return RecordEffect(change, rows[0], replaced, before, after, is_written, warnings, tuple(rows))


def _read_back(folder: Folder, result: Result, today: str) -> Result:
    """Return the row as the journal has it, with its line and the moment at which it was written."""
    rows = load_register(folder, today=today, history=result.indicator).for_scope(result.scope).results
    return next(row for row in reversed(rows[result.indicator]) if row.key == result.key)
