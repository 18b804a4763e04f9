"""A tracker folder in a zip file: it is read like any folder, never written, and a hostile zip ends in a sentence."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.folders import DATA, INPUTS
from support.inside import run_tracker

FILES = (*INPUTS, "report.toml")
READING = (
    ["status", "--format", "csv"], ["status", "--format", "table"], ["show", "grdp-growth"], ["review"], ["log"],
    ["check", "--format", "json"],
)  # fmt: skip
WRITING = (
    ["add-result", "grdp-growth", "2024", "5"], ["add-result", "no such", "x", "y"], ["undo", "--yes"],
    ["import", "no-such-file.csv", "--yes"], ["check", "--repair"],
)  # fmt: skip


def zip_folder(path: Path, source: Path = DATA, **changes: bytes) -> Path:
    """Put a tracker folder into a zip; `changes` are further files, with underscores for points."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in FILES:
            archive.writestr(name, (source / name).read_bytes())
        for name, data in changes.items():
            archive.writestr(name.replace("_", "."), data)
    return path


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_zip_is_read_like_its_folder(run, example, tmp_path, arguments):
    (example / "report.toml").write_bytes((DATA / "report.toml").read_bytes())
    closed = zip_folder(tmp_path / "2024.zip", example)
    at_folder = run(*arguments, "--data", example, "--as-of", "2026-01-10") if "log" not in arguments else run("log", "--data", example)  # fmt: skip
    at_zip = run(*arguments, "--data", closed, *(["--as-of", "2026-01-10"] if "log" not in arguments else []))
    assert at_zip.returncode == at_folder.returncode == 0
    assert at_zip.stdout.replace(str(closed), str(example)) == at_folder.stdout


@pytest.mark.parametrize("form", ["html", "md", "docx", "xlsx"])
def test_a_report_of_a_zip_is_that_of_its_folder(run, example, tmp_path, form):
    """The letterhead and the logo come from the zip too."""
    picture = (DATA.parent / "docs" / "pictures" / "page.png").read_bytes()
    text = '[letterhead]\nkind = "state"\nbody = "Sở A"\nlogo = "anh/./logo.png"\n'
    (example / "report.toml").write_text(text, encoding="utf-8")
    (example / "anh").mkdir()
    (example / "anh" / "logo.png").write_bytes(picture)
    closed = zip_folder(tmp_path / "2024.zip", example)
    with zipfile.ZipFile(closed, "a") as archive:
        archive.writestr("anh/logo.png", picture)
    for source, name in ((example, "one"), (closed, "two")):
        done = run("report", "--data", source, "--as-of", "2026-01-10", "-o", tmp_path / f"{name}.{form}")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


