"""Exports read back by the programs of the standards, and the rows that should be in them, read without the program."""

import csv
import io
import warnings
from decimal import Decimal
from pathlib import Path

with warnings.catch_warnings():  # of libraries that these libraries use
    warnings.simplefilter("ignore")
    from frictionless import Package
    from pysdmx.io import get_datasets, read_sdmx

STATUSES = {"final": "A", "preliminary": "P", "estimate": "E", "forecast": "F"}
QUALIFIERS = {"": "", "<": "LT", ">": "GT", "~": "AP"}


def read_effective(folder: Path, scopes: tuple[str, ...] = ()) -> dict[tuple[str, ...], dict[str, str]]:
    """The last row of each key of a journal, without those that were withdrawn; `scopes` are the columns of areas and parts."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["indicator"], row["period"], *(row.get(name) or "_T" for name in scopes))
            found[key] = {name: value or "" for name, value in row.items() if name}
    return {key: row for key, row in found.items() if row["status"] != "withdrawn"}


def read_package(path: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of each table of a Data Package that is valid; numbers are Decimal, dates are dates."""
    package = Package(str(path / "datapackage.json"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = package.validate()
        assert report.valid, report.flatten(["type", "resourceName", "rowNumber", "note"])
        return {each.name: [row.to_dict() for row in each.read_rows()] for each in package.resources}


def read_sdmx_rows(path: Path) -> list[dict[str, str]]:
    """The rows of SDMX data as pysdmx reads them with their structures, which are valid; every code is in its codelist."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (dataset,) = get_datasets(path / "data.csv", path / "structure.xml")
    components = dataset.structure.components
    rows = [{name: str(value) for name, value in row.items()} for row in dataset.data.to_dict("records")]
    for component in components:
        if component.local_codes:
            known = {code.id for code in component.local_codes}
            used = {row[component.id] for row in rows if row.get(component.id)}
            assert used <= known, component.id
    keys = [tuple(row[each.id] for each in components.dimensions) for row in rows]
    assert len(set(keys)) == len(keys)
    return rows


def read_codes(path: Path, codelist: str) -> dict[str, str]:
    """The codes of one list with their names."""
    message = read_sdmx(path / "structure.xml")
    found = next(each for each in message.structures if each.id == codelist)
    return {code.id: code.name for code in found}


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def to_number(text: str) -> Decimal | None:
    """The number of a cell that a journal or an export has; yes is 1."""
    return {"yes": Decimal(1), "no": Decimal(0), "": None}[text] if text in ("yes", "no", "") else Decimal(text)
