"""Figures of areas and parts at random, put on paper in each layout: what is read is what was meant, or a refusal."""

import csv
from pathlib import Path
from random import Random

import pytest

from support.communes import list_communes, write_communes
from support.examples import count_examples
from support.process import Run

COMMUNES = 12
NAMES = {"poor": "Số hộ nghèo", "households": "Tổng số hộ", "trained": "Lao động qua đào tạo"}
Figures = dict[tuple[str, str, str, str], str]
"""Values by indicator, area, part and year."""


def _draw_figures(random: Random, years: list[str]) -> Figures:
    areas = random.sample(range(1, COMMUNES + 1), random.randint(2, 6))
    return {
        (name, f"x-{area:02d}", "", year): str(random.randint(100, 999))
        for name in random.sample([*NAMES], random.randint(1, 3))
        for area in areas
        for year in years
        if random.random() < 0.9
    }


def _call(random: Random, area: str) -> str:
    number = area.removeprefix("x-")
    return random.choice(
        [f"Xã Thử {number}", f"Thử {number}", f"xã thử {number}", f"X. Thử {number}", f"XÃ THỬ {number}"]
    )


def _put_long(random: Random, figures: Figures) -> list[list[str]]:
    rows = [[NAMES[name], _call(random, area), year, value] for (name, area, _, year), value in figures.items()]
    random.shuffle(rows)
    return [["Chỉ tiêu", random.choice(["Địa bàn", "Xã, phường", "Đơn vị"]), "Năm", "Giá trị"], *rows]


def _put_rows(random: Random, figures: Figures) -> list[list[str]]:
    years = sorted({key[3] for key in figures})
    names = list(dict.fromkeys(key[0] for key in figures))
    areas = list(dict.fromkeys(key[1] for key in figures))
    random.shuffle(areas)
    columns = [(name, year) for name in names for year in years]
    rows = [
        ["STT", random.choice(["Xã", "Tên xã", "Địa phương"]), *(f"{NAMES[name]} {year}" for name, year in columns)]
    ]
    for at, area in enumerate(areas, start=1):
        values = [figures.get((name, area, "", year), random.choice(["", "-"])) for name, year in columns]
        rows.append([str(at), _call(random, area), *values])
    return [*rows, ["", "Toàn tỉnh", *("999999" for _ in columns)]]


def _put_titled_rows(random: Random, figures: Figures) -> list[list[str]]:
    name = next(iter(figures))[0]
    own = {key: value for key, value in figures.items() if key[0] == name}
    for key in [key for key in figures if key not in own]:
        del figures[key]
    years = sorted({key[3] for key in own})
    rows = [[f"Biểu 1. {NAMES[name]} {random.choice(['theo xã, phường', 'của các xã', ''])}"], []]
    rows.append(["Xã", *(f"Năm {year}" for year in years)])
    for area in dict.fromkeys(key[1] for key in own):
        rows.append([_call(random, area), *(own.get((name, area, "", year), "") for year in years)])
    return rows


def _put_columns(random: Random, figures: Figures) -> list[list[str]]:
    areas = list(dict.fromkeys(key[1] for key in figures))
    years = sorted({key[3] for key in figures})
    columns = [(area, year) for area in areas for year in years]
    rows = [["Chỉ tiêu", *(_call(random, area) for area, _ in columns)], ["", *(year for _, year in columns)]]
    for name in dict.fromkeys(key[0] for key in figures):
        rows.append([NAMES[name], *(figures.get((name, area, "", year), "") for area, year in columns)])
    return rows


def _put_parts(random: Random, figures: Figures) -> list[list[str]]:
    parts = random.choice([["Tổng số", "Nam", "Nữ"], ["Nam", "Nữ"], ["Nữ", "Nam", "Chung"]])
    ids = {"Nam": "sex=male", "Nữ": "sex=female"}
    old, year = dict(figures), max(key[3] for key in figures)
    figures.clear()
    rows = [[f"Lao động qua đào tạo năm {year}"], ["Địa bàn", *parts]]
    for area in dict.fromkeys(key[1] for key in old):
        row = [_call(random, area)]
        for part in parts:
            row.append(str(random.randint(100, 999)))
            figures["trained", area, ids.get(part, ""), year] = row[-1]
        rows.append(row)
    return rows


LAYOUTS = (_put_long, _put_rows, _put_titled_rows, _put_columns, _put_parts)


@pytest.mark.parametrize("put", LAYOUTS)
@pytest.mark.parametrize("seed", range(count_examples(6)))
def test_what_was_meant_is_read(seed: int, put: object, run: Run, tmp_path: Path) -> None:
    random = Random(f"{put.__name__} {seed}")
    write_communes(tmp_path / "data", list_communes(COMMUNES))
    figures: Figures = {}
    while not figures:
        figures = _draw_figures(random, random.choice([["2025"], ["2025", "2026"]]))
    rows = put(random, figures)
    with (tmp_path / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    language = random.choice(["vi", "en"])
    done = run("import", "sheet.csv", "--dry-run", "--format", "csv", "--lang", language)
    assert done.returncode == 0, done.stderr
    read = {
        (row["indicator"], row["area"], row["parts"], row["period"]): row["value"]
        for row in csv.DictReader(done.stdout.splitlines())
    }
    assert read == figures


@pytest.mark.parametrize("put", LAYOUTS)
@pytest.mark.parametrize("seed", range(count_examples(3)))
def test_one_wrong_name_of_an_area_is_never_another_area(seed: int, put: object, run: Run, tmp_path: Path) -> None:
    random = Random(f"wrong {put.__name__} {seed}")
    write_communes(tmp_path / "data", list_communes(COMMUNES))
    figures = {("poor", f"x-{area:02d}", "", "2025"): str(area + 100) for area in random.sample(range(1, 13), 4)}
    rows = put(random, figures)
    wrong = random.choice(["Xã Thử 99", "Xã Thủ 01", "Phường Thử 01", "Thử"])
    places = [(at, column) for at, row in enumerate(rows) for column, cell in enumerate(row) if "thử" in cell.lower()]
    at, column = random.choice(places)
    rows[at][column] = wrong
    with (tmp_path / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    done = run("import", "sheet.csv", "--dry-run", "--format", "csv", "--lang", "en")
    assert wrong in done.stderr  # refused with its cell, or a column that is named as not used
    read = {row["area"]: row["value"] for row in csv.DictReader(done.stdout.splitlines()) if not row["parts"]}
    known = {key[1]: value for key, value in figures.items() if not key[2]}
    assert read.items() <= known.items()
