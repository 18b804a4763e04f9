"""How long it takes to answer a query on a long journal, as ratios to DuckDB, polars and pandas for the same answer.

    make bench-journal                                    # 10 thousand to 10 million rows: 10 minutes, 1.5 GB of disk
    python benchmarks/journal.py 10000 1000000            # other lengths

The generated journal is the same in every run: 5,000 indicators and 6 years with revisions, Vietnamese notes, every
seventh note quoted and one in a thousand with a line break. The answer is the last row of each indicator and period as
CSV. "tracker again" has read the journal before and uses its checkpoint. Each program runs as a new process, from the
file to the written answer, and the programs take turns. The ratio is computed in each round, then the median is taken.
All answers are compared; threads and peak memory are printed. `tracker status` also reads the targets, assesses and
writes 5,000 lines.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tracker.journal.rows import ResultConstraint

COLUMNS = ("indicator", "period", "value", "qualifier", "status", "source", "note", "recorded_at", "recorded_by")
LENGTHS = (10_000, 100_000, 1_000_000, 10_000_000)
INDICATORS = 5000
YEARS = range(2020, 2026)
NOTES = (
    "",
    "",
    "số liệu sơ bộ của Chi cục Thống kê",
    "theo báo cáo sáu tháng đầu năm",
    "điều chỉnh theo niên giám thống kê",
    "ước thực hiện đến hết tháng 11",
)
PROGRAMS = ("tracker", "tracker again", "duckdb", "polars", "pandas")
LIMITS = {"tracker": 3.0, "tracker again": 1.2}
MEMORY_LIMIT = 0.5


class Run(NamedTuple):
    """What one run of a program took: seconds of wall time, seconds of processor time, and megabytes of peak memory."""

    seconds: float
    processor: float
    memory: float


def make_journal(path: Path, rows: int) -> None:
    """Write a journal of `rows` rows, the same in every run."""
    draw = random.Random(rows)
    start = datetime(2021, 1, 4, 8)
    step = timedelta(days=5 * 365) / rows
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\n")
        for number in range(rows):
            note = draw.choice(NOTES)
            kind = draw.random()
            if kind < 0.001:
                note = f'"{note}\nxem thêm phụ lục"'
            elif kind < 0.15:
                note = f'"{note}, phần ""A"" và phần ""B"""'
            moment = (start + number * step).strftime("%Y-%m-%dT%H:%M:%S+07:00")
            file.write(
                f"chi-tieu-{draw.randrange(INDICATORS):04d},{draw.choice(YEARS)},{draw.random() * 1000:.2f},"
                f"{'~' if kind > 0.95 else ''},{draw.choice(('estimate', 'preliminary', 'final'))},"
                f"https://thongke.example.vn/bieu/{draw.randrange(100_000)},{note},{moment},can-bo-{number % 40}\n"
            )


def make_targets(path: Path) -> None:
    """Write the targets of the indicators of the journal."""
    term = '[term]\nname = "T"\nbaseline_year = 2020\nfirst_year = 2021\nlast_year = 2025\nlanguage = "vi"\n\n'
    indicator = (
        '[[indicator]]\nid = "chi-tieu-{0:04d}"\nname.vi = "Chỉ tiêu số {0}"\nname.en = "Indicator {0}"\n'
        'unit.vi = "tỷ đồng"\nunit.en = "billion VND"\nmeasure = "level"\nbaseline = 100\ntarget.at_least = 500\n'
    )
    path.write_text(term + "\n".join(map(indicator.format, range(INDICATORS))), encoding="utf-8")


def make_constraints() -> dict[str, ResultConstraint]:
    """Return the constraints of the results, as they follow from the targets."""
    from tracker.journal.rows import ResultConstraint

    return {f"chi-tieu-{number:04d}": ResultConstraint("level", 2025) for number in range(INDICATORS)}


def answer_again(journal: str, answer: str) -> int:
    """Write the answer of tracker with a checkpoint, if an earlier run made one; return its number of threads."""
    return answer_tracker(journal, answer, os.path.join(os.path.dirname(journal), "checkpoints"))


def answer_tracker(journal: str, answer: str, checkpoints: str | None = None) -> int:
    """Write the answer of tracker; return its number of threads. None: no checkpoints are used."""
    import gc

    gc.disable()  # as the program does
    from tracker.journal.checkpoint import read_with_checkpoint
    from tracker.journal.rows import RESULTS
    from tracker.journal.scan import JournalSource

    with open(journal, "rb") as file:
        reading = read_with_checkpoint(JournalSource(file, journal, make_constraints(), RESULTS), None, checkpoints)
    if reading.problems:
        raise SystemExit("the journal has problems")
    rows = [row for _, results in sorted(reading.results.items()) for row in sorted(results)]
    with open(answer, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row[: len(COLUMNS)] for row in rows)
    return 1


