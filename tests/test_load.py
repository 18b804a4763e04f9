"""Files that cannot be read are told like any other fault; what counts on a day is what had been recorded by then."""

import errno
import os

import pytest

from conftest import DATA
from tracker import load as loading
from tracker.errors import TrackerError
from tracker.load import Folder, find_folder, known_on, load


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.EACCES, "there is no right to do so"), (errno.EIO, "the disk reports a fault"),
     (errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))],
)  # fmt: skip
def test_a_system_that_refuses(monkeypatch, number, said):
    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(loading, "open", refuse, raising=False)
    with pytest.raises(TrackerError) as caught:
        load(Folder(str(DATA)))
    assert [str(problem.message) for problem in caught.value.problems] == [f"cannot be read: {said}"] * 2


def test_a_folder_where_a_file_should_be(tmp_path):
    (tmp_path / "targets.toml").mkdir()
    with pytest.raises(TrackerError) as caught:
        load(Folder(str(tmp_path)))
    assert [str(problem.message) for problem in caught.value.problems] == [
        "is a folder, not a file",
        "the file is missing",
    ]


def test_the_folder_may_be_named_by_one_of_its_files():
    for name in ("targets.toml", "results.csv"):
        assert find_folder(str(DATA / name), {}, "/").path == str(DATA)


def test_what_was_known_on_a_day_counts_that_day():
    register = load(Folder(str(DATA)))
    days = {row.recorded_on for rows in known_on(register, "2023-12-31").results.values() for row in rows}
    assert max(days) == "2023-12-31"
    assert known_on(register, "2999-01-01") == register
