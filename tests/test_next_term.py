"""`tracker next-term`: how a term has ended, and the folder of the next one: right, whole, and nothing else touched."""

import csv
import errno
import io
import json
import os
import signal
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import DATA, HEADER
from support.process import PROGRAM, environment, open_terminal
from support.registers import draw_register
from support.workers import start_child
from tracker.assess import assess
from tracker.cli import new_folder
from tracker.errors import TrackerError, msg
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.closings import COLUMNS as CLOSING_COLUMNS
from tracker.journal.decision_rows import DECISIONS
from tracker.model import Baseline, Break, Exemption, Indicator, OfficialVerdict, Register
from tracker.targets.reader import read_targets
from tracker.views.next_term.draft import draft_term

DAY = ("--as-of", "2026-06-30")
YEARS = ("--years", "2026-2030")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"
HINT = msg("name another folder: tracker next-term DIR")

TARGETS = """\
[term]
name.vi = "Nghị quyết cũ"
name.en = "The old resolution"
first_year = 2021
last_year = 2025
language = "en"
nearly_met = 0.9

[[group]]
id = "economy"
name = "Economy"

[[indicator]]
id = "passed"
group = "economy"
name = "Passed"
unit = "%"
measure = "level"
target.at_least = 20
baseline = 10
source = "http://old.org/resolution"

[[indicator]]
id = "reached"
name = "Reached"
measure = "total"
target.at_least = 50
plan = { 2024 = 10, 2025 = 10.5 }

[[indicator]]
id = "near"
name = "Near"
measure = "level"
target.at_most = 1
baseline = 10
verdict = { status = "missed", reason = "x", year = 2030 }
except = [{ check = "stale", reason = "x" }]

[[indicator]]
id = "far"
name = "Far"
measure = "level"
target.between = [20, 24]
target.year = 2024
direction = "increase"
baseline = 10

[[indicator]]
id = "far-part"
parent = "far"
name = "A part"
measure = "mean"
target.at_least = 5

[[indicator]]
id = "unknown"
name = "Unknown"
measure = "growth_rate"
target.above = 8
owner = "Sở Tài chính"

[[indicator]]
id = "done"
name = "Done"
measure = "milestone"
target = "yes"

[[indicator]]
id = "followed"
name = "Followed"
measure = "level"
direction = "decrease"
"""
RESULTS = """\
passed,2025,21.5,,final,http://a.org,a note,2026-01-10,lan
reached,2021,10,,final,,,2026-01-10,lan
reached,2022,10,,final,,,2026-01-10,lan
reached,2023,10,,final,,,2026-01-10,lan
reached,2024,10,,final,,,2026-01-10,lan
reached,2025,10,,preliminary,http://b.org,,2026-01-10,lan
near,2025,1.5,,estimate,,,2026-01-10,lan
far,2024,12,,final,,,2026-01-10,lan
far,2025,13,,final,,,2026-01-10,lan
far-part,2025,4,,final,,,2026-01-10,lan
done,2024,yes,,final,,,2026-01-10,lan
followed,2023,14.687,,final,,,2026-01-10,lan
"""


@pytest.fixture
def old(folder) -> Path:
    """A folder whose term has ended with every verdict."""
    return folder(TARGETS, RESULTS)


