"""Templates of anybody: data in, text out. No secret, no file, no library, no endless time, nothing loaded.

The escapes are those that were published for jinja2 and for Python's formatting, and those that an attacker found here.
"""

import html
import io
import os
import zipfile

import docx
import pytest

from support.folders import DATA
from support.reports import assess_folder, build_report
from tracker.errors import TrackerError
from tracker.reports import template_engine, templates
from tracker.reports.plain import to_plain

SECRET = "s3cr3t-of-the-environment"

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ [''] | map(attribute='__class__') | first }}",
    "{{ [''] | map('attr', '__class__') | list }}",
    "{{ ([{'a': ''}] | groupby('a.__class__'))[0].grouper }}",
    "{{ [''] | sort(attribute='__class__.__init__') }}",
    "{{ [''] | sum(attribute='__class__') }}",
    "{{ [''] | selectattr('__class__') | list }}",
    "{{ [''] | map('format') | list }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ '{0.__class__}'.format_map({'0': ''}) }}",
    "{{ ('{0.__class__}' | safe).format('') }}",
    "{% set f = '{0.__class__.__init__.__globals__}'.format %}{{ f(reports) }}",
    "{{ ['{0.__class__}'] | map('attr', 'format') | list }}",
    "{{ '%(a)s' % {'a': 1} }}",
    "{{ '%99999999d' % 1 }}",
    "{{ '%99999999d' | format(1) }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ range.__self__ }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ self._TemplateReference__context.parent.reports.__class__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% for a in [1] %}{{ loop._iterable.__class__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% import 'shipped/report.md' as m %}{{ m._body_stream }}",
    "{% import 'shipped/report.md' as m %}{{ m.__class__ }}",
    "{% import 'shipped/report.md' as m with context %}{{ m.table._environment.loader }}",
    "{% set ns = namespace() %}{{ ns._Namespace__attrs }}",
    "{{ undefined_name.__init__.__globals__ }}",
    "{{ (undefined_name | default).__class__.__init__.__globals__ }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ reports[0].language.format('{a.__init__}', a=1) }}",
    "{{ reports[0].language.translate('x') }}",
    "{{ reports[0].language.fill.__globals__ }}",
    "{{ reports[0].language.format.__globals__['os'].environ }}",
    "{{ reports[0]._asdict() }}",
    "{{ reports[0]._replace(title='x') }}",
    "{{ reports[0].count.__self__ }}",
    "{{ reports[0].assessment_set }}",
    "{{ reports[0].letterhead.logo_data }}",
    "{{ reports.append(1) }}",
    "{{ reports[0].update({'title': 'x'}) }}",
    "{{ reports[0].pop('title') }}",
    "{{ reports[0].setdefault('x', 1) }}",
    "{{ ''.join.__self__ }}",
    "{{ ''.encode() }}",
    "{{ ''.maketrans('a', 'b') }}",
    "{{ 1.0.as_integer_ratio() }}",
    "{{ 1.real }}",
    "{{ (1).__class__ }}",
    "{{ [].__class__ }}",
    "{{ {}.__class__ }}",
    "{{ {'a': 1}.items.__self__ }}",
    "{{ (reports | tojson).__class__ }}",
    "{{ 9 ** 99999999 }}",
    "{{ 2 ** -99999999 }}",
    "{{ 'a' * 99999999 }}",
    "{{ 99999999 * 'a' }}",
    "{{ [0] * 99999999 }}",
    "{{ 'a'.center(999999999) }}",
    "{{ 'a'.ljust(999999999) }}",
    "{{ 'a'.zfill(999999999) }}",
    "{{ range(999999999) | list }}",
    "{% set x = namespace(v='a') %}{% for i in range(60) %}{% set x.v = x.v ~ x.v %}{% endfor %}{{ x.v }}",
    "{% set x = namespace(v='a' * 9999) %}{% for i in range(60) %}{% set x.v = x.v.replace('a', 'a' * 999) %}{% endfor %}{{ x.v }}",
    "{{ 'a' | center(9999999999) }}",
    "{{ 'a\\nb' | indent(9999999999) }}",
    "{{ lipsum(99999) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'report.md' %}",
    "{% include '/etc/passwd' %}",
    "{% include '../secret.txt' %}",
    "{% include './../secret.txt' %}",
    "{% include '..\\\\secret.txt' %}",
    "{% include 'a/../../secret.txt' %}",
    "{% include '.hidden' %}",
    "{% include 'sub/.hidden' %}",
    "{% include '.git/config' %}",
    "{% include 'link' %}",
    "{% include 'linked/secret.txt' %}",
    "{% include 'to-hidden' %}",
    "{% include 'pipe' %}",
    "{% include 'sub' %}",
    "{% include 'large' %}",
    "{% include 'shipped/../template_engine.py' %}",
    "{% include 'shipped/../../../../secret.txt' %}",
    "{% include '\\0' %}",
    "{% include 'C:secret' %}",
    "{% import '../secret.txt' as a %}",
    "{% extends '../secret.txt' %}",
    "{% extends reports[0].language %}",
    "{% include ['link', '../secret.txt'] %}",
    "{% debug %}",
    "{% do 1 %}",
]


