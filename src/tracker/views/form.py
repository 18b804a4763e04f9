"""The sheet that a department fills in: one row an indicator, with locked cells around the cells to fill in.

A hidden row below the headings names each column for `import`, so nothing has to be guessed.
"""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.errors import msg
from tracker.extras import require_extra
from tracker.i18n import N_, Language
from tracker.importing.headings import FORM_PREFIX
from tracker.importing.plan import index_recorded_results
from tracker.importing.words import Role
from tracker.model import Assessment, AssessmentSet, Indicator, Period, Result, ResultStatus
from tracker.numbers import count_decimals, format_plain
from tracker.text import sanitize_text
from tracker.views.formats import format_plan, format_result
from tracker.views.groups import format_group_headings, group_assessments, number_indicators
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.workbook import (
    HEAD_COLOUR,
    LONGEST_TEXT,
    WORKBOOK_OPTIONS,
    FormatCache,
    make_digit_format,
    set_up_printing,
)

_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast")
_HEADER_ROW = 4
_MARK_ROW = _HEADER_ROW + 1
_NAME_WIDTH, _UNIT_WIDTH, _TEXT_WIDTH = 44, 14, 26
_MAX_LINES = 8
_SIGNATURE_ROWS = 3

Properties = dict[str, object]
_BOX: Properties = {"border": 1}
_CELL: Properties = {**_BOX, "text_wrap": True}
_INPUT: Properties = {"locked": False, "bg_color": "#fff9d6"}
_TITLE: Properties = {"bold": True, "font_size": 14, "align": "center", "valign": "bottom", "text_wrap": True}
_OWNER: Properties = {"bold": True, "align": "center", "valign": "bottom"}
_HINT: Properties = {"italic": True, "text_wrap": True, "valign": "top"}
_HEADING: Properties = {**_CELL, "bold": True, "align": "center", "bg_color": HEAD_COLOUR}
_GROUP: Properties = {**_CELL, "bold": True}
_CENTRED: Properties = {**_CELL, "align": "center"}
_RIGHT: Properties = {**_CELL, "align": "right"}
_GREY: Properties = {**_BOX, "font_color": "#808080", "shrink": True}
_NUMBER: Properties = {**_BOX, **_INPUT, "align": "right"}
_CHOICE: Properties = {**_CELL, **_INPUT, "align": "center"}
_TEXT: Properties = {**_CELL, **_INPUT, "valign": "top", "num_format": "@"}


class FormColumn(NamedTuple):
    """One column of the form: its role for `import`, if any, its heading, and its width in characters."""

    role: Role | None
    heading: str
    width: int


FORM_COLUMNS = (
    FormColumn("number", COLUMN_HEADINGS["number"], 5),
    FormColumn("indicator", N_("Id"), 9),
    FormColumn("name", COLUMN_HEADINGS["name"], _NAME_WIDTH),
    FormColumn("unit", COLUMN_HEADINGS["unit"], _UNIT_WIDTH),
    FormColumn(None, N_("Result {previous}"), 13),
    FormColumn("plan", N_("Plan {year}"), 13),
    FormColumn("value", N_("Result {period}"), 14),
    FormColumn("qualifier", N_("< > ~"), 6),
    FormColumn("status", N_("Certainty"), 13),
    FormColumn("source", N_("Source"), _TEXT_WIDTH),
    FormColumn("note", N_("Note"), _TEXT_WIDTH),
)
_LAST_COLUMN = len(FORM_COLUMNS) - 1


def render_form(board: AssessmentSet, language: Language, owner: str | None, period: Period | None = None) -> bytes:
    """Return the form of all assessments of `board`, for its year, as the bytes of an .xlsx file.

    With a `period` of that year the form is for the results of these months, and shows the same months of the year
    before. Raises TrackerError with the exit code MISSING_EXTRA if the library that writes workbooks is not installed.
    """
    message = msg("writing Excel files needs the optional extra {extra}", extra="excel")
    library = require_extra("xlsxwriter", "excel", message)
    out = io.BytesIO()
    book = library.Workbook(out, WORKBOOK_OPTIONS)
    form = _FormWriter(book, board, language, period or Period(board.year))
    form.set_up()
    form.write_head(owner)
    form.write_column_headings()
    form.write_body()
    form.write_foot()
    title = sanitize_text(language.pick_text(board.register.term.name))[:255]
    created = datetime.fromisoformat(board.as_of)  # with the time of the clock the same form would have other bytes
    book.set_properties({"title": title, "created": created})
    book.close()
    return out.getvalue()


