"""`tracker undo`: take back the last recording, or another one, by recording again what was effective before it."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.cli import output
from tracker.cli.after_recording import after_recording
from tracker.cli.option_types import ParsedType, parse_count
from tracker.cli.options import (
    CommonOptions,
    bundle_options,
    command,
    common_options,
    dry_run_option,
    option,
    reopen_option,
)
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.session import Workspace, check_texts, open_workspace
from tracker.errors import ExitCode, make_error, msg
from tracker.folder import load_register, make_decisions_schema, make_results_schema
from tracker.i18n import N_, Language
from tracker.journal.batches import Recording, UndoChange, UndoPlan, list_recordings, merge_recordings, plan_undo
from tracker.journal.effective import UNDO_SUFFIX
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Decision, Indicator, Row
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.conflicts import is_same_row, make_conflict_error
from tracker.recording.reopening import check_reopening, find_closing, reopen_change
from tracker.text import sanitize_text
from tracker.views.log import format_key, format_moment, format_recorded_value, truncate_lines


class RecordingNumber(NamedTuple):
    """The number of a recording in its journal: of decisions if it was written with a D before it, else of results."""

    number: int
    is_of_decisions: bool


def _parse_recording_number(text: str) -> RecordingNumber | None:
    is_decision = text[:1] in ("D", "d")
    number = parse_count(text[1:] if is_decision else text)
    return RecordingNumber(number, is_decision) if number else None


RECORDING_NUMBER: ParsedType[RecordingNumber] = ParsedType(
    "number", _parse_recording_number, N_("{value!r} is no number of a recording; write it as 12, or D3 for decisions.")
)


class UndoRequest(NamedTuple):
    """The options of `tracker undo`."""

    number: RecordingNumber | None
    journal: str | None
    note: str
    reopen: bool
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    UndoRequest,
    [
        option(
            "--id",
            "number",
            type=RECORDING_NUMBER,
            metavar="NUMBER",
            help=N_("Take back this recording; tracker log shows the numbers."),
        ),
        option("--decisions", "journal", flag_value="decisions", help=N_("Take back the last decisions.")),
        option("--results", "journal", flag_value="results", help=N_("Take back the last results.")),
        reopen_option,
        option("--note", default="", metavar="TEXT", help=N_("The reason, if a closed year is reopened.")),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Take it back without asking.")),
    ],
)


@command(
    "undo",
    short=N_("Take back the last recording."),
    text=N_(
        "Take back the last recording, or the one named with --id: new rows repeat what counted before it. Nothing is "
        "erased, and all reports are as before the recording. To restore the recording, undo the undo.\n\n"
        "Results and decisions are numbered apart; the numbers of decisions begin with D. The last recording is that "
        "of either; in a shared store, the last of your own, by the name in recorded_by."
    ),
    examples=N_("""Examples:
  tracker undo
  tracker undo --dry-run
  tracker undo --id 12 --yes
  tracker undo --id D3
  tracker undo --decisions"""),
)
@request_options
@common_options
def undo(request: UndoRequest, common: CommonOptions) -> None:
    """Find what the undo changes, show it and ask, record it, and report it."""
    workspace = open_workspace(common, history=ALL_INDICATORS, is_recording=True)
    language = workspace.language
    check_texts(request.note)
    number = request.number.number if request.number else None
    every = _select_recordings(workspace, request)
    plan = _make_plan(every, number or _find_last_number(every, workspace), workspace, request)
    if request.dry_run:
        output.write_text(
            _format_changes(N_("Would be taken back, nothing was written: {what}"), plan, workspace), None
        )
        return
    if not request.yes:
        changes = _format_changes(N_("To be taken back: {what}"), plan, workspace)
        hint = msg("add --yes, or see the changes first with --dry-run; nothing was recorded")
        question = changes + language.translate(N_("Take it back?"))
        confirm(question, (msg("an undo must be confirmed"), hint), language)
    label = _record(workspace, plan, every, request)
    with after_recording(language):
        again = N_("This is recording {number}; to restore what it took back: tracker undo")
        done = language.format(again, number=label)
        output.write_text(_format_changes(N_("Taken back: {what}"), plan, workspace) + done + "\n", None)


def _select_recordings(workspace: Workspace, request: UndoRequest) -> tuple[Recording, ...]:
    """Return the recordings of the journal that the options name, else of the one that was recorded to last.

    In a shared store, others record to it too: of theirs, none is the last.
    """
    register = workspace.register
    results, decisions = list_recordings(register.list_results()), list_recordings(register.decisions)
    if request.number:
        is_of_decisions = request.number.is_of_decisions or request.journal == "decisions"
    elif request.journal:
        is_of_decisions = request.journal == "decisions"
    else:
        last = merge_recordings(*(_list_own(journal, workspace)[-1:] for journal in (results, decisions)))
        is_of_decisions = bool(last) and last[-1].is_of_decisions
    return decisions if is_of_decisions else results


def _list_own(recordings: Sequence[Recording], workspace: Workspace) -> Sequence[Recording]:
    """Return the recordings of the author; of a folder without a store, all."""
    if not workspace.folder.store:
        return recordings
    author = get_author(os.environ)
    return [each for each in recordings if each.recorded_by.removesuffix(UNDO_SUFFIX) == author]


def _find_last_number(recordings: Sequence[Recording], workspace: Workspace) -> int | None:
    """Return the number of the last recording of the author; None without a store, or if there are none at all.

    Raises TrackerError if the author has recorded nothing.
    """
    own = _list_own(recordings, workspace)
    if recordings and not own:
        hint = msg("tracker log lists the recordings of others; --id NUMBER takes one back")
        raise make_error(msg("{author} has recorded nothing here", author=get_author(os.environ)), hint, ExitCode.USAGE)
    return own[-1].number if own and workspace.folder.store else None


def _make_plan(every: Sequence[Recording], number: int | None, workspace: Workspace, request: UndoRequest) -> UndoPlan:
    """Return what the undo changes. Raises TrackerError if it changes a closed year that is not reopened."""
    plan = plan_undo(every, number, get_author(os.environ))
    rows = [change.new_row for change in plan.changes]
    check_reopening(workspace.folder, rows, workspace.register.term, request)
    if find_closing(workspace.folder, rows, workspace.register.term) is None:
        return plan
    return plan._replace(changes=tuple(reopen_change(change, request.note) for change in plan.changes))


def _record(workspace: Workspace, plan: UndoPlan, seen: Sequence[Recording], request: UndoRequest) -> str:
    """Record the rows if they still do what was shown; return the number of the new recording, with its sign."""
    label, recording = "", plan.recording
    keys = {change.new_row.key for change in plan.changes}
    last_rows = _list_last_rows(seen, keys)
    schema = make_results_schema(workspace.register)
    if recording.is_of_decisions:
        schema = make_decisions_schema(workspace.register)

    def look_again() -> NewRows:
        nonlocal label
        register = load_register(workspace.folder, history=ALL_INDICATORS)
        every = list_recordings(register.decisions if recording.is_of_decisions else register.list_results())
        now = _list_last_rows(every, keys)
        if changes := [(last_rows[key], now.get(key)) for key in keys if not is_same_row(last_rows[key], now.get(key))]:
            raise make_conflict_error(changes, ExitCode.USAGE)
        number = _find_again(recording, every)
        if number is None or not _is_same_plan(_make_plan(every, number, workspace, request), plan):
            raise make_error(msg("the journal changed meanwhile; nothing was recorded"), msg("run tracker undo again"))
        label = recording.make_label(len(every) + 1)
        rows = (row for recording in every for row in recording.rows)
        return NewRows([change.new_row for change in plan.changes], [row for row in rows if row.key in keys])

    output.print_warnings(commit_rows(workspace.folder, get_now, look_again, schema), workspace.language)
    return label


def _list_last_rows(recordings: Sequence[Recording], keys: Collection[object]) -> dict[object, Row]:
    """Return the last row of each of these keys."""
    return {row.key: row for recording in recordings for row in recording.rows if row.key in keys}


def _find_again(recording: Recording, every: Sequence[Recording]) -> int | None:
    """Return the number that a recording has now, None if it is gone: in a store, it may stand elsewhere by now."""
    at_that_time = [each for each in every if each.recorded_at == recording.recorded_at]
    same = [each for each in at_that_time if _drop_lines(each.rows) == _drop_lines(recording.rows)]
    return min(same, key=lambda each: abs(each.number - recording.number)).number if same else None


def _is_same_plan(plan: UndoPlan, other: UndoPlan) -> bool:
    """Whether two undos take back the same rows and write the same, wherever the rows stand."""
    changes = [_drop_lines(row for change in each.changes for row in change) for each in (plan, other)]
    return changes[0] == changes[1] and _drop_lines(plan.recording.rows) == _drop_lines(other.recording.rows)


def _drop_lines(rows: Iterable[Row]) -> list[Row]:
    return [row._replace(line=0) for row in rows]


def _format_changes(heading: str, plan: UndoPlan, workspace: Workspace) -> str:
    """Return what is taken back, one line for each period: the result now, and the result after the undo."""
    language = workspace.language
    indicators = {indicator.id: indicator for indicator in workspace.register.indicators}
    changes = truncate_lines([_format_change(each, indicators, language) for each in plan.changes], language)
    first = language.format(heading, what=_format_recording(plan.recording, language))
    return "\n  ".join([first, *changes]) + "\n"


def _format_recording(recording: Recording, language: Language) -> str:
    moment = format_moment(recording.recorded_at, language)
    if not recording.recorded_by:
        return language.format(N_("recording {number} of {moment}"), number=recording.label, moment=moment)
    author = recording.recorded_by.removesuffix(UNDO_SUFFIX)
    text = N_("recording {number} of {moment} by {author}")
    if author != recording.recorded_by:
        text = N_("recording {number} of {moment} by {author} (undo)")
    return language.format(text, number=recording.label, moment=moment, author=sanitize_text(author))


def _format_change(change: UndoChange, indicators: Mapping[str, Indicator], language: Language) -> str:
    now, then = (_format_row(row, indicators, language) for row in (change.current, change.new_row))
    line = f"{format_key(change.new_row, language)}: {now} → {then}"
    other = language.translate(N_("another source or note"))
    return f"{line} ({other})" if now == then else line


def _format_row(row: Row, indicators: Mapping[str, Indicator], language: Language) -> str:
    if row.status == "withdrawn" and isinstance(row, Decision):
        return language.translate(N_("as if never decided"))
    if row.status == "withdrawn":
        return language.translate(N_("no result"))
    return format_recorded_value(row, indicators, language)
