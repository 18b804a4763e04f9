"""What was read from a sheet: its results, its problems, and what was skipped."""

from typing import NamedTuple

from tracker.errors import Message, Problem, msg
from tracker.importing.candidates import Candidate
from tracker.importing.columns import SheetLayout
from tracker.importing.plan_candidates import PlanCandidate
from tracker.importing.readers.cells import Sheet


class SkippedCells(NamedTuple):
    """What was skipped although it has figures: the names of rows by reason, and the positions of columns.

    `plans` and `results` count rows of the kind that is not imported, `other_plans` cells of other years or kinds.
    """

    hidden_rows: tuple[str, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    plans: int = 0
    parts: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    results: int = 0
    other_plans: int = 0


class ParsedSheet(NamedTuple):
    """The results in a sheet, its problems, and counts of what was skipped.

    `left_out` counts the problems after the first thousand of a kind. Where plans are imported, `plans` has them
    instead of results; `is_of_decisions` is set if the sheet is a journal of decisions.
    """

    sheet: Sheet
    layout: SheetLayout | None
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    heading_rows: int = 0
    empty_cells: int = 0
    superseded_rows: int = 0
    left_out: int = 0
    skipped: SkippedCells = SkippedCells()
    plans: tuple[PlanCandidate, ...] = ()
    is_of_decisions: bool = False


def describe_repetition(candidate: Candidate | PlanCandidate, where: str) -> Message:
    """Return the error of a figure whose key another cell, at `where`, has already."""
    if isinstance(candidate, Candidate):
        return msg("is given twice for {period}: also at {where}", period=candidate.subject, where=where)
    return msg("{what} is given twice: also at {where}", what=candidate.decision.subject, where=where)
