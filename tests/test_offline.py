"""What installs tracker without internet, as far as it can be tried without a network; the rest is in offline/."""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.folders import ROOT
from support.process import environment

OFFLINE = ROOT / "offline"
sys.path.insert(0, str(OFFLINE))

import build  # noqa: E402
import guide_html  # noqa: E402
import install as installer  # noqa: E402


def wheel(folder: Path, file: str, *asks: str) -> Path:
    """A wheel that holds nothing but what it asks for."""
    name, version = file.split("-")[:2]
    with zipfile.ZipFile(folder / file, "w") as archive:
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {one}" for one in asks)]
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\nText.\n")
    return folder / file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to install from, with a wheel of ours that holds nothing."""
    shutil.copy(OFFLINE / "install.py", tmp_path)
    (tmp_path / "wheels").mkdir()
    wheel(tmp_path / "wheels", "indicator_tracker-0.1.0-py3-none-any.whl")
    listed(tmp_path)
    return tmp_path


def listed(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  wheels/{path.name}"
        for path in sorted((folder / "wheels").iterdir())
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")


def install(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, folder / "install.py", "--to", folder / "there", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )


OURS = (
    'one; platform_system == "Windows"',
    'two>=2; python_version < "3.12"',
    'three[more]; extra == "report"',
    'four; extra == "dev"',
    'five; sys_platform == "linux"',
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (("win_amd64", "3.11"), ["one", "three", "two>=2"]),
        (("win_amd64", "3.13"), ["one", "three"]),
    ],
)
def test_what_is_missing_is_what_is_asked_for_there(tmp_path, target, expected):
    wheel(tmp_path, "indicator_tracker-0.1.0-py3-none-any.whl", *OURS)
    assert build.missing(tmp_path, build.Target(*target)) == expected


def test_a_wheel_for_another_computer_or_of_another_version_is_none(tmp_path):
    wheel(tmp_path, "indicator_tracker-0.1.0-py3-none-any.whl", *OURS)
    wheel(tmp_path, "one-1.0-cp311-cp311-win_amd64.whl")
    wheel(tmp_path, "two-1.9-py3-none-any.whl")
    wheel(tmp_path, "three-1.0-py3-none-any.whl", 'six; extra == "more"', 'seven; extra == "less"')
    assert build.missing(tmp_path, build.Target("win_amd64", "3.11")) == ["six", "two>=2"]
    assert build.missing(tmp_path, build.Target("win_amd64", "3.13")) == ["one", "six"]


def test_a_platform_whose_markers_are_not_known_is_refused():
    with pytest.raises(SystemExit, match="only win_amd64"):
        build.environment_of(build.Target("win_arm64", "3.13"))


@pytest.mark.parametrize(("language", "word"), [("vi", "hỏng"), ("en", "damaged")])
@pytest.mark.parametrize("harm", ["changed", "gone", "no list", "empty list"])
def test_a_damaged_folder_installs_nothing(folder, language, word, harm):
    (only,) = (folder / "wheels").iterdir()
    if harm == "changed":
        only.write_bytes(only.read_bytes() + b" ")
    elif harm == "gone":
        only.unlink()
    elif harm == "no list":
        (folder / "SHA256SUMS").unlink()
    else:
        (folder / "SHA256SUMS").write_text("", encoding="ascii")
    done = install(folder, "--lang", language)
    assert (done.returncode, done.stdout) == (3, "")
    assert word in done.stderr
    assert ("SHA256SUMS" if "list" in harm else only.name) in done.stderr
    assert not (folder / "there").exists()


def add_needs(folder: Path) -> None:
    """What our wheel asks for, itself and with an extra, and what that asks for."""
    wheels = folder / "wheels"
    wheel(
        wheels, "indicator_tracker-0.1.0-py3-none-any.whl", "one>=2", 'two.x; extra == "report"', 'dev; extra == "dev"'
    )
    wheel(wheels, "one-2.0-py3-none-any.whl", "Three_X (>=1)", 'four; python_version < "3"')
    wheel(wheels, "two_x-1.0-py3-none-any.whl")
    wheel(wheels, "three_x-1.0-py3-none-any.whl")
    listed(folder)


def check_here(folder: Path, monkeypatch) -> int:
    monkeypatch.setattr(installer, "HERE", str(folder))
    monkeypatch.setattr(installer, "WHEELS", str(folder / "wheels"))
    return installer.check_files(installer.TEXTS["en"])


@pytest.mark.parametrize(
    "name", ["other-1.0-py3-none-any.whl", "other-1.0.tar.gz", "links.html", "indicator_tracker-9-py3-none-any.whl"]
)
def test_what_is_not_listed_is_not_installed(folder, monkeypatch, name):
    add_needs(folder)
    (folder / "wheels" / "Thumbs.db").touch()
    assert check_here(folder, monkeypatch) == 4
    (folder / "wheels" / name).write_bytes(b"x")
    with pytest.raises(installer.InstallError, match="not on its list") as caught:
        check_here(folder, monkeypatch)
    assert name in str(caught.value)
    done = install(folder, "--lang", "en")
    assert (done.returncode, done.stdout, (folder / "there").exists()) == (3, "", False)


@pytest.mark.parametrize("kept", range(4))
@pytest.mark.parametrize("with_files", [True, False])
def test_a_list_that_is_cut_off_installs_nothing(folder, monkeypatch, kept, with_files):
    add_needs(folder)
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    (folder / "SHA256SUMS").write_text("\n".join(lines[:kept]) + "\n" * bool(kept), encoding="ascii")
    for line in () if with_files else lines[kept:]:
        (folder / line.split()[1]).unlink()
    with pytest.raises(installer.InstallError, match=r"damaged|not on its list"):
        check_here(folder, monkeypatch)


@pytest.mark.parametrize(
    "line",
    ["x", "0" * 64, "0" * 64 + " wheels/a.whl", "0" * 63 + "  wheels/a.whl", "0" * 64 + "  ../a.whl", "0" * 64 + "  /etc/a.whl",
     "0" * 64 + "  wheels/../a.whl", "", "0" * 64 + "  wheels/indicator_tracker-0.1.0-py3-none-any.whl", "# a"],
)  # fmt: skip
def test_a_malformed_line_of_the_list_is_told(folder, line):
    with (folder / "SHA256SUMS").open("a", encoding="ascii") as file:
        file.write(f"{line}\n")
    done = install(folder, "--lang", "en")
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (3, "", False)
    assert "SHA256SUMS:2" in done.stderr
    assert not (folder / "there").exists()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_python_for_which_there_is_no_wheel_is_told_which_there_are(folder, language):
    for minor in (2, 3):
        wheel(folder / "wheels", f"lxml-6.1-cp3{minor}-cp3{minor}-win_amd64.whl")
    listed(folder)
    done = install(folder, "--lang", language)
    assert done.returncode == 3
    assert "3.2, 3.3" in done.stderr
    assert "{}.{}".format(*sys.version_info) in done.stderr
    assert "Traceback" not in done.stderr


def test_every_message_is_in_both_languages():
    places = {
        language: {name: text.count("{") for name, text in texts.items()} for language, texts in installer.TEXTS.items()
    }
    assert places["vi"] == places["en"]


def test_the_files_for_windows_have_its_line_ends_and_every_file_is_copied():
    for path in OFFLINE.iterdir():
        if path.suffix in (".cmd", ".txt"):
            assert path.name in build.COPIED
            content = build.for_windows(path)
            assert content.count(b"\r\n") == content.count(b"\n") > 5, path.name
            assert content.decode("utf-8").splitlines() == path.read_text(encoding="utf-8").splitlines()
            assert path.suffix == ".txt" or content.isascii(), "a command file is read in whatever code page there is"
    assert build.for_windows(OFFLINE / "install.py") == (OFFLINE / "install.py").read_bytes()
    assert all([(OFFLINE / name).is_file() for name in build.COPIED])


@pytest.mark.parametrize("pair", [("cai-dat.cmd", "install.cmd"), ("mo-tracker.cmd", "open-tracker.cmd")])
def test_the_two_languages_of_a_command_file_differ_in_words_only(pair):
    lines = [(OFFLINE / name).read_text(encoding="ascii").splitlines() for name in pair]
    differing = [(one, other) for one, other in zip(*lines, strict=True) if one != other]
    assert all([one.split()[0] in ("rem", "type", "%PYTHON%", "set") for one, _ in differing]), differing


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_guide_is_one_page_whose_links_lead_somewhere(language):
    text = guide_html.page(language)
    assert text.count("<h1>") == 8
    assert "[[[" not in text
    assert 'href="#1-install"' in text
    places = re.findall(r'id="([^"]+)"', text)
    assert len(places) == len(set(places)) > 30
    inside = re.findall(r'href="#([^"]+)"', text)
    assert len(inside) > 12
    assert set(inside) <= set(places)
    assert set(re.findall(r'href="([^#"][^"]*)"', text)) == {"https://www.python.org/downloads/windows/"}
    assert not re.search(r"<(?:script|link|img|iframe)", text), "nothing is fetched"
