"""Closed years: what a closing writes, what `check` proves, what is recorded later, and what the zip gives back.

Kills stop the closing between any two of its calls to the system. TORTURE kills it at random moments too, and at every
call that the kernel sees, and lets each of these calls fail.
"""

import csv
import hashlib
import io
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.faults import TORTURE, Nth, count_calls, iter_calls, settings, strace, trace
from support.folders import DATA, HEADER, INPUTS, write_folder
from support.inside import run_tracker
from support.process import PROGRAM, Done, environment, run_at_terminal
from tracker.api import recording
from tracker.cli import close as close_command
from tracker.cli import import_, undo
from tracker.errors import ProblemList
from tracker.folder import Folder, load_register
from tracker.folder.closed_years import load_closings
from tracker.journal.closed_rows import count_rows, digest_first_rows, find_last_lines
from tracker.journal.closings import ClosingList, read_closings
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import read_journal
from tracker.recording import closing

VIETNAM = timezone(timedelta(hours=7))
CLOSED_ON = datetime(2025, 3, 1, 10, 0, tzinfo=VIETNAM)
LATER = datetime(2027, 6, 1, 10, 0, tzinfo=VIETNAM)
FORMATS = ("html", "md", "docx", "xlsx")
TARGETS = """
[term]
name = "Nghị quyết"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"

[[indicator]]
id = "jobs"
name = "Jobs created"
unit = "jobs"
measure = "level"
target.at_least = 150
baseline = 100
plan = { 2023 = 125, 2024 = 130, 2025 = 140 }

[[indicator]]
id = "roads"
name = "Roads built"
unit = "km"
measure = "total"
target.at_least = 50
"""
ROWS = """
jobs,2021,108,,final,S,,2022-03-01T09:00:00+07:00,lan
jobs,2022,119,,final,"S, ""a"" and
b",,2023-03-01T09:00:00+07:00,lan
roads,2022,9,,final,S,,2023-03-01T09:00:00+07:00,lan
jobs,2023,126,,preliminary,S,,2024-02-01T09:00:00+07:00,lan
jobs,2023,127,,final,S,số chính thức,2024-03-01T09:00:00+07:00,lan
roads,2023,11,,final,S,,2024-03-01T09:00:00+07:00,lan
jobs,2024,133,,final,S,,2025-02-01T09:00:00+07:00,lan
"""
CLOSING_CHECKS = "closed-rows,closed-files,after-closing,closed-targets"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "data", TARGETS, ROWS)


def tracker(path: Path, *arguments: object, now: datetime = CLOSED_ON) -> Done:
    """Run `tracker` on a folder or a closed year, in English."""
    return run_tracker(
        *arguments, "--data", path, cwd=path.parent, now=now, env={"TRACKER_LANG": "en", "TZ": "<+07>-7"}
    )


def close(path: Path, year: int = 2024, *, now: datetime = CLOSED_ON) -> None:
    done = tracker(path, "close", year, "--yes", "--source", "Báo cáo 123-BC/TU", now=now)
    assert (done.returncode, done.stderr) == (0, "")


def check(path: Path, names: str = CLOSING_CHECKS) -> Done:
    return tracker(path, "check", "--only", names, "--fail-on", "note")


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((path / "closings.csv").read_text(encoding="utf-8"))))


def list_files(path: Path) -> dict[str, bytes]:
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}


# What a closing writes.


