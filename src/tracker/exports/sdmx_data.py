"""The observations of an SDMX export: one row a figure, with every dimension and attribute."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tracker.exports.content import TOTAL, ExportContent, ExportedResult, ExportedScope, iter_scopes, list_recorded
from tracker.exports.sdmx_model import SdmxModel
from tracker.exports.tables import get_frequency
from tracker.exports.versions import ExportedVersion, list_versions
from tracker.model import DECISION_KINDS, Baseline, Indicator, Period, Plan, Qualifier, ResultStatus, Target, Value
from tracker.model.evidence import shorten_references
from tracker.model.scopes import Scope
from tracker.periods import parse_period
from tracker.views.csv import CellValue, DataRow

STATUS_CODES: dict[ResultStatus | str, str] = {
    "final": "A",
    "preliminary": "P",
    "estimate": "E",
    "forecast": "F",
    "": "A",
}
QUALIFIER_CODES: dict[Qualifier, str] = {"<": "LT", ">": "GT", "~": "AP"}


def list_observations(content: ExportContent, model: SdmxModel) -> list[DataRow]:
    """Return the rows of the data by indicator: its results, then what was computed and set for each area and part."""
    maker = _ObservationMaker(content, model)
    rows = [maker.make_result(result) for result in list_recorded(content)]
    for scope in iter_scopes(content):
        rows += map(maker.make_result, scope.computed)
        rows += maker.list_set(scope)
    order = {item.id: at for at, item in enumerate(content.indicators)}
    return sorted(rows, key=lambda row: order[str(row["INDICATOR"])])


def format_time(period: Period, begins: int) -> str:
    """Return a period as SDMX writes it; a year to date by its last month, which is counted within the year.

    Years that begin in another month than January are reporting years: `2023-A1`.
    """
    if period.month:
        return f"{period.year:04d}-M{period.month:02d}"
    if period.part:
        return f"{period.year:04d}-{period.part}"
    return f"{period.year:04d}-A1" if begins > 1 else f"{period.year:04d}"


class _ObservationMaker:
    def __init__(self, content: ExportContent, model: SdmxModel) -> None:
        self._content, self._model = content, model
        self._term = content.register.term
        self._by_id = {item.id: item for item in content.indicators}

    def make_result(self, result: ExportedResult) -> DataRow:
        """Return the row of a result."""
        row = result.row
        made = self._make(
            row.indicator, row.scope, row.period, "COMPUTED" if result.is_computed else "RESULT", row.value
        )
        return {
            **made,
            "OBS_STATUS": STATUS_CODES[row.status],
            "QUALIFIER": QUALIFIER_CODES.get(row.qualifier),
            "SOURCE": shorten_references(row.source, with_folders=False) or None,
            "COMMENT_OBS": row.note or None,
        }

    def list_set(self, scope: ExportedScope) -> Iterator[DataRow]:
        """Yield the rows of the targets, plans and baselines that are in force for an area or part."""
        for item in scope.indicators:
            due = item.get_target_year(self._term)
            for kind in DECISION_KINDS:
                for version in list_versions(item, scope.scope, kind, due):
                    yield from self._list_version(item, version, kind.upper())

    def _list_version(self, item: Indicator, version: ExportedVersion, kind: str) -> Iterator[DataRow]:
        value = version.value
        if value is None or not version.is_in_force:
            return
        period = parse_period(version.period, self._term.year_begins) if version.period else None
        at = period or Period(version.year or 0)
        shared: DataRow = {
            "SOURCE": shorten_references(version.source, with_folders=False) or None,
            "COMMENT_OBS": self._pick_note(version),
        }
        if isinstance(value, Baseline):
            shared["OBS_STATUS"] = STATUS_CODES[value.status]
        if isinstance(value, Plan) and not value.bound:
            shared["QUALIFIER"] = QUALIFIER_CODES.get(value.qualifier)
        target = value if isinstance(value, Target) else value.bound if isinstance(value, Plan) else None
        if target is None:
            assert not isinstance(value, Target)
            yield {**self._make(item.id, version.scope, at, kind, value.value), **shared}
            return
        shared["BOUND"] = target.kind.upper()
        ends: list[tuple[str, Value | None]] = [(kind, target.low if target.low is not None else target.high)]
        if target.kind == "between":
            ends.append((f"{kind}_HIGH", target.high))
        for name, end in ends:
            number = True if target.kind == "yes" else end
            yield {**self._make(item.id, version.scope, at, name, number), **shared}

    def _pick_note(self, version: ExportedVersion) -> str | None:
        return self._content.language.pick_text(version.note) or None

    def _make(self, indicator: str, scope: Scope, period: Period, kind: str, value: Value | None) -> DataRow:
        begins, item, parts = self._term.year_begins, self._by_id[indicator], dict(scope.parts)
        own: DataRow = {name: parts.get(each, TOTAL) for each, name in self._model.dimension_ids.items()}
        number: CellValue = Decimal(int(value)) if isinstance(value, bool) else value
        return {
            "FREQ": get_frequency(period),
            "INDICATOR": indicator,
            "VALUE_TYPE": kind,
            "REF_AREA": scope.area or TOTAL,
            "TRANSFORMATION": "YTD" if period.month else "N",
            **own,
            "TIME_PERIOD": format_time(period, begins),
            "OBS_VALUE": number,
            "OBS_STATUS": "A",
            "CONF_STATUS": "F",
            "UNIT_MEASURE": self._model.units[indicator] or None,
            "DECIMALS": item.decimals,
            "QUALIFIER": None,
            "BOUND": None,
            "SOURCE": None,
            "COMMENT_OBS": None,
            "REPORTING_YEAR_START_DAY": f"--{begins:02d}-01",
        }
