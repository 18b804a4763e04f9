"""What is shown of areas, parts and periods: whole outputs over the folder `province`, to be read by people."""

import csv
import io
import os
import re
import shutil

import pytest

from support.folders import LANGUAGES, TESTS
from support.process import run_at_terminal

FOLDER = TESTS / "province"
DAY = ("--as-of", "2027-01-20")
BEFORE = ("--as-of", "2025-03-31", "--year", "2024", "--area", "Thái Nguyên")
"""The province before it was merged."""
LATER = ("--as-of", "2027-01-20", "--year", "2024", "--area", "Thái Nguyên")

SCREENS = {
    "area.{lang}.txt": ("status", "--area", "Chợ Mới", *DAY, "--format", "table"),
    "area.{lang}.md": ("status", "--area", "Chợ Mới", *DAY, "--format", "md"),
    "area.{lang}.csv": ("status", "--area", "Chợ Mới", *DAY),
    "level.{lang}.txt": ("status", "--level", "commune", *DAY, "--format", "table"),
    "level.{lang}.md": ("status", "--level", "commune", *DAY, "--format", "md"),
    "level.{lang}.csv": ("status", "--level", "commune", *DAY),
    "level.{lang}.json": ("status", "--level", "commune", *DAY, "--format", "json"),
    "sex.{lang}.txt": ("status", "--by", "sex", *DAY, "--format", "table"),
    "sex.{lang}.md": ("status", "--by", "sex", *DAY, "--format", "md"),
    "sex.{lang}.csv": ("status", "--by", "sex", *DAY),
    "quarter.{lang}.txt": ("status", "--period", "2026-Q4", "--area", "Thái Nguyên", *DAY, "--format", "table"),
    "quarter.{lang}.md": ("status", "--period", "2026-Q4", "--area", "Thái Nguyên", *DAY, "--format", "md"),
    "quarter.{lang}.csv": ("status", "--period", "2026-Q2", *DAY),
    "then.{lang}.txt": ("status", "--territory", "then", *LATER, "--format", "table"),
    "today.{lang}.txt": ("status", "--territory", "today", *LATER, "--format", "table"),
    "review-level.{lang}.txt": ("review", "--level", "commune", *DAY, "--format", "table"),
    "review-level.{lang}.md": ("review", "--level", "commune", *DAY, "--format", "md"),
    "review-level.{lang}.csv": ("review", "--level", "commune", *DAY, "--format", "csv"),
    "review-level.{lang}.json": ("review", "--level", "commune", *DAY, "--format", "json"),
    "review-area.{lang}.txt": ("review", "--area", "Đại Từ", *DAY, "--format", "table"),
    "show-sex.{lang}.txt": ("show", "trained-workers", "--by", "sex", *DAY),
    "show-sex.{lang}.csv": ("show", "trained-workers", "--by", "sex", *DAY, "--format", "csv"),
    "show-merged.{lang}.txt": ("show", "poor-households", "--area", "Thái Nguyên", *DAY),
    "show-merged.{lang}.json": ("show", "poor-households", "--area", "Thái Nguyên", *DAY, "--format", "json"),
    "show-divided.{lang}.txt": ("show", "clean-water", "--area", "Sông Công", *DAY),
    "show-quarters.{lang}.txt": ("show", "new-jobs", *DAY),
    "show-count.{lang}.md": ("show", "communes-reaching", *DAY, "--format", "md"),
}
"""Each approved output in the folder `province` with the arguments that make it; UPDATE_EXPECTED=1 writes them anew."""

TERMINALS = {
    "screen-area.{lang}.txt": SCREENS["area.{lang}.txt"],
    "screen-level.{lang}.txt": SCREENS["level.{lang}.txt"],
    "screen-sex.{lang}.txt": SCREENS["sex.{lang}.txt"],
    "screen-quarter.{lang}.txt": SCREENS["quarter.{lang}.txt"],
    "screen-review.{lang}.txt": SCREENS["review-level.{lang}.txt"],
    "screen-show.{lang}.txt": SCREENS["show-sex.{lang}.txt"],
}
"""The same at a terminal of 80 columns."""


