"""Sheets that were once misread, each with what is right of it.

They come from a review of 27 November 2026, in which the program was tried in seven roles; their figures are invented,
those beginning with `office-` are laid out as offices of communes lay out their tables. A folder below `sheets/` is one
case: files, `commands.txt` with one command a line (`cp A B` copies a file), the files of the tracker folder if they are
not those of `_plain` or of the folder that `folder.txt` names, and in `expected.en.txt` and `expected.vi.txt` what was
printed.

    UPDATE_EXPECTED=1 pytest tests/test_sheets.py

writes the expected texts anew, but never one of a crash.
"""

import os
import shlex
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from support.folders import LANGUAGES, TESTS
from support.inside import run_tracker

SHEETS = TESTS / "sheets"
CASES = sorted(path.name for path in SHEETS.glob("[a-z]*") if path.is_dir())
OFFICE_DAY = datetime(2028, 1, 15, 9, tzinfo=timezone(timedelta(hours=7)))
"""The day on which the offices import: their years 2026 and 2027 are over."""


def prepare(case: str, folder: Path) -> None:
    """Put the tracker folder and the files of a case into a folder."""
    named = SHEETS / case / "folder.txt"
    base = SHEETS / (named.read_text().strip() if named.exists() else "_plain")
    for source in (*base.iterdir(), *(SHEETS / case).iterdir()):
        shutil.copyfile(source, folder / source.name)


def run_case(case: str, language: str, folder: Path) -> str:
    """Run the commands of a case, and return what they print."""
    prepare(case, folder)
    settings = {"now": OFFICE_DAY} if case.startswith("office-") else {}
    seen = []
    for line in (folder / "commands.txt").read_text(encoding="utf-8").splitlines():
        words = shlex.split(line)
        seen.append(f"$ {line}\n")
        if words[0] == "cp":
            shutil.copyfile(folder / words[1], folder / words[2])
            continue
        done = run_tracker(*words, "--data", ".", "--lang", language, cwd=folder, timeout=30, **settings)
        seen.append(f"{done.stdout}--- stderr\n{done.stderr}--- exit {done.returncode}\n")
    return "".join(seen)


def test_there_are_many_cases():
    assert len(CASES) >= 45


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_sheet(case, language, tmp_path):
    seen = run_case(case, language, tmp_path)
    assert "Traceback" not in seen, seen
    expected = SHEETS / case / f"expected.{language}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(seen, encoding="utf-8", newline="")
    assert seen == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_dry_run_records_nothing(case, tmp_path):
    prepare(case, tmp_path)
    before = (tmp_path / "results.csv").read_bytes()
    run_case(case, "en", tmp_path)
    assert (tmp_path / "results.csv").read_bytes() == before
