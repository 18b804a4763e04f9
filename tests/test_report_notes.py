"""What stands beside the figures of a report: notes of results, revisions, and the whole of which a line is a part.

The figures are invented, after the review of 27 November 2026: the note of a result was shown by no report, and a
footnote said "67.9 → 67.9" when only the source had changed.
"""

import io
import zipfile
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.reports import assess_folder, build_report, find_cell

TARGETS = """\
[term]
name = "Plan"
baseline_year = 2025
first_year = 2026
last_year = 2030
language = "en"

[[indicator]]
id = "meat"
name.vi = "Sản lượng thịt"
name.en = "Meat output"
unit = "t"
measure = "level"
baseline = 100
target.at_least = 200

[[indicator]]
id = "pork"
parent = "meat"
name.vi = "Thịt lợn"
name.en = "Pork"
unit = "t"
measure = "level"
baseline = 50
target.at_least = 90
"""
RESULTS = """\
meat,2026,120,,final,Book 1,"flood in October",2027-01-20,lan
pork,2026,60,,final,Book 1,,2027-01-20,lan
pork,2027-06,31,,estimate,Letter 2,"six communes of eight",2027-07-05,lan
"""


@pytest.mark.parametrize("extension", ["md", "html", "docx", "xlsx"])
@pytest.mark.parametrize("form", ["term", "year"])
def test_the_note_of_a_result_is_a_footnote_in_each_format(run, folder, tmp_path, form, extension):
    path = folder(TARGETS, RESULTS)
    done = run("report", "--data", path, "--form", form, "--year", "2026", "-o", f"out.{extension}")
    assert done.returncode == 0, done.stderr
    data = (tmp_path / f"out.{extension}").read_bytes()
    if extension in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert "flood in October" in data.decode()


@pytest.mark.parametrize(("form", "year", "column"), [("term", 2027, "note"), ("year", 2027, "ytd")])
def test_the_note_of_a_running_year_is_a_footnote_too(folder, form, year, column):
    report = build_report(assess_folder(folder(TARGETS, RESULTS), year, "2027-08-01"), form)
    texts = {footnote.mark: footnote.text for footnote in report.footnotes}
    assert "six communes of eight" in [texts[mark] for mark in find_cell(report, "pork", column).marks]


def test_a_part_stands_with_its_whole_where_it_stands_alone(folder):
    report = build_report(assess_folder(folder(TARGETS, RESULTS), 2026, "2027-08-01"), language="vi")
    assert report.parts[1].sheet.title == "Sản lượng thịt, trong đó: Thịt lợn"
    listed = {row.indicator: [cell.text for cell in row.cells] for row in report.results.lines}
    assert "Sản lượng thịt, trong đó: Thịt lợn" in listed["pork"]
    assert "Sản lượng thịt" in listed["meat"]
    assert find_cell(report, "pork", "name").text == "Thịt lợn"  # it stands below its whole


FIGURES = st.sampled_from(["67.9", "67.90", "68", "68.1"])
KINDS = st.sampled_from(["estimate", "preliminary", "final"])


@given(st.lists(st.tuples(FIGURES, KINDS, st.sampled_from(["", "why"])), min_size=1, max_size=5))
def test_a_footnote_tells_a_revision_only_if_the_figure_changed(tmp_path_factory, versions):
    path = tmp_path_factory.mktemp("data")
    rows = [f"meat,2026,{value},,{kind},Book {at},{note},2027-01-0{at},lan\n"
            for at, (value, kind, note) in enumerate(versions, 1)]  # fmt: skip
    (path / "targets.toml").write_text(TARGETS, encoding="utf-8")
    header = "indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by\n"
    (path / "results.csv").write_text(header + "".join(rows), encoding="utf-8")
    report = build_report(assess_folder(path, 2026, "2027-02-01"))
    figures = [figure for figure, _ in groupby(Decimal(value) for value, _, _ in versions)]
    revised = [footnote.text for footnote in report.footnotes if "→" in footnote.text]
    assert len(revised) == (len(figures) > 1)
    assert all(text.count("→") == len(figures) - 1 for text in revised)
    assert any("why" in footnote.text for footnote in report.footnotes) or versions[-1][2] == ""
