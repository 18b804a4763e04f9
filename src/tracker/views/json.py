"""JSON for other programs: the columns of the contract, numbers as exact numbers, and every result by period."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from json.encoder import encode_basestring

from tracker.assess.forecast import Forecast, NoForecastReason
from tracker.i18n import Language
from tracker.model import AssessmentSet, Result
from tracker.numbers import format_plain
from tracker.views.columns import round_computed, round_quotient


def build_header(schema: str, board: AssessmentSet, language: Language) -> dict[str, object]:
    """Return the first keys of every document: schema, term, year, day, language and assumed values."""
    term = board.register.term
    return {
        "schema": schema,
        "term": {
            "name": language.pick_text(term.name),
            "baseline_year": term.baseline_year,
            "first_year": term.first_year,
            "last_year": term.last_year,
        },
        "year": board.year,
        "as_of": board.as_of,
        "language": language.code,
        "assumed": [
            {"indicator": row.indicator, "year": row.period.year, "value": row.value} for row in board.assumed_results
        ],
    }


def serialize_forecast(forecast: Forecast | NoForecastReason | None) -> dict[str, object]:
    """Return a forecast as an object, or an object without numbers and the reason if there is none."""
    if isinstance(forecast, Forecast):
        numbers = {name: round_computed(getattr(forecast, name)) for name in ("damped", "mean_pace", "low", "high")}
        return {"year": forecast.year, "points": forecast.points, **numbers, "reason": None}
    empty = dict.fromkeys(("year", "points", "damped", "mean_pace", "low", "high"))
    return {**empty, "reason": forecast}


def to_json(document: object) -> str:
    """Return a document as JSON with a line break at its end; a long list in it may be an iterator."""
    out = io.StringIO()  # a list of all pieces would take many times the memory of the text
    out.writelines(iter_json(document))
    return out.getvalue()


def iter_json(document: object) -> Iterator[str]:
    """Yield the pieces of the text that `to_json` returns."""
    yield from _encode_value(document, "\n")
    yield "\n"


def serialize_result(row: Result) -> dict[str, object]:
    """Return a row of the journal as an object."""
    return {
        "period": str(row.period),
        "value": round_quotient(row.value),
        "qualifier": row.qualifier or None,
        "status": row.status,
        "source": row.source or None,
        "note": row.note or None,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by or None,
    }


def _encode_value(value: object, indent: str) -> Iterator[str]:
    """Yield the JSON text of `value`. The standard encoder cannot write a Decimal as the exact number it is."""
    if isinstance(value, Decimal):
        yield format_plain(value)
    elif isinstance(value, str):
        yield encode_basestring(value)
    elif isinstance(value, Mapping):
        members = (_encode_member(key, item, indent + "  ") for key, item in value.items())
        yield from _encode_items("{}", members, indent)
    elif isinstance(value, tuple | list | Iterator):
        yield from _encode_items("[]", (_encode_value(item, indent + "  ") for item in value), indent)
    else:
        yield json.dumps(value)


def _encode_member(key: str, value: object, indent: str) -> Iterator[str]:
    yield f"{json.dumps(key)}: "
    yield from _encode_value(value, indent)


def _encode_items(brackets: str, items: Iterator[Iterator[str]], indent: str) -> Iterator[str]:
    sign = brackets[0]
    for item in items:
        yield sign + indent + "  "
        yield from item
        sign = ","
    yield indent + brackets[1] if sign == "," else brackets
