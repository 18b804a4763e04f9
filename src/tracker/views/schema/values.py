"""The kinds of values in a JSON Schema of a TOML file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from tracker.i18n import list_languages
from tracker.numbers import MAX_DIGITS
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.targets.language_codes import LANGUAGE_PATTERN
from tracker.targets.table import MAX_TEXT_LENGTH

JsonSchema: TypeAlias = dict[str, Any]
ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
_LANGUAGE = "language"
NOT_BLANK = r"\S"


class KeyText(NamedTuple):
    """What a key means: a text of the catalogs."""

    text: str


def describe(text: str, schema: JsonSchema, **more: object) -> JsonSchema:
    """Return a schema with its description."""
    return {"description": KeyText(text), **schema, **more}


def make_string(**more: object) -> JsonSchema:
    """Return the schema of a text that is not blank."""
    return {"type": "string", "pattern": NOT_BLANK, "maxLength": MAX_TEXT_LENGTH, **more}


def make_text(*, required: bool = False) -> JsonSchema:
    """Return the schema of a text: a string, or a table with a string for each language."""
    table: JsonSchema = {
        "type": "object",
        "properties": {code: make_string() for code in list_languages()},
        "propertyNames": make_language(),
        "additionalProperties": make_string(),
    }
    if required:
        table["minProperties"] = 1
    return {"anyOf": [make_string(), table]}


def make_language() -> JsonSchema:
    """Return the schema of the code of a language, which is written once in each document."""
    return {"$ref": f"#/$defs/{_LANGUAGE}"}


def make_definitions() -> JsonSchema:
    """Return the schemas that those of a document refer to."""
    return {_LANGUAGE: {"type": "string", "pattern": f"^{LANGUAGE_PATTERN}$"}}


def make_word(words: Iterable[str]) -> JsonSchema:
    """Return the schema of one of a list of words."""
    return {"enum": list(words)}


def make_number(**more: object) -> JsonSchema:
    """Return the schema of a number, which has at most 30 digits before the point."""
    largest = 10**MAX_DIGITS
    return {"type": "number", "exclusiveMinimum": -largest, "exclusiveMaximum": largest, **more}


def make_year() -> JsonSchema:
    """Return the schema of a year."""
    return {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}


def make_list(item: JsonSchema, **more: object) -> JsonSchema:
    """Return the schema of a list."""
    return {"type": "array", "items": item, **more}


def make_table(properties: JsonSchema, required: Iterable[str] = (), **more: object) -> JsonSchema:
    """Return the schema of a table with these keys and no other."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False, **more}
