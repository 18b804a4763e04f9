"""The table of docs/journal.md: which fault or signal at which moment gives which exit code and which state.

`make torture` also makes each call of the system fail, or send a signal, that touches a file of the folder.
"""

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest

from support.faults import count_calls, iter_calls, settings, strace, trace
from support.folders import ROOT, TESTS
from support.process import PROGRAM, environment
from support.recordings import COMMANDS, SIGNALS, WRITING, find_state, make_program, prepare

_NAMES = cycle(SIGNALS)
BEFORE = [
    *[(command, "tracker.journal.lock:get_lock_path", "before") for command in COMMANDS],
    *[(command, "tracker.journal.lock:_acquire", "after") for command in COMMANDS],
    ("close", "tracker.recording.closing:_pack_files", "after"),
    ("close", "tracker.recording.closing:hash_file", "after"),
    ("close", "tracker.recording.closing:_append_closing", "before"),
]
DURING = [
    *[(command, "tracker.journal.writer:write_bytes", when) for command in WRITING for when in ("before", "after")],
    *[(command, "tracker.journal.writer:_write_and_verify", "after") for command in WRITING],
    *[(command, "tracker.recording.commit:stamp_rows", "before") for command in WRITING if command != "close"],
    ("add-result", "tracker.journal.writer:add_columns", "before"),
    ("add-result", "tracker.journal.writer:add_columns", "after"),
    ("import", "tracker.journal.writer:add_columns", "after"),
    ("decide", "tracker.recording.commit:create_journal", "before"),
    ("decide", "tracker.recording.commit:create_journal", "after"),
    ("close", "tracker.recording.closing:create_journal", "after"),
]
AFTER = [(command, "tracker.cli.output:write_text", "before") for command in WRITING]


def give_signals(places):
    """Give the signals to the places in turn."""
    return [
        pytest.param(*place, next(_NAMES), id="-".join((place[0], place[1].rpartition(":")[2], place[2])))
        for place in places
    ]


def run(folder: Path, command: str, program: list[str], **named) -> subprocess.CompletedProcess[str]:
    """Run the command in its folder."""
    return subprocess.run(
        [*program, *COMMANDS[command].arguments, "--data", str(folder)], cwd=folder.parent, stdin=subprocess.DEVNULL,
        env=environment(TRACKER_LANG="en"), text=True, timeout=60, check=False,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | named),
    )  # fmt: skip


def list_left(folder: Path) -> list[str]:
    """Return the names of temporary files and locks."""
    return [path.name for path in folder.rglob(".*")]


@pytest.mark.parametrize(("command", "place", "when", "name"), give_signals(BEFORE))
def test_a_signal_before_the_append(tmp_path, command, place, when, name):
    folder = prepare(tmp_path / "data", command)
    done = run(folder, command, make_program(place, when, name))
    assert (done.returncode, done.stdout, done.stderr.strip()) == (SIGNALS[name], "", "")
    assert find_state(folder, command) == "as before"
    assert list_left(folder) == []


@pytest.mark.parametrize(("command", "place", "when", "name"), give_signals(DURING))
def test_a_signal_during_the_append(tmp_path, command, place, when, name):
    folder = prepare(tmp_path / "data", command)
    done = run(folder, command, make_program(place, when, name))
    assert (done.returncode, "but what follows" in done.stderr) == (0, False)
    assert find_state(folder, command) == "recorded"
    assert list_left(folder) == []


@pytest.mark.parametrize(("command", "place", "when", "name"), give_signals(AFTER))
def test_a_signal_after_the_append(tmp_path, command, place, when, name):
    folder = prepare(tmp_path / "data", command)
    done = run(folder, command, make_program(place, when, name))
    assert (done.returncode, done.stdout) == (0, "")
    assert "it is recorded, but what follows was not shown or written: interrupted" in done.stderr
    assert find_state(folder, command) == "recorded"


@pytest.mark.parametrize(
    ("place", "when"), [("_save_torn_row", "before"), ("_save_torn_row", "after"), ("find_torn_row", "after")]
)
@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_during_a_repair(tmp_path, place, when, name):
    """It waits until the torn row is moved; then it ends the program, for nothing was asked to be recorded."""
    folder = prepare(tmp_path / "data", "repair")
    done = run(folder, "repair", make_program(f"tracker.journal.truncation:{place}", when, name))
    assert (done.returncode, done.stdout, done.stderr.strip()) == (SIGNALS[name], "", "")
    assert find_state(folder, "repair") == "recorded"
    assert list_left(folder) == []


@pytest.mark.parametrize("command", WRITING)
def test_nobody_reads_stdout_after_the_append(tmp_path, command):
    folder = prepare(tmp_path / "data", command)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(folder, command, PROGRAM, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, "but what follows" in done.stderr) == (0, False)
    assert find_state(folder, command) == "recorded"


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize(("name", "mode"), [("/dev/full", "w"), (os.devnull, "r")])
def test_stdout_is_full_or_closed_after_the_append(tmp_path, command, name, mode):
    folder = prepare(tmp_path / "data", command)
    with Path(name).open(mode) as stdout:
        done = run(folder, command, PROGRAM, stdout=stdout)
    assert done.returncode == 0
    assert "it is recorded, but what follows was not shown or written" in done.stderr
    assert find_state(folder, command) == "recorded"


