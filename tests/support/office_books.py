"""Tables of offices, described in a text that a person can read, with what they must give, known by hand.

A table is written with `|` between its cells. `<` continues the cell to the left, `^` the cell above. A plain number is
a number cell, a number in quotation marks a text, `pct:8.5` a cell in the format of percent, `f:8.5` a formula.

What is expected stands in a table with a heading for each column. A target, plan or result is `8`, `>=8`, `<4`, `6.5..7`
or `yes`; a bare figure may have either bound. `~` before it means that it may be left out; `e` after a result means an
estimate. An empty target must be left out.
"""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import tomli
import xlsxwriter
import xlwt

from support.books import mark_calculated
from support.folders import TESTS
from support.sheets import ods_row, ods_text, write_ods
from tracker.journal.bounds import format_bound

OFFICE_TABLES = TESTS / "office_tables"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class OfficeSheet(NamedTuple):
    """One sheet of a workbook: its cells as the description writes them, and what is hidden."""

    name: str
    cells: list[list[str]]
    hide_rows: list[int]
    hide_columns: list[str]


class OfficeTable(NamedTuple):
    """A table of an office: its sheets, the kind of its file, the options, and the rows that are expected."""

    name: str
    sheets: list[OfficeSheet]
    file: str
    options: list[str]
    refused: Any
    expected: list[dict[str, str]]

    def write(self, folder: Path) -> Path:
        """Write the file into a folder and return its path; `\\n` in a cell is a line break."""
        path = folder / f"{self.name}.{self.file}"
        {"xlsx": _write_xlsx, "xls": _write_xls, "ods": _write_ods, "csv": _write_csv}[self.file](
            [
                sheet._replace(cells=[[cell.replace("\\n", "\n") for cell in line] for line in sheet.cells])
                for sheet in self.sheets
            ],
            path,
        )
        return path


def list_office_tables() -> list[str]:
    """Return the names of the described tables."""
    return sorted(path.stem for path in OFFICE_TABLES.glob("*.toml"))


def read_office_table(name: str) -> OfficeTable:
    """Return the table that a file describes."""
    described = tomli.loads((OFFICE_TABLES / f"{name}.toml").read_text(encoding="utf-8"))
    sheets = [
        OfficeSheet(each["name"], _split(each["table"]), each.get("hide_rows", []), each.get("hide_columns", []))
        for each in described["sheet"]
    ]
    # `expected` and `refused` stand behind the last sheet, or before the first
    last = {key: value for each in described["sheet"] for key, value in each.items()}
    expected = _split(described.get("expected") or last.get("expected", ""))
    rows = [dict(zip(expected[0], row, strict=False)) for row in expected[1:]] if expected else []
    refused = described.get("refused") or last.get("refused")
    options = described.get("options", "").split()
    return OfficeTable(name, sheets, described.get("file", "xlsx"), options, refused, rows)


def _split(text: str) -> list[list[str]]:
    lines = text.removeprefix("\n").removesuffix("\n").split("\n") if text.strip() else []
    return [[cell.strip() for cell in line.split("|")] for line in lines]


class _Place(NamedTuple):
    row: int
    column: int
    height: int
    width: int
    text: str


def _find_cells(cells: list[list[str]]) -> Iterator[_Place]:
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            if text and text not in ("<", "^"):
                width = next((n for n in range(1, 99) if line[column + n : column + n + 1] != ["<"]), 1)
                height = next((n for n in range(1, 99) if _get(cells, row + n, column) != "^"), 1)
                yield _Place(row, column, height, width, text)


def _get(cells: list[list[str]], row: int, column: int) -> str:
    return cells[row][column] if row < len(cells) and column < len(cells[row]) else ""


