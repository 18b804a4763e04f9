"""The same commands in a folder of files and in one with a store, side by side: every output and journal is the same."""

import csv
import io
import itertools
import os
import shutil
import zipfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from support.examples import count_examples
from support.folders import HEADER
from support.inside import run_inside
from support.process import Done
from support.servers import Server

TARGETS = """\
[term]
name.en = "T"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
[[dimension]]
id = "sex"
values = { f = "Women", m = "Men" }
whole = true
[[indicator]]
id = "poor"
name.en = "Poor households"
measure = "level"
areas = "commune"
roll_up = "sum"
by = ["sex"]
within_year = "sum"
baseline = 90
plan = { 2022 = 40, 2024 = { at_most = 50 } }
target = { at_most = 30 }
each.target.at_most = 9
[[indicator]]
id = "houses"
name.en = "Households"
measure = "level"
areas = "commune"
roll_up = "sum"
[[indicator]]
id = "rate"
name.en = "Poverty rate"
measure = "level"
ratio = { of = "poor", to = "houses", times = 100 }
target = { at_most = 5 }
[[indicator]]
id = "growth"
name.en = "Growth"
measure = "growth_rate"
target = { at_least = 8 }
[[indicator]]
id = "road"
name.en = "The road"
measure = "milestone"
target = "yes"
"""
AREAS = (
    "area,name.vi,name.en,level,within,from,until,into\np,Tỉnh P,P,province,,,,\nq,Tỉnh Q,Q,province,,,2023-06-30,p\n"
    "c,Xã C,C,commune,p,,,\nd,Xã D,D,commune,p,,2023-06-30,e\ne,Xã E,E,commune,p,2023-07-01,,\nf,Xã F,F,commune,q,,2023-06-30,\nf,Xã F,F,commune,p,2023-07-01,,\n"
)
ROWS = (
    'poor,2020,12,,final,BC 1,"a note, with\na line break",2021-01-20,lan,c\n'
    "poor,2020,7,<,final,BC 1,,2021-01-20,lan,d\n"
    "growth,2021,6.50,,estimate,,,2021-12-20T09:00:00+07:00,hùng\n"
    "growth,2021,6.5,,forecast,,,2021-12-21T09:00:00+07:00,hùng,\n"
    "poor,2021-Q1,5,,final,,,2021-12-21T09:00:00+07:00,hùng,c\n"
)
VIEWS: list[tuple[str, ...]] = [
    *[("status", "--format", style) for style in ("table", "csv", "json", "md")],
    ("status", "--level", "commune"),
    ("status", "--area", "p", "--territory", "then", "--year", "2022"),
    ("status", "--by", "sex", "--format", "json"),
    ("status", "--period", "2022-Q2"),
    ("status", "--as-of", "2024-03-01", "--lang", "vi"),
    ("status", "--assume", "growth:2025=9"),
    *[("show", "poor", "--format", style) for style in ("table", "csv", "json", "md")],
    ("show", "growth"),
    ("show", "poor", "--area", "c"),
    ("show", "rate", "--as-of", "2024-01-10"),
    ("show", "poor", "--part", "sex=f"),
    ("review", "--format", "json"),
    ("review", "--level", "commune"),
    *[("log", "--format", style) for style in ("table", "csv", "json", "md")],
    ("log", "--indicator", "poor", "-n", "3"),
    ("check", "--format", "text"),
    ("check", "--format", "json"),
    ("compare", "poor", "--level", "commune"),
    ("compare", "poor", "--by", "sex", "--format", "json"),
    ("areas",),
    ("next-term", "next"),
    ("report", "-o", "report.md"),
    ("report", "-o", "report.html", "--no-charts"),
    ("export", "--to", "datapackage", "-o", "export"),
    ("export", "--to", "sdmx-csv", "-o", "sdmx.zip"),
    ("form", "-o", "form.xlsx", "--year", "2025"),
]
_numbers = itertools.count()


