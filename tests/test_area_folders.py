"""A folder of files that areas have sent: one preview, all or nothing, who is missing, and what is wrong in which file."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from support.communes import fill_in, list_communes, write_communes
from support.process import Run

HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by"


def _make_forms(run: Run, folder: Path, count: int, *options: str) -> Path:
    """Write a folder with so many communes, and the form of each."""
    write_communes(folder / "data", list_communes(count))
    made = run("form", "--each", "commune", "--year", "2025", "-o", "forms", *options)
    assert made.returncode == 0, made.stderr
    assert len(list((folder / "forms").glob("*.xlsx"))) == count
    return folder / "forms"


def _read_journal(folder: Path) -> list[list[str]]:
    lines = (folder / "data" / "results.csv").read_text(encoding="utf-8").splitlines()
    return [row[:3] + row[9:10] for row in csv.reader(lines[1:])]


def test_92_forms_go_out_and_90_come_back(run: Run, tmp_path: Path) -> None:
    forms = _make_forms(run, tmp_path, 92)
    for number in range(1, 91):
        fill_in(forms / f"x-{number:02d}.xlsx", {"poor": str(number), "households": str(1000 + number)})
    (forms / "x-91.xlsx").unlink()  # has sent a sheet of its own, with a wrong unit
    (forms / "x-92.xlsx").unlink()
    own = "Địa bàn: Xã Thử 91\nChỉ tiêu;ĐVT;2025\nSố hộ nghèo;người;91\n"
    (forms / "x-91.csv").write_text(own, encoding="utf-8")
    (forms / "~$x-01.xlsx").write_bytes(b"a lock")
    (forms / ".hidden.csv").write_text("no", encoding="utf-8")
    (forms / "letter.docx").write_bytes(b"no sheet")
    refused = run("import", "forms", "--yes", "--lang", "vi")
    assert refused.returncode == 3
    assert refused.stdout == ""
    assert 'forms/x-91.csv:3: ĐVT: đơn vị tính là "người"' in refused.stderr
    assert _read_journal(tmp_path) == []

    (forms / "x-91.csv").write_text(own.replace("người", "hộ"), encoding="utf-8")
    shown = run("import", "forms", "--dry-run", "--format", "table", "--lang", "vi")
    assert shown.returncode == 0, shown.stderr
    assert "forms/x-07.xlsx" in shown.stdout
    assert re.search(r"Tệp +Địa bàn +Mới +Điều chỉnh +Giữ nguyên +Bỏ trống\n", shown.stdout)
    assert re.search(r"forms/x-07.xlsx +Xã Thử 07 +2 +0 +0 +3\n", shown.stdout)
    assert "Chưa có trong các tệp: 1 trên 92 địa bàn cấp commune (Xã Thử 92)" in shown.stderr
    assert _read_journal(tmp_path) == []

    done = run("import", "forms", "--yes", "--format", "json", "--lang", "en")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["areas_missing"] == ["x-92"]
    assert document["files"][6] == {
        "file": "forms/x-07.xlsx",
        "areas": ["x-07"],
        "new": 2,
        "revision": 0,
        "same": 0,
        "empty": 3,
    }
    expected = [["poor", "2025", str(number), f"x-{number:02d}"] for number in range(1, 92)]
    expected += [["households", "2025", str(1000 + number), f"x-{number:02d}"] for number in range(1, 91)]
    assert sorted(_read_journal(tmp_path)) == sorted(expected)

    again = run("import", "forms", "--yes", "--lang", "en")
    assert "181 of 181 results are already in the journal" in again.stderr
    undone = run("undo", "--yes", "--lang", "en")
    assert undone.returncode == 0, undone.stderr


def test_a_form_that_is_empty_has_not_come_back(run: Run, tmp_path: Path) -> None:
    forms = _make_forms(run, tmp_path, 3)
    fill_in(forms / "x-02.xlsx", {"trained": "5"})
    done = run("import", "forms", "--dry-run", "--format", "csv", "--lang", "en")
    assert "Not in the files: 2 of 3 areas of the level commune (Xã Thử 01, Xã Thử 03)" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["file"], row["area"], row["value"]) for row in rows] == [("forms/x-02.xlsx", "x-02", "5")]


def test_areas_that_are_recorded_already_are_not_asked_for_again(run: Run, tmp_path: Path) -> None:
    """The forms that come later: what is in the journal is not missing."""
    forms = _make_forms(run, tmp_path, 4)
    for number in (1, 2):
        fill_in(forms / f"x-{number:02d}.xlsx", {"poor": "5"})
    assert run("import", "forms", "--yes").returncode == 0
    assert run("undo", "--yes").returncode == 0
    assert run("add-result", "poor", "2025", "5", "--area", "x-01", "--yes").returncode == 0
    (forms / "x-01.xlsx").unlink()
    later = run("import", "forms", "--dry-run", "--lang", "en")
    expected = "Not in the files: 3 of 4 areas of the level commune; not recorded for 2025: Xã Thử 03, Xã Thử 04"
    assert expected in later.stderr
    for number in (3, 4):
        fill_in(forms / f"x-{number:02d}.xlsx", {"poor": "5"})
    shown = run("import", "forms", "--dry-run", "--lang", "vi")
    assert "Chưa có trong các tệp: 1 trên 4 địa bàn cấp commune, tất cả đã có số liệu kỳ 2025" in shown.stderr


def test_all_problems_of_all_files_are_told_at_once(run: Run, tmp_path: Path) -> None:
    forms = _make_forms(run, tmp_path, 4)
    fill_in(forms / "x-01.xlsx", {"poor": "1.234"})
    fill_in(forms / "x-02.xlsx", {"poor": "nhiều"})
    (forms / "x-03.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (forms / "z.csv").write_text("Chỉ tiêu;2025\nSố hộ nghèo;chưa rõ 5\n", encoding="utf-8")
    done = run("import", "forms", "--yes", "--lang", "en")
    assert done.returncode == 3
    assert done.stdout == ""
    for words in ("forms/x-02.xlsx: ", "forms/x-03.xlsx: ", "forms/z.csv:2"):
        assert words in done.stderr
    assert _read_journal(tmp_path) == []


@pytest.mark.parametrize(("other", "code"), [("9", 3), ("8", 0)])
def test_two_files_of_one_area_must_say_the_same(run: Run, tmp_path: Path, other: str, code: int) -> None:
    write_communes(tmp_path / "data")
    for name, value in (("a.csv", "8"), ("b.csv", other)):
        text = f"Địa bàn: Phường Sông Công\nChỉ tiêu;2025\nSố hộ nghèo;{value}\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("import", "a.csv", "b.csv", "--yes", "--lang", "en")
    assert done.returncode == code, done.stderr
    if code:
        assert "b.csv:3: poor: 2025: is given twice for 2025 (p-song-cong): also at a.csv: 3" in done.stderr
    assert _read_journal(tmp_path) == ([] if code else [["poor", "2025", "8", "p-song-cong"]])


def test_a_doubt_names_its_file(run: Run, tmp_path: Path) -> None:
    forms = _make_forms(run, tmp_path, 2)
    rows = [f"poor,2024,5,,final,,,2025-01-20T00:00:00+07:00,lan,x-0{number}\n" for number in (1, 2)]
    (tmp_path / "data" / "results.csv").write_text(f"{HEADER},area\n" + "".join(rows), encoding="utf-8")
    for number in (1, 2):
        fill_in(forms / f"x-0{number}.xlsx", {"poor": "50"})
    one = run("import", forms / "x-01.xlsx", "--dry-run", "--lang", "en")
    assert re.search(r"^[^:\n]*![A-Z]+\d+: poor: .*10 times", one.stderr, re.MULTILINE), one.stderr
    both = run("import", "forms", "--dry-run", "--lang", "en")
    for number in (1, 2):
        assert re.search(rf"^forms/x-0{number}.xlsx: .*poor: .*10 times", both.stderr, re.MULTILINE), both.stderr


def test_folders_that_hold_nothing(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    (tmp_path / "forms").mkdir()
    empty = run("import", "forms", "--lang", "en")
    assert empty.returncode == 3
    assert "is a folder, not a file, and no .csv" in empty.stderr
    two = run("import", "-", "forms", "--lang", "en")
    assert two.returncode == 2
    assert "the standard input is imported alone" in two.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_forms_for_plans_come_back_as_decisions(run: Run, tmp_path: Path, language: str) -> None:
    write_communes(tmp_path / "data", list_communes(3))
    made = run("form", "--each", "commune", "--plans", "--year", "2027", "-o", "plans", "--lang", language)
    assert made.returncode == 0, made.stderr
    fill_in(tmp_path / "plans" / "x-01.xlsx", {"poor": "30"}, "tracker:plan:2027")
    fill_in(tmp_path / "plans" / "x-03.xlsx", {"poor": "≤ 20"}, "tracker:plan:2027")
    done = run("import", "plans", "--plans", "--decided", "2026-11-20", "--yes", "--lang", "en", "--format", "table")
    assert done.returncode == 0, done.stderr
    assert "Not in the files: 1 of 3 areas of the level commune (Xã Thử 02)" in done.stderr
    rows = (tmp_path / "data" / "decisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",2026-11-20")[0] for row in rows] == ["poor,x-01,plan,2027,30", "poor,x-03,plan,2027,<=20"]
