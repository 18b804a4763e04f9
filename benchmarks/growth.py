"""Doubles inputs that once took the square of their size, and prints how the time of a command grows.

    python benchmarks/growth.py

Each line has the time for the input, for twice as much, and the ratio; about 2 is linear, and 1 is the start of the
program. The least of three runs counts.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
TARGETS = """[term]
name.en = "T"
baseline_year = 2020
first_year = 2021
last_year = 2030
"""
INDICATOR = '[[indicator]]\nid = "a"\nname.en = "A"\nmeasure = "level"\nbaseline = 10\ntarget = {{ at_least = 90 }}\n{}'
ROW = "a,2021,20,,final,,,2022-01-01,\n"


def write(folder: Path, journal: str = HEADER + ROW, key: str = "", further: str = "", sheet: str = "") -> None:
    (folder / "targets.toml").write_text(TARGETS + INDICATOR.format(key) + further, encoding="utf-8")
    (folder / "results.csv").write_text(journal, encoding="utf-8", newline="")
    (folder / "in.csv").write_text(f"indicator,period,value\n{sheet}", encoding="utf-8")


def _make_indicators(count: int) -> str:
    return "".join(
        f'[[indicator]]\nid = "x{at}"\nname.en = "X {at}"\nmeasure = "level"\nbaseline = 1\n' for at in range(count)
    )


CASES: dict[str, tuple[int, list[str], Callable[[Path, int], None]]] = {
    "last row without line break": (
        1 << 21, ["status"], lambda folder, size: write(folder, HEADER + f"a,2021,20,,final,,{'x' * size},2022-01-01,")
    ),
    "line ends of CR": (20_000, ["status"], lambda folder, size: write(folder, (HEADER + ROW * size).replace("\n", "\r"))),
    "revisions, show as md": (
        10_000, ["show", "a", "--format", "md"], lambda folder, size: write(folder, HEADER + ROW * size)
    ),
    "revisions, log as json": (10_000, ["log", "--format", "json"], lambda folder, size: write(folder, HEADER + ROW * size)),
    "revisions, check": (50_000, ["check"], lambda folder, size: write(folder, HEADER + ROW * size)),
    "a hexadecimal number": (1 << 20, ["status"], lambda folder, size: write(folder, key=f"decimals = 0x{'f' * size}\n")),
    "a long number": (1 << 20, ["status"], lambda folder, size: write(folder, key=f"decimals = {'9' * size}\n")),
    "indicators, check": (2_500, ["check"], lambda folder, size: write(folder, further=_make_indicators(size))),
    "a name of numbers": (
        40_000, ["import", "in.csv", "--dry-run"], lambda folder, size: write(folder, sheet=f"{'1.' * size},2022,5\n")
    ),
    "a value of numbers": (
        40_000, ["import", "in.csv", "--dry-run"], lambda folder, size: write(folder, sheet=f"a,2022,{'1.' * size}\n")
    ),
    "rows of a sheet": (
        2_000, ["import", "in.csv", "--dry-run", "--skip-unknown"],
        lambda folder, size: write(folder, sheet="".join(f"u{at},2022,5\n" for at in range(size))),
    ),
}  # fmt: skip


def measure(folder: Path, command: list[str]) -> float:
    """Return the least time of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tracker", *command, "--data", "."], cwd=folder, capture_output=True, check=False
        )
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case, (size, command, prepare) in CASES.items():
            times = []
            for factor in (1, 2):
                prepare(folder, size * factor)
                times.append(measure(folder, command))
            print(f"{case:30} {times[0]:6.2f} s {times[1]:6.2f} s  × {times[1] / times[0]:.2f}", flush=True)


if __name__ == "__main__":
    main()
