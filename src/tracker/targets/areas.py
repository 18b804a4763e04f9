"""Reads `areas.csv`: the places that report, where each lies and when, and what it became.

A list in which an area would be counted twice or not at all is refused: each area lies in one place on each day of its
life, within an area that exists on that day, and shares make a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from tracker.errors import Day, Message, ProblemList, make_suggestion, msg, quote_text
from tracker.model.areas import Area, Placement
from tracker.targets.area_rows import AreaProblems, AreaRow, read_area_rows
from tracker.targets.cycles import find_cycles, format_cycle
from tracker.targets.successors import read_successors
from tracker.text import normalize_accents

_LAST_DAY = "9999-12-31"


def read_areas(text: str, file: str) -> tuple[Mapping[str, Area], ProblemList]:
    """Return the areas of an `areas.csv` by id, in its order, and every problem in it; the problems name it `file`."""
    problems = AreaProblems(file, ProblemList())
    rows = read_area_rows(text, problems)
    by_area: dict[str, list[AreaRow]] = {}
    for row in rows:
        by_area.setdefault(row.area, []).append(row)
    areas = {area: _make_area(found, problems) for area, found in by_area.items()}
    finder = _AreaFinder(areas)
    faulty = {row.area for row in rows if not row.has_days}
    for row in rows:
        _check_within(row, finder, problems)
        if row.has_days and row.within not in faulty:
            _check_time_within(row, areas, problems)
    for area in areas.values():
        _check_successors(area, by_area[area.id], finder, faulty, problems)
    _check_cycles(areas, by_area, problems)
    problems.problems.sort(key=lambda problem: problem.location.line or 0)
    return areas, problems.problems


class _AreaFinder:
    """Suggests the area that is meant by an unknown id; the names are looked at only if it is asked."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self.areas = areas
        self._by_name: dict[str, str] = {}

    def suggest(self, word: str, problems: ProblemList) -> Message | None:
        """Return the hint which area is meant, or None."""
        if not self._by_name:
            self._by_name = {normalize_accents(name): area.id for area in self.areas.values()
                             for name in area.name.values()}  # fmt: skip
        named = self._by_name.get(normalize_accents(word))
        return make_suggestion(named or problems.suggester.suggest("area", word, self.areas))


def _make_area(rows: Sequence[AreaRow], problems: AreaProblems) -> Area:
    """Return the area that its rows describe, after adding what is wrong with them together."""
    first, ordered = rows[0], sorted(rows, key=attrgetter("first"))
    for row in rows[1:]:
        _check_same_area(first, row, problems)
    if all(row.has_days for row in rows):
        for before, after in pairwise(ordered):
            _check_neighbours(before, after, problems)
    last = ordered[-1]
    for row in ordered[:-1]:
        if row.into:
            message = msg("the area does not end with this row, but goes on on line {line}", line=last.line)
            problems.add(row.line, "into", message, msg("write into on the last row of the area"))
    placements = tuple(Placement(row.within, row.first, row.last) for row in ordered)
    successors = read_successors(last, problems)
    return Area(first.area, first.name, first.level, placements, successors, last.source, first.line)


def _check_same_area(first: AreaRow, row: AreaRow, problems: AreaProblems) -> None:
    hint = msg("an area keeps its name and level; write another one with an id of its own, and name it in into")
    for column, one, other in (("name", first.name, row.name), ("level", first.level, row.level)):
        if one != other and one and other:
            message = msg("the area has another {column} on line {line}", column=column, line=first.line)
            problems.add(row.line, column, message, hint)


def _check_neighbours(before: AreaRow, after: AreaRow, problems: AreaProblems) -> None:
    """Add a problem if two rows of an area, in the order of time, overlap or leave a gap."""
    if not before.last or not after.first or after.first <= before.last:
        late, early = max(before.line, after.line), min(before.line, after.line)
        message = msg("the days overlap those of line {line}: an area lies in one place at a time", line=early)
        hint = msg("end one row on the day before the other begins; if these are two areas, give each its own id")
        problems.add(late, "from", message, hint)
    elif find_next_day(before.last) < after.first:
        gap = {"last": Day(before.last), "first": Day(after.first), "line": before.line}
        message = msg("the area ends on {last} (line {line}) and begins again on {first}", **gap)
        hint = msg("close the gap, or give the later area an id of its own; an id is never reused")
        problems.add(after.line, "from", message, hint)


