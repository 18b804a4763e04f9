"""Journals that other programs replace, rewrite or append to while a command records: noticed, or harmless.

`make test` tries a few moments; `make torture` sets TORTURE and tries a thousand for each command.
"""

import errno
import fcntl
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from support.faults import TORTURE
from support.folders import HEADER
from support.inside import run_inside
from tracker.errors import TrackerError
from tracker.journal import truncation, writer
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.new_file import add_columns
from tracker.journal.reader import read_journal
from tracker.journal.truncation import move_torn_row
from tracker.journal.writer import append_rows, stamp_rows
from tracker.recording import commit

NOW = datetime(2026, 3, 30, 9, 0, 0, 250_000, timezone(timedelta(hours=7)))
TRIES = 1000 if TORTURE else 24
TARGETS = """
[term]
name = "t"
baseline_year = 2020
first_year = 2021
last_year = 2030
language = "en"
""" + "".join(f'[[indicator]]\nid = "{name}"\nname = "{name}"\nmeasure = "total"\n' for name in ("a", "b"))
FIRST = "a,2021,1,,final,,,2022-01-01T09:00:00+07:00,lan\n"
OTHERS = "b,2021,5,,final,,,2022-02-01T09:00:00+07:00,another program\n"
PIECE = 'torn,2022,5,,final,,"a note that was cut'
OTHER_HEADER = "recorded_at,recorded_by,value,indicator,status,period\n"
OTHER_ROWS = "2022-01-01T09:00:00+07:00,lan,1,a,final,2021\n2022-02-01T09:00:00+07:00,another program,5,b,final,2021\n"
OTHER_ORDER = OTHER_HEADER + OTHER_ROWS
"""The rows of the journal and one of another program, with the columns in another order."""
COMMANDS = {
    "add-result": ["add-result", "a", "2022", "7", "--yes"],
    "import": ["import", "sheet.csv", "--yes"],
    "undo": ["undo", "--yes"],
    "check": ["check", "--repair"],
}


@pytest.fixture
def data(tmp_path) -> Path:
    return prepare(tmp_path)


def prepare(folder: Path, command: str = "add-result") -> Path:
    """Write a tracker folder as the command finds it, and what other programs put in the place of its journal."""
    (folder / "targets.toml").write_text(TARGETS, encoding="utf-8")
    piece = PIECE if command == "check" else ""
    (folder / "results.csv").write_text(HEADER + FIRST + piece, encoding="utf-8")
    (folder / "sheet.csv").write_text("indicator,period,value\na,2022,7\nb,2022,7\n", encoding="utf-8")
    (folder / "new.csv").write_text(OTHER_ORDER, encoding="utf-8")
    for name in ("results.csv.torn", "moved.csv", "linked.csv"):
        (folder / name).unlink(missing_ok=True)
    return folder


def replace(folder: Path) -> None:
    os.replace(folder / "new.csv", folder / "results.csv")


def move(folder: Path) -> None:
    os.rename(folder / "results.csv", folder / "moved.csv")
    os.rename(folder / "new.csv", folder / "results.csv")


def rewrite(folder: Path) -> None:
    (folder / "results.csv").write_text(OTHER_ORDER, encoding="utf-8")


def append(folder: Path) -> None:
    text = (folder / "results.csv").read_bytes()
    with (folder / "results.csv").open("ab", buffering=0) as file:
        file.write((b"" if text.endswith(b"\n") else b"\n") + OTHERS.encode())


def link(folder: Path) -> None:
    os.link(folder / "results.csv", folder / "linked.csv")


def lead_elsewhere(folder: Path) -> None:
    """Put a link to another journal in the place of the journal."""
    os.rename(folder / "results.csv", folder / "moved.csv")
    (folder / "results.csv").symlink_to("new.csv")


ATTACKS: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (replace, move, rewrite, append, link, lead_elsewhere)
}


