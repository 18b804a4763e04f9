"""Reporting years that begin in another month than January: read and shown as people write them, judged alike."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import LANGUAGES, TESTS, write_folder
from support.registers import MEASURES, draw_register
from support.sheets import read_file
from tracker.assess import assess, choose_reporting_year
from tracker.importing.reporting_years import parse_calendar_month
from tracker.importing.single_months import MONTH_READINGS
from tracker.model import PART_MONTHS, Period
from tracker.periods import ReportingCalendar, get_period_days, parse_period

BEGINS = st.integers(2, 12)
LABELS = ["{a}/{b}", "FY{b}", "{a}-{b4}", "NH {a}/{b2}", "{a}–{b}", "năm {b}"]


@given(BEGINS, st.integers(1901, 2198), st.integers(1, 12))
def test_a_year_to_date_belongs_to_the_year_that_contains_its_month(begins, year, month):
    text = f"{year}-{month:02d}"
    period = parse_period(text, begins)
    if month == begins - 1:
        assert period is None, "the whole year is written as the year"
        return
    assert str(period) == text
    start, after = get_period_days(period, begins)
    assert start <= f"{text}-15" < after
    assert start == f"{period.year}-{begins:02d}-01"
    assert period.year in (year - 1, year)
    assert period.get_last_day(begins)[:7] == text
    assert period.month == (month - begins) % 12 + 1


@given(BEGINS, st.integers(1901, 2198), st.sampled_from(["", *PART_MONTHS]))
def test_years_and_parts_are_written_by_the_year_in_which_the_reporting_year_begins(begins, year, part):
    period = Period(year, part=part)
    assert parse_period(str(period), begins) == period
    start, after = get_period_days(period, begins)
    assert f"{year}-{begins:02d}-01" <= start < after <= f"{year + 1}-{begins:02d}-01"


@given(st.sampled_from(LABELS), BEGINS, st.integers(1950, 2090))
def test_what_is_shown_is_read(label, begins, year):
    calendar = ReportingCalendar(begins, label)
    shown = calendar.format_year(year)
    assert calendar.parse_year(shown) == year
    assert calendar.parse_year(shown.lower()) == year
    assert calendar.parse_year(str(year)) == year, "as the files write it"
    assert calendar.parse_words(f"Q2 {shown}") == Period(year, part="Q2")
    assert calendar.parse_words(f"quý IV {shown}") == Period(year, part="Q4")
    assert calendar.parse_words(f"9 tháng {shown}") == Period(year, 9, "", begins)
    assert calendar.replace_labels(f"Thực hiện {shown}") == f"Thực hiện {year}"


@pytest.mark.parametrize(
    ("label", "text", "year"),
    [
        ("{a}/{b}", "2023/24", 2023), ("{a}/{b}", "2023/2024", 2023), ("{a}/{b}", "2023–24", 2023), ("{a}/{b}", "2023-2024", 2023),
        ("{a}/{b}", "Năm học 2023-2024", 2023), ("{a}/{b}", "2023", 2023), ("FY{b}", "FY2024", 2023), ("FY{b}", "FY24", 2023),
        ("FY{b}", "fy 2024", None), ("FY{a}", "FY2023", 2023), ("{a}/{b}", "2023/25", None), ("{a}/{b}", "2011-12", None),
        ("{a}/{b}", "FY2024", None), ("FY{b}", "2023/24", None), ("{a}/{b}", "2023/24/25", None), ("{a}/{b}", "", None),
    ],
)  # fmt: skip
def test_how_a_year_may_be_written(label, text, year):
    assert ReportingCalendar(7, label).parse_year(text) == year


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024-03", "2024-03"), ("03/2024", "2024-03"), ("2023-12", "2023-12"), ("2024-06", None), ("tháng 6/2024", "2023-M12"),
        ("July 2024", "2024-M01"), ("2024-M01", "2024-M01"), ("2024-Q1", "2024-Q1"), ("quý I/2024", None), ("Q1 2024", None),
        ("6 tháng 2024", None), ("6 tháng 2023/24", "2023-12"), ("12 tháng 2023/24", "2023"), ("nửa đầu năm 2023/24", "2023-S1"),
    ],
)  # fmt: skip
def test_what_a_person_means_in_years_that_begin_in_july(text, period):
    found = ReportingCalendar(7, "{a}/{b}").parse_words(text)
    assert (found and str(found)) == period


@draw_settings(300)
@given(st.data(), st.integers(2, 12))
def test_the_same_data_in_shifted_years_has_the_same_statuses(data, begins):
    """A fiscal year is a calendar year that is moved by some months: nothing else changes."""
    register, year, day = draw_register(lambda options: options[data.draw(st.integers(0, len(options) - 1))], MEASURES)
    shifted = register._replace(
        term=register.term._replace(year_begins=begins, year_label="{a}/{b}"),
        results={
            key: tuple(
                row._replace(period=row.period._replace(begins=begins if row.period.month else 1)) for row in rows
            )
            for key, rows in register.results.items()
        },
    )
    later_year, later_month = divmod(int(day[:4]) * 12 + int(day[5:7]) - 1 + begins - 1, 12)
    later = f"{later_year}-{later_month + 1:02d}-{day[8:]}"
    assert choose_reporting_year(shifted, later) == choose_reporting_year(register, day)
    before, after = assess(register, year, day).assessments, assess(shifted, year, later).assessments
    for one, other in zip(before, after, strict=True):
        same = {"results": {}, "year_to_date": None, "forecast": None, "result": None, "first": None}
        assert one._replace(**same) == other._replace(**same)
        assert [row.value for row in one.results.values()] == [row.value for row in other.results.values()]


@pytest.mark.parametrize(
    ("day", "year"), [("2024-06-30", 2022), ("2024-07-01", 2023), ("2024-12-31", 2023), ("2025-06-30", 2023)]
)
def test_the_default_year_is_the_last_one_that_has_ended(day, year, run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    document = run("status", "--as-of", day, "--format", "json").stdout
    assert f'"year": {year},' in document


TARGETS = """
    [term]
    name.vi = "Chiến lược trường học"
    name.en = "School strategy"
    first_year = 2021
    last_year = 2025
    year_begins = "07"
    year_label = "{a}/{b}"
    language = "vi"

    [[indicator]]
    id = "pupils"
    name.vi = "Học sinh"
    name.en = "Pupils"
    unit.vi = "người"
    unit.en = "persons"
    measure = "level"
    target.at_least = 500
    baseline = 400
    plan = { 2022 = 430, 2023 = 450 }
    break = [{ year = 2022, note = "new form" }]
    source = "https://example.org/plan"

    [[indicator]]
    id = "books"
    name.vi = "Sách mới"
    name.en = "New books"
    unit.vi = "cuốn"
    unit.en = "books"
    measure = "total"
    target.at_least = 5000
    plan = { 2022 = 1000, 2023 = 1000 }
    source = "https://example.org/plan"
