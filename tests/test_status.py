"""`tracker status` on the shipped data: the pictures that the project began with."""

import csv
import io
import json
import subprocess
import sys

import pytest

from support.folders import DATA
from support.process import environment


def rows_of(text: str) -> dict[str, dict[str, str]]:
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.fixture
def status(run):
    def _status(*arguments: str) -> dict[str, dict[str, str]]:
        result = run("status", "--data", DATA, *arguments)
        assert result.returncode == 0, result.stderr
        assert result.stderr == ""
        return rows_of(result.stdout)

    return _status


def test_the_picture_of_2023(status):
    rows = status("--year", "2023")

    def shown(identity):
        return rows[identity]["qualifier"] + rows[identity]["value"], rows[identity]["year"]

    assert shown("party-organisations-in-enterprises") == ("5", "2023")
    assert shown("party-organisations-foreign-owned") == ("1", "2023")
    assert shown("new-projects") == ("3", "2023")
    assert shown("registered-capital-vnd") == ("37", "2023")
    assert shown("registered-capital-usd") == (">24", "2023")
    assert shown("poor-households") == ("1.45", "2023")
    assert "break" in rows["poor-households"]["flags"].split()
    growth = rows["grdp-growth"]
    assert (growth["status"], growth["value"], growth["plan_verdict"]) == ("at_risk", "5.56", "missed")
    assert round(float(growth["term_value"]), 2) == 6.88
    assert round(float(growth["pace"]), 2) == 0.86
    assert round(float(growth["required"]), 2) == 9.70


def test_the_picture_of_2023_as_a_vietnamese_table(run):
    table = run("status", "--data", DATA, "--year", "2023", "--format", "table").stdout
    growth = next(line for line in table.splitlines() if "GRDP) bình quân (%/năm)" in line)
    for expected in ("5,56", "≥ 8 %", "6,88 %/năm", "51,9 %", "0,86", "9,71 %", "◆ Có nguy cơ chậm"):
        assert expected in growth
    assert "> 24" in table
    assert "1,45" in table
    assert "12. Tỷ lệ hộ nghèo: thay đổi từ 2022:" in table


def test_the_end_of_the_term(status):
    rows = status("--as-of", "2026-11-22")
    growth = rows["grdp-growth"]
    assert (growth["status"], growth["year"]) == ("missed", "2025")
    assert round(float(growth["term_value"]), 2) == 6.69
    budget = rows["province-budget-growth"]
    assert (budget["status"], budget["reason"]) == ("not_assessed", "no_result")
    income = rows["province-income-per-head"]
    assert (income["status"], income["reason"], income["change"]) == ("not_assessed", "break", "")


def test_the_table_says_why_the_budget_target_is_not_assessed(run):
    table = run("status", "--data", DATA, "--format", "table", "--as-of", "2026-11-22").stdout
    note = next(line for line in table.splitlines() if line.startswith("22. Thu ngân sách"))
    assert "tổng thu, nên không đánh giá được" in note


def test_as_of_shows_what_had_been_recorded_by_then(status):
    assert status("--as-of", "2023-12-31", "--year", "2023")["grdp-growth"]["value"] == "5.01"
    assert status("--year", "2023")["grdp-growth"]["value"] == "5.56"


def test_a_pipe_gets_csv_and_reads_the_first_lines_only():
    pipe = subprocess.run(
        f"{sys.executable} -m tracker status --data {DATA} | head -3",
        shell=True,
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=True,
    )
    assert len(pipe.stdout.splitlines()) == 3
    assert pipe.stdout.startswith("indicator,name,group,")
    assert pipe.stderr == ""


def test_a_reader_that_has_gone_is_not_complained_about(folder):
    many = "".join(f'[[indicator]]\nid = "i{at}"\nname = "{"x" * 500}"\nmeasure = "level"\n' for at in range(2000))
    path = folder('[term]\nname = "t"\nfirst_year = 2021\nlast_year = 2025\n' + many)
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "status", "--data", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