def answer_duckdb(journal: str, answer: str) -> int:
    """Write the answer of DuckDB; return its number of threads."""
    import duckdb

    others = [name for name in COLUMNS if name not in ("indicator", "period")]
    connection = duckdb.connect()
    connection.execute(
        f"COPY (SELECT indicator, period, {', '.join(f'arg_max({name}, n) AS {name}' for name in others)} "
        "FROM (SELECT *, row_number() OVER () AS n FROM read_csv("
        f"'{journal}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', "
        "nullstr = '\x01', allow_quoted_nulls = false)) "
        f"GROUP BY indicator, period ORDER BY indicator, period) TO '{answer}' (HEADER)"
    )
    threads = connection.execute("SELECT current_setting('threads')").fetchone()
    return int(threads[0]) if threads else 0


def answer_polars(journal: str, answer: str) -> int:
    """Write the answer of polars; return its number of threads."""
    import polars

    rows = polars.read_csv(journal, infer_schema=False, empty_string_is_null=False)
    last = rows.unique(subset=["indicator", "period"], keep="last").sort("indicator", "period")
    last.write_csv(answer)
    return int(polars.thread_pool_size())


def answer_pandas(journal: str, answer: str) -> int:
    """Write the answer of pandas; return its number of threads."""
    import pandas

    rows = pandas.read_csv(journal, dtype=str, keep_default_na=False)
    last = rows.drop_duplicates(["indicator", "period"], keep="last").sort_values(["indicator", "period"])
    last.to_csv(answer, index=False)
    return 1


ANSWERS = {
    "tracker": answer_tracker,
    "tracker again": answer_again,
    "duckdb": answer_duckdb,
    "polars": answer_polars,
    "pandas": answer_pandas,
}


def answer(program: str, journal: str, out: str) -> None:
    """Write the answer of one program, and print its threads and its peak memory in megabytes."""
    threads = ANSWERS[program](journal, out)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = int(status.split("VmHWM:")[1].split()[0])  # ru_maxrss would include the process that started this one
    print(threads, own / 1024)


def run(*command: str) -> tuple[Run, str]:
    """Run a command and return what it took, and its stdout."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, processor, 0.0), done.stdout


def time_program(program: str, folder: Path) -> tuple[Run, str]:
    """Run one program and return what it took and its number of threads."""
    if program == "tracker status":
        tracker = str(Path(sys.executable).with_name("tracker"))
        return run(tracker, "status", "--data", str(folder), "--format", "csv", "-o", str(folder / "status.csv"))[0], ""
    out = str(folder / f"{program}.csv")
    taken, printed = run(sys.executable, __file__, "--answer", program, str(folder / "results.csv"), out)
    threads, memory = printed.split()
    return taken._replace(memory=float(memory)), threads


def same_answer(folder: Path, programs: list[str]) -> int:
    """Return the number of rows of all answers; exit if two answers differ."""
    answers = {}
    for program in programs:
        with (folder / f"{program}.csv").open(encoding="utf-8", newline="") as file:
            answers[program] = sorted(csv.reader(file))
    for program, rows in answers.items():
        if rows != answers["tracker"]:
            raise SystemExit(f"{program} and tracker do not give the same answer")
    return len(answers["tracker"]) - 1


def measure(folder: Path, length: int, programs: list[str]) -> None:
    """Make a journal of that length, run every program on it in turn, and print the table."""
    journal = folder / "results.csv"
    make_journal(journal, length)
    rounds: list[dict[str, Run]] = []
    threads = {}
    for _ in range(3 if length > 2_000_000 else 7):
        taken = {}
        for program in programs:
            taken[program], threads[program] = time_program(program, folder)
        rounds.append(taken)
    rows = same_answer(folder, [program for program in programs if program != "tracker status"])
    size = journal.stat().st_size / 1e6
    print(f"\n{length:,} rows, {size:,.0f} MB; the same {rows:,} last rows from all; median of {len(rounds)} rounds")
    print(f"{'':<16}{'seconds':>9}{'ratio':>8}{'processor':>11}{'ratio':>8}{'MB':>8}{'ratio':>8}{'threads':>9}")
    for program in programs:
        print_row(program, rounds, threads[program], LIMITS.get(program) if length == 1_000_000 else None)


def print_row(program: str, rounds: list[dict[str, Run]], threads: str, limit: float | None) -> None:
    """Print the medians of one program, and of their ratios to DuckDB."""
    cells = f"{program:<16}"
    for index, width, digits in ((0, 9, 2), (1, 11, 2), (2, 8, 0)):
        value = statistics.median(each[program][index] for each in rounds)
        ratio = statistics.median(each[program][index] / each["duckdb"][index] for each in rounds)
        cells += f"{value:>{width}.{digits}f}{ratio:>8.2f}" if value else f"{'':>{width + 8}}"
    limits = f"   limit {limit}; memory {MEMORY_LIMIT}" if limit else ""
    print(f"{cells}{threads:>9}{limits}", flush=True)


def main() -> None:
    """Measure the lengths that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=LENGTHS, help="lengths of the journal")
    parser.add_argument("--folder", type=Path, help="where the journal is written (default: a folder that is removed)")
    parser.add_argument("--answer", nargs=3, metavar=("PROGRAM", "JOURNAL", "OUT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(*options.answer)
        return
    print(f"processors: {len(os.sched_getaffinity(0))}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        make_targets(folder / "targets.toml")
        for length in options.rows:
            measure(folder, length, [*PROGRAMS, "tracker status"])


if __name__ == "__main__":
    main()
