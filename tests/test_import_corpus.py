"""What `tracker import` makes of the files that offices send, and what it says of those that it refuses.

Every folder below `imports/` whose name does not begin with `_` is one case. It holds the file: `input.csv` or
`input.txt` (with `encoding.txt` where it is not UTF-8), `book.toml`, from which an .xlsx file is made, or `file.txt`, which names a
file below `imports/`. Beside it stand the options of the command in `options.txt` (one argument a line), `exit.txt` where the exit code is not 0, and
in `expected.vi.txt` and `expected.en.txt` what was printed and which rows the journal gained.

    UPDATE_EXPECTED=1 pytest tests/test_import_corpus.py

writes the expected texts anew, but never one of a crash or of a wrong exit code.
"""

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from support.books import write_book
from support.folders import LANGUAGES, TESTS, copy_folder
from support.inside import run_tracker

IMPORTS = TESTS / "imports"
PLAIN = IMPORTS / "_plain"
CASES = sorted(path.name for path in IMPORTS.glob("[a-z]*") if path.is_dir())
SAMPLE = CASES[::15]
"""The cases that are also run by a process of their own."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def encoded(text: str, encoding: str) -> bytes:
    """The bytes of a text as the program that is meant writes them."""
    if encoding == "nfd":
        return unicodedata.normalize("NFD", text).encode()
    if encoding == "cp1258":  # as Windows writes it: the letter, then its tone
        return "".join(map(_toned, unicodedata.normalize("NFC", text))).encode("cp1258")
    return text.encode(encoding)


def _toned(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones


def file_of(case: str, folder: Path) -> str:
    """Put the file of a case into a folder, and return its name."""
    path = IMPORTS / case
    if (path / "book.toml").exists():
        write_book(folder / "input.xlsx", (path / "book.toml").read_text(encoding="utf-8"))
        return "input.xlsx"
    if (path / "file.txt").exists():
        source = IMPORTS / (path / "file.txt").read_text(encoding="utf-8").strip()
        return Path(shutil.copyfile(source, folder / f"input{source.suffix}")).name
    source = next(path.glob("input.*"))
    name = (path / "encoding.txt").read_text().strip() if (path / "encoding.txt").exists() else "utf-8"
    (folder / source.name).write_bytes(encoded(source.read_bytes().decode(), name))
    return source.name


def lines_of(path: Path, default: str = "") -> list[str]:
    text = path.read_text(encoding="utf-8") if path.exists() else default
    return text.split("\n")[:-1]


def run_case(case: str, language: str, folder: Path, process: bool) -> tuple[int, str]:
    """Import the file of a case, and return the exit code and everything that can be seen of it."""
    copy_folder(PLAIN, folder)
    before = (folder / "results.csv").read_text(encoding="utf-8")
    file = file_of(case, folder)
    options = lines_of(IMPORTS / case / "options.txt")
    command = ("import", file, "--data", ".", "--lang", language, *options)
    done = run_tracker(*command, cwd=folder, process=process, timeout=30)
    after = (folder / "results.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    gained = [line.rsplit(",", 2) for line in after.removeprefix(before).splitlines()]
    assert len({cells[1] for cells in gained}) <= 1, "one import is recorded at one moment"
    assert {cells[2] for cells in gained} <= {"lan"}
    rows = "".join(f"+ {cells[0]}\n" for cells in gained)
    return done.returncode, f"{done.stdout}--- stderr\n{done.stderr}--- journal\n{rows}"


def test_there_are_many_cases():
    assert len(CASES) >= 60


def check_case(case: str, language: str, folder: Path, process: bool) -> None:
    """Run a case, and compare what can be seen of it with the approved text."""
    code, seen = run_case(case, language, folder, process)
    assert "Traceback" not in seen, seen
    assert code == int(next(iter(lines_of(IMPORTS / case / "exit.txt")), "0")), seen
    if code:
        assert seen.startswith("--- stderr\n"), "stdout is empty where it failed"
        assert seen.endswith("--- journal\n"), "nothing was recorded"
    assert not {sign for sign in seen if not sign.isprintable()} - {"\n"}
    expected = IMPORTS / case / f"expected.{language}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(seen, encoding="utf-8", newline="")
    assert seen == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_file(case, language, tmp_path):
    check_case(case, language, tmp_path, process=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", SAMPLE)
def test_a_file_in_a_process_of_its_own(case, language, tmp_path):
    check_case(case, language, tmp_path, process=True)
