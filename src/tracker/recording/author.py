"""Who records: the name that goes into the column `recorded_by`."""

from collections.abc import Mapping

from tracker.errors import ExitCode, make_error, msg
from tracker.journal.effective import UNDO_SUFFIX
from tracker.text import is_encodable


def get_author(environment: Mapping[str, str]) -> str:
    """Return who records: TRACKER_AUTHOR, else the user's name, without the suffix that marks an undo.

    Raises TrackerError if it is not valid UTF-8, as after a change of the code page.
    """
    return clean_author(environment.get("TRACKER_AUTHOR") or _get_system_user())


def clean_author(name: str) -> str:
    """Return a name without the suffix that marks an undo; raises TrackerError if it is not valid UTF-8."""
    if not is_encodable(name):
        message = msg("the name of the author is not valid UTF-8")
        raise make_error(message, msg("set TRACKER_AUTHOR to your name"), ExitCode.USAGE)
    while name.endswith(UNDO_SUFFIX):
        name = name.removesuffix(UNDO_SUFFIX)
    return name


def _get_system_user() -> str:
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""
