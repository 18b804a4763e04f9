"""`tracker import` and `tracker form`: what goes out comes in again, and what is hostile or damaged is refused."""

import contextlib
import csv
import io
import os
import re
import shutil
import subprocess
import sys
import textwrap
import threading
import time
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
import xlwt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support.books import write_book
from support.examples import TIMES, count_examples
from support.memory import measure_memory
from support.process import environment
from support.sheets import (
    ASKED,
    PART,
    PLAIN,
    SHEET,
    SMALL_BOOK,
    assert_refused,
    ods_row,
    ods_text,
    read_file,
    replace_parts,
    write_ods,
)
from tracker.assess import assess
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.importing.headings import describe_title, parse_heading
from tracker.importing.plan import ImportPlan, Recorder, plan_import
from tracker.importing.readers.text import read_text
from tracker.importing.sheet_parser import parse_sheet
from tracker.importing.statements import Statement, describe_note
from tracker.journal.rows import make_row
from tracker.model import Period, Register, Result
from tracker.numbers import parse_number
from tracker.recording.validate import NewResult
from tracker.views import form

NOW = "2025-01-15T09:00:00+07:00"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(Folder(str(PLAIN)))


@pytest.fixture
def data(tmp_path) -> Path:
    path = tmp_path / "data"
    path.mkdir()
    for name in ("targets.toml", "results.csv"):
        (path / name).write_bytes((PLAIN / name).read_bytes())
    return path


def planned(sheet, register: Register, revise: bool = False) -> ImportPlan:
    return plan_import([parse_sheet(sheet, register, ASKED)], register, Recorder(NOW, "lan", revise))


def without_results(register: Register) -> Register:
    return register._replace(results={})


# Headings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "period", "status"),
    [
        ("2023", Period(2023), None), ("Thực hiện 2023", Period(2023), None), ("TH 2023", Period(2023), None),
        ("TH  năm 2023", Period(2023), None), ("Năm 2023", Period(2023), None), ("Thực hiện năm\n2023", Period(2023), None),
        ("Ước TH 2024", Period(2024), "estimate"), ("Ước thực hiện năm 2024", Period(2024), "estimate"),
        ("2024 (ước)", Period(2024), "estimate"), ("Sơ bộ 2024", Period(2024), "preliminary"),
        ("Chính thức 2024", Period(2024), "final"), ("Dự báo 2025", Period(2025), "forecast"),
        ("6 tháng 2024", Period(2024, 6), None), ("6 tháng đầu năm 2024", Period(2024, 6), None),
        ("TH 9 tháng/2024", Period(2024, 9), None), ("Ước 6T/2024", Period(2024, 6), "estimate"),
        ("12 tháng năm 2024", Period(2024), None), ("Cả năm 2024", Period(2024), None),
        ("2024-06", Period(2024, 6), None), ("6 months of 2024", Period(2024, 6), None), ("Actual 2023", Period(2023), None),
    ],
)  # fmt: skip
def test_a_heading_with_a_year(text, period, status):
    assert parse_heading(text)[:3] == ("value", period, status)


@pytest.mark.parametrize("text", ["KH 2024", "Kế hoạch năm 2024", "Mục tiêu 2025", "Plan 2024", "KH 6 tháng 2024"])
def test_a_heading_of_a_plan_is_no_result(text):
    assert parse_heading(text).role == "plan"


@pytest.mark.parametrize(
    "text",
    ["So với 2023", "TH 2024/2023", "TH 2024 so với KH", "2021-2025", "Tháng 6 năm 2024", "Lũy kế quý I/2024", "Đến quý I/2024", "13 tháng 2024",
     "% 2024", "Tăng trưởng 2024", "06/2024", "", "20245"],
)  # fmt: skip
def test_a_heading_that_may_mean_something_else_is_not_used(text):
    assert parse_heading(text).role == "other"


@pytest.mark.parametrize(
    ("title", "is_plan"),
    [
        ("(Số kế hoạch)", True), ("Số kế hoạch năm 2022", True), ("So ke hoach", True), ("Kế hoạch đầu tư công", True),
        ("BẢN KẾ HOẠCH", True), ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ", False), ("Sở Kế hoạch và Đầu tư tỉnh", False),
        ("Phòng Tài chính - Kế hoạch", False), ("PHÒNG TÀI CHÍNH – KẾ HOẠCH", False), ("Ban Kế hoạch", False),
        ("Phòng Kế hoạch - Tài chính", False), ("So Ke hoach va Dau tu", False), ("Budget Department", False),
        ("Sở Kế hoạch và Đầu tư: kế hoạch năm 2022", True), ("Budget 2022", True),
    ],
)  # fmt: skip
def test_a_body_with_a_word_for_plans_is_no_plan(title, is_plan):
    for text in (title, unicodedata.normalize("NFD", title)):
        assert (describe_title(text).kind == "plan") == is_plan


