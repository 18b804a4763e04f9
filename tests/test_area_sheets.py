"""Sheets of areas and parts, each with the right reading: rows or columns of areas, parts below a year, journals.

Each is tried as text with semicolons, and as a workbook: there `>` is a cell merged with the one on its left, `^` with
the one above it. What is read must be exactly what is written beside the sheet. `! words` means that the sheet is
refused with these words.
"""

import csv
import io
import re
from pathlib import Path

import pytest
import xlsxwriter

from support.communes import AREAS, fill_in, list_communes, write_communes
from support.process import Run

SHEETS: dict[str, tuple[str, list[str], str]] = {}
"""Name → the cells, the options, and what is right: `indicator area parts period value; …`."""


def _add(name: str, right: str, *lines: str) -> None:
    name, *options = name.split(" --")
    arguments = [word for option in options for word in f"--{option}".split(" ", 1)]
    SHEETS[name] = ("\n".join(lines), arguments, right)


_add(
    "rows-of-areas",
    "poor p-song-cong - 2025 12; poor x-tan-cuong - 2025 7; poor x-dai-phuc - 2025 9",
    "Số hộ nghèo năm 2025 theo xã, phường",
    "",
    "STT | Xã, phường | Số liệu",
    "1 | P. Sông Công | 12",
    "2 | Tân Cương | 7",
    "3 | XÃ ĐẠI PHÚC | 9",
    " | Toàn tỉnh | 28",
)
_add(
    "rows-without-accents",
    "poor x-tan-cuong - 2025 7; poor x-dai-phuc - 2025 9",
    "Bieu 2. So ho ngheo",
    "Don vi | Nam 2025",
    "Xa Tan Cuong | 7",
    "Xa Dai Phuc | 9",
)
_add(
    "rows-in-english",
    "poor p-song-cong - 2024 12; poor p-song-cong - 2025 11",
    "Table 3: Poor households by commune",
    "No | Commune | 2024 | 2025",
    "1 | Song Cong Ward | 12 | 11",
    "  | Total | 12 | 11",
)
_add(
    "rows-with-option --indicator poor --period 2025",
    "poor x-dai-phuc - 2025 9",
    "Tình hình các xã",
    "Địa bàn | Thực hiện",
    "Xã Đại Phúc | 9",
)
_add(
    "rows-of-nothing",
    "! nothing names the indicator",
    "Tình hình các xã",
    "Địa bàn | 2025",
    "Xã Đại Phúc | 9",
)
_add(
    "rows-and-columns-of-indicators",
    "poor x-dai-phuc - 2025 9; households x-dai-phuc - 2025 700; poor p-song-cong - 2025 8; "
    "households p-song-cong - 2025 900",
    "Kết quả rà soát năm 2025",
    "TT | Mã | Tên xã, phường | Số hộ nghèo | Tổng số hộ | Ghi chú",
    "1 | 05443 | Xã Đại Phúc | 9 | 700 | ",
    "2 | 05446 | Sông Công | 8 | 900 | mới",
)
_add(
    "columns-of-indicators-and-years",
    "poor x-dai-phuc - 2024 9; poor x-dai-phuc - 2025 8",
    "Xã | Số hộ nghèo 2024 | Số hộ nghèo năm 2025 (hộ)",
    "Xã Đại Phúc | 9 | 8",
)
_add(
    "title-of-another-indicator",
    "! nothing names the indicator",
    "Số hộ nghèo thoát nghèo năm 2025 theo xã",
    "Xã | 2025",
    "Xã Đại Phúc | 9",
)
_add(
    "wrong-unit",
    "! the unit is",
    "Số hộ nghèo (người)",
    "Xã | 2025",
    "Xã Đại Phúc | 9",
)
_add(
    "long",
    "poor x-dai-phuc - 2025 9; trained x-tan-cuong - 2025 60",
    "Chỉ tiêu | Địa bàn | Năm | Giá trị",
    "Số hộ nghèo | Xã Đại Phúc | 2025 | 9",
    "Lao động qua đào tạo | Tân Cương | 2025 | 60",
    "Số hộ nghèo | Tổng số | 2025 | 99",
)
_add(
    "long-merged",
    "poor x-dai-phuc - 2025 9; households x-dai-phuc - 2025 700; poor x-tan-cuong - 2025 8",
    "Địa bàn | Chỉ tiêu | 2025",
    "Xã Đại Phúc | Số hộ nghèo | 9",
    "^ | Tổng số hộ | 700",
    "Xã Tân Cương | Số hộ nghèo | 8",
)
_add(
    "long-without-area",
    "! no area in its row",
    "Chỉ tiêu | Địa bàn | 2025",
    "Số hộ nghèo | Xã Đại Phúc | 9",
    "Số hộ nghèo | | 700",
)
_add(
    "an-unknown-area",
    '! no area is called "Xã Đại Phát"',
    "Số hộ nghèo",
    "Xã | 2025",
    "Xã Đại Phúc | 9",
    "Xã Đại Phát | 8",
)
_add(
    "another-kind-of-area",
    '! no area is called "Phường Đại Phúc"',
    "Số hộ nghèo",
    "Xã | 2025",
    "Xã Tân Cương | 9",
    "Phường Đại Phúc | 8",
)
_add(
    "two-of-one-name",
    '! "Xã Tân Lập" matches 2 areas',
    "Số hộ nghèo",
    "Xã | 2025",
    "Xã Tân Lập | 9",
)
_add(
    "two-of-one-name-by-id",
    "poor x-tan-lap-2 - 2025 9",
    "Số hộ nghèo",
    "Xã | 2025",
    "x-tan-lap-2 | 9",
)
_add(
    "the-same-area-twice",
    "! given twice",
    "Số hộ nghèo",
    "Xã | 2025",
    "Xã Đại Phúc | 9",
    "Đại Phúc | 8",
)
_add(
    "a-ward-with-a-number",
    "poor p-1 - 2025 9",
    "Số hộ nghèo",
    "1 | 2 | 3",
    "STT | Xã, phường | 2025",
    "1 | Phường 1 | 9",
)
_add(
    "a-city-that-has-ended",
    "poor tp-song-cong - 2024 9",
    "Số hộ nghèo",
    "Địa phương | 2024",
    "TP. Sông Công | 9",
)
_add(
    "columns-of-areas",
    "poor p-song-cong - 2025 4; poor x-tan-cuong - 2025 5; households p-song-cong - 2025 700",
    "Chỉ tiêu | ĐVT | 2025 | >",
    "^ | ^ | Phường Sông Công | Xã Tân Cương",
    "Số hộ nghèo | hộ | 4 | 5",
    "Tổng số hộ | hộ | 700 | ",
)
_add(
    "columns-of-areas-with-years",
    "poor p-song-cong - 2024 4; poor p-song-cong - 2025 5; poor x-tan-cuong - 2025 6",
    "Chỉ tiêu | Sông Công | > | Tân Cương",
    "^ | 2024 | 2025 | 2025",
    "Số hộ nghèo | 4 | 5 | 6",
)
_add(
    "columns-of-areas-year-in-title",
    "poor p-song-cong - 2025 4; poor x-tan-cuong - 2025 5",
    "KẾT QUẢ NĂM 2025",
    "Chỉ tiêu | Phường Sông Công | Xã Tân Cương | Xã lạ",
    "Số hộ nghèo | 4 | 5 | 6",
)
_add(
    "columns-of-areas-two-years-in-title",
    "! the period of",
    "KẾT QUẢ NĂM 2024 VÀ 2025",
    "Chỉ tiêu | Phường Sông Công | Xã Tân Cương",
    "Số hộ nghèo | 4 | 5",
)
_add(
    "columns-of-areas-of-one-name",
    "! matches 2 areas",
    "Chỉ tiêu | 2025 | >",
    "^ | Xã Tân Lập | Xã Đại Phúc",
    "Số hộ nghèo | 4 | 5",
)
_add(
    "plans-of-areas-are-no-results",
    "! no column of results",
    "Số hộ nghèo",
    "Xã | Kế hoạch 2026",
    "Xã Đại Phúc | 9",
)
_add(
    "whole-file --area tân cương",
    "poor x-tan-cuong - 2025 9; trained x-tan-cuong - 2025 80",
    "Chỉ tiêu | 2025",
    "Số hộ nghèo | 9",
    "Lao động qua đào tạo | 80",
)
_add(
    "whole-file-by-its-title",
    "poor p-song-cong - 2025 9",
    "BÁO CÁO NĂM 2025",
    "Địa bàn: Phường Sông Công",
    "Chỉ tiêu | Thực hiện 2025",
    "Số hộ nghèo | 9",
)
_add(
    "quotients",
    "poor p-song-cong - 2025 12; households p-song-cong - 2025 1500; poor x-dai-phuc - 2025 9; "
    "households x-dai-phuc - 2025 800; rate x-tan-cuong - 2025 1.5",
    "Tỷ lệ hộ nghèo năm 2025 (%)",
    "Xã | Thực hiện",
    "Phường Sông Công | 12/1500",
    "Xã Đại Phúc | 9 / 800",
    "Xã Tân Cương | 1.5",
)
_add(
    "a-quotient-without-a-denominator",
    '! "" is not a number',
    "Tỷ lệ hộ nghèo",
    "Xã | 2025",
    "Phường Sông Công | 12/",
)
_add(
    "a-quotient-of-no-ratio",
    '! "12/1500" is not a number',
    "Số hộ nghèo",
    "Xã | 2025",
    "Phường Sông Công | 12/1500",
)
_add(
    "a-quotient-beside-another-numerator",
    "! given twice",
    "Chỉ tiêu | Địa bàn | 2025",
    "Số hộ nghèo | Phường Sông Công | 13",
    "Tỷ lệ hộ nghèo | Phường Sông Công | 12/1500",
)
_add(
    "larger-area-in-the-title",
    "poor p-song-cong - 2024 9",
    "Địa bàn: Thành phố Sông Công",
    "Số hộ nghèo",
    "Xã | 2024",
    "Phường Sông Công | 9",
)
_add(
    "whole-file-by-its-title-and-id",
    "poor x-tan-lap-2 - 2025 9",
    "Area: Xã Tân Lập [x-tan-lap-2]",
    "Indicator | 2025",
    "Poor households | 9",
)
_add(
    "whole-file-of-another --area x-tan-cuong",
    "! both named as the area",
    "Số hộ nghèo",
    "Xã | 2025",
    "Xã Tân Cương | 9",
    "Xã Đại Phúc | 9",
)
_add(
    "whole-file-of-nobody --area x-nowhere",
    "! no area is called",
    "Chỉ tiêu | 2025",
    "Số hộ nghèo | 9",
)
_add(
    "parts-below-a-year --area x-dai-phuc",
    "trained x-dai-phuc - 2025 90; trained x-dai-phuc sex=male 2025 50; trained x-dai-phuc sex=female 2025 40; "
    "poor x-dai-phuc - 2025 9",
    "Chỉ tiêu | 2025 | > | >",
    "^ | Tổng số | Nam | Nữ",
    "Lao động qua đào tạo | 90 | 50 | 40",
    "Số hộ nghèo | 9 | 5 | 4",
)
_add(
    "parts-above-a-year",
    "trained - sex=male 2024 50; trained - sex=female 2024 40; trained - sex=female 2025 41",
    "Indicator | Male | Female | Female",
    "^ | 2024 | 2024 | 2025",
    "Trained workers | 50 | 40 | 41",
)
_add(
    "parts-in-rows",
    "trained - - 2025 90; trained - sex=female 2025 40",
    "Chỉ tiêu | Giới tính | 2025",
    "Lao động qua đào tạo | Tổng số | 90",
    "Lao động qua đào tạo | Nữ | 40",
    "Số hộ nghèo | Nữ | 3",
)
_add(
    "an-unknown-part",
    '! "Khác" is not a value of sex',
    "Chỉ tiêu | Giới tính | 2025",
    "Lao động qua đào tạo | Khác | 40",
)
_add(
    "a-part-of-the-whole-file --part sex=nữ --area x-dai-phuc",
    "trained x-dai-phuc sex=female 2025 40",
    "Chỉ tiêu | 2025",
    "Lao động qua đào tạo | 40",
)
_add(
    "a-part-that-is-not-declared",
    "trained - - 2025 90",
    "Chỉ tiêu | 2025 | >",
    "^ | Tổng số | Thành thị",
    "Lao động qua đào tạo | 90 | 50",
)
_add(
    "areas-and-parts",
    "trained x-dai-phuc sex=female 2025 40; trained x-dai-phuc sex=male 2025 50; trained p-1 sex=female 2025 4",
    "Lao động qua đào tạo năm 2025",
    "Địa bàn | Nữ | Nam",
    "Xã Đại Phúc | 40 | 50",
    "Phường 1 | 4 | ",
)


