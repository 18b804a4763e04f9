"""What was decided: which target, plan and baseline is in force on a day, and that any past day is shown as it was."""

import csv
import io
import itertools
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.examples import count_examples
from support.folders import HEADER, write_folder
from support.inside import run_tracker
from tracker.assess import assess
from tracker.errors import TrackerError
from tracker.folder import Folder, load_register
from tracker.folder.decisions import make_decision_constraints
from tracker.journal import reader
from tracker.journal.bounds import format_bound, parse_bound
from tracker.journal.decision_rows import DECISIONS
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.reader import read_journal
from tracker.model import Baseline, Plan, Target
from tracker.targets.reader import read_targets

TARGETS = """
[term]
name = "t"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
[[indicator]]
id = "a"
name = "A"
measure = "level"
target.at_least = 8
baseline = 4
plan = { 2021 = 5, 2022 = 6 }
[[indicator]]
id = "b"
name = "B"
measure = "total"
target.at_most = 30
plan = { 2022 = 5 }
[[indicator]]
id = "g"
name = "G"
measure = "growth_rate"
target.between = [6.5, 7]
direction = "increase"
plan = { 2025 = [6.5, 7] }
[[indicator]]
id = "m"
name = "M"
measure = "milestone"
target = "yes"
[[indicator]]
id = "n"
name = "N"
measure = "level"
"""
D_HEADER = DECISIONS.header + "\n"


def decided(tmp_path, rows: str, results: str = "", as_of: str | None = None, today: str = "2026-01-01"):
    """The register of a folder with these decisions, by indicator."""
    path = write_folder(tmp_path / "data", TARGETS, results)
    (path / "decisions.csv").write_text(D_HEADER + rows, encoding="utf-8")
    register = load_register(Folder(str(path)), as_of, today=today)
    return {item.id: item for item in register.indicators}


def test_the_decision_that_was_decided_last_is_in_force_whatever_was_recorded_last(tmp_path):
    rows = (
        "a,,target,,>=10,2023-05-01,NQ 2,,2023-05-02,lan\n"
        "a,,target,2027,<=9,2022-05-01,NQ 1,,2023-06-02,lan\n"
        "a,,plan,2022,6.5..7,2022-02-01,NQ 3,raised,2022-02-02,lan\n"
        "a,,plan,2023,8,2022-12-01,,,2022-12-02,lan\n"
        "a,,baseline,2019,4.5,2023-01-01,CV 7,restated,2023-01-02,lan\n"
    )
    found = decided(tmp_path, rows)["a"]
    assert found.target == Target("at_least", low=10)
    assert found.plan[2022].bound == Target("between", 6.5, 7)
    assert (found.plan[2022].source, found.plan[2022].note) == ("NQ 3", {"": "raised"})
    assert found.plan[2023] == Plan(8)
    assert found.baseline == Baseline(2019, found.baseline.value, "", "CV 7", {"": "restated"})
    kinds = [(version.kind, version.year, version.decided_on) for version in found.versions]
    assert kinds == [
        ("target", None, ""), ("target", None, "2022-05-01"), ("target", None, "2023-05-01"),
        ("plan", 2022, ""), ("plan", 2022, "2022-02-01"), ("plan", 2023, "2022-12-01"),
        ("baseline", None, ""), ("baseline", None, "2023-01-01"),
    ]  # fmt: skip
    assert found.first.target == Target("at_least", low=8)
    assert found.first.plan == {2021: Plan(5), 2022: Plan(6), 2023: Plan(8)}, "what was first set for 2023 is the first"
    assert found.first.baseline == found.baseline


def test_a_report_of_the_past_uses_what_was_decided_and_recorded_by_then(tmp_path):
    rows = (
        "a,,target,,10,2023-05-01,,,2023-08-02,lan\n"  # decided in May, recorded in August
        "a,,target,,12,2024-06-01,,,2024-01-02,lan\n"  # recorded in January, to be in force from June
    )
    targets = {}
    for day in ("2023-05-01", "2023-08-01", "2023-08-02", "2024-05-31", "2024-06-01"):
        targets[day] = decided(tmp_path, rows, as_of=day)["a"].target.low
        (tmp_path / "data" / "decisions.csv").unlink()
    assert list(targets.values()) == [8, 8, 10, 10, 12]
    assert decided(tmp_path, rows, today="2024-05-31")["a"].target.low == 10, (
        "without --as-of, what is decided by today"
    )


