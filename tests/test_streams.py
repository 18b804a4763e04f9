"""Where output goes when the surroundings are broken: never a traceback, and the exit code is right."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support.folders import DATA
from support.process import OBEY_MODES, environment
from tracker.text import quote_argument

STATUS = ["status", "--data", str(DATA)]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the shell and the devices of POSIX")


def shell(redirections: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs `tracker` from a shell that redirects its streams."""
    return subprocess.run(
        f"{shlex.join([sys.executable, '-m', 'tracker', *arguments])} {redirections}",
        shell=True,
        cwd=cwd,
        env=environment(TRACKER_LANG="en"),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("redirections", "code", "told"),
    [
        ("<&-", 0, ""),
        ("2>&-", 0, ""),
        (">&-", 3, "stdout: cannot be written: it is closed\n"),
        ("<&- >&-", 3, "stdout: cannot be written: it is closed\n"),
        ("<&- >&- 2>&-", 3, ""),
        (">/dev/full", 3, "stdout: cannot be written: the disk is full\n"),
        (">/dev/full 2>/dev/full", 3, ""),
        ("2>/dev/full", 0, ""),
    ],
)
@pytest.mark.parametrize("arguments", [STATUS, ["--help"], ["--version"], ["init", "new"]], ids=lambda each: each[0])
def test_streams_that_are_closed_or_full(tmp_path, redirections, code, told, arguments):
    result = shell(redirections, *arguments, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (code, told)
    assert bool(result.stdout) == (code == 0)


@pytest.mark.parametrize("redirections", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_wrong_usage_stays_2_where_nobody_can_be_told(tmp_path, redirections):
    assert shell(redirections, "status", "--nothing", cwd=tmp_path).returncode == 2


def test_a_file_is_written_whole_where_stdout_is_closed(tmp_path):
    assert shell("<&- >&- 2>&-", *STATUS, "-o", "status.csv", cwd=tmp_path).returncode == 0
    assert (tmp_path / "status.csv").read_text(encoding="utf-8").startswith("indicator,")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (STATUS, 0, ""),
        (["--help"], 0, ""),
        (["status"], 3, "Error: the current folder cannot be used: no such file or folder\n"),
        (["init"], 3, "data: cannot be written: no such file or folder\n"),
        ([*STATUS, "-o", "x.csv"], 3, "x.csv: cannot be written: no such file or folder\n"),
    ],
)
def test_a_current_folder_that_has_been_deleted(tmp_path, arguments, code, told):
    gone = tmp_path / "gone"
    gone.mkdir()
    command = shlex.join([sys.executable, "-m", "tracker", *arguments])
    result = subprocess.run(
        f"rmdir {gone}; {command}", shell=True, cwd=gone, env=environment(TRACKER_LANG="en"), capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == code
    assert result.stderr.startswith(told)
    assert bool(told) == bool(result.stderr)


def output_into(path: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*OBEY_MODES, sys.executable, "-m", "tracker", *STATUS, "--format", "csv", "-o", path],
        cwd=cwd, env=environment(TRACKER_LANG="en"), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path):
    (tmp_path / "real.csv").write_text("\n", encoding="utf-8")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert output_into("link.csv", tmp_path).returncode == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("indicator,")
    assert (tmp_path / "real.csv").stat().st_mode & 0o7777 == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path):
    kept = tmp_path / "kept.csv"
    kept.write_text("old", encoding="utf-8")
    kept.chmod(0o444)
    result = output_into("kept.csv", tmp_path)
    assert (result.returncode, result.stderr) == (3, "kept.csv: cannot be written: permission denied\n")
    assert kept.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.csv"]


def test_a_folder_in_which_nothing_may_be_made_is_named(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "status.csv").write_text("\n", encoding="utf-8")
    closed.chmod(0o555)
    result = output_into("closed/status.csv", tmp_path)
    closed.chmod(0o755)
    assert result.returncode == 3
    assert "the file is replaced as a whole, which needs permission to write in closed\n" in result.stderr
    assert (closed / "status.csv").read_text(encoding="utf-8") == "\n"


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("", 2, "Error: -o needs the name of a file"),
        (".", 3, ".: cannot be written: it is a folder"),
        ("new/", 3, "new/: cannot be written: it is a folder"),
        ("missing/x.csv", 3, "missing/x.csv: cannot be written: there is no folder missing"),
        ("n" * 300, 3, f"{'n' * 300}: cannot be written: the name is too long"),
    ],
    ids=["empty", "folder", "trailing stroke", "missing", "long"],
)
def test_paths_that_name_no_file(tmp_path, path, code, told):
    result = output_into(path, tmp_path)
    assert (result.returncode, result.stdout, result.stderr.splitlines()[0]) == (code, "", told)
    assert list(tmp_path.iterdir()) == []


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path):
    assert output_into("n" * 255, tmp_path).returncode == 0


def test_the_folder_above_data_is_found_too(run, example):
    above = example.parent
    assert run("status", "--data", above).stdout == run("status", "--data", example).stdout
    assert run("status", env={"TRACKER_DATA": str(above)}, cwd=DATA).returncode == 0


@pytest.mark.parametrize("name", ["Hồ sơ 2025", "it's", "a;b", "$HOME"])
def test_hints_can_be_pasted(tmp_path, run, name):
    hint = run("status", "--data", name, "--lang", "en").stderr.splitlines()[1]
    assert shlex.split(hint.split("with ", 1)[1]) == ["tracker", "init", name]
    told = run("init", name, "--lang", "en").stdout.splitlines()[-1]
    assert shlex.split(told.split(": ", 1)[1]) == ["tracker", "status", "--data", name]
    assert quote_argument("plain") == "plain"
