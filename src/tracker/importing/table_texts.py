"""What the texts around the figures of a sheet say of them, and whether each figure can be read in spite of it.

The unit of a figure is that of its row, its heading or its name, else of the rows above it, else of the table.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.errors import Location, Message, Problem, make_error, msg, quote_text
from tracker.importing.cell_values import is_blank
from tracker.importing.columns import SheetColumn
from tracker.importing.context import SheetContext
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import find_table_unit
from tracker.importing.readers.cells import Row
from tracker.importing.repeated_texts import RepeatedTexts, iter_tall_areas
from tracker.importing.statements import (
    StatementKind,
    describe_doubt,
    describe_note,
    describe_statement,
    find_marks,
    find_stated_unit,
    fits_stated_unit,
    is_comparison,
)
from tracker.importing.units import is_multiplier, is_other_scale, is_same_unit
from tracker.model import Indicator

_NAME_WITH_UNIT = re.compile(r".*\S\s*[(\[]([^()\[\]]*)[)\]]\s*")
_COUNTS = re.compile(r"\b(?:số lượng|so luong|amounts?|counts?|number|numbers)\b", re.IGNORECASE)
_RATES = re.compile(r"\b(?:ty le|ti le|tl|rates?)\b(?!.*\b(?:kh|ke hoach|plan|target)\b)")
"""Headings of rates, beside which a count is no value of an indicator in percent."""
_CONVERT = msg("convert the values, and write the unit of the indicator")


class _StatedUnit(NamedTuple):
    """A unit that a text gives for several rows, and the location of the text."""

    unit: str
    text: str
    location: Location


class TableTexts:
    """The texts around the figures of a sheet, noted row by row, and the units that they give."""

    def __init__(self, context: SheetContext) -> None:
        self._context = context
        layout = context.layout
        labels = [column.label for column in layout.values]
        self._marks = frozenset[str]().union(*map(find_marks, labels))
        self._is_sure = all(column.meaning.is_result or column.meaning.status for column in layout.values)
        self._has_rates = any(_RATES.search(fold_text(column.label)) for column in layout.unused)
        self._doubts: list[tuple[StatementKind, str, Location]] = []
        self._table_unit: _StatedUnit | None = None
        self._group_unit: _StatedUnit | None = None
        self._last_unit: _StatedUnit | None = None
        self._without_unit: dict[str, Indicator] = {}
        column = layout.by_role.get("unit")
        self._unit_texts = RepeatedTexts(context.sheet.merged, column)
        self._areas = _find_value_areas(context)
        self._read_titles()

    def _read_titles(self) -> None:
        layout, sheet = self._context.layout, self._context.sheet
        if layout.is_own or layout.is_form:
            return
        for title in (*layout.titles, *layout.names):
            kind = describe_statement(title.text).kind
            if kind != "plan":  # the checks of the layout weigh the titles about plans against each other
                self._note_doubt(kind, title.text, sheet.locate(title.row, title.position))
        if stated := layout.unit:
            unit = find_stated_unit(stated.text)
            self._table_unit = _StatedUnit(unit, stated.text, sheet.locate(stated.row, stated.position))

    def note_row(self, row: Row) -> None:
        """Note what the texts of a row without figures say of the rows around it."""
        self._group_unit = None
        column = self._context.layout.by_role.get("unit")
        for at, cell in row.cells.items():
            if cell.kind != "text" or cell.is_hidden:
                continue
            location = self._context.sheet.locate(row, at)
            statement = describe_statement(cell.text, self._marks)
            if statement.kind != "comparison":  # "Cơ cấu" in a row is the group of the rows below it
                self._note_doubt(statement.kind, cell.text, location)
            if not statement.unit:
                continue
            stated = self._last_unit = _StatedUnit(statement.unit, cell.text, location)
            is_in_column = column is not None and at == column.position
            if is_in_column and not is_multiplier(statement.unit):
                self._last_unit = None
            elif is_in_column or find_table_unit(cell.text, alone=True):
                self._table_unit = stated
            else:
                self._group_unit = stated

    def _note_doubt(self, kind: StatementKind, text: str, location: Location) -> None:
        if kind and not (kind == "plan" and self._is_sure):
            self._doubts.append((kind, text, location))

    def check_units(self, row: Row, name: str, indicator: Indicator, columns: Sequence[SheetColumn]) -> None:
        """Raise TrackerError if the unit of the figures in a row is not that of the indicator."""
        column, cell = self._context.layout.by_role.get("unit"), self._context.get_cell(row, "unit")
        text = self._unit_texts.get_text(row.line, cell.text.strip() if column and not is_blank(cell) else "")
        if text and column:
            if not is_same_unit(text, indicator):
                raise make_error(*_describe_unit(text, indicator), location=self._context.locate(row, column))
            return
        own, table = _find_own_unit(name, indicator), self._table_unit
        is_clear = own and not (table and is_other_scale(table.unit, own))
        if all(each.meaning.unit for each in columns) or is_clear:
            return
        self._last_unit = None
        self._without_unit[indicator.id] = indicator
        group = self._group_unit if not indicator.is_in_percent else None
        for stated in (group, self._table_unit if not group else None):
            if stated and not fits_stated_unit(stated.unit, indicator):
                location = stated.location._replace(indicator=indicator.id)
                raise make_error(*_describe_unit(stated.text, indicator), location=location)

    def check_figure(self, row: Row, column: SheetColumn, indicator: Indicator) -> None:
        """Raise TrackerError if the heading of a column has another unit, or if a figure is merged over others."""
        location = self._context.locate(row, column, indicator.id)
        unit = column.meaning.unit
        if unit and not (indicator.unit and is_same_unit(unit, indicator)):
            raise make_error(*_describe_unit(unit, indicator), location=location)
        is_count = self._has_rates and indicator.is_in_percent and _COUNTS.search(column.label)
        if is_count and not unit and not self._context.get_cell(row, "unit").text.strip():
            raise make_error(*_describe_unit(column.label, indicator), location=location)
        if (row.line, column.position) in self._areas:
            message = msg("is merged over several rows or columns, so it is not certain what it is a figure of")
            raise make_error(message, msg("write the figure into one cell"), location=location)

    def check_note(self, row: Row, column: SheetColumn, indicator: Indicator) -> None:
        """Raise TrackerError if the note of a row says that its figure is a plan, of a part, or in another unit."""
        text = self._context.get_cell(row, "note").text.strip()
        if not text or self._context.layout.is_own:
            return
        note, meaning = describe_note(text), column.meaning
        location = self._context.locate(row, self._context.layout.by_role["note"], indicator.id)
        if note.unit and is_multiplier(note.unit) and not is_same_unit(note.unit, indicator):
            raise make_error(*_describe_unit(text, indicator), location=location)
        is_settled = {
            "plan": meaning.is_result or meaning.status,
            "months": meaning.period and not meaning.period.is_year,
        }.get(note.kind, not note.kind)
        if not is_settled:
            raise make_error(*describe_doubt(note.kind, text), location=location)

    def find_problems(self, indicators: Iterable[Indicator]) -> list[Problem]:
        """Return a problem for each text that raises a doubt about the results of these indicators."""
        found = list(indicators)
        problems = []
        for kind, text, location in self._doubts if found else ():
            if kind != "comparison" or not all(map(is_comparison, found)):
                problems.append(Problem(location, *describe_doubt(kind, text)))
        if stated := self._last_unit:  # below the last figures: it is that of all
            for indicator in self._without_unit.values():
                if not fits_stated_unit(stated.unit, indicator):
                    location = stated.location._replace(indicator=indicator.id)
                    problems.append(Problem(location, *_describe_unit(stated.text, indicator)))
        return problems


def _find_own_unit(name: str, indicator: Indicator) -> str:
    """Return the unit in brackets after a name if it is that of the indicator, or ""."""
    match = _NAME_WITH_UNIT.fullmatch(name.strip())
    return match[1] if match and indicator.unit and is_same_unit(match[1], indicator) else ""


def _find_value_areas(context: SheetContext) -> frozenset[tuple[int, int]]:
    """Return the first cell of each merged range with more than one figure's place in it."""
    layout = context.layout
    merged = context.sheet.merged
    names = {last: first for column in layout.name_columns for first, last in iter_tall_areas(merged, column)}
    figures = {column.position for column in (*layout.values, *layout.plans, *layout.results)}
    found = set()
    for area in merged:
        covered = [at for at in figures if area.first_column <= at <= area.last_column]
        is_tall = area.last_line > area.first_line and names.get(area.last_line) != area.first_line
        if len(covered) > 1 or (covered and is_tall):
            found.add((area.first_line, min(covered)))
    return frozenset(found)


def _describe_unit(unit: str, indicator: Indicator) -> tuple[Message, Message]:
    message = msg(
        "the unit is {found}, but {indicator} is measured in {units}",
        found=quote_text(unit.strip()),
        indicator=indicator.id,
        units=" / ".join(dict.fromkeys(indicator.unit.values())) or "–",
    )
    return message, _CONVERT
