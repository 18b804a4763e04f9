"""The JSON Schema of `targets.toml`: what `tracker.targets` reads."""

from __future__ import annotations

from tracker.i18n import N_
from tracker.model import MEASURES, METHOD_NAMES, METHODS, METHODS_WITH_CUTS, RESULT_STATUSES, STATUSES, WITHIN_YEAR
from tracker.targets.dimensions import RESERVED
from tracker.targets.extra import KEY_PATTERN
from tracker.targets.judging import MAX_WINDOW, WINDOWED_METHOD
from tracker.targets.store_url import STORE_URL_PATTERN
from tracker.views.schema.bounds import make_plan, make_target, restrict_measures
from tracker.views.schema.values import (
    ID_PATTERN,
    JsonSchema,
    describe,
    make_language,
    make_list,
    make_number,
    make_string,
    make_table,
    make_text,
    make_word,
    make_year,
)

_LABEL = r"^[^{}\d]*(\{a\}([^{}\d]*\{b[24]?\})?|\{b[24]?\}([^{}\d]*\{a\})?)[^{}\d]*$"
_EVERY = r"^\s*([1-9]|[1-4][0-9]) (years?|năm)\s*$"
_DIRECTIONS = make_word(("increase", "decrease"))
_METHOD = N_("How the pace is judged: linear (default), compound, destatis or un_chart.")
_BASELINE = N_("The value before the term: a number, or a table with its year, status and source.")
_PLAN = N_("What single years must reach: a number, a range [low, high], or a table with one bound.")
_TARGET = N_(
    'What the term must reach: one bound; "yes" for a milestone; "increase" or "decrease"; "plan": the annual plans.'
)
_DIRECTION = N_("Which way is better, if the target does not say it.")
_SOURCE = N_("Where it is published: a web address or a document.")
_NOTE = N_("A remark, which reports print.")
_EXTRA = N_("Own fields, such as sdg or donor: texts, numbers, true or false, or lists of texts.")
_ID = N_("The id: lower-case words joined by hyphens. It is never reused.")


def make_schema() -> JsonSchema:
    """Return the schema of a `targets.toml`."""
    term = describe(N_("The years that the targets cover."), _make_term())
    groups = describe(N_("Headings over indicators."), make_list(_make_group()))
    indicators = describe(N_("What is measured, with its target."), make_list(_make_indicator()))
    dimensions = describe(N_("Breakdowns, such as sex."), make_list(_make_dimension()))
    store = describe(N_("The shared store that holds the journals, in place of the files."), _make_store())
    properties = {"term": term, "group": groups, "indicator": indicators, "dimension": dimensions, "store": store}
    return make_table(properties, ["term"])


def _make_store() -> JsonSchema:
    url = make_string(pattern=STORE_URL_PATTERN)
    return make_table(
        {"url": describe(N_("Where it is: postgresql://user@host/database, without a password."), url)}, ["url"]
    )


def _make_term() -> JsonSchema:
    keys = {
        "name": describe(N_("The name of the resolution or plan."), make_text(required=True)),
        "baseline_year": describe(N_("The year before the term (default: the one before the first)."), make_year()),
        "first_year": describe(N_("The first year of the term."), make_year()),
        "last_year": describe(N_("The last year of the term."), make_year()),
        "language": describe(N_("The language of output, unless --lang names another."), make_language()),
        "method": describe(_METHOD, _make_method()),
        "nearly_met": describe(
            N_("The share of the way from which a missed target is nearly met, such as 0.95."),
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        ),
        "year_begins": describe(
            N_("The month in which reporting years begin, in two digits: 07."), make_string(pattern="^(0[1-9]|1[0-2])$")
        ),
        "year_label": describe(
            N_("How a reporting year is written: {a}/{b} for 2023/24, FY{b} for FY2024."), make_string(pattern=_LABEL)
        ),
    }
    begins_later = {"required": ["year_begins"], "properties": {"year_begins": {"not": {"const": "01"}}}}
    rule = {"if": {"required": ["year_label"]}, "then": begins_later}
    return make_table(keys, ["name", "first_year", "last_year"], allOf=[rule])


