"""What commands say of an area that has ended: what it became, how to see its time, and that nothing is due from it."""

import csv
import io
from pathlib import Path

import pytest

from support.communes import TARGETS, write_communes
from support.process import Run

AREAS = """area,name.vi,name.en,level,within,from,until,into,source
x-cu,Xã Cũ,Old Commune,commune,,,2025-06-30,x-moi,
x-chia,Xã Chia,,commune,,,2025-06-30,x-moi:0.4 x-khac:0.6,NQ 1
x-het,Xã Hết,,commune,,,2024-12-31,,
x-moi,Xã Mới,New Commune,commune,,2025-07-01,,,
x-khac,Xã Khác,,commune,,,,,
"""
RESULTS = """indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area
poor,2024,7,,final,,,2025-01-10T00:00:00+07:00,lan,x-cu
poor,2025,8,,final,,,2026-01-10T00:00:00+07:00,lan,x-moi
"""
NOW = ("--as-of", "2026-02-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_communes(tmp_path / "data", AREAS, RESULTS, TARGETS)


@pytest.mark.parametrize("command", [("status",), ("review",), ("review", "--missing"), ("show", "poor")])
@pytest.mark.parametrize("style", ["table", "md"])
def test_every_view_says_what_the_area_became(run: Run, folder: Path, command: tuple[str, ...], style: str) -> None:
    done = run(*command, "--area", "x-cu", *NOW, "--format", style, "--lang", "en", "--data", folder)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.replace("\\", "").split())
    assert "Old Commune (x-cu) ended on 2025-06-30; it became part of New Commune (x-moi)." in text
    assert "To see its time, add --as-of 2025-06-30, and --territory then for larger areas." in text
    assert "no result for 2025" not in text.casefold()


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("x-chia", "Xã Chia (x-chia) ended on 2025-06-30; it became part of New Commune (x-moi, 40%), Xã Khác (x-khac, 60%)."),
        ("x-het", "Xã Hết (x-het) ended on 2024-12-31; areas.csv does not say what it became."),
    ],
)  # fmt: skip
def test_shares_and_areas_without_a_successor(run: Run, folder: Path, area: str, words: str) -> None:
    done = run("status", "--area", area, *NOW, "--format", "table", "--lang", "en", "--data", folder)
    assert words in done.stdout


@pytest.mark.parametrize("options", [("--as-of", "2025-06-30"), ("--year", "2024", *NOW)])
def test_nothing_is_said_of_the_time_of_the_area(run: Run, folder: Path, options: tuple[str, ...]) -> None:
    done = run("status", "--area", "x-cu", *options, "--format", "table", "--lang", "en", "--data", folder)
    assert "ended" not in done.stdout
    assert done.stdout.startswith("No result for 2024 yet: 3 indicators")


def test_nothing_is_due_from_an_area_after_its_end(run: Run, folder: Path) -> None:
    for area, expected in (("x-cu", 0), ("x-khac", 4)):
        done = run("status", "--area", area, *NOW, "--format", "csv", "--data", folder)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert sum("not_reported" in row["flags"] for row in rows) == expected


def test_a_report_names_no_options(run: Run, folder: Path, tmp_path: Path) -> None:
    done = run("report", "--area", "x-cu", *NOW, "-o", tmp_path / "r.md", "--lang", "vi", "--data", folder)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "Xã Cũ (x-cu) đã kết thúc hoạt động từ sau ngày 30/06/2025; nay thuộc Xã Mới (x-moi)." in text.replace(
        "\\", ""
    )
    assert "--as-of" not in text


@pytest.mark.parametrize(
    ("arguments", "is_asked"),
    [
        (("2026", "5", "--area", "x-cu"), True),
        (("2024", "5", "--area", "x-cu"), False),
        (("2024", "5", "--area", "x-moi"), True),
        (("2025-Q2", "5", "--area", "x-cu"), False),
        (("2025-Q3", "5", "--area", "x-cu"), True),
        (("2030", "<=5", "--kind", "target", "--area", "x-cu"), True),
        (("2023", "5", "--kind", "baseline", "--area", "x-moi"), False),
        (("2025", "5", "--kind", "baseline", "--area", "x-cu"), True),
    ],
)
def test_decide_asks_about_an_area_that_does_not_exist_then(
    run: Run, folder: Path, arguments: tuple[str, ...], is_asked: bool
) -> None:
    done = run("decide", "poor", *arguments, "--lang", "en", "--data", folder)
    assert done.returncode == (2 if is_asked else 0), done.stderr
    assert ("did not exist " in done.stderr) == is_asked
    assert (folder / "decisions.csv").exists() != is_asked
    if is_asked:
        assert run("decide", "poor", *arguments, "--yes", "--lang", "en", "--data", folder).returncode == 0


def test_a_plan_of_an_area_that_has_ended_may_be_abolished(run: Run, folder: Path) -> None:
    assert run("decide", "poor", "2026", "5", "--area", "x-cu", "--yes", "--data", folder).returncode == 0
    done = run("decide", "poor", "2026", "none", "--area", "x-cu", "--revise", "--lang", "en", "--data", folder)
    assert done.returncode == 0, done.stderr


def test_import_of_plans_asks_too(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Xã;Kế hoạch 2026\nXã Cũ;5\n", encoding="utf-8")
    options = ("--plans", "--indicator", "poor", "--lang", "en", "--data", folder)
    done = run("import", tmp_path / "p.csv", *options)
    assert done.returncode == 2
    assert '"x-cu" did not exist any more on 2026-12-31, the last day of 2026' in done.stderr
