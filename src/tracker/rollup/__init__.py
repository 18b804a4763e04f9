"""Registers of areas and parts: what was recorded for them, and what rules make of the figures of smaller areas.

It has no clock, files or language. Of areas that were merged or split, "today" shows those that exist on the day, each
with the figures of all areas that lead to it; "then" shows the areas of each period.
"""

from collections.abc import Iterable, Sequence
from decimal import localcontext

from tracker.assess.arithmetic import EXACT
from tracker.model import Indicator, Register, Result
from tracker.model.scopes import Scope, Territory
from tracker.rollup.calculator import Calculator, Outcomes
from tracker.rollup.figures import FigureMaker
from tracker.rollup.outcomes import Outcome


def roll_up(
    register: Register, scope: Scope, *, as_of: str | None, today: str, territory: Territory = "today"
) -> Register:
    """Return the register of one area or part, seen on the day `as_of` or `today` (YYYY-MM-DD).

    `register` is that of the folder. To make those of many areas, keep a `ScopeRegisters`.
    """
    return ScopeRegisters(register, as_of=as_of, today=today, territory=territory).for_scope(scope)


class ScopeRegisters:
    """Makes the registers of the areas and parts of a folder; what several of them need is computed once."""

    def __init__(
        self,
        register: Register,
        *,
        as_of: str | None,
        today: str,
        territory: Territory = "today",
        year: int | None = None,
    ) -> None:
        """`year` is the reporting year: of the areas of then, those at its end hand down their targets."""
        day = as_of or today
        self._register = register
        self._territory = territory
        self._calculator = Calculator(register, as_of, day, year)

    def prefetch(self, scopes: Iterable[Scope]) -> None:
        """Read at once what the registers of these areas and parts are made of, if it is read when it is needed."""
        families = self._calculator.geography.list_family
        areas = dict.fromkeys(scope.area for scope in scopes)
        self._calculator.rows.prefetch(lambda: [each for area in areas for each in families(area)])

    def list_areas(self, level: str, within: str = "") -> list[str]:
        """Return the areas of a level that exist on the day, in the order of the file: all, or those within an area."""
        return list(self._calculator.geography.list_reporting(level, within))

    def find_indicator(self, indicator: Indicator, scope: Scope) -> Indicator:
        """Return an indicator with what is in force for an area or part: targets, plans, a decided baseline."""
        return self._calculator.targets.find_indicator(indicator, scope, self._territory)

    def for_scope(self, scope: Scope) -> Register:
        """Return the register of an area or part, with its results, and how they were made."""
        calculator = self._calculator
        results: dict[str, tuple[Result, ...]] = {}
        outcomes: dict[str, Outcomes] = {}
        with localcontext(EXACT):
            calculator.release_memory()
            self.prefetch([scope])
            indicators = calculator.targets.list_indicators(scope, self._territory)
            rows = calculator.rows.get_rows(scope)
            for item in indicators:
                recorded = rows.get(item.id, ())
                if not calculator.is_recorded_only(item, scope):
                    found = outcomes[item.id] = calculator.derive(item, scope, self._territory)
                    recorded = merge_rows(item, scope, recorded, found)
                if recorded:
                    results[item.id] = tuple(recorded)
        figures = FigureMaker(calculator, scope, self._territory).list_figures(outcomes)
        return self._register._replace(indicators=indicators, results=results, scope=scope, figures=figures)


def merge_rows(item: Indicator, scope: Scope, rows: Sequence[Result], outcomes: Outcomes) -> tuple[Result, ...]:
    """Return the recorded rows that are figures, or took one back, and the derived figures, by period.

    A year that the quarters, halves or months of the area itself make is left to judging, which shows how.
    """
    derived = [
        outcome.make_result(item.id, period, scope)
        for period, outcome in outcomes.items()
        if outcome.row is None and outcome.value is not None and outcome.from_parts != "own"
    ]
    kept = [row for row in rows if _is_kept(row, outcomes.get(row.period))]
    own = {period: outcome for period, outcome in outcomes.items() if outcome.from_parts == "own" and period.is_year}
    derived += _list_hidden_years(item, scope, [*kept, *derived], own) if own else []
    if not derived and len(kept) == len(rows):
        return tuple(rows)
    return tuple(sorted([*kept, *derived], key=lambda row: row.period))


def _list_hidden_years(item: Indicator, scope: Scope, rows: Sequence[Result], years: Outcomes) -> list[Result]:
    """Return the years that were made of parts which are not shown, for the area was another one then."""
    from tracker.assess.within_year import derive_periods  # few folders have parts of years

    current = {row.period: row for row in rows if row.status != "withdrawn"}
    made = derive_periods(current, years, item.year_rule, max(years).year + 1)
    return [
        outcome.make_result(item.id, year, scope)
        for year, outcome in years.items()
        if year not in made or (made[year].result.value, made[year].is_whole) != (outcome.value, bool(outcome.reported))
    ]


def _is_kept(row: Result, outcome: Outcome | None) -> bool:
    """Whether a recorded row is shown: not if it is only a part of the figure, or of one that cannot be made."""
    if outcome is None or outcome.row is not None or outcome.from_parts == "own":
        return True
    return row.status == "withdrawn" and outcome.value is None
