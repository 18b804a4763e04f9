"""The commands that write journals, in a folder of their own, and what each left of it."""

import signal
import sys
from pathlib import Path
from typing import NamedTuple

from support.folders import HEADER, write_folder

TARGETS = """\
[term]
name.en = "T"
baseline_year = 2000
first_year = 2001
last_year = 2010
language = "en"
[[indicator]]
id = "a"
name.en = "A"
measure = "level"
baseline = 10
areas = "commune"
roll_up = "sum"
target = { at_least = 90 }
"""
AREAS = "area,name,level,within,from,until,into\np,P,province,,,,\nc,C,commune,p,,,\n"
ROWS = "a,2001,20,,final,,,2002-01-01T09:00:00+07:00,lan\na,2001,21,,final,,,2002-02-01T09:00:00+07:00,lan\n"
TORN = b"a,2002,2"
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


class Recording(NamedTuple):
    """A command, the journal that it writes, and what is torn before it."""

    arguments: tuple[str, ...]
    journal: str = "results.csv"
    is_torn: bool = False


COMMANDS = {
    "add-result": Recording(("add-result", "a", "2002", "30", "--area", "c", "--yes")),
    "import": Recording(("import", "in.csv", "--yes")),
    "undo": Recording(("undo", "--yes")),
    "decide": Recording(("decide", "a", "2005", "50", "--source", "S", "--decided", "2002-03-01", "--yes"), "decisions.csv"),
    "close": Recording(("close", "2001", "--source", "S", "--yes"), "closings.csv"),
    "repair": Recording(("check", "--repair"), "results.csv", is_torn=True),
}  # fmt: skip
WRITING = [name for name in COMMANDS if name != "repair"]


def prepare(path: Path, command: str) -> Path:
    """Write the folder in which a command runs; its sheet is beside it."""
    write_folder(path, TARGETS, HEADER + ROWS)
    (path / "areas.csv").write_text(AREAS)
    (path.parent / "in.csv").write_text("indicator,area,period,value\na,c,2002,30\na,c,2003,31\n")
    if COMMANDS[command].is_torn:
        with (path / "results.csv").open("ab") as file:
            file.write(TORN)
    return path


def read_rows(path: Path, command: str) -> list[str]:
    """Return the rows of the journal that the command writes, without the columns that it may have gained."""
    journal = path / COMMANDS[command].journal
    return journal.read_text().splitlines()[1:] if journal.exists() else []


def find_state(path: Path, command: str) -> str:
    """Return what became of the journal: as before, recorded, torn, or something else."""
    rows, before = read_rows(path, command), [] if COMMANDS[command].journal != "results.csv" else ROWS.splitlines()
    if COMMANDS[command].is_torn:
        before += [TORN.decode()]
        kept = path / "results.csv.torn"
        is_kept = kept.exists() and kept.read_bytes().endswith(TORN + b"\n")
        states = {tuple(before): "as before", tuple(before[:-1]): "recorded" if is_kept else "lost"}
        return states.get(tuple(rows), "something else")
    new = rows[len(before) :]
    if rows[: len(before)] != before:
        return "something else"
    if not new:
        return "as before"
    journal = (path / COMMANDS[command].journal).read_bytes()
    full = 2 if command == "import" else 1
    is_whole = len(new) == full and journal.endswith(b"\n")
    return "recorded" if is_whole else "torn"


CODE = """
import importlib, os, signal, sys
sys.argv = ["tracker", *sys.argv[1:]]
def send_at(place, number, when):
    module, name = place.split(":")
    owner = importlib.import_module(module)
    real = getattr(owner, name)
    def call(*arguments, **named):
        setattr(owner, name, real)
        if when == "before":
            os.kill(os.getpid(), number)
        done = real(*arguments, **named)
        if when == "after":
            os.kill(os.getpid(), number)
        return done
    setattr(owner, name, call)
"""


def make_program(place: str, when: str, name: str) -> list[str]:
    """Return the program that sends itself a signal before or after the first call of a function."""
    number = int(getattr(signal, name))
    code = f"{CODE}send_at({place!r}, {number}, {when!r})\nfrom tracker.__main__ import run; run()"
    return [sys.executable, "-c", code]
