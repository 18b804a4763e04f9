"""JSON for other programs: the columns of the contract, numbers as exact numbers, and every result by period."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from tracker.assess.detail import outlook_in
from tracker.assess.outlook import NoOutlook, Outlook
from tracker.language import Language
from tracker.model import Assessment, Board, Result, Term
from tracker.numbers import plain
from tracker.views.rows import figure, rows

SCHEMA = "tracker.status/1"


def render(board: Board, language: Language) -> str:
    """Return the board as one JSON document with a line break at its end."""
    indicators = [
        {**row, "results": _results(item), "outlook": outlook_object(outlook_in(board, item))}
        for item, row in zip(board.assessments, rows(board.assessments, language), strict=True)
    ]
    return written({**head(SCHEMA, board, language), "indicators": indicators})


def head(schema: str, board: Board, language: Language) -> dict[str, object]:
    """Return what every document says of the board that it is made from."""
    return {
        "schema": schema,
        "term": _term(board.register.term, language),
        "year": board.year,
        "as_of": board.as_of,
        "language": language.code,
        "assumed": [{"indicator": row.indicator, "year": row.period.year, "value": row.value} for row in board.assumed],
    }


def outlook_object(outlook: Outlook | NoOutlook | None) -> dict[str, object]:
    """Return a forecast as an object, with the reason where there is none."""
    if isinstance(outlook, Outlook):
        numbers = {name: figure(getattr(outlook, name)) for name in ("damped", "mean_pace", "low", "high")}
        return {"year": outlook.year, "points": outlook.points, **numbers, "reason": None}
    empty = dict.fromkeys(("year", "points", "damped", "mean_pace", "low", "high"))
    return {**empty, "reason": outlook}


def written(document: object) -> str:
    """Return a document as JSON with a line break at its end."""
    return "".join(_written(document, "\n")) + "\n"


def _term(term: Term, language: Language) -> dict[str, object]:
    return {
        "name": language.pick(term.name),
        "baseline_year": term.baseline_year,
        "first_year": term.first_year,
        "last_year": term.last_year,
    }


def row_object(row: Result) -> dict[str, object]:
    """Return a row of the journal as an object."""
    return {
        "period": str(row.period),
        "value": row.value,
        "qualifier": row.qualifier or None,
        "status": row.status,
        "source": row.source or None,
        "note": row.note or None,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by or None,
    }


def _results(assessment: Assessment) -> dict[str, object]:
    """Return the results by period, which need not be said in each again."""
    objects = [row_object(row) for row in assessment.results.values()]
    return {str(item.pop("period")): item for item in objects}


def _written(value: object, line: str) -> Iterator[str]:
    """Yield the JSON text of `value`. The standard encoder cannot write a Decimal as the exact number it is."""
    if isinstance(value, Decimal):
        yield plain(value)
    elif isinstance(value, Mapping) and value:
        yield from _enclosed(
            "{}", ([json.dumps(key), ": ", *_written(item, line + "  ")] for key, item in value.items()), line
        )
    elif isinstance(value, tuple | list) and value:
        yield from _enclosed("[]", (_written(item, line + "  ") for item in value), line)
    else:
        yield json.dumps(value, ensure_ascii=False)


def _enclosed(brackets: str, items: Iterator[Iterator[str]] | Iterator[list[str]], line: str) -> Iterator[str]:
    sign = brackets[0]
    for item in items:
        yield sign + line + "  "
        yield from item
        sign = ","
    yield line + brackets[1]
