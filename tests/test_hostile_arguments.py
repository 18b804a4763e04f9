"""Hostile text in every argument and option of every command: refused or taken as letters, never a traceback.

The commands and options are taken from the program itself. They run in this process, since there are very many.
"""

import contextlib
import io
import os
import re
from pathlib import Path

import click
import pytest

from support.commands import find_command, list_commands
from support.folders import HEADER
from tracker.cli.main import main

TEXTS = ["\x1b[31mx\x1b]0;t\x07", "[/red] [bold]", "\u202eabc", "\udcff", "a\nb\tc", "{x} %s %(y)s {0}", "=cmd|'/c calc'!A1", "../../x",
         "", "-", "--", "1e999", "９", "|x|", "x" * 100_000, "\x7f\x85\u2028", "'\"", "ﬀ\u0301"]  # fmt: skip
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TARGETS = """[term]
name = "T"
first_year = 2021
last_year = 2025
[[indicator]]
id = "a"
name = "A"
unit = "ha"
measure = "level"
"""


def places() -> list[tuple[str, str]]:
    """Every argument, by its position, and every option that takes a value."""
    found = []
    for name in map(" ".join, list_commands()):
        for item in find_command(tuple(name.split())).params:
            if isinstance(item, click.Argument):
                found.append((name, item.name))
            elif not item.is_flag and item.opts[-1] != "--lang":
                found.append((name, item.opts[-1]))
    return found


def arguments_with(command: str, place: str, text: str) -> list[str]:
    """The command with `text` at that place, and something sensible at the others that it needs."""
    sensible = {"indicator": "a", "period": "2023", "value": "5", "folder": "new", "file": "none.csv"}
    given = command.split()
    for item in find_command(tuple(given)).params:
        if isinstance(item, click.Argument):
            is_needed = item.required or item.name == place
            given += [text if item.name == place else sensible.get(item.name, "a")] if is_needed else []
    return [*given, place, text] if place.startswith("-") else given


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(("command", "place"), places())
def test_any_text_anywhere(command, place, tmp_path, monkeypatch):
    (tmp_path / "above" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "above" / "here")
    for name in ("LANGUAGE", "TRACKER_LANG", "TRACKER_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TRACKER_AUTHOR", "lan")
    for text in TEXTS:
        Path("targets.toml").write_text(TARGETS, encoding="utf-8")
        Path("results.csv").write_text(HEADER, encoding="utf-8")
        code, out, err = invoke(arguments_with(command, place, text))
        assert code in (0, 1, 2, 3, 4), (text[:50], err)
        assert "Traceback" not in err
        assert not STEERING.search(err), text[:50]
        if code:
            assert out == ""
            assert err
        monkeypatch.setenv("LANGUAGE", "en")
    assert files_of(tmp_path / "above") - {"here"} == {
        name for name in files_of(tmp_path / "above") if name.startswith("here/")
    }


def invoke(arguments: list[str]) -> tuple[int, str, str]:
    """Run the program here; return its exit code and what it wrote."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = main(arguments)
    for stream in streams:
        stream.flush()
    return (code, *(stream.buffer.getvalue().decode() for stream in streams))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "where", [["{}"], ["status", "{}"], ["--{}"], ["check", "--{}"], ["status", "--year={}"]], ids=str
)
def test_any_text_where_nothing_is_expected(where, text, monkeypatch, folder):
    monkeypatch.chdir(folder(TARGETS))
    monkeypatch.setenv("LANGUAGE", "en")
    _, _, err = invoke([item.replace("{}", text) for item in where])
    assert not STEERING.search(err)


@pytest.mark.skipif(os.name == "nt", reason="an argument is bytes only elsewhere")
def test_click_repeats_no_argument_that_steers_a_terminal(run, folder):
    done = run("status", TEXTS[0], TEXTS[3], TEXTS[2], cwd=folder(TARGETS), process=True)
    assert done.returncode == 2
    assert "unexpected extra arguments" in done.stderr
    assert not STEERING.search(done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="a name is bytes only elsewhere")
def test_a_folder_whose_name_is_no_text(run):
    name = os.fsdecode(b"s\xf4-2024")
    for command in (["init", name, "--example"], ["status", "--data", name], ["check", "--data", name, "--format", "json"],
                    ["check", "--data", name, "-o", "found.csv"], ["check", "--data", name, "--format", "md"]):  # fmt: skip
        done = run(*command, "--lang", "en", process=True)  # its arguments are bytes
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a name is bytes only elsewhere")
@pytest.mark.parametrize("name", ["TRACKER_AUTHOR", "TRACKER_DATA", "TRACKER_LANG", "LANGUAGE", "COLUMNS"])
def test_any_text_in_the_environment(name, run, folder):
    path = folder(TARGETS)
    for text in ("\udcff", "\x1b[31m", "\u202e", "x" * 10_000, "../x", "-1"):
        command = ["add-result", "a", "2023", "5", "--dry-run"] if name == "TRACKER_AUTHOR" else ["status"]
        given = [] if name == "TRACKER_DATA" else ["--data", path]
        done = run(*command, *given, env={name: text})
        assert done.returncode in (0, 2, 3), (text, done.stderr)
        assert "Traceback" not in done.stderr
        assert not STEERING.search(done.stderr)
