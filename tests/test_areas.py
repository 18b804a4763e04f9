"""Areas: `areas.csv` is read as it is meant, whatever its order; areas are found by name; the keys of targets.toml.

What is wrong in a list of areas, and in the keys of areas and dimensions, is in `errors/areas-*` and `errors/toml-*`.
"""

import csv
import io
import json
import os
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import LANGUAGES, TESTS
from tracker.errors import TrackerError
from tracker.folder import Folder, load_targets
from tracker.i18n import Language
from tracker.journal.decision_rows import DECISION_COLUMNS
from tracker.journal.rows import COLUMNS
from tracker.model import Baseline, Plan, Target
from tracker.model.areas import Area, Dimension, Placement, Ratio, Successor
from tracker.targets.area_names import find_area
from tracker.targets.area_rows import AREA_COLUMNS
from tracker.targets.areas import find_next_day, read_areas
from tracker.targets.dimensions import RESERVED
from tracker.targets.reader import read_targets
from tracker.views.areas.tree import build_tree

AREAS = TESTS / "areas"
HEADER = "area,name.vi,name.en,level,within,from,until,into,source\n"
MERGER = """\
thai-nguyen,Tỉnh Thái Nguyên,Thai Nguyen Province,province,,,,,
bac-kan,Tỉnh Bắc Kạn,Bac Kan Province,province,,,2025-06-30,thai-nguyen,
p-song-cong,Phường Sông Công,,commune,thai-nguyen,2025-07-01,,,
p-cho-moi,Phường Chợ Mới,,commune,bac-kan,,2025-06-30,,
p-cho-moi,Phường Chợ Mới,,commune,thai-nguyen,2025-07-01,,,
"""
TERM = '[term]\nname = "T"\nfirst_year = 2026\nlast_year = 2030\n'


def read(rows: str) -> dict[str, Area]:
    areas, problems = read_areas(HEADER + rows, "areas.csv")
    assert problems == []
    return dict(areas)


def list_faults(rows: str) -> list[tuple[int | None, str]]:
    _, problems = read_areas(HEADER + rows, "areas.csv")
    return [(problem.location.line, problem.location.key) for problem in problems]


# The list.


def test_a_list_is_read_with_its_placements_and_successors():
    areas = read(MERGER)
    assert list(areas) == ["thai-nguyen", "bac-kan", "p-song-cong", "p-cho-moi"]
    assert areas["bac-kan"] == Area(
        "bac-kan", {"vi": "Tỉnh Bắc Kạn", "en": "Bac Kan Province"}, "province", (Placement("", "", "2025-06-30"),),
        (Successor("thai-nguyen"),), "", 3,
    )  # fmt: skip
    moved = areas["p-cho-moi"]
    assert moved.placements == (Placement("bac-kan", "", "2025-06-30"), Placement("thai-nguyen", "2025-07-01", ""))
    assert (moved.begins, moved.ends, moved.line, moved.into) == ("", "", 5, ())
    assert [moved.find_placement(day).within for day in ("2025-06-30", "2025-07-01")] == ["bac-kan", "thai-nguyen"]


def test_a_split_has_its_shares_exactly_and_their_source():
    areas = read(
        "a,A,,commune,,,2025-06-30,b:0.123456789012345678 c:0.876543210987654322,QĐ 1\n"
        "b,B,,commune,,2025-07-01,,,\nc,C,,commune,,2025-07-01,,,\n"
    )
    assert areas["a"].into == (
        Successor("b", Decimal("0.123456789012345678")), Successor("c", Decimal("0.876543210987654322")),
    )  # fmt: skip
    assert areas["a"].source == "QĐ 1"


def test_what_excel_leaves_behind_is_read():
    """A byte-order mark, line ends of Windows, empty rows, further columns, spaces around cells, and any order."""
    text = "note,into,until,from,within,level,name,area\r\nx, b ,2025-06-30,, ,commune,A,a\r\n,,,,,,,\r\n\r\n,,,,,commune,B,b\r\n"
    areas, problems = read_areas(text, "areas.csv")
    assert problems == []
    assert areas["a"].into == (Successor("b"),)
    assert areas["b"].name == {"": "B"}
    assert areas["b"].line == 5


