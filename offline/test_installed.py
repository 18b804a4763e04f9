"""The folder for places without internet, made for this computer and installed from with the network shut off.

`make offline-test` runs this; it takes a minute and, to make the folder, the network.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tests"), str(HERE)]

import build  # noqa: E402
import guide_html  # noqa: E402

from support import guide  # noqa: E402

PAGES = {"vi": ROOT / "docs" / "vi" / "1-install.md", "en": ROOT / "docs" / "guide" / "1-install.md"}
LANGUAGES = pytest.mark.parametrize("language", PAGES)


def offline(home: Path) -> dict[str, str]:
    """The settings of a user whose computer reaches nothing: every way out ends at a closed door."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    closed = dict.fromkeys(
        ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"
    )
    return {**kept, **closed, "HOME": str(home), "LC_ALL": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull}


def run(*command: object, home: Path, **settings):
    return subprocess.run(
        list(map(str, command)), capture_output=True, encoding="utf-8", env=offline(home), check=False, **settings
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip for this computer, made and unpacked elsewhere, in a folder with a space and marks in its name."""
    out = tmp_path_factory.mktemp("out")
    build.main(["--platform", "this", "--out", str(out)])
    (packed,) = out.glob("*.zip")
    where = tmp_path_factory.mktemp("Thư mục USB")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(where)
    (folder,) = where.iterdir()
    return folder


@LANGUAGES
def test_the_installer_needs_no_network_and_says_what_the_guide_shows(unpacked, tmp_path, language):
    asked = ("--lang", language, "--to", tmp_path / "nơi cài")
    first, second = [run(sys.executable, unpacked / "install.py", *asked, home=tmp_path) for _ in range(2)]
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout, "the second time it repairs"
    (shown,) = re.findall(r"^```text\n(.*?)^```", PAGES[language].read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    said = first.stdout.splitlines()[:3]
    anywhere = re.escape(shown).replace(r"C:\\Users\\lan\\tracker", ".*").replace("29", r"\d+")
    assert re.fullmatch(anywhere, "\n".join(said) + "\n"), first.stdout

    programs = tmp_path / "nơi cài" / ".venv" / "bin"
    work = tmp_path / "work"
    work.mkdir()
    for arguments, expected in (
        (("init", "--example"), "data/results.csv"),
        (("status",), "indicator,name,group,"),
        (("form", "--year", "2024", "-o", "form.xlsx"), ""),
        (("import", "form.xlsx", "--lang", "en", "--dry-run"), ""),
    ):
        done = run(programs / "tracker", *arguments, home=tmp_path, cwd=work)
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout
    extras = run(programs / "python", "-c", "import docx, jinja2, vl_convert, xlrd, xlsxwriter", home=tmp_path)
    assert extras.returncode == 0, extras.stderr
    assert (tmp_path / "nơi cài" / {"vi": "mo-tracker.cmd", "en": "open-tracker.cmd"}[language]).exists()


@LANGUAGES
def test_the_commands_for_installing_by_hand(unpacked, tmp_path, language):
    shown, _ = re.findall(r"^```bat\n(.*?)^```", PAGES[language].read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    lines = [guide.as_sh(line).replace("D:/tracker-0.1.0-win_amd64", str(unpacked)) for line in shown.splitlines()]
    done = run("sh", "-ec", "\n".join(lines), home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("tracker ")
    assert (tmp_path / "tracker" / ".venv" / "bin" / "tracker").exists()


@LANGUAGES
def test_the_checksum_that_is_compared_is_the_one_that_was_printed(unpacked, tmp_path, language):
    """What make offline prints, and what the command of the guide says of the zip."""
    _, shown = re.findall(r"^```bat\n(.*?)^```", PAGES[language].read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    packed = build.pack(Path(shutil.copytree(unpacked, tmp_path / "tracker-0.1.0-win_amd64")))
    said = run("sh", "-ec", guide.as_sh(shown.strip()), home=tmp_path, cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.split()[0] == build.checksum(packed)


def test_a_file_that_was_damaged_or_lost_is_named_and_nothing_is_installed(unpacked, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(unpacked, folder)
    damaged, lost = sorted((folder / "wheels").iterdir())[:2]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    lost.unlink()
    done = run(sys.executable, folder / "install.py", "--to", tmp_path / "there", home=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert damaged.name in done.stderr
    assert lost.name in done.stderr
    assert not (tmp_path / "there").exists()


def test_where_nothing_may_be_written_it_says_so(unpacked, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(sys.executable, unpacked / "install.py", "--to", tmp_path / "file" / "x", home=tmp_path)
    assert done.returncode == 3
    assert "Không cài được" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_missing_here_and_windows_would_lack_its_own(unpacked):
    here = build.Target("", "{}.{}".format(*sys.version_info))
    assert build.missing(unpacked / "wheels", here) == []
    windows = build.missing(unpacked / "wheels", build.Target("win_amd64", "3.13"))
    assert {"lxml>=3.1.0", "tomli>=2.4"} <= set(windows)


def test_the_same_files_make_the_same_zip(unpacked, tmp_path):
    shutil.copytree(unpacked, tmp_path / "a" / unpacked.name)
    shutil.copytree(unpacked, tmp_path / "b" / unpacked.name)
    one, other = [build.pack(tmp_path / part / unpacked.name).read_bytes() for part in "ab"]
    assert one == other


@LANGUAGES
def test_the_guide_is_in_the_folder(unpacked, language):
    text = (unpacked / {"vi": "huong-dan.html", "en": "guide.html"}[language]).read_text("utf-8")
    assert text == guide_html.page(language)
