"""Reading numbers that a person types, so that none can be misread.

A number has one reading or is refused with both: `1,45` is one and a bit, `1.234` may be one thousand or one
and a bit.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.language import normalize_name
from tracker.model import RESULT_STATUSES, ResultStatus
from tracker.numbers import Qualifier

DecimalSign = Literal["comma", "point"]

_SPACES = "\u0020\u00a0\u2009\u202f"
_DIGITS = re.compile(rf"[0-9](?:[0-9.,{_SPACES}]*[0-9])?", re.ASCII)
_QUALIFIER_WORDS: dict[str, Qualifier] = {
    "<": "<",
    "dưới": "<",
    "gần": "<",
    ">": ">",
    "trên": ">",
    "hơn": ">",
    "~": "~",
    "≈": "~",
    "khoảng": "~",
}
_QUALIFIED_NUMBER = re.compile(rf"({'|'.join(_QUALIFIER_WORDS)})\s*(.*)", re.IGNORECASE | re.DOTALL)
_GROUPED_BY = {sign: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in ".,"}
_SPACE_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+")


_YES_WORDS = ("yes", "co", "dat", "roi", "da dat", "true")
_NO_WORDS = ("no", "khong", "chua", "chua dat", "khong dat", "false")
_STATUS_WORDS: dict[str, ResultStatus] = {
    "uoc": "estimate", "uoc tinh": "estimate", "so bo": "preliminary", "chinh thuc": "final", "du bao": "forecast",
    "rut": "withdrawn",
}  # fmt: skip


class ParsedNumber(NamedTuple):
    """What a person typed as a value: its qualifier and every reading the digits allow (none, one or two)."""

    qualifier: Qualifier
    readings: tuple[Decimal, ...]


def parse_number(text: str, decimal: DecimalSign | None = None) -> ParsedNumber:
    """Return the qualifier and the readings of a value typed by a person.

    `decimal` says which sign separates decimals; without it both are tried, and two different readings
    are both returned. A trailing percent sign is allowed and changes nothing.
    """
    body = unicodedata.normalize("NFC", text).strip().removesuffix("%").rstrip()
    qualified = _QUALIFIED_NUMBER.fullmatch(body)
    qualifier = _QUALIFIER_WORDS[qualified[1].lower()] if qualified else ""
    body = qualified[2] if qualified else body
    negative = body[:1] in ("-", "−")
    digits = body[1:].lstrip() if negative or body[:1] == "+" else body
    if not _DIGITS.fullmatch(digits):
        return ParsedNumber(qualifier, ())
    signs = [decimal] if decimal else ["comma", "point"]
    found = [_parse_digits(digits, "," if sign == "comma" else ".") for sign in signs]
    readings = tuple(dict.fromkeys(number for number in found if number is not None))
    return ParsedNumber(qualifier, tuple(number.copy_negate() for number in readings) if negative else readings)


def parse_yes_no(text: str) -> bool | None:
    """Return what a person means who answers for a milestone, or None."""
    answer = normalize_name(text)
    return True if answer in _YES_WORDS else False if answer in _NO_WORDS else None


def parse_status(text: str) -> ResultStatus | None:
    """Return the status of a result by its English or Vietnamese name, or None."""
    word = normalize_name(text)
    return next((status for status in RESULT_STATUSES if status == word), _STATUS_WORDS.get(word))


def parse_qualifier(text: str) -> Qualifier | None:
    """Return the qualifier that a sign or a Vietnamese word stands for, or None."""
    return _QUALIFIER_WORDS.get(unicodedata.normalize("NFC", text).strip().lower())


def _parse_digits(digits: str, decimal_sign: str) -> Decimal | None:
    """Return the number if `digits` is well formed with this decimal sign and the other one grouping."""
    whole, point, fraction = digits.partition(decimal_sign)
    if point and not (fraction.isdigit() and whole):
        return None
    group_sign = "." if decimal_sign == "," else ","
    if not whole.isdigit():
        if not (_GROUPED_BY[group_sign].fullmatch(whole) or _SPACE_GROUPED.fullmatch(whole)):
            return None
        if whole[0] == "0":  # "0.950" groups nothing: the sign can only be a decimal one
            return None
        whole = "".join(character for character in whole if character.isdigit())
    return Decimal(f"{whole}.{fraction}" if fraction else whole)