def test_names_in_any_language_are_kept():
    text = "area,name,name.lo,name.zh-Hant,level,within,from,until,into\na,A,ກ,甲,city,,,,\n"
    areas, problems = read_areas(text, "areas.csv")
    assert (problems, areas["a"].name) == ([], {"": "A", "lo": "ກ", "zh-Hant": "甲"})


def test_a_wrong_row_does_not_make_others_wrong():
    """What names an area whose own row is wrong is right: it exists."""
    rows = "a,A,,province,,01/07/2025,,,\nb,B,,commune,a,,,,\nc,C,,commune,a,,2025-06-30,a,\n"
    assert list_faults(rows) == [(2, "from")]


def test_a_folder_without_areas_or_with_a_list_is_loaded(folder):
    data = folder(TERM)
    assert load_targets(Folder(str(data))).areas == {}
    (data / "areas.csv").write_text("\ufeff" + HEADER + MERGER, encoding="utf-8")
    assert list(load_targets(Folder(str(data))).areas) == ["thai-nguyen", "bac-kan", "p-song-cong", "p-cho-moi"]


@st.composite
def forests(draw) -> dict[str, tuple[str, list[tuple[str, str, str]], str]]:
    """Areas by id: level, and for each time the larger area with the first and last day; what came after it.

    Each merger happens on one of a few days. Provinces live for ever or end into a later one; communes move with them.
    """
    days = ["2019-12-31", "2022-05-31", "2025-06-30"]
    forest: dict[str, tuple[str, list[tuple[str, str, str]], str]] = {}
    provinces = [f"t{at}" for at in range(draw(st.integers(1, 5)))]
    ends = {name: draw(st.sampled_from(["", *days])) for name in provinces[1:]} | {provinces[0]: ""}
    into = {name: next(other for other in provinces if not ends[other] or ends[other] > end)
            for name, end in ends.items() if end}  # fmt: skip
    for name in provinces:
        forest[name] = ("province", [("", "", ends[name])], into.get(name, ""))
    for at in range(draw(st.integers(0, 12))):
        larger, first, spans = draw(st.sampled_from(provinces)), "", []
        while True:
            spans.append((larger, first, ends[larger]))
            if not ends[larger]:
                break
            first, larger = find_next_day(ends[larger]), into[larger]
        forest[f"x{at}"] = ("commune", spans, "")
    return forest


def write_rows(forest, order) -> str:
    rows = [
        (area, f"Xã {area}", "", level, within, first, last, after if at + 1 == len(spans) else "", "")
        for area, (level, spans, after) in forest.items()
        for at, (within, first, last) in enumerate(spans)
    ]
    order.shuffle(rows)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@given(forests(), st.randoms(use_true_random=False))
def test_any_forest_is_read_back_whatever_the_order_of_its_rows(forest, order):
    areas = read(write_rows(forest, order))
    assert set(areas) == set(forest)
    for name, (level, spans, after) in forest.items():
        assert areas[name].level == level
        assert areas[name].placements == tuple(Placement(*span) for span in spans)
        assert areas[name].into == ((Successor(after),) if after else ())


@given(forests(), st.randoms(use_true_random=False), st.data())
def test_in_any_forest_one_broken_link_is_the_only_fault(forest, order, data):
    """A larger area or a successor that does not exist is found once, on its line, and nothing else is wrong."""
    column = data.draw(st.sampled_from(["within", "into"]))
    rows = write_rows(forest, order).splitlines()
    at = {"within": 4, "into": 7}[column]
    linked = [index for index, row in enumerate(rows) if row.split(",")[at]]
    if linked:
        index = data.draw(st.sampled_from(linked))
        cells = rows[index].split(",")
        cells[at] = "nowhere"
        rows[index] = ",".join(cells)
        assert list_faults("\n".join(rows) + "\n") == [(index + 2, column)]