@pytest.mark.parametrize(
    ("rows", "target"),
    [
        ("a,,target,,10,2023-05-01,,,2023-05-02,lan\na,,target,,11,2023-05-01,,,2023-05-03,lan\n", 11),
        ("a,,target,,10,,,,2023-05-02,lan\na,,target,,11,2023-05-01,,,2023-05-03,lan\n", 10),
        ("a,,target,,10,2023-05-01,,,2023-05-02,lan\na,,target,,withdrawn,2023-05-01,,,2023-05-03,lan\n", 8),
        ("a,,target,,none,2023-05-01,,,2023-05-02,lan\n", None),
        ("a,x,target,,10,2023-05-01,,,2023-05-02,lan\n", 8),
    ],
    ids=["the later row of one day", "no day: that of recording", "withdrawn", "abolished", "of an area"],
)
def test_edges_of_what_is_in_force(tmp_path, rows, target):
    found = decided(tmp_path, rows)["a"].target
    assert (found.low if found else None) == target


def test_a_bare_number_takes_the_bound_of_the_indicator(tmp_path):
    rows = "a,,target,,9,2023-05-01,,,2023-05-02,lan\nb,,target,2024,29,2023-05-01,,,2023-05-02,lan\n"
    found = decided(tmp_path, rows)
    assert (found["a"].target, found["b"].target) == (
        Target("at_least", low=9),
        Target("at_most", high=29, year=2024),
    )


@pytest.mark.parametrize(
    ("row", "said", "hint"),
    [
        ("a,,goal,,9,2023-05-01,,,2023-05-02,", "is not one of target, plan, baseline", None),
        ("a,,plan,,9,2023-05-01,,,2023-05-02,", "is empty", "write the year that the plan is for"),
        ("a,,plan,2031,9,2023-05-01,,,2023-05-02,", "2031 is not a year of the term 2021–2025", None),
        ("a,,plan,202,9,2023-05-01,,,2023-05-02,", "is not a year", "four digits"),
        ("a,,plan,2022,,2023-05-01,,,2023-05-02,", "is empty", None),
        ("a,,plan,2022,≥ 9,2023-05-01,,,2023-05-02,", "is not what a decision can set", "write >=9"),
        ("a,,plan,2022,6.5–7,2023-05-01,,,2023-05-02,", "is not what a decision can set", "write 6.5..7"),
        ("a,,plan,2022,7..6,2023-05-01,,,2023-05-02,", "7 is greater than 6", "write the lower first"),
        ("a,,plan,2022,increase,2023-05-01,,,2023-05-02,", "is not for this indicator", None),
        ("a,,plan,2022,yes,2023-05-01,,,2023-05-02,", "is not for this indicator", None),
        ("a,,plan,2022,9,05/01/2023,,,2023-05-02,", "is not a day", "2025-08-05"),
        ("a,,plan,2022,9,2023-02-30,,,2023-05-02,", "is not a day", None),
        ("a,,plan,2022,9,2023-05-01,,,yesterday,", "neither a time with its zone nor a day", None),
        ("a,,baseline,2020,>=4,2023-05-01,,,2023-05-02,", "a baseline is one number", None),
        ("a,,baseline,2025,4,2023-05-01,,,2023-05-02,", "must be before the last year", None),
        ("m,,target,,8,2023-05-01,,,2023-05-02,", "of a milestone are yes", None),
        ("m,,baseline,,8,2023-05-01,,,2023-05-02,", "a milestone has no baseline", None),
        ("n,,target,,8,2023-05-01,,,2023-05-02,", "does not say whether at least or at most", "write >=8 or <=8"),
        ("g,,target,,8,2023-05-01,,,2023-05-02,", "does not say whether at least or at most", "write >=8 or <=8"),
        ("g,,plan,2022,-100,2023-05-01,,,2023-05-02,", "−100 % or less", None),
        ("x,,plan,2022,9,2023-05-01,,,2023-05-02,", 'no indicator "x" in targets.toml', None),
        (f"a,,plan,2022,{'9' * 40},2023-05-01,,,2023-05-02,", "more than 30 digits", None),
        ("a,,plan,2022,9,2023-05-01,,,2023-05-02", "cells in this row: 9; in the header: 10", None),
    ],
)
def test_every_error_names_its_line_and_column(tmp_path, row, said, hint):
    good = "a,,plan,2022,6,2023-05-01,,,2023-05-02,lan\n"
    with pytest.raises(TrackerError) as error:
        decided(tmp_path, good + row + "\n" + "b,,plan,2022,6,2023-05-01,,,2023-05-02,lan\n")
    (problem,) = error.value.problems
    assert problem.location.line == 3
    assert problem.location.file.endswith("decisions.csv")
    assert said in str(problem.message)
    assert hint is None or hint in str(problem.hint)


