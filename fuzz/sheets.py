"""What the fuzzers call of the import: any text as a sheet, any parts of a workbook; nothing is recorded that does not read.

A workbook is given by its parts, behind each other with `PARTED` between: XML that is mutated inside an archive would
nearly never be an archive any more. Bytes that begin like an archive are taken as they are.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile

import harness

from tracker.errors import TrackerError
from tracker.importing.candidates import Asked
from tracker.importing.plan import Recorder, plan_import
from tracker.importing.reading import read_sheet
from tracker.importing.source import read_file
from tracker.load import load
from tracker.periods import Period

PARTED = b"\0--\0"
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
ASKED = (
    Asked(None, None, None, "", "", 2025),
    Asked(Period(2024), "comma", "final", "nguồn", "ghi chú", 2025),
)
RECORDER = Recorder("2025-01-31T09:00:00+07:00", "lan", revise=True)


def sheet(data: bytes) -> None:
    """Any text file that is to be imported."""
    path = os.path.join(harness.folder().path, "sheet")
    with open(path, "wb") as file:
        file.write(data)
    for asked in ASKED:
        imported(path, asked)


def workbook(data: bytes) -> None:
    """Any workbook, by its parts."""
    sheet(data if data.startswith(b"PK\3\4") else packed(data.split(PARTED)))


def packed(given: list[bytes]) -> bytes:
    """Return a workbook with these parts, the others from a sound one."""
    sound = template()
    parts = {**sound, **dict(zip(PARTS, given, strict=False))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def template(made: dict[str, bytes] = {}) -> dict[str, bytes]:  # noqa: B006 (made once a process)
    """Return the parts of a sound workbook."""
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


def imported(path: str, asked: Asked) -> None:
    """What cannot be imported is told; what can, reads as results once it is recorded."""
    with open(harness.folder().results, "w", encoding="utf-8") as file:
        file.write(harness.JOURNAL_HEADER)
    register = load(harness.folder())
    try:
        plan = plan_import(read_sheet(read_file(path), register, asked), register, RECORDER)
    except TrackerError as error:
        harness.can_be_told(error.problems)
        return
    harness.can_be_told(plan.problems)
    if plan.problems:
        return
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, harness.JOURNAL_HEADER.strip().split(","), lineterminator="\r\n")
    writer.writerows(entry.row() for entry in plan.entries)
    read = harness.loaded(harness.JOURNAL_HEADER.encode() + out.getvalue().encode())
    harness.keep(read is not None, "what was imported does not read")
    assert read
    count = sum(len(rows) for rows in read.results.values())
    harness.keep(count == len(plan.entries), "another number of results was imported")
