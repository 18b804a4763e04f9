"""Writes what a view has made to stdout or a file, and asks before it replaces a file that is no earlier output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tracker.cli import output
from tracker.errors import Message, msg
from tracker.i18n import N_, Language
from tracker.views import OutputStyle

if TYPE_CHECKING:
    from tracker.cli.earlier_output import Recognizer

_MAX_LISTED = 5
_BLOCK_SIZE = 1 << 17


class ReplacementTexts(NamedTuple):
    """What is said of a file that is no earlier output, and of several: the refusal, its hint, and the question."""

    refusal: str
    hint: Message
    question: str
    many_refusal: str
    many_hint: Message
    many_question: str


OUTPUT_TEXTS = ReplacementTexts(
    N_("{path} is no earlier output of this command, or was edited; nothing was written"),
    msg("name another file, or add --yes to replace this one"),
    N_("{path} is no earlier output of this command, or was edited. Replace it?"),
    N_("files that are no earlier output of this command, or were edited: {count} ({names}); nothing was written"),
    msg("name another folder, or add --yes to replace them"),
    N_("Files that are no earlier output of this command, or were edited: {count} ({names}). Replace them?"),
)


def write_rendered(text: str, style: OutputStyle, language: Language) -> None:
    """Write what a view has made in this style. Raises TrackerError if that fails, or a file may not be replaced."""
    if style.path is None:
        output.write_text(text, None, for_terminal=style.format == "table")
        return
    data = _make_data(text, style)
    _confirm_data(data, style, language)
    output.write_bytes(data, style.path)


def write_paged(text: str, style: OutputStyle, language: Language) -> None:
    """Write what a view has made in this style; a long text goes through the pager of a terminal."""
    if style.format == "table" and style.is_terminal:
        from tracker.cli.prompt import close_store

        close_store()
        output.print_paged(text)
    else:
        write_rendered(text, style, language)


def write_pieces(pieces: Iterable[str], style: OutputStyle, language: Language) -> None:
    """Write a text in pieces as `write_paged` does; only one that must be seen as a whole is kept in memory."""
    if style.format not in ("csv", "json") and (style.path or style.is_terminal):
        write_paged("".join(pieces), style, language)
        return
    blocks = _join_pieces(pieces)
    if style.path is None:
        for block in blocks:
            output.write_text(block, None, for_terminal=style.format == "table")
        return
    first = next(blocks, "").encode(errors="replace")
    _confirm_data(first, style, language)
    output.write_bytes(chain([first], (block.encode(errors="replace") for block in blocks)), style.path)


def _join_pieces(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text in blocks of about `_BLOCK_SIZE` characters; the first is enough to know a file of the kind by."""
    block: list[str] = []
    size = 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= _BLOCK_SIZE:
            yield "".join(block)
            block, size = [], 0
    yield "".join(block)


def confirm_output(text: str, style: OutputStyle, language: Language) -> OutputStyle:
    """Ask now whether a file may be replaced with such a text, and return a style that does not ask again.

    Raises TrackerError if it may not.
    """
    if style.path is not None:
        _confirm_data(_make_data(text, style), style, language)
    return style._replace(may_replace=True)


def confirm_replacement(
    path: str, is_own: Recognizer, language: Language, texts: ReplacementTexts = OUTPUT_TEXTS
) -> None:
    """Ask before a file is replaced that is no earlier output; raises TrackerError if refused."""
    from tracker.cli.earlier_output import read_other_file
    from tracker.cli.prompt import confirm

    if read_other_file(path, is_own):
        refusal = Message(texts.refusal, {"path": path}), texts.hint
        confirm(language.format(texts.question, path=path), refusal, language, msg("nothing was written"))


def confirm_replacements(
    paths: Sequence[str], is_own: Recognizer, language: Language, texts: ReplacementTexts = OUTPUT_TEXTS
) -> Sequence[str]:
    """Ask once before several files are replaced, and return those; raises TrackerError if refused."""
    from tracker.cli.earlier_output import read_other_file
    from tracker.cli.prompt import confirm

    found = [path for path in paths if read_other_file(path, is_own)]
    if found:
        values = {"count": len(found), "names": list_names(found)}
        refusal = Message(texts.many_refusal, values), texts.many_hint
        confirm(language.format(texts.many_question, **values), refusal, language, msg("nothing was written"))
    return found


def list_names(names: Sequence[str]) -> str:
    """Return the first names of files for a question."""
    return ", ".join(names[:_MAX_LISTED]) + (", …" if len(names) > _MAX_LISTED else "")


def _make_data(text: str, style: OutputStyle) -> bytes:
    """Return the bytes of a file; Markdown gets a mark, by which it is known again."""
    data = text.encode(errors="replace")
    if style.format != "md":
        return data
    from tracker.reports.marks import add_mark

    return add_mark(data, _get_command_name())


def _confirm_data(data: bytes, style: OutputStyle, language: Language) -> None:
    if style.may_replace or style.path is None:
        return
    from tracker.cli.earlier_output import make_recognizer

    confirm_replacement(style.path, make_recognizer(data, style.format, _get_command_name()), language)


def _get_command_name() -> str:
    import click

    return str(click.get_current_context().info_name)
