"""A torn end: what a power cut leaves of the row that was being written, told apart from what a hand got wrong.

A fault that being cut off explains is a torn end, and nothing else is: a row that is whole but wrong is a fault of
whoever wrote it, with or without a line break behind it.
"""

import csv
from collections.abc import Sequence

from tracker.errors import ProblemCollector
from tracker.header import Columns
from tracker.rows import FREE_TEXT_COLUMNS, RowReader


def is_truncated_row(cells: Sequence[str], reader: RowReader) -> bool:
    """Whether a last row without a line break is wrong only at its end: cells are missing, or the last one is."""
    if len(cells) < reader.columns.width:
        return True
    trial = RowReader(reader.columns, reader.file, ProblemCollector(), reader.constraints)
    trial.read_row(cells, 0)
    position = reader.columns.positions
    last = {name for name, at in position.items() if at == reader.columns.width - 1}
    faulty = {problem.location.key for problem in trial.problems.problems}
    return bool(faulty) and faulty <= last


def is_truncated(end: bytes, columns: Columns) -> bool:
    """Whether `end`, a last record that is no whole text or has a quotation mark left open, was cut off.

    It was not where one of its lines has all the cells of a row: then a mark was forgotten, and swallowed the rows.
    """
    first, *others = end.splitlines() or [b""]
    suspects = others
    if end.endswith((b"\n", b"\r")):  # cut off just behind a line break of a note
        cells = next(csv.reader([end.decode(errors="replace")]))
        if len(cells) - 1 not in {at for name, at in columns.positions.items() if name in FREE_TEXT_COLUMNS}:
            return False
        suspects = [first, *others]
    return not any(line.count(b",") >= columns.width - 1 for line in suspects)
