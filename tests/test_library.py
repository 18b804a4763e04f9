"""`import tracker`: a program gets the figures, problems and rows that the commands show, print and write."""

import ast
import csv
import io
import json
import re
import runpy
import shutil
import subprocess
import sys
import types
import typing
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

import tracker
from support.folders import DATA, LANGUAGES, ROOT, TESTS, copy_folder, write_folder
from support.process import environment
from tracker.views.csv import to_csv

TODAY = "2026-11-27"
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=timezone(timedelta(hours=7)))
LATER = NOW + timedelta(days=1)
COMPARED = TESTS / "compare"
TARGETS = """
[term]
name = "T"
baseline_year = 2024
first_year = 2025
last_year = 2030

[[indicator]]
id = "poor"
name = "Poor households"
measure = "level"
areas = "commune"
roll_up = "sum"
target.at_most = 100
each.target.at_most = 50

[[indicator]]
id = "town"
name = "A town of class 2"
measure = "milestone"
target = "yes"
"""
AREAS = """area,name,level,within,from,until,into,source
p,Tỉnh,province,,,,,
a,Xã A,commune,p,,,,
b,Xã B,commune,p,,2025-06-30,c,NQ 1
c,Xã C,commune,p,2025-07-01,,,
"""
ROWS = """indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area
poor,2024,80,,final,,,2025-01-15,lan,a
poor,2024,90,,final,,,2025-01-15,lan,b
poor,2025,60,,final,,,2026-01-15,lan,a
poor,2025,75,,final,,,2026-01-15,lan,c
"""


@pytest.fixture
def province(tmp_path):
    folder = write_folder(tmp_path / "data", TARGETS, ROWS)
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return folder


def copy_without_2024(path):
    """Copy the shipped data, without the results of 2024 that the tests record."""
    folder = copy_folder(DATA, path)
    lines = (folder / "results.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [
        line for line in lines if not line.startswith(("grdp-growth,2024", "class-2-city,2024", "grdp-growth,2025"))
    ]
    (folder / "results.csv").write_text("".join(kept), encoding="utf-8", newline="")
    return folder


@pytest.fixture
def data(tmp_path):
    return copy_without_2024(tmp_path / "data")


