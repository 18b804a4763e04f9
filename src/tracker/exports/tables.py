"""The tables of a Data Package: their rows, one list a table, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tracker.exports.content import TOTAL, ExportContent, ExportedResult, ExportedScope, iter_scopes, list_recorded
from tracker.exports.versions import ExportedVersion, list_versions
from tracker.i18n import N_
from tracker.model import Baseline, Period, Plan, Target, Value
from tracker.model.areas import Area
from tracker.model.evidence import shorten_references
from tracker.model.indicators import EXTRA_PREFIX
from tracker.model.scopes import Scope
from tracker.model.words import ExtraValue
from tracker.periods import get_period_days
from tracker.views.columns import build_rows
from tracker.views.csv import CellValue, DataRow, TextList

Tables = dict[str, list[DataRow]]
SCOPED_TABLES = ("targets", "plans", "baselines", "results", "assessments")
"""The tables whose rows are of an area and part."""
_RENAMED = {"year": "value_year"}
_WHOLE = N_("The whole")


def build_tables(content: ExportContent) -> Tables:
    """Return the rows of each table, by its name; a folder without areas or dimensions has no table of them."""
    return _TableBuilder(content).build()


def get_frequency(period: Period) -> str:
    """Return how long a period is, by its letter in SDMX; a year to date ends with a month."""
    return "M" if period.month else period.part[:1] or "A"


class _TableBuilder:
    def __init__(self, content: ExportContent) -> None:
        self._content = content
        self._register = content.register
        self._pick = content.language.pick_text

    def build(self) -> Tables:
        register = self._register
        tables: Tables = {"groups": list(self._list_groups())}
        if register.areas:
            tables["areas"] = [self._describe_whole(), *map(self._describe_area, register.areas.values())]
        if register.dimensions:
            tables["parts"] = list(self._list_parts())
        tables["indicators"] = list(self._list_indicators())
        computed: list[DataRow] = []
        tables |= {name: [] for name in SCOPED_TABLES}
        for scope in iter_scopes(self._content):
            self._add_versions(scope, tables)
            computed += map(self._describe_result, scope.computed)
            tables["assessments"] += self._list_assessments(scope)
        tables["results"] = [*map(self._describe_result, list_recorded(self._content)), *computed]
        order = {item.id: at for at, item in enumerate(self._content.indicators)}
        for name in SCOPED_TABLES:
            tables[name].sort(key=lambda row: order[str(row["indicator"])])
        return tables

    def _list_groups(self) -> Iterator[DataRow]:
        used = {item.group for item in self._content.indicators}
        for group in self._register.groups:
            if group.id in used:
                yield {"group": group.id, "name": self._pick(group.name)}

    def _describe_whole(self) -> DataRow:
        return {"area": TOTAL, "name": self._content.language.translate(_WHOLE)}

    def _describe_area(self, area: Area) -> DataRow:
        into = " ".join([each.area if each.share == 1 else f"{each.area}:{each.share}" for each in area.into])
        within = area.placements[-1].within or TOTAL
        row: DataRow = {"area": area.id, "name": self._pick(area.name), "level": area.level or None, "within": within}
        return {**row, "from": area.begins or None, "until": area.ends or None, "into": into or None}

    def _list_parts(self) -> Iterator[DataRow]:
        for dimension in self._register.dimensions:
            heading = self._pick(dimension.name) or dimension.id
            for value, name in dimension.values.items():
                row = {"dimension": dimension.id, "part": value, "dimension_name": heading}
                yield {**row, "name": self._pick(name) or value}

    def _list_indicators(self) -> Iterator[DataRow]:
        shown = {item.id for item in self._content.indicators}
        pick = self._pick
        groups = {group.id for group in self._register.groups}
        for item in self._content.indicators:
            yield {
                "indicator": item.id,
                "name": pick(item.name),
                "group": item.group if item.group in groups else None,
                "parent": item.parent if item.parent in shown else None,
                "unit": pick(item.unit) or None,
                "decimals": item.decimals,
                "measure": item.measure,
                "direction": item.direction,
                "owner": pick(item.owner) or None,
                "source": shorten_references(item.source, with_folders=False) or None,
                "note": pick(item.note) or None,
                **{f"{EXTRA_PREFIX}{key}": _join_field(value) for key, value in item.extra.items()},
            }

    def _locate(self, scope: Scope) -> DataRow:
        """Return the cells of an area and part; each is a total where the scope says nothing."""
        parts = dict(scope.parts)
        row: DataRow = {"area": scope.area or TOTAL} if self._register.areas else {}
        return {**row, **{each.id: parts.get(each.id, TOTAL) for each in self._register.dimensions}}

    def _add_versions(self, scope: ExportedScope, tables: Tables) -> None:
        term = self._register.term
        for item in scope.indicators:
            due = item.get_target_year(term)
            for version in list_versions(item, scope.scope, "target", due):
                target = version.value if isinstance(version.value, Target) else None
                tables["targets"].append(
                    {**self._describe_version(version), "year": version.year, **_describe_bound(target, version)}
                )
            for version in list_versions(item, scope.scope, "plan", due):
                tables["plans"].append({**self._describe_version(version), **_describe_plan(version)})
            for version in list_versions(item, scope.scope, "baseline", due):
                known = version.value if isinstance(version.value, Baseline) else None
                cells = {"value": known and known.value, "status": (known and known.status) or None}
                tables["baselines"].append({**self._describe_version(version), "year": version.year, **cells})

    def _describe_version(self, version: ExportedVersion) -> DataRow:
        return {
            "indicator": version.indicator,
            "period": version.period or None,
            **self._locate(version.scope),
            "version": version.number,
            "in_force": version.is_in_force,
            "decided_on": version.decided_on or None,
            "source": shorten_references(version.source, with_folders=False) or None,
            "note": self._pick(version.note) or None,
        }

    def _describe_result(self, result: ExportedResult) -> DataRow:
        row, begins = result.row, self._register.term.year_begins
        period = row.period
        first, after = get_period_days(period, begins)
        return {
            "indicator": row.indicator,
            "period": str(period),
            **self._locate(row.scope),
            "origin": "computed" if result.is_computed else "recorded",
            **_describe_value(row.value),
            "qualifier": row.qualifier or None,
            "status": row.status,
            "source": shorten_references(row.source, with_folders=False) or None,
            "note": row.note or None,
            "recorded_on": row.recorded_on or None,
            "year": period.year,
            "frequency": get_frequency(period),
            "to_date": bool(period.month),
            "first_day": first,
            "last_day": (date.fromisoformat(after) - timedelta(days=1)).isoformat(),
        }

    def _list_assessments(self, scope: ExportedScope) -> Iterator[DataRow]:
        rows = build_rows(scope.assessments, self._register, self._content.language)
        for row in rows:
            named = {_RENAMED.get(name, name): None if cell is True or cell is False else cell
                     for name, cell in row.items()}  # fmt: skip
            named |= {**self._locate(scope.scope), **_describe_value(row["value"]), "reporting_year": scope.year}
            yield named


def _join_field(value: ExtraValue) -> CellValue:
    """Return an own field of an indicator; several texts are separated as every CSV does."""
    return TextList(value) if isinstance(value, tuple) else value


def _describe_value(value: CellValue | Value) -> DataRow:
    """Return the cells of a value: a number, or yes or no."""
    return {"value": None, "yes_no": value} if isinstance(value, bool) else {"value": value, "yes_no": None}


def _describe_bound(target: Target | None, version: ExportedVersion) -> DataRow:
    """Return the cells of a limit; `none` is one that was abolished."""
    if target is None:
        return {"bound": "none" if version.value is None else None, "low": None, "high": None}
    return {"bound": target.kind, "low": target.low, "high": target.high}


def _describe_plan(version: ExportedVersion) -> Mapping[str, CellValue]:
    plan = version.value if isinstance(version.value, Plan) else None
    if plan is None or plan.bound:
        return {"value": None, "yes_no": None, "qualifier": None, **_describe_bound(plan and plan.bound, version)}
    return {**_describe_value(plan.value), "qualifier": plan.qualifier or None, **_describe_bound(None, version)}
