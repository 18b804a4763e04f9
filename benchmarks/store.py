"""How long the questions of a nation take if its journals are in a store, beside the same of files.

    make bench-store                                      # start a server, load two million rows, measure, remove all
    python benchmarks/store.py --url postgresql://… --out DIR --scale 0.1    # a store that is there, and a kept folder

The folder is that of `benchmarks/nation.py`. Each command runs as a new process, from the start to the written answer,
first with the files and then with the store, and the commands take turns; the best of the rounds is printed. Of files,
the journal was read before and has a checkpoint. "processor" is that of the command alone, without the server. The
store is filled by `tracker store load`; a store that already has the rows is used as it is.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from nation_folder import make_folder

TODAY = "2026-11-28"
TRACKER = str(Path(sys.executable).with_name("tracker"))
LIMITS = {"status of one commune": 0.3, "status of one province": 1.0, "all last rows": 6.0}
SIZES = """
SELECT relname, pg_total_relation_size(c.oid), pg_relation_size(c.oid), reltuples FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'tracker' AND relname IN ('results', 'latest')"""


class Cost(NamedTuple):
    """What one run of a command took: seconds of wall time, of its processor time, and megabytes of peak memory."""

    seconds: float
    processor: float
    memory: float


def read_all(folder: str) -> None:
    """Read the last rows of all areas, as a command does that needs each of them."""
    import gc

    gc.disable()  # as the program does
    from tracker.folder import Folder, load_register

    register = load_register(Folder(folder, None, os.environ.get("TRACKER_STORE", "")), today=TODAY)
    print(sum(len(group) for rows in register.scope_results.values() for group in rows.values()))


def list_commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands to measure, by what they do."""
    data = ["--data", str(folder), "--as-of", TODAY, "-o"]
    return {
        "status of one commune": [TRACKER, "status", "--area", "commune-0001", *data, str(folder / "commune.csv")],
        "status of one province": [TRACKER, "status", "--area", "province-00", *data, str(folder / "province.csv")],
        "all last rows": [sys.executable, __file__, "--read", str(folder)],
    }


def run(command: list[str], folder: Path, url: str) -> Cost:
    """Run a command and return what it took. Raises SystemExit if it failed."""
    environment = {**os.environ, "TRACKER_CACHE": str(folder / "cache"), "TRACKER_LANG": "en"}
    environment.pop("TRACKER_STORE", None)
    if url:
        environment["TRACKER_STORE"] = url
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def load_store(folder: Path, url: str) -> None:
    """Put the rows of the folder into an empty store, and print how many a second."""
    import psycopg

    environment = {**os.environ, "TRACKER_STORE": url, "TRACKER_DATA": str(folder)}
    subprocess.run([TRACKER, "store", "init"], env=environment, check=True)
    start = time.perf_counter()
    files = [str(folder / name) for name in ("results.csv", "decisions.csv")]
    subprocess.run([TRACKER, "store", "load", *files], env=environment, check=True)
    seconds = time.perf_counter() - start
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        for name, total, table, rows in connection.execute(SIZES).fetchall():
            print(f"{name}: {rows:,.0f} rows, {total / rows:.0f} bytes a row with indexes, {table / rows:.0f} without")
            if name == "results":
                print(f"loaded in {seconds:.0f} s: {rows / seconds:,.0f} rows a second")


def measure(folder: Path, url: str, rounds: int) -> None:
    """Run every command in turn with files and with the store, and print the best of the rounds."""
    commands = list_commands(folder)
    costs: dict[tuple[str, str], list[Cost]] = {}
    run(commands["all last rows"], folder, "")  # makes the checkpoint
    for _ in range(rounds):
        for name, command in commands.items():
            for place, address in (("files", ""), ("store", url)):
                costs.setdefault((name, place), []).append(run(command, folder, address))
    print(f"{'':<36}{'seconds':>9}{'processor':>11}{'MB':>6}{'of files':>10}   limit")
    for (name, place), found in costs.items():
        best, files = (Cost(*map(min, zip(*each, strict=True))) for each in (found, costs[name, "files"]))
        limit = f"{LIMITS[name]} s" if place == "store" else ""
        cells = f"{best.seconds:>9.2f}{best.processor:>11.2f}{best.memory:>6.0f}{best.seconds / files.seconds:>10.2f}"
        print(f"{name + ', ' + place:<36}{cells}   {limit}", flush=True)


@contextmanager
def start_server() -> Iterator[str]:
    """Start the newest server that is installed, as the tests do, and yield the URL of an empty database."""
    sys.path.append(str(Path(__file__).parent.parent / "tests"))
    servers = importlib.import_module("support.servers")
    server = servers.Server(servers.KINDS[-1])
    try:
        yield server.make_database("nation")
    finally:
        server.remove()


def main() -> None:
    """Make the folder, load the store and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="the database of a store (default: a server is started)")
    parser.add_argument("--filled", action="store_true", help="the store already has the rows")
    parser.add_argument("--out", type=Path, help="the folder to make, which is kept (default: one that is removed)")
    parser.add_argument("--scale", type=float, default=1.0, help="the share of the communes (default: 1.0)")
    parser.add_argument("--rounds", type=int, default=3, help="how often to measure")
    parser.add_argument("--read", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_all(options.read)
        return
    with tempfile.TemporaryDirectory() as temporary, _find_store(options.url) as url:
        folder = options.out or Path(temporary)
        make_folder(folder, options.scale)
        if not options.filled:
            load_store(folder, url)
        measure(folder, url, options.rounds)


@contextmanager
def _find_store(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with start_server() as started:
        yield started


if __name__ == "__main__":
    main()
