"""How long the questions of a nation take: 3,321 communes, 60 indicators and two million rows, as ratios to DuckDB.

    make bench-nation                                     # make the folder, measure, remove it: 400 MB of disk
    python benchmarks/nation.py --out DIR --scale 0.1     # keep the folder; a tenth of the communes

`benchmarks/nation_folder.py` says how the folder is made; all of it is invented. DuckDB adds up the same figures of one
province from the same CSV with a hand-written query, which knows nothing of bounds, statuses and undos. Each program
runs as a new process, from the files to the written answer, and the programs take turns; the best of the rounds is
printed. "again" and the commands have read the journal before and use its checkpoint. Other programs on the machine
change the seconds on the clock more than those of the processor, so that both are printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from nation_folder import make_folder

TODAY = "2026-11-28"
LIMITS = {
    "status of one province": "2 x DuckDB",
    "status of one commune": "1.0 s",
    "status of all communes": "12 s, 700 MB",
    "review of all communes": "12 s",
}


class Cost(NamedTuple):
    """What one run of a program took: seconds of wall time, of processor time, and megabytes of peak memory."""

    seconds: float
    processor: float
    memory: float


def read_folder(folder: str) -> None:
    """Read the folder as the program does, with a checkpoint if an earlier run made one."""
    import gc

    gc.disable()  # as the program does
    from tracker.folder import Folder, load_register

    load_register(Folder(folder), today=TODAY)


def sum_in_duckdb(folder: str) -> None:
    """Write the sums of the first province by indicator and year: the last row of each key, of all that lead to it."""
    import duckdb

    columns = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"'"
    duckdb.execute(f"""
COPY (WITH areas AS (FROM read_csv('{folder}/areas.csv', {columns})),
homes AS (SELECT area, area AS home, 1 AS share FROM areas WHERE "within" = 'province-00' AND "until" IS NULL),
successors AS (SELECT area, unnest(string_split("into", ' ')) AS part FROM areas WHERE level = 'commune'),
portions AS (SELECT s.area, CAST(coalesce(nullif(split_part(part, ':', 2), ''), '1') AS DECIMAL(9, 3)) AS share
    FROM successors s JOIN homes h ON split_part(part, ':', 1) = h.home UNION ALL SELECT area, share FROM homes),
shares AS (SELECT area, sum(share) AS share FROM portions GROUP BY area),
journal AS (SELECT *, row_number() OVER () AS n FROM read_csv('{folder}/results.csv', {columns})),
latest AS (SELECT indicator, period, area, arg_max("value", n) AS figure, arg_max(status, n) AS status
    FROM journal WHERE area IN (SELECT area FROM shares) GROUP BY ALL)
SELECT indicator, period, count(*) AS areas, sum(CAST(figure AS DECIMAL(18, 3)) * share) AS total FROM latest
JOIN shares USING (area) WHERE status IN ('preliminary', 'final') AND figure NOT IN ('yes', 'no')
GROUP BY ALL ORDER BY ALL) TO '{folder}/duckdb.csv' (HEADER)""")


ANSWERS = {"folder": read_folder, "duckdb": sum_in_duckdb}


def list_commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands to measure, by what they do."""
    own = [sys.executable, __file__, "--answer"]
    data = ["--data", str(folder), "-o"]
    tracker = str(Path(sys.executable).with_name("tracker"))
    return {
        "DuckDB: sums of one province": [*own, "duckdb", str(folder)],
        "reading the folder again": [*own, "folder", str(folder)],
        "status of one province": [tracker, "status", "--area", "province-00", *data, str(folder / "province.csv")],
        "status of one commune": [tracker, "status", "--area", "commune-0001", *data, str(folder / "commune.csv")],
        "status of all communes": [tracker, "status", "--level", "commune", *data, str(folder / "communes.csv")],
        "review of all communes": [tracker, "review", "--level", "commune", *data, str(folder / "review.csv")],
    }


def run(command: list[str], folder: Path) -> Cost | None:
    """Run a command and return what it took; None if it failed."""
    environment = {**os.environ, "TRACKER_CACHE": str(folder / "cache"), "TRACKER_LANG": "en"}
    with (folder / "stderr.txt").open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, code, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(code)
    return None if process.returncode else Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(folder: Path, rounds: int) -> None:
    """Run every command in turn, and print the best of the rounds and its ratio to DuckDB's."""
    shutil.rmtree(folder / "cache", ignore_errors=True)  # of an earlier run, if the folder is kept
    commands = list_commands(folder)
    first = run(commands["reading the folder again"], folder)
    costs: dict[str, list[Cost | None]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command, folder))
    duckdb = _find_best(costs["DuckDB: sums of one province"])
    if duckdb is None:
        raise SystemExit(f"DuckDB failed: {folder / 'stderr.txt'} is of the last command")
    print(f"{'':<32}{'seconds':>9}{'ratio':>7}{'processor':>11}{'ratio':>7}{'MB':>6}   limit")
    for name, found in {"reading the folder, first time": [first], **costs}.items():
        best = _find_best(found)
        cells = f"{'failed':>40}"
        if best:
            cells = f"{best.seconds:>9.2f}{best.seconds / duckdb.seconds:>7.1f}"
            cells += f"{best.processor:>11.2f}{best.processor / duckdb.processor:>7.1f}{best.memory:>6.0f}"
        print(f"{name:<32}{cells}   {LIMITS.get(name, '')}", flush=True)


def _find_best(costs: list[Cost | None]) -> Cost | None:
    """Return the best of each figure over the rounds; None if the command never succeeded."""
    done = [cost for cost in costs if cost]
    return Cost(*map(min, zip(*done, strict=True))) if done else None


def main() -> None:
    """Make the folder and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="the folder to make, which is kept (default: one that is removed)")
    parser.add_argument("--scale", type=float, default=1.0, help="the share of the communes (default: 1.0)")
    parser.add_argument("--rounds", type=int, default=3, help="how often to measure; 0: only make the folder")
    parser.add_argument("--answer", nargs=2, metavar=("PROGRAM", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        ANSWERS[options.answer[0]](options.answer[1])
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.out or Path(temporary)
        make_folder(folder, options.scale)
        if options.rounds:
            measure(folder, options.rounds)


if __name__ == "__main__":
    main()