def make_large_list(count: int) -> str:
    """A list of provinces and communes, of which each second one was merged into the one before it."""
    rows = [f"t-{at},Tỉnh {at},,province,,,,," for at in range(count // 100)]
    for at in range(count):
        span = f",2025-06-30,x-{at - 1}" if at % 2 else ",,"
        rows.append(f"x-{at},Xã {at},,commune,t-{at // 100},{span},")
    return "\n".join(rows) + "\n"


def test_ten_thousand_areas_are_read_and_one_is_found():
    areas = read(make_large_list(10_000))
    assert len(areas) == 10_100
    assert find_area(areas, "xã 9998").id == "x-9998"


def test_a_long_list_in_which_everything_is_wrong_is_read_once():
    """Chains, unknown names and cycles: nothing in the reading grows with the square of the length."""
    chain = "".join(f"a{at},A,,commune,a{at + 1},,,,\n" for at in range(20_000)) + "a20000,A,,commune,a0,,,,\n"
    assert list_faults(chain) == [(2, "within")]
    unknown = "".join(f"a{at},A,,commune,b{at},,,,\n" for at in range(20_000))
    _, problems = read_areas(HEADER + unknown, "areas.csv")
    assert (problems.total, len(problems)) == (20_000, 1000)


# Names.


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("p-song-cong", "p-song-cong"), ("Phường Sông Công", "p-song-cong"), ("sông công", "p-song-cong"),
        ("song cong", "p-song-cong"), ("P. Sông Công", "p-song-cong"), ("p.sông công", "p-song-cong"),
        ("Bắc Kạn", "bac-kan"), ("bac kan province", "bac-kan"), ("Bac Kan", "bac-kan"), ("chợ", "p-cho-moi"),
    ],
)  # fmt: skip
def test_an_area_is_found_by_id_and_name(query, found):
    assert find_area(read(MERGER), query).id == found


