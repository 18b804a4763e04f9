"""`init --from`: the table that an office has becomes a folder; a guess is asked about, and no figure is a wrong one."""

import csv
import datetime
from pathlib import Path

import pytest
import tomli

from support.books import write_book
from support.process import Done

NOW = datetime.datetime(2026, 11, 28, 9, tzinfo=datetime.UTC)
COMMUNE = """
[[sheet]]
name = "Biểu 1"
rows = [
  ["ĐẢNG ỦY XÃ AN BÌNH"],
  ["CÁC CHỈ TIÊU CHỦ YẾU NHIỆM KỲ 2025 - 2030"],
  ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2025", "Kế hoạch 2026", "Ước thực hiện 2026", "Mục tiêu đến năm 2030", "Cơ quan chủ trì"],
  ["I", "KINH TẾ"],
  [1, "Tốc độ tăng giá trị sản xuất bình quân", "%/năm", 9.8, 10, 10.2, "từ 10,5% trở lên", "Phòng Kinh tế"],
  [2, "Tổng thu ngân sách", "tỷ đồng", 98.4, 110, 112.4, 180, "Phòng Kinh tế"],
  ["", "Trong đó: thu tiền sử dụng đất", "tỷ đồng", 60, 65, 66, 90, ""],
  ["II", "XÃ HỘI"],
  [3, "Tỷ lệ hộ nghèo", "%", 4.85, 4.1, 4.05, "dưới 2", "Phòng Văn hóa - Xã hội"],
  [4, "Số lao động được đào tạo", "người", 300, "300-350", "1.234", 1500, ""],
  [5, "Xã đạt chuẩn nông thôn mới nâng cao", "", "", "", "", "Hoàn thành", ""],
  ["", "Người lập biểu"],
]
"""


@pytest.fixture
def make(run, tmp_path: Path):
    """Writes a workbook from a text, and makes a folder from it."""

    def _make(text: str, *options: str, folder: str = "data") -> Done:
        write_book(tmp_path / "bang.xlsx", text)
        return run("init", "--from", "bang.xlsx", folder, *options, "--lang", "en", now=NOW)

    return _make


def read_targets(folder: Path) -> dict[str, dict]:
    """Return the indicators of a folder by their ids."""
    document = tomli.loads((folder / "targets.toml").read_text(encoding="utf-8"))
    return {item["id"]: item for item in document["indicator"]}


