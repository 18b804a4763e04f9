"""How long recording takes in journals of ten rows to a million, as ratios to the shortest journal.

Two things are measured. One durable row is locked, stamped, appended, flushed and read back: the time must not grow
with the journal. And the command `tracker add-result` runs as a process: it also reads what is recorded already, from
a checkpoint if the journal is long. The journals take turns; the ratio is computed in each round, then the median is
taken.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tracker.journal.lock import lock_journal
from tracker.journal.rows import RESULTS
from tracker.journal.writer import append_rows, stamp_rows

SIZES = (10, 10_000, 100_000, 1_000_000)
ROUNDS = 200
INDICATORS = 5000
TRACKER = str(Path(sys.executable).with_name("tracker"))
TERM = '[term]\nname = "t"\nbaseline_year = 2020\nfirst_year = 2021\nlast_year = 2026\n'
TARGETS = TERM + "".join(
    f'[[indicator]]\nid = "indicator-{number}"\nname = "N"\nmeasure = "level"\n' for number in range(INDICATORS)
)


def make(path: Path, rows: int) -> None:
    """Write a journal of `rows` rows."""
    with path.open("w", encoding="utf-8") as file:
        file.write(RESULTS.header + "\n")
        for row in range(rows):
            place = f"indicator-{row % INDICATORS},{2021 + row // INDICATORS % 5},{row}.5"
            file.write(f"{place},,final,https://example.org,ghi chú,2024-03-30T09:00:00+07:00,lan\n")


def seconds(path: Path) -> float:
    """Return how long recording one row takes, in seconds."""
    row = {"indicator": "indicator-7", "period": "2021", "value": "1.5", "status": "final"}
    start = time.perf_counter()
    with lock_journal(str(path)):
        append_rows(str(path), stamp_rows(str(path), [row], datetime.now().astimezone(), "lan"))
    return time.perf_counter() - start


def command(path: Path, turn: int) -> float:
    """Return how long the process `tracker add-result` takes, in seconds."""
    value = f"1.{turn:03}1"
    start = time.perf_counter()
    subprocess.run(
        [TRACKER, "add-result", "indicator-7", "2026", value, "--revise", "--yes", "--data", str(path.parent)],
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def print_rows(title: str, rounds: list[dict[int, float]]) -> None:
    """Print the ratios to the shortest journal."""
    print(f"{title}, median of {len(rounds)}")
    for size in SIZES:
        ratio = statistics.median(each[size] / each[SIZES[0]] for each in rounds)
        spent = statistics.median(each[size] for each in rounds)
        print(f"{size:>10,} rows: {ratio:5.2f} of the shortest  ({spent * 1000:.2f} ms)")


def main() -> None:
    """Record in each journal in turn and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        journals = {size: Path(folder) / str(size) / "results.csv" for size in SIZES}
        for size, path in journals.items():
            path.parent.mkdir()
            path.with_name("targets.toml").write_text(TARGETS, encoding="utf-8")
            make(path, size)
            with path.open("a", encoding="utf-8") as file:
                file.write("indicator-7,2026,1,,final,,,2024-03-30,lan\n")
            seconds(path)
        print_rows("one durable row", [{size: seconds(path) for size, path in journals.items()} for _ in range(ROUNDS)])
        turns = range(ROUNDS // 10)
        print_rows("add-result", [{size: command(path, turn) for size, path in journals.items()} for turn in turns])


if __name__ == "__main__":
    main()
