"""The JSON Schema of `report.toml`: what `tracker.reports.config` reads."""

from __future__ import annotations

from tracker.i18n import N_
from tracker.reports.config import LETTERHEAD_KEYS, LETTERHEAD_KINDS, SHARED_KEYS, WORD_KEYS
from tracker.views.schema.values import (
    JsonSchema,
    describe,
    make_list,
    make_string,
    make_table,
    make_text,
    make_word,
)

_NAMED_KINDS = LETTERHEAD_KINDS[:-1]
_WORDS = N_("What reports write in place of a word of the program.")


def make_schema() -> JsonSchema:
    """Return the schema of a `report.toml`."""
    return make_table({
        "letterhead": describe(N_("The head of a document: whose it is, and where it is written."), _make_letterhead()),
        "report": describe(
            N_("Titles of reports."),
            make_table({
                "title": describe(N_("The title of the report."), make_text()),
                "annex": describe(N_("The name of the table, as an annex of a document."), make_text()),
            }),
        ),
        "words": describe(_WORDS, make_table({key: describe(_WORDS, make_text()) for key in WORD_KEYS})),
        "signature": describe(N_("Who signs, and who receives the document."), _make_signature()),
    })  # fmt: skip


def _make_head_keys() -> JsonSchema:
    return {
        "superior": describe(N_("The superior body, at the top of the head."), make_text()),
        "body": describe(N_("The body that issues the document."), make_text()),
        "number": describe(N_("What follows the number of the document, such as -BC/TU."), make_string()),
        "place": describe(N_("The place before the date."), make_text()),
        "logo": describe(
            N_("A picture in the tracker folder, PNG or JPEG."),
            make_string(pattern=r"\.([Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg])$"),
        ),
    }


def _make_letterhead() -> JsonSchema:
    """Return the schema of `[letterhead]`: the keys of one letterhead, or several with names and what they share."""
    keys = {
        "kind": describe(N_("The form of the head: of the state, of the Party, or none."), make_word(LETTERHEAD_KINDS)),
        **_make_head_keys(),
        "default": describe(N_("The name of the letterhead of a report that asks for none."), make_string()),
    }
    several = {key: False for key in LETTERHEAD_KEYS if key not in SHARED_KEYS}
    return {
        "type": "object",
        "properties": {**keys, "none": False},
        "patternProperties": {f"^({'|'.join(_NAMED_KINDS)})$": _make_named(())},
        "additionalProperties": _make_named(("kind",)),
        "if": {"propertyNames": {"enum": list(LETTERHEAD_KEYS)}},
        "else": {"properties": several},
    }


def _make_named(required: tuple[str, ...]) -> JsonSchema:
    """Return the schema of a letterhead with a name, such as [letterhead.party]."""
    kind = describe(N_("The form of the head: of the state or of the Party."), make_word(_NAMED_KINDS))
    foot = describe(N_("Who signs under this letterhead."), _make_signature())
    return make_table({"kind": kind, **_make_head_keys(), "signature": foot}, required)


def _make_signature() -> JsonSchema:
    return make_table({
        "authority": describe(N_("On whose behalf it is signed, such as T/M BAN THƯỜNG VỤ."), make_text()),
        "position": describe(N_("The position of the person who signs."), make_text()),
        "name": describe(N_("The name of the person who signs."), make_string()),
        "recipients": describe(N_("Who receives the document."), make_list(make_text(required=True))),
    })  # fmt: skip
