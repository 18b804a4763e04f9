"""Numbers as files write them (with a point and no grouping), as views write them, and as people type them.

A typed number has one reading, or it is refused with both: `1,45` is one and a bit, but `1.234` may be one thousand or
one and a bit. The patterns are compiled when first used, because most commands read no typed number.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker.errors import Message, msg
from tracker.model import RESULT_STATUSES, Qualifier, ResultStatus
from tracker.text import normalize_name

TOO_MANY_DIGITS = (
    msg("the number has more than 30 digits before or after the point"),
    msg("use a larger unit, or write fewer decimals"),
)
MAX_DIGITS = 30
DecimalSign = Literal["comma", "point"]
_WIDE_CONTEXT = Context(prec=400, rounding=ROUND_HALF_EVEN)


def parse_plain(text: str) -> Decimal | None:
    """Return the number that a file writes as `1234.5`, or None; never `inf`, `nan` or an exponent."""
    whole, point, fraction = text.removeprefix("-").partition(".")
    is_plain = text.isascii() and whole.isdigit() and (fraction.isdigit() or not point)
    return Decimal(text) if is_plain else None


def has_two_readings(text: str) -> bool:
    """Whether a number written with a point may also be a whole number in groups: `2.500`, but not `0.500` or `2.5`."""
    whole, point, fraction = text.lstrip("+-").partition(".")
    return bool(point) and len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0" and whole.isdigit()


def format_single_reading(number: Decimal) -> str:
    """Return `number` for a file, with one more decimal if it would have two readings: `2.5`, `14.6870`."""
    text = format_plain(number)
    if not has_two_readings(text):
        return text
    shorter = text.rstrip("0").rstrip(".")
    return shorter if shorter != text else f"{text}0"


def is_usable(number: Decimal) -> bool:
    """Whether `number` is finite and has at most `MAX_DIGITS` digits on either side of the point.

    No real indicator has more, and `1e999999999` written out would fill the memory.
    """
    return (
        number.is_finite()
        and abs(number.adjusted()) < 2 * MAX_DIGITS
        and ((number.is_zero() or number.adjusted() < MAX_DIGITS) and count_decimals(number) <= MAX_DIGITS)
    )


def format_plain(number: Decimal, significant: int | None = None) -> str:
    """Return `number` for a file or a machine: a point, no grouping, no exponent.

    With `significant`, a number with more digits (from a division or a root) is rounded to that many digits, and zeros
    at the end are dropped. Without it every digit is kept.
    """
    if significant is None:
        text = str(number)  # quicker, and the same but for an exponent
        if "E" in text:
            text = f"{number:f}"
    else:
        text = f"{_make_context(significant).plus(number):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    if text.startswith("-") and number.is_zero():
        text = text[1:]
    return text or "0"


@lru_cache(maxsize=32)
def _make_context(digits: int) -> Context:
    return Context(prec=digits)


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Return `number` rounded to that many decimals, halves away from zero as offices round."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP", context=_WIDE_CONTEXT)


def count_decimals(number: Decimal) -> int:
    """Return how many decimals `number` has."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_quotient(number: Decimal) -> bool:
    """Whether a number has more decimals than a recorded one can have: then a rule has divided to make it."""
    text = str(number)  # quicker than to count them
    if len(text) <= MAX_DIGITS and "E" not in text:
        return False
    return count_decimals(number) > MAX_DIGITS


def count_shown_decimals(number: Decimal) -> int:
    """Return how many decimals of a figure to show: all that were recorded; of a quotient at least two digits."""
    if not is_quotient(number):
        return count_decimals(number)
    digits = number.adjusted() + 1
    return max(0, min(2, 4 - digits)) if digits > 0 else min(MAX_DIGITS, 3 - digits)


def format_grouped(number: Decimal, decimals: int, signs: Mapping[int, str] | None = None) -> str:
    """Return `number` as views write it: `1,234,567.9`, or with other signs for the comma and the point."""
    text = f"{round_half_up(number, decimals):,f}"
    if text.startswith("-"):
        text = text if any(digit in text for digit in "123456789") else text[1:]
    return text.translate(signs) if signs else text


def parse_number_sample(sample: str) -> Mapping[int, str] | None:
    """Return what stands for the comma and the point of `1,234,567.9` in a language that writes it as `sample`.

    None means that they stay, also if `sample` is not this number.
    """
    parts = re.fullmatch(r"1(\D?)234(\D?)567(\D)9", sample)
    if not parts or parts[1] != parts[2] or parts[1] == parts[3] or parts[1] + parts[3] == ",.":
        return None
    return {ord(","): parts[1], ord("."): parts[3]}


