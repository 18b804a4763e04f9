"""What the options select: the assessments of the folder, of an area or part, or of each of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.assess import assess
from tracker.cli.options import Selection
from tracker.cli.periods import resolve_year
from tracker.cli.session import Workspace, choose_year
from tracker.errors import ExitCode, make_error, msg, quote_text
from tracker.model import AssessmentSet, Indicator, Period, Register, Result, Text
from tracker.model.areas import Scope
from tracker.parallel import LazySequence
from tracker.recording.scopes import check_level, find_dimension, read_scope
from tracker.text import match_names

if TYPE_CHECKING:
    from tracker.rollup import ScopeRegisters


def assess_selection(workspace: Workspace, selection: Selection, today: str, only: str = "") -> AssessmentSet:
    """Return the assessments that the options select, of one area or part; with `only`, just that of this indicator.

    Raises TrackerError if an option does not fit the data.
    """
    scope = find_scope(workspace.register, selection)
    return next(iter(assess_scopes(workspace, selection, today, [scope], only)))


def assess_every_scope(
    workspace: Workspace, selection: Selection, today: str, only: str = ""
) -> LazySequence[Scope, AssessmentSet]:
    """Return the assessments of each area and part that the options choose, made one after the other.

    With `only`, just those of this indicator. Raises TrackerError if an option does not fit the data.
    """
    scopes = list_scopes(workspace.register, selection, _choose_day(workspace, selection, today))
    return assess_scopes(workspace, selection, today, scopes, only)


def _choose_day(workspace: Workspace, selection: Selection, today: str) -> str:
    """Return the day on which areas must exist: the last of the reporting year for the areas of then, else today."""
    if selection.territory == "today":
        return selection.as_of or today
    term = workspace.register.term
    year = resolve_year(selection.year, term) or choose_year(workspace.register, selection.as_of, workspace.closing)
    return Period(year).get_last_day(term.year_begins)


def assess_scopes(
    workspace: Workspace, selection: Selection, today: str, scopes: Sequence[Scope], only: str = ""
) -> LazySequence[Scope, AssessmentSet]:
    """Return the assessments of each scope, made when they are asked for; with `only`, just those of this indicator.

    Raises TrackerError if an option does not fit the data.
    """
    day = selection.as_of or today
    register = workspace.register
    assumed: tuple[Result, ...] = ()
    if selection.assume:
        register, assumed = _apply_assumptions(register, selection, day)
    year = _find_year(workspace._replace(register=register), selection, assumed)
    registers = DerivedRegisters(_keep_needed(register, only) if only else register, selection, today)
    method, recorded_until = selection.method or "", selection.as_of or ""

    def assess_scope(scope: Scope) -> AssessmentSet:
        derived = registers.derive(scope)
        if only:
            derived = derived._replace(indicators=tuple(item for item in derived.indicators if item.id == only))
        board = assess(derived, year, day, method)
        board = board._replace(assumed_results=assumed, recorded_until=recorded_until, method=method)
        return filter_board(board, selection)

    return LazySequence(assess_scope, scopes)


def _apply_assumptions(register: Register, selection: Selection, day: str) -> tuple[Register, tuple[Result, ...]]:
    """Return the register with the values that --assume gives, and these; raises TrackerError if they do not fit."""
    from tracker.recording.what_if import apply_assumptions

    if selection.level:
        hint = msg("leave --level out; name the area with --area")
        raise make_error(msg("a value is assumed for one area"), hint, ExitCode.USAGE)
    return apply_assumptions(register, selection.assume, day, find_scope(register, selection))


def _find_year(workspace: Workspace, selection: Selection, assumed: Sequence[Result]) -> int:
    """Return the reporting year: the one that is named, else the latest with a result, or of an assumed value.

    Raises TrackerError if the term does not have it, or if it is before an assumed value.
    """
    term = workspace.register.term
    year = resolve_year(selection.year, term)
    if year is None:  # an assumption is about the year that is to be seen
        latest = choose_year(workspace.register, selection.as_of, workspace.closing)
        year = max([latest, *(row.period.year for row in assumed)])
    if not term.first_year <= year <= term.last_year:
        years = {"year": year, "first": term.first_year, "last": term.last_year}
        raise make_error(msg("{year} is not a year of the term {first}–{last}", **years), None, ExitCode.USAGE)
    if assumed:
        from tracker.recording.what_if import check_assumed_years

        check_assumed_years(assumed, year)
    return year


def _keep_needed(register: Register, only: str) -> Register:
    """Return the register with one indicator and those of which it is computed: the others take time for each area."""
    by_id = {item.id: item for item in register.indicators}
    needed: set[str] = set()
    waiting = [only]
    while waiting:
        item = by_id.get(waiting.pop())
        if item and item.id not in needed:
            needed.add(item.id)
            waiting += [item.counts, item.weight, *((item.ratio.of, item.ratio.to) if item.ratio else ())]
    return register._replace(indicators=tuple(item for item in register.indicators if item.id in needed))


def filter_board(board: AssessmentSet, selection: Selection) -> AssessmentSet:
    """Return the set with only the assessments that the options select.

    Raises TrackerError if the options name a group or a responsible body that does not exist.
    """
    register = board.register
    groups = [(group.id, (group.id, *group.name.values())) for group in register.groups]
    by_id = {item.id: item for item in register.indicators}
    named = [(item.id, _find_owner(item, by_id)) for item in register.indicators]
    owners = [(identity, tuple(owner.values())) for identity, owner in named if owner]
    in_group = _match_ids("--group", selection.group, groups)
    of_owner = _match_ids("--owner", selection.owner, owners)
    scope = tuple(
        item
        for item in board.assessments
        if (in_group is None or item.indicator.group in in_group)
        and (of_owner is None or item.indicator.id in of_owner)
    )
    if not selection.statuses:
        return board._replace(assessments=scope)
    kept = tuple(item for item in scope if item.status in selection.statuses)
    return board._replace(assessments=kept, unfiltered=scope)


def _find_owner(indicator: Indicator, by_id: Mapping[str, Indicator]) -> Text:
    """Return the responsible body of an indicator: its own, else that of the indicator of which it is a part."""
    current: Indicator | None = indicator
    while current and not current.owner:
        current = by_id.get(current.parent)
    return current.owner if current else {}


def _match_ids(option: str, query: str | None, candidates: Sequence[tuple[str, Sequence[str]]]) -> set[str] | None:
    """Return the ids that match a name, or None if `query` is None; raises TrackerError if nothing matches."""
    if query is None:
        return None
    ids = match_names(query, candidates)
    if not ids:
        known = list(dict.fromkeys(names[0] for _, names in candidates))
        message = msg("{option}: there is no {wanted}", option=option, wanted=quote_text(query))
        hint = msg("known: {listed}", listed=", ".join(known)) if known else msg("targets.toml has none")
        raise make_error(message, hint, ExitCode.USAGE)
    return set(ids)


class DerivedRegisters:
    """Makes the register of one area or part after another, as it is known on the day `as_of`, or `today`."""

    def __init__(self, register: Register, selection: Selection, today: str) -> None:
        self._register = register
        self._registers: ScopeRegisters | None = None
        if needs_roll_up(register):
            from tracker.rollup import ScopeRegisters  # only areas, parts and computed indicators need it

            territory = selection.territory
            self._registers = ScopeRegisters(register, as_of=selection.as_of, today=today, territory=territory)

    def derive(self, scope: Scope) -> Register:
        """Return the register of a scope: what was recorded for it, and what the rules make of other figures."""
        return self._registers.for_scope(scope) if self._registers else self._register


def assess_indicator(register: Register, indicator: Indicator, scope: Scope, year: int, today: str) -> AssessmentSet:
    """Return the assessment of one indicator of an area or part, as `tracker status` gives it."""
    derived = DerivedRegisters(_keep_needed(register, indicator.id), Selection(), today).derive(scope)
    item = next((item for item in derived.indicators if item.id == indicator.id), indicator)
    return assess(derived._replace(indicators=(item,)), year, today)


def find_in_scope(register: Register, indicator: Indicator, scope: Scope, today: str) -> Indicator:
    """Return an indicator with what is in force for an area or part; without anything if it has none so far."""
    if scope == Scope():
        return indicator
    derived = DerivedRegisters(register, Selection(), today).derive(scope)
    bare = indicator._replace(target=None, plan={}, baseline=None, versions=(), first=None)
    return next((each for each in derived.indicators if each.id == indicator.id), bare)


def needs_roll_up(register: Register) -> bool:
    """Whether any figure of the folder may be made of others."""
    if register.areas or register.dimensions:
        return True
    return any([item.ratio or item.counts for item in register.indicators])


def find_scope(register: Register, selection: Selection) -> Scope:
    """Return the area and part that the options name; raises TrackerError if there is none of the name."""
    if not selection.area and not selection.parts:
        return Scope()
    return read_scope(register, selection.area, selection.parts)


def list_scopes(register: Register, selection: Selection, day: str) -> list[Scope]:
    """Return every area and part that the options choose, of the areas that exist on `day`, in the order of areas.csv.

    Raises TrackerError if an option names what the folder does not have.
    """
    scope = find_scope(register, selection)
    areas = _list_areas(register, scope.area, selection.level, day) if selection.level else [scope.area]
    parts = [scope.parts]
    if selection.by:
        dimension = find_dimension(register, selection.by)
        kept = [pair for pair in scope.parts if pair[0] != dimension.id]
        order = [item.id for item in register.dimensions]
        for value in dimension.values:
            found = [*kept, (dimension.id, value)]
            parts.append(tuple(sorted(found, key=lambda pair: order.index(pair[0]))))
    return [Scope(area, part) for area in areas for part in parts]


def _list_areas(register: Register, within: str, level: str, day: str) -> list[str]:
    """Return the areas of a level that exist on a day, within one area, or all."""
    check_level(register, level)
    found = []
    for area in register.areas.values():
        if area.level == level and area.find_placement(day) and _lies_within(register, area.id, within, day):
            found.append(area.id)
    return found


def _lies_within(register: Register, area: str, within: str, day: str) -> bool:
    """Whether an area lies in another one on a day, or is it; everything lies in the folder's own area."""
    seen: set[str] = set()
    while area and area != within and area not in seen:
        seen.add(area)
        placement = register.areas[area].find_placement(day) if area in register.areas else None
        area = placement.within if placement else ""
    return area == within
