"""The tests are green on every day: no approved text holds the day on which it was made, and the program keeps its
calendar on a leap day, in the last minutes of a year and ten years on."""

import ast
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.folders import DATA, GOLDEN, INPUTS, ROOT, TESTS
from support.process import run_process

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # as English dates spell them
SPELLINGS = (  # groups: year, month, day
    (r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)", (1, 2, 3)),
    (r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)", (1, 2, 3)),
    (r"(?<!\d)(\d{4})[/.](\d{2})[/.](\d{2})(?!\d)", (1, 2, 3)),
    (r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)", (3, 2, 1)),
    (rf"(?<!\d)(\d{{1,2}}) ({'|'.join(MONTHS)}),? (\d{{4}})", (3, 2, 1)),
    (rf"({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})", (3, 1, 2)),
    (r"(?<!\d)(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", (3, 2, 1)),
)
FIXED = {
    datetime.date(2024, 3, 30), datetime.date(2024, 3, 31),  # the examples in messages about a wrong day
    datetime.date(2023, 6, 30),  # test_report.py: what has changed since
    datetime.date(2024, 6, 30),  # support/screens.py: DAY
    datetime.date(2027, 1, 20),  # test_export.py: AS_OF
}  # fmt: skip
"""Days that stand in approved texts and come neither from their input files nor from the end of a year."""

MOMENTS = {
    "leap day": datetime.datetime(2028, 2, 29, 10, 0),
    "end of a year": datetime.datetime(2026, 12, 31, 23, 50),
    "ten years on": datetime.datetime(2036, 11, 27, 10, 0),
}
VIETNAM = {"TZ": "ICT-7", "TRACKER_LANG": "en"}


def find_dates(text: str) -> set[datetime.date]:
    """The days that a text names, in each spelling that the program, the tests and offices use."""
    found = set()
    for spelling, (year, month, day) in SPELLINGS:
        for match in re.finditer(spelling, text):
            name = match[month]
            number = MONTHS.index(name) + 1 if name in MONTHS else int(name)
            if 1 <= number <= 12 and 1 <= int(match[day]) <= 31:
                with_day = datetime.date(int(match[year]) or 1, number, 1) + datetime.timedelta(int(match[day]) - 1)
                found.add(with_day)
    return found


def find_approved() -> Iterator[tuple[Path, list[Path]]]:
    """Each approved text with the files that it is made from."""
    for path in sorted(TESTS.glob("*/*/expected*.txt")):
        files = [each for each in path.parent.rglob("*") if each.is_file()]
        beside = [each for each in files if not each.name.startswith("expected")]
        plain = [path.parent.parent / "_plain" / name for name in INPUTS]
        other = path.parent / "file.txt"  # names a workbook; beside it is the same one in other formats
        named = path.parent.parent / other.read_text(encoding="utf-8").strip() if other.exists() else None
        books = named.parent.iterdir() if named else ()
        yield path, [*beside, *(each for each in plain if each.exists()), *books]
    folder = [GOLDEN / name for name in INPUTS]
    for path in sorted(each for each in GOLDEN.rglob("*") if each.is_file() and each.name not in INPUTS):
        beside = [path.parent / name for name in INPUTS] + [GOLDEN / "log" / name for name in INPUTS]
        sources = [*folder, *beside, *(DATA / name for name in INPUTS), TESTS / "support" / "screens.py"]
        if path.is_relative_to(GOLDEN / "export"):
            sources += [TESTS / "province" / name for name in (*INPUTS, "areas.csv", "decisions.csv")]
        yield path, [each for each in sources if each.exists()]


