"""What is true of a whole sheet, for reading each of its cells."""

from typing import NamedTuple

from tracker.errors import Location
from tracker.importing.columns import SheetColumn, SheetLayout
from tracker.importing.plan_headings import PlanOptions
from tracker.importing.readers.cells import EMPTY_CELL, Cell, Row, Sheet
from tracker.importing.scope_cells import SheetScopes
from tracker.importing.single_months import MonthReading
from tracker.importing.words import Role
from tracker.model import Indicator, Period, Register, ResultStatus
from tracker.model.scopes import Scope
from tracker.numbers import DecimalSign


class ImportOptions(NamedTuple):
    """What the user says about the whole sheet, and the current year.

    `plans` is set if plans are imported; `months` is how months alone are read. `scope` is the area and the part of all
    figures, and `indicator` the one that all of them are about.
    """

    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    year: int
    skip_unknown: bool = False
    plans: PlanOptions | None = None
    months: MonthReading | None = None
    scope: Scope = Scope()
    indicator: Indicator | None = None


class SheetContext(NamedTuple):
    """What all cells of a sheet have in common; `scopes` finds the areas and parts of its figures.

    `figures` are the positions of the columns of results and plans.
    """

    sheet: Sheet
    layout: SheetLayout
    register: Register
    options: ImportOptions
    scopes: SheetScopes
    figures: frozenset[int] = frozenset()

    def get_cell(self, row: Row, role: Role) -> Cell:
        """Return the cell of a row in the column of this role; without such a column it is empty."""
        column = self.layout.by_role.get(role)
        return row.get_cell(column.position) if column else EMPTY_CELL

    def locate(self, row: Row, column: SheetColumn, indicator: str = "") -> Location:
        """Return the location of a cell."""
        return self.sheet.locate(row, column.position, column.label, indicator)
