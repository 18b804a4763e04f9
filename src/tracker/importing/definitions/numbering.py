"""The numbers and bullets before the names of rows, and how deep a row is by them: I, 1, 1.1, a), -, +."""

import re
from typing import Literal, NamedTuple

NumberStyle = Literal["", "letter", "roman", "number", "item", "dash", "plus"]

_STYLES: tuple[tuple[NumberStyle, re.Pattern[str]], ...] = (
    ("number", re.compile(r"\(?\d{1,3}(?:\.\d{1,2})*[.)]?")),
    ("roman", re.compile(r"\(?(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})[.):]?")),
    ("letter", re.compile(r"\(?[A-ZĐ][.):]?")),
    ("item", re.compile(r"\(?[a-zđ][.)]?")),
    ("dash", re.compile(r"[-–—•*·▪]")),
    ("plus", re.compile(r"\+")),
)
_BEFORE_NAME = re.compile(
    r"\s*((?:\(?\d{1,3}(?:\.\d{1,2})*[.)](?=\s*[^\W\d])|\d{1,3}(?:\.\d{1,2})+(?=\s)|"
    r"(?:phần |mục |part |section )?[IVX]{1,5}[.):-](?=\s)|"
    r"[A-ZĐ][.):](?=\s)|\(?[a-zđ][.)](?=\s)|[-–—•*·▪+](?=\s*[^\W\d])))\s*",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"\s*(?:trong đó|trong do|tr\.? ?đó|bao gồm|gồm|of which|in which|including)\b\s*[:,]?\s*", re.IGNORECASE
)


class Numbering(NamedTuple):
    """The number of a row: its style, and the number without its marks, such as `1.1`."""

    style: NumberStyle = ""
    text: str = ""

    @property
    def is_part(self) -> bool:
        """Whether such a row is part of one above it: a bullet, an item, or a number of two levels."""
        return self.style in ("item", "dash", "plus") or "." in self.text


def parse_numbering(text: str) -> Numbering:
    """Return the number in a cell of numbers; it has no style if it is none."""
    bare = text.strip()
    for style, pattern in _STYLES:
        if pattern.fullmatch(bare):
            return Numbering(style, bare.strip("().:") if style not in ("dash", "plus") else bare)
    return Numbering()


def split_numbering(name: str) -> tuple[Numbering, str]:
    """Return the number or bullet before a name, and the name without it."""
    found = _BEFORE_NAME.match(name)
    if not found:
        return Numbering(), name.strip()
    mark = re.sub(r"(?i)^(?:phần|mục|part|section)\s+", "", found[1])
    numbering = parse_numbering(mark.rstrip("-") or mark)
    rest = name[found.end() :].strip()
    return (numbering, rest) if numbering.style and rest else (Numbering(), name.strip())


def split_of_which(name: str) -> tuple[bool, str]:
    """Return whether a name begins with "of which", and the rest of it."""
    found = _OF_WHICH.match(name)
    return (True, name[found.end() :].strip()) if found else (False, name)
