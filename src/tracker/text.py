"""Names and safe text: comparing names, and making text safe for a terminal, a cell or a page."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

_SPECIAL_CHARACTERS = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")


NamedItem = TypeVar("NamedItem")


def normalize_name(text: str) -> str:
    """Return `text` for comparing names: without case, accents, or the difference between đ and d."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.replace("đ", "d").replace("-", " ").split())


def match_names(query: str, candidates: Iterable[tuple[NamedItem, Sequence[str]]]) -> list[NamedItem]:
    """Return the things one of whose names is `wanted`, else those with `wanted` in a name; none where it is empty.

    Names are compared without regard to case and accents.
    """
    needle = normalize_name(query)
    if not needle:
        return []
    compared = [(thing, [normalize_name(name) for name in names]) for thing, names in candidates]
    exact = [thing for thing, names in compared if needle in names]
    return exact or [thing for thing, names in compared if any(needle in name for name in names)]


def is_encodable(text: str) -> bool:
    """Whether an argument or a variable is text that can be written: bytes that are no UTF-8 are not."""
    return text.isprintable() or not any("\ud800" <= character <= "\udfff" for character in text)


def replace_controls(text: str) -> str:
    """Return text in which no character of the data can steer a terminal; lines and tabs stay."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character in "\n\t"
        else " "
        if character.isspace() and character > "~"
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def sanitize_text(text: str) -> str:
    """Return text from the data composed, on one line, with control and direction characters made visible."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def escape_markdown(text: str) -> str:
    """Return text in which Markdown and HTML see nothing but letters."""
    return _SPECIAL_CHARACTERS.sub(r"\\\1", text)


def make_single_line(line: str) -> str:
    """Return a line in which no character of the data can steer the terminal or end the line."""
    return replace_controls(line.replace("\n", "\N{REPLACEMENT CHARACTER}").replace("\t", " "))


def quote_argument(text: str) -> str:
    """Return `text` so that it can be pasted into a command line as one argument, whatever stands in it."""
    if os.name == "nt":
        return f'"{text}"' if not text or set(text) & set(" &()[]{}^=;!'+,`~") else text
    from shlex import quote  # costs start-up, and is needed only in hints

    return quote(text)
