"""Commands in a folder with areas: each shows the figures that `status` shows, and names the area that it is about."""

import csv
import io

import pytest

from support.communes import AREAS as COMMUNES
from support.communes import write_communes
from support.folders import write_folder

TARGETS = """
[term]
name = "T"
baseline_year = 2024
first_year = 2025
last_year = 2030

[[indicator]]
id = "poor"
name = "Poor households"
unit = "households"
measure = "level"
areas = "commune"
roll_up = "sum"
target.at_most = 100
each.target.at_most = 50

[[indicator]]
id = "households"
name = "Households"
unit = "households"
measure = "level"
areas = "commune"
roll_up = "sum"

[[indicator]]
id = "online"
name = "Households online"
unit = "%"
measure = "level"
areas = "commune"
roll_up = { mean_by = "households" }

[[indicator]]
id = "rate"
name = "Poverty rate"
unit = "%"
measure = "level"
ratio = { of = "poor", to = "households", times = 100 }
target.at_most = 4
each.target.at_most = 4
"""
AREAS = """area,name,level,within,from,until,into,source
p,Tỉnh,province,,,,,
a,Xã A,commune,p,,,,
b,Xã B,commune,p,,2025-06-30,c:0.4 d:0.6,NQ 1
e,Xã E,commune,p,,2025-06-30,c,
c,Xã C,commune,p,2025-07-01,,,
d,Xã D,commune,p,2025-07-01,,,
"""
HEADER = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area\n"
FIGURES = {
    "2024": {"a": (80, 1000, 70), "b": (90, 1000, 60), "e": (70, 2000, 75)},
    "2025": {"a": (60, 1000, 72), "c": (70, 2400, 74), "d": (40, 600, 64)},
}
AS_OF = ("--year", "2025", "--as-of", "2026-02-01")


def make_rows():
    rows = []
    for year, areas in FIGURES.items():
        for area, values in areas.items():
            for indicator, value in zip(("poor", "households", "online"), values, strict=True):
                rows.append(f"{indicator},{year},{value},,final,,,{int(year) + 1}-01-15T09:00:00+07:00,lan,{area}\n")
    return "".join(rows)


@pytest.fixture
def province(tmp_path):
    folder = write_folder(tmp_path / "data", TARGETS, HEADER + make_rows())
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return folder


def read_status(run, folder, *options):
    done = run("status", *options, "--format", "csv", "--lang", "en", "--data", folder)
    assert done.returncode == 0, done.stderr
    return {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}


@pytest.mark.parametrize("text", [None, AREAS.splitlines()[0] + "\n"], ids=["no list", "empty list"])
def test_without_a_list_a_row_of_an_area_is_never_a_figure_of_the_whole(run, province, text):
    (province / "areas.csv").unlink()
    if text is not None:
        (province / "areas.csv").write_text(text, encoding="utf-8")
    for command in (("status",), ("show", "poor"), ("review",), ("add-result", "poor", "2025", "5", "--yes")):
        done = run(*command, "--lang", "en", "--data", province)
        assert (done.returncode, done.stdout) == (3, ""), command
        assert 'there is no area "a" in areas.csv' in done.stderr


def test_a_level_without_areas_is_found(run, province):
    (province / "areas.csv").unlink()
    (province / "results.csv").write_text(HEADER, encoding="utf-8")
    done = run("check", "--lang", "en", "--data", province)
    assert '[areas] poor: areas: no area has the level "commune"' in done.stdout
    assert "is kept and not read" not in done.stdout


def test_a_weighted_mean_is_shown_with_the_share_of_each_weight(run, province):
    done = run("show", "online", "--area", "c", *AS_OF, "--lang", "en", "--data", province)
    text = " ".join(done.stdout.split())
    assert "(60 × 1,000 × 0.4 (Xã B) + 75 × 2,000 (Xã E)) / 2,400 = ~ 72.5" in text


def test_log_names_the_area_of_each_row(run, province):
    words = ("--area", "c", "--yes", "--lang", "en", "--data", province)
    assert run("add-result", "poor", "2026", "66", *words).returncode == 0
    for style in ("table", "md"):
        done = run("log", "-n", "1", "--format", style, "--lang", "en", "--data", province)
        assert "poor 2026 (c): 66 (preliminary)" in done.stdout


