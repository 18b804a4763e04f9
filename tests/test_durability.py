"""Crowds, kills and broken disks: every acknowledged row is there, the file always reads, the next recording works.

`make test` runs short versions; `make torture` sets TORTURE and runs them at length, with strace where it is there.
"""

import errno
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from support.folders import HEADER, TESTS
from support.process import environment
from tracker.errors import ExitCode, TrackerError
from tracker.journal import lock, writer
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.lock import lock_journal
from tracker.journal.reader import read_journal
from tracker.journal.writer import append_rows

WORKERS = TESTS / "support" / "workers.py"
TORTURE = bool(os.environ.get("TORTURE"))
ROW = {"indicator": "a", "period": "2021", "value": "2", "status": "final", "recorded_at": "2199-01-01"}

TARGETS = """
[term]
name = "t"
baseline_year = 1949
first_year = 1950
last_year = 1999
language = "en"
"""
INDICATOR = """
[[indicator]]
id = "{id}"
name = "{id}"
measure = "total"
"""


def settings() -> dict[str, str]:
    """The environment of a worker: what it covers is not measured, for most of them are killed."""
    return {name: value for name, value in environment().items() if not name.startswith("COV")}


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKERS), *map(str, arguments)],
        env=settings(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def finish(process: subprocess.Popen[str], patience: int = 1800) -> str:
    out, err = process.communicate(timeout=patience)
    assert process.returncode == 0, err
    return out


@pytest.fixture
def journal(tmp_path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(HEADER + "a,2020,1,,final,,,2021-01-01,\n", encoding="utf-8")
    return path


def test_a_crowd_loses_nothing_and_readers_see_whole_rows(tmp_path):
    crowd, each = (32, 50) if TORTURE else (8, 6)
    ids = [f"i-{number:02}" for number in range(crowd)]
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "targets.toml").write_text(TARGETS + "".join(INDICATOR.format(id=name) for name in ids), encoding="utf-8")
    (folder / "results.csv").write_text(HEADER, encoding="utf-8")
    over = tmp_path / "over"
    readers = [start("read", folder, over) for _ in range(2)]
    writers = [start("record", folder, name, each) for name in ids]
    told = [line for writer in writers for line in finish(writer).splitlines()]
    over.touch()
    reads = [int(finish(reader)) for reader in readers]
    with (folder / "results.csv").open("rb") as file:
        reading = read_journal(file, "results.csv", history=ALL_INDICATORS)
    assert (reading.problems.total, reading.torn_row) == (0, None)
    found = [f"{row.indicator},{row.period},{row.value}" for rows in reading.results.values() for row in rows]
    assert len(found) == crowd * each
    assert sorted(found) == sorted(told) == sorted(f"{name},{1950 + at},{at + 1}" for name in ids for at in range(each))
    moments = {(row.recorded_at) for rows in reading.results.values() for row in rows}
    assert len(moments) == crowd * each
    assert sorted(os.listdir(folder)) == ["results.csv", "targets.toml"]
    assert all(reads)
    print(f"crowd: {crowd} processes, {len(found)} rows; readers read {sum(reads)} times")


def test_killed_at_random(journal):
    times, seed = 1000 if TORTURE else 40, random.randrange(10**9)
    print(f"seed {seed}")
    acknowledged = int(finish(start("die_at_random", journal, times, seed)))
    assert acknowledged >= times
    print(f"killed {times} times at random; {acknowledged} rows were acknowledged, all are there")


@pytest.mark.parametrize("state", ["whole", "torn"])
def test_killed_at_every_call(journal, state):
    places = int(finish(start("die_at_every_call", journal, state)))
    assert places > 40
    print(f"killed at {places} places ({state})")


# A disk that is full or broken

CALLS = ["open", "read", "write", "fsync", "lseek", "fstat", "stat", "ftruncate"]


class Nth:
    """A function of the system whose n-th call fails; `count` says how often it was called."""

    def __init__(self, name: str, last: int, number: int) -> None:
        self.real, self.last, self.number, self.count = getattr(os, name), last, number, 0

    def __call__(self, *arguments, **named):
        self.count += 1
        if self.count == self.last:
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*arguments, **named)


def attempt(journal: Path) -> ExitCode | None:
    """Append a row; return the exit code where that fails."""
    try:
        append_rows(str(journal), [ROW])
    except TrackerError as error:
        return error.code
    return None


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("state", ["whole", "torn", "without a break"])
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_every_call(journal, monkeypatch, call, state, number):
    tail = {"whole": b"", "torn": b'a,2022,5,,final,,"cut', "without a break": b"a,2022,5,,final,,,2022-01-01,lan"}[
        state
    ]
    sound = journal.read_bytes()
    last = 0
    while True:
        last += 1
        journal.write_bytes(sound + tail)
        failing = Nth(call, last, number)
        with lock_journal(str(journal)):
            with monkeypatch.context() as patch:
                patch.setattr(writer.os, call, failing)
                code = attempt(journal)
            if failing.count < last:
                break
            after = journal.read_bytes()
            rest = after.removeprefix(sound)
            assert after.startswith(sound)
            if code is None:
                assert rest.endswith(b"a,2021,2,,final,,,2199-01-01,\n")
            else:
                assert code == ExitCode.DATA
                assert rest in (b"", tail), "longer only by what stood there"
            append_rows(str(journal), [{**ROW, "value": "3"}])
        with journal.open("rb") as file:
            reading = read_journal(file, "", history=ALL_INDICATORS)
        assert (reading.problems.total, reading.torn_row) == (0, None)
        assert "3" in [str(row.value) for row in reading.results["a"]]
    assert last > 1 or call in ("ftruncate",), "the call is made at all"