@pytest.fixture
def mine(tmp_path):
    """A folder for templates with all that one could try to reach."""
    (tmp_path / "secret.txt").write_text(SECRET)
    folder = tmp_path / "mine"
    (folder / "sub").mkdir(parents=True)
    (folder / ".git").mkdir()
    for hidden in (".hidden", "sub/.hidden", ".git/config"):
        (folder / hidden).write_text(SECRET)
    (folder / "link").symlink_to("../secret.txt")
    (folder / "linked").symlink_to("..")
    (folder / "to-hidden").symlink_to(".hidden")
    (folder / "large").write_text(SECRET * 60_000)
    os.mkfifo(folder / "pipe")
    return folder


@pytest.fixture(scope="module")
def values():
    """What a template gets."""
    report = build_report(assess_folder(DATA, 2025))
    return {"reports": [to_plain(report, lambda sign: {"word": sign.word, "symbol": sign.symbol})]}


@pytest.mark.parametrize("template", ESCAPES)
def test_no_escape_reaches_anything(mine, monkeypatch, values, template):
    monkeypatch.setattr(templates, "TEMPLATE_SECONDS", 20.0)
    monkeypatch.setenv("SECRET", SECRET)
    (mine / "report.md").write_text(template)
    with pytest.raises(TrackerError) as raised:
        templates.fill_template("report.md", str(mine), values, "markdown")
    [problem] = raised.value.problems
    assert problem.location.file == str(mine / "report.md")
    assert SECRET not in str(problem.message)


def test_an_escape_is_told_and_nothing_is_written(run, example, tmp_path, mine):
    (mine / "report.md").write_text(ESCAPES[0])
    done = run("report", "--data", example, "-o", "out.md", "--template", "mine", "--lang", "en", process=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "report.md:1: the template cannot be filled: 'str object' has no attribute '__class__'" in done.stderr
    assert not (tmp_path / "out.md").exists()


def test_a_loop_without_end_is_stopped(run, example, tmp_path, mine, monkeypatch):
    monkeypatch.setattr(templates, "TEMPLATE_SECONDS", 1.5)
    loops = "".join(f"{{% for {name} in range(99999) %}}" for name in "abcd")
    (mine / "report.md").write_text(loops + "{% endfor %}" * 4)
    done = run("report", "--data", example, "-o", "out.md", "--template", "mine", "--lang", "en")
    assert done.returncode == 3
    assert "the template takes longer than 2 seconds" in done.stderr
    assert not (tmp_path / "out.md").exists()


def test_a_text_without_end_is_stopped(monkeypatch, mine):
    monkeypatch.setattr(template_engine, "MAX_OUTPUT_BYTES", 1 << 20)
    (mine / "a.md").write_text(
        "{% for a in range(99999) %}{% for b in range(9999) %}0123456789{% endfor %}{% endfor %}"
    )
    fault = template_engine.fill("a.md", str(mine), {}, "html")
    assert fault.said == "its text is longer than 1 MB"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% set a = [1, 1e999] %}{{ a | join }}", "'inf' is not defined"),
        ("{% for a in [1] %}" * 25 + "{% endfor %}" * 25, "too many statically nested blocks"),
    ],
)
def test_what_python_cannot_compile_is_an_error_of_the_template(mine, values, template, said):
    (mine / "report.md").write_text(template)
    with pytest.raises(TrackerError) as raised:
        templates.fill_template("report.md", str(mine), values, "markdown")
    [problem] = raised.value.problems
    assert said in str(problem.message)


