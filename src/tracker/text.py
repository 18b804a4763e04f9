"""Names and safe text: how names are compared, and how text is made safe for a terminal, a cell or a page."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from sys import platform
from typing import TypeVar

NamedItem = TypeVar("NamedItem")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""The combining marks of the five tones of Vietnamese; those of ă, â, ê, ô, ơ, ư make other letters."""
_SYLLABLE_Y = re.compile(r"(?:(?<=^[bcdhklmnpqstvx])|(?<=^qu)|(?<=^th))y$")
"""The y of tỷ, kỹ, lý, which is also written i."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CONTROL_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
_WIDE_SPACES = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_PERCENT_WORDS = ("%", "percent", "per cent", "percentage", "phần trăm")  # "điểm" alone means scores
_WORD_SEPARATORS = str.maketrans("/,;()-", "      ")
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_RESERVED_NAME = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")


def is_id(text: str) -> bool:
    """Whether `text` is lower-case words joined by hyphens."""
    return all(word and _ID_LETTERS.issuperset(word) for word in text.split("-"))


def make_file_stem(identity: str) -> str:
    """Return the name, without its extension, of a file for an id: Windows reserves some, such as `con` and `com1`."""
    return f"{identity}_" if _RESERVED_NAME.fullmatch(identity) else identity


def normalize_name(text: str) -> str:
    """Return `text` for comparing names: without case, accents, or the difference between đ and d, and y and i.

    The dot of İ stays: without it the letter would be another one, as ı is.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold()).replace("i\u0307", "\u0130")
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _join_words(bare.replace("đ", "d"))


def normalize_accents(text: str) -> str:
    """Return `text` for comparing names with their accents, which words such as dứa and dừa need.

    The tone goes to the end of its word, so that hoá and hóa are the same word, as tỉ and tỷ are.
    """
    words = []
    for word in unicodedata.normalize("NFD", text.casefold()).replace("-", " ").split():
        tones = "".join(sign for sign in word if sign in _TONES)
        bare = "".join(sign for sign in word if sign not in _TONES)
        words.append(f"{_SYLLABLE_Y.sub('i', bare)}{tones}")
    return " ".join(words)


def _join_words(text: str) -> str:
    return " ".join(_SYLLABLE_Y.sub("i", word) for word in text.replace("-", " ").split())


def has_same_accents(one: str, other: str) -> bool:
    """Whether two names that are equal without accents may be the same: no word has other accents in both."""
    pairs = zip(normalize_accents(one).split(), normalize_accents(other).split(), strict=False)
    return all(left == right or left.isascii() or right.isascii() for left, right in pairs)


def match_names(query: str, candidates: Iterable[tuple[NamedItem, Sequence[str]]]) -> list[NamedItem]:
    """Return the items with a name equal to `query`, else those with `query` in a name; none if it is empty.

    Names are compared with accents first. Case makes no difference, and accents only if `query` has some.
    """
    needle, accented = normalize_name(query), normalize_accents(query)
    if not needle:
        return []
    part = unicodedata.normalize("NFC", query.strip()).casefold()
    items = list(candidates)
    named = [(item, name) for item, names in items for name in names]
    tiers = (
        (item for item, name in named if normalize_accents(name) == accented),
        (item for item, name in named if normalize_name(name) == needle and has_same_accents(name, query)),
        (
            item
            for item, name in named
            if part in unicodedata.normalize("NFC", name).casefold()
            or (part.isascii() and needle in normalize_name(name))
        ),
    )
    for tier in tiers:
        if matches := {id(item) for item in tier}:
            return [item for item, _ in items if id(item) in matches]
    return []


def is_encodable(text: str) -> bool:
    """Whether `text` can be written as UTF-8: an argument or a variable that was no UTF-8 has surrogates in it."""
    return text.isprintable() or not any("\ud800" <= character <= "\udfff" for character in text)


def replace_controls(text: str, keep: str = "\n\t", spaces: str = _WIDE_SPACES) -> str:
    """Return text that cannot control a terminal: each character that is not printable becomes U+FFFD.

    Those in `keep` stay, and those in `spaces` become a space.
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in keep else " " if character in spaces else _REPLACEMENT
        for character in text
    )


def make_single_line(line: str) -> str:
    """Return a line for a terminal: safe, and without a line break or tab."""
    return replace_controls(line, keep="", spaces="\t" + _WIDE_SPACES)


def sanitize_text(text: str) -> str:
    """Return text from the data in composed form (NFC), on one line, with control characters made visible."""
    return replace_controls(unicodedata.normalize("NFC", text), keep="", spaces=_CONTROL_SPACES + _WIDE_SPACES)


def show_controls(text: str) -> str:
    """Return `text` on one line with every character that is not printable made visible, spaces too."""
    return replace_controls(text, keep="", spaces="")


def quote_argument(text: str) -> str:
    """Return `text` as one argument of a command line, for pasting, whatever characters it has."""
    if platform == "win32":
        return f'"{text}"' if not text or set(text) & set(" &()[]{}^=;!'+,`~") else text
    from shlex import quote  # costs start-up time; only hints need it

    return quote(text)


def is_conflict_marker(line: str) -> bool:
    """Whether a line is one that Git writes where two versions of a file could not be joined."""
    return line[:7] in ("<<<<<<<", "|||||||", "=======", ">>>>>>>") and line[7:8] in ("", " ", "\r", "\n")


@lru_cache(maxsize=1024)
def is_percentage(unit: str) -> bool:
    """Whether a unit is a percentage or percentage points; cached because every area has the same units."""
    words = " ".join(unicodedata.normalize("NFC", unit).casefold().translate(_WORD_SEPARATORS).split())
    return words.startswith("%") or any(f" {name} " in f" {words} " for name in _PERCENT_WORDS)
