"""The files of checkpoints: whatever is wrong with one, the journal is read whole and says the same."""

import json
import os
import stat
import subprocess
import sys

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from support.examples import count_examples
from support.folders import HEADER
from tracker.folder import Folder, load_register
from tracker.journal import checkpoint, row_blocks
from tracker.journal.checkpoint import find_cache_folder, read_with_checkpoint
from tracker.journal.reader import read_journal
from tracker.journal.rows import RESULTS, ResultConstraint
from tracker.journal.scan import JournalSource
from tracker.journal.scopes import ScopeColumns, add_scope_columns
from tracker.model.scopes import Scope

CONSTRAINTS = {"a": ResultConstraint("level", 2025), "b": ResultConstraint("level", 2025)}
ROWS = (
    "a,2021,1,,final,,,2022-01-01,lan\n"
    'a,2021,2.50,,final,,"two\nlines, é",2022-01-02,lan\n'
    "a,2021,3,,forecast,,,2022-01-03,lan\n"
    "b,2021,5,,final,,,2022-01-04,minh\n"
    "b,2021,6,,final,,,2022-01-05,lan\n"
    "b,2021,5,,final,,,2022-01-06,lan (undo)\n"
)


class Store:
    """A journal and its cache folder; `uses` counts the readings that a checkpoint answered."""

    def __init__(self, folder, monkeypatch):
        self.path, self.cache = folder / "results.csv", folder / "cache"
        self.path.write_text(HEADER + ROWS, encoding="utf-8")
        self.uses = 0
        real = checkpoint._read_from_checkpoint

        def read_rest(*arguments):
            content = real(*arguments)
            self.uses += content is not None and self.is_reading
            return content

        monkeypatch.setattr(checkpoint, "_read_from_checkpoint", read_rest)
        real_save = checkpoint._save

        def save(*arguments):
            self.is_reading = False
            real_save(*arguments)

        monkeypatch.setattr(checkpoint, "_save", save)

    def read(self, as_of=None, constraints=CONSTRAINTS, cache=None):
        self.uses, self.is_reading = 0, True
        with self.path.open("rb") as file:
            source = JournalSource(file, str(self.path), constraints, RESULTS)
            found = read_with_checkpoint(source, as_of, str(cache or self.cache))
        with self.path.open("rb") as file:
            whole = read_journal(file, str(self.path), constraints, as_of=as_of)
        assert (found.results, found.further_rows, found.torn_row) == (
            whole.results,
            whole.further_rows,
            whole.torn_row,
        )
        assert list(found.problems) == list(whole.problems)
        return found

    @property
    def file(self):
        (found,) = self.cache.iterdir()
        return found


@pytest.fixture
def store(tmp_path, monkeypatch):
    found = Store(tmp_path, monkeypatch)
    found.read()
    return found


def test_the_second_reading_uses_the_checkpoint_and_keeps_line_numbers(store):
    found = store.read()
    assert store.uses == 1
    assert [row.line for rows in found.results.values() for row in rows] == [3, 8]
    assert [row.line for row in found.further_rows] == [5, 6, 7, 8]
    with store.path.open("a", encoding="utf-8") as file:
        file.write("a,2022,7,,final,,,2022-02-01,lan\n")
    assert store.read().results["a"][-1].line == 9
    assert store.uses == 1


def test_rows_after_the_checkpoint_are_judged_by_rows_before_it(store):
    with store.path.open("a", encoding="utf-8") as file:
        file.write("a,2021,4,,final,,,2022-01-02,lan\n")  # a forecast of 3 January stands above it
    assert "is before 2022-01-03" in str(store.read().problems[0].message)


def test_a_row_that_an_undo_restores_is_shown_as_it_was_recorded(store):
    assert store.read().results["b"][0].recorded_by == "minh"
    with store.path.open("a", encoding="utf-8") as file:
        file.write("a,2021,1,,final,,,2022-02-02,lan (undo)\n")  # its history is not in the checkpoint
    store.read()
    assert store.uses == 0
    store.read()
    assert store.uses == 1


@pytest.mark.parametrize(
    ("as_of", "uses"), [("2022-01-06", 1), ("2023-01-01", 1), ("2022-01-05", 0), ("2021-01-01", 0)]
)
def test_an_earlier_day_reads_the_journal(store, as_of, uses):
    store.read(as_of=as_of)
    assert store.uses == uses


def test_other_targets_or_another_version_read_the_journal(store, monkeypatch):
    store.read(constraints={**CONSTRAINTS, "c": ResultConstraint("level", 2025)})
    assert store.uses == 0
    store.read(constraints={**CONSTRAINTS, "c": ResultConstraint("level", 2025)})
    assert store.uses == 1
    monkeypatch.setattr(checkpoint, "__version__", "9")
    store.read(constraints={**CONSTRAINTS, "c": ResultConstraint("level", 2025)})
    assert store.uses == 0


