"""`tracker compare`: ranks against an independent count, and every format of the folder `compare`."""

import csv
import io
import json
import os
import shutil
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from support.folders import LANGUAGES, TESTS
from support.process import run_at_terminal
from support.reports import find_by_class, parse_page, read_text
from tracker.assess.ranking import RANK_KEYS, rank_areas
from tracker.model import Assessment, Indicator, Period, Result, Target
from tracker.model.areas import Figure
from tracker.model.scopes import Scope
from tracker.views.columns import COLUMNS
from tracker.views.compare.data import OWN_COLUMNS
from tracker.views.compare.scale import make_scale
from tracker.views.compare.terminal import draw_bar

FOLDER = TESTS / "compare"
DAY = ("--year", "2026", "--as-of", "2027-01-20", "--data", FOLDER)
YEAR = 2026
TARGETS = {
    "up": Target("at_least", low=Decimal(5)),
    "down": Target("at_most", high=Decimal(5)),
    "range": Target("between", low=Decimal(1), high=Decimal(2)),
    "none": None,
}


# The ranking, against a naive one.


def make_assessment(target, value, qualifier="", year=YEAR, figure=None, status="on_track", pace=None, progress=None):
    indicator = Indicator("x", {"": "x"}, "level", target=target)
    row = None if value is None else Result("x", Period(year), value, qualifier, "final", "", "", "2027-01-01", "")
    return Assessment(indicator, status, result=row, year=YEAR, figure=figure, pace=pace, progress=progress)


def incomplete(rule="sum"):
    return Figure(rule, reported=1, expected=2)


numbers = st.integers(-30, 30).map(lambda number: Decimal(number) / 4)
"""Few enough for many ties."""
assessments = st.lists(
    st.builds(
        make_assessment,
        st.just(None),
        st.none() | numbers,
        st.sampled_from(["", "", "", "<", ">", "~"]),
        st.sampled_from([YEAR, YEAR, YEAR, YEAR - 1]),
        st.sampled_from([None, None, incomplete(), incomplete("recorded")]),
        st.sampled_from(["on_track", "off_track", "met", "not_assessed"]),
        st.none() | numbers,
        st.none() | numbers,
    ),
    max_size=14,
)


def find_naive(item, key):
    """The figure that counts, by the words of the documentation."""
    if key != "value":
        return None if item.status == "not_assessed" else getattr(item, key)
    row = item.result
    if row is None or row.period != Period(YEAR) or row.qualifier in ("<", ">"):
        return None
    is_part = item.figure is not None and item.figure.rule == "sum" and item.figure.reported < item.figure.expected
    return None if is_part else row.value


@given(assessments, st.sampled_from(RANK_KEYS), st.sampled_from(sorted(TARGETS)))
def test_ranks_are_those_of_a_naive_count(items, key, target):
    items = [
        item._replace(scope=Scope(f"a{at}"), indicator=item.indicator._replace(target=TARGETS[target]))
        for at, item in enumerate(items)
    ]
    ranking = rank_areas(items, key)
    figures = {item.scope: find_naive(item, key) for item in items}
    known = [figure for figure in figures.values() if figure is not None]
    is_lowest_first = key == "value" and target == "down"
    if items:
        assert ranking.is_highest_first is not is_lowest_first
        assert ranking.has_direction is (key != "value" or target in ("up", "down"))
    assert sorted(area.assessment.scope for area in ranking.areas) == sorted(figures)
    assert ranking.ranked_count == len(known)
    middle = median(map(Fraction, known)) if known else None
    assert (None if ranking.median is None else Fraction(ranking.median)) == middle
    for area in ranking.areas:
        figure = figures[area.assessment.scope]
        if figure is None:
            assert (area.rank, area.figure, area.distance, area.quartile) == (None, None, None, None)
            assert area.not_ranked
            continue
        better = sum(other < figure if is_lowest_first else other > figure for other in known)
        assert (area.rank, area.figure, area.not_ranked) == (1 + better, figure, "")
        assert Fraction(area.distance) == Fraction(figure) - middle
        assert area.quartile == next(q for q in (1, 2, 3, 4) if better * 4 < q * len(known))


