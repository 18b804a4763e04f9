"""Which areas several files have figures of, and which areas that should report are in none of them."""

from collections.abc import Container, Iterable
from typing import NamedTuple

from tracker.model import Period, Register
from tracker.model.areas import Area


class MissingAreas(NamedTuple):
    """The areas of a level that report, how many of them there are, and those of which there is no figure.

    Of these, `unrecorded` have no result of the period in the journal either.
    """

    level: str
    period: Period
    expected: int
    areas: tuple[Area, ...]
    unrecorded: tuple[Area, ...]


def find_missing_areas(
    figures: Iterable[tuple[str, Period]], recorded: Container[tuple[str, Period]], register: Register
) -> list[MissingAreas]:
    """Return the areas without a figure, for each level of which some area has one; `figures` are areas with periods.

    An area is expected if it exists on the last day of the last period. `recorded` has what the journal has.
    """
    latest: dict[str, Period] = {}
    present: set[str] = set()
    for name, period in figures:
        area = register.areas.get(name)
        if area:
            present.add(name)
            latest[area.level] = max(period, latest.get(area.level, period))
    reporting = {item.areas for item in register.indicators}
    found = []
    for level, period in latest.items():
        day = period.get_last_day(register.term.year_begins)
        expected = [area for area in register.areas.values() if area.level == level and area.find_placement(day)]
        missing = tuple(area for area in expected if area.id not in present)
        if level in reporting:
            unrecorded = tuple(area for area in missing if (area.id, period) not in recorded)
            found.append(MissingAreas(level, period, len(expected), missing, unrecorded))
    return found