def read_any(path: Path) -> str:
    """The text of a file; of a workbook, the text of all its parts."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes().decode(errors="replace")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_every_day_in_an_approved_text_comes_from_what_it_is_made_of():
    """So none can be the day on which the text was made: that would be wrong on the next day."""
    offenders, approved = [], list(find_approved())
    for path, sources in approved:
        texts = [read_any(each) for each in sources]
        known = FIXED.union(*map(find_dates, texts))
        years = {int(year) for text in texts for year in re.findall(r"\d{4}", text)}
        for day in find_dates(path.read_text(encoding="utf-8")) - known:
            if (day.month, day.day) != (12, 31) or day.year not in years:
                offenders.append(f"{path.relative_to(TESTS)}: {day}")
    assert len(approved) > 300
    assert offenders == []


@pytest.mark.parametrize(
    "text",
    ["2019-11-27", "27/11/2019", "27-11-2019", "27.11.2019", "2019/11/27", "20191127", "27 November 2019",
     "November 27, 2019", "ngày 27 tháng 11 năm 2019", "2019-11-27T09:00:00+07:00"],
)  # fmt: skip
def test_a_day_is_seen_however_it_is_spelt(text):
    assert find_dates(f"as of {text}.") == {datetime.date(2019, 11, 27)}


def test_only_the_command_line_and_the_library_ask_for_the_day():
    """They are the ways in, and can be told it; everything else is told it."""
    asking = set()
    for path in sorted((ROOT / "src" / "tracker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_clock = isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "time_ns")
            if is_clock and isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime", "time"):
                asking.add(path.relative_to(ROOT / "src" / "tracker").parts[0])
    assert asking == {"api", "cli"}


moments = pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)


@moments
@pytest.mark.parametrize(
    "command", [["status"], ["review"], ["show", "grdp-growth", "--format", "csv"]], ids=lambda each: each[0]
)
def test_without_a_day_today_is_meant(run, now, command):
    named = ["--as-of", now.date().isoformat()]
    said, expected = (run(*command, *more, "--data", DATA, env=VIETNAM, now=now) for more in ([], named))
    assert (said.returncode, said.stderr) == (expected.returncode, expected.stderr) == (0, "")
    assert said.stdout == expected.stdout


@moments
def test_a_process_of_its_own_says_the_same(run, now, tmp_path):
    command = ("status", "--format", "table", "--data", DATA)
    inside = run(*command, env=VIETNAM, now=now)
    outside = run_process(*command, cwd=tmp_path, env=VIETNAM, now=now)
    assert (inside.returncode, inside.stdout, inside.stderr) == (0, outside.stdout, outside.stderr)


@moments
def test_what_is_recorded_bears_the_moment_and_can_be_taken_back(run, now, example):
    journal = example / "results.csv"
    before = journal.read_bytes()
    done = run("add-result", "poor-households", "2024", "0.95", "--data", example, env=VIETNAM, now=now)
    assert (done.returncode, done.stderr) == (0, "")
    row = list(csv.DictReader(io.StringIO(journal.read_text(encoding="utf-8"))))[-1]
    assert row["recorded_at"] == f"{now.isoformat(timespec='seconds')}+07:00"
    today, yesterday = (now.date() - datetime.timedelta(days) for days in (0, 1))
    for day, is_known in ((today, True), (yesterday, False)):
        shown = run("status", "--as-of", day, "--data", example, env=VIETNAM, now=now).stdout
        line = next(line for line in shown.splitlines() if line.startswith("poor-households"))
        assert (",2024,0.95," in line) == is_known
    assert (
        f"{now.isoformat(timespec='minutes').replace('T', ' ')}"
        in run("log", "--format", "table", "--data", example, env=VIETNAM, now=now).stdout
    )
    later = now + datetime.timedelta(minutes=20)  # on the first day of the next year, for one of them
    undone = run("undo", "--yes", "--data", example, env=VIETNAM, now=later)
    assert undone.returncode == 0, undone.stderr
    assert journal.read_bytes().startswith(before)
    plain = run("status", "--as-of", now.date() + datetime.timedelta(1), "--data", example, env=VIETNAM, now=later)
    assert (
        plain.stdout == run("status", "--as-of", now.date() + datetime.timedelta(1), "--data", DATA, env=VIETNAM).stdout
    )


@moments
def test_every_other_command_works_on_that_day(run, now, example, tmp_path):
    common = {"env": VIETNAM, "now": now}
    day = now.date().isoformat()
    for command in (
        ["check"], ["log"], ["form", "--year", "2025", "-o", "form.xlsx"], ["import", "form.xlsx"],
        ["report", "-o", "report.md"], ["report", "-o", "since.md", "--since", "2024-06-30"],
        ["status", "--assume", "grdp-growth:2025=8", "--format", "md"],
    ):  # fmt: skip
        done = run(*command, "--data", example, **common)
        assert done.returncode == 0, (command, done.stderr)
        assert "Traceback" not in done.stderr
    assert datetime.date.fromisoformat(day) in find_dates((tmp_path / "report.md").read_text(encoding="utf-8"))