FULL = """
import os
real = os.write
def write(file, data):
    if b"lan" in data:  # the row
        raise OSError(28, os.strerror(28))
    return real(file, data)
os.write = write
"""


@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk_during_the_append(tmp_path, command):
    folder = prepare(tmp_path / "data", command)
    program = make_program("os:getpid", "never", "SIGINT")
    done = run(folder, command, [*program[:2], FULL + program[2]])
    assert (done.returncode, done.stdout) == (3, "")
    assert "the disk is full" in done.stderr
    assert find_state(folder, command) == "as before"
    assert list_left(folder) == []


FULL_AND_STOPPED = FULL.replace("raise", "os.kill(os.getpid(), 15); raise")


@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk_and_then_a_signal(tmp_path, command):
    """What the fault has left is said, whatever signal comes."""
    folder = prepare(tmp_path / "data", command)
    program = make_program("os:getpid", "never", "SIGINT")
    done = run(folder, command, [*program[:2], FULL_AND_STOPPED + program[2]])
    assert (done.returncode, done.stdout) == (3, "")
    assert "the disk is full" in done.stderr
    assert find_state(folder, command) == "as before"
    assert list_left(folder) == []


def test_each_row_of_the_table_names_its_tests():
    text = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
    table = text.split("## Exit codes of a recording")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 15
    for row in rows:
        names = re.findall(r"`(test_\w+)\.py`", row)
        assert names, row
        for name in names:
            assert (TESTS / f"{name}.py").exists(), row


# Each call of the system that touches a file of the folder, in make torture

FAULTS = ("error=EIO", "error=ENOSPC", "error=EINTR", "error=EACCES", "signal=KILL", "signal=INT", "signal=TERM")
MESSAGE = re.compile(r"its end may hold a part of a row|was cut off")


def list_watched(folder: Path) -> list[Path]:
    """Return the files of the folder and those that a recording makes."""
    names = ["targets.toml", "areas.csv", "closed", "closed/2001.zip", "closed/.2001.zip.new"]
    for journal in ("results.csv", "decisions.csv", "closings.csv"):
        names += [journal, f"{journal}.torn", f".{journal}.lock", f".{journal}.new"]
    return [folder, *(folder / name for name in names)]


def run_traced(folder: Path, command: str, inject: str, log: str = os.devnull) -> subprocess.CompletedProcess[str]:
    """Run the command with a fault in a call that touches a file of the folder."""
    arguments = [str(folder.parent / part) if part == "in.csv" else part for part in COMMANDS[command].arguments]
    return trace([*PROGRAM, *arguments, "--data", folder], list_watched(folder), inject, log)


def judge(done: subprocess.CompletedProcess[str], state: str, fault: str) -> str:
    """Return what happened, as the table calls it; "wrong" if no row of it fits."""
    code = done.returncode
    if "Traceback" in done.stderr:
        return "wrong"
    if fault == "signal=KILL" and code == -signal.SIGKILL:
        return f"killed, {state}" if state != "something else" else "wrong"
    if code == 0 and state == "recorded":
        return "recorded"
    if code in (2, 3) and state == "as before":
        return "refused"
    if code == 3 and state == "torn" and MESSAGE.search(done.stderr):
        return "torn"
    ended = {"signal=INT": (130, -signal.SIGINT), "signal=TERM": (143, -signal.SIGTERM)}.get(fault, ())
    return "ended" if code in ended and state == "as before" else "wrong"


@strace
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", WRITING)
def test_a_fault_at_each_system_call(tmp_path, command, fault):
    log, counts, wrong = tmp_path / "trace", Counter(), []
    assert run_traced(prepare(tmp_path / "first", command), command, "trace=all", str(log)).returncode == 0
    calls = count_calls(log)
    if fault.startswith("error"):
        del calls["close"]  # the system closes the file also if it reports an error
    for call, number in iter_calls(calls):
        folder = prepare(tmp_path / "data", command)
        done = run_traced(folder, command, f"inject={call}:{fault}:when={number}")
        found = judge(done, find_state(folder, command), fault)
        counts[found] += 1
        if found == "wrong":
            wrong.append((call, number, done.returncode, find_state(folder, command), done.stderr[-300:]))
        after = subprocess.run(
            [*PROGRAM, "status", "--data", str(folder)], env=settings(), capture_output=True, check=False
        )
        if after.returncode:
            wrong.append((call, number, "the folder cannot be read", after.stderr[-300:]))
        shutil.rmtree(folder)
    print(f"{command}: {fault} at {calls.total()} calls of {len(calls)} kinds: {dict(counts)}")
    assert wrong == []
