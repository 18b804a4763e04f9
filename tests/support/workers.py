"""Processes that record, read and die, for the tests of durability: `python workers.py ACTION ARGUMENT…`."""

import contextlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from support.journals import PIECES, find_schema, make_cells
from tracker.cli.main import main
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.lock import lock_journal
from tracker.journal.new_file import create_journal
from tracker.journal.reader import JournalContent, read_journal
from tracker.journal.truncation import TORN_SUFFIX
from tracker.journal.writer import append_rows, stamp_rows

BUSY = "another program is recording in this folder"


def run_tracker(*arguments: str) -> tuple[int, str, str]:
    """Run `tracker` in this process; return its exit code and what it wrote."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


def record(folder: str, command: str, indicator: str, count: str) -> None:
    """Record so many rows about one indicator, each by the command itself: add-result or decide.

    On a machine that is very busy the lock may take too long; then nothing is written, and the command is run again.
    """
    for at in range(int(count)):
        told = BUSY
        while BUSY in told:
            code, _, told = run_tracker(command, indicator, str(1950 + at), f"{at + 1}", "--yes", "--data", folder)
        if code or told:
            sys.exit(f"{indicator} {1950 + at}: {code} {told}")
        print(f"{indicator},{1950 + at},{at + 1}", flush=True)


def read(folder: str, until: str) -> None:
    """Read again and again until the file `until` is there: nothing is ever wrong, and nothing ever vanishes."""
    seen = times = 0
    while not os.path.exists(until):
        code, out, told = run_tracker("log", "--format", "csv", "--data", folder)
        found = out.count("\n")
        if code or told or found < seen:
            sys.exit(f"after {times} times: {code} {told} {seen} {found}")
        seen, times = found, times + 1
    print(times)


def read_journal_at(path: str) -> JournalContent:
    """What the journal holds; whatever has happened, it can be read."""
    with open(path, "rb") as file:
        reading = read_journal(file, path, schema=find_schema(path), history=ALL_INDICATORS)
    if reading.problems.total:
        sys.exit(f"{path}: {[str(problem.message) for problem in reading.problems]}")
    return reading


def list_values(path: str) -> list[str]:
    """The values of all rows of the journal; none if it does not exist yet."""
    if not os.path.exists(path):
        return []
    return [str(row.value) for row in read_journal_at(path).results.get("a", ())]


def add(path: str, value: int | str) -> None:
    """Append one row as every command does; a journal that does not exist yet is made."""
    schema = find_schema(path)
    row = {**make_cells(path, str(value)), "note": f'note "{value}", with\na break'}
    with lock_journal(path):
        create_journal(path, schema.header, os.path.dirname(path))
        append_rows(path, stamp_rows(path, [row], datetime.now().astimezone(), "lan"), schema)


def start_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Start a process that does `work` with a pipe to tell through; return its id and the end to read from."""
    source, sink = os.pipe()
    child = os.fork()
    if child:
        os.close(sink)
        return child, source
    try:
        work(sink)
    finally:
        os._exit(0)


def read_words(source: int) -> list[str]:
    """What was told through the pipe until its other end was closed."""
    with os.fdopen(source) as told:
        return told.read().split()


def read_first_words(source: int, count: int) -> list[str]:
    """What was told first, so many words; waits for them."""
    told = b""
    while told.count(b"\n") < count:
        told += os.read(source, 1)
    return told.decode().split()


def expect(path: str, acknowledged: list[str], allowed: set[str]) -> None:
    """Nothing acknowledged is missing, nothing stands twice, nothing stands there that nobody wrote."""
    found = list_values(path)
    missing, strange = set(acknowledged) - set(found), set(found) - allowed
    if missing or strange or len(found) != len(set(found)):
        sys.exit(f"missing {sorted(missing)}, strange {sorted(strange)}, of {found}")


def die_at_random(path: str, times: str, seed: str) -> None:
    """Kill a process that appends, so many times, each at a random moment; say how many rows were acknowledged."""
    moment = random.Random(int(seed))
    add(path, 0)
    acknowledged, every = ["0"], 0
    for turn in range(int(times)):
        if turn % 50 == 0:  # a journal that stays short enough to be looked at each time
            Path(path).write_text(f"{find_schema(path).header}\n", encoding="utf-8")
            if turn % 100 and "decisions" in path:
                Path(path).unlink()  # the next process makes it
            acknowledged = []

        def work(sink: int, turn: int = turn) -> None:
            for count in range(10_000):
                add(path, turn * 10_000 + count)
                os.write(sink, f"{turn * 10_000 + count}\n".encode())

        child, source = start_child(work)
        told = read_first_words(source, turn % 4)
        time.sleep(moment.random() * 0.01)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += read_words(source)
        acknowledged += told
        every += len(told)
        expect(path, acknowledged, {*list_values(path)})
    add(path, -1)
    expect(path, [*acknowledged, "-1"], {*list_values(path)})
    print(every)


def die_at_every_call(path: str, start: str) -> None:
    """Kill an appending process before and after each call into the system; say at how many places."""
    sound, piece = Path(path).read_bytes(), PIECES[os.path.basename(path)]
    add(path, "7")  # everything is imported now
    places = 0
    first = [] if start == "missing" else ["1"]
    while True:
        places += 1
        Path(path).write_bytes(sound + (piece if start == "torn" else b""))
        Path(path + TORN_SUFFIX).unlink(missing_ok=True)
        if start == "missing":
            Path(path).unlink()

        def work(sink: int, last: int = places) -> None:
            sys.setprofile(_Countdown(last))
            add(path, "2")
            sys.setprofile(None)
            os.write(sink, b"2\n")

        child, source = start_child(work)
        status = os.waitpid(child, 0)[1]
        told = read_words(source)
        expect(path, told, {*first, "2"})
        kept = b"".join(Path(name).read_bytes() for name in (path, path + TORN_SUFFIX) if os.path.exists(name))
        if start == "torn" and piece not in kept:
            sys.exit(f"the torn row is lost at place {places}")
        add(path, "3")
        expect(path, [*first, *told, "3"], {*first, "2", "3"})
        if read_journal_at(path).torn_row:
            sys.exit(f"still torn after place {places}")
        if not os.WIFSIGNALED(status):
            break
    print(places - 1)


class _Countdown:
    """Kills this process before or after the n-th call of a function of the system or a method of a file."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self, _frame: object, event: str, function: object) -> None:
        if event not in ("c_call", "c_return"):
            return
        owner = getattr(function, "__self__", None)
        if getattr(function, "__module__", "") in ("posix", "fcntl") or type(owner).__module__ == "_io":
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)


def add_one(path: str, value: str) -> None:
    """Append one row and say so."""
    add(path, value)
    print("done", flush=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