# Round trips ---------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=count_examples(60))
@given(
    source=TEXTS,
    note=TEXTS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(",;\t"),
)
@example(source="", note="THOUSAND", encoding="utf-8", delimiter=",")
@example(source="THOUSAND", note="a thousand new jobs", encoding="utf-8", delimiter=",")
def test_any_text_of_a_long_csv_arrives_as_it_is(register, source, note, encoding, delimiter):
    """Only a note that says nothing but what the figure is, such as its scale, is refused, at its cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["indicator", "period", "source", "note", "value"])
    writer.writerow(["jobs", "2024", source, note, "5"])
    plan = planned(read_text(out.getvalue().encode(encoding), "a.csv"), without_results(register))
    if plan.problems:
        assert describe_note(note) != Statement()
        assert [(problem.location.line, problem.location.key) for problem in plan.problems] == [(2, "note")]
        return
    assert [(entry.source, entry.note) for entry in plan.entries] == [(source, note)]


NUMBERS = st.decimals(-(10**9), 10**9, places=None, allow_nan=False, allow_infinity=False).map(
    lambda number: Decimal(f"{number:f}")
).filter(lambda number: number.as_tuple().exponent > -29) | st.decimals("-0.99", 10**12, places=4)
RESULTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.tuples(
            NUMBERS,
            st.sampled_from(["", "<", ">", "~"]),
            st.sampled_from(["estimate", "preliminary", "final", "forecast"]),
            st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40),
            st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40),
        )
        for name in ("industry-output", "poor-households", "jobs", "new-capital", "trained-labour")
    },
)


def filled(register: Register, values: dict, answer: bool | None, period: Period) -> Register:
    """The register after exactly these results of a period were recorded."""
    results = {
        name: (Result(name, period, number, qualifier, status, source, note, NOW, "lan"),)
        for name, (number, qualifier, status, source, note) in values.items()
    }
    if answer is not None:
        results["class-2-city"] = (Result("class-2-city", period, answer, "", "final", "", "", NOW, "lan"),)
    return register._replace(results=results)


@settings(deadline=None, max_examples=count_examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=RESULTS,
    answer=st.sampled_from([None, True, False]),
    language=st.sampled_from(["vi", "en"]),
    month=st.sampled_from([0, 0, 6, 1, 11]),
)
def test_a_form_that_is_filled_in_becomes_those_results_and_no_others(
    register, tmp_path, values, answer, language, month
):
    period = Period(2024, month)
    full = filled(register, values, answer, period)
    path = tmp_path / "form.xlsx"
    path.write_bytes(form.render_form(assess(full, 2024, "2025-01-15"), Language(language), None, period))
    sheet = read_file(str(path))
    plan = planned(sheet, without_results(register))
    assert not plan.problems
    found = {entry.indicator.id: entry.to_result() for entry in plan.entries}
    expected = {name: rows[0] for name, rows in full.results.items()}
    assert found.keys() == expected.keys()
    for name, row in found.items():
        kept = {text: getattr(expected[name], text) for text in ("source", "note")}
        # A text that a cell cannot hold as it is stays out of the form; everything else is as it was.
        shown = {text: value if form.is_writable(value) else "" for text, value in kept.items()}
        assert row == expected[name]._replace(**shown)
    again = planned(sheet, full)
    assert not again.problems
    assert again.count("same") == len(expected) == len(again.steps)


def test_an_empty_form_is_nothing_to_do(run, data, tmp_path):
    made = run("form", "--year", "2025", "-o", "f.xlsx", "--data", data, "--lang", "en")
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr == "f.xlsx is written; indicators to fill in: 8.\nWhen it is filled in: tracker import f.xlsx\n"
    before = (data / "results.csv").read_bytes()
    done = run("import", "f.xlsx", "--data", data, "--lang", "en", "--format", "table")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing to record" in done.stderr
    assert (data / "results.csv").read_bytes() == before


@pytest.mark.parametrize("period", ["--year=2023", "--period=2023"])
def test_a_form_of_what_is_recorded_changes_nothing(run, data, period):
    assert run("form", period, "-o", "f.xlsx", "--data", data).returncode == 0
    done = run("import", "f.xlsx", "--data", data, "--lang", "en", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert {row["indicator"] for row in rows} == {
        "grdp-growth",
        "industry-output",
        "new-capital",
        "poor-households",
        "class-2-city",
    }
    assert {row["action"] for row in rows} == {"same"}


@pytest.mark.parametrize("year", ["2022", "2023", "2024"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_exported_status_changes_nothing(run, data, year, language):
    exported = run("status", "--data", data, "--year", year, "--lang", language, "-o", "s.csv")
    assert exported.returncode == 0
    before = (data / "results.csv").read_bytes()
    done = run("import", "s.csv", "--data", data, "--yes", "--lang", language)
    assert done.returncode == 0, done.stderr
    assert (data / "results.csv").read_bytes() == before


def test_the_shipped_journal_and_status_change_nothing(run, example):
    assert run("status", "--data", example, "-o", "s.csv").returncode == 0
    before = (example / "results.csv").read_bytes()
    for file in ("s.csv", example / "results.csv"):
        done = run("import", file, "--data", example, "--lang", "en", "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert {row["action"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"same"}
    assert (example / "results.csv").read_bytes() == before


def test_the_same_file_a_second_time_is_all_the_same(run, data, tmp_path):
    (tmp_path / "a.csv").write_text("Chỉ tiêu;TH 2022;TH 2024\nTỷ lệ hộ nghèo;2,5;0,95\n", encoding="utf-8")
    first = run("import", "a.csv", "--data", data, "--yes", "--lang", "en")
    assert "Recorded: 2 new" in first.stderr
    once = (data / "results.csv").read_bytes()
    second = run("import", "a.csv", "--data", data, "--lang", "en", "--format", "table")
    assert (second.returncode, second.stdout) == (0, "")
    assert second.stderr == "Nothing to record: 2 of 2 results are already in the journal.\n"
    assert (data / "results.csv").read_bytes() == once


def test_the_standard_input_is_a_file_too(data):
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "import", "-", "--data", str(data), "--lang", "en", "--yes"],
        env=environment(), input="indicator,2024\njobs,5\njobs,zz\n", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith('-:3: jobs: 2024: "zz" is not a number')


def test_a_name_that_two_indicators_have_is_refused(run, data, tmp_path):
    targets = data / "targets.toml"
    targets.write_text(
        targets.read_text(encoding="utf-8").replace('"Trained labour"', '"Jobs created"'), encoding="utf-8"
    )
    (tmp_path / "a.csv").write_text("indicator,2024\nJOBS CREATED,5\n", encoding="utf-8")
    done = run("import", "a.csv", "--data", data, "--lang", "en", "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        'a.csv:2: indicator: "JOBS CREATED" matches 2 indicators\n    Hint: name one of trained-labour, jobs'
    )


def test_every_cell_that_cannot_be_read_is_told_in_one_run(run, data, tmp_path):
    (tmp_path / "a.csv").write_text(
        "indicator;2021;2022;2024\njobs;1.234;x;1,234\npoor-households;y;;z\n", encoding="utf-8"
    )
    done = run("import", "a.csv", "--data", data, "--lang", "en", "--yes")
    assert done.returncode == 3
    assert [line.split(" ")[:3] for line in done.stderr.splitlines() if line.startswith("a.csv")] == [
        ["a.csv:2:", "jobs:", f"{year}:"] for year in (2021, 2022, 2024)
    ] + [["a.csv:3:", "poor-households:", f"{year}:"] for year in (2021, 2024)]


def test_the_rows_of_an_import_are_one_recording(run, data, tmp_path):
    (tmp_path / "a.csv").write_text("indicator,2021,2022,2024\njobs,10,11,12\n", encoding="utf-8")
    run("import", "a.csv", "--data", data, "--yes")
    rows = load_register(Folder(str(data))).results["jobs"]
    assert [str(row.period) for row in rows] == ["2021", "2022", "2024"]
    assert len({(row.recorded_at, row.recorded_by) for row in rows}) == 1


@settings(deadline=None, max_examples=count_examples(150))
@given(
    number=st.decimals(-(10**6), 10**6, places=3) | st.integers(-(10**9), 10**9).map(Decimal),
    sign=st.sampled_from(".,"),
)
def test_a_number_is_read_as_typed_or_refused_with_both_readings(register, number, sign):
    typed = f"{number:f}".replace(".", sign)
    sheet = read_text(f'indicator;period;value\njobs;2024;"{typed}"\n'.encode(), "a.csv")
    plan = planned(sheet, without_results(register))
    if len(parse_number(typed).readings) == 1:
        assert [entry.value for entry in plan.entries] == [number]
    else:
        assert not plan.entries
        assert [problem.message.template for problem in plan.problems] == [
            "{found} can be read as {small} or as {large}"
        ]


# What is damaged or hostile --------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path) -> Path:
    write_book(tmp_path / "a.xlsx", SMALL_BOOK)
    return tmp_path / "a.xlsx"


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("head", [DOCTYPE, EXTERNAL], ids=["entities", "external"])
@pytest.mark.parametrize("part", [PART, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_is_refused(book, head, part):
    with zipfile.ZipFile(book) as archive:
        text = archive.read(part).decode().partition("?>")[2]
    assert_refused(replace_parts(book, {part: (head + text).encode()}), "holds an XML document type")


def test_a_document_type_in_another_encoding_is_refused(book):
    text = DOCTYPE.replace('"1.0"', '"1.0" encoding="UTF-16"') + SHEET.format(rows="")
    assert_refused(replace_parts(book, {PART: text.encode("utf-16")}), "holds an XML document type")


def test_a_zip_bomb_is_refused(book):
    assert_refused(replace_parts(book, {PART: b" " * (300 << 20)}), "holds more than")


def test_a_zip_bomb_that_lies_about_its_size_is_refused(book):
    data = replace_parts(book, {PART: SHEET.format(rows=" " * (300 << 20)).encode()}).read_bytes()
    declared = (300 << 20) + len(SHEET.format(rows=""))
    book.write_bytes(data.replace(declared.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert_refused(book, "is damaged")


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_a_workbook_with_nothing_but_hidden_sheets_is_refused_with_their_names(tmp_path, name):
    if name == "a.xls":
        book = xlwt.Workbook(encoding="utf-8")
        book.add_sheet("Bìa")
        sheet = book.add_sheet("Ẩn")
        sheet.visibility = 1
        sheet.write(0, 0, "Chỉ tiêu")
        book.save(str(tmp_path / name))
    else:
        write_book(
            tmp_path / name, '[[sheet]]\nname = "Bìa"\nrows = []\n[[sheet]]\nname = "Ẩn"\nhidden = true\nrows = [["a"]]'
        )
    assert_refused(tmp_path / name, "has hidden sheets only", 'name one with --sheet: "Ẩn"')


def test_two_cells_as_far_apart_as_can_be_are_refused(book):
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert_refused(replace_parts(book, {PART: SHEET.format(rows=far).encode()}), "holds more than 200000 rows")


def test_a_long_text_in_very_many_cells_is_refused(book):
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"a" * 32_000}</t></si></sst>'
    )
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 60_000))
    changes = {PART: SHEET.format(rows=rows).encode(), "xl/sharedStrings.xml": strings.encode()}
    assert_refused(replace_parts(book, changes), "holds more than")


def ods_number(kind: str, number: str, shown: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:value="{number}"><text:p>{shown}</text:p></table:table-cell>'


def test_an_ods_file(register, tmp_path):
    rows = (
        ods_row(ods_text("indicator"), ods_text("TH 2022"), ods_text("TH 2024"))
        + '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/></table:table-row>'
        + ods_row(
            ods_text("trained-labour"), ods_number("percentage", "0.667", "67%"), ods_number("float", "68.5", "68,5")
        )
    )
    plan = planned(read_file(str(write_ods(tmp_path / "a.ods", rows))), without_results(register))
    assert not plan.problems
    assert [(step.candidate.location.cell, str(step.candidate.value)) for step in plan.steps] == [
        ("A!B4", "66.7"),
        ("A!C4", "68.5"),
    ]


def test_a_billion_repeated_cells_are_refused(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    assert_refused(write_ods(tmp_path / "a.ods", rows), "holds more than")


def xls(path: Path, *sheets: str) -> Path:
    """An .xls file with the same cells in each sheet: numbers, one as percent, an error, and many texts."""
    book = xlwt.Workbook(encoding="utf-8")
    percent = xlwt.easyxf(num_format_str="[Red]0.00%")
    for name in sheets or ("Biểu 1",):
        sheet = book.add_sheet(name)
        for column, text in enumerate(("Chỉ tiêu", "TH 2022", "TH 2024")):
            sheet.write(0, column, text)
        sheet.write(1, 0, "Tỷ lệ lao động qua đào tạo")
        sheet.write(1, 1, 0.667, percent)
        sheet.write(1, 2, 68.5)
        sheet.write(2, 0, "Số lao động được tạo việc làm")
        sheet.row(2).set_cell_error(2, "#REF!")
        for row in range(3, 300):  # more text than one record holds
            sheet.write(row, 0, f"ghi chú {row}: " + "chữ có dấu " * (row % 40))
    book.save(str(path))
    return path


def test_an_old_workbook(register, tmp_path):
    plan = planned(read_file(str(xls(tmp_path / "a.xls"))), without_results(register))
    assert [(step.candidate.location.cell, str(step.candidate.value)) for step in plan.steps] == [
        ("Biểu 1!B2", "66.7"),
        ("Biểu 1!C2", "68.5"),
    ]
    assert [(problem.location.cell, problem.message.values["found"]) for problem in plan.problems] == [
        ("Biểu 1!C3", '"#REF!"')
    ]


def test_an_old_workbook_of_several_sheets(tmp_path):
    path = xls(tmp_path / "a.xls", "Biểu 1", "Biểu 2")
    assert_refused(path, "a.xls: Biểu 1!C3", "a.xls: Biểu 2!C3")
    assert read_file(str(path), "Biểu 2").locate(list(read_file(str(path), "Biểu 2").rows)[1], 1).cell == "Biểu 2!B2"


def test_two_cells_as_far_apart_as_can_be_in_an_old_workbook_take_no_room(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    book.save(str(tmp_path / "a.xls"))
    assert_refused(tmp_path / "a.xls", "no row of headings was found in the first 60 rows")


def test_an_old_workbook_of_nothing_but_records_is_refused(tmp_path):
    data = xls(tmp_path / "a.xls").read_bytes()
    (tmp_path / "a.xls").write_bytes(data[:1024] + bytes(60 << 20))
    assert_refused(tmp_path / "a.xls", "a.xls: ")


@settings(deadline=None, max_examples=count_examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), new=st.binary(min_size=1, max_size=6), cut=st.booleans())
def test_a_damaged_old_workbook_is_read_or_refused(register, tmp_path, where, new, cut):
    path = tmp_path / "b.xls"
    if not path.exists():
        xls(path)
    data = path.read_bytes()
    at = int(where * (len(data) - 1))
    damaged = tmp_path / "a.xls"
    damaged.write_bytes(data[:at] + new + (b"" if cut else data[at + len(new) :]))
    with contextlib.suppress(TrackerError):
        planned(read_file(str(damaged)), register)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_that_was_cut_off_is_refused(book, share):
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * share)])
    assert_refused(book, "is damaged or not a workbook")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/document.xml": "<w/>"}, "is a Word document"),
        ({"xl/workbook.bin": ""}, "is a binary workbook"),
        ({"readme.txt": "a"}, "is damaged or not a workbook"),
    ],
)
def test_another_kind_of_archive_is_refused(tmp_path, parts, words):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    assert_refused(tmp_path / "a.xlsx", words)


def test_a_file_of_zeros_and_one_of_noise_are_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(bytes(100_000))
    assert_refused(tmp_path / "a.csv", "a.csv")
    (tmp_path / "a.csv").write_bytes(b"\x01\x02\x03\xe9\n" * 400)
    assert_refused(tmp_path / "a.csv", "is not a text file")


@pytest.mark.parametrize("size", [70 << 20])
def test_a_file_too_large_is_refused(tmp_path, size):
    with (tmp_path / "a.csv").open("wb") as file:
        file.truncate(size)
    assert_refused(tmp_path / "a.csv", "holds more than")


def test_more_rows_than_any_office_has_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("indicator,2024\n" + "jobs,1\n" * 200_001, encoding="utf-8")
    assert_refused(tmp_path / "a.csv", "holds more than")


def test_a_formula_whose_value_was_not_stored_is_refused(book):
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>indicator</t></is></c><c r="B1"><v>2024</v></c></row>'
    rows += '<row r="2"><c r="A2" t="inlineStr"><is><t>jobs</t></is></c><c r="B2"><f>1+1</f></c></row>'
    assert_refused(
        replace_parts(book, {PART: SHEET.format(rows=rows).encode()}),
        "A!B2: jobs: holds a formula without a stored value",
    )


def test_a_sheet_whose_part_is_missing_is_refused(book):
    data = book.read_bytes()
    book.write_bytes(data.replace(b"worksheets/sheet1.xml", b"worksheets/sheet9.xml"))
    assert_refused(book, "is damaged or not a workbook")


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert_refused(tmp_path / "a.csv", "is a folder, not a file")
    assert_refused(tmp_path / "b.csv", "there is no such file or folder")


@settings(deadline=None, max_examples=count_examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), new=st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused(register, tmp_path, where, new):
    path = tmp_path / "a.xlsx"
    write_book(path, SMALL_BOOK)
    data = path.read_bytes()
    at = int(where * (len(data) - 1))
    path.write_bytes(data[:at] + new + data[at + len(new) :])
    with contextlib.suppress(TrackerError):
        planned(read_file(str(path)), register)


@settings(deadline=None, max_examples=count_examples(200))
@given(st.binary(max_size=400) | TEXTS.map(lambda text: f"indicator,2024\n{text}\njobs,{text}\n".encode()))
def test_any_bytes_are_read_or_refused(register, data):
    with contextlib.suppress(TrackerError):
        plan = planned(read_text(data, "a.csv"), register)
        assert all(make_row(entry.to_result())["value"] for entry in plan.entries)


# The library is not there; others record meanwhile; a person answers ---------------------------------------------------


BLOCKED = """
import sys
sys.modules[{module!r}] = None
from tracker.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("module", "arguments"),
    [("xlrd", ["import", "a.xls"]), ("xlsxwriter", ["form", "--year", "2024", "-o", "f.xlsx"])],
)
def test_without_the_extra_the_command_to_install_it_is_named(book, module, arguments, language):
    xls(book.parent / "a.xls")
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(module=module), *arguments, "--data", str(PLAIN), "--lang", language],
        cwd=book.parent, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[excel]"' in done.stderr
    assert not (book.parent / "f.xlsx").exists()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods"])
