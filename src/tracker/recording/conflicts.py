"""What others have recorded since the user saw the journal: it is shown, and nothing is written."""

from collections.abc import Iterable

from tracker.errors import Day, ExitCode, Message, Problem, TrackerError, make_error, msg
from tracker.journal.batches import get_moment
from tracker.journal.effective import UNDO_SUFFIX, is_undo
from tracker.model import Result, Row
from tracker.recording.changes import describe_value
from tracker.recording.decisions import describe_decided_value

_MAX_LISTED = 20
RowChange = tuple[Row | None, Row | None]
"""The row of a key that the user saw, and the one that is there now; None: there is none."""


def is_same_row(before: Row | None, now: Row | None) -> bool:
    """Whether both are the same row, wherever it stands: in a store, others may have recorded rows before it."""
    return (before and before._replace(line=0)) == (now and now._replace(line=0))


def make_conflict_error(changes: Iterable[RowChange], code: ExitCode = ExitCode.DATA) -> TrackerError:
    """Return the error that says who recorded what meanwhile, and when, for at most twenty keys."""
    described = [_describe(before, now) for before, now in changes]
    hint = msg("nothing was recorded; run the command again to see what would change now")
    problems: list[Problem] = []
    for message in described[:_MAX_LISTED]:
        problems += make_error(message, hint).problems
    return TrackerError(problems, code, count=len(described))


def _describe(before: Row | None, now: Row | None) -> Message:
    row = now or before
    if row is None:
        return msg("the journal changed meanwhile")
    about = msg("{subject} of {indicator}", indicator=row.indicator, subject=row.subject)
    if isinstance(row, Result):
        about = msg("{indicator} {period}", indicator=row.indicator, period=row.subject)
    is_older = before and now and get_moment(now.recorded_at) < get_moment(before.recorded_at)
    if now is None or is_undo(now) or is_older:
        return msg("what was recorded for {about} was taken back meanwhile", about=about)
    author: object = now.recorded_by.removesuffix(UNDO_SUFFIX) or msg("somebody")
    day, time = Day(now.recorded_on), now.recorded_at[11:16]
    when = msg("{day}, {time}", day=day, time=time) if time else Message("{day}", {"day": day})
    if now.status == "withdrawn":
        return msg("{author} has meanwhile withdrawn {about} ({when})", author=author, about=about, when=when)
    value = describe_value(now.value, now.qualifier) if isinstance(now, Result) else describe_decided_value(now)
    named = {"author": author, "value": value, "about": about, "when": when}
    return msg("{author} has meanwhile recorded {value} for {about} ({when})", **named)
