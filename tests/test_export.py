"""`tracker export`: read back by frictionless and pysdmx, each figure is that of the journal; written whole or not at all."""

import csv
import json
import os
import re
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.exported import (
    QUALIFIERS,
    STATUSES,
    read_codes,
    read_csv,
    read_effective,
    read_package,
    read_sdmx_rows,
    to_number,
)
from support.folders import DATA, GOLDEN, ROOT, write_folder
from support.hidden import find_secrets, write_secret_folder
from support.inside import run_tracker
from tracker.cli import export as cli_export

PROVINCE = ROOT / "tests" / "province"
VIETNAM = ROOT / "examples" / "vietnam-2021-2025"
SCOPES = {DATA: (), VIETNAM: (), PROVINCE: ("area", "sex")}
AS_OF = ("--as-of", "2027-01-20")
FISCAL = """
    [term]
    name.vi = "Kế hoạch"
    first_year = 2021
    last_year = 2025
    language = "vi"
    year_begins = "07"
    [[dimension]]
    id = "time-period"
    values = { "0-x" = "Không", b = { en = "B", vi = "Bê" } }
    [[group]]
    id = "Nhóm A"
    name = "Nhóm"
    [[indicator]]
    id = "built"
    group = "Nhóm A"
    name = "Trường đạt chuẩn"
    measure = "milestone"
    target = "yes"
    plan = { 2023 = "yes" }
    [[indicator]]
    id = "growth"
    name.en = "Growth"
    unit = "%/năm"
    decimals = 1
    measure = "growth_rate"
    target.between = [5, 7]
    plan = { 2021 = [5, 6], 2022 = { at_least = 4.50, note = "n" }, "2023-Q1" = 3, 2024 = { value = 4, qualifier = "~" } }
    by = ["time-period"]
    [[indicator]]
    id = "planned"
    name = "Planned"
    measure = "total"
    target = "plan"
    direction = "increase"
    plan = { 2021 = 5, 2022 = 6 }
    extra = { sdg = ["1.2", "3 b"], level = 2.50, done = true }
    [[indicator]]
    id = "direction"
    name = "Direction"
    unit = { en = "% a year" }
    measure = "level"
    target = "increase"
    baseline = { value = 4.50, status = "estimate", source = "S" }
"""
FISCAL_RESULTS = """indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,time-period
built,2022,no,,final,,,2023-08-01,lan,
built,2023,yes,,final,S,,2024-08-01,lan,
growth,2021,5.50,<,final,"a ""b"", c
d",=1+1,2022-08-01,lan,
growth,2021,5.500,,final,,,2022-08-01,lan,0-x
growth,2022-09,1.0,,preliminary,,,2022-10-01,lan,
growth,2022-Q1,-0.5,~,estimate,,,2022-10-01,lan,
growth,2022-S1,-0.25,>,estimate,,,2023-01-01,lan,
growth,2022-M01,12345678901234567890.123456789,,estimate,,,2023-01-01,lan,
growth,2025,9,,forecast,,,2022-10-01,lan,
direction,2021,7,,final,,,2022-10-01,lan,
direction,2021,,,withdrawn,,,2022-11-01,lan,
"""


def export(to: str, data: Path, path: Path, *options: str):
    done = run_tracker("export", "--to", to, "--data", data, "-o", path, *options, cwd=data)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return path


def check_package(path: Path, data: Path, scopes: tuple[str, ...]) -> dict[str, list[dict[str, object]]]:
    """The recorded results are the effective rows of the journal, cell by cell, as text and as frictionless reads them."""
    effective = read_effective(data, scopes)
    tables = read_package(path)
    typed = [row for row in tables["results"] if row["origin"] == "recorded"]
    plain = [row for row in read_csv(path / "results.csv") if row["origin"] == "recorded"]
    assert len(plain) == len(typed) == len(effective)
    for text, row in zip(plain, typed, strict=True):
        stated = effective[(text["indicator"], text["period"], *(text[name] for name in scopes))]
        assert text["value"] + text["yes_no"] == stated["value"]
        for name in ("qualifier", "status", "source", "note"):
            assert text[name] == stated[name]
        assert text["recorded_on"] == stated["recorded_at"][:10]
        number = row["value"] if row["yes_no"] is None else Decimal(bool(row["yes_no"]))
        assert number == to_number(stated["value"])
    return tables