def test_all_but_old_workbooks_need_no_extra(data, tmp_path, name):
    (tmp_path / "a.csv").write_text("indicator,2024\njobs,5\n", encoding="utf-8")
    write_book(tmp_path / "a.xlsx", '[[sheet]]\nname = "A"\nrows = [["indicator", 2024], ["jobs", 5]]\n')
    rows = ods_row(ods_text("indicator"), ods_text("2024")) + ods_row(ods_text("jobs"), ods_text("5"))
    write_ods(tmp_path / "a.ods", rows)
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(module="xlrd"), "import", name, "--yes", "--data", str(data)],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert load_register(Folder(str(data))).results["jobs"]


def answered(data: Path, answer: str, while_asked=lambda: None, *arguments: str) -> tuple[int, str]:
    """The exit code and the screen of an import at a terminal where a person gives an answer."""
    pty = pytest.importorskip("pty")
    (data.parent / "a.csv").write_text("indicator,2024\njobs,5\n", encoding="utf-8")
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "import", "a.csv", "--data", str(data), "--lang", "en", *arguments],
        cwd=data.parent, env=environment(TERM="xterm", COLUMNS="80"), stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    seen = b""
    while b"Record it?" not in seen:
        seen += os.read(master, 1000)
    while_asked()
    os.write(master, answer.encode() + b"\n")
    reader = threading.Thread(target=process.wait)
    reader.start()
    while True:
        try:
            more = os.read(master, 1000)
        except OSError:  # the other side has closed
            break
        if not more:
            break
        seen += more
    reader.join()
    os.close(master)
    return process.returncode, seen.decode()


