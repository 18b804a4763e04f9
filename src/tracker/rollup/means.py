"""The weighted mean of areas, exact until it is shown."""

from decimal import Decimal
from fractions import Fraction

from tracker.assess.arithmetic import ROUNDING
from tracker.model import Qualifier, Reason
from tracker.rollup.outcomes import Outcome
from tracker.rollup.tallies import Tally

_ZERO = Decimal(0)


class MeanTally(Tally):
    """A weighted mean as a numerator and a denominator that are not divided before the end.

    They are decimals, which are fast, until a weight is replaced: then they are fractions.
    """

    __slots__ = ("denominator", "has_weights", "numerator")
    needs_all = False

    def __init__(self) -> None:
        super().__init__()
        self.numerator: Decimal | Fraction = _ZERO
        self.denominator: Decimal | Fraction = _ZERO
        self.has_weights = True

    def add(self, outcome: Outcome, count: int = 1, weight: Outcome | None = None) -> None:
        """Add a value with its weight, which must be positive."""
        self.note(outcome, count)
        self.open_sides(outcome)
        assert isinstance(outcome.value, Decimal), "milestones have no mean"
        number = self._note_weight(weight)
        if number is not None:
            self.numerator = _add(self.numerator, outcome.value * number)
            self.denominator = _add(self.denominator, number)

    def merge(self, other: Tally) -> None:
        """Add the weighted values of another mean."""
        super().merge(other)
        assert isinstance(other, MeanTally), "one rule for one indicator"
        self.numerator = _add(self.numerator, other.numerator)
        self.denominator = _add(self.denominator, other.denominator)
        self.has_weights = self.has_weights and other.has_weights

    def scale(self, share: Decimal) -> None:
        """Take only a share of the values, with their weights."""
        super().scale(share)
        factor = share if isinstance(self.numerator, Decimal) else Fraction(share)
        self.numerator, self.denominator = self.numerator * factor, self.denominator * factor  # type: ignore[operator]

    def replace_weight(self, weight: Outcome) -> None:
        """Let the mean weigh in a larger area as much as was recorded for its own area."""
        number = self._note_weight(weight)
        if self.denominator and number is not None:
            self.numerator = Fraction(self.numerator) / Fraction(self.denominator) * Fraction(number)
            self.denominator = Fraction(number)

    def find_reason(self) -> Reason:
        """Return that a weight is missing or not positive."""
        return "" if self.has_weights else "no_weight"

    def compute(self, *, has_gap: bool) -> tuple[Decimal, Qualifier]:
        """Return the quotient, to 50 digits."""
        above, below = self.numerator, self.denominator
        if not (isinstance(above, Decimal) and isinstance(below, Decimal)):
            number = Fraction(above) / Fraction(below)
            above, below = Decimal(number.numerator), Decimal(number.denominator)
        return ROUNDING.divide(above, below), self.join()

    def _note_weight(self, weight: Outcome | None) -> Decimal | None:
        """Return a weight if it is positive, and keep what is known of it."""
        if weight is None or not isinstance(weight.value, Decimal) or weight.value <= 0:
            self.has_weights = False
            return None
        self.note(weight, 0)
        if weight.qualifier:
            self.is_approximate = True
            self.higher = self.lower = (
                self.higher or self.lower or weight.qualifier != "~" or weight.reason == "bounded"
            )
        return weight.value


def _add(first: Decimal | Fraction, second: Decimal | Fraction) -> Decimal | Fraction:
    """Return an exact sum."""
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return first + second
    return Fraction(first) + Fraction(second)