def test_json_has_numbers_as_numbers_and_results_by_period(run):
    document = json.loads(run("status", "--data", DATA, "--format", "json", "--year", "2023").stdout, parse_float=str)
    assert document["schema"] == "tracker.status/1"
    assert (document["year"], document["language"]) == (2023, "vi")
    growth = next(item for item in document["indicators"] if item["indicator"] == "grdp-growth")
    assert growth["value"] == "5.56"
    assert growth["flags"] == []
    assert growth["results"]["2023-06"]["value"] == "5.17"
    assert growth["results"]["2022"]["status"] == "preliminary"


def test_csv_and_json_tell_the_same(run):
    rows = rows_of(run("status", "--data", DATA, "--year", "2023").stdout)
    document = json.loads(
        run("status", "--data", DATA, "--format", "json", "--year", "2023").stdout, parse_float=str, parse_int=str
    )
    for item in document["indicators"]:
        del item["results"], item["outlook"]
        for key, value in item.items():
            text = {None: "", True: "yes", False: "no"}.get(value, value) if not isinstance(value, list) else None
            assert rows[item["indicator"]][key] == (" ".join(value) if text is None else text), key


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--only", "at_risk"], {"grdp-growth", "province-industry-growth"}),
        (["--only", "off-track,exceeded"], {"province-exports-growth", "province-income-per-head"}),
        (["--group", "xay dung dang"], {"party-organisations-in-enterprises", "party-organisations-foreign-owned"}),
        (
            ["--group", "province-social"],
            {
                "province-poverty-rate",
                "province-poverty-reduction",
                "province-poverty-rate-merged",
                "province-rural-communes",
            },
        ),
        (["--only", "met"], set()),
    ],
)
def test_filters(status, arguments, expected):
    assert set(status("--year", "2023", *arguments)) == expected


def test_a_filtered_table_keeps_numbers_and_counts_of_all(run):
    table = run("status", "--data", DATA, "--year", "2023", "--only", "at_risk", "--format", "table").stdout
    assert "19 Tốc độ tăng trưởng" in table
    assert "Có nguy cơ chậm 2/6" in table  # of the numbered indicators that have a term target


def test_output_goes_into_a_file_whole(run, tmp_path):
    target = tmp_path / "status.json"
    result = run("status", "--data", DATA, "-o", target)
    assert (result.returncode, result.stdout) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "tracker.status/1"
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_a_file_that_cannot_be_replaced_stays(run, tmp_path):
    result = run("status", "--data", DATA, "-o", tmp_path / "missing" / "status.csv", "--lang", "en")
    assert (result.returncode, result.stdout) == (3, "")
    assert "cannot be written: there is no folder" in result.stderr


@pytest.mark.parametrize(
    "settings", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "cp1258"}, {"PYTHONUTF8": "0", "LC_ALL": "C"}]
)
@pytest.mark.parametrize("wanted", ["csv", "json", "md", "table"])
def test_output_is_utf_8_whatever_the_code_page(run, settings, wanted):
    result = run("status", "--data", DATA, "--format", wanted, env=settings)
    assert result.returncode == 0, result.stderr
    assert "Sông Công" in result.stdout or "hộ nghèo" in result.stdout


