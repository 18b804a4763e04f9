"""`tracker undo`: takes back the last recording, or a named one, by recording anew what counted before it."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from tracker.cli import output
from tracker.cli.options import COUNT, CommonOptions, bundle_options, command, common_options, dry_run_option, option
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.session import Workspace, open_workspace
from tracker.errors import make_error, msg
from tracker.folder import load_register
from tracker.i18n import N_, Language
from tracker.journal import batches
from tracker.journal.batches import Recording, UndoChange, UndoPlan, list_recordings
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Indicator, Result
from tracker.text import sanitize_text
from tracker.views.log import format_moment, format_recorded_value, truncate_lines


class UndoRequest(NamedTuple):
    """Which recording, and whether to ask."""

    number: int | None
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    UndoRequest,
    [
        option(
            "--id",
            "number",
            type=COUNT,
            metavar="NUMBER",
            help=N_("Take back this recording; tracker log shows the numbers."),
        ),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Take it back without asking.")),
    ],
)


@command(
    "undo",
    short=N_("Take back the last recording."),
    text=N_(
        "Take back the last recording, or the one named with --id: all its rows, by new rows that say what counted "
        "before. Nothing is erased, and reports are again what they were. To bring it back, undo the undo."
    ),
    examples=N_("""Examples:
  tracker undo
  tracker undo --dry-run
  tracker undo --id 12 --yes"""),
)
@request_options
@common_options
def undo(request: UndoRequest, common: CommonOptions) -> None:
    """Parse, load, show and ask, record."""
    opened = open_workspace(common, history=ALL_INDICATORS)
    name = get_author(os.environ)
    planned = batches.plan_undo(list_recordings(opened.register), request.number, name)
    if request.dry_run:
        output.write_text(
            _format_changes(N_("Would be taken back, nothing was written: {what}"), planned, opened), None
        )
        return
    if not request.yes:
        question = _format_changes(N_("To be taken back: {what}"), planned, opened) + opened.language.translate(
            N_("Take it back?")
        )
        hint = msg("add --yes, or look first with --dry-run; nothing was recorded")
        confirm(question, (msg("an undo must be confirmed"), hint), opened.language)
    number = _record(opened, planned, name)
    done = opened.language.format(N_("This is recording {number}; to bring it back: tracker undo"), number=number)
    output.write_text(_format_changes(N_("Taken back: {what}"), planned, opened) + done + "\n", None)


def _record(workspace: Workspace, undo_plan: UndoPlan, name: str) -> int:
    """Record the rows if they still do what was shown; return the number of the new recording."""
    from tracker.recording.commit import RowChange, commit_rows

    number = 0

    def look_again() -> RowChange:
        nonlocal number
        every = list_recordings(load_register(workspace.folder, history=ALL_INDICATORS))
        if batches.plan_undo(every, undo_plan.recording.number, name) != undo_plan:
            raise make_error(msg("the journal changed meanwhile; nothing was recorded"), msg("run tracker undo again"))
        number = len(every) + 1
        new_rows = [change.new_row for change in undo_plan.changes]
        keys = {(row.indicator, row.period) for row in new_rows}
        rows = (row for recording in every for row in recording.rows)
        return RowChange(new_rows, [row for row in rows if (row.indicator, row.period) in keys])

    warnings = commit_rows(workspace.folder.results_path, get_now, look_again)
    output.print_warnings(warnings, workspace.language)
    return number


def _format_changes(heading: str, undo_plan: UndoPlan, workspace: Workspace) -> str:
    """Return what is taken back, a line a period: what counts now, and what will count."""
    language = workspace.language
    indicators = {indicator.id: indicator for indicator in workspace.register.indicators}
    lines = [language.format(heading, what=_format_recording(undo_plan.recording, language))]
    lines += [
        f"  {line}"
        for line in truncate_lines([_format_change(each, indicators, language) for each in undo_plan.changes], language)
    ]
    return "\n".join(lines) + "\n"


def _format_recording(recording: Recording, language: Language) -> str:
    moment = format_moment(recording.recorded_at)
    if not recording.recorded_by:
        return language.format(N_("recording {number} of {moment}"), number=recording.number, moment=moment)
    text = N_("recording {number} of {moment} by {author}")
    return language.format(text, number=recording.number, moment=moment, author=sanitize_text(recording.recorded_by))


def _format_change(change: UndoChange, indicators: Mapping[str, Indicator], language: Language) -> str:
    now, then = (_format_result(row, indicators, language) for row in (change.current, change.new_row))
    line = f"{change.new_row.indicator} {change.new_row.period}: {now} → {then}"
    other = language.translate(N_("another source or note"))
    return f"{line} ({other})" if now == then else line


def _format_result(row: Result, indicators: Mapping[str, Indicator], language: Language) -> str:
    return (
        language.translate(N_("no result"))
        if row.status == "withdrawn"
        else format_recorded_value(row, indicators, language)
    )