def _make_group() -> JsonSchema:
    keys = {
        "id": describe(_ID, make_string()),
        "name": describe(N_("The heading."), make_text(required=True)),
    }
    return make_table(keys, ["id", "name"])


def _make_dimension() -> JsonSchema:
    identity = make_string(pattern=ID_PATTERN) | {"not": {"enum": list(RESERVED)}}
    values = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": ID_PATTERN},
        "additionalProperties": make_text(required=True),
    }
    keys = {
        "id": describe(N_("The id, which is also the name of its column in the journals."), identity),
        "name": describe(N_("The name of the breakdown."), make_text()),
        "values": describe(N_("The name of each value by its id."), values),
        "whole": describe(N_("Whether the values together are the total."), {"type": "boolean"}),
    }
    return make_table(keys, ["id", "values"])


def _make_indicator() -> JsonSchema:
    keys = {**_make_definition(), **_make_judging(), **_make_areas()}
    return make_table(keys, ["id", "name", "measure"], allOf=restrict_measures())


def _make_definition() -> JsonSchema:
    """Return the keys that say what is measured, and what it must reach."""
    year = {"year": describe(N_("The first year of the new definition."), make_year()), "note": _describe_note()}
    names = {"uniqueItems": False}
    return {
        "id": describe(_ID, make_string(pattern=ID_PATTERN)),
        "group": describe(N_("The id of the group in which it stands."), make_string()),
        "name": describe(N_("The name, as documents write it."), make_text(required=True)),
        "aliases": describe(N_("Other names that sheets use."), make_list(_make_name(), **names)),
        "unit": describe(N_("The unit of the values."), make_text()),
        "unit_aliases": describe(N_("Other spellings of the unit that sheets use."), make_list(_make_name(), **names)),
        "decimals": describe(
            N_("Decimals shown; computation is exact."), {"type": "integer", "minimum": 0, "maximum": 12}
        ),
        "measure": describe(N_("How yearly results make the figure of the term."), make_word(MEASURES)),
        "target": describe(_TARGET, make_target()),
        "direction": describe(_DIRECTION, _DIRECTIONS),
        "plan": describe(_PLAN, make_plan()),
        "baseline": describe(_BASELINE, _make_baseline()),
        "parent": describe(N_('The id of the indicator of which this one is a part ("of which").'), make_string()),
        "break": describe(
            N_("New definitions: nothing is computed across them."), make_list(make_table(year, ["year"]))
        ),
        "owner": describe(N_("The responsible body."), make_text()),
        "source": describe(_SOURCE, make_string()),
        "note": _describe_note(),
        "public": describe(
            N_("false: it is left out of exports, and of reports made with --public."), {"type": "boolean"}
        ),
        "extra": describe(_EXTRA, _make_extra()),
    }


def _make_extra() -> JsonSchema:
    """Return the schema of the own fields."""
    return {
        "type": "object",
        "propertyNames": {"pattern": KEY_PATTERN},
        "additionalProperties": {
            "anyOf": [make_string(), make_number(), {"type": "boolean"}, make_list(make_string(), minItems=1)]
        },
    }


def _make_name() -> JsonSchema:
    return {"type": "string", "pattern": r"\S"}


def _describe_note() -> JsonSchema:
    return describe(_NOTE, make_text())


def _make_judging() -> JsonSchema:
    """Return the keys that say how it is judged, and how often it is measured."""
    verdict = {
        "status": describe(N_("The verdict of the authority."), make_word(STATUSES)),
        "reason": describe(N_("Why the authority says so."), make_text(required=True)),
        "source": describe(_SOURCE, make_string()),
        "year": describe(N_("The reporting year from which it holds."), make_year()),
    }
    exemption = {
        "check": describe(N_("The name of the check, as tracker check writes it."), make_string()),
        "reason": describe(N_("Why the finding is right here."), make_text()),
        "year": describe(N_("The only year in which it is accepted."), make_year()),
    }
    limits = {
        "low": describe(N_("The lowest possible value."), make_number()),
        "high": describe(N_("The highest possible value."), make_number()),
    }
    return {
        "path": describe(N_("The expected way of a level without plans."), make_word(("linear", "compound"))),
        "limits": describe(N_("The range that values can never leave."), make_table(limits)),
        "method": describe(_METHOD, _make_method()),
        "verdict": describe(
            N_("An official verdict; the computed one stands beside it."), make_table(verdict, ["status", "reason"])
        ),
        "except": describe(
            N_("Findings of tracker check that are right here."), make_list(make_table(exemption, ["check"]))
        ),
        "within_year": describe(N_("How quarters, halves or months make the year."), make_word(WITHIN_YEAR)),
        "every": describe(N_('How often it is measured, such as "5 years".'), make_string(pattern=_EVERY)),
    }


