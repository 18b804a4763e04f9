"""Only what counts is read from a store, and an area only when it is needed; what comes of it is as of the files."""

import itertools
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.folders import HEADER
from support.inside import run_tracker
from support.servers import Server
from tracker.folder import Folder, load_register
from tracker.model import Register
from tracker.model.scopes import Scope
from tracker.rollup import ScopeRegisters
from tracker.store import latest, transfer
from tracker.store.journals import Store

TARGETS = """\
[term]
name.en = "T"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
[[dimension]]
id = "sex"
values = { f = "F", m = "M" }
whole = true
[[dimension]]
id = "age"
values = { young = "Y", old = "O" }
[[indicator]]
id = "a"
name.en = "A"
measure = "total"
areas = "commune"
roll_up = "sum"
within_year = "sum"
by = ["sex", "age"]
target = { at_least = 90 }
[[indicator]]
id = "b"
name.en = "B"
measure = "level"
areas = "commune"
roll_up = { mean_by = "a" }
baseline = 10
target = { at_least = 90 }
[[indicator]]
id = "c"
name.en = "C"
measure = "milestone"
target = "yes"
"""
AREAS = """\
area,name,level,within,from,until,into,source
p,P,province,,,,,
q,Q,province,,,2023-06-30,p,
old,Old,commune,q,,2023-06-30,c:0.5 d:0.5,NQ 1
before,Before,commune,q,,2023-06-30,e,
c,C,commune,p,,,,
d,D,commune,p,,,,
e,E,commune,p,2023-07-01,,,
"""
PLACES = ["", "", "p", "q", "old", "before", "c", "c", "d", "e"]
DAYS = [f"202{year}-{month:02d}-{day:02d}" for year in (2, 3, 4) for month in (1, 4, 9) for day in (2, 20)]
TODAY = "2025-03-01"
AS_OF = (None, "2025-01-01", "2023-04-20", "2022-01-01")
_numbers = itertools.count()


@pytest.fixture
def url(server: Server) -> str:
    """The URL of an empty store."""
    url = server.make_database(f"r{next(_numbers)}")
    assert run_tracker("store", "init", url, cwd=server.folder).returncode == 0
    return url


def draw_row(pick: random.Random, known: dict[tuple[str, ...], list[list[str]]], day: str, time: int) -> str:
    """Return a line of a journal, and add it to those of its key: a revision, a forecast, an undo or a withdrawal."""
    indicator = pick.choice("aaabbc")
    area = pick.choice(PLACES) if indicator != "c" else ""
    period = pick.choice(["2020", "2021", "2022", "2023", "2023-Q1", "2023-Q2", "2022-06", "2022-M03"])
    is_broken_down = indicator == "a" and pick.random() < 0.4
    sex, age = (pick.choice(["", "f", "m"]), pick.choice(["", "young"])) if is_broken_down else ("", "")
    history = known.setdefault((indicator, area, period, sex, age), [])
    status = pick.choice(["final", "final", "preliminary", "estimate", "forecast", "withdrawn"])
    value = (
        "" if status == "withdrawn" else pick.choice(["yes", "no"]) if indicator == "c" else str(pick.randint(1, 99))
    )
    content, author = [value, pick.choice(["", "", "<", ">", "~"]) if value.isdigit() else "", status], "lan"
    if history and pick.random() < 0.3:
        content, author = pick.choice([*history[-2:-1], ["", "", "withdrawn"]]), "lan (undo)"
    history.append(content)
    note = pick.choice(["", '"two, words"', '"two\nlines"'])
    stamp = f"{day}T{8 + time // 3600:02d}:{time // 60 % 60:02d}:{time % 60:02d}+07:00"
    return ",".join([indicator, period, *content, "", note, stamp, author, area, sex, age]) + "\n"


def write_folder(path: Path, seed: int, *, has_areas: bool = True) -> Path:
    """Write a folder whose journal is drawn at random."""
    pick, known = random.Random(seed), dict[tuple[str, ...], list[list[str]]]()
    path.mkdir()
    (path / "targets.toml").write_text(TARGETS, encoding="utf-8")
    lines = [draw_row(pick, known, day, 60 * time) for day in DAYS for time in range(pick.randint(0, 14))]
    if has_areas:
        (path / "areas.csv").write_text(AREAS, encoding="utf-8")
    (path / "results.csv").write_text(HEADER.strip() + ",area,sex,age\n" + "".join(lines), encoding="utf-8", newline="")
    return path


