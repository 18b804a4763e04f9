"""Rows of areas and parts in the journals: read, recorded, taken back and proven, whichever columns a file has."""

import csv
import errno
import io
import os
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import count_examples
from support.folders import HEADER, write_folder
from tracker.errors import TrackerError
from tracker.journal import new_file
from tracker.journal.index import ALL_INDICATORS
from tracker.journal.lock import lock_journal
from tracker.journal.new_file import add_columns
from tracker.journal.reader import read_journal
from tracker.journal.rows import RESULTS, ResultConstraint
from tracker.journal.scopes import ScopeColumns, add_scope_columns
from tracker.journal.writer import append_rows

COLUMNS = ScopeColumns(("p-one", "x-two"), {"sex": ("female", "male"), "age": ("young", "old")})
SCHEMA = add_scope_columns(RESULTS, COLUMNS)
CONSTRAINTS = {
    "a": ResultConstraint("level", 2026, ("sex",)),
    "b": ResultConstraint("total", 2026, ("sex", "age")),
    "c": ResultConstraint("level", 2026),
}
TARGETS = """
[term]
name = "T"
first_year = 2026
last_year = 2030

[[dimension]]
id = "sex"
values = { female = "Nữ", male = "Nam" }
whole = true

[[indicator]]
id = "poor"
name = "Poor households"
unit = "households"
measure = "level"
areas = "commune"
roll_up = "sum"
target.at_most = 20
each.target.at_most = 9

[[indicator]]
id = "trained"
name = "Trained workers"
unit = "people"
measure = "total"
areas = "commune"
roll_up = "sum"
by = ["sex"]
target.at_least = 100
"""
AREAS = """area,name,level,within,from,until,into
p-one,Phường Một,commune,,,,
x-two,Xã Hai,commune,,,,
"""


def make_folder(path, results=""):
    folder = write_folder(path / "data", TARGETS, results)
    (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
    return folder


# --- Reading ----------------------------------------------------------------------------------------------------

NAMES = st.permutations(["area", "sex", "age"]).flatmap(
    lambda names: st.integers(0, 3).map(lambda count: names[:count])
)
IDS = {
    "area": ["", "", "p-one", "x-two", "p-none", "P-one", " p-one"],
    "sex": ["", "", "female", "male", "other", "fe male"],
    "age": ["", "", "young", "old", "new"],
}


@st.composite
def journals(draw) -> bytes:
    """A journal with some of the columns, in any order, in which cells at the end may be missing."""
    names = draw(NAMES)
    extra = draw(st.booleans())
    lines = [",".join([HEADER.strip(), *names, *(["mine"] if extra else [])])]
    for _ in range(draw(st.integers(0, 12))):
        indicator, year = draw(st.sampled_from("abcz")), draw(st.sampled_from((2024, 2025, 2026, 2027)))
        cells = [f"{indicator},{year},{draw(st.integers(0, 9))},,final,,,2026-0{draw(st.integers(1, 3))}-01,lan"]
        cells += [draw(st.sampled_from(IDS[name])) for name in names]
        cells += ["x"] if extra else []
        missing = draw(st.sampled_from((0, 0, 0, 1, 2, 9)))
        lines.append(",".join(cells[: max(1, len(cells) - missing)]))
    return "\n".join([*lines, ""]).encode()


def read(data: bytes, schema, **options):
    content = read_journal(io.BytesIO(data), "results.csv", CONSTRAINTS, schema=schema, **options)
    rows = sorted((row for found in content.results.values() for row in found), key=lambda row: row.line)
    return rows, sorted((item.location.line or 0, str(item.message), str(item.hint)) for item in content.problems)


@settings(max_examples=count_examples(300), deadline=None)
@given(journals(), st.sampled_from((None, "2026-01-31")), st.sampled_from(("", ALL_INDICATORS, "a")))
def test_the_fast_way_of_reading_gives_what_the_slow_one_gives(data, as_of, history):
    fast, problems = read(data, SCHEMA, as_of=as_of, history=history)
    slow, same_problems = read(data, SCHEMA._replace(has_fast_path=False), as_of=as_of, history=history)
    assert problems == same_problems
    assert problems or fast == slow  # the rows of a journal with problems are not used


@settings(max_examples=count_examples(200), deadline=None)
@given(journals())
def test_the_last_row_of_each_key_counts_as_a_plain_reader_says(data):
    rows, problems = read(data, SCHEMA)
    if problems:
        return
    header, *records = csv.reader(io.StringIO(data.decode()))
    last = {}
    for line, cells in enumerate(records, 2):
        row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        names = [row["indicator"], row["period"], *(row.get(name, "").strip() for name in ("area", "sex", "age"))]
        last[tuple(names)] = (line, row["value"])
    found = {
        (row.indicator, str(row.period), row.area, dict(row.parts).get("sex", ""), dict(row.parts).get("age", "")): (
            row.line,
            str(row.value),
        )
        for row in rows
    }
    assert found == last


def test_without_areas_and_dimensions_the_columns_are_columns_of_the_user():
    data = (HEADER.strip() + ",area,sex\na,2025,1,,final,,,2026-01-01,lan,anywhere,none\n").encode()
    rows, problems = read(data, RESULTS)
    assert (len(rows), rows[0].area, rows[0].parts, problems) == (1, "", (), [])
    assert add_scope_columns(RESULTS, ScopeColumns()) is RESULTS


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ("a,2025,1,,final,,,2026-01-01,lan,p-onee", 'there is no area "p-onee" in areas.csv'),
        ("a,2025,1,,final,,,2026-01-01,lan,,femal", '"femal" is not a value of sex'),
        ("c,2025,1,,final,,,2026-01-01,lan,,female", "this indicator has no parts by sex"),
    ],
)
def test_an_unknown_area_or_part_is_an_error_with_its_line(cells, text):
    data = f"{HEADER.strip()},area,sex\n{cells}\n".encode()
    content = read_journal(io.BytesIO(data), "results.csv", CONSTRAINTS, schema=SCHEMA)
    (problem,) = content.problems
    assert problem.location.line == 2
    assert text in problem.message.template.format(**problem.message.values)


