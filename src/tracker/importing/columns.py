"""The columns of a sheet by their meaning, and what is true of the whole table."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import quote_text
from tracker.importing.headings import FORM_PREFIX, ColumnHeading
from tracker.importing.readers.cells import Row, format_column
from tracker.importing.words import Role
from tracker.model import Indicator
from tracker.model.scopes import Parts

NAME_ROLES: tuple[Role, ...] = ("indicator", "code", "name")
_MAX_NAMES, _LONG_LABEL = 24, 50


class SheetColumn(NamedTuple):
    """One column: its position, counted from 0, its headings as written, and what they mean.

    `group` is the first column of the merged heading that it shares, if it has none of its own. `area`, `parts` and
    `indicator` are those that the headings name; `areas` are the ids of all areas of this name, if it has several.
    `leaf` is the lowest heading.
    """

    position: int
    label: str
    meaning: ColumnHeading
    group: int | None = None
    area: str = ""
    parts: Parts = ()
    indicator: str = ""
    areas: tuple[str, ...] = ()
    leaf: str = ""


class TableTitle(NamedTuple):
    """A text above the headings: its row, its column, and the text."""

    row: Row
    position: int
    text: str


class SheetLayout(NamedTuple):
    """How to read a sheet.

    `header_rows` counts the rows through the last one of the headings, `texts` has their texts. `names` are the
    headings of the column of names and of others left of the results. `by_role` has the columns that exist once,
    `values` the columns with results; `plans` and `unused` are ignored, and rows of `parts` other than the whole. Where
    plans are imported, `values` has those to take, `plans` the others, and `results` is ignored.
    `unit` is the text above the table that gives the unit of all of it. `area` is the column that names the areas, if
    there is one, `dimensions` has those of parts by dimension, and `area_mark` is the area of a form. `indicator` is
    the one that all figures are about, if no column and no heading says it. `earlier` are columns of years before the
    baseline, beside others of the term. `is_own` is set for a CSV file that the
    program wrote, `is_journal` for the journal, in which a later row replaces an earlier one.
    """

    header: Row
    header_rows: int
    by_role: Mapping[Role, SheetColumn]
    values: tuple[SheetColumn, ...]
    plans: tuple[SheetColumn, ...]
    unused: tuple[SheetColumn, ...]
    parts: tuple[SheetColumn, ...] = ()
    titles: tuple[TableTitle, ...] = ()
    names: tuple[TableTitle, ...] = ()
    unit: TableTitle | None = None
    texts: frozenset[str] = frozenset()
    is_own: bool = False
    is_journal: bool = False
    results: tuple[SheetColumn, ...] = ()
    area: SheetColumn | None = None
    dimensions: Mapping[str, SheetColumn] = {}
    area_mark: str = ""
    indicator: Indicator | None = None
    earlier: tuple[SheetColumn, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the sheet has names of indicators and results."""
        return bool(self.name_columns and self.values)

    @property
    def is_form(self) -> bool:
        """Whether the sheet is a form that the program made."""
        return any(column.label.startswith(FORM_PREFIX) for column in self.by_role.values())

    @property
    def name_columns(self) -> list[SheetColumn]:
        """The columns with the id or the name of an indicator, the surest first; else the one that names areas."""
        named = [self.by_role[role] for role in NAME_ROLES if role in self.by_role]
        return named or ([self.area] if self.area else [])

    @property
    def has_area_rows(self) -> bool:
        """Whether each row is about one area, and no column names the indicator."""
        return self.area is not None and not any(role in self.by_role for role in NAME_ROLES)

    def drop_years_before(self, year: int, last_year: int) -> "SheetLayout":
        """Return the layout without the results of earlier years, if it has others through `last_year`."""
        dated = [(each, each.meaning.period.year) for each in self.values if each.meaning.period]
        earlier = tuple(each for each, of_year in dated if of_year < year)
        if not earlier or not any(year <= of_year <= last_year for _, of_year in dated):
            return self
        return self._replace(values=tuple(each for each in self.values if each not in earlier), earlier=earlier)

    def keep_results(self, positions: frozenset[int]) -> "SheetLayout":
        """Return the layout with the results in the columns at these positions only."""
        return self._replace(values=tuple(each for each in self.values if each.position in positions))

    def lacks_only_scopes(self, width: int) -> bool:
        """Whether a row of this width lacks only columns of areas and parts, which a journal gained later."""
        scopes = {column.position for column in self.list_scope_columns()}
        return bool(scopes) and scopes >= {*range(width, self.header.width)}

    def list_scope_columns(self) -> list[SheetColumn]:
        """Return the columns that name areas and parts."""
        return [*([self.area] if self.area else []), *self.dimensions.values()]


def format_column_names(columns: Sequence[SheetColumn]) -> str:
    """Return the headings of columns as a list, at most 24 of them; a long one with the letters of its column."""
    names = [quote_text(column.label) if column.label else format_column(column.position) for column in columns]
    names = [
        f"{name} ({format_column(column.position)})" if len(column.label) > _LONG_LABEL else name
        for name, column in zip(names, columns, strict=True)
    ]
    return ", ".join(names if len(names) <= _MAX_NAMES else [*names[:_MAX_NAMES], "…"])