EXAMPLE = ["add-result", "poor-households", "2024", "0.95", "--note", "x" * 300]


@pytest.mark.parametrize("room", [0, 1, 50, 200, 420])
def test_a_file_that_may_not_grow(run, example, room):
    """The system itself takes a part of the row and then refuses."""
    journal = example / "results.csv"
    before = journal.read_bytes()
    limit = len(before) + room

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = run(*EXAMPLE, "--data", example, "--lang", "en", preexec_fn=limited)
    if room < 420:
        assert (result.returncode, result.stdout) == (3, "")
        assert "results.csv: cannot be written" in result.stderr
        assert "nothing was recorded" in result.stderr
        assert journal.read_bytes() == before
    else:
        assert result.returncode == 0, result.stderr
    assert sorted(os.listdir(example)) == ["results.csv", "targets.toml"]


@pytest.fixture
def tiny(tmp_path):
    """A real file system of 64 KiB, where one may be made."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tiny", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(run, tiny, example):
    for name in ("targets.toml", "results.csv"):
        shutil.copyfile(example / name, tiny / name)
    filler = tiny / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=512"], capture_output=True, check=False)
    journal = tiny / "results.csv"
    for turn in range(40):
        before = journal.read_bytes()
        result = run("add-result", "poor-households", "2024", f"0.{turn + 10}", *(["--revise"] if turn else []), "--yes",
                     "--note", "x" * 300, "--data", tiny, "--lang", "en")  # fmt: skip
        if result.returncode:
            break
        assert journal.read_bytes().startswith(before)
    assert (result.returncode, result.stdout) == (3, "")
    assert "the disk is full" in result.stderr
    assert journal.read_bytes() == before
    filler.unlink()
    assert (
        run(
            "add-result", "poor-households", "2024", "0.99", *(["--revise"] if turn else []), "--yes", "--data", tiny
        ).returncode
        == 0
    )


# With strace: at every call of the system, as the kernel sees it

strace = pytest.mark.skipif(
    not (TORTURE and shutil.which("strace")), reason="only in make torture, and where strace is"
)


def traced(journal: Path, inject: str, log: str = os.devnull) -> subprocess.CompletedProcess[str]:
    """Append one row under strace, with a fault in those calls that touch the journal, its lock or their folder."""
    paths = [str(journal), lock.get_lock_path(str(journal)), f"{journal}.torn", str(journal.parent)]
    watched = [part for path in paths for part in ("-P", path)]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", log, *watched, "-e", inject,
         sys.executable, str(WORKERS), "add_one", str(journal), "2"],
        env={**settings(), "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def readable(journal: Path) -> list[str]:
    with journal.open("rb") as file:
        reading = read_journal(file, "", history=ALL_INDICATORS)
    assert reading.problems.total == 0
    return [str(row.value) for row in reading.results["a"]]


@strace
@pytest.mark.parametrize("state", ["whole", "torn"])
def test_killed_at_every_system_call(journal, tmp_path, state):
    sound = journal.read_bytes()
    tail = b'a,2022,5,,final,,"cut' if state == "torn" else b""
    kept, log = Path(f"{journal}.torn"), tmp_path / "elsewhere" / "trace"
    log.parent.mkdir()
    journal.write_bytes(sound + tail)
    assert traced(journal, "trace=all", str(log)).stdout == "done\n"
    calls = Counter(re.findall(r"^[0-9]+ +([a-z0-9_]+)\(", log.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"openat", "read", "write", "fsync", "flock", "unlink"} <= set(calls)
    for call, number in [(call, at) for call, count in calls.items() for at in range(1, count + 1)]:
        journal.write_bytes(sound + tail)
        kept.unlink(missing_ok=True)
        done = traced(journal, f"inject={call}:signal=KILL:when={number}")
        assert done.returncode == -signal.SIGKILL, f"{call} {number}"
        found = readable(journal)
        assert found in (["1"], ["1", "2"])
        assert tail in journal.read_bytes() + (kept.read_bytes() if kept.exists() else b"")
        with lock_journal(str(journal), 1):
            append_rows(str(journal), [{**ROW, "value": "3"}])
        assert readable(journal) == [*found, "3"]
    print(f"killed at {calls.total()} system calls of {len(calls)} kinds ({state})")


@strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "EDQUOT"])
@pytest.mark.parametrize("call", ["write", "fsync", "ftruncate", "read", "lseek", "flock", "openat"])
@pytest.mark.parametrize("state", ["whole", "torn"])
def test_a_fault_at_every_system_call(journal, call, fault, state):
    sound = journal.read_bytes()
    tail = b'a,2022,5,,final,,"cut' if state == "torn" else b""
    number = faults = 0
    while True:
        number += 1
        journal.write_bytes(sound + tail)
        Path(f"{journal}.torn").unlink(missing_ok=True)
        done = traced(journal, f"inject={call}:error={fault}:when={number}")
        after = journal.read_bytes()
        assert after.startswith(sound)
        if done.stdout == "":
            faults += 1
            assert "TrackerError" in done.stderr
            assert after in (sound, sound + tail)
        else:
            assert readable(journal) == ["1", "2"]
        if done.stdout and (call != "ftruncate" or number > 2):
            break
        if number > 40:
            pytest.fail("the fault never ends")
    assert faults or call in ("ftruncate",)
    print(f"{call} failed with {fault} at {faults} places ({state})")