def test_a_closing_writes_one_row_and_the_files_as_they_are(data):
    (data / "report.toml").write_text('[letterhead]\nbody = "Sở A"\n', encoding="utf-8")
    (data / "areas.csv").write_text("area,name,level,within,from,until,into\n", encoding="utf-8")
    before = list_files(data)
    done = tracker(data, "close", 2024, "--yes", "--source", "Báo cáo 123-BC/TU", "--note", "đã họp")
    assert done.returncode == 0
    [row] = read_rows(data)
    rows = (data / "results.csv").read_bytes().split(b"\n", 1)[1]
    packed = (data / "closed" / "2024.zip").read_bytes()
    assert row == {
        "year": "2024", "closed_at": "2025-03-01T10:00:00+07:00", "closed_by": "lan", "source": "Báo cáo 123-BC/TU",
        "note": "đã họp", "rows_results": "7", "sha256_results": hashlib.sha256(rows).hexdigest(),
        "rows_decisions": "0", "sha256_decisions": hashlib.sha256().hexdigest(),
        "sha256_zip": hashlib.sha256(packed).hexdigest(),
    }  # fmt: skip
    with zipfile.ZipFile(data / "closed" / "2024.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    own = held.pop("closings.csv").decode()
    assert held == before
    assert [*csv.DictReader(io.StringIO(own))] == [{**row, "sha256_zip": ""}]
    assert list_files(data).keys() == {*before, "closings.csv", "closed/2024.zip"}
    assert "Not reported for 2024: 1 (roads)." in done.stdout
    assert row["sha256_zip"] in done.stdout


def test_the_same_folder_makes_the_same_bytes(data, tmp_path):
    other = shutil.copytree(data, tmp_path / "other")
    close(data)
    close(other)
    assert list_files(data) == list_files(other)


def test_decisions_are_counted_and_hashed_as_bytes(data):
    rows = b'jobs,,plan,2024,>=130,2024-08-05,"NQ 226, NQ-CP",,2024-08-06T09:00:00+07:00,lan\n'
    header = b"indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
    (data / "decisions.csv").write_bytes(header + rows)
    close(data)
    [row] = read_rows(data)
    assert (row["rows_decisions"], row["sha256_decisions"]) == ("1", hashlib.sha256(rows).hexdigest())
    (data / "decisions.csv").write_bytes(header + rows + rows.replace(b"2024,>", b"2025,>"))
    assert check(data).returncode == 0, "a plan of an open year"
    (data / "decisions.csv").write_bytes(header + rows + rows)
    found = check(data).stdout
    assert "decisions.csv:3: warning: [after-closing]" in found
    assert "the decision on the plan of 2024 was recorded after that year was closed" in found
    (data / "decisions.csv").write_bytes(header + rows.replace(b"130", b"131"))
    assert "decisions.csv:2: error: [closed-rows] this row is not as it was when 2024 was closed" in check(data).stdout
    (data / "decisions.csv").unlink()
    assert "decisions.csv: error: [closed-rows] rows are missing" in check(data).stdout


def test_the_second_closing_has_a_file_of_its_own(data):
    close(data, 2023)
    close(data)
    close(data)
    assert sorted(path.name for path in (data / "closed").iterdir()) == ["2023.zip", "2024-2.zip", "2024.zip"]
    assert [row["year"] for row in read_rows(data)] == ["2023", "2024", "2024"]
    assert check(data).returncode == 0


def test_new_files_have_the_mode_of_the_journal(data):
    (data / "results.csv").chmod(0o660)
    data.chmod(0o770)
    close(data)
    assert stat.S_IMODE((data / "closings.csv").stat().st_mode) == 0o660
    assert stat.S_IMODE((data / "closed" / "2024.zip").stat().st_mode) == 0o660
    assert stat.S_IMODE((data / "closed").stat().st_mode) == 0o770


def test_a_picture_of_the_letterhead_is_kept(data):
    picture = (DATA.parent / "docs" / "pictures" / "page.png").read_bytes()
    (data / "logo.png").write_bytes(picture)
    (data / "report.toml").write_text('[letterhead.party]\nlogo = "./logo.png"\n', encoding="utf-8")
    close(data)
    with zipfile.ZipFile(data / "closed" / "2024.zip") as archive:
        assert archive.read("logo.png") == picture


# What it asks and refuses.


def test_a_dry_run_and_a_closing_that_nobody_confirms_write_nothing(data):
    before = list_files(data)
    dry = tracker(data, "close", 2024, "--dry-run")
    assert dry.returncode == 0
    assert dry.stdout.startswith("Would be closed, nothing was written: all years up to 2024, 7 rows of results")
    refused = tracker(data, "close", 2024)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "a closing must be confirmed" in refused.stderr
    early = tracker(data, "close", 2025)
    assert (early.returncode, early.stdout) == (2, "")
    assert "the year 2025 has not ended" in early.stderr
    assert list_files(data) == before
    close(data, 2025)


REFUSED = {
    "a year before the term": (lambda _: None, 2020, 2, "2020 is not a year of the term 2021–2025"),
    "a torn row": (lambda path: append(path / "results.csv", b'jobs,2024,1,,"fin'), 2024, 3, "results.csv:10: the last line is cut off"),
    "an error in the journal": (lambda path: append(path / "results.csv", b"nobody,2024,1,,final,,,2025-01-01,\n"), 2024, 3, "nobody"),
    "an error in the letterhead": (lambda path: (path / "report.toml").write_text("[letterhed]\n"), 2024, 3, "letterhed"),
    "a closing cut off": (lambda path: (path / "closings.csv").write_text(CLOSINGS + "2024,2025-"), 2024, 3, "closings.csv: the last line is cut off"),
    "a damaged closing": (lambda path: (path / "closings.csv").write_text(CLOSINGS + "2024,2025-\n"), 2024, 3, "closings.csv:2: is not as tracker close"),
}  # fmt: skip
CLOSINGS = (
    "year,closed_at,closed_by,source,note,rows_results,sha256_results,rows_decisions,sha256_decisions,sha256_zip\n"
)


def append(path: Path, data: bytes) -> None:
    path.write_bytes(path.read_bytes() + data)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_closed_is_refused_and_nothing_is_written(data, name):
    spoil, year, code, said = REFUSED[name]
    spoil(data)
    before = list_files(data)
    done = tracker(data, "close", year, "--yes")
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert list_files(data) == before


def test_a_picture_that_only_this_computer_finds_is_refused(data):
    (data / "logo.png").write_bytes((DATA.parent / "docs" / "pictures" / "page.png").read_bytes())
    text = f'[letterhead]\nlogo = "{(data / "logo.png").as_posix()}"\n'
    (data / "report.toml").write_text(text, encoding="utf-8")
    done = tracker(data, "close", 2024, "--yes")
    assert done.returncode == 3
    assert "names a picture by its whole path" in done.stderr
    assert not (data / "closings.csv").exists()


def test_a_closing_that_was_cut_off_is_moved_away(data):
    close(data)
    whole = (data / "closings.csv").read_bytes()
    (data / "closings.csv").write_bytes(whole[:-30])
    found = tracker(data, "check", "--fail-on", "error")
    assert found.returncode == 1
    assert "closings.csv: error: [last-line]" in found.stdout
    assert "2024.zip: error: [closed-files] no row" in found.stdout
    repaired = tracker(data, "check", "--repair", "--only", "last-line")
    assert repaired.returncode == 0, repaired.stdout
    assert "closings.csv.torn" in repaired.stderr
    assert (data / "closings.csv").read_bytes() == CLOSINGS.encode()
    assert (data / "closings.csv.torn").read_bytes() == whole[len(CLOSINGS) : -30] + b"\n"
    close(data)
    assert check(data).returncode == 0


# Reading it again.


def make_outputs(path: Path, out: Path, *options: str, now: datetime) -> dict[str, bytes]:
    """Everything that the program says about a folder, by command and format."""
    found = {}
    for words in (["status"], ["review"], ["show", "jobs"], ["show", "roads"]):
        for form in ("csv", "json", "md", "table"):
            done = tracker(path, *words, "--format", form, *options, now=now)
            assert done.returncode == 0, done.stderr
            found[f"{' '.join(words)} {form}"] = done.stdout.encode()
    out.mkdir()
    for form in FORMATS:
        done = tracker(path, "report", "-o", out / f"x.{form}", "--letterhead", "party", *options, now=now)
        assert done.returncode == 0, done.stderr
        found[form] = (out / f"x.{form}").read_bytes()
    return found


def test_years_later_the_zip_gives_the_bytes_of_the_day(data, tmp_path):
    """The report was made, then the year was closed; later everything changes but the zip."""
    (data / "report.toml").write_text('[letterhead.party]\nbody = "Tỉnh ủy A"\nlogo = "logo.png"\n', encoding="utf-8")
    (data / "logo.png").write_bytes((DATA.parent / "docs" / "pictures" / "page.png").read_bytes())
    before = make_outputs(data, tmp_path / "before", now=CLOSED_ON - timedelta(hours=1))
    close(data)
    assert (
        tracker(data, "add-result", "jobs", 2024, 134, "--revise", "--reopen", "--note", "R", now=LATER).returncode == 0
    )
    assert tracker(data, "add-result", "jobs", 2025, 151, "--yes", now=LATER).returncode == 0
    (data / "targets.toml").write_text(TARGETS.replace("150", "160").replace("Jobs", "Posts"), encoding="utf-8")
    close(data, 2025, now=LATER)
    (data / "logo.png").unlink()
    (data / "report.toml").unlink()
    after = make_outputs(data / "closed" / "2024.zip", tmp_path / "after", now=LATER + timedelta(days=400))
    assert after == before
    assert after != make_outputs(data, tmp_path / "other", now=LATER)


def test_the_closing_of_an_older_year_is_that_year(data):
    close(data, 2022)
    text = tracker(data, "status", "--year", 2022, "--format", "md").stdout
    closed = data / "closed" / "2022.zip"
    assert tracker(closed, "status", "--format", "md", now=LATER).stdout == text
    asked = tracker(closed, "status", "--format", "md", "--as-of", "2022-12-31", now=LATER).stdout
    assert asked == tracker(data, "status", "--format", "md", "--as-of", "2022-12-31").stdout


def test_a_zip_shows_the_state_before_its_own_closing(data):
    """What was marked before the second closing is marked in its zip; what was not is not."""
    close(data)
    tracker(data, "add-result", "jobs", 2023, 128, "--revise", "--reopen", "--note", "R", "--yes")
    before = tracker(data, "status").stdout
    assert "after_closing" in before
    close(data)
    assert "after_closing" not in tracker(data, "status").stdout
    assert tracker(data / "closed" / "2024-2.zip", "status").stdout == before


def test_a_closing_changes_no_report(data, tmp_path):
    before = make_outputs(data, tmp_path / "before", now=CLOSED_ON)
    close(data)
    assert make_outputs(data, tmp_path / "after", now=CLOSED_ON) == before
    assert "the years up to 2024 were closed on 2025-03-01" in tracker(data, "show", "jobs", "--format", "table").stderr
    assert "Báo cáo 123-BC/TU" in tracker(data, "log", "--format", "table").stderr


# What is recorded later.

RECORDINGS: dict[str, tuple[list[object], str]] = {
    "a revision": (["add-result", "jobs", 2024, 134, "--revise", "--yes"], "jobs,2024,134"),
    "a new result": (["add-result", "roads", 2024, 12, "--yes"], "roads,2024,12"),
    "a result of the baseline year": (["add-result", "roads", 2020, 8, "--yes"], "roads,2020,8"),
    "a part of a year": (["add-result", "roads", "2024-06", 6, "--yes"], "roads,2024-06,6"),
    "a withdrawal": (["add-result", "jobs", 2024, "--status", "withdrawn"], "jobs,2024,,,withdrawn"),
    "an import": (["import", "sheet.csv", "--yes"], "roads,2024,13"),
    "an undo": (["undo", "--yes"], "jobs,2024,,,withdrawn"),
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_closed_year_is_recorded_only_with_a_reason_and_is_marked(data, name):
    (data.parent / "sheet.csv").write_text("indicator,period,value\nroads,2024,13\nroads,2025,14\n", encoding="utf-8")
    close(data)
    before = list_files(data)
    arguments, row = RECORDINGS[name]
    for more, said in (([], "to record it all the same add --reopen"), (["--reopen"], "--reopen needs the reason")):
        done = tracker(data, *arguments, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert 'the years up to 2024 were closed on 2025-03-01 ("Báo cáo 123-BC/TU")' in done.stderr
        assert list_files(data) == before
    done = tracker(data, *arguments, "--reopen", "--note", "kiểm đếm lại")
    assert done.returncode == 0, done.stderr
    added = (data / "results.csv").read_text(encoding="utf-8")[len(before["results.csv"].decode()) :]
    assert added.startswith(row)
    assert "kiểm đếm lại" in added
    flags = {row["indicator"]: row["flags"] for row in csv.DictReader(io.StringIO(tracker(data, "status").stdout))}
    assert [name for name in flags if "after_closing" in flags[name]] == [row.split(",")[0]]
    found = check(data)
    assert found.returncode == 1
    assert set(re.findall(r"\[([a-z-]+)\]", found.stdout)) == {"after-closing"}
    close(data)
    assert check(data).returncode == 0


def test_an_open_year_needs_no_reason_and_a_row_that_changes_nothing_neither(data):
    close(data, 2023)
    assert tracker(data, "add-result", "roads", 2024, 12, "--yes").returncode == 0
    same = tracker(data, "add-result", "jobs", 2023, 127)
    assert (same.returncode, "Unchanged" in same.stdout) == (0, True)
    assert tracker(data, "undo", "--yes").returncode == 0
    assert check(data).returncode == 0


def test_the_undo_of_a_reopened_year_is_a_row_with_a_reason(data):
    close(data)
    tracker(data, "add-result", "jobs", 2024, 134, "--revise", "--reopen", "--note", "R", "--yes")
    done = tracker(data, "undo", "--yes", "--reopen", "--note", "nhầm")
    assert done.returncode == 0, done.stderr
    assert (
        (data / "results.csv").read_text(encoding="utf-8").splitlines()[-1].startswith("jobs,2024,133,,final,S,nhầm,")
    )
    again = tracker(data, "undo", "--yes", "--reopen", "--note", "không nhầm")
    assert again.returncode == 0, again.stderr
    assert ",134," in tracker(data, "show", "jobs", "--format", "csv").stdout.replace("2024,134", ",134,")


@pytest.mark.parametrize(
    ("module", "arguments"),
    [(recording, RECORDINGS["a revision"][0]), (import_, RECORDINGS["an import"][0]), (undo, ["undo", "--yes"])],
    ids=["add-result", "import", "undo"],
)
def test_a_year_that_is_closed_meanwhile_is_noticed_under_the_lock(data, monkeypatch, module, arguments):
    (data.parent / "sheet.csv").write_text("indicator,period,value\nroads,2024,13\n", encoding="utf-8")
    rows = (data / "results.csv").read_bytes()
    commit = module.commit_rows

    def close_first(*arguments: object) -> object:
        close(data)
        return commit(*arguments)

    monkeypatch.setattr(module, "commit_rows", close_first)
    done = tracker(data, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "were closed on" in done.stderr
    assert (data / "results.csv").read_bytes() == rows


def test_a_closing_of_a_later_day_says_nothing_about_an_earlier_one(data):
    append(data / "results.csv", b"jobs,2022,120,,final,S,R,2025-02-02T09:00:00+07:00,lan\n")
    earlier = tracker(data, "status", "--as-of", "2025-02-10").stdout
    close(data, 2022)
    append(data / "results.csv", b"jobs,2022,121,,final,S,R,2025-02-03T09:00:00+07:00,lan\n")
    assert "after_closing" not in tracker(data, "status", "--as-of", "2025-02-10").stdout
    assert "after_closing" not in earlier
    assert "after_closing" in tracker(data, "status", "--as-of", "2025-03-01").stdout


# What check proves.


def test_targets_that_say_something_else_are_named_key_by_key(data):
    close(data, 2023)
    text = TARGETS.replace("at_least = 150", "at_least = 140, year = 2024").replace("2023 = 125", "2023 = 120")
    text = text.replace("target.at_least = 140, year = 2024", "target = { at_least = 140, year = 2024 }")
    text = text.replace("baseline = 100", "baseline = 90").replace("2025 = 140", "2025 = 150")
    text = text.replace('unit = "km"', 'unit = "m"').replace('measure = "total"', 'measure = "mean"')
    (data / "targets.toml").write_text(text, encoding="utf-8")
    found = check(data).stdout
    keys = re.findall(r"\[closed-targets\] ([a-z]+): ([a-z0-9.]+): was (.+) when 2023 .* is (.+)$", found, re.MULTILINE)
    assert keys == [
        ("jobs", "target", "at_least = 150", "at_least = 140, year = 2024"), ("jobs", "baseline", "100 (2020)", "90 (2020)"),
        ("jobs", "plan.2023", "125", "120"), ("roads", "measure", "total", "mean"), ("roads", "unit", "km", "m"),
    ]  # fmt: skip


def test_indicators_that_came_or_went_are_named(data):
    close(data)
    (data / "targets.toml").write_text(TARGETS + '[[indicator]]\nid = "new"\nname = "N"\nmeasure = "mean"\n')
    assert "[closed-targets] new: the indicator was not there when 2024 was closed" in check(data).stdout


def test_other_names_of_columns_are_named(data):
    close(data)
    text = (data / "results.csv").read_text(encoding="utf-8")
    (data / "results.csv").write_text(text.replace("source,note", "note,source", 1), encoding="utf-8")
    assert "results.csv:1: error: [closed-rows] the names of the columns" in check(data).stdout


def test_columns_may_be_added_and_the_last_line_break_may_be_missing(data):
    (data / "results.csv").write_bytes((data / "results.csv").read_bytes().rstrip(b"\n"))
    close(data)
    assert check(data).returncode == 0
    assert tracker(data, "add-result", "roads", 2025, 12, "--yes", now=LATER).returncode == 0
    assert check(data).returncode == 0


def change_byte(path: Path, at: int, by: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] = (data[at] + by) % 256
    path.write_bytes(data)


def test_each_of_a_thousand_changed_bytes_is_found(data):
    """One byte of the closed rows, of a zip or of the list of closings."""
    close(data, 2023)
    tracker(data, "add-result", "roads", 2024, 12, "--yes")
    close(data)
    tracker(data, "add-result", "roads", 2025, 13, "--yes", now=LATER)
    assert check(data).returncode == 0
    whole, chance = list_files(data), random.Random(2024)
    start = whole["results.csv"].index(b"\n") + 1
    spans = {
        "results.csv": range(start, whole["results.csv"].index(b"roads,2025")),
        "closed/2023.zip": range(len(whole["closed/2023.zip"])),
        "closed/2024.zip": range(len(whole["closed/2024.zip"])),
        "closings.csv": [at for at, byte in enumerate(whole["closings.csv"]) if byte not in b"\r\n"],
    }
    missed = []
    for _ in range(1000):
        name = chance.choice(list(spans))
        at, by = chance.choice(spans[name]), chance.randrange(1, 256)
        change_byte(data / name, at, by)
        done = check(data, "closed-rows,closed-files,last-line")
        if done.returncode not in (1, 3) or name.rpartition("/")[2] not in done.stdout or "Traceback" in done.stderr:
            missed.append((name, at, by, done))
        (data / name).write_bytes(whole[name])
    assert missed == []


TAMPERING: dict[str, Callable[[Path], object]] = {
    "a row removed": lambda path: remove_line(path / "results.csv", 2),
    "the last closed row removed": lambda path: remove_line(path / "results.csv", -1),
    "a row put in": lambda path: put_in(path / "results.csv", b"jobs,2021,1,,final,S,,2022-03-01T09:00:00+07:00,lan\n"),
    "the rows sorted": lambda path: sort_lines(path / "results.csv"),
    "the zip removed": lambda path: (path / "closed" / "2024.zip").unlink(),
    "the zip of another year": lambda path: shutil.copy(path / "closed" / "2023.zip", path / "closed" / "2024.zip"),
    "the zip packed anew": lambda path: pack_anew(path / "closed" / "2024.zip"),
    "the list removed": lambda path: (path / "closings.csv").unlink(),
    "a closing removed": lambda path: remove_line(path / "closings.csv", -1),
    "the first closing removed": lambda path: remove_line(path / "closings.csv", 1),
    "the folder of zips removed": lambda path: shutil.rmtree(path / "closed"),
}


def remove_line(path: Path, index: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[index]
    path.write_bytes(b"".join(lines))


def put_in(path: Path, line: bytes) -> None:
    first, _, rest = path.read_bytes().partition(b"\n")
    path.write_bytes(first + b"\n" + line + rest)


def sort_lines(path: Path) -> None:
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b"".join(sorted(rest, reverse=True)))


def pack_anew(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("name", TAMPERING)
def test_what_was_tampered_with_is_found(data, name):
    close(data, 2023)
    close(data)
    assert check(data).returncode == 0
    TAMPERING[name](data)
    done = check(data)
    assert done.returncode in (1, 3), done.stdout
    assert re.search(r"\[(closed-rows|closed-files|syntax)\]", done.stdout)


def test_a_list_that_was_taken_out_of_its_zip_lacks_a_hash(data):
    close(data)
    with zipfile.ZipFile(data / "closed" / "2024.zip") as archive:
        (data / "closings.csv").write_bytes(archive.read("closings.csv"))
    done = check(data)
    assert done.returncode == 1
    assert "closings.csv:2: error: [closed-files] sha256_zip: this row has no SHA-256 of its zip file" in done.stdout


def test_the_latest_closing_of_a_year_says_what_is_closed(data):
    """An older year that is closed again later takes its later rows; those of the other years stay marked."""
    close(data)
    for year in (2021, 2024):
        tracker(data, "add-result", "jobs", year, year - 1900, "--revise", "--reopen", "--note", "R", "--yes")
    marked = re.compile(r"recorded for (20[0-9]{2}) after that year was closed on (2025-03-0[0-9])")
    assert marked.findall(check(data).stdout) == [("2021", "2025-03-01"), ("2024", "2025-03-01")]
    close(data, 2022, now=CLOSED_ON + timedelta(days=1))
    assert marked.findall(check(data).stdout) == [("2024", "2025-03-01")]
    tracker(data, "add-result", "jobs", 2022, 120, "--revise", "--reopen", "--note", "R", "--yes")
    assert marked.findall(check(data).stdout) == [("2024", "2025-03-01"), ("2022", "2025-03-02")]


def test_a_closed_year_proves_itself(data, tmp_path):
    close(data)
    assert check(data / "closed" / "2024.zip").returncode == 0
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(data / "closed" / "2024.zip") as archive, zipfile.ZipFile(changed, "w") as other:
        for name in archive.namelist():
            other.writestr(name, archive.read(name).replace(b"2021,108", b"2021,109"))
    done = check(changed)
    assert done.returncode == 1
    assert "[closed-rows]" in done.stdout


CELL = st.one_of(st.text(st.sampled_from('ab,"\n\r ế'), max_size=6), st.sampled_from(["", "S", "a, b", 'a "b"']))


@draw_settings(300)
@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8),
    more=st.lists(st.tuples(CELL, CELL), max_size=4),
    end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    has_end=st.booleans(),
)
def test_closed_rows_are_those_that_the_journal_has(rows, more, end, bom, has_end):
    """Whatever stands in the cells: as many rows, on the same lines, and the same hash after more was recorded."""

    def write(texts: list[tuple[str, str]]) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        for source, note in texts:
            writer.writerow(["a", "2021", "1", "", "final", source, note, "2022-01-01", "lan"])
        return out.getvalue() if end == "\r\n" else re.sub(r"lan\r\n", "lan\n", out.getvalue())

    header = ("\ufeff" if bom else "") + HEADER.rstrip("\n") + end
    text = header + write(rows)
    closed = (text if has_end else text.removesuffix(end)).encode()
    later = (text + write(more)).encode()
    digest = count_rows(io.BytesIO(closed))
    assert digest.rows == len(rows)
    assert digest_first_rows(io.BytesIO(later), [len(rows)]) == {len(rows): digest.sha256}
    every = [row.line for row in read_journal(io.BytesIO(later), "", history=ALL_INDICATORS).results["a"]]
    [last] = find_last_lines(io.BytesIO(later), [len(rows)]).values()
    assert find_last_lines(io.BytesIO(closed), [0, 99]) == {0: 1, 99: len(closed.splitlines())}
    assert [line for line in every if line <= last] == every[: len(rows)]


# Kills, crowds, and disks that refuse.

KILL_IN = """
import os, sys
count, calls = int(sys.argv[1]), 0
def wrap(name):
    real = getattr(os, name)
    def call(*arguments, **settings):
        global calls
        calls += 1
        if calls == count:
            os._exit(99)
        return real(*arguments, **settings)
    setattr(os, name, call)
from tracker.cli.main import main
for name in ("open", "write", "fsync", "replace", "mkdir", "unlink", "ftruncate", "chmod", "fchmod"):
    wrap(name)
code = main(sys.argv[2:])
sys.exit(code)
"""


CLOSE = ["close", "2024", "--yes", "--data"]


def run_killed(path: Path, calls: int) -> int:
    """Close the year in a process that ends at its call number `calls` to the system; return its exit code."""
    command = [sys.executable, "-c", KILL_IN, str(calls), *CLOSE, str(path)]
    return subprocess.run(command, env=settings(), capture_output=True, timeout=60, check=False).returncode


def expect_whole_state(path: Path, original: dict[str, bytes], known: int) -> int:
    """Nothing of the folder is changed, and there is nothing, a zip without a row, or a closing; return how many."""
    files = list_files(path)
    assert {name: files[name] for name in original} == original
    closings = load_closings(Folder(str(path))).rows
    assert len(closings) - known in (0, 1)
    found = check(path)
    if found.returncode:
        assert re.findall(r"\[([a-z-]+)\] (.*)", found.stdout) == [
            ("closed-files", "no row of closings.csv names this file")
        ]
    assert tracker(path, "status").returncode == 0
    return len(closings)


def test_a_kill_between_any_two_calls_leaves_nothing_or_a_zip_or_all(data, tmp_path):
    original = list_files(data)
    states = set()
    for calls in range(1, 60):
        path = shutil.copytree(data, tmp_path / f"killed-{calls}")
        code = run_killed(path, calls)
        known = expect_whole_state(path, original, 0)
        has_zip = (path / "closed" / "2024.zip").exists()
        states.add((has_zip, known))
        if known:  # the row is there: it is a closing
            assert check(path).returncode == 0
        close(path)
        assert check(path).returncode == 0
        left = {name for name in list_files(path) if name.endswith(".new")}
        assert left == set()
        if code == 0:
            break
    else:
        pytest.fail("the closing never came to its end")
    assert states == {(False, 0), (True, 0), (True, 1)}


def test_a_kill_at_a_random_moment_leaves_nothing_or_a_zip_or_all(data):
    original, known, chance = list_files(data), 0, random.Random(7)
    times = 200 if TORTURE else 6
    for _ in range(times):
        words = [*PROGRAM, "close", "2024", "--yes", "--data", str(data)]
        process = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        known = expect_whole_state(data, original, known)
    close(data)
    assert check(data).returncode == 0
    print(f"closing: killed {times} times at random; {known} closings are there, all whole")


REFUSALS = (
    "a file of the folder changed meanwhile",
    "the journal changed meanwhile",
    "were closed on",
    "another program is recording in this folder",
)
"""What may be said to one of a crowd: each of these leaves nothing behind."""


def test_a_crowd_that_records_and_closes_loses_nothing(data):
    """Each acknowledged recording is there once; none of the closed year stands behind the closing without a mark."""
    commands = [
        ["close", "2024", "--yes"] if number % 4 == 0
        else ["add-result", "roads", f"{2025 - number % 2}-{number + 1:02d}", "5", "--yes"]
        for number in range(10)
    ]  # fmt: skip
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    processes = [
        subprocess.Popen([*PROGRAM, *words, "--data", str(data)], env=environment(), **pipes) for words in commands
    ]
    told = [process.communicate(timeout=120)[1] for process in processes]
    done = [words for words, process in zip(commands, processes, strict=True) if process.returncode == 0]
    said = ("a file of the folder changed meanwhile", "the years up to 2024 were closed")
    assert all(not text or any(each in text for each in said) for text in told), told
    closed = [words for words in done if words[0] == "close"]
    assert len(read_rows(data) if closed else []) == len(closed)
    assert (data / "closings.csv").exists() == bool(closed)
    register = load_register(Folder(str(data)), history=ALL_INDICATORS)
    found = sorted(str(row.period) for row in register.results["roads"] if row.period.month)
    assert found == sorted(words[2] for words in done if words[0] == "add-result")
    assert check(data, f"{CLOSING_CHECKS},last-line,duplicate-rows").returncode == 0


def test_a_crowd_that_records_decides_and_closes_loses_nothing(data):
    """Each closing covers a whole number of recordings, and each acknowledged recording is there once."""
    processes = []
    crowd = 48 if TORTURE else 6
    for number in range(crowd):
        words = (
            ["close", "2024", "--yes"]
            if number % 3 == 0
            else ["add-result", "roads", f"{2021 + number // 11}-{number % 11 + 1:02d}", "5", "--yes"]
            if number % 3 == 1
            else ["decide", "roads", "2025", "55", "--decided", f"2025-02-{number // 3 + 1:02d}", "--yes"]
        )
        command = [*PROGRAM, *words, "--data", str(data)]
        processes.append((words, subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")))  # fmt: skip
    done = [(words, *process.communicate(timeout=60), process.returncode) for words, process in processes]
    closed, results, decisions = (
        [item for item in done if item[0][0] == command and item[3] == 0]
        for command in ("close", "add-result", "decide")
    )
    refused = [item for item in done if item[3]]
    assert all(any(said in item[2] for said in REFUSALS) for item in refused), refused
    assert len(read_rows(data)) == len(closed) if closed else not (data / "closings.csv").exists()
    register = load_register(Folder(str(data)), history=ALL_INDICATORS)
    assert len([row for row in register.results["roads"] if row.period.month]) == len(results)
    assert len(register.decisions.get("roads", ())) == len(decisions)
    assert check(data, "closed-rows,closed-files,last-line,duplicate-rows").returncode == 0
    print(
        f"closing: {len(closed)} closings, {len(results)} results, {len(decisions)} decisions, {len(refused)} refused"
    )


def test_a_full_disk_closes_nothing(data, monkeypatch):
    from tracker.recording import closing

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    before = list_files(data)
    for name in ("append_rows", "sync_folder"):
        with monkeypatch.context() as patch:
            patch.setattr(closing, name, refuse)
            done = tracker(data, "close", 2024, "--yes")
        assert (done.returncode, done.stdout) == (3, "")
        assert "the disk is full" in done.stderr
        files = list_files(data)
        assert {name: files[name] for name in before} == before
        assert load_closings(Folder(str(data))).rows == ()
    close(data)
    assert check(data).returncode == 0


@pytest.mark.parametrize("name", ["closings.csv", "closed/2024.zip", "results.csv"])
def test_no_output_replaces_a_file_of_a_closing(data, name):
    close(data)
    before = list_files(data)
    for words in (["status", "--format", "csv", "-o", data / name], ["form", "--year", 2025, "-o", data / name]):
        assert tracker(data, *words).returncode == 2
    assert list_files(data) == before


@draw_settings(300)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=80).map(lambda text: CLOSINGS.encode() + text),
        st.text(st.sampled_from('2024,"\n\r-:T+af0'), max_size=120).map(lambda text: (CLOSINGS + text).encode()),
    )
)
def test_any_list_of_closings_is_read_or_ends_in_a_sentence(content):
    problems = ProblemList()
    found = read_closings(content, "closings.csv", problems)
    if found.torn_start is not None:
        assert read_closings(content[: found.torn_start], "closings.csv", ProblemList()) == ClosingList(found.rows)
    assert all(problem.location.file == "closings.csv" and problem.hint for problem in problems)


@pytest.mark.parametrize("size", [*range(1, 240, 9), 213, 218, 470, 471, 473, 480])
def test_a_list_that_is_cut_off_anywhere_is_repaired(data, size):
    """Also within a letter, or within a note of several lines."""
    done = tracker(data, "close", 2023, "--yes", "--note", 'một\n"hai", ba')
    assert done.returncode == 0
    close(data)
    whole = (data / "closings.csv").read_bytes()
    (data / "closings.csv").write_bytes(whole[:-size])
    assert tracker(data, "check", "--repair", "--only", "last-line").returncode in (0, 1)
    left = (data / "closings.csv").read_bytes()
    assert whole.startswith(left)
    assert check(data, "closed-files").returncode == (0 if left == whole.rstrip(b"\n") else 1)
    assert tracker(data, "close", 2024, "--yes").returncode == 0


# What changes while a year is being closed, and what else may stand in the files.


def test_a_file_that_changes_before_the_lock_is_taken_stops_the_closing(data, monkeypatch):
    commit = close_command.commit_closing

    def record_first(*arguments: object) -> object:
        append(data / "results.csv", b"roads,2025,5,,final,S,,2025-03-01T09:00:00+07:00,lan\n")
        return commit(*arguments)

    monkeypatch.setattr(close_command, "commit_closing", record_first)
    done = tracker(data, "close", 2024, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "a file of the folder changed meanwhile; nothing was closed" in done.stderr
    assert sorted(path.name for path in data.iterdir()) == ["results.csv", "targets.toml"]


def test_a_file_that_is_edited_while_it_is_packed_stops_the_closing(data, monkeypatch):
    pack = closing._pack_files

    def edit_after(*arguments: object) -> None:
        pack(*arguments)
        (data / "targets.toml").write_text(TARGETS.replace("Roads built", "Roads"), encoding="utf-8")

    monkeypatch.setattr(closing, "_pack_files", edit_after)
    done = tracker(data, "close", 2024, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "a file of the folder changed meanwhile" in done.stderr
    assert list((data / "closed").iterdir()) == []
    assert not (data / "closings.csv").exists()


def test_an_undo_that_would_restore_a_forecast_says_what_to_do(data):
    append(data / "results.csv", b"roads,2024,15,,forecast,S,,2025-02-01T09:00:00+07:00,lan\n")
    append(data / "results.csv", b"roads,2024,12,,final,S,,2025-02-02T09:00:00+07:00,lan\n")
    done = tracker(data, "close", 2024, "--yes")
    assert done.returncode == 0
    refused = tracker(data, "undo", "--yes", "--reopen", "--note", "R")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "the undo would restore a forecast for roads 2024" in refused.stderr
    assert "the years up to 2024 were closed on 2025-03-01\n" in tracker(data, "undo", "--yes").stderr


def test_every_kind_of_target_is_named_as_the_file_writes_it(data):
    before = """
[[indicator]]
id = "growth"
name = "G"
unit = "%"
measure = "growth_rate"
target.between = [6.5, 7]
limits = { low = -50, high = 50 }
method = { name = "compound" }

[[indicator]]
id = "trend"
name = "T"
measure = "mean"
direction = "increase"

[[indicator]]
id = "city"
name = "C"
measure = "milestone"
target = "yes"
plan = { 2024 = "yes" }
"""
    after = before.replace("between = [6.5, 7]", "at_most = 7").replace("-50", "-40").replace("compound", "linear")
    after = after.replace('2024 = "yes"', '2023 = "yes"').replace('direction = "increase"\n', "")
    (data / "targets.toml").write_text(TARGETS + before, encoding="utf-8")
    close(data, 2023)
    (data / "targets.toml").write_text(
        TARGETS.replace("last_year = 2025", "last_year = 2026") + after, encoding="utf-8"
    )
    named = re.findall(r"\[closed-targets\] (.*): was (.*) when 2023 .* is (.*)$", check(data).stdout, re.MULTILINE)
    assert named == [
        ("term.last_year", "2025", "2026"), ("growth: target", "between = [6.5, 7]", "at_most = 7"),
        ("growth: limits", "-50 50", "-40 50"), ("growth: method", "compound", "linear"),
        ("trend: direction", "increase", "–"), ("city: plan.2023", "–", "yes"),
    ]  # fmt: skip


def test_an_indicator_that_was_removed_is_named(data):
    (data / "targets.toml").write_text(TARGETS + '[[indicator]]\nid = "old"\nname = "O"\nmeasure = "mean"\n')
    close(data)
    (data / "targets.toml").write_text(TARGETS, encoding="utf-8")
    assert "[closed-targets] old: the indicator was there when 2024 was closed on 2025-03-01" in check(data).stdout


def test_a_dry_run_at_a_terminal_speaks_the_language_of_the_reader(data):
    shown = run_at_terminal("close", "2024", "--data", str(data), "--dry-run", TRACKER_LANG="vi")
    assert "Sẽ được khóa sổ, chưa ghi gì: mọi năm đến hết 2024, 7 dòng kết quả và 0 dòng quyết định" in shown
    assert not (data / "closings.csv").exists()


OWN_CALLS = ["open", "write", "read", "fsync", "replace", "rename", "mkdir", "unlink", "ftruncate", "lstat", "stat"]


@pytest.mark.parametrize("call", OWN_CALLS)
def test_a_fault_at_every_call_closes_or_leaves_everything(data, tmp_path, monkeypatch, call):
    """The n-th call of the closing to the system fails, for each n."""
    from tracker.recording import closing

    original, faults = list_files(data), 0
    for last in range(1, 400):
        path = shutil.copytree(data, tmp_path / f"{call}-{last}")
        failing = Nth(call, last)
        real = closing.commit_closing

        def commit(*arguments: object, failing: Nth = failing, real: Callable = real) -> object:
            with monkeypatch.context() as patch:
                patch.setattr(os, call, failing)
                return real(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr("tracker.cli.close.commit_closing", commit)
            done = tracker(path, *CLOSE[:3])
        faults += expect_closed_or_as_before(path, original, done)
        if failing.count < last:
            break
    else:
        pytest.fail("the fault never ends")
    assert faults or call in ("ftruncate", "stat", "replace")


def expect_closed_or_as_before(path: Path, original: dict[str, bytes], done: Done) -> bool:
    """A closing that failed says so and is none; the next one is whole. Return whether it failed."""
    known = expect_whole_state(path, original, 0)
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert known == (0 if done.returncode else 1)
    assert not (done.returncode and done.stdout)
    close(path)
    assert check(path).returncode == 0
    assert not {name for name in list_files(path) if name.endswith((".new", ".lock"))}
    return bool(done.returncode)


def traced_close(path: Path, inject: str, log: str = os.devnull) -> Done:
    """Close the year under strace, with a fault in those calls that touch a file of the folder."""
    names = ["targets.toml", "closed", "closed/2024.zip", "closed/.2024.zip.new", ".closings.csv.new"]
    for journal in ("results.csv", "decisions.csv", "closings.csv"):
        names += [journal, f".{journal}.lock"]
    return trace([*PROGRAM, *CLOSE, path], [path, *(path / name for name in names)], inject, log)


@pytest.fixture
def decided(data) -> Path:
    """A folder with decisions too."""
    done = tracker(data, "decide", "roads", "2024", "12", "--decided", "2024-02-01", "--yes")
    assert done.returncode == 0, done.stderr
    return data


@strace
def test_a_closing_is_killed_at_every_system_call(decided, tmp_path):
    original, log = list_files(decided), tmp_path / "trace"
    assert traced_close(shutil.copytree(decided, tmp_path / "c"), "trace=all", str(log)).returncode == 0
    calls, states = count_calls(log), set()
    for call, number in iter_calls(calls):
        path = shutil.copytree(decided, tmp_path / "d")
        done = traced_close(path, f"inject={call}:signal=KILL:when={number}")
        assert done.returncode == -signal.SIGKILL, f"{call} {number}: {done.stderr}"
        states.add(((path / "closed" / "2024.zip").exists(), expect_whole_state(path, original, 0)))
        close(path)
        assert check(path).returncode == 0
        assert not {name for name in list_files(path) if name.endswith((".new", ".lock"))}
        shutil.rmtree(path)
    assert states == {(False, 0), (True, 0), (True, 1)}
    print(f"closing: killed at {calls.total()} system calls of {len(calls)} kinds")


@strace
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_every_system_call_of_a_closing_fails(decided, tmp_path, fault):
    original, log = list_files(decided), tmp_path / "trace"
    traced_close(shutil.copytree(decided, tmp_path / "c"), "trace=all", str(log))
    calls, faults = count_calls(log), 0
    for call in ("close", "newfstatat", "lstat", "stat", "ioctl"):  # these do not fail, or are of the interpreter
        del calls[call]
    for call, number in iter_calls(calls):
        path = shutil.copytree(decided, tmp_path / "d")
        done = traced_close(path, f"inject={call}:error={fault}:when={number}")
        faults += expect_closed_or_as_before(path, original, done)
        shutil.rmtree(path)
    assert faults
    print(f"closing: {calls.total()} system calls failed with {fault}; {faults} of them prevented the closing")


def test_a_folder_without_closings_is_read_as_before(run, tmp_path):
    """Nothing of the closings is loaded at start-up, and the outputs have no trace of them."""
    for name in INPUTS:
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    before = run("status", "--data", tmp_path).stdout
    (tmp_path / "closed").mkdir()
    assert run("status", "--data", tmp_path).stdout == before