def _check_within(row: AreaRow, finder: _AreaFinder, problems: AreaProblems) -> None:
    """Add a problem if a row lies within an area that does not exist."""
    if row.within and row.within not in finder.areas and not problems.may_exist(row.within):
        hint = finder.suggest(row.within, problems.problems)
        message = msg("there is no area {found} in areas.csv", found=quote_text(row.within))
        problems.add(row.line, "within", message, hint or msg("add a row for it, or leave within empty"))


def _check_time_within(row: AreaRow, areas: Mapping[str, Area], problems: AreaProblems) -> None:
    """Add a problem if a row lies within an area that does not exist during all of its days."""
    larger = areas.get(row.within)
    if larger is None or larger.id == row.area:  # a cycle is another problem
        return
    if larger.begins > row.first or (larger.ends or _LAST_DAY) < (row.last or _LAST_DAY):
        span = describe_span(larger.begins, larger.ends)
        message = msg("{within} exists {span} only", within=quote_text(larger.id), span=span)
        hint = msg("give this row no other days, and write a row for where the area lies before or after")
        problems.add(row.line, "within", message, hint)


def describe_span(first: str, last: str) -> Message:
    """Return the days from `first` to `last` for a message; "" means that there is no such end."""
    if first and last:
        return msg("from {first} until {last}", first=Day(first), last=Day(last))
    if last:
        return msg("until {last}", last=Day(last))
    return msg("from {first}", first=Day(first)) if first else msg("always")


def _check_successors(
    area: Area, rows: Iterable[AreaRow], finder: _AreaFinder, faulty: set[str], problems: AreaProblems
) -> None:
    """Add a problem for each successor that does not exist on the day after the last day of the area."""
    if not area.into:
        return
    line = max(rows, key=attrgetter("first")).line
    if not area.ends and area.id not in faulty:
        message = msg("the area has a successor, but no last day")
        problems.add(line, "until", message, msg("write its last day in until, or leave into empty"))
    for successor in area.into:
        other = finder.areas.get(successor.area)
        if other is None and problems.may_exist(successor.area):
            continue
        if other is None:
            hint = finder.suggest(successor.area, problems.problems) or msg("add a row for it")
            message = msg("there is no area {found} in areas.csv", found=quote_text(successor.area))
            problems.add(line, "into", message, hint)
        elif area.ends and other.id != area.id and not {area.id, other.id} & faulty:
            _check_succession(area, other, line, problems)


def _check_succession(area: Area, other: Area, line: int, problems: AreaProblems) -> None:
    day = find_next_day(area.ends)
    hint = msg("correct one of the two days, or name the area that came after")
    if other.begins > day:
        values = {"area": quote_text(other.id), "day": Day(day), "begins": Day(other.begins)}
        message = msg("{area} begins on {begins}, so it does not exist on {day}, the day after", **values)
        problems.add(line, "into", message, hint)
    elif other.ends and other.ends < day:
        values = {"area": quote_text(other.id), "day": Day(day), "ends": Day(other.ends)}
        message = msg("{area} ends on {ends}, so it does not exist on {day}, the day after", **values)
        problems.add(line, "into", message, hint)


def _check_cycles(areas: Mapping[str, Area], rows: Mapping[str, Sequence[AreaRow]], problems: AreaProblems) -> None:
    """Add a problem for areas that lie within themselves, and for areas that become themselves."""
    within = {area.id: [each.within for each in area.placements if each.within] for area in areas.values()}
    for cycle in find_cycles(within):
        line = next((row.line for row in rows[cycle[0]] if row.within in cycle), areas[cycle[0]].line)
        message = msg("the area lies within itself: {cycle}", cycle=format_cycle(cycle))
        problems.add(line, "within", message, msg("within names the next larger area; leave it empty for the largest"))
    into = {area.id: [each.area for each in area.into] for area in areas.values() if area.into}
    for cycle in find_cycles(into):
        line = max(rows[cycle[0]], key=attrgetter("first")).line
        message = msg("the area becomes itself: {cycle}", cycle=format_cycle(cycle))
        problems.add(line, "into", message, msg("into names the area that came after"))


@lru_cache(maxsize=1024)
def find_next_day(day: str) -> str:
    """Return the day after a day, both as YYYY-MM-DD."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
