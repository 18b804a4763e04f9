"""Prints how much memory each command takes over a long journal of good rows.

    python benchmarks/memory.py [--rows 1000000] [--indicators 1000] [WORD …]

The factor is the memory beyond 100 MB in units of the journal. With words, only the commands that contain one of them run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
TERM = '[term]\nname.en = "T"\nbaseline_year = 2020\nfirst_year = 2021\nlast_year = 2030\n'
FREE = 100
"""MB that are not counted: the interpreter and the libraries."""
COMMANDS = [
    "status", "status --format table", "status --as-of 2021-06-30", "show x1 --format json", "show x1 --format md",
    "review", "add-result x1 2024 5 --dry-run", "import in.csv --dry-run", "form -o form.xlsx --year 2024", "undo --dry-run",
    "log", "log --format json", "check", "check --format json", "next-term", "close 2024 --dry-run", "close 2024 --yes",
    "export --to datapackage -o out.zip", "export --to sdmx-csv -o sdmx.zip", "report -o out.md", "report -o out.xlsx", "status --data closed/2024.zip",
]  # fmt: skip


def write_folder(folder: Path, rows: int, indicators: int) -> None:
    """Write a folder with so many rows: each indicator has the ten years of the term, and then revisions."""
    keys = 'measure = "level"\nbaseline = 1\ntarget.at_least = 9\n'
    text = "".join(f'[[indicator]]\nid = "x{at}"\nname.en = "X {at}"\n{keys}' for at in range(indicators))
    (folder / "targets.toml").write_text(TERM + text, encoding="utf-8")
    (folder / "in.csv").write_text("indicator,period,value\nx1,2024,5\n", encoding="utf-8")
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for at in range(rows):
            day = f"202{1 + at * 4 // rows}-0{1 + at * 32 // rows % 8}-01"
            file.write(f"x{at % indicators},{2021 + at // indicators % 4},{at % 9},,final,,,{day},\n")


def measure(folder: Path, command: str) -> tuple[float, float, int]:
    """Return the most memory of a command in MB, its time in seconds, and its exit code."""
    environment = os.environ | {"TRACKER_CACHE": "", "TRACKER_LANG": "en"}
    arguments = command.split() if "--data" in command else [*command.split(), "--data", "."]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024, time.perf_counter() - start, process.returncode


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--indicators", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(folder, options.rows, options.indicators)
        size = (folder / "results.csv").stat().st_size / (1 << 20)
        print(f"{options.rows} rows of {options.indicators} indicators, {size:.0f} MB")
        for command in COMMANDS:
            if not options.words or any(word in command for word in options.words):
                most, seconds, code = measure(folder, command)
                factor = max(0.0, (most - FREE) / size)
                print(f"{command:32} {most:6.0f} MB  × {factor:5.1f}  {seconds:6.1f} s  exit {code}", flush=True)


if __name__ == "__main__":
    main()
