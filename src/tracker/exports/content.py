"""What an export is made of: the published register, and the figures of every area and part that was selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.i18n import Language
from tracker.model import Assessment, AssessmentSet, Indicator, Register, Result
from tracker.model.scopes import Scope
from tracker.views.columns import round_quotient

TOTAL = "_T"
"""The code of a whole, as SDMX writes it: of the area of the folder, and of what is not broken down."""


class ExportContent(NamedTuple):
    """What is exported: a register without what is hidden, and the assessments of each area and part.

    `indicators` are the selected ones, in the order of the file; `areas` the selected areas, None: all. `as_of` is the
    day that the user named, or "".
    """

    register: Register
    boards: Iterable[AssessmentSet]
    indicators: tuple[Indicator, ...]
    areas: frozenset[str] | None
    language: Language
    as_of: str = ""


class ExportedResult(NamedTuple):
    """A figure: a row of the journal that counts, or one that a rule made of others."""

    row: Result
    is_computed: bool


class ExportedScope(NamedTuple):
    """One area or part: its indicators with what is in force for it, its assessments and its computed figures."""

    scope: Scope
    indicators: tuple[Indicator, ...]
    assessments: tuple[Assessment, ...]
    computed: tuple[ExportedResult, ...]
    year: int


def iter_scopes(content: ExportContent) -> Iterator[ExportedScope]:
    """Yield each area and part with what was computed for it."""
    kept = {item.id for item in content.indicators}
    for board in content.boards:
        register = board.register
        computed = [row for name, rows in register.results.items() if name in kept for row in rows if row.is_derived]
        yield ExportedScope(
            register.scope,
            tuple(item for item in register.indicators if item.id in kept),
            tuple(item for item in board.assessments if item.indicator.id in kept),
            tuple(
                ExportedResult(row._replace(value=round_quotient(row.value)), True)
                for row in computed
                if row.value is not None
            ),
            board.year,
        )


def list_recorded(content: ExportContent) -> list[ExportedResult]:
    """Return the rows of the journal that count, by indicator; those of one are in the order of areas and periods."""
    found = []
    by_indicator = content.register.list_results()
    order = {area: at for at, area in enumerate(["", *content.register.areas])}
    for item in content.indicators:
        rows = [row for row in by_indicator.get(item.id, ()) if row.status != "withdrawn" and row.value is not None]
        if content.areas is not None:
            rows = [row for row in rows if row.area in content.areas]
        rows.sort(key=lambda row: (order.get(row.area, len(order)), row.parts, row.period))
        found += [ExportedResult(row, False) for row in rows]
    return found
