"""Whatever is wrong in a file or an argument, `tracker` says where, what, why and what to do, and changes nothing.

Every folder below `errors/` whose name does not begin with `_` is one case of bad input. It holds what is wrong:
`targets.toml`, `results.csv` or both (the one that is not there is taken from `errors/_plain`), perhaps `areas.csv`,
`command.txt` where the command is not plain `tracker status` (one argument a line), `exit.txt` where the exit code is not 3, and
the exact text on stderr in `expected.vi.txt` and `expected.en.txt`.

    UPDATE_EXPECTED=1 pytest tests/test_errors.py

writes the expected texts anew, but never one of a crash or of a wrong exit code. Read each as a user would before
it is committed: is the place right, is the sentence true, does the hint help?
"""

import csv
import io
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from support.folders import INPUTS, LANGUAGES, TESTS, copy_folder
from support.inside import run_tracker
from support.process import OBEY_MODES, environment

ERRORS = TESTS / "errors"
PLAIN, LEGAL = ERRORS / "_plain", ERRORS / "_legal"
CASES = sorted(path.name for path in ERRORS.glob("[a-z]*") if path.is_dir())
SAMPLE = CASES[::15]
"""The cases that are also run by a process of their own."""
OPTIONAL_INPUTS = ("areas.csv",)
USAGE, DATA = 2, 3
HEADER = (PLAIN / "results.csv").read_text(encoding="utf-8")
ROW = "grdp-growth,2023,5.56,,final,,,2024-03-30,lan\n"
PATIENCE = 10
"""Seconds after which a run counts as hanging; each takes some hundredths of one."""


class Outcome(NamedTuple):
    """What a run left behind: its exit code, both streams, and the files of its folder."""

    code: int
    out: str
    err: str
    files: dict[str, bytes | None]


