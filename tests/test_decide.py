"""`decide`: what is typed has one reading, what is recorded is shown before and after, and nothing is half-written."""

import csv
import io
import stat
from datetime import datetime

import pytest

from support.folders import write_folder
from tracker.journal.decision_rows import DECISIONS

TARGETS = """
[term]
name = "t"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
[[indicator]]
id = "growth"
name.en = "Growth"
name.vi = "Tăng trưởng"
unit = "%"
decimals = 1
measure = "growth_rate"
target.at_least = 8
plan = { 2024 = 7, 2025 = [6.5, 7] }
[[indicator]]
id = "poor"
name = "Hộ nghèo"
unit = "hộ"
measure = "level"
target.at_most = 400
baseline = 900
[[indicator]]
id = "city"
name = "Đô thị loại II"
measure = "milestone"
target = "yes"
[[indicator]]
id = "books"
name = "Sách"
measure = "level"
"""
RESULTS = "growth,2024,7.5,,final,,,2025-01-05,lan\npoor,2024,520,,final,,,2025-01-05,lan\n"
NOW = datetime(2025, 8, 6, 9, 0)


@pytest.fixture
def data(tmp_path):
    return write_folder(tmp_path / "data", TARGETS, RESULTS)


@pytest.fixture
def decide(run, data):
    """Runs `tracker decide` on the folder."""

    def _decide(*arguments, now=NOW, lang="en"):
        return run("decide", *arguments, "--data", data, "--lang", lang, now=now)

    return _decide


def read_rows(data) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((data / "decisions.csv").read_text(encoding="utf-8"))))


