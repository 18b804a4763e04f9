"""What is to be judged, and which of it is shown: of the folder, of an area or part, or of each of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from tracker.assess import assess
from tracker.errors import ExitCode, make_error, msg, quote_text
from tracker.model import AssessmentSet, Indicator, Register, Result, Term, Text
from tracker.model.scopes import Scope, Territory
from tracker.text import match_names

if TYPE_CHECKING:
    from tracker.rollup import ScopeRegisters


class Selection(NamedTuple):
    """What to judge, and which of it to show."""

    year: int | None = None
    as_of: str | None = None
    group: str | None = None
    owner: str | None = None
    only: tuple[tuple[str, ...], ...] = ()
    method: str | None = None
    assume: tuple[str, ...] = ()
    area: str | None = None
    parts: tuple[str, ...] = ()
    level: str | None = None
    by: str | None = None
    territory: Territory = "today"
    public: bool = False
    where: tuple[str, ...] = ()

    @property
    def statuses(self) -> set[str]:
        """Return the statuses to show; empty means all."""
        return {status for several in self.only for status in several}


class StatusOptions(TypedDict, total=False):
    """The options of `TrackerFolder.status` and `review`; each may be left out.

    `group` and `owner` are names, `where` own fields and their values as with `--where` ("": without one), `method` the
    name of a method for all indicators, `area` and `parts` what the figures are about, and `territory` the areas of
    today or of then.
    """

    group: str | None
    owner: str | None
    where: Mapping[str, str] | None
    method: str
    area: str | None
    parts: Mapping[str, str] | None
    territory: Territory


def make_judge(
    register: Register,
    selection: Selection,
    *,
    year: int,
    today: str,
    only: str = "",
    assumed: tuple[Result, ...] = (),
    scopes: Sequence[Scope] = (),
) -> Callable[[Scope], AssessmentSet]:
    """Return what gives the assessments of a scope at the end of `year`.

    With `only`, just those of this indicator. `assumed` are the results of the register that nobody has recorded;
    `scopes`, if given, all that will be asked for. Raises TrackerError if the selection does not fit the data.
    """
    registers = DerivedRegisters(keep_needed(register, only) if only else register, selection, today, year, scopes)

    def judge_scope(scope: Scope) -> AssessmentSet:
        board = judge_derived(registers.derive(scope), selection, year, today, only)
        return board._replace(assumed_results=assumed) if assumed else board

    return judge_scope


def judge_derived(derived: Register, selection: Selection, year: int, today: str, only: str = "") -> AssessmentSet:
    """Return the assessments of the register of one scope that the selection chooses; with `only`, of one indicator."""
    method, recorded_until = selection.method or "", selection.as_of or ""
    if only:
        derived = derived._replace(indicators=tuple(item for item in derived.indicators if item.id == only))
    board = assess(derived, year, selection.as_of or today, method)
    return filter_board(board._replace(recorded_until=recorded_until, method=method), selection)


def check_year(year: int, term: Term) -> None:
    """Raise TrackerError if a reporting year is not one of the term."""
    if not term.first_year <= year <= term.last_year:
        years = {"year": year, "first": term.first_year, "last": term.last_year}
        raise make_error(msg("{year} is not a year of the term {first}–{last}", **years), None, ExitCode.USAGE)


def check_word(option: str, word: str, known: Sequence[str]) -> None:
    """Raise ValueError if a word is not one of those known."""
    if word not in known:
        raise ValueError(f"{option} is {word!r}, not one of {', '.join(known)}")


def check_options(given: Mapping[str, object], known: type) -> None:
    """Raise TypeError if an option is given that the dictionary of options `known` does not have."""
    if unknown := given.keys() - known.__annotations__.keys():
        raise TypeError(f"there is no option {', '.join(sorted(unknown))}")


def check_mapping(option: str, given: object) -> None:
    """Raise TypeError if an option is neither a mapping nor left out."""
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(f"{option} is {given!r}, not a mapping")


def keep_needed(register: Register, only: str) -> Register:
    """Return the register with one indicator and those of which it is computed: the others take time for each area."""
    by_id = {item.id: item for item in register.indicators}
    needed, waiting = set[str](), [only]
    while waiting:
        item = by_id.get(waiting.pop())
        if item and item.id not in needed:
            needed.add(item.id)
            waiting += [item.counts, item.weight, *((item.ratio.of, item.ratio.to) if item.ratio else ())]
    return register._replace(indicators=tuple(item for item in register.indicators if item.id in needed))


def filter_board(board: AssessmentSet, selection: Selection) -> AssessmentSet:
    """Return the set with only the assessments that the options select.

    Raises TrackerError if the options name a group, a responsible body or an own field that does not exist.
    """
    register = board.register
    groups = [(group.id, (group.id, *group.name.values())) for group in register.groups]
    owners = [(identity, tuple(owner.values())) for identity, owner in _find_owners(register).items() if owner]
    in_group = _match_ids("--group", selection.group, groups)
    of_owner = _match_ids("--owner", selection.owner, owners)
    with_fields: set[str] | None = None
    if selection.where:
        from tracker.api.own_fields import match_fields  # only --where needs it

        with_fields = match_fields(selection.where, register.indicators)
    scope = tuple(
        item
        for item in board.assessments
        if (in_group is None or item.indicator.group in in_group)
        and (of_owner is None or item.indicator.id in of_owner)
        and (with_fields is None or item.indicator.id in with_fields)
    )
    if not selection.statuses:
        return board._replace(assessments=scope)
    kept = tuple(item for item in scope if item.status in selection.statuses)
    return board._replace(assessments=kept, unfiltered=scope)


def _find_owners(register: Register) -> dict[str, Text]:
    """Return the responsible body of each indicator: its own, else that of the indicator of which it is a part."""
    by_id = {item.id: item for item in register.indicators}
    owners: dict[str, Text] = {}
    for item in register.indicators:
        current: Indicator | None = item
        without = []
        while current and not current.owner and current.id not in owners:
            without.append(current.id)
            current = by_id.get(current.parent)
        owner = current.owner or owners.get(current.id, {}) if current else {}
        owners |= dict.fromkeys([item.id, *without], owner)
    return owners


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
    """Makes the register of one area or part after another, as it is known on the day `as_of`, or `today`.

    With the areas of then, those at the end of `year` hand down their targets. If the selection is public, what is not
    to be published is left out, after the figures were made. What `scopes` need is read at once.
    """

    def __init__(
        self,
        register: Register,
        selection: Selection,
        today: str,
        year: int | None = None,
        scopes: Sequence[Scope] = (),
    ) -> None:
        self._register = register
        self._hidden: frozenset[str] = frozenset()
        self._registers: ScopeRegisters | None = None
        if selection.public:
            from tracker.rollup.publication import find_hidden  # only what is published needs it

            self._hidden = find_hidden(register.indicators)
        if needs_roll_up(register):
            from tracker.rollup import ScopeRegisters  # only areas, parts and computed indicators need it

            territory, as_of = selection.territory, selection.as_of
            self._registers = ScopeRegisters(register, as_of=as_of, today=today, territory=territory, year=year)
            self._registers.prefetch(scopes)

    def derive(self, scope: Scope) -> Register:
        """Return the register of a scope: what was recorded for it, and what the rules make of other figures."""
        derived = self._registers.for_scope(scope) if self._registers else self._register
        if not self._hidden:
            return derived
        from tracker.rollup.publication import select_public

        return select_public(derived, self._hidden)


def assess_indicator(register: Register, indicator: Indicator, scope: Scope, year: int, today: str) -> AssessmentSet:
    """Return the assessment of one indicator of an area or part, as `tracker status` gives it."""
    derived = DerivedRegisters(keep_needed(register, indicator.id), Selection(), today).derive(scope)
    item = next((item for item in derived.indicators if item.id == indicator.id), indicator)
    return assess(derived._replace(indicators=(item,)), year, today)


def find_in_scope(register: Register, indicator: Indicator, scope: Scope, today: str) -> Indicator:
    """Return an indicator with what is in force for an area or part; without anything if it has none so far."""
    if scope == Scope() and not indicator.sums_targets:
        return indicator
    derived = DerivedRegisters(register, Selection(), today).derive(scope)
    bare = indicator._replace(target=None, plan={}, baseline=None, versions=(), first=None)
    bare = bare._replace(period_plans={}, period_versions=())
    return next((each for each in derived.indicators if each.id == indicator.id), bare)


def needs_roll_up(register: Register) -> bool:
    """Whether any figure of the folder may be made of others."""
    if register.areas or register.dimensions:
        return True
    return any([item.ratio or item.counts for item in register.indicators])


def find_scope(register: Register, selection: Selection) -> Scope:
    """Return the area and part that the options name; raises TrackerError if there is none of the name.

    A dimension that is not published has no parts in a public selection.
    """
    if not selection.area and not selection.parts:
        return Scope()
    if selection.public:
        from tracker.rollup.publication import find_hidden, select_dimensions  # only what is published needs it

        register = register._replace(dimensions=select_dimensions(register, find_hidden(register.indicators)))
    from tracker.recording.scopes import read_scope  # only areas and parts need it

    return read_scope(register, selection.area, selection.parts)


def list_scopes(register: Register, selection: Selection, day: str) -> list[Scope]:
    """Return every area and part that the options choose, of the areas that exist on `day`, in the order of areas.csv.

    Raises TrackerError if an option names what the folder does not have.
    """
    scope = find_scope(register, selection)
    areas = _list_areas(register, scope.area, selection.level, day) if selection.level else [scope.area]
    parts = [scope.parts]
    if selection.by:
        from tracker.recording.scopes import find_dimension

        dimension = find_dimension(register, selection.by)
        kept = [pair for pair in scope.parts if pair[0] != dimension.id]
        order = [item.id for item in register.dimensions]
        for value in dimension.values:
            found = [*kept, (dimension.id, value)]
            parts.append(tuple(sorted(found, key=lambda pair: order.index(pair[0]))))
    return [Scope(area, part) for area in areas for part in parts]


def _list_areas(register: Register, within: str, level: str, day: str) -> list[str]:
    """Return the areas of a level that exist on a day, within one area, or all."""
    from tracker.recording.scopes import check_level

    check_level(register, level)
    areas = [area for area in register.areas.values() if area.level == level and area.find_placement(day)]
    return [area.id for area in areas if _lies_within(register, area.id, within, day)]


def _lies_within(register: Register, area: str, within: str, day: str) -> bool:
    """Whether an area lies in another one on a day, or is it; everything lies in the folder's own area."""
    seen: set[str] = set()
    while area and area != within and area not in seen:
        seen.add(area)
        placement = register.areas[area].find_placement(day) if area in register.areas else None
        area = placement.within if placement else ""
    return area == within
