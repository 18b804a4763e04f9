"""Reads of a store only the rows that count, and those of an area only when they are asked for.

What is read goes through the reader of journals, like a file that holds no other rows. If anything is unusual in it,
the whole journal is read instead, so that problems, warnings and their lines are those of the whole.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.schema import Schema
from tracker.model import Period, Result
from tracker.model.scope_rows import RowsByIndicator, ScopeRows
from tracker.model.scopes import Parts, Scope
from tracker.periods import parse_period
from tracker.store import statements
from tracker.store.journals import Store

_OWN = Scope()
_MAX_NAMED = 2000
"""How many areas a query names; if more are needed, all are read."""


class LatestReader(NamedTuple):
    """Reads the rows that count on the day `as_of`, and every row of the indicator `history`.

    `name` is the path of the journal in messages.
    """

    store: Store
    name: str
    schema: Schema
    constraints: Mapping[str, Any]
    as_of: str | None = None
    history: str = ""

    def read_scopes(self, areas: Sequence[str] | None) -> "AreaRows | None":
        """Return the rows of some areas, None: of all. Return None if the whole journal must be read.

        Raises TrackerError if the store cannot be read.
        """
        content = self.read(areas)
        rows = split_rows(content) if content else None
        return rows if rows and self._is_of_scopes(rows, areas) else None

    def read_own(self) -> JournalContent | None:
        """Return the rows of a folder without areas and parts. Return None if the whole journal must be read."""
        content = self.read(None)
        return content if content and self._is_of_scopes(split_rows(content), None) else None

    def read(self, areas: Sequence[str] | None) -> JournalContent | None:
        """Return what is recorded under some areas, None: under all; None if anything in it is unusual."""
        query, values = statements.make_latest_query(areas, self.history, self.as_of)
        with self.store.copy_lines(self.schema.file_name, query, values) as file:
            content = read_journal(
                file, self.name, self.constraints, schema=self.schema, as_of=self.as_of, history=self.history
            )
        is_unusual = content.problems or content.torn_row or content.unordered
        return None if is_unusual else content

    def _is_of_scopes(self, rows: "AreaRows", areas: Sequence[str] | None) -> bool:
        """Whether the store has the rows under the areas and parts that they name.

        It does not if targets.toml or areas.csv declared other ones when a row was recorded.
        """
        known = self.schema.scope.areas if self.schema.scope else None
        dimensions = self.schema.scope.dimensions if self.schema.scope else {}
        found = {*rows.by_scope, *([_OWN] if rows.own else [])}
        query = statements.SCOPES if areas is None else statements.SCOPES_OF_AREAS
        stored = set()
        for area, text in self.store.fetch_all(query, () if areas is None else ([*areas],)):
            named = dict(part.split("=") for part in text.split(";")) if text else {}
            if not named.keys() <= dimensions.keys() or (area and known is None):
                return False
            stored.add(Scope(area, tuple((name, named[name]) for name in dimensions if name in named)))
        return found <= stored

    def read_part_periods(self) -> dict[str, set[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years."""
        query = statements.PART_PERIODS if self.as_of is None else statements.PART_PERIODS_BY
        found: dict[str, set[Period]] = {}
        for indicator, text in self.store.fetch_all(query, () if self.as_of is None else (self.as_of,)):
            period = parse_period(text, self.schema.year_begins)
            if period:
                found.setdefault(indicator, set()).add(period)
        return found


class AreaRows(NamedTuple):
    """Rows of the folder's own total, those of areas and parts, and those that are needed to read later rows."""

    own: RowsByIndicator
    by_scope: Mapping[Scope, RowsByIndicator]
    further: tuple[Result, ...]


def split_rows(content: JournalContent) -> AreaRows:
    """Return the rows of a journal by area and part."""
    return AreaRows(*content.split_scopes(), content.further_rows)


class StoredRows(ScopeRows):
    """The rows of each area and part in a store; those of an area are read when they are asked for.

    `first` has those of the folder's own area. `read_whole` returns the whole journal, in which nothing is wrong.
    """

    def __init__(self, reader: LatestReader, first: AreaRows, read_whole: Callable[[], JournalContent]) -> None:
        self._reader, self._read_whole = reader, read_whole
        self._part_periods = reader.read_part_periods()
        self._own: RowsByIndicator = {}
        self._rows: dict[Scope, RowsByIndicator] = {}
        self._parts: dict[str, list[Parts]] = {}
        self._known: set[str] = set()
        self._has_all = False
        self._add(first, [_OWN.area])

    @property
    def own(self) -> RowsByIndicator:
        """Return the rows of the folder's own total."""
        return self._own

    @property
    def part_periods(self) -> Mapping[str, Collection[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years."""
        return self._part_periods

    def prefetch(self, areas: Iterable[str]) -> None:
        """Read the rows of these areas at once, those that are not known yet."""
        if self._has_all:
            return
        new = [area for area in dict.fromkeys(areas) if area not in self._known]
        if new:
            self._read(new if len(new) <= _MAX_NAMED else None)

    def _read(self, areas: Sequence[str] | None) -> None:
        found = self._reader.read_scopes(areas)
        if found is None:
            found, areas = split_rows(self._read_whole()), None
        self._add(found, areas)

    def _add(self, found: AreaRows, areas: Sequence[str] | None) -> None:
        """Keep the rows of some areas, None: those of all in the place of what was kept."""
        if areas is None:
            self._rows, self._parts, self.further_rows, self._has_all = {}, {}, (), True
        if areas is None or _OWN.area in areas:
            self._own = found.own
        for scope, rows in found.by_scope.items():
            self._rows[scope] = rows
            self._parts.setdefault(scope.area, []).append(scope.parts)
        self._known.update(areas or ())
        self.further_rows = (*self.further_rows, *found.further)

    def list_parts(self, area: str) -> Sequence[Parts]:
        """Return the parts of an area that have rows."""
        self.prefetch([area])
        return self._parts.get(area, ())

    def get(self, scope: Scope, default: Any = None) -> Any:  # noqa: ANN401
        """Return the rows of an area and part, or `default`."""
        if not self._has_all and scope.area not in self._known:
            self.prefetch([scope.area])
        return self._rows.get(scope, default)

    def __getitem__(self, scope: Scope) -> RowsByIndicator:
        """Return the rows of an area and part."""
        self.prefetch([scope.area])
        return self._rows[scope]

    def __contains__(self, scope: object) -> bool:
        """Whether there are rows of an area and part."""
        return isinstance(scope, Scope) and self.get(scope) is not None

    def __iter__(self) -> Iterator[Scope]:
        """Yield the areas and parts, after reading all."""
        return iter(self._read_all())

    def __len__(self) -> int:
        """Return the number of areas and parts, after reading all."""
        return len(self._read_all())

    def _read_all(self) -> Mapping[Scope, RowsByIndicator]:
        if not self._has_all:
            self._read(None)
        return self._rows
