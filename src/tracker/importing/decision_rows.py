"""A journal of decisions that is imported: its effective rows, as they are, with the checks of a tracker folder."""

from collections.abc import Iterable

from tracker.errors import Location, ProblemList
from tracker.folder import make_decisions_schema
from tracker.folder.decisions import make_decision_constraints
from tracker.importing.context import ImportOptions
from tracker.importing.header import get_labels
from tracker.importing.plan_candidates import PlanCandidate
from tracker.importing.readers.cells import Row, Sheet
from tracker.importing.records import ParsedSheet, SkippedCells
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.effective import select_effective_rows
from tracker.journal.header import Columns, read_header
from tracker.journal.row_reader import RowReader
from tracker.model import Decision, Register


def is_decision_journal(sheet: Sheet) -> bool:
    """Whether a file has the header of a journal of decisions."""
    first = next(iter(sheet.rows), None)
    return sheet.delimiter == "," and first is not None and {*get_labels(first).values()} >= {*DECISIONS.required}


def parse_decisions(sheet: Sheet, register: Register, options: ImportOptions) -> ParsedSheet:
    """Return the effective decisions in a journal of decisions, and every problem of its rows."""
    rows = iter(sheet.rows)
    header = _list_cells(next(rows))
    schema = make_decisions_schema(register)
    columns, found = read_header(header, Location(sheet.file, 1), schema)
    if columns is None:
        return ParsedSheet(sheet, None, (), tuple(found))
    constraints = make_decision_constraints(register.list_stated(), register.term)
    problems = ProblemList()
    reader = RowReader(columns, sheet.file, problems, constraints, schema)
    read, unknown = _read_rows(rows, reader, columns, constraints if options.skip_unknown else None)
    indicators = {item.id: item for item in register.indicators}
    effective = [row for item in read.values() for row in select_effective_rows(item)]
    effective.sort(key=lambda row: row.line)
    candidates = tuple(
        PlanCandidate(Location(sheet.file, row.line, "", "value"), indicators[row.indicator], row._replace(line=0))
        for row in effective
        if _is_asked_for(row, options)
    )
    superseded = sum(map(len, read.values())) - len(effective)
    skipped = SkippedCells(unknown=tuple(unknown))
    left_out = problems.omitted_count
    parsed = ParsedSheet(sheet, None, (), tuple(problems), superseded_rows=superseded, left_out=left_out)
    return parsed._replace(skipped=skipped, plans=candidates, is_of_decisions=True)


def _read_rows(
    rows: Iterable[Row], reader: RowReader, columns: Columns, known: Iterable[str] | None
) -> tuple[dict[str, list[Decision]], dict[str, None]]:
    """Return the decisions by indicator, and the ids that are not `known`, if such rows are skipped."""
    read: dict[str, list[Decision]] = {}
    unknown: dict[str, None] = {}
    for row in rows:
        cells = _list_cells(row)
        if not any(cell.strip() for cell in cells):
            continue
        identity = cells[columns.positions["indicator"]].strip() if len(cells) == columns.width else ""
        if known is not None and identity and identity not in known:
            unknown[identity] = None
            continue
        decision = reader.read_row(cells, row.line)
        if isinstance(decision, Decision):
            read.setdefault(decision.indicator, []).append(decision)
    return read, unknown


def _list_cells(row: Row) -> list[str]:
    return [row.get_cell(at).text for at in range(row.width)]


def _is_asked_for(row: Decision, options: ImportOptions) -> bool:
    """Whether the user wants decisions of this kind and year."""
    wanted = options.plans
    return not wanted or (wanted.kind in (None, row.kind) and wanted.year in (None, row.year))
