"""Crowds, kills and broken disks: every acknowledged row is there, the file always reads, the next recording works.

`make test` runs short versions; `make torture` sets TORTURE and runs them at length, with strace where it is there.
"""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.faults import TORTURE, Nth, count_calls, iter_calls, settings, strace, trace
from support.folders import HEADER, TESTS
from support.journals import (
    PIECES,
    SCHEMAS,
    find_schema,
    make_cells,
    make_line,
    read_values,
    read_whole_journal,
    write_journal,
)
from tracker.errors import ExitCode, TrackerError
from tracker.journal import lock, writer
from tracker.journal.lock import lock_journal
from tracker.journal.new_file import create_journal
from tracker.journal.writer import append_rows

WORKERS = TESTS / "support" / "workers.py"
STATES = [
    pytest.param(name, state, id=f"{name}-{state}")
    for name in SCHEMAS
    for state in ("whole", "torn", "without a break", "missing")
    if (name, state) != ("results.csv", "missing")  # results.csv is never made by a recording
]
"""Each journal, and how it is found by a recording."""

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


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WORKERS), *map(str, arguments)],
        env={**settings(), "PYTHONPATH": str(TESTS)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def finish(process: subprocess.Popen[str], patience: int = 1800) -> str:
    out, err = process.communicate(timeout=patience)
    assert process.returncode == 0, err
    return out


@pytest.fixture(params=SCHEMAS)
def journal(request, tmp_path) -> Path:
    return write_journal(tmp_path / request.param)


def prepare(journal: Path, state: str) -> bytes:
    """Bring a journal into a state; return what stands there after its whole rows."""
    sound = write_journal(journal).read_bytes()
    tail = {"torn": PIECES[journal.name], "without a break": make_line(journal, "5", "2022-01-01").encode()}
    journal.write_bytes(sound + tail.get(state, b""))
    Path(f"{journal}.torn").unlink(missing_ok=True)
    if state == "missing":
        journal.unlink()
    return tail.get(state, b"")


def record(journal: Path, value: str) -> None:
    """Append a row, to a new journal if there is none; the caller holds the lock."""
    create_journal(str(journal), find_schema(journal).header, str(journal.parent))
    append_rows(str(journal), [{**make_cells(journal, value), "recorded_at": "2199-01-01"}], find_schema(journal))


@pytest.mark.parametrize(("command", "name"), [("add-result", "results.csv"), ("decide", "decisions.csv")])
def test_a_crowd_loses_nothing_and_readers_see_whole_rows(tmp_path, command, name):
    crowd, each = (32, 50) if TORTURE else (8, 6)
    ids = [f"i-{number:02}" for number in range(crowd)]
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "targets.toml").write_text(TARGETS + "".join(INDICATOR.format(id=name) for name in ids), encoding="utf-8")
    (folder / "results.csv").write_text(HEADER, encoding="utf-8")
    over = tmp_path / "over"
    readers = [start("read", folder, over) for _ in range(2)]
    writers = [start("record", folder, command, name, each) for name in ids]
    told = [line for writer in writers for line in finish(writer).splitlines()]
    over.touch()
    reads = [int(finish(reader)) for reader in readers]
    reading = read_whole_journal(folder / name)
    assert (reading.problems.total, reading.torn_row) == (0, None)
    rows = [row for rows in reading.results.values() for row in rows]
    found = [f"{row.indicator},{row.year if command == 'decide' else row.period},{row.value}" for row in rows]
    assert len(found) == crowd * each
    assert sorted(found) == sorted(told) == sorted(f"{name},{1950 + at},{at + 1}" for name in ids for at in range(each))
    assert len({row.recorded_at for row in rows}) == crowd * each
    assert sorted(os.listdir(folder)) == sorted({"results.csv", "targets.toml", name})
    assert all(reads)
    print(f"crowd: {crowd} processes, {len(found)} rows of {name}; readers read {sum(reads)} times")


def test_killed_at_random(journal):
    times, seed = 1000 if TORTURE else 40, random.randrange(10**9)
    print(f"seed {seed}")
    acknowledged = int(finish(start("die_at_random", journal, times, seed)))
    assert acknowledged >= times
    print(f"{journal.name}: killed {times} times at random; {acknowledged} rows were acknowledged, all are there")


