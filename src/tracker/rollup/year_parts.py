"""What quarters, halves and months make of an area's year, before the figures of areas are put together.

One area may report by quarter and another one the year: each has a figure of the year, which the rule of the larger
area is applied to. A year that lacks some of its months is a lower bound and not reported.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from tracker.assess.within_year import DerivedResult, derive_periods
from tracker.model import Indicator, Period, Reason, WithinYear
from tracker.model.scopes import Scope
from tracker.rollup.outcomes import RANKS, FromParts, Outcome

Figures: TypeAlias = Mapping[Period, Outcome]
FindEarlier: TypeAlias = Callable[[Period], Figures]


def get_year_rule(item: Indicator) -> WithinYear:
    """Return how the parts of a year make the year of an indicator; what is computed of others has no such rule."""
    return "none" if item.ratio or item.counts else item.year_rule


def derive_outcomes(
    item: Indicator, figures: Figures, find_earlier: FindEarlier, periods: Iterable[Period], ended_before: int
) -> dict[Period, Outcome]:
    """Return those of `periods`, and the years, that the parts among the figures make and that are not among them.

    `find_earlier` gives by period the parts that stand for another area than the period does, with what stands for it.
    """
    known = {period: figures[period] for period in sorted(figures) if _is_known(period, figures[period])}
    years = {Period(period.year) for period in {*known, *periods} if period.part}
    outcomes = {}
    for period in sorted(years.union(periods)):
        earlier = find_earlier(period)
        parts = {each: outcome for each, outcome in {**known, **earlier}.items() if _is_known(each, outcome)}
        if period.is_year and not any([each.part and each.year == period.year for each in parts]):
            continue  # a year to date alone makes no year
        rows = {each: parts[each].make_result(item.id, each, _NOWHERE)._replace(line=1) for each in sorted(parts)}
        made = derive_periods(rows, [period], get_year_rule(item), ended_before).get(period)
        outcome = made and _make_outcome(made, parts, get_year_rule(item), earlier)
        if outcome:
            outcomes[period] = outcome
    return outcomes


def _make_outcome(made: DerivedResult, parts: Figures, rule: WithinYear, earlier: Figures) -> Outcome | None:
    """Return a derived result as a figure; None if it lacks months and is no bound of a year."""
    row, tiles = made.result, [parts[each.period] for each in made.rows]
    is_whole = made.is_whole and not any([tile.is_incomplete for tile in tiles])
    if not is_whole and not (row.period.is_year and rule == "sum"):
        return None
    used = tiles[-1:] if rule == "last" else tiles
    is_open = row.qualifier == "~" and (made.is_open or any([tile.reason == "bounded" for tile in used]))
    from_parts: FromParts = "merged" if any([each.period in earlier for each in made.rows]) else "own"
    known = (RANKS[row.status], row.recorded_at, int(is_whole), 1, _OPEN if is_open else "")
    return Outcome(row.value, row.qualifier, *known, from_parts=from_parts)


def _is_known(period: Period, outcome: Outcome) -> bool:
    """Whether a figure is a number that stands for its period: a year that lacks something may be made anew."""
    return isinstance(outcome.value, Decimal) and not (period.is_year and outcome.is_incomplete)


_NOWHERE = Scope()
_OPEN: Reason = "bounded"
