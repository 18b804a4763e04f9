"""A folder whose indicators communes report, with as many communes as a test wants; the names are invented."""

import re
import zipfile
from html import escape
from pathlib import Path

from support.folders import write_folder
from support.sheets import replace_parts
from tracker.importing.readers.cells import format_column
from tracker.importing.readers.dispatch import read_sheets

_PART = "xl/worksheets/sheet1.xml"

TARGETS = """
[term]
name.vi = "Nghị quyết Đại hội"
name.en = "Resolution of the Congress"
baseline_year = 2023
first_year = 2024
last_year = 2030
language = "vi"

[[dimension]]
id = "sex"
name.vi = "Giới tính"
name.en = "Sex"
values = { female = "Nữ", male = "Nam" }
whole = true

[[group]]
id = "all"
name.vi = "Xã hội"
name.en = "Society"

[[indicator]]
id = "poor"
group = "all"
name.vi = "Số hộ nghèo"
name.en = "Poor households"
unit.vi = "hộ"
unit.en = "households"
measure = "level"
areas = "commune"
roll_up = "sum"
each.target.at_most = 100

[[indicator]]
id = "households"
group = "all"
name.vi = "Tổng số hộ"
name.en = "Households"
unit.vi = "hộ"
unit.en = "households"
measure = "level"
areas = "commune"
roll_up = "sum"

[[indicator]]
id = "rate"
group = "all"
name.vi = "Tỷ lệ hộ nghèo"
name.en = "Poverty rate"
unit = "%"
decimals = 2
measure = "level"
target.at_most = 2
ratio = { of = "poor", to = "households", times = 100 }

[[indicator]]
id = "trained"
group = "all"
name.vi = "Lao động qua đào tạo"
name.en = "Trained workers"
unit.vi = "người"
unit.en = "persons"
measure = "level"
areas = "commune"
roll_up = "sum"
by = ["sex"]

[[indicator]]
id = "revenue"
group = "all"
name.vi = "Thu ngân sách"
name.en = "Revenue"
unit.vi = "tỷ đồng"
unit.en = "billion VND"
decimals = 1
measure = "total"
target.at_least = 1000
"""
AREAS = """area,name.vi,name.en,level,within,from,until,into
p-song-cong,Phường Sông Công,Song Cong Ward,commune,,2025-07-01,,
x-tan-cuong,Xã Tân Cương,,commune,,2025-07-01,,
x-dai-phuc,Xã Đại Phúc,,commune,,2025-07-01,,
x-tan-lap-1,Xã Tân Lập,,commune,,2025-07-01,,
x-tan-lap-2,Xã Tân Lập,,commune,,2025-07-01,,
p-1,Phường 1,,commune,,,,
tp-song-cong,Thành phố Sông Công,Song Cong City,district,,,2025-06-30,
"""
"""A ward with the name of a city that has ended, two communes of one name, and a ward with a number."""


def write_communes(path: Path, areas: str = AREAS, results: str = "", targets: str = TARGETS) -> Path:
    """Write a folder with these areas."""
    write_folder(path, targets, results)
    (path / "areas.csv").write_text(areas, encoding="utf-8")
    return path


def list_communes(count: int) -> str:
    """Return an areas.csv with so many communes: x-01 is Xã Thử 01."""
    rows = [f"x-{number:02d},Xã Thử {number:02d},,commune,,2025-07-01,," for number in range(1, count + 1)]
    return "\n".join([AREAS.splitlines()[0], *rows]) + "\n"


def fill_in(path: Path, values: dict[str, str], mark: str = "tracker:value:2025") -> None:
    """Write values by indicator, or by the hidden mark in its row, into the column of a form with this mark."""
    (sheet,) = read_sheets(str(path))
    rows = {row.get_cell(1).text: row for row in sheet.rows}
    at = next(at for at, cell in rows["tracker:indicator"].cells.items() if cell.text == mark)
    with zipfile.ZipFile(path) as archive:
        text = archive.read(_PART).decode()
    for name, value in values.items():
        cell = re.search(rf'<c r="{format_column(at)}{rows[name].line}"( s="\d+")/>', text)
        assert cell, name
        is_number = re.fullmatch(r"\d+(?:\.\d+)?", value)
        content = f">{'<v>' + value + '</v>' if is_number else '<is><t>' + escape(value) + '</t></is>'}</c>"
        text = text.replace(cell[0], cell[0].replace("/>", content if is_number else f' t="inlineStr"{content}'))
    replace_parts(path, {_PART: text.encode()})