def test_the_folder_is_found_from_within_or_by_the_environment(run, example, tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert run("status", cwd=inner).stdout.startswith("indicator,")
    assert run("status", cwd=example).stdout.startswith("indicator,")
    assert run("status", cwd=DATA.parent.parent, env={"TRACKER_DATA": str(example)}).returncode == 0


def test_the_language_is_asked_for_or_that_of_the_data(run):
    assert "Poor households" in run("status", "--data", DATA, "--lang", "en").stdout
    assert "Poor households" in run("status", "--data", DATA, env={"TRACKER_LANG": "en"}).stdout
    assert "Tỷ lệ hộ nghèo" in run("status", "--data", DATA).stdout


@pytest.mark.parametrize("arguments", [["--owner", "nobody"], ["--group", "nothing"]])
def test_a_group_or_owner_that_there_is_not_is_told(run, arguments):
    result = run("status", "--data", DATA, *arguments)
    assert (result.returncode, result.stdout) == (2, "")


@pytest.mark.parametrize("name", ["results.csv", "targets.toml"])
def test_the_two_files_are_never_written_over(run, example, name):
    before = (example / name).read_bytes()
    result = run("status", "--data", example, "--format", "csv", "-o", example / name)
    assert (result.returncode, result.stdout) == (2, "")
    assert (example / name).read_bytes() == before


def test_a_full_disk_behind_stdout_is_told():
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "tracker", "status", "--data", str(DATA), "--lang", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
            check=False,
        )
    assert (result.returncode, result.stderr) == (3, "stdout: cannot be written: the disk is full\n")


def test_the_language_may_be_named_before_the_command_and_errors_follow_the_data(run, example):
    assert "Poor households" in run("--lang", "en", "status", "--data", DATA).stdout
    told = run("add-result", "industry-value", "2023", "14.687", "--data", example).stderr
    assert told.startswith("Lỗi: ")


@pytest.mark.parametrize("word", ["at_risk", "at-risk", "At risk", "Có nguy cơ chậm", "co nguy co cham"])
def test_a_status_is_asked_for_by_its_code_or_its_word_in_either_language(status, word):
    expected = {"grdp-growth", "province-industry-growth"}
    assert set(status("--year", "2023", "--only", word)) == expected
    assert set(status("--year", "2023", "--only", f"missed, {word}")) == expected


def test_a_status_that_there_is_not_lists_codes_and_words(run):
    told = run("status", "--only", "dung tien", "--lang", "vi").stderr
    assert "on_track (đúng tiến độ), at_risk (có nguy cơ chậm)" in told
    assert "có phải là on_track?" in told


TWO = """
    [term]
    name = "t"
    first_year = 2021
    last_year = 2025
    [[group]]
    id = "economy"
    name = "Kinh tế"
    [[group]]
    id = "province-economy"
    name = "Tỉnh – Kinh tế"
    [[indicator]]
    id = "a"
    name = "a"
    measure = "level"
    group = "economy"
    owner = "Sở Y tế"
    [[indicator]]
    id = "b"
    name = "b"
    measure = "level"
    group = "province-economy"
    owner = "Thanh tra Sở Y tế"
    """


@pytest.mark.parametrize(
    ("option", "name", "expected"),
    [("--group", "economy", "a"), ("--group", "KINH TẾ", "a"), ("--group", "tinh", "b"), ("--group", "kinh", "ab"),
     ("--owner", "so y te", "a"), ("--owner", "thanh tra", "b"), ("--owner", "y te", "ab")],
)  # fmt: skip
def test_what_is_called_exactly_so_is_meant_and_else_what_has_it_in_its_name(folder, run, option, name, expected):
    folder(TWO)
    assert set(rows_of(run("status", option, name).stdout)) == set(expected)


@pytest.mark.parametrize("option", ["--group", "--owner"])
@pytest.mark.parametrize("name", ["", " ", "-"])
def test_an_empty_name_is_no_name(run, option, name):
    result = run("status", "--data", DATA, f"{option}={name}")
    assert (result.returncode, result.stdout) == (2, "")


def test_a_group_keeps_its_number_where_others_are_left_out(run, example):
    every = run("status", "--data", example, "--format", "md", "--year", "2023").stdout
    some = run("status", "--data", example, "--format", "md", "--year", "2023", "--group", "city-party").stdout
    heading = "**III. Sông Công – Xây dựng Đảng**"
    assert heading in every
    assert heading in some
    assert "**I." not in some
