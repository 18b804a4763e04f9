"""The working of a verdict as data: each step is a formula, the numbers put into it, and what comes out.

The figures are those of the verdict itself; a step only says how they came about. The views write it in a language.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.assess.verdict import words

Unit = Literal["", "%", "unit"]
"""What a result is: a pure number, a percentage, or an amount in the unit of the indicator."""

PROGRESS = words("Progress")
EXPECTED = words("Expected by now")
PACE = words("Pace")
SO_FAR = words("Mean change so far")
REQUIRED = words("Required in each remaining year")
PROJECTED = words("At the mean pace so far, in the last year")
SUM = words("Sum so far")
MEAN = words("Mean so far")
GROWTH = words("Mean growth so far")
DUE = words("Due by now")
LAST_CHANGE = words("Last change")


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


class Working(NamedTuple):
    """The steps of a verdict, and the rule that turns the last of them into a status (a text of the catalogs)."""

    steps: tuple[Step, ...] = ()
    rule: str = ""


def step(
    name: str, symbol: str, template: str, result: Decimal | None, unit: Unit = "", /, **values: Decimal | int
) -> tuple[Step, ...]:
    """Return the step whose formula is its template with the names of its values; none where there is no result."""
    if result is None:
        return ()
    formula = template.format(**{key: key for key in values})
    return (Step(name, symbol, formula, template, values, result, unit),)


def listed(name: str, symbol: str, sign: str, numbers: Mapping[int, Decimal], result: Decimal) -> Step:
    """Return the step that joins the number of each year by `sign`: a sum or a product."""
    template = f" {sign} ".join(f"{{V{year}}}" for year in numbers)
    values = {f"V{year}": value for year, value in numbers.items()}
    return Step(name, symbol, symbol, template, values, result, "unit" if sign == "+" else "")
