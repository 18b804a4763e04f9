"""`tracker report -o x.docx`: read back with python-docx, checked against the schema, opened by LibreOffice."""

import io
import os
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENTATION
from docx.shared import Mm, Pt
from lxml import etree
from openxml_audit import OpenXmlValidator

from support.folders import DATA, GOLDEN
from support.reports import W, assess_folder, build_report, find_tables, join_words, open_document, read_row
from tracker.assess.detail import build_detail
from tracker.i18n import Language
from tracker.reports import docx as word
from tracker.reports.config import ReportConfig, Signature
from tracker.reports.content import ReportOptions
from tracker.reports.content import build_report as build
from tracker.reports.docx.widths import compute_widths, measure_text
from tracker.reports.records import ReportCell, ReportColumn, ReportRow, ReportSection, ReportTable
from tracker.targets.table import MAX_TEXT_LENGTH

WHOLE = ReportConfig(
    kind="party",
    superior={"": "Tỉnh ủy Thái Nguyên"},
    body={"": "Thành ủy Sông Công"},
    number="-BC/TU",
    place={"": "Sông Công"},
    signature=Signature({"": "T/M Ban Thường vụ"}, {"": "Bí thư"}, "Nguyễn Văn A", ({"": "Tỉnh ủy"}, {"": "Lưu VP"})),
)
ROOM = 14287
"""How wide the text of a page across A4 is, in twips."""
CASES = [(DATA, 2025), (DATA, 2023), (GOLDEN, 2023)]


def official(board, form="term", language="vi", office=WHOLE, **asked):
    """A report of a board by an office."""
    details = tuple(build_detail(board.register, item.indicator, board.year, board.as_of) for item in board.assessments)
    return build(board, details, office, ReportOptions(form, **asked), Language(language))


def drawn(*reports, folder="") -> bytes:
    return word.render(reports, str(folder), lambda done, every: None)


def written(cell) -> str:
    """A cell of a report as it must stand on paper."""
    return join_words((f"{cell.sign.symbol} " if cell.sign else "") + cell.text + ", ".join(cell.marks))


