"""What checks of coverage find in the rows of areas: one finding for all areas of a level, and not one for each row."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tracker.checks.base import CheckInput
from tracker.errors import Message, msg
from tracker.model import Indicator, Period, Result

_MAX_LISTED = 5


class _Group:
    """The areas of one level that have a row about an indicator and period, and those of them that lack something."""

    def __init__(self) -> None:
        self.every: dict[str, None] = {}
        self.lacking: dict[str, Result] = {}

    def add(self, area: str, row: Result, *, is_lacking: bool) -> None:
        """Add a row of an area; the first row that lacks something is kept."""
        self.every[area] = None
        if is_lacking:
            self.lacking.setdefault(area, row)


class AreaFinding(NamedTuple):
    """What is lacking in the rows of areas about an indicator and period: the first of them, and which areas."""

    indicator: str
    period: Period
    row: Result
    level: str
    areas: tuple[str, ...]
    every: int

    def describe(self, message: Message) -> Message:
        """Return what is said of the areas: how many of how many, what, and the first of them."""
        listed = ", ".join(self.areas[:_MAX_LISTED]) + (", …" if len(self.areas) > _MAX_LISTED else "")
        values = {"count": len(self.areas), "every": self.every, "level": self.level, "listed": listed}
        return msg("{count} of {every} areas of the level {level}: {message} ({listed})", message=message, **values)


def find_in_area_rows(
    data: CheckInput,
    list_rows: Callable[[CheckInput, Indicator], Iterable[Result]],
    is_lacking: Callable[[Result], bool],
) -> Iterator[AreaFinding]:
    """Yield what is lacking in the rows that `list_rows` gives of each area, by indicator, period and level."""
    groups: dict[tuple[str, Period, str], _Group] = {}
    for scoped in data.scopes:
        area = data.register.areas.get(scoped.register.scope.area)
        for item in scoped.register.indicators if area else ():
            for row in list_rows(scoped, item):
                group = groups.setdefault((item.id, row.period, area.level if area else ""), _Group())
                group.add(row.area, row, is_lacking=is_lacking(row))
    for (indicator, period, level), group in groups.items():
        if group.lacking:
            first = min(group.lacking.values(), key=lambda row: row.line)
            lacking = tuple(area for area in data.register.areas if area in group.lacking)
            yield AreaFinding(indicator, period, first, level, lacking, len(group.every))


def find_area_gaps(data: CheckInput, indicator: Indicator) -> Iterator[tuple[int, AreaFinding]]:
    """Yield the years without a result of areas that existed in them and have a later one, with these areas."""
    years: dict[str, dict[int, Result]] = {}
    for scoped in data.scopes:
        if area := scoped.register.scope.area:
            found = scoped.get_yearly_results(indicator)
            years.setdefault(area, {}).update({row.period.year: row for row in found})
    term, areas = data.register.term, data.register.areas
    levels = dict.fromkeys(areas[area].level for area, found in years.items() if found and area in areas)
    for level in levels:
        of_level = {area: years[area] for area in areas if years.get(area) and areas[area].level == level}
        for year in range(term.first_year, data.year + 1):
            day = Period(year).get_last_day(term.year_begins)
            due = [area for area, found in of_level.items() if max(found) > year and areas[area].find_placement(day)]
            lacking = tuple(area for area in due if year not in of_level[area])
            if lacking:
                row = of_level[lacking[0]][max(of_level[lacking[0]])]
                yield year, AreaFinding(indicator.id, Period(year), row, level, lacking, len(due))
