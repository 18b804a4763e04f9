"""Files that cannot be read are told like any other fault; what counts on a day is what had been recorded by then."""

import errno
import os

import pytest

from support.folders import DATA
from tracker.errors import TrackerError
from tracker.folder import Folder, find_folder, load_register
from tracker.folder import files as loading
from tracker.journal.index import ALL_INDICATORS
from tracker.model import Register

TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025

[[indicator]]
id = "a"
name = "A"
measure = "level"

[[indicator]]
id = "b"
name = "B"
measure = "level"
"""


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.EACCES, "permission denied"), (errno.EIO, "I/O error"),
     (errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))],
)  # fmt: skip
def test_a_system_that_refuses(monkeypatch, number, said):
    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(loading, "open_regular", refuse)
    with pytest.raises(TrackerError) as caught:
        load_register(Folder(str(DATA)))
    assert [str(problem.message) for problem in caught.value.problems] == [f"cannot be read: {said}"] * 2


def test_a_folder_where_a_file_should_be(tmp_path):
    (tmp_path / "targets.toml").mkdir()
    with pytest.raises(TrackerError) as caught:
        load_register(Folder(str(tmp_path)))
    assert [str(problem.message) for problem in caught.value.problems] == [
        "is a folder, not a file",
        "the file is missing",
    ]


def test_the_folder_may_be_named_by_one_of_its_files():
    for name in ("targets.toml", "results.csv"):
        assert find_folder(str(DATA / name), {}, "/").path == str(DATA)


def test_what_was_known_on_a_day_counts_that_day():
    register = load_register(Folder(str(DATA)), "2023-12-31", history=ALL_INDICATORS)
    days = {row.recorded_on for rows in register.results.values() for row in rows}
    assert max(days) == "2023-12-31"
    assert load_register(Folder(str(DATA)), "2999-01-01", history=ALL_INDICATORS) == load_register(
        Folder(str(DATA)), history=ALL_INDICATORS
    )


def test_only_the_rows_that_count_are_kept_and_of_one_indicator_all_where_asked(folder):
    path = folder(TARGETS, """\
        a,2021,1,,preliminary,,,2022-01-01,lan
        b,2021,5,,final,,,2022-01-01,lan
        a,2021,2,,final,,,2022-03-01,lan
        b,2021,,,withdrawn,,,2022-03-01,lan
        a,2021,3,,forecast,,,2022-04-01,lan
        a,2022,4,,forecast,,,2022-04-01,lan
        """)  # fmt: skip
    assert shown(load_register(Folder(str(path)))) == {"a": ["2 2022-03-01", "4 2022-04-01"], "b": ["None 2022-03-01"]}
    assert shown(load_register(Folder(str(path)), "2022-02-28")) == {"a": ["1 2022-01-01"], "b": ["5 2022-01-01"]}
    assert len(load_register(Folder(str(path)), history="a").results["a"]) == 4
    assert len(load_register(Folder(str(path)), history="a").results["b"]) == 1
    assert sum(map(len, load_register(Folder(str(path)), history=ALL_INDICATORS).results.values())) == 6


def test_what_an_undo_brought_back_is_shown_as_it_was_recorded_first(folder):
    path = folder(TARGETS, """\
        a,2021,1,,final,,,2022-01-01,lan
        a,2021,1,,final,,,2022-02-01,minh
        a,2021,1,,final,,,2022-03-01,lan (undo)
        b,2021,7,,final,,,2022-01-01,lan
        b,2021,8,,final,,,2022-02-01,lan
        b,2021,7,,final,,,2022-03-01,lan (undo)
        b,2021,8,,final,,,2022-04-01,lan (undo)
        """)  # fmt: skip
    assert shown(load_register(Folder(str(path)))) == {"a": ["1 2022-01-01"], "b": ["8 2022-02-01"]}
    assert shown(load_register(Folder(str(path)), "2022-03-31")) == {"a": ["1 2022-01-01"], "b": ["7 2022-01-01"]}
    assert shown(load_register(Folder(str(path)), history=ALL_INDICATORS))["a"][-1] == "1 2022-03-01"


def shown(register: Register) -> dict[str, list[str]]:
    return {name: [f"{row.value} {row.recorded_at}" for row in rows] for name, rows in register.results.items()}


@pytest.mark.parametrize(
    "end", ["a,2022,4", "a", "a,2022,4,,final,,,2022-0", 'a,2022,4,,final,,"mất điện\n', 'a,2022,4,,final,,"mất']
)
def test_a_torn_end_is_left_out_told_and_waited_for(folder, end):
    path = folder(TARGETS, "a,2021,1,,final,,,2022-01-01,lan\n" + end)
    waited = []
    register = load_register(Folder(str(path)), wait_for_writer=lambda: waited.append(1))
    assert shown(register) == {"a": ["1 2022-01-01"]}
    assert [warning.location.line for warning in register.warnings] == [3]
    assert waited == [1]


def test_a_torn_letter(folder):
    path = folder(TARGETS, "a,2021,1,,final,,,2022-01-01,lan\n")
    with (path / "results.csv").open("ab") as file:
        file.write("a,2021,2,,final,,,2022-01-02,Ngô Thị Ế".encode()[:-1])
    register = load_register(Folder(str(path)))
    assert (shown(register), len(register.warnings)) == ({"a": ["1 2022-01-01"]}, 1)


@pytest.mark.parametrize(
    "end",
    ["a,2022,4,,final,,,2022-01-02,lan", "a,2022,4,,final,,,2022-01-02,lan\n", "a,2022,4,,final,,,2022-01-02,"],
)
def test_a_whole_last_row_counts_without_its_line_break(folder, end):
    register = load_register(Folder(str(folder(TARGETS, end))), wait_for_writer=pytest.fail)
    assert (shown(register), register.warnings) == ({"a": ["4 2022-01-02"]}, ())


@pytest.mark.parametrize(
    "end",
    ["a,2022,x,,final,,,2022-01-02,lan", 'a,2022,4,,final,,"nháy,2022-01-02,lan\na,2022,5,,final,,,2022-01-02,lan',
     "a,2022,4\n", 'a,2022,4,,final,,"nháy,2022-01-02,lan\n'],
)  # fmt: skip
def test_what_a_hand_got_wrong_at_the_end_is_a_fault_and_not_torn(folder, end):
    with pytest.raises(TrackerError):
        load_register(
            Folder(str(folder(TARGETS, "a,2021,1,,final,,,2022-01-01,lan\n" + end))), wait_for_writer=pytest.fail
        )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["targets.toml", "results.csv", "decisions.csv", "closings.csv"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_is_refused_at_once(run, example, name, kind):
    """It may have no end, or nobody who writes to it."""
    path = example / name
    path.unlink(missing_ok=True)
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    for words in (
        ["status"],
        ["undo", "--dry-run"],
        ["decide", "grdp-growth", "2025", "8"],
        ["close", "2024", "--yes"],
    ):
        done = run(*words, "--data", example, "--lang", "en", timeout=20)
        assert (done.returncode, done.stdout) == (3, ""), words
        assert f"{name}: is a device or a pipe, not a file" in done.stderr
