"""Text without meaning to the program that shows it: to Markdown, and to Excel, which computes formulas."""

import re
import unicodedata

_FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Excel reads a cell that starts with one of these as a formula; some locales read the last four, wide forms, alike."""
_SIGNS = ("+", "-", "\uff0b", "\uff0d")
_CALL = re.compile(r"[(|!=@\uff08\uff5c\uff01\uff1d\uff20]")
_SEPARATOR = re.compile(r'[,;\t\r\n|"]')
"""What may begin a new cell for a reader of CSV: another separator, a line break, or a quotation mark."""
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
_MARKDOWN_CHARACTERS = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
_LINKED = re.compile(r"(?<![a-z])[a-z]+://\S*|\bwww(?=\.)|(?<=[\w.+-])@(?=\w)", re.IGNORECASE)
"""What a renderer of Markdown would turn into a link, or the place where it is seen that it is one."""
_WITHIN_WORD = re.compile(r"(?<=[^\W_])_+(?=[^\W_])")
"""Underscores that mean nothing to Markdown."""


def escape_markdown(text: str) -> str:
    """Return `text` without any meaning to Markdown or HTML.

    An address on the web is left as it is, so that a renderer may make it a link to itself. If a character of it must
    be escaped, which a link would take as its own, or if it has no scheme, as mail addresses, it is made no address.
    """
    parts, end = [], 0
    for match in _LINKED.finditer(text) if "//" in text or "@" in text or "www" in text.lower() else ():
        parts += [_escape_plain(text[end : match.start()]), _escape_address(match[0])]
        end = match.end()
    return "".join([*parts, _escape_plain(text[end:])])


def _escape_address(text: str) -> str:
    """Return an address with its scheme, the `www` of one without a scheme, or the sign of a mail address."""
    scheme, sign, rest = text.partition("://")
    if not sign:
        return f"\\{text}" if text == "@" else f"{text}\\"
    if "@" not in rest and not _MARKDOWN_CHARACTERS.search(_WITHIN_WORD.sub("", rest)):
        return text
    return f"{scheme}\\://{_escape_plain(rest)}".replace("@", "\\@")


def _escape_plain(text: str) -> str:
    return _MARKDOWN_CHARACTERS.sub(r"\\\1", text)


def escape_formula(text: str) -> str:
    """Return `text` for a cell of Excel: with an apostrophe before each part that Excel would read as a formula.

    A reader with another separator than ours splits a text at it, and begins a cell there.
    """
    if text.isalnum():
        return text
    last_call = max((match.start() for match in _CALL.finditer(text)), default=-1)
    end_of_breaks = len(text) - len(text.lstrip("\t\r\n"))
    parts, end = [], 0
    for start in (0, *(match.end() for match in _SEPARATOR.finditer(text))):
        sign = _find_first_sign(text, start)
        is_harmless = start > 0 and sign in _SIGNS and start > last_call  # "up 5%, -2 less": a number, or a word
        is_marked = 0 < start <= end_of_breaks  # an apostrophe stands before the line breaks or tabs
        if (sign in _FORMULA_STARTS and not (is_harmless or is_marked)) or (start == 0 and end_of_breaks):
            parts += [text[end:start], "'"]
            end = start
    return "".join([*parts, text[end:]])


def _find_first_sign(text: str, start: int) -> str:
    """Return the first visible character of a cell that begins here; "" if it has none."""
    for at in range(start, len(text)):
        if _SEPARATOR.match(text, at) or not _is_invisible(text[at]):
            return text[at]
    return ""


def _is_invisible(sign: str) -> bool:
    return sign.isspace() or not sign.isprintable() or sign in _BLANKS or unicodedata.category(sign) in ("Mn", "Me")