def read_command(run, folder, *arguments, as_of=TODAY):
    done = run(*arguments, "--as-of", as_of, "--lang", "en", "--data", folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_the_rows_are_those_of_the_command(run, year, lang):
    assessments = tracker.open(DATA, as_of=TODAY).status(year)
    rows = assessments.rows(lang)
    done = run("status", "--year", year, "--as-of", TODAY, "--lang", lang, "--format", "csv", "--data", DATA)
    assert to_csv(rows[0], (row.values() for row in rows)) == done.stdout
    assert [row["indicator"] for row in rows] == [item.indicator.id for item in assessments]
    assert assessments.rows() == assessments.rows("vi")


@pytest.mark.parametrize("option", [{"group": "province-economy"}, {"owner": "Sở Tài chính"}, {"method": "un_chart"}])
def test_a_selection_is_that_of_the_command(run, option):
    folder = tracker.open(DATA, as_of=TODAY)
    [(name, value)] = option.items()
    done = run("status", f"--{name}", value, "--year", "2023", "--as-of", TODAY, "--format", "csv", "--data", DATA)
    if done.returncode:
        with pytest.raises(tracker.TrackerError):
            folder.status(2023, **option)
    else:
        rows = csv.DictReader(io.StringIO(done.stdout))
        assert [(row["indicator"], row["status"]) for row in rows] == [
            (item.indicator.id, item.status) for item in folder.status(2023, **option)
        ]


def test_an_assessment_is_found_by_its_place_and_by_its_id():
    assessments = tracker.open(DATA, today=TODAY).status(2023)
    found = assessments["grdp-growth"]
    assert found.indicator.id == "grdp-growth"
    assert assessments[0] is next(iter(assessments))
    assert assessments[:2] == tuple(assessments)[:2]
    assert len(assessments) == 31
    assert found in assessments
    assert (found.status, found.year, assessments.year) == ("at_risk", 2023, 2023)
    with pytest.raises(KeyError):
        assessments["grdp"]
    assert assessments.counts.every == sum(assessments.counts.statuses.values())


def test_the_review_is_that_of_the_command(run):
    folder = tracker.open(DATA, as_of=TODAY)
    listed = json.loads(read_command(run, DATA, "review", "--year", "2023", "--format", "json"))
    items = folder.review(2023)
    assert [item.assessment.indicator.id for item in items] == [item["indicator"] for item in listed["indicators"]]
    assert [list(item.concerns) for item in items] == [item["concerns"] for item in listed["indicators"]]


def test_results_count_once_and_the_history_has_every_row(data):
    with (data / "results.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("grdp-growth,2021,6.6,,final,,sửa,2026-11-01T08:00:00+07:00,lan\n")
        file.write("grdp-growth,2022,,,withdrawn,,,2026-11-01T08:01:00+07:00,lan\n")
    folder = tracker.open(data, today=TODAY)
    years = {row.period.year: row for row in folder.results("grdp-growth") if row.period.is_year}
    assert years[2021].value == Decimal("6.6")
    assert 2022 not in years
    history = folder.results("grdp-growth", history=True)
    rows = (data / "results.csv").read_text(encoding="utf-8").splitlines()
    assert len(history) == sum(row.startswith("grdp-growth,") for row in rows)
    assert [row.line for row in history] == sorted(row.line for row in history)
    before = tracker.open(data, as_of="2026-10-31")
    assert before.results("grdp-growth")[0].value != Decimal("6.6")
    assert 2022 in {row.period.year for row in before.results("grdp-growth")}


def test_areas_have_the_figures_of_the_commands(run, province):
    folder = tracker.open(province, as_of="2026-02-01")
    assert [area.id for area in folder.areas()] == ["p", "a", "c"]
    assert [area.id for area in folder.areas("commune", within="Tỉnh")] == ["a", "c"]
    for territory in ("today", "then"):
        for area in ("a", "c", "p", None):
            options = ["--area", area] if area else []
            shown = read_command(
                run, province, "status", "--territory", territory, *options, "--format", "csv", as_of="2026-02-01"
            )
            rows = folder.status(area=area, territory=territory).rows("en")
            assert to_csv(rows[0], (row.values() for row in rows)) == shown
    own = folder.status()
    assert (own["poor"].result.value, own.area, own["poor"].figure.reported) == (135, "", 2)
    assert folder.indicator("poor", area="Xã C").target.high == 50
    assert [row.value for row in folder.results("poor", area="c")] == [90, 75]
    assert [row.value for row in folder.results("poor", area="c", territory="then")] == [75]
    assert [row.value for row in folder.results("poor", area="b", history=True)] == [90]


@pytest.mark.parametrize("rank_by", ["value", "pace", "progress"])
def test_the_ranking_is_that_of_the_command(run, rank_by):
    shown = read_command(
        run, COMPARED, "compare", "clean-water", "--rank-by", rank_by, "--format", "csv", as_of="2027-01-20"
    )
    ranking = tracker.open(COMPARED, as_of="2027-01-20").compare("clean-water", rank_by=rank_by)
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [(row["area"], row["rank"]) for row in rows] == [
        (area.assessment.scope.area, "" if area.rank is None else str(area.rank)) for area in ranking.areas
    ]


RECORDINGS = [
    (("poor-households", 2024, "0,95"), {"status": "final", "source": "BC 12", "note": "ghi chú"}),
    (("poor-households", "2024-06", Decimal("0.95")), {}),
    (("grdp-growth", 2024, 7.251), {"status": "estimate"}),
    (("grdp-growth", 2023, "5.6"), {"revise": True}),
    (("class-2-city", 2024, True), {}),
    (("grdp-growth", 2023, None), {"note": "nhầm năm"}),
    (("average grdp growth", 2024, ">7"), {"status": "estimate"}),
]


@pytest.mark.parametrize(("given", "options"), RECORDINGS)
def test_a_recording_is_that_of_the_command(run, data, tmp_path, given, options):
    other = copy_without_2024(tmp_path / "other")
    indicator, period, value = given
    written = {True: "yes"}.get(value, str(value)) if value is not None else None
    words = [f"--{name}" if text is True else f"--{name}={text}" for name, text in options.items()]
    words += ["--decimal=point"] if isinstance(value, float | Decimal) else []
    words += ["--status=withdrawn"] if value is None else [written]
    done = run("add-result", indicator, period, *words, "--data", other, now=NOW, env={"TRACKER_AUTHOR": "lan"})
    recording = tracker.open(data, today=TODAY).record(indicator, period, value, **options, author="lan", now=NOW)
    assert done.returncode == 0, done.stderr
    mine, theirs = ((path / "results.csv").read_text(encoding="utf-8").splitlines() for path in (data, other))
    assert mine[:-1] == theirs[:-1]
    assert mine[-1].split(",")[:7] == theirs[-1].split(",")[:7]
    assert recording.is_written
    assert str(recording.result.recorded_at) in mine[-1]
    assert (recording.result.recorded_by, recording.result.line) == ("lan", len(mine))
    assert (recording.change, recording.replaced is None) in (("new", True), ("revision", False))


def test_a_recording_is_seen_by_the_folder_and_tells_what_it_changed(data):
    folder = tracker.open(data, today=TODAY)
    before = folder.status(2024)
    recording = folder.record("grdp-growth", 2024, "9.5", author="lan", now=NOW)
    assert recording.before == before["grdp-growth"]
    assert recording.after == folder.status(2024)["grdp-growth"]
    assert recording.after.result == recording.result
    assert before["grdp-growth"].result.period.year == 2023, "what was returned never changes"
    again = folder.record("grdp-growth", 2024, Decimal("9.50"), author="lan", now=NOW)
    assert (again.change, again.is_written, again.result) == ("same", False, recording.result)
    assert again.before == again.after


def test_a_ratio_is_recorded_as_a_quotient_both_or_nothing(run, tmp_path):
    mine, theirs = (shutil.copytree(COMPARED, tmp_path / name) for name in ("mine", "theirs"))
    folder = tracker.open(mine, today="2028-01-20")
    arguments = ("poverty-rate", "2027", "118/5040", "--area", "p-song-cong", "--data", theirs)
    moment = datetime(2028, 1, 20, 9, tzinfo=timezone(timedelta(hours=7)))
    assert run("add-result", *arguments, now=moment, env={"TRACKER_AUTHOR": "lan"}).returncode == 0
    done = folder.record("poverty-rate", 2027, "118/5040", area="p-song-cong", author="lan", now=moment)
    rows = [(path / "results.csv").read_text(encoding="utf-8").splitlines() for path in (mine, theirs)]
    written = [[re.sub(r"2028-01-20T[^,]*", "", line) for line in each] for each in rows]
    assert written[0] == written[1]
    assert [(row.indicator, row.value, row.area) for row in done.rows] == [
        ("poor-households", 118, "p-song-cong"), ("households", 5040, "p-song-cong"),
    ]  # fmt: skip
    assert (done.change, done.result, done.is_written) == ("new", done.rows[0], True)
    assert (done.before.indicator.id, done.after.indicator.id) == ("poverty-rate", "poverty-rate")
    assert round(done.after.result.value, 20) == round(Decimal(118) * 100 / 5040, 20)
    again = folder.record("poverty-rate", 2027, "118/5040", area="p-song-cong", author="lan", now=moment)
    assert (again.change, again.is_written, again.rows) == ("same", False, done.rows)
    before = (mine / "results.csv").read_bytes()
    for value, message in (
        ("119/5040", "already has a result"),
        ("118/14.687", "can be read as"),
        ("1/2/3", "is not a number"),
    ):
        with pytest.raises(tracker.TrackerError, match=message):
            folder.record("poverty-rate", 2027, value, area="p-song-cong", author="lan", now=moment)
    with pytest.raises(tracker.TrackerError, match="is no ratio"):
        folder.record("clean-water", 2027, "118/5040", area="p-song-cong", now=moment)
    assert (mine / "results.csv").read_bytes() == before


def test_a_folder_that_was_opened_by_a_relative_path_stays_where_it_is(data, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(data.parent)
    opened = [tracker.open("data", today=TODAY), tracker.open(today=TODAY)]
    monkeypatch.setenv("TRACKER_DATA", "data")
    opened.append(tracker.open(today=TODAY))
    for folder in opened:
        monkeypatch.chdir(tmp_path / "elsewhere")
        folder.reload()
        assert folder.path == str(data)
        assert folder.record("grdp-growth", 2024, "7.2", author="lan", now=NOW).result.value == Decimal("7.2")
        monkeypatch.chdir(data.parent)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_dry_run_writes_nothing_and_asks_in_a_warning(data):
    rows = (data / "results.csv").read_bytes()
    folder = tracker.open(data, today=TODAY)
    recording = folder.record("grdp-growth", 2024, 70, dry_run=True, author="lan", now=NOW)
    assert not recording.is_written
    assert [str(problem.message) for problem in recording.warnings] == [
        "70 is about 10 times the plan of 2024, 7.5"
    ] or recording.warnings
    assert recording.after.result.value == 70
    assert (data / "results.csv").read_bytes() == rows


REFUSED = [
    ((DATA, "status", 1999), "1999 is not a year of the term 2021–2025"),
    ((DATA, "indicator", "nothing"), 'no indicator is called "nothing"'),
    ((DATA, "results", "growth"), '"growth" matches 6 indicators'),
    ((DATA, "areas", "commune"), "no area has the level"),
    ((DATA, "compare", "class-2-city"), "a milestone has no figure to rank"),
    ((DATA, "record", "grdp-growth", 2024, "14.687"), '"14.687" can be read as 14.687 or as 14687'),
    ((DATA, "record", "grdp-growth", 2024, 70), "70 is about 10 times"),
    ((DATA, "record", "grdp-growth", 2023, 9), "grdp-growth already has a result for 2023"),
    ((DATA, "record", "grdp-growth", 1999, 9), "1999 is not between the baseline year"),
    ((DATA, "record", "grdp-growth", 2024, float("nan")), "is not a number"),
    ((DATA, "record", "grdp-growth", 2024, Decimal("1E+40")), "the number has more than 30 digits"),
    ((DATA, "record", "grdp-growth", 2024, True), "is not a number"),
    ((DATA, "record", "class-2-city", 2024, 1), '"1" is neither yes nor no'),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message[:30] for _, message in REFUSED])
def test_a_refusal_is_an_exception_with_the_problem_of_the_command(data, call, message):
    _, method, *arguments = call
    rows = (data / "results.csv").read_bytes()
    folder = tracker.open(data, today=TODAY)
    options = {"now": NOW, "author": "lan"} if method == "record" else {}
    with pytest.raises(tracker.TrackerError) as caught:
        getattr(folder, method)(*arguments, **options)
    assert message in str(caught.value)
    assert caught.value.code == tracker.ExitCode.USAGE
    assert all(problem.message for problem in caught.value.problems)
    assert (data / "results.csv").read_bytes() == rows


def test_every_problem_of_the_files_is_in_one_exception(run, tmp_path):
    folder = write_folder(
        tmp_path / "data", TARGETS.replace('"level"', '"levle"'), "poor,20x4,1,,final,,,2025-01-01,\n"
    )
    with pytest.raises(tracker.TrackerError) as caught:
        tracker.open(folder)
    done = run("status", "--lang", "en", "--data", folder)
    english = tracker.Language("en")
    assert len(caught.value.problems) > 1
    for problem in caught.value.problems:
        assert english.format_message(problem.message) in done.stderr
    with pytest.raises(tracker.TrackerError, match="there is no such folder"):
        tracker.open(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda folder: folder.status(2023, method="magic"), ValueError),
        (lambda folder: folder.status(2023, territory="now"), ValueError),
        (lambda folder: folder.status(2023).rows("fr"), ValueError),
        (lambda folder: folder.status(2023.5), TypeError),
        (lambda folder: folder.status(2023, where="sdg=1"), TypeError),
        (lambda folder: folder.review(2023, parts="sex=female"), TypeError),
        (lambda folder: tracker.open(folder.path, as_of=2024), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, statsu="final"), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, status="Final"), ValueError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, status=["final"]), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, "7,125", decimal=","), ValueError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, note=None), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, author=5), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, parts="sex=female"), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, now="2025-01-05"), TypeError),
        (lambda folder: folder.record("grdp-growth", 2024, 7, now=datetime(999, 1, 1)), ValueError),
        (lambda folder: tracker.open(folder.path, as_of="yesterday"), ValueError),
    ],
)
def test_a_mistake_in_a_program_is_an_error_of_python(data, call, error):
    rows = (data / "results.csv").read_bytes()
    with pytest.raises(error):
        call(tracker.open(data, today=TODAY))
    assert (data / "results.csv").read_bytes() == rows


