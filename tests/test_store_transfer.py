"""`store load` and `store dump`: the same files come back, a load goes on, and what cannot be kept is refused."""

import functools
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.folders import DATA, HEADER
from support.inside import run_tracker
from support.process import Done
from support.servers import Server
from tracker.errors import Location, ProblemList
from tracker.journal.header import read_header
from tracker.journal.row_reader import RowReader
from tracker.journal.rows import RESULTS
from tracker.journal.scopes import ScopeColumns, add_scope_columns
from tracker.store.file_rows import FileRowParser
from tracker.store.keys import make_key

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
[[indicator]]
id = "a"
name.en = "A"
measure = "level"
baseline = 10
areas = "commune"
roll_up = "sum"
by = ["sex"]
target = { at_least = 90 }
[[indicator]]
id = "b"
name.en = "B"
measure = "milestone"
target = "yes"
"""
AREAS = "area,name,level,within,from,until,into\np,P,province,,,,\nc,C,commune,p,,,\nd,D,commune,p,,,\n"
WIDE = HEADER.strip() + ",our own,area,sex\n"
ROWS = [
    'a,2021,20,,final,,"a ""note"", with\na line break",2022-01-01T09:00:00+07:00,lan,x,c,f\n',
    "a,2021,21,<,final,,,2022-01-01T09:00:00+07:00,lan,,c,f\n",
    "a,2021,5,,final,,,2022-01-02\n".replace("\n", ",lan,\n"),  # the columns of areas may be missing
    "a,2021-Q2,7,,estimate,\t\\N\\.,\x01\x02,2022-02-01T09:00:00Z,hùng,,d,\n",
    "a,2022-06,8,,preliminary,,,2022-07-01T09:00:00.000007+07:00,lan,,d,m\n",
    " b , 2022 ,yes,, final ,,, 2023-01-01T10:00:00+07:00 ,lan\n".replace("\n", ",\n"),
    "a,2021,,,withdrawn,,,2023-01-02T10:00:00+07:00,lan,,c,f\n",
    "a,2021,20,,final,,,2023-01-03T10:00:00+07:00,lan (undo),,c,f\n",
    "a,2021,22,,forecast,,,2023-01-04T10:00:00+07:00,lan,,d,f\n",
    "a,2021,23,,final,,,2023-01-05T10:00:00+07:00,lan,,d,f\n",
    "a,2023,-1e3,,final,,,2024-01-05T10:00:00+07:00,lan,,d,\n".replace("-1e3", "0000012.500"),
]
DECISIONS = (
    "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
    "a,c,target,2025,>=80,2021-05-05,NQ 1,,2021-05-06T09:00:00+07:00,lan\n"
    'a,,plan,2022,>=8,,"NQ, 2",,2021-05-06T09:00:00+07:00,lan\n'
    "a,c,target,2025,>=85,2021-05-05,NQ 1,,2021-06-06T09:00:00+07:00,lan\n"
)
CLOSINGS = (
    "year,closed_at,closed_by,source,note,rows_results,sha256_results,rows_decisions,sha256_decisions,sha256_zip\n"
    f"2021,2022-02-02T09:00:00+07:00,lan,BC 1,,2,{'a' * 64},0,{'b' * 64},{'c' * 64}\n"
)
_numbers = itertools.count()


@pytest.fixture
def url(server: Server) -> str:
    """The URL of an empty database."""
    return server.make_database(f"t{next(_numbers)}")


@pytest.fixture(scope="module")
def empty_url(server: Server) -> str:
    """The URL of an empty store, into which nothing is ever written."""
    url = server.make_database("empty")
    assert run_tracker("store", "init", url, cwd=server.folder).returncode == 0
    return url


@pytest.fixture
def tracker(run: Callable[..., Done], url: str) -> Callable[..., Done]:
    """Runs `tracker` in English with an empty store."""
    assert run("store", "init", url).returncode == 0
    return lambda *words, **settings: run(*words, env={"TRACKER_STORE": url, "TRACKER_LANG": "en"}, **settings)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with areas, parts, decisions and closings; the results hold all that is unusual."""
    path = tmp_path / "data"
    path.mkdir()
    write(path, "targets.toml", TARGETS)
    write(path, "areas.csv", AREAS)
    write(path, "results.csv", "\ufeff" + WIDE + "".join(ROWS))
    write(path, "decisions.csv", DECISIONS)
    write(path, "closings.csv", CLOSINGS)
    return path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def fetch(url: str, query: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(url) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def make_long_journal(rows: int) -> str:
    """A journal in which every key has two rows, far from each other."""
    half = rows // 2
    lines = [
        f"a,{2021 + number % half % 5},{number},,final,,note {number % half},2023-0{1 + number // half}-01,lan,,c,\n"
        for number in range(rows)
    ]
    return WIDE + "".join(lines)


def test_what_is_loaded_comes_back_byte_for_byte(tracker: Callable[..., Done], data: Path) -> None:
    files = [data / name for name in ("results.csv", "closings.csv", "decisions.csv")]
    done = tracker("store", "load", *files)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"Loaded: {data}/decisions.csv, 3 rows",
        f"Loaded: {data}/closings.csv, 1 rows",
        f"Loaded: {data}/results.csv, 11 rows",
    ]
    assert tracker("store", "dump", "-o", "out").stdout == "Written: out (results.csv, decisions.csv, closings.csv)\n"
    out = data.parent / "out"
    assert sorted(os.listdir(out)) == ["SHA256SUMS", "closings.csv", "decisions.csv", "results.csv"]
    for path in files:
        assert (out / path.name).read_bytes() == path.read_bytes()


