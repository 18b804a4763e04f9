"""Effective results as blocks of text, one for each area and part, which are decoded only when they are needed.

A nation has a million effective results, and most commands need those of a few areas. A block is a list of columns in
JSON: the indicators with the number of rows of each, then the periods, values, texts and lines of all rows. Indicators
and periods are numbers into lists of all blocks; texts are numbers into a list of the block, because the rows of one
recording have them in common.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, NamedTuple

from tracker.model import Period, Result
from tracker.model.scope_rows import RowsByIndicator, ScopeRows
from tracker.model.scopes import Parts, Scope
from tracker.periods import parse_period

_OWN = Scope()


class BlockIndex(NamedTuple):
    """What is needed to decode blocks: the area, the parts, the start and the size of each, and what they number.

    `part_periods` has for each indicator the numbers of the periods of any block that are no years.
    """

    blocks: list[list[Any]]
    indicators: list[str]
    periods: list[str]
    part_periods: list[list[int]]


class RowBlocks(ScopeRows):
    """The rows of all areas and parts, without the folder's own total, which is `own`; each is decoded once.

    Raises ValueError, KeyError, TypeError or IndexError if the index is not one that `encode_rows` made.
    """

    def __init__(self, index: BlockIndex, data: bytes) -> None:
        self._indicators = index.indicators
        self._periods = [_require_period(text) for text in index.periods]
        self._part_periods = {
            name: {self._periods[number] for number in numbers}
            for name, numbers in zip(index.indicators, index.part_periods, strict=True)
        }
        self._data = data
        self._places = {
            Scope(area, tuple((name, value) for name, value in parts)): (int(start), int(size))
            for area, parts, start, size in index.blocks
        }
        self._decoded: dict[Scope, RowsByIndicator] = {_OWN: {}}
        self._decoded[_OWN] = self.decode(_OWN)
        self._scopes = dict.fromkeys(scope for scope in self._places if scope != _OWN)
        self._parts: dict[str, list[Parts]] | None = None

    @property
    def own(self) -> RowsByIndicator:
        """Return the rows of the folder's own total."""
        return self._decoded[_OWN]

    @property
    def part_periods(self) -> Mapping[str, Collection[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years; no block is decoded for it."""
        return self._part_periods

    def list_parts(self, area: str) -> Sequence[Parts]:
        """Return the parts of an area that have rows."""
        if self._parts is None:
            self._parts = {}
            for scope in self._scopes:
                self._parts.setdefault(scope.area, []).append(scope.parts)
        return self._parts.get(area, [])

    def __getitem__(self, scope: Scope) -> RowsByIndicator:
        """Return the rows of an area and part."""
        found = self._decoded.get(scope)
        if found is None:
            if scope not in self._scopes:
                raise KeyError(scope)
            found = self._decoded[scope] = self.decode(scope)
        return found

    def get(self, scope: Scope, default: Any = None) -> Any:  # noqa: ANN401
        """Return the rows of an area and part, or `default`; quicker than that of a Mapping."""
        found = self._decoded.get(scope)
        return found if found is not None else self[scope] if scope in self._scopes else default

    def __contains__(self, scope: object) -> bool:
        """Whether there are rows of an area and part."""
        return scope in self._scopes

    def __iter__(self) -> Iterator[Scope]:
        """Yield the areas and parts."""
        return iter(self._scopes)

    def __len__(self) -> int:
        """Return the number of areas and parts."""
        return len(self._scopes)

    def replace(self, scope: Scope, rows: RowsByIndicator) -> None:
        """Put these rows in the place of those of an area and part, which may be new."""
        self._decoded[scope] = rows
        for indicator, periods in list_part_periods(rows).items():
            self._part_periods.setdefault(indicator, set()).update(periods)
        if scope != _OWN:
            self._scopes[scope] = None
            self._parts = None

    def decode(self, scope: Scope) -> RowsByIndicator:
        """Return the rows of a block, and keep none of them."""
        if scope not in self._places:
            return {}
        start, size = self._places[scope]
        runs, periods, values, texts, lines, known = json.loads(self._data[start : start + size])
        known_periods, known_texts = self._periods, [tuple(item) for item in known]
        names = chain.from_iterable(repeat(self._indicators[number], count) for number, count in runs)
        make, end = tuple.__new__, tuple(scope)
        rows = [
            make(
                Result,
                (name, known_periods[period], Decimal(value) if value.__class__ is str else value)
                + known_texts[text]
                + (line, *end),
            )
            for name, period, value, text, line in zip(names, periods, values, texts, lines, strict=True)
        ]
        results, at = {}, 0
        for number, count in runs:
            results[self._indicators[number]] = tuple(rows[at : at + count])
            at += count
        return results


def list_part_periods(groups: RowsByIndicator) -> dict[str, set[Period]]:
    """Return the periods of each indicator that are no years."""
    return {indicator: {row.period for row in rows if not row.period.is_year} for indicator, rows in groups.items()}


def encode_rows(groups: Mapping[Scope, RowsByIndicator]) -> tuple[BlockIndex, bytes]:
    """Return the blocks of rows, which `RowBlocks` decodes."""
    indicators: dict[str, int] = {}
    periods: dict[Period, int] = {}
    blocks, parts, start = [], [], 0
    part_periods: dict[str, set[int]] = {}
    for scope, rows in groups.items():
        block = _encode_block(rows, indicators, periods)
        blocks.append([scope.area, [list(part) for part in scope.parts], start, len(block)])
        parts.append(block)
        start += len(block)
        for indicator, found in list_part_periods(rows).items():
            part_periods.setdefault(indicator, set()).update(periods[period] for period in found)
    numbers = [sorted(part_periods[indicator]) for indicator in indicators]
    return BlockIndex(blocks, list(indicators), [str(period) for period in periods], numbers), b"".join(parts)


def _encode_block(groups: RowsByIndicator, indicators: dict[str, int], periods: dict[Period, int]) -> bytes:
    known: dict[tuple[Any, ...], int] = {}
    rows = [row for group in groups.values() for row in group]
    columns: list[Sequence[Any]] = [
        [(indicators.setdefault(name, len(indicators)), len(group)) for name, group in groups.items()],
        [periods.setdefault(row.period, len(periods)) for row in rows],
        [str(row.value) if isinstance(row.value, Decimal) else row.value for row in rows],
        [known.setdefault(row[3:9], len(known)) for row in rows],
        [row.line for row in rows],
        list(known),
    ]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()


def _require_period(text: str) -> Period:
    period = parse_period(text)
    if period is None:
        raise ValueError(text)
    return period