NUMBER = st.decimals(min_value=-1000, max_value=1000, places=3)
SIGNED = st.tuples(st.sampled_from(["at_least", "at_most", "above", "below"]), NUMBER).map(
    lambda pair: Target(pair[0], low=pair[1]) if pair[0] in ("at_least", "above") else Target(pair[0], high=pair[1])
)
RANGE = st.tuples(NUMBER, NUMBER).map(lambda pair: Target("between", min(pair), max(pair)))
WORD = st.sampled_from(["yes", "increase", "decrease"]).map(Target)


@given(st.one_of(NUMBER, SIGNED, RANGE, WORD))
def test_a_bound_is_read_back_as_it_was_written(value):
    assert parse_bound(format_bound(value)) == value


CELL = {
    "indicator": st.sampled_from(["a", "a", "b", "g", "m", "x", " a", ""]),
    "area": st.sampled_from(["", "", "p"]),
    "kind": st.sampled_from(["plan", "plan", "target", "baseline", "Plan"]),
    "year": st.sampled_from(["2022", "2025", "2020", "", "2031", " 2022"]),
    "value": st.sampled_from([">=8", "8", "6..7", "7..6", "yes", "none", "withdrawn", "", "1e5", "-100", "≥8"]),
    "decided_on": st.sampled_from(["", "2023-05-01", "2023-02-30", "2023-05-01T09:00:00+07:00"]),
    "source": st.sampled_from(["", "NQ 1", "a,b", 'a "b"', "a\nb"]),
    "note": st.sampled_from(["", "x"]),
    "recorded_at": st.sampled_from(["2023-05-02", "2023-05-03T09:00:00+07:00", "2023-05-01", "x"]),
    "recorded_by": st.sampled_from(["lan", "lan (undo)", ""]),
}


@st.composite
def journals(draw) -> bytes:
    """Journals of decisions, most of them good; some of the others are cut off, joined or edited by hand."""
    good = {"indicator": "a", "kind": "plan", "year": "2022", "value": "8", "recorded_at": "2023-05-02"}
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        odd = draw(st.sets(st.sampled_from(sorted(CELL)), max_size=2))
        rows.append([draw(CELL[name]) if name in odd else good.get(name, "") for name in CELL])
    out = io.StringIO()
    csv.writer(out, lineterminator=draw(st.sampled_from(["\n", "\n", "\r\n"]))).writerows([list(CELL), *rows])
    data = out.getvalue().encode()
    at = draw(st.integers(0, len(data)))
    return draw(st.sampled_from([data, data, data, data[:at], data[:at] + b"\n" + data[at:], b"\xef\xbb\xbf" + data]))


