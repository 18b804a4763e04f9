"""Evidence in the folder: what `check` finds of it, and that a recording keeps it whole or not at all."""

import errno
import hashlib
import os
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from support.examples import draw_settings
from support.process import environment
from tracker.folder.evidence_files import EvidenceExaminer
from tracker.folder.files import Folder
from tracker.journal import lock
from tracker.model.evidence import EvidenceReference, list_references, merge_sources, shorten_references
from tracker.recording import commit

TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2030
[[indicator]]
id = "rate"
name = "Tỷ lệ"
unit = "%"
measure = "level"
target.at_least = 90
"""
HASH = hashlib.sha256(b"x").hexdigest()
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "báo cáo ký số.pdf") for form in ("NFC", "NFD"))


@pytest.fixture
def office(folder):
    return folder(TARGETS)


def read_source(office: Path) -> str:
    [*_, row] = tracker.open(office, today="2027-01-10").results("rate", history=True)
    return row.source


def list_files(office: Path) -> list[str]:
    return sorted(str(path.relative_to(office)) for path in office.rglob("*"))


# How a source names a file. ------------------------------------------------------------------------------------------


@draw_settings(300)
@given(path=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), digest=st.sampled_from(["", HASH]),
       before=st.sampled_from(["", "BC 12; ", "xem (", "a, "]), after=st.sampled_from(["", "; NQ 2", ")", ", trang 3"]))  # fmt: skip
def test_a_reference_is_read_back_whatever_the_path(path, digest, before, after):
    reference = EvidenceReference(path, digest)
    written = str(reference)
    assert not set(written) & set(" \t\n\";,'")
    if digest or path[-1] != ".":
        assert list_references(f"{before}{written}{after}") == (reference,)
        path = written if path[0] == "/" else path
        assert shorten_references(f"{before}{written}{after}") == f"{before}{path}{after}"


@pytest.mark.parametrize(
    ("source", "paths"),
    [("", []), ("https://example.org/file:x", []), ("profile:x.pdf", []), ("file:a.pdf, file:b.pdf", ["a.pdf", "b.pdf"]),
     ("FILE:a.pdf#sha256=" + HASH.upper(), ["a.pdf"]), ("file:a.pdf#page=3&sha256=" + HASH, ["a.pdf"]), ("file:a%2Fb%23.pdf", ["a/b#.pdf"])],
)  # fmt: skip
def test_what_is_a_reference(source, paths):
    found = list_references(source)
    assert [each.path for each in found] == paths
    assert {each.sha256 for each in found} <= {"", HASH}


def test_a_source_gains_files_and_loses_none_but_an_older_one_of_the_same_path():
    one, two, newer = (
        str(EvidenceReference(path, digest * 64)) for path, digest in (("a", "1"), ("b", "2"), ("a", "3"))
    )
    assert merge_sources("NQ 1", one) == f"NQ 1; {one}"
    assert merge_sources(f"NQ 1; {one}; trang 2", newer) == f"NQ 1; trang 2; {newer}"
    assert merge_sources(one, two) == f"{one}; {two}"
    assert merge_sources(one, f"NQ 2; {two}") == f"NQ 2; {two}"


# What `check` finds. -------------------------------------------------------------------------------------------------


def examine(office: Path, path: str, digest: str = HASH) -> str:
    return EvidenceExaminer(Folder(str(office))).examine(EvidenceReference(path, digest)).fault


def test_each_fault_of_a_file_is_known(office, tmp_path):
    (tmp_path / "outside.pdf").write_bytes(b"x")
    evidence = office / "evidence"
    (evidence / "năm 2026").mkdir(parents=True)
    for name in ("a.pdf", ".hidden.pdf", "năm 2026/Báo Cáo.pdf", "100%.pdf"):
        (evidence / name).write_bytes(b"x")
    (evidence / "changed.pdf").write_bytes(b"y")
    (evidence / "leaves.pdf").symlink_to(tmp_path / "outside.pdf")
    (evidence / "stays.pdf").symlink_to("a.pdf")
    (evidence / "broken.pdf").symlink_to("none.pdf")
    (evidence / "loop.pdf").symlink_to("loop.pdf")
    (office / "up").symlink_to(tmp_path)
    os.mkfifo(evidence / "pipe")
    for path in ("a.pdf", "năm 2026/Báo Cáo.pdf", "100%.pdf", "./a.pdf", "năm 2026/../a.pdf", "stays.pdf"):
        assert examine(office, f"evidence/{path}") == ""
    for path, fault in (
        ("evidence/none.pdf", "missing"), ("none/a.pdf", "missing"), ("evidence/a.pdf/b", "missing"), ("evidence/broken.pdf", "missing"),
        ("evidence/A.pdf", "renamed"), ("evidence/năm 2026/báo cáo.pdf", "renamed"), ("Evidence/a.pdf", "renamed"),
        ("evidence/changed.pdf", "changed"), ("evidence\\a.pdf", "backslash"), (str(evidence / "a.pdf"), "outside"),
        ("//server/share/a.pdf", "outside"), ("C:/a.pdf", "outside"), ("c:a.pdf", "outside"), ("../outside.pdf", "outside"),
        ("evidence/../../data/evidence/a.pdf", "outside"), ("evidence/leaves.pdf", "linked"), ("up/outside.pdf", "linked"),
        ("evidence/.hidden.pdf", "hidden"), (".git/config", "hidden"), ("evidence", "folder"), ("evidence/pipe", "folder"),
        ("", "folder"), (".", "folder"), ("evidence/\0.pdf", "missing"), ("evidence/" + "x" * 300, "missing"),
    ):  # fmt: skip
        assert (path, examine(office, path)) == (path, fault)
    assert examine(office, "evidence/loop.pdf") in ("missing", "unreadable")
    assert examine(office, "evidence/a.pdf", "12") == "malformed"
    assert examine(office, "evidence/changed.pdf", "") == ""


@pytest.mark.parametrize("on_disk", [COMPOSED, DECOMPOSED])
@pytest.mark.parametrize("written", [COMPOSED, DECOMPOSED])
def test_both_forms_of_vietnamese_letters_name_the_same_file(on_disk, written, office):
    (office / "evidence").mkdir()
    (office / "evidence" / on_disk).write_bytes(b"x")
    assert examine(office, f"evidence/{written}") == ""


def test_a_file_is_hashed_once_however_many_rows_name_it(office, monkeypatch):
    (office / "evidence").mkdir()
    (office / "evidence" / "a.pdf").write_bytes(b"x")
    calls = []
    monkeypatch.setattr("tracker.folder.evidence_files.hash_file", lambda file: calls.append(file) or HASH)
    examiner = EvidenceExaminer(Folder(str(office)))
    assert {examiner.examine(EvidenceReference("evidence/a.pdf", HASH)).fault for _ in range(50)} == {""}
    assert len(calls) == 1


def test_nothing_is_hashed_if_the_checks_are_left_out(example, run, monkeypatch):
    row = f"poor-households,2024,0.9,,final,file:evidence/a.pdf#sha256={HASH},,2025-01-20,lan\n"
    with (example / "results.csv").open("a", encoding="utf-8") as journal:
        journal.write(row)
    done = run("check", "--data", example, "--only", "evidence", "--lang", "en")
    assert (done.returncode, done.stdout.count("[evidence]")) == (1, 1)
    monkeypatch.setattr(EvidenceExaminer, "examine", None)
    assert run("check", "--data", example, "--ignore", "evidence,evidence-hash").returncode == 0


def test_decisions_and_closings_are_looked_at_too_and_what_was_revised_is_not(office, run):
    for number, source in enumerate(("file:evidence/old.pdf", "https://example.org"), 1):
        extra = ["--revise"] if number == 2 else []
        run(
            "add-result",
            "rate",
            "2025",
            f"{80 + number}",
            "--source",
            source,
            "--note",
            "sai",
            "--data",
            office,
            *extra,
        )
    run("decide", "rate", "2026", "85", "--source", "file:evidence/qd.pdf", "--data", office)
    done = run("check", "--data", office, "--only", "evidence", "--lang", "en")
    assert [line.split("[")[0] for line in done.stdout.splitlines() if "[" in line] == [
        f"{office}/decisions.csv:2: error: "
    ]
    assert run("close", "2025", "--source", "BC file:evidence/bc.pdf", "--yes", "--data", office).returncode == 0
    done = run("check", "--data", office, "--only", "evidence", "--lang", "en")
    assert (
        f'{office}/closings.csv:2: error: [evidence] source: the evidence "evidence/bc.pdf" is missing' in done.stdout
    )
    closed = run("check", "--data", office / "closed" / "2025.zip", "--only", "evidence,evidence-hash")
    assert (closed.returncode, closed.stdout) == (0, "")


# What a recording keeps. ---------------------------------------------------------------------------------------------


def add(run, office: Path, *arguments: object, period: str = "2025", value: str = "80", **settings):
    return run("add-result", "rate", period, value, "--data", office, "--lang", "en", *arguments, **settings)


def test_a_file_is_copied_named_and_found_unchanged(office, run, tmp_path):
    signed = tmp_path / DECOMPOSED
    signed.write_bytes(b"x" * 3_000_000)
    office.joinpath("results.csv").chmod(0o640)
    done = add(run, office, "--source", "Báo cáo 12", "--evidence", signed)
    assert (done.returncode, done.stderr) == (0, "")
    [reference] = list_references(read_source(office))
    assert read_source(office).startswith("Báo cáo 12; file:evidence/b")
    assert reference.path == f"evidence/{COMPOSED}"
    copy = office / "evidence" / COMPOSED
    assert copy.read_bytes() == signed.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640
    assert stat.S_IMODE(copy.parent.stat().st_mode) == stat.S_IMODE(office.stat().st_mode)
    assert run("check", "--data", office, "--only", "evidence,evidence-hash", "--fail-on", "note").stdout == ""
    copy.write_bytes(b"y")
    assert "was changed" in run("check", "--data", office, "--only", "evidence", "--lang", "en").stdout


def test_the_same_content_is_kept_once_and_another_never_takes_its_place(office, run, tmp_path):
    (tmp_path / "đợt 2").mkdir()
    first, second = tmp_path / "BC.pdf", tmp_path / "đợt 2" / "bc.pdf"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    for year, file in (("2022", first), ("2023", second), ("2024", first), ("2025", second)):
        assert add(run, office, "--evidence", file, period=year).returncode == 0
    assert list_files(office / "evidence") == ["BC.pdf", "bc-2.pdf"]  # one name on systems without capital letters
    assert (office / "evidence" / "BC.pdf").read_bytes() == b"1"
    other = tmp_path / "khác.pdf"
    other.write_bytes(b"2")
    assert (
        add(run, office, "--evidence", other, "--evidence", first, "--evidence", other, period="2021").returncode == 0
    )
    assert [each.path for each in list_references(read_source(office))] == ["evidence/bc-2.pdf", "evidence/BC.pdf"]
    assert run("check", "--data", office, "--only", "evidence,evidence-hash", "--fail-on", "note").returncode == 0


def test_a_file_that_lies_in_the_folder_stays_where_it_is(office, run):
    (office / "tài liệu").mkdir()
    (office / "tài liệu" / "a b.pdf").write_bytes(b"x")
    assert add(run, office, "--evidence", office / "tài liệu" / "a b.pdf").returncode == 0
    assert read_source(office) == f"file:tài%20liệu/a%20b.pdf#sha256={HASH}"
    assert not (office / "evidence").exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [(".ẩn.pdf", "ẩn.pdf"), ("con.pdf", "con_.pdf"), ('a:b*"?.pdf', "a-b---.pdf"), ("a\nb.pdf", "a-b.pdf"), ("...", "evidence"),
     ("x" * 240 + ".pdf", "x" * 150 + ".pdf"), ("a#1 100%.pdf", "a#1 100%.pdf"), ("trailing. ", "trailing")],
)  # fmt: skip
def test_a_copy_has_a_name_that_every_system_takes(name, kept, office, run, tmp_path):
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / name).write_bytes(b"x")
    assert add(run, office, "--evidence", tmp_path / "from" / name).returncode == 0
    assert list_files(office / "evidence") == [kept]
    assert examine(office, list_references(read_source(office))[0].path) == ""


def test_what_is_no_file_is_refused_and_nothing_is_left(office, run, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.pdf").write_bytes(b"")
    before = list_files(office), (office / "results.csv").read_bytes()
    for name, said in (
        ("pipe", "is a device or a pipe"), (".", "is a folder"), ("none.pdf", "no such file"), ("empty.pdf", "is empty"),
    ):  # fmt: skip
        done = add(run, office, "--evidence", tmp_path / name)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    (tmp_path / "away").mkdir()
    (office / "evidence").symlink_to(tmp_path / "away")
    (tmp_path / "a.pdf").write_bytes(b"x")
    done = add(run, office, "--evidence", tmp_path / "a.pdf")
    assert (done.returncode, list_files(tmp_path / "away")) == (3, [])
    assert "leads out of the tracker folder" in done.stderr
    (office / "evidence").unlink()
    assert (list_files(office), (office / "results.csv").read_bytes()) == before


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--revise"], []])
def test_a_recording_that_is_refused_leaves_no_copy(arguments, office, run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"x")
    value = "80" if arguments else "14.687"
    done = add(run, office, "--evidence", tmp_path / "a.pdf", *arguments, value=value)
    assert done.returncode == (0 if "--dry-run" in arguments else 2)
    assert list_files(office) == ["results.csv", "targets.toml"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), lock.make_changed_error("x")])
def test_copies_are_removed_again_if_the_row_cannot_be_written(error, office, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"x")

    def fail(*_: object) -> None:
        assert list_files(office / "evidence") == ["a.pdf"]
        raise error

    monkeypatch.setattr(commit, "append_rows", fail)
    with pytest.raises(type(error)):
        tracker.open(office, today="2027-01-10").record("rate", 2025, "80", evidence=tmp_path / "a.pdf")
    assert list_files(office) == ["results.csv", "targets.toml"]


def test_a_copy_stays_if_its_row_may_have_stayed(office, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"x")

    def fail(path: str, rows: list[dict[str, str]], *_: object) -> None:
        with open(path, "a", encoding="utf-8") as journal:
            journal.write("rate,2025,80,,final,")
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(commit, "append_rows", fail)
    with pytest.raises(OSError, match="broken"):
        tracker.open(office, today="2027-01-10").record("rate", 2025, "80", evidence=[tmp_path / "a.pdf"])
    assert list_files(office / "evidence") == ["a.pdf"]


@pytest.mark.parametrize("is_made", [False, True])
def test_a_new_header_keeps_no_copy(is_made, office, tmp_path, monkeypatch, run):
    """The journal is made, or has grown by a column, and then the row cannot be written."""
    (tmp_path / "a.pdf").write_bytes(b"x")
    path = office / "decisions.csv"
    decide = ("decide", "rate", "2025", "80", "--data", office, "--evidence", tmp_path / "a.pdf", "--yes")
    if is_made:
        assert run("decide", "rate", "2024", "70", "--data", office, "--yes").returncode == 0

    def fail(*_: object) -> None:
        if is_made:
            path.write_bytes(path.read_bytes().replace(b"\n", b",area\n", 1))
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(commit, "append_rows", fail)
    assert run(*decide).returncode != 0
    assert path.exists()
    assert list_files(office) == ["decisions.csv", "results.csv", "targets.toml"]


def test_a_full_disk_leaves_neither_copy_nor_row(office, run, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "b.pdf").write_bytes(b"y")
    before = (office / "results.csv").read_bytes()
    calls = []

    def fsync(file: int) -> None:
        calls.append(file)
        if len(calls) == 4:  # the folder, the first copy, its name, and now the second copy
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    done = add(run, office, "--evidence", tmp_path / "a.pdf", "--evidence", tmp_path / "b.pdf")
    assert (done.returncode, done.stdout) == (3, "")
    assert "the disk is full" in done.stderr
    assert list_files(office) == ["results.csv", "targets.toml"]
    assert (office / "results.csv").read_bytes() == before


def test_a_file_that_changes_while_it_is_copied_is_refused(office, run, tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"x")
    commit_rows = commit.lock_journal

    def lock_late(path: str):
        (tmp_path / "a.pdf").write_bytes(b"other")
        return commit_rows(path)

    monkeypatch.setattr(commit, "lock_journal", lock_late)
    done = add(run, office, "--evidence", tmp_path / "a.pdf")
    assert (done.returncode, done.stdout) == (3, "")
    assert list_files(office) == ["results.csv", "targets.toml"]


def test_a_crowd_loses_no_evidence(office, tmp_path):
    """Eight processes record files of the same name at once: every row names a file with its content."""
    code = "import sys, tracker; tracker.open(sys.argv[1]).record('rate', int(sys.argv[2]), '80', status='forecast', evidence=sys.argv[3])"
    crowd = []
    for year in range(2022, 2030):
        (tmp_path / str(year)).mkdir()
        (tmp_path / str(year) / "bc.pdf").write_bytes(b"x" * (year - 2021) ** 5)
        arguments = [sys.executable, "-c", code, str(office), str(year), str(tmp_path / str(year) / "bc.pdf")]
        crowd.append(subprocess.Popen(arguments, env=environment(), stderr=subprocess.DEVNULL))
    codes = [each.wait(timeout=120) for each in crowd]
    folder = tracker.open(office, today="2030-01-10")
    rows = folder.results("rate", history=True)
    assert (codes, len(rows)) == ([0] * 8, 8)
    for row in rows:
        [reference] = list_references(row.source)
        content = (office / reference.path).read_bytes()
        assert content == b"x" * (row.period.year - 2021) ** 5
    assert len(list_files(office / "evidence")) == len(rows)


def test_a_copy_that_a_killed_process_left_is_removed_by_the_next_one(office, run, tmp_path):
    code = "import os, sys, time, tracker.cli.main as it; os.fsync = lambda _: (print(flush=True), time.sleep(60)); it.main(sys.argv[1:])"
    (tmp_path / "a.pdf").write_bytes(b"x" * 100)
    command = ["add-result", "rate", "2025", "80", "--data", str(office), "--evidence", str(tmp_path / "a.pdf")]
    (office / "evidence").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", code, *command], env=environment(), stdout=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n"
        process.kill()
    assert os.listdir(office / "evidence") == [".results.csv.new"]
    assert add(run, office, "--evidence", tmp_path / "a.pdf").returncode == 0
    assert os.listdir(office / "evidence") == ["a.pdf"]


def test_evidence_that_comes_later_is_added_on_request(office, run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert add(run, office, "--source", "https://example.org/12", "--status", "final").returncode == 0
    done = add(run, office, "--evidence", tmp_path / "a.pdf")
    assert "To add the evidence to the recorded source, add --revise." in done.stdout
    assert list_files(office) == ["results.csv", "targets.toml"]
    assert "Revised" in add(run, office, "--evidence", tmp_path / "a.pdf", "--revise").stdout
    assert read_source(office) == f"https://example.org/12; file:evidence/a.pdf#sha256={HASH}"
    assert "Unchanged" in add(run, office, "--evidence", tmp_path / "a.pdf", "--revise").stdout
    assert run("check", "--data", office, "--only", "revisions,evidence", "--fail-on", "note").returncode == 0


def test_a_decision_has_evidence_too(office, run, tmp_path):
    (tmp_path / "qd.pdf").write_bytes(b"x")
    command = (
        "decide",
        "rate",
        "2026",
        "85",
        "--data",
        office,
        "--lang",
        "en",
        "--decided",
        "2026-01-05",
        "--evidence",
        tmp_path / "qd.pdf",
    )
    assert run(*command, "--dry-run").returncode == 0
    assert list_files(office) == ["results.csv", "targets.toml"]
    assert run(*command).returncode == 0
    assert f",file:evidence/qd.pdf#sha256={HASH}," in (office / "decisions.csv").read_text(encoding="utf-8")
    (tmp_path / "qd2.pdf").write_bytes(b"y")
    assert "Corrected" in run(*command, "--evidence", tmp_path / "qd2.pdf", "--revise").stdout
    last = (office / "decisions.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert [each.path for each in list_references(last)] == ["evidence/qd.pdf", "evidence/qd2.pdf"]


# How it is shown. ----------------------------------------------------------------------------------------------------


def test_views_show_the_file_and_reports_its_name_alone(office, run, tmp_path):
    (office / "evidence" / "mật").mkdir(parents=True)
    (office / "evidence" / "mật" / "a b.pdf").write_bytes(b"x")
    assert add(run, office, "--source", "BC 12", "--evidence", office / "evidence" / "mật" / "a b.pdf").returncode == 0
    shown = run("show", "rate", "--data", office, "--year", "2025", "--format", "table").stdout
    assert "BC 12; evidence/mật/a b.pdf" in shown
    assert HASH not in shown
    raw = run("show", "rate", "--data", office, "--year", "2025", "--format", "json").stdout
    assert f"file:evidence/mật/a%20b.pdf#sha256={HASH}" in raw
    for name in ("r.md", "r.html"):
        assert run("report", "--data", office, "--year", "2025", "-o", tmp_path / name).returncode == 0
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "BC 12; a b.pdf" in text
        assert not [word for word in ("mật", HASH, "file:", "evidence/") if word in text]


@pytest.mark.parametrize("standard", ["datapackage", "sdmx-csv"])
def test_an_export_names_the_file_alone(standard, office, run, tmp_path):
    (office / "evidence" / "kín-7").mkdir(parents=True)
    (office / "evidence" / "kín-7" / "a.pdf").write_bytes(b"x")
    targets = (office / "targets.toml").read_text(encoding="utf-8")
    (office / "targets.toml").write_text(
        targets + 'source = "file:evidence/kín-7/a.pdf"\npublic = true\n', encoding="utf-8"
    )
    assert add(run, office, "--source", "BC 12", "--evidence", office / "evidence" / "kín-7" / "a.pdf").returncode == 0
    done = run("export", "--to", standard, "-o", tmp_path / "out", "--data", office, "--year", "2025")
    assert done.returncode == 0, done.stderr
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())
    assert "BC 12; a.pdf" in text
    assert not [word for word in ("kín-7", HASH, "file:", "evidence/") if word in text]


def test_the_next_term_names_the_evidence_but_does_not_need_it(example, run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"x")
    command = ("add-result", "grdp-growth", "2025", "8", "--status", "final", "--revise", "--yes", "--data", example)
    assert run(*command, "--evidence", tmp_path / "a.pdf").returncode == 0
    assert run("next-term", tmp_path / "next", "--data", example, "--years", "2026-2030").returncode == 0
    text = (tmp_path / "next" / "targets.toml").read_text(encoding="utf-8")
    assert "evidence/a.pdf" in text
    assert "file:" not in text