def test_what_a_template_gets_is_plain_data(monkeypatch, run, example):
    seen = []
    fill = template_engine.fill
    monkeypatch.setattr(templates, "fill", lambda *given: seen.append(given[2]) or fill(*given))
    for name in ("out.md", "out.html"):
        assert run("report", "--data", example, "-o", name, "--group", "city-party").returncode == 0
    kinds = set()

    def walk(value):
        kinds.add(type(value).__name__)
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(each)

    for values in seen:
        walk(values)
    assert kinds <= {"dict", "list", "str", "int", "bool", "NoneType", "Markup"}


def test_files_of_the_folder_can_be_included(run, example, tmp_path, mine):
    (mine / "sub" / "part.md").write_text("part {{ reports[0].title }}")
    (mine / "alias").symlink_to("sub/part.md")
    (mine / "report.md").write_text("{% include 'sub/part.md' %}; {% include 'alias' %}; {% include 'report.css' %}")
    assert run("report", "--data", example, "-o", "out.md", "--template", "mine", "--lang", "en").returncode == 0
    text = (tmp_path / "out.md").read_text()
    assert text.count("part Results on the targets") == 2


@pytest.mark.parametrize("name", ["report.css", "report.md", "report.html", "report.docx"])
def test_a_template_is_no_link_out_of_the_folder(run, example, tmp_path, mine, name):
    (mine / name).symlink_to("../secret.txt")
    output = name if name != "report.css" else "report.html"
    done = run("report", "--data", example, "-o", f"out-{output}", "--template", "mine", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "leads out of the folder" in done.stderr
    assert not (tmp_path / f"out-{output}").exists()


@pytest.mark.parametrize("name", ["report.css", "report.md", "report.html", "report.docx"])
def test_a_template_that_is_a_pipe_is_refused_at_once(run, example, tmp_path, mine, name):
    os.mkfifo(mine / name)
    (mine / "report.css").touch() if name != "report.css" else (mine / "report.md").touch()
    output = name if name != "report.css" else "report.html"
    done = run("report", "--data", example, "-o", f"out-{output}", "--template", "mine", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "it is no plain file" in done.stderr


PAGE = '<!DOCTYPE html>\n<html lang="vi"><head><title>t</title></head><body>{}</body></html>'


def test_the_policy_is_put_in_whatever_the_template_says(run, example, tmp_path, mine):
    (mine / "report.html").write_text(PAGE.format("<p>x</p><script>alert(1)</script>"))
    assert run("report", "--data", example, "-o", "out.html", "--template", "mine").returncode == 0
    page = (tmp_path / "out.html").read_text()
    head = html.unescape(page[: page.index("<title>")])
    assert (
        "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" in head
    )
    assert "unsafe" not in head


@pytest.mark.parametrize(
    "page",
    [
        "no page",
        "<p>first</p>" + PAGE.format(""),
        "<!-- first -->" + PAGE.format(""),
        "<script>alert(1)</script>" + PAGE.format(""),
        PAGE.format("").replace('lang="vi"', 'onmouseover="alert(1)"'),
        PAGE.format("").replace('lang="vi"', 'lang="vi"onmouseover="alert(1)"'),
        PAGE.format("").replace('lang="vi"', 'manifest="http://x.vn"'),
        PAGE.format("").replace("<head>", "<script>alert(1)</script><head>"),
        PAGE.format("").replace("<head>", "<!-- <head> --><body>"),
        PAGE.format("").replace("<head>", ""),
    ],
)
def test_a_page_begins_with_its_head(run, example, tmp_path, mine, page):
    (mine / "report.html").write_text(page)
    done = run("report", "--data", example, "-o", "out.html", "--template", "mine", "--lang", "en")
    assert done.returncode == 3
    assert "the page must begin with" in done.stderr
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    "text",
    [
        "<img src=http://x.vn/a.png>",
        "<img src=//x.vn/a.png>",
        "<img src=a.png>",
        "<IMG SRC='HTTP://x.vn'>",
        "<img srcset='http://x.vn 2x'>",
        "<script src=https://x.vn></script>",
        "<link rel=stylesheet href=https://x.vn>",
        "<link rel=dns-prefetch href=//x.vn>",
        "<iframe src='data:text/html,x'></iframe>",
        "<iframe srcdoc='x'></iframe>",
        "<object data=x></object>",
        "<embed src=x>",
        "<base href=http://x.vn>",
        "<meta http-equiv=refresh content='0;url=http://x.vn'>",
        "<meta HTTP-EQUIV=' refresh ' content=1>",
        "<video poster=x></video>",
        "<audio src=x></audio>",
        "<a ping=http://x.vn href=#a>x</a>",
        "<a href=' java\tscript:alert(1)'>x</a>",
        "<a href=file:///etc/passwd>x</a>",
        "<a href=data:text/html,x>x</a>",
        "<svg><use href=http://x.vn#a></use></svg>",
        "<svg><image xlink:href=http://x.vn /></svg>",
        "<form action=http://x.vn></form>",
        "<button formaction=http://x.vn></button>",
        "<p onclick=alert(1)>x</p>",
        "<body background=http://x.vn>",
        "<!-- --!><img src=x>-->",
    ],
)
def test_a_page_that_loads_something_is_refused(run, example, tmp_path, mine, text):
    (mine / "report.html").write_text(PAGE.format(text))
    done = run("report", "--data", example, "-o", "out.html", "--template", "mine", "--lang", "en")
    assert done.returncode == 3, text
    assert "loads something from outside the page" in done.stderr
    assert not (tmp_path / "out.html").exists()


@pytest.mark.parametrize(
    "text", ["@import 'http://x.vn';", "p { background: url(http://x.vn) }", "p { src: URL('a') }"]
)
def test_a_style_sheet_that_loads_something_is_refused(run, example, tmp_path, mine, text):
    (mine / "report.css").write_text("p {}\n" + text)
    done = run("report", "--data", example, "-o", "out.html", "--template", "mine", "--lang", "en")
    assert done.returncode == 3
    assert "report.css:2: loads something from outside the page" in done.stderr


def test_the_shipped_page_passes_the_check(run, example, tmp_path):
    assert run("init", "--templates", "copy").returncode == 0
    done = run("report", "--data", example, "-o", "out.html", "--template", "copy", "--lang", "vi,en")
    assert done.returncode == 0
    assert run("report", "--data", example, "-o", "again.html", "--lang", "vi,en").returncode == 0
    assert (tmp_path / "out.html").read_bytes() == (tmp_path / "again.html").read_bytes()


def make_document(changes=(), extra=(), *, text="") -> bytes:
    """Return a Word document, with texts replaced in its parts and parts added."""
    document = docx.Document()
    if text:
        document.add_paragraph(text)
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for part, old, new in changes:
                if part == name:
                    assert old.encode() in data, (part, old)
                    data = data.replace(old.encode(), new.encode(), 1)
            target.writestr(name, data)
        for name, data in extra:
            target.writestr(name, data)
    return made.getvalue()


def field(*texts: str, around: str = "<w:sectPr") -> tuple[str, str, str]:
    """Return the change that puts a field into the body."""
    runs = "".join(f"<w:r><w:instrText>{html.escape(text)}</w:instrText></w:r>" for text in texts)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return "word/document.xml", around, f"<w:p>{begin}{runs}{end}</w:p>{around}"


def relation(kind: str, target: str, name="word/_rels/document.xml.rels") -> tuple[str, str, str]:
    """Return the change that adds a part elsewhere."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    return name, "</Relationships>", added + "</Relationships>"


UNSAFE = {
    "dde": make_document([field('DDEAUTO c:\\\\Windows\\\\System32\\\\cmd.exe "/k calc"')]),
    "split field": make_document([field(" DD", "E ", 'excel "a"')]),
    "simple field": make_document(
        [("word/document.xml", "<w:sectPr", '<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p><w:sectPr')]
    ),
    "picture field": make_document([field('INCLUDEPICTURE "http://x.vn/a.png" \\d')]),
    "link": make_document([field("LINK Excel.Sheet.12 x")]),
    "unended": make_document(
        [("word/document.xml", "<w:sectPr", "<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p><w:sectPr")]
    ),
    "remote picture": make_document([relation("image", "http://x.vn/a.png")]),
    "remote part": make_document([relation("subDocument", "file:///x")]),
    "share": make_document([relation("frame", "\\\\x.vn\\a")]),
    "link to a file": make_document([relation("hyperlink", "file:///c:/x.exe")]),
    "macro": make_document(extra=[("word/vbaProject.bin", b"x")]),
    "object": make_document(extra=[("word/embeddings/a.xlsx", b"x")]),
    "html part": make_document(extra=[("word/a.html", b"x")]),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_a_word_template_that_loads_something_is_refused(run, example, tmp_path, mine, name):
    (mine / "report.docx").write_bytes(UNSAFE[name])
    done = run("report", "--data", example, "-o", "out.docx", "--template", "mine", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert any(said in done.stderr for said in ("loads or runs", "from elsewhere", "a macro or an embedded object")), (
        done.stderr
    )
    assert not (tmp_path / "out.docx").exists()


SAFE = {
    "page number": make_document([field("PAGE \\* MERGEFORMAT")]),
    "contents": make_document([field('TOC \\o "1-3" \\h \\z \\u')]),
    "web link": make_document([relation("hyperlink", "https://thainguyen.gov.vn")]),
    "its own template": make_document([relation("attachedTemplate", "file:///C:/mau.dotx")]),
}


@pytest.mark.parametrize("name", SAFE)
def test_a_plain_word_template_is_used(run, example, tmp_path, mine, name):
    (mine / "report.docx").write_bytes(SAFE[name])
    done = run("report", "--data", example, "-o", "out.docx", "--template", "mine", "--lang", "en")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "out.docx") as package:
        assert not any(b"mau.dotx" in package.read(part) for part in package.namelist() if "settings" in part)


DAMAGED = {
    "width": make_document([("word/document.xml", 'w:w="12240"', 'w:w="-5"')]),
    "height": make_document([("word/document.xml", 'w:h="15840"', 'w:h="0"')]),
    "huge": make_document([("word/document.xml", 'w:w="12240"', 'w:w="999999999"')]),
    "margin": make_document([("word/document.xml", 'w:left="1800"', 'w:left="12000"')]),
    "core": make_document([("docProps/core.xml", "<cp:coreProperties", "<cp:coreProperty")]),
    "entities": make_document([("word/document.xml", "<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document')]),
    "cut": make_document()[:-200],
    "bomb": make_document(extra=[("word/more.xml", "<a>" + " " * (9 << 20) + "</a>")]),
    "many parts": make_document(extra=[(f"word/media/{number}.png", b"") for number in range(2001)]),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_or_large_word_template_is_told(run, example, tmp_path, mine, name):
    (mine / "report.docx").write_bytes(DAMAGED[name])
    done = run("report", "--data", example, "-o", "out.docx", "--template", "mine", "--lang", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Traceback" not in done.stderr
    assert "is no Word document" in done.stderr or "is too large for a template" in done.stderr
    assert not (tmp_path / "out.docx").exists()
