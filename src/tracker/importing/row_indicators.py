"""Which indicator each row of a sheet is about: by its id or name, and by the rows above it."""

from collections.abc import Iterator
from itertools import groupby

from tracker.errors import make_error, msg
from tracker.importing.columns import SheetColumn
from tracker.importing.context import SheetContext
from tracker.importing.matching import NameIndex, RowContext
from tracker.importing.readers.cells import Row
from tracker.importing.words import Role
from tracker.model import Indicator
from tracker.text import normalize_name

_ID_ROLES: tuple[Role, ...] = ("indicator", "code")


class RowIndicators:
    """Finds the indicator of one row after another."""

    def __init__(self, context: SheetContext, names: NameIndex) -> None:
        self._context, self._layout, self._names = context, context.layout, names
        self._above = RowContext()
        self._groups = {
            normalize_name(name): group.id for group in context.register.groups for name in group.name.values()
        }

    def find(self, row: Row) -> Indicator | None:
        """Return the indicator of a row, or None; raises TrackerError if its id and its name are of two indicators.

        A column of codes may hold the line numbers of an official form: only a code that is an id counts.
        """
        if self._layout.has_area_rows:
            return self._find_of_area(row)
        get = self._context.get_cell
        context = self._above._replace(unit=get(row, "unit").text.strip())
        name = get(row, "name").text
        codes = [text for role in _ID_ROLES if (text := get(row, role).text).strip()]
        if self._context.scopes.get_form_parts(row):  # the name in the row is that of the part
            return self._names.match(codes[0].split()[0], context)
        named = self._names.match(name, context) if name.strip() else None
        if not codes:
            return named
        identified = self._names.match(codes[0], context)
        if identified and named and identified != named:
            message = msg("the id is {id}, but the name is that of {other}", id=identified.id, other=named.id)
            raise make_error(message, msg("correct the id or the name: one column may have been sorted alone"))
        return identified if self._layout.is_form else identified or named

    def _find_of_area(self, row: Row) -> Indicator | None:
        """Return the indicator of a row that names an area: that of the sheet, else that of its first column."""
        if not self._context.scopes.names_area(row):
            return None
        named = next((column.indicator for column in self._layout.values if column.indicator), "")
        return self._layout.indicator or self._names.by_id[named]

    def group_columns(
        self, indicator: Indicator, columns: list[SheetColumn]
    ) -> Iterator[tuple[Indicator, list[SheetColumn]]]:
        """Yield the columns of each indicator: of the one of the row, and of those that headings name."""
        for name, group in groupby(columns, lambda column: column.indicator):
            yield (self._names.by_id[name] if name else indicator), [*group]

    def remember(self, name: str, indicator: Indicator | None) -> None:
        """Remember the last indicator that is no part of another, and the last group, above the next rows."""
        if indicator and not indicator.parent:
            self._above = self._above._replace(parent=indicator.id)
        elif not indicator and (group := self._groups.get(normalize_name(name))):
            self._above = RowContext(group=group)