def check_sdmx(path: Path, data: Path, scopes: dict[str, str]) -> list[dict[str, str]]:
    """The results are the effective rows of the journal; `scopes` has the dimension of each column."""
    effective = read_effective(data, tuple(scopes))
    rows = read_sdmx_rows(path)
    plain = read_csv(path / "data.csv")
    assert len(rows) == len(plain)
    for read, text in zip(rows, plain, strict=True):
        assert {name: read[name] for name in ("INDICATOR", "VALUE_TYPE", "TIME_PERIOD")} == {
            name: text[name] for name in ("INDICATOR", "VALUE_TYPE", "TIME_PERIOD")
        }
        if text["OBS_VALUE"]:
            assert float(read["OBS_VALUE"]) == float(text["OBS_VALUE"])
    results = [row for row in plain if row["VALUE_TYPE"] == "RESULT"]
    assert len(results) == len(effective)
    by_key = {_find_period_key(key, data): row for key, row in effective.items()}
    for row in results:
        stated = by_key[
            (row["INDICATOR"], row["TRANSFORMATION"], row["TIME_PERIOD"], *(row[name] for name in scopes.values()))
        ]
        assert to_number(row["OBS_VALUE"]) == to_number(stated["value"])
        assert row["OBS_STATUS"] == STATUSES[stated["status"]]
        assert row["QUALIFIER"] == QUALIFIERS[stated["qualifier"]]
        assert (row["SOURCE"], row["COMMENT_OBS"]) == (stated["source"], stated["note"])
    return plain


def _find_period_key(key: tuple[str, ...], data: Path) -> tuple[str, ...]:
    """The key of a journal's row as SDMX writes it: the year to 2022-09 of a year from July is its third month."""
    indicator, period, *scope = key
    begins = 7 if 'year_begins = "07"' in (data / "targets.toml").read_text(encoding="utf-8") else 1
    match = re.fullmatch(r"(\d{4})-(\d\d)", period)
    if match:
        year, month = divmod(12 * int(match[1]) + int(match[2]) - begins, 12)
        return (indicator, "YTD", f"{year}-M{month + 1:02d}", *scope)
    return (indicator, "N", f"{period}-A1" if begins > 1 and len(period) == 4 else period, *scope)


