"""Number formats at random, rendered by LibreOffice: a figure is what a reader of the sheet sees, or it is refused.

`TIMES=20` tries more formats; the others are in `test_readers.py`.
"""

import csv
import random
import re
import subprocess
from decimal import Decimal

import pytest
import xlsxwriter

from support.examples import TIMES
from support.process import find_program
from tracker.errors import TrackerError
from tracker.importing.cell_values import parse_cell
from tracker.importing.readers.dispatch import read_sheets
from tracker.targets.reader import read_targets

TARGETS = """
[term]
name = "T"
baseline_year = 2020
first_year = 2021
last_year = 2025
[[indicator]]
id = "a"
name = "A"
unit = "{unit}"
measure = "level"
"""
BEFORE = [
    "",
    "",
    "",
    '"KH "',
    '"ước "',
    '"tăng "',
    "+",
    "-",
    '"≥ "',
    "\\~",
    '"$"',
    '"Quý "',
    "[Red]",
    "_(",
    '"KH"\\ ',
    '"5"',
]
DIGITS = [
    "0",
    "0.0",
    "0.00",
    "#,##0",
    "#,##0.0",
    "General",
    "0,",
    "#,##0.0,,",
    "# ##0",
    "0.0%",
    "0%",
    "#\\.##0",
    "0\\,0",
    "00",
]
AFTER = ["", "", "", '" nghìn"', '"‰"', '" triệu"', '"K"', '" người"', '" tỷ đồng"', "\\%", '"%"', "_)", '" (ước)"', '"000"', '" KH"',
         '" 2025"', " ", '" triệu đồng"']  # fmt: skip
SECTIONS = ["", "", "", ";-0.0", ";(0.0)", ";[Red]0", ';-0" nghìn";0', ';"âm "0']
CONDITIONS = ["", "", "", "[>1000]", "[<0]"]
VALUES = [0, 1, 5, 12, 14.687, 0.5, 0.0145, 58.5, 100, 999, 1100, 4500, 2026, 123456, 5000000, 1.1e9, -3, -1100, 14.25]


def read_indicator(unit):
    targets, problems = read_targets(TARGETS.format(unit=unit), "targets.toml")
    problems.raise_if_any("en")
    return targets.indicators[0]


def make_code(draw):
    """Return a format that Excel and LibreOffice show alike, as far as it is documented.

    LibreOffice shows a number in percent if any section does, and a zero by a second section without a sign.
    """
    digits = draw.choice(DIGITS)
    first = draw.choice(BEFORE) + digits + draw.choice(AFTER)
    return first if "%" in digits else draw.choice(CONDITIONS) + first + draw.choice(SECTIONS)


def render(path, cells):
    """Return what LibreOffice shows of each number in its format, in a column below each other."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("A")
        sheet.set_column(0, 0, 60)
        for row, (code, number) in enumerate(cells):
            sheet.write_number(row, 0, number, book.add_format({"num_format": code}))
            sheet.write_string(row, 1, "x")
    home = path.parent / "home"
    subprocess.run(
        [find_program("soffice"), f"-env:UserInstallation=file://{home}", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", path.parent, path],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)]


def read_shown(shown, unit):
    """Return the number that a person reads, None if the text has more than a number and the unit."""
    text = shown.strip().replace("\xa0", " ")
    text = text.removesuffix(unit).strip() if unit else text
    if match := re.fullmatch(r"\((.*)\)", text):
        text = "-" + match[1]
    if not re.fullmatch(r"[-+]?[0-9]{1,3}(?:(?:,[0-9]{3})*|(?: [0-9]{3})*|[0-9]*)(?:\.[0-9]+)?", text):
        return None
    return Decimal(re.sub(r"[, +]", "", text))


@pytest.mark.parametrize("unit", ["người", "%", "triệu đồng", "‰"])
def test_a_figure_is_what_is_shown(tmp_path, unit):
    draw = random.Random(f"{unit} {TIMES}")
    cells = [(make_code(draw), draw.choice(VALUES)) for _ in range(int(300 * TIMES))]
    cells = [(code, number) for code, number in cells if number or ";[Red]0" not in code]
    path = tmp_path / "a.xlsx"
    texts = render(path, cells)
    [sheet] = read_sheets(str(path), None)
    found, accepted = list(sheet.rows), 0
    indicator = read_indicator(unit)
    wrong = []
    for (code, number), text, row in zip(cells, texts, found, strict=True):
        try:
            value = parse_cell(row.get_cell(0), indicator, None)
        except TrackerError:
            continue
        accepted += 1
        seen = read_shown(text.removeprefix("ước ") if value.status else text, unit)
        decimals = -seen.as_tuple().exponent if seen is not None else 0
        if number == value.value == 0:  # LibreOffice writes some zeros without the words of their format
            continue
        if value.qualifier or seen is None or abs(seen - value.value) > Decimal(1).scaleb(-decimals):
            wrong.append((code, number, text, value))
    assert not wrong
    assert accepted > len(cells) / 10
