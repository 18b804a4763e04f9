"""Reports of many indicators, and reports without charts: what is drawn, and what the report says about it."""

import io
import re
import zipfile

import pytest

from support.reports import assess_folder, build_report, parse_page
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