def snapshot(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def start(run, old: Path, *more: object) -> Register:
    """Start the next term in `new`, and return its register."""
    done = run("next-term", "new", *YEARS, *DAY, "--data", old, *more)
    assert done.returncode == 0, done.stderr
    return load_register(Folder(str(old.parent / "new")))


def pick(register: Register, identity: str) -> Indicator:
    return next(item for item in register.indicators if item.id == identity)


def block(path: Path, identity: str) -> str:
    """The lines of one indicator in a targets.toml."""
    text = (path / "targets.toml").read_text(encoding="utf-8")
    [found] = [each for each in text.split("\n\n") if f'id = "{identity}"\n' in each]
    return found


# The closing table


def test_every_verdict_in_the_words_of_final_reviews(run, old):
    done = run("next-term", "--data", old, *DAY, "--format", "csv")
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    found = {
        name: (row["final_verdict"], row["final_reason"], row["final_result"], row["final_year"])
        for name, row in rows.items()
    }
    assert found == {
        "passed": ("exceeded", "", "21.5", "2025"),
        "reached": ("met", "", "50", "2025"),
        "near": ("nearly_met", "", "1.5", "2025"),
        "far": ("missed", "", "12", "2024"),
        "far-part": ("not_assessed", "incomplete", "4", "2025"),
        "unknown": ("not_assessed", "no_result", "", ""),
        "done": ("met", "", "yes", "2024"),
        "followed": ("not_assessed", "no_target", "14.687", "2023"),
    }
    text = run("next-term", "--data", old, *DAY, "--format", "md", "--lang", "vi").stdout
    assert "| 1 | Passed | % | ≥ 20 | 21,5 | 2025 | ✔ Vượt |" in text
    assert "| 2 | Reached |  | ≥ 50 | 50 | 2025 | ✔ Đạt |" in text
    assert "| 3 | Near |  | ≤ 1 | 1,5 | 2025 | ◆ Cơ bản đạt (ước) |" in text
    assert "| 4 | Far |  | 20–24 (2024) | 12 | 2024 | ✘ Không đạt |" in text
    assert "|  | – A part |  | ≥ 5 | 4,00 | 2025 | ○ Chưa đủ căn cứ (thiếu kết quả của một số năm" in text
    assert "Trong 6 mục tiêu: 1 vượt, 2 đạt, 1 cơ bản đạt, 1 không đạt, 1 chưa đủ căn cứ (chưa có kết quả: 1)." in text
    assert "“Cơ bản đạt”: không đạt, nhưng đã đi được ít nhất 90,0 % quãng đường đến mục tiêu." in text


def test_the_counts_are_of_targets_in_every_format(run, old):
    done = run("next-term", "--data", old, *DAY, "--format", "json")
    document = json.loads(done.stdout)
    assert document["targets"] == {"exceeded": 1, "met": 2, "nearly_met": 1, "missed": 1, "not_assessed": 1}
    assert (document["schema"], document["year"], document["nearly_met_from"]) == ("tracker.next-term/1", 2025, 0.9)
    assert [item["final_verdict"] for item in document["indicators"]][:3] == ["exceeded", "met", "nearly_met"]
    for form in ("table", "md"):
        text = run("next-term", "--data", old, *DAY, "--format", form, "--lang", "en").stdout
        assert "Of 6 targets: 1 exceeded, 2 met, 1 nearly met, 1 missed, 1 not assessed (no result yet: 1)." in text
        assert "“Of which” lines: 1 not assessed (the result of a year is missing: 1)." in text
        assert "Followed without a term target: 1." in text


def test_a_milestone_that_was_done_in_the_course_of_a_year_says_when(run, folder):
    path = folder(TARGETS, "done,2023,no,,final,,,2024-01-10,lan\ndone,2024-06,yes,,final,,,2024-07-10,lan\n")
    done = run("next-term", "--data", path, *DAY, "--format", "csv")
    [row] = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["indicator"] == "done"]
    assert [row[f"final_{key}"] for key in ("verdict", "result", "year")] == ["met", "yes", "2024"]
    text = run("next-term", "--data", path, *DAY, "--format", "md", "--lang", "en").stdout
    assert "| 6 | Done |  | yes | yes | 2024 | ✔ Met" in text


def test_a_bound_in_the_year_of_the_target_stays_one(run, folder):
    path = folder(TARGETS, "far,2024,12,<,final,,,2025-01-10,lan\nfar,2025,21,,final,,,2026-01-10,lan\n")
    text = run("next-term", "--data", path, *DAY, "--format", "md", "--lang", "en").stdout
    assert "| 4 | Far |  | 20–24 (2024) | \\< 12 | 2024 | ✘ Missed (only a bound) |" in text


def test_the_shipped_term(run):
    done = run("next-term", "--data", DATA, "--as-of", "2026-11-27", "--format", "csv")
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout)) if row["target"]}
    found = {name: (row["final_verdict"], row["final_reason"]) for name, row in rows.items()}
    assert found == {
        "grdp-growth": ("missed", ""),
        "province-industry-growth": ("missed", ""),
        "province-exports-growth": ("missed", ""),
        "province-local-exports-growth": ("not_assessed", "incomplete"),
        "province-budget-growth": ("not_assessed", "no_result"),
        "province-income-per-head": ("not_assessed", "break"),
        "province-poverty-rate": ("exceeded", ""),
    }
    assert rows["grdp-growth"]["final_result"].startswith("6.69")
    shown = run("next-term", "--data", DATA, "--as-of", "2026-11-27", "--format", "table", "--lang", "en").stdout
    assert "Of 6 targets: 1 exceeded, 3 missed, 2 not assessed (no result yet: 1, break in the series: 1)." in shown


