"""The page of a report: valid, the same figures, every link with its end, nothing from outside, hostile texts as letters."""

import base64
import hashlib
import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from support.folders import DATA, GOLDEN
from support.reports import assess_folder, build_report, find_by_class, parse_page, read_cells, read_table, read_text
from support.sixty import write_sixty
from tracker.i18n import Language
from tracker.reports import html, templates
from tracker.reports.charts import build_indicator_chart
from tracker.views.show.content import YEAR_HEADINGS

ADDRESSES = ("href", "src", "srcset", "data", "action", "formaction", "poster", "background", "cite", "ping")


def silent(done: int, every: int) -> None:
    assert 0 < done <= every


@pytest.fixture(scope="module")
def sixty(tmp_path_factory) -> Path:
    return write_sixty(tmp_path_factory.mktemp("sixty"))


@pytest.fixture
def no_charts(monkeypatch):
    """Charts are drawn as nothing: drawing them takes the longest, and cells do not rest on them."""
    monkeypatch.setattr("tracker.reports.html.document.render_svg", lambda spec, language: "<svg></svg>")


@pytest.fixture(scope="module")
def drawn(sixty):
    """The sixty in Vietnamese, and the shipped data in both languages with what has changed, each with its reports."""
    hard = (build_report(assess_folder(sixty, 2024), "term", "vi"),)
    board, before = assess_folder(DATA, 2023), assess_folder(DATA, 2022, "2023-06-30")
    real = tuple(
        build_report(board, "year", code, since="2023-06-30", earlier_assessments=before) for code in ("vi", "en")
    )
    return [(reports, html.render(reports, "", silent)) for reports in (hard, real)]


@pytest.fixture(scope="module")
def trees(drawn):
    return [(reports, parse_page(data)) for reports, data in drawn]


def by_id(root: Element, identity: str) -> Element:
    return next(node for node in root.iter() if node.get("id") == identity)


def check_table(node: Element, table) -> int:
    """The table says in each cell what the report says; returns how many cells were compared."""
    compared = 0
    heads = [each for each in node.iter("th") if each.get("data-at")]
    assert [read_text(each) for each in heads] == [column.heading for column in table.columns]
    over = [each for each in node.iter("th") if each.get("scope") == "colgroup"]
    assert [read_text(each) for each in over for _ in range(int(each.get("colspan")))] == [
        column.over for column in table.columns if column.over
    ]
    assert sum(int(each.get("span")) for each in node.iter("colgroup")) == len(table.columns)
    sections = read_table(node)
    assert [heading for heading, _ in sections] == [section.heading for section in table.sections]
    for (_, rows), section in zip(sections, table.sections, strict=True):
        for (kind, cells), line in zip(rows, section.lines, strict=True):
            assert kind == (f"part depth-{line.depth}" if line.depth else "")
            for read, cell in zip(cells, line.cells, strict=True):
                assert read == (cell.text.strip(), cell.marks, cell.sign.symbol if cell.sign else "", cell.number)
                compared += 1
    return compared


