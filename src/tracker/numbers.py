"""Reading numbers that cannot be misread, and writing them in the manner of a language.

A number typed by a person has one reading or is refused with both: `1,45` is one and a bit, `1.234` may be
one thousand or one and a bit. Files have one way only: a point, and no grouping.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal, NamedTuple

DecimalSign = Literal["comma", "point"]
Qualifier = Literal["", "<", ">", "~"]

MAX_DIGITS = 30

PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
"""A number as the files write it."""

_SPACES = "\u0020\u00a0\u2009\u202f"
_BODY = re.compile(rf"[0-9](?:[0-9.,{_SPACES}]*[0-9])?", re.ASCII)
_QUALIFIERS: dict[str, Qualifier] = {
    "<": "<", "dưới": "<", "gần": "<", ">": ">", "trên": ">", "hơn": ">", "~": "~", "≈": "~", "khoảng": "~",
}  # fmt: skip
_QUALIFIED = re.compile(rf"({'|'.join(_QUALIFIERS)})\s*(.*)", re.IGNORECASE | re.DOTALL)
_GROUPED = {sign: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in ".,"}
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+")
_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN)


class Entry(NamedTuple):
    """What a person typed as a value: its qualifier and every reading the digits allow (none, one or two)."""

    qualifier: Qualifier
    readings: tuple[Decimal, ...]


def parse_plain(text: str) -> Decimal | None:
    """Return the number that a file writes as `1234.5`, or None; never `inf`, `nan` or an exponent."""
    return Decimal(text) if PLAIN.fullmatch(text) else None


def is_usable(number: Decimal) -> bool:
    """Whether `number` is finite and has at most `MAX_DIGITS` digits on either side of the point.

    No real indicator has more, and `1e999999999` would take the machine's memory when written out.
    """
    return number.is_finite() and (
        number.is_zero() or (number.adjusted() < MAX_DIGITS and decimals_of(number) <= MAX_DIGITS)
    )


def parse_entry(text: str, decimal: DecimalSign | None = None) -> Entry:
    """Return the qualifier and the readings of a value typed by a person.

    `decimal` says which sign separates decimals; without it both are tried, and two different readings
    are both returned. A trailing percent sign is allowed and changes nothing.
    """
    body = text.strip().removesuffix("%").rstrip()
    qualified = _QUALIFIED.fullmatch(body)
    qualifier = _QUALIFIERS[qualified[1].lower()] if qualified else ""
    body = qualified[2] if qualified else body
    negative = body[:1] in ("-", "−")
    digits = body[1:].lstrip() if negative or body[:1] == "+" else body
    if not _BODY.fullmatch(digits):
        return Entry(qualifier, ())
    signs = [decimal] if decimal else ["comma", "point"]
    found = [_read(digits, "," if sign == "comma" else ".") for sign in signs]
    readings = tuple(dict.fromkeys(number for number in found if number is not None))
    return Entry(qualifier, tuple(-number for number in readings) if negative else readings)


def _read(digits: str, decimal_sign: str) -> Decimal | None:
    """Return the number if `digits` is well formed with this decimal sign and the other one grouping."""
    whole, point, fraction = digits.partition(decimal_sign)
    if point and not (fraction.isdigit() and whole):
        return None
    group_sign = "." if decimal_sign == "," else ","
    if not whole.isdigit():
        if not (_GROUPED[group_sign].fullmatch(whole) or _SPACED.fullmatch(whole)):
            return None
        if whole[0] == "0":  # "0.950" groups nothing: the sign can only be a decimal one
            return None
        whole = "".join(character for character in whole if character.isdigit())
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def plain(number: Decimal, significant: int | None = None) -> str:
    """Return `number` for a file or a machine: a point, no grouping, no exponent.

    With `significant`, numbers that have more digits (divisions, roots) are rounded to so many; trailing zeros
    of such a rounding are dropped. Without it every digit is kept as it is.
    """
    if significant is not None:
        text = f"{Context(prec=significant).plus(number):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{number:f}"
    return "0" if text in ("-0", "") else text


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Return `number` rounded to so many decimals, halves away from zero as offices round."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP", context=_WIDE)


def decimals_of(number: Decimal) -> int:
    """Return how many decimals `number` carries."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def localized(number: Decimal, decimals: int, language: str) -> str:
    """Return `number` as the views write it: `1.234.567,9` in Vietnamese, `1,234,567.9` otherwise."""
    text = f"{rounded(number, decimals):,f}"
    if text.startswith("-"):
        text = text if any(digit in text for digit in "123456789") else text[1:]
    return text.translate(_SWAP) if language == "vi" else text


_SWAP = str.maketrans(",.", ".,")