def read_rows(path: Path) -> list[tuple[str, str, str, str]]:
    """Indicator, period, value and author of every row; none of them is an error."""
    with path.open("rb") as file:
        reading = read_journal(file, str(path), history=ALL_INDICATORS)
    assert (reading.problems, reading.torn_row) == ([], None), path.read_text(encoding="utf-8")
    rows = sorted((row for rows in reading.results.values() for row in rows), key=lambda row: row.line)
    return [(row.indicator, str(row.period), str(row.value), row.recorded_by) for row in rows]


def list_own_rows(path: Path) -> list[tuple[str, str, str, str]]:
    """The rows of a journal that the commands of these tests record."""
    return [row for row in read_rows(path) if row[1] == "2022" or row[3].endswith("(undo)")]


# At certain moments

MOMENTS = {
    "before the journal is looked at again": (commit, "watch_journal"),
    "after it is looked at again": (commit, "stamp_rows"),
    "before the row is made": (writer, "_encode_rows"),
    "before the write": (writer, "write_bytes"),
}


@pytest.mark.parametrize("attack", [name for name in ATTACKS if name != "append"])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("command", ["add-result", "import", "undo"])
def test_a_journal_that_is_not_the_one_that_was_read_gets_no_row(data, monkeypatch, command, moment, attack):
    module, name = MOMENTS[moment]
    real, done = getattr(module, name), []

    def attack_first(*arguments):
        if not done:
            done.append(True)
            ATTACKS[attack](data)
        return real(*arguments)

    monkeypatch.setattr(module, name, attack_first)
    before = (data / "results.csv").read_bytes()
    found = run_inside(*COMMANDS[command], "--data", data, cwd=data)
    assert done
    kept = data / ("moved.csv" if attack in ("move", "lead_elsewhere") else "linked.csv")
    if found.returncode == 0:  # it was looked at after the attack, or the other name came after all checks
        assert moment == "before the journal is looked at again" or attack == "link"
        assert list_own_rows(data / "results.csv")
    else:
        assert (found.returncode, found.stdout) == (3, "")
        assert "nothing was recorded" in found.stderr
        assert list_own_rows(data / "results.csv") == []
        assert not kept.exists() or kept.read_bytes() == before


@pytest.mark.parametrize("command", ["add-result", "import", "undo", "check"])
def test_a_hard_link_is_refused(run, tmp_path, command):
    data = prepare(tmp_path, command)
    link(data)
    before = (data / "results.csv").read_bytes()
    done = run(*COMMANDS[command], "--data", data, "--lang", "en", cwd=data)
    assert (done.returncode, done.stdout) == (3, "")
    assert "a hard link" in done.stderr
    assert (data / "results.csv").read_bytes() == before
    assert run("status", "--data", data).returncode == 0


def test_the_torn_row_of_a_linked_journal_is_kept_beside_the_journal(run, tmp_path):
    data, store = prepare(tmp_path, "check"), tmp_path / "store"
    store.mkdir()
    os.rename(data / "results.csv", store / "results.csv")
    (data / "results.csv").symlink_to(store / "results.csv")
    assert run(*COMMANDS["add-result"], "--data", data).returncode == 0
    assert (store / "results.csv.torn").read_text(encoding="utf-8") == PIECE + "\n"
    assert not (data / "results.csv.torn").exists()
    assert list_own_rows(store / "results.csv") == [("a", "2022", "7", "lan")]


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_a_torn_row_is_kept_in_a_file_of_its_own(tmp_path, kind):
    data = prepare(tmp_path, "check")
    before = (data / "targets.toml").read_bytes()
    torn = data / "results.csv.torn"
    torn.symlink_to("targets.toml") if kind == "link" else os.mkfifo(torn)
    whole = (data / "results.csv").read_bytes()
    with pytest.raises(TrackerError, match="cannot be written"):
        move_torn_row(str(data / "results.csv"))
    assert (data / "results.csv").read_bytes() == whole
    assert (data / "targets.toml").read_bytes() == before


# What is cut off


