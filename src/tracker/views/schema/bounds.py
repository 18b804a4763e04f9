"""Targets and plans in the JSON Schema of `targets.toml`, and what the measure of an indicator forbids."""

from __future__ import annotations

from tracker.i18n import N_
from tracker.model import QUALIFIERS
from tracker.targets.indicator import ANNUAL_PLANS, BOUNDS, SUM_OF_AREAS
from tracker.views.schema.values import (
    JsonSchema,
    describe,
    make_number,
    make_string,
    make_table,
    make_text,
    make_word,
    make_year,
)

_YEAR = r"(19|20|21)[0-9]{2}"
_PERIOD = r"(-(Q[1-4]|S[12]|M(0[1-9]|1[0-2])))?"
_TEXTS = {
    "at_least": N_("This much or more."),
    "at_most": N_("This much or less."),
    "above": N_("More than this."),
    "below": N_("Less than this."),
    "between": N_("Between these two numbers, [low, high]."),
}
_GROWTH = {"exclusiveMinimum": -100}


def make_range(**limits: object) -> JsonSchema:
    """Return the schema of two numbers."""
    return {"type": "array", "items": make_number(**limits), "minItems": 2, "maxItems": 2}


def make_target() -> JsonSchema:
    """Return the schema of a target: a word, or a table with one bound."""
    year = describe(N_("The year by which it is due (default: the last of the term)."), make_year())
    table = make_table({**_make_bounds(), "year": year}, oneOf=[{"required": [kind]} for kind in BOUNDS])
    return {"anyOf": [make_word(("yes", "increase", "decrease", ANNUAL_PLANS, SUM_OF_AREAS)), table]}


def _make_bounds() -> JsonSchema:
    return {kind: describe(_TEXTS[kind], make_range() if kind == "between" else make_number()) for kind in BOUNDS}


def make_plan() -> JsonSchema:
    """Return the schema of the plans of years, quarters, halves and months."""
    return {
        "type": "object",
        "patternProperties": {f"^{_YEAR}{_PERIOD}$": _make_year_plan()},
        "additionalProperties": False,
    }


def _make_year_plan() -> JsonSchema:
    keys = {
        "value": describe(N_("The number, if it is no bound."), {"anyOf": [make_number(), {"const": "yes"}]}),
        **_make_bounds(),
        "qualifier": describe(N_("How the source writes the number: <, > or ~."), make_word(QUALIFIERS)),
        "source": describe(N_("Where the plan is published."), make_string()),
        "note": describe(N_("A remark on the plan."), make_text()),
    }
    one = [{"required": [kind]} for kind in ("value", *BOUNDS)]
    table = make_table(keys, oneOf=one, dependentRequired={"qualifier": ["value"]})
    return {"anyOf": [make_number(), {"const": "yes"}, make_range(), table]}


def restrict_measures() -> list[JsonSchema]:
    """Return what holds of the keys of an indicator together."""
    return [
        _when_measure(["milestone"], _make_milestone(), _make_numeric()),
        _when_measure(["every_year"], {"target": {"not": {"const": ANNUAL_PLANS}}}),
        _when_measure(["growth"], {"target": _limit_target()}),
        _when_measure(["growth_rate"], {"target": _limit_target(), "plan": _limit_plans()}),
        *_make_area_rules(),
        *_make_directions(),
    ]


def _when_measure(measures: list[str], then: JsonSchema, otherwise: JsonSchema | None = None) -> JsonSchema:
    """Return what the keys must be for some measures, also within `each`, and for all others."""
    given = {"required": ["measure"], "properties": {"measure": {"enum": measures}}}
    rule: JsonSchema = {"if": given, "then": {"properties": _also_each(then)}}
    return rule if otherwise is None else {**rule, "else": {"properties": _also_each(otherwise)}}


def _also_each(properties: JsonSchema) -> JsonSchema:
    inner = {key: value for key, value in properties.items() if key in ("target", "plan", "baseline")}
    return {**properties, "each": {"properties": inner}}


def _make_milestone() -> JsonSchema:
    """Return what the keys of a milestone must be: yes or no, and neither computed nor added up."""
    done = {
        "anyOf": [
            {"const": "yes"},
            {"type": "object", "required": ["value"], "properties": {"value": {"const": "yes"}}},
        ]
    }
    return {
        "target": {"const": "yes"},
        "plan": {"additionalProperties": done},
        "baseline": False,
        "within_year": {"const": "none"},
        "every": False,
        "ratio": False,
        "count": False,
        "roll_up": {"const": "none"},
    }


def _make_numeric() -> JsonSchema:
    """Return what the keys of all other measures must be: numbers."""
    table = {"type": "object", "required": ["value"], "properties": {"value": {"const": "yes"}}}
    number = {"not": {"anyOf": [{"const": "yes"}, table]}}
    return {"target": {"not": {"const": "yes"}}, "plan": {"additionalProperties": number}}


def _limit_target() -> JsonSchema:
    """Return the limits of a target that is a growth in percent."""
    numbers = {kind: _GROWTH for kind in BOUNDS if kind != "between"}
    return {"properties": {**numbers, "between": {"items": _GROWTH}}}


def _limit_plans() -> JsonSchema:
    """Return the limits of plans that are growths in percent."""
    table = {"properties": {**_limit_target()["properties"], "value": _GROWTH}}
    return {"additionalProperties": {**_GROWTH, "items": _GROWTH, **table}}


def _make_area_rules() -> list[JsonSchema]:
    """Return which keys of areas go together."""
    summed = {"required": ["target"], "properties": {"target": {"const": SUM_OF_AREAS}}}
    computed = [{"required": ["ratio"]}, {"required": ["count"]}]
    return [
        {"if": {"anyOf": computed}, "then": {"properties": {"roll_up": False}}},
        {"not": {"required": ["ratio", "count"]}},
        {"if": {"required": ["roll_up"]}, "then": {"anyOf": [{"required": ["areas"]}, {"required": ["by"]}]}},
        {"if": {"required": ["each"]}, "then": {"anyOf": [{"required": ["areas"]}, *computed]}},
        {"if": summed, "then": {"required": ["areas"], "properties": {"ratio": False, "count": False}}},
    ]


def _make_directions() -> list[JsonSchema]:
    """Return that a direction may not contradict the target, in the indicator and in `each`."""
    rules = []
    for direction, kinds, word in (
        ("decrease", ("at_least", "above"), "increase"),
        ("increase", ("at_most", "below"), "decrease"),
    ):
        opposed = {"anyOf": [{"const": word}, *({"type": "object", "required": [kind]} for kind in kinds)]}
        both = {
            "required": ["target", "direction"],
            "properties": {"direction": {"const": direction}, "target": opposed},
        }
        rules.append({"not": both})
    annual = {"required": ["target"], "properties": {"target": {"const": ANNUAL_PLANS}}}
    stated = {"if": annual, "then": {"required": ["direction"]}}
    return [*rules, stated, {"properties": {"each": {"allOf": [dict(rule) for rule in rules]}}}]
