"""Read the journal: the rows that are effective, and every problem in it.

The journal is read as a stream that keeps one row for each indicator and period. A correction is a new row, and a
withdrawal is a new row, so any report of the past can be made again. `tracker.journal.writer` adds rows;
`tracker.journal.checkpoint` makes the second reading of a long journal fast.
"""

import csv
import gc
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.journal.blocks import BOM, Readable
from tracker.journal.effective import is_undo, select_effective_rows
from tracker.journal.fastpath import FileChangedError
from tracker.journal.header import read_header
from tracker.journal.index import ALL_INDICATORS, LatestRows, RowHistories, TimeOrder, make_key
from tracker.journal.row_reader import RowReader
from tracker.journal.rows import RESULTS
from tracker.journal.scan import JournalSource, ScanResult, TornRow, scan_journal
from tracker.journal.schema import Schema
from tracker.model import Period, Row
from tracker.model.scopes import Scope

if TYPE_CHECKING:
    from tracker.model.scope_rows import ScopeRows

_PLAIN_BYTES = 1 << 20
"""A journal without a fast path that is shorter than this is first read as if nothing in it were unusual."""


class JournalContent:
    """The rows of a journal, by indicator and in its order, and the problems in it.

    `further_rows` are needed to read rows that are added later: the whole history of the keys whose last row an undo
    wrote, and forecasts that were recorded after a result. `line_count` is the number of lines that were read.
    `unordered` has the line, by key, of each last row that was recorded earlier on the same day than one before it.
    `blocks` are set instead of the results if a checkpoint or a store has them: then those of an area are decoded or
    read when they are needed.
    """

    __slots__ = ("_results", "blocks", "further_rows", "line_count", "problems", "torn_row", "unordered")

    def __init__(
        self,
        results: dict[str, tuple[Any, ...]] | None,
        problems: ProblemList,
        torn_row: TornRow | None = None,
        further_rows: tuple[Any, ...] = (),
        line_count: int = 0,
        blocks: "ScopeRows | None" = None,
    ) -> None:
        self._results, self.problems, self.torn_row = results, problems, torn_row
        self.further_rows, self.line_count, self.blocks = further_rows, line_count, blocks
        self.unordered: dict[bytes, int] = {}

    @property
    def results(self) -> dict[str, tuple[Any, ...]]:
        """Return the rows of all areas and parts by indicator."""
        if self._results is None:
            others = [] if self.blocks is None else [*self.blocks.values()]
            groups = [self.blocks.own, *others] if self.blocks is not None else []  # all are read by now
            rows = [row for by_indicator in groups for group in by_indicator.values() for row in group]
            self._results = _group_rows(sorted(rows, key=attrgetter("line")))
        return self._results

    def split_scopes(self) -> tuple[Mapping[str, tuple[Any, ...]], Mapping[Scope, Mapping[str, tuple[Any, ...]]]]:
        """Return the rows of the folder's own total by indicator, and those of each area and part."""
        if self.blocks is not None:
            return self.blocks.own, self.blocks
        groups = group_rows(row for rows in self.results.values() for row in rows)
        return groups.pop(Scope(), {}), groups

    def list_part_periods(self) -> Mapping[str, Collection[Period]]:
        """Return the periods of each indicator, in any area and part, that are no years."""
        if self.blocks is not None:
            return self.blocks.part_periods
        from tracker.journal.row_blocks import list_part_periods  # only folders with areas or dimensions need it

        return list_part_periods(self.results)

    def list_series(self, indicator: str, scope: Scope) -> list[Any]:
        """Return the rows of one indicator, area and part, and those of the further rows, as the journal has them."""
        own, by_scope = self.split_scopes() if self.blocks is not None else (self.results, {})
        selected = own if scope == Scope() or self.blocks is None else by_scope.get(scope, {})
        further = self.further_rows if self.blocks is None else (*self.further_rows, *self.blocks.further_rows)
        rows = (*selected.get(indicator, ()), *further)
        found = [row for row in rows if (row.indicator, row.area, row.parts) == (indicator, *scope)]
        return sorted({row.line: row for row in found}.values(), key=attrgetter("line"))

    def list_restored_keys(self) -> set[bytes]:
        """Return the keys whose last row an undo wrote; `further_rows` has their whole history."""
        return {make_key(row) for row in self.further_rows if is_undo(row)}


def read_journal(
    file: Readable,
    name: str,
    constraints: Mapping[str, Any] | None = None,
    *,
    schema: Schema = RESULTS,
    as_of: str | None = None,
    history: str = "",
) -> JournalContent:
    """Return the rows of a journal that are effective on the day `as_of` (YYYY-MM-DD), and every problem in it.

    `name` is the name of the file in messages, `schema` the kind of journal. `constraints` has the constraint of each
    indicator. With `history`,
    every row of this indicator (of all: `ALL_INDICATORS`) that was recorded by that day is returned. Raises OSError if
    `file` cannot be read.
    """
    is_collecting = gc.isenabled()
    gc.disable()  # the collector would go through a million rows many times, and none of them is garbage
    try:
        return _read(JournalSource(file, name, constraints, schema), as_of, history)
    except FileChangedError as error:
        problems = ProblemList()
        hint = msg("try again when nobody is editing it")
        problems.append(Problem(Location(name, error.line), msg("the file is being changed while it is read"), hint))
        return JournalContent({}, problems)
    finally:
        if is_collecting:
            gc.enable()