@pytest.mark.parametrize(("name", "state"), [each for each in STATES if each.values[1] != "without a break"])
def test_killed_at_every_call(tmp_path, name, state):
    journal = write_journal(tmp_path / name)
    places = int(finish(start("die_at_every_call", journal, state)))
    assert places > 40
    print(f"{name}: killed at {places} places ({state})")


# A disk that is full or broken

CALLS = ["open", "read", "write", "fsync", "lseek", "fstat", "stat", "lstat", "ftruncate", "rename", "fchmod", "unlink"]


def attempt(journal: Path) -> ExitCode | None:
    """Append a row; return the exit code where that fails."""
    try:
        record(journal, "2")
    except TrackerError as error:
        return error.code
    return None


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize(("name", "state"), STATES)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_every_call(tmp_path, monkeypatch, call, name, state, number):
    journal = write_journal(tmp_path / name)
    sound, last = journal.read_bytes(), 0
    while True:
        last += 1
        tail = prepare(journal, state)
        failing = Nth(call, last, number)
        with lock_journal(str(journal)):
            with monkeypatch.context() as patch:
                patch.setattr(writer.os, call, failing)
                code = attempt(journal)
            if failing.count < last:
                break
            expect_whole(journal, sound, tail, state, code)
            record(journal, "3")
        assert read_whole_journal(journal).torn_row is None
        assert "3" in read_values(journal)
        assert {path.name for path in tmp_path.iterdir()} <= {name, f"{name}.torn"}
    assert last > 1 or call in ("ftruncate", "rename", "fchmod", "unlink"), "the call is made at all"


def expect_whole(journal: Path, sound: bytes, tail: bytes, state: str, code: ExitCode | None) -> None:
    """The row is there, or what stood there before; of a new journal there may be the header alone."""
    if state == "missing":
        allowed = [[]] if code else [["2"]]
        assert read_values(journal) in allowed
        assert not journal.exists() or journal.read_bytes().startswith(find_schema(journal).header.encode() + b"\n")
        return
    rest = journal.read_bytes().removeprefix(sound)
    assert journal.read_bytes().startswith(sound)
    if code is None:
        assert rest.endswith(f"{make_line(journal, '2', '2199-01-01')}\n".encode())
    else:
        assert code == ExitCode.DATA
        assert rest in (b"", tail), "longer only by what stood there"


RECORDINGS = {
    "results.csv": ["add-result", "poor-households", "2024", "0.95", "--note", "x" * 300],
    "decisions.csv": ["decide", "poor-households", "2024", "0.95", "--note", "x" * 300],
}


@pytest.mark.parametrize("room", [0, 1, 50, 200, 420])
@pytest.mark.parametrize("name", RECORDINGS)
def test_a_file_that_may_not_grow(run, example, name, room):
    """The system itself takes a part of the row and then refuses."""
    journal = example / name
    if name == "decisions.csv":
        assert run("decide", "poor-households", "2023", "0.9", "--yes", "--data", example).returncode == 0
    before = journal.read_bytes()
    limit = len(before) + room

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = run(*RECORDINGS[name], "--data", example, "--lang", "en", preexec_fn=limited)
    if room < 420:
        assert (result.returncode, result.stdout) == (3, "")
        assert f"{name}: cannot be written" in result.stderr
        assert "nothing was recorded" in result.stderr
        assert journal.read_bytes() == before
    else:
        assert result.returncode == 0, result.stderr
    assert sorted(os.listdir(example)) == sorted({"results.csv", "targets.toml", name})


@pytest.mark.parametrize("room", [0, 1, 50])
def test_a_new_journal_that_may_not_be_written_is_not_there(run, example, room):
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    result = run(*RECORDINGS["decisions.csv"], "--data", example, "--lang", "en", preexec_fn=limited)
    assert (result.returncode, result.stdout) == (3, "")
    assert "decisions.csv: cannot be written" in result.stderr
    assert sorted(os.listdir(example)) == ["results.csv", "targets.toml"]