@pytest.mark.parametrize("data", SCOPES, ids=lambda path: path.name)
def test_the_examples_have_the_figures_of_their_journals(tmp_path, data):
    scopes = SCOPES[data]
    tables = check_package(export("datapackage", data, tmp_path / "a", *AS_OF), data, scopes)
    assert [row["indicator"] for row in tables["indicators"]] == re.findall(
        r'^\[\[indicator\]\]\nid = "(.+)"', (data / "targets.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    rows = check_sdmx(
        export("sdmx-csv", data, tmp_path / "b", *AS_OF),
        data,
        {name: "REF_AREA" if name == "area" else name.upper() for name in scopes},
    )
    in_force = [row for row in tables["plans"] if row["in_force"] and row["bound"] != "none"]
    assert len([row for row in rows if row["VALUE_TYPE"] == "PLAN"]) == len(in_force)
    computed = [row for row in tables["results"] if row["origin"] == "computed"]
    assert len([row for row in rows if row["VALUE_TYPE"] == "COMPUTED"]) == len(computed)
    assert bool(computed) == (data == PROVINCE)


def test_the_status_and_computed_figures_are_those_of_the_program(tmp_path):
    path = export("datapackage", PROVINCE, tmp_path / "a", *AS_OF, "--year", "2025")
    rows = {(row["indicator"], row["area"]): row for row in read_csv(path / "assessments.csv") if row["sex"] == "_T"}
    done = run_tracker(
        "status", "--data", PROVINCE, "--level", "commune", "--year", "2025", *AS_OF, "--format", "csv", cwd=tmp_path
    )
    shown = list(csv.DictReader(done.stdout.splitlines()))
    assert shown
    for row in shown:
        exported = rows[row["indicator"], row["area"]]
        for name in ("status", "reason", "flags", "term_value", "progress", "pace", "required", "baseline"):
            assert exported[name] == row[name], (row["indicator"], row["area"], name)
        assert exported["value"] + exported["yes_no"] == row["value"]
        assert exported["value_year"] == row["year"]
    rates = {row["period"]: row for row in read_csv(path / "results.csv")
             if (row["indicator"], row["area"], row["sex"]) == ("poverty-rate", "_T", "_T")}  # fmt: skip
    assert {row["origin"] for row in rates.values()} == {"computed"}
    assert rates["2025"]["value"] == next(
        row["value"] for (name, area), row in rows.items() if (name, area) == ("poverty-rate", "_T")
    )


def test_fiscal_years_parts_of_years_and_milestones(tmp_path):
    data = write_folder(tmp_path / "data", FISCAL, FISCAL_RESULTS)
    options = ("--as-of", "2025-09-01", "--lang", "en")
    tables = check_package(export("datapackage", data, tmp_path / "a", *options), data, ("time-period",))
    days = {
        row["period"]: (row["first_day"], row["last_day"], row["frequency"], row["to_date"])
        for row in tables["results"]
    }
    assert days["2021"] == (date(2021, 7, 1), date(2022, 6, 30), "A", False)
    assert days["2022-Q1"] == (date(2022, 7, 1), date(2022, 9, 30), "Q", False)
    assert days["2022-09"] == (date(2022, 7, 1), date(2022, 9, 30), "M", True)
    assert days["2022-M01"] == (date(2022, 7, 1), date(2022, 7, 31), "M", False)
    assert [row["yes_no"] for row in tables["results"] if row["indicator"] == "built"] == [False, True]
    own = {name: value for name, value in tables["indicators"][2].items() if name.startswith("extra.")}
    assert own == {"extra.sdg": "1.2; 3 b", "extra.level": "2.50", "extra.done": "yes"}
    rows = check_sdmx(export("sdmx-csv", data, tmp_path / "b", *options), data, {"time-period": "DIM_TIME_PERIOD"})
    set_rows = [(row["INDICATOR"], row["VALUE_TYPE"], row["TIME_PERIOD"], row["OBS_VALUE"], row["BOUND"], row["QUALIFIER"])
                for row in rows if row["VALUE_TYPE"] != "RESULT"]  # fmt: skip
    assert set_rows == [
        ("built", "TARGET", "2025-A1", "1", "YES", ""),
        ("built", "PLAN", "2023-A1", "1", "", ""),
        ("growth", "TARGET", "2025-A1", "5", "BETWEEN", ""),
        ("growth", "TARGET_HIGH", "2025-A1", "7", "BETWEEN", ""),
        ("growth", "PLAN", "2021-A1", "5", "BETWEEN", ""),
        ("growth", "PLAN_HIGH", "2021-A1", "6", "BETWEEN", ""),
        ("growth", "PLAN", "2022-A1", "4.50", "AT_LEAST", ""),
        ("growth", "PLAN", "2023-Q1", "3", "", ""),
        ("growth", "PLAN", "2024-A1", "4", "", "AP"),
        ("planned", "TARGET", "2025-A1", "", "PLAN", ""),
        ("planned", "PLAN", "2021-A1", "5", "", ""),
        ("planned", "PLAN", "2022-A1", "6", "", ""),
        ("direction", "TARGET", "2025-A1", "", "INCREASE", ""),
        ("direction", "BASELINE", "2020-A1", "4.50", "", ""),
    ]
    assert {row["REPORTING_YEAR_START_DAY"] for row in rows} == {"--07-01"}
    assert {row["UNIT_MEASURE"] for row in rows} == {"", "YES_NO", "PCT_NAM", "PCT_A_YEAR"}
    assert read_codes(tmp_path / "b", "CL_DIM_TIME_PERIOD").keys() == {"_T", "0-x", "b"}


def test_every_version_of_what_was_decided(tmp_path):
    tables = read_package(export("datapackage", VIETNAM, tmp_path / "a", *AS_OF))
    changed = [row for row in tables["plans"] if row["version"] > 1]
    assert changed
    assert all(row["decided_on"] for row in changed)
    for row in changed:
        same = [
            each for each in tables["plans"] if (each["indicator"], each["period"]) == (row["indicator"], row["period"])
        ]
        assert [each["in_force"] for each in same] == [False] * (len(same) - 1) + [True]
    before = read_package(export("datapackage", VIETNAM, tmp_path / "b", "--as-of", "2021-12-01"))
    assert len(before["results"]) < len(tables["results"])
    assert all(row["decided_on"] is None or row["decided_on"] <= date(2021, 12, 1) for row in before["plans"])


GOLDENS = [("datapackage", "vi"), ("datapackage", "en"), ("sdmx-csv", "vi")]


@pytest.mark.parametrize(("standard", "language"), GOLDENS)
def test_golden(tmp_path, standard, language):
    path = export(standard, PROVINCE, tmp_path / "a", *AS_OF, "--lang", language)
    approved = GOLDEN / "export" / f"{standard}-{language}"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(approved, ignore_errors=True)
        shutil.copytree(path, approved)
    assert sorted(file.name for file in path.iterdir()) == sorted(file.name for file in approved.iterdir())
    for file in approved.iterdir():
        assert (path / file.name).read_bytes() == file.read_bytes(), file.name


def test_the_same_bytes_on_any_day_and_in_a_zip_file(tmp_path):
    for name, day in (("a", "2027-01-20"), ("b", "2027-02-20")):
        export("datapackage", DATA, tmp_path / name, "--as-of", day, "--year", "2025")
    names = [file.name for file in (tmp_path / "a").iterdir()]
    for name in names:
        if name not in ("datapackage.json", "export.json"):  # they have the day that was named
            assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    for name in ("a.zip", "b.zip"):
        export("datapackage", DATA, tmp_path / name, *AS_OF, "--year", "2025")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()
        }