def files_of(folder: Path) -> dict[str, bytes | None]:
    """The bytes of every file below `folder`; a folder has none."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def run(folder: Path, *arguments: str, process: bool = False) -> Outcome:
    """Run the program in `folder`, with nobody there to answer a question."""
    done = run_tracker(*arguments, cwd=folder, process=process, timeout=PATIENCE)
    return Outcome(done.returncode, done.stdout, done.stderr, files_of(folder))


def spoken(command: list[str], language: str) -> list[str]:
    """The command with the folder and the language that the cases are told in."""
    if command[0] in ("status", "add-result", "undo", "log"):
        return [command[0], "--data", ".", "--lang", language, *command[1:]]
    return ["--lang", language, *command]


def input_of(case: str, name: str) -> Path:
    path = ERRORS / case / name
    return path if path.exists() else PLAIN / name


def names_of(case: str) -> list[str]:
    """The files of the folder of a case."""
    return [*INPUTS, *[name for name in OPTIONAL_INPUTS if (ERRORS / case / name).exists()]]


def command_of(case: str) -> list[str]:
    path = ERRORS / case / "command.txt"
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else ["status"]


def code_of(case: str) -> int:
    path = ERRORS / case / "exit.txt"
    return int(path.read_text(encoding="utf-8")) if path.exists() else DATA


def run_case(case: str, language: str, folder: Path, process: bool) -> Outcome:
    for name in names_of(case):
        shutil.copyfile(input_of(case, name), folder / name)
    return run(folder, *spoken(command_of(case), language), process=process)


def assert_harmless(outcome: Outcome, code: int) -> None:
    """It failed as it should: with the right code, in a few words, nothing on stdout, no control characters."""
    assert "Traceback" not in outcome.err, outcome.err
    assert outcome.code == code, outcome.err
    assert outcome.out == ""
    strange = {sign for sign in outcome.err if not sign.isprintable() and sign != "\n"}
    assert not strange, "characters that could steer a terminal"


def expect(path: Path, found: str) -> None:
    """Compare with the approved text, or write it where that was asked for."""
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(found, encoding="utf-8", newline="")
    if not path.exists():
        pytest.fail(f"no text is approved yet for this; now it says:\n{found}")
    assert found == path.read_text(encoding="utf-8")


def test_there_are_many_cases():
    assert len(CASES) >= 60


def check_case(case: str, language: str, folder: Path, process: bool) -> None:
    """Run a case, and compare what it says with the approved text."""
    outcome = run_case(case, language, folder, process)
    assert outcome.files == {name: input_of(case, name).read_bytes() for name in names_of(case)}
    assert_harmless(outcome, code_of(case))
    # On Windows a path is written with the other stroke; everything else is the same.
    expect(ERRORS / case / f"expected.{language}.txt", outcome.err.replace(f".{os.sep}", "./"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_case(case, language, tmp_path):
    check_case(case, language, tmp_path, process=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", SAMPLE)
def test_a_case_in_a_process_of_its_own(case, language, tmp_path):
    check_case(case, language, tmp_path, process=True)


# What cannot be stored in a folder is made here. -----------------------------------------------------------------


@pytest.fixture
def sound(tmp_path) -> Path:
    """A sound tracker folder."""
    return copy_folder(PLAIN, tmp_path)


def add(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8", newline="")


def status(folder: Path) -> Outcome:
    return run(folder, *spoken(["status"], "en"))


def assert_brief(outcome: Outcome, *parts: str) -> None:
    """It failed for the data, says all of `parts`, and nothing in it is as long as what was wrong."""
    assert_harmless(outcome, DATA)
    assert len(outcome.err) < 1500, outcome.err[:300]
    assert all(part in outcome.err for part in parts), outcome.err


def test_no_tracker_folder(tmp_path):
    outcome = run(tmp_path, "status", "--lang", "vi")
    assert_brief(outcome, "ở đây không có thư mục theo dõi", str(tmp_path), "tracker init", "--data DIR")


@pytest.mark.parametrize("name", INPUTS)
def test_a_missing_file(sound, name):
    (sound / name).unlink()
    assert_brief(status(sound), f"{name}: the file is missing")


@pytest.mark.parametrize("name", INPUTS)
def test_a_folder_in_place_of_a_file(sound, name):
    (sound / name).unlink()
    (sound / name).mkdir()
    assert_brief(status(sound), f"{name}: is a folder, not a file")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
@pytest.mark.parametrize("name", INPUTS)
def test_a_file_that_may_not_be_read(sound, name):
    (sound / name).chmod(0)
    outcome = subprocess.run(
        [*OBEY_MODES, sys.executable, "-m", "tracker", *spoken(["status"], "en")],
        cwd=sound, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (outcome.returncode, outcome.stdout) == (DATA, "")
    assert outcome.stderr == f"./{name}: cannot be read: permission denied\n"


def test_many_faults_of_a_kind_are_told_by_the_first(sound):
    """A spreadsheet has changed a column: five thousand rows are wrong in the same way, and three in another."""
    bad = [ROW.replace("2023,5.56", f"2023,{number / 7:.2f}".replace(".", ",")) for number in range(5000)]
    add(sound, "results.csv", "".join(bad).replace('"', "") + ROW.replace("final", "sure") * 3)
    told = status(sound).err.splitlines()
    assert len(told) < 60
    assert "    and at least 980 more of this kind" in told
    assert sum("is not one of" in line for line in told) == 3
    assert told[-1] == "5,003 problems, of which 1,003 were looked at; nothing was shown or written."


def test_a_hundred_thousand_columns(sound):
    columns = ",".join(f"c{number}" for number in range(100_000))
    (sound / "results.csv").write_text(f"indicator,{columns}\n", encoding="utf-8")
    assert_brief(status(sound), 'the column "period" is missing')


def test_a_hundred_thousand_columns_that_are_legal(sound):
    columns = ",".join(f"c{number}" for number in range(100_000))
    (sound / "results.csv").write_text(f"{HEADER.strip()},{columns}\n", encoding="utf-8")
    assert status(sound).code == 0


def test_a_hundred_thousand_cells(sound):
    add(sound, "results.csv", "x," * 100_000 + "\n")
    assert_brief(status(sound), "results.csv:2: cells in this row: 100001; in the header: 9")


@pytest.mark.parametrize("column", ["grdp-growth", "2023", "5.56", "final", "2024-03-30"])
def test_a_field_of_200_kilobytes(sound, column):
    add(sound, "results.csv", ROW.replace(column, "9" * 200_000))
    assert_brief(status(sound), "results.csv:2: ")


def test_a_note_of_200_kilobytes_is_legal(sound):
    plain = status(sound).code
    add(sound, "results.csv", ROW.replace(",,,", f",,{'dài ' * 50_000},"))
    assert status(sound).code == plain == 0


@pytest.mark.parametrize("key", ["decimals", "unit", "target", "target.year", "target.at_least", "plan", "baseline"])
@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "9" * 4000, "9" * 5000], ids=["hex", "long", "longer"])
def test_an_integer_of_thousands_of_digits(sound, key, number):
    targets = '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\n'
    indicator = f'[[indicator]]\nid = "a"\nname = "A"\nmeasure = "level"\n{key} = {number}\n'
    (sound / "targets.toml").write_text(targets + indicator, encoding="utf-8")
    outcome = status(sound)
    assert_brief(outcome, "targets.toml")
    assert "ValueError" not in outcome.err


@pytest.mark.parametrize(
    "line", ["x = " + "[" * 3000 + "]" * 3000, "x = " + "{ a = " * 3000, ".".join("a" * 3000) + " = 1"],
    ids=["lists", "tables", "dotted"],
)  # fmt: skip
def test_deep_nesting(sound, line):
    (sound / "targets.toml").write_text(line + "\n", encoding="utf-8")
    outcome = status(sound)
    assert_brief(outcome, "targets.toml")
    assert "RecursionError" not in outcome.err


def test_an_unknown_key_of_200_kilobytes(sound):
    (sound / "targets.toml").write_text("a" * 200_000 + " = 1\n", encoding="utf-8")
    assert_brief(status(sound), "is not a known key")


def test_init_leaves_no_half_of_a_folder(tmp_path):
    (tmp_path / "results.csv").write_text(HEADER, encoding="utf-8")
    before = files_of(tmp_path)
    outcome = run(tmp_path, "init", ".", "--lang", "en")
    assert_brief(outcome, "results.csv: already exists; nothing was written")
    assert outcome.files == before


# What looks odd and is legal reads as the plain variant does. ------------------------------------------------------


def shuffled(text: str) -> str:
    """The columns the other way round; the one quoted cell has a comma, so it goes through the csv module."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(row[::-1] for row in csv.reader(io.StringIO(text)))
    return out.getvalue()


