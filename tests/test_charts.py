"""Charts: what is drawn for every kind of indicator, told from the specifications and from the pictures' own XML."""

import json
import re
import struct
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from support.folders import DATA
from support.process import environment
from support.reports import assess_folder
from support.sixty import write_sixty
from tracker.assess import assess
from tracker.assess.detail import build_detail
from tracker.errors import ExitCode, TrackerError
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.reports.charts import (
    build_indicator_chart,
    build_overview,
    build_overview_pages,
    remove_title,
    render_png,
    render_svg,
)
from tracker.reports.charts.spec import measure_text, wrap_text
from tracker.views.labels import STATUS_SIGNS

TERM = """[term]
name = "Term"
baseline_year = 2020
first_year = 2021
last_year = 2025
language = "en"
"""
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> ]]> & \\"x\\" [/red] =HYPERLINK(1) {{b}} datum.x\\n\\u001b[31m\\u202e end'
SHOWN_HOSTILE = '<script>alert(1)</script> ]]> & "x" [/red] =HYPERLINK(1) {{b}} datum.x �[31m� end'
EN, VI = Language("en"), Language("vi")


@pytest.fixture
def drawn(folder):
    """The board of one indicator `x`, and its chart, from the keys of its targets and rows of `year,value,…`."""

    def _drawn(keys: str, rows: list[str], year: int = 2023, language: Language = EN, name: str = "X"):
        text = f'{TERM}[[indicator]]\nid = "x"\nname = "{name}"\n{keys}\n'
        lines = []
        for row in rows:
            period, value, qualifier, status = (row + ",,").split(",")[:4]
            lines.append(f"x,{period},{value},{qualifier},{status or 'final'},,,2025-03-01,\n")
        path = Folder(str(folder(text, "".join(lines))))
        register = load_register(path, history=ALL_INDICATORS)
        board = assess(load_register(path), year, "2025-06-01")
        return board, build_indicator_chart(
            build_detail(register, register.indicators[0], year, "2025-06-01"), board, language
        )

    return _drawn


def values(spec, name):
    """The data of the layer called `name`, or [] where there is none."""
    return next((layer["data"]["values"] for layer in spec["layer"] if layer.get("name") == name), [])


def mark(spec, name):
    return next(layer["mark"] for layer in spec["layer"] if layer.get("name") == name)


def labels(spec):
    """The numbers beside the points, by year."""
    found = [*values(spec, "halo_above"), *values(spec, "halo_below")]
    return {row["year"]: row["text"] for row in found}


def words(spec):
    return [row["text"] for row in values(spec, "words")]


def text_of(picture: str) -> list[str]:
    """Every text of a picture, line by line."""
    root = ElementTree.fromstring(picture)
    return [node.text for node in root.iter() if node.tag in (f"{SVG}text", f"{SVG}tspan") and node.text]


LEVEL = 'measure = "level"\nbaseline = 40\ntarget.at_least = 60\n'


def test_results_by_their_certainty_differ_in_shape_and_inside(drawn):
    rows = ["2021,44", "2022,46,,preliminary", "2023,47,,estimate", "2024,50,,forecast"]
    _, spec = drawn(LEVEL, rows, 2024)
    looks = {row["year"]: (row["shape"], row["fill"] == "white") for row in values(spec, "results")}
    assert looks == {
        2020: ("square", False),
        2021: ("circle", False),
        2022: ("circle", True),
        2023: ("circle", True),
        2024: ("diamond", True),
    }
    assert [row["year"] for row in values(spec, "line")] == [2020, 2021, 2022, 2023]
    told = ["final", "preliminary, estimate", "forecast", "baseline", "target", "expected way"]
    assert [word for word in words(spec) if word in told] == told


def test_an_assumed_result_has_a_shape_of_its_own(example):
    from tracker.recording.what_if import apply_assumptions

    register = load_register(Folder(str(example)), history=ALL_INDICATORS)
    register, _ = apply_assumptions(register, ("province-exports-growth:2025=40",), "2026-03-01")
    board = assess(register, 2025, "2026-03-01")
    indicator = next(item for item in register.indicators if item.id == "province-exports-growth")
    spec = build_indicator_chart(build_detail(register, indicator, 2025, "2026-03-01"), board, EN)
    assert values(spec, "results")[-1]["shape"] == "triangle-up"
    assert values(spec, "line")[-1]["year"] == 2024


def test_no_line_crosses_a_break(drawn):
    keys = 'measure = "level"\nbaseline = 9\ntarget.at_most = 2\nbreak = [{ year = 2022 }, { year = 2023 }]\n'
    _, spec = drawn(keys, ["2021,8", "2022,5", "2023,4.5", "2024,4"], 2024)
    assert [(row["year"], row["part"]) for row in values(spec, "line")] == [
        (2020, 0), (2021, 0), (2022, 1), (2023, 2), (2024, 2),
    ]  # fmt: skip
    assert [row["year"] for row in values(spec, "breaks")] == [2021.5, 2022.5]
    assert "break in the series" in words(spec)
    picture = ElementTree.fromstring(render_svg(spec, EN))
    lines = [node.get("d") for node in picture.iter(f"{SVG}path") if node.get("stroke-width") == "2"]
    joined = [path for path in lines if path and re.fullmatch(r"M[-\d.]+,[-\d.]+(L[-\d.]+,[-\d.]+)+", path)]
    assert [path.count("L") for path in joined] == [1, 1]


@pytest.mark.parametrize(
    ("target", "limits", "label"),
    [
        ("at_least = 60", [60], "≥ 60"),
        ("at_most = 30", [30], "≤ 30"),
        ("below = 30", [30], "< 30"),
        ("between = [50, 52.5]", [50, 52.5], "50–52.5"),
    ],
)
def test_the_target_is_a_dashed_line_over_the_term_with_its_label(drawn, target, limits, label):
    _, spec = drawn(f'measure = "level"\nbaseline = 40\ntarget.{target}\n', ["2018,38", "2021,44"])
    assert [row["value"] for row in values(spec, "target")] == limits
    assert {(row["from"], row["to"]) for row in values(spec, "target")} == {(2020.5, 2025.5)}
    assert mark(spec, "target")["strokeDash"]
    assert label in words(spec)
    assert len(values(spec, "band")) == len(limits) - 1


def test_the_years_are_those_of_the_term_and_what_is_counted_has_whole_levels(drawn):
    keys = 'measure = "level"\ndecimals = 0\n'
    _, spec = drawn(keys, ["2023,3"])
    rows = values(spec, "words")
    assert [row["text"] for row in rows if row["align"] == "center"] == ["2021", "2022", "2023", "2024", "2025"]
    assert [row["text"] for row in rows if row["align"] == "right"] == ["3"]
    _, spec = drawn(keys.replace("0", "1"), ["2019,3"])
    assert next(row["text"] for row in values(spec, "words") if row["align"] == "center") == "2019"


def test_the_words_for_a_break_stand_on_the_side_where_they_have_room(drawn):
    for years, side in (([2022], "left"), ([2025], "right"), ([2024, 2025], None)):
        listed = ", ".join(f"{{ year = {year} }}" for year in years)
        _, spec = drawn(f'measure = "level"\nbaseline = 9\nbreak = [{listed}]\n', ["2021,8"])
        found = [row for row in values(spec, "words") if row["text"] == "break in the series"]
        beside = [row["align"] for row in found if row["y"] < spec["height"]]
        assert beside == ([side] if side else [])
        assert len(found) == len(beside) + 1  # and in the legend


def test_a_sum_has_no_line_for_its_target_but_the_share_of_a_year(drawn):
    _, spec = drawn('measure = "total"\ntarget.at_least = 1000\n', ["2021,140", "2022,190"])
    assert values(spec, "target") == []
    assert {row["value"] for row in values(spec, "expected")} == {200}
    assert "target ≥ 1,000" in spec["title"]["subtitle"][0]


def test_plans_are_dashes_and_a_bound_shows_its_sign(drawn):
    keys = LEVEL + 'plan = { 2021 = 45, 2022 = { value = 50, qualifier = ">" } }\n'
    _, spec = drawn(keys, ["2021,44", "2022,46,<", "2023,47,~"])
    assert [(row["year"], row["value"]) for row in values(spec, "plans")] == [(2021, 45), (2022, 50)]
    assert [(row["year"], row["text"]) for row in values(spec, "plan_bounds")] == [(2022, ">")]
    assert labels(spec) == {2020: "40", 2021: "44", 2022: "< 46", 2023: "~ 47"}


def test_the_expected_way_is_dotted_and_left_out_where_it_is_the_target(drawn):
    _, spec = drawn(LEVEL, ["2021,44"])
    assert [row["value"] for row in values(spec, "expected")] == [40, 44, 48, 52, 56, 60]
    assert mark(spec, "expected")["strokeDash"] != mark(spec, "target")["strokeDash"]
    _, spec = drawn('measure = "mean"\ntarget.at_least = 8\n', ["2021,6.5", "2022,9"])
    assert values(spec, "expected") == []


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        ('measure = "milestone"\ntarget = "yes"\n', ["2022,yes"]),
        ('measure = "level"\ntarget.at_least = 60\n', []),
    ],
)
def test_without_a_number_there_is_no_chart(drawn, keys, rows):
    assert drawn(keys, rows)[1] is None


