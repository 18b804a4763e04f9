"""`tracker add-result`: one row is added, everything else stays, and the user sees what changed."""

import csv
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from support.process import environment


@pytest.fixture
def journal(example):
    return example / "results.csv"


def last_row(journal) -> dict[str, str]:
    with journal.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[-1]


def test_the_row_is_appended_and_the_line_shown_before_and_after(run, example, journal):
    before = journal.read_bytes()
    result = run("add-result", "poor-households", "2024", "0,95", "--status", "preliminary",
                 "--source", "https://example.org/bao-cao", "--note", 'theo "báo cáo", số 5', "--data", example, now=None)  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert journal.read_bytes().startswith(before)
    row = last_row(journal)
    moment = datetime.fromisoformat(row.pop("recorded_at"))
    assert moment.tzinfo is not None
    assert abs((datetime.now().astimezone() - moment).total_seconds()) < 120
    assert row == {
        "indicator": "poor-households", "period": "2024", "value": "0.95", "qualifier": "", "status": "preliminary",
        "source": "https://example.org/bao-cao", "note": 'theo "báo cáo", số 5', "recorded_by": "lan",
    }  # fmt: skip
    told = result.stdout.splitlines()
    assert told[0] == "Đã ghi: poor-households 2024: 0,95 (sơ bộ)"
    assert told[1].startswith("trước: 1,45 (2023)")
    assert told[2].startswith("sau:   0,95 (2024)")


def test_a_dry_run_shows_the_same_and_writes_nothing(run, example, journal):
    before = journal.read_bytes()
    result = run("add-result", "poor-households", "2024", "0,95", "--dry-run", "--data", example)
    assert result.returncode == 0
    assert "sau:   0,95 (2024)" in result.stdout
    assert journal.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "value", "qualifier"),
    [("0,95", "0.95", ""), ("0.950", "0.950", ""), (">24", "24", ">"), ("gần 1,5", "1.5", "<"), ("~ 1,2 %", "1.2", "~"),
     ("-0,5", "-0.5", ""), ("−0,5", "-0.5", "")],
)  # fmt: skip
def test_numbers_as_people_type_them(run, example, journal, typed, value, qualifier):
    result = run("add-result", "poor-households", "2024", typed, "--yes", "--data", example)
    assert result.returncode == 0, result.stderr
    assert (last_row(journal)["value"], last_row(journal)["qualifier"]) == (value, qualifier)


@pytest.mark.parametrize(("decimal", "value"), [("comma", "14687"), ("point", "14.687")])
def test_an_ambiguous_number_needs_a_word(run, example, journal, decimal, value):
    before = journal.read_bytes()
    refused = run("add-result", "industry-value", "2023", "14.687", "--yes", "--data", example, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "can be read as 14.687 or as 14687" in refused.stderr
    assert journal.read_bytes() == before
    run("add-result", "industry-value", "2023", "14.687", "--yes", "--decimal", decimal, "--data", example)
    assert last_row(journal)["value"] == value


def test_a_value_ten_times_the_last_one_needs_a_yes(run, example, journal):
    before = journal.read_bytes()
    refused = run("add-result", "poor-households", "2024", "14,5", "--data", example, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "14.5 is about 10 times the 1.45 of 2023" in refused.stderr
    assert journal.read_bytes() == before
    assert run("add-result", "poor-households", "2024", "14,5", "--yes", "--data", example).returncode == 0


def test_a_recorded_value_is_revised_only_on_purpose(run, example, journal):
    before = journal.read_bytes()
    refused = run("add-result", "grdp-growth", "2024", "6,6", "--data", example)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--revise" in refused.stderr
    assert journal.read_bytes() == before
    revised = run("add-result", "grdp-growth", "2024", "6,6", "--revise", "--status", "chính thức", "--data", example)
    assert revised.stdout.startswith("Đã điều chỉnh: grdp-growth 2024: 6,6 (chính thức)")
    assert journal.read_bytes().startswith(before)


def test_a_milestone_is_answered(run, folder):
    path = folder("""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2099
        language = "vi"
        [[indicator]]
        id = "class-2"
        name = "Đô thị loại II"
        measure = "milestone"
        target = "yes"
        """)
    result = run("add-result", "do thi", "2024", "có", "--data", path)
    assert result.returncode == 0, result.stderr
    assert last_row(path / "results.csv")["value"] == "yes"
    assert "✔ Đạt" in result.stdout


def test_line_ends_and_a_missing_one_are_kept_right(run, example, journal):
    journal.write_bytes(journal.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    before = journal.read_bytes()
    assert run("add-result", "poor-households", "2024", "0,95", "--data", example).returncode == 0
    added = journal.read_bytes().removeprefix(before)
    assert added.startswith(b"\r\npoor-households,2024,0.95,")
    assert added.endswith(b",lan\r\n")


def test_columns_are_found_by_name_and_others_kept(run, folder):
    path = folder(
        """
        [term]
        name = "t"
        first_year = 2021
        last_year = 2099
        [[indicator]]
        id = "a"
        name = "A"
        measure = "level"
        """
    )
    text = "recorded_at,area,value,period,indicator,status,recorded_by\n2022-01-01,north,1,2021,a,final,\n"
    (path / "results.csv").write_text(text, encoding="utf-8")
    refused = run("add-result", "a", "2022", "1.5", "--note", "x", "--data", path, "--lang", "en")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert 'the column "note" is missing' in refused.stderr
    assert (path / "results.csv").read_text(encoding="utf-8") == text
    assert run("add-result", "a", "2022", "1.5", "--data", path).returncode == 0
    row = last_row(path / "results.csv")
    assert (row["area"], row["value"], row["status"], row["recorded_by"]) == ("", "1.5", "preliminary", "lan")


def test_nothing_is_recorded_into_a_folder_with_faults(run, example, journal):
    journal.write_text(journal.read_text(encoding="utf-8") + "nobody,2024,1,,final,,,2024-01-01,\n", encoding="utf-8")
    before = journal.read_bytes()
    result = run("add-result", "poor-households", "2024", "0,95", "--data", example)
    assert (result.returncode, result.stdout) == (3, "")
    assert journal.read_bytes() == before


def test_many_at_once_lose_nothing(folder):
    path = folder("""
        [term]
        name = "t"
        first_year = 2001
        last_year = 2024
        [[indicator]]
        id = "a"
        name = "A"
        measure = "total"
        """)

    def record(year: int) -> int:
        return subprocess.run(
            [sys.executable, "-m", "tracker", "add-result", "a", str(year), str(year), "--yes", "--data", str(path)],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(record, range(2001, 2025))) == {0}
    with (path / "results.csv").open(encoding="utf-8", newline="") as file:
        assert sorted(row["value"] for row in csv.DictReader(file)) == [str(year) for year in range(2001, 2025)]


def test_two_who_record_the_same_do_not_both_win(folder):
    path = folder("""
        [term]
        name = "t"
        first_year = 2021
        last_year = 2025
        [[indicator]]
        id = "a"
        name = "A"
        measure = "total"
        """)

    def record(value: int) -> int:
        return subprocess.run(
            [sys.executable, "-m", "tracker", "add-result", "a", "2023", str(value), "--data", str(path)],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(record, range(6))) == [0, 2, 2, 2, 2, 2]