def test_a_row_that_comes_while_a_torn_one_is_moved_is_not_cut_off(tmp_path, monkeypatch):
    data = prepare(tmp_path, "check")
    journal = data / "results.csv"
    save = truncation._save_torn_row

    def append_late(*arguments):
        save(*arguments)
        append(data)

    monkeypatch.setattr(truncation, "_save_torn_row", append_late)
    with pytest.raises(TrackerError, match="another program"):
        move_torn_row(str(journal))
    assert journal.read_text(encoding="utf-8") == HEADER + FIRST + PIECE + "\n" + OTHERS


@pytest.mark.skipif(not hasattr(fcntl, "F_SETLEASE"), reason="only Linux lets others wait")
@pytest.mark.parametrize("command", ["check", "add-result"])
def test_a_row_that_comes_at_the_moment_of_the_cut_waits_for_it(tmp_path, monkeypatch, command):
    data = prepare(tmp_path, "check")
    journal, cut, others = data / "results.csv", os.ftruncate, []
    program = "import sys; file = open(sys.argv[1], 'ab'); file.write(sys.argv[2].encode()); file.close()"

    def cut_late(file, size):
        others.append(subprocess.Popen([sys.executable, "-c", program, str(journal), OTHERS]))
        time.sleep(2)  # long enough for the other program to open the journal, if nothing keeps it out
        cut(file, size)

    monkeypatch.setattr(os, "ftruncate", cut_late)
    with journal.open("r+b") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError:
            pytest.skip("this file system has no leases")
    done = run_inside(*COMMANDS[command], "--data", data, cwd=data)
    assert done.returncode in (0, 3), done.stderr  # 3: another program changed the file
    assert others[0].wait(timeout=30) == 0
    text = journal.read_text(encoding="utf-8")
    assert text.startswith(HEADER + FIRST)
    assert OTHERS in text
    assert bool(list_own_rows(journal)) == (command == "add-result" and done.returncode == 0)


