"""What was read from a sheet: its results, its problems, and what was skipped."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.errors import Location, Message, Problem, msg
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


def choose_tables(
    parsed_sheets: Sequence[ParsedSheet], has_table: Callable[[ParsedSheet], bool]
) -> tuple[ParsedSheet, ...]:
    """Return the sheets of each file that have a table, else its first sheet."""
    used: list[ParsedSheet] = []
    for _, group in groupby(parsed_sheets, lambda each: each.sheet.file):
        every = list(group)
        used += [each for each in every if has_table(each)] or every[:1]
    return tuple(used)


def list_passed_over(parsed_sheets: Sequence[ParsedSheet], used: Sequence[ParsedSheet]) -> tuple[str, ...]:
    """Return the names of the sheets that are not used, with those of their files if there are several."""
    is_several = len({each.sheet.file for each in parsed_sheets}) > 1
    names = (f"{each.sheet.file}: {each.sheet.name}" if is_several else each.sheet.name for each in parsed_sheets)
    kept = {id(each) for each in used}
    return tuple(name for name, each in zip(names, parsed_sheets, strict=True) if id(each) not in kept)


def describe_place(place: Location, other: Location) -> str:
    """Return where a figure is that is given again at another place, with its file if that is in another one."""
    where = place.cell or str(place.line)
    return f"{place.file}: {where}" if place.file != other.file else where
