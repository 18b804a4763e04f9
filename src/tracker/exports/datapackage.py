"""A Data Package (datapackage.org): CSV files and `datapackage.json`, which says what each column is.

The descriptor is valid for version 1 and 2 of the standard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from tracker.exports.content import TOTAL, ExportContent
from tracker.exports.tables import SCOPED_TABLES, Tables, build_tables
from tracker.i18n import N_
from tracker.model.areas import Dimension
from tracker.model.indicators import EXTRA_PREFIX
from tracker.views.csv import CellValue, DataRow, to_csv
from tracker.views.json import to_json
from tracker.views.reference.content import Column, read_columns

DESCRIPTOR = "datapackage.json"
_TITLES = {
    "groups": N_("Groups of indicators"),
    "areas": N_("Areas"),
    "parts": N_("Parts of the breakdowns"),
    "indicators": N_("Indicators"),
    "targets": N_("Targets, each version"),
    "plans": N_("Plans, each version"),
    "baselines": N_("Baselines, each version"),
    "results": N_("Results that count"),
    "assessments": N_("Status at the end of the reporting year"),
}
_KEYS = {
    "groups": ("group",),
    "areas": ("area",),
    "parts": ("dimension", "part"),
    "indicators": ("indicator",),
    "targets": ("indicator", "area", "version"),
    "plans": ("indicator", "period", "area", "version"),
    "baselines": ("indicator", "area", "version"),
    "results": ("indicator", "period", "area", "origin"),
    "assessments": ("indicator", "area"),
}
"""The primary key of each table; a table with areas has each dimension in its key too."""
_TYPES = {
    "id": "string", "ids": "string", "text": "string", "code": "string", "codes": "string", "period": "string",
    "shares": "string", "bound": "string", "number": "number", "integer": "integer", "year": "year", "day": "date",
    "yes_no": "boolean",
}  # fmt: skip
"""The type of Table Schema for each type of the reference of columns."""
_OWN_FIELD = Column("", "", "text", "", (), {})
"""The column of an own field of the indicators, `extra.sdg`: only the folder knows what it means."""
_DESCRIPTION = N_("Indicators of the years {first}–{last} with their targets, plans, results and status.")


def build_files(content: ExportContent) -> dict[str, bytes]:
    """Return the files of the package by their names, the descriptor first."""
    tables = build_tables(content)
    builder = _SchemaBuilder(content)
    files: dict[str, bytes] = {}
    resources = []
    for name, rows in tables.items():
        columns = builder.list_columns(name)
        names = list(columns)
        data = to_csv(names, ([row.get(each) for each in names] for row in rows)).encode()
        files[f"{name}.csv"] = data
        resources.append(builder.describe_resource(name, columns, data, tables))
    descriptor = {**builder.describe_package(tables), "resources": resources}
    return {DESCRIPTOR: to_json(descriptor).encode(), **files}


class _SchemaBuilder:
    def __init__(self, content: ExportContent) -> None:
        self._content = content
        self._language = content.language
        self._columns = read_columns()

    def list_columns(self, table: str) -> dict[str, Column | Dimension]:
        """Return the columns of a table in their order: those of the reference, and the dimensions after the area."""
        found: dict[str, Column | Dimension] = {}
        register = self._content.register
        for column in self._columns:
            if column.section != f"Exported {table}":
                continue
            if column.name != "area" or table not in SCOPED_TABLES or register.areas:
                found[column.name] = column
            if column.name == "area" and table in SCOPED_TABLES:
                found |= {dimension.id: dimension for dimension in register.dimensions}
        if table == "indicators":
            keys = dict.fromkeys(key for item in self._content.indicators for key in item.extra)
            found |= {f"{EXTRA_PREFIX}{key}": _OWN_FIELD for key in keys}
        return found

    def describe_package(self, tables: Tables) -> dict[str, object]:
        """Return what the descriptor says of the whole. A licence is left out: the folder does not know it."""
        term, language = self._content.register.term, self._language
        years = {"first": term.first_year, "last": term.last_year}
        found: dict[str, object] = {
            "name": f"indicators-{term.first_year}-{term.last_year}",
            "title": language.pick_text(term.name),
            "description": language.format(_DESCRIPTION, **years),
        }
        if self._content.as_of:
            found["created"] = f"{self._content.as_of}T00:00:00Z"
        if sources := _list_sources(tables):
            found["sources"] = sources
        found["languages"] = [language.text_code or language.code]
        found["term"] = {"baseline_year": term.baseline_year, **{f"{name}_year": each for name, each in years.items()}}
        if term.year_begins > 1:
            found["year_begins"] = f"--{term.year_begins:02d}-01"
        return found

    def describe_resource(
        self, name: str, columns: Mapping[str, Column | Dimension], data: bytes, tables: Tables
    ) -> dict[str, object]:
        """Return what the descriptor says of one file."""
        schema: dict[str, object] = {
            "fields": [self._describe_field(key, column, name) for key, column in columns.items()],
            "missingValues": [""],
            "primaryKey": self._list_key(name, columns),
        }
        if keys := list(self._list_foreign_keys(name, columns, tables)):
            schema["foreignKeys"] = keys
        return {
            "name": name,
            "title": self._language.translate(_TITLES[name]),
            "path": f"{name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "schema": schema,
        }

    def _describe_field(self, name: str, column: Column | Dimension, table: str) -> dict[str, object]:
        if isinstance(column, Dimension):
            title = self._language.pick_text(column.name) or column.id
            codes = [TOTAL, *column.values]
            return {"name": name, "type": "string", "title": title, "constraints": {"required": True, "enum": codes}}
        meaning = self._language.pick_text(column.meaning).replace("`", "")
        field: dict[str, object] = {"name": name, "type": _TYPES[column.type]}
        field |= {"description": meaning} if meaning else {}
        if column.type == "yes_no":
            field |= {"trueValues": ["yes"], "falseValues": ["no"]}
        if column.unit:
            field["unit"] = column.unit
        constraints: dict[str, object] = {}
        if name in _KEYS[table]:
            constraints["required"] = True
        if column.type == "code":
            constraints["enum"] = list(column.codes)
        return {**field, "constraints": constraints} if constraints else field

    def _list_key(self, table: str, columns: Mapping[str, Column | Dimension]) -> list[str]:
        key = [name for name in _KEYS[table] if name in columns]
        if table in SCOPED_TABLES:
            key += [dimension.id for dimension in self._content.register.dimensions]
        return key

    def _list_foreign_keys(
        self, table: str, columns: Mapping[str, Column | Dimension], tables: Tables
    ) -> list[dict[str, object]]:
        """Return which columns have a key of another table; "" is the table itself."""
        links = [("indicator", "indicators", "indicator"), ("area", "areas", "area"), ("group", "groups", "group")]
        if table == "indicators":
            links.append(("parent", "", "indicator"))
        if table == "areas":
            links.append(("within", "", "area"))
        return [
            {"fields": [field], "reference": {"resource": resource, "fields": [key]}}
            for field, resource, key in links
            if field in columns and resource != table and (not resource or resource in tables)
        ]


def _list_sources(tables: Tables) -> list[dict[str, CellValue]]:
    """Return each document or address that the rows name, once."""
    rows: list[DataRow] = [*tables["indicators"], *tables["targets"], *tables["plans"], *tables["results"]]
    found = dict.fromkeys(str(row["source"]) for row in rows if row.get("source"))
    return [{"title": text, "path": text} if _is_address(text) else {"title": text} for text in found]


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text
