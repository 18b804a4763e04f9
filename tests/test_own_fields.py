"""Own fields of an indicator: read, passed on to programs, and selected by --where."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

import tracker
from support.inside import run_inside
from support.process import Done
from tracker.api.own_fields import list_texts
from tracker.targets.reader import read_targets

TARGETS = """
[term]
name = "Plan"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"

[[group]]
id = "water"
name = "Water"

[[indicator]]
id = "pipes"
name = "Pipes"
group = "water"
measure = "level"
baseline = 40
target.at_least = 60
owner = "Office A"
extra = { sdg = "6.1", donor = "GIZ", budget = 2.50, ready = true }

[[indicator]]
id = "wells"
name = "Wells"
group = "water"
measure = "level"
baseline = 40
target.at_least = 60
extra.sdg = ["6.1", "11.2"]
extra.crop = "dứa"
extra.code = 2.500

[[indicator]]
id = "roads"
name = "Roads"
measure = "level"
baseline = 40
target.at_least = 60
extra = { donor = "Ngân hàng Thế giới", crop = "dừa", ready = false }

[[indicator]]
id = "other"
name = "Other"
measure = "level"
baseline = 40
target.at_least = 60
"""
RESULTS = "".join(f"{name},2023,50,,final,,,2024-01-31,\n" for name in ("pipes", "wells", "roads", "other"))
KEYS = ("sdg", "donor", "budget", "ready", "crop", "code")


@pytest.fixture
def place(folder) -> Path:
    return folder(TARGETS, RESULTS)


def call(place: Path, *words: str, year: bool = True) -> Done:
    options = ["--year", "2023"] if year else []
    return run_inside(*words, "--data", place, *options, "--lang", "en", cwd=place)


def select(place: Path, *conditions: str) -> list[str]:
    """Return the ids that conditions select."""
    words = [word for condition in conditions for word in ("--where", condition)]
    done = call(place, "status", "--format", "csv", *words)
    assert done.returncode == 0, done.stderr
    return [row["indicator"] for row in csv.DictReader(io.StringIO(done.stdout))]


# --- Reading ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('extra = "x"', "must be a table"),
        ("extra = { a = 2024-01-01 }", "is a date or time"),
        ('extra = { a = { vi = "x" } }', "is a table"),
        ('extra = { a = ["x", 1] }', "is a list"),
        ("extra = { a = [] }", "is empty"),
        ('extra = { a = " " }', "is empty"),
        ("extra = { a = inf }", "is not a number"),
        ("extra = { a = 1e99 }", "digits"),
        ('extra = { "a b" = "x" }', "is not a name for an own field"),
        ('extra = { "năm" = "x" }', "is not a name for an own field"),
        ('extra = { "a=b" = "x" }', "is not a name for an own field"),
        (f'extra = {{ {"a" * 65} = "x" }}', "is not a name for an own field"),
    ],
)
def test_what_cannot_be_an_own_field_is_refused(line, part):
    _, problems = read_targets(TARGETS.replace('extra.crop = "dứa"\nextra.code = 2.500\n', "") + line, "t")
    texts = [f"{problem.location.key}: {problem.message}" for problem in problems]
    assert len(texts) == 1, texts
    assert texts[0].startswith("extra")
    assert part in texts[0]


# --- Other programs --------------------------------------------------------------------------------------------


def test_the_fields_are_the_last_columns_and_keep_their_digits(place):
    done = call(place, "status", "--format", "csv")
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert tuple(rows["pipes"])[-6:] == tuple(f"extra.{key}" for key in KEYS)
    found = {name: tuple(row[f"extra.{key}"] for key in KEYS) for name, row in rows.items()}
    assert found["pipes"] == ("6.1", "GIZ", "2.50", "yes", "", "")
    assert found["wells"] == ("6.1; 11.2", "", "", "", "dứa", "2.500")
    assert found["other"] == ("",) * 6
    document = json.loads(call(place, "status", "--format", "json").stdout, parse_float=Decimal)
    pipes, wells = document["indicators"][:2]
    assert [pipes[f"extra.{key}"] for key in KEYS] == ["6.1", "GIZ", Decimal("2.50"), True, None, None]
    assert wells["extra.sdg"] == ["6.1", "11.2"]


@pytest.mark.parametrize("words", [("review",), ("next-term", "--dry-run")])
def test_other_commands_have_the_same_columns(place, words):
    done = call(place, *words, "--format", "csv", year=words == ("review",))
    assert done.stdout.splitlines()[0].endswith(",".join(f"extra.{key}" for key in KEYS))


def test_show_names_them_in_each_format(place):
    assert json.loads(call(place, "show", "pipes", "--format", "json").stdout)["indicator"]["extra.donor"] == "GIZ"
    text = " ".join(call(place, "show", "pipes").stdout.split())
    assert "Own fields sdg = 6.1; donor = GIZ; budget = 2.50; ready = yes" in text
    assert "Own fields" not in call(place, "show", "other").stdout


def test_the_library_has_them_as_they_were_read(place):
    opened = tracker.open(place)
    assert opened.indicator("pipes").extra == {
        "sdg": "6.1", "donor": "GIZ", "budget": Decimal("2.50"), "ready": True,
    }  # fmt: skip
    assert str(opened.indicator("wells").extra["code"]) == "2.500"
    assert [item.indicator.id for item in opened.status(2023, where={"sdg": "6.1", "donor": ""})] == ["wells"]
    with pytest.raises(tracker.TrackerError, match="own field"):
        opened.review(2023, where={"sgd": "6.1"})


def test_the_next_term_carries_them_over(place, tmp_path):
    done = call(place, "next-term", str(tmp_path / "next"), "--years", "2026-2030", year=False)
    assert done.returncode == 0, done.stderr
    again, problems = read_targets((tmp_path / "next" / "targets.toml").read_text(encoding="utf-8"), "t")
    first, _ = read_targets(TARGETS, "t")
    assert [str(problem.message) for problem in problems] == []
    assert [item.extra for item in again.indicators] == [item.extra for item in first.indicators]


def test_a_template_of_a_report_may_show_them(place, tmp_path):
    (tmp_path / "mine").mkdir()
    text = "{% for report in reports %}{% for each in report.parts %}{{ each.extra.donor | default('') }}|{% endfor %}{% endfor %}"
    (tmp_path / "mine" / "report.md").write_text(text, encoding="utf-8")
    done = call(place, "report", "--template", str(tmp_path / "mine"), "-o", str(tmp_path / "x.md"))
    assert done.returncode == 0, done.stderr
    assert "GIZ|" in (tmp_path / "x.md").read_text(encoding="utf-8")


# --- --where ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        (["sdg=6.1"], ["pipes", "wells"]),
        (["sdg=11.2"], ["wells"]),
        (["SDG=6.1", "donor=giz"], ["pipes"]),
        (["donor="], ["wells", "other"]),
        (["donor=", "sdg="], ["other"]),
        (["donor=ngan hang the gioi"], ["roads"]),
        (["donor= Ngân Hàng Thế Giới "], ["roads"]),
        (["crop=dứa"], ["wells"]),
        (["crop=Dừa"], ["roads"]),
        (["budget=2.5"], ["pipes"]),
        (["budget=2.500"], ["pipes"]),
        (["code=2.5"], ["wells"]),
        (["ready=yes"], ["pipes"]),
        (["ready=False"], ["roads"]),
        (["ready=no", "ready=yes"], []),
    ],
)
def test_a_condition_selects_what_is_equal(place, conditions, ids):
    assert select(place, *conditions) == ids


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("doner=GIZ", ['no indicator has an own field "doner"', "known: donor, sdg, budget"]),
        ("donor=GTZ", ['no indicator has donor = "GTZ"', "known: GIZ, Ngân hàng Thế giới"]),
        ("donor=GI", ['no indicator has donor = "GI"']),
        ("crop=dua", ['"dua" may be several values', "write it with its accents: dừa, dứa"]),
        ("crop=dưa", ['no indicator has crop = "dưa"']),
        ("ready=1", ['no indicator has ready = "1"']),
        ("donor", ['--where "donor" is no condition', "--where KEY=VALUE"]),
        ("=GIZ", ['--where "=GIZ" is no condition']),
    ],
)
def test_what_no_indicator_has_is_an_error_that_lists_what_there_is(place, condition, parts):
    done = call(place, "review", "--where", condition)
    assert (done.returncode, done.stdout) == (2, "")
    assert all(part in done.stderr for part in parts), done.stderr


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (Decimal("1E+3"), ("1000",)),
        (Decimal("2.50"), ("2.50",)),
        (True, ("true", "yes")),
        ("1e3", ("1e3",)),
        (None, ()),
    ],
)
def test_a_number_is_named_as_the_csv_has_it(value, texts):
    assert list_texts(value) == texts


def test_a_folder_without_own_fields_says_how_one_is_written(folder):
    path = folder(TARGETS.partition("[[group]]")[0] + '[[indicator]]\nid = "a"\nname = "A"\nmeasure = "level"\n', "")
    done = call(path, "status", "--where", "sdg=1")
    assert done.returncode == 2
    assert 'write extra = { sdg = "…" } at an indicator' in done.stderr
    assert "extra." not in call(path, "status", "--format", "csv").stdout


def test_a_selection_is_partial_and_says_so(place, tmp_path):
    assert "Partial: 2 of 4 targets." in call(place, "status", "--where", "sdg=6.1", "--format", "table").stdout
    report = tmp_path / "r.md"
    done = call(place, "report", "--where", "sdg=6.1", "--where", "crop=", "-o", str(report))
    assert done.returncode == 0, done.stderr
    text = report.read_text(encoding="utf-8")
    assert "(partial)" in text
    assert "Only the indicators with sdg = 6.1, no crop" in text
    assert "Partial: 1 of 4 targets." in text
    done = call(place, "form", "--where", "sdg=6.1", "-o", str(tmp_path / "f.xlsx"))
    assert "indicators to fill in: 2" in done.stderr
