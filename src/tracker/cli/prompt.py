"""Asks the person who records for a confirmation, and finds their name."""

import sys
from collections.abc import Mapping
from datetime import datetime

import click

from tracker.errors import ExitCode, Message, make_error, msg
from tracker.i18n import N_, Language
from tracker.journal.effective import UNDO_SUFFIX
from tracker.numbers import parse_yes_no
from tracker.text import is_encodable, normalize_name

_DECLINED = msg("nothing was recorded")


def confirm(question: str, refusal: tuple[Message, Message], language: Language, declined: Message = _DECLINED) -> None:
    """Ask `question` on the terminal and return if the answer is yes.

    Raises TrackerError with the message `declined` if the answer is no, and with the message and hint in `refusal` if
    stdin is not a terminal.
    """
    if not sys.stdin.isatty():
        raise make_error(*refusal, ExitCode.USAGE)
    choice = language.translate(N_("[y/N]"))
    answer = click.prompt(f"{question} {choice}", default="n", show_default=False, err=True)
    if not parse_yes_no(answer) and normalize_name(answer) not in ("y", "c"):
        raise make_error(declined, None, ExitCode.CONDITION)


def get_author(environment: Mapping[str, str]) -> str:
    """Return who records: TRACKER_AUTHOR, else the user's name, without the suffix that marks an undo.

    Raises TrackerError if it is not valid UTF-8, as after a change of the code page.
    """
    name = environment.get("TRACKER_AUTHOR") or _get_system_user()
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


def get_now() -> datetime:
    """Return the moment of recording, with the zone of this computer."""
    return datetime.now().astimezone()
