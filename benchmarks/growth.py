"""Doubles inputs of every kind, and prints how the time of a command grows.

    python benchmarks/growth.py [WORD …] [--scale 0.5] [--runs 3]

Each line has the processor time for the input, for twice as much, and the ratio of what they take beyond an input of size 1:
about 2 is linear. Sizes that are too small to measure are doubled up to five times; if the input then takes less than 0.05 s
beyond that of size 1, there is no ratio. The least of the runs counts. A ratio above 2.3 is measured again up to three times:
other work on the machine disturbs each run. With words, only the cases whose names contain one of them are measured. The exit
code is 1 if a ratio is above 2.3.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from growth_cases import CASES
from growth_inputs import Case

LIMIT = 2.3
LEAST = 0.05
"""The seconds beyond an input of size 1 from which a ratio is printed."""
SECONDS = 120
ENOUGH = 0.3
"""The seconds beyond an input of size 1 that the larger input should take."""
AGAIN = 3
"""How many times a ratio above the limit is measured again."""
WITHOUT_DATA = ("init", "schema", "--version")
"""The commands that read no tracker folder."""
ENLARGED = 5
"""How many times a size is doubled to take as long."""


def measure(folder: Path, command: str, runs: int) -> tuple[float, int]:
    """Return the least processor time of some runs, in seconds, and the exit code.

    A command line that ends with a space is completed, as a shell asks for it.
    """
    times, code = [], 0
    environment = os.environ | {"TRACKER_CACHE": ""}
    arguments = [*command.split(), *(() if command.startswith(WITHOUT_DATA) else ("--data", "."))]
    if command.endswith(" "):
        words = ["tracker", *command.split(), ""]
        environment |= {"_TRACKER_COMPLETE": "bash_complete", "COMP_WORDS": "\n".join(words), "TRACKER_DATA": "."}
        environment["COMP_CWORD"] = str(len(words) - 1)
        arguments = []
    for _ in range(runs):
        for path in folder.glob("out*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = subprocess.run(
            [sys.executable, "-m", "tracker", *arguments], cwd=folder, capture_output=True,
            check=False, timeout=SECONDS, env=environment, stdin=subprocess.DEVNULL,
        ).returncode  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times), code


def measure_case(case: Case, folder: Path, scale: float, runs: int) -> tuple[list[float], int, int]:
    """Return the times for an input of size 1, of the size of the case, and of twice that, the last exit code, and the size."""
    size = max(2, round(case.size * scale))
    times, code = [], 0
    for each in (1, size, 2 * size):
        case.write(folder, each)
        taken, code = measure(folder, case.command, runs)
        times.append(taken)
    enlarged = 0
    while times[2] - times[0] < ENOUGH and enlarged < ENLARGED:  # too little to measure: the input is doubled again
        enlarged, size = enlarged + 1, 2 * size
        case.write(folder, 2 * size)
        taken, code = measure(folder, case.command, runs)
        times = [times[0], times[2], taken]
    for _ in range(AGAIN):
        if compute_ratio(times) <= LIMIT:
            break
        for index, each in enumerate((1, size, 2 * size)):
            case.write(folder, each)
            times[index] = min(times[index], measure(folder, case.command, runs)[0])
    return times, code, size


def compute_ratio(times: list[float]) -> float:
    """Return the ratio of what the two sizes take beyond an input of size 1, or 0 if that is too little."""
    base, once, twice = times
    return (twice - base) / (once - base) if once - base >= LEAST else 0.0


def main() -> int:
    """Print a line for each case, and return 1 if a ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as name:
        for case, settings in CASES.items():
            if options.words and not any(word in case for word in options.words):
                continue
            try:
                times, code, size = measure_case(settings, Path(name), options.scale, options.runs)
            except subprocess.TimeoutExpired:
                print(f"{case:44} longer than {SECONDS} s", flush=True)
                worst = SECONDS
                continue
            ratio, (base, once, twice) = compute_ratio(times), times
            worst = max(worst, ratio)
            shown = f"× {ratio:.2f}{' !' if ratio > LIMIT else ''}" if ratio else ""
            print(f"{case:44} {size:8} {base:6.2f} s {once:6.2f} s {twice:6.2f} s  exit {code}  {shown}", flush=True)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