def test_while_the_term_runs_the_table_is_not_final(run, old):
    done = run("next-term", "--data", old, "--as-of", "2025-12-31", "--format", "csv", "--lang", "en")
    assert done.stderr == "The year 2025 is not over: the closing table is not final.\n"
    assert {row["final_verdict"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"not_assessed"}
    done = run("next-term", "--data", old, *DAY, "--format", "csv", "--lang", "en")
    assert done.stderr == ""


def test_the_table_goes_into_a_file_of_any_format(run, old, tmp_path):
    for name in ("a.csv", "a.json", "a.md", "a.txt"):
        done = run("next-term", "--data", old, *DAY, "-o", name)
        assert (done.returncode, done.stdout) == (0, "")
        assert "2025" in (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_a_terminal_of_any_width_loses_no_word(run, old, width):
    done = run("next-term", "--data", old, *DAY, "--format", "table", "--lang", "en", env={"COLUMNS": width})
    words = done.stdout.split()
    assert {"Exceeded", "Met", "Nearly", "Missed", "21.5", "20–24"} <= set(words)


# The folder of the next term


def test_the_example_is_carried_over_whole(run, example, tmp_path):
    before = snapshot(example)
    new = start(run, example, "--lang", "en")
    was = load_register(Folder(str(example)))
    assert snapshot(example) == before
    assert (new.term.first_year, new.term.last_year, new.term.baseline_year) == (2026, 2030, 2025)
    assert (new.groups, new.term.language) == (was.groups, "vi")
    assert new.results == {}
    assert (tmp_path / "new" / "results.csv").read_text() == HEADER
    for old_one, item in zip(was.indicators, new.indicators, strict=True):
        same = ("id", "name", "measure", "group", "unit", "decimals", "direction", "parent", "path", "owner", "note",
                "limits", "method", "aliases", "unit_aliases")  # fmt: skip
        assert [getattr(item, key) for key in same] == [getattr(old_one, key) for key in same]
        assert (item.target, item.plan, item.source, item.exemptions) == (None, {}, "", ())
    done = run("check", "--data", "new", "--format", "csv")
    assert done.returncode == 0
    assert not [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["level"] == "error"]
    assert run("report", "--data", "new", "-o", "new.md").returncode == 0


def test_the_last_result_is_the_baseline_with_its_source(run, old):
    new = start(run, old)
    assert pick(new, "passed").baseline == Baseline(2025, Decimal("21.5"), "final", "http://a.org", {"": "a note"})
    assert pick(new, "near").baseline == Baseline(2025, Decimal("1.5"), "estimate")
    assert pick(new, "followed").baseline == Baseline(2023, Decimal("14.687"), "final")
    assert pick(new, "far-part").baseline == Baseline(2025, Decimal(4), "final")
    assert [item.id for item in new.indicators if item.baseline is None] == ["reached", "unknown", "done"]
    path = old.parent / "new"
    assert "# Last result: 10 (2025, preliminary) · http://b.org\n" in block(path, "reached") + "\n"
    assert "# No baseline: the old term has no result of a whole year.\n# baseline =" in block(path, "unknown")
    assert "# The baseline is of 2023: there is no later result of a whole year.\n" in block(path, "followed")
    assert "baseline.value = 14.6870" in block(path, "followed")


def test_old_targets_are_comments_beside_the_lines_for_the_new_ones(run, old):
    start(run, old)
    path = old.parent / "new"
    expected = {
        "passed": ("# Old target: ≥ 20, by 2025; result: 21.5 (2025): Exceeded", "# target.at_least ="),
        "reached": ("# Old target: ≥ 50, by 2025; result: 50 (2025): Met", "# target.at_least ="),
        "near": ("# Old target: ≤ 1, by 2025; result: 1.5 (2025): Nearly met (estimate)", "# target.at_most ="),
        "far": ("# Old target: 20–24, by 2024; result: 12 (2024): Missed", "# target.between = [, ]"),
        "unknown": (
            "# Old target: > 8 %, by 2025; result: no result: Not assessed (no result yet)",
            "# target.above =",
        ),
        "done": ("# Old target: yes, by 2025; result: yes (2024): Met (early)", '# target = "yes"'),
        "followed": ("# The old term had no target; last result: 14.687 (2023)", "# target.at_most ="),
    }
    for identity, (old_target, line) in expected.items():
        lines = block(path, identity).split("\n")
        assert old_target in lines
        assert line in lines
    assert "# Source of the old target: http://old.org/resolution" in block(path, "passed")
    assert "# Old plans: 2024: 10; 2025: 10.5" in block(path, "reached")
    assert "# plan = { 2026 =, 2027 =, 2028 =, 2029 =, 2030 = }" in block(path, "reached")


def test_the_lines_only_need_their_number(run, old):
    """What the comments ask for is done by hand, and the folder is in use."""
    start(run, old)
    path = old.parent / "new" / "targets.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("# target.at_least =", "target.at_least = 9", 1)
    text = text.replace("# target.between = [, ]", "target.between = [9, 10]")
    text = text.replace('# target = "yes"', 'target = "yes"').replace("# target.at_most =", "target.at_most = 0.5", 1)
    text = text.replace("# plan = { 2026 =, 2027 =,", "plan = { 2026 = 22, 2027 = 23 } #", 1)
    path.write_text(text, encoding="utf-8")
    assert run("add-result", "passed", "2026", "22", "--data", "new", "--source", "x", "--yes").returncode == 0
    done = run("status", "--data", "new", "--format", "csv", "--year", "2026")
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert [name for name, row in rows.items() if row["target"]] == ["passed", "near", "far", "done"]
    assert rows["passed"]["baseline"] == "21.5"
    assert rows["passed"]["plan_verdict"] == "met"


def test_the_comments_are_in_the_language_of_the_folder(run, folder):
    path = folder(TARGETS.replace('language = "en"', 'language = "vi"'), RESULTS)
    done = run("next-term", "new", *YEARS, *DAY, "--data", path, "--lang", "en", "--format", "md")
    assert "Closing table" in done.stdout
    text = (path.parent / "new" / "targets.toml").read_text(encoding="utf-8")
    assert (
        '# Ghi tên nghị quyết mới vào đây.\n[term]\nname.vi = "Nhiệm kỳ 2026–2030"\nname.en = "Term 2026–2030"\n'
        in text
    )
    assert "# Mục tiêu cũ: ≥ 20, đến năm 2025; kết quả: 21,5 (2025): Vượt\n" in text
    assert "\nnearly_met = 0.9\n" in text


@pytest.mark.parametrize(
    ("rows", "baseline", "comment"),
    [
        ("passed,2025,22,>,final,,,2026-01-10,lan", None, "only a bound, > 22 (2025, final)"),
        ("passed,2025,22,<,final,,,2026-01-10,lan", None, "only a bound, < 22 (2025, final)"),
        ("passed,2025,22,~,final,,,2026-01-10,lan", None, "only approximate, ~ 22 (2025, final)"),
        ("passed,2025,22,,forecast,,,2026-01-10,lan", 2024, "The baseline is of 2024"),
        ("passed,2025,,,withdrawn,,,2026-01-10,lan", 2024, "The baseline is of 2024"),
        ("passed,2025-09,22,,final,,,2026-01-10,lan", 2024, "The baseline is of 2024"),
        ("passed,2025,22,,final,,,2026-07-10,lan", 2024, "The baseline is of 2024"),  # not known by the day
        ("passed,2025,22,,final,,,2026-01-10,lan", 2025, "baseline.value = 22"),
    ],
)
def test_only_a_result_that_is_one_is_a_baseline(run, folder, rows, baseline, comment):
    path = folder(TARGETS, f"passed,2024,21,,final,,,2025-01-10,lan\n{rows}\n")
    found = pick(start(run, path), "passed").baseline
    assert (found and found.year) == baseline
    assert comment in block(path.parent / "new", "passed")


def test_a_result_from_before_the_term_is_none_of_it(run, folder):
    path = folder(TARGETS, "passed,2020,9,,final,,,2021-01-10,lan\n")
    assert pick(start(run, path), "passed").baseline is None
    text = block(path.parent / "new", "passed")
    assert (
        "# No baseline: the old term has no result of a whole year.\n# The baseline of the old term was 10 (2020).\n"
        in text
    )


@pytest.mark.parametrize(
    ("breaks", "kept", "comment"),
    [
        ("2023", (), None),
        ("2024", (), "# Break in the series from 2024: the last result is in the new definition. redefined"),
        ("2025", (2025,), "# Break in the series from 2025: the baseline is of before it; write one in the new definition. redefined"),
    ],
)  # fmt: skip
def test_a_break_is_told_and_kept_where_it_matters(run, folder, breaks, kept, comment):
    targets = TARGETS.replace(
        "baseline = 10\nsource", f'baseline = 10\nbreak = [{{ year = {breaks}, note = "redefined" }}]\nsource'
    )
    path = folder(targets, "passed,2024,21,,final,,,2025-01-10,lan\n")
    found = pick(start(run, path), "passed")
    assert found.breaks == tuple(Break(year, {"": "redefined"}) for year in kept)
    lines = [line for line in block(path.parent / "new", "passed").split("\n") if "# Break" in line]
    assert lines == ([comment] if comment else [])


def test_a_share_that_may_pass_100_percent_is_no_error_in_the_next_term(run, folder):
    """The exception is about the indicator; those about the old journal are left out."""
    kept = 'except = [{ check = "natural-bounds", reason = "of the plan" }'
    targets = TARGETS.replace(
        "baseline = 10\nsource", f'baseline = 10\n{kept}, {{ check = "stale", reason = "x" }}]\nsource'
    )
    path = folder(targets, "passed,2025,103,,final,,,2026-01-10,lan\n")
    assert pick(start(run, path), "passed").exemptions == (Exemption("natural-bounds", {"": "of the plan"}),)
    done = run("check", "--data", "new", "--format", "csv")
    assert (done.returncode, "error" in done.stdout) == (0, False)


def test_what_is_copied_and_what_is_left_out_is_named(run, old, tmp_path):
    (old / "pictures").mkdir()
    (old / "pictures" / "logo.png").write_bytes(PNG)
    (old / "seal.png").write_bytes(PNG)
    whole = old / "whole.png"
    whole.write_bytes(PNG)
    report = f'[letterhead]\n[letterhead.party]\nlogo = "pictures/logo.png"\n[letterhead.state]\nlogo = "./seal.png"\n[letterhead.other]\nkind = "state"\nlogo = "{whole}"\n'
    (old / "report.toml").write_text(report)
    (old / "notes.txt").write_text("notes\r\n", newline="")
    (old / "areas.csv").write_text("area,name,level,within,from,until,into\r\n", newline="")
    (old / "decisions.csv").write_text(DECISIONS.header + "\n", encoding="utf-8")
    (old / "closings.csv").write_text(",".join(CLOSING_COLUMNS) + "\n", encoding="utf-8")
    done = run("next-term", "new", *YEARS, *DAY, "--data", old, "--lang", "en")
    assert done.returncode == 0
    copied = snapshot(tmp_path / "new")
    assert sorted(copied) == [
        os.path.join(".schema", "report.json"),
        os.path.join(".schema", "targets.json"),
        "areas.csv",
        os.path.join("pictures", "logo.png"),
        "report.toml",
        "results.csv",
        "seal.png",
        "targets.toml",
    ]
    text = (tmp_path / "new" / "targets.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema .schema/targets.json\n")
    assert (tmp_path / "new" / ".schema" / "targets.json").read_text(encoding="utf-8") == run(
        "schema", "--lang", "en"
    ).stdout
    for name in ("areas.csv", "report.toml", "seal.png"):
        assert copied[name] == (old / name).read_bytes()
    assert (
        "Not carried over: official verdicts: 1, exceptions of checks: 1, decisions.csv, closings.csv, " in done.stderr
    )
    assert str(whole) in done.stderr.split("Not carried over:")[1]


def test_an_error_in_the_letterhead_starts_nothing(run, old, tmp_path):
    (old / "report.toml").write_text('[letterhead]\nlogo = "missing.png"\n')
    done = run("next-term", "new", *YEARS, *DAY, "--data", old)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"{old}{os.sep}report.toml: letterhead.logo: ")
    assert not (tmp_path / "new").exists()


def test_a_dry_run_writes_nothing_and_tells_all(run, old, tmp_path):
    before = snapshot(tmp_path)
    dry = run("next-term", "new", *YEARS, *DAY, "--data", old, "--dry-run", "--lang", "en")
    assert snapshot(tmp_path) == before
    assert dry.stderr.startswith("Would create tracker folder new; nothing was written.\n")
    real = run("next-term", "new", *YEARS, *DAY, "--data", old, "--lang", "en")
    assert dry.stdout == real.stdout == run("next-term", *DAY, "--data", old, "--lang", "en").stdout
    assert real.stderr.startswith("Created tracker folder new.\n")
    told = [line for line in dry.stderr.split("\n")[1:] if line]
    assert [line for line in told if line not in real.stderr.split("\n")] == []


@pytest.mark.parametrize("years", ["2026-2030", "2026–2030", "2026—2030", "2026..2030", " 2026 - 2030 "])
def test_years_may_be_written_in_several_ways(run, old, years):
    done = run("next-term", "new", "--years", years, *DAY, "--data", old)
    assert done.returncode == 0
    assert load_register(Folder(str(old.parent / "new"))).term.last_year == 2030


# What is refused


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new"], "the years of the next term are missing"),
        (["--years", "2026-2030"], "--years needs the name of a new folder"),
        (["", "--years", "2026-2030"], "the name of the new folder is empty"),
        ([".", "--years", "2026-2030"], "is the current folder"),
        (["new", "--years", "2030-2026"], "is not a span of years"),
        (["new", "--years", "2026"], "is not a span of years"),
        (["new", "--years", "2026-30"], "is not a span of years"),
        (["new", "--years", "٢٠٢٦-2030"], "is not a span of years"),
        (["new", "--years", "1900-1905"], "is not a span of years"),
        (["new", "--years", "2021-2026"], "must begin after 2021"),
        (["new", "--years", "2021-2026", "--yes"], "must begin after 2021"),
        (["new", "--years", "2025-2030"], "2025 would belong to both terms"),
    ],
)
def test_wrong_usage_writes_nothing(run, old, tmp_path, arguments, said):
    before = snapshot(tmp_path)
    done = run("next-term", *arguments, *DAY, "--data", old, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert snapshot(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_in_use_is_left_alone(run, old, tmp_path):
    before = snapshot(old)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for name in (str(old), "file", "link", os.path.join("file", "new")):
        done = run("next-term", name, *YEARS, *DAY, "--data", old, "--lang", "en")
        assert (done.returncode, done.stdout) == (3, ""), name
    assert snapshot(old) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "file", "link"]


def test_an_empty_folder_and_missing_ones_above_are_used(run, old, tmp_path):
    (tmp_path / "empty").mkdir(mode=0o750)
    mode = (tmp_path / "empty").stat().st_mode
    for name in ("empty", "not/yet/there"):
        assert run("next-term", name, *YEARS, *DAY, "--data", old).returncode == 0
        assert (tmp_path / name / "targets.toml").is_file()
    assert (tmp_path / "empty").stat().st_mode == mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "empty", "not"]


