"""Inputs that once took long, were misread or gave a traceback; each line stands for its kind."""

import os
import pty
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

import pytest

from support.folders import HEADER, write_folder
from support.process import environment

TARGETS = """\
[term]
name.en = "T"
baseline_year = 2020
first_year = 2021
last_year = 2030
[[indicator]]
id = "a"
name.en = "Final share"
unit.en = "%"
measure = "level"
baseline = 10
target = { at_least = 90 }
[[indicator]]
id = "l12"
name.vi = "Lớp 12"
measure = "level"
"""
ENGLISH = {"TRACKER_LANG": "en"}


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "small", TARGETS, "a,2021,20,,final,,,2022-01-01,\n")


def import_rows(run, tmp_path, small, text):
    (tmp_path / "in.csv").write_text("indicator,period,value\n" + text, encoding="utf-8")
    return run("import", "in.csv", "--dry-run", "--data", small, env=ENGLISH)


@pytest.mark.parametrize("zeros", [f"0.{'0' * 400}", f"-0.{'0' * 31}", f"0,{'0' * 5000}"])
def test_a_zero_of_many_decimals_is_refused_before_it_is_recorded(run, small, zeros):
    before = (small / "results.csv").read_bytes()
    done = run("add-result", "a", "2022", zeros, "--data", small, "--yes", env=ENGLISH)
    assert (done.returncode, "more than 30 digits" in done.stderr) == (2, True)
    assert (small / "results.csv").read_bytes() == before


def test_a_zero_of_many_decimals_in_the_journal_is_told(run, small):
    with (small / "results.csv").open("a") as file:
        file.write(f"a,2022,0.{'0' * 400},,final,,,2023-01-01,\n")
    done = run("show", "a", "--data", small, env=ENGLISH)
    assert (done.returncode, "more than 30 digits" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    "name", ["Lớp 1-2", "Lớp 1+2", "Lớp 1·2", "Lớp 1–2", "Lớp of which 12", "Lớp trong đó 12", "Lớp 12+", "fınal share"]
)
def test_a_name_is_not_taken_for_another(run, tmp_path, small, name):
    done = import_rows(run, tmp_path, small, f"{name},2022,5\n")
    assert (done.returncode, "no indicator is called" in done.stderr) == (3, True)


def test_of_which_before_a_name_is_left_out(run, tmp_path, small):
    assert import_rows(run, tmp_path, small, "of which Lớp 12,2022,5\n").returncode == 0


@pytest.mark.parametrize("value", ["dướİ 5", "1 234,56", "-0,95", ">0,95", "ước 3,5", "0,95%"])
def test_a_value_is_refused_and_not_cut(run, tmp_path, small, value):
    done = import_rows(run, tmp_path, small, f"a,2022,{value}\n")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)


@pytest.mark.parametrize(
    "journal",
    [
        HEADER + f"a,2021,20,,final,,{'x' * 200_000},2022-01-01,",
        (HEADER + "a,2021,20,,final,,,2022-01-01,\n" * 8_000).replace("\n", "\r"),
        HEADER + "".join(f"a,2021,2{at % 7},,final,,,2022-01-01,\n" for at in range(8_000)),
    ],
    ids=["a long last row", "carriage returns", "many revisions"],
)
def test_time_is_linear(run, small, journal):
    (small / "results.csv").write_text(journal, newline="")
    start = time.monotonic()
    assert run("status", "--data", small).returncode == 0
    for output in ("md", "json", "table"):
        assert run("show", "a", "--format", output, "--data", small).returncode == 0
    assert time.monotonic() - start < 60  # it took minutes; no measure of speed


def test_a_number_of_a_megabyte_is_refused_at_once(run, small):
    text = TARGETS.replace('id = "a"', f'id = "a"\ndecimals = 0x{"f" * 1_000_000}')
    (small / "targets.toml").write_text(text)
    start = time.monotonic()
    done = run("status", "--data", small, env=ENGLISH)
    assert (done.returncode, "is not between 0 and 12" in done.stderr) == (3, True)
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("name", ["results.csv", "targets.toml", "decisions.csv", "closings.csv", "report.toml"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_plain_file_is_refused_at_once(run, small, name, kind):
    path = small / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    done = run("report", "-o", "out.md", "--data", small, env=ENGLISH)
    assert (done.returncode, done.stdout) == (3, "")
    assert "not a file" in done.stderr


@pytest.mark.parametrize("columns", [1, 2, 4, 8, 15])
@pytest.mark.parametrize("command", [["show", "a"], ["status"], ["review"], ["check"], ["log"]])
def test_a_narrow_terminal_gets_no_traceback(small, columns, command):
    main, side = pty.openpty()
    ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 20, columns, 0, 0))
    settings = {name: value for name, value in environment().items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", *command, "--data", str(small)],
        stdin=side, stdout=side, stderr=subprocess.PIPE, env=settings,
    )  # fmt: skip
    os.close(side)
    try:
        while os.read(main, 4096):
            pass
    except OSError:  # the end
        pass
    _, told = process.communicate(timeout=60)
    os.close(main)
    assert b"Traceback" not in told


def test_completion_without_words_is_quiet(run):
    done = run(env={"_TRACKER_COMPLETE": "zsh_complete"}, process=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")