def test_numbers_are_written_in_the_language(drawn):
    keys = 'measure = "level"\ndecimals = 1\nbaseline = -1234.5\ntarget.at_least = 2500\n'
    for language, value, level in ((VI, "−1.234,5", "2.000"), (EN, "−1,234.5", "2,000")):
        _, spec = drawn(keys, ["2021,10"], language=language)
        assert labels(spec)[2020] == value
        assert level in words(spec)
        assert "2021" in words(spec)
        assert {value, level, "2021"} <= set(text_of(render_svg(spec, language)))


@pytest.mark.parametrize(
    ("baseline", "rows"),
    [
        ("1" * 30, ["2021," + "9" * 30]),
        ("0." + "0" * 28 + "1", ["2021,0." + "0" * 28 + "3"]),
        ("100", ["2021,100", "2022,100"]),
        ("-5", ["2021,-9", "2022,0"]),
        ("0", ["2021,0"]),
    ],
)
def test_huge_tiny_equal_and_negative_numbers_are_drawn_whole(drawn, baseline, rows):
    _, spec = drawn(f'measure = "level"\nbaseline = "{baseline}"\n'.replace('"' + baseline + '"', baseline), rows)
    picture = render_svg(spec, EN)
    assert labels(spec)
    assert "NaN" not in picture
    assert "Infinity" not in json.dumps(spec)
    assert set(labels(spec).values()) <= set(text_of(picture))


