"""Exact arithmetic for verdicts: nothing is rounded before it is compared with a cut.

Sums, products and powers of decimals are exact within 2,000 digits. Quotients stay quotients (`Ratio`) until they
are shown. Only logarithms, roots and shown quotients are rounded, to 50 digits.
"""

from decimal import Context, Decimal
from typing import NamedTuple

EXACT = Context(prec=2000)
ROUNDED = Context(prec=50)
HUNDRED = Decimal(100)


class Ratio(NamedTuple):
    """A quotient that is not divided out; the denominator is positive."""

    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal:
        """Return the quotient to 50 digits."""
        return divide(self.numerator, self.denominator)

    def reaches(self, cut: Decimal) -> bool:
        """Whether the exact quotient is at least `cut`."""
        return self.numerator >= cut * self.denominator


def ratio(numerator: Decimal | int, denominator: Decimal | int) -> Ratio:
    """Return the quotient of two numbers, the second not zero."""
    above, below = Decimal(numerator), Decimal(denominator)
    return Ratio(-above, -below) if below < 0 else Ratio(above, below)


def quotient(dividend: Ratio, divisor: Ratio) -> Ratio | None:
    """Return `dividend` / `divisor` exactly, or None where the divisor is not positive."""
    if divisor.numerator <= 0:
        return None
    return Ratio(dividend.numerator * divisor.denominator, dividend.denominator * divisor.numerator)


def divide(dividend: Decimal, divisor: Decimal | int) -> Decimal:
    """Return the quotient to 50 digits."""
    return ROUNDED.divide(dividend, Decimal(divisor))


def growth_factor(percent: Decimal) -> Decimal:
    """Return 1 + percent/100, exactly."""
    return 1 + percent.scaleb(-2)


def log(number: Decimal) -> Decimal:
    """Return the natural logarithm of a positive number to 50 digits."""
    return ROUNDED.ln(number)


def growth_percent(factor: Decimal, years: int) -> Decimal:
    """Return the yearly growth in percent that makes `factor` (not negative) in `years` years, to 50 digits."""
    root = ROUNDED.power(factor, ROUNDED.divide(Decimal(1), Decimal(years)))
    return ROUNDED.multiply(ROUNDED.subtract(root, Decimal(1)), HUNDRED)