@pytest.fixture
def tiny(tmp_path):
    """A real file system of 96 KiB, where one may be made."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k", "tiny", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_disk_that_is_really_full(run, tiny, example, name):
    command = RECORDINGS[name][0]
    assert run(*RECORDINGS[name], "--yes", "--data", example).returncode == 0
    for each in {"targets.toml", "results.csv", name}:
        shutil.copyfile(example / each, tiny / each)
    filler = tiny / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=512"], capture_output=True, check=False)
    journal = tiny / name
    for turn in range(40):
        before = journal.read_bytes()
        result = run(command, "poor-households", "2024", f"0.{turn + 10}", "--revise", "--yes",
                     "--note", "x" * 300, "--data", tiny, "--lang", "en")  # fmt: skip
        if result.returncode:
            break
        assert journal.read_bytes().startswith(before)
    assert (result.returncode, result.stdout) == (3, "")
    assert "the disk is full" in result.stderr
    assert journal.read_bytes() == before
    filler.unlink()
    assert run(command, "poor-households", "2024", "0.99", "--revise", "--yes", "--data", tiny).returncode == 0


# With strace: at every call of the system, as the kernel sees it


def traced(journal: Path, inject: str, log: str = os.devnull) -> subprocess.CompletedProcess[str]:
    """Append one row under strace, with a fault in those calls that touch the journal, its lock or their folder."""
    new = journal.with_name(f".{journal.name}.new")
    paths = [journal, lock.get_lock_path(str(journal)), f"{journal}.torn", new, journal.parent]
    command = ["env", f"PYTHONPATH={TESTS}", sys.executable, WORKERS, "add_one", journal, "2"]
    return trace(command, paths, inject, log)


KILLED = [each for each in STATES if each.values[1] != "without a break"]


@strace
@pytest.mark.parametrize(("name", "state"), KILLED)
def test_killed_at_every_system_call(tmp_path, name, state):
    journal = write_journal(tmp_path / name)
    kept, log = Path(f"{journal}.torn"), tmp_path / "elsewhere" / "trace"
    log.parent.mkdir()
    prepare(journal, state)
    assert traced(journal, "trace=all", str(log)).stdout == "done\n"
    calls = count_calls(log)
    assert {"openat", "read", "write", "fsync", "flock", "unlink"} <= set(calls)
    first = [] if state == "missing" else ["1"]
    for call, number in iter_calls(calls):
        tail = prepare(journal, state)
        done = traced(journal, f"inject={call}:signal=KILL:when={number}")
        assert done.returncode == -signal.SIGKILL, f"{call} {number}"
        found = read_values(journal)
        assert found in (first, [*first, "2"])
        assert tail in b"".join(path.read_bytes() for path in (journal, kept) if path.exists())
        with lock_journal(str(journal), 1):
            record(journal, "3")
        assert read_values(journal) == [*found, "3"]
    print(f"{name}: killed at {calls.total()} system calls of {len(calls)} kinds ({state})")


@strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "EDQUOT"])
@pytest.mark.parametrize(
    "call", ["write", "fsync", "ftruncate", "read", "lseek", "flock", "openat", "rename", "fchmod"]
)
@pytest.mark.parametrize(("name", "state"), KILLED)
def test_a_fault_at_every_system_call(tmp_path, call, fault, name, state):
    journal = write_journal(tmp_path / name)
    sound = journal.read_bytes()
    number = faults = 0
    while True:
        number += 1
        tail = prepare(journal, state)
        done = traced(journal, f"inject={call}:error={fault}:when={number}")
        if done.stdout == "":
            faults += 1
            assert "TrackerError" in done.stderr
            expect_whole(journal, sound, tail, state, ExitCode.DATA)
        else:
            assert read_values(journal) == (["2"] if state == "missing" else ["1", "2"])
        if done.stdout and (call != "ftruncate" or number > 2):
            break
        if number > 60:
            pytest.fail("the fault never ends")
    assert faults or call in ("ftruncate", "rename", "fchmod")
    print(f"{name}: {call} failed with {fault} at {faults} places ({state})")
