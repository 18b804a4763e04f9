"""docs/columns.md explains every column and code that other programs read, in their order, and nothing else."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from support.communes import AREAS, write_communes
from support.folders import ROOT
from support.process import Run
from tracker.model import CUT_COLUMNS, EXTRA_PREFIX, WINDOW_COLUMN, Reason, Status
from tracker.views import check, log
from tracker.views.areas import data as areas
from tracker.views.columns import COLUMNS
from tracker.views.compare import data as compare
from tracker.views.import_ import plans, results
from tracker.views.labels import FLAG_LABELS
from tracker.views.next_term import data as next_term
from tracker.views.period_status import data as period_status
from tracker.views.reference import data as reference
from tracker.views.reference.content import CODE_SECTIONS, KEYS_SECTION, list_columns, read_columns
from tracker.views.review.data import OWN_COLUMNS
from tracker.views.show import data as show

PAGE = (ROOT / "docs" / "columns.md").read_text(encoding="utf-8")
_SET = ("indicator", "area", "version", "in_force", "year")
_BOUND, _DECIDED = ("bound", "low", "high"), ("decided_on", "source", "note")
EXPORTED = {
    "Exported groups": ("group", "name"),
    "Exported areas": ("area", "name", "level", "within", "from", "until", "into"),
    "Exported parts": ("dimension", "part", "dimension_name", "name"),
    "Exported indicators": (
        "indicator", "name", "group", "parent", "unit", "decimals", "measure", "direction", "owner", "source", "note",
    ),
    "Exported targets": (*_SET, *_BOUND, *_DECIDED),
    "Exported plans": (
        "indicator", "period", "area", "version", "in_force", "value", "yes_no", "qualifier", *_BOUND, *_DECIDED,
    ),
    "Exported baselines": (*_SET, "value", "status", *_DECIDED),
    "Exported results": (
        "indicator", "period", "area", "origin", "value", "yes_no", "qualifier", "status", "source", "note",
        "recorded_on", "year", "frequency", "to_date", "first_day", "last_day",
    ),
    "Exported assessments": (
        "indicator", "area", "reporting_year", "status", "reason", "flags", "value_year", "value", "yes_no",
        "qualifier", "value_status", "baseline", "baseline_year", "term_value", "term_qualifier", "plan_year",
        "plan_percent", "plan_difference", "plan_verdict", "previous", "change", "progress", "expected", "pace",
        "projected", "required", "so_far", "years_met", "years_reported", "method", "grade", "method_value",
        "computed_status", "status_first", "plan_verdict_first", "areas_reported", "areas_expected",
    ),
    "SDMX": (
        "STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "INDICATOR", "VALUE_TYPE", "REF_AREA", "TRANSFORMATION",
        "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "UNIT_MEASURE", "DECIMALS", "QUALIFIER", "BOUND",
        "SOURCE", "COMMENT_OBS", "REPORTING_YEAR_START_DAY",
    ),
}  # fmt: skip
SECTIONS = {
    "Columns": COLUMNS,
    "Own columns": (*CUT_COLUMNS, WINDOW_COLUMN, f"{EXTRA_PREFIX}KEY"),
    "Review": OWN_COLUMNS,
    "Comparison": compare.OWN_COLUMNS,
    "Closing table": next_term.OWN_COLUMNS,
    "Period": period_status.COLUMNS,
    "Years": show.COLUMNS,
    "Log": log.COLUMNS,
    "Findings": check.COLUMNS,
    "Areas": areas.COLUMNS,
    "Import": (*results.COLUMNS, *results.SCOPE_COLUMNS),
    "Imported plans": (*plans.COLUMNS, *plans.SCOPE_COLUMNS),
    "Reference": reference.COLUMNS,
    **EXPORTED,
    "Status": get_args(Status),
    "Reason": tuple(code for code in get_args(Reason) if code),
    "Flags": tuple(FLAG_LABELS),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_column_and_code_is_explained_in_both_languages(section):
    text = re.search(rf"^## {section} ·.*?(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert text
    rows = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \|$", text[0], re.MULTILINE)
    assert tuple(name for name, meaning, _ in rows if meaning != "meaning") == SECTIONS[section]


RESULTS = """indicator,period,value,qualifier,status,source,note,recorded_at,recorded_by,area,sex
poor,2024,7,,final,BC 1,,2025-01-10T00:00:00+07:00,lan,p-song-cong,
poor,2024,8,,final,BC 2,,2025-02-10T00:00:00+07:00,lan,p-song-cong,
poor,2025-Q1,8,,final,BC 2,,2025-05-10T00:00:00+07:00,lan,p-song-cong,
poor,2025,5,,final,BC 3,,2026-01-10T00:00:00+07:00,lan,p-song-cong,
poor,2025,9,,final,BC 3,,2026-01-10T00:00:00+07:00,lan,x-tan-cuong,
trained,2025,5,,final,BC 3,,2026-01-10T00:00:00+07:00,lan,p-song-cong,female
revenue,2024,100,,final,BC 3,,2025-01-10T00:00:00+07:00,lan,,
revenue,2025,160,,final,BC 3,,2026-01-10T00:00:00+07:00,lan,,
"""
DECISIONS = """indicator,area,kind,year,value,decided_on,source,note,recorded_at,recorded_by
revenue,,plan,2025,150,2024-12-10,QD 1,,2024-12-11T00:00:00+07:00,lan
revenue,,plan,2025,155,2025-06-10,QD 2,,2025-06-11T00:00:00+07:00,lan
"""
COMMANDS = {
    ("status",): ["Columns"],
    ("status", "--level", "commune"): ["Columns"],
    ("status", "--by", "sex"): ["Columns"],
    ("status", "--period", "2025-Q1", "--area", "p-song-cong"): ["Period"],
    ("show", "revenue"): ["Years"],
    ("show", "trained", "--by", "sex", "--area", "p-song-cong"): ["Years"],
    ("show", "poor", "--area", "p-song-cong"): ["Years"],
    ("review",): ["Review", "Columns"],
    ("review", "--missing"): ["Review", "Columns"],
    ("review", "--level", "commune"): ["Review", "Columns"],
    ("compare", "poor"): ["Comparison", "Columns"],
    ("next-term", "--dry-run"): ["Closing table", "Columns"],
    ("log",): ["Log"],
    ("check",): ["Findings"],
    ("areas",): ["Areas"],
    ("import", "r.csv", "--dry-run"): ["Import"],
    ("import", "r.csv", "s.csv", "--dry-run"): ["Import"],
    ("import", "p.csv", "--plans", "--dry-run"): ["Imported plans"],
    ("columns",): ["Reference"],
}
"""The sections that a command's columns stand in, in their order."""
SCHEMAS = {match for path in (ROOT / "src" / "tracker" / "views").rglob("*.py")
           for match in re.findall(r'^SCHEMA = "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)}  # fmt: skip
VARYING = re.compile(r"\d{4}(-.+)?|[A-Z]\d*|[a-z]|[^\x00-\x7f].*|commune|district|error|warning|note")
"""Keys that are no words of the contract: periods, symbols of formulas, levels."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = write_communes(tmp_path / "data", AREAS, RESULTS)
    (path / "decisions.csv").write_text(DECISIONS, encoding="utf-8")
    (tmp_path / "r.csv").write_text("Xã;Chỉ tiêu;2025\nXã Tân Cương;Số hộ nghèo;9\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("Xã;Chỉ tiêu;2025\nXã Đại Phúc;Số hộ nghèo;9\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text("Xã;Chỉ tiêu;Kế hoạch 2026\nXã Tân Cương;Số hộ nghèo;9\n", encoding="utf-8")
    return path


def _list_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _list_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _list_keys(inner)


def test_the_page_has_every_column_and_key_of_every_command(run: Run, folder: Path) -> None:
    """The header of each CSV is that of its sections; each key of JSON is on the page; no kind of document is left out."""
    seen = set()
    for arguments, sections in COMMANDS.items():
        options = ("--lang", "en") if arguments == ("columns",) else ("--data", folder, "--lang", "en")
        done = run(*arguments, *options, "--format", "csv")
        assert done.returncode == 0, (arguments, done.stderr)
        header = next(csv.reader(io.StringIO(done.stdout)))
        assert header == [name for section in sections for name in SECTIONS[section]], arguments
        done = run(*arguments, *options, "--format", "json")
        document = json.loads(done.stdout)
        seen.add(document["schema"])
        missing = {key for key in _list_keys(document) if f"`{key}`" not in PAGE and not VARYING.fullmatch(key)}
        assert not missing, arguments
    assert seen == SCHEMAS


TYPES = {
    "any", "text", "id", "ids", "code", "codes", "number", "integer", "year", "period", "periods", "day", "moment", "bound", "parts",
    "shares", "yes_no", "path", "object", "list",
}  # fmt: skip
UNITS = {
    "number": {"indicator", "indicator or percent", "indicator or share", "percent", "share", "of the method"},
    "integer": {"", "years", "areas"},
    "bound": {"indicator"},
}


def test_the_table_of_the_program_is_that_of_the_page() -> None:
    columns = read_columns()
    found = {section: tuple(item.name for item in columns if item.section == section) for section in SECTIONS}
    assert found == SECTIONS
    assert {item.section for item in columns} == {*SECTIONS, KEYS_SECTION}
    keys = [item for item in columns if item.section == KEYS_SECTION]
    assert len({item.name for item in keys}) == len(keys)


def test_each_column_has_a_type_a_unit_and_its_codes() -> None:
    known = {"status": get_args(Status), "reason": SECTIONS["Reason"], "flags": SECTIONS["Flags"]}
    for item in read_columns():
        if item.section in CODE_SECTIONS:
            assert item.type == CODE_SECTIONS[item.section]
            continue
        assert item.type in TYPES, item
        assert item.unit in UNITS.get(item.type, {""}), item
        assert item.codes or item.type not in ("code", "codes") or item.name in ("concerns", "codes"), item
        assert not item.codes or item.type in ("code", "codes"), item
        assert item.section != "Columns" or item.codes == tuple(known.get(item.name, item.codes)), item
        assert all(item.meaning.values()), item


def test_the_columns_of_one_command_are_those_of_its_csv(run: Run, folder: Path) -> None:
    for arguments, sections in COMMANDS.items():
        name = f"{arguments[0]} --plans" if "--plans" in arguments else arguments[0]
        name = "status --period" if "--period" in arguments else name
        done = run("columns", arguments[0], "--format", "csv", "--lang", "en")
        rows = [
            row for row in csv.DictReader(io.StringIO(done.stdout)) if row["format"] == "csv" and row["command"] == name
        ]
        assert [row["name"] for row in rows] == [each for section in sections for each in SECTIONS[section]]


def test_codes_and_keys_are_those_of_the_command(run: Run) -> None:
    def names(command: str | None, form: str) -> set[str]:
        return {item.column.name for item in list_columns(command) if item.format == form}

    assert {"years", "working", "schema"} <= names("show", "json")
    assert "recordings" not in names("show", "json")
    assert "off_track" in names("review", "code")
    assert names("log", "code") == set()
    assert names(None, "json") == {item.name for item in read_columns() if item.section == KEYS_SECTION}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_every_meaning_is_in_every_format(run: Run, form: str, lang: str) -> None:
    done = run("columns", "--format", form, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    words = " ".join(done.stdout.replace("`", "").replace("\\", "").split())
    for item in read_columns():
        first = item.meaning[lang].replace("`", "").replace('"', '\\"' if form == "json" else '"')[:30]
        assert " ".join(first.split()).replace("\\", "") in words, item
    if form == "table":
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_each_exported_file_has_its_columns(run: Run, folder: Path, tmp_path: Path) -> None:
    """The columns of dimensions stand after the area, or before the period in SDMX."""
    for standard, last in (("datapackage", "area"), ("sdmx-csv", "TRANSFORMATION")):
        path = tmp_path / standard
        done = run("export", "--to", standard, "--data", folder, "-o", path, "--lang", "en")
        assert done.returncode == 0, done.stderr
        for file in path.glob("*.csv"):
            section = f"Exported {file.stem}" if file.stem != "data" else "SDMX"
            expected = list(EXPORTED[section])
            if section == "SDMX" or (len(expected) > 7 and "area" in expected):
                expected.insert(expected.index(last) + 1, "SEX" if section == "SDMX" else "sex")
            with file.open(encoding="utf-8", newline="") as lines:
                assert next(csv.reader(lines)) == expected, file.name
    assert {f"Exported {file.stem}" for file in (tmp_path / "datapackage").glob("*.csv")} == {*EXPORTED} - {"SDMX"}


def test_a_command_without_columns_has_none(run: Run) -> None:
    done = run("columns", "undo", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