def test_a_folder_of_an_earlier_day_and_a_closed_year_are_only_read(run, data):
    with pytest.raises(tracker.TrackerError, match="was opened as it was on"):
        tracker.open(data, as_of=date(2024, 1, 1)).record("grdp-growth", 2024, 7)
    assert run("close", "2022", "--yes", "--data", data, now=NOW).returncode == 0
    closed = tracker.open(data / "closed" / "2022.zip")
    assert closed.reporting_year == 2022
    with pytest.raises(tracker.TrackerError, match="a closed year is only read"):
        closed.record("grdp-growth", 2024, 7)
    folder = tracker.open(data, today=TODAY)
    with pytest.raises(tracker.TrackerError, match="were closed on"):
        folder.record("grdp-growth", 2022, "8.2", revise=True, author="lan", now=LATER)
    done = folder.record("grdp-growth", 2022, "8.2", revise=True, reopen=True, note="sửa", author="lan", now=LATER)
    assert done.is_written


def test_the_folder_is_found_as_the_commands_find_it(data, monkeypatch):
    monkeypatch.chdir(data.parent)
    monkeypatch.delenv("TRACKER_DATA", raising=False)
    assert tracker.open().path == str(data)
    monkeypatch.setenv("TRACKER_DATA", str(DATA))
    assert tracker.open().path == str(DATA)


