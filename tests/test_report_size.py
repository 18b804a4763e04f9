"""Reports of many indicators, and reports without charts: what is drawn, and what the report says about it."""

import io
import re
import zipfile

import pytest
from docx.shared import Pt

from support.reports import assess_folder, build_report, find_tables, open_document, parse_page
from support.sixty import write_sixty
from tracker.reports import content, docx, html, xlsx


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return assess_folder(write_sixty(tmp_path_factory.mktemp("many"), 70), 2024)


def render(module, report) -> bytes:
    return module.render((report,), "", lambda done, every: None)


def list_names(data: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if re.search(pattern, name)]


@pytest.mark.parametrize("form", ["term", "year"])
def test_of_many_indicators_only_the_first_that_need_attention_are_drawn(many, monkeypatch, form):
    monkeypatch.setattr(content, "MAX_PROFILES", 8)
    report = build_report(many, form)
    urgent = list(dict.fromkeys(line.indicator for line in report.summary.needs.lines))
    assert {part.indicator for part in report.parts} == set(urgent[:8])
    assert "8 of 70 indicators" in report.parts_note
    page = render(html, report).decode()
    parse_page(page.encode())
    assert report.parts_note in page
    assert len(re.findall("<article ", page)) == 8
    links = set(re.findall(r'href="#en-indicator-([^"]+)"', page))
    assert links == {part.indicator for part in report.parts}  # no link leads nowhere
    assert all(f'id="en-row-{item.indicator.id}"' in page for item in many.assessments)


def test_few_indicators_are_all_drawn(many):
    report = build_report(many)
    assert (len(report.parts), report.parts_note) == (70, "")


def test_without_charts_nothing_is_drawn_and_the_rest_stays(many):
    plain, drawn = (build_report(many, has_charts=wanted) for wanted in (False, True))
    page = render(html, plain).decode()
    assert "<svg" not in page
    assert len(re.findall("<article ", page)) == 70
    assert plain._replace(has_charts=True) == drawn
    assert list_names(render(docx, plain), "media/") == []
    assert list_names(render(xlsx, plain), "chart") == []


@pytest.mark.parametrize("extension", ["html", "docx", "xlsx", "md"])
def test_the_option_leaves_the_charts_out_of_each_format(run, example, tmp_path, extension):
    assert run("report", "--data", example, "--no-charts", "-o", f"out.{extension}").returncode == 0
    data = (tmp_path / f"out.{extension}").read_bytes()
    assert b"<svg" not in data
    assert extension in ("html", "md") or list_names(data, "media/|chart") == []


def test_no_text_of_the_appendix_is_smaller_than_eleven_points(many):
    document = open_document(render(docx, build_report(many, has_charts=False)))
    small = {
        style.name
        for style in document.styles
        if (size := getattr(style, "font", None) and style.font.size) and size < Pt(11)
    }
    start = next(at for at, each in enumerate(document.paragraphs) if each.style.name == "Tracker annex")
    used = {each.style.name for each in document.paragraphs[start:] if each.text}
    table = find_tables(document)[-1]
    used |= {each.style.name for row in table.rows[:9] for cell in row.cells for each in cell.paragraphs}
    assert len(used) >= 8
    assert used & small == set()


COUNTS = """\
[term]
name = "Clinic"
baseline_year = 2021
first_year = 2022
last_year = 2026
language = "en"

[[indicator]]
id = "nurses"
name = "Nurses trained"
unit = "people"
measure = "level"
baseline = 100
target.at_least = 1200
plan = { 2024 = 700 }

[[indicator]]
id = "days"
name = "Waiting days"
unit = "days"
measure = "level"
baseline = 90
target.at_most = 30
plan = { 2024 = 50 }
"""


def test_people_and_whole_numbers_have_no_decimals(run, folder, tmp_path):
    """137.4 people and +43.0 days stood in a report of the review of 27 November 2026; the figures are invented."""
    rows = "nurses,2024,512,,final,,,2025-01-05,lan\ndays,2024,93,,final,,,2025-01-05,lan\n"
    path = folder(COUNTS, rows)
    for form in ("term", "year"):
        asked = ("--form", form, "--year", "2024", "-o", "out.md")
        assert run("report", "--data", path, *asked).returncode == 0
        text = (tmp_path / "out.md").read_text(encoding="utf-8")
        assert "| +43 |" in text or "plan 2024: 50; +43 |" in text
        assert re.findall(r"\d\.\d(?! %)", re.sub(r"× \d\.\d\d", "", text.partition("## Appendix")[0])) == []
    assert "against +137 so far" in run("review", "--data", path, "--year", "2024", "--format", "md").stdout
