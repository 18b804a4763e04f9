"""Reports made without the command line, and read back as their readers do."""

import io
import os
import re
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

import docx
import html5lib

from support.process import find_program
from tracker.assess import assess
from tracker.assess.detail import build_detail
from tracker.folder import Folder, load_register
from tracker.i18n import Language
from tracker.journal.index import ALL_INDICATORS
from tracker.reports.config import ReportConfig
from tracker.reports.content import ReportOptions
from tracker.reports.content import build_report as build


def assess_folder(folder: Path, year: int, as_of: str = "2026-11-22"):
    return assess(load_register(Folder(str(folder)), as_of, history=ALL_INDICATORS), year, as_of)


def build_report(board, form="term", language="en", **asked):
    details = tuple(build_detail(board.register, item.indicator, board.year, board.as_of) for item in board.assessments)
    return build(board, details, ReportConfig(), ReportOptions(form, **asked), Language(language))


def find_cell(report, indicator: str, column: str):
    at = [each.key for each in report.table.columns].index(column)
    return next(line.cells[at] for line in report.table.lines if line.indicator == indicator)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def open_document(data: bytes):
    return docx.Document(io.BytesIO(data))


def join_words(text: str) -> str:
    """A text without what only keeps its lines together or lets them break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "")


def read_row(row) -> list[str]:
    """The text of each cell of a row, merged ones once."""
    return [join_words("".join(each.text or "" for each in cell.iter(f"{W}t"))) for cell in row.iterchildren(f"{W}tc")]


def find_tables(document):
    """The tables with figures: not those that only hold a letterhead or a signature."""
    return [table for table in document.tables if table.style.name == "Tracker table"]


def parse_page(data: bytes) -> Element:
    """The tree of a page; raises at the first thing that a validator would call an error of parsing."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data, transport_encoding="utf-8")


def find_by_class(root: Element, name: str) -> list[Element]:
    return [node for node in root.iter() if isinstance(node.tag, str) and name in node.get("class", "").split()]


def read_text(node: Element, *left_out: str) -> str:
    """The text of an element without what is within tags or classes that are left out."""
    parts = [node.text or ""]
    for child in node:
        if child.tag not in left_out and not set(child.get("class", "").split()) & set(left_out):
            parts.append(read_text(child, *left_out))
        parts.append(child.tail or "")
    return "".join(parts)


def read_cells(row: Element) -> list[tuple[str, tuple[str, ...], str, Decimal | None]]:
    """Each cell of a row: its text, the marks of its footnotes, its sign, its number."""
    found = []
    for node in row:
        number = node.get("data-number")
        marks = tuple(read_text(link) for sup in node.iter("sup") for link in sup.iter("a"))
        sign = "".join(read_text(each) for each in find_by_class(node, "sign"))
        text = read_text(node, "sup", "sign", "of-which").strip()
        found.append((text, marks, sign, Decimal(number) if number else None))
    return found


def read_table(node: Element) -> list[tuple[str, list]]:
    """The sections of a table: each heading with the rows beneath it."""
    sections = []
    for body in node.iter("tbody"):
        rows = list(body.iter("tr"))
        heading = read_text(rows.pop(0)) if rows[0].get("class") == "group" else ""
        sections.append((heading, [(row.get("class", ""), read_cells(row)) for row in rows]))
    return sections


def calculate_books(books: dict[str, bytes], folder: Path, form: str = "xlsx:Calc MS Excel 2007 XML") -> Path:
    """The folder with workbooks by their names, as LibreOffice saves them in another form.

    The values that were written with the formulas are wrong before: what is right afterwards was calculated.
    """
    soffice = find_program("soffice")
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_CALCULATE, encoding="utf-8")
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(spoil_values(data))
    files = [str(folder / f"{name}.xlsx") for name in books]
    asked = [f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", form, "--outdir"]
    done = subprocess.run(
        [soffice, *asked, str(folder / "out"), *files],
        capture_output=True, encoding="utf-8", timeout=300, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stdout.count("convert ") == len(books), done
    return folder / "out"


ALWAYS_CALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


BROKEN = "-987654321"
"""What stands in a spoilt workbook in the place of each calculated value."""


def spoil_values(data: bytes) -> bytes:
    out, seen = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w") as broken:
        for name in book.namelist():
            text, count = re.subn(rb"</f><v>[^<]*</v>", f"</f><v>{BROKEN}</v>".encode(), book.read(name))
            broken.writestr(name, text)
            seen += count
    assert seen or b"<f>" not in data
    return out.getvalue()