def compared(table, found) -> int:
    """Compare every row of a table in Word with the table of a report; return how many cells were compared."""
    rows = [row for row in table._tbl.iterchildren(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is None]
    expected = []
    for section in found.sections:
        expected += [[join_words(section.heading)]] if section.heading else []
        expected += [[written(cell) for cell in line.cells] for line in section.lines]
    assert [read_row(row) for row in rows] == expected
    return sum(map(len, expected))


@pytest.fixture(scope="module")
def party():
    report = official(assess_folder(DATA, 2023))
    return report, drawn(report)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("form", ["term", "year"])
@pytest.mark.parametrize(("folder", "year"), CASES, ids=lambda value: str(getattr(value, "name", value)))
def test_every_cell_is_that_of_the_report(folder, year, form, language):
    report = build_report(assess_folder(folder, year), form, language)
    document = open_document(drawn(report))
    *counted, needs, table = find_tables(document)
    assert compared(table, report.table) > 100
    assert compared(needs, report.summary.needs) > (20 if form == "term" else 5)
    every = (*report.summary.counts, *report.summary.plan_counts)
    found = [pair for each in counted for pair in zip(*map(read_row, each._tbl.iterchildren(f"{W}tr")), strict=True)]
    assert found == [(f"{each.sign.symbol} {each.word}", each.fraction) for each in every]
    heads = [
        read_row(row) for row in table._tbl.iterchildren(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None
    ]
    columns = report.table.columns
    upper = [column.heading for column in columns if not column.over]
    assert [text for text in heads[0] if text not in {column.over for column in columns}] == upper
    assert heads[1] == [column.heading if column.over else "" for column in columns]


def test_footnotes_sources_and_remarks_stand_beneath(party):
    report, data = party
    said = [join_words(each.text) for each in open_document(data).paragraphs]
    notes = [f"{note.mark}\t{join_words(note.text)}" for note in report.footnotes]
    sources = [f"{number}.\t{source}" for number, source in enumerate(report.sources, 1)]
    start = said.index(notes[0])
    assert said[start : start + len(notes)] == notes
    assert said[start + len(notes)] == report.sources_title
    assert said[start + len(notes) + 1 :][: len(sources) + 1] == [*sources, report.made]
    assert len(notes) > 20


def test_what_has_changed_is_told():
    now, then = assess_folder(DATA, 2025), assess_folder(DATA, 2023, "2024-01-15")
    report = build_report(now, language="en", since="2024-01-15", earlier_assessments=then)
    said = [join_words(each.text) for each in open_document(drawn(report)).paragraphs]
    assert report.changes.title in said
    for heading, listed in report.changes.lists:
        at = said.index(heading)
        assert said[at + 1 : at + 1 + len(listed)] == [f"–\t{join_words(text)}" for text in listed]


def test_the_letterhead_of_the_party(party):
    head, foot = (table for table in open_document(party[1]).tables if table.style.name == "Tracker layout")
    left, right = (cell.text.split("\n") for cell in head.rows[0].cells)
    assert left == ["TỈNH ỦY THÁI NGUYÊN", "THÀNH ỦY SÔNG CÔNG", "*", "Số ………………-BC/TU"]
    assert right == ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "Sông Công, ngày … tháng … năm 2026"]
    receivers, signed = (cell.text.split("\n") for cell in foot.rows[0].cells)
    assert receivers == ["Nơi nhận:", "- Tỉnh ủy;", "- Lưu VP."]
    assert signed == ["T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn A"]
    motto = head.rows[0].cells[1].paragraphs[0].style
    assert (motto.font.size, motto.font.bold) == (Pt(15), True)


def test_the_letterhead_of_the_state():
    document = open_document(drawn(official(assess_folder(DATA, 2023), office=WHOLE._replace(kind="state"))))
    left, right = (cell.text.split("\n") for cell in document.tables[0].rows[0].cells)
    assert left == ["TỈNH ỦY THÁI NGUYÊN", "THÀNH ỦY SÔNG CÔNG", "", "Số: ………………-BC/TU"]
    assert right[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    sizes = [each.style.font.size for each in document.tables[0].rows[0].cells[1].paragraphs[:2]]
    assert sizes == [Pt(12), Pt(13)]


def test_no_letterhead_and_what_is_not_known():
    bare = open_document(drawn(build_report(assess_folder(DATA, 2023))))
    assert all(table.style.name == "Tracker table" for table in bare.tables)
    assert bare.paragraphs[0].style.name == "Title"
    dotted = open_document(drawn(official(assess_folder(DATA, 2023), office=ReportConfig(kind="party"))))
    assert "………" in dotted.tables[0].rows[0].cells[0].text
    assert "………" in dotted.tables[-3].rows[0].cells[1].text or "………" in dotted.tables[-2].rows[0].cells[1].text


def test_pages_are_set_up_by_the_rules(party):
    document = open_document(party[1])
    first, annex, charts = document.sections
    assert [each.orientation for each in (first, annex, charts)] == [
        WD_ORIENTATION.PORTRAIT,
        WD_ORIENTATION.LANDSCAPE,
        WD_ORIENTATION.PORTRAIT,
    ]
    for section in document.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(edge.mm) for edge in edges] == [20, 20, 30, 15]
    assert first.different_first_page_header_footer
    assert not annex.different_first_page_header_footer
    assert first.first_page_header.paragraphs[0].text == ""
    head = annex.header.paragraphs[0]
    assert (head.style.font.size, head.style.paragraph_format.alignment) == (Pt(13), 1)
    assert head._p.find(f"{W}fldSimple").get(f"{W}instr") == "PAGE"


def test_both_languages_stand_in_one_file_each_counted_from_page_1():
    board = assess_folder(DATA, 2023)
    document = open_document(drawn(build_report(board, language="vi"), build_report(board, language="en")))
    assert len(document.sections) == 6
    counted = [section._sectPr.find(f"{W}pgNumType") for section in document.sections]
    assert [each is not None and each.get(f"{W}start") for each in counted] == [False, False, False, "1", False, False]
    said = {each.get(f"{W}val") for each in document.element.body.iter(f"{W}lang")}
    assert said == {"en-GB"}
    defaults = document.styles.element.find(f"{W}docDefaults//{W}lang")
    assert defaults.get(f"{W}val") == "vi-VN"
    ids = [each.get("id") for each in document.element.body.iter() if str(each.tag).endswith("}docPr")]
    assert len(ids) == len(set(ids)) > 4


def test_tables_can_be_read_by_who_does_not_see_them(party):
    report, data = party
    table = find_tables(open_document(data))[-1]._tbl
    rows = list(table.iterchildren(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[:3]] == [True, True, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    groups = [row for row in rows if len(read_row(row)) == 1]
    assert [read_row(row)[0] for row in groups] == [section.heading for section in report.table.sections]
    assert all(
        row.find(f"{W}tc/{W}tcPr/{W}gridSpan").get(f"{W}val") == str(len(report.table.columns)) for row in groups
    )
    deep = [
        row
        for row, line in zip([r for r in rows[2:] if r not in groups], report.table.lines, strict=True)
        if line.depth
    ]
    styles = {row.findall(f"{W}tc")[1].find(f"{W}p/{W}pPr/{W}pStyle").get(f"{W}val") for row in deep}
    assert styles == {"TrackerTableDetail"}
    marked = [each for each in table.iter(f"{W}rStyle") if each.get(f"{W}val") == "TrackerMark"]
    assert len(marked) == sum(1 for line in report.table.lines for cell in line.cells if cell.marks)
    mark = open_document(data).styles["Tracker mark"].font
    assert mark.superscript
    numbers = {each.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for each in table.iter(f"{W}p")}
    assert {"TrackerTableNumber", "TrackerTableGroup", "TrackerTableHead"} <= numbers
    assert open_document(data).styles["Tracker table number"].paragraph_format.alignment == 2
    assert table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstRow") == "1"
    assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == report.table.title


def test_pictures_say_what_they_show(party):
    document = open_document(party[1])
    shows = [each.get("descr") for each in document.element.body.iter() if str(each.tag).endswith("}docPr")]
    assert len(shows) > 3
    assert all(len(each) > 40 for each in shows)
    captions = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    assert [text.split(".")[0] for text in captions] == [f"Biểu đồ {at}" for at in range(1, len(shows) + 1)]


def test_the_chart_by_pace_is_drawn_where_there_are_some_to_compare():
    told = {}
    board = assess_folder(DATA, 2023)
    few = tuple(
        item for item in board.assessments if item.indicator.id in ("grdp-growth", "province-local-exports-growth")
    )
    for name, shown in (("all", board), ("few", board._replace(assessments=few))):
        document = open_document(drawn(build_report(shown, language="en")))
        told[name] = next(each.text for each in document.paragraphs if each.style.name == "Caption")
    assert told == {"all": "Chart 1. All indicators by their pace", "few": "Chart 1. Average GRDP growth"}


def test_headings_are_in_order_and_properties_are_filled(party):
    report, data = party
    document = open_document(data)
    names = [each.style.name for each in document.paragraphs]
    levels = {"Title": 0, "Heading 1": 1, "Tracker annex": 1, "Heading 2": 2}
    found = [levels[name] for name in names if name in levels]
    assert found[:2] == [0, 1]
    assert all(after - before <= 1 for before, after in pairwise(found))
    said = document.core_properties
    assert (said.title, said.language) == (report.title, "vi-VN")
    assert said.created.date().isoformat() == report.assessment_set.as_of


def test_everything_is_black_times_new_roman(party):
    parts = zipfile.ZipFile(io.BytesIO(party[1]))
    styles = parts.read("word/styles.xml").decode()
    assert set(re.findall(r'w:ascii="([^"]+)"', styles)) == {"Times New Roman", "Segoe UI Symbol"}
    assert set(re.findall(r'w:color w:val="([^"]+)"', styles)) == {"000000"}
    assert not re.search(r"<w:(rFonts|color|sz)\b", parts.read("word/document.xml").decode())


def test_equal_input_gives_equal_files(party):
    report, data = party
    assert drawn(report) == data
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("folder", [DATA, GOLDEN], ids=lambda folder: folder.name)
def test_it_keeps_the_schema(folder, tmp_path):
    """By a port of the validator of Microsoft's Open XML SDK; it asks for two parts that ISO/IEC 29500 does not."""
    then = assess_folder(folder, 2022, "2023-06-30")
    reports = [
        official(assess_folder(folder, 2023), "term", "vi", since="2023-06-30", earlier_assessments=then),
        official(assess_folder(folder, 2023), "year", "en", office=WHOLE._replace(kind="state")),
    ]
    path = tmp_path / "out.docx"
    path.write_bytes(drawn(*reports))
    assert faults(path) == []
    text = zipfile.ZipFile(path).read("word/document.xml")
    broken = re.sub(rb"(<w:tblStyle [^>]*/>)(<w:tblW [^>]*/>)", rb"\2\1", text, count=1)
    assert broken != text
    rewritten(path, {"word/document.xml": broken})
    assert len(faults(path)) == 1  # the check is one that can fail


def faults(path: Path) -> list[str]:
    optional = ("relationships/fontTable", "relationships/theme")
    found = OpenXmlValidator().validate(str(path)).errors
    return [
        f"{each.path}: {each.description}" for each in found if not any(name in each.description for name in optional)
    ]


def rewritten(path: Path, parts: dict[str, bytes]) -> None:
    """Replace parts of a package, or add them."""
    with zipfile.ZipFile(path) as source:
        whole = {name: source.read(name) for name in source.namelist()} | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in whole.items():
            target.writestr(name, data)


def office_programs() -> None:
    """Skip where LibreOffice is not; where the tests must run, that is a failure."""
    missing = [name for name in ("soffice", "pdftotext") if not shutil.which(name)]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not installed: {', '.join(missing)}")
    assert not missing


def pages(path: Path) -> list[str]:
    """The text of each page as LibreOffice lays it out."""
    profile = path.parent / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", path.parent, path], check=True, capture_output=True, timeout=300)
    done = subprocess.run(["pdftotext", "-layout", path.with_suffix(".pdf"), "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("year", [2023, 2025])
def test_libreoffice_opens_it_and_the_signed_page_is_one(tmp_path, year):
    office_programs()
    report = official(assess_folder(DATA, year))
    path = tmp_path / "out.docx"
    path.write_bytes(drawn(report))
    first, *rest = pages(path)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in first
    assert "Nguyễn Văn A" in first
    assert rest[0].split()[:3] == ["2", "Phụ", "lục"]
    assert not re.search(r"^\s*1\s*$", first.split("\n")[0])
    table = [page for page in rest if "Chỉ tiêu" in page]
    assert len(table) >= 2  # the heading is repeated
    assert all("Đơn vị" in page for page in table)
    assert "11.236" in "".join(table)


def test_no_number_is_broken_and_all_columns_fill_the_page():
    for folder, year in CASES:
        for form in ("term", "year"):
            table = build_report(assess_folder(folder, year), form, "vi").table
            found = compute_widths(table, ROOM)
            assert sum(found) == ROOM
            for at, width in enumerate(found):
                words = [
                    word for line in table.lines for word in line.cells[at].text.split() if any(map(str.isdigit, word))
                ]
                assert all(measure_text(word) < width - 114 for word in words)  # between the margins of the cell


def test_widths_of_a_long_term_and_of_a_word_without_end():
    """Where not every word has room, the table still fills the page and no more."""
    columns = tuple(ReportColumn(str(at), "Kế hoạch", 9) for at in range(40))
    line = ReportRow("a", 0, tuple(ReportCell("123.456.789,00 " * 3) for _ in columns))
    assert sum(compute_widths(ReportTable("", columns, (ReportSection("", (line,)),)), ROOM)) == ROOM
    endless = ReportTable(
        "",
        columns[:3],
        (ReportSection("", (ReportRow("a", 0, (ReportCell("x" * 30000), ReportCell("1"), ReportCell(""))),)),),
    )
    found = compute_widths(endless, ROOM)
    assert sum(found) == ROOM
    assert min(found) > 600


@pytest.mark.parametrize("form", ["term", "year"])
def test_columns_of_the_signed_page_break_no_word_and_leave_few_lines(form):
    """The sign counts as text: else "✘ Không đạt kế hoạch" took a second line in each row."""
    for folder, year in CASES:
        table = build_report(assess_folder(folder, year), form, "vi").summary.needs
        if not table.lines:
            continue
        room, scale = 9355, 9.5 / 11
        found = compute_widths(table, room, 9.5)
        assert sum(found) == room
        rows = [[column.heading for column in table.columns]]
        rows += [[written(cell) for cell in line.cells] for line in table.lines]
        assert all(measure_text(word) * scale < width for row in rows for text, width in zip(row, found, strict=True)
                   for word in text.split())  # fmt: skip
        plain = [room * column.width // sum(each.width for each in table.columns) for column in table.columns]
        assert _count_lines(rows, found, scale) <= _count_lines(rows, plain, scale)


def _count_lines(rows: list[list[str]], widths: list[int], scale: float) -> int:
    return sum(
        max(-(-measure_text(text) * scale // (width - 134)) for text, width in zip(row, widths, strict=True))
        for row in rows
    )


def test_the_first_page_has_no_empty_lines_and_says_what_is_missing_in_bold():
    report = official(assess_folder(GOLDEN, 2023), "year")
    texts = open_document(drawn(report)).paragraphs
    assert not report.summary.lead
    assert all(each.text for each in texts if each.style.name == "Body Text")
    missing = next(each for each in texts if each.text == report.summary.missing)
    assert [run.style.name for run in missing.runs] == ["Tracker strong"]


def test_hostile_texts_stand_as_letters(folder):
    path = folder(
        """
        [term]
        name = "<w:p>]]> & \\u0007 [/red]"
        first_year = 2021
        last_year = 2025
        language = "en"
        [[indicator]]
        id = "a"
        name = '=HYPERLINK("http://x") <script> &amp; ]]>'
        measure = "level"
        [[indicator]]
        id = "b"
        name = "{long}"
        measure = "level"
        target.at_least = 5
        """.replace("{long}", "dài" * (MAX_TEXT_LENGTH // 3)),
        "a,2021,1,,final,http://s/<b>&,note,2022-01-01,lan\nb,2021,1,,final,,\N{PILE OF POO},2022-01-01,lan\n",
    )
    report = build_report(assess_folder(path, 2021), title="\x00\x0b<b>\udc80\ufffe", language="en")
    document = open_document(drawn(report))
    assert document.paragraphs[0].text == "\N{REPLACEMENT CHARACTER} <b>" + 2 * "\N{REPLACEMENT CHARACTER}"
    assert "<w:p>]]> & \N{REPLACEMENT CHARACTER} [/red], 2021–2025" in [each.text for each in document.paragraphs]
    rows = [read_row(row) for row in find_tables(document)[-1]._tbl.iterchildren(f"{W}tr")]
    names = [row[1] for row in rows if len(row) > 1]
    assert '=HYPERLINK("http://x") <script> &amp; ]]>' in names
    assert "dài" * (MAX_TEXT_LENGTH // 3) in names
    assert "1.\thttp://s/<b>&" in [each.text for each in document.paragraphs]


def test_a_folder_without_indicators_is_still_a_page(folder):
    path = folder('[term]\nname = "x"\nfirst_year = 2021\nlast_year = 2025\nlanguage = "en"\n')
    report = build_report(assess_folder(path, 2021))
    assert report.summary.lead in [each.text for each in open_document(drawn(report)).paragraphs]


def picture() -> bytes:
    """A PNG of two by one pixels."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 7)) + part(b"IEND", b"")


def test_a_logo_stands_in_the_head(run, example, tmp_path):
    (example / "logo.png").write_bytes(picture())
    (example / "report.toml").write_text('[letterhead]\nkind = "state"\nbody = "Sở A"\nlogo = "logo.png"\n')
    assert run("report", "--data", example, "-o", "out.docx").returncode == 0
    shown = docx.Document(tmp_path / "out.docx").tables[0]._tbl
    inline = next(each for each in shown.iter() if str(each.tag).endswith("}docPr"))
    assert inline.get("descr") == "SỞ A"
    extent = next(each for each in shown.iter() if str(each.tag).endswith("}extent"))
    assert int(extent.get("cx")) == pytest.approx(2 * int(extent.get("cy")), abs=1300)
    assert int(extent.get("cy")) <= Mm(19)


def test_a_logo_that_is_no_picture_is_told(run, example, tmp_path):
    (example / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (example / "report.toml").write_text('[letterhead]\nkind = "state"\nlogo = "logo.png"\n')
    done = run("report", "--data", example, "-o", "out.docx", env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "letterhead.logo: is no picture" in done.stderr
    assert not (tmp_path / "out.docx").exists()


def template(folder: Path, document) -> Path:
    folder.mkdir(exist_ok=True)
    document.save(folder / "report.docx")
    return folder


def test_a_template_keeps_its_styles_its_pages_and_its_head(tmp_path):
    mine = docx.Document()
    mine.styles["Heading 1"].font.name = "Arial"
    mine.sections[0].left_margin = Mm(33)
    mine.sections[0].header.paragraphs[0].text = "Mật"
    mine.add_paragraph("UBND TỈNH A")
    report = official(assess_folder(DATA, 2023))
    data = drawn(report, folder=template(tmp_path / "mine", mine))
    document = open_document(data)
    assert document.paragraphs[0].text == "UBND TỈNH A"
    assert [each.text for each in document.paragraphs[1:3]] == ["BÁO CÁO", report.title]
    assert document.styles["Heading 1"].font.name == "Arial"
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in "".join(cell.text for cell in document.tables[0].rows[0].cells)
    assert {round(section.left_margin.mm) for section in document.sections} == {33}
    assert [section.header.paragraphs[0].text for section in document.sections] == ["Mật"] * 3
    assert {each.get(f"{W}val") for each in document.element.body.iter(f"{W}lang")} == {
        "vi-VN"
    }  # the template's: en-US
    assert compared(find_tables(document)[-1], report.table) > 100
    (tmp_path / "out.docx").write_bytes(data)
    assert faults(tmp_path / "out.docx") == []


def test_a_report_without_its_text_is_a_template(party, tmp_path):
    mine = open_document(party[1])
    for child in list(mine.element.body)[:-1]:
        mine.element.body.remove(child)
    mine.add_paragraph("")
    mine.styles["Tracker table text"].font.size = Pt(9)
    document = open_document(drawn(party[0], folder=template(tmp_path / "mine", mine)))
    assert document.styles["Tracker table text"].font.size == Pt(9)
    plain_one = open_document(party[1])
    assert [each.text for each in document.paragraphs] == [each.text for each in plain_one.paragraphs]
    assert [each.style.name for each in document.paragraphs] == [each.style.name for each in plain_one.paragraphs]
    setups = [
        (each.orientation, each.page_width, each.different_first_page_header_footer) for each in document.sections
    ]
    assert setups == [
        (each.orientation, each.page_width, each.different_first_page_header_footer) for each in plain_one.sections
    ]
    assert len(document.styles) == len(plain_one.styles)


def test_styles_are_known_by_their_names_and_ids_do_not_clash(party, tmp_path):
    """Word in another language gives its styles other ids."""
    mine = docx.Document()
    mine.styles["Heading 1"].element.set(f"{W}styleId", "u1")
    mine.styles.add_style("Other", 1).element.set(f"{W}styleId", "TrackerRule")
    document = open_document(drawn(party[0], folder=template(tmp_path / "mine", mine)))
    heading = next(each for each in document.paragraphs if each.text == party[0].summary.title)
    assert heading._p.pPr.pStyle.get(f"{W}val") == "u1"
    ids = [each.get(f"{W}styleId") for each in document.styles.element.iterchildren(f"{W}style")]
    assert len(ids) == len(set(ids))
    assert document.styles["Tracker rule"].style_id != "TrackerRule"
    assert document.styles["Tracker annex"].base_style.name == "Heading 1"


def dotx() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(changed := io.BytesIO(), "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"document.main+xml", b"template.main+xml"))
    return changed.getvalue()


def without(part: str, data: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(changed := io.BytesIO(), "w") as target:
        for name in source.namelist():
            if name != part or data:
                target.writestr(name, data if name == part else source.read(name))
    return changed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        b"PK\x03\x04 and no more",
        dotx(),
        without("word/document.xml"),
        without("[Content_Types].xml"),
        without("word/document.xml", b"<w:document"),
        without("word/document.xml", b"<a/>"),
        without("word/styles.xml", b"<a/>"),
        without("word/styles.xml", b"text"),
    ],
    ids=["empty", "text", "cut", "dotx", "no-body", "no-types", "broken", "other", "other-styles", "broken-styles"],
)
def test_a_template_that_is_no_document_is_told(run, example, tmp_path, data):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.docx").write_bytes(data)
    done = run("report", "--data", example, "-o", "out.docx", "--template", "mine", env={"TRACKER_LANG": "en"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "report.docx: is no Word document that could be a template" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize("missing", ["docx", "vl_convert"])
def test_without_the_extra_the_install_command_is_named(run, example, tmp_path, missing):
    (tmp_path / f"{missing}.py").write_text(f"raise ImportError('no', name='{missing}')\n")
    env = {"TRACKER_LANG": "en", "PYTHONPATH": str(tmp_path)}
    done = run("report", "--data", example, "-o", "out.docx", "--year", "2023", env=env)
    assert (done.returncode, done.stdout) == (4, "")
    assert 'pip install "indicator-tracker[report]"' in done.stderr
    assert not (tmp_path / "out.docx").exists()


def test_every_step_of_drawing_is_told():
    told = []
    word.render((build_report(assess_folder(DATA, 2023)),), "", lambda done, every: told.append((done, every)))
    assert told == [(at, len(told)) for at in range(1, len(told) + 1)]
    assert len(told) > 3


def test_the_shipped_styles_are_whole():
    """Every style that is named in the program is there, and each link leads to one."""
    path = Path(word.__file__).parents[1] / "shipped" / "docx" / "styles.xml"
    root = etree.parse(path).getroot()
    ids = {each.get(f"{W}styleId") for each in root.iterchildren(f"{W}style")}
    links = {each.get(f"{W}val") for tag in ("basedOn", "next", "link") for each in root.iter(W + tag)}
    assert links <= ids
    assert len(ids) > 40
