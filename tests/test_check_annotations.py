"""`check --format github`: commands that GitHub's runner reads back as the findings that the other formats have."""

import csv
import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import ROOT
from tracker.checks import LEVELS, READING_CHECKS, Finding
from tracker.errors import Location, Message, Problem
from tracker.i18n import Language
from tracker.text import sanitize_text
from tracker.views.github import find_repository, make_relative, render

CASES = ROOT / "tests" / "checks"
WORKSPACE = {"GITHUB_WORKSPACE": str(ROOT)}
"""What GitHub sets: in an unpacked sdist there is no .git above the folders."""
FOLDERS = sorted(path.name for path in CASES.iterdir() if path.is_dir())
DAY = "2024-03-31"
LEVEL_OF = {"error": "error", "warning": "warning", "notice": "note"}


def unescape(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def read_command(line: str) -> dict[str, str]:
    """Read a line as the runner does: `ActionCommand.TryParseV2` of actions/runner."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    command, _, listed = head.partition(" ")
    properties = dict(pair.split("=", 1) for pair in listed.split(","))
    assert all(properties.values())
    return {"level": LEVEL_OF[command], "message": unescape(message)} | {
        name: unescape(value) for name, value in properties.items()
    }


@pytest.mark.parametrize(
    ("name", "language"), [*((name, "en") for name in FOLDERS), *((name, "vi") for name in FOLDERS[::6])]
)
def test_each_finding_is_an_annotation_that_says_the_same(name, language, run):
    command = ("check", "--data", ".", "--as-of", DAY, "--lang", language, "--format")
    done = run(*command, "github", cwd=CASES / name, env=WORKSPACE)
    table = run(*command, "csv", cwd=CASES / name)
    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert (done.returncode, bool(rows)) == (table.returncode, True)
    commands = [read_command(line) for line in done.stdout.splitlines()]
    for command, row in zip(commands, rows, strict=True):
        assert command["level"] == row["level"]
        assert command["title"] == f"tracker check: {row['check']}"
        assert command.get("line", "") == row["line"]
        file = os.path.normpath(CASES / name / row["file"])
        assert make_relative(find_repository(str(CASES), WORKSPACE))(file) == command["file"]
        message, _, hint = command["message"].partition("\n")
        assert message == ": ".join(filter(None, [row["indicator"], row["key"], row["message"]]))
        assert hint.partition(": ")[2] == row["hint"]
    assert done.stderr == run(*command_text(language), cwd=CASES / name).stderr


def command_text(language: str) -> tuple[str, ...]:
    return ("check", "--data", ".", "--as-of", DAY, "--lang", language)


def test_the_exit_codes_are_those_of_check(run):
    for name, fail_on, code in (("syntax", "error", 3), ("units", "error", 0), ("units", "warning", 1)):
        done = run("check", "--data", CASES / name, "--as-of", DAY, "--format", "github", "--fail-on", fail_on)
        assert done.returncode == code
        assert done.stdout.startswith("::error " if name in READING_CHECKS else "::warning ")
    done = run("check", "--data", CASES / "none", "--format", "github")
    assert (done.returncode, done.stdout) == (3, "")


def test_it_says_nothing_if_all_is_fine_and_goes_into_a_file_too(run, tmp_path):
    command = ("check", "--data", CASES / "stale", "--as-of", DAY, "--format", "github")
    done = run(*command, "--ignore", "stale")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    out = tmp_path / "found.txt"
    assert run(*command, "-o", out).stdout == ""
    assert out.read_text(encoding="utf-8") == run(*command).stdout != ""


TEXT = st.text(st.characters(codec="utf-8"), max_size=30) | st.text("%:,\r\n;#[]=A0D253", max_size=20)


@draw_settings(200)
@given(file=TEXT, name=TEXT, message=TEXT, hint=TEXT, level=st.sampled_from(LEVELS), line=st.none() | st.integers(1, 9))
def test_whatever_stands_in_a_finding_is_read_back(file, name, message, hint, level, line):
    """One line a finding; no text of the data ends it, begins another command, or becomes a property."""
    said = Message("{text}", {"text": message}), Message("{text}", {"text": hint})
    finding = Finding("stale", level, Problem(Location(file, line, name), said[0], said[1]))
    text = render([finding, finding], Language("en"), str)
    assert re.split(r"[\r\n]", text)[2:] == [""]
    command, again = (read_command(line) for line in re.split(r"[\r\n]", text)[:2])
    assert command == again
    expected = {"level": level, "title": "tracker check: stale"} | ({"file": file} if file else {})
    expected |= {"line": str(line)} if line else {}
    first, second = (Language("en").format_message(each) for each in said)
    shown = [": ".join([name, first] if name else [first]), f"Hint: {second}"]
    assert command == expected | {"message": "\n".join(map(sanitize_text, shown))}


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A repository in which a tracker folder stands below a folder with a comma in its name."""
    folder = tmp_path / "work" / "repo" / "tỉnh, A" / "data"
    folder.mkdir(parents=True)
    for name in ("targets.toml", "results.csv"):
        (folder / name).write_bytes((CASES / "natural-bounds" / name).read_bytes())
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return folder


def list_files(run, office: Path, cwd: Path, **environment: str) -> set[str]:
    done = run("check", "--data", os.path.relpath(office, cwd), "--format", "github", cwd=cwd, env=environment)
    assert done.returncode == 1
    return {read_command(line)["file"] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("start", [".", "tỉnh, A", "tỉnh, A/data", ".."])
def test_paths_are_relative_to_the_repository_wherever_the_command_runs(start, office, run):
    repository = office.parent.parent
    (repository / ".git").mkdir()
    assert list_files(run, office, repository / start) == {"tỉnh, A/data/targets.toml", "tỉnh, A/data/results.csv"}


def test_without_a_repository_they_are_relative_to_the_workspace_else_to_where_it_runs(office, run):
    work = office.parent.parent.parent
    files = {"tỉnh, A/data/targets.toml", "tỉnh, A/data/results.csv"}
    assert list_files(run, office, work, GITHUB_WORKSPACE=str(work / "repo")) == files
    assert list_files(run, office, work / "repo") == files
    (work / "other").mkdir()
    outside = list_files(run, office, work / "other")
    assert outside == {f"{work.as_posix()}/repo/{file}" for file in files}