def test_nothing_that_is_returned_can_be_changed():
    folder = tracker.open(DATA, today=TODAY)
    assessments = folder.status(2023)
    for item, name in ((assessments[0], "status"), (folder.term, "name"), (folder.indicators[0], "target"),
                       (folder.results("grdp-growth")[0], "value"), (assessments, "year"), (assessments, "new"),
                       (folder, "term")):  # fmt: skip
        with pytest.raises(AttributeError):
            setattr(item, name, None)
    with pytest.raises(TypeError):
        assessments[0] = None
    rows = assessments.rows()
    rows[0].clear()
    assert assessments.rows()[0], "the rows are made anew"


PROBE = """
import sys
import tracker
first = [name for name in sys.modules if name.startswith("tracker")]
folder = tracker.open(sys.argv[1], today="2026-11-27")
rows = folder.status(2023).rows()
folder.review(2023)
print("FIRST", *first)
print("MODULES", *sorted(sys.modules))
"""


def test_importing_is_lean_and_nothing_of_the_command_line_is_imported():
    settings = {name: value for name, value in environment().items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(DATA)], capture_output=True, encoding="utf-8", env=settings, check=True
    )
    first, modules = done.stdout.strip().split("\n")
    assert first == "FIRST tracker"
    assert done.stderr == ""
    found = set(modules.split())
    for unwanted in ("click", "rich", "filelock", "plotext", "tracker.cli", "tracker.recording.commit",
                     "tracker.journal.writer", "difflib", "logging", "asyncio"):  # fmt: skip
        assert not [name for name in found if name == unwanted or name.startswith(f"{unwanted}.")], unwanted