def test_a_person_who_says_yes_records(data):
    code, seen = answered(data, "y")
    assert code == 0
    assert seen.count("Jobs created") == 1, "the preview is shown once, before the question"
    assert "Recorded: 1 new" in seen
    assert [str(row.value) for row in load_register(Folder(str(data))).results["jobs"]] == ["5"]


def test_a_person_who_says_no_records_nothing(data):
    before = (data / "results.csv").read_bytes()
    code, seen = answered(data, "n")
    assert (code, "nothing was recorded" in seen, "Recorded" in seen) == (1, True, False)
    assert (data / "results.csv").read_bytes() == before


def test_what_others_recorded_while_the_person_thought_is_noticed(data):
    row = "jobs,2024,7,,final,,,2025-01-05,minh\n"

    def another() -> None:
        with (data / "results.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(row)

    before = (data / "results.csv").read_text(encoding="utf-8")
    code, seen = answered(data, "y", another)
    assert code == 3
    assert "minh has meanwhile recorded 7 for jobs 2024 (2025-01-05)" in seen
    assert (data / "results.csv").read_text(encoding="utf-8") == before + row


def test_what_others_revised_while_the_person_thought_is_noticed(data):
    row = "jobs,2024,7,,final,,,2025-01-05,minh\n"

    def another() -> None:
        with (data / "results.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(row)

    code, seen = answered(data, "y", another, "--revise")
    assert code == 3
    assert "minh has meanwhile recorded 7 for jobs 2024 (2025-01-05)" in seen
    assert (data / "results.csv").read_text(encoding="utf-8").endswith(row)


# The form ----------------------------------------------------------------------------------------------------------------


def cells_of(path: Path) -> dict[str, str]:
    sheet = read_file(str(path))
    return {sheet.locate(row, at).cell.split("!")[1]: cell.text for row in sheet.rows for at, cell in row.cells.items()}


def test_the_form_shows_last_year_and_plan_and_only_the_indicators_asked_for(run, data, tmp_path):
    done = run("form", "--year", "2024", "--owner", "so cong thuong", "-o", "f.xlsx", "--data", data, "--lang", "vi")
    assert done.returncode == 0, done.stderr
    cells = cells_of(tmp_path / "f.xlsx")
    assert cells["A1"] == "BIỂU BÁO CÁO KẾT QUẢ THỰC HIỆN CHỈ TIÊU NĂM 2024 – Nghị quyết Đại hội lần thứ XX"
    assert cells["A2"] == "Sở Công Thương"
    row = {text: name for name, text in cells.items()}["industry-output"][1:]
    assert [cells.get(f"{column}{row}", "") for column in "CDEFG"] == [
        "Giá trị sản xuất công nghiệp",
        "tỷ đồng",
        "14687",
        "15000",
        "",
    ]
    assert "poor-households" not in cells.values()


def test_a_form_for_six_months_shows_those_of_the_year_before_and_comes_back_as_them(run, data, tmp_path):
    for period, value in (("2023-06", "7000"), ("2024-06", "7400"), ("2024-09", "11000")):
        assert run("add-result", "industry-output", period, value, "--data", data).returncode == 0
    made = run("form", "--period", "2024-06", "-o", "f.xlsx", "--data", data, "--lang", "vi")
    assert made.returncode == 0, made.stderr
    cells = cells_of(tmp_path / "f.xlsx")
    title = "BIỂU BÁO CÁO KẾT QUẢ THỰC HIỆN CHỈ TIÊU – 6 tháng đầu năm 2024 – Nghị quyết Đại hội lần thứ XX"
    assert cells["A1"] == title
    assert [cells[f"{column}5"] for column in "EFG"] == [
        "Thực hiện 6 tháng đầu năm 2023",
        "Kế hoạch 2024",
        "Thực hiện 6 tháng đầu năm 2024",
    ]
    row = {text: name for name, text in cells.items()}["industry-output"][1:]
    assert [cells[f"{column}{row}"] for column in "EFG"] == ["7000", "15000", "7400"]
    before = (data / "results.csv").read_bytes()
    done = run("import", "f.xlsx", "--data", data, "--yes", "--format", "csv", "--lang", "en")
    rows = [
        (row["indicator"], row["period"], row["value"], row["action"])
        for row in csv.DictReader(io.StringIO(done.stdout))
    ]
    assert rows == [("industry-output", "2024-06", "7400", "same")]
    assert (data / "results.csv").read_bytes() == before


def test_a_form_for_six_months_that_was_filled_in_is_recorded_for_them(run, data, tmp_path):
    made = run("form", "--period", "2024-06", "-o", "f.xlsx", "--data", data, "--lang", "en")
    assert made.returncode == 0
    cells = cells_of(tmp_path / "f.xlsx")
    row = {text: name for name, text in cells.items()}["industry-output"][1:]
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        text = archive.read(PART).decode()
    empty = re.search(rf'<c r="G{row}"( s="\d+")?/>', text)
    assert empty
    mended = text.replace(empty[0], empty[0].replace("/>", "><v>7400</v></c>"))
    replace_parts(tmp_path / "f.xlsx", {PART: mended.encode()})
    done = run("import", "f.xlsx", "--data", data, "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert (
        (data / "results.csv").read_text(encoding="utf-8").splitlines()[-1].startswith("industry-output,2024-06,7400,")
    )


def test_the_form_is_locked_but_for_the_cells_to_fill_in(run, data, tmp_path):
    run("form", "--year", "2024", "-o", "f.xlsx", "--data", data)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<sheetProtection " in sheet
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert sheet.count('type="decimal"') == 7
    assert sheet.count('type="list"') == 8 * 2 + 1
    assert styles.count('locked="0"') >= 3
    assert "<f>" not in sheet


def test_no_text_of_the_form_is_a_formula(run, data, tmp_path):
    targets = data / "targets.toml"
    text = targets.read_text(encoding="utf-8").replace("Số lao động được tạo việc làm", "=cmd|' /C calc'!A0")
    targets.write_text(text, encoding="utf-8")
    run("form", "--year", "2024", "-o", "f.xlsx", "--data", data, "--lang", "vi")
    assert "=cmd|' /C calc'!A0" in cells_of(tmp_path / "f.xlsx").values()
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_form_of_another_term_is_refused_with_its_cell(run, data, tmp_path):
    run("form", "--year", "2024", "-o", "f.xlsx", "--data", data)
    targets = data / "targets.toml"
    targets.write_text(
        targets.read_text(encoding="utf-8").replace(" XX", " XXI").replace("20th", "21st"), encoding="utf-8"
    )
    done = run("import", "f.xlsx", "--data", data, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "f.xlsx: Kết quả 2024!L6: this form was made for" in done.stderr


def test_an_indicator_that_is_no_more_is_refused_with_its_cell_if_it_was_filled_in(run, data, tmp_path):
    run("form", "--year", "2023", "-o", "f.xlsx", "--data", data)
    for name, old in (("targets.toml", 'id = "new-capital"'), ("results.csv", "new-capital,")):
        path = data / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, old.replace("new", "old")), encoding="utf-8")
    done = run("import", "f.xlsx", "--data", data, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert 'Kết quả 2023!B11: no indicator is called "new-capital"' in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--year", "2024", "-o", "f.csv"], 2, "is not .xlsx"),
        (["--year", "2024"], 2, "Missing option '-o'"),
        (["-o", "f.xlsx"], 2, "name the period of the form once"),
        (["-o", "f.xlsx", "--year", "2024", "--period", "2024-06"], 2, "add --year 2024, or --period 2024-06"),
        (["-o", "f.xlsx", "--period", "2024-12"], 2, "is not a period"),
        (["-o", "f.xlsx", "--period", "2030-06"], 2, "is not a year of the term"),
        (["--year", "2030", "-o", "f.xlsx"], 2, "is not a year of the term"),
        (["--year", "2024", "-o", "nowhere/f.xlsx"], 3, "cannot be written"),
        (["--year", "2024", "-o", "f.xlsx", "--owner", "Sở Y tế"], 2, "there is no"),
    ],
)
def test_a_form_that_cannot_be_made(run, data, arguments, code, words):
    done = run("form", *arguments, "--data", data, "--lang", "en")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_the_readable_books_are_what_they_say():
    assert tomli.loads(SMALL_BOOK)["sheet"][0]["rows"][1] == ["poor-households", 0.95]
    assert textwrap.dedent(SMALL_BOOK) == SMALL_BOOK


