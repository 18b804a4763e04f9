"""Ids made from names: lower-case words without accents, joined by hyphens; short, unique, and the same each time."""

import re
import unicodedata

_MAX_WORDS, _MAX_LENGTH = 8, 40
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[a-z0-9]+")
_COMMON = re.compile(r"\b(?:binh quan|hang nam|tren dia ban)\b(?! dau nguoi)")
"""Words that many names have in common; an id does without them."""


class IdMaker:
    """Makes the ids of one file: no two are equal."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def make(self, name: str, prefix: str = "", fallback: str = "indicator") -> str:
        """Return a new id for a name: its first words, more of them or the `prefix` before them if it is in use."""
        words = split_words(_BRACKETS.sub(" ", name)) or split_words(name) or [fallback]
        before = split_words(prefix)[:3]
        short = _COMMON.sub(" ", " ".join(words)).split() or words
        tries = [
            short[:_MAX_WORDS],
            words[:_MAX_WORDS],
            *(words[:count] for count in range(_MAX_WORDS + 1, len(words) + 1)),
        ]
        tries += [[*before, *words[:_MAX_WORDS]]] if before else []
        for each in tries:
            identity = join_words(each)
            if identity not in self._used:
                break
        else:
            number = 2
            while f"{identity}-{number}" in self._used:
                number += 1
            identity = f"{identity}-{number}"
        self._used.add(identity)
        return identity


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and signs; none of a text in another script."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _WORD.findall(bare)


def join_words(words: list[str]) -> str:
    """Return words as an id of at most 40 letters."""
    kept = words[:1]
    for word in words[1:]:
        if len("-".join([*kept, word])) > _MAX_LENGTH:
            break
        kept.append(word)
    return "-".join(kept)[:_MAX_LENGTH].rstrip("-")