def with_extra_columns(text: str) -> str:
    header, *rows = text.splitlines()
    return "\n".join([f"{header},area,checked_by", *(f"{row},Sông Công," for row in rows)]) + "\n"


def with_blank_lines(text: str) -> str:
    header, *rows = text.splitlines(keepends=True)
    return "\n" + header + "\n" + "\n\n".join(rows) + "\n\n"


def with_quoted_line_breaks(text: str) -> str:
    return text.replace("số sơ bộ, theo", "số sơ bộ,\ntheo\n\n")


VARIANTS: dict[str, Callable[[str], str]] = {
    "byte-order mark": lambda text: "\ufeff" + text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "no final newline": lambda text: text.rstrip("\n"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "shuffled header": shuffled,
    "extra columns": with_extra_columns,
    "blank lines": with_blank_lines,
    "quoted line breaks": with_quoted_line_breaks,
    "spaces about cells": lambda text: text.replace("grdp-growth,2022,8.59,", "grdp-growth , 2022, 8.59 ,"),
}


def with_journal(folder: Path, text: str) -> Path:
    (folder / "results.csv").write_bytes(text.encode())
    return folder


def judged(folder: Path) -> str:
    outcome = run(folder, "status", "--data", ".", "--lang", "vi", "--year", "2023", "--as-of", "2024-12-31")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


@pytest.fixture
def journal() -> str:
    return (LEGAL / "results.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_legal_journal(sound, journal, variant):
    plain = judged(with_journal(sound, journal))
    changed = VARIANTS[variant](journal)
    assert changed != journal
    assert judged(with_journal(sound, changed)) == plain
    assert "5.56" in plain


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_can_be_read_can_be_added_to(sound, journal, variant):
    with_journal(sound, VARIANTS[variant](journal))
    before = (sound / "results.csv").read_bytes()
    outcome = run(sound, *spoken(["add-result", "grdp-growth", "2024", "6,5"], "en"))
    assert (outcome.code, outcome.err) == (0, "")
    after = (sound / "results.csv").read_bytes()
    assert after.startswith(before)
    with_journal(sound, journal)
    run(sound, *spoken(["add-result", "grdp-growth", "2024", "6,5"], "en"))
    plain = judged_now(sound)
    (sound / "results.csv").write_bytes(after)
    assert judged_now(sound) == plain


def judged_now(folder: Path) -> list[str]:
    """The rows of the year that was just recorded, without the moment of recording."""
    outcome = run(folder, "status", "--data", ".", "--lang", "vi", "--year", "2024", "--format", "md")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out.splitlines()


@pytest.mark.parametrize("variant", ["byte-order mark", "CRLF", "no final newline"])
def test_legal_targets(sound, journal, variant):
    plain = judged(with_journal(sound, journal))
    path = sound / "targets.toml"
    path.write_bytes(VARIANTS[variant](path.read_text(encoding="utf-8")).encode())
    assert judged(sound) == plain


@pytest.mark.parametrize("name", ["Tỷ lệ hộ cận nghèo", "can ngheo", "CẬN NGHÈO", "near-poor-households"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_indicator_is_found_however_its_name_is_typed(sound, name, form):
    command = ["add-result", unicodedata.normalize(form, name), "2024", "1,5", "--dry-run"]
    outcome = run(sound, *spoken(command, "en"))
    assert (outcome.code, outcome.err) == (0, "")
    assert "near-poor-households 2024 = 1.5" in outcome.out
