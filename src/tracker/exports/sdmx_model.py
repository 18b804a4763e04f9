"""The structure of SDMX data: its dimensions, measure and attributes, and the codes of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from tracker.exports.content import TOTAL, ExportContent
from tracker.i18n import N_, Language, list_languages
from tracker.model import Indicator, Text
from tracker.text import normalize_name

Role = Literal["dimension", "time", "measure", "attribute"]
Attachment = Literal["", "observation", "indicator", "dataflow"]
VERSION = "1.0.0"
UNIT_OF_MILESTONE = "YES_NO"
_RESERVED = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY")
_NO_CODE = re.compile(r"[^A-Z0-9]+")


class Code(NamedTuple):
    """One code with its name by language, and the code above it."""

    id: str
    name: Text
    parent: str = ""


class Component(NamedTuple):
    """A dimension, the measure or an attribute: its codes, or the type of its text (`text_type`) if it has none."""

    id: str
    role: Role
    name: Text
    codes: tuple[Code, ...] = ()
    text_type: str = ""
    attachment: Attachment = ""
    is_mandatory: bool = False

    @property
    def codelist(self) -> str:
        """Return the id of its codelist."""
        return f"CL_{self.id}"


class SdmxModel(NamedTuple):
    """The structure of one export; `dimension_ids` and `units` are by what they stand for in the folder."""

    agency: str
    components: tuple[Component, ...]
    dimension_ids: Mapping[str, str]
    units: Mapping[str, str]

    @property
    def dataflow(self) -> str:
        """Return the reference of the dataflow, as SDMX-CSV writes it."""
        return f"{self.agency}:DF_INDICATORS({VERSION})"


_FREQUENCIES = (("A", N_("Year")), ("S", N_("Half-year")), ("Q", N_("Quarter")), ("M", N_("Month")))
_VALUE_TYPES = (
    ("RESULT", N_("Result that was recorded")),
    ("COMPUTED", N_("Result that a rule made of others")),
    ("BASELINE", N_("Value before the term")),
    ("PLAN", N_("Plan; of a range the lower end")),
    ("PLAN_HIGH", N_("Plan, the upper end of a range")),
    ("TARGET", N_("Target; of a range the lower end")),
    ("TARGET_HIGH", N_("Target, the upper end of a range")),
)
_TRANSFORMATIONS = (("N", N_("The period alone")), ("YTD", N_("The year to the end of the period")))
_OBS_STATUSES = (("A", N_("Final")), ("P", N_("Preliminary")), ("E", N_("Estimate")), ("F", N_("Forecast")))
_CONF_STATUSES = (("F", N_("Free for publication")),)
_QUALIFIERS = (("LT", N_("Less than")), ("GT", N_("More than")), ("AP", N_("About")))
_BOUNDS = (
    ("AT_LEAST", N_("At least")),
    ("AT_MOST", N_("At most")),
    ("ABOVE", N_("Above")),
    ("BELOW", N_("Below")),
    ("BETWEEN", N_("Between")),
    ("YES", N_("Done")),
    ("INCREASE", N_("An increase")),
    ("DECREASE", N_("A decrease")),
    ("PLAN", N_("The annual plans")),
)
_YES_NO = N_("1 = yes, 0 = no")
_WHOLE, _NO_BREAKDOWN = N_("The whole"), N_("Total")


def build_model(content: ExportContent, agency: str) -> SdmxModel:
    """Return the structure of an export."""
    register = content.register
    units = _name_units(content.indicators)
    dimension_ids: dict[str, str] = {}
    taken = {*_RESERVED, *(item.id for item in (*_list_dimensions(content, ()), *_list_attributes({})))}
    own = []
    for dimension in register.dimensions:
        identity = dimension.id.upper().replace("-", "_")
        while identity in taken or not identity[0].isalpha():
            identity = f"DIM_{identity}"
        taken.add(identity)
        dimension_ids[dimension.id] = identity
        total = Code(TOTAL, translate_all(_NO_BREAKDOWN))
        codes = tuple(Code(value, name or {"": value}) for value, name in dimension.values.items())
        own.append(Component(identity, "dimension", dimension.name or {"": dimension.id}, (total, *codes)))
    components = (*_list_dimensions(content, own), *_list_attributes(units))
    return SdmxModel(
        agency, components, dimension_ids, {item.id: _find_unit(item, units) for item in content.indicators}
    )


def _list_dimensions(content: ExportContent, own: Iterable[Component]) -> list[Component]:
    def coded(identity: str, name: str, codes: Iterable[tuple[str, str]]) -> Component:
        return Component(identity, "dimension", translate_all(name), _translate_codes(codes))

    return [
        coded("FREQ", N_("Frequency"), _FREQUENCIES),
        Component("INDICATOR", "dimension", translate_all(N_("Indicator")), _list_indicator_codes(content)),
        coded("VALUE_TYPE", N_("What the figure is"), _VALUE_TYPES),
        Component("REF_AREA", "dimension", translate_all(N_("Area")), _list_area_codes(content)),
        coded("TRANSFORMATION", N_("Period alone or year to date"), _TRANSFORMATIONS),
        *own,
        Component("TIME_PERIOD", "time", translate_all(N_("Period")), text_type="ObservationalTimePeriod"),
    ]


def _list_attributes(units: Mapping[frozenset[tuple[str, str]], Code]) -> list[Component]:
    """Return the measure and the attributes."""

    def coded(identity: str, name: str, codes: tuple[Code, ...], at: Attachment, **more: bool) -> Component:
        return Component(identity, "attribute", translate_all(name), codes, "", at, **more)

    def text(identity: str, name: str, text_type: str, at: Attachment) -> Component:
        return Component(identity, "attribute", translate_all(name), (), text_type, at)

    unit_codes = (Code(UNIT_OF_MILESTONE, translate_all(_YES_NO)), *units.values())
    of_observation: Attachment = "observation"
    statuses, confidential = _translate_codes(_OBS_STATUSES), _translate_codes(_CONF_STATUSES)
    return [
        Component("OBS_VALUE", "measure", translate_all(N_("Value")), text_type="Decimal"),
        coded("OBS_STATUS", N_("Status of the figure"), statuses, of_observation, is_mandatory=True),
        coded("CONF_STATUS", N_("Confidentiality"), confidential, of_observation, is_mandatory=True),
        coded("UNIT_MEASURE", N_("Unit"), unit_codes, "indicator"),
        text("DECIMALS", N_("Decimals"), "Integer", "indicator"),
        coded("QUALIFIER", N_("Qualifier"), _translate_codes(_QUALIFIERS), of_observation),
        coded("BOUND", N_("Kind of limit"), _translate_codes(_BOUNDS), of_observation),
        text("SOURCE", N_("Source"), "String", of_observation),
        text("COMMENT_OBS", N_("Note"), "String", of_observation),
        text("REPORTING_YEAR_START_DAY", N_("First day of reporting years"), "MonthDay", "dataflow"),
    ]


def _list_indicator_codes(content: ExportContent) -> tuple[Code, ...]:
    shown = {item.id for item in content.indicators}
    parents = {item.id: item.parent if item.parent in shown and _may_be_parent(item.parent) else ""
               for item in content.indicators}  # fmt: skip
    return tuple(Code(item.id, item.name, parents[item.id]) for item in content.indicators)


def _list_area_codes(content: ExportContent) -> tuple[Code, ...]:
    listed = []
    for area in content.register.areas.values():
        within = area.placements[-1].within
        listed.append(Code(area.id, area.name or {"": area.id}, within if _may_be_parent(within) else ""))
    return (Code(TOTAL, translate_all(_WHOLE)), *listed)


def _may_be_parent(identity: str) -> bool:
    """Whether SDMX-ML accepts a code above others: it must begin with a letter, and so `_T` is none."""
    return identity[:1].isalpha()


def _name_units(indicators: Iterable[Indicator]) -> dict[frozenset[tuple[str, str]], Code]:
    """Return a code for each unit: its letters and digits without accents, `%` as `PCT`."""
    units: dict[frozenset[tuple[str, str]], Code] = {}
    taken = {UNIT_OF_MILESTONE}
    for item in indicators:
        key = frozenset(item.unit.items())
        if not item.unit or key in units:
            continue
        text = item.unit.get("en") or next(iter(item.unit.values()))
        stem = _NO_CODE.sub("_", normalize_name(text.replace("%", " pct ")).upper()).strip("_") or "UNIT"
        identity, number = stem, 1
        while identity in taken:
            number += 1
            identity = f"{stem}_{number}"
        taken.add(identity)
        units[key] = Code(identity, item.unit)
    return units


def _find_unit(item: Indicator, units: Mapping[frozenset[tuple[str, str]], Code]) -> str:
    if item.measure == "milestone":
        return UNIT_OF_MILESTONE
    return units[frozenset(item.unit.items())].id if item.unit else ""


def translate_all(text: str) -> Text:
    """Return a text of the program in every language of it."""
    return {code: Language(code).translate(text) for code in list_languages()}


def _translate_codes(codes: Iterable[tuple[str, str]]) -> tuple[Code, ...]:
    return tuple(Code(identity, translate_all(name)) for identity, name in codes)
