"""What is recorded later for a closed year: only on purpose, and with a reason."""

from collections.abc import Iterable
from typing import Protocol

from tracker.errors import Day, ExitCode, Message, make_error, msg, quote_text
from tracker.folder import Folder
from tracker.folder.closed_years import load_closings
from tracker.folder.files import CLOSINGS_FILE
from tracker.journal.batches import UndoChange
from tracker.journal.closings import Closing
from tracker.journal.effective import UNDO_SUFFIX
from tracker.model import Result, Row, Term


class ReopeningRequest(Protocol):
    """The options by which a user reopens a closed year, with the reason."""

    @property
    def reopen(self) -> bool:
        """Return whether the year is reopened."""

    @property
    def note(self) -> str:
        """Return the reason."""


def check_reopening(folder: Folder, rows: Iterable[Row], term: Term, request: ReopeningRequest) -> None:
    """Raise TrackerError if one of `rows` is about a closed year, unless the user reopens it and gives the reason.

    Every command that records calls it, and calls it again under the lock of its journal: a closing takes that lock
    too, so that no year is closed between the second call and the recording.
    """
    closing = find_closing(folder, rows, term)
    if closing is None or (request.reopen and request.note.strip()):
        return
    message = describe_closing(closing)
    if request.reopen:
        raise make_error(message, msg("--reopen needs the reason: add --note REASON"), ExitCode.USAGE)
    hint = msg("to record it all the same add --reopen --note REASON; it is marked as recorded after the closing")
    raise make_error(message, hint, ExitCode.USAGE)


def find_closing(folder: Folder, rows: Iterable[Row], term: Term) -> Closing | None:
    """Return the latest closing that covers the year of one of `rows`, or None.

    Raises TrackerError if there is an error in the list of closings.
    """
    if not folder.has(CLOSINGS_FILE):
        return None
    first = min([_get_row_year(row, term) for row in rows], default=None)
    closings = load_closings(folder).rows if first is not None else ()
    return next((closing for closing in reversed(closings) if first is not None and first <= closing.year), None)


def describe_closing(closing: Closing) -> Message:
    """Return which years a closing covers, its day and its document."""
    values = {"year": closing.year, "day": Day(closing.closed_on)}
    if closing.source:
        source = quote_text(closing.source)
        return msg("the years up to {year} were closed on {day} ({source})", source=source, **values)
    return msg("the years up to {year} were closed on {day}", **values)


def reopen_change(change: UndoChange, note: str) -> UndoChange:
    """Return the change of an undo for a closed year: the row is recorded as a result of its own, with the reason.

    An undo repeats a row with its note and leaves no trace in reports; a change of a closed year must leave one.
    Raises TrackerError if the row is a forecast, which as a row of its own would not replace a result.
    """
    row = change.new_row
    if row.status == "forecast" and change.current.status not in ("forecast", "withdrawn"):
        about = {"indicator": row.indicator, "period": row.subject}
        message = msg("the undo would restore a forecast for {indicator} {period}, which is closed", **about)
        hint = msg("withdraw the result: tracker add-result --status withdrawn --reopen --note REASON")
        raise make_error(message, hint, ExitCode.USAGE)
    author = row.recorded_by.removesuffix(UNDO_SUFFIX)
    return change._replace(new_row=row._replace(note=note, recorded_by=author))


def _get_row_year(row: Row, term: Term) -> int:
    """Return the year that a row is about: of its period, or for which it was decided; else the term's last."""
    return row.period.year if isinstance(row, Result) else row.year or term.last_year