def test_an_empty_journal_is_its_header(tracker: Callable[..., Done], data: Path) -> None:
    write(data, "results.csv", WIDE)
    assert tracker("store", "load", data / "results.csv").stdout == f"Loaded: {data}/results.csv, 0 rows\n"
    assert tracker("store", "dump", "-o", "out").returncode == 0
    out = data.parent / "out"
    assert sorted(os.listdir(out)) == ["SHA256SUMS", "results.csv"]
    assert (out / "results.csv").read_text() == WIDE


def test_files_are_told_apart_by_their_columns(tracker: Callable[..., Done], data: Path) -> None:
    (data / "results.csv").rename(data / "2025.csv")
    assert tracker("store", "load", data / "2025.csv").stdout == f"Loaded: {data}/2025.csv, 11 rows\n"
    assert tracker("store", "load", data / "areas.csv").stderr == (
        f"{data}/areas.csv:1: is no journal\n"
        "    Hint: its first line must be that of results.csv, decisions.csv or closings.csv\n"
    )
    shutil.copy(data / "decisions.csv", data / "again.csv")
    done = tracker("store", "load", data / "decisions.csv", data / "again.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{data}/decisions.csv and {data}/again.csv are both decisions.csv" in done.stderr


def test_the_same_file_again_changes_nothing(tracker: Callable[..., Done], data: Path, url: str) -> None:
    for _ in range(2):
        done = tracker("store", "load", data / "results.csv")
    assert done.stdout == f"Unchanged: {data}/results.csv is there, 11 rows\n"
    assert fetch(url, "SELECT count(*) FROM tracker.results") == [(11,)]
    with (data / "results.csv").open("a") as file:
        file.write("a,2024,9,,final,,,2025-01-05T10:00:00+07:00,lan,,d,\n")
    done = tracker("store", "load", data / "results.csv")
    assert (done.returncode, done.stdout) == (3, "")
    assert "another file is loaded as results.csv into the store" in done.stderr


def test_nothing_is_loaded_after_a_recording(tracker: Callable[..., Done], data: Path, url: str) -> None:
    assert tracker("add-result", "a", "2024", "5", "--area", "c", "--yes").returncode == 0
    done = tracker("store", "load", data / "results.csv")
    assert (done.returncode, done.stdout) == (3, "")
    assert "something was recorded into results.csv in the store" in done.stderr
    assert fetch(url, "SELECT count(*) FROM tracker.results") == [(1,)]
    assert tracker("store", "load", data / "decisions.csv").returncode == 0


REFUSED = {
    "CRLF": (WIDE + "".join(ROWS[1:3]).replace("\n", "\r\n"), ":2: the line ends with CR"),
    "CRLF in the header": (WIDE.replace("\n", "\r\n") + ROWS[1], ":1: the line ends with CR"),
    "CR": (WIDE + ROWS[1] + ROWS[2].replace("\n", "\r") + ROWS[3], ":3: the line ends with CR"),
    "no final line break": (WIDE + ROWS[1] + ROWS[1].rstrip("\n"), ":3: the last line has no line break"),
    "torn row": (WIDE + ROWS[1] + ROWS[1][:20], ":3: the last line has no line break"),
    "torn in a cell": (WIDE + ROWS[1] + ROWS[0][:40] + "\n", ":3: the last line is cut off"),
    "empty line": (WIDE + ROWS[1] + "\n" + ROWS[2], ":3: the line is empty"),
    "line of commas": (WIDE + ROWS[1] + ',,,"",,,,\n' + ROWS[2], ":3: the line is empty"),
    "NUL": (WIDE + ROWS[1].replace("lan", "l\0n"), ":2: holds the byte 0"),
    "wrong value": (WIDE + ROWS[1].replace("21,<", "x,<"), ":2: a: value"),
    "unknown area": (WIDE + ROWS[1].replace(",c,", ",e,"), ":2: a: area"),
    "unknown indicator": (WIDE + ROWS[1].replace("a,", "z,", 1), ":2: indicator"),
    "after the last year": (WIDE + ROWS[1].replace("2021", "2099", 1), ":2: a: period"),
    "wrong order": (WIDE + ROWS[1] + ROWS[1].replace("2022-01", "2021-01"), ":3: a: recorded_at"),
    "no header": (ROWS[1], ":1: the header is missing"),
    "empty": ("", ":1: the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused(what: str, run: Callable[..., Done], data: Path, empty_url: str) -> None:
    text, expected = REFUSED[what]
    write(data, "results.csv", text)
    tracker = functools.partial(run, env={"TRACKER_STORE": empty_url, "TRACKER_LANG": "en"})
    done = tracker("store", "load", data / "decisions.csv", data / "results.csv")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{data}/results.csv{expected}" in done.stderr
    for table in ("results", "decisions", "latest", "loads", "batches"):
        assert fetch(empty_url, f"SELECT count(*) FROM tracker.{table}") == [(0,)]
    assert tracker("status").returncode == 0


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("decisions.csv", "plan,2022", "plan,2035", ":3: a: year"),
        ("decisions.csv", "a,c,target", "a,x,target", ":2: a: area"),
        ("closings.csv", "BC 1,,2", "BC 1,,x", ":2: rows_results"),
        ("closings.csv", "c\n", "c", ":2: the last line has no line break"),
    ],
)
def test_other_journals_are_checked(
    run: Callable[..., Done], empty_url: str, data: Path, name: str, old: str, new: str, expected: str
) -> None:
    write(data, name, (data / name).read_text().replace(old, new))
    words = ("store", "load", data / "results.csv", data / name)
    done = run(*words, env={"TRACKER_STORE": empty_url, "TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{data}/{name}{expected}" in done.stderr


def test_the_years_of_decided_targets_may_have_results(tracker: Callable[..., Done], data: Path) -> None:
    with (data / "decisions.csv").open("a") as file:
        file.write("a,,target,2030,>=99,2021-05-05,,,2021-06-07T09:00:00+07:00,lan\n")
    with (data / "results.csv").open("a") as file:
        file.write("a,2030,1,,final,,,2031-01-03T10:00:00+07:00,lan,,d,\n")
    assert tracker("store", "load", data / "results.csv").returncode == 3
    assert tracker("store", "load", data / "results.csv", data / "decisions.csv").returncode == 0


def test_the_store_is_as_if_each_row_had_been_recorded(tracker: Callable[..., Done], data: Path, url: str) -> None:
    assert tracker("store", "load", data / "results.csv", data / "decisions.csv").returncode == 0
    latest = fetch(url, "SELECT area, indicator, period, parts, revision, value, qualifier, status, is_plain FROM "
                        "tracker.latest ORDER BY area, indicator, period, parts")  # fmt: skip
    assert [tuple(map(str, row)) for row in latest] == [
        ("", "a", "2021", "", "1", "5", "", "final", "True"),
        ("", "b", "2022", "", "1", "None", "", "final", "True"),
        ("c", "a", "2021", "sex=f", "4", "20", "", "final", "False"),
        ("d", "a", "2021", "sex=f", "2", "23", "", "final", "True"),
        ("d", "a", "2021-Q2", "", "1", "7", "", "estimate", "True"),
        ("d", "a", "2022-06", "sex=m", "1", "8", "", "preliminary", "True"),
        ("d", "a", "2023", "", "1", "12.500", "", "final", "True"),
    ]
    revisions = "SELECT revision FROM tracker.results WHERE area = 'c' ORDER BY position"
    assert fetch(url, revisions) == [(1,), (2,), (3,), (4,)]
    assert fetch(url, "SELECT revision FROM tracker.decisions ORDER BY position") == [(1,), (1,), (2,)]
    assert fetch(url, "SELECT indicator, period FROM tracker.part_periods ORDER BY period") == [
        ("a", "2021-Q2"), ("a", "2022-06"),
    ]  # fmt: skip
    lines = [str(line) for (line,) in fetch(url, "SELECT line FROM tracker.results ORDER BY position")]
    assert lines == [row.removesuffix("\n") for row in ROWS]


def test_the_fast_way_finds_the_same_keys() -> None:
    columns = ScopeColumns({"c", "d"}, {"sex": {"f", "m"}, "sex-2": {"x"}})
    schema = add_scope_columns(RESULTS, columns)
    header = HEADER.strip() + ",area,sex,sex-2"
    texts = [f"a,{period},1,,final,,,2022-01-01,lan,{scope}" for period in ("2021", "2021-06", "2021-S1")
             for scope in (",,", "c,f,", "c,,x", ",f,x", "d,m,x")]  # fmt: skip
    rows = FileRowParser(header.encode(), schema, "").parse(
        [(2 + at, f"{text}\n".encode()) for at, text in enumerate(texts)]
    )
    parser = RowReader(read_header(header.split(","), Location(""), schema)[0], "", ProblemList(), None, schema)
    parsed = [parser.read_row(text.split(","), 0) for text in texts]
    assert all(row.row is None for row in rows)
    assert [row.key for row in rows] == [make_key(row) for row in parsed]
    found = FileRowParser(header.encode(), schema, "").find_number(rows[0])
    assert found == ("1", "", "final")
    assert rows[4].key == ("d", "a", "2021", "sex=m;sex-2=x")


def test_a_later_recording_in_the_last_second_gets_a_fraction(tracker: Callable[..., Done], data: Path) -> None:
    import datetime

    now = datetime.datetime(2026, 1, 10, 9, 0)
    with (data / "results.csv").open("a") as file:
        file.write(f"a,2024,9,,final,,,{now.astimezone().isoformat()},lan,,d,\n".replace("+00:00", "Z"))
    assert tracker("store", "load", data / "results.csv").returncode == 0
    assert tracker("add-result", "a", "2025", "5", "--area", "d", "--yes", now=now).returncode == 0
    assert tracker("store", "dump", "-o", "out").returncode == 0
    last = (data.parent / "out" / "results.csv").read_text().splitlines()[-1]
    assert "2026-01-10T09:00:00.000001" in last


def test_who_may_only_record_loads_nothing_and_hinders_nobody(
    tracker: Callable[..., Done], run: Callable[..., Done], data: Path, url: str
) -> None:
    user = f"ghi{next(_numbers)}"
    fetch(url, f"CREATE ROLE {user} LOGIN; GRANT tracker_recorder TO {user}")
    theirs = url.replace("owner@", f"{user}@")
    done = run("store", "load", data / "results.csv", env={"TRACKER_STORE": theirs, "TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "does not let this user do that" in done.stderr
    assert tracker("status").returncode == 0
    assert tracker("store", "load", data / "results.csv").returncode == 0


def test_a_load_that_was_interrupted_goes_on(
    tracker: Callable[..., Done], data: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.store import transfer

    monkeypatch.setattr(transfer, "PIECE_ROWS", 100)
    monkeypatch.setattr(transfer, "_QUERY_ROWS", 2)
    path = write(data, "results.csv", make_long_journal(1000))
    real, calls = transfer._Loader.load_piece, itertools.count(1)

    def load_piece(*arguments: object) -> None:
        if next(calls) == 5:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(transfer._Loader, "load_piece", load_piece)
    assert tracker("store", "load", path).returncode == 130
    assert fetch(url, "SELECT count(*), max(position) FROM tracker.results") == [(400, 399)]
    for command in (
        ("status",),
        ("add-result", "a", "2024", "5", "--area", "d", "--yes"),
        ("store", "dump", "-o", "out"),
    ):
        done = tracker(*command)
        assert (done.returncode, done.stdout) == (3, "")
        assert "results.csv is only half loaded" in done.stderr
    other = write(data, "other.csv", make_long_journal(1000).replace("note 7,", "note seven,"))
    shorter = write(data, "shorter.csv", "".join(make_long_journal(1000).splitlines(keepends=True)[:401]))
    for path_of_another in (other, shorter):
        done = tracker("store", "load", path_of_another)
        assert (done.returncode, done.stdout) == (3, "")
        assert "load the file with which you began" in done.stderr
    assert tracker("store", "load", path).stdout == f"Loaded: {path}, 1000 rows\n"
    assert tracker("store", "dump", "-o", "out").returncode == 0
    assert (data.parent / "out" / "results.csv").read_bytes() == path.read_bytes()
    assert fetch(url, "SELECT count(*), min(revision), max(revision) FROM tracker.latest") == [(5, 200, 200)]


def test_a_file_that_changes_meanwhile_is_not_loaded_whole(
    tracker: Callable[..., Done], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.recording import loading

    def begin(*_: object) -> None:
        with (data / "results.csv").open("a") as file:
            file.write("a,2024,9,,final,,,2025-01-05T10:00:00+07:00,lan,,d,\n")

    monkeypatch.setattr(loading, "begin_loading", begin)
    done = tracker("store", "load", data / "results.csv")
    assert (done.returncode, done.stdout) == (3, "")
    assert "another program changed or replaced the file meanwhile" in done.stderr


def test_a_dump_replaces_only_an_earlier_one(tracker: Callable[..., Done], data: Path) -> None:
    out = data.parent / "out"
    assert tracker("store", "load", data / "results.csv").returncode == 0
    for year in ("2024", "2025"):
        assert tracker("store", "dump", "-o", out).returncode == 0
        assert tracker("add-result", "a", year, "5", "--area", "d", "--yes").returncode == 0
    with (out / "results.csv").open("a") as file:
        file.write("x")
    done = tracker("store", "dump", "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "files were edited (results.csv); nothing was written" in done.stderr
    assert tracker("store", "dump", "-o", out, "--yes").returncode == 0
    for name in ("notes.txt", "decisions.csv"):
        (out / name).write_text("mine")
        done = tracker("store", "dump", "-o", out, "--yes")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"has files that are of no dump ({name}); nothing was written" in done.stderr
        (out / name).unlink()
    for path in (data, data.parent, data / "results.csv"):
        before = {each: each.read_bytes() for each in data.iterdir()}
        assert tracker("store", "dump", "-o", path, "--yes").returncode in (2, 3)
        assert {each: each.read_bytes() for each in data.iterdir()} == before


def test_the_hashes_of_a_dump_are_those_of_sha256sum(tracker: Callable[..., Done], data: Path) -> None:
    assert tracker("store", "load", data / "results.csv").returncode == 0
    assert tracker("store", "dump", "-o", "out").returncode == 0
    program = shutil.which("sha256sum")
    if not program:
        pytest.skip("sha256sum is not installed")
    done = subprocess.run(
        [program, "-c", "SHA256SUMS"], cwd=data.parent / "out", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "results.csv: OK\n")


def test_without_a_store_nothing_is_moved(run: Callable[..., Done], tmp_path: Path) -> None:
    for words in (("load", DATA / "results.csv"), ("dump", "-o", "out")):
        done = run("store", *words, "--data", DATA, "--lang", "en")
        assert (done.returncode, done.stdout) == (2, "")
        assert "the tracker folder has no store" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_a_load_survives_kill_9(tracker: Callable[..., Done], data: Path, url: str) -> None:
    path = write(data, "results.csv", make_long_journal(60_000))
    command = [sys.executable, "-m", "tracker", "store", "load", str(path)]
    environment = {**os.environ, "TRACKER_STORE": url, "TRACKER_LANG": "en"}
    process = subprocess.Popen(command, cwd=data.parent, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(600):
        if fetch(url, "SELECT rows FROM tracker.loads WHERE rows > 0") or process.poll() is not None:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert tracker("store", "load", path).returncode == 0
    assert tracker("store", "dump", "-o", "out").returncode == 0
    assert (data.parent / "out" / "results.csv").read_bytes() == path.read_bytes()
    assert fetch(url, "SELECT count(*) FROM tracker.results") == [(60_000,)]
