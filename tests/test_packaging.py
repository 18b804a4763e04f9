"""What is published: the wheel holds exactly what it should, and its metadata says what is true and can be shown."""

import email
import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from trove_classifiers import classifiers

import tracker
from support.folders import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE = ROOT / "src" / "tracker"
RUNTIME = {"click", "rich", "tomli", "filelock", "plotext"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as it is built from a copy of the source: building writes catalogs, and other tests read them."""
    here = tmp_path_factory.mktemp("packaging")
    for name in ("src", "data", "examples"):
        shutil.copytree(ROOT / name, here / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, here)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(here / "dist")]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [file] = (here / "dist").iterdir()
    return file


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        return archive.read(name)


def test_the_wheel_holds_the_package_the_examples_and_nothing_else(wheel):
    expected = {f"tracker/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*") if path.is_file()}
    expected = {name for name in expected if "__pycache__" not in name and not name.endswith((".mo", ".po", ".pot"))}
    catalogs = [path.relative_to(PACKAGE).with_suffix(".mo").as_posix() for path in PACKAGE.rglob("*.po")]
    expected |= {f"tracker/{name}" for name in catalogs}
    expected |= set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"].values())
    info = f"indicator_tracker-{tracker.__version__}.dist-info"
    expected |= {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    with zipfile.ZipFile(wheel) as archive:
        assert sorted(archive.namelist()) == sorted(expected)
        assert archive.read(f"{info}/entry_points.txt").decode().split() == [
            "[console_scripts]",
            "tracker",
            "=",
            "tracker.__main__:run",
        ]
        assert b"Tag: py3-none-any" in archive.read(f"{info}/WHEEL")
    assert {
        "tracker/store/schema.sql",
        "tracker/py.typed",
        "tracker/__init__.pyi",
        "tracker/templates/targets.vi.toml",
    } <= expected
    assert wheel.stat().st_size < 2_000_000


def test_the_metadata_is_valid_and_says_what_the_project_says(metadata):
    read = Metadata.from_email(metadata, validate=True)
    assert (read.name, str(read.version)) == ("indicator-tracker", tracker.__version__)
    assert (str(read.license_expression), read.license_files) == ("MIT", ["LICENSE"])
    assert str(read.requires_python) == ">=3.11"
    asked = {each.name for each in read.requires_dist or () if each.marker is None}
    assert asked == RUNTIME == {Requirement(text).name for text in PROJECT["project"]["dependencies"]}
    assert set(read.provides_extra or ()) == set(PROJECT["project"]["optional-dependencies"])
    assert set(read.classifiers or ()) == set(PROJECT["project"]["classifiers"]) <= classifiers
    assert not [name for name in read.classifiers or () if name in ("Private :: Do Not Upload",)]


def test_no_address_is_made_up(metadata):
    """There is no public home yet: docs/release.md says where its address goes."""
    read = Metadata.from_email(metadata, validate=True)
    assert not read.project_urls
    assert not read.home_page
    assert "[project.urls]" in (ROOT / "docs" / "release.md").read_text(encoding="utf-8")


def test_the_long_description_can_be_shown(metadata):
    """What an index refuses: another format, raw HTML that it must remove, headings that jump."""
    message = email.message_from_bytes(metadata)
    assert message["Description-Content-Type"] == "text/markdown"
    text = metadata.decode().split("\n\n", 1)[1]
    assert text.strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    headings = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    raw = [token.content for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r"<!--.*?-->\s*", each, re.DOTALL) for each in raw)


def test_the_changelog_begins_with_the_version():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first
    assert first[1] == tracker.__version__


def test_every_command_of_the_release_is_there():
    """The checklist names make targets, scripts and files that exist."""
    page = (ROOT / "docs" / "release.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z-]+)", page)) <= set(targets)
    named = re.findall(r"`((?:\.ci|src|offline|docs)/[^`* ]+)`", page)
    assert named
    assert [path for path in named if not os.path.exists(ROOT / Path(path))] == []
