"""The reviews of several areas for other programs, with the columns and keys of `tracker review`."""

from collections.abc import Iterator

from tracker.i18n import Language
from tracker.views.columns import COLUMNS
from tracker.views.csv import CellValue, choose_dialect, to_csv
from tracker.views.json import build_header, to_json
from tracker.views.review.data import OWN_COLUMNS, SCHEMA, list_rows
from tracker.views.review_areas import AreaReviews


def render_csv(reviews: AreaReviews, language: Language, dialect: str | None = None) -> str:
    """Return the reviews as CSV: one row an area and indicator, the most urgent of each area first."""
    return to_csv((*OWN_COLUMNS, *COLUMNS), _iter_rows(reviews, language), choose_dialect(dialect, language))


def _iter_rows(reviews: AreaReviews, language: Language) -> Iterator[list[CellValue]]:
    for _, items in reviews:
        for row in list_rows(items, language):
            yield list(row.values())


def render_json(reviews: AreaReviews, language: Language) -> str:
    """Return the reviews as one JSON document with a line break at its end."""
    header: dict[str, object] = {"schema": SCHEMA}
    indicators = []
    for board, items in reviews:
        header = build_header(SCHEMA, board, language)
        indicators += list_rows(items, language)
    return to_json({**header, "indicators": indicators})
