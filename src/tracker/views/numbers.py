"""Numbers as a person reads them: with their decimals, signs and units, and rounded so that they stay true."""

from collections.abc import Container, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from tracker.i18n import Language
from tracker.model import Qualifier
from tracker.numbers import count_decimals, round_half_up

MINUS = "\N{MINUS SIGN}"
EXACT_DIGITS = 20
"""A quotient is exact to so many digits; the later ones say nothing."""
_MAX_DECIMALS = 12
_WIDE = Context(prec=400)
_LEAST_WHOLE = 10
"""The least computed number of counts that is shown without decimals."""


class FormattedNumber(NamedTuple):
    """A number and how to write it; a format that calculates uses the number, the others use its text."""

    number: Decimal
    decimals: int
    prefix: str = ""
    suffix: str = ""
    has_plus: bool = False

    def format(self, language: Language) -> str:
        """Return the text of the number."""
        digits = language.format_number(self.number, self.decimals)
        sign = MINUS if digits.startswith("-") else "+" if self.has_plus and self.number > 0 else ""
        return f"{self.prefix}{sign}{digits.removeprefix('-')}{self.suffix}"


def format_value(value: FormattedNumber | str, language: Language) -> str:
    """Return the text of a value that is a number or a text already."""
    return value if isinstance(value, str) else value.format(language)


def split_template(template: str, name: str, language: Language, **values: object) -> tuple[str, str]:
    """Return what stands before and after the placeholder `name` in a text of the catalog."""
    before, _, after = language.format(template, **{name: "\0"}, **values).partition("\0")
    return before, after


def choose_distinct_decimals(number: Decimal, decimals: int, neighbours: Container[Decimal]) -> int:
    """Return `decimals`, or as many more as it takes for a rounded number to differ from `neighbours` as it does.

    Many neighbours should be a set: the time would be the square of their number otherwise.
    """
    while decimals < _MAX_DECIMALS:
        shown = round_half_up(number, decimals)
        if shown == number or shown not in neighbours:
            break
        decimals += 1
    return decimals


def choose_computed_decimals(
    numbers: Iterable[Decimal], decimals: int, maximum: int = 2, *, counted: bool = False
) -> int:
    """Return how many decimals to show of computed numbers beside others with `decimals`.

    As many as they have, up to `maximum`, and to four digits: a tenth of a person among millions says nothing. Numbers
    from 10 on that are `counted` in whole numbers have none.
    """
    exact = [number.normalize() for number in numbers]
    if counted and decimals == 0 and all(abs(number) >= _LEAST_WHOLE for number in exact):
        return 0
    needed = max([count_decimals(number) for number in exact], default=0)
    digits = max([number.adjusted() + 1 for number in exact], default=0)
    return max(decimals, min(maximum, needed, 4 - digits))


def make_percent(percent: Decimal) -> FormattedNumber:
    """Return a percentage with one decimal, or more if rounding would make it 100 %."""
    return FormattedNumber(percent, choose_distinct_decimals(percent, 1, (Decimal(100),)), suffix=" %")


def make_difference(difference: Decimal, decimals: int) -> FormattedNumber:
    """Return a difference with its sign, with more decimals if rounding would make it zero."""
    return FormattedNumber(difference, choose_distinct_decimals(difference, decimals, (Decimal(0),)), has_plus=True)


def round_conservatively(
    number: Decimal, decimals: int, is_upward: bool, known_values: tuple[object, ...]
) -> tuple[Decimal, bool]:
    """Return a required number rounded up or down, to the side that requires more, and whether it is exact.

    It gets more decimals if it would look equal to one of `known_values`.
    """
    if len(number.as_tuple().digits) > EXACT_DIGITS:  # the last digits of a division require nothing
        number = Context(prec=EXACT_DIGITS).plus(number)
    rounding = ROUND_CEILING if is_upward else ROUND_FLOOR
    while True:
        shown = number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)
        if shown == number or shown not in known_values or decimals >= _MAX_DECIMALS:
            return shown, shown == number
        decimals += 1


def round_bound(number: Decimal, decimals: int, qualifier: Qualifier) -> Decimal:
    """Return a number rounded so that its qualifier stays true: "> 31" would be wrong for more than 30.8."""
    if qualifier not in ("<", ">"):
        return number
    rounding = ROUND_FLOOR if qualifier == ">" else ROUND_CEILING
    return number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)