@pytest.mark.parametrize("form", ["term", "year"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("data", ["shipped", "golden", "sixty"])
def test_every_cell_is_that_of_the_report(no_charts, sixty, data, language, form):
    folder, year = {"shipped": (DATA, 2025), "golden": (GOLDEN, 2023), "sixty": (sixty, 2024)}[data]
    report = build_report(assess_folder(folder, year), form, language)
    root = parse_page(html.render((report,), "", silent))
    [results], [needs] = find_by_class(root, "results"), find_by_class(root, "needs")
    assert check_table(results, report.table) == len(report.table.lines) * len(report.table.columns) > 0
    assert check_table(needs, report.summary.needs) > 0
    assert [read_text(item, "sup", "a").strip() for item in find_by_class(root, "footnotes")[0]] == [
        footnote.text for footnote in report.footnotes
    ]
    summary = find_by_class(root, "summary")[0]
    counted = [read_text(item).split(None, 2) for block in find_by_class(summary, "counts") for item in block]
    expected = (*report.summary.counts, *report.summary.plan_counts)
    assert counted == [[count.fraction, count.sign.symbol, count.word] for count in expected]
    for part in report.parts:
        check_article(by_id(root, f"{language}-indicator-{part.indicator}"), part, Language(language))


def check_article(article: Element, part, language: Language) -> None:
    """The article of an indicator says all that its sheet does."""
    sheet = part.sheet
    assert read_text(next(article.iter("h3"))) == (f"{part.number}. " if part.number else "– ") + sheet.title
    facts = [(read_text(next(each.iter("dt"))), read_text(next(each.iter("dd")))) for each in next(article.iter("dl"))]
    assert facts == list(sheet.facts)
    verdict = f"{sheet.sign.symbol} {language.translate(sheet.sign.word)}" + (
        f" – {sheet.details}" if sheet.details else ""
    )
    assert read_text(find_by_class(article, "verdict")[0]) == verdict
    columns = [at for at in range(len(YEAR_HEADINGS)) if any(line.cells[at] for line in sheet.years)]
    rows = [read_cells(row) for body in article.iter("tbody") for row in body.iter("tr")]
    assert len(rows) == len(sheet.years)
    for cells, line in zip(rows, sheet.years, strict=True):
        assert len(cells) >= len(columns)
        shown = {cell[0] for cell in cells}
        for at in columns:
            word = language.translate(line.sign.word) if line.sign and at == 4 else ""
            assert f"{word} {line.cells[at]}".strip() in shown
        assert {cell[2] for cell in cells} - {""} == ({line.sign.symbol} if line.sign else set())
    whole = read_text(article)
    for text in (
        *sheet.revisions,
        *sheet.notes,
        *sheet.sources,
        sheet.meaning,
        sheet.rule,
        sheet.symbols,
        sheet.outlook,
    ):
        assert text in whole
    for step in sheet.steps:
        assert step.name + step.line in whole


def test_two_languages_stand_in_one_file_each_marked_as_its_own(trees):
    reports, root = trees[1]
    assert root.get("lang") == "vi"
    blocks = find_by_class(root, "language")
    assert [(block.get("id"), block.get("lang")) for block in blocks] == [("vi", "vi"), ("en", "en")]
    for block, report in zip(blocks, reports, strict=True):
        assert read_text(next(block.iter("h1"))) == report.title
        assert check_table(find_by_class(block, "results")[0], report.table) > 0
        assert [read_text(item) for item in find_by_class(block, "changes")[0].iter("li")] == [
            text for _, texts in report.changes.lists for text in texts
        ]
    links = find_by_class(root, "languages")[0]
    assert [(link.get("href"), link.get("lang"), read_text(link)) for link in links] == [
        ("#vi", "vi", "Tiếng Việt"),
        ("#en", "en", "English"),
    ]


def test_a_page_in_one_language_has_no_switch(trees):
    _, root = trees[0]
    assert not find_by_class(root, "languages")
    assert len(find_by_class(root, "language")) == 1


def test_ids_are_unique_and_every_link_within_the_page_has_its_end(trees):
    for _, root in trees:
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids)) > 100
        ends = [node.get("href")[1:] for node in root.iter("a") if node.get("href", "").startswith("#")]
        named = [name for node in root.iter() for name in node.get("aria-labelledby", "").split()]
        assert len(ends) > 100
        assert not set(ends + named) - set(ids)


def test_rows_and_articles_and_marks_and_footnotes_lead_to_each_other(trees):
    for reports, root in trees:
        for report in reports:
            code = report.language.code
            for part in report.parts:
                row = by_id(root, f"{code}-row-{part.indicator}")
                article = by_id(root, f"{code}-indicator-{part.indicator}")
                assert f"#{code}-indicator-{part.indicator}" in [link.get("href") for link in row.iter("a")]
                assert f"#{code}-row-{part.indicator}" in [link.get("href") for link in article.iter("a")]
            for footnote in report.footnotes:
                note = by_id(root, f"{code}-note-{footnote.mark}")
                assert [link.get("href") for link in note.iter("a")] == [f"#{code}-mark-{footnote.mark}"]
                assert by_id(root, f"{code}-mark-{footnote.mark}").get("href") == f"#{code}-note-{footnote.mark}"