def test_so_many_values_as_have_room_stand_beside_their_points_the_last_among_them(drawn):
    rows = [f"{year},{year - 1990}.5" for year in range(2000, 2024)]
    _, spec = drawn('measure = "level"\ntarget.at_least = 60\n', rows)
    assert len(values(spec, "results")) == 24
    assert max(labels(spec)) == 2023
    years = sorted(labels(spec))
    slot = spec["width"] / 26
    assert all((after - before) * slot >= measure_text("33.5") for before, after in pairwise(years))


def test_hostile_text_appears_literally_and_never_reaches_the_library(drawn):
    _, spec = drawn(LEVEL + f'unit = "{HOSTILE}"\n', ["2021,44"], name=HOSTILE)
    picture = render_svg(spec, EN)
    assert "<script" not in picture
    root = ElementTree.fromstring(picture)
    assert root.find(f"{SVG}title").text == SHOWN_HOSTILE
    shown = " ".join(text_of(picture))
    assert SHOWN_HOSTILE in shown
    assert f"{SHOWN_HOSTILE} · target ≥ 60" in shown
    assert f"Unit: {SHOWN_HOSTILE}." in root.find(f"{SVG}desc").text


def test_a_long_name_is_broken_and_never_cut(drawn):
    name = "Tỷ lệ đơn vị hoàn thành dịch vụ công trực tuyến toàn trình " * 8 + "x" * 200
    _, spec = drawn(LEVEL, ["2021,44"], name=name)
    lines = spec["title"]["text"]
    assert len(lines) > 8
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(measure_text(line, 14, bold=True) <= 480 for line in lines)
    board, _ = drawn(LEVEL, ["2021,44"], name=name)
    assert name.replace(" ", "") in "".join(words(build_overview(board, EN))).replace(" ", "")


