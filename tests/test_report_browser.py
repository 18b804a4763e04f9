"""The page of a report in a real browser: accessible, offline, without script, by keyboard, on a phone, and printed."""

import re
import subprocess
import unicodedata

import pytest

from support.folders import DATA
from support.process import find_program
from support.reports import assess_folder, build_report
from support.sixty import write_sixty
from tracker.reports import html

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NARROW, MIDDLE, WIDE = 390, 1024, 1600
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_TOLD = """
window.told = [];
document.addEventListener("securitypolicyviolation", event => told.push(event.violatedDirective + " " + event.blockedURI));
addEventListener("error", event => told.push(String(event.message)));
"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=find_program("chromium"), headless=True, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page of the shipped data and that of the sixty, each in both languages, and what they are drawn from."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, data, year in (("shipped", DATA, 2023), ("sixty", write_sixty(folder / "sixty"), 2024)):
        reports = tuple(build_report(assess_folder(data, year), "term", code) for code in ("vi", "en"))
        (folder / f"{name}.html").write_bytes(html.render(reports, "", lambda done, every: None))
        made[name] = (folder / f"{name}.html", reports)
    return made


@pytest.fixture
def show(browser, files):
    """Opens a page in a browser without network and tells of everything that it complains of or asks for."""
    contexts = []

    def _show(name: str, width: int, part: str = "", **settings: object):
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        contexts.append(context)
        context.set_offline(True)
        context.add_init_script(_TOLD)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.complaints.append(request.url))
        page.goto(files[name][0].as_uri() + part)
        return page

    yield _show
    for context in contexts:
        context.close()


def rows(page) -> list[str]:
    """The ids of the lines of the table that are seen, from above."""
    return page.locator(".results:visible tr[id]:visible").evaluate_all("rows => rows.map(row => row.id)")


@pytest.mark.parametrize(
    ("name", "language", "width"),
    [
        *(("shipped", language, width) for language in ("vi", "en") for width in (NARROW, WIDE)),
        ("sixty", "vi", NARROW),  # the longest takes the longest: each language and each width once
        ("sixty", "en", WIDE),
    ],
)
def test_axe_finds_nothing_at_aa(show, name, language, width):
    from axe_playwright_python.sync_playwright import Axe

    page = show(name, width, f"#{language}")
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    assert len(found["passes"]) > 10
    assert [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]] == []


@pytest.mark.parametrize("name", ["shipped", "sixty"])
def test_all_is_there_without_network_and_nothing_is_asked_for_or_forbidden(show, files, name):
    page = show(name, WIDE)
    path, (report, _) = files[name]
    assert page.complaints == [path.as_uri()]
    assert page.evaluate("told") == []
    assert page.locator("svg:visible").count() > 15
    assert page.evaluate(
        "[...document.querySelectorAll('#vi svg')].every(svg => svg.getBoundingClientRect().width > 200)"
    )
    assert len(rows(page)) == len(report.table.lines)
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.group th')).backgroundColor") == "rgb(244, 244, 240)"
    )
    assert page.locator("#vi .tools").is_visible()


def test_what_the_page_does_not_bring_itself_does_not_run(show):
    page = show("shipped", WIDE)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.foreign = 1";
        document.body.append(script);
        const image = new Image();
        image.src = "https://example.org/x.png";
        document.body.append(image);
        document.querySelector("h1").setAttribute("style", "color: red");
    }""")
    page.wait_for_function("told.length >= 3")
    assert page.evaluate("window.foreign") is None
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_without_script_everything_is_read_and_no_control_is_seen(show, files, width):
    page = show("shipped", width, java_script_enabled=False)
    _, (vietnamese, english) = files["shipped"]
    assert not page.locator(".tools:visible, button:visible, input:visible").count()
    read = page.locator("main").inner_text()
    for part in vietnamese.parts:
        assert part.sheet.title in read
    assert vietnamese.summary.attention in read
    assert english.summary.attention not in read
    page.get_by_role("link", name="English").click()
    read = page.locator("main").inner_text()
    assert english.summary.attention in read
    assert vietnamese.summary.attention not in read
    first = english.parts[0]
    page.locator(f"#en-row-{first.indicator} a").first.click()
    assert page.locator(f"#en-indicator-{first.indicator}").is_visible()


@pytest.mark.parametrize("width", [NARROW, MIDDLE, WIDE])
@pytest.mark.parametrize("name", ["shipped", "sixty"])
def test_the_page_is_not_wider_than_the_screen(show, name, width):
    page = show(name, width)
    for language in ("vi", "en"):
        page.goto(page.url.split("#")[0] + f"#{language}")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        loose = "svg, table, dl, .working, .tools"
        wide = page.evaluate(
            f"[...document.querySelectorAll('#{language} article :is({loose}), #{language} > * > .tools')]"
            ".filter(node => node.getBoundingClientRect().right > innerWidth + 1).map(node => node.outerHTML.slice(0, 200))"
        )
        assert wide == []