def test_terms_that_overlap_or_leave_a_gap(run, old):
    done = run("next-term", "a", "--years", "2025-2030", "--yes", *DAY, "--data", old, "--lang", "en")
    assert (done.returncode, "Years that belong to both terms: 2025." in done.stderr) == (0, True)
    new = load_register(Folder(str(old.parent / "a")))
    assert pick(new, "far").baseline == Baseline(2024, Decimal(12), "final"), "the result before the new first year"
    assert pick(new, "passed").baseline is None
    done = run("next-term", "b", "--years", "2028-2030", *DAY, "--data", old, "--lang", "en")
    assert (done.returncode, "Years that belong to no term: 2026–2027." in done.stderr) == (0, True)
    assert pick(load_register(Folder(str(old.parent / "b"))), "passed").baseline.year == 2025


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 1), (b"\n", 1)])
def test_an_overlap_is_asked_about_on_a_terminal(old, answer, code):
    leader, follower = open_terminal()
    new = old.parent / "new"
    process = subprocess.Popen(
        [*PROGRAM, "next-term", str(new), "--years", "2025-2030", *DAY, "--data", str(old), "--lang", "en"],
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    os.write(leader, answer)
    out, said = process.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert b"2025 would belong to both terms. Is the old one replaced? [y/N]" in said
    assert process.returncode == code
    assert (new.exists(), bool(out)) == (code == 0, code == 0)
    assert (b"Cancelled: nothing was written" in said) == (code == 1)


# Whole or not at all

FILES = {"targets.toml": b"a" * 9000, "results.csv": b"b", os.path.join("pictures", "logo.png"): b"c"}
CALLS = ("fsync", "mkdir", "rename", "chmod")


def _create(path: Path) -> None:
    new_folder.create_folder(str(path), FILES, HINT)


@pytest.mark.skipif(os.name != "posix", reason="a process is forked and killed")
@pytest.mark.parametrize("state", ["missing", "empty", "nested"])
def test_killed_at_any_moment_there_is_nothing_or_all(tmp_path, state):
    """Before each call that changes the disk, and after it."""
    ends = set()
    for moment in range(60):
        place = tmp_path / str(moment)
        place.mkdir()
        target = place / "above" / "new" if state == "nested" else place / "new"
        if state == "empty":
            target.mkdir()
        child, source = start_child(lambda _sink, moment=moment, target=target: _die(moment, target))
        os.close(source)
        _, code = os.waitpid(child, 0)
        found = snapshot(target) if target.exists() else {}
        assert found in ({}, {name: FILES[name] for name in sorted(FILES)}), f"killed at {moment}"
        ends.add(bool(found))
        if code == 0:
            break
        _create(target) if not found else None
    assert code == 0, "the last one was not killed"
    assert ends == {False, True}


def _die(moment: int, target: Path) -> None:
    """Create the folder, and be killed at this moment of those that change the disk."""
    count = 0

    def step() -> None:
        nonlocal count
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    for name in CALLS:
        real = getattr(os, name)

        def call(*arguments: object, real: object = real, **more: object) -> object:
            step()
            result = real(*arguments, **more)
            step()
            return result

        setattr(os, name, call)
    _create(target)


def test_a_folder_above_that_must_not_be_written_is_named(tmp_path, monkeypatch):
    def mkdir(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "mkdir", mkdir)
    with pytest.raises(TrackerError) as found:
        _create(tmp_path / "new")
    [problem] = found.value.problems
    assert str(problem.message) == "cannot be written: permission denied"
    assert str(problem.hint).endswith(f"permission to write in {tmp_path}")


@pytest.mark.parametrize("call", CALLS[:3])
@pytest.mark.parametrize("at", range(8))
def test_a_disk_that_fails_leaves_nothing(tmp_path, monkeypatch, call, at):
    count, real = 0, getattr(os, call)

    def fail(*arguments: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == at + 1:
            raise OSError(errno.ENOSPC, "no space")
        return real(*arguments, **more)

    monkeypatch.setattr(os, call, fail)
    target = tmp_path / "above" / "new"
    said = ""
    try:
        _create(target)
    except TrackerError as error:
        said = str(error)
    assert said in ("", "cannot be written: the disk is full")
    assert snapshot(tmp_path) == (
        {} if said else {os.path.join("above", "new", name): data for name, data in sorted(FILES.items())}
    )
    assert said == "" or list(tmp_path.iterdir()) == []


def test_what_another_program_has_put_there_meanwhile_stays(tmp_path, monkeypatch):
    target, real = tmp_path / "new", os.rename

    def rename(*paths: object) -> None:
        target.mkdir()
        (target / "mine").write_text("mine")
        real(*paths)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(TrackerError, match="already exists"):
        _create(target)
    assert snapshot(tmp_path) == {os.path.join("new", "mine"): b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


# Laws


@draw_settings(120)
@given(st.randoms(use_true_random=False), st.sampled_from(["vi", "en"]))
def test_any_register_is_carried_over(random, code):
    """The draft reads without a problem; definitions are equal; each baseline is the last plain result."""
    register, _, day = draw_register(random.choice, bounded=random.random() < 0.5, count=6)
    last = register.term.last_year
    register = register._replace(indicators=tuple(_add_remarks(item, random) for item in register.indicators))
    draft = draft_term(assess(register, last, day), range(last + 1, last + 6), Language(code))
    read, problems = read_targets(draft.text, "t")
    assert [str(problem.message) for problem in problems] == []
    assert read.term == draft.term
    for was, item in zip(register.indicators, read.indicators, strict=True):
        same = was._replace(
            target=None, plan={}, source="", official_verdict=None, baseline=item.baseline, breaks=item.breaks
        )
        assert item == same
        assert item.baseline == _expect_baseline(was, register)
        assert all(each in was.breaks for each in item.breaks)
        if item.baseline:
            assert [each for each in was.breaks if each.year > item.baseline.year] == list(item.breaks)


def _add_remarks(item: Indicator, random) -> Indicator:
    nasty = random.choice(['"', "\n[[indicator]]\n", "\r\x00", "\\u0041", "# x", "👩‍👩‍👧"])
    verdict = OfficialVerdict("met", {"": nasty}) if random.random() < 0.2 else None
    return item._replace(
        name={"vi": f"{item.id} {nasty}"},
        source=nasty,
        note={"": f"x{nasty}"},
        official_verdict=verdict,
        breaks=tuple(Break(each.year, {"en": f"y{nasty}"}) for each in item.breaks),
    )


def _expect_baseline(item: Indicator, register: Register) -> Baseline | None:
    """Written a second time: the effective row of each year, and of them the last that is a result of the term."""
    rows = {row.period: row for row in register.results[item.id]}
    known = [
        row
        for period, row in sorted(rows.items())
        if not period.month and row.status not in ("forecast", "withdrawn")
        and register.term.first_year <= period.year <= register.term.last_year
    ]  # fmt: skip
    if not known or item.measure in ("total", "milestone") or known[-1].qualifier:
        return None
    row = known[-1]
    return Baseline(row.period.year, row.value, row.status if row.status != "assumed" else "")


def test_texts_of_the_journal_that_are_too_long_or_blank(run, folder):
    row = f'passed,2025,21,,final,{"s" * 20_000},"{" " * 5}\n",2026-01-10,lan\n'
    found = pick(start(run, folder(TARGETS, row)), "passed").baseline
    assert found.note == {}
    assert found.source == "s" * 9_999 + "…"


def test_a_closed_year_may_end_the_term(run, old, tmp_path):
    (old / "seal.png").write_bytes(PNG)
    (old / "report.toml").write_text('[letterhead]\n[letterhead.state]\nlogo = "seal.png"\n')
    assert run("close", "2025", "--source", "BC 1", "--yes", "--data", old).returncode == 0
    closed = old / "closed" / "2025.zip"
    done = run("next-term", "new", *YEARS, "--data", closed, "--lang", "en")
    assert done.returncode == 0, done.stderr
    names = [".schema", "report.toml", "results.csv", "seal.png", "targets.toml"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    assert (tmp_path / "new" / "seal.png").read_bytes() == PNG


def test_the_keys_of_areas_and_parts_go_with_the_indicators(run, folder, tmp_path):
    """The targets of areas are old, and stand in comments; who reports, the rules and the breakdowns go on."""
    path = folder(
        """
        [term]
        name = "T"
        first_year = 2021
        last_year = 2025
        [[dimension]]
        id = "sex"
        values = { female = "Nữ", male.vi = "Nam" }
        whole = true
        [[indicator]]
        id = "poor"
        name = "P"
        measure = "level"
        areas = "commune"
        roll_up = "sum"
        target = "sum"
        each.target.at_most = 120
        by = ["sex"]
        [[indicator]]
        id = "households"
        name = "H"
        measure = "level"
        areas = "commune"
        roll_up = { mean_by = "poor" }
        [[indicator]]
        id = "rate"
        name = "R"
        measure = "level"
        ratio = { of = "poor", to = "households", times = 100 }
        [[indicator]]
        id = "reaching"
        name = "N"
        measure = "level"
        count = "rate"
        """
    )
    (path / "areas.csv").write_text("area,name,level,within,from,until,into\nx-a,Xã A,commune,,,,\n", encoding="utf-8")
    done = run("next-term", "new", *YEARS, *DAY, "--data", path, "--lang", "en")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "new" / "targets.toml").read_text(encoding="utf-8")
    assert '# target = "sum"\n# Old target of every area: ≤ 120, by 2025\n# each.target.at_most =\n' in text
    old, new = load_register(Folder(str(path))), load_register(Folder(str(tmp_path / "new")))
    assert new.dimensions == old.dimensions
    assert list(new.areas) == ["x-a"]
    for before, after in zip(old.indicators, new.indicators, strict=True):
        kept = ("id", "areas", "roll_up", "weight", "ratio", "counts", "by")
        assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
        assert (after.each, after.sums_targets) == (None, False)