@pytest.mark.parametrize(("text", "room"), [("", 10), ("one two three", 40), ("x" * 50, 30), ("x", 1), ("a " * 30, 20)])
def test_wrapping_loses_nothing(text, room):
    assert "".join(wrap_text(text, room)).replace(" ", "") == text.replace(" ", "")


def test_title_and_description_say_to_a_screen_reader_what_is_drawn(drawn):
    keys = LEVEL + "plan = { 2021 = 45 }\nbreak = [{ year = 2022 }]\n"
    _, spec = drawn(keys, ["2021,44", "2022,46,<,estimate"])
    root = ElementTree.fromstring(render_svg(spec, EN))
    identity = "indicator-x-en"
    assert (root.get("role"), root.get("lang")) == ("img", "en")
    assert root.get("aria-labelledby") == f"{identity}-title {identity}-desc"
    assert [node.get("id") for node in root.iter() if node.get("id")] == [f"{identity}-title", f"{identity}-desc"]
    assert root.find(f"{SVG}desc").text == (
        "Results: 2020 40 (baseline); 2021 44; 2022 < 46 (estimate). Plans: 2021 45. Target: ≥ 60. "
        "Break in the series: 2022. Verdict: ○ Not assessed (break in the series; estimate; only a bound; no result for 2023)."
    )


@pytest.fixture(scope="module")
def shipped():
    folder = Folder(str(DATA))
    return load_register(folder, history=ALL_INDICATORS), load_register(folder)


@pytest.mark.parametrize("language", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("year", [2021, 2023, 2025])
def test_every_shipped_indicator_is_drawn_whole_small_and_alone(shipped, year, language):
    history, register = shipped
    board = assess(register, year, "2026-03-01")
    found = [build_detail(history, indicator, year, "2026-03-01") for indicator in history.indicators]
    specs = [spec for each in found if (spec := build_indicator_chart(each, board, language))]
    assert len(specs) >= 10
    identities = set()
    for spec in [*specs, build_overview(board, language)]:
        assert json.loads(json.dumps(spec)) == spec
        picture = render_svg(spec, language)
        root = ElementTree.fromstring(picture)
        identities.add(root.find(f"{SVG}title").get("id"))
        asked = {row["text"] for layer in spec["layer"] for row in layer["data"]["values"] if "text" in row}
        assert asked <= set(text_of(picture))
        addresses = re.findall(r"https?://[^\"]+", picture)
        assert addresses == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"href|<style|<script|<image|url\(|aria-roledescription|class=", picture)
        names = {node.tag.removeprefix(SVG) for node in root.iter()}
        assert names <= {"svg", "title", "desc", "rect", "g", "line", "path", "text", "tspan"}
    assert len(identities) == len(specs) + 1
    assert max(len(render_svg(spec, language).encode()) for spec in specs) < 10_000


