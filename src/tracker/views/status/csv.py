"""`tracker status` as CSV: the columns are a contract."""

from tracker.i18n import Language
from tracker.model import AssessmentSet
from tracker.views.columns import COLUMNS, build_rows
from tracker.views.csv import PLAIN, Dialect, to_csv


def render_csv(board: AssessmentSet, language: Language, dialect: Dialect = PLAIN) -> str:
    """Return the board as CSV with the columns of the contract, one row an indicator."""
    return to_csv(COLUMNS, (row.values() for row in build_rows(board.assessments, language)), dialect)
