"""Asks the person who records for a confirmation, and finds their name."""

import sys
from datetime import datetime

import click

from tracker.errors import ExitCode, Message, make_error, msg
from tracker.folder import Folder
from tracker.i18n import N_, Language
from tracker.recording.answers import read_answer
from tracker.recording.author import get_author
from tracker.text import normalize_name

_DECLINED = msg("nothing was recorded")


def confirm(question: str, refusal: tuple[Message, Message], language: Language, declined: Message = _DECLINED) -> None:
    """Ask `question` on the terminal and return if the answer is yes.

    Raises TrackerError with the message `declined` if the answer is no, and with the message and hint in `refusal` if
    stdin is not a terminal.
    """
    if not sys.stdin.isatty():
        raise make_error(*refusal, ExitCode.USAGE)
    close_store()
    choice = language.translate(N_("[y/N]"))
    answer = click.prompt(f"{question} {choice}", default="n", show_default=False, err=True)
    letter = normalize_name(next(filter(str.isalpha, choice), ""))
    if not read_answer(answer) and normalize_name(answer) not in ("y", "c", letter):
        raise make_error(declined, None, ExitCode.CONDITION)


def close_store() -> None:
    """Close the connection to the store of the folder of the command, if it has one: the user may take hours."""
    context = click.get_current_context(silent=True)
    if context and isinstance(context.obj, Folder):
        context.obj.close_store()


def get_now() -> datetime:
    """Return the moment of recording, with the zone of this computer."""
    return datetime.now().astimezone()


__all__ = ["close_store", "confirm", "get_author", "get_now"]