def test_a_closing_that_comes_while_a_torn_one_is_moved_is_not_cut_off(run, example, monkeypatch):
    path, row = example / "closings.csv", b"2026,a closing of another program\n"
    assert run("close", "2023", "--yes", "--data", example).returncode == 0
    whole = path.read_bytes() + b"2024,2024-"
    path.write_bytes(whole)
    save = truncation._save_torn_row

    def append_late(*arguments):
        save(*arguments)
        with path.open("ab") as file:
            file.write(row)

    monkeypatch.setattr(truncation, "_save_torn_row", append_late)
    done = run("check", "--repair", "--data", example, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "another program changed" in done.stderr
    assert path.read_bytes() == whole + row


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_row_beside_one_that_is_taken_back_is_not_cut_off(data, monkeypatch, moment):
    journal, write = data / "results.csv", os.write

    def write_beside(file, text):
        monkeypatch.setattr(writer.os, "write", write)
        if moment == "before":
            append(data)
        write(file, text)
        if moment == "after":
            append(data)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    rows = stamp_rows(str(journal), [{"indicator": "a", "period": "2022", "value": "7", "status": "final"}], NOW, "lan")
    monkeypatch.setattr(writer.os, "write", write_beside)
    with pytest.raises(TrackerError) as caught:
        append_rows(str(journal), rows)
    text = journal.read_text(encoding="utf-8")
    assert OTHERS in text
    if moment == "before":
        assert text == HEADER + FIRST + OTHERS
    else:  # what follows is not certain to be ours: it is left, and said so
        assert "tracker check" in str(caught.value.problems[0].hint)


def test_the_beginning_of_a_new_file_is_not_cut_off(data, monkeypatch):
    """A program that empties the journal and writes it anew, in the middle of which a row is appended."""
    journal, write = data / "results.csv", os.write

    def write_to_an_empty_file(file, text):
        os.truncate(journal, 0)
        return write(file, text)

    monkeypatch.setattr(writer.os, "write", write_to_an_empty_file)
    monkeypatch.setattr(writer.os, "ftruncate", lambda *_: pytest.fail("something was cut off"))
    with pytest.raises(TrackerError, match="another program is writing"):
        append_rows(str(journal), [{"indicator": "a", "period": "2022", "value": "7", "status": "final"}])


def test_a_row_that_comes_while_columns_are_added_is_kept(data, monkeypatch):
    journal, rename = data / "results.csv", os.rename

    def append_late(*arguments):
        append(data)
        rename(*arguments)

    monkeypatch.setattr(os, "rename", append_late)
    add_columns(str(journal), ["area"])
    assert journal.read_text(encoding="utf-8") == HEADER.rstrip() + ",area\n" + FIRST + OTHERS


# The end of the file


@pytest.mark.parametrize("last", ["value", "period", "indicator", "status", "recorded_at"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_last_cell_that_matters_is_believed_only_if_the_line_is_ended(tmp_path, last, end):
    cells = {"indicator": "a", "period": "2022", "value": "12", "status": "final", "recorded_at": "2022-01-01"}
    names = [name for name in cells if name != last] + [last]
    path = tmp_path / "results.csv"
    whole = ",".join(names) + "\n" + ",".join({**cells, "value": "1"}[name] for name in names) + "\n"
    row = ",".join(cells[name] for name in names)
    path.write_text(whole + row + end, encoding="utf-8", newline="")
    warning = append_rows(str(path), [{**cells, "value": "3"}])
    assert [row[2] for row in read_rows(path)] == (["1", "12", "3"] if end else ["1", "3"])
    assert (warning is None) == bool(end)


@pytest.mark.parametrize("cut", [1, 30, 65])
def test_a_closing_is_believed_only_if_its_hash_is_whole_or_its_line_is_ended(run, example, cut):
    """The hash is empty in the zip itself, so a row that lacks all of it looks whole."""
    path = example / "closings.csv"
    assert run("close", "2023", "--yes", "--data", example).returncode == 0
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert run("check", "--repair", "--data", example).returncode in (0, 1)
    assert path.read_bytes() == whole[:-1]
    path.write_bytes(whole[:-cut])
    done = run("check", "--repair", "--data", example, "--lang", "en")
    assert ("cut off" in done.stderr) == (cut > 1)
    assert path.read_bytes().count(b"\n") == 1


# Two recordings


@pytest.mark.parametrize("note", ["x" * 200_000, "x, y\n" * 40_000])
def test_no_two_recordings_share_a_moment_also_after_a_long_note(tmp_path, note):
    path = tmp_path / "results.csv"
    path.write_text("recorded_at,recorded_by,indicator,period,value,status,note\n" + "\n" * 70_000, encoding="utf-8")
    row = {"indicator": "a", "period": "2022", "value": "1", "status": "final", "note": note}
    for _ in range(3):
        append_rows(str(path), stamp_rows(str(path), [row], NOW, "lan"))
    with path.open("rb") as file:
        rows = read_journal(file, "", history=ALL_INDICATORS).results["a"]
    assert len({row.recorded_at for row in rows}) == 3


# At random moments


class Attempt:
    """One command in a process of its own, and an attack on its journal: when each did what, in nanoseconds."""

    def __init__(self, folder: Path, command: str) -> None:
        self.folder, self.command = folder, command
        self.begun = self.ended = 0
        source, sink = os.pipe()
        self.child = os.fork()
        if not self.child:
            os.close(source)
            self._work(sink)
        os.close(sink)
        self.source = source

    def _work(self, sink: int) -> None:
        """Run the command; tell when its journal is locked, when the last check begins, and when all is recorded."""
        try:
            for module, name, sign in ((commit, "watch_journal", "L"), (writer, "has_rows_of", "C")):
                setattr(module, name, self._tell_before(sink, getattr(module, name), sign))
            commit.append_rows = self._tell_after(sink, commit.append_rows)
            done = run_inside(*COMMANDS[self.command], "--data", self.folder, "--lang", "en", cwd=self.folder, now=None)
            os.write(sink, f"E {done.returncode}\n{done.stdout}\n{done.stderr}".encode())
        finally:
            os._exit(0)

    def _tell_before(self, sink: int, real: Callable, sign: str) -> Callable:
        def told(*arguments):
            os.write(sink, f"{sign} {time.monotonic_ns()}\n".encode())
            return real(*arguments)

        return told

    def _tell_after(self, sink: int, real: Callable) -> Callable:
        def told(*arguments):
            found = real(*arguments)
            os.write(sink, f"R {time.monotonic_ns()}\n".encode())
            return found

        return told

    def attack(self, attack: str, moment: random.Random, duration: float) -> None:
        """Wait for a random moment, half of the times until the journal is locked, and attack."""
        self.told = b""
        if self.command != "check" and moment.random() < 0.5:
            self.told = os.read(self.source, 1 << 16)
            duration = 0.004
        time.sleep(moment.random() * duration)
        self.begun = time.monotonic_ns()
        ATTACKS[attack](self.folder)
        self.ended = time.monotonic_ns()

    def finish_quietly(self) -> None:
        """Wait for the end of a command that nobody attacks."""
        self.told = b""
        assert self.finish()[0] in (0, 3)

    def finish(self) -> tuple[int, str, dict[str, int]]:
        """Return the exit code, what was printed, and the moments."""
        while more := os.read(self.source, 1 << 16):
            self.told += more
        os.close(self.source)
        os.waitpid(self.child, 0)
        lines, _, printed = self.told.decode().partition("E ")
        code, _, printed = printed.partition("\n")
        return int(code), printed, {line[0]: int(line[2:]) for line in lines.splitlines()}


def try_attack(folder: Path, command: str, attack: str, moment: random.Random, duration: float) -> str:
    """Run a command, attack its journal meanwhile, and check that nobody has lost a row; return what happened."""
    prepare(folder, command)
    with (folder / "results.csv").open("rb") as first:
        attempt = Attempt(folder, command)
        attempt.attack(attack, moment, duration)
        code, printed, moments = attempt.finish()
        old = first.read().decode()
    journal = folder / "results.csv"
    text = journal.read_text(encoding="utf-8")
    assert code in (0, 3), printed
    assert "Traceback" not in printed
    if attack != "link":  # the rows of others are there
        assert OTHERS in text or OTHER_ROWS in text, text
    if command == "check":
        torn = folder / "results.csv.torn"
        kept = torn.read_text(encoding="utf-8") if torn.exists() else ""
        is_in_old = attack in ("replace", "rewrite") or PIECE in old
        assert PIECE in text + kept or is_in_old, (text, kept)
        return "repaired" if kept else "left"
    own = list_own_rows(journal)
    count = 2 if command == "import" else 1
    if code:
        assert own == [] or "tracker check" in printed, (printed, text)
        return "refused"
    if own:
        assert len(own) == count, text
        return "recorded"
    # Recorded, and then replaced: this is harmless only if the attack came after the last check of the journal began.
    assert attempt.ended > moments["C"], (attempt.begun, attempt.ended, moments, printed, text)
    assert attack == "rewrite" or attempt.begun < moments["R"] or ",7," in old or "(undo)" in old, old
    return "replaced after it was recorded"


@pytest.mark.parametrize("command", COMMANDS)
def test_attacks_at_random_moments_are_noticed_or_harmless(tmp_path, command):
    seed = random.randrange(10**9)
    moment = random.Random(seed)
    prepare(tmp_path, command)
    start = time.monotonic()
    Attempt(tmp_path, command).finish_quietly()
    duration = (time.monotonic() - start) * 1.2
    found: Counter[str] = Counter()
    for turn in range(TRIES):
        attack = list(ATTACKS)[turn % len(ATTACKS)]
        found[try_attack(tmp_path, command, attack, moment, duration)] += 1
    print(f"{command}: {TRIES} attacks (seed {seed}, {duration:.3f} s each): {dict(found)}")
