"""Forms of areas: rows of parts, what a larger area fills in itself, safe names of files, nothing lost."""

import csv
import re
import zipfile
from pathlib import Path

import pytest

from support.communes import TARGETS, fill_in, list_communes, write_communes
from support.process import Run
from support.sheets import replace_parts
from tracker.importing.readers.dispatch import read_sheets

PROVINCE = """area,name.vi,name.en,level,within,from,until,into
tinh,Tỉnh Thử,Test Province,province,,,,
x-01,Xã Thử 01,,commune,tinh,,,
x-02,Xã Thử 02,,commune,tinh,,,
"""
RATES = """
[[indicator]]
id = "index"
name = "Chỉ số hài lòng"
unit = "điểm"
measure = "level"
areas = "commune"

[[indicator]]
id = "roads"
name = "Đường tỉnh"
unit = "km"
measure = "level"
areas = "province"
"""
AGES = TARGETS.replace(
    "[[group]]", '[[dimension]]\nid = "age"\nvalues = { young = "Dưới 30", old = "Từ 30" }\n\n[[group]]', 1
).replace('by = ["sex"]', 'by = ["sex", "age"]')


def _read_journal(folder: Path) -> list[tuple[str, ...]]:
    lines = (folder / "data" / "results.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines)
    names = ("indicator", "area", "sex", "age", "value", "qualifier", "source")
    return [tuple(row.get(name) or "" for name in names) for row in rows]


def _list_ids(path: Path) -> list[str]:
    (sheet,) = read_sheets(str(path))
    ids = [row.get_cell(1).text for row in sheet.rows]
    return [text for text in ids[ids.index("tracker:indicator") + 1 :] if text]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_parts_that_are_filled_in_come_back_as_parts(run: Run, tmp_path: Path, language: str) -> None:
    write_communes(tmp_path / "data", list_communes(92))
    made = run("form", "--each", "commune", "--year", "2025", "-o", "forms", "--lang", language)
    assert made.returncode == 0, made.stderr
    for number in range(1, 93):
        parts = {"trained sex=female": str(100 + number), "trained sex=male": str(200 + number)}
        fill_in(tmp_path / "forms" / f"x-{number:02d}.xlsx", {"poor": str(number), **parts})
    path = tmp_path / "forms" / "x-92.xlsx"
    fill_in(path, {"trained": "484"})
    fill_in(path, {"trained sex=female": "<", "poor": "~"}, "tracker:qualifier")
    fill_in(path, {"trained sex=male": "Sổ 12"}, "tracker:source")
    done = run("import", "forms", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    expected = []
    for number in range(1, 93):
        area, is_last = f"x-{number:02d}", number == 92
        expected += [
            ("poor", area, "", "", str(number), "~" if is_last else "", ""),
            ("trained", area, "female", "", str(100 + number), "<" if is_last else "", ""),
            ("trained", area, "male", "", str(200 + number), "", "Sổ 12" if is_last else ""),
        ]
    expected.append(("trained", "x-92", "", "", "484", "", ""))
    assert sorted(_read_journal(tmp_path)) == sorted(expected)
    again = run("form", "--area", "x-92", "--year", "2025", "-o", "again.xlsx", "--lang", language)
    assert again.returncode == 0, again.stderr
    same = run("import", "again.xlsx", "--yes", "--lang", "en")
    assert "4 of 4 results are already in the journal" in same.stderr


def test_a_form_has_each_part_of_each_dimension_and_the_crossed_ones_that_are_recorded(
    run: Run, tmp_path: Path
) -> None:
    results = (
        "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area,sex,age\n"
        "trained,2024,7,,final,,,2025-01-10,lan,x-01,female,old\n"
        "trained,2024,9,,final,,,2025-01-10,lan,x-02,male,old\n"
    )
    write_communes(tmp_path / "data", list_communes(2), results, AGES)
    made = run("form", "--area", "x-01", "--year", "2025", "-o", "f.xlsx", "--lang", "en")
    assert made.returncode == 0, made.stderr
    ids = _list_ids(tmp_path / "f.xlsx")
    singles = ["trained", "trained sex=female", "trained sex=male", "trained age=young", "trained age=old"]
    assert ids == ["poor", "households", *singles, "trained sex=female age=old"]
    fill_in(tmp_path / "f.xlsx", {"trained sex=female age=old": "8", "trained age=young": "3"})
    done = run("import", "f.xlsx", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    rows = _read_journal(tmp_path)[2:]
    assert sorted(rows) == [
        ("trained", "x-01", "", "young", "3", "", ""),
        ("trained", "x-01", "female", "old", "8", "", ""),
    ]


def test_a_part_is_never_read_as_the_total(run: Run, tmp_path: Path) -> None:
    """The visible table of a form, copied into another sheet, has no marks: its parts are refused."""
    write_communes(tmp_path / "data", list_communes(1))
    text = "Mã;Chỉ tiêu;ĐVT;2025\ntrained;Lao động qua đào tạo;người;\ntrained sex=female;Nữ;người;41\n"
    (tmp_path / "copy.csv").write_text(text, encoding="utf-8")
    done = run("import", "copy.csv", "--area", "x-01", "--yes", "--lang", "en")
    assert done.returncode == 3
    assert "copy.csv:3" in done.stderr
    assert _read_journal(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('female = "Nữ", ', "", 'this form was made for the part "sex=female"'),
        ('by = ["sex"]', "", "trained has no parts by sex"),
    ],
)
def test_a_part_that_is_not_in_the_folder_any_more_is_refused(
    run: Run, tmp_path: Path, old: str, new: str, words: str
) -> None:
    write_communes(tmp_path / "data", list_communes(1))
    run("form", "--area", "x-01", "--year", "2025", "-o", "f.xlsx")
    fill_in(tmp_path / "f.xlsx", {"trained sex=female": "41"})
    write_communes(tmp_path / "data", list_communes(1), targets=TARGETS.replace(old, new))
    done = run("import", "f.xlsx", "--yes", "--lang", "en")
    assert done.returncode == 3
    assert words in done.stderr
    assert _read_journal(tmp_path) == []


def test_a_larger_area_fills_in_what_no_rule_makes(run: Run, tmp_path: Path) -> None:
    results = (
        "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area\n"
        "households,2024,900,,final,,,2025-01-10,lan,tinh\n"
        "rate,2024,1.5,,final,,,2025-01-10,lan,\n"
    )
    write_communes(tmp_path / "data", PROVINCE, results, TARGETS + RATES)
    for area, expected in (
        ("tinh", ["households", "index", "roads"]),
        ("x-01", ["poor", "households", "trained", "trained sex=female", "trained sex=male", "index"]),
    ):
        made = run("form", "--area", area, "--year", "2025", "-o", f"{area}.xlsx", "--lang", "en")
        assert made.returncode == 0, made.stderr
        assert _list_ids(tmp_path / f"{area}.xlsx") == expected
    made = run("form", "--year", "2025", "-o", "own.xlsx", "--lang", "en")
    assert _list_ids(tmp_path / "own.xlsx") == ["rate", "revenue", "index", "roads"]
    fill_in(tmp_path / "tinh.xlsx", {"roads": "120", "index": "81"})
    done = run("import", "tinh.xlsx", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert sorted(row[:2] for row in _read_journal(tmp_path)[2:]) == [("index", "tinh"), ("roads", "tinh")]


def test_a_form_for_plans_lists_what_is_computed_but_no_sums_of_plans(run: Run, tmp_path: Path) -> None:
    targets = TARGETS.replace('id = "households"', 'id = "households"\ntarget = "sum"')
    write_communes(tmp_path / "data", PROVINCE, "", targets)
    for area, expected in (("tinh", ["poor", "rate", "trained"]), ("x-01", ["poor", "households", "rate", "trained"])):
        made = run("form", "--plans", "--area", area, "--year", "2025", "-o", f"{area}.xlsx", "--lang", "en")
        assert made.returncode == 0, made.stderr
        assert _list_ids(tmp_path / f"{area}.xlsx") == expected


def test_an_area_without_anything_to_fill_in_is_an_error(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data", PROVINCE)
    one = run("form", "--area", "tinh", "--year", "2025", "-o", "f.xlsx", "--lang", "en")
    assert (one.returncode, one.stdout) == (2, "")
    assert "the area tinh records no indicator itself" in one.stderr
    every = run("form", "--each", "province", "--year", "2025", "-o", "forms", "--lang", "vi")
    assert every.returncode == 2
    assert 'hãy ghi areas = "province"' in every.stderr
    assert not (tmp_path / "f.xlsx").exists()
    assert not (tmp_path / "forms").exists()


def test_file_names_that_windows_reserves_are_not_used(run: Run, tmp_path: Path) -> None:
    areas = list_communes(1) + "con,Xã Côn,,commune,,,,\ncom1,Xã Cồm,,commune,,,,\nnul-1,Xã Nun,,commune,,,,\n"
    write_communes(tmp_path / "data", areas)
    expected = ["com1_", "con_", "nul-1", "x-01"]
    made = run("form", "--each", "commune", "--year", "2025", "-o", "forms", "--lang", "en")
    assert "forms: forms written: 4.\nWhen it is filled in: tracker import forms" in made.stderr
    assert sorted(path.stem for path in (tmp_path / "forms").iterdir()) == expected
    done = run("report", "--each", "commune", "--type", "md", "-o", "pages", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "pages: reports written: 4." in done.stderr
    assert sorted(path.stem for path in (tmp_path / "pages").iterdir()) == expected
    fill_in(tmp_path / "forms" / "con_.xlsx", {"poor": "4"})
    done = run("import", "forms", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert [row[:2] for row in _read_journal(tmp_path)] == [("poor", "con")]


def test_nothing_is_written_if_one_form_may_have_been_filled_in(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data", list_communes(3))
    write = ("form", "--each", "commune", "--year", "2025", "-o", "forms", "--lang", "en")
    assert run(*write).returncode == 0
    assert run(*write).returncode == 0, "nothing is lost if the same forms are written once more"
    (tmp_path / "forms" / "x-01.xlsx").unlink()
    fill_in(tmp_path / "forms" / "x-02.xlsx", {"poor": "4"})
    kept = (tmp_path / "forms" / "x-02.xlsx").read_bytes()
    refused = run(*write)
    assert refused.returncode == 2
    assert "forms exist that may have been filled in: 1 (forms/x-02.xlsx)" in refused.stderr
    assert not (tmp_path / "forms" / "x-01.xlsx").exists()
    assert (tmp_path / "forms" / "x-02.xlsx").read_bytes() == kept
    assert run(*write, "--yes").returncode == 0
    assert (tmp_path / "forms" / "x-02.xlsx").read_bytes() != kept


def test_no_report_is_written_if_one_of_them_was_edited(run: Run, tmp_path: Path) -> None:
    write_communes(tmp_path / "data", list_communes(2))
    write = ("report", "--each", "commune", "--type", "md", "-o", "pages", "--lang", "en")
    assert run(*write).returncode == 0
    (tmp_path / "pages" / "x-01.md").unlink()
    (tmp_path / "pages" / "x-02.md").write_text("of the office", encoding="utf-8")
    refused = run(*write)
    assert refused.returncode == 2
    assert "files that were edited, or are no reports of tracker: 1 (" in refused.stderr
    assert not (tmp_path / "pages" / "x-01.md").exists()
    assert run(*write, "--yes").returncode == 0
    assert (tmp_path / "pages" / "x-02.md").read_text(encoding="utf-8") != "of the office"


def test_the_form_of_a_quarter_shows_its_plan(run: Run, tmp_path: Path) -> None:
    targets = TARGETS.replace(
        'id = "revenue"', 'id = "revenue"\nplan = { 2025 = 900, "2025-Q2" = 210, "2025-Q4" = 250 }'
    )
    write_communes(tmp_path / "data", list_communes(1), "", targets)
    for period, heading, plan in (
        ("2025-Q2", "Plan Q2 2025", "210"),
        ("2025-Q3", "Plan 2025", "900"),
        ("2025-06", "Plan 2025", "900"),
    ):
        made = run("form", "--period", period, "-o", f"{period}.xlsx", "--lang", "en")
        assert made.returncode == 0, made.stderr
        (sheet,) = read_sheets(str(tmp_path / f"{period}.xlsx"))
        rows = list(sheet.rows)
        marks = next(row for row in rows if row.get_cell(1).text == "tracker:indicator")
        at = next(at for at, cell in marks.cells.items() if cell.text == "tracker:plan")
        assert heading in [row.get_cell(at).text for row in rows]
        assert next(row for row in rows if row.get_cell(1).text == "revenue").get_cell(at).text == plan


@pytest.mark.parametrize(
    ("title", "told"),
    [("", ""), ("Area: Xã Thử 02 [x-02]", '"x-01" and "x-02" are both named as the area')],
)
def test_a_form_whose_area_was_removed_or_changed_is_never_that_of_another(
    run: Run, tmp_path: Path, title: str, told: str
) -> None:
    write_communes(tmp_path / "data", list_communes(2))
    form = tmp_path / "form.xlsx"
    assert run("form", "--area", "x-01", "--year", "2025", "-o", form, "--lang", "en").returncode == 0
    fill_in(form, {"poor": "7"})
    with zipfile.ZipFile(form) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    changed, count = re.subn(r"Area: [^<]*\[x-01\]", title, texts)
    assert count == 1
    replace_parts(form, {"xl/sharedStrings.xml": changed.encode()})
    done = run("import", form, "--yes", "--lang", "en")
    assert told in done.stderr
    rows = [row[:2] for row in _read_journal(tmp_path) if row[4] == "7"]
    assert rows == ([] if told else [("poor", "x-01")])


@pytest.mark.parametrize("command", [("report", "--type", "md"), ("form", "--year", "2025")])
@pytest.mark.parametrize("folder", ["", "-"])
def test_the_folder_of_several_files_has_a_name(
    run: Run, tmp_path: Path, command: tuple[str, ...], folder: str
) -> None:
    write_communes(tmp_path / "data", list_communes(2))
    done = run(*command, "--each", "commune", "-o", folder, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "with --each, -o names a folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
