"""Appending: one piece of whole rows, or nothing; whatever the disk, the user or another program does meanwhile."""

import errno
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from support.folders import HEADER
from support.process import environment
from tracker.errors import TrackerError
from tracker.i18n import Language
from tracker.journal import lock, writer
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.lock import file_fingerprint, get_lock_path, lock_journal
from tracker.journal.new_file import create_journal
from tracker.journal.reader import read_journal
from tracker.journal.truncation import move_torn_row
from tracker.journal.writer import append_rows, stamp_rows

ROW = {"indicator": "a", "period": "2021", "value": "1", "status": "final", "recorded_at": "2022-01-01"}
VIETNAM = timezone(timedelta(hours=7))
NOW = datetime(2024, 3, 30, 9, 0, 0, 250_000, VIETNAM)


@pytest.fixture
def journal(tmp_path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(HEADER + "a,2020,1,,final,,,2021-01-01,\n", encoding="utf-8")
    return path


def values(path: Path) -> list[str]:
    """The values of all rows; every one of them must be sound."""
    with path.open("rb") as file:
        reading = read_journal(file, "results.csv", history=ALL_INDICATORS)
    assert (reading.problems, reading.torn_row) == ([], None)
    return [str(row.value) for row in reading.results.get("a", ())]


def said(error: TrackerError) -> str:
    return " ".join(f"{problem.message} {problem.hint or ''}" for problem in error.problems)


FAULTS = [
    pytest.param("write", errno.ENOSPC, "the disk is full", id="full"),
    pytest.param("write", errno.EFBIG, "too large", id="limit"),
    pytest.param("write", errno.EDQUOT, "the disk is full", id="quota"),
    pytest.param("write", errno.EIO, "I/O error", id="write-fault"),
    pytest.param("fsync", errno.EIO, "I/O error", id="sync-fault"),
    pytest.param("stat", errno.ESTALE, "", id="gone"),
]


@pytest.mark.parametrize(("call", "number", "text"), FAULTS)
def test_a_disk_that_fails_leaves_the_journal_as_it_was(journal, monkeypatch, call, number, text):
    before = journal.read_bytes()
    real = getattr(os, call)

    def fail(*arguments):
        if call == "write":
            real(arguments[0], arguments[1][:7])  # a disk that is nearly full takes a part
        monkeypatch.setattr(writer.os, call, real)
        raise OSError(number, os.strerror(number))

    with lock_journal(str(journal)):
        monkeypatch.setattr(writer.os, call, fail)
        with pytest.raises(TrackerError, match="cannot be written") as caught:
            append_rows(str(journal), [ROW])
    assert text in said(caught.value)
    assert "nothing was recorded" in said(caught.value)
    assert journal.read_bytes() == before


@pytest.mark.parametrize("cut", [1, 7, 20])
def test_a_short_write_is_taken_back(journal, monkeypatch, cut):
    before, write = journal.read_bytes(), os.write
    monkeypatch.setattr(writer.os, "write", lambda file, data: write(file, data[:cut]))
    with pytest.raises(TrackerError, match="the disk is full"):
        append_rows(str(journal), [ROW])
    assert journal.read_bytes() == before


def test_a_disk_that_lies_is_found_out_by_reading_back(journal, monkeypatch):
    before, write = journal.read_bytes(), os.write
    monkeypatch.setattr(writer.os, "write", lambda file, data: write(file, data.replace(b",1,", b",2,")))
    with pytest.raises(TrackerError) as caught:
        append_rows(str(journal), [ROW])
    # What stands there is not what was written: it is not certain to be ours, so it is told and left.
    assert "tracker check --repair" in said(caught.value)
    assert journal.read_bytes().startswith(before)


@pytest.mark.parametrize("call", ["write", "fsync", "stat"])
def test_an_interrupt_leaves_no_row_that_was_not_acknowledged(journal, monkeypatch, call):
    before, real = journal.read_bytes(), getattr(os, call)

    def interrupted(*arguments):
        monkeypatch.setattr(writer.os, call, real)
        real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(writer.os, call, interrupted)
    with pytest.raises(KeyboardInterrupt):
        append_rows(str(journal), [ROW])
    assert journal.read_bytes() == before


def test_a_row_that_cannot_be_taken_back_is_told_with_its_remedy(journal, monkeypatch):
    before, write = journal.read_bytes(), os.write

    def fail(*_arguments):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(writer.os, "write", lambda file, data: write(file, data[:9]))
    monkeypatch.setattr(writer.os, "ftruncate", fail)
    with pytest.raises(TrackerError) as caught:
        append_rows(str(journal), [ROW])
    assert "tracker check --repair" in said(caught.value)
    assert "nothing was recorded" not in said(caught.value)
    monkeypatch.undo()
    append_rows(str(journal), [{**ROW, "value": "3"}])
    assert values(journal) == ["1", "3"]
    assert journal.read_bytes().startswith(before)


OTHERS = b"a,2022,5,,final,,,2022-01-01,another program\n"


def write_first(monkeypatch, journal: Path, text: bytes) -> None:
    """Let a program that knows nothing of the lock append `text` just before we write."""
    write = os.write

    def late(file, data):
        monkeypatch.setattr(writer.os, "write", write)
        with journal.open("ab") as other:
            other.write(text)
        return write(file, data)

    monkeypatch.setattr(writer.os, "write", late)


def test_a_row_that_another_program_appended_meanwhile_stays(journal, monkeypatch):
    write_first(monkeypatch, journal, OTHERS)
    append_rows(str(journal), [ROW])
    assert values(journal) == ["1", "5", "1"]


def test_a_row_of_another_program_stays_also_when_ours_fails(journal, monkeypatch):
    before = journal.read_bytes()
    write_first(monkeypatch, journal, OTHERS)

    def fail(_file):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(writer.os, "fsync", fail)
    with pytest.raises(TrackerError):
        append_rows(str(journal), [ROW])
    assert journal.read_bytes() == before + OTHERS


def test_our_row_is_not_glued_to_a_line_that_another_program_has_not_ended(journal, monkeypatch):
    before = journal.read_bytes()
    write_first(monkeypatch, journal, OTHERS.rstrip(b"\n"))
    with pytest.raises(TrackerError, match="another program is writing"):
        append_rows(str(journal), [ROW])
    assert journal.read_bytes() == before + OTHERS.rstrip(b"\n")


def test_a_journal_replaced_meanwhile_is_noticed(journal, monkeypatch):
    write = os.write

    def late(file, data):
        other = journal.with_name("new.csv")
        other.write_bytes(journal.read_bytes() + OTHERS)
        other.replace(journal)
        return write(file, data)

    monkeypatch.setattr(writer.os, "write", late)
    with pytest.raises(TrackerError, match="another program is writing"):
        append_rows(str(journal), [ROW])
    assert values(journal) == ["1", "5"]


def test_rows_are_written_in_one_piece(journal, monkeypatch):
    writes, write = [], os.write
    monkeypatch.setattr(writer.os, "write", lambda file, data: writes.append(bytes(data)) or write(file, data))
    append_rows(str(journal), [ROW, ROW])
    assert len(writes) == 1
    assert writes[0].count(b"\n") == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("ends_whole", [True, False])
def test_a_line_break_within_a_name_of_the_header(tmp_path, end, ends_whole):
    path = tmp_path / "results.csv"
    header = '\ufeff"ghi\nchú",' + HEADER.rstrip("\n")
    path.write_bytes((header + (end if ends_whole else "")).encode())
    append_rows(str(path), [ROW])
    assert values(path) == ["1"]
    assert path.read_bytes().endswith(
        b"\r\n" if end == "\r\n" and ends_whole else b"\r" if end == "\r" and ends_whole else b"\n"
    )


def test_a_column_that_is_missing(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("indicator,period,value,status,recorded_at\n", encoding="utf-8")
    with pytest.raises(TrackerError, match='the column "note" is missing'):
        append_rows(str(path), [{**ROW, "note": "x"}])


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_journal_that_may_not_be_written(journal, monkeypatch, number):
    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(writer.os, "open", refuse)
    with pytest.raises(TrackerError, match="cannot be written"):
        append_rows(str(journal), [ROW])


def test_on_windows_a_refusal_means_that_excel_has_it_open(journal, monkeypatch):
    monkeypatch.setattr(lock, "_IS_POSIX", False)
    error = lock.make_write_error(str(journal), PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    assert "close it in Excel" in Language("en").format_message(error.problems[0].hint)


def test_a_journal_emptied_meanwhile_is_told_and_not_waited_for(journal):
    journal.write_bytes(b"")
    with pytest.raises(TrackerError, match="cannot be written"):
        append_rows(str(journal), [ROW])


def test_a_header_overwritten_meanwhile_is_told(journal):
    journal.write_bytes(b'"indicator,period\n')
    with pytest.raises(TrackerError, match="cannot be written"):
        append_rows(str(journal), [ROW])


def test_the_state_of_a_journal_changes_with_it(journal):
    before = file_fingerprint(str(journal))
    assert file_fingerprint(str(journal)) == before
    append_rows(str(journal), [ROW])
    assert file_fingerprint(str(journal)) != before
    journal.unlink()
    assert file_fingerprint(str(journal)) == ()


# The end of the file

TORN = [
    b"a",
    b"a,2022,5,,fin",
    b'a,2022,5,,final,,"a note\nof two lines, cut',
    b'a,2022,5,,final,,"a note\n',
    "a,2022,5,,final,,,2022-01-01,Nguyễn".encode()[:-2],
    b"a,2022,5,,final,,,2022-01-01",
]


@pytest.mark.parametrize("piece", TORN)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_torn_row_is_moved_aside_and_never_glued_to_the_next(journal, piece, end):
    journal.write_bytes(journal.read_bytes().replace(b"\n", end))
    sound = journal.read_bytes()
    journal.write_bytes(sound + piece)
    warning = append_rows(str(journal), [{**ROW, "value": "3"}])
    assert warning is not None
    assert str(journal) + ".torn" in str(warning.message)
    assert Path(f"{journal}.torn").read_bytes() == piece + b"\n"
    assert journal.read_bytes().startswith(sound)
    assert values(journal) == ["1", "3"]


def test_pieces_are_kept_one_below_the_other(journal):
    for piece in (b"a,2022", b"a,2023"):
        with journal.open("ab") as file:
            file.write(piece)
        assert move_torn_row(str(journal)) is not None
    assert move_torn_row(str(journal)) is None
    assert Path(f"{journal}.torn").read_bytes() == b"a,2022\na,2023\n"
    assert values(journal) == ["1"]


def test_a_piece_is_not_cut_off_before_it_is_kept(journal, monkeypatch):
    whole = journal.read_bytes() + b"a,2022"
    journal.write_bytes(whole)
    write = os.write
    monkeypatch.setattr(writer.os, "write", lambda file, data: write(file, data[:3]))
    with pytest.raises(TrackerError, match="the disk is full"):
        append_rows(str(journal), [ROW])
    assert journal.read_bytes() == whole


def test_a_whole_row_without_its_line_break_counts(journal):
    journal.write_bytes(journal.read_bytes() + b"a,2022,5,,final,,,2022-01-01,lan")
    assert append_rows(str(journal), [{**ROW, "value": "3"}]) is None
    assert values(journal) == ["1", "5", "3"]
    assert not Path(f"{journal}.torn").exists()


def test_rows_swallowed_by_a_forgotten_quotation_mark_are_not_moved_away(journal):
    whole = journal.read_bytes() + b'a,2022,5,,final,,"note,2022-01-01,lan\n' + OTHERS * 3
    journal.write_bytes(whole)
    assert move_torn_row(str(journal)) is None
    assert journal.read_bytes() == whole


def test_a_last_row_longer_than_what_is_looked_at(journal):
    append_rows(str(journal), [{**ROW, "value": "2", "note": "x" * 200_000}])
    append_rows(str(journal), [{**ROW, "value": "3"}])
    assert values(journal) == ["1", "2", "3"]


# The moment


def stamp(path: Path, now: datetime = NOW, after: str = "") -> str:
    (row,) = stamp_rows(str(path), [ROW], now, "lan", after)
    assert row["recorded_by"] == "lan"
    return row["recorded_at"]


def test_no_two_recordings_share_a_moment(journal):
    found = []
    for micro in (0, 250_000, 250_000, 100_000, 999_999, 999_999, 0):
        rows = stamp_rows(str(journal), [ROW, ROW], NOW.replace(microsecond=micro), "lan")
        assert rows[0]["recorded_at"] == rows[1]["recorded_at"]
        append_rows(str(journal), rows)
        found.append(rows[0]["recorded_at"])
    assert found == [
        "2024-03-30T09:00:00+07:00",
        "2024-03-30T09:00:00.250000+07:00",
        "2024-03-30T09:00:00.250001+07:00",
        "2024-03-30T09:00:00.250002+07:00",
        "2024-03-30T09:00:00.999999+07:00",
        "2024-03-30T09:00:01+07:00",
        "2024-03-30T09:00:01.000001+07:00",
    ]
    assert len(values(journal)) == 15


@pytest.mark.parametrize(
    ("now", "after", "expected"),
    [
        (NOW, "2024-03-30", "2024-03-30T09:00:00+07:00"),
        (datetime(2024, 3, 29, 20, tzinfo=UTC), "2024-03-30T01:00:00+07:00", "2024-03-30T03:00:00+07:00"),
        (datetime(2024, 3, 29, 20, tzinfo=UTC), "2024-03-30", "2024-03-30T10:00:00+14:00"),
    ],
)
def test_no_row_is_older_by_its_day_than_the_one_it_follows(journal, now, after, expected):
    assert stamp(journal, now, after) == expected


def test_a_clock_that_is_days_behind_is_told(journal):
    with pytest.raises(TrackerError, match="in the future") as caught:
        stamp(journal, NOW, "2024-04-02T09:00:00+07:00")
    assert "clock" in said(caught.value)


# The lock


def test_the_lock_of_another_is_waited_for_and_then_told(journal):
    with (
        lock_journal(str(journal)),
        pytest.raises(TrackerError, match="another program is recording"),
        lock_journal(str(journal), 0.05),
    ):
        pass


def test_the_lock_leaves_nothing_behind(journal):
    with lock_journal(str(journal)):
        assert os.path.exists(get_lock_path(str(journal)))
    assert os.listdir(journal.parent) == ["results.csv"]


def test_the_lock_of_a_dead_process_holds_nobody_up(journal):
    program = (
        "import os, sys, signal; from tracker.journal.lock import lock_journal\n"
        "with lock_journal(sys.argv[1]): os.kill(os.getpid(), signal.SIGKILL)"
    )
    process = subprocess.run([sys.executable, "-c", program, str(journal)], env=environment(), check=False)
    assert process.returncode < 0
    assert os.path.exists(get_lock_path(str(journal)))
    with lock_journal(str(journal), 0):
        append_rows(str(journal), [ROW])
    assert os.listdir(journal.parent) == ["results.csv"]


def test_the_lock_is_the_same_by_whichever_link(journal, tmp_path):
    other = tmp_path / "elsewhere"
    other.mkdir()
    link = other / "results.csv"
    link.symlink_to(journal)
    assert get_lock_path(str(link)) == get_lock_path(str(journal))
    with lock_journal(str(journal)), pytest.raises(TrackerError, match="another program"), lock_journal(str(link), 0):
        pass
    with lock_journal(str(link)):
        append_rows(str(link), [ROW])
    assert values(journal) == ["1", "1"]
    assert link.is_symlink()


def test_whoever_may_write_the_journal_may_lock_it(journal):
    journal.chmod(0o660)
    with lock_journal(str(journal)):
        assert stat.S_IMODE(os.stat(get_lock_path(str(journal))).st_mode) == 0o660


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_network_folder_without_locks(journal, monkeypatch, number):
    import fcntl

    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with (
        pytest.raises(TrackerError, match="cannot be locked: the file system does not support locks") as caught,
        lock_journal(str(journal)),
    ):
        pass
    assert "network folder" in said(caught.value)


def test_a_lock_that_cannot_be_let_go_undoes_nothing(journal, monkeypatch):
    import fcntl

    real = fcntl.flock

    def refuse(file, operation):
        if operation == fcntl.LOCK_UN:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(file, operation)

    monkeypatch.setattr(fcntl, "flock", refuse)
    with lock_journal(str(journal)):
        append_rows(str(journal), [ROW])
    assert values(journal) == ["1", "1"]


def test_a_folder_that_cannot_hold_the_lock(tmp_path):
    (tmp_path / "a-file").write_text("")
    with (
        pytest.raises(TrackerError, match="cannot be written"),
        lock_journal(str(tmp_path / "a-file" / "results.csv")),
    ):
        pass


# A new journal


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES])
def test_a_journal_that_cannot_be_seen_for_a_moment_is_not_replaced(tmp_path, monkeypatch, number):
    path = tmp_path / "decisions.csv"
    path.write_text("what was decided\n", encoding="utf-8")

    def refuse(*_arguments):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", refuse)
        patch.setattr(os, "lstat", refuse)
        with pytest.raises(TrackerError, match="cannot be written"):
            create_journal(str(path), DECISIONS.header, str(tmp_path))
    assert path.read_text(encoding="utf-8") == "what was decided\n"
    assert os.listdir(tmp_path) == ["decisions.csv"]


@pytest.mark.skipif(os.name == "nt", reason="a link needs a right of its own")
@pytest.mark.parametrize("name", ["decisions.csv", "closings.csv"])
def test_a_link_to_nothing_is_an_error_and_no_missing_journal(run, example, name):
    (example / name).symlink_to("nowhere.csv")
    for words in (["status"], ["decide", "grdp-growth", "2025", "8"], ["close", "2024", "--yes"]):
        done = run(*words, "--data", example, "--lang", "en")
        assert (done.returncode, done.stdout) == (3, ""), words
        assert f"{name}: the file is missing" in done.stderr
        assert "it is a link" in done.stderr
    assert (example / name).is_symlink()