def test_a_logo_that_is_not_in_the_zip_is_named(run, tmp_path):
    closed = zip_folder(tmp_path / "2024.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        for name in INPUTS:
            archive.writestr(name, (DATA / name).read_bytes())
        archive.writestr("report.toml", '[letterhead]\nlogo = "logo.png"\n')
    assert run("report", "--data", closed, "-o", "out.md").returncode == 0
    done = run("report", "--data", tmp_path / "other.zip", "-o", "out.md", "--yes", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"other.zip{'/'}report.toml: letterhead.logo: there is no file" in done.stderr.replace("\\", "/")


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_every_command_that_writes_refuses_a_zip_first(run, tmp_path, arguments):
    closed = zip_folder(tmp_path / "2024.zip")
    before = closed.read_bytes()
    done = run(*arguments, "--data", closed, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "2024.zip: a closed year is only read" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2024.zip"]
    assert closed.read_bytes() == before


def test_no_output_replaces_the_zip(run, tmp_path):
    closed = zip_folder(tmp_path / "2024.zip")
    before = closed.read_bytes()
    for arguments in (["status", "-o", closed, "--format", "csv"], ["log", "-o", closed, "--format", "csv"]):
        done = run(*arguments, "--data", closed, "--lang", "en")
        assert done.returncode == 2
        assert "is a file that this command reads" in done.stderr
    assert closed.read_bytes() == before


@pytest.mark.parametrize("command", ["status", "report"])
@pytest.mark.parametrize("name", ["targets.toml", "results.csv", "decisions.csv", "closings.csv", "closed/2024.md"])
def test_no_output_replaces_a_file_of_the_folder_that_the_zip_lies_in(run, example, command, name):
    """The command reads only the zip; what lies around it is an input file all the same."""
    (example / "closed").mkdir()
    zip_folder(example / "closed" / "2024.zip")
    file = example / name
    file.write_bytes(file.read_bytes() if file.exists() else b"kept")
    before = file.read_bytes()
    output = example / name
    if command == "report" and output.suffix != ".md":
        output = example / "out.md"
        output.symlink_to(file)
    done = run(command, "--data", example / "closed" / "2024.zip", "-o", output, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a file of a tracker folder" in done.stderr
    assert file.read_bytes() == before


def test_an_error_in_a_file_of_the_zip_names_both(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "2024.zip", "w") as archive:
        archive.writestr("targets.toml", b"[term]\nname = 3\n")
    done = run("status", "--data", "2024.zip", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    lines = done.stderr.replace("\\", "/")
    assert "2024.zip/targets.toml: term.name: must be a text" in lines
    assert "2024.zip/results.csv: the file is missing" in lines


def write_zip(path: Path, *entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data, method)


def set_flag(path: Path) -> None:
    """Say in the list of files that the first one is encrypted."""
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)


HOSTILE = {
    "no targets": ([("results.csv", b"")], "holds no targets.toml"),
    "out": ([("targets.toml", b""), ("../x", b"")], "leads out of the folder"),
    "absolute": ([("targets.toml", b""), ("/etc/x", b"")], "leads out of the folder"),
    "drive": ([("targets.toml", b""), ("c:x", b"")], "leads out of the folder"),
    "escape": ([("targets.toml", b""), ("a\x1b[2J", b"")], "leads out of the folder"),
    "capitals": ([("targets.toml", b""), ("Targets.TOML", b"")], "holds two files of one name"),
    "bomb": ([("targets.toml", b"\0" * (4 << 20))], "packed too tightly"),
    "many": ([(f"{number}", b"") for number in range(600)], "too large for a closed year"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_ends_in_a_sentence(run, tmp_path, name):
    entries, said = HOSTILE[name]
    write_zip(tmp_path / "x.zip", *entries)
    done = run("status", "--data", "x.zip", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "\x1b" not in done.stderr


def test_an_encrypted_or_oddly_packed_zip_ends_in_a_sentence(run, tmp_path):
    write_zip(tmp_path / "x.zip", ("targets.toml", b"x"))
    set_flag(tmp_path / "x.zip")
    assert "is protected by a password" in run("status", "--data", "x.zip", "--lang", "en").stderr
    write_zip(tmp_path / "y.zip", ("targets.toml", b"x" * 100), method=zipfile.ZIP_BZIP2)
    assert "compression method that cannot be read" in run("status", "--data", "y.zip", "--lang", "en").stderr
    (tmp_path / "z.zip").write_bytes(b"PK\x03\x04 and no more")
    assert "is damaged or no zip file" in run("status", "--data", "z.zip", "--lang", "en").stderr


@settings(max_examples=300)
@given(data=st.data())
def test_a_changed_zip_never_ends_in_a_traceback(tmp_path_factory, data):
    """One byte of it is changed, or its end cut off."""
    path = tmp_path_factory.mktemp("zip") / "x.zip"
    whole = bytearray(zip_folder(path).read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        whole[at] = (whole[at] + data.draw(st.integers(1, 255))) % 256
    else:
        del whole[at:]
    path.write_bytes(whole)
    done = run_tracker("status", "--data", path, "--format", "csv", cwd=path.parent)
    assert done.returncode in (0, 3)
    assert "Traceback" not in done.stderr