def test_an_entry_of_an_import_is_what_add_result_records(register):
    plan = planned(read_text(b"indicator,2024\njobs,5\n", "a.csv"), without_results(register))
    assert plan.entries == (
        NewResult(register.indicators[6], Period(2024), Decimal(5), "", "preliminary", "", "", NOW, "lan"),
    )


# What it takes ---------------------------------------------------------------------------------------------------------


def _repeat(text: str, times: int) -> str:
    """Return the text so many times, fewer in a run that draws fewer examples."""
    return text * round(times * min(1, TIMES))


DENSE = {
    "cells": "indicator,2024\n" + _repeat("ab,", 400_000),
    "rows": "indicator,2024\n" + _repeat("ab,cd\n", 190_000),
    "results": "indicator,period,value\n" + _repeat("poor-households,2024,0.95\n", 42_000),
    "contradictions": "indicator,period,value\n"
    + _repeat("poor-households,2024,0.95\npoor-households,2024,0.9\n", 21_000),
    "wide": "indicator,2024\n" + _repeat("ab," * 16_000 + "\n", 22),
    "journal": "indicator,period,value,status,recorded_at\n"
    + _repeat("poor-households,2023,1,final,2024-01-01\n", 26_000),
    "strangers": "indicator,period,value,status,recorded_at\n" + _repeat("x,2023,1,final,2024-01-01\n", 40_000),
}