# --- Columns that a journal gains -------------------------------------------------------------------------------

BODIES = [
    b"",
    b"a,2025,1,,final,,,2026-01-01,lan\n",
    b'a,2025,1,,final,,"two\nlines",2026-01-01,lan\n\nb,2025,2,,final,,,2026-01-01,lan',
    b"a,2025,1,,final,,,2026-01-01,lan\r\nb,2025,2,,final,,,2026-01-01,lan\r\n",
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_journal_gains_a_column_and_every_row_stays_byte_for_byte(tmp_path, body, start, end):
    path = tmp_path / "results.csv"
    header = HEADER.strip().encode()
    path.write_bytes(start + header + end + body)
    path.chmod(0o640)
    with lock_journal(str(path)):
        add_columns(str(path), ["area", "sex"])
    last = b"" if body.endswith(b"\n") or not body else end
    assert path.read_bytes() == start + header + b",area,sex" + end + body + last
    assert path.stat().st_mode & 0o777 == 0o640
    before = read_journal(io.BytesIO(start + header + end + body), "x", CONSTRAINTS).results
    after = read_journal(io.BytesIO(path.read_bytes()), "x", CONSTRAINTS, schema=SCHEMA).results
    assert after == before
    assert os.listdir(tmp_path) == ["results.csv"]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "rename"])