def _list_cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.split("\n")]


def _write_text(path: Path, rows: list[list[str]]) -> None:
    lines = []
    for at, row in enumerate(rows):
        cells = [
            rows[at - 1][column] if cell == "^" and rows[at - 1][column] not in ("Chỉ tiêu", "Indicator") else cell
            for column, cell in enumerate(row)
        ]
        lines.append(";".join("" if cell in (">", "^") else cell for cell in cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_book(path: Path, rows: list[list[str]]) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Biểu")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell in ("", ">", "^"):
                continue
            wide = 1
            while column + wide < len(row) and row[column + wide] == ">":
                wide += 1
            tall = 1
            while at + tall < len(rows) and column < len(rows[at + tall]) and rows[at + tall][column] == "^":
                tall += 1
            if wide > 1 or tall > 1:
                sheet.merge_range(at, column, at + tall - 1, column + wide - 1, cell)
            elif re.fullmatch(r"\d+(?:\.\d+)?", cell):
                sheet.write_number(at, column, float(cell))
            else:
                sheet.write_string(at, column, cell)
    book.close()


def _read_preview(text: str) -> str:
    rows = csv.DictReader(io.StringIO(text))
    return "; ".join(
        f"{row['indicator']} {row['area'] or '-'} {row['parts'] or '-'} {row['period']} {row['value']}" for row in rows
    )


@pytest.mark.parametrize("form", ["text", "book"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet(name: str, form: str, run: Run, tmp_path: Path) -> None:
    cells, options, right = SHEETS[name]
    write_communes(tmp_path / "data")
    path = tmp_path / ("sheet.csv" if form == "text" else "sheet.xlsx")
    (_write_text if form == "text" else _write_book)(path, _list_cells(cells))
    done = run("import", path.name, *options, "--dry-run", "--format", "csv", "--lang", "en")
    if right.startswith("! "):
        assert done.returncode in (2, 3)
        assert right.removeprefix("! ") in done.stderr
        assert done.stdout == ""
    else:
        assert sorted(_read_preview(done.stdout).split("; ")) == sorted(right.split("; ")), done.stderr
        assert done.returncode == 0


def test_the_total_of_all_areas_is_named(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    (tmp_path / "a.csv").write_text("Số hộ nghèo\nXã;2025\nXã Đại Phúc;9\nToàn tỉnh;9\n", encoding="utf-8")
    done = run("import", "a.csv", "--dry-run", "--lang", "vi")
    assert 'dòng tổng cộng, bỏ qua: "Toàn tỉnh"' in done.stderr


def test_a_journal_with_areas_and_parts_is_the_same_in_another_folder(run: Run, tmp_path: Path) -> None:
    rows = (
        "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area,sex\n"
        "trained,2025,90,,final,,,2026-01-05,lan\n"
        "trained,2025,40,,final,,,2026-01-05,lan,p-1,female\n"
        "trained,2025,41,,final,,,2026-01-06,lan,p-1,female\n"
        "poor,2025,,,withdrawn,,,2026-01-06,lan,p-1,\n"
    )
    write_communes(tmp_path / "data", results=rows)
    write_communes(tmp_path / "other")
    done = run("import", "data/results.csv", "--data", "other", "--yes", "--format", "csv")
    assert _read_preview(done.stdout) == ("trained - - 2025 90; trained p-1 sex=female 2025 41; poor p-1 - 2025 "), (
        done.stderr
    )
    lines = (tmp_path / "other" / "results.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:3] + line.split(",")[9:] for line in lines[1:]] == [
        ["trained", "2025", "90", "", ""],
        ["trained", "2025", "41", "p-1", "female"],
    ]
    again = run("import", "data/results.csv", "--data", "other", "--yes", "--lang", "en")
    assert "2 of 3" in again.stderr or "3 of 3" in again.stderr


def test_each_area_is_compared_with_itself(run: Run, tmp_path: Path) -> None:
    areas = AREAS.replace("2025-07-01", "")
    rows = "poor,2024,900,,final,,,2025-01-05,lan,p-1\npoor,2024,9,,final,,,2025-01-05,lan,x-dai-phuc\n"
    header = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area\n"
    write_communes(tmp_path / "data", areas, header + rows)
    (tmp_path / "a.csv").write_text("Số hộ nghèo\nXã;2025\nPhường 1;9\nXã Đại Phúc;8\n", encoding="utf-8")
    done = run("import", "a.csv", "--dry-run", "--format", "csv", "--lang", "en")
    doubts = {row["area"]: row["doubt"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert doubts == {"p-1": "9 is about a 100th of the 900 of 2024", "x-dai-phuc": ""}


def test_an_area_that_did_not_exist_is_asked_about(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    (tmp_path / "a.csv").write_text("Số hộ nghèo\nĐịa bàn;2025\nThành phố Sông Công;9\n", encoding="utf-8")
    done = run("import", "a.csv", "--dry-run", "--lang", "en")
    assert (
        '"tp-song-cong" did not exist any more on 2025-12-31, the last day of 2025: it ended on 2025-06-30'
        in done.stderr
    )
    typed = run("add-result", "poor", "2025", "9", "--area", "tp-song-cong", "--lang", "en")
    assert typed.returncode == 2
    assert '"tp-song-cong" did not exist any more on 2025-12-31' in typed.stderr
    assert run("add-result", "poor", "2025", "9", "--area", "tp-song-cong", "--yes").returncode == 0


def test_plans_with_one_row_an_area(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    sheet = (
        "Số hộ nghèo\nXã, phường;Kế hoạch 2026;Mục tiêu đến năm 2030\nXã Đại Phúc;30;10\nSông Công;25;\nPhường 1;;5\n"
    )
    (tmp_path / "plans.csv").write_text(sheet, encoding="utf-8")
    done = run("import", "plans.csv", "--plans", "--decided", "2025-12-20", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    rows = (tmp_path / "data" / "decisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",2025-12-20")[0] for row in rows] == [
        "poor,x-dai-phuc,plan,2026,30",
        "poor,x-dai-phuc,target,2030,<=10",
        "poor,p-song-cong,plan,2026,25",
        "poor,p-1,target,2030,<=5",
    ]
    again = run("import", "plans.csv", "--plans", "--decided", "2025-12-21", "--yes", "--lang", "en")
    assert "4 of 4 plans are in force already" in again.stderr
    shown = run("import", "data/decisions.csv", "--plans", "--dry-run", "--format", "csv").stdout
    assert [row["area"] for row in csv.DictReader(io.StringIO(shown))] == [
        "x-dai-phuc", "x-dai-phuc", "p-song-cong", "p-1",
    ]  # fmt: skip


def test_a_folder_without_areas_reads_such_sheets_as_before(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    (tmp_path / "data" / "areas.csv").unlink()
    sheet = "Chỉ tiêu;Địa bàn;2025\nThu ngân sách;Xã Đại Phúc;3\nThu ngân sách;Tổng số;9\n"
    (tmp_path / "a.csv").write_text(sheet, encoding="utf-8")
    done = run("import", "a.csv", "--dry-run", "--format", "csv", "--lang", "en")
    assert [row["value"] for row in csv.DictReader(io.StringIO(done.stdout))] == ["9"]
    assert 'rows of a part of the whole, skipped: "Xã Đại Phúc"' in done.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_of_an_area_comes_back_as_figures_of_the_area(language: str, run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data")
    made = run("form", "--area", "p-song-cong", "--year", "2025", "-o", "form.xlsx", "--lang", language)
    assert made.returncode == 0, made.stderr
    fill_in(tmp_path / "form.xlsx", {"poor": "12"}, "tracker:value:2025")
    done = run("import", "form.xlsx", "--dry-run", "--format", "csv", "--lang", language)
    assert _read_preview(done.stdout) == "poor p-song-cong - 2025 12", done.stderr
    other = run("import", "form.xlsx", "--dry-run", "--area", "x-dai-phuc", "--lang", "en")
    assert other.returncode == 3
    assert "both named as the area" in other.stderr
    (tmp_path / "data" / "areas.csv").write_text(list_communes(1), encoding="utf-8")
    lost = run("import", "form.xlsx", "--dry-run", "--lang", "en")
    assert lost.returncode == 3
    assert 'this form was made for the area "p-song-cong"' in lost.stderr
    (tmp_path / "data" / "areas.csv").unlink()
    alone = run("import", "form.xlsx", "--dry-run", "--lang", "en")
    assert alone.returncode == 3
    assert 'this form was made for the area "p-song-cong"' in alone.stderr
