"""`tracker log` and `tracker undo` as a user meets them: what they show, ask, refuse and write."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal

import pytest

from support.folders import DATA, GOLDEN
from support.memory import measure_memory
from support.process import environment, run_at_terminal
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.batches import LogFilter, filter_recordings, list_recordings
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Indicator, Period, Result
from tracker.views import OutputStyle, log
from tracker.views.json import to_json

COLUMNS = (
    "number,recorded_at,recorded_by,rows,undo_of,indicator,period,value,qualifier,status,source,note,"
    "revises_value,revises_qualifier,revises_status,kind,decided_on,area,parts"
)
OUTPUTS = {
    "log.csv": ("csv", "en"),
    "log.json": ("json", "en"),
    "log.vi.md": ("md", "vi"),
    "log.en.txt": ("table", "en"),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_golden(name):
    register = load_register(Folder(str(GOLDEN / "log")), history=ALL_INDICATORS)
    style, language = OutputStyle(OUTPUTS[name][0]), Language(OUTPUTS[name][1])
    indicators = {indicator.id: indicator for indicator in register.indicators}
    recordings = filter_recordings(list_recordings(register.results), LogFilter())
    found = "".join(log.render(recordings, indicators, language, style))
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8", newline="")
    assert found == path.read_text(encoding="utf-8")


def test_the_columns_are_a_contract():
    assert ",".join(log.COLUMNS) == COLUMNS


@pytest.fixture
def two(run, example):
    """The shipped data, and two recordings of today."""
    run("add-result", "poor-households", "2024", "0,95", "--data", example)
    run("add-result", "poor-households", "2024", "0,90", "--revise", "--data", example)
    return example


def entries(run, folder, *arguments) -> list[dict[str, str]]:
    result = run("log", "--data", folder, *arguments)
    assert result.returncode == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_newest_comes_first_and_says_what_it_replaces(run, two):
    last, before, *rest = entries(run, two)
    assert (last["value"], last["revises_value"], last["revises_status"]) == ("0.90", "0.95", "preliminary")
    assert (before["value"], before["revises_value"]) == ("0.95", "")
    assert int(last["number"]) == int(before["number"]) + 1
    assert [int(row["number"]) for row in rest] == sorted((int(row["number"]) for row in rest), reverse=True)


def test_filters(run, two):
    everything = entries(run, two)
    assert {row["number"] for row in entries(run, two, "-n", "1")} == {everything[0]["number"]}
    households = entries(run, two, "--indicator", "Poor-Households")
    assert {row["indicator"] for row in households} == {"poor-households"}
    assert len(households) == 5
    assert any(int(row["rows"]) > 1 for row in households), "a recording keeps its size where some rows are listed"
    assert [row["value"] for row in entries(run, two, "--author", "LAN")] == ["0.90", "0.95"]
    today = everything[0]["recorded_at"][:10]
    assert len(entries(run, two, "--since", today, "--until", today, "--author", "lan")) == 2
    assert entries(run, two, "--until", "1999-01-01") == []
    days = [row["recorded_at"][:10] for row in entries(run, two, "--since", "2024-01-01", "--until", "2025-09-29")]
    assert days
    assert min(days) >= "2024-01-01"
    assert max(days) <= "2025-09-29"


def test_the_formats_and_the_file(run, two, tmp_path):
    document = json.loads(run("log", "--format", "json", "--data", two).stdout)
    assert document["schema"] == "tracker.log/1"
    assert document["recordings"][0]["results"][0]["revises"] == {
        "value": 0.95,
        "qualifier": None,
        "status": "preliminary",
    }
    assert run("log", "--data", two, "-o", tmp_path / "log.md").returncode == 0
    assert (tmp_path / "log.md").read_text(encoding="utf-8").startswith("| ")
    text = run("log", "--format", "table", "--until", "1999-01-01", "--data", two, "--lang", "en").stdout
    assert text == "No recording matches the options.\n"
    refused = run("log", "--data", two, "-o", two / "results.csv", "--format", "csv")
    assert refused.returncode == 2


def test_a_pager_only_on_a_terminal_and_only_for_what_is_longer(tmp_path):
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat >/dev/null\n")
    pager.chmod(0o755)
    settings = {"PAGER": str(pager), "LINES": "24"}
    assert "PAGED" in run_at_terminal("log", "--data", str(DATA), **settings)
    assert "PAGED" not in run_at_terminal(
        "log", "-n", "1", "--indicator", "poor-households", "--data", str(DATA), **settings
    )
    piped = subprocess.run(
        [sys.executable, "-m", "tracker", "log", "--format", "table", "--data", str(DATA)],
        env=environment(**settings), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "PAGED" not in piped.stdout


def test_an_undo_is_shown_first_and_told_afterwards(run, two):
    before = (two / "results.csv").read_bytes()
    dry = run("undo", "--dry-run", "--data", two, "--lang", "en")
    assert dry.returncode == 0
    assert dry.stdout.splitlines()[1] == "  poor-households 2024: 0.90 (preliminary) → 0.95 (preliminary)"
    assert (two / "results.csv").read_bytes() == before
    refused = run("undo", "--data", two, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "add --yes" in refused.stderr
    assert (two / "results.csv").read_bytes() == before
    done = run("undo", "--yes", "--data", two, "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("Taken back: recording 24 of ")
    assert done.stdout.splitlines()[0].endswith(" by lan")
    assert done.stdout.splitlines()[-1] == "This is recording 25; to restore what it took back: tracker undo"
    assert (two / "results.csv").read_bytes().startswith(before)
    (row,) = entries(run, two, "-n", "1")
    assert (row["value"], row["recorded_by"], row["undo_of"]) == ("0.95", "lan (undo)", "24")


def test_what_was_recorded_for_the_first_time_is_withdrawn(run, example):
    shown = run("status", "--data", example).stdout
    run("add-result", "poor-households", "2024", "0,95", "--data", example)
    told = run("undo", "--yes", "--data", example, "--lang", "en").stdout
    assert "poor-households 2024: 0.95 (preliminary) → no result" in told
    assert run("status", "--data", example).stdout == shown
    assert "withdrawn" in (example / "results.csv").read_text(encoding="utf-8").splitlines()[-1]
    back = run("undo", "--yes", "--data", example, "--lang", "en").stdout
    assert "poor-households 2024: no result → 0.95 (preliminary)" in back


def test_a_recording_that_others_followed_names_them(run, two):
    refused = run("undo", "--id", "23", "--yes", "--data", two, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "poor-households 2024 was recorded again after recording 23, by recording 24" in refused.stderr
    assert "tracker undo --id 24" in refused.stderr
    unknown = run("undo", "--id", "99", "--yes", "--data", two, "--lang", "en")
    assert "there is no recording 99; the last one is 24" in unknown.stderr


def test_one_goes_back_step_by_step(run, two):
    shown = run("status", "--data", DATA).stdout
    assert run("undo", "--yes", "--data", two).returncode == 0
    twice = run("undo", "--id", "24", "--yes", "--data", two, "--lang", "en")
    assert (twice.returncode, twice.stdout) == (2, "")
    assert "recording 24 has been taken back already" in twice.stderr
    told = run("undo", "--id", "23", "--yes", "--data", two, "--lang", "en")
    assert told.returncode == 0, told.stderr
    assert "poor-households 2024: 0.95 (preliminary) → no result" in told.stdout
    assert run("status", "--data", two).stdout == shown
    assert [row["undo_of"] for row in entries(run, two, "-n", "2")] == ["23", "24"]
    first = run("undo", "--id", "25", "--yes", "--data", two, "--lang", "en")
    assert "was recorded again after recording 25, by recording 26" in first.stderr


def test_what_two_people_recorded_alike_is_not_mixed_up(run, two):
    for value, author in (("0,97", "mai"), ("0,95", "hoa"), ("0,90", "hoa")):
        run("add-result", "poor-households", "2024", value, "--revise", "--data", two, env={"TRACKER_AUTHOR": author})
    run("undo", "--yes", "--data", two)
    assert entries(run, two, "-n", "1")[0]["value"] == "0.95"
    shown = json.loads(run("status", "--format", "json", "--data", two).stdout)["indicators"]
    (one,) = [item for item in shown if item["indicator"] == "poor-households"]
    assert one["results"]["2024"]["recorded_by"] == "hoa"


def test_where_it_cannot_be_told_whose_row_comes_back_the_undo_is_refused(run, two):
    run("add-result", "poor-households", "2024", "0,95", "--revise", "--data", two, env={"TRACKER_AUTHOR": "mai"})
    assert run("undo", "--id", "25", "--yes", "--data", two).returncode == 0
    before = (two / "results.csv").read_bytes()
    refused = run("undo", "--id", "24", "--yes", "--data", two, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "several rows of poor-households 2024 have the same contents" in refused.stderr
    assert (two / "results.csv").read_bytes() == before


def test_nothing_is_recorded_yet(run, tmp_path):
    run("init", tmp_path / "new", "--lang", "en")
    result = run("undo", "--yes", "--data", tmp_path / "new", "--lang", "en")
    assert (result.returncode, result.stdout) == (2, "")
    assert "nothing is recorded" in result.stderr
    assert run("log", "--data", tmp_path / "new").stdout == COLUMNS + "\n"


@pytest.mark.parametrize(("answer", "code"), [(b"c\n", 0), (b"y\n", 0), (b"n\n", 1)])
def test_on_a_terminal_it_asks(two, answer, code):
    before = (two / "results.csv").read_bytes()
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "undo", "--data", str(two)],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    os.write(leader, answer)
    out, told = process.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert process.returncode == code
    assert "0,90 (sơ bộ) → 0,95 (sơ bộ)".encode() in told
    assert (out == b"") == (code == 1)
    assert ((two / "results.csv").read_bytes() == before) == (code == 1)


def test_a_long_document_takes_little_more_memory_than_its_text():
    rows = 20_000
    with measure_memory() as found:
        text = to_json({"rows": ({"a": "x" * 20, "b": None, "c": [], "d": {}} for _ in range(rows))})
    assert json.loads(text)["rows"] == [{"a": "x" * 20, "b": None, "c": [], "d": {}}] * rows
    assert found.peak < 4 * len(text)


@pytest.mark.parametrize("format", ["csv", "json", "md", "table"])
def test_a_long_log_is_never_whole_in_memory(format):
    row = Result("a", Period(2024), Decimal(5), "", "final", "a source", "a note", "", "lan")
    rows = [row._replace(line=line, recorded_at=f"2024-01-{line // 200 + 1:02}") for line in range(2, 5_002)]
    recordings = list_recordings({"a": rows})
    assert len(recordings) == 26
    language = Language("en")
    indicators = {"a": Indicator("a", {"": "A"}, "level", None)}
    with measure_memory() as found:
        size = sum(map(len, log.render(recordings, indicators, language, OutputStyle(format))))
    assert found.peak < (1 << 18)
    assert size > (1 << 18) or format == "table"  # a person sees the first rows of each recording


def test_a_long_log_in_a_file_is_that_of_stdout(run, example, tmp_path):
    with (example / "results.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"poor-households,2024,0.9,,final,,note {at},2026-01-31,lan\n" for at in range(3_000))
    for format in ("csv", "json", "md"):
        path = tmp_path / f"log.{format}"
        shown = run("log", "--format", format, "--data", example).stdout
        for _ in range(2):  # it is known again as earlier output
            assert run("log", "-o", path, "--data", example).returncode == 0
        written = path.read_text(encoding="utf-8")
        assert len(shown) > (1 << 17)
        assert (written == shown) if format != "md" else written.startswith(shown)
