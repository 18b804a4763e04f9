"""Recording into a shared store: all or nothing, who was first is shown, and what is said of a commit is true."""

import csv
import gc
import io
import os
import re
import subprocess
import threading
import types
import warnings
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

import tracker
from support.folders import HEADER, LANGUAGES, TESTS
from support.process import environment
from support.recordings import SIGNALS, make_program
from support.servers import Server
from support.stores import Office, make_office
from tracker.cli import add_result as add_result_command
from tracker.cli import decide as decide_command
from tracker.cli import undo as undo_command
from tracker.errors import TrackerError
from tracker.store import outcome, recording
from tracker.store.journals import Store


@pytest.fixture
def lan(server: Server, tmp_path: Path) -> Office:
    return make_office(server, tmp_path)


@pytest.fixture
def minh(lan: Office) -> Office:
    return Office(lan.path.parent / "minh", lan.url, "minh")


def fetch(office: Office, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(office.url) as connection:
        return connection.execute(query.encode()).fetchall()


def change(office: Office, statement: str) -> None:
    with psycopg.connect(office.url) as connection:
        connection.execute(statement.encode())


def list_values(office: Office) -> list[tuple[str, str, str]]:
    """Return indicator, period and value of what was recorded, oldest first."""
    rows = csv.DictReader(io.StringIO(office.read_log()))
    return [(row["indicator"], row["period"], row["value"]) for row in reversed(list(rows))]


def once(first: Callable[[], object], then: Callable[..., object]) -> Callable[..., object]:
    """Return a function that does `first` when it is called for the first time, and then what `then` does."""
    waiting = [first]

    def call(*arguments: object, **named: object) -> object:
        if waiting:
            waiting.pop()()
        return then(*arguments, **named)

    return call


def run_with_signal(office: Office, place: str, when: str, name: str, *arguments: object) -> tuple[int, str]:
    """Run a command that sends itself a signal; return its exit code and what it said of it."""
    words = [str(word) for word in (*arguments, "--yes", "--data", office.path)]
    settings = environment(TRACKER_LANG="en", TRACKER_AUTHOR=office.author)
    done = subprocess.run(
        [*make_program(place, when, name), *words],
        env=settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


# One recording ---------------------------------------------------------------------------------------------------------


def test_rows_of_one_key_take_consecutive_revisions(lan):
    lan.record("add-result", "roads", 2023, 5)
    lan.record("add-result", "roads", 2023, 6, "--revise")
    lan.record("add-result", "roads", 2024, 7)
    lan.record("undo")
    rows = fetch(lan, "SELECT indicator, period, parts, area, revision FROM tracker.results ORDER BY period, revision")
    assert rows == [("roads", period, "", "", revision) for period in ("2023", "2024") for revision in (1, 2)]
    assert fetch(lan, "SELECT period, revision, value, status, is_plain FROM tracker.latest ORDER BY period") == [
        ("2023", 2, 6, "preliminary", True),
        ("2024", 2, None, "withdrawn", False),
    ]


def test_a_clock_that_is_behind_does_not_change_the_order_of_a_key(lan, minh):
    from datetime import datetime, timedelta, timezone

    vietnam = timezone(timedelta(hours=7))
    lan.record("add-result", "roads", 2023, 5, now=datetime(2026, 1, 10, 0, 30, tzinfo=vietnam))
    minh.record("add-result", "roads", 2023, 6, "--revise", now=datetime(2026, 1, 9, 23, 30, tzinfo=vietnam))
    assert list_values(lan) == [("roads", "2023", "5"), ("roads", "2023", "6")]
    moments = fetch(lan, "SELECT moment FROM tracker.results ORDER BY revision")
    assert moments == sorted(moments)


def test_an_import_of_thousands_of_rows_is_one_batch(lan):
    path = lan.path / "sheet.csv"
    path.write_text("indicator,period,value,status\nroads,2023,5,final\ntrees,2023,9,final\n", encoding="utf-8")
    lan.record("import", path)
    assert fetch(lan, "SELECT count(*) FROM tracker.batches") == [(1,)]
    assert fetch(lan, "SELECT count(*) FROM tracker.results") == [(2,)]


# Others record the same --------------------------------------------------------------------------------------------------


SAID = "minh has meanwhile recorded 67.9 for roads 2024 (2026-11-27, 09:00)"


def test_a_conflict_names_who_recorded_what(lan, minh, monkeypatch):
    commit = once(lambda: minh.record("add-result", "roads", 2024, "67.9"), add_result_command.record_results)
    monkeypatch.setattr(add_result_command, "record_results", commit)
    done = lan.run("add-result", "roads", 2024, "12", "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert SAID in done.stderr
    assert "nothing was recorded" in done.stderr
    assert list_values(lan) == [("roads", "2024", "67.9")]


def test_a_conflict_within_the_transaction_is_shown_too(lan, minh, monkeypatch):
    insert = once(lambda: minh.record("add-result", "roads", 2024, "67.9"), recording._Insertion.insert)
    monkeypatch.setattr(recording._Insertion, "insert", insert)
    done = lan.run("add-result", "roads", 2024, "12", "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert SAID in done.stderr
    assert list_values(lan) == [("roads", "2024", "67.9")]


def test_what_others_record_of_other_keys_is_no_conflict(lan, minh, monkeypatch):
    insert = once(lambda: minh.record("add-result", "trees", 2024, "67.9"), recording._Insertion.insert)
    monkeypatch.setattr(recording._Insertion, "insert", insert)
    lan.record("add-result", "roads", 2024, "12")
    assert sorted(list_values(lan)) == [("roads", "2024", "12"), ("trees", "2024", "67.9")]


def test_the_same_value_recorded_by_others_is_unchanged(lan, minh, monkeypatch):
    commit = once(lambda: minh.record("add-result", "roads", 2024, "12"), add_result_command.record_results)
    monkeypatch.setattr(add_result_command, "record_results", commit)
    assert lan.record("add-result", "roads", 2024, "12").startswith("Unchanged")


def test_a_conflict_of_an_import_names_each_key(lan, minh, monkeypatch):
    path = lan.path / "sheet.csv"
    path.write_text("indicator,period,value\nroads,2023,5\nroads,2024,6\ntrees,2024,9\n", encoding="utf-8")

    def record_two() -> None:
        minh.record("add-result", "roads", 2024, "67.9")
        minh.record("add-result", "roads", 2023, "5.5")

    insert = once(record_two, recording._Insertion.insert)
    monkeypatch.setattr(recording._Insertion, "insert", insert)
    done = lan.run("import", path, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert SAID in done.stderr
    assert "minh has meanwhile recorded 5.5 for roads 2023" in done.stderr
    assert len(list_values(lan)) == 2


def test_a_conflict_of_a_decision_names_who_decided_what(lan, minh, monkeypatch):
    words = ("decide", "roads", 2024, ">=8", "--decided", "2024-05-01")
    commit = once(lambda: minh.record(*words[:3], ">=9", *words[4:]), decide_command.commit_rows)
    monkeypatch.setattr(decide_command, "commit_rows", commit)
    done = lan.run(*words, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "minh has meanwhile recorded ≥ 9 for the plan of 2024 of roads (2026-11-27, 09:00)" in done.stderr


def test_an_undo_is_refused_if_its_key_was_recorded_again(lan, minh, monkeypatch):
    lan.record("add-result", "roads", 2024, "12")
    commit = once(lambda: minh.record("add-result", "roads", 2024, "67.9", "--revise"), undo_command.commit_rows)
    monkeypatch.setattr(undo_command, "commit_rows", commit)
    done = lan.run("undo", "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert SAID in done.stderr
    done = lan.run("undo", "--yes")
    assert done.returncode == 2
    assert "roads 2024 was recorded again after recording 1, by recording 2" in done.stderr


def test_conflicts_are_told_in_vietnamese(lan, minh, monkeypatch):
    commit = once(lambda: minh.record("add-result", "roads", 2024, "67.9"), add_result_command.record_results)
    monkeypatch.setattr(add_result_command, "record_results", commit)
    done = lan.run("add-result", "roads", 2024, "12", "--yes", language="vi")
    assert "trong lúc đó minh đã ghi 67,9 cho roads 2024 (27/11/2026, 09:00)" in done.stderr


# Undo, log, check --------------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_last_recording_of_its_author(lan, minh):
    lan.record("add-result", "roads", 2024, "12")
    minh.record("add-result", "trees", 2024, "9")
    assert "recording 1 of" in lan.record("undo")
    assert list_values(lan)[-1] == ("roads", "2024", "")
    assert "by lan (undo)" in lan.record("undo")  # the undo is the author's last one now
    nobody = Office(lan.path.parent / "hoa", lan.url, "hoa")
    done = nobody.run("undo", "--yes")
    assert done.returncode == 2
    assert "hoa has recorded nothing here" in done.stderr
    assert "recording 2 of" in nobody.record("undo", "--id", 2)


def test_check_repairs_nothing_that_is_right(lan):
    lan.record("add-result", "roads", 2024, "12", "--source", "S", "--status", "final")
    done = lan.run("check", "--repair", "--only", "latest")
    assert (done.returncode, done.stdout) == (0, "")
    assert "the store has nothing to repair" in done.stderr


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tracker.latest SET value = 13 WHERE period = '2024'",
        "UPDATE tracker.latest SET line = line || ' ' WHERE period = '2024'",
        "UPDATE tracker.latest SET revision = 7 WHERE period = '2024'",
        "UPDATE tracker.latest SET is_plain = false WHERE period = '2024'",
        "UPDATE tracker.latest SET moment = '' WHERE period = '2024'",
        "DELETE FROM tracker.latest WHERE period = '2024'",
    ],
)
def test_check_finds_and_repairs_last_rows_that_are_wrong(lan, damage):
    lan.record("add-result", "roads", 2023, "11")
    lan.record("add-result", "roads", 2024, "12")
    before = fetch(lan, "SELECT * FROM tracker.latest ORDER BY period")
    change(lan, damage)
    done = lan.run("check", "--only", "latest")
    assert done.returncode == 1
    assert (
        "[latest] the table latest of the store lacks the last row of 1 results, for example roads 2024" in done.stdout
    )
    assert "tracker check --repair" in done.stdout
    done = lan.run("check", "--repair", "--only", "latest")
    assert (done.returncode, done.stdout) == (0, "")
    assert "the last rows of 1 results were put right" in done.stderr
    assert fetch(lan, "SELECT * FROM tracker.latest ORDER BY period") == before


def test_nothing_is_recorded_over_a_last_row_that_latest_lacks(lan):
    lan.record("add-result", "roads", 2024, "12")
    change(lan, "DELETE FROM tracker.latest")
    done = lan.run("add-result", "roads", 2024, "13", "--yes")
    assert done.returncode == 3
    assert "the table latest of the store is damaged; nothing was recorded" in done.stderr
    lan.run("check", "--repair")
    assert lan.run("add-result", "roads", 2024, "13", "--yes").returncode == 2


def test_a_journal_beside_the_store_is_not_read_and_that_is_said_once(lan):
    lan.record("add-result", "roads", 2024, "12")
    (lan.path / "results.csv").write_text(
        f"{HEADER}roads,2023,5,,final,,,2024-01-01T09:00:00+07:00,x\n", encoding="utf-8"
    )
    for words in (("status",), ("add-result", "roads", 2025, "3", "--yes"), ("log",)):
        done = lan.run(*words)
        assert done.returncode == 0
        assert done.stderr.count("results.csv: is not read: the journals are in the store") == 1, done.stderr
    done = lan.run("check", "--only", "unread-journals")
    assert "warning: [unread-journals] is not read: the journals are in the store" in done.stdout
    assert [each[1] for each in list_values(lan)] == ["2024", "2025"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["latest", "unread-journals"])
def test_the_checks_of_a_store_say_what_is_approved(lan, name, language):
    lan.record("add-result", "roads", 2024, "12")
    if name == "latest":
        change(lan, "DELETE FROM tracker.latest")
    else:
        row = "roads,2023,5,,final,,,2024-01-01T09:00:00+07:00,x\n"
        (lan.path / "results.csv").write_text(HEADER + row, encoding="utf-8")
    done = lan.run("check", "--only", name, language=language)
    said = done.stdout.replace(f"{lan.path}{os.sep}", "./").replace(f"{lan.url.split('=')[1]}/", "")
    said = re.sub(r"\bd\d+\b", "tracker", said)
    expected = TESTS / "checks" / name / f"expected.{language}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(said, encoding="utf-8", newline="")
    assert said == expected.read_text(encoding="utf-8")


# A connection that breaks ------------------------------------------------------------------------------------------------


def break_connection(office: Office) -> None:
    change(
        office,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def test_a_connection_that_breaks_before_the_commit_records_nothing(lan, monkeypatch):
    monkeypatch.setattr(recording, "commit", once(lambda: break_connection(lan), recording.commit))
    done = lan.run("add-result", "roads", 2024, "12", "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "the connection to the store" in done.stderr
    assert "nothing was recorded" in done.stderr
    assert list_values(lan) == []


def commit_and_break(monkeypatch: pytest.MonkeyPatch, office: Office, then: Callable[[], object]) -> None:
    """Let the next commit reach the server, and break the connection before its answer comes."""
    real = psycopg.Connection.commit
    waiting = [True]

    def commit(connection: "psycopg.Connection[object]") -> None:
        if not waiting:
            real(connection)
            return
        waiting.pop()
        real(connection)
        connection.close()
        then()
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(psycopg.Connection, "commit", commit)


def test_a_commit_whose_answer_was_lost_is_found_to_be_recorded(lan, monkeypatch):
    commit_and_break(monkeypatch, lan, lambda: None)
    done = lan.run("add-result", "roads", 2024, "12", "--yes")
    assert done.returncode == 0
    assert "Recorded: roads 2024 = 12" in done.stdout
    assert "broke, but it is recorded" in done.stderr
    assert list_values(lan) == [("roads", "2024", "12")]


def test_if_nobody_can_tell_that_is_said_and_the_evidence_stays(lan, tmp_path, monkeypatch):
    evidence = tmp_path / "report.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    monkeypatch.setattr(outcome, "TIMEOUT_SECONDS", 0.3)
    real = Store.connection.fget
    commit_and_break(monkeypatch, lan, lambda: monkeypatch.setattr(Store, "connection", property(refuse)))
    done = lan.run("add-result", "roads", 2024, "12", "--yes", "--evidence", evidence)
    monkeypatch.setattr(Store, "connection", property(real))
    assert (done.returncode, done.stdout) == (3, "")
    assert "it is not known whether it is recorded" in done.stderr
    assert "see tracker log before you record it again" in done.stderr
    assert "nothing was recorded" not in done.stderr
    assert (lan.path / "evidence" / "report.pdf").read_bytes() == evidence.read_bytes()
    assert list_values(lan) == [("roads", "2024", "12")]


def refuse(_: Store) -> object:
    raise TrackerError(())


def test_a_transaction_that_is_still_at_work_is_waited_for(lan):
    """The other connection inserts the same row: it sees what became of the first only when that has ended."""
    store = Store(lan.url, {})
    values = ("results.csv", "2026-01-01T00:00:00.000000Z", "name")
    marker = outcome.Marker(recording.statements.ADD_BATCH, values, recording.statements.FIND_BATCH, values[:2])
    with psycopg.connect(lan.url) as first:
        first.execute(marker.insert.encode(), values)
        found: list[bool] = []
        waiting = threading.Thread(target=lambda: found.append(outcome._find_out(store, marker)))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        first.commit()
        waiting.join(20)
    assert found == [True]
    marker = marker._replace(values=(*values[:1], "2026-01-02T00:00:00.000000Z", "x"))
    assert outcome._find_out(store, marker._replace(key=marker.values[:2])) is False
    assert fetch(lan, "SELECT count(*) FROM tracker.batches") == [(1,)]


def test_who_records_with_evidence_keeps_others_in_the_folder_from_its_files(lan, tmp_path, monkeypatch):
    evidence = tmp_path / "report.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    lock = lan.path / ".results.csv.lock"
    seen: list[bool] = []
    insert = once(lambda: seen.append(lock.exists()), recording._Insertion.insert)
    monkeypatch.setattr(recording._Insertion, "insert", insert)
    lan.record("add-result", "roads", 2024, "12", "--evidence", evidence)
    assert (seen, lock.exists()) == ([True], False)


def test_evidence_is_removed_again_if_nothing_was_recorded(lan, minh, tmp_path, monkeypatch):
    evidence = tmp_path / "report.pdf"
    evidence.write_bytes(b"%PDF-1.4 evidence")
    insert = once(lambda: minh.record("add-result", "roads", 2024, "67.9"), recording._Insertion.insert)
    monkeypatch.setattr(recording._Insertion, "insert", insert)
    done = lan.run("add-result", "roads", 2024, "12", "--yes", "--evidence", evidence)
    assert done.returncode == 2
    assert not (lan.path / "evidence").exists()


# Closing -----------------------------------------------------------------------------------------------------------------


def test_a_year_is_closed_in_the_store(lan, minh):
    lan.record("add-result", "roads", 2024, "12", "--status", "final", "--source", "S")
    assert "Closed: all years up to 2024, 1 rows of results" in lan.record("close", 2024)
    assert sorted(path.name for path in lan.path.iterdir()) == ["closed", "targets.toml"]
    assert fetch(lan, "SELECT journal, closing FROM tracker.closed_batches") == [("results.csv", 1)]
    done = minh.run("add-result", "roads", 2023, "1", "--yes")
    assert done.returncode == 2
    assert "the years up to 2024 were closed" in done.stderr
    minh.record("add-result", "roads", 2023, "1", "--reopen", "--note", "late")
    done = lan.run("check", "--only", "after-closing,closed-rows,closed-files")
    assert re.findall(r"\[([a-z-]+)\]", done.stdout) == ["after-closing"]
    assert "closing 2 of this year" in lan.record("close", 2024)
    done = lan.run("check", "--only", "after-closing,closed-rows,closed-files")
    assert (done.returncode, done.stdout) == (0, "")
    zipped = lan.run("log", "--data", lan.path / "closed" / "2024.zip")
    assert zipped.returncode == 0


def test_a_batch_that_is_committed_late_comes_behind_the_closed_rows(lan, minh):
    from datetime import datetime

    lan.record("add-result", "roads", 2024, "12", now=datetime(2026, 1, 10, 9, 0))
    lan.record("close", 2024, now=datetime(2026, 1, 10, 9, 1))
    minh.record("add-result", "trees", 2025, "3", now=datetime(2026, 1, 9, 9, 0))
    assert lan.run("check", "--only", "closed-rows,closed-files").returncode == 0
    lines = fetch(lan, "SELECT indicator FROM tracker.results ORDER BY moment")
    assert lines == [("trees",), ("roads",)]


def test_of_two_closings_at_once_one_wins_and_the_other_leaves_no_zip(lan, minh, monkeypatch):
    from tracker.recording import closing

    lan.record("add-result", "roads", 2024, "12")
    pack = once(lambda: minh.record("close", 2024), closing._pack_files)
    monkeypatch.setattr(closing, "_pack_files", pack)
    done = lan.run("close", 2024, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "another office closed a year at this moment; nothing was closed" in done.stderr
    assert list((lan.path / "closed").iterdir()) == []
    assert len(list((minh.path / "closed").iterdir())) == 1
    assert fetch(lan, "SELECT count(*) FROM tracker.closings") == [(1,)]


# The library, and what is left behind ------------------------------------------------------------------------------------


def test_the_library_records_and_leaves_no_connection(lan, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with tracker.open(lan.path) as folder:
            effect = folder.record("roads", 2024, 12, author="lan")
            assert effect.change == "new"
            assert [row.value for row in folder.results("roads")] == [12]
            busy = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()"
            assert fetch(lan, busy) == [(0,)]
        folder = tracker.open(lan.path)
        del folder
        gc.collect()
    assert fetch(lan, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == [(1,)]


def test_nothing_waits_in_a_transaction_while_the_user_is_asked(lan, monkeypatch):
    import click

    seen: list[list[tuple[object, ...]]] = []

    def answer(*_: object, **__: object) -> str:
        seen.append(fetch(lan, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"))
        return "y"

    monkeypatch.setattr(click, "prompt", answer)
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda _: True})()
    monkeypatch.setattr("tracker.cli.prompt.sys", types.SimpleNamespace(stdin=terminal))
    lan.record("add-result", "roads", 2023, "5")
    for words in (("undo",), ("close", 2024), ("add-result", "roads", 2024, "5000")):
        assert lan.run(*words).returncode in (0, 1, 2)
    assert seen
    assert all(each == [(1,)] for each in seen)


# Signals ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_signal_during_the_commit_waits_until_it_is_recorded(lan, name, when):
    code, said = run_with_signal(lan, "tracker.store.recording:commit", when, name, "add-result", "roads", 2023, 5)
    assert (code, said.strip()) == (0, "")
    assert list_values(lan) == [("roads", "2023", "5")]


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_before_the_commit_records_nothing(lan, name):
    place = "tracker.store.recording:make_key"
    code, said = run_with_signal(lan, place, "before", name, "add-result", "roads", 2023, 5)
    assert (code, said.strip()) == (SIGNALS[name], "")
    assert list_values(lan) == []