class Pair:
    """A folder with its journals in files, and the same one with them in a store; each command runs in both."""

    def __init__(self, path: Path, url: str, rows: str) -> None:
        self.files, self.store = path / "files", path / "store"
        self.variables = {self.files: {}, self.store: {"TRACKER_STORE": url}}
        self.now = datetime(2024, 1, 10, 9, 0)
        for folder in (self.files, self.store):
            (folder / "data").mkdir(parents=True)
            (folder / "data" / "targets.toml").write_text(TARGETS, encoding="utf-8")
            (folder / "data" / "areas.csv").write_text(AREAS, encoding="utf-8")
            (folder / "data" / "results.csv").write_text(rows, encoding="utf-8", newline="")
        for words in (("store", "init"), ("store", "load", "data/results.csv")):
            done = self.run_in(self.store, *words)
            assert done.returncode == 0, done.stderr
        (self.store / "data" / "results.csv").unlink()

    def run_in(self, folder: Path, *words: str) -> Done:
        """Run a command in one of the two folders."""
        variables = {"TRACKER_LANG": "", "TRACKER_USER": "lan", "USER": "lan", **self.variables[folder]}
        return run_inside(*words, cwd=folder, env=variables, now=self.now)

    def run(self, *words: str) -> int:
        """Run a command in both, and return its exit code, after comparing all that it printed."""
        told = [self.run_in(folder, *words) for folder in (self.files, self.store)]
        outputs = [(done.returncode, done.stdout, done.stderr) for done in told]
        assert outputs[0] == outputs[1], words
        return told[0].returncode

    def advance(self, step: timedelta) -> None:
        """Let time pass, at least until the last recording: the rows of a store are in the order of their times.

        A recording gets a later time than the clock shows if it follows another about the same in the same second.
        """
        self.now += step
        for name in ("results.csv", "decisions.csv"):
            path = self.files / "data" / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            rows = csv.DictReader(io.StringIO(text, newline=""))
            last = max(
                [datetime.fromisoformat(row["recorded_at"]) for row in rows if "T" in row["recorded_at"]], default=None
            )
            if last and last.replace(microsecond=0) > self.now.astimezone():
                self.now += timedelta(seconds=2)

    def compare_outputs(self) -> None:
        """Compare what every command shows and writes."""
        for words in VIEWS:
            assert self.run(*words) < 130, words
        written = [read_tree(folder, "data", "dump") for folder in (self.files, self.store)]
        assert written[0] == written[1]

    def compare_journals(self) -> None:
        """Compare the journals, and the zip files of closed years."""
        done = self.run_in(self.store, "store", "dump", "-o", "dump")
        assert done.returncode == 0, done.stderr
        dump = read_tree(self.store / "dump")
        del dump["SHA256SUMS"]
        files = read_tree(self.files / "data")
        journals = {
            name: data for name, data in files.items() if name in dump or name in ("decisions.csv", "closings.csv")
        }
        assert dump == journals
        others = {name: data for name, data in files.items() if name not in journals and not name.endswith(".lock")}
        assert read_tree(self.store / "data") == others


