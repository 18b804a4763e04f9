"""The journals that the tests of durability write: the same torture for each of the files."""

import os
from pathlib import Path

from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.rows import RESULTS
from tracker.journal.schema import Schema

SCHEMAS: dict[str, Schema] = {schema.file_name: schema for schema in (RESULTS, DECISIONS)}
PIECES = {
    "results.csv": b'torn,2022,5,,final,,"a note that was cut',
    "decisions.csv": b'torn,,plan,2022,5,2022-01-01,,"a note that was cut',
}
"""A row of each journal that was cut off while it was written."""


def find_schema(path: str | Path) -> Schema:
    """The schema of the journal at `path`."""
    return SCHEMAS[os.path.basename(path)]


def make_cells(path: str | Path, value: str) -> dict[str, str]:
    """The cells of a row with this value, without the time of recording."""
    if find_schema(path) is DECISIONS:
        return {"indicator": "a", "kind": "plan", "year": "2021", "value": value, "decided_on": "2021-01-01"}
    return {"indicator": "a", "period": "2021", "value": value, "status": "final"}


def make_line(path: str | Path, value: str, day: str) -> str:
    """The line that records such a row on a day, without its line break."""
    cells = {**make_cells(path, value), "recorded_at": day}
    return ",".join(cells.get(name, "") for name in find_schema(path).columns)


def write_journal(path: Path) -> Path:
    """Write a journal that holds the value 1."""
    lines = find_schema(path).header, make_line(path, "1", "2021-01-01"), ""
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def read_whole_journal(path: Path) -> JournalContent:
    """What stands in a journal, with every row."""
    with path.open("rb") as file:
        return read_journal(file, "", schema=find_schema(path), history=ALL_INDICATORS)


def read_values(path: Path) -> list[str]:
    """The values of all rows, none of which is an error; none if the journal does not exist yet."""
    if not path.exists():
        return []
    reading = read_whole_journal(path)
    assert reading.problems.total == 0, [str(problem.message) for problem in reading.problems]
    return [str(row.value) for row in reading.results.get("a", ())]
