"""The files of reports: one that somebody has edited, or that is no report, is not replaced without asking."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli import earlier_output, output_files
from tracker.cli.output_files import ReplacementTexts
from tracker.errors import msg
from tracker.i18n import N_, Language

_TEXTS = ReplacementTexts(
    N_("{path} was edited, or is no report of tracker; nothing was written"),
    msg("name another file, or add --yes to replace this one"),
    N_("{path} was edited, or is no report of tracker. Replace it?"),
    N_("files that were edited, or are no reports of tracker: {count} ({names}); nothing was written"),
    msg("name another folder, or add --yes to replace them"),
    N_("Files that were edited, or are no reports of tracker: {count} ({names}). Replace them?"),
)


def read_foreign_file(path: str) -> bytes:
    """Return the bytes of a file that is no report as the program wrote it; b"" if writing to it destroys nothing."""
    return earlier_output.read_other_file(path, earlier_output.make_mark_recognizer())


def confirm_replacement(path: str, language: Language) -> None:
    """Ask before a file is replaced that somebody has edited, or that is no report; raises TrackerError if refused."""
    output_files.confirm_replacement(path, earlier_output.make_mark_recognizer(), language, _TEXTS)


def confirm_replacements(paths: Sequence[str], language: Language) -> Sequence[str]:
    """Ask once before several files are replaced, and return those; raises TrackerError if refused."""
    return output_files.confirm_replacements(paths, earlier_output.make_mark_recognizer(), language, _TEXTS)