def read_tree(folder: Path, *left_out: str) -> dict[str, object]:
    """Return the bytes of every file of a folder, those of a zip file by member; locks and what is left out are not."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.endswith(".lock") or name.split("/")[0] in left_out:
            continue
        found[name] = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found[name] = {member: archive.read(member) for member in archive.namelist()}
    return found


def draw_command(random: Random, folders: Sequence[Path]) -> tuple[str, ...]:
    """Return a command that records something; some cannot be done."""
    what = random.choice(("add", "add", "add", "add", "decide", "import", "undo", "undo", "close", "withdraw"))
    indicator = random.choice(("poor", "poor", "poor", "houses", "growth", "road"))
    scope = ["--area", random.choice("ccdefp")] if indicator in ("poor", "houses") else []
    if indicator == "poor" and random.random() < 0.4:
        scope += ["--part", f"sex={random.choice('fm')}"]
    reopen = random.choice(([], [], ["--reopen", "--note", "số, chính thức"]))
    year = str(random.randrange(2021, 2024))
    value = random.choice(("yes", "no")) if indicator == "road" else f"{random.randrange(1, 30)}"
    if what == "add":
        period = year + (random.choice(("", "", "-06", "-Q1", "-Q2")) if indicator == "poor" else "")
        status = random.choice(("final", "final", "preliminary", "estimate", "forecast"))
        revise = random.choice(([], [], ["--revise"]))
        mark = random.choice(("", "", "", "<", "~")) if indicator != "road" else ""
        return ("add-result", indicator, period, mark + value, *scope, *revise, *reopen, "--status", status, "--yes")
    if what == "withdraw":
        return ("add-result", indicator, year, *scope, *reopen, "--status", "withdrawn", "--revise", "--yes")
    if what == "decide":
        kind = random.choice((["--kind", "plan"], ["--kind", "target"], []))
        scope = scope if kind and "target" in kind else [word for word in scope if indicator != "poor"]
        decided = ["--decided", f"2021-0{random.randrange(1, 9)}-05", "--source", f"NQ {random.randrange(99)}"]
        bound = "yes" if indicator == "road" else random.choice((">=", "<=", "")) + value
        return (
            "decide",
            indicator,
            str(random.randrange(2022, 2026)),
            bound,
            *kind,
            *scope,
            *decided,
            *reopen,
            "--yes",
        )
    if what == "undo":
        more = random.choice(([], [], ["--decisions"], ["--results"], ["--id", str(random.randrange(1, 9))]))
        return ("undo", *more, *reopen, "--yes")
    if what == "close":
        return ("close", year, "--source", f"BC {year}", "--yes")
    rows = {(random.choice("cdef"), random.randrange(2021, 2024)): random.randrange(1, 40) for _ in range(5)}
    lines = [f"{random.choice(('poor', 'houses'))},{area},{of},{number}\n" for (area, of), number in rows.items()]
    for folder in folders:
        (folder / "in.csv").write_text("indicator,area,period,value\n" + "".join(lines))
    return ("import", "in.csv", "--revise", *reopen, "--yes", "--format", "csv")


@pytest.mark.parametrize("seed", range(count_examples(2)))
def test_commands_that_record_leave_the_same(seed: int, server: Server, tmp_path: Path) -> None:
    random = Random(seed)
    has_rows = seed % 2 == 0
    rows = HEADER.strip() + ",area\n" + ROWS if has_rows else HEADER
    pair = Pair(tmp_path, server.make_database(f"s{next(_numbers)}"), rows)
    codes = []
    for step in range(20):
        codes.append(pair.run(*draw_command(random, (pair.files, pair.store))))
        pair.advance(
            random.choice((timedelta(0), timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(60)))
        )
        if step % 5 == 4:
            pair.compare_journals()
    assert codes.count(0) > 4
    pair.compare_outputs()
    pair.compare_journals()


@pytest.mark.parametrize("seed", range(count_examples(1)))
@pytest.mark.parametrize("kind", ["files", "store"])
def test_a_recorded_history_can_be_loaded(kind: str, seed: int, server: Server, tmp_path: Path) -> None:
    """What was recorded in files, with closed years, is loaded; so is what was recorded in a store, and dumped."""
    random = Random(seed)
    first = Pair(tmp_path / "first", server.make_database(f"s{next(_numbers)}"), HEADER)
    source = first.files / "data" if kind == "files" else first.store / "dump"
    for _ in range(12):
        command = draw_command(random, (first.files, first.store))
        first.run_in(first.files if kind == "files" else first.store, *command)
        if kind == "files" and random.random() < 0.15:
            first.run_in(first.files, "close", str(random.randrange(2021, 2024)), "--source", "BC 1", "--yes")
        first.now += timedelta(hours=7)
    assert first.run_in(first.store, "store", "dump", "-o", "dump").returncode == 0
    rows = (source / "results.csv").read_bytes().decode()
    second = Pair(tmp_path / "second", server.make_database(f"s{next(_numbers)}"), rows)
    second.now = first.now
    for name in ("decisions.csv", "closings.csv"):
        if (source / name).exists():
            shutil.copy(source / name, second.files / "data" / name)
            done = second.run_in(second.store, "store", "load", os.fspath(source / name))
            assert done.returncode == 0, done.stderr
    for folder in (second.files, second.store):
        if (source / "closed").exists():
            shutil.copytree(source / "closed", folder / "data" / "closed")
    second.compare_outputs()
    assert second.run("undo", "--yes") in (0, 2)
    for value in ("7,5", "7,6"):
        second.run("add-result", "growth", "2022", value, "--yes", "--revise")
        second.run("add-result", "growth", "2022", value, "--yes", "--reopen", "--note", "số chính thức")
    second.compare_journals()
