"""Guards the file of a report: one that somebody has edited, or that is no report, is not replaced without asking."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tracker.cli.prompt import confirm
from tracker.errors import msg
from tracker.i18n import N_, Language
from tracker.reports.marks import is_own_output

_MAX_LISTED = 5


def read_foreign_file(path: str) -> bytes:
    """Return the bytes of a file that is no report as the program wrote it; b"" if writing to it destroys nothing."""
    if not os.path.isfile(path):
        return b""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:  # writing to it will fail too, with the reason
        return b""
    return b"" if is_own_output(data) else data


def confirm_replacement(path: str, language: Language) -> None:
    """Ask before a file is replaced that somebody has edited, or that is no report; raises TrackerError if refused."""
    if not read_foreign_file(path):
        return
    refusal = (
        msg("{path} was edited, or is no report of tracker; nothing was written", path=path),
        msg("name another file, or add --yes to replace this one"),
    )
    question = language.format(N_("{path} was edited, or is no report of tracker. Replace it?"), path=path)
    confirm(question, refusal, language, msg("nothing was written"))


def confirm_replacements(paths: Sequence[str], language: Language) -> Sequence[str]:
    """Ask once before several files are replaced, and return those; raises TrackerError if refused."""
    found = [path for path in paths if read_foreign_file(path)]
    if not found:
        return ()
    names = ", ".join(found[:_MAX_LISTED]) + (", …" if len(found) > _MAX_LISTED else "")
    values = {"count": len(found), "names": names}
    refusal = (
        msg("files that were edited, or are no reports of tracker: {count} ({names}); nothing was written", **values),
        msg("name another folder, or add --yes to replace them"),
    )
    template = N_("Files that were edited, or are no reports of tracker: {count} ({names}). Replace them?")
    confirm(language.format(template, **values), refusal, language, msg("nothing was written"))
    return found
