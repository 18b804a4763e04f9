"""Whose figure a cell is: the area and the part that its row, its heading, the form or the user names."""

from collections.abc import Iterator

from tracker.errors import Location, Message, TrackerError, make_error, msg, quote_text
from tracker.importing.columns import SheetColumn, SheetLayout
from tracker.importing.readers.cells import Row, Sheet
from tracker.importing.scope_headings import AREA_COLUMN
from tracker.importing.scope_names import ScopeNames, is_whole
from tracker.model import Indicator, Period
from tracker.model.scopes import Parts, Scope
from tracker.recording.scopes import check_parts


class SheetScopes:
    """Finds the area and the part of each figure of a sheet; `given` are those that the user names for all of it."""

    def __init__(self, sheet: Sheet, layout: SheetLayout, names: ScopeNames, given: Scope) -> None:
        self.names, self._sheet, self._layout, self._given = names, sheet, layout, given
        self._last_merged = 0
        self._merged_text = ""
        column = layout.area.position if layout.area else -1
        self._tall = {
            area.first_line: area.last_line
            for area in sheet.merged
            if area.first_column <= column <= area.last_column and area.last_line > area.first_line
        }

    def note_row(self, row: Row) -> None:
        """Note the name of an area whose cell is merged over this row and those below it."""
        if row.line in self._tall and self._layout.area:
            self._last_merged = self._tall[row.line]
            self._merged_text = row.get_cell(self._layout.area.position).text.strip()

    def get_area_text(self, row: Row) -> str:
        """Return the name of the area in a row, or "" if it has none."""
        if self._layout.area is None:
            return ""
        text = row.get_cell(self._layout.area.position).text.strip()
        return text or (self._merged_text if row.line <= self._last_merged else "")

    def names_area(self, row: Row) -> bool:
        """Whether a row names an area, or several by one name."""
        return bool(self.names.areas.find(self.get_area_text(row)))

    def is_whole(self, row: Row) -> bool:
        """Whether a row is of all areas together, and names none."""
        text = self.get_area_text(row)
        return bool(text) and is_whole(text) and not self.names_area(row)

    def get_form_parts(self, row: Row) -> list[str]:
        """Return the parts that a form names beside the id in a row: `sex=female`; none in the row of the total."""
        column = self._layout.by_role.get("indicator") if self._layout.is_form else None
        words = row.get_cell(column.position).text.split()[1:] if column else []
        return words if all("=" in word for word in words) else []

    def find_foreign_part(self, row: Row, column: SheetColumn | None, indicator: Indicator) -> str:
        """Return the part that a row, or the heading of a column, names if the indicator has no such parts, or ""."""
        if column:
            return column.label if any(name not in indicator.by for name, _ in column.parts) else ""
        cells = ((name, row.get_cell(each.position).text.strip()) for name, each in self._layout.dimensions.items())
        foreign = (text for name, text in cells if name not in indicator.by and not is_whole(text))
        return "" if self._layout.is_own else next(foreign, "")

    def find(self, row: Row, column: SheetColumn, indicator: Indicator, period: Period) -> Scope:
        """Return the area and the part of a figure. Raises TrackerError, with the cell, if they are not certain."""
        area = self._find_area(row, column, indicator, period)
        scope = Scope(area, self._find_parts(row, column))
        try:
            check_parts(indicator, scope)
        except TrackerError as error:
            location = self._locate(row, next(iter(self._layout.dimensions.values()), column))
            raise TrackerError([each._replace(location=location) for each in error.problems]) from None
        return scope

    def _find_area(self, row: Row, column: SheetColumn, indicator: Indicator, period: Period) -> str:
        """Return the area of a figure, "" for the folder's own."""
        found: dict[str, SheetColumn] = {}
        for each, area in self._iter_areas(row, column, indicator, period.get_last_day(self.names.year_begins)):
            found.setdefault(area, each)
        if self._given.area:
            found.setdefault(self._given.area, column)
        if len(found) > 1:
            one, other = list(found)[:2]
            message = msg("{one} and {other} are both named as the area", one=quote_text(one), other=quote_text(other))
            raise make_error(message, msg("keep one of the two"), location=self._locate(row, found[one]))
        if not found and self._layout.area and not self._may_be_own():
            message = msg("there is a figure, but no area in its row")
            raise make_error(message, msg("name the area, or remove the figure"), location=self._locate(row, column))
        return next(iter(found), "")

    def _may_be_own(self) -> bool:
        """Whether an empty cell stands for the folder's own area, as in the journals."""
        area = self._layout.area
        return bool(area and not self._sheet.name and area.label == AREA_COLUMN)

    def _iter_areas(
        self, row: Row, column: SheetColumn, indicator: Indicator, day: str
    ) -> Iterator[tuple[SheetColumn, str]]:
        """Yield each area that is named for a figure, with the column that names it."""
        layout, areas = self._layout, self.names.areas
        if layout.area_mark:
            if layout.area_mark not in areas.by_id:
                message = msg("this form was made for the area {found}", found=quote_text(layout.area_mark))
                hint = msg("there is no such area in areas.csv; tracker areas lists them")
                raise make_error(message, hint, location=self._locate(layout.header, column))
            yield column, layout.area_mark
        if column.area:
            yield column, column.area
        if column.areas:
            chosen = areas.narrow([areas.by_id[each] for each in column.areas], indicator.areas, day)
            if len(chosen) != 1:
                raise make_error(*areas.describe(column.label, chosen), location=self._locate(layout.header, column))
            yield column, chosen[0].id
        text = self.get_area_text(row)
        if layout.area and text:
            try:
                yield layout.area, areas.choose(text, indicator.areas, day).id
            except TrackerError as error:
                location = self._locate(row, layout.area)
                raise TrackerError([each._replace(location=location) for each in error.problems]) from None

    def _find_parts(self, row: Row, column: SheetColumn) -> Parts:
        """Return the parts of a figure in the order of the dimensions; () is the total."""
        found = dict(column.parts)
        for word in self.get_form_parts(row):
            name, _, value = word.partition("=")
            if not self.names.parts.has_value(name, value):
                message = msg("this form was made for the part {found}", found=quote_text(word))
                hint = msg("there is no such part in targets.toml: correct it there, or make the form again")
                raise make_error(message, hint, location=self._locate(row, self._layout.by_role["indicator"]))
            self._add_part(found, (name, value), row, column)
        for name, each in self._layout.dimensions.items():
            text = row.get_cell(each.position).text.strip()
            if is_whole(text):
                continue
            pair = self.names.parts.find(text, name)
            if pair is None:
                message = msg("{found} is not a value of {dimension}", found=quote_text(text), dimension=name)
                hint = msg("one of {options}", options=", ".join(self.names.parts.dimensions[name].values))
                raise make_error(message, hint, location=self._locate(row, each))
            self._add_part(found, pair, row, each)
        for pair in self._given.parts:
            self._add_part(found, pair, row, column)
        return tuple((name, found[name]) for name in self.names.parts.dimensions if name in found)

    def _add_part(self, found: dict[str, str], pair: tuple[str, str], row: Row, column: SheetColumn) -> None:
        if found.setdefault(*pair) != pair[1]:
            message = msg("{one} and {other} are both named as the part", one=found[pair[0]], other=pair[1])
            raise make_error(message, msg("keep one of the two"), location=self._locate(row, column))

    def _locate(self, row: Row, column: SheetColumn) -> Location:
        return self._sheet.locate(row, column.position, column.label)

    def describe_unknown(self, text: str) -> tuple[Message, Message]:
        """Return the error and the hint for a row with figures that names no area."""
        return self.names.areas.describe(text, ())
