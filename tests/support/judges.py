"""The program and its oracle asked about the same register."""

from decimal import Decimal
from fractions import Fraction

from support import oracle
from support.registers import assess_one, make_register
from tracker.assess import assess
from tracker.model import METHODS, Indicator, Result

CLOSE = Fraction(1, 10**20)


def is_close(found: Decimal | None, meant: Fraction | None) -> bool:
    """Whether two figures agree to 20 digits."""
    if found is None or meant is None:
        return found is meant
    return abs(Fraction(found) - meant) <= CLOSE * max(abs(meant), CLOSE)


def judge_twice(indicator: Indicator, rows: list[Result], year: int, as_of: str | None = None, last: int = 2025) -> str:
    """Return the program's verdict as "status/reason", after the oracle has agreed with it."""
    register = make_register(indicator, last=last, x=rows)
    found = assess_one(register, year, as_of)
    meant = oracle.judge(register, year, as_of or f"{year}-12-31")[0]
    assert (found.status, found.reason) == (meant.status, meant.reason)
    return f"{found.status}/{found.reason}"


COMPOUND, DESTATIS, CHART = METHODS[1:]


def assess_by(indicator, rows, year, method, as_of=None):
    """The assessment of one indicator by a method."""
    return assess(make_register(indicator, x=rows), year, as_of or f"{year}-12-31", method).assessments[0]