@given(assessments, st.sampled_from(RANK_KEYS))
def test_the_best_is_first_and_what_has_no_rank_keeps_its_order(items, key):
    items = [item._replace(scope=Scope(f"a{at:02}")) for at, item in enumerate(items)]
    areas = rank_areas(items, key).areas
    ranks = [area.rank or len(items) + 1 for area in areas]
    assert ranks == sorted(ranks)
    for one, other in pairwise(areas):
        if one.rank == other.rank:
            assert one.assessment.scope < other.assessment.scope


@given(assessments, st.sampled_from(RANK_KEYS))
def test_the_order_of_the_areas_does_not_change_a_rank(items, key):
    items = [item._replace(scope=Scope(f"a{at:02}")) for at, item in enumerate(items)]
    one, other = rank_areas(items, key), rank_areas(items[::-1], key)
    assert sorted(one.areas, key=lambda area: area.assessment.scope) == sorted(
        other.areas, key=lambda area: area.assessment.scope
    )


@pytest.mark.parametrize(
    ("item", "key", "reason"),
    [
        (make_assessment(None, None), "value", "no_result"),
        (make_assessment(None, Decimal(1), year=YEAR - 1), "value", "no_result"),
        (make_assessment(None, True), "value", "no_result"),
        (make_assessment(None, Decimal(1), ">"), "value", "bounded"),
        (make_assessment(None, Decimal(1), ">", figure=incomplete()), "value", "incomplete"),
        (make_assessment(None, Decimal(1), "~"), "value", ""),
        (make_assessment(None, Decimal(1), figure=incomplete("recorded")), "value", ""),
        (make_assessment(None, Decimal(1), status="not_assessed", pace=Decimal(1)), "pace", "not_assessed"),
        (make_assessment(None, Decimal(1), status="met"), "progress", "no_figure"),
    ],
)
def test_what_has_no_rank_says_why(item, key, reason):
    [area] = rank_areas([item], key).areas
    assert area.not_ranked == reason


def test_the_target_of_a_later_area_can_state_the_direction():
    items = [make_assessment(None, Decimal(1)), make_assessment(TARGETS["down"], Decimal(2))]
    assert not rank_areas(items, "value").is_highest_first


@given(assessments, st.sampled_from(RANK_KEYS), st.sampled_from(sorted(TARGETS)))
def test_bars_begin_at_zero_and_stay_in_the_plot(items, key, target):
    ranking = rank_areas(
        [each._replace(indicator=each.indicator._replace(target=TARGETS[target])) for each in items], key
    )
    scale = make_scale(ranking)
    if scale is None:
        assert not any(area.figure for area in ranking.areas)
        return
    zero = scale.draw(Decimal(0)).begin
    for area in ranking.areas:
        if area.figure is None:
            continue
        bar = scale.draw(area.figure)
        assert 0 <= bar.begin <= bar.end <= 1
        assert zero in (bar.begin, bar.end)
        assert bar.is_cut is not (scale.low <= area.figure <= scale.high)
        assert not (bar.is_cut and key == "value")


# The formats.

SCREENS = {
    "value.{lang}.txt": ("clean-water", "--format", "table"),
    "value.{lang}.csv": ("clean-water", "--format", "csv"),
    "value.{lang}.json": ("poverty-rate", "--format", "json"),
    "value.{lang}.md": ("poverty-rate", "--format", "md"),
    "pace.{lang}.md": ("clean-water", "--rank-by", "pace", "--format", "md"),
    "progress.{lang}.csv": ("clean-water", "--rank-by", "progress", "--format", "csv"),
    "parts.{lang}.txt": ("trained-workers", "--level", "commune", "--by", "sex", "--format", "table"),
    "few.{lang}.txt": ("poor-households", "--area", "Bá Xuyên", "--format", "table"),
    "undirected.{lang}.txt": ("households", "--format", "table"),
    "excel.{lang}.csv": ("poverty-rate", "--dialect", "excel"),
}
"""Each approved output in the folder `compare` with the arguments that make it; UPDATE_EXPECTED=1 writes them anew."""