def test_every_text_stands_inside_the_picture(shipped):
    history, register = shipped
    board = assess(register, 2023, "2026-03-01")
    for indicator in history.indicators:
        spec = build_indicator_chart(build_detail(history, indicator, 2023, "2026-03-01"), board, VI)
        if spec is None:
            continue
        room = spec["padding"]
        for row in values(spec, "words"):
            width = measure_text(row["text"])
            left = row["x"] - width * {"left": 0, "center": 0.5, "right": 1}[row["align"]]
            assert -room["left"] <= left + 1, (indicator.id, row)
            assert left + width <= spec["width"] + room["right"] + 1, (indicator.id, row)
            assert -room["top"] < row["y"] < spec["height"] + room["bottom"]


def test_a_png_has_the_size_that_was_asked_for(drawn):
    _, spec = drawn(LEVEL, ["2021,44"])
    wide = spec["width"] + spec["padding"]["left"] + spec["padding"]["right"]
    high = spec["height"] + spec["padding"]["top"] + spec["padding"]["bottom"]
    for scale in (1, 2.5):
        picture = render_png(spec, EN, scale)
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        size = [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)]
        assert size == pytest.approx([wide * scale, high * scale], abs=1)


PACES = {
    # id: (keys, results)
    "slow": ('target.at_least = 200', [102, 105]),
    "behind": ('target.at_least = 200', [110, 130]),
    "steady": ('target.at_least = 200', [120, 140]),
    "fast": ('target.at_least = 200', [160, 190]),
    "away": ('target.at_least = 200', [90, 60]),
    "early": ('target.at_least = 200', [150, 210]),
    "free": ("", [100, 120]),
}  # fmt: skip


@pytest.fixture
def paces(folder):
    indicators = "".join(
        f'[[indicator]]\nid = "{name}"\nname = "{name}"\nmeasure = "level"\nbaseline = 100\n{keys}\n'
        for name, (keys, _) in PACES.items()
    )
    rows = "".join(
        f"{name},{year},{value},,final,,,2023-03-01,\n"
        for name, (_, results) in PACES.items()
        for year, value in enumerate(results, 2021)
    )
    return assess(load_register(Folder(str(folder(TERM + indicators, rows)))), 2022, "2023-06-01")


def test_the_overview_has_a_line_for_each_indicator_the_weakest_first(paces):
    spec = build_overview(paces, EN)
    shown = words(spec)
    names = [word.split(". ")[1] for word in shown if re.match(r"\d\. ", word)]
    assert names == ["away", "slow", "behind", "steady", "fast", "early", "free"]
    for sign in ("off_track", "at_risk", "on_track", "exceeded", "not_assessed"):
        assert any(word.startswith(f"{STATUS_SIGNS[sign].symbol} {STATUS_SIGNS[sign].word}") for word in shown)
    assert "✔ Exceeded – early" in shown
    assert "○ Not assessed – no term target" in shown


def test_the_bars_of_the_overview_are_paces_and_what_is_cut_has_an_arrow_and_its_number(paces):
    spec = build_overview(paces, EN)
    assert [row["pace"] for row in values(spec, "bars")] == [-0.5, 0.125, 0.75, 1, 2]
    assert [(row["pace"], row["shape"]) for row in values(spec, "arrows")] == [
        (-0.5, "triangle-left"), (2, "triangle-right"),
    ]  # fmt: skip
    numbers = [row["text"] for row in values(spec, "words") if row["align"] == "right"]
    assert numbers == ["Pace", "0.60", "0.95", "−1.00", "0.13", "0.75", "1.00", "2.25"]
    lines = [row["pace"] for name in ("zero", "cuts", "in_time") for row in values(spec, name)]
    assert lines == [0, 0.6, 0.95, 1]
    assert "▼ Off track: below 0.60 · ◆ At risk: from 0.60 · ▲ On track: from 0.95" in spec["title"]["subtitle"]
    assert "2. behind: pace 0.75, ◆ At risk." in spec["description"]