def check_approved(name, text):
    path = FOLDER / name
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(text, encoding="utf-8", newline="")
    with open(path, encoding="utf-8", newline="") as file:
        assert text == file.read()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_a_view_is_shown_as_approved(run, name, lang):
    done = run(*SCREENS[name], "--data", FOLDER, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    check_approved(name.format(lang=lang), done.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TERMINALS)
def test_a_terminal_of_80_columns_shows_it_as_approved(name, lang):
    shown = run_at_terminal(*TERMINALS[name], "--data", str(FOLDER), "--lang", lang, NO_COLOR="1")
    plain = re.sub(r"\x1b\[\d+m", "", shown)
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    check_approved(name.format(lang=lang), plain)


def read_values(run, *arguments):
    done = run("status", *arguments, "--format", "csv", "--lang", "en", "--data", FOLDER)
    assert (done.returncode, done.stderr) == (0, "")
    return {row["indicator"]: row["qualifier"] + row["value"] for row in csv.DictReader(io.StringIO(done.stdout))}


def test_the_page_before_the_merger_is_the_same_later(run):
    """The figures as they were reported in 2025, asked for in 2025 and in 2027."""
    before = read_values(run, "--territory", "then", *BEFORE)
    assert before == read_values(run, "--territory", "then", *LATER)
    assert before == read_values(run, "--territory", "today", *BEFORE)
    poor, of_bac_kan = 20 + 50 + 15 + 60, 90 + 70
    assert before["poor-households"] == str(poor)
    assert read_values(run, "--territory", "today", *LATER)["poor-households"] == str(poor + of_bac_kan)


def test_a_year_made_of_quarters_counts_the_areas_of_its_quarters(run):
    done = run("status", "--format", "csv", *DAY, "--data", FOLDER)
    row = next(row for row in csv.DictReader(io.StringIO(done.stdout)) if row["indicator"] == "new-jobs")
    assert (row["value"], row["qualifier"], row["areas_reported"], row["areas_expected"]) == ("467", ">", "3", "4")


def test_the_quarters_of_areas_that_were_merged_in_the_year_make_the_year(run, tmp_path):
    """Two quarters of the areas before, two of those after: every month is there, though no area reported them all."""
    shutil.copytree(FOLDER, tmp_path / "data")
    rows = "".join(
        f"new-jobs,2025-{quarter},{value},,final,,,2026-01-16T09:00:00+07:00,lan,{area},\n"
        for quarter, figures in {
            "Q1": {"p-mo-che": 1, "p-luong-son": 10, "p-bai-bong": 3, "x-cho-moi": 4, "x-yen-cu": 5, "x-dai-tu": 6},
            "Q2": {"p-mo-che": 2, "p-luong-son": 20, "p-bai-bong": 4, "x-cho-moi": 5, "x-yen-cu": 6, "x-dai-tu": 7},
            "Q3": {"p-song-cong": 50, "p-bach-quang": 40, "x-cho-moi": 30, "x-dai-tu": 8},
            "Q4": {"p-song-cong": 60, "p-bach-quang": 45, "x-cho-moi": 35, "x-dai-tu": 9},
        }.items()
        for area, value in figures.items()
    )
    journal = tmp_path / "data" / "results.csv"
    others = [
        line for line in journal.read_text(encoding="utf-8").splitlines(keepends=True) if "new-jobs,2025" not in line
    ]
    journal.write_text("".join(others) + rows, encoding="utf-8")
    seen = {}
    for area in ((), ("--area", "p-song-cong"), ("--area", "x-dai-tu")):
        done = run("status", "--format", "csv", "--year", "2025", *DAY, *area, "--data", tmp_path / "data")
        row = next(row for row in csv.DictReader(io.StringIO(done.stdout)) if row["indicator"] == "new-jobs")
        seen[area[-1] if area else ""] = row["qualifier"] + row["value"]
    whole = 29 + 44 + 128 + 149
    assert seen == {"": str(whole), "p-song-cong": f"~{1 + 6 + 2 + 12 + 50 + 60}", "x-dai-tu": "30"}


def test_an_indicator_of_a_part_has_the_number_of_the_whole(run):
    done = run(*SCREENS["sex.{lang}.txt"], "--data", FOLDER, "--lang", "en")
    lines = [line.split()[0] for line in done.stdout.splitlines() if "Trained workers" in line]
    assert lines == ["7", "7", "7"]


def read_page(path):
    """The text of a report without the line that says when it was made."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("Made on", "Lập ngày", "<!-- tracker")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_for_each_commune(run, tmp_path, lang):
    """The folder holds one page for each area of the level, named by its id, and nothing else."""
    for kind in ("md", "html"):
        folder = tmp_path / kind
        options = ("--each", "commune", "--type", kind, "-o", folder, *DAY, "--lang", lang, "--data", FOLDER)
        done = run("report", *options)
        assert (done.returncode, done.stdout) == (0, "")
        assert " 4" in done.stderr.splitlines()[-1]
        names = sorted(path.name for path in folder.iterdir())
        assert names == [f"{area}.{kind}" for area in ("p-bach-quang", "p-song-cong", "x-cho-moi", "x-dai-tu")]
    check_approved(f"page.{lang}.md", read_page(tmp_path / "md" / "p-song-cong.md"))
    assert "Sông Công" in (tmp_path / "html" / "p-song-cong.html").read_text(encoding="utf-8") or lang == "en"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_province(run, tmp_path, lang):
    done = run("report", "-o", tmp_path / "province.md", *DAY, "--lang", lang, "--data", FOLDER)
    assert (done.returncode, done.stdout) == (0, "")
    check_approved(f"page-province.{lang}.md", read_page(tmp_path / "province.md"))
