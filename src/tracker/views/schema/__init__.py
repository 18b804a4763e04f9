"""`tracker schema`: the JSON Schemas of the files that people write, for editors and other programs.

A schema says what the readers of `tracker.targets` and `tracker.reports.config` accept, as far as one value, or one
table, tells it. What needs two places of a file, such as an id that must exist, only the readers know.
"""

from __future__ import annotations

from tracker.i18n import Language, list_languages
from tracker.views.schema.values import JsonSchema, KeyText, make_definitions

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render_schema(title: str, schema: JsonSchema, language: Language) -> str:
    """Return the JSON Schema of a file; each key has its description in the language, and in all of them beside it."""
    import json

    described = _describe(schema, language)
    assert isinstance(described, dict)
    document = {"$schema": DIALECT, "title": title, **described, "$defs": make_definitions()}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _describe(value: object, language: Language) -> object:
    """Return a part of a schema with its descriptions written out."""
    if isinstance(value, list):
        return [_describe(item, language) for item in value]
    if not isinstance(value, dict):
        return value
    described: JsonSchema = {}
    for key, item in value.items():
        if isinstance(item, KeyText):
            described[key] = language.translate(item.text)
            described[f"x-{key}s"] = {code: Language(code).translate(item.text) for code in list_languages()}
        else:
            described[key] = _describe(item, language)
    return described
