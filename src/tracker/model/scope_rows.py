"""Rows by area and part that are read or decoded only when they are needed."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tracker.model.rows import Period, Result
from tracker.model.scopes import Parts, Scope

RowsByIndicator: TypeAlias = Mapping[str, tuple[Result, ...]]
"""Rows of one area and part by indicator, in the order of the journal."""


class ScopeRows(Mapping[Scope, RowsByIndicator]):
    """The rows of each area and part, without the folder's own total, which is `own`."""

    further_rows: Sequence[Result] = ()
    """Rows of the areas that were read so far which are needed to read rows that are added later."""

    @property
    @abstractmethod
    def own(self) -> RowsByIndicator:
        """Return the rows of the folder's own total."""

    @property
    @abstractmethod
    def part_periods(self) -> Mapping[str, Collection[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years."""

    @abstractmethod
    def list_parts(self, area: str) -> Sequence[Parts]:
        """Return the parts of an area that have rows; () if the area itself has."""

    def prefetch(self, areas: Iterable[str]) -> None:
        """Read the rows of these areas, which are needed next, at once: a store is far away."""


class AddedRows(ScopeRows):
    """The rows of each area and part, with those of one of them replaced."""

    def __init__(self, others: ScopeRows, scope: Scope, rows: RowsByIndicator) -> None:
        self._others, self._scope, self._rows = others, scope, rows

    @property
    def own(self) -> RowsByIndicator:
        """Return the rows of the folder's own total."""
        return self._others.own

    @property
    def part_periods(self) -> Mapping[str, Collection[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years."""
        return self._others.part_periods

    def list_parts(self, area: str) -> Sequence[Parts]:
        """Return the parts of an area that have rows."""
        found = self._others.list_parts(area)
        is_new = area == self._scope.area and self._scope.parts not in found
        return (*found, self._scope.parts) if is_new else found

    def prefetch(self, areas: Iterable[str]) -> None:
        """Read the rows of these areas at once."""
        self._others.prefetch(areas)

    def __getitem__(self, scope: Scope) -> RowsByIndicator:
        """Return the rows of an area and part."""
        return self._rows if scope == self._scope else self._others[scope]

    def __contains__(self, scope: object) -> bool:
        """Whether there are rows of an area and part."""
        return scope == self._scope or scope in self._others

    def __iter__(self) -> Iterator[Scope]:
        """Yield the areas and parts."""
        yield from self._others
        if self._scope not in self._others:
            yield self._scope

    def __len__(self) -> int:
        """Return the number of areas and parts."""
        return len(self._others) + (self._scope not in self._others)
