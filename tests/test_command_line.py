"""The command line as a whole: exit codes, helps in both languages, starting a folder, ending early."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from support.commands import list_commands
from support.folders import DATA, HEADER
from support.process import environment, open_terminal, run_at_terminal
from tracker.errors import ExitCode
from tracker.views.labels import STATUS_SIGNS


def test_done_is_0(run):
    assert run("status", "--data", DATA, process=True).returncode == ExitCode.DONE


@pytest.mark.parametrize(
    "arguments",
    [[], ["nothing"], ["status", "--nothing"], ["status", "--year", "x"], ["status", "--year", "2031", "--data", DATA],
     ["status", "--as-of", "2023-02-30"], ["status", "--only", "good"], ["status", "--format", "pdf"],
     ["status", "--data", DATA, "-o", "status.doc"], ["add-result", "a"], ["init", "a", "b"]],
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_wrong_usage_is_2_and_says_so_in_the_language_of_the_user(run, arguments, language):
    result = run(*arguments, env={"TRACKER_LANG": language})
    assert (result.returncode, result.stdout) == (ExitCode.USAGE, "")
    assert "Traceback" not in result.stderr
    is_vietnamese = bool(re.search("Lỗi|Cách dùng|Gợi ý", result.stderr))
    assert is_vietnamese == (language == "vi"), result.stderr


def test_data_that_cannot_be_used_is_3_and_outside_a_folder_init_is_named(run):
    for command in (["status"], ["add-result", "a", "2024", "1"]):
        result = run(*command, "--lang", "vi")
        assert (result.returncode, result.stdout) == (ExitCode.DATA, "")
        assert "tracker init" in result.stderr
        assert "không có thư mục theo dõi" in result.stderr


def test_interrupting_is_130_and_quiet(example):
    """A question is open on a terminal, and the user presses Ctrl-C."""
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "add-result", "poor-households", "2024", "14,5", "--data", str(example)],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    assert process.stderr is not None
    asked = b""
    while b"]: " not in asked:
        more = os.read(process.stderr.fileno(), 100)
        assert more, f"it ended without asking: {asked.decode()}"
        asked += more
    assert "14,5 gấp khoảng 10 lần 1,45".encode() in asked
    # A signal that comes just before the read begins waits for it to end: so press the keys until it does.
    for _ in range(300):
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    _, rest = process.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert process.returncode == ExitCode.INTERRUPTED
    assert b"Traceback" not in rest
    assert len((example / "results.csv").read_text(encoding="utf-8").splitlines()) == len(
        (DATA / "results.csv").read_text(encoding="utf-8").splitlines()
    )


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("có\n".encode(), 0),
        (b"c\n", 0),
        (b"y\n", 0),
        (b"YES\n", 0),
        (b"n\n", 1),
        (b"\n", 1),
        (b"khong\n", 1),
        (b"?\n", 1),
    ],
)
def test_a_doubtful_value_is_asked_about_on_a_terminal(example, answer, code):
    before = (example / "results.csv").read_bytes()
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "add-result", "poor-households", "2024", "14,5", "--data", str(example)],
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
    assert ("Đã ghi: poor-households 2024: 14,5".encode() in out) == (code == 0)
    assert ("Đã thôi; chưa ghi gì.\n".encode() in told) == (code == 1)
    assert ((example / "results.csv").read_bytes() == before) == (code == 1)


def test_a_terminal_gets_a_coloured_table_within_its_width():
    text = run_at_terminal("status", "--data", str(DATA), "--year", "2023")
    assert "\x1b[" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(len(line) for line in plain.splitlines()) <= 80
    assert "◆ Có nguy cơ chậm" in plain


def test_no_color_is_respected():
    text = run_at_terminal("status", "--data", str(DATA), NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", text)
    assert "38;5" not in text


@pytest.mark.parametrize("settings", [{"PYTHONIOENCODING": "cp1258"}, {"TERM": "linux"}])
def test_a_terminal_without_symbols_gets_ascii(settings):
    text = run_at_terminal("status", "--data", str(DATA), "--year", "2023", **settings)
    assert "◆" not in text
    assert "!" in text


def test_recording_on_a_terminal_without_symbols_is_told_in_ascii(example):
    command = ["add-result", "grdp-growth", "2023", "5,6", "--revise", "--dry-run", "--data", str(example)]
    symbols = {sign.symbol for sign in STATUS_SIGNS.values()}
    assert symbols & set(run_at_terminal(*command))
    assert not symbols & set(run_at_terminal(*command, TERM="linux"))


def test_a_file_has_symbols_whatever_the_terminal(tmp_path):
    run_at_terminal("status", "--data", str(DATA), "--year", "2023", "-o", str(tmp_path / "status.txt"), TERM="linux")
    assert "◆" in (tmp_path / "status.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [(), *list_commands()])
def test_every_help_speaks_both_languages_with_examples_and_fits_80_columns(run, command):
    english = run(*command, "--help", env={"TRACKER_LANG": "en"}).stdout
    vietnamese = run(*command, "--help", env={"LANG": "vi_VN.UTF-8", "LC_ALL": ""}).stdout
    assert "Usage: tracker" in english
    assert "Cách dùng: tracker" in vietnamese
    assert max(len(line) for line in (english + vietnamese).splitlines()) <= 80
    if command:
        assert "Examples:\n  tracker" in english
        assert "Ví dụ:\n  tracker" in vietnamese
        same = set(vietnamese.splitlines()) & set(english.splitlines())
        assert not [line for line in same if re.search("[a-z]+ [a-z]+ [a-z]+", line) and "  tracker" not in line]
    else:
        for code in ExitCode:
            assert f"  {code.value}  " in english
            assert f"  {code.value}  " in vietnamese


def test_version(run):
    assert re.fullmatch(r"tracker \d+\.\d+\.\d+\n", run("--version", process=True).stdout)


@pytest.mark.parametrize("typed", ["stauts", "add-results"])
def test_a_slip_in_a_command_is_understood(run, typed):
    result = run(typed, env={"TRACKER_LANG": "vi"})
    assert "Có phải là" in result.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_init_makes_a_folder_that_passes_as_it_is(run, tmp_path, language):
    made = run("init", "--lang", language)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "data" / "results.csv").read_text(encoding="utf-8") == HEADER
    status = run("status", "--format", "table", "--lang", language)
    assert status.returncode == 0, status.stderr
    targets = (tmp_path / "data" / "targets.toml").read_text(encoding="utf-8")
    assert targets.count("#") > 15
    assert f'language = "{language}"' in targets


def test_init_example_is_the_shipped_data(run, tmp_path):
    assert run("init", "--example", "here").returncode == 0
    for name in ("targets.toml", "results.csv"):
        assert (tmp_path / "here" / name).read_bytes() == (DATA / name).read_bytes()


def test_init_takes_its_folder_as_its_argument_and_nowhere_else(run, tmp_path):
    result = run("init", "--data", "elsewhere")
    assert (result.returncode, result.stdout) == (ExitCode.USAGE, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["targets.toml", "results.csv"])
def test_init_never_writes_over_a_file_and_leaves_nothing_half_done(run, tmp_path, name):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text("mine", encoding="utf-8")
    result = run("init")
    assert (result.returncode, result.stdout) == (3, "")
    assert [path.name for path in (tmp_path / "data").iterdir()] == [name]
    assert (tmp_path / "data" / name).read_text(encoding="utf-8") == "mine"


def test_two_minutes_from_nothing_to_a_recorded_result(run):
    run("init", "--lang", "en", process=True)
    told = run("add-result", "sample", "2021", "7,5", "--lang", "en", process=True).stdout
    assert "Recorded: sample-growth 2021 = 7.5 (preliminary)" in told
    assert "sample-growth" in run("status", process=True).stdout


LATER = """
import datetime, sys