def _make_areas() -> JsonSchema:
    """Return the keys of areas and parts, and of indicators that are computed of others."""
    weight = {"mean_by": describe(N_("The id of the indicator that weights the mean."), make_string())}
    ratio = {
        "of": describe(N_("The id of the numerator."), make_string()),
        "to": describe(N_("The id of the denominator."), make_string()),
        "times": describe(N_("What the quotient is multiplied by: 100 for a percentage."), _make_positive()),
    }
    each = {
        "target": describe(_TARGET, make_target()),
        "direction": describe(_DIRECTION, _DIRECTIONS),
        "plan": describe(_PLAN, make_plan()),
        "baseline": describe(_BASELINE, _make_baseline()),
    }
    rules = {"anyOf": [make_word(("sum", "min", "max", "none")), make_table(weight, ["mean_by"])]}
    return {
        "areas": describe(N_("The level of the areas that report it."), make_string(pattern=ID_PATTERN)),
        "roll_up": describe(N_("The rule by which areas make the larger area."), rules),
        "each": describe(N_("What every area must reach."), make_table(each, minProperties=1)),
        "ratio": describe(N_("It is computed: a numerator by a denominator."), make_table(ratio, ["of", "to"])),
        "count": describe(N_("It counts the areas that met the target of this indicator."), make_string()),
        "by": describe(
            N_("The ids of the dimensions in which it is broken down."), make_list(_make_name(), uniqueItems=True)
        ),
    }


def _make_positive() -> JsonSchema:
    return make_number(exclusiveMinimum=0)


def _make_method() -> JsonSchema:
    names = make_word((*METHODS, *METHOD_NAMES))
    cut = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
    settings = {
        "name": describe(N_("The name of the method."), names),
        "zero_as": describe(N_("What replaces a zero by which the method would divide."), _make_positive()),
        "window": describe(
            N_("Of compound: over how many years the growth is measured; the short-term trend of Eurostat has 5."),
            {"type": "integer", "minimum": 1, "maximum": MAX_WINDOW},
        ),
        "on_track": describe(N_("The pace from which an indicator is on track (default: 0.95)."), cut),
        "at_risk": describe(N_("The pace from which it is at risk (default: 0.60)."), cut),
    }
    own = [name for name, method in METHOD_NAMES.items() if method in METHODS_WITH_CUTS]
    has_cuts = {"anyOf": [{"required": ["on_track"]}, {"required": ["at_risk"]}]}
    rule = {"if": has_cuts, "then": {"properties": {"name": {"enum": [*METHODS_WITH_CUTS, *own]}}}}
    windowed = [WINDOWED_METHOD, *(name for name, method in METHOD_NAMES.items() if method == WINDOWED_METHOD)]
    window = {"if": {"required": ["window"]}, "then": {"properties": {"name": {"enum": windowed}}}}
    return {"anyOf": [names, make_table(settings, ["name"], allOf=[rule, window])]}


def _make_baseline() -> JsonSchema:
    keys = {
        "value": describe(N_("The value."), make_number()),
        "year": describe(N_("The year of the value."), make_year()),
        "status": describe(N_("How certain the value is."), make_word(RESULT_STATUSES[:3])),
        "source": describe(_SOURCE, make_string()),
        "note": _describe_note(),
    }
    return {"anyOf": [make_number(), make_table(keys, ["value"])]}
