"""The shells that complete words: Click's classes, with the words of the folder and with quotes where they are needed.

Bash and PowerShell insert a word as it is given, so that it must have its quotes: it may be a text of anybody. Bash
breaks a word at `=`. Zsh and fish quote by themselves.
"""

from __future__ import annotations

import os
import re
from functools import partial
from gettext import gettext

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from tracker.cli.candidates import list_candidates
from tracker.text import sanitize_text

SHELLS = ("bash", "zsh", "fish", "powershell")
KINDS = {
    "indicator": "indicator", "area": "area", "name": "area", "group": "group", "owner": "owner", "year": "year",
    "period": "year", "level": "level", "each": "level", "by": "dimension", "parts": "part", "where": "condition",
    "data": "dir", "folder": "dir", "output": "file", "files": "file", "template": "file", "table": "file",
}  # fmt: skip
"""What completes each parameter of a command, by its name, besides those that have a list of words."""
_SAFE = re.compile(r"[\w@%+:,./=-]*")
_SAFE_IN_POWERSHELL = re.compile(r"[\w+:./=-]*")
_SINGLE_QUOTES = re.compile("['\u2018-\u201b]")  # PowerShell takes each of them for the same
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


_BASH_START = "    local response\n"


class FolderWords(ShellComplete):
    """Completes with the words of the tracker folder."""

    prefix = ""
    """What stands before the word that is completed, in a word such as `--owner=Sở`."""

    def complete(self) -> str:
        """Return the lines for the script: none if the shell did not say which words are typed, and where."""
        try:
            lines = super().complete()
        except (KeyError, IndexError, ValueError):
            return ""
        return lines.encode(errors="replace").decode()  # a path that is typed may be no text

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what completes a word."""
        group = self.cli
        for name in args:
            command = group.get_command(click.Context(group), name) if isinstance(group, click.Group) else None
            if command:
                _complete_parameters(command)
                group = command  # the next name may be one of a command within it
        option, sign, _ = incomplete.partition("=")
        self.prefix = f"{option}=" if sign and option.startswith("--") else ""
        found = super().get_completions(args, incomplete)
        return [_translate_help(item) for item in found if _is_visible(item.value)]


def _complete_parameters(command: click.Command) -> None:
    """Let the parameters of a command be completed with the words of the folder."""
    for parameter in command.params:
        kind = KINDS.get(parameter.name or "")
        if kind and not isinstance(parameter.type, click.Choice):
            parameter.shell_complete = partial(list_candidates, kind)  # type: ignore[method-assign]


def _translate_help(item: CompletionItem[str]) -> CompletionItem[str]:
    """Return a word with its help, which of an option is a text of the catalogs, on one line."""
    text = sanitize_text(" ".join(gettext(item.help).split())) if item.help else None
    return CompletionItem(item.value, item.type, text)


def _is_visible(word: str) -> bool:
    """Whether a word has no control characters, which steer a terminal or end a line of the answer."""
    return all(letter.isprintable() or letter in _SPACES for letter in word)


class BashWords(FolderWords, BashComplete):
    """Bash: a word is joined where the shell has broken it, and quoted where that is needed."""

    # Else bash would look for files with names like a word with `*`, in all folders for `/*/*`.
    source_template = BashComplete.source_template.replace(_BASH_START, f"{_BASH_START}    local -\n    set -f\n")

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before and the word to complete."""
        raw = os.environ["COMP_WORDS"].split("\n")  # the script joins them with its separator of lines
        cword = int(os.environ["COMP_CWORD"])
        self._typed = raw[cword] if cword < len(raw) else ""
        words: list[str] = []
        for index, word in enumerate(raw[: cword + 1]):
            after_sign = index > 1 and raw[index - 1] == "=" and words
            if (word == "=" or after_sign) and len(words) > 1:
                words[-1] += _unquote(word)
            else:
                words.append(_unquote(word))
        if len(raw) <= cword:
            words.append("")
        return words[1:-1], words[-1]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what completes a word; the shell has only what follows the last `=` of it."""
        self._before = incomplete[: incomplete.rfind("=") + 1]
        return super().get_completions(args, incomplete)

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line for the script."""
        value = item.value.removeprefix(self._before) if self._before else item.value
        if item.type == "plain":
            value = self._quote(value).replace("\\", r"\\")  # the script reads a line without its backslashes
        return f"{item.type},{value}"

    def _quote(self, word: str) -> str:
        """Return a word as it must be typed: in the quotes that were begun, or with a backslash before each sign."""
        if self._typed[:1] == '"':
            return re.sub(r'(["\\$`])', r"\\\1", word)
        if self._typed[:1] == "'":
            return word.replace("'", r"'\''")
        return word if _SAFE.fullmatch(word) else re.sub(r"([^\w@%+:,./=-])", r"\\\1", word)


def _unquote(word: str) -> str:
    """Return a word without its quotes, also if they are not closed."""
    return "".join(split_arg_string(word)) if any(sign in word for sign in "\"'\\") else word


class ZshWords(FolderWords, ZshComplete):
    """Zsh: the whole word is replaced, with the option before `=`."""

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return three lines for the script."""
        return super().format_completion(_add_prefix(item, self.prefix))


class FishWords(FolderWords, FishComplete):
    """Fish: the script cuts a line at the second comma, so that a help text and a value have none."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what completes a word and can be passed on."""
        found = super().get_completions(args, incomplete)
        return [
            CompletionItem(item.value, item.type, _drop_commas(item.help)) for item in found if "," not in item.value
        ]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line for the script."""
        return super().format_completion(_add_prefix(item, self.prefix))


def _drop_commas(text: str | None) -> str | None:
    return text.replace(", ", " – ").replace(",", " ") if text else text


def _add_prefix(item: CompletionItem[str], prefix: str) -> CompletionItem[str]:
    is_word = item.type == "plain" and prefix and not item.value.startswith(prefix)
    return CompletionItem(prefix + item.value, item.type, item.help) if is_word else item


class PowerShellWords(FolderWords):
    """PowerShell: a word that is not plain is quoted, with the option before `=`.

    Older versions do not pass on a quotation mark or a backslash at the end: a word with them is not offered.
    """

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return what completes a word and can be passed on."""
        found = super().get_completions(args, incomplete)
        return [item for item in found if '"' not in item.value and not item.value.endswith("\\")]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return three lines for the script."""
        item = _add_prefix(item, self.prefix)
        if item.type == "plain" and not _SAFE_IN_POWERSHELL.fullmatch(item.value):
            quoted = _SINGLE_QUOTES.sub(r"\g<0>\g<0>", item.value)
            item = CompletionItem(f"'{quoted}'", item.type, item.help)
        return super().format_completion(item)


def register_shells() -> None:
    """Let Click complete with the words of the folder, in every shell that this version of it knows."""
    for shell in (BashWords, ZshWords, FishWords):
        add_completion_class(shell)
    other = get_completion_class("powershell")
    if other and not issubclass(other, FolderWords):
        add_completion_class(type("PowerShellWords", (PowerShellWords, other), {}))


def make_script(shell: str, group: click.Group) -> str | None:
    """Return the script that a shell runs to complete words, or None if this version of Click has none for it."""
    register_shells()
    found = get_completion_class(shell)
    return ShellComplete.source(found(group, {}, "tracker", "_TRACKER_COMPLETE")) if found else None
