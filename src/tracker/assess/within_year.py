"""How quarters, halves and months make the year, and the year to date: their sum, the last of them, or their mean.

A period is made of recorded ones that cover all its months, each once. Of a year that has ended with fewer of them, a
sum without negative numbers is a lower bound.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from tracker.assess.arithmetic import EXACT, divide
from tracker.model import Period, Qualifier, Result, WithinYear
from tracker.model.rows import DERIVED_LINE
from tracker.model.words import WEAKEST_FIRST

_MONTHS = 12


class DerivedResult(NamedTuple):
    """A result that a rule made of the recorded `rows`, in the order of their months; not `is_whole`: a lower bound.

    `is_open`: parts are bounds on both sides, so that the figure may be higher or lower and decides nothing.
    """

    result: Result
    rows: tuple[Result, ...]
    is_whole: bool = True
    is_open: bool = False


def derive_results(
    current: Mapping[Period, Result], rule: WithinYear, ended_before: int
) -> dict[Period, DerivedResult]:
    """Return the years and years to date that the parts among the effective rows make and that were not recorded.

    A forecast counts as recorded only beside another forecast. Years before `ended_before` may have a lower bound.
    """
    parts = [period for period in current if period.part] if rule != "none" else []
    ends = sorted({(period.year, end) for period in parts for end in (period.months[1], _MONTHS)})
    return derive_periods(current, [Period(year, end % _MONTHS) for year, end in ends], rule, ended_before)


def derive_periods(
    current: Mapping[Period, Result], periods: Iterable[Period], rule: WithinYear, ended_before: int
) -> dict[Period, DerivedResult]:
    """Return those of `periods` that the parts among the effective rows make and that were not recorded."""
    derived: dict[Period, DerivedResult] = {}
    for period in periods:
        rows = [row for each, row in current.items() if each.year == period.year and not each.is_year]
        found = derive_result(rows, period, rule)
        if found is None and period.is_year and rule == "sum" and period.year < ended_before:
            found = _make_lower_bound(rows, period, current.values())
        recorded = current.get(period)
        if found and (recorded is None or _is_better(found.result, recorded)):
            derived[period] = found
    return derived


def derive_result(rows: Iterable[Result], period: Period, rule: WithinYear) -> DerivedResult | None:
    """Return what the recorded parts of one year make of a period, or None if a month of it is missing.

    Forecasts are used only for what no other part covers.
    """
    first, last = period.months
    usable = [row for row in rows if isinstance(row.value, Decimal) and row.period.kind != period.kind]
    reported = [row for row in usable if row.status != "forecast"]
    tiles = None if rule == "none" else find_tiles(reported, first, last) or find_tiles(usable, first, last)
    return _apply_rule(tiles, period, rule) if tiles else None


def find_tiles(rows: Iterable[Result], first: int, last: int) -> tuple[Result, ...] | None:
    """Return the rows of one year that cover the months from `first` to `last`, each once, or None if there are none.

    Of several ways, the one with the longest periods at its end is taken.
    """
    by_end: dict[int, list[Result]] = {}
    for row in sorted(rows, key=lambda row: row.period.months):
        by_end.setdefault(row.period.months[1], []).append(row)
    covers: dict[int, tuple[Result, ...]] = {first - 1: ()}
    for end in range(first, last + 1):
        for row in by_end.get(end, ()):
            before = row.period.months[0] - 1
            if before in covers and before >= first - 1:
                covers[end] = (*covers[before], row)
                break
    return covers.get(last)


def combine_qualifiers(rows: Iterable[Result], *, has_gap: bool = False) -> tuple[Qualifier, bool]:
    """Return the sign of a sum or mean whose parts are bounds, or that lacks one, and whether it is open on both sides.

    What is only about right beside a bound is open too: nothing is certain of it on either side.
    """
    found = {row.qualifier for row in rows}
    is_lower, is_upper = ">" in found or has_gap, "<" in found
    if "~" in found or (is_lower and is_upper):
        return "~", is_lower or is_upper
    return (">" if is_lower else "<" if is_upper else ""), False


def _apply_rule(tiles: tuple[Result, ...], period: Period, rule: WithinYear) -> DerivedResult:
    if rule == "last":
        return DerivedResult(_make_result(tiles[-1:], period, tiles[-1].value, tiles[-1].qualifier), tiles)
    qualifier, is_open = combine_qualifiers(tiles)
    with localcontext(EXACT):
        if rule == "sum":
            value = sum((row.value for row in tiles if isinstance(row.value, Decimal)), Decimal(0))
        else:
            weighted = [row.value * _count_months(row) for row in tiles if isinstance(row.value, Decimal)]
            value = divide(sum(weighted, Decimal(0)), sum(map(_count_months, tiles)))
    return DerivedResult(_make_result(tiles, period, value, qualifier), tiles, is_open=is_open)


def _make_lower_bound(rows: Iterable[Result], period: Period, every: Iterable[Result]) -> DerivedResult | None:
    """Return the largest sum of recorded parts without a month in common, as a lower bound; None if one is negative."""
    if any([isinstance(row.value, Decimal) and row.value < 0 for row in every]):
        return None
    best: list[tuple[Decimal, tuple[Result, ...]]] = [(Decimal(0), ())]
    with localcontext(EXACT):
        for end in range(1, _MONTHS + 1):
            choices = [best[-1]]
            for row in rows:
                first, last = row.period.months
                if last == end and isinstance(row.value, Decimal) and row.status != "forecast":
                    total, used = best[first - 1]
                    choices.append((total + row.value, (*used, row)))
            best.append(max(choices, key=lambda choice: (choice[0], len(choice[1]))))
    total, used = best[-1]
    if not used:
        return None
    qualifier, is_open = combine_qualifiers(used, has_gap=True)
    return DerivedResult(_make_result(used, period, total, qualifier), used, False, is_open)


def _make_result(rows: Sequence[Result], period: Period, value: object, qualifier: Qualifier) -> Result:
    """Return the result of a period that was made of `rows`: with their weakest status, and recorded when the last was.

    Its line is the last of theirs; a bound that may be reached exactly, for what is missing may be zero, has no line.
    """
    is_exclusive = not qualifier or any([row.qualifier and not row.is_derived for row in rows])
    latest = max(rows, key=lambda row: (row.recorded_at, row.line))
    status = min((row.status for row in rows), key=WEAKEST_FIRST.index)
    source = "; ".join(dict.fromkeys(row.source for row in rows if row.source))
    return latest._replace(
        period=period,
        value=value if isinstance(value, Decimal) else None,
        qualifier=qualifier,
        status=status,
        source=source,
        note="",
        line=max(row.line for row in rows) if is_exclusive else DERIVED_LINE,
    )


def _is_better(derived: Result, recorded: Result) -> bool:
    is_weaker = recorded.status == "forecast" and derived.status != "forecast"
    return is_weaker and not recorded.is_derived  # a roll-up has chosen already


def _count_months(row: Result) -> int:
    first, last = row.period.months
    return last - first + 1
