"""Workbooks for tests, made from a text that a person can read."""

import zipfile
from pathlib import Path
from typing import Any

import tomli
import xlsxwriter


def write_book(path: Path, text: str) -> None:
    """Write the .xlsx file that a TOML text describes: sheets of rows of cells, special cells as tables."""
    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0.00%"})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for described in tomli.loads(text)["sheet"]:
        sheet = book.add_worksheet(described["name"])
        if described.get("hidden"):
            sheet.hide()
        for at, cells in enumerate(described["rows"]):
            column = 0
            for cell in cells:
                column += _write(sheet, at, column, cell, (percent, date))
    book.close()
    mark_calculated(path)


def mark_calculated(path: Path) -> None:
    """Mark the formulas of a workbook as calculated, as a spreadsheet program does that saves it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def _write(sheet: Any, row: int, column: int, cell: Any, looks: tuple[Any, Any]) -> int:
    """Write one cell and return how many columns it takes."""
    if not isinstance(cell, dict):
        if cell != "":
            sheet.write(row, column, cell)
        return 1
    if "merge" in cell:
        sheet.merge_range(row, column, row, column + cell["merge"] - 1, cell["text"])
        return cell["merge"]
    if "percent" in cell:
        sheet.write_number(row, column, cell["percent"], looks[0])
    elif "date" in cell:
        sheet.write_datetime(row, column, cell["date"], looks[1])
    else:
        sheet.write_formula(row, column, cell["formula"], None, cell.get("error", cell.get("value", 0)))
    return 1
