"""Outputs never destroy inputs; a code other than 0 never follows a recording; nothing temporary stays."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.process import environment
from tracker.cli import file_replacement
from tracker.cli.main import COMMANDS as COMMAND_MODULES
from tracker.cli.main import group
from tracker.journal import signals

CODE = "import sys; sys.argv = ['tracker', *sys.argv[1:]]; from tracker.__main__ import run; run()"


def start(folder, *arguments, code=CODE, **named):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
        env=environment() | {"TRACKER_LANG": "en"}, text=True, **named,
    )  # fmt: skip


def count_rows(path):
    return path.read_bytes().count(b"\n")


OUTPUT_FAULTS = {
    "full disk": ("/dev/full", "w"),
    "closed": (os.devnull, "r"),
}


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("indicator,period,value\nclass-2-city,2025,yes\n")
    return path


COMMANDS = {
    "add-result": ["add-result", "class-2-city", "2025", "yes", "--yes"],
    "import": ["import", "in.csv", "--yes"],
    "undo": ["undo", "--yes"],
    "decide": ["decide", "poor-households", "2025", "1,55", "--yes", "--decided", "2025-12-01"],
}


@pytest.mark.parametrize("fault", OUTPUT_FAULTS)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_recorded_ends_with_0_whatever_the_output_does(example, tmp_path, sheet, command, fault):
    before = count_rows(example / "results.csv")
    name, mode = OUTPUT_FAULTS[fault]
    with Path(name).open(mode) as stdout:
        process = start(tmp_path, *COMMANDS[command], "--data", example, stdout=stdout, stderr=subprocess.PIPE)
        _, told = process.communicate(timeout=60)
    journal = example / ("decisions.csv" if command == "decide" else "results.csv")
    assert count_rows(journal) > (1 if command == "decide" else before), told
    assert process.returncode == 0, told
    assert "it is recorded, but what follows was not shown or written" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "x.xlsx"],
        ["--format", "json", "--dialect", "excel"],
        ["-o", "."],
        ["-o", "x.csv/"],
        ["-o", "no/x.csv"],
        ["-o", "n" * 300 + ".csv"],
        ["-o", "in.csv"],
        ["-o", "data/results.csv"],
        ["-o", "data/report.toml"],
    ],
)
def test_an_output_that_cannot_be_is_told_before_anything_is_recorded(run, example, tmp_path, sheet, arguments):
    before = (example / "results.csv").read_bytes()
    done = run("import", "in.csv", "--revise", "--yes", "--data", "data", *arguments, env={"TRACKER_LANG": "en"})
    assert (done.returncode in (2, 3), done.stdout) == (True, "")
    assert (example / "results.csv").read_bytes() == before


@pytest.mark.parametrize(
    "name",
    ["targets.toml", "results.csv", "report.toml", "decisions.csv", "results.csv.torn", "logo.png", "closings.csv"],
)
def test_a_file_of_another_tracker_folder_is_never_replaced(run, example, tmp_path, name):
    other = tmp_path / "other"
    other.mkdir()
    (other / "targets.toml").write_text("")
    (other / name).write_text("kept")
    (tmp_path / "link.csv").symlink_to(other / name)
    for path in (f"other/{name}", "link.csv"):
        done = run("status", "--data", example, "--format", "csv", "-o", path, env={"TRACKER_LANG": "en"})
        assert done.returncode == 2, path
        assert (other / name).read_text() == "kept"


WRITERS = {
    "status": [], "show": ["grdp-growth"], "review": [], "compare": ["clean-water"], "log": [], "areas": [], "check": [],
    "report": ["--yes"], "import": ["in.csv", "--yes"], "form": ["--year", "2026", "--yes"], "schema": [],
    "next-term": ["next", "--years", "2031-2035", "--yes"], "columns": [],
}  # fmt: skip
"""What each command with -o needs besides."""


def test_every_command_that_writes_a_file_is_tried():
    # export makes a folder or a zip, with rules of its own: tests/test_export.py
    assert set(WRITERS) == {name for name in COMMAND_MODULES if "output" in list_options(name)} - {"export"}


def list_options(name):
    command = group.get_command(None, name)
    return {option.removeprefix("--") for item in command.params for option in item.opts}


@pytest.mark.parametrize("name", ["targets.toml", "results.csv", "areas.csv", "decisions.csv", "closings.csv"])
@pytest.mark.parametrize("command", WRITERS)
def test_no_command_writes_to_a_file_of_a_tracker_folder(run, example, tmp_path, sheet, command, name):
    """A file that is not there is refused too: the folder could not be read with it."""
    before = {path.name: path.read_bytes() for path in example.iterdir() if path.is_file()}
    data = [] if command in ("schema", "columns") else ["--data", example]
    for extra in ([], ["--format", "csv"] if "format" in list_options(command) else []):
        done = run(command, *WRITERS[command], *data, *extra, "-o", example / name, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert {path.name: path.read_bytes() for path in example.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_new_file_has_the_mode_of_the_old_one_from_its_first_byte(tmp_path, monkeypatch, mode):
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(mode)
    seen = []
    real = os.open

    def watch(name, flags, *rest, **named):
        file = real(name, flags, *rest, **named)
        if ".tracker-" in str(name):
            seen.append(stat.S_IMODE(os.fstat(file).st_mode))
        return file

    monkeypatch.setattr(os, "open", watch)
    file_replacement.replace_file(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert all(each & ~mode == 0 for each in seen)
    assert seen


def test_a_torn_piece_is_as_private_as_its_journal(run, example):
    journal = example / "results.csv"
    journal.chmod(0o600)
    with journal.open("ab") as file:
        file.write(b"poor-households,20")
    assert run("check", "--repair", "--data", example).returncode in (0, 1)
    assert stat.S_IMODE((example / "results.csv.torn").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_a_new_file_is_as_private_as_the_journal(run, example, tmp_path, monkeypatch, mode):
    (example / "results.csv").chmod(mode)
    seen = []
    real = os.open

    def watch(name, flags, *rest, **named):
        file = real(name, flags, *rest, **named)
        if flags & os.O_CREAT and str(tmp_path) in str(name):
            seen.append(stat.S_IMODE(os.fstat(file).st_mode))
        return file

    monkeypatch.setattr(os, "open", watch)
    commands = (
        ["status", "--format", "csv", "-o", tmp_path / "o.csv"],
        ["report", "-o", tmp_path / "o.md"],
        ["form", "--period", "2024", "-o", tmp_path / "o.xlsx"],
        ["next-term", "--yes", "--years", "2026-2030", tmp_path / "next"],
    )
    for words in commands:
        assert run(*words, "--data", example).returncode == 0, words
    files = [tmp_path / "o.csv", tmp_path / "o.md", tmp_path / "o.xlsx", *(tmp_path / "next").rglob("*.*")]
    assert len(files) > 4
    assert all(stat.S_IMODE(path.stat().st_mode) & ~mode == 0 for path in files if path.is_file())
    assert stat.S_IMODE((tmp_path / "next").stat().st_mode) & ~(mode | mode >> 2 & 0o111) == 0
    assert seen
    assert all(each & ~mode == 0 for each in seen)


STUCK = CODE.replace(
    "import sys;", "import sys, os, time; os.fsync = lambda _: (print('here', flush=True), time.sleep(60));"
)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_no_temporary_file_stays_after_a_signal(example, tmp_path, number, code):
    process = start(
        tmp_path,
        "status",
        "--data",
        example,
        "-o",
        "out.csv",
        code=STUCK,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.readline() == "here\n"
    assert list(tmp_path.glob(".tracker-*"))
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (code, "")
    assert not list(tmp_path.glob(".tracker-*"))
    assert not (tmp_path / "out.csv").exists()


def test_what_a_killed_process_left_is_removed_by_the_next_run(run, example, tmp_path):
    process = start(tmp_path, "status", "--data", example, "-o", "out.csv", code=STUCK, stdout=subprocess.PIPE)
    assert process.stdout.readline() == "here\n"
    [left] = tmp_path.glob(".tracker-*")
    assert run("status", "--data", example, "-o", "a.csv").returncode == 0
    assert left.exists()  # it is in use
    process.kill()
    process.communicate()
    assert run("status", "--data", example, "-o", "b.csv").returncode == 0
    assert not left.exists()


def test_a_signal_that_is_ignored_stays_ignored(example, tmp_path):
    change = "import sys, os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); real = os.fsync; "
    change += "os.fsync = lambda file: (os.kill(os.getpid(), signal.SIGTERM), real(file));"
    process = start(tmp_path, "status", "--data", example, "-o", "a.csv", code=CODE.replace("import sys;", change))
    assert process.wait(timeout=60) == 0


def test_an_interrupt_while_modules_load_is_quiet(tmp_path):
    code = "import tracker.__main__, os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(5)"
    process = start(tmp_path, code=code, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (*process.communicate(timeout=60), process.returncode) == ("", "", 130)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_while_rows_are_flushed_waits_until_they_are_recorded(example, tmp_path, sheet, command, number):
    change = (
        "import sys, os, time, signal; real = os.fsync; "
        f"os.fsync = lambda file: (real(file), os.kill(os.getpid(), {int(number)}), time.sleep(0.1));"
    )
    before = count_rows(example / "results.csv")
    process = start(
        tmp_path, *COMMANDS[command], "--data", example, code=CODE.replace("import sys;", change),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    _, told = process.communicate(timeout=60)
    decided = example / "decisions.csv"
    rows = (
        count_rows(decided) - 1
        if command == "decide" and decided.exists()
        else count_rows(example / "results.csv") - before
    )
    assert process.returncode == 0
    assert rows > 0
    assert "Traceback" not in told


def test_signals_wait(monkeypatch):
    monkeypatch.setattr(signals, "_state", signals.SignalState())
    with signals.hold_signals():
        signals._handle(signal.SIGTERM, None)
    assert signals.release_signals()
    assert not signals.release_signals()
    assert signals.get_exit_code() == 143
    with pytest.raises(ZeroDivisionError), signals.hold_signals():
        signals._handle(signal.SIGTERM, 1 / 0)
    assert not signals._state.is_held


def test_an_author_is_never_taken_for_an_undo(run, example):
    env = {"TRACKER_AUTHOR": "x (undo) (undo)"}
    arguments = ("add-result", "class-2-city", "2025", "yes", "--yes", "--data", example)
    assert run(*arguments, env=env).returncode == 0
    assert "(undo)" not in (example / "results.csv").read_text().splitlines()[-1]
