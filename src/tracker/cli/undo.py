"""`tracker undo`: takes back the last recording, or a named one, by recording anew what counted before it."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tracker import history
from tracker.appending import append, locked, stamped
from tracker.cli import output
from tracker.cli.asking import author, confirm
from tracker.cli.context import Opened, open_folder
from tracker.cli.options import Common, Count, bundle, common_options, dry_run_option
from tracker.cli.texts import command, option
from tracker.errors import failure, msg
from tracker.history import Change, Recording, Undo, recordings
from tracker.journal import ALL
from tracker.language import N_, Language
from tracker.load import load
from tracker.model import Indicator, Result
from tracker.recording import row_of
from tracker.views.formats import safe
from tracker.views.log import moment_text, shortened, value_text


class Request(NamedTuple):
    """Which recording, and whether to ask."""

    number: int | None
    dry_run: bool
    yes: bool


request_options = bundle(
    "request",
    Request,
    Request._fields,
    [
        option(
            "--id",
            "number",
            type=Count(),
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
def undo(request: Request, common: Common) -> None:
    """Parse, load, show and ask, record."""
    opened = open_folder(common, history=ALL)
    name = author(os.environ)
    planned = history.undo(recordings(opened.register), request.number, name)
    if request.dry_run:
        output.write(_told(N_("Would be taken back, nothing was written: {what}"), planned, opened), None)
        return
    if not request.yes:
        question = _told(N_("To be taken back: {what}"), planned, opened) + opened.language.text(N_("Take it back?"))
        hint = msg("add --yes, or look first with --dry-run; nothing was recorded")
        confirm(question, (msg("an undo must be confirmed"), hint), opened.language)
    number = _record(opened, planned, name)
    done = opened.language.fill(N_("This is recording {number}; to bring it back: tracker undo"), number=number)
    output.write(_told(N_("Taken back: {what}"), planned, opened) + done + "\n", None)


def _record(opened: Opened, planned: Undo, name: str) -> int:
    """Append the rows under the lock, if they still do what was shown; returns the number of the new recording."""
    path = opened.folder.results
    with locked(path):
        every = recordings(load(opened.folder, history=ALL))
        if history.undo(every, planned.recording.number, name) != planned:
            raise failure(msg("the journal was changed meanwhile; nothing was recorded"), msg("look at it again"))
        rows = [row_of(change.row) for change in planned.changes]
        by = planned.changes[0].row.recorded_by
        now = datetime.now().astimezone()
        warning = append(path, stamped(path, rows, now, by, after=planned.recording.recorded_at))
    output.warn([warning] if warning else [], opened.language)
    return len(every) + 1


def _told(heading: str, planned: Undo, opened: Opened) -> str:
    """Return what is taken back, a line a period: what counts now, and what will count."""
    language = opened.language
    indicators = {indicator.id: indicator for indicator in opened.register.indicators}
    lines = [language.fill(heading, what=_named(planned.recording, language))]
    lines += [
        f"  {line}" for line in shortened([_line(each, indicators, language) for each in planned.changes], language)
    ]
    return "\n".join(lines) + "\n"


def _named(recording: Recording, language: Language) -> str:
    moment = moment_text(recording.recorded_at)
    if not recording.recorded_by:
        return language.fill(N_("recording {number} of {moment}"), number=recording.number, moment=moment)
    text = N_("recording {number} of {moment} by {author}")
    return language.fill(text, number=recording.number, moment=moment, author=safe(recording.recorded_by))


def _line(change: Change, indicators: Mapping[str, Indicator], language: Language) -> str:
    now, then = (_result(row, indicators, language) for row in (change.now, change.row))
    line = f"{change.row.indicator} {change.row.period}: {now} → {then}"
    other = language.text(N_("another source or note"))
    return f"{line} ({other})" if now == then else line


def _result(row: Result, indicators: Mapping[str, Indicator], language: Language) -> str:
    return language.text(N_("no result")) if row.status == "withdrawn" else value_text(row, indicators, language)
