"""Checks of areas: what the list of areas does not have, and rows of areas that did not exist or do not report."""

from collections.abc import Iterator, Mapping
from itertools import chain

from tracker.checks.base import CheckInput
from tracker.errors import Location, Message, Problem, msg, quote_text
from tracker.model import Indicator, Row
from tracker.model.areas import Area
from tracker.recording.area_dates import describe_absence

AREA_COLUMN = "area"


def check_areas(data: CheckInput) -> Iterator[Problem]:
    """Find levels that no area has, and rows about areas that are left out because the folder lists none."""
    areas = data.register.areas
    levels = {area.level for area in areas.values()}
    for indicator in data.register.list_stated():
        if indicator.areas and indicator.areas not in levels:
            message = msg("no area has the level {found}", found=quote_text(indicator.areas))
            hint = msg("list the areas in areas.csv")
            if levels:
                hint = msg("known: {listed}", listed=", ".join(sorted(levels)))
            yield Problem(data.locate_target(indicator, "areas"), message, hint)
    if areas:
        return
    is_read = any([item.areas for item in data.register.list_stated()])
    if AREA_COLUMN in data.results_columns and not is_read:
        message = msg("the column area is kept and not read: there is no areas.csv")
        hint = msg("list the areas in areas.csv, so that each row is about its area")
        yield Problem(Location(data.results_file, 1, key=AREA_COLUMN), message, hint)
    for row in chain.from_iterable(data.register.decisions.values()):
        if row.area:
            message = msg("the decision is about the area {area}; it is left out", area=quote_text(row.area))
            hint = msg("list the areas in areas.csv, or leave area empty if it is about the whole")
            yield Problem(data.locate_row(row, AREA_COLUMN), message, hint)


def check_area_periods(data: CheckInput) -> Iterator[Problem]:
    """Find results of areas for periods on whose last day the area did not exist."""
    areas = data.register.areas
    for scoped in data.scopes:
        area = areas.get(scoped.register.scope.area)
        for row in chain.from_iterable(rows.values() for rows in scoped.current.values()):
            day = row.period.get_last_day(data.register.term.year_begins)
            if area and not area.find_placement(day):
                message = describe_absence(area, day, row.period)
                yield Problem(data.locate_row(row, AREA_COLUMN), message, _explain_absence(area, day, areas))


def _explain_absence(area: Area, day: str, areas: Mapping[str, Area]) -> Message:
    """Return what is made of a figure of an area that did not exist on a day, and what to do."""
    if day < area.begins:
        return _explain_restated(area, areas)
    if area.into:
        listed = ", ".join(successor.area for successor in area.into)
        return msg("it is added to no larger figure: record the figure of {listed} for the whole period", listed=listed)
    return msg("correct the area or the period, or until in areas.csv; it is added to no larger figure")


def _explain_restated(area: Area, areas: Mapping[str, Area]) -> Message:
    before = [each.id for each in areas.values() if any(link.area == area.id for link in each.into)]
    if not before:
        return msg("correct the area or the period, or from in areas.csv")
    return msg(
        "with the areas of today it replaces the figures of {listed}; if it was not restated for the new area, record "
        "it for the area of that time; if it was, write an exception with the reason",
        listed=", ".join(before),
    )


def check_area_levels(data: CheckInput) -> Iterator[Problem]:
    """Find results and decisions about areas below the level that reports the indicator, or beside it."""
    reporting = _ReportingAreas(data.register.areas)
    rows: list[Row] = [
        row for scoped in data.scopes for group in scoped.current.values() for row in group.values() if row.area
    ]
    rows += [row for row in chain.from_iterable(data.register.decisions.values()) if row.area and not row.is_withdrawn]
    by_id: dict[str, Indicator] = {item.id: item for item in data.register.indicators}
    for row in rows:
        level, area = by_id[row.indicator].areas, data.register.areas.get(row.area)
        if level and area and area.level != level and area.id not in reporting.find_larger(level):
            values = {"area": quote_text(area.id), "level": area.level, "reporting": level}
            message = msg("{area} is of the level {level}, but {reporting} reports the indicator", **values)
            hint = msg("record it for the area that reports it, or write another level in areas = … of the indicator")
            yield Problem(data.locate_row(row, AREA_COLUMN), message, hint)


class _ReportingAreas:
    """The areas in which some area of a level lies, at any time; found once for each level."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self._areas = areas
        self._found: dict[str, set[str]] = {}

    def find_larger(self, level: str) -> set[str]:
        """Return the ids of all larger areas of those of the level."""
        if level not in self._found:
            found: set[str] = set()
            waiting = [area.id for area in self._areas.values() if area.level == level]
            while waiting:
                for placement in self._areas[waiting.pop()].placements:
                    if placement.within and placement.within not in found:
                        found.add(placement.within)
                        waiting.append(placement.within)
            self._found[level] = found
        return self._found[level]