def test_a_fault_while_a_column_is_added_leaves_the_journal_as_it_was(tmp_path, monkeypatch, call):
    path = tmp_path / "results.csv"
    path.write_bytes(HEADER.encode() + BODIES[1])
    before = path.read_bytes()
    original = getattr(os, call)

    def fail(*arguments, **named):
        if call != "open" or str(arguments[0]).endswith(".new"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return original(*arguments, **named)

    row = {
        "indicator": "a",
        "period": "2026",
        "value": "1",
        "status": "final",
        "recorded_at": "2026-02-01",
        "area": "p-one",
    }
    with lock_journal(str(path)):
        monkeypatch.setattr(new_file.os, call, fail)
        with pytest.raises(TrackerError):
            append_rows(str(path), [row], SCHEMA)
        monkeypatch.undo()
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["results.csv"]


# --- Recording --------------------------------------------------------------------------------------------------


def test_a_result_of_an_area_is_recorded_listed_and_taken_back(run, tmp_path):
    folder = make_folder(tmp_path, "poor,2026,18,,final,,,2026-12-01,lan\n")
    before = (folder / "results.csv").read_bytes()
    data = ("--data", folder, "--lang", "en")
    done = run("add-result", "poor", "2026", "7", "--area", "phuong mot", "--status", "estimate", "--yes", *data)
    assert done.stdout.startswith("Recorded: poor 2026 (p-one) = 7 (estimate)")
    assert (
        run("add-result", "trained", "2026", "30", "--area", "Hai", "--part", "sex=nữ", "--yes", *data).returncode == 0
    )
    text = (folder / "results.csv").read_text(encoding="utf-8")
    header, first, *rest = text.splitlines()
    assert header == HEADER.strip() + ",area,sex"
    assert (first + "\n").encode() in before
    assert [row.split(",")[0:3] + row.split(",")[9:] for row in rest] == [
        ["poor", "2026", "7", "p-one"],
        ["trained", "2026", "30", "x-two", "female"],
    ]
    listed = list(csv.DictReader(io.StringIO(run("log", "--format", "csv", *data).stdout)))
    assert [(row["indicator"], row["area"], row["parts"]) for row in listed] == [
        ("trained", "x-two", "sex=female"),
        ("poor", "p-one", ""),
        ("poor", "", ""),
    ]
    assert run("undo", "--id", "2", "--yes", *data).returncode == 0
    shown = run("show", "poor", "--area", "p-one", "--year", "2026", *data).stdout
    assert "no result yet" in shown
    assert "18" in run("show", "poor", "--year", "2026", *data).stdout


def test_the_same_value_for_two_areas_is_two_results_and_never_a_revision(run, tmp_path):
    folder = make_folder(tmp_path)
    for area in ("p-one", "x-two"):
        words = ("add-result", "poor", "2026", "7", "--status", "estimate", "--area", area, "--yes", "--data", folder)
        assert run(*words).returncode == 0
        again = run(*words, "--lang", "en")
        assert "Unchanged" in again.stdout
    assert (folder / "results.csv").read_text(encoding="utf-8").count("\n") == 3
    refused = run("add-result", "poor", "2026", "8", "--area", "p-one", "--yes", "--data", folder, "--lang", "en")
    assert refused.returncode == 2
    assert "poor already has a result for 2026" in refused.stderr


@pytest.mark.parametrize(
    ("words", "english", "vietnamese"),
    [
        (("--area", "nowhere"), 'no area is called "nowhere"', "không có địa bàn nào tên"),
        (("--part", "age=old"), 'there is no dimension "age"', 'không có cách phân tổ nào mã "age"'),
        (("--part", "sex"), '"sex" is not a part', '"sex" không phải là'),
        (("--part", "sex=x"), '"x" is not a value of sex', '"x" không phải là'),
        (("--part", "sex=male"), "poor has no parts by sex", "poor không phân tổ theo sex"),
    ],
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_names_no_area_or_part_is_refused_and_nothing_is_written(
    run, tmp_path, words, english, vietnamese, language
):
    folder = make_folder(tmp_path)
    before = (folder / "results.csv").read_bytes()
    for command in (("add-result", "poor", "2026", "7"), ("decide", "poor", "2026", "7")):
        done = run(*command, *words, "--yes", "--data", folder, "--lang", language)
        assert (done.returncode, done.stdout) == (2, "")
        assert (english if language == "en" else vietnamese) in done.stderr
    assert (folder / "results.csv").read_bytes() == before
    assert not (folder / "decisions.csv").exists()


def test_a_closed_year_is_proven_although_the_journal_gains_a_column(run, tmp_path):
    folder = make_folder(tmp_path, "poor,2026,18,,final,x,,2027-01-10,lan\n")
    data = ("--data", folder, "--lang", "en")
    assert run("close", "2026", "--source", "BC 1", "--yes", *data, now=datetime(2027, 1, 15)).returncode == 0
    assert (
        run("add-result", "poor", "2027", "7", "--area", "p-one", "--yes", *data, now=datetime(2028, 1, 15)).returncode
        == 0
    )
    checked = run("check", *data, now=datetime(2028, 1, 15))
    assert "[closed-" not in checked.stdout
    refused = run("add-result", "poor", "2026", "7", "--area", "p-one", "--yes", *data, now=datetime(2028, 1, 15))
    assert refused.returncode == 2
    assert "closed" in refused.stderr


def test_a_decision_for_an_area_is_in_force_for_it_alone(run, tmp_path):
    folder = make_folder(tmp_path)
    data = ("--data", folder, "--lang", "en")
    for area, value in (("p-one", "7"), ("x-two", "6")):
        words = ("add-result", "poor", "2026", value, "--status", "estimate", "--area", area, "--yes")
        assert run(*words, *data).returncode == 0
    words = ("decide", "poor", "2026", "<=6", "--area", "p-one", "--decided", "2026-01-05", "--source", "NQ 1", "--yes")
    done = run(*words, *data)
    assert "the plan of 2026 (p-one): ≤ 6" in done.stdout
    rows = csv.DictReader(io.StringIO(run("status", "--level", "commune", "--year", "2026", *data).stdout))
    verdicts = {(row["area"], row["indicator"]): row["plan_verdict"] for row in rows}
    assert (verdicts["p-one", "poor"], verdicts["x-two", "poor"]) == ("missed", "")
    header = (folder / "decisions.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by"


RATIO = """
[[indicator]]
id = "households"
name = "Households"
unit = "households"
measure = "level"
areas = "commune"
roll_up = "sum"

[[indicator]]
id = "rate"
name = "Poverty rate"
unit = "%"
measure = "level"
ratio = {{ of = "poor", to = "households", times = 100 }}
target.at_most = 1
"""


def test_a_quotient_records_its_numerator_and_its_denominator_together(run, tmp_path):
    folder = make_folder(tmp_path)
    (folder / "targets.toml").write_text(TARGETS + RATIO.format(), encoding="utf-8")
    data = ("--data", folder, "--lang", "en")
    words = ("add-result", "rate", "2026", "7/1.000,5", "--status", "estimate", "--area", "p-one", "--yes", *data)
    done = run(*words)
    assert done.stdout.count("Recorded:") == 2, done.stderr
    rows = list(csv.DictReader((folder / "results.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["indicator"], row["value"], row["area"]) for row in rows] == [
        ("poor", "7", "p-one"),
        ("households", "1000.5", "p-one"),
    ]
    assert len({row["recorded_at"] for row in rows}) == 1
    assert "poor 2026 (p-one)" in run("undo", "--dry-run", *data).stdout
    shown = run("show", "rate", "--area", "p-one", "--year", "2026", *data).stdout
    assert "7 (poor) / 1,000.5 (households) × 100 = 0.7" in shown
    for value, language, text in (
        ("7/1000", "en", '"7/1000" is a quotient, but poor is no ratio'),
        ("7/1000", "vi", '"7/1000" là một thương số, nhưng poor không phải là tỷ lệ'),
    ):
        refused = run("add-result", "poor", "2026", value, "--area", "p-one", "--data", folder, "--lang", language)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert text in refused.stderr


def test_the_qualifier_beside_a_quotient_is_that_of_its_numerator(run, tmp_path):
    folder = make_folder(tmp_path)
    (folder / "targets.toml").write_text(TARGETS + RATIO.format(), encoding="utf-8")
    (tmp_path / "in.csv").write_text("indicator,period,value,qualifier,area\nrate,2026,410/820,>,p-one\n")
    assert run("import", tmp_path / "in.csv", "--status", "estimate", "--yes", "--data", folder).returncode == 0
    rows = csv.DictReader((folder / "results.csv").read_text(encoding="utf-8").splitlines())
    found = [(row["indicator"], row["qualifier"], row["value"]) for row in rows]
    assert found == [("poor", ">", "410"), ("households", "", "820")]


# --- A damaged list of areas ------------------------------------------------------------------------------------

SOUND_AREAS = "\n".join([
    "area,name,level,within,from,until,into,source",
    "tinh,Tỉnh,province,,,,,",
    "p-one,Phường Một,commune,tinh,,,,",
    "x-two,Xã Hai,commune,tinh,,2026-06-30,p-one,",
    "x-three,Xã Ba,commune,tinh,,,,",
    "",
])  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("tinh,Tỉnh", 'tinh,"Tỉnh', 2),
        ("p-one,Phường Một", 'p-one,"Phường Một', 3),
        ("p-one,Phường Một", "P-One,Phường Một", 3),
        ("tinh,Tỉnh,", "tỉnh,Tỉnh,", 2),
        ("tinh,Tỉnh,province", "tinh,Tỉnh, tỉnh,province", 2),
        (SOUND_AREAS[:50], SOUND_AREAS[:50].replace(",", ";"), 1),
        ("area,name,level", "area,name", 1),
        ("area,name,level", "<<<<<<< HEAD\narea,name,level", 1),
        ("x-three,Xã Ba", "=======\nx-three,Xã Ba", 5),
        ("p-one,Phường Một", "p-one,\udcff", None),
    ],
)
def test_a_damaged_list_of_areas_is_one_problem_and_no_row_of_a_journal(run, tmp_path, old, new, line):
    rows = [f"poor,{2021 + at % 5},{at},,final,,,2026-01-01,lan,{name},\n" for at in range(300)
            for name in ("p-one", "x-two", "tinh")]  # fmt: skip
    folder = make_folder(tmp_path, f"{HEADER.strip()},area,sex\n{''.join(rows)}")
    decided = "indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by\n"
    (folder / "decisions.csv").write_text(f"{decided}poor,x-two,plan,2026,5,2026-01-01,,,2026-01-01,lan\n")
    text = SOUND_AREAS.replace(old, new, 1)
    (folder / "areas.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = run("status", "--data", folder, "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    found = [text for text in done.stderr.splitlines() if ".csv" in text.partition(": ")[0]]
    assert len(found) == 1, done.stderr
    assert f"areas.csv:{line}: " in found[0] if line else "areas.csv" in found[0]
    (folder / "areas.csv").write_text(SOUND_AREAS, encoding="utf-8")
    assert run("status", "--data", folder, "--area", "p-one").returncode == 0, "nothing of the damage was kept"


def test_an_area_that_no_list_has_is_still_an_error(run, tmp_path):
    folder = make_folder(tmp_path, f"{HEADER.strip()},area\npoor,2026,1,,final,,,2026-01-01,lan,x-none\n")
    done = run("status", "--data", folder, "--lang", "en")
    assert done.returncode == 3
    assert 'there is no area "x-none" in areas.csv' in done.stderr
