"""The reviews of several areas for other programs, with the columns and keys of `tracker review`."""

from tracker.assess.review import ReviewItem
from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.columns import COLUMNS, list_columns
from tracker.views.csv import DataRow, choose_dialect, format_rows, join_csv
from tracker.views.json import build_header, to_json
from tracker.views.review.data import OWN_COLUMNS, SCHEMA, list_rows
from tracker.views.review_areas import AreaReviews


def render_csv(reviews: AreaReviews, language: Language, dialect: str | None = None) -> str:
    """Return the reviews as CSV: one row an area and indicator, the most urgent of each area first."""
    chosen = choose_dialect(dialect, language)

    def write(board: AssessmentSet, items: tuple[ReviewItem, ...]) -> tuple[tuple[str, ...], str]:
        rows = list_rows(items, board.register, language)
        return list_columns(board.register), format_rows([row.values() for row in rows], chosen)

    columns, texts = COLUMNS, []
    for columns, text in reviews.map(write):  # noqa: B007 (every scope of a folder has the same columns)
        texts.append(text)
    return join_csv((*OWN_COLUMNS, *columns), texts, chosen)


def render_json(reviews: AreaReviews, language: Language) -> str:
    """Return the reviews as one JSON document with a line break at its end."""

    def serialize(board: AssessmentSet, items: tuple[ReviewItem, ...]) -> tuple[dict[str, object], list[DataRow]]:
        return build_header(SCHEMA, board, language), list_rows(items, board.register, language)

    header: dict[str, object] = {"schema": SCHEMA}
    indicators = []
    for header, rows in reviews.map(serialize):  # noqa: B007 (the header of the last one is that of the document)
        indicators += rows
    return to_json({**header, "indicators": indicators})