def test_options_choose_what_is_exported(tmp_path):
    tables = read_package(
        export("datapackage", PROVINCE, tmp_path / "a", *AS_OF, "--area", "x-dai-tu", "--group", "society")
    )
    assert {row["area"] for row in tables["results"]} == {"x-dai-tu"}
    assert {row["group"] for row in tables["indicators"]} == {"society"}
    assert len(tables["groups"]) == 1
    tables = read_package(export("datapackage", PROVINCE, tmp_path / "b", *AS_OF, "--level", "commune"))
    assert "_T" not in {row["area"] for row in tables["results"]}
    assert {row["area"] for row in tables["assessments"]} == {"x-cho-moi", "p-song-cong", "p-bach-quang", "x-dai-tu"}
    done = run_tracker("export", "--to", "sdmx-csv", "--agency", "a b", "-o", "c", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert "no id of an agency" in done.stderr


@pytest.mark.parametrize("standard", ["datapackage", "sdmx-csv"])
def test_nothing_hidden_is_in_any_byte(tmp_path, standard):
    data = write_secret_folder(tmp_path / "data")
    for path in (tmp_path / "a", tmp_path / "a.zip"):
        export(standard, data, path, "--year", "2023")
    for file in (*(tmp_path / "a").iterdir(), tmp_path / "a.zip"):
        assert find_secrets(file.read_bytes()) == set(), file.name
    rows = read_package(tmp_path / "a")["results"] if standard == "datapackage" else read_sdmx_rows(tmp_path / "a")
    assert {row.get("indicator") or row.get("INDICATOR") for row in rows} == {"whole", "rate", "mean", "reached"}
    (tmp_path / "data" / "targets.toml").write_text(
        (data / "targets.toml").read_text(encoding="utf-8").replace("public = false", ""), encoding="utf-8"
    )
    export(standard, data, tmp_path / "b", "--year", "2023")
    shown = {secret for file in (tmp_path / "b").iterdir() for secret in find_secrets(file.read_bytes())}
    assert len(shown) > 12, shown


# What may be replaced


@pytest.fixture
def small(tmp_path):
    return write_folder(tmp_path / "data", FISCAL, FISCAL_RESULTS)


def refuse(data: Path, path: Path, *options: str, code: int = 2) -> str:
    before = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    done = run_tracker(
        "export", "--to", "datapackage", "--data", data, "-o", path, "--lang", "en", *options, cwd=path.parent
    )
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()} == before
    return done.stderr


