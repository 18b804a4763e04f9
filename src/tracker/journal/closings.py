"""`closings.csv`: the list of closed years, and the evidence about each closing."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from tracker.errors import Location, Problem, ProblemList, msg
from tracker.journal.closed_rows import iter_records, iter_rows, split_cells
from tracker.model import Register
from tracker.periods import FIRST_YEAR, LAST_YEAR, is_timestamp

COLUMNS = (
    "year", "closed_at", "closed_by", "source", "note", "rows_results", "sha256_results", "rows_decisions",
    "sha256_decisions", "sha256_zip",
)  # fmt: skip
HEADER = ",".join(COLUMNS)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Closing(NamedTuple):
    """One row of `closings.csv`: a year and all before it, as they were closed.

    `sha256_zip` is empty in the zip file itself.
    """

    year: int
    closed_at: str
    closed_by: str
    source: str
    note: str
    rows_results: int
    sha256_results: str
    rows_decisions: int
    sha256_decisions: str
    sha256_zip: str
    line: int = 0

    @property
    def closed_on(self) -> str:
        """Return the day of the closing as written."""
        return self.closed_at[:10]


class ClosingList(NamedTuple):
    """The rows of `closings.csv` in their order, and the first byte of a last row that was cut off, or None."""

    rows: tuple[Closing, ...] = ()
    torn_start: int | None = None


ZipState = Literal["whole", "missing", "changed"]


class ClosedFileChange(NamedTuple):
    """What is no longer as it was closed in a journal, and the line of the first such row if it is known."""

    file: str
    kind: Literal["rows", "missing", "header"]
    line: int | None = None


class ClosingProof(NamedTuple):
    """What proves or disproves one closing: its zip file, its row in the zip, and the closed rows of the journals.

    `register` has the targets as they were closed, if the zip is whole.
    """

    closing: Closing
    zip_file: str
    zip_state: ZipState
    changes: tuple[ClosedFileChange, ...] = ()
    is_list_changed: bool = False
    register: Register | None = None


class ClosingEvidence(NamedTuple):
    """The proofs of all closings, in the order of `file`, and the zip files that no row of it names."""

    file: str
    proofs: tuple[ClosingProof, ...] = ()
    unlisted: tuple[str, ...] = ()


def read_closings(data: bytes, file: str, problems: ProblemList) -> ClosingList:
    """Return the rows of a `closings.csv`, after adding every problem in it; the problems name it `file`."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # else the last row was cut off within a character
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(Problem(Location(file, line), msg("is not UTF-8"), msg("save it as UTF-8")))
            return ClosingList()
    records = [(line, raw) for line, raw in iter_records(io.BytesIO(data)) if raw.strip(b"\r\n")]
    names = [name.strip() for name in split_cells(records[0][1])] if records else []
    if not set(COLUMNS) <= set(names) or len(set(names)) < len(names):
        hint = msg("the first line must be {header}", header=HEADER)
        problems.append(Problem(Location(file, 1), msg("the header is missing"), hint))
        return ClosingList()
    rows: list[Closing] = []
    for line, raw in records[1:]:
        cells = split_cells(raw)
        row = _parse_row(cells, names, line)
        is_ended = raw.endswith((b"\n", b"\r")) or (isinstance(row, Closing) and _SHA256.fullmatch(cells[-1]))
        if (line, raw) == records[-1] and not (is_ended and cells):
            return ClosingList(tuple(rows), len(data) - len(raw))
        if isinstance(row, Closing):
            rows.append(row)
        else:
            location = Location(file, line, key=row)
            hint = msg("restore the file from version control, or from the zip of a later closing")
            problems.append(Problem(location, msg("is not as tracker close writes it"), hint))
    return ClosingList(tuple(rows))


def _parse_row(cells: Sequence[str], names: Sequence[str], line: int) -> Closing | str:
    """Return the closing that a row records, or the name of the first column that is wrong."""
    if len(cells) != len(names):
        return ""
    row = dict(zip(names, cells, strict=True))
    for name in ("year", "rows_results", "rows_decisions"):
        if not (row[name].isascii() and row[name].isdecimal() and len(row[name]) < 12):
            return name
    if not FIRST_YEAR <= int(row["year"]) <= LAST_YEAR:
        return "year"
    if not is_timestamp(row["closed_at"]):
        return "closed_at"
    for name in ("sha256_results", "sha256_decisions", "sha256_zip"):
        if not _SHA256.fullmatch(row[name]) and (row[name] or name != "sha256_zip"):
            return name
    numbers = {name: int(row[name]) for name in ("year", "rows_results", "rows_decisions")}
    return Closing(**{**{name: row[name] for name in COLUMNS}, **numbers}, line=line)  # type: ignore[arg-type]


def select_governing(closings: Sequence[Closing]) -> list[Closing]:
    """Return the closings that are the latest of some year, the newest first.

    The first one of them whose year is not before that of a row says whether the row is closed.
    """
    found: list[Closing] = []
    for closing in reversed(closings):
        if not found or closing.year > max(other.year for other in found):
            found.append(closing)
    return found


def make_row(closing: Closing) -> dict[str, str]:
    """Return the cells of a closing by column."""
    return {name: str(getattr(closing, name)) for name in COLUMNS}


def append_to_list(data: bytes, closing: Closing) -> bytes:
    """Return the bytes of a `closings.csv` with one more row; b"" for `data` begins a new file."""
    data = data or f"{HEADER}\n".encode()
    _, header = next(iter_rows(io.BytesIO(data)))
    end = header[len(header.rstrip(b"\r\n")) :]
    cells = make_row(closing)
    out = io.StringIO(newline="")
    names = [name.strip() for name in split_cells(header.lstrip(b"\r\n"))]
    # With this line break the csv module quotes cells that hold any kind of line break.
    csv.writer(out, lineterminator="\r\n").writerow([cells.get(name, "") for name in names])
    row = out.getvalue().removesuffix("\r\n").encode() + end
    return data + (b"" if data.endswith((b"\n", b"\r")) else end) + row


def find_zip_names(closings: Sequence[Closing]) -> list[str]:
    """Return the name of the zip file of each closing: `2024.zip`, `2024-2.zip` for the second closing of the year."""
    names, counts = [], dict[int, int]()
    for closing in closings:
        counts[closing.year] = counts.get(closing.year, 0) + 1
        names.append(make_zip_name(closing.year, counts[closing.year]))
    return names


def make_zip_name(year: int, number: int) -> str:
    """Return the name of the zip file of the closing of `year` that has this number."""
    return f"{year}.zip" if number == 1 else f"{year}-{number}.zip"