def check_approved(name, text):
    path = FOLDER / name
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(text, encoding="utf-8", newline="")
    with open(path, encoding="utf-8", newline="") as file:
        assert text == file.read()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_a_comparison_is_shown_as_approved(run, name, lang):
    done = run("compare", *SCREENS[name], *DAY, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    check_approved(name.format(lang=lang), done.stdout)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", RANK_KEYS)
def test_a_terminal_of_80_columns_shows_it_as_approved(key, lang):
    shown = run_at_terminal("compare", "clean-water", "--rank-by", key, *map(str, DAY), "--lang", lang, NO_COLOR="1")
    plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 80
    check_approved(f"screen-{key}.{lang}.txt", plain)


def read_rows(run, *arguments):
    done = run("compare", *arguments, *DAY, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_columns_are_the_own_ones_and_then_those_of_status(run):
    rows = read_rows(run, "clean-water")
    assert tuple(rows[0]) == (*OWN_COLUMNS, *COLUMNS)
    found = json.loads(run("compare", "clean-water", *DAY, "--format", "json").stdout)
    assert [tuple(area) for area in found["areas"]] == [tuple(rows[0])] * len(rows)
    assert (found["compared"], found["ranked"], found["median"]) == (9, 7, 84)
    assert [row["area"] for row in rows] == [area["area"] for area in found["areas"]]


def test_the_verdicts_are_those_of_status(run):
    done = run("status", "--level", "commune", *DAY, "--format", "csv")
    status = {
        row["area"]: row for row in csv.DictReader(io.StringIO(done.stdout)) if row["indicator"] == "poverty-rate"
    }
    rows = read_rows(run, "poverty-rate")
    assert {row["area"]: {name: row[name] for name in COLUMNS} for row in rows} == status


def test_the_level_is_that_of_the_indicator_or_of_the_parts_of_a_ratio(run):
    assert len(read_rows(run, "clean-water")) == len(read_rows(run, "poverty-rate")) == 9
    assert [row["area"] for row in read_rows(run, "poverty-rate", "--level", "province")] == ["thai-nguyen"]
    assert read_rows(run, "clean-water", "--level", "commune", "--area", "thai nguyen") == read_rows(run, "clean-water")


def test_parts_are_ranked_without_the_total(run):
    rows = read_rows(run, "trained-workers", "--level", "commune", "--by", "sex")
    assert {row["parts"] for row in rows} == {"sex=female", "sex=male"}
    assert [row["ranked_value"] for row in rows if row["rank"]] == ["150", "150", "120", "110", "80", "60"]
    every = read_rows(run, "trained-workers", "--level", "commune", "--part", "sex=female")
    assert {row["parts"] for row in every} == {"sex=female"}
    assert len(read_rows(run, "trained-workers", "--by", "sex")) == 2


def test_areas_of_then_are_those_of_the_year(run):
    rows = read_rows(run, "poor-households", "--territory", "then")
    assert {row["area"] for row in rows} == {row["area"] for row in read_rows(run, "poor-households")}


def compare_results(run, tmp_path, results, *arguments):
    """Compare the communes of the folder by other results, each `area,value` or `area,value,qualifier`."""
    path = tmp_path / "data"
    shutil.copytree(FOLDER, path)
    lines = (FOLDER / "results.csv").read_text(encoding="utf-8").splitlines()[:1]
    for result in results:
        area, value, qualifier = (*result.split(","), "")[:3]
        lines.append(f"poor-households,2026,{value},{qualifier},final,,,2027-01-10T09:00:00+07:00,lan,{area},")
    (path / "results.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("compare", "poor-households", "--lang", "en", *DAY[:-1], path, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_median_between_two_figures_is_shown_whole(run, tmp_path):
    text = compare_results(run, tmp_path, ["x-dai-tu,3", "x-cho-moi,4"], "--format", "md")
    assert "Median of 2: 3.5" in text
    assert "| 3 | −0.5 |" in text
    assert "| 4 | +0.5 |" in text


def test_a_recorded_figure_keeps_every_digit(run, tmp_path):
    results = ["x-dai-tu,100000000000000000000000000001", "x-cho-moi,0.000000000000001"]
    rows = list(csv.DictReader(io.StringIO(compare_results(run, tmp_path, results, "--format", "csv"))))
    assert [row["ranked_value"] for row in rows[:2]] == [row["value"] for row in rows[:2]]
    assert [row["ranked_value"] for row in rows[:2]] == [results[1].split(",")[1], results[0].split(",")[1]]


def test_an_approximate_figure_says_so(run, tmp_path):
    """Also that of the larger area, which is here the area itself."""
    text = compare_results(run, tmp_path, ["x-dai-tu,30,~"], "--area", "x-dai-tu", "--format", "table")
    assert "Xã Đại Từ: ~ 30\n" in text
    assert "1 Xã Đại Từ   ~ 30 " in text


# The page and the workbook.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_valid_and_has_every_figure(run, tmp_path, lang):
    done = run("compare", "clean-water", *DAY, "--lang", lang, "-o", "out.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    data = (tmp_path / "out.html").read_bytes()
    page = parse_page(data)
    assert page.get("lang") == lang
    rows = page.findall(".//tbody/tr")
    text = (FOLDER / f"value.{lang}.txt").read_text(encoding="utf-8")
    assert len(rows) == 7
    for row in rows:
        cells = [read_text(cell).strip() for cell in row]
        assert cells[1] in text
        assert all(cell in text for cell in cells[:5])
    assert data.count(b"<svg ") == 7
    assert "<b>" not in data.decode()
    assert "Xã Đồng Hỷ <b>[x]</b>" in read_text(page)
    assert len(find_by_class(page, "bar")) == 8


def test_the_page_loads_nothing(run, tmp_path):
    run("compare", "clean-water", *DAY, "-o", "out.html")
    page = parse_page((tmp_path / "out.html").read_bytes())
    policy = next(node for node in page.iter("meta") if node.get("http-equiv"))
    assert policy.get("content").startswith("default-src 'none'")
    assert not [node for node in page.iter() if {"src", "href", "style"} & set(node.keys())]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", RANK_KEYS)
def test_the_workbook_has_numbers_as_numbers(run, tmp_path, key, lang):
    done = run("compare", "clean-water", "--rank-by", key, *DAY, "--lang", lang, "-o", "out.xlsx")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "out.xlsx").errors] == []
    book = CalamineWorkbook.from_path(tmp_path / "out.xlsx")
    lines = book.get_sheet_by_index(0).to_python()
    rows = [row for row in read_rows(run, "clean-water", "--rank-by", key) if row["rank"]]
    first = next(at for at, line in enumerate(lines) if line[1] == rows[0]["area_name"])
    times = 100 if key == "progress" else 1
    for line, row in zip(lines[first : first + len(rows)], rows, strict=True):
        assert line[:2] == [float(row["rank"]), row["area_name"]]
        assert line[2] == pytest.approx(float(row["ranked_value"]) * times)
        assert line[3] == pytest.approx(float(row["distance"] if key != "progress" else Decimal(row["distance"]) * 100))
        assert line[4] == float(row["quartile"])


def test_the_same_comparison_makes_the_same_bytes(run, tmp_path):
    for ending in ("html", "xlsx"):
        for name in ("one", "two"):
            run("compare", "clean-water", *DAY, "-o", f"{name}.{ending}")
        assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_only_an_own_file_is_replaced(run, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    command = ("compare", "clean-water", *DAY, "--lang", "en", "-o", path.name)
    assert run(*command).returncode == 0
    assert run(*command).returncode == 0
    path.write_bytes(path.read_bytes() + b" ")
    done = run(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert "add --yes to replace this one" in done.stderr
    assert path.read_bytes().endswith(b" ")
    assert run(*command, "--yes").returncode == 0
    assert not path.read_bytes().endswith(b" ")


def test_a_small_bar_is_drawn_and_a_long_one_is_cut():
    paces = [Decimal("35"), Decimal("0.01"), Decimal("-9"), Decimal(0)]
    ranking = rank_areas([make_assessment(None, Decimal(1), pace=pace) for pace in paces], "pace")
    scale = make_scale(ranking)

    class Row:
        bar = None

    drawn = []
    for pace in paces:
        Row.bar = scale.draw(pace)
        drawn.append(draw_bar(Row, scale.locate_mark(), ascii=True))
    assert drawn == ["  ###|###>", "  #  |    ", "<#   |    ", "     |    "]


HOSTILE = ("=1+1", "<script>alert(1)</script>", "[/bold] [red]x", "a | b", "@x\N{RIGHT-TO-LEFT OVERRIDE}y")


def test_hostile_names_of_areas_stay_text(run, tmp_path):
    path = tmp_path / "data"
    shutil.copytree(FOLDER, path)
    areas = [f'a{at},"{name}",commune,,,,' for at, name in enumerate(HOSTILE)]
    (path / "areas.csv").write_text("\n".join(["area,name,level,within,from,until,into", *areas, ""]), encoding="utf-8")
    head = (FOLDER / "results.csv").read_text(encoding="utf-8").splitlines()[0]
    rows = [f"clean-water,2026,{90 - at},,final,,,2027-01-10T09:00:00+07:00,lan,a{at}," for at in range(len(HOSTILE))]
    (path / "results.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    command = ("compare", "clean-water", "--year", "2026", "--data", path, "--lang", "en")
    shown = {form: run(*command, "--format", form) for form in ("table", "csv", "json", "md")}
    assert [done.returncode for done in shown.values()] == [0, 0, 0, 0]
    assert [row["area_name"] for row in csv.DictReader(io.StringIO(shown["csv"].stdout))][:4] == list(HOSTILE[:4])
    assert all(name in shown["table"].stdout for name in HOSTILE[:4])
    assert all("\N{RIGHT-TO-LEFT OVERRIDE}" not in shown[form].stdout for form in ("table", "md"))
    assert all(line.count("|") - line.count("\\|") in (0, 7) for line in shown["md"].stdout.splitlines())
    excel = run(*command, "--dialect", "excel").stdout
    assert ",'=1+1," in excel
    assert run(*command, "-o", "x.html").returncode == run(*command, "-o", "x.xlsx").returncode == 0
    page = parse_page((tmp_path / "x.html").read_bytes())
    assert not page.findall(".//script")
    cells = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert {"=1+1", "<script>alert(1)</script>"} <= {line[1] for line in cells}


# Errors.


@pytest.mark.parametrize("lang", LANGUAGES)
def test_errors_are_shown_as_approved(run, lang):
    commands = [
        ("nothing-like-it",),
        ("new-countryside",),
        ("exchange-rate",),
        ("clean-water", "--level", "district"),
        ("clean-water", "--area", "nowhere"),
        ("clean-water", "--by", "sex"),
        ("trained-workers", "--by", "age"),
        ("clean-water", "--part", "sex=female"),
        ("exchange-rate", "--level", "commune"),
        ("clean-water", "--year", "2031"),
        ("clean-water", "-o", "x.html", "--dialect", "excel"),
        ("clean-water", "-o", "x.docx"),
        ("clean-water", "-o", "no/such/folder.html"),
    ]
    texts = []
    for command in commands:
        done = run("compare", *DAY, *command, "--lang", lang)
        assert (done.returncode, done.stdout) == (3 if "no/such/folder.html" in command else 2, "")
        texts.append(f"$ tracker compare {' '.join(command)}\n{done.stderr}")
    check_approved(f"errors.{lang}.txt", "\n".join(texts))


def test_a_folder_without_areas_says_how_to_list_them(run, folder):
    path = folder(
        '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\n[[indicator]]\nid = "x"\nname = "x"\nmeasure = "level"\n'
    )
    done = run("compare", "x", "--data", path, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "this folder has no areas" in done.stderr
    assert "areas.csv" in done.stderr


def test_the_parts_of_a_folder_without_areas_are_ranked(run, tmp_path):
    path = tmp_path / "data"
    shutil.copytree(FOLDER, path)
    (path / "areas.csv").unlink()
    targets = (path / "targets.toml").read_text(encoding="utf-8")
    head, *indicators = targets.split("[[indicator]]")
    kept = next(text for text in indicators if "trained-workers" in text)
    kept = kept.replace('areas = "commune"\n', "").replace('roll_up = "sum"\n', "")
    (path / "targets.toml").write_text(f"{head}[[indicator]]{kept}", encoding="utf-8")
    (path / "results.csv").write_text(
        "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,sex\n"
        "trained-workers,2026,30,,final,,,2027-01-10T09:00:00+07:00,lan,female\n"
        "trained-workers,2026,50,,final,,,2027-01-10T09:00:00+07:00,lan,male\n",
        encoding="utf-8",
    )
    done = run("compare", "trained-workers", "--by", "sex", "--year", "2026", "--data", path, "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["rank"], row["parts"]) for row in rows] == [("1", "sex=male"), ("2", "sex=female")]


def test_without_the_library_a_workbook_is_refused(run, tmp_path):
    (tmp_path / "xlsxwriter.py").write_text("raise ImportError('no', name='xlsxwriter')\n")
    done = run("compare", "clean-water", *DAY, "-o", "x.xlsx", env={"TRACKER_LANG": "en", "PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[report]"' in done.stderr
    assert not (tmp_path / "x.xlsx").exists()