@settings(max_examples=count_examples(400), deadline=None)
@given(journals())
def test_a_plain_journal_is_read_at_once_as_row_by_row(data):
    register = read_targets(TARGETS, "targets.toml")[0]
    constraints = make_decision_constraints(register.indicators, register.term)
    fast, slow = (
        read_journal(io.BytesIO(data), "decisions.csv", constraints, schema=DECISIONS, history=ALL_INDICATORS)
        for _ in set_plain_bytes()
    )
    assert fast.results == slow.results
    for each in ("problems", "torn_row", "unordered", "further_rows"):
        assert getattr(fast, each) == getattr(slow, each)


def set_plain_bytes():
    """Yields once as the program is, and once with no journal read at once."""
    yield
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_PLAIN_BYTES", 0)
        yield


KEYS = (
    ("a", "target", "2025"), ("a", "plan", "2022"), ("a", "plan", "2023"), ("a", "baseline", "2020"),
    ("b", "target", "2025"), ("b", "plan", "2022"), ("g", "plan", "2025"), ("g", "target", "2025"), ("m", "target", "2025"),
)  # fmt: skip
VALUES = {"a": ("9", ">=7", "<8", "6.5..7", "none"), "b": ("28", "<=31", "none"), "g": (">=8", "7..8", "none"), "m": ("none", "yes")}  # fmt: skip
STEP = st.one_of(
    st.tuples(st.just("add"), st.sampled_from("abg"), st.sampled_from(["2021", "2022", "2025"]), st.sampled_from(["5", "7.5", "9"])),
    st.tuples(st.just("decide"), st.sampled_from(KEYS), st.integers(0, 4), st.integers(-40, 25)),
    st.tuples(st.just("undo"), st.sampled_from(["", "--decisions", "--results"])),
)  # fmt: skip


def take_step(folder, step, now: datetime):
    """Run one step at the moment `now`; whatever is refused changes nothing."""
    note = f"{now:%d %H:%M}"  # it keeps rows apart: `undo` refuses what it cannot tell from another row
    if step[0] == "add":
        words = ["add-result", *step[1:], "--status", "final", "--note", note, "--yes"]
        revised = [*words, "--revise"]
        if run_tracker(*words, "--data", folder, cwd=folder, now=now).returncode:
            run_tracker(*revised, "--data", folder, cwd=folder, now=now)
        return
    if step[0] == "decide":
        (indicator, kind, year), value, days = step[1], VALUES[step[1][0]][step[2] % len(VALUES[step[1][0]])], step[3]
        value = "8" if kind == "baseline" and value != "none" else value
        day = (now.date() + timedelta(days=days)).isoformat()
        words = ["decide", indicator, year, value, "--kind", kind, "--decided", day, "--note", note, "--yes"]
        if run_tracker(*words, "--data", folder, cwd=folder, now=now).returncode:
            run_tracker(*words, "--revise", "--data", folder, cwd=folder, now=now)
        return
    run_tracker("undo", "--yes", *filter(None, step[1:]), "--data", folder, cwd=folder, now=now)


def cut_off(text: str, day: str) -> str:
    """The journal as it was at the end of a day."""
    header, *rows = csv.reader(io.StringIO(text))
    at = header.index("recorded_at")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *(row for row in rows if row[at][:10] <= day)])
    return out.getvalue()


def show_all(folder, day: str, *, as_of: bool) -> list[str]:
    """The status of the folder at every year on a day: by `--as-of`, or by the clock."""
    now = datetime.fromisoformat("2026-01-15T12:00") if as_of else datetime.fromisoformat(f"{day}T12:00")
    options = ("--as-of", day) if as_of else ()
    shown = []
    for year in ("2022", "2025"):
        found = run_tracker(
            "status", "--year", year, "--format", "csv", *options, "--data", folder, cwd=folder, now=now
        )
        assert found.returncode == 0, found.stderr
        shown.append(found.stdout)
    return shown