def test_every_single_damaged_byte_of_the_file_is_found(store):
    data = store.file.read_bytes()
    for at in range(len(data)):
        store.file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        found = store.read()
        assert found.results["a"][0].value
        store.file.write_bytes(data)
    for at in range(0, len(data), 7):
        store.file.write_bytes(data[:at])
        store.read()
    for data in (b"", b"[]", b"tracker checkpoint 1\n[]\n", b"tracker checkpoint 1\n" + b"[" * 100_000 + b"\n"):
        store.file.write_bytes(data)
        store.read()


def test_two_folders_have_two_checkpoints(store, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    second = Store(other, monkeypatch)
    second.cache = store.cache
    second.read()
    assert len(list(store.cache.iterdir())) == 2
    first, last = sorted(store.cache.iterdir())
    first.write_bytes(last.read_bytes())  # one folder's under the name of the other's
    store.read()
    second.read()


def test_it_is_for_its_user_only(store):
    assert stat.S_IMODE(store.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.cache.stat().st_mode) == 0o700
    store.file.chmod(0o620)  # another user could have written it
    store.read()
    assert store.uses == 0
    if os.geteuid() == 0:
        os.chown(store.file, 12345, 12345)
        store.read()
        assert store.uses == 0


def test_the_oldest_beyond_twenty_are_removed(store, monkeypatch):
    for number in range(30):
        (store.cache / f"{number:032x}.checkpoint").write_text("x", encoding="utf-8")
        os.utime(store.cache / f"{number:032x}.checkpoint", (number, number))
    (store.cache / "somebody-elses").write_text("x", encoding="utf-8")
    store.path.write_text(HEADER + ROWS.replace("2.50", "2.51"), encoding="utf-8")
    store.read()
    assert len(list(store.cache.glob("*.checkpoint"))) == 20
    assert (store.cache / "somebody-elses").exists()


def test_a_cache_that_cannot_be_written_is_no_error(store, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for cache in (tmp_path / "file", tmp_path / "file" / "below"):
        store.read(cache=cache)
        assert store.uses == 0


def test_a_journal_whose_last_line_may_grow_has_none(store):
    store.file.unlink()
    store.path.write_text((HEADER + ROWS).rstrip("\n"), encoding="utf-8")
    store.read()
    assert not list(store.cache.iterdir())


def test_much_that_was_added_makes_a_new_one(store, monkeypatch):
    monkeypatch.setattr(checkpoint, "MAX_REST_BYTES", 30)
    before = json.loads(store.file.read_bytes().split(b"\n")[2])["size"]
    with store.path.open("a", encoding="utf-8") as file:
        file.write("a,2022,7,,final,,,2022-02-01,lan\n")
    store.read()
    assert store.uses == 0
    assert json.loads(store.file.read_bytes().split(b"\n")[2])["size"] > before
    store.read()
    assert store.uses == 1


def test_where_it_is_kept():
    assert find_cache_folder({"TRACKER_CACHE": "/x"}) == "/x"
    assert find_cache_folder({"TRACKER_CACHE": ""}) is None
    if sys.platform == "linux":
        assert find_cache_folder({"XDG_CACHE_HOME": "/c"}) == "/c/tracker"
        assert find_cache_folder({"XDG_CACHE_HOME": "relative"}) is None


def test_only_a_long_journal_has_one_and_the_command_says_the_same(tmp_path, example):
    rows = "".join(
        f"province-income-per-head,{2021 + number % 4},{number},,final,{'x' * 200},,2024-01-01T00:00:00+07:00,lan\n"
        for number in range(40_000)
    )
    with (example / "results.csv").open("a", encoding="utf-8") as file:
        file.write(rows.replace("2024-01-01", "2026-11-24"))
    cache = tmp_path / "cache"
    command = [sys.executable, "-m", "tracker", "status", "--data", str(example)]
    outputs = []
    for folder in ("", str(cache), str(cache)):
        done = subprocess.run(command, env={**os.environ, "TRACKER_CACHE": folder}, capture_output=True, check=False)
        outputs.append((done.returncode, done.stdout, done.stderr))
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0][0] == 0
    assert len(list(cache.iterdir())) == 1
    assert load_register(Folder(str(example))).results["province-income-per-head"]


AREAS = dict.fromkeys(("x", "y", "z"))
SCOPED = add_scope_columns(RESULTS, ScopeColumns(AREAS, {"sex": ("f", "m")}))
SCOPED_HEADER = HEADER.rstrip("\n") + ",area,sex\n"
SCOPED_CONSTRAINTS = {"a": ResultConstraint("level", 2025, ("sex",)), "b": ResultConstraint("milestone", 2025)}
NUMBERS = ("0", "1.50", "1.5", "100", "-3")


@st.composite
def scoped_rows(draw, first):
    """Rows of few areas, parts and periods, from a day on and mostly in the order of their days; some are errors."""
    lines, day = [], first
    for _ in range(draw(st.integers(0, 12))):
        day = max(1, min(first + 2, day + draw(st.sampled_from((0, 0, 0, 0, 1, 1, 2, -1)))))
        indicator = draw(st.sampled_from("aaab"))
        status = draw(st.sampled_from(("final", "final", "preliminary", "forecast", "withdrawn")))
        value = draw(st.sampled_from(NUMBERS if indicator == "a" else ("yes", "no")))
        value = "" if status == "withdrawn" and draw(st.booleans()) else value
        texts = (
            draw(st.sampled_from(("", "<", "~"))),
            status,
            draw(st.sampled_from(("", "é", '"two\nlines"', '"a,b"'))),
        )
        author = draw(st.sampled_from(("lan", "minh", "lan (undo)", "minh (undo)")))
        area = draw(st.sampled_from(("", "x", "x", "y")))
        sex = draw(st.sampled_from(("", "", "f", "m"))) if indicator == "a" else ""
        period = draw(st.sampled_from(("2021", "2021", "2022", "2022-06")))
        cells = (
            indicator,
            period,
            value,
            *texts,
            "",
            f"2023-01-{day:02d}T{draw(st.sampled_from(('08', '08', '09')))}:00:00+07:00",
            author,
            area,
            sex,
        )
        lines.append(",".join(cells) + "\n")
    return "".join(lines)


def read_scoped(path, as_of, cache):
    """Return what a reading says of a journal with areas and parts, and whether a checkpoint was the answer."""
    with path.open("rb") as file:
        found = read_with_checkpoint(JournalSource(file, str(path), SCOPED_CONSTRAINTS, SCOPED), as_of, cache)
    own, by_scope = found.split_scopes()
    scopes = {Scope(): own, **by_scope}
    rows = {
        scope: repr({name: rows for name, rows in sorted(found.items()) if rows}) for scope, found in scopes.items()
    }
    told = [str(problem.message) for problem in found.problems], found.torn_row, found.unordered, found.further_rows
    rows = {scope: text for scope, text in rows.items() if text != "{}"}
    return (rows, repr(found.results), *told), found.blocks is not None


@settings(max_examples=count_examples(300), deadline=None)
@given(
    st.tuples(*[scoped_rows(first) for first in (1, 3, 5, 7)]),
    st.lists(st.sampled_from((None, None, None, "2023-01-04", "2023-01-28")), min_size=4, max_size=4),
)
def test_with_areas_and_parts_it_says_what_the_journal_says(tmp_path_factory, batches, days):
    """The rows of each area and part, whatever was added since, and digit by digit."""
    path = tmp_path_factory.mktemp("journal") / "results.csv"
    path.write_text(SCOPED_HEADER, encoding="utf-8")
    for batch, as_of in zip(batches, days, strict=False):
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(batch)
        whole, _ = read_scoped(path, as_of, None)
        for _ in range(2):
            answer, is_used = read_scoped(path, as_of, str(path.parent / "cache"))
            event("from a checkpoint" if is_used else "whole")
            assert answer == whole


def test_the_rows_of_other_areas_are_not_decoded(tmp_path, monkeypatch):
    path = tmp_path / "results.csv"
    rows = [
        f"a,2021,{number},,final,,,2022-01-0{number},lan,{area},\n" for number, area in ((1, "x"), (2, "y"), (3, ""))
    ]
    path.write_text(SCOPED_HEADER + "".join(rows), encoding="utf-8")
    read_scoped(path, None, str(tmp_path / "cache"))
    with path.open("a", encoding="utf-8") as file:
        file.write("a,2021,4,,final,,,2022-02-01,lan,z,\na,2022,5,,final,,,2022-02-01,lan,x,\n")
    decoded, decode = [], row_blocks.RowBlocks.decode
    monkeypatch.setattr(
        row_blocks.RowBlocks, "decode", lambda self, scope: decoded.append(scope) or decode(self, scope)
    )
    with path.open("rb") as file:
        source = JournalSource(file, str(path), SCOPED_CONSTRAINTS, SCOPED)
        found = read_with_checkpoint(source, None, str(tmp_path / "cache"))
    own, by_scope = found.split_scopes()
    assert [row.line for row in by_scope[Scope("x")]["a"]] == [2, 6]
    assert list(by_scope) == [Scope("x"), Scope("y"), Scope("z")]
    assert [str(row.value) for row in (*own["a"], *by_scope[Scope("z")]["a"])] == ["3", "4"]
    assert Scope("y") not in decoded
    assert by_scope.get(Scope("nowhere")) is None
    assert [row.value for row in by_scope[Scope("y")]["a"]] == [2]
