"""Numbers as the files write them, with a point and no grouping, and as the views write them in a language.

What a person types has more forms and is read by `tracker.entries`.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

Qualifier = Literal["", "<", ">", "~"]
QUALIFIERS: tuple[Qualifier, ...] = ("<", ">", "~")

MAX_DIGITS = 30

_WIDE_CONTEXT = Context(prec=400, rounding=ROUND_HALF_EVEN)


def parse_plain(text: str) -> Decimal | None:
    """Return the number that a file writes as `1234.5`, or None; never `inf`, `nan` or an exponent."""
    whole, point, fraction = text.removeprefix("-").partition(".")
    is_plain = text.isascii() and whole.isdigit() and (fraction.isdigit() or not point)
    return Decimal(text) if is_plain else None


def is_usable(number: Decimal) -> bool:
    """Whether `number` is finite and has at most `MAX_DIGITS` digits on either side of the point.

    No real indicator has more, and `1e999999999` would take the machine's memory when written out.
    """
    return number.is_finite() and (
        number.is_zero() or (number.adjusted() < MAX_DIGITS and count_decimals(number) <= MAX_DIGITS)
    )


def format_plain(number: Decimal, significant: int | None = None) -> str:
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


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Return `number` rounded to so many decimals, halves away from zero as offices round."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP", context=_WIDE_CONTEXT)


def count_decimals(number: Decimal) -> int:
    """Return how many decimals `number` carries."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def format_localized(number: Decimal, decimals: int, language: str) -> str:
    """Return `number` as the views write it: `1.234.567,9` in Vietnamese, `1,234,567.9` otherwise."""
    text = f"{round_half_up(number, decimals):,f}"
    if text.startswith("-"):
        text = text if any(digit in text for digit in "123456789") else text[1:]
    return text.translate(_SWAP_SEPARATORS) if language == "vi" else text


_SWAP_SEPARATORS = str.maketrans(",.", ".,")