"""
ROWS = """
    pupils,2021,410,,final,a,,2022-08-01,lan
    pupils,2022,425,,final,a,,2023-08-01,lan
    books,2021,900,,final,a,,2022-08-01,lan
    books,2022-Q1,200,,final,a,,2022-10-10,lan
    books,2022-Q2,250,,final,a,,2023-01-10,lan
    books,2022-Q3,240,,final,a,,2023-04-10,lan
    books,2022-Q4,260,,final,a,,2023-07-10,lan
    books,2023-12,400,,final,a,,2024-01-10,lan
    books,2024-03,700,,final,a,a note,2024-04-10,lan
"""
VIEWS = {
    "status.txt": ("status", "--format", "table", "--year", "2023/24"),
    "status.md": ("status", "--format", "md", "--year", "2023"),
    "show.txt": ("show", "books", "--year", "2023/24"),
    "review.md": ("review", "--format", "md"),
    "report.md": ("report", "--form", "term", "--year", "2023/24"),
    "status.csv": ("status", "--format", "csv", "--year", "2023/24"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_writes_the_years_of_the_folder(view, language, run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    output = () if view != "report.md" else ("-o", "report.md")
    done = run(*VIEWS[view], "--as-of", "2024-05-01", "--lang", language, *output)
    assert done.returncode == 0, done.stderr
    seen = done.stdout
    if output:  # without the day on which it was made
        lines = (tmp_path / "report.md").read_text(encoding="utf-8").splitlines(keepends=True)
        seen = "".join(lines[:-2])
    golden = TESTS / "fiscal" / f"{language}-{view}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(seen, encoding="utf-8", newline="")
    assert seen == golden.read_text(encoding="utf-8")
    if view != "status.csv":
        assert "2023/24" in seen
        plain = seen.replace("2022-Q", "").replace("https://example.org/", "")
        assert not [
            word
            for word in plain.replace("|", " ").split()
            if word.strip("():;,.¦") in ("2021", "2022", "2023", "2025")
        ]


def test_the_machine_formats_have_the_year_in_which_it_begins(run, tmp_path):
    write_folder(tmp_path / "data", TARGETS, ROWS)
    done = run("status", "--year", "2023/24", "--as-of", "2024-05-01", "--format", "csv")
    lines = [line.split(",") for line in done.stdout.splitlines()]
    columns = {name: at for at, name in enumerate(lines[0])}
    assert lines[2][columns["year"]] == "2022"
    assert lines[2][columns["ytd_period"]] == "2024-03"
    assert "2023/24" not in done.stdout


@pytest.mark.parametrize(
    ("typed", "written", "code"),
    [
        ("2023/24", "2023", 0), ("2023", "2023", 0), ("2024-05", "2024-05", 0), ("Q3 2023/24", "2023-Q3", 0), ("2023-Q4", "2023-Q4", 0),
        ("2024-06", None, 2), ("6 tháng 2024", None, 2), ("quý I/2024", None, 2), ("FY2024", None, 2),
    ],
)  # fmt: skip
def test_what_is_recorded(typed, written, code, run, tmp_path):
    path = write_folder(tmp_path / "data", TARGETS, ROWS)
    before = (path / "results.csv").read_text(encoding="utf-8")
    done = run("add-result", "books", typed, "990", "--status", "final", "--yes", "--lang", "en")
    assert done.returncode == code, done.stderr
    added = (path / "results.csv").read_text(encoding="utf-8").removeprefix(before)
    assert added.startswith(f"books,{written},990,,final,") if written else not added


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("Thực hiện 2023/24", "2023"), ("Năm học 2023-2024", None), ("2023–24", "2023"), ("Q2 2023/24", "2023-Q2"), ("2024-03", "2024-03"),
        ("TH 2023", "2023"), ("9 tháng 2024", None), ("Quý II/2024", None), ("9 tháng 2023/24", "2024-03"),
    ],
)  # fmt: skip
def test_what_a_sheet_says(heading, period, run, tmp_path):
    path = write_folder(tmp_path / "data", TARGETS.replace("2023 = 1000", "2023 = 1000"), "")
    (tmp_path / "sheet.csv").write_text(f"Chỉ tiêu;{heading}\nSách mới;990\n", encoding="utf-8")
    before = (path / "results.csv").read_text(encoding="utf-8")
    done = run("import", "sheet.csv", "--yes", "--lang", "en")
    added = (path / "results.csv").read_text(encoding="utf-8").removeprefix(before)
    assert bool(period) == (done.returncode == 0), done.stderr
    assert added.startswith(f"books,{period},990,") if period else not added


@pytest.mark.parametrize(
    ("headings", "single", "to_date"),
    [
        (["2024-02", "2024-03"], ["2023-M08", "2023-M09"], ["2024-02", "2024-03"]),
        (["Tháng 8/2023", "Tháng 6/2024"], ["2023-M02", "2023-M12"], ["2023-08", "2023"]),
        (["Tháng 7 2023/24", "June 2023/24"], ["2023-M01", "2023-M12"], ["2023-07", "2023"]),
        (["9 tháng 2023/24"], ["2024-03"], ["2024-03"]),
    ],
)
def test_months_of_a_sheet_are_those_of_the_calendar(headings, single, to_date, run, tmp_path):
    """The first month of the year is July: to date counts from it, and `2023-M09` is March 2024."""
    for reading, periods in (("single", single), ("to-date", to_date)):
        (tmp_path / reading).mkdir()
        path = write_folder(tmp_path / reading / "data", TARGETS, "")
        values = list(range(100, 100 + len(headings)))
        lines = [["Chỉ tiêu", *headings], ["Sách mới", *map(str, values)]]
        text = "\n".join(";".join(line) for line in lines)
        (tmp_path / reading / "sheet.csv").write_text(text + "\n", encoding="utf-8")
        options = ("--months", reading, "--yes", "--lang", "en")
        done = run("import", "sheet.csv", *options, cwd=tmp_path / reading)
        assert done.returncode == 0, done.stderr
        rows = (path / "results.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert sorted(",".join(row.split(",")[1:3]) for row in rows) == sorted(
            f"{period},{value}" for period, value in zip(periods, values, strict=True)
        )


@given(st.sampled_from(LABELS), BEGINS, st.integers(1950, 2090), st.integers(1, 12))
def test_a_month_of_a_heading_is_one_of_the_reporting_year_that_contains_it(label, begins, year, month):
    calendar = ReportingCalendar(begins, label)
    for text in (f"{month:02d}/{year}", f"Tháng {month}/{year}"):
        single, to_date = (parse_calendar_month((text,), reading, calendar).period for reading in MONTH_READINGS)
        start, after = get_period_days(single, begins)
        assert start == f"{year}-{month:02d}-01"
        first, end = get_period_days(to_date, begins)
        assert (first, end) == (f"{single.year}-{begins:02d}-01", after)
        assert to_date.is_year == (month == (begins - 2) % 12 + 1)


def test_a_month_below_a_bare_year_may_be_of_either_year():
    assert parse_calendar_month(("2024", "Tháng 6"), "single", ReportingCalendar(7, "{a}/{b}")) is None


@pytest.mark.parametrize(
    ("typed", "written", "heading"),
    [
        ("2023/24", "2023", "2023/24"),
        ("2024-03", "2024-03", "9 months 2023/24"),
        ("Q2 2023/24", "2023-Q2", "Q2 2023/24"),
    ],
)
def test_a_form_comes_back(typed, written, heading, run, tmp_path):
    path = write_folder(tmp_path / "data", TARGETS, "")
    done = run("form", "--period", typed, "-o", "form.xlsx", "--lang", "en")
    assert done.returncode == 0, done.stderr
    sheet = read_file(str(tmp_path / "form.xlsx"))
    texts = {cell.text for row in sheet.rows for cell in row.cells.values()}
    assert {f"tracker:value:{written}", f"Result {heading}"} <= texts
    (tmp_path / "form.csv").write_text(f"tracker:indicator;tracker:value:{written}\nbooks;990\n", encoding="utf-8")
    assert run("import", "form.csv", "--status", "final", "--yes").returncode == 0
    assert (path / "results.csv").read_text(encoding="utf-8").splitlines()[-1].startswith(f"books,{written},990,")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('year_begins = "7"', 'term.year_begins: "7" is not a month'),
        ('year_begins = "13"', '"13" is not a month'),
        ('year_label = "FY{b}"', "term.year_label: is only for years that begin in another month than January"),
        ('year_begins = "07"\nyear_label = "FY"', '"FY" does not say how a year is written'),
        ('year_begins = "07"\nyear_label = "{c}"', '"{c}" does not say how a year is written'),
        ('year_begins = "07"\nyear_label = "{a}{a}"', "does not say how a year is written"),
    ],
)
def test_keys_that_are_wrong(keys, said, run, tmp_path):
    targets = TARGETS.replace(
        '    year_begins = "07"\n    year_label = "{a}/{b}"\n', "".join(f"    {key}\n" for key in keys.split("\n"))
    )
    write_folder(tmp_path / "data", targets, "")
    done = run("status", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