def test_headings_are_in_order(trees):
    for reports, root in trees:
        levels = [int(node.tag[1]) for node in root.iter() if re.fullmatch("h[1-6]", str(node.tag))]
        assert levels.count(1) == len(reports)
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_say_what_they_are_and_what_each_heading_stands_over(trees):
    for _, root in trees:
        tables = list(root.iter("table"))
        assert len(tables) > 20
        for table in tables:
            assert read_text(next(table.iter("caption"))).strip()
            columns = len([each for each in table.iter("th") if each.get("scope") == "col"])
            for heading in table.iter("th"):
                assert heading.get("scope") in ("col", "colgroup", "row", "rowgroup")
            for row in table.iter("tr"):
                assert sum(int(cell.get("colspan", 1)) for cell in row) == columns
            for body in table.iter("tbody"):
                rows = [row for row in body.iter("tr") if row.get("class") != "group"]
                assert all(len([cell for cell in row if cell.get("scope") == "row"]) == 1 for row in rows)


def test_lists_hold_only_items(trees):
    for _, root in trees:
        for node in root.iter():
            if node.tag in ("ul", "ol"):
                assert {child.tag for child in node} == {"li"}
            if node.tag == "dl":
                assert all([child.tag for child in pair] == ["dt", "dd"] for pair in node)


def test_every_chart_stands_once_with_title_and_description(trees):
    for reports, root in trees:
        charts = list(root.iter("{http://www.w3.org/2000/svg}svg"))
        assert len(charts) > 20
        for chart in charts:
            assert chart.get("role") == "img"
            title, description = (by_id(chart, name) for name in chart.get("aria-labelledby").split())
            assert read_text(title)
            assert read_text(description)
        for report in reports:
            for part in report.parts:
                article = by_id(root, f"{report.language.code}-indicator-{part.indicator}")
                inside = list(article.iter("{http://www.w3.org/2000/svg}svg"))
                assert len(inside) == (
                    build_indicator_chart(part.detail, report.assessment_set, report.language) is not None
                )


def test_every_verdict_has_symbol_and_word(trees):
    for _, root in trees:
        signs = find_by_class(root, "sign")
        assert len(signs) > 40
        parents = {child: parent for parent in root.iter() for child in parent}
        for sign in signs:
            assert sign.get("aria-hidden") == "true"  # the word beside it is what is read out
            assert read_text(parents[sign], "sign", "sup").strip()


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def check_policy(root: Element) -> None:
    """Only the style sheet and the script within the page are allowed, and nothing of it points outside but links."""
    head = list(root.find("head"))
    kinds = [node.get("http-equiv") for node in head]
    policy = head[kinds.index("Content-Security-Policy")].get("content")
    [style], scripts = list(root.iter("style")), list(root.iter("script"))
    assert kinds.index("Content-Security-Policy") < head.index(style)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "style-src": hashed(style.text),
        "script-src": " ".join(hashed(script.text) for script in scripts) or rules["script-src"],
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not re.search(r"url\(|@import|@font-face|image-set|expression", style.text)
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        assert node.tag not in ("link", "base", "iframe", "object", "embed", "form", "video", "audio")
        assert not [name for name in node.attrib if str(name).startswith("on") or name == "style"]
        for name in ADDRESSES:
            if name in node.attrib:
                assert (node.tag, name) in (("a", "href"), ("img", "src"))
        if node.tag == "img":
            assert node.get("src").startswith("data:image/")
        if node.tag == "a":
            assert node.get("href").startswith(("#", "https://", "http://"))
            assert node.get("href").startswith("#") or node.get("rel") == "noreferrer"


def test_nothing_is_loaded_and_nothing_runs_that_the_page_does_not_bring_itself(trees):
    for _, root in trees:
        check_policy(root)
        assert len(list(root.iter("script"))) == 1