class _FormWriter:
    """Writes the parts of one form."""

    def __init__(self, book: Any, board: AssessmentSet, language: Language, period: Period) -> None:  # noqa: ANN401
        self._formats, self._board, self._language = FormatCache(book), board, language
        self._period, self._previous = period, period._replace(year=period.year - 1)
        self._heading = _format_period_heading(period, language)
        self._sheet = book.add_worksheet(language.format(N_("Results {period}"), period=self._heading)[:31])
        self._recorded = index_recorded_results(board.register)
        self._columns: dict[str, int] = {column.role or "previous": at for at, column in enumerate(FORM_COLUMNS)}
        self._row = _MARK_ROW + 1

    def set_up(self) -> None:
        """Set widths, protection and print: A4 landscape, one page wide, the headings on every page."""
        sheet = self._sheet
        for at, column in enumerate(FORM_COLUMNS):
            sheet.set_column(at, at, column.width)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        set_up_printing(sheet)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.freeze_panes(_MARK_ROW + 1, self._columns["name"] + 1)
        sheet.hide_gridlines(2)

    def _write_line(self, row: int, text: str, properties: Properties) -> None:
        """Write a text across all columns."""
        look = self._formats.get_format(**properties)
        self._sheet.merge_range(row, 0, row, _LAST_COLUMN, "", look)
        self._sheet.write_string(row, 0, text[:LONGEST_TEXT], look)

    def _write_text(self, column: str, text: str, properties: Properties) -> None:
        """Write a text into the current row."""
        look = self._formats.get_format(**properties)
        self._sheet.write_string(self._row, self._columns[column], text[:LONGEST_TEXT], look)

    def _write_input(self, column: str, text: str, properties: Properties) -> None:
        """Write a cell to fill in, with a text or blank, into the current row."""
        if text:
            self._write_text(column, text, properties)
        else:
            look = self._formats.get_format(**properties)
            self._sheet.write_blank(self._row, self._columns[column], None, look)

    def write_head(self, owner: str | None) -> None:
        """Write the title, the responsible bodies if the form is for one, and what to do."""
        language = self._language
        term = sanitize_text(language.pick_text(self._board.register.term.name))
        template = N_("{term}: results of {year}") if self._period.is_year else N_("{term}: results, {period}")
        title = language.format(template, term=term, year=self._board.year, period=self._heading)
        owners = (sanitize_text(language.pick_text(item.indicator.owner)) for item in self._board.assessments)
        hint = N_(
            "Fill in the yellow cells only. Write numbers as numbers, in the unit of the line; leave empty what is not "
            'known. The column "< > ~" is for "less than", "more than" and "about".'
        )
        self._write_line(0, title, _TITLE)
        self._write_line(1, ", ".join(filter(None, dict.fromkeys(owners))) if owner else "", _OWNER)
        self._write_line(2, language.translate(hint), _HINT)
        for row, height in ((0, 22), (2, 30), (_HEADER_ROW, 30)):
            self._sheet.set_row(row, height)

    def write_foot(self) -> None:
        """Write places for the deadline, the date and the signatures below the table; all of them may be filled in."""
        line, centred = {"locked": False}, {"locked": False, "align": "center", "bold": True}
        left, right = self._columns["name"], self._columns["value"]
        texts = (
            (1, left, N_("To be sent by: …"), line),
            (2, right, N_("Place and date: …"), line),
            (3, left, N_("Prepared by"), centred),
            (3, right, N_("Head of the body"), centred),
        )
        for offset, column, text, properties in texts:
            look = self._formats.get_format(**properties)
            self._sheet.write_string(self._row + offset, column, self._language.translate(text), look)
        self._sheet.print_area(0, 0, self._row + len(texts) + _SIGNATURE_ROWS, _LAST_COLUMN)

    def write_column_headings(self) -> None:
        """Write the headings, and below them the hidden row for `import`."""
        sheet, hidden = self._sheet, {"hidden": True}
        previous = _format_period_heading(self._previous, self._language)
        names = {"year": self._board.year, "period": self._heading, "previous": previous}
        for at, column in enumerate(FORM_COLUMNS):
            heading = self._language.format(column.heading, **names)
            sheet.write_string(_HEADER_ROW, at, heading, self._formats.get_format(**_HEADING))
            mark = f"{FORM_PREFIX}{column.role or 'previous'}" + (f":{self._period}" if column.role == "value" else "")
            sheet.write_string(_MARK_ROW, at, mark)
        term = self._language.pick_text(self._board.register.term.name)
        sheet.write_string(_MARK_ROW, _LAST_COLUMN + 1, f"{FORM_PREFIX}term:{term}"[:LONGEST_TEXT])
        sheet.set_column(_LAST_COLUMN + 1, _LAST_COLUMN + 1, None, None, hidden)
        sheet.set_row(_MARK_ROW, None, None, hidden)

    def write_body(self) -> None:
        """Write a heading for each group and a row for each indicator."""
        register = self._board.register
        numbers, depths = number_indicators(register)
        headings = format_group_headings(register, self._language)
        for group, members in group_assessments(register.groups, self._board.assessments):
            if group:
                self._write_line(self._row, headings[group.id], _GROUP)
                self._row += 1
            for item in members:
                self._write_row(item, numbers[item.indicator.id], depths[item.indicator.id])
                self._row += 1

    def _write_row(self, item: Assessment, number: str, depth: int) -> None:
        indicator, language = item.indicator, self._language
        name, unit = (sanitize_text(language.pick_text(text)) for text in (indicator.name, indicator.unit))
        self._write_text("number", number, _CENTRED)
        self._write_text("indicator", indicator.id, _GREY)
        self._write_text("name", name, {**_CELL, "indent": depth})
        self._write_text("unit", unit, _CENTRED)
        self._write_references(indicator)
        known = self._recorded.get((indicator.id, self._period))
        texts = [("-", 1), (name, max(_NAME_WIDTH - 4 - depth, 8)), (unit, _UNIT_WIDTH - 1)]
        texts += [(text, _TEXT_WIDTH - 2) for text in (known.source, known.note)] if known else []
        lines = max(-(-len(text) // width) for text, width in texts)
        self._sheet.set_row(self._row, 15 * min(lines, _MAX_LINES))
        self._write_inputs(indicator, known)

    def _write_references(self, indicator: Indicator) -> None:
        """Write the result of the year before, or the baseline if there is none, and the plan; numbers as numbers."""
        before = self._recorded.get((indicator.id, self._previous))
        baseline, plan = indicator.baseline, indicator.plan.get(self._board.year)
        if before:
            text = format_result(before, indicator, self._language)
            self._write_reference("previous", None if before.qualifier else before.value, text, indicator)
        elif baseline and self._period.is_year and baseline.year == self._previous.year:
            self._write_reference("previous", baseline.value, format_plain(baseline.value), indicator)
        else:
            self._write_text("previous", "", _RIGHT)
        number = plan.value if plan and not (plan.qualifier or plan.bound) else None
        self._write_reference("plan", number, format_plan(plan, indicator, self._language), indicator)

    def _write_reference(self, column: str, value: object, text: str, indicator: Indicator) -> None:
        """Write a number as a number if a spreadsheet keeps all its digits, and anything else as its text."""
        if not isinstance(value, Decimal) or Decimal(f"{float(value):.15g}") != value:
            self._write_text(column, text, _RIGHT)
            return
        decimals = max(indicator.decimals or 0, count_decimals(value) if indicator.decimals is None else 0)
        look = self._formats.get_format(**_RIGHT, num_format=make_digit_format(min(decimals, 15)))
        self._sheet.write_number(self._row, self._columns[column], float(value), look)

    def _write_inputs(self, indicator: Indicator, known: Result | None) -> None:
        """Write the cells to fill in, with the recorded values and the rules for new ones."""
        translate = self._language.translate
        if indicator.measure == "milestone":
            answers = [translate(N_("yes")), translate(N_("no"))]
            self._write_input("value", answers[0 if known.value else 1] if known else "", _CHOICE)
            self._add_choice("value", answers)
        else:
            self._write_number(indicator, known)
        status = translate(RESULT_STATUS_LABELS[known.status]) if known else ""
        qualifier, source, note = (known.qualifier, known.source, known.note) if known else ("", "", "")
        self._write_input("qualifier", qualifier, _CHOICE)
        self._write_input("status", status, _CHOICE)
        self._write_input("source", source if _is_writable(source) else "", _TEXT)
        self._write_input("note", note if _is_writable(note) else "", _TEXT)
        self._add_choice("status", [translate(RESULT_STATUS_LABELS[each]) for each in _STATUSES])
        self._add_choice("qualifier", ["<", ">", "~"])

    def _write_number(self, indicator: Indicator, known: Result | None) -> None:
        value = known.value if known and isinstance(known.value, Decimal) else None
        decimals = max(indicator.decimals or 0, count_decimals(value) if value is not None else 0)
        look = {**_NUMBER, "num_format": make_digit_format(min(decimals, 15))}
        if value is None:
            self._write_input("value", "", look)
        elif Decimal(f"{float(value):.15g}") == value:
            position = (self._row, self._columns["value"])
            self._sheet.write_number(*position, float(value), self._formats.get_format(**look))
        else:  # more digits than a spreadsheet keeps
            self._write_text("value", format_plain(value), look)
        rule = {"validate": "decimal", "criteria": "between", "minimum": -1e29, "maximum": 1e29}
        message = N_("Write a number alone, with the decimal sign of your Excel; leave the cell empty if unknown.")
        self._add_rule("value", rule, N_("Not a number"), message)

    def _add_choice(self, column: str, options: list[str]) -> None:
        message = N_("Choose one from the list, or leave the cell empty.")
        self._add_rule(column, {"validate": "list", "source": options}, N_("Not in the list"), message)

    def _add_rule(self, column: str, rule: Properties, title: str, message: str) -> None:
        """Let Excel check what is written into a cell of the current row."""
        at, translate = self._columns[column], self._language.translate
        texts = {"error_title": translate(title)[:32], "error_message": translate(message)[:255]}
        self._sheet.data_validation(self._row, at, self._row, at, {**rule, **texts})


def _format_period_heading(period: Period, language: Language) -> str:
    """Return a period as a heading names it: the year, or its months."""
    if period.is_year:
        return str(period.year)
    template = N_("January {year}") if period.month == 1 else N_("{months} months {year}")
    return language.format(template, months=period.month, year=period.year)


def _is_writable(text: str) -> bool:
    """Whether a cell can hold a text unchanged; others are left out, which `import` reads as no change."""
    is_plain = text.isprintable() or text.replace("\n", "").isprintable()
    return len(text) <= LONGEST_TEXT and is_plain and "_x" not in text
