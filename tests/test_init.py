"""`tracker init` on disk: what it says to stand there outlives a power cut, or nothing stands there."""

import errno
import json
import os
import tomllib

import jsonschema
import pytest

from support.folders import DATA, ROOT
from tracker.cli import init
from tracker.errors import TrackerError

TEXTS = {"targets.toml": "a", "results.csv": "b"}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no flushing of folders")
def test_files_and_the_names_of_files_and_of_new_folders_are_flushed(tmp_path, monkeypatch):
    flushed = []
    real = os.fsync

    def fsync(file):
        flushed.append((os.fstat(file).st_ino, os.fstat(file).st_size))
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = tmp_path / "new" / "data"
    init._write_files(str(folder), TEXTS)
    found = dict(flushed)
    for path in (folder, folder.parent, tmp_path):
        assert path.stat().st_ino in found
    for name, text in TEXTS.items():
        assert found[(folder / name).stat().st_ino] == len(text), "flushed before it was written"
    assert (folder / "results.csv").read_text() == "b"


@pytest.mark.parametrize("fails_at", [1, 2, 3])
@pytest.mark.parametrize("folder", ["data", "new/data", "."])
def test_a_disk_that_refuses_leaves_nothing(tmp_path, monkeypatch, folder, fails_at):
    calls = []

    def fsync(_file):
        calls.append(_file)
        if len(calls) == fails_at:
            raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.chdir(tmp_path)
    if fails_at == 3 and os.name != "posix":
        pytest.skip("Windows has no flushing of folders")
    with pytest.raises(TrackerError, match="cannot be written"):
        init._write_files(folder, TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_what_others_have_put_into_a_new_folder_meanwhile_stays(tmp_path, monkeypatch):
    folder = tmp_path / "data"

    def fsync(_file):
        (folder / "mine").write_text("mine")
        raise OSError(errno.EIO, "fault")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(TrackerError):
        init._write_files(str(folder), TEXTS)
    assert [path.name for path in folder.iterdir()] == ["mine"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_new_folder_makes_a_report_at_once(run, tmp_path, language):
    assert run("init", "here", "--lang", language).returncode == 0
    done = run("report", "--data", "here", "-o", "out.md", "--letterhead", "state")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.md").exists()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["targets", "report"])
def test_a_new_file_names_its_schema_and_the_schema_accepts_it(run, tmp_path, language, name):
    assert run("init", "here", "--lang", language).returncode == 0
    text = (tmp_path / "here" / f"{name}.toml").read_text(encoding="utf-8")
    directive, path = text.splitlines()[0].split(" ")
    assert directive == "#:schema"
    schema = (tmp_path / "here" / path).read_text(encoding="utf-8")
    assert schema == run("schema", name, "--lang", language).stdout
    jsonschema.Draft202012Validator(json.loads(schema)).validate(tomllib.loads(text))


def test_the_example_has_its_head_of_reports(run, tmp_path):
    assert run("init", "here", "--example").returncode == 0
    assert (tmp_path / "here" / "report.toml").read_bytes() == (DATA / "report.toml").read_bytes()


def test_the_templates_can_be_had_changed_and_used(run, example, tmp_path):
    done = run("init", "mine", "--templates", "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.endswith("Use them with: tracker report --template mine -o FILE\n")
    names = sorted(path.name for path in (tmp_path / "mine").iterdir())
    assert names == ["report.css", "report.html", "report.md"]
    shipped = run("report", "--data", example, "-o", "one.md").returncode
    template = tmp_path / "mine" / "report.md"
    template.write_text("An office's own.\n" + template.read_text(encoding="utf-8"), encoding="utf-8")
    own = run("report", "--data", example, "--template", "mine", "-o", "two.md").returncode
    assert (shipped, own) == (0, 0)
    one, two = ((tmp_path / name).read_text(encoding="utf-8") for name in ("one.md", "two.md"))
    one, two = (text.rpartition("<!-- tracker ")[0] for text in (one, two))  # the mark is a hash of the rest
    assert two == "An office's own.\n" + one
    assert one
    again = run("init", "mine", "--templates", "--lang", "en")
    assert again.returncode == 3
    assert "already exists; nothing was written" in again.stderr


def test_example_and_templates_are_not_had_at_once(run, tmp_path):
    done = run("init", "mine", "--templates", "--example", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "mine").exists()


def test_the_name_of_an_example_follows_its_option(run, tmp_path):
    for name, first in (("thai-nguyen", DATA), ("vietnam", ROOT / "examples" / "vietnam-2021-2025")):
        assert run("init", "--example", name, f"my-{name}").returncode == 0
        assert run("init", f"--example={name}", cwd=tmp_path / f"my-{name}").returncode == 0
        for folder in (tmp_path / f"my-{name}", tmp_path / f"my-{name}" / "data"):
            assert (folder / "targets.toml").read_bytes() == (first / "targets.toml").read_bytes()


def test_a_word_that_names_no_example_is_the_folder_of_the_first(run, tmp_path):
    assert run("init", "--example", "viet nam").returncode == 0
    assert run("init", "vietnam", "--example").returncode == 0
    assert run("init", "--example", "--lang", "vi", "third").returncode == 0
    for name in ("viet nam", "vietnam", "third"):
        assert (tmp_path / name / "targets.toml").read_bytes() == (DATA / "targets.toml").read_bytes()


def test_an_unknown_example_with_a_folder_is_refused(run, tmp_path):
    done = run("init", "--example", "vietnan", "look", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'Error: --example: there is no example "vietnan"\n    Hint: known: thai-nguyen, vietnam\n'
    assert list(tmp_path.iterdir()) == []


def test_only_the_files_of_an_example_are_copied(run, tmp_path, monkeypatch):
    """What else lies in its folder, such as a lock or a checkpoint, is somebody's own."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("targets.toml", "results.csv", "results.csv.lock"):
        (source / name).write_text(name, encoding="utf-8")
    monkeypatch.setitem(init._EXAMPLES, "thai-nguyen", str(source))
    assert sorted(init._read_example("thai-nguyen")) == ["results.csv", "targets.toml"]


def test_the_wheel_has_every_file_of_the_examples():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    expected = {
        f"{folder}/{name}": f"tracker/examples/{example}/{name}"
        for example, folder in init._EXAMPLES.items()
        for name in init._EXAMPLE_FILES
        if (ROOT / folder / name).exists()
    }
    assert {source: target for source, target in shipped.items() if "/examples/" in target} == expected
    assert len(expected) == 7