def test_sixty_indicators_with_their_charts_are_less_than_a_megabyte(drawn):
    reports, data = drawn[0]
    assert len(reports[0].parts) == 60
    assert len(data) < 1_000_000


def test_the_script_is_small():
    assert (Path(templates.TEMPLATE_FOLDER) / "report.js").stat().st_size < 4096


HOSTILE = """
[term]
name = "<script>alert(1)</script> [/red] {{7*7}}"
first_year = 2021
last_year = 2025
language = "en"
[[group]]
id = "g"
name = "</th></table><script>alert(2)</script>"
[[indicator]]
id = "a"
group = "g"
name = '=HYPERLINK("http://x") ]]> <img src=x onerror=alert(3)> {%% raw %%}'
unit = "<b>"
owner = '"><svg onload=alert(4)>'
note = "</ul></section><!-- & &lt;"
measure = "level"
target.at_least = 2
source = "javascript:alert(5)"
"""


def test_hostile_texts_stand_in_the_page_as_letters(run, folder, tmp_path):
    rows = 'a,2021,1,,final,javascript:alert(6),</article>,2022-01-01,lan\na,2022,1,,final," https://x.example",,2023-01-01,<i>\n'
    path = folder(HOSTILE, rows)
    assert run("report", "--data", path, "-o", "out.html", "--year", "2022").returncode == 0
    root = parse_page((tmp_path / "out.html").read_bytes())
    check_policy(root)
    assert len(list(root.iter("script"))) == 1
    assert not list(root.iter("img"))
    body = read_text(root.find("body"), "script")
    for text in (
        "<script>alert(1)</script> [/red] {{7*7}}",
        "</th></table><script>alert(2)</script>",
        '=HYPERLINK("http://x") ]]> <img src=x onerror=alert(3)>',
        '"><svg onload=alert(4)>',
        "</ul></section><!-- & &lt;",
        "javascript:alert(5)",
        "</article>",
    ):
        assert text in body
    assert not [link for link in root.iter("a") if "javascript" in link.get("href")]


@pytest.mark.parametrize(
    ("source", "is_link"),
    [
        ('https://example.org/a?b=1&c="2"', True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)//http://", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("file:///etc/passwd", False),
        ("Báo cáo số 5, https://example.org", False),
        ("https://example.org và https://example.com", False),
    ],
)
def test_only_an_address_of_the_web_is_a_link(no_charts, folder, source, is_link):
    quoted = source.replace('"', '""')
    text = "[term]\nname = 'n'\nfirst_year = 2021\nlast_year = 2025\n[[indicator]]\nid = 'a'\nname = 'A'\nmeasure = 'level'\n"
    board = assess_folder(folder(text, f'a,2021,1,,final,"{quoted}",,2022-01-01,lan\n'), 2021)
    root = parse_page(html.render((build_report(board),), "", silent))
    items = [item for found in find_by_class(root, "sources") for item in found]
    assert [read_text(item) for item in items] == [source, source]  # below the table, and at the indicator
    assert [[link.get("href") for link in item.iter("a")] for item in items] == [[source] if is_link else []] * 2


def test_a_folder_without_indicators_gives_a_page_that_says_so(no_charts, folder):
    board = assess_folder(folder("[term]\nname = 'n'\nfirst_year = 2021\nlast_year = 2025\n", ""), 2021)
    root = parse_page(html.render((build_report(board),), "", silent))
    assert "There is no indicator in targets.toml yet." in read_text(root)
    assert not list(root.iter("table"))


