"""Files of strangers in every place where one is read: pipes, devices, and zip files of every kind."""

import io
import json
import os
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import write_folder
from support.hidden import list_texts
from support.inside import run_inside

TARGETS = """
[term]
name = "T"
first_year = 2021
last_year = 2025
language = "en"

[[indicator]]
id = "a"
name = "A"
measure = "level"
target.at_least = 10
"""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


@pytest.fixture
def office(tmp_path):
    return write_folder(tmp_path / "data", TARGETS, "a,2021,5,,final,,,2022-01-01,lan\n")


def pack(files, method):
    """Return a zip file of these files, and where the content of each begins and ends in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    data, spans = buffer.getvalue(), []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename.encode())
            spans.append((start, start + entry.compress_size))
    return data, spans


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_plain_file_among_the_closed_years_is_named_at_once(run, office, kind):
    assert run("close", "2021", "--yes", "--data", office).returncode == 0
    path = office / "closed" / "2021.zip"
    path.unlink()
    os.mkfifo(path) if kind == "pipe" else path.symlink_to("/dev/zero")
    done = run("check", "--data", office, "--lang", "en", "--fail-on", "error", timeout=30)
    assert (done.returncode, "[closed-files]" in done.stdout) == (1, True), done
    assert run("status", "--data", path, timeout=30).returncode == 3
    assert run("close", "2022", "--yes", "--data", office, timeout=30).returncode == 0


@draw_settings(30)
@given(
    method=st.sampled_from(METHODS),
    names=st.lists(st.sampled_from(["export.json", "data.csv", "x"]), min_size=1, max_size=3, unique=True),
    at=st.integers(0, 200),
    change=st.integers(0, 255),
    content=st.binary(max_size=300),
)
def test_a_zip_file_of_any_kind_is_no_export_and_stays(tmp_path_factory, method, names, at, change, content):
    """Nothing of it is replaced, in whatever way it is packed or damaged."""
    place = tmp_path_factory.mktemp("zip")
    office = write_folder(place / "data", TARGETS)
    data, [(start, end), *_] = pack(dict.fromkeys(names, content), method)
    changed = bytearray(data)
    if end > start:
        changed[start + at % (end - start)] ^= change
    (place / "out.zip").write_bytes(changed)
    done = run_inside("export", "--to", "datapackage", "-o", "out.zip", "--data", office, "--lang", "en", cwd=place)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert "files that are of no export" in done.stderr
    assert (place / "out.zip").read_bytes() == changed


@pytest.mark.parametrize("method", METHODS[2:])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_only_the_ways_of_office_programs_are_unpacked(run, office, tmp_path, method, is_damaged):
    """The libraries of the other ways have errors of their own."""
    for name in ("form.xlsx", "report.docx"):
        command = ("form", "--year", "2022") if name == "form.xlsx" else ("report", "--no-charts")
        assert run(*command, "--data", office, "-o", tmp_path / name).returncode == 0
        with zipfile.ZipFile(tmp_path / name) as archive:
            files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        data, spans = pack(files, method)
        changed = bytearray(data)
        for start, _ in spans if is_damaged else ():
            changed[start + 4 : start + 9] = bytes(0xFF ^ each for each in changed[start + 4 : start + 9])
        (tmp_path / name).write_bytes(changed)
    for command in (
        ("import", "form.xlsx", "--data", office),
        ("init", "new", "--from", "form.xlsx"),
        ("report", "--data", office, "-o", "out.docx", "--template", tmp_path),
    ):
        done = run(*command, "--lang", "en", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (3, ""), done
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize(
    ("journal", "file", "copy"), [(0o644, 0o600, 0o600), (0o600, 0o644, 0o600), (0o664, 0o644, 0o644)]
)
def test_a_copy_of_evidence_is_as_private_as_the_file_and_the_journal(run, office, tmp_path, journal, file, copy):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"x")
    secret.chmod(file)
    (office / "results.csv").chmod(journal)
    done = run("add-result", "a", "2022", "6", "--evidence", secret, "--data", office, "--yes")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((office / "evidence" / "secret.pdf").stat().st_mode) == copy


@pytest.mark.parametrize("group", ["../zqid", "/zqid", '" onclick="zqid', "a/../../zqid", "zqid\ny", "zqid|:?*"])
def test_the_id_of_a_group_is_only_data(run, tmp_path, group):
    """No file is named by it, and no page or document has it: only columns of programs, in which it is a text."""
    text = TARGETS.replace('name = "A"', f'name = "A"\ngroup = {json.dumps(group)}')
    text = text.replace("[[indicator]]", f'[[group]]\nid = {json.dumps(group)}\nname = "Economy"\n\n[[indicator]]')
    (tmp_path / "in").mkdir()
    office = write_folder(tmp_path / "in" / "data", text, "a,2021,5,,final,,,2022-01-01,lan\n")
    out = tmp_path / "in" / "out"
    out.mkdir()
    reports = [f"report.{kind}" for kind in ("html", "docx", "xlsx", "md")]
    commands = [("report", "--no-charts", "-o", out / name) for name in reports]
    commands += [("export", "--to", kind, "-o", out / kind) for kind in ("datapackage", "sdmx-csv")]
    commands += [
        ("form", "--year", "2022", "-o", out / "form.xlsx"),
        ("next-term", out / "next", "--years", "2026-2030"),
    ]
    for command in commands:
        done = run(*command, "--data", office, *(["--yes"] if command[0] == "next-term" else []))
        assert done.returncode == 0, done.stderr
    assert sorted(each.name for each in out.iterdir()) == sorted(
        [*reports, "datapackage", "sdmx-csv", "form.xlsx", "next"]
    )
    assert [each.name for each in tmp_path.iterdir()] == ["in"]
    for name in reports:
        assert not any("zqid" in text for text in list_texts((out / name).read_bytes())), name
    [row] = json.loads(run("status", "--format", "json", "--data", office).stdout)["indicators"]
    assert row["group"] == group
    assert run("check", "--data", out / "next", "--fail-on", "error").returncode == 0
