"""What a report may replace: its own earlier output, and nothing that somebody has edited or made.

A case of the review of 27 November 2026: an appendix that was edited by hand was replaced without a question.
"""

import io
import os
import shutil
import subprocess
import sys
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.process import environment, open_terminal
from tracker.reports.marks import add_mark, is_own_output

EXTENSIONS = ["md", "html", "docx", "xlsx"]
EN = {"TRACKER_LANG": "en"}


def write_report(run, example, *options, path="out.md"):
    return run("report", "--data", example, "--no-charts", "-o", path, *options, env=EN)


def edit(path) -> None:
    """Change a report as a person does: Word saves the whole file, others change a letter."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        document.paragraphs[0].text = "Edited by hand"
        document.save(str(path))
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path, "a") as book:
            book.writestr("xl/worksheets/own.xml", "<own/>")
    else:
        path.write_bytes(path.read_bytes().replace(b"2025", b"2026", 1))


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_its_own_output_is_replaced_and_an_edited_one_is_not(run, example, tmp_path, extension):
    path = tmp_path / f"out.{extension}"
    assert write_report(run, example, path=path.name).returncode == 0
    for year in ("2023", "2024"):  # a script that runs each month
        done = write_report(run, example, "--year", year, path=path.name)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    edit(path)
    before = path.read_bytes()
    done = write_report(run, example, path=path.name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "was edited, or is no report of tracker; nothing was written" in done.stderr
    assert "--yes" in done.stderr
    assert path.read_bytes() == before
    assert "with --yes only" in write_report(run, example, "--dry-run", path=path.name).stderr
    assert write_report(run, example, "--yes", path=path.name).returncode == 0
    assert path.read_bytes() != before
    assert write_report(run, example, path=path.name).returncode == 0


def test_a_file_of_somebody_else_is_kept_and_an_empty_one_is_not(run, example, tmp_path):
    (tmp_path / "out.md").write_text("# Minutes of the meeting\n")
    assert write_report(run, example).returncode == 2
    assert (tmp_path / "out.md").read_text() == "# Minutes of the meeting\n"
    (tmp_path / "out.md").write_text("")
    assert write_report(run, example).returncode == 0


def test_a_copy_and_other_line_ends_are_still_its_own(run, example, tmp_path):
    assert write_report(run, example).returncode == 0
    text = (tmp_path / "out.md").read_bytes()
    (tmp_path / "copy.md").write_bytes(text.replace(b"\n", b"\r\n"))
    assert write_report(run, example, path="copy.md").returncode == 0
    shutil.copy(tmp_path / "copy.md", tmp_path / "again.md")
    assert write_report(run, example, path="again.md").returncode == 0
    assert (tmp_path / "again.md").read_bytes() == text


TEXTS = st.binary(max_size=60).filter(lambda data: not data.startswith(b"PK"))


@given(TEXTS, st.binary(min_size=1, max_size=4), st.data())
def test_any_change_of_a_text_is_seen(text, added, data):
    marked = add_mark(text)
    assert is_own_output(marked)
    assert not is_own_output(text)
    at = data.draw(st.integers(0, len(marked)))
    changed = marked[:at] + added + marked[at:]
    if changed.replace(b"\r\n", b"\n") != marked.replace(b"\r\n", b"\n"):
        assert not is_own_output(changed)
    assert not is_own_output(marked[:at]) or at == len(marked)


@given(st.lists(TEXTS, max_size=3), st.data())
def test_any_change_of_an_archive_is_seen_and_it_can_be_read(contents, data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("first", "x")
        for at, content in enumerate(contents):
            archive.writestr(str(at), content)
    marked = add_mark(file.getvalue())
    assert is_own_output(marked)
    assert not is_own_output(file.getvalue())
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert archive.testzip() is None
        assert [archive.read(str(at)) for at in range(len(contents))] == contents
    at = data.draw(st.integers(0, len(marked) - 1))
    changed = marked[:at] + bytes([marked[at] ^ data.draw(st.integers(1, 255))]) + marked[at + 1 :]
    assert not is_own_output(changed)


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1)])
def test_on_a_terminal_it_asks(example, tmp_path, answer, code):
    (tmp_path / "out.md").write_text("# Minutes of the meeting\n")
    leader, follower = open_terminal()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "report", "--data", str(example), "-o", "out.md", "--lang", "en"],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(TRACKER_LANG="en"),
    )
    os.write(leader, answer)
    _, told = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)
    assert process.returncode == code
    assert b"was edited, or is no report of tracker. Replace it?" in told
    assert ((tmp_path / "out.md").read_text(encoding="utf-8") == "# Minutes of the meeting\n") == (code == 1)
    assert (b"nothing was written" in told) == (code == 1)