def test_by_keyboard_alone_one_gets_to_the_content_and_to_the_filter(show):
    page = show("shipped", WIDE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the two languages
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip:focus").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#vi-start"
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "query":
            break
    assert page.evaluate("document.activeElement.className") == "query"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_filtering_by_keyboard_counts_what_is_left(show, files):
    page = show("sixty", WIDE, "#en")
    report = files["sixty"][1][1]
    output = page.locator("#en output")
    assert output.inner_text() == "60 of 60 indicators"
    page.locator("#en .query").focus()
    page.keyboard.type("CLEAN water")
    fitting = [
        f"en-row-{line.indicator}" for line in report.table.lines if "clean and hygienic water" in line.cells[1].text
    ]
    assert rows(page) == fitting
    assert output.inner_text() == f"{len(fitting)} of 60 indicators"
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    words = page.locator("#en .by-verdict option").all_inner_texts()
    page.keyboard.type("At risk")
    assert "At risk" in words
    assert rows(page) == [f"en-row-{line.indicator}" for line in report.table.lines if "At risk" in line.cells[-3].text]
    page.locator("#en .by-group").select_option("V. Building the Party and the political system")
    shown = rows(page)
    assert 0 < len(shown) < 12
    assert page.locator("#en .results .group:visible").count() == 1
    page.locator("#en .by-owner").select_option("Provincial Military Command")
    assert set(rows(page)) < set(shown)
    page.locator("#en .all").press("Enter")
    assert len(rows(page)) == 60
    assert output.inner_text() == "60 of 60 indicators"


def test_a_filter_finds_vietnamese_words_without_accents(show):
    page = show("shipped", WIDE)
    page.locator("#vi .query").fill("ho ngheo")
    assert rows(page) == [
        "vi-row-poor-households",
        "vi-row-poverty-reduction",
        "vi-row-province-poverty-rate",
        "vi-row-province-poverty-reduction",
        "vi-row-province-poverty-rate-merged",
    ]
    assert page.locator("#vi output").inner_text() == "5/31 chỉ tiêu"


def test_a_link_to_a_line_that_is_filtered_out_shows_it(show):
    page = show("shipped", WIDE)
    page.locator("#vi .query").fill("ho ngheo")
    assert not page.locator("#vi-row-grdp-growth").is_visible()
    page.locator("#vi-indicator-grdp-growth .back a").click()
    page.locator("#vi-row-grdp-growth").wait_for(state="visible")
    assert len(rows(page)) == 31


def test_sorting_by_keyboard_goes_by_the_exact_number_and_back(show, files):
    page = show("sixty", WIDE, "#en")
    report = files["sixty"][1][1]
    at = [column.key for column in report.table.columns].index("y2024")
    known = [line for line in report.table.lines if line.cells[at].number is not None]
    button = page.locator("#en .results th.y2024 button")
    before = rows(page)
    button.press("Enter")
    heading = page.locator("#en .results th.y2024")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert not page.locator("#en .results .group:visible").count()
    numbers = {f"en-row-{line.indicator}": line.cells[at].number for line in known}
    upward = rows(page)
    assert [numbers[row] for row in upward[: len(known)]] == sorted(numbers.values())
    assert not set(upward[len(known) :]) & set(numbers)  # what has no number stands last
    button.press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert [numbers[row] for row in rows(page)[: len(known)]] == sorted(numbers.values(), reverse=True)
    button.press("Enter")
    assert heading.get_attribute("aria-sort") is None
    assert rows(page) == before
    page.locator("#en .results th.verdict button").press("Enter")
    words = page.locator("#en .results td.verdict:visible").all_inner_texts()
    order = ["Exceeded", "Met", "On track", "At risk", "Off track", "Missed", "Not assessed"]
    places = [next(place for place, word in enumerate(order) if word in text) for text in words]
    assert places == sorted(places)
    page.locator("#en .results th.name button").press("Enter")
    names = page.locator("#en .results tr[id]:visible .name > a").all_inner_texts()
    words = [re.sub(r" \(\d+\)$", "", name).replace(",", "").casefold() for name in names]
    assert len(words) == 60
    assert words == sorted(words)


def test_one_language_is_seen_at_a_time_also_after_a_jump_within_it(show):
    page = show("shipped", MIDDLE)
    assert page.locator("#vi").is_visible()
    assert not page.locator("#en").is_visible()
    page.goto(page.url + "#en-table")
    assert page.locator("#en").is_visible()
    assert not page.locator("#vi").is_visible()
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.locator("#vi").is_visible()
    assert not page.locator("#en").is_visible()


def plain(text: str) -> str:
    """A text without what the breaking of lines on paper adds and takes: spaces and hyphens."""
    return "".join(unicodedata.normalize("NFC", text).replace("-", "").split())


@pytest.mark.parametrize("name", ["shipped", "sixty"])
def test_on_paper_there_is_every_indicator_the_table_lies_across_and_its_headings_are_repeated(
    show, files, tmp_path, name
):
    page = show(name, MIDDLE)
    page.pdf(path=tmp_path / "out.pdf", prefer_css_page_size=True)
    report = files[name][1][0]
    text = subprocess.run(
        [find_program("pdftotext"), tmp_path / "out.pdf", "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    sheets = text.split("\f")
    lines = plain(text)
    for part in report.parts:
        assert lines.count(plain(part.sheet.title)) >= 1
        assert plain(part.sheet.facts[0][1]) in lines
    assert "Hiện tất cả" not in text
    sizes = subprocess.run(
        ["pdfinfo", "-l", "999", tmp_path / "out.pdf"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    across = [
        int(at)
        for at, width, height in re.findall(r"Page +(\d+) size: +([\d.]+) x ([\d.]+)", sizes)
        if float(width) > float(height)
    ]
    assert across
    assert len(across) < len(sheets) - 3
    with_rows = [at for at in across if report.table.columns[-1].heading in sheets[at - 1] and "TT" in sheets[at - 1]]
    assert len(with_rows) >= (2 if name == "shipped" else 4)