def read_results(folder: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the value and status of each result by its indicator and period."""
    with (folder / "results.csv").open(encoding="utf-8", newline="") as file:
        return {(row["indicator"], row["period"]): (row["value"], row["status"]) for row in csv.DictReader(file)}


def test_a_table_of_a_commune_becomes_a_folder(make, run, tmp_path):
    done = make(COMMUNE, "--years", "2026-2030", "--yes")
    assert done.returncode == 0, done.stderr
    found = read_targets(tmp_path / "data")
    assert list(found) == [
        "toc-do-tang-gia-tri-san-xuat", "tong-thu-ngan-sach", "thu-tien-su-dung-dat", "ty-le-ho-ngheo",
        "so-lao-dong-duoc-dao-tao", "xa-dat-chuan-nong-thon-moi-nang-cao",
    ]  # fmt: skip
    growth = found["toc-do-tang-gia-tri-san-xuat"]
    assert (growth["measure"], growth["target"]) == ("growth_rate", {"at_least": 10.5})
    assert (growth["group"], growth["owner"]) == ("kinh-te", "Phòng Kinh tế")
    assert found["thu-tien-su-dung-dat"]["parent"] == "tong-thu-ngan-sach"
    assert found["ty-le-ho-ngheo"]["target"] == {"below": 2}
    assert found["so-lao-dong-duoc-dao-tao"]["plan"] == {"2026": [300, 350]}
    assert found["xa-dat-chuan-nong-thon-moi-nang-cao"]["target"] == "yes"
    assert run("check", "--fail-on", "error", now=NOW).returncode == 0


def test_plans_are_no_results_and_estimates_are_no_final_figures(make, tmp_path):
    make(COMMUNE, "--years", "2026-2030", "--yes")
    results = read_results(tmp_path / "data")
    assert results["tong-thu-ngan-sach", "2025"] == ("98.4", "final")
    assert results["tong-thu-ngan-sach", "2026"] == ("112.4", "estimate")
    assert ("so-lao-dong-duoc-dao-tao", "2026") not in results, "1.234 has two readings"
    assert "1.234" in (tmp_path / "data" / "targets.toml").read_text(encoding="utf-8"), "the cell is named"
    assert {period for _, period in results} == {"2025", "2026"}


def test_the_import_of_the_same_table_finds_nothing_new(make, run, tmp_path):
    make(COMMUNE.replace('"1.234"', "310"), "--years", "2026-2030", "--yes")
    before = (tmp_path / "data" / "results.csv").read_bytes()
    done = run("import", "bang.xlsx", "--yes", "--format", "csv", "--lang", "en", now=NOW)
    assert done.returncode == 0, done.stderr
    assert {row["action"] for row in csv.DictReader(done.stdout.splitlines())} == {"same"}
    assert (tmp_path / "data" / "results.csv").read_bytes() == before


def test_a_guess_is_asked_about_in_the_file_and_in_the_preview(make, tmp_path):
    done = make(COMMUNE, "--yes")
    text = (tmp_path / "data" / "targets.toml").read_text(encoding="utf-8")
    assert "# years: are they 2026 to 2030" in text
    assert '# measure: does the last year count? write "total" if the years are added up\nmeasure = "level"' in text
    assert "what the last year reaches (level) (?)" in done.stdout


def test_nothing_is_written_without_a_yes(make, tmp_path):
    done = make(COMMUNE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot confirm" in done.stderr
    assert "Tổng thu ngân sách" in done.stderr
    done = make(COMMUNE, "--dry-run")
    assert done.returncode == 0
    assert "Tổng thu ngân sách" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_table_without_headings_says_what_was_seen_and_what_is_needed(make, tmp_path):
    done = make('[[sheet]]\nname = "S"\nrows = [["Họ và tên", "Chức vụ"], ["Nguyễn Thị Lan", "Chuyên viên"]]', "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert '"Họ và tên", "Chức vụ"' in done.stderr
    assert '"Plan 2026"' in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("other", [["--example"], ["--templates"]])
def test_only_one_option_says_what_to_create(run, other):
    done = run("init", "--from", "bang.xlsx", *other, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be used together" in done.stderr


@pytest.mark.parametrize("option", [["--sheet", "A"], ["--years", "2026-2030"], ["--dry-run"], ["--yes"]])
def test_options_of_a_table_need_one(run, option):
    done = run("init", "new", *option, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{option[0]} goes only with --from" in done.stderr


def test_results_before_the_baseline_are_named_and_the_import_passes_over_them_too(make, run):
    text = COMMUNE.replace('"1.234"', "310").replace('"Thực hiện 2025"', '"Thực hiện 2024", "Thực hiện 2025"')
    text = text.replace("98.4,", "91.2, 98.4,")
    for figures in ("9.8,", "60,", "4.85,", "300, ", '"", "", "", "",'):
        text = text.replace(f", {figures}", f', "", {figures}')
    done = make(text, "--yes")
    assert 'D  "Thực hiện 2024": not used: it is before the baseline year, 2025' in done.stdout
    done = run("import", "bang.xlsx", "--yes", "--lang", "en", now=NOW)
    assert done.returncode == 0, done.stderr
    assert 'columns of years before the baseline, skipped: "Thực hiện 2024"' in done.stderr


def test_a_list_with_a_row_for_each_year_is_no_table_of_targets(make, tmp_path):
    rows = '["Chỉ tiêu", "Đơn vị", "Năm", "Giá trị", "Mục tiêu 2030"], ["Tỷ lệ hộ nghèo", "%", 2025, 4.5, 2]'
    done = make(f'[[sheet]]\nname = "S"\nrows = [{rows}]', "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert 'column "Năm" says for each row what its figures are' in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["Kết quả", "Thực hiện", "Kế hoạch", "Tổng thu (Kế hoạch giao đầu năm)"])
def test_a_row_that_says_what_its_figures_are_is_no_indicator(make, tmp_path, name):
    rows = f'["Chỉ tiêu", "ĐVT", "Năm 2025", "Năm 2026"], ["Tổng thu", "tỷ đồng", 98, 110], ["- {name}", "tỷ đồng", 97, 99]'
    done = make(f'[[sheet]]\nname = "S"\nrows = [{rows}]', "--yes", "--years", "2026-2030")
    assert (done.returncode, done.stdout) == (3, "")
    assert f'S!A3: "{name}" says for a row what its figures are' in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_table_with_plans_only_is_judged_by_them(make, tmp_path):
    rows = (
        '["Chỉ tiêu", "ĐVT", "TH 2025", "KH 2026"], ["Tỷ lệ hộ nghèo", "%", 4.5, 4], ["Số hộ", "hộ", 90, 95],'
        '["Xã đạt chuẩn", "", "Chưa đạt", "Đạt"]'
    )
    make(f'[[sheet]]\nname = "S"\nrows = [{rows}]', "--yes", "--years", "2026-2030")
    found = read_targets(tmp_path / "data")
    assert [(item["target"], item.get("direction")) for item in found.values()] == [
        ("plan", "decrease"), ("plan", "increase"), ("yes", None),
    ]  # fmt: skip
    assert found["xa-dat-chuan"]["plan"] == {"2026": "yes"}
    assert "# target: the table has only annual plans" in (tmp_path / "data" / "targets.toml").read_text(
        encoding="utf-8"
    )


def test_nothing_is_shown_as_made_that_could_not_be_made(make, tmp_path):
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    done = make(COMMUNE, "--yes", folder="file/data")
    assert (done.returncode, done.stdout) == (3, "")
    assert make(COMMUNE, "--yes", folder="").returncode == 2


def test_sources_and_notes_of_rows_are_kept(make, tmp_path):
    rows = (
        '["Indicator name", "Unit", "Actual 2025", "Target 2030", "Source", "Note"],'
        '["Poverty rate", "%", 4.5, 2, "Survey 2025", "new line"], ["Coverage", "%", "", 95, "", "from 2027 on"]'
    )
    make(f'[[sheet]]\nname = "S"\nrows = [{rows}]', "--yes")
    with (tmp_path / "data" / "results.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["source"], row["note"]) for row in csv.DictReader(file)] == [
            ("Survey 2025 (bang.xlsx, S!C2)", "new line")
        ]
    assert read_targets(tmp_path / "data")["coverage"]["note"] == "from 2027 on"


def test_each_row_may_say_when_its_target_is_due(make, tmp_path):
    rows = (
        '["Chỉ tiêu", "ĐVT", "TH 2025", "Mục tiêu 2030", "Thời gian hoàn thành", "Phân công"],'
        '["Tỷ lệ hộ nghèo", "%", 4.5, 2, "Năm 2028", "Phòng Kinh tế"], ["Tỷ lệ che phủ rừng", "%", 45, 46, 2030, ""],'
        '["Xây trụ sở", "", "", "Hoàn thành", "Quý IV/2027", "Công an xã"]'
    )
    make(f'[[sheet]]\nname = "S"\nrows = [{rows}]', "--yes")
    found = read_targets(tmp_path / "data")
    assert found["ty-le-ho-ngheo"]["target"] == {"at_most": 2, "year": 2028}
    assert found["ty-le-ho-ngheo"]["owner"] == "Phòng Kinh tế"
    assert found["ty-le-che-phu-rung"]["target"] == {"at_least": 46}
    assert found["xay-tru-so"]["plan"] == {"2027": "yes"}


def test_a_source_stands_in_place_of_the_cells(make, tmp_path):
    done = make(COMMUNE, "--yes", "--source", "Nghị quyết số 01-NQ/ĐH")
    assert done.returncode == 0, done.stderr
    found = read_targets(tmp_path / "data").values()
    assert {item["source"] for item in found} == {"Nghị quyết số 01-NQ/ĐH"}
    assert {item["baseline"]["source"] for item in found if "baseline" in item} == {"Nghị quyết số 01-NQ/ĐH"}
    with (tmp_path / "data" / "results.csv").open(encoding="utf-8", newline="") as file:
        assert {row["source"] for row in csv.DictReader(file)} == {"Nghị quyết số 01-NQ/ĐH"}


def test_a_source_goes_only_with_a_table(run):
    done = run("init", "data", "--source", "NQ", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--source goes only with --from" in done.stderr


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n\0", "is a picture, not a table"),
        ("quet.xlsx", b"%PDF-1.7\n\xff", "is a PDF file, not a table"),
        ("~$bang.xlsx", b"\x03Lan\0\0", 'name the file itself: "bang.xlsx"'),
    ],
)
@pytest.mark.parametrize("command", [("init", "--from"), ("import",)])
def test_a_file_that_is_no_table_is_called_what_it_is(name, data, said, command, run, folder, tmp_path):
    (tmp_path / name).write_bytes(data)
    folder('[term]\nname = "T"\nfirst_year = 2026\nlast_year = 2030\n')
    done = run(*command, name, *(["new"] if command[0] == "init" else []), "--lang", "en", now=NOW)
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr


def test_no_text_of_a_table_controls_the_terminal(run, tmp_path):
    rows = "STT,Chỉ tiêu,Đơn vị tính,Kế hoạch 2\u202e026,Mục tiêu 2030\n1,Tỷ lệ \x1b[31mhộ\x00 nghèo,\x1b[32m%\x00,<x\u202e,2\n"
    (tmp_path / "bang.csv").write_text(rows, encoding="utf-8")
    done = run("init", "--from", "bang.csv", "--years", "2026-2030", "--dry-run", "--lang", "en", now=NOW)
    assert done.returncode == 0, done.stderr
    assert "hộ" in done.stdout
    assert [line for line in done.stdout.splitlines() if not line.isprintable()] == []