def test_only_an_earlier_export_that_nobody_edited_is_replaced(small, tmp_path):
    path = export("datapackage", small, tmp_path / "deep" / "er" / "out")
    first = {file.name: file.read_bytes() for file in path.iterdir()}
    export("sdmx-csv", small, path)
    assert {file.name for file in path.iterdir()} == {"data.csv", "structure.xml", "export.json"}
    export("datapackage", small, path)
    assert {file.name: file.read_bytes() for file in path.iterdir()} == first
    assert [file.name for file in path.parent.iterdir()] == ["out"]
    (path / "results.csv").write_bytes(b"edited")
    assert "files were edited (results.csv)" in refuse(small, path)
    export("datapackage", small, path, "--yes")
    assert (path / "results.csv").read_bytes() == first["results.csv"]
    (path / "mine").mkdir()
    assert "that are of no export (mine/)" in refuse(small, path, "--yes")
    (path / "mine").rmdir()
    (path / "mine.txt").write_text("mine", encoding="utf-8")
    assert "that are of no export (mine.txt)" in refuse(small, path, "--yes")
    (path / "mine.txt").unlink()
    (path / "export.json").write_text("[[[[", encoding="utf-8")
    assert "that are of no export" in refuse(small, path, "--yes")


def test_tracker_folders_files_and_the_current_folder_are_never_replaced(small, tmp_path):
    assert "is a tracker folder" in refuse(small, small, "--yes")
    (small / "closed").mkdir()
    assert "is a tracker folder" in refuse(small, small / "closed", "--yes")
    other = shutil.copytree(small, tmp_path / "other")
    assert "is a tracker folder" in refuse(small, other, "--yes")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "is a file, not a folder" in refuse(small, tmp_path / "file", "--yes")
    for name in ("a.zip", "b.zip"):
        (tmp_path / name).write_bytes(b"mine")
        assert "that are of no export" in refuse(small, tmp_path / name, "--yes")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("mine.txt", "mine")
    assert "that are of no export (mine.txt)" in refuse(small, tmp_path / "a.zip", "--yes")
    for name in ("", "-"):
        done = run_tracker("export", "--to", "datapackage", "--data", small, "-o", name, "--lang", "en", cwd=tmp_path)
        assert done.returncode == 2
        assert "needs the name of a folder" in done.stderr
    (tmp_path / "here").mkdir()
    done = run_tracker(
        "export", "--to", "datapackage", "--data", small, "-o", ".", "--lang", "en", cwd=tmp_path / "here"
    )
    assert done.returncode == 2
    assert "is the current folder" in done.stderr


def test_a_folder_that_cannot_be_replaced_stays(small, tmp_path, monkeypatch):
    path = export("datapackage", small, tmp_path / "out", "--as-of", "2025-09-01")
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    real = os.rename

    def fail(source, target):
        if os.path.basename(target) == "out" and not os.path.exists(os.path.join(source, "mine.txt")) and fail.active:
            fail.active = False
            raise OSError(28, "No space left on device")
        real(source, target)

    fail.active = True
    monkeypatch.setattr("tracker.cli.new_folder.os.rename", fail)
    done = run_tracker("export", "--to", "datapackage", "--data", small, "-o", path, cwd=tmp_path)
    assert done.returncode == 3
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["data", "out"]


