"""The frame of a form that a department fills in: locked cells around the cells to fill in, ready to print.

A hidden row below the headings names each column for `import`, so nothing has to be guessed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.errors import msg, require_extra
from tracker.i18n import N_, Language
from tracker.importing.headings import FORM_PREFIX
from tracker.importing.plan import index_recorded_results
from tracker.importing.words import Role
from tracker.model import AssessmentSet, Indicator, Period, Plan, Result
from tracker.model.scopes import Parts, Scope
from tracker.numbers import count_decimals, format_plain
from tracker.text import sanitize_text
from tracker.views.form_styles import (
    CELL,
    CENTRED,
    GREY,
    GROUP,
    HEADING,
    HINT,
    OWNER,
    RIGHT,
    TITLE,
    Properties,
)
from tracker.views.formats import format_plan, format_result
from tracker.views.groups import format_group_headings, group_assessments, number_indicators
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.scope_names import format_area, format_parts
from tracker.views.workbook import LONGEST_TEXT, WORKBOOK_OPTIONS, FormatCache, make_digit_format, set_up_printing

_HEADER_ROW = 4
_MARK_ROW = _HEADER_ROW + 1
NAME_WIDTH, UNIT_WIDTH, TEXT_WIDTH = 44, 14, 26
MAX_LINES = 8
_SIGNATURE_ROWS = 3


class FormColumn(NamedTuple):
    """One column of a form: its role for `import`, if any, its heading, its width in characters, and its key.

    The key is that of the role, if it has one.
    """

    role: Role | None
    heading: str
    width: int
    key: str = "previous"


FIRST_COLUMNS = (
    FormColumn("number", COLUMN_HEADINGS["number"], 5),
    FormColumn("indicator", N_("Id"), 9),
    FormColumn("name", COLUMN_HEADINGS["name"], NAME_WIDTH),
    FormColumn("unit", COLUMN_HEADINGS["unit"], UNIT_WIDTH),
)


class FormTexts(NamedTuple):
    """What is written around the table: the name of the sheet, the title, what to do, and what headings name."""

    sheet: str
    title: str
    hint: str
    names: Mapping[str, object]


def write_workbook(board: AssessmentSet, language: Language, write: Callable[[Any], None], created: str) -> bytes:
    """Return the bytes of an .xlsx file that `write` fills; `created` is its day.

    Raises TrackerError with the exit code MISSING_EXTRA if the library that writes workbooks is not installed.
    """
    message = msg("writing Excel files needs the optional extra {extra}", extra="excel")
    library = require_extra("xlsxwriter", "excel", message)
    out = io.BytesIO()
    book = library.Workbook(out, WORKBOOK_OPTIONS)
    write(book)
    title = sanitize_text(language.pick_text(board.register.term.name))[:255]
    # with the time of the clock the same form would have other bytes
    book.set_properties({"title": title, "created": datetime.fromisoformat(created)})
    book.close()
    return out.getvalue()


class FormSheet:
    """Writes the parts of one form; a kind of form says what is in the row of an indicator."""

    def __init__(
        self,
        book: Any,  # noqa: ANN401
        board: AssessmentSet,
        language: Language,
        columns: Sequence[FormColumn],
        texts: FormTexts,
    ) -> None:
        self.formats, self.board, self.language = FormatCache(book), board, language
        self.columns, self.texts = columns, texts
        self.positions = {column.role or column.key: at for at, column in enumerate(columns)}
        self.sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "-", texts.sheet)[:31])
        register, area = board.register, board.register.scope.area
        parts = {scope: rows for scope, rows in register.scope_results.items() if scope.area == area and scope.parts}
        last = index_recorded_results(register._replace(scope_results=parts))
        self.results = {(*key[:2], key[2].parts): row for key, row in last.items()}
        self.row = _MARK_ROW + 1
        self.inputs: Mapping[Role, Period] = {}

    def write_all(self, owner: str | None, inputs: Mapping[Role, Period]) -> None:
        """Write the form; `owner` is set if it is for one responsible body.

        `inputs` has the column to fill in, with the period that `import` takes its cells for.
        """
        self.inputs = inputs
        self._set_up()
        self._write_head(owner)
        self._write_column_headings(inputs)
        self._write_body()
        self._write_foot(next(iter(inputs)))

    def list_parts(self, indicator: Indicator) -> Iterable[Parts]:
        """Return the parts that have a row of their own below that of the indicator."""
        del indicator
        return ()

    def write_cells(self, indicator: Indicator, parts: Parts) -> list[tuple[str, int]]:
        """Write the cells of an indicator, or a part of it, right of its unit into the current row.

        Return its long texts, each with the width of its column in letters.
        """
        raise NotImplementedError

    @property
    def last_column(self) -> int:
        """Return the position of the last visible column."""
        return len(self.columns) - 1

    def _set_up(self) -> None:
        """Set widths, protection and print: A4 landscape, one page wide, the headings on every page."""
        sheet = self.sheet
        for at, column in enumerate(self.columns):
            sheet.set_column(at, at, column.width)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        set_up_printing(sheet)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.freeze_panes(_MARK_ROW + 1, self.positions["name"] + 1)
        sheet.hide_gridlines(2)

    def _write_line(self, row: int, text: str, properties: Properties) -> None:
        """Write a text across all columns."""
        look = self.formats.get_format(**properties)
        self.sheet.merge_range(row, 0, row, self.last_column, "", look)
        self.sheet.write_string(row, 0, text[:LONGEST_TEXT], look)

    def write_text(self, column: str, text: str, properties: Properties) -> None:
        """Write a text into the current row."""
        look = self.formats.get_format(**properties)
        self.sheet.write_string(self.row, self.positions[column], text[:LONGEST_TEXT], look)

    def write_input(self, column: str, text: str, properties: Properties) -> None:
        """Write a cell to fill in, with a text or blank, into the current row."""
        if text:
            self.write_text(column, text, properties)
        else:
            look = self.formats.get_format(**properties)
            self.sheet.write_blank(self.row, self.positions[column], None, look)

    def _write_head(self, owner: str | None) -> None:
        """Write the title, the responsible bodies if the form is for one, and what to do."""
        owners = (sanitize_text(self.language.pick_text(item.indicator.owner)) for item in self.board.assessments)
        names = [*filter(None, dict.fromkeys(owners))] if owner else []
        self._write_line(0, self.texts.title, TITLE)
        self._write_line(1, " · ".join(filter(None, [self._format_area(), ", ".join(names)])), OWNER)
        self._write_line(2, self.texts.hint, HINT)
        for row, height in ((0, 22), (2, 30), (_HEADER_ROW, 30)):
            self.sheet.set_row(row, height)

    def _format_area(self) -> str:
        """Return the area that the form is for, with its id in brackets, which `import` finds again."""
        register, area = self.board.register, self.board.register.scope.area
        if not area:
            return ""
        name = format_area(register, area, self.language)
        return self.language.format(N_("Area: {name} [{id}]"), name=name, id=area)

    def _write_foot(self, column: str) -> None:
        """Write places for the deadline, the date and the signatures below the table; all of them may be filled in."""
        line, centred = {"locked": False}, {"locked": False, "align": "center", "bold": True}
        left, right = self.positions["name"], self.positions[column]
        texts = (
            (1, left, N_("To be sent by: …"), line),
            (2, right, N_("Place and date: …"), line),
            (3, left, N_("Prepared by"), centred),
            (3, right, N_("Head of the body"), centred),
        )
        for offset, at, text, properties in texts:
            look = self.formats.get_format(**properties)
            self.sheet.write_string(self.row + offset, at, self.language.translate(text), look)
        self.sheet.print_area(0, 0, self.row + len(texts) + _SIGNATURE_ROWS, self.last_column)

    def _write_column_headings(self, inputs: Mapping[Role, Period]) -> None:
        """Write the headings, and below them the hidden row for `import`."""
        sheet, hidden = self.sheet, {"hidden": True}
        for at, column in enumerate(self.columns):
            heading = self.language.format(column.heading, **self.texts.names)
            sheet.write_string(_HEADER_ROW, at, heading, self.formats.get_format(**HEADING))
            period = inputs.get(column.role) if column.role else None
            mark = f"{FORM_PREFIX}{column.role or column.key}" + (f":{period}" if period else "")
            sheet.write_string(_MARK_ROW, at, mark)
        term = self.language.pick_text(self.board.register.term.name)
        marks = [f"{FORM_PREFIX}term:{term}"[:LONGEST_TEXT]]
        if area := self.board.register.scope.area:  # its line above the table may be removed
            marks.append(f"{FORM_PREFIX}area:{area}")
        for at, mark in enumerate(marks, self.last_column + 1):
            sheet.write_string(_MARK_ROW, at, mark)
            sheet.set_column(at, at, None, None, hidden)
        sheet.set_row(_MARK_ROW, None, None, hidden)

    def _write_body(self) -> None:
        """Write a heading for each group and a row for each indicator."""
        register = self.board.register
        numbers, depths = number_indicators(register)
        headings = format_group_headings(register, self.language)
        for group, members in group_assessments(register.groups, self.board.assessments):
            if group:
                self._write_line(self.row, headings[group.id], GROUP)
                self.row += 1
            for item in members:
                indicator, depth = item.indicator, depths[item.indicator.id]
                name = sanitize_text(self.language.pick_text(indicator.name))
                self._write_row(indicator, (), numbers[indicator.id], name, depth)
                for parts in self.list_parts(indicator):
                    name = format_parts(register, Scope(parts=parts), self.language)
                    self._write_row(indicator, parts, "", name, depth + 1)

    def _write_row(self, indicator: Indicator, parts: Parts, number: str, name: str, depth: int) -> None:
        """Write a row; the id of one for a part also names the part, so that it is never read as the total."""
        unit = sanitize_text(self.language.pick_text(indicator.unit))
        self.write_text("number", number, CENTRED)
        self.write_text("indicator", " ".join([indicator.id, *map("=".join, parts)]), GREY)
        self.write_text("name", name, {**CELL, "indent": depth})
        self.write_text("unit", unit, CENTRED)
        texts = [("-", 1), (name, max(NAME_WIDTH - 4 - depth, 8)), (unit, UNIT_WIDTH - 1)]
        texts += self.write_cells(indicator, parts)
        lines = max(-(-len(text) // width) for text, width in texts)
        self.sheet.set_row(self.row, 15 * min(lines, MAX_LINES))
        self.row += 1

    def find_recorded(self, indicator: Indicator, period: Period, parts: Parts) -> Result | None:
        """Return the result of a period that was recorded, and not made of other figures."""
        found = self.results.get((indicator.id, period, parts))
        return None if found and found.is_derived else found

    def write_result(self, column: str, period: Period, indicator: Indicator, parts: Parts = ()) -> None:
        """Write the result of an earlier period, or the baseline if there is none."""
        before, baseline = self.results.get((indicator.id, period, parts)), indicator.baseline
        if before:
            text = format_result(before, indicator, self.language)
            self.write_reference(column, None if before.qualifier else before.value, text, indicator)
        elif baseline and not parts and period.is_year and baseline.year == period.year:
            self.write_reference(column, baseline.value, format_plain(baseline.value), indicator)
        else:
            self.write_text(column, "", RIGHT)

    def write_plan(self, column: str, plan: Plan | None, indicator: Indicator) -> None:
        """Write a plan that is in force; the cell is empty without one."""
        text = format_plan(plan, indicator, self.language)
        self.write_reference(
            column, plan.value if plan and not plan.qualifier and not plan.bound else None, text, indicator
        )

    def write_reference(self, column: str, value: object, text: str, indicator: Indicator) -> None:
        """Write a number as a number if a spreadsheet keeps all its digits, and anything else as its text."""
        if not isinstance(value, Decimal) or Decimal(f"{float(value):.15g}") != value:
            self.write_text(column, text, RIGHT)
            return
        decimals = max(indicator.decimals or 0, count_decimals(value) if indicator.decimals is None else 0)
        look = self.formats.get_format(**RIGHT, num_format=make_digit_format(min(decimals, 15)))
        self.sheet.write_number(self.row, self.positions[column], float(value), look)

    def add_choice(self, column: str, options: list[str]) -> None:
        """Let a cell of the current row hold one of several texts."""
        message = N_("Choose one from the list, or leave the cell empty.")
        self.add_rule(column, {"validate": "list", "source": options}, N_("Not in the list"), message)

    def add_rule(self, column: str, rule: Properties, title: str, message: str) -> None:
        """Let Excel check what is written into a cell of the current row."""
        at, translate = self.positions[column], self.language.translate
        texts = {"error_title": translate(title)[:32], "error_message": translate(message)[:255]}
        self.sheet.data_validation(self.row, at, self.row, at, {**rule, **texts})
