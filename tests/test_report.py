"""`tracker report`: what it says, in two forms and two languages, and how it is asked for.

To renew the golden files after a change that is meant, run with UPDATE_GOLDEN=1 and read the difference.
"""

import os
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.examples import draw_settings
from support.folders import DATA, GOLDEN, PLANS
from support.registers import registers
from support.reports import assess_folder, build_report, find_cell
from tracker.assess import assess
from tracker.reports import content, markdown
from tracker.views.labels import BETTER_SIGNS, PLAN_SIGNS, WITHIN_PLAN_SIGN


@pytest.fixture(scope="module")
def shipped():
    return assess_folder(DATA, 2023)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", ["term", "year"])
def test_golden(form, language):
    board = assess_folder(GOLDEN, 2023, "2024-03-31")
    before = assess_folder(GOLDEN, 2022, "2023-06-30")
    written = markdown.render(
        (build_report(board, form, language, since="2023-06-30", earlier_assessments=before),), "", print
    )
    path = GOLDEN / f"report-{form}.{language}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(written)
    assert written.decode() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["term", "year"])
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_every_formula_gives_the_number_of_its_cell(form, year):
    seen = sum(consistent(build_report(assess_folder(folder, year), form)) for folder in (DATA, GOLDEN, PLANS))
    assert seen >= {"term": 8, "year": 2}[form]


def test_the_number_of_a_cell_is_the_exact_one_and_its_text_is_that_rounded(shipped):
    found = find_cell(build_report(shipped), "grdp-growth", "so_far")
    assert found.text == "6.88 % a year"
    assert found.decimals == 2
    assert Decimal("6.87") < found.number < Decimal("6.88")


def test_common_footnotes_have_letters_and_each_mark_has_its_footnote(shipped):
    for form in ("term", "year"):
        report = build_report(shipped, form)
        marks = {mark for line in report.table.lines for one in line.cells for mark in one.marks}
        assert marks == {footnote.mark for footnote in report.footnotes}
        texts = {footnote.text: footnote.mark for footnote in report.footnotes}
        assert texts["Preliminary figure."].isalpha()
        assert len(texts) == len(report.footnotes)


def test_a_revision_a_bound_and_a_break_are_footnotes_at_their_figures():
    report = build_report(assess_folder(DATA, 2025))
    said = {footnote.mark: footnote.text for footnote in report.footnotes}

    def told(indicator, column):
        return " ".join(said[mark] for mark in find_cell(report, indicator, column).marks)

    assert "5.01 (estimate, 31 December 2023" in told("grdp-growth", "y2023")
    assert "→ 5.56 (preliminary" in told("grdp-growth", "y2023")
    assert "Published as more than this figure." in told("province-budget-total", "y2022")
    assert "A new definition from 2025 on" in told("province-budget-total", "y2025")


def test_the_sources_of_a_line_stand_in_the_list(shipped):
    report = build_report(shipped)
    note = find_cell(report, "grdp-growth", "note").text
    numbers = [int(number) for number in re.findall(r"\d+", note.rpartition("Sources: ")[2])]
    assert numbers
    assert max(numbers) <= len(report.sources)
    assert all(source.startswith("http") for source in report.sources)


def test_columns_without_anything_are_left_out(shipped):
    keys = [column.key for column in build_report(shipped).table.columns]
    assert "owner" not in keys  # no responsible body was published
    assert {"baseline", "target", "y2021", "y2022", "y2023", "against_target", "note"} <= set(keys)
    assert "y2024" not in keys


def test_what_changed_since_a_day():
    now, then = assess_folder(DATA, 2025), assess_folder(DATA, 2023, "2024-01-15")
    changed = build_report(now, since="2024-01-15", earlier_assessments=then).changes
    lists = dict(changed.lists)
    assert changed.title == "What has changed since 15 January 2024"
    assert "Average GRDP growth: ◆ At risk (2023) → ✘ Missed (2025)" in lists["Verdicts that have moved"]
    assert "Average GRDP growth, 2024: 6.50 (preliminary)" in lists["New results"]
    assert any("20,025 (preliminary) → 20,196 (preliminary)" in text for text in lists["Revised results"])


def test_nothing_changed_says_so(shipped):
    changed = build_report(shipped, since="2026-11-22", earlier_assessments=shipped).changes
    assert changed.lists == ()
    assert changed.nothing == "Nothing has changed."


def test_the_command_writes_a_file_and_says_so(run, example, tmp_path):
    done = run("report", "--data", example, "-o", "out.md", "--year", "2023", "--lang", "vi,en")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Đã ghi out.md: 31 chỉ tiêu, tính đến hết năm 2023.\n"
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "# Tình hình thực hiện đến hết năm 2023\n\nNhiệm kỳ 2020–2025: thành phố" in text
    assert "# Results on the targets to the end of 2023" in text


