"""The fuzz targets of the import: any text as a sheet, any parts of a workbook; what is imported can be read again.

The results of a sheet are imported, and its plans.

An .xlsx file is given by its parts, joined by `PARTED`, and an .ods file by its content: a mutated archive would nearly
never be a valid archive. Bytes that begin like an archive or an .xls file are used as they are.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile

import harness

from tracker.errors import TrackerError
from tracker.folder import load_register
from tracker.importing.context import ImportOptions
from tracker.importing.decision_import import DecisionRecorder, plan_decisions
from tracker.importing.plan import Recorder, plan_import
from tracker.importing.plan_headings import PlanKind, PlanOptions
from tracker.importing.readers.dispatch import ZIP, read_sheets
from tracker.importing.readers.xls import MAGIC as OLE
from tracker.importing.sheet_parser import parse_sheet
from tracker.journal.decision_rows import DECISIONS, make_decision_row
from tracker.journal.rows import make_row
from tracker.model import Period

PARTED = b"\0--\0"
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
ROWS = """<table:table-row><table:table-cell office:value-type="string"><text:p>Chỉ tiêu</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="2023"><text:p>2023</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="1" office:value-type="percentage" office:value="0.0145"><text:p>x</text:p></table:table-cell>
</table:table-row>"""
ASKED = (
    ImportOptions(None, None, None, "", "", 2025),
    ImportOptions(Period(2024), "comma", "final", "nguồn", "ghi chú", 2025),
)
DECIDER = DecisionRecorder("2025-01-31T09:00:00+07:00", "lan", "2025-01-30", revise=True)
RECORDER = Recorder("2025-01-31T09:00:00+07:00", "lan", revise=True)


def sheet(data: bytes) -> None:
    """Any text file to import."""
    path = os.path.join(harness.folder().path, "sheet")
    with open(path, "wb") as file:
        file.write(data)
    for asked in ASKED:
        imported(path, asked)
    for kind in (None, "target"):
        plans_imported(path, kind)


def workbook(data: bytes) -> None:
    """Any workbook, given by its parts."""
    sheet(make_workbook(data))


def make_workbook(data: bytes) -> bytes:
    """Return the workbook of these parts; bytes that begin like an archive or an .xls file are one already."""
    if data.startswith((ZIP, OLE)):
        return data
    return document(data) if b"<office:" in data[:200] else packed(data.split(PARTED))


def document(content: bytes) -> bytes:
    """Return an .ods file with this content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return out.getvalue()


def packed(given: list[bytes]) -> bytes:
    """Return a workbook with these parts; the others are from a valid one."""
    parts = {**template(), **dict(zip(PARTS, given, strict=False))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def template(made: dict[str, bytes] = {}) -> dict[str, bytes]:  # noqa: B006 (made once a process)
    """Return the parts of a valid workbook."""
    if not made:
        import xlsxwriter

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out)
        page = book.add_worksheet("Biểu 1")
        rows = [
            ("Chỉ tiêu", "Đơn vị", 2022, 2023),
            ("a", "%", 1.5, "ước 1,45"),
            ("b", "%", 12, None),
            ("c", "", "có", True),
        ]
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        page.write_number(4, 2, 0.0556, book.add_format({"num_format": "0.00%"}))
        book.close()
        with zipfile.ZipFile(out) as archive:
            made.update({name: archive.read(name) for name in archive.namelist()})
    return made


def old_template() -> bytes:
    """Return a valid .xls file."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("A")
    for at, row in enumerate([("Chỉ tiêu", "2022", "2023"), ("a", 1.5, "ước 1,45"), ("c", True, "có"), ("b", 12, 13)]):
        for column, value in enumerate(row):
            page.write(at, column, value)
    page.write(4, 0, "d")
    page.write(4, 1, 0.0556, xlwt.easyxf(num_format_str="0.00%"))
    page.row(4).set_cell_error(2, "#REF!")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(path: str, asked: ImportOptions) -> None:
    """Check the messages if the file cannot be imported; else check that its rows can be read as results."""
    with open(harness.folder().results_path, "w", encoding="utf-8") as file:
        file.write(harness.JOURNAL_HEADER)
    register = load_register(harness.folder())
    try:
        plan = plan_import([parse_sheet(each, register, asked) for each in read_sheets(path)], register, RECORDER)
    except TrackerError as error:
        harness.check_messages(error.problems)
        return
    harness.check_messages(plan.problems)
    if plan.problems:
        return
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, harness.JOURNAL_HEADER.strip().split(","), lineterminator="\r\n")
    writer.writerows(make_row(entry.to_result()) for entry in plan.entries)
    read = harness.load(harness.JOURNAL_HEADER.encode() + out.getvalue().encode())
    harness.keep(read is not None, "what was imported cannot be read")
    assert read
    count = sum(len(rows) for rows in read.results.values())
    harness.keep(count == len(plan.entries), "another number of results was imported")


def plans_imported(path: str, kind: PlanKind | None) -> None:
    """Check the messages if the plans of a file cannot be imported; else check that each can be read as a decision."""
    register = load_register(harness.folder())
    year = register.term.last_year if kind else None
    wanted = PlanOptions(kind, year, register.term.first_year, register.term.last_year)
    asked = ASKED[0]._replace(plans=wanted)
    try:
        plan = plan_decisions([parse_sheet(each, register, asked) for each in read_sheets(path)], register, DECIDER)
    except TrackerError as error:
        harness.check_messages(error.problems)
        return
    harness.check_messages(plan.problems)
    for row in plan.rows if not plan.problems else ():
        read = DECISIONS.parse(make_decision_row(row), row.line, lambda *_: None)
        harness.keep(read == row, "a plan that was imported is read otherwise")