def load(path: Path, url: str) -> None:
    done = run_tracker("store", "load", "results.csv", cwd=path, env={"TRACKER_STORE": url, "TRACKER_DATA": str(path)})
    assert done.returncode == 0, done.stderr


def unnumber(rows: Any) -> Any:
    """Return rows by indicator without their lines, which are in the same order but no numbers of the journal."""
    return {name: [row._replace(line=0) for row in group] for name, group in rows.items()}


def list_all(register: Register) -> list[Any]:
    """Return the rows of all areas and parts, in the order of the journal."""
    return [(scope, unnumber(rows)) for scope, rows in register.scope_results.items()]


def roll_up(register: Register, as_of: str | None, area: str) -> list[Any]:
    found = ScopeRegisters(register, as_of=as_of, today=TODAY).for_scope(Scope(area))
    figures = [
        (name, period, figure._replace(addends=()), re.sub(r"line=\d+", "", repr(tuple(figure.addends))))
        for name, made in found.figures.items()
        for period, figure in made.items()
    ]
    return [unnumber(found.results), figures, found.indicators]


@pytest.mark.parametrize("seed", range(5))
def test_what_counts_is_as_in_the_whole_journal(tmp_path: Path, url: str, seed: int) -> None:
    """Of areas, parts, mergers, revisions, undos, forecasts, withdrawals and quarters, on several days."""
    path = write_folder(tmp_path / "data", seed)
    load(path, url)
    for as_of, history in itertools.product(AS_OF, ("", "a")):
        whole = load_register(Folder(str(path)), as_of, today=TODAY, history=history)
        in_store = load_register(Folder(str(path), None, url), as_of, today=TODAY, history=history)
        assert isinstance(in_store.scope_results, latest.StoredRows)
        assert unnumber(in_store.results) == unnumber(whole.results)
        known = {name: set(found) for name, found in (whole.part_periods or {}).items() if found}
        assert in_store.part_periods == known
        for area in dict.fromkeys(PLACES):
            assert roll_up(in_store, as_of, area) == roll_up(whole, as_of, area)
        assert not in_store.scope_results._has_all
        for scope, rows in whole.scope_results.items():
            assert unnumber(in_store.scope_results[scope]) == unnumber(rows)
        assert list_all(in_store) == list_all(whole)
        assert in_store.scope_results._has_all


def test_the_rows_of_one_series_are_those_that_recording_needs(tmp_path: Path, url: str) -> None:
    """With the whole history of a key that was taken back, and later forecasts."""
    from tracker.folder import load_indicator_results

    path = write_folder(tmp_path / "data", 3)
    load(path, url)
    files, stored = Folder(str(path)), Folder(str(path), None, url)
    for area, parts in itertools.product(dict.fromkeys(PLACES), ((), (("sex", "f"),))):
        scope = Scope(area, parts)
        rows = [
            load_indicator_results(load_register(folder), folder, "a", scope).for_scope(scope).results
            for folder in (files, stored)
        ]
        assert unnumber(rows[0]) == unnumber(rows[1])