SAME_NAMES = """\
t-a,Tỉnh A,,province,,,,,
t-b,Tỉnh B,,province,,,,,
tan-lap-a,Xã Tân Lập,,commune,t-a,,,,
tan-lap-b,Xã Tân Lập,,commune,t-b,,,,
tan-lap-old,Xã Tân Lập,,commune,t-b,,2025-06-30,tan-lap-b,
tan-lap-2,Xã Tân Lập 2,,commune,t-b,,,,
dua,Xã Dứa,,commune,t-b,,,,
"""


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("Tân Lập", '"Tân Lập" matches 3 areas'), ("xã", '"xã" matches 5 areas'), ("", "no area was named"),
        ("Xã Dừa", 'no area is called "Xã Dừa"'), ("tan-lab-a", 'no area is called "tan-lab-a"'),
    ],
)  # fmt: skip
def test_a_name_that_is_not_one_area_is_refused(query, message):
    with pytest.raises(TrackerError) as caught:
        find_area(read(SAME_NAMES), query)
    [problem] = caught.value.problems
    assert str(problem.message) == message
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("Xã Dừaa", "Xã Dứa"), ("x. dừa a", "Xã Dứa"), ("Tân Lâpp 2", "Tân Lập 2"), ("tan-lap-odl", "tan-lap-old"),
        ("Hà Nội", "tracker areas"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_suggested(query, hint):
    with pytest.raises(TrackerError) as caught:
        find_area(read(SAME_NAMES), query)
    [problem] = caught.value.problems
    assert hint in str(problem.hint)


def test_a_name_may_be_that_of_the_area_that_exists_on_the_day():
    rows = SAME_NAMES.replace("tan-lap-a,Xã Tân Lập", "tan-lap-a,Xã Khác")
    assert find_area(read(rows), "Tân Lập", "2026-01-01").id == "tan-lap-b"


def test_at_most_ten_candidates_are_listed():
    rows = "".join(f"x-{at},Xã Tân Lập,,commune,,,,,\n" for at in range(50))
    with pytest.raises(TrackerError) as caught:
        find_area(read(rows), "tân lập")
    [problem] = caught.value.problems
    assert str(problem.hint).count("x-") == 10
    assert str(problem.hint).endswith(", …")


# The keys of targets.toml.


KEYS = """
[[dimension]]
id = "sex"
name.vi = "Giới tính"
values = { female = "Nữ", male.vi = "Nam", male.en = "Men" }
whole = true
[[dimension]]
id = "age"
values = { "15-24" = "15–24", "25-plus" = "25+" }
[[indicator]]
id = "poor-households"
name = "Hộ nghèo"
measure = "level"
areas = "commune"
roll_up = "sum"
target = "sum"
each.target.at_most = 120
each.plan = { 2027 = 150 }
each.baseline = { year = 2024, value = 300 }
by = ["sex", "age"]
[[indicator]]
id = "households"
name = "Hộ"
measure = "level"
areas = "commune"
roll_up = "max"
[[indicator]]
id = "poverty-rate"
name = "Tỷ lệ hộ nghèo"
measure = "level"
ratio = { of = "poor-households", to = "households", times = 100 }
each.target.at_most = 3
target.at_most = 1
[[indicator]]
id = "income"
name = "Thu nhập"
measure = "level"
areas = "commune"
roll_up = { mean_by = "households" }
[[indicator]]
id = "communes-reaching-it"
name = "Số xã đạt"
measure = "level"
count = "poverty-rate"
"""


def test_the_keys_of_areas_and_dimensions_are_read():
    targets, problems = read_targets(TERM + KEYS, "targets.toml")
    assert problems == []
    poor, households, rate, income, reaching = targets.indicators
    assert (poor.areas, poor.roll_up, poor.by, poor.sums_targets) == ("commune", "sum", ("sex", "age"), True)
    assert (poor.target, poor.direction) == (None, "decrease")
    assert poor.each is not None
    assert (poor.each.target, poor.each.direction) == (Target("at_most", high=Decimal(120)), "decrease")
    assert poor.each.plan == {2027: Plan(Decimal(150))}
    assert poor.each.baseline == Baseline(2024, Decimal(300))
    assert (poor.each.id, poor.each.roll_up, poor.each.each, poor.each.sums_targets) == (poor.id, "sum", None, False)
    assert (households.roll_up, households.each, households.sums_targets) == ("max", None, False)
    assert rate.ratio == Ratio("poor-households", "households", Decimal(100))
    assert rate.each is not None
    assert (rate.target, rate.each.target) == (Target("at_most", high=Decimal(1)), Target("at_most", high=Decimal(3)))
    assert (income.roll_up, income.weight) == ("mean", "households")
    assert reaching.counts == "poverty-rate"
    assert targets.dimensions == (
        Dimension("sex", {"vi": "Giới tính"}, {"female": {"": "Nữ"}, "male": {"vi": "Nam", "en": "Men"}}, True),
        Dimension("age", {"": "age"}, {"15-24": {"": "15–24"}, "25-plus": {"": "25+"}}, False),
    )


def test_parts_may_be_added_up_without_areas():
    text = KEYS.replace('areas = "commune"\nroll_up = "max"', 'roll_up = "sum"\nby = ["sex"]')
    targets, problems = read_targets(TERM + text, "targets.toml")
    assert problems == []
    assert (targets.indicators[1].areas, targets.indicators[1].roll_up, targets.indicators[1].by) == (
        "",
        "sum",
        ("sex",),
    )


def test_the_dimensions_of_a_folder_are_loaded(folder):
    register = load_targets(Folder(str(folder(TERM + KEYS))))
    assert [dimension.id for dimension in register.dimensions] == ["sex", "age"]


def test_a_dimension_cannot_have_the_name_of_a_column():
    assert {*COLUMNS, *DECISION_COLUMNS} <= set(RESERVED)


# `tracker areas`.


SCREENS = {
    "tree.{lang}.txt": ["--as-of", "2026-07-15", "--format", "table"],
    "all.{lang}.txt": ["--as-of", "2026-07-15", "--format", "table", "--all"],
    "before.{lang}.txt": ["--as-of", "2025-06-30", "--format", "table"],
    "communes.{lang}.txt": ["--as-of", "2026-07-15", "--format", "table", "--level", "commune"],
    "branch.{lang}.txt": ["--as-of", "2026-07-15", "--format", "table", "Chợ Mới", "--level", "commune"],
    "ended.{lang}.txt": ["--as-of", "2026-07-15", "--format", "table", "bắc kạn"],
    "all.{lang}.md": ["--as-of", "2026-07-15", "--format", "md", "--all"],
    "all.{lang}.csv": ["--as-of", "2026-07-15", "--format", "csv", "--all"],
    "all.{lang}.json": ["--as-of", "2026-07-15", "--format", "json", "--all"],
}
"""Each approved output in the folder `areas` with the arguments that make it; UPDATE_EXPECTED=1 writes them anew."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_the_areas_are_shown_as_approved(run, name, lang):
    done = run("areas", *SCREENS[name], "--data", AREAS, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    path = AREAS / name.format(lang=lang)
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(done.stdout, encoding="utf-8", newline="")
    assert done.stdout == path.read_text(encoding="utf-8")
    if name.endswith(".txt"):
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_kinds_of_selection_agree(run):
    """The counts of the JSON are those of its areas, and of the CSV; a level is all of the branches together."""
    every = json.loads(run("areas", "--as-of", "2026-07-15", "--format", "json", "--data", AREAS).stdout)
    rows = list(
        csv.DictReader(io.StringIO(run("areas", "--as-of", "2026-07-15", "--format", "csv", "--data", AREAS).stdout))
    )
    assert [area["area"] for area in every["areas"]] == [row["area"] for row in rows]
    assert every["counts"] == dict(Counter(row["level"] for row in rows))
    level = run("areas", "--as-of", "2026-07-15", "--format", "csv", "--level", "commune", "--data", AREAS).stdout
    assert len(level.splitlines()) - 1 == every["counts"]["commune"]


@given(forests(), st.sampled_from(["2019-12-31", "2020-01-01", "2025-06-30", "2025-07-01", "2030-01-01"]))
def test_a_tree_has_each_area_of_the_day_once_below_its_larger_one(forest, day):
    rows = [(area, area, "", level, *span[:1], *span[1:], after if at + 1 == len(spans) else "", "")
            for area, (level, spans, after) in forest.items() for at, span in enumerate(spans)]  # fmt: skip
    areas = read("".join(",".join(row) + "\n" for row in rows))
    tree = build_tree(areas, day)
    listed = [entry.area.id for entry in tree.entries]
    assert sorted(listed) == sorted(name for name, area in areas.items() if area.find_placement(day))
    assert sum(tree.counts.values()) == len(listed)
    assert len(listed) + tree.left_out == len(areas) == len(build_tree(areas, day, is_complete=True).entries)
    for at, entry in enumerate(tree.entries):
        assert entry.depth == (1 if entry.placement.within else 0)
        if entry.placement.within:
            assert listed.index(entry.placement.within) < at
    branches = [build_tree(areas, day, branch=entry.area.id).entries for entry in tree.entries if not entry.depth]
    assert [entry.area.id for branch in branches for entry in branch] == listed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], 'Error: no area is called "nowhere"\n    Hint: tracker areas lists them\n'),
        (["--level", "communes"], 'Error: no area has the level "communes"\n    Hint: did you mean "commune"?\n'),
        (["xã"], 'Error: "xã" matches 3 areas\n    Hint: name one of x-cho-moi, x-ba-xuyen, x-new\n'),
        ([""], "Error: no area was named\n"),
        (["-o", str(AREAS / "areas.csv")], f"Error: {AREAS / 'areas.csv'} is a file that this command reads\n    Hint: name another file; nothing was written\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused(run, arguments, message):
    done = run("areas", "--as-of", "2029-11-28", *arguments, "--data", AREAS, "--lang", "en")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_the_list_itself_names_its_folder(run):
    """As `--data data/targets.toml` does."""
    arguments = ["areas", "--as-of", "2026-07-15", "--format", "csv", "--lang", "en", "--data"]
    assert run(*arguments, AREAS / "areas.csv").stdout == run(*arguments, AREAS).stdout != ""


def test_a_folder_without_areas_says_how_to_list_them(run, folder):
    done = run("areas", "--data", folder(TERM), "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: this folder has no areas\n"
        f"    Hint: list them in areas.csv beside targets.toml; its first line is {','.join(AREA_COLUMNS)}\n"
    )


def test_ten_thousand_areas_are_shown(run, folder):
    data = folder(TERM)
    (data / "areas.csv").write_text(HEADER + make_large_list(10_000), encoding="utf-8")
    done = run("areas", "--format", "table", "--as-of", "2026-01-01", "--data", data, "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "Areas on 2026-01-01: province 100, commune 5,000 (ended or to come: 5,000, see\n    --all)\n"
    )
    assert done.stdout.count("came from: Xã ") == 5_000


def test_names_cannot_steer_a_terminal_or_a_table(run, folder):
    data = folder(TERM)
    (data / "areas.csv").write_text(HEADER + "a,\x1b[31mĐỏ [b]x[/b] | *y*\x07,,city,,,,,\n", encoding="utf-8")
    for form in ("table", "md"):
        shown = run("areas", "--format", form, "--data", data).stdout
        assert "\x1b" not in shown
        assert "\x07" not in shown
    assert "\\[b\\]x\\[/b\\] \\| \\*y\\*" in shown


CELLS = st.sampled_from(
    ["a", "b", "c", "a", "b", "", "", "Xã A", "province", "commune", "2025-06-30", "2025-07-01", "2024-02-30", "01/07/2025",
     "9999-12-31", "a b", "a:0.5 b:0.5", "a:0.5", "b:1e999 a:-1", "c:½", ":", "a:", '"', '""', "\n", "\r", "\0", "﻿", ";", "<<<<<<< x",
     "x" * 2000, "٣", "0001-01-01"]
)  # fmt: skip
SEPARATORS = st.sampled_from([",", ",", ",", ",", ",", ",", ";", "\n", "\r\n", "\r", ""])


@draw_settings(300)
@given(
    st.sampled_from(["", HEADER, HEADER, HEADER, "\ufeff" + HEADER, "area,name,level,within,from,until,into\n"]),
    st.one_of(
        st.lists(st.tuples(CELLS, SEPARATORS), max_size=60).map(lambda parts: "".join(map("".join, parts))),
        st.lists(st.lists(CELLS, min_size=9, max_size=9).map(",".join), max_size=8).map("\n".join),
        st.text(max_size=80),
    ),
)
def test_whatever_stands_in_the_list_each_fault_is_a_sentence(header, text):
    """Reading ends, each problem has a line and words in both languages, and a list without any is consistent."""
    areas, problems = read_areas((header + text).removeprefix("\ufeff"), "areas.csv")
    for problem in problems:
        assert problem.location.line
        for code in LANGUAGES:
            assert Language(code).format_message(problem.message)
            assert problem.hint is None or Language(code).format_message(problem.hint)
    if not problems:
        for area in areas.values():
            assert sum(successor.share for successor in area.into) == (1 if area.into else 0)
            assert all(areas[successor.area].find_placement(find_next_day(area.ends)) for successor in area.into)
            for placement in area.placements:
                larger = areas.get(placement.within)
                assert larger is not None or not placement.within
                assert not (larger and placement.ends) or larger.find_placement(placement.ends)
                assert not (larger and placement.begins) or larger.find_placement(placement.begins)