_SPACES = "\u0020\u00a0\u2009\u202f"
_DIGITS = rf"[0-9](?:[0-9.,{_SPACES}]*[0-9])?"
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
_QUALIFIED_NUMBER = rf"({'|'.join(_QUALIFIER_WORDS)})\s*(.*)"
_GROUPED_BY = {sign: rf"[0-9]{{1,3}}(?:{re.escape(sign)}[0-9]{{3}})+" for sign in ".,"}
_SPACE_GROUPED = rf"[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+"
_YES_WORDS = ("yes", "co", "dat", "roi", "da dat", "true")
_NO_WORDS = ("no", "khong", "chua", "chua dat", "khong dat", "false")
_STATUS_WORDS: dict[str, ResultStatus] = {
    "uoc": "estimate", "uoc tinh": "estimate", "so bo": "preliminary", "chinh thuc": "final", "du bao": "forecast",
    "rut": "withdrawn",
}  # fmt: skip


class ParsedNumber(NamedTuple):
    """A value that a person typed: its qualifier and each number it can mean (none, one or two)."""

    qualifier: Qualifier
    readings: tuple[Decimal, ...]


def parse_number(text: str, decimal: DecimalSign | None = None) -> ParsedNumber:
    """Return the qualifier and the readings of a value that a person typed.

    `decimal` is the sign that separates decimals. Without it both are tried, and two different readings are both
    returned. A percent sign at the end is ignored.
    """
    body = unicodedata.normalize("NFC", text).strip().removesuffix("%").rstrip()
    qualified = re.fullmatch(_QUALIFIED_NUMBER, body, re.IGNORECASE | re.DOTALL)
    qualifier = _QUALIFIER_WORDS.get(qualified[1].lower()) if qualified else ""
    if qualifier is None:  # "dướİ" matches "dưới" without regard to case, but is no word
        return ParsedNumber("", ())
    body = qualified[2] if qualified else body
    negative = body[:1] in ("-", "−")
    digits = body[1:].lstrip() if negative or body[:1] == "+" else body
    if not re.fullmatch(_DIGITS, digits):
        return ParsedNumber(qualifier, ())
    signs = [decimal] if decimal else ["comma", "point"]
    numbers = [_parse_digits(digits, "," if sign == "comma" else ".") for sign in signs]
    readings = tuple(dict.fromkeys(number for number in numbers if number is not None))
    return ParsedNumber(qualifier, tuple(number.copy_negate() for number in readings) if negative else readings)


def parse_yes_no(text: str) -> bool | None:
    """Return the answer to a yes-or-no question, in English or Vietnamese, or None."""
    answer = normalize_name(text)
    return True if answer in _YES_WORDS else False if answer in _NO_WORDS else None


def parse_status(text: str) -> ResultStatus | None:
    """Return the status of a result by its English or Vietnamese name, or None."""
    word = normalize_name(text)
    return next((status for status in RESULT_STATUSES if status == word), _STATUS_WORDS.get(word))


def parse_qualifier(text: str) -> Qualifier | None:
    """Return the qualifier that a sign or a Vietnamese word means, or None."""
    return _QUALIFIER_WORDS.get(unicodedata.normalize("NFC", text).strip().lower())


def _parse_digits(digits: str, decimal_sign: str) -> Decimal | None:
    """Return the number if `digits` is well formed with this decimal sign and the other sign for grouping, or None."""
    whole, point, fraction = digits.partition(decimal_sign)
    if point and not (fraction.isdigit() and whole):
        return None
    group_sign = "." if decimal_sign == "," else ","
    if not whole.isdigit():
        if not (re.fullmatch(_GROUPED_BY[group_sign], whole) or re.fullmatch(_SPACE_GROUPED, whole)):
            return None
        if whole[0] == "0":  # "0.950" has no groups: the sign can only separate decimals
            return None
        whole = "".join(character for character in whole if character.isdigit())
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def make_number_hint(text: str, format_number: Callable[[Decimal], str] = format_plain) -> Message | None:
    """Return the hint how a file writes the number typed as `text`, with each reading it has, or None."""
    readings = [format_number(number) for number in parse_number(text).readings if is_usable(number)]
    if len(readings) > 1:
        return msg("write {one} or {other}, whichever is meant", one=readings[0], other=readings[1])
    return msg("write {meant}", meant=readings[0]) if readings else None