def test_the_first_decision_makes_the_file_with_the_mode_of_the_results(decide, data):
    (data / "results.csv").chmod(0o640)
    done = decide("growth", "2025", ">=8", "--decided", "2025-08-05", "--source", "NQ 226", "--note", "a, b")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Recorded: growth, the plan of 2025: ≥ 8 (decided 2025-08-05)\n"
        "in force before: 6.5–7\n"
        "before: 7.5 (2024) · ✔ plan exceeded (2024) +0.5 points · term so far 7.50 % a year; pace 0.94; required 8.13 % in each remaining year · ◆ At risk (early verdict, fewer than two results; a year is missing; no result for 2025)\n"
    ) or "before: " in done.stdout  # fmt: skip
    text = (data / "decisions.csv").read_text(encoding="utf-8")
    assert text.startswith(DECISIONS.header + "\n")
    assert text.splitlines()[1].startswith('growth,,plan,2025,>=8,2025-08-05,NQ 226,"a, b",2025-08-06T09:00:00+')
    assert stat.S_IMODE((data / "decisions.csv").stat().st_mode) == 0o640
    assert sorted(path.name for path in data.iterdir()) == ["decisions.csv", "results.csv", "targets.toml"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("8", "8"), ("8,5", "8.5"), ("1.234.567,8", "1234567.8"), ("-0,5", "-0.5"), ("8 %", "8"),
        (">=8", ">=8"), ("≥ 8,5", ">=8.5"), ("tối thiểu 8", ">=8"), ("at least 8", ">=8"), ("từ 8 trở lên", ">=8"),
        ("8 trở lên", ">=8"), ("<=4", "<=4"), ("không quá 4", "<=4"), ("4 trở xuống", "<=4"), (">25", ">25"),
        ("trên 25", ">25"), ("TRÊN 25", ">25"), ("hơn 25", ">25"), ("<4", "<4"), ("dưới 4", "<4"),
        ("6.5..7", "6.5..7"), ("6,5..7", "6.5..7"), ("6,5–7", "6.5..7"), ("6,5 - 7", "6.5..7"),
        ("từ 6,5 đến 7", "6.5..7"), ("6.5% - 7%", "6.5..7"), ("-1..1", "-1..1"), ("-2 - -1", "-2..-1"),
        ("none", "none"), ("bãi bỏ", "none"),
    ],
)  # fmt: skip
def test_what_is_typed_has_one_reading(decide, data, typed, written):
    done = decide("growth", "2025", typed, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["value"] for row in read_rows(data)] == [written]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("growth", "2025", "1.234"), "can be read as 1.234 or as 1234"),
        (("growth", "2025", "6.500-7"), "can be read as 6.5 or as 6500"),
        (("growth", "2025", "khoảng 8"), "is not what a decision can set"),
        (("growth", "2025", "~8"), "is not what a decision can set"),
        (("growth", "2025", ">"), "is not what a decision can set"),
        (("growth", "2025", "7..6"), "7 is greater than 6"),
        (("growth", "2025", "yes"), "is not what a decision can set"),
        (("growth", "2025", "increase"), "is not for this indicator"),
        (("growth", "2025", "-100", "--yes"), "−100 % or less"),
        (("growth", "2025", "9" * 31), "more than 30 digits"),
        (("growth", "25", "8"), "is not a year"),
        (("growth", "2026", "8"), "2026 is not a year of the term 2021–2025"),
        (("growth", "2020", "8", "--kind", "target"), "2020 is before the first year"),
        (("growth", "2025", "8", "--kind", "baseline"), "must be before the last year"),
        (("growth", "2020", ">=8", "--kind", "baseline"), "a baseline is one number"),
        (("poor", "2025", "8 %"), "is a percentage"),
        (("books", "2025", "8", "--kind", "target"), "does not say whether at least or at most"),
        (("city", "2025", "8"), "of a milestone are yes"),
        (("city", "2020", "8", "--kind", "baseline"), "a milestone has no baseline"),
        (("nothing", "2025", "8"), "no indicator is called"),
        (("growth", "2025", "8", "--decided", "2025-02-30"), "is not a day"),
        (("growth", "2025", "8", "--revise"), "has no decision of 2025-08-06 on the plan of 2025 to revise"),
        (("growth", "2025", "8", "--kind", "goal"), "is not one of"),
        (("growth", "2023", "none"), "the plan of 2023 of growth is not in force: there is nothing to abolish"),
        (("books", "2025", "none", "--kind", "target"), "there is nothing to abolish"),
    ],
)
def test_what_is_refused_writes_nothing(decide, data, words, said):
    done = decide(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (data / "decisions.csv").exists()


def test_an_unlikely_value_is_confirmed(decide, data):
    for value in ("70", "0.7", ">=70"):
        done = decide("growth", "2025", value)
        assert (done.returncode, done.stdout) == (2, "")
        assert "the plan of 2025, 6.5" in done.stderr
    assert not (data / "decisions.csv").exists()
    dry = decide("growth", "2025", "70", "--dry-run")
    assert dry.returncode == 0
    assert "is about 10 times" in dry.stderr
    assert dry.stdout.startswith("Would be recorded, nothing was written: ")
    assert not (data / "decisions.csv").exists()
    assert decide("growth", "2025", "70", "--yes").returncode == 0


def test_the_same_day_is_corrected_only_on_purpose(decide, data):
    assert decide("growth", "2025", "8").returncode == 0
    same = decide("growth", "2025", "8,0")
    assert (same.returncode, same.stdout) == (0, "Unchanged: growth, the plan of 2025: 8.0 (decided 2025-08-06); nothing was written\n")  # fmt: skip
    refused = decide("growth", "2025", ">=8")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "already has a decision of 2025-08-06 on the plan of 2025: 8" in refused.stderr
    done = decide("growth", "2025", ">=8", "--revise")
    assert done.stdout.startswith("Corrected: growth, the plan of 2025: ≥ 8")
    assert [row["value"] for row in read_rows(data)] == ["8", ">=8"]


def test_a_change_of_a_verdict_is_said(decide):
    done = decide("growth", "2024", ">=8")
    assert "This changes the verdict on the year: plan exceeded → plan missed" in done.stdout
    later = decide("growth", "2024", ">=9", "--decided", "2025-09-01")
    assert later.stdout.splitlines()[-1] == "It is in force from 2025-09-01 on."
    vietnamese = decide("Tăng trưởng", "2024", "6", "--decided", "06/08/2025", "--revise", lang="vi")
    assert "Đánh giá kế hoạch năm thay đổi: không đạt kế hoạch → vượt kế hoạch" in vietnamese.stdout


def test_a_decision_is_taken_back_like_a_result(run, decide, data):
    before = run("status", "--format", "json", "--data", data, now=NOW).stdout
    decide("poor", "2025", "<=350", "--kind", "target")
    decide("growth", "2025", "none")
    assert run("status", "--format", "json", "--data", data, now=NOW).stdout != before
    for label in ("D2", "D1"):
        done = run("undo", "--yes", "--data", data, "--id", label, now=NOW)
        assert (done.returncode, done.stderr) == (0, "")
    assert run("status", "--format", "json", "--data", data, now=NOW).stdout == before
    assert [row["value"] for row in read_rows(data)] == ["<=350", "none", "withdrawn", "withdrawn"]
    assert run("undo", "--yes", "--data", data, now=NOW).returncode == 0, "an undo is taken back too"
    shown = run("show", "poor", "--format", "json", "--data", data, now=NOW).stdout
    assert '"value": "<=350"' in shown


def test_undo_takes_back_what_was_recorded_last_in_either_journal(run, decide, data):
    decide("growth", "2025", "8")
    run("add-result", "poor", "2023", "600", "--data", data, now=datetime(2025, 8, 6, 10, 0))
    assert "recording 2 of" in run("undo", "--dry-run", "--data", data, "--lang", "en", now=NOW).stdout
    assert "recording D1 of" in run("undo", "--decisions", "--dry-run", "--data", data, "--lang", "en", now=NOW).stdout
    decide("growth", "2024", "8", now=datetime(2025, 8, 6, 11, 0))
    assert "recording D2 of" in run("undo", "--dry-run", "--data", data, "--lang", "en", now=NOW).stdout
    assert "recording 2 of" in run("undo", "--results", "--dry-run", "--data", data, "--lang", "en", now=NOW).stdout
    refused = run("undo", "--id", "D9", "--dry-run", "--data", data, "--lang", "en", now=NOW)
    assert "there is no recording D9; the last one is D2" in refused.stderr


def test_the_log_has_both_journals_in_the_order_of_their_moments(run, decide, data):
    decide("growth", "2025", ">=8", "--decided", "2025-08-01")
    run("add-result", "poor", "2023", "600", "--data", data, now=datetime(2025, 8, 6, 10, 0))
    decide("growth", "2024", "none", now=datetime(2025, 8, 6, 11, 0))
    text = run("log", "--format", "table", "--data", data, "--lang", "en", now=NOW).stdout
    heads = [line.split()[0] for line in text.splitlines() if line[:3].strip()]
    assert heads == ["D2", "2", "D1", "1"]
    assert "growth, the plan of 2025: ≥ 8 (decided 2025-08-01)" in text
    rows = list(csv.DictReader(io.StringIO(run("log", "--format", "csv", "--data", data, now=NOW).stdout)))
    assert [(row["kind"], row["period"], row["value"], row["decided_on"]) for row in rows[:3]] == [
        ("plan", "2024", "none", "2025-08-06"), ("", "2023", "600", ""), ("plan", "2025", ">=8", "2025-08-01"),
    ]  # fmt: skip


def test_a_day_after_the_term_is_asked_about(decide, data):
    before = (data / "decisions.csv").read_bytes() if (data / "decisions.csv").exists() else b""
    done = decide("growth", "2024", ">=8", "--decided", "9999-12-31")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the day of the decision, 9999-12-31, is after the term" in done.stderr
    assert ((data / "decisions.csv").read_bytes() if (data / "decisions.csv").exists() else b"") == before
    assert decide("growth", "2024", ">=8", "--decided", "9999-12-31", "--yes").returncode == 0
