"""How long `tracker status`, `show` and `review` take to start, as ratios to importing the libraries that they need.

The commands take turns. The ratio is computed in each round, then the median is taken, because other programs may use
the machine. If valgrind is installed, instructions are counted too: their number is the same in every run.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
TRACKER = str(Path(sys.executable).with_name("tracker"))
BASE = "import click, tomli, csv"
TABLE = "tracker status (table)"
COMMANDS: dict[str, list[str]] = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    BASE: [sys.executable, "-c", BASE],
    "tracker status (CSV)": [TRACKER, "status", "--data", str(DATA)],
    TABLE: [TRACKER, "status", "--data", str(DATA), "--format", "table"],
    "tracker review (table)": [TRACKER, "review", "--data", str(DATA), "--format", "table"],
    "tracker show (chart)": [TRACKER, "show", "grdp-growth", "--data", str(DATA), "--format", "table"],
    "tracker show (JSON)": [TRACKER, "show", "grdp-growth", "--data", str(DATA), "--format", "json"],
}
REFERENCES = ("bare interpreter", BASE, TABLE)
LIMITS = {
    "tracker status (CSV)": (BASE, 1.20),
    TABLE: (BASE, 2.05),
    "tracker review (table)": (TABLE, 1.3),
    "tracker show (chart)": (TABLE, 3.0),
}
"""The largest ratio of each command, and the command to which it refers."""
ROUNDS = 40


def environment() -> dict[str, str]:
    """Return an environment in which Python keeps compiled modules, as it does for users."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRACKER_"))}


def seconds(command: Sequence[str]) -> float:
    """Return how long one run of `command` takes, in seconds."""
    start = time.perf_counter()
    subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def instructions(command: Sequence[str]) -> int:
    """Return how many instructions one run of `command` executes."""
    counted = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = re.search(r"Collected : (\d+)", counted.stderr)
    return int(found[1]) if found else 0


LIBRARY = """
import sys, time
import tracker
start = time.process_time()
rows = [len(tracker.open(sys.argv[1], today="2026-11-27").status(2023))]
first = time.process_time()
for _ in range(20):
    tracker.open(sys.argv[1], today="2026-11-27").status(2023)
print(rows[0], (first - start) * 1000, (time.process_time() - first) * 50)
"""
"""A program that opens the data and assesses it: once with the imports that this needs, then twenty times more."""


def print_library() -> None:
    """Print how many milliseconds of work `tracker.open(…).status(…)` takes, the first time and later."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", LIBRARY, str(DATA)], env=environment(), capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(ROUNDS // 4)
    ]
    first, later = (statistics.median(float(run[index]) for run in runs) for index in (1, 2))
    print(f"library, {runs[0][0]} indicators: first {first:.1f} ms with its imports, later {later:.1f} ms (at most 30)")
    print()


def print_rows(title: str, figures: dict[str, dict[str, float]]) -> None:
    """Print the ratios of each command to the three references."""
    print(f"{title:<28}{'to bare':>8}{'to ' + BASE:>28}{'to the table':>14}")
    for name, ratios in figures.items():
        reference, most = LIMITS.get(name, ("", 0.0))
        limit = f"   (at most {most} of {'the table' if reference == TABLE else reference})" if most else ""
        print(f"{name:<28}{ratios['bare interpreter']:>8.2f}{ratios[BASE]:>28.2f}{ratios[TABLE]:>14.2f}{limit}")
    print()


def main() -> None:
    """Run the commands in turn and print the ratios."""
    for command in COMMANDS.values():
        seconds(command)
    rounds = [{name: seconds(command) for name, command in COMMANDS.items()} for _ in range(ROUNDS)]
    print_rows(
        f"wall clock, median of {ROUNDS}",
        {
            name: {other: statistics.median(each[name] / each[other] for each in rounds) for other in REFERENCES}
            for name in COMMANDS
        },
    )
    print_library()
    if not shutil.which("valgrind"):
        print("valgrind is not installed: no instruction counts")
        return
    counts = {name: instructions(command) for name, command in COMMANDS.items()}
    print_rows(
        "instructions",
        {name: {other: counts[name] / counts[other] for other in REFERENCES} for name in COMMANDS},
    )


if __name__ == "__main__":
    main()