@settings(max_examples=count_examples(25), deadline=None)
@given(st.lists(STEP, min_size=1, max_size=7), st.integers(0, 10))
def test_the_status_of_any_day_is_that_of_the_files_cut_off_at_it(tmp_path_factory, steps, gap):
    folder = write_folder(tmp_path_factory.mktemp("t") / "data", TARGETS, "")
    day = date(2025, 11, 1)
    days = []
    for step in steps:
        day += timedelta(days=gap % 4)
        take_step(folder, step, datetime.fromisoformat(f"{day}T09:00"))
        days.append(day)
    if (folder / "decisions.csv").exists():
        assert (folder / "decisions.csv").read_text(encoding="utf-8").startswith(D_HEADER)
    whole = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    for when in sorted({*days, days[0] - timedelta(days=1), days[-1] + timedelta(days=30)}):
        before = show_all(folder, when.isoformat(), as_of=True)
        for path, text in whole.items():
            path.write_text(cut_off(text, when.isoformat()), encoding="utf-8")
        assert show_all(folder, when.isoformat(), as_of=False) == before
        for path, text in whole.items():
            path.write_text(text, encoding="utf-8")


@settings(max_examples=count_examples(20), deadline=None)
@given(st.lists(STEP.filter(lambda step: step[0] != "undo"), min_size=1, max_size=5))
@example([("add", "b", "2021", "7.5"), ("add", "b", "2021", "5"), ("add", "b", "2021", "7.5")])
@example([("decide", ("a", "plan", "2022"), value, 0) for value in (1, 0, 1)])
def test_an_undo_of_decisions_leaves_no_trace_in_a_report(tmp_path_factory, steps):
    folder = write_folder(tmp_path_factory.mktemp("t") / "data", TARGETS, "")
    now = datetime(2025, 11, 1, 9)
    states = [show_all(folder, "2025-12-31", as_of=False)]
    counts = itertools.count()
    for step in steps:
        size = sum(path.stat().st_size for path in folder.glob("*.csv"))
        take_step(folder, step, now + timedelta(minutes=next(counts)))
        if sum(path.stat().st_size for path in folder.glob("*.csv")) > size:
            states.append(show_all(folder, "2025-12-31", as_of=False))
    for number in range(len(states) - 1, 0, -1):
        found = run_tracker("undo", "--yes", "--id", find_last(folder, number), "--data", folder, cwd=folder, now=now + timedelta(days=1, minutes=next(counts)))  # fmt: skip
        if found.returncode:
            assert b"did not change any result" in found.stderr.encode() or "nothing to take back" in found.stderr
        assert show_all(folder, "2025-12-31", as_of=False) == states[number - 1]


@pytest.mark.parametrize(
    ("language", "recorded_again", "refusal"),
    [
        ("en", "the plan of 2022 of a was recorded again after recording D2, by recording D3",
         "several rows of the plan of 2022 of a have the same contents\n    Hint: record the decision again: tracker decide --revise"),
        ("vi", "kế hoạch năm 2022 của a đã được ghi lại sau lần ghi số D2, ở lần ghi số D3",
         "kế hoạch năm 2022 của a có nhiều dòng cùng một nội dung\n    Gợi ý: hãy ghi lại quyết định: tracker decide --revise"),
    ],
)  # fmt: skip
def test_an_undo_that_is_refused_names_the_decision(tmp_path, language, recorded_again, refusal):
    folder = write_folder(tmp_path / "data", TARGETS, "")
    words = ("decide", "a", "2022", "--decided", "2025-11-01", "--yes", "--data", folder)
    for value, *revise in (("9",), (">=7", "--revise"), ("9", "--revise")):
        assert run_tracker(*words, value, *revise, cwd=folder).returncode == 0
    words = ("undo", "--yes", "--data", folder, "--lang", language)
    assert recorded_again in run_tracker(*words, "--id", "D2", cwd=folder).stderr
    assert run_tracker(*words, "--id", "D3", cwd=folder).returncode == 0
    before = (folder / "decisions.csv").read_bytes()
    refused = run_tracker(*words, "--id", "D2", cwd=folder)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refusal in refused.stderr
    assert (folder / "decisions.csv").read_bytes() == before


def find_last(folder, number: int) -> str:
    """The label of the recording with this place among those that are no undo."""
    found = run_tracker("log", "--format", "csv", "--data", folder, cwd=folder)
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    labels = dict.fromkeys(
        (("D" if row["kind"] else "") + row["number"]) for row in reversed(rows) if not row["undo_of"]
    )
    return list(labels)[number - 1]


