"""Checks of the rows of areas: one finding for all areas of a level, with how many of how many, and the first of them."""

import re
from pathlib import Path

import pytest

from support.communes import TARGETS, list_communes, write_communes
from support.folders import HEADER
from support.process import Run

AMOUNT = TARGETS.replace('id = "poor"', 'id = "poor"\nsource = "NQ 1"').replace(
    'measure = "level"', 'measure = "total"', 1
)
BASE = f"{HEADER.strip()},area,sex\n"


def _make_rows(count: int, year: int, status: str = "final", source: str = "BC 1", *, parts: str = "") -> str:
    row = f"{{name}},{year},5,,{status},{source},,2026-01-20T00:00:00+07:00,lan,x-{{area:02d}},{parts}\n"
    name = "trained" if parts else "poor"
    return "".join(row.format(name=name, area=area) for area in range(1, count + 1))


def _check(run: Run, tmp_path: Path, rows: str, name: str, language: str = "en", targets: str = AMOUNT) -> list[str]:
    folder = write_communes(tmp_path / "data", list_communes(92), BASE + rows, targets)
    options = ("--only", name, "--as-of", "2026-11-27", "--lang", language, "--format", "text", "--data", folder)
    done = run("check", *options)
    assert done.returncode in (0, 1, 3), done.stderr
    return [line for line in done.stdout.splitlines() if re.search(rf"\[{name}\]", line)]


def test_sources_of_areas_are_one_finding(run: Run, tmp_path: Path) -> None:
    found = _check(run, tmp_path, _make_rows(92, 2024) + _make_rows(12, 2025, source=""), "sources")
    areas = [line for line in found if "results.csv" in line]
    assert len(areas) == 1, found
    assert "results.csv:94: " in areas[0]
    assert (
        "12 of 12 areas of the level commune: no source is given for the result of 2025 "
        "(x-01, x-02, x-03, x-04, x-05, …)"
    ) in areas[0]  # fmt: skip


def test_sources_of_some_of_the_areas(run: Run, tmp_path: Path) -> None:
    rows = _make_rows(92, 2024).replace("BC 1", "", 2)
    found = _check(run, tmp_path, rows, "sources", "vi")
    assert any(
        "2 trên 92 địa bàn cấp commune: kết quả kỳ 2024 không có nguồn" in line and "(x-01, x-02)" in line
        for line in found
    ), found


def test_parts_of_areas_and_of_the_whole(run: Run, tmp_path: Path) -> None:
    rows = _make_rows(3, 2024, source="", parts="female") + _make_rows(3, 2024, parts="male")
    rows += "trained,2024,5,,final,,,2026-01-20T00:00:00+07:00,lan,,female\n"
    found = [line for line in _check(run, tmp_path, rows, "sources") if "results.csv" in line]
    assert len(found) == 2
    assert "3 of 3 areas of the level commune: no source is given for the result of 2024 (x-01, x-02, x-03)" in found[0]
    assert "no source is given for the result of 2024 (sex=female)" in found[1]


@pytest.mark.parametrize(("year", "is_found"), [(2024, True), (2025, False)])
def test_estimates_of_areas_that_a_later_year_left_behind(run: Run, tmp_path: Path, year: int, is_found: bool) -> None:
    rows = _make_rows(90, year) + _make_rows(92, year, "estimate").split("\n", 90)[90]
    found = _check(run, tmp_path, rows, "not-final")
    words = f"2 of 92 areas of the level commune: still an estimate: the result of {year} (x-91, x-92)"
    assert any(words in line for line in found) == is_found


def test_missing_years_of_areas_that_existed(run: Run, tmp_path: Path) -> None:
    """The communes begin in July 2025: nothing is missing before, and nothing after their last result."""
    rows = _make_rows(92, 2027) + _make_rows(80, 2025) + _make_rows(92, 2026)
    folder = write_communes(tmp_path / "data", list_communes(92), BASE + rows, AMOUNT)
    options = (
        "--only",
        "missing-years",
        "--as-of",
        "2028-02-01",
        "--format",
        "text",
        "--lang",
        "en",
        "--data",
        folder,
    )
    done = run("check", *options)
    assert done.stdout.count("[missing-years]") == 1, done.stdout
    assert (
        "12 of 92 areas of the level commune: there is no result for 2025 (x-81, x-82, x-83, x-84, x-85, …)"
        in done.stdout
    )


def test_an_exception_accepts_what_all_areas_lack(run: Run, tmp_path: Path) -> None:
    targets = AMOUNT.replace(
        'id = "poor"', 'id = "poor"\nexcept = [{ check = "sources", year = 2025, reason = "tự nêu" }]'
    )
    found = _check(
        run, tmp_path, _make_rows(9, 2024, source="") + _make_rows(9, 2025, source=""), "sources", targets=targets
    )
    assert [line for line in found if "result of 2025" in line] == []
    assert len([line for line in found if "result of 2024" in line]) == 1


def test_a_finding_about_a_row_of_an_area_names_the_area(run: Run, tmp_path: Path) -> None:
    rows = _make_rows(1, 2024) + _make_rows(1, 2025).replace(",5,", ",50,")
    found = _check(run, tmp_path, rows, "ten-times")
    assert len(found) == 1
    assert "value: x-01: 50 is about 10 times" in found[0]


DECISIONS = "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
AREAS = """area,name,level,within,from,until,into
t,Tỉnh T,province,,,,
x-01,Xã Một,commune,t,,,
x-02,Xã Hai,commune,t,,,
y-01,Xã Ba,commune,,,,
"""


@pytest.mark.parametrize("is_summed", [False, True])
def test_what_a_larger_area_promised_is_compared_with_what_its_areas_are_to_reach(
    run: Run, tmp_path: Path, is_summed: bool
) -> None:
    targets = AMOUNT.replace(
        'roll_up = "sum"', 'roll_up = "sum"\ndirection = "decrease"' + '\ntarget = "sum"' * is_summed, 1
    )
    folder = write_communes(tmp_path / "data", AREAS, BASE, targets)
    rows = [("t", "target", 150), ("t", "plan", 10), ("", "target", 290), ("x-01", "target", 120), ("y-01", "plan", 9)]
    decisions = folder / "decisions.csv"
    stamp = "2026-01-10,QĐ 1,,2026-01-10T00:00:00+07:00,lan\n"
    lines = [f"poor,{area},{kind},2030,<={value},{stamp}" for area, kind, value in rows]
    decisions.write_text(DECISIONS + "".join(lines), encoding="utf-8")
    done = run("check", "--only", "handed-down", "--as-of", "2026-11-27", "--lang", "en", "--data", folder)
    assert re.findall(r"(decisions.csv:\d+): .*\] (.*)", done.stdout) == [
        ("decisions.csv:2", "poor: value: t: 150 was promised, but what the areas are to reach adds up to 220"),
        ("decisions.csv:4", "poor: value: 290 was promised, but what the areas are to reach adds up to 320"),
    ], done.stdout + done.stderr