def test_a_file_that_is_added_meanwhile_is_not_lost(small, tmp_path, monkeypatch):
    path = export("datapackage", small, tmp_path / "out")
    real = cli_export._build_files

    def build(content, request):
        (path / "mine.txt").write_text("mine", encoding="utf-8")
        return real(content, request)

    monkeypatch.setattr(cli_export, "_build_files", build)
    done = run_tracker("export", "--to", "datapackage", "--data", small, "-o", path, "--lang", "en", cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "was changed meanwhile" in done.stderr
    assert (path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (path / "datapackage.json").exists()


# Random folders

_PERIODS = ("2021", "2022", "2023", "2022-06", "2022-Q1", "2022-S2", "2022-M12")
_TEXTS = st.sampled_from(["", "", "x", 'a "b"', "c,d", "e\nf", "=1+1", "Nguồn số liệu", "\N{NO-BREAK SPACE}y", "<z>&"])
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two", "done"]),
        st.sampled_from(_PERIODS),
        st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False),
        st.sampled_from(["", "", "<", ">", "~"]),
        st.sampled_from(["final", "preliminary", "estimate", "forecast", "withdrawn"]),
        _TEXTS,
        _TEXTS,
        st.sampled_from(["", "a", "b"]),
        st.sampled_from(["", "p", "q"]),
    ),
    max_size=25,
)
_RANDOM = """
    [term]
    name = "T"
    first_year = 2021
    last_year = 2023
    [[dimension]]
    id = "dim"
    values = {{ p = "P", q = "Q" }}
    [[indicator]]
    id = "one"
    name = "One & <only>"
    measure = "level"
    areas = "commune"
    roll_up = "{rule}"
    by = ["dim"]
    each.target.at_most = 5
    [[indicator]]
    id = "two"
    name = "Two"
    measure = "total"
    target.at_least = 5.50
    areas = "commune"
    roll_up = "sum"
    by = ["dim"]
    [[indicator]]
    id = "done"
    parent = "two"
    name = "Done"
    measure = "milestone"
    target = "yes"
    by = ["dim"]
    areas = "commune"
    [[indicator]]
    id = "rate"
    name = "Rate"
    measure = "level"
    ratio = {{ of = "one", to = "two", times = 100 }}
"""


def _write_random(folder: Path, rows, rule: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    write_folder(folder, _RANDOM.format(rule=rule))
    (folder / "areas.csv").write_text(
        "area,name,level,within,from,until,into\na,A,commune,,,,\nb,B,commune,,,,\n", encoding="utf-8"
    )
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            [
                "indicator",
                "period",
                "value",
                "qualifier",
                "status",
                "source",
                "note",
                "recorded_at",
                "recorded_by",
                "area",
                "dim",
            ]
        )
        for indicator, period, number, qualifier, status, source, note, area, part in rows:
            is_milestone = indicator == "done"
            value = ("yes" if number > 0 else "no") if is_milestone else f"{number:f}"
            withdrawn = status == "withdrawn"
            writer.writerow([
                indicator, period[:4] if is_milestone else period, "" if withdrawn else value,
                "" if withdrawn or is_milestone else qualifier, status, source, note, "2024-01-02", "lan", area, part,
            ])  # fmt: skip


@draw_settings(4)
@given(_ROWS, st.sampled_from(["sum", "max", "none"]))
def test_random_folders_have_the_figures_of_their_journals(tmp_path_factory, rows, rule):
    here = tmp_path_factory.mktemp("random")
    data = here / "data"
    _write_random(data, rows, rule)
    options = ("--as-of", "2024-06-30")
    check_package(export("datapackage", data, here / "a", *options), data, ("area", "dim"))
    check_sdmx(export("sdmx-csv", data, here / "b", *options), data, {"area": "REF_AREA", "dim": "DIM"})


def test_the_descriptor_says_what_a_reader_needs(tmp_path):
    path = export("datapackage", PROVINCE, tmp_path / "a", *AS_OF, "--lang", "en")
    package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["title"] == "Socio-economic development plan 2024–2030"
    assert package["created"] == "2027-01-20T00:00:00Z"
    assert "licenses" not in package
    assert {"title": "QĐ 12/QĐ-UBND"} in package["sources"]
    results = next(each for each in package["resources"] if each["name"] == "results")
    assert results["schema"]["primaryKey"] == ["indicator", "period", "area", "origin", "sex"]
    assert {key["reference"]["resource"] for key in results["schema"]["foreignKeys"]} == {"indicators", "areas"}
    fields = {field["name"]: field for field in results["schema"]["fields"]}
    assert fields["value"]["unit"] == "indicator"
    assert fields["sex"]["constraints"]["enum"] == ["_T", "female", "male"]
    assert all(field.get("description") or field.get("title") for field in fields.values())