@pytest.mark.parametrize("text", DENSE.values(), ids=DENSE)
def test_a_text_takes_at_most_ten_times_its_size(register, tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with measure_memory() as memory, contextlib.suppress(TrackerError):
        plan_import([parse_sheet(read_file(str(path)), register, ASKED)], register, Recorder(NOW, "lan", revise=False))
    assert memory.peak - (8 << 20) < 10 * len(text)


@pytest.mark.parametrize(("cell", "words"), [
    ("XFE1", "is damaged or not a workbook"),
    ("A1048577", "holds more than 200000 rows"),
    ("ZZZ9999999", "is damaged or not a workbook"),
])  # fmt: skip
def test_a_cell_beyond_the_last_one_of_a_sheet_is_refused(book, cell, words):
    rows = f'<row><c r="{cell}"><v>1</v></c></row>'
    assert_refused(replace_parts(book, {PART: SHEET.format(rows=rows).encode()}), words)


def test_a_text_of_more_than_sixteen_megabytes_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"indicator,2024\n" + b"a" * (16 << 20))
    assert_refused(tmp_path / "a.csv", "larger than 16 MB")


@pytest.mark.parametrize("row", ["," * 16_385, '"' + "a" * 1_000_001 + '"', '"' + "a\n" * 600_000])
def test_a_row_longer_than_any_row_of_indicators_is_refused_with_its_line(tmp_path, row):
    (tmp_path / "a.csv").write_text("indicator,2024\njobs,1\n" + row, encoding="utf-8")
    assert_refused(tmp_path / "a.csv", "a.csv:3", "1,000,000 characters or 16,384 separators")