def test_a_dry_run_writes_nothing(run, example, tmp_path):
    done = run("report", "--data", example, "-o", "out.md", "--dry-run", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(
        "out.md would be written.\nResults on the targets to the end of 2025 (en): indicators: 31"
    )
    assert not (tmp_path / "out.md").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "out.pdf"], 2, "unknown file extension"),
        ([], 2, "Missing option '-o'"),
        (["-o", "out.md", "--lang", "fr"], 2, "is not one of vi, en"),
        (["-o", "out.md", "--lang", ""], 2, "is not one of vi, en"),
        (["-o", "out.md", "--since", "2999-01-01"], 2, "is not before"),
        (["-o", "out.md", "--template", "nowhere"], 2, "there is no such folder"),
        (["-o", "out.md", "--template", "."], 2, "there is no template in this folder"),
        (["-o", "no/folder/out.md"], 3, "cannot be written: there is no folder no/folder"),
        (["-o", "no/out.docx", "--dry-run"], 3, "there is no folder no"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(run, example, tmp_path, arguments, code, said):
    done = run("report", "--data", example, *arguments, env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert not (tmp_path / "out.md").exists()


def test_it_never_replaces_the_data(run, example, tmp_path):
    before = (example / "results.csv").read_bytes()
    (tmp_path / "out.md").symlink_to(example / "results.csv")
    done = run("report", "--data", example, "-o", "out.md", env={"TRACKER_LANG": "en"})
    assert done.returncode == 2
    assert "is one of the two files of the tracker folder" in done.stderr
    assert (example / "results.csv").read_bytes() == before


def test_it_never_replaces_a_template(run, example, tmp_path):
    (tmp_path / "report.md").write_text("mine")
    done = run("report", "--data", example, "--template", ".", "-o", "report.md", env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (2, "")
    assert "is one of the templates" in done.stderr
    assert (tmp_path / "report.md").read_text() == "mine"


PLAN_VERDICTS = {sign: sign for sign in PLAN_SIGNS.values()} | {
    BETTER_SIGNS["plan-exceeded"]: PLAN_SIGNS["exceeded"],
    WITHIN_PLAN_SIGN: PLAN_SIGNS["met"],
}
"""The verdicts on plans by their signs, with those that have another word."""


def consistent(report) -> int:
    """Every text is that of its number, every formula gives its number, every mark has its footnote and the reverse.

    Return how many formulas there are.
    """
    seen = 0
    for line in report.table.lines:
        numbers = {column.key: one.number for column, one in zip(report.table.columns, line.cells, strict=True)}
        for one in line.cells:
            assert one.value is None or one.text == one.value.format(report.language)
            if one.formula:
                filled = one.formula.fill({key: f"({number})" for key, number in numbers.items()})
                assert re.fullmatch(r"(IF\(|[-+*/^()\d. E<>,]|\"\")+", filled), (line.indicator, filled)
                found = eval(filled.replace("^", "**"), {"IF": lambda is_true, yes, no: yes if is_true else no})
                assert found == pytest.approx(float(one.number), rel=1e-9, abs=1e-9), (line.indicator, one)
                seen += 1
    marks = {mark for line in report.table.lines for one in line.cells for mark in one.marks}
    assert marks == {footnote.mark for footnote in report.footnotes}
    return seen


@pytest.mark.parametrize("form", ["term", "year"])
@draw_settings(150)
@given(data=st.data())
def test_any_report_is_consistent(form, data):
    register, year, day = data.draw(registers(bounded=data.draw(st.booleans())))
    if not register.term.first_year <= year <= register.term.last_year:
        return
    board = assess(register, year, day)
    report = build_report(board, form, data.draw(st.sampled_from(("vi", "en"))))
    consistent(report)
    if form == "year":
        signs = [
            PLAN_VERDICTS[one.sign] for line in report.table.lines for one in line.cells if one.sign in PLAN_VERDICTS
        ]
        told = {count.sign: count.number for count in report.summary.plan_counts if count.sign in PLAN_SIGNS.values()}
        assert told == {sign: signs.count(sign) for sign in dict.fromkeys(signs)}


def test_the_page_for_the_leader_counts_the_plans_of_its_year_alone(shipped):
    for year in range(2021, 2026):
        report = build_report(assess_folder(DATA, year), "year")
        signs = [find_cell(report, line.indicator, "verdict").sign for line in report.table.lines]
        for count in report.summary.plan_counts:
            if count.sign in PLAN_SIGNS.values():
                assert count.number == signs.count(count.sign)
        listed = [line.indicator for line in report.summary.needs.lines]
        missed = [
            line.indicator for line, sign in zip(report.table.lines, signs, strict=True) if sign == PLAN_SIGNS["missed"]
        ]
        assert [identity for identity in listed if identity in missed] == missed
        assert listed[len(listed) - len(missed) :] == missed  # after what the year has no result of


def test_hostile_texts_stand_in_markdown_as_letters(run, folder, tmp_path):
    path = folder(
        """
        [term]
        name = "<script>alert(1)</script> [/red] {{ 7 * 7 }}"
        first_year = 2021
        last_year = 2025
        language = "en"
        [[indicator]]
        id = "a"
        name = '=HYPERLINK("http://x") | ]]> <b>'
        measure = "level"
        """,
        "a,2021,1,,final,http://s|x,note,2022-01-01,lan\n",
    )
    assert run("report", "--data", path, "-o", "out.md").returncode == 0
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert r"\<script\>alert(1)\</script\> \[/red\] \{\{ 7 \* 7 \}\}" in text
    assert r'=HYPERLINK("http://x") \| \]\]\> \<b\>' in text
    assert "<script" not in text.replace(r"\<script", "")


def test_a_template_may_hold_the_one_that_is_shipped(run, example, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.md").write_text("Mine.\n{% include 'shipped/report.md' %}")
    assert run("report", "--data", example, "-o", "out.md", "--template", "mine", "--lang", "en").returncode == 0
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("Mine.\n# Results on the targets")


def test_a_report_of_a_part_says_so(run, example, tmp_path):
    done = run("report", "--data", example, "-o", "out.md", "--group", "city-party", "--lang", "en")
    assert done.returncode == 0
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert text.startswith("# Results on the targets to the end of 2025 (partial)\n")
    assert text.count("Scope: the indicators of Sông Công – Party building") == 2  # below the title, beside the counts
    assert "Partial: 0 of 6 targets." in text


def test_the_template_of_an_office_is_used(run, example, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.md").write_text("{{ reports[0].parts | length }} {{ reports[0].title }} <!-- x -->")
    assert run("report", "--data", example, "-o", "out.md", "--template", "mine").returncode == 0
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("31 Tình hình thực hiện đến hết năm")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if %}", "report.md:1: this is not a template: Expected an expression, got 'end of statement block'"),
        ("a\n{{ nothing.here }}", "the template cannot be filled: 'nothing' is undefined"),
        ("{{ ().__class__.__bases__ }}", "the template cannot be filled"),
        ("a\n\n{{ reports[0].titel }}", "report.md:3: the template cannot be filled"),
        ("{% extends 'report.md' %}", "the template cannot be filled: maximum recursion"),
        ("{{ '{x}'.format(2) }}", "the template cannot be filled"),
        ("{{ '{1}'.format(2) }}", "the template cannot be filled"),
        ("{{ cycler() }}", "the template cannot be filled"),
        ("{{ 'a' * 10 ** 15 }}", "the template cannot be filled"),
        ('{{ "\\ud800" | safe }}', "the template cannot be filled"),
        ("{% include '../../etc/passwd' %}", "the template cannot be filled"),
    ],
)
def test_a_wrong_template_is_told_and_nothing_is_written(run, example, tmp_path, text, said):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.md").write_text(text)
    done = run("report", "--data", example, "-o", "out.md", "--template", "mine", env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.md").exists()


def test_without_the_extra_the_install_command_is_named(run, example, tmp_path):
    (tmp_path / "jinja2.py").write_text("raise ImportError('no', name='jinja2')\n")
    done = run("report", "--data", example, "-o", "out.md", env={"TRACKER_LANG": "en", "PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[report]"' in done.stderr


@pytest.mark.parametrize(
    ("keys", "row", "said"),
    [
        ('direction = "increase"\nplan = { 2023 = 5 }', "a,2023,5,,final", "Plan met"),
        ('direction = "increase"\nplan = { 2023 = 5 }', "a,2023,4,>,final", "known only as a bound"),
        ("plan = { 2023 = 5 }", "a,2023,4,,final", ""),
        ('direction = "increase"\nplan = { 2023 = 5 }', "a,2023-06,4,,final", "no result of the whole year yet"),
        ('direction = "increase"', "a,2023,4,,final", "no plan for the year"),
    ],
)
def test_the_verdict_of_the_year_or_why_there_is_none(folder, keys, row, said):
    path = folder(
        '[term]\nname = "T"\nfirst_year = 2021\nlast_year = 2025\nlanguage = "en"\n'
        f'[[indicator]]\nid = "a"\nname = "A"\nmeasure = "level"\n{keys}\n',
        f"{row},,,2024-01-01,\n",
    )
    assert find_cell(build_report(assess_folder(path, 2023), "year"), "a", "verdict").text == said


def test_the_listing_of_results_leaves_out_what_nobody_has_written(shipped):
    keys = [column.key for column in build_report(shipped).results.columns]
    assert "recorded_by" not in keys
    assert {"name", "period", "value", "kind", "source", "recorded_at"} <= set(keys)


@pytest.mark.parametrize(("options", "expected"), [([], False), (["--template", "mine"], True)])
def test_all_rows_are_listed_only_for_what_shows_them(run, example, tmp_path, monkeypatch, options, expected):
    """The listings take more memory than all the rest of a report with many revisions."""
    seen = []
    real = content.build_report
    monkeypatch.setattr(content, "build_report", lambda *arguments: seen.append(real(*arguments)) or seen[-1])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.md").write_text("{{ reports[0].title }}")
    assert run("report", "--data", example, "--no-charts", "-o", "out.md", *options).returncode == 0
    assert run("report", "--data", example, "--no-charts", "-o", "out.xlsx").returncode == 0
    assert [bool(report.results.lines) for report in seen] == [expected, True]