def _read(source: JournalSource, as_of: str | None, history: str) -> JournalContent:
    if history == ALL_INDICATORS and as_of is None and not source.schema.has_fast_path:
        plain = _read_plain_journal(source)
        if plain:
            return plain
    index = LatestRows(as_of, history, source.constraints, source.schema)
    scan = scan_journal(source, index)
    rows, further = _parse_selected_rows(scan, index), index.select_pending_forecasts()
    if history != ALL_INDICATORS and not scan.problems:
        restored = {make_key(row) for row in rows if is_undo(row) and row.indicator != history}
        if restored:
            every = RowHistories(restored)
            found = _parse_selected_rows(scan_journal(source, every), every)
            rows = [row for row in rows if not is_undo(row) or row.indicator == history]  # those with these keys
            rows = sorted([*rows, *_restore_undone_rows(found, as_of)], key=attrgetter("line"))
            further = [row for row in further if make_key(row) not in restored] + found
    content = _make_content(rows, further, scan)
    if not index.is_in_time_order and not scan.problems:
        order = TimeOrder(as_of)
        scan_journal(source, order)
        content.unordered = order.found
    return content


def _read_plain_journal(source: JournalSource) -> JournalContent | None:
    """Return the whole content of a short journal in which nothing is unusual; None: it must be scanned.

    Every row is then sound and in the order of its time, so that no index is needed. This takes half the time, and
    `tracker status` reads the decisions at each start.
    """
    source.file.seek(0)
    data = source.file.read(_PLAIN_BYTES).removeprefix(BOM)
    if len(data) >= _PLAIN_BYTES - len(BOM) or b"\r" in data or b"\0" in data or not data.endswith(b"\n"):
        return None
    try:
        rows = _parse_plain_rows(data.decode(), source)
    except (csv.Error, UnicodeDecodeError):
        return None
    return None if rows is None else JournalContent(_group_rows(rows), ProblemList(), None, (), data.count(b"\n"))


def _parse_plain_rows(text: str, source: JournalSource) -> list[Row] | None:
    """Return the rows of a journal, or None after the first one that is unusual. Raises csv.Error."""
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns, _ = read_header(next(records), Location(source.name, 1), source.schema)
    if columns is None:
        return None
    reader = RowReader(columns, source.name, ProblemList(), source.constraints, source.schema)
    rows: list[Row] = []
    line, latest = records.line_num + 1, ""
    for cells in records:
        row = reader.read_row(cells, line) if cells else None
        if row is None or row.recorded_at < latest:
            return None
        rows.append(row)
        line, latest = records.line_num + 1, row.recorded_at
    return rows


def _make_content(rows: Iterable[Row], further: Iterable[Row], scan: ScanResult) -> JournalContent:
    others = tuple(sorted(further, key=attrgetter("line")))
    return JournalContent(_group_rows(rows), scan.problems, scan.torn_row, others, scan.lines.lines_read)


def _group_rows(rows: Iterable[Row]) -> dict[str, tuple[Any, ...]]:
    """Return the rows by indicator."""
    results: dict[str, list[Row]] = {}
    for row in rows:
        results.setdefault(row.indicator, []).append(row)
    return {indicator: tuple(found) for indicator, found in results.items()}


def group_rows(rows: Iterable[Any]) -> dict[Scope, dict[str, tuple[Any, ...]]]:
    """Return rows by area and part, then by indicator; those of one key keep their order."""
    groups: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
    for row in rows:
        scope = (row.area, row.parts)
        by_indicator = groups.get(scope) or groups.setdefault(scope, {})
        by_indicator.setdefault(row.indicator, []).append(row)
    return {
        Scope(*scope): {name: tuple(found) for name, found in by_indicator.items()}
        for scope, by_indicator in groups.items()
    }


def _restore_undone_rows(rows: Iterable[Row], as_of: str | None) -> Iterator[Row]:
    """Yield the rows that count of all `rows` under some keys, as they were first recorded."""
    by_indicator: dict[str, list[Row]] = {}
    for row in rows:
        by_indicator.setdefault(row.indicator, []).append(row)
    for found in by_indicator.values():
        yield from select_effective_rows(found, as_of)


def _parse_selected_rows(scan: ScanResult, index: LatestRows | RowHistories) -> list[Row]:
    lines, keys, rows = index.select_rows()
    if scan.matcher:
        reread = zip(scan.lines.reread(lines), keys, strict=False)  # one key may be that of all lines
        parse_row = scan.matcher.parse_row
        rows += (parse_row(text, line, key) for (line, text), key in reread)
    rows.sort(key=attrgetter("line"))
    return rows
