"""Exact arithmetic for verdicts: nothing is rounded before it is compared with a threshold.

Sums, products and powers of decimals are exact within 2,000 digits. Quotients stay quotients (`Quotient`) until they
are shown, with 50 digits. Logarithms and roots are exact to 28 digits; they decide no verdict that a power can decide.
"""

import math
from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

EXACT = Context(prec=2000)
ROUNDING = Context(prec=50)
ROOTS = Context(prec=32)
"""For logarithms and roots: some digits more than the 28 exact ones."""
HUNDRED = Decimal(100)


divide = ROUNDING.divide
"""Return the quotient of two numbers to 50 digits."""


class Quotient(NamedTuple):
    """A quotient that is not divided out; the denominator is positive."""

    numerator: Decimal
    denominator: Decimal

    @property
    def value(self) -> Decimal:
        """Return the quotient to 50 digits."""
        return divide(self.numerator, self.denominator)

    def is_at_least(self, threshold: Decimal) -> bool:
        """Whether the exact quotient is at least `threshold`."""
        return self.numerator >= threshold * self.denominator


def make_quotient(numerator: Decimal | int, denominator: Decimal | int) -> Quotient:
    """Return the quotient of two numbers, the second not zero."""
    above, below = Decimal(numerator), Decimal(denominator)
    return Quotient(-above, -below) if below < 0 else Quotient(above, below)


@lru_cache(maxsize=1024)
def make_time_share(elapsed: int, years: int) -> Quotient:
    """Return the share of the years that has elapsed; cached because most indicators have the same years."""
    return Quotient(Decimal(elapsed), Decimal(years))


def divide_quotients(dividend: Quotient, divisor: Quotient) -> Quotient | None:
    """Return `dividend` / `divisor` exactly, or None if the divisor is not positive."""
    if divisor.numerator <= 0:
        return None
    return Quotient(dividend.numerator * divisor.denominator, dividend.denominator * divisor.numerator)


def to_growth_factor(percent: Decimal) -> Decimal:
    """Return 1 + percent/100, exactly."""
    return 1 + percent.scaleb(-2)


def compute_log(number: Decimal) -> Decimal:
    """Return the natural logarithm of a positive number to 28 digits after the point.

    One Halley step from the float leaves the third power of its error; `Context.ln` takes five times as long.
    """
    double = float(number)
    if not 0 < double < math.inf:
        return ROOTS.ln(number)
    near = Decimal(str(math.log(double)))
    known = ROOTS.exp(near)
    step = ROOTS.divide(ROOTS.multiply(2, ROOTS.subtract(number, known)), ROOTS.add(number, known))
    return ROOTS.add(near, step)


@lru_cache(maxsize=1024)
def log_growth_factor(percent: Decimal) -> Decimal:
    """Return ln(1 + percent/100); cached because many indicators have the same target growth."""
    return compute_log(to_growth_factor(percent))


def compute_root(number: Decimal, degree: int) -> Decimal:
    """Return the root of a number that is not negative, to 28 digits: two Newton steps from the float."""
    if not number or degree == 1:
        return number
    double = float(number)
    if not 0 < double < math.inf:
        return ROOTS.power(number, ROOTS.divide(Decimal(1), Decimal(degree)))
    root = Decimal(double ** (1 / degree))
    for _ in range(2):
        power = ROOTS.power(root, degree - 1)
        excess = ROOTS.subtract(ROOTS.multiply(root, power), number)
        root = ROOTS.subtract(root, ROOTS.divide(excess, ROOTS.multiply(degree, power)))
    return root


def to_growth_percent(factor: Decimal, years: int) -> Decimal:
    """Return the yearly growth in percent that gives `factor` (not negative) after `years` years, to 28 digits."""
    return ROOTS.multiply(ROOTS.subtract(compute_root(factor, years), Decimal(1)), HUNDRED)