def test_the_overview_in_parts_has_every_indicator_once_on_pages_of_one_scale(paces):
    parts = build_overview_pages(paces, EN, 150)
    assert len(parts) > 2
    names = [word.split(". ")[1] for part in parts for word in words(part) if re.match(r"\d\. ", word)]
    assert names == ["away", "slow", "behind", "steady", "fast", "early", "free"]
    sizes = [part["height"] + part["padding"]["top"] + part["padding"]["bottom"] for part in parts]
    assert max(sizes) <= 150
    domains = {tuple(part["layer"][0]["encoding"]["x"]["scale"]["domain"]) for part in parts}
    assert len(domains) == 1
    assert len({part["usermeta"]["id"] for part in parts}) == len(parts)


def test_an_overview_of_nothing_is_empty_and_still_a_picture(paces):
    spec = build_overview(paces._replace(assessments=()), EN)
    assert values(spec, "bars") == []
    assert ElementTree.fromstring(render_svg(spec, EN)).get("role") == "img"


ABSENT = """
import sys
sys.modules["vl_convert"] = None
from tracker.errors import TrackerError
from tracker.i18n import Language
from tracker.reports.charts import render_svg
try:
    render_svg({"usermeta": {"id": "x"}}, Language("en"))
except TrackerError as error:
    print(int(error.code), error.problems[0].message, "|", error.problems[0].hint)
"""


def test_without_the_library_it_is_said_what_to_install():
    done = subprocess.run(
        [sys.executable, "-c", ABSENT],
        capture_output=True, encoding="utf-8", env=environment(), check=True,
    )  # fmt: skip
    assert done.stdout == (
        '4 drawing charts needs the optional extra report | install it with pip install "indicator-tracker[report]"\n'
    )


def test_a_fault_inside_the_library_is_not_taken_for_its_absence(monkeypatch, tmp_path):
    (tmp_path / "vl_convert.py").write_text("import no_such_part_of_it\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)
    with pytest.raises(ModuleNotFoundError, match="no_such_part_of_it"):
        render_svg({"usermeta": {"id": "x"}}, EN)


def test_specifications_need_no_library(monkeypatch, drawn):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    _, spec = drawn(LEVEL, ["2021,44"])
    assert values(spec, "results")
    with pytest.raises(TrackerError) as caught:
        render_png(spec, EN)
    assert caught.value.code == ExitCode.MISSING_EXTRA


def test_a_chart_without_title_is_lower_by_it_and_keeps_all_else(shipped):
    history, register = shipped
    board = assess(register, 2023, "2026-03-01")
    wanted = next(each for each in history.indicators if each.id == "grdp-growth")
    spec = build_indicator_chart(build_detail(history, wanted, 2023, "2026-03-01"), board, VI)
    bare = remove_title(spec)
    assert bare["title"]["text"] == spec["title"]["subtitle"]
    assert bare["layer"] == spec["layer"]
    assert bare["description"] == spec["description"]
    (_, high), (_, low) = (struct.unpack(">II", render_png(each, VI, 1)[16:24]) for each in (spec, bare))
    assert 8 <= high - low < 60


def list_text_tops(node, down: float = 0.0):
    """The distance of each text from the upper edge of its picture, with room for the marks above a capital."""
    moved = re.search(r"translate\([^,]*,([-\d.]+)\)", node.get("transform", ""))
    down += float(moved[1]) if moved else 0
    if node.tag.endswith("text") and node.text:
        yield down - 1.1 * float(node.get("font-size", "12px").removesuffix("px"))
    for child in node:
        yield from list_text_tops(child, down)


@pytest.mark.parametrize("year", [2021, 2025])
def test_no_text_is_cut_at_the_top(sixty_board, year):
    board = sixty_board(year)
    for item in board.assessments[:14]:
        spec = build_indicator_chart(build_detail(board.register, item.indicator, year, board.as_of), board, VI)
        for each in (spec, remove_title(spec)) if spec else ():
            assert min(list_text_tops(ElementTree.fromstring(render_svg(each, VI)))) >= 0


@pytest.fixture(scope="module")
def sixty_board(tmp_path_factory):
    path = write_sixty(tmp_path_factory.mktemp("sixty"))
    return lambda year: assess_folder(path, year)
