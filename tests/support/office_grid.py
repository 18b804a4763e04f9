"""A sheet on paper: cells, what is merged, hidden, struck out or raised; and the file that holds it."""

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

Cell = str | int | Decimal
Place = tuple[int, int]


@dataclass
class Grid:
    """The cells of a sheet, row by row, and how they look."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    raised: dict[Place, str] = field(default_factory=dict)  # marks of footnotes after the text of a cell
    formats: dict[Place, tuple[str, int]] = field(
        default_factory=dict
    )  # number format; stored = shown x this power of ten
    formulas: set[Place] = field(default_factory=set)

    def put(self, row: int, column: int, value: Cell) -> None:
        """Write a cell; the grid grows as needed."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = value

    @property
    def width(self) -> int:
        return max((len(cells) for cells in self.rows), default=0)


@dataclass(frozen=True)
class Look:
    """How a file is written: its kind, the sign between cells, the decimal sign, and how numbers are shown."""

    kind: str  # csv or xlsx
    delimiter: str = ";"
    comma: bool = True  # the decimal sign is a comma
    grouped: bool = False  # thousands are grouped where the number has decimals too
    text_numbers: bool = False  # numbers of a workbook stand there as texts
    merged: bool = True
    byte_order_mark: bool = False
    calculated: bool = True  # formulas have their value
    wide_letters: bool = False  # UTF-16, as the "Unicode text" of a spreadsheet program
    cover: bool = False  # a sheet with a title only stands first
    hidden_sheet: bool = False  # a hidden sheet holds the same with other figures


def draw_look(random: Random, language: str) -> Look:
    """Return how an office of this language writes its files."""
    comma = language == "vi" if random.random() < 0.9 else language != "vi"
    return Look(
        kind=random.choice(("csv", "xlsx", "xlsx")),
        delimiter=random.choice((";", ";", ",", "\t")) if comma else random.choice((",", ",", ";", "\t")),
        comma=comma,
        grouped=random.random() < 0.3,
        text_numbers=random.random() < 0.15,
        merged=random.random() < 0.7,
        byte_order_mark=random.random() < 0.3,
        wide_letters=random.random() < 0.4,
    )


def spell(value: Decimal, look: Look) -> str:
    """Return a number as text, so that it has one reading: grouped only if it has one or two decimals."""
    text = f"{value:f}"
    decimals = len(text.partition(".")[2])
    if look.grouped and decimals in {1, 2}:
        text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if look.comma else text


def write_grid(grid: Grid, look: Look, path: Path) -> None:
    """Write the file of a grid."""
    if look.kind == "csv":
        path.write_bytes(_to_csv(grid, look))
    else:
        _write_book(grid, look, path)


def _to_csv(grid: Grid, look: Look) -> bytes:
    """Return the file as a spreadsheet program exports it: every row as wide as the widest."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=look.delimiter, lineterminator="\r\n")
    width = grid.width
    for at, cells in enumerate(grid.rows):
        texts = [spell(cell, look) if isinstance(cell, Decimal) else str(cell) for cell in cells]
        texts = [text + grid.raised.get((at, column), "") for column, text in enumerate(texts)]
        writer.writerow(texts + [""] * (width - len(texts)))
    encoding = (
        "utf-16" if look.wide_letters and look.delimiter == "\t" else "utf-8-sig" if look.byte_order_mark else "utf-8"
    )
    return out.getvalue().encode(encoding)


def _write_book(grid: Grid, look: Look, path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    if look.cover:
        cover = book.add_worksheet("Bìa" if look.comma else "Cover")
        cover.write_string(4, 2, "BÁO CÁO" if look.comma else "Annual report")
        cover.write_string(6, 2, "2026")
    sheet = book.add_worksheet("Biểu 1" if look.comma else "Table 1")
    if look.hidden_sheet:
        _write_draft(book.add_worksheet("Nháp"), grid)
    formats: dict[tuple[str, bool], Any] = {}
    raised = book.add_format({"font_script": 1})
    covered = {(r, c) for r1, c1, r2, c2 in grid.merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
    for r1, c1, r2, c2 in grid.merges:
        sheet.merge_range(r1, c1, r2, c2, "")
    for column in grid.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for row in grid.hidden_rows:
        sheet.set_row(row, None, None, {"hidden": True})
    for at, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            place = (at, column)
            if cell == "" and (place in covered or place not in grid.raised):
                continue
            number, power = grid.formats.get(place, ("General", 0))
            key = number, place in grid.struck
            if key not in formats:
                formats[key] = book.add_format({"num_format": number, "font_strikeout": key[1]})
            _write_cell(sheet, grid, look, place, (cell, formats[key], raised, power))
    book.close()
    if look.calculated and grid.formulas:
        _forget_calculation(path)


def _write_draft(sheet: Any, grid: Grid) -> None:
    """Write the same table with other figures into a sheet that nobody sees."""
    sheet.hide()
    for at, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(at, column, float(cell) + 1)
            elif cell != "":
                sheet.write(at, column, cell)


def _write_cell(sheet: Any, grid: Grid, look: Look, place: Place, written: tuple[Cell, Any, Any, int]) -> None:
    cell, form, raised, power = written
    row, column = place
    if place in grid.raised:
        text = spell(cell, look) if isinstance(cell, Decimal) else str(cell)
        sheet.write_rich_string(row, column, text, raised, grid.raised[place], form)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, form)
    elif place in grid.formulas:
        shown = float(Decimal(cell).scaleb(power))
        sheet.write_formula(row, column, f"={shown!r}*1", form, shown if look.calculated else 0)
    elif isinstance(cell, Decimal) and look.text_numbers and place not in grid.formats:
        sheet.write_string(row, column, spell(cell, look), form)
    else:
        sheet.write_number(row, column, float(Decimal(cell).scaleb(power)), form)


def _forget_calculation(path: Path) -> None:
    """Take out the mark that asks for a calculation, as a program that has calculated does."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def draw_as_text(grid: Grid, look: Look) -> str:
    """Return the sheet as lines for a person who looks for a mistake."""
    lines = []
    for at, cells in enumerate(grid.rows):
        texts = [spell(cell, look) if isinstance(cell, Decimal) else str(cell).replace("\n", "\\n") for cell in cells]
        marks = "".join(
            f" [{name}]"
            for name, there in (
                ("hidden row", at in grid.hidden_rows),
                ("struck", any(r == at for r, _ in grid.struck)),
            )
            if there
        )
        lines.append(f"    {at + 1:>2} " + " | ".join(texts) + marks)
    hidden = "".join(chr(65 + column) for column in sorted(grid.hidden_columns))
    looks = f"merges {grid.merges}" + (f", hidden columns {hidden}" if hidden else "")
    extra = "".join(f", raised {place} {text!r}" for place, text in grid.raised.items())
    extra += "".join(f", format {place} {form}" for place, form in grid.formats.items())
    return "\n".join(lines) + f"\n    ({look}; {looks if look.kind == 'xlsx' else 'csv'}{extra})"