def test_a_folder_without_areas_reads_its_last_rows(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data"
    path.mkdir()
    (path / "targets.toml").write_text(
        TARGETS.split("[[dimension]]", maxsplit=1)[0] + TARGETS[TARGETS.index('[[indicator]]\nid = "c"') :]
    )
    rows = [f"c,2021,{value},,final,,,2022-01-0{day}T09:00:00+07:00,lan\n" for day, value in ((1, "yes"), (2, "no"))]
    (path / "results.csv").write_text(HEADER + "".join(rows))
    load(path, url)
    monkeypatch.setattr(Store, "open", None)  # what a whole journal is read with
    found = load_register(Folder(str(path), None, url), today=TODAY)
    assert [row.value for row in found.results["c"]] == [False]


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that were sent to the store."""
    found: list[str] = []

    def watch(name: str) -> None:
        send = getattr(Store, name)

        def note(self: Store, *values: Any) -> Any:
            found.append(next(value for value in values if " " in value))
            return send(self, *values)

        monkeypatch.setattr(Store, name, note)

    for name in ("copy_lines", "fetch_one", "fetch_all"):
        watch(name)
    return found


MAX_QUERIES = 14
MAX_RECORDING_QUERIES = 60


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("status", "--area", "c"),
        ("status", "--area", "p"),
        ("status", "--level", "commune"),
        ("compare", "a", "--level", "commune"),
        ("review", "--area", "p"),
        ("show", "a", "--area", "p"),
        ("add-result", "a", "2024", "7", "--area", "c", "--yes"),
    ],
)
def test_a_command_makes_few_queries(tmp_path: Path, url: str, queries: list[str], words: tuple[str, ...]) -> None:
    """However many areas it needs; and it does not read the whole journal."""
    path = write_folder(tmp_path / "data", 1)
    load(path, url)
    queries.clear()
    done = run_tracker(*words, cwd=path, env={"TRACKER_STORE": url, "TRACKER_DATA": str(path), "TRACKER_TODAY": TODAY})
    assert done.returncode == 0, done.stderr
    assert len(queries) <= (MAX_RECORDING_QUERIES if words[0] == "add-result" else MAX_QUERIES), queries
    assert not any("FROM tracker.results LEFT JOIN tracker.closed_batches" in query for query in queries)


def test_a_problem_in_what_is_read_is_reported_as_of_the_whole_journal(tmp_path: Path, url: str) -> None:
    """All problems, each with its line in the whole journal, although only an area was read."""
    path = write_folder(tmp_path / "data", 2)
    load(path, url)
    (path / "targets.toml").write_text(TARGETS.replace(', m = "M"', ""), encoding="utf-8")
    words = ("status", "--area", "p", "-o", "out.csv")
    in_files = run_tracker(*words, cwd=path, env={"TRACKER_DATA": str(path)})
    (path / "results.csv").unlink()
    in_store = run_tracker(*words, cwd=path, env={"TRACKER_DATA": str(path), "TRACKER_STORE": url})
    assert (in_store.returncode, in_store.stdout, in_store.stderr) == (3, "", in_files.stderr)
    assert not (path / "out.csv").exists()


def test_rows_recorded_before_a_dimension_was_declared_are_read_whole(tmp_path: Path, url: str) -> None:
    """The store has them under the key of the total; only the whole journal says which part each of them is about."""
    path = write_folder(tmp_path / "data", 4)
    targets = TARGETS.replace('by = ["sex", "age"]\n', "")
    bare = targets[: targets.index("[[dimension]]")] + targets[targets.index("[[indicator]]") :]
    (path / "targets.toml").write_text(bare, encoding="utf-8")
    load(path, url)
    (path / "targets.toml").write_text(TARGETS, encoding="utf-8")
    whole, in_store = (load_register(Folder(str(path), None, address), today=TODAY) for address in ("", url))
    for scope, rows in whole.scope_results.items():
        assert unnumber(in_store.scope_results[scope]) == unnumber(rows)


def test_a_piece_may_revise_numbers_and_answers_of_an_earlier_one(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some are known as texts from the fast path, others as numbers: one statement replaces them."""
    monkeypatch.setattr(transfer, "PIECE_ROWS", 3)
    path = write_folder(tmp_path / "data", 1)
    keys = [("a", "2021", "1", "final"), ("c", "2021", "yes", "final"), ("a", "2022", "2", "forecast")]
    rows = [
        f"{name},{year},{value},,{status},,,202{day}-01-01T09:00:00+07:00,lan,,,\n"
        for day in (3, 4)
        for name, year, value, status in keys
    ]
    (path / "results.csv").write_text(HEADER.strip() + ",area,sex,age\n" + "".join(rows), encoding="utf-8")
    load(path, url)
    found = load_register(Folder(str(path), None, url), today=TODAY).results
    assert [str(row.value) for name in ("a", "c") for row in found[name]] == ["1", "2", "True"]


def test_psycopg_is_imported_only_for_a_store(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "data", 1)
    code = (
        "import sys; from tracker.folder import Folder, load_register; "
        "load_register(Folder(sys.argv[1])); print([name for name in sys.modules if name.startswith(('psycopg', 'tracker.store'))])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TRACKER_STORE"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "[]\n"