def _write_xlsx(sheets: list[OfficeSheet], path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0.0%"})
    for described in sheets:
        sheet = book.add_worksheet(described.name)
        for row in described.hide_rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        for column in described.hide_columns:
            sheet.set_column(f"{column}:{column}", None, None, {"hidden": True})
        for place in _find_cells(described.cells):
            if place.width > 1 or place.height > 1:
                end = place.row + place.height - 1, place.column + place.width - 1
                sheet.merge_range(place.row, place.column, *end, "")
            _write_cell(sheet, place, percent)
    book.close()
    mark_calculated(path)


def _write_cell(sheet: Any, place: _Place, percent: Any) -> None:
    at, text = (place.row, place.column), place.text
    if text.startswith("pct:"):
        sheet.write_number(*at, float(Decimal(text[4:]).scaleb(-2)), percent)
    elif text.startswith("f:"):
        sheet.write_formula(*at, f"={text[2:]}*1", None, float(text[2:]))
    elif _NUMBER.fullmatch(text):
        sheet.write_number(*at, float(text))
    else:
        sheet.write_string(*at, text.strip('"'))


def _write_xls(sheets: list[OfficeSheet], path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for described in sheets:
        sheet = book.add_sheet(described.name)
        for place in _find_cells(described.cells):
            is_number = _NUMBER.fullmatch(place.text)
            sheet.write(place.row, place.column, float(place.text) if is_number else place.text.strip('"'))
    book.save(str(path))


def _write_ods(sheets: list[OfficeSheet], path: Path) -> None:
    lines = []
    for line in sheets[0].cells:
        cells = [
            f'<table:table-cell office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
            if _NUMBER.fullmatch(text)
            else ods_text(text.replace("<", "&lt;").strip('"'))
            for text in line
        ]
        lines.append(ods_row(*cells))
    write_ods(path, "".join(lines))


def _write_csv(sheets: list[OfficeSheet], path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in sheets[0].cells:
        writer.writerow(["" if text in ("<", "^") else text.strip('"') for text in line])
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


class Findings(NamedTuple):
    """What a folder has that the table does not say, what it lacks, and what is called otherwise."""

    wrong: list[str]
    missing: list[str]
    labels: list[str]


def compare_folder(folder: Path, expected: list[dict[str, str]]) -> Findings:
    """Compare the definitions and results of a folder with the expected rows."""
    text = (folder / "targets.toml").read_text(encoding="utf-8")
    data = tomli.loads(text, parse_float=Decimal)
    findings = Findings([], [], [])
    groups = {group["id"]: _first(group["name"]) for group in data.get("group", ())}
    found = {_first(each["name"]): each for each in data.get("indicator", ())}
    names = {each["id"]: _first(each["name"]) for each in data.get("indicator", ())}
    results = _read_results(folder / "results.csv")
    for name in found.keys() - {row["name"] for row in expected}:
        findings.labels.append(f"unknown indicator: {name}")
    for row in expected:
        each = found.get(row["name"])
        if each is None:
            findings.missing.append(f"no indicator: {row['name']}")
            continue
        _compare_labels(row, each, groups, names, findings)
        _compare_figures(row, each, results.get(each["id"], {}), text, findings)
    return findings


def _first(text: Any) -> str:
    return text if isinstance(text, str) else next(iter(text.values()))


def _read_results(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                mark = "e" if row["status"] == "estimate" else ""
                found.setdefault(row["indicator"], {})[row["period"]] = f"{row['value']}{mark}"
    return found


def _compare_labels(
    row: dict[str, str], each: dict[str, Any], groups: dict[str, str], names: dict[str, str], findings: Findings
) -> None:
    actual = {
        "unit": _first(each.get("unit", "")),
        "group": groups.get(each.get("group", ""), "").upper(),
        "parent": names.get(each.get("parent", ""), ""),
        "owner": _first(each.get("owner", "")),
    }
    for key, value in actual.items():
        is_inherited = key == "group" and row.get("parent")
        wanted = row.get(key, "").upper() if key == "group" else row.get(key, "")
        if key in row and wanted != value and not is_inherited:
            findings.labels.append(f"{row['name']}: {key} is {value!r}, not {row[key]!r}")
    if row.get("measure") and each.get("measure") not in row["measure"].split():
        findings.labels.append(f"{row['name']}: measure is {each.get('measure')!r}, not {row['measure']!r}")


def _compare_figures(
    row: dict[str, str], each: dict[str, Any], results: dict[str, str], text: str, findings: Findings
) -> None:
    """Compare the figures of an indicator. Some may stand elsewhere than in the table, for reasons that are stated.

    The result of the baseline year is the baseline; results of earlier years are left out. The plan of the last year
    may be the target, with a question. A target that a person must decide stands in a comment.
    """
    name, term = row["name"], tomli.loads(text)["term"]
    expected_results = _pairs(row.get("results", ""))
    expected_baseline = _pairs(row.get("baseline", "")) or expected_results
    expected_plans = _pairs(row.get("plans", ""))
    baseline = each.get("baseline")
    year = str(baseline.get("year", "")) if isinstance(baseline, dict) else ""
    value = baseline["value"] if isinstance(baseline, dict) else baseline
    baselines = {} if baseline is None else {year or str(term["baseline_year"]): _show(value)}
    plans = {str(year): _show(plan) for year, plan in each.get("plan", {}).items()}
    target = {"": _show(each["target"])} if "target" in each and each["target"] != "plan" else {}
    expected_target = {"": row["target"]} if row.get("target") else {}
    if not expected_target and str(term["last_year"]) in expected_plans and "# target: " in text:
        expected_target = {"": "~" + expected_plans[str(term["last_year"])]}
    if not target and row.get("target", "").strip("~<>=?") in text:
        expected_target = {}
    _compare_values(name, "target", expected_target, target, findings)
    _compare_values(name, "plan", expected_plans, plans, findings)
    early = {key for key in expected_results if key.isdigit() and int(key) < term["baseline_year"]}
    wanted = {key: value if key not in early else f"~{value}" for key, value in expected_results.items()}
    _compare_values(name, "result", wanted, results, findings)
    if not row.get("baseline"):
        expected_baseline = {key: f"~{value.rstrip('e')}" for key, value in expected_baseline.items()}
    _compare_values(name, "baseline", expected_baseline, baselines, findings)


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for each in text.split():
        key, _, value = each.lstrip("~").partition("=")
        pairs[key] = ("~" if each.startswith("~") else "") + value
    return pairs


def _compare_values(name: str, kind: str, expected: dict[str, str], actual: dict[str, str], findings: Findings) -> None:
    for key, value in actual.items():
        wanted = expected.get(key, "").lstrip("~")
        if not _is_same(value, wanted):
            findings.wrong.append(f"{name}: {kind} {key} is {value!r}, not {wanted!r}")
    for key, value in expected.items():
        if key not in actual and not value.startswith("~"):
            findings.missing.append(f"{name}: no {kind} {key} {value}")


def _is_same(actual: str, wanted: str) -> bool:
    """Whether a figure is the wanted one; a bare wanted figure may have any bound in one direction."""
    if _NUMBER.fullmatch(wanted):
        bare = actual.lstrip("<>=")
        return bool(_NUMBER.fullmatch(bare)) and Decimal(bare) == Decimal(wanted)
    return _normalize(actual) == _normalize(wanted)


def _normalize(figure: str) -> str:
    return re.sub(r"[0-9]+(?:\.[0-9]+)?", lambda match: f"{Decimal(match[0]).normalize():f}", figure)


def _show(value: Any) -> str:
    """Return a value of `targets.toml` as the expected rows write it."""
    if isinstance(value, dict):
        if "between" in value:
            return _show(value["between"])
        for key, sign in (("at_least", ">="), ("at_most", "<="), ("above", ">"), ("below", "<"), ("value", "")):
            if key in value:
                return f"{sign}{_show(value[key])}"
        return str(value)
    if isinstance(value, list):
        return f"{_show(value[0])}..{_show(value[1])}"
    return (
        format_bound(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else str(value)
    )