def test_close_lists_what_status_says_is_missing(run, province):
    done = run("close", "2025", "--dry-run", "--lang", "en", "--data", province)
    assert "Not reported" not in done.stdout
    rows = [row for row in make_rows().splitlines(keepends=True) if ",2025," not in row or "households" not in row]
    (province / "results.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    done = run("close", "2025", "--dry-run", "--lang", "en", "--data", province)
    missing = [
        row["indicator"] for row in read_status(run, province, *AS_OF).values() if "not_reported" in row["flags"]
    ]
    assert f"Not reported for 2025: {len(missing)} ({', '.join(missing)})" in done.stdout


@pytest.mark.parametrize(
    ("indicator", "area", "before", "after"),
    [
        ("poor", "c", "before: 70 (2025) · pace 3.86", "after:  45 (2026) · ✔ Better than target (early)"),
        ("poor", "p", "before: 170 (2025) · ○ Not assessed", "after:  45 (2026) · ○ Not assessed (no term target)"),
        ("rate", "c", "before: 2.92 (2025)", "after:  45 (2026)"),
    ],
)  # fmt: skip
def test_a_recording_is_told_with_the_figures_of_status(run, province, indicator, area, before, after):
    words = ("--yes", "--lang", "en", "--data", province)
    scope = ("--area", area)
    told = run("add-result", indicator, "2026", "45", *scope, "--dry-run", *words)
    assert told.returncode == 0, told.stderr
    assert before in told.stdout
    assert after in told.stdout
    assert run("add-result", indicator, "2026", "45", *scope, *words).returncode == 0
    row = read_status(run, province, *scope, "--year", "2026")[indicator]
    assert (row["result"] if "result" in row else row["value"]) == "45"


def test_a_value_is_assumed_for_the_area_that_is_shown(run, province):
    options = ("--year", "2026", "--assume", "poor:2026=48")
    of_area = read_status(run, province, "--area", "c", *options)
    assert "assumed" in of_area["poor"]["flags"]
    whole = read_status(run, province, *options)
    assert "assumed" in whole["poor"]["flags"]
    for lang, text in (("en", "a value is assumed for one area"), ("vi", "chỉ giả định số liệu cho một địa bàn")):
        done = run("status", "--level", "commune", *options, "--lang", lang, "--data", province)
        assert (done.returncode, done.stdout) == (2, "")
        assert text in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words", "hint"),
    [
        (("show", "poor", "--by", "sex"), "poor has no parts by sex", "leave sex out, or write by = "),
        (("show", "trained", "--by", "sexx"), 'there is no dimension "sexx"', 'did you mean "sex"?'),
        (("show", "trained", "--part", "sex=x"), '"x" is not a value of sex', "known: female, male"),
        (("show", "rate", "--by", "sex"), "rate is not reported for sex=female", "it is computed of poor, households"),
        (("show", "revenue", "--area", "p-1"), "revenue is not reported for p-1", "leave --area out"),
        (("show", "poor", "--area", "to-1"), "by areas of the level commune", "tracker areas --level commune"),
        (("show", "trained", "--part", "age=old"), 'there is no dimension "age"', "known: sex"),
    ],
)
def test_a_part_or_area_that_an_indicator_does_not_have(run, tmp_path, arguments, words, hint):
    folder = write_communes(tmp_path / "data", f"{COMMUNES}to-1,Tổ 1,,hamlet,p-1,,,\n")
    done = run(*arguments, "--data", folder, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert hint in done.stderr
    assert run(*arguments, "--data", folder, "--lang", "vi").stderr.count("Gợi ý: ") == 1


def test_a_dimension_in_a_folder_without_any(run, tmp_path):
    folder = write_folder(tmp_path / "data", TARGETS)
    done = run("status", "--by", "sex", "--data", folder, "--lang", "en")
    assert done.returncode == 2
    assert "declare it as a [[dimension]] in targets.toml" in done.stderr


def test_show_lists_quarters_of_parts(run, tmp_path):
    folder = write_communes(tmp_path / "data", COMMUNES)
    for period, value in (("2024", "70"), ("2025-Q1", "20"), ("2025-Q2", "25")):
        done = run(
            "add-result", "trained", period, value, "--area", "p-1", "--part", "sex=female", "--yes", "--data", folder
        )
        assert done.returncode == 0, done.stderr
    done = run("show", "trained", "--area", "p-1", "--by", "sex", "--year", "2025", "--lang", "en", "--data", folder)
    assert "  Nữ: 70 (2024); 20 (Q1 2025); 25 (Q2 2025)\n" in done.stdout
