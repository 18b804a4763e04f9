"""The working of a verdict as data: each step is a formula, the numbers put into it, and what comes out.

The figures are those of the verdict itself; a step only says how they came about. The views write it in a language.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.assess.verdict import mark_text

Unit = Literal["", "%", "unit"]
"""What a result is: a pure number, a percentage, or an amount in the unit of the indicator."""

PROGRESS = mark_text("Progress")
EXPECTED = mark_text("Expected by now")
PACE = mark_text("Pace")
SO_FAR = mark_text("Mean change so far")
REQUIRED = mark_text("Required in each remaining year")
PROJECTED = mark_text("At the mean pace so far, in the last year")
SUM = mark_text("Sum so far")
MEAN = mark_text("Mean so far")
GROWTH = mark_text("Mean growth so far")
DUE = mark_text("Due by now")
LAST_CHANGE = mark_text("Last change")


class Step(NamedTuple):
    """`template` with `values` put in gives `result`; `formula` is the same in symbols.

    Templates hold only numbers, + − × / ^ ( ) and ln(…), so that anybody and anything can compute them.
    """

    name: str
    symbol: str
    formula: str
    template: str
    values: Mapping[str, Decimal | int]
    result: Decimal
    unit: Unit = ""


class Derivation(NamedTuple):
    """The steps of a verdict, and the rule that turns the last of them into a status (a text of the catalogs)."""

    steps: tuple[Step, ...] = ()
    rule: str = ""


def make_step(
    name: str, symbol: str, template: str, result: Decimal | None, unit: Unit = "", /, **values: Decimal | int
) -> tuple[Step, ...]:
    """Return the step whose formula is its template with the names of its values; none where there is no result."""
    if result is None:
        return ()
    formula = template.format(**{key: key for key in values})
    return (Step(name, symbol, formula, template, values, result, unit),)


def make_yearly_step(name: str, symbol: str, sign: str, numbers: Mapping[int, Decimal], result: Decimal) -> Step:
    """Return the step that joins the number of each year by `sign`: a sum or a product."""
    template = f" {sign} ".join(f"{{V{year}}}" for year in numbers)
    values = {f"V{year}": value for year, value in numbers.items()}
    return Step(name, symbol, symbol, template, values, result, "unit" if sign == "+" else "")