class Later(datetime.date):
    @classmethod
    def today(cls):
        return cls({year}, 1, 1)

datetime.date = Later
from tracker.cli.main import main
sys.exit(main({arguments!r}))
"""


def shown_in(year: int, *arguments: str) -> str:
    """What the program says where the clock stands at the beginning of a year."""
    code = LATER.format(year=year, arguments=["status", "--data", str(DATA), *arguments])
    return subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, check=True
    ).stdout.decode()


def test_the_clock_is_only_asked_for_today():
    """With --as-of, the day of the run changes nothing; without it, it does."""
    assert shown_in(2024, "--as-of", "2024-06-30") == shown_in(2031, "--as-of", "2024-06-30")
    golden = str(DATA.parent / "tests" / "golden")
    assert shown_in(2024, "--data", golden) != shown_in(2031, "--data", golden)


def test_a_hyphen_as_output_is_stdout(run, example, tmp_path):
    for command in (("status",), ("review",), ("log",), ("show", "grdp-growth"), ("check",)):
        plain = run(*command, "--data", example, cwd=tmp_path)
        assert run(*command, "-o", "-", "--data", example, cwd=tmp_path).stdout == plain.stdout
    assert list(tmp_path.glob("-*")) == []


@pytest.mark.parametrize(
    ("key", "env", "word"),
    [
        ("", {"LC_ALL": "en_GB.UTF-8"}, "Not assessed"), ("", {"LC_ALL": "vi_VN.UTF-8"}, "Chưa đủ căn cứ"),
        ('language = "vi"', {"LC_ALL": "en_GB.UTF-8"}, "Chưa đủ căn cứ"),
        ('language = "en"', {"LC_ALL": "vi_VN.UTF-8"}, "Not assessed"),
        ('language = "vi"', {"TRACKER_LANG": "en"}, "Not assessed"),
    ],
)  # fmt: skip
def test_the_language_of_output_is_stated_or_that_of_the_locale(run, folder, key, env, word):
    path = folder(f"""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2025
        {key}
        [[indicator]]
        id = "a"
        name = "A"
        measure = "total"
        target.at_least = 8
        """)
    done = run("status", "--format", "md", "--data", path, env=env)
    assert word in done.stdout