def test_a_form_that_may_be_filled_in_is_replaced_only_with_a_yes(run, example, tmp_path):
    """Case of the review of 27 November 2026; invented figures."""
    path = tmp_path / "f.xlsx"
    write = ("form", "--year", "2024", "-o", path, "--data", example, "--lang", "en")
    assert run(*write).returncode == 0
    shutil.copy(path, tmp_path / "first.xlsx")
    time.sleep(1.1)  # a workbook that held the time of the clock would differ
    assert run(*write).returncode == 0, "nothing is lost if the same form is written once more"
    assert path.read_bytes() == (tmp_path / "first.xlsx").read_bytes()
    path.write_bytes(b"filled in")
    refused = run(*write)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "f.xlsx exists, and may have been filled in" in refused.stderr
    assert path.read_bytes() == b"filled in"
    assert run(*write, "--yes").returncode == 0
    assert path.read_bytes()[:2] == b"PK"


def test_the_sheet_that_is_imported_is_never_the_output(run, example, tmp_path):
    """Case of the review of 27 November 2026; invented figures."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("indicator,period,value\npoor-households,2024,0.95\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(sheet)
    before = sheet.read_bytes()
    for path in (sheet, tmp_path / "link.csv"):
        refused = run("import", sheet, "-o", path, "--yes", "--data", example, "--lang", "en")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "is a file that this command reads" in refused.stderr
    assert sheet.read_bytes() == before


def test_a_form_has_the_baseline_numbers_parts_and_places_for_signatures(run, folder, tmp_path):
    """Case of the review of 27 November 2026; invented figures."""
    path = folder("""
        [term]
        name = "t"
        baseline_year = 2020
        first_year = 2021
        last_year = 2025
        language = "vi"
        [[indicator]]
        id = "schools"
        name = "Trường đạt chuẩn"
        unit = "%"
        decimals = 1
        measure = "level"
        owner = "Phòng Giáo dục"
        baseline = 62.5
        plan = { 2021 = 65 }
        [[indicator]]
        id = "primary"
        name = "Tiểu học"
        unit = "%"
        measure = "level"
        parent = "schools"
        [[indicator]]
        id = "roads"
        name = "Đường"
        unit = "km"
        measure = "level"
        owner = "Phòng Kinh tế"
        """)
    done = run("form", "--year", "2021", "--owner", "giao duc", "-o", tmp_path / "f.xlsx", "--data", path)
    assert done.returncode == 0, done.stderr
    cells = cells_of(tmp_path / "f.xlsx")
    at = {text: name for name, text in cells.items()}
    assert "primary" in at
    assert "roads" not in at
    row = at["schools"][1:]
    assert (cells[f"E{row}"], cells[f"F{row}"]) == ("62.5", "65")
    assert {"NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", "Thời hạn gửi: …"} <= set(cells.values())
    empty = run("import", tmp_path / "f.xlsx", "--dry-run", "--data", path)
    assert (empty.returncode, "cells without a value" in empty.stderr or "ô" in empty.stderr) == (0, True)