def test_nothing_is_printed(data, capsys):
    folder = tracker.open(data, today=TODAY)
    folder.status(2023).rows()
    folder.record("grdp-growth", 2024, 7, author="lan", now=NOW)
    with pytest.raises(tracker.TrackerError):
        folder.indicator("nothing")
    assert capsys.readouterr() == ("", "")


def test_the_stub_offers_the_names_that_are_imported():
    tree = ast.parse((ROOT / "src" / "tracker" / "__init__.pyi").read_text(encoding="utf-8"))
    stub = {alias.name: node.module for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert stub == {name: module for module, names in tracker._MODULES.items() for name in names.split()}
    assert sorted(stub) == sorted(tracker.__all__)
    [listed] = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    assert sorted(ast.literal_eval(listed)) == sorted(stub)
    for name in tracker.__all__:
        assert getattr(tracker, name) is getattr(sys.modules[stub[name]], name), name
    with pytest.raises(AttributeError):
        tracker.nothing  # noqa: B018
    assert set(dir(tracker)) == {*tracker.__all__, "__version__"}


def list_public():
    """Yield every public name, and every public method and property of a class, with its function if it is one."""
    for name in tracker.__all__:
        thing = getattr(tracker, name)
        yield name, thing
        if isinstance(thing, type):
            for member, value in vars(thing).items():
                function = value.fget if isinstance(value, property) else value
                if isinstance(function, types.FunctionType) and not member.startswith("_"):
                    yield f"{name}.{member}", function


def test_every_public_name_is_documented():
    silent = []
    for name, thing in list_public():
        text = thing.__doc__ or ""
        is_own = getattr(thing, "__module__", "").startswith("tracker")
        if is_own and not text.strip():
            silent.append(name)
        if isinstance(thing, type) and text.startswith(f"{thing.__name__}("):
            silent.append(f"{name}: only its fields")
    assert silent == []


def test_every_public_name_is_typed():
    bare, count = [], 0
    for name, thing in list_public():
        if not getattr(thing, "__module__", "").startswith("tracker"):
            continue
        if isinstance(thing, type):
            fields = getattr(thing, "_fields", ())
            bare += [f"{name}.{field}" for field in fields if field not in thing.__annotations__]
            count += len(fields)
            continue
        count += 1
        code, known = thing.__code__, thing.__annotations__
        arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        bare += [f"{name}: {word}" for word in arguments if word not in (*known, "self")]
        bare += [] if "return" in known else [f"{name}: return"]
    assert bare == []
    assert count > 100
    assert set(typing.get_type_hints(tracker.RecordOptions)) >= {
        "status",
        "source",
        "note",
        "revise",
        "yes",
        "author",
        "now",
    }


def test_the_client_that_lint_checks_runs(monkeypatch, capsys):
    """mypy reads `support/client.py` with --strict: a program of somebody else, with every call of the page."""
    names = runpy.run_path(str(TESTS / "support" / "client.py"))
    assert names["print_figures"](str(COMPARED)) > 0
    text = (TESTS / "support" / "client.py").read_text(encoding="utf-8")
    methods = [name for name in vars(tracker.TrackerFolder) if not name.startswith("_")]
    assert [name for name in methods if f"folder.{name}" not in text] == []
    assert capsys.readouterr().out


def test_every_public_name_is_on_the_page():
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    missing = [name for name in tracker.__all__ if f"`{name}`" not in page and f"tracker.{name}" not in page]
    methods = [name for name in vars(tracker.TrackerFolder) if not name.startswith("_")]
    missing += [name for name in methods if f"`folder.{name}" not in page]
    assert missing == []


def list_programs():
    """Return the programs of the page that need another library."""
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    return [code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "import pandas" in code]


@pytest.mark.parametrize("number", range(2))
def test_the_examples_with_pandas_run(data, monkeypatch, capsys, number):
    code = list_programs()[number]
    compile(code, "library.md", "exec")
    pytest.importorskip("pandas")
    monkeypatch.chdir(data.parent)
    exec(code, {})
    assert len(capsys.readouterr().out.splitlines()) > 3
    assert len(list_programs()) == 2