def test_a_decision_changes_the_verdict_and_the_first_one_stands_beside_it(tmp_path):
    row = "g,2025,7.5,,final,,,2026-01-05,lan\n"
    rows = "g,,plan,2025,>=8,2025-08-05,NQ 226/NQ-CP,,2025-08-06,lan\n"
    path = write_folder(tmp_path / "data", TARGETS, HEADER + row)
    (path / "decisions.csv").write_text(D_HEADER + rows, encoding="utf-8")
    board = assess(load_register(Folder(str(path)), today="2026-01-10"), 2025, "2026-01-10")
    found = next(item for item in board.assessments if item.indicator.id == "g")
    assert (found.plan_verdict, found.first.plan_verdict) == ("missed", "exceeded")
    early = assess(load_register(Folder(str(path)), "2025-08-04"), 2025, "2025-08-04")
    assert next(item for item in early.assessments if item.indicator.id == "g").first is None


@pytest.mark.parametrize(
    ("rows", "is_moved"),
    [
        ("a,,plan,2022,5,2023-01-01,,,2023-01-02,\n", True),
        ("a,,plan,2022,5,2022-12-31,,,2023-01-02,\n", False),
        ("a,,plan,2022,7,2023-01-01,,,2023-01-02,\n", False),
        ("a,,plan,2022,none,2023-01-01,,,2023-01-02,\n", True),
        ("a,,plan,2022,5,2022-03-01,,,2023-01-02,\na,,plan,2022,5.5,2023-03-01,,,2023-03-02,\n", False),
        ("a,,plan,2022,>=6,2023-01-01,,,2023-01-02,\n", False),
        ("a,,plan,2022,>6,2023-01-01,,,2023-01-02,\n", False),
        ("a,,plan,2022,5..6,2023-01-01,,,2023-01-02,\n", True),
        ("a,,target,2027,8,2026-01-01,,,2026-01-02,\n", True),
        ("a,,target,2025,7,2026-01-01,,,2026-01-02,\n", True),
        ("a,,target,2025,9,2026-01-01,,,2026-01-02,\n", False),
        ("a,,target,2027,8,2025-01-01,,,2025-01-02,\na,,target,2027,7,2026-03-01,,,2026-03-02,\n", False),
    ],
)
def test_what_was_made_easier_after_its_year_is_marked(tmp_path, rows, is_moved):
    path = write_folder(tmp_path / "data", TARGETS, HEADER + "a,2022,5.2,,final,,,2023-02-01,lan\n")
    (path / "decisions.csv").write_text(D_HEADER + rows, encoding="utf-8")
    board = assess(load_register(Folder(str(path)), today="2026-06-01"), 2022, "2026-06-01")
    assert ("moved_after" in board.assessments[0].flags) == is_moved


def test_what_was_decided_earlier_than_what_is_in_force_says_so(run, folder):
    folder(TARGETS, "a,2022,5,,preliminary,,,2023-01-05,lan\n")
    first = run("decide", "a", "2022", "5.5..7", "--decided", "2022-08-01").stdout
    assert "before and after" not in first
    done = run("decide", "a", "2022", "4", "--decided", "2022-02-01").stdout
    assert done.splitlines()[1:3] == [
        "in force before: 5.5–7",
        "still in force: 5.5–7, decided later (2022-08-01)",
    ]
    assert done.splitlines()[3].startswith("before and after: 5 (2022)")
    assert "in force before: 5.5–7\n" in run("decide", "a", "2022", "none", "--decided", "2022-09-01").stdout
    again = run("decide", "a", "2022", "8", "--decided", "2022-08-15", "--lang", "vi").stdout
    assert "vẫn còn hiệu lực: bãi bỏ, theo quyết định ngày sau đó (01/09/2022)" in again


def test_a_closed_year_that_is_not_there_is_not_offered_to_be_made(run, folder):
    folder(TARGETS, "")
    done = run("status", "--data", "data/closed/2024.zip")
    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no such file" in done.stderr
    assert "tracker init" not in done.stderr
