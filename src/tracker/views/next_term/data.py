"""A closing table for other programs, as CSV and JSON: the final verdicts, then the columns of the contract."""

from tracker.assess.final_verdict import find_final_verdict
from tracker.i18n import Language
from tracker.model import Assessment, AssessmentSet, Term
from tracker.views.columns import build_rows, list_columns, round_computed
from tracker.views.csv import CellValue, DataRow, choose_dialect, to_csv
from tracker.views.json import build_header, to_json
from tracker.views.next_term.content import YEARLY_MEASURES, find_final_result, list_final_counts

SCHEMA = "tracker.next-term/1"
OWN_COLUMNS = ("final_verdict", "final_reason", "final_result", "final_year")


def render_csv(board: AssessmentSet, language: Language, dialect: str | None = None) -> str:
    """Return the closing table as CSV, one row an indicator."""
    rows = (row.values() for row in _build_rows(board, language))
    return to_csv((*OWN_COLUMNS, *list_columns(board.register)), rows, choose_dialect(dialect, language))


def render_json(board: AssessmentSet, language: Language) -> str:
    """Return the closing table as one JSON document with a line break at its end."""
    counts = {"nearly_met_from": board.register.term.nearly_met, "targets": list_final_counts(board)}
    return to_json({**build_header(SCHEMA, board, language), **counts, "indicators": _build_rows(board, language)})


def _build_rows(board: AssessmentSet, language: Language) -> list[DataRow]:
    rows = build_rows(board.assessments, board.register, language)
    return [
        {**_build_own_cells(item, board.register.term), **row}
        for item, row in zip(board.assessments, rows, strict=True)
    ]


def _build_own_cells(item: Assessment, term: Term) -> dict[str, CellValue]:
    verdict, result = find_final_verdict(item, term), find_final_result(item)
    year = result.period.year if result else None
    cells = (verdict.status, verdict.reason or None, _get_result(item), year)
    return dict(zip(OWN_COLUMNS, cells, strict=True))


def _get_result(item: Assessment) -> CellValue:
    """Return the figure of the term: how many years met a bound for every year, else the figure so far."""
    if item.indicator.measure == "every_year" and item.years_met is not None:
        return item.years_met
    if item.term_value is not None:
        return round_computed(item.term_value)
    if item.indicator.measure in YEARLY_MEASURES:
        return None
    result = find_final_result(item)
    return result.value if result else None
