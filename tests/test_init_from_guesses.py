"""What `tracker init --from` guesses is asked about: which column has the target, the term, and what is a part."""

import csv
import datetime
from pathlib import Path

import pytest
import tomli

from support.books import write_book

NOW = datetime.datetime(2026, 11, 27, 9, tzinfo=datetime.UTC)


@pytest.fixture
def make(run, tmp_path: Path):
    """Makes a folder from the rows of a sheet, and returns what was written on the screen and the definitions."""

    def _make(rows: str, *options: str) -> tuple[str, dict]:
        write_book(tmp_path / "bang.xlsx", f'[[sheet]]\nname = "S"\nrows = [{rows}]')
        done = run("init", "--from", "bang.xlsx", "data", *options, "--yes", "--lang", "en", now=NOW)
        assert done.returncode == 0, done.stderr
        return done.stdout, tomli.loads((tmp_path / "data" / "targets.toml").read_text(encoding="utf-8"))

    return _make


def read_results(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the journal."""
    with (folder / "data" / "results.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("years", [[], ["--years", "2026-2030"]])
@pytest.mark.parametrize(
    "heading", ["Chỉ tiêu NQ đến năm {}", "Mục tiêu Đại hội năm {}", "Chỉ tiêu Đại hội năm {}", "Target by {}"]
)
def test_of_two_years_that_headings_call_targets_the_last_has_the_target(make, heading, years):
    heads = f'"Chỉ tiêu", "ĐVT", "Thực hiện 2025", "{heading.format(2028)}", "{heading.format(2030)}"'
    shown, found = make(f'[{heads}], ["Thu nhập bình quân đầu người", "triệu đồng", 60, 80, 95]', *years)
    assert (found["indicator"][0]["target"], found["indicator"][0]["plan"]) == ({"at_least": 95}, {"2028": 80})
    assert "the plans of 2028 (?)" in shown
    assert "another column has the same" not in shown


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("Chỉ tiêu NQ tỉnh đến năm 2030", "Chỉ tiêu NQ xã đến năm 2030", "the targets of the term (?)"),
        ("Chỉ tiêu tỉnh giao đến 2030", "Chỉ tiêu xã phấn đấu đến 2030", "the plans of 2030 (?)"),
    ],
)
def test_of_two_targets_of_one_year_one_is_asked_about(make, one, other, asked):
    heads = f'"Chỉ tiêu", "ĐVT", "TH 2025", "{one}", "{other}"'
    shown, _ = make(f'[{heads}], ["Thu nhập bình quân đầu người", "triệu đồng", 60, 90, 95]')
    assert asked in shown


def test_the_term_of_a_congress_begins_after_the_year_of_its_results(make, tmp_path):
    rows = '["Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Mục tiêu 2030"], ["Số hộ nghèo", "hộ", 60, 20]'
    shown, found = make(rows, "--years", "2025-2030")
    term = found["term"]
    assert (term["baseline_year"], term["first_year"], term["last_year"]) == (2025, 2026, 2030)
    assert found["indicator"][0]["baseline"]["value"] == 60
    assert "is read as the term 2026–2030 (?)" in shown
    text = (tmp_path / "data" / "targets.toml").read_text(encoding="utf-8")
    assert "# years: are they 2026 to 2030" in text


@pytest.mark.parametrize("column", ['"Thực hiện 2024"', '"Kế hoạch 2025"'])
def test_the_term_is_as_it_was_said_if_the_table_has_more_of_its_first_year(make, column):
    heads = f'["Chỉ tiêu", "ĐVT", {column}, "Thực hiện 2025", "Mục tiêu 2030"]'
    _, found = make(f'{heads}, ["Số hộ nghèo", "hộ", 65, 60, 20]', "--years", "2025-2030")
    assert (found["term"]["baseline_year"], found["term"]["first_year"]) == (2024, 2025)


def test_a_target_of_the_year_before_the_term_leaves_its_result_as_the_baseline(make, tmp_path):
    heads = '"Chỉ tiêu", "ĐVT", "Mục tiêu 2025", "Thực hiện 2025", "Mục tiêu 2030"'
    _, found = make(f'[{heads}], ["Thu nhập bình quân đầu người", "triệu đồng", 58, 60, 95]')
    term = found["term"]
    assert (term["baseline_year"], term["first_year"], term["last_year"]) == (2025, 2026, 2030)
    assert [(row["period"], row["value"]) for row in read_results(tmp_path)] == [("2025", "60")]


@pytest.mark.parametrize(
    ("unit", "parent"), [("người", "a part of so-lao-dong-co-viec-lam (?)"), ("%", ""), ("nghìn người", "")]
)
def test_a_number_of_two_levels_makes_a_part_only_of_the_same_unit(make, unit, parent):
    heads = '"TT", "Chỉ tiêu", "ĐVT", "TH 2025", "MT 2030"'
    rows = f'["1", "Số lao động có việc làm", "người", 900, 950], ["1.1", "Lao động được đào tạo", "{unit}", 30, 40]'
    shown, found = make(f"[{heads}], {rows}")
    assert ("parent" in found["indicator"][1]) is bool(parent)
    assert parent in shown


def test_a_part_with_another_unit_than_the_whole_is_asked_about(make):
    heads = '"TT", "Chỉ tiêu", "ĐVT", "TH 2025", "MT 2030"'
    rows = '["1", "Số lao động có việc làm", "người", 900, 950], ["", "Trong đó: lao động nữ", "%", 30, 40]'
    shown, found = make(f"[{heads}], {rows}")
    assert found["indicator"][1]["parent"] == "so-lao-dong-co-viec-lam"
    assert "a part of so-lao-dong-co-viec-lam (?)" in shown


def test_a_part_stays_in_the_group_of_the_whole(make):
    heads = '"TT", "Chỉ tiêu", "ĐVT", "TH 2025", "MT 2030"'
    rows = (
        '["I", "Kinh tế", "", "", ""], ["1", "Thu ngân sách", "tỷ đồng", 90, 95], ["-", "Thu thuế", "tỷ đồng", 30, 40]'
    )
    _, found = make(f"[{heads}], {rows}")
    assert [item["group"] for item in found["indicator"]] == ["kinh-te", "kinh-te"]


def test_results_of_a_year_that_is_not_over_are_not_final(make, tmp_path):
    heads = '"Chỉ tiêu", "ĐVT", "TH 2025", "KH 2026", "TH 2026", "KH 2027", "TH 2027", "Mục tiêu 2030"'
    shown, _ = make(f'[{heads}], ["Thu ngân sách", "tỷ đồng", 90, 95, 97, 100, "", 150]')
    found = {row["period"]: row["status"] for row in read_results(tmp_path)}
    assert found == {"2025": "final", "2026": "preliminary"}
    assert "results of 2026 (?)" in shown
    assert "results of 2027 (?)" not in shown
    text = (tmp_path / "data" / "targets.toml").read_text(encoding="utf-8")
    assert "the year 2026 is not over, so its results are preliminary: are they estimates?" in text


@pytest.mark.parametrize(("before", "direction"), [(8.4, "decrease"), (2, "increase"), (3.5, None), ('""', None)])
def test_a_range_has_a_direction_if_the_value_before_the_term_is_outside(make, run, before, direction):
    heads = '"Chỉ tiêu", "ĐVT", "TH 2025", "Mục tiêu 2030"'
    shown, found = make(f'[{heads}], ["Tỷ lệ sinh", "%", {before}, "3-4"], ["Số hộ", "hộ", 5, 7]')
    assert found["indicator"][0].get("direction") == direction
    assert ('written "3-4" (?)' in shown) is bool(direction)
    assert run("check", "--data", "data", "--fail-on", "error", now=NOW).returncode == 0


def test_a_note_about_the_target_is_none_of_a_result(make, run, tmp_path):
    heads = '"Chỉ tiêu", "ĐVT", "TH 2025", "Mục tiêu 2030", "Ghi chú"'
    rows = '["Thu ngân sách", "tỷ đồng", 90, 150, "cả nhiệm kỳ"], ["Số hộ", "hộ", 5, 7, "số liệu của Cục Thống kê"]'
    _, found = make(f"[{heads}], {rows}")
    assert [row["note"] for row in read_results(tmp_path)] == ["", "số liệu của Cục Thống kê"]
    assert [item.get("note") for item in found["indicator"]] == ["cả nhiệm kỳ", None]
    before = (tmp_path / "data" / "results.csv").read_bytes()
    assert run("import", "bang.xlsx", "--data", "data", "--yes", now=NOW).returncode == 0
    assert (tmp_path / "data" / "results.csv").read_bytes() == before


def test_a_result_that_is_an_answer_is_not_named_as_left_out(make, tmp_path):
    heads = '"Chỉ tiêu", "ĐVT", "TH 2025", "Mục tiêu 2030"'
    shown, _ = make(f'[{heads}], ["Xã đạt chuẩn", "", "Chưa đạt", "Đạt chuẩn"], ["Số hộ", "hộ", 5, 7]')
    assert [row["value"] for row in read_results(tmp_path)] == ["no", "5"]
    assert "Chưa đạt" not in shown


def test_every_year_in_the_name_is_no_average(make):
    heads = '"Chỉ tiêu", "ĐVT", "TH 2025", "Mục tiêu 2030"'
    _, found = make(f'[{heads}], ["Tuyển quân hằng năm", "%", 100, 100], ["Số hộ", "hộ", 5, 7]')
    assert found["indicator"][0]["measure"] == "every_year"


def test_figures_below_a_word_for_indicators_are_no_numbers_of_rows(make):
    heads = '"STT", "Chỉ tiêu", "ĐVT", "TH 2025", "KH 2026", "Chỉ tiêu Đại hội"'
    shown, _ = make(f'[{heads}], [1, "Thu ngân sách", "tỷ đồng", 90, 95, 150]', "--years", "2026-2030")
    assert 'A  "STT": the numbers of the rows' in shown
    assert 'F  "Chỉ tiêu Đại hội": not used' in shown


@pytest.mark.parametrize("words", ["Trong đó:", "- Trong đó:", "Trong đó,", "Tr đó:", "+ Of which:"])
def test_a_row_that_only_says_of_which_is_no_indicator(make, words):
    heads = '"TT", "Chỉ tiêu", "ĐVT", "TH 2025", "MT 2030"'
    rows = (
        f'["1", "Thu ngân sách", "tỷ đồng", 90, 95], ["", "{words}", "", "", ""], ["", "Thu thuế", "tỷ đồng", 30, 40]'
    )
    _, found = make(f"[{heads}], {rows}")
    assert [(item["id"], item.get("parent")) for item in found["indicator"]] == [
        ("thu-ngan-sach", None),
        ("thu-thue", "thu-ngan-sach"),
    ]