def test_a_folder_without_decisions_has_no_line_for_them(no_charts):
    """So that its page has the same bytes as before decisions were known."""
    page = html.render((build_report(assess_folder(DATA, 2025)),), "", silent).decode()
    behind = re.findall(r'class="behind">(\n+)', page)
    assert set(behind) <= {"\n", "\n\n", "\n\n\n"}
    assert behind.count("\n\n\n") <= 1, "only an indicator with neither revisions nor notes"


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_letterhead_signature_and_logo_of_the_office_stand_in_the_page(run, example, tmp_path):
    (example / "logo.png").write_bytes(PIXEL)
    (example / "report.toml").write_text(
        '[letterhead]\nkind = "state"\nsuperior = "UBND tỉnh"\nbody = "Sở <Tài chính>"\nlogo = "logo.png"\n'
        '[signature]\nauthority = "TL. Chủ tịch"\nposition = "Giám đốc"\nname = "Lê Thị B"\nrecipients = ["Lưu VT"]\n',
        encoding="utf-8",
    )
    assert run("report", "--data", example, "-o", "out.html", "--lang", "vi").returncode == 0
    root = parse_page((tmp_path / "out.html").read_bytes())
    check_policy(root)
    [image] = root.iter("img")
    assert image.get("src") == f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"
    assert "SỞ <TÀI CHÍNH>" in read_text(find_by_class(root, "letterhead")[0])
    footer = read_text(next(root.iter("footer")))
    assert all(text in footer for text in ("TL. CHỦ TỊCH", "GIÁM ĐỐC", "Lê Thị B", "Nơi nhận:", "Lưu VT"))


def test_a_style_sheet_of_an_office_is_used_and_allowed(run, example, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.css").write_bytes(
        "body > * { color: #123 } /* {{ é }} */\r\np { margin: 0 }\r\n".encode()
    )
    done = run("report", "--data", example, "-o", "out.html", "--template", "mine", "--group", "city-party")
    assert done.returncode == 0
    root = parse_page((tmp_path / "out.html").read_bytes())
    check_policy(root)
    assert next(root.iter("style")).text == "body > * { color: #123 } /* {{ é }} */\np { margin: 0 }\n"


def test_a_template_of_an_office_is_used(run, example, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.html").write_text(
        "<!DOCTYPE html><html lang=vi><head><title>t</title><style>{{ style }}</style></head>"
        "<body>{{ pages[0].articles | length }} {{ pages[0].report.title }} {{ pages[0].code }}</body></html>"
    )
    done = run("report", "--data", example, "-o", "out.html", "--template", "mine", "--group", "city-party")
    assert done.returncode == 0
    body = read_text(parse_page((tmp_path / "out.html").read_bytes()).find("body"))
    assert body == "2 Tình hình thực hiện đến hết năm 2025 (một phần chỉ tiêu) vi"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("report.css", b"p {} </STYLE ><script>", "a style sheet cannot have </style in it"),
        ("report.css", b"p { content: '\xff' }", "is not UTF-8"),
        ("report.html", b"{% for %}", "report.html:1: this is not a template"),
        ("report.html", b"{{ pages[9].report }}", "the template cannot be filled"),
    ],
)
def test_a_wrong_template_is_told_and_nothing_is_written(run, example, tmp_path, name, data, said):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_bytes(data)
    arguments = ("--data", example, "-o", "out.html", "--template", "mine", "--group", "city-party")
    done = run("report", *arguments, env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize("library", ["jinja2", "vl_convert"])
def test_without_the_extra_the_install_command_is_named(run, example, tmp_path, library):
    (tmp_path / f"{library}.py").write_text(f"raise ImportError('no', name='{library}')\n")
    done = run("report", "--data", example, "-o", "out.html", env={"TRACKER_LANG": "en", "PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[report]"' in done.stderr
    assert not (tmp_path / "out.html").exists()


def test_the_sixty_are_the_same_at_every_call(tmp_path, sixty):
    again = write_sixty(tmp_path / "again")
    for name in ("targets.toml", "results.csv"):
        assert (again / name).read_bytes() == (sixty / name).read_bytes()
    board = assess_folder(sixty, 2024)
    assert len(board.assessments) == 60
    assert len({item.status for item in board.assessments}) >= 5
    flags = {flag for item in board.assessments for flag in item.flags}
    assert flags >= {"estimate", "incomplete", "break", "bounded"}
