"""The draft of a folder that a table gives: its term, groups and indicators, what is asked, and what is left out."""

import os
from typing import NamedTuple

from tracker.errors import Location, Message, msg
from tracker.importing.columns import SheetColumn
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.definitions.figure_columns import FigureColumns
from tracker.importing.definitions.rows import SkippedRow, TableRow
from tracker.importing.definitions.years import TermYears
from tracker.importing.heading_months import fold_text
from tracker.importing.readers.cells import Sheet
from tracker.importing.words import COMPARISON
from tracker.model import Group, Indicator, Result, Term
from tracker.targets.questions import QuestionKey


class Question(NamedTuple):
    """What a person should make sure of, by the key in `targets.toml` that it is about."""

    key: QuestionKey
    message: Message


class LeftOutCell(NamedTuple):
    """A figure that is not used: the cell, its text, why, and whether it is a target."""

    location: Location
    text: str
    reason: Message
    is_target: bool = False


class DraftIndicator(NamedTuple):
    """An indicator as it was read from a row; `target_text` is the target as the table writes it in words."""

    indicator: Indicator
    row: TableRow
    target_text: str = ""
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOutCell, ...] = ()


_COMPARED = msg("it compares other figures")


def _compares(column: SheetColumn) -> bool:
    return bool(COMPARISON.search(fold_text(column.label)))


class TableDraft(NamedTuple):
    """What the table of one sheet gives; `results` are those for the journal, each with its cell as the source.

    `left_out` are figures that belong to no indicator of it, and `questions` are about the whole table. `has_title`: a
    title gives the name of the term.
    """

    sheet: Sheet
    columns: TableColumns
    figures: FigureColumns
    years: TermYears
    term: Term
    groups: tuple[Group, ...]
    indicators: tuple[DraftIndicator, ...]
    results: tuple[Result, ...]
    skipped_rows: tuple[SkippedRow, ...]
    headings: tuple[TableRow, ...]
    left_out: tuple[LeftOutCell, ...]
    has_title: bool = False
    group_rows: tuple[TableRow, ...] = ()
    questions: tuple[Question, ...] = ()

    def set_source(self, source: str) -> "TableDraft":
        """Return the draft with a source for the targets, the baselines, and the results whose row names none."""
        file = os.path.basename(self.sheet.file)
        drafts = []
        for item in self.indicators:
            base = item.indicator.baseline
            indicator = item.indicator._replace(baseline=base._replace(source=source) if base else None)
            drafts.append(item._replace(indicator=indicator._replace(source=source if indicator.source else "")))
        results = [
            row._replace(source=source) if row.source.startswith((f"{file}, ", f"{file}:")) else row
            for row in self.results
        ]
        return self._replace(indicators=tuple(drafts), results=tuple(results))

    def list_unused_columns(self) -> list[tuple[SheetColumn, Message | None]]:
        """Return the columns that are not used, with the reason if there is one."""
        unused = [(column, _COMPARED if _compares(column) else None) for column in self.columns.unused]
        return sorted([*unused, *self.figures.left_out], key=lambda each: each[0].position)
