"""A comparison for other programs, as CSV and JSON: the rank of each area, then the columns of the contract."""

from decimal import Decimal

from tracker.assess.ranking import find_figure
from tracker.i18n import Language
from tracker.views.columns import build_rows, list_columns, round_computed, round_quotient
from tracker.views.compare import AreaComparison
from tracker.views.csv import CellValue, DataRow, choose_dialect, to_csv
from tracker.views.json import build_header, to_json
from tracker.views.scope_names import format_area

SCHEMA = "tracker.compare/1"
OWN_COLUMNS = ("rank", "area_name", "ranked_by", "ranked_value", "distance", "quartile", "not_ranked")


def render_csv(comparison: AreaComparison, language: Language, dialect: str | None = None) -> str:
    """Return the comparison as CSV: one row an area, the best first, those without a rank last."""
    rows = (row.values() for row in list_rows(comparison, language))
    return to_csv((*OWN_COLUMNS, *list_columns(comparison.whole.register)), rows, choose_dialect(dialect, language))


def render_json(comparison: AreaComparison, language: Language) -> str:
    """Return the comparison as one JSON document with a line break at its end."""
    ranking = comparison.ranking
    document = {
        **build_header(SCHEMA, comparison.whole, language),
        "indicator": comparison.indicator.id,
        "ranked_by": ranking.key,
        "highest_first": ranking.is_highest_first,
        "compared": len(ranking.areas),
        "ranked": ranking.ranked_count,
        "median": round_quotient(ranking.median),
        "whole": _get_whole(comparison),
        "areas": list_rows(comparison, language),
    }
    return to_json(document)


def _get_whole(comparison: AreaComparison) -> CellValue:
    """Return the figure of the area in which the others lie, or None if it could not be ranked."""
    figures = [find_figure(item, comparison.ranking.key) for item in comparison.whole.assessments]
    return next((round_quotient(figure) for figure in figures if isinstance(figure, Decimal)), None)


def list_rows(comparison: AreaComparison, language: Language) -> list[DataRow]:
    """Return one row an area."""
    areas, register = comparison.ranking.areas, comparison.whole.register
    every = build_rows(tuple(area.assessment for area in areas), register, language)
    return [
        {
            "rank": area.rank,
            "area_name": format_area(register, area.assessment.scope.area, language) or None,
            "ranked_by": comparison.ranking.key,
            "ranked_value": round_quotient(area.figure),
            "distance": round_computed(area.distance),
            "quartile": area.quartile,
            "not_ranked": area.not_ranked or None,
            **row,
        }
        for area, row in zip(areas, every, strict=True)
    ]
