"""The sheet that a department fills in: one input cell an indicator, everything else locked, read back by `import`.

A hidden row beneath the headings tells the program what each column is, so that nothing has to be understood.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.errors import msg
from tracker.extras import require_extra
from tracker.i18n import N_, Language
from tracker.importing.headings import FORM_PREFIX, Role
from tracker.importing.plan import RecordedResults, index_recorded_results
from tracker.model import Assessment, AssessmentSet, Indicator, Period, Result, ResultStatus
from tracker.numbers import count_decimals, format_plain
from tracker.text import sanitize_text
from tracker.views.formats import format_plan, format_result
from tracker.views.groups import format_group_headings, group_assessments, number_indicators
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.workbook import LONGEST_TEXT, WORKBOOK_OPTIONS, set_up_printing

_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast")
_FIRST_ROW = 4
_NAME_WIDTH, _UNIT_WIDTH, _TEXT_WIDTH = 44, 14, 26
_MAX_LINES = 8


class FormColumn(NamedTuple):
    """One column of the form: what it is to `import` ("" for nothing), its heading, and its width in characters."""

    role: Role | None
    heading: str
    width: int
    is_input: bool = False


FORM_COLUMNS = (
    FormColumn("number", COLUMN_HEADINGS["number"], 5),
    FormColumn("indicator", N_("Id"), 9),
    FormColumn("name", COLUMN_HEADINGS["name"], _NAME_WIDTH),
    FormColumn("unit", COLUMN_HEADINGS["unit"], _UNIT_WIDTH),
    FormColumn(None, N_("Result {previous}"), 13),
    FormColumn("plan", N_("Plan {year}"), 13),
    FormColumn("value", N_("Result {period}"), 14, True),
    FormColumn("qualifier", N_("< > ~"), 6, True),
    FormColumn("status", N_("Certainty"), 13, True),
    FormColumn("source", N_("Source"), _TEXT_WIDTH, True),
    FormColumn("note", N_("Note"), _TEXT_WIDTH, True),
)


def render_form(board: AssessmentSet, language: Language, owner: str | None, period: Period | None = None) -> bytes:
    """Return the form of all assessments of `board`, for its year, as the bytes of an .xlsx file.

    With a `period`, a part of that year, it asks for the results of these months, and shows those of the same months
    of the year before.
    Raises TrackerError with the exit code MISSING_EXTRA where the library that writes workbooks is not installed.
    """
    library = _require_xlsxwriter()
    out = io.BytesIO()
    book = library.Workbook(out, WORKBOOK_OPTIONS)
    form = _FormWriter(book, board, language, period or Period(board.year))
    form.set_up()
    form.write_head(owner)
    form.write_body()
    book.set_properties({"title": sanitize_text(language.pick_text(board.register.term.name))[:255]})
    book.close()
    return out.getvalue()


def _require_xlsxwriter() -> Any:  # noqa: ANN401 (a module)
    return require_extra("xlsxwriter", "excel", msg("writing Excel files needs a part that is not installed"))


class _FormWriter:
    """Writes the parts of one form."""

    def __init__(self, book: Any, board: AssessmentSet, language: Language, period: Period) -> None:  # noqa: ANN401
        self._formats, self._board, self._language = FormFormats(book), board, language
        self._period, self._previous = period, period._replace(year=period.year - 1)
        name = language.format(N_("Results {period}"), period=_format_period_heading(period, language))
        self._sheet = book.add_worksheet(name[:31])
        self._recorded: RecordedResults = index_recorded_results(board.register)
        self._column_index: dict[str, int] = {field.role or "previous": at for at, field in enumerate(FORM_COLUMNS)}
        self._row = _FIRST_ROW + 2

    def set_up(self) -> None:
        """Set widths, protection and print: A4 landscape, one page wide, the headings on every page."""
        sheet = self._sheet
        for at, field in enumerate(FORM_COLUMNS):
            sheet.set_column(at, at, field.width)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        set_up_printing(sheet)
        sheet.repeat_rows(_FIRST_ROW)
        sheet.freeze_panes(_FIRST_ROW + 2, self._column_index["name"] + 1)
        sheet.hide_gridlines(2)

    def write_head(self, owner: str | None) -> None:
        """Write title, responsible body, what to do, the headings, and beneath them the hidden row for `import`."""
        sheet, formats, language = self._sheet, self._formats, self._language
        last = len(FORM_COLUMNS) - 1
        term = sanitize_text(language.pick_text(self._board.register.term.name))
        template = N_("{term}: results of {year}") if self._period.is_year else N_("{term}: results, {period}")
        title = language.format(
            template, term=term, year=self._board.year, period=_format_period_heading(self._period, language)
        )
        owners = dict.fromkeys(
            sanitize_text(language.pick_text(item.indicator.owner)) for item in self._board.assessments
        )
        bodies = ", ".join(name for name in owners if name) if owner else ""
        hint = language.translate(
            N_(
                "Fill in the yellow cells only. Write numbers as numbers, in the unit of the line; leave empty what is "
                'not known. The column "< > ~" is for "less than", "more than" and "about".'
            )
        )
        sheet.merge_range(0, 0, 0, last, "", formats.title)
        sheet.write_string(0, 0, title[:LONGEST_TEXT], formats.title)
        sheet.set_row(0, 22)
        sheet.merge_range(1, 0, 1, last, "", formats.owner)
        sheet.write_string(1, 0, bodies[:LONGEST_TEXT], formats.owner)
        sheet.merge_range(2, 0, 2, last, "", formats.hint)
        sheet.write_string(2, 0, hint, formats.hint)
        sheet.set_row(2, 30)
        sheet.set_row(_FIRST_ROW, 30)
        named = {
            "period": _format_period_heading(self._period, language),
            "previous": _format_period_heading(self._previous, language),
        }
        for at, field in enumerate(FORM_COLUMNS):
            heading = language.format(field.heading, year=self._board.year, **named)
            sheet.write_string(_FIRST_ROW, at, heading, formats.head)
            mark = f"{FORM_PREFIX}{field.role or 'previous'}" + (f":{self._period}" if field.role == "value" else "")
            sheet.write_string(_FIRST_ROW + 1, at, mark)
        name = language.pick_text(self._board.register.term.name)
        sheet.write_string(_FIRST_ROW + 1, last + 1, f"{FORM_PREFIX}term:{name}"[:LONGEST_TEXT])
        sheet.set_column(last + 1, last + 1, None, None, {"hidden": True})
        sheet.set_row(_FIRST_ROW + 1, None, None, {"hidden": True})

    def write_body(self) -> None:
        """Write a heading for each group and a row for each indicator."""
        register = self._board.register
        numbers, depths = number_indicators(register)
        named = format_group_headings(register, self._language)
        for group, members in group_assessments(register.groups, self._board.assessments):
            if group:
                self._sheet.merge_range(self._row, 0, self._row, len(FORM_COLUMNS) - 1, "", self._formats.group)
                self._sheet.write_string(self._row, 0, named[group.id][:LONGEST_TEXT], self._formats.group)
                self._row += 1
            for item in members:
                self._write_row(item, numbers[item.indicator.id], depths[item.indicator.id])
                self._row += 1
        self._sheet.print_area(0, 0, self._row - 1, len(FORM_COLUMNS) - 1)

    def _write_row(self, item: Assessment, number: str, depth: int) -> None:
        indicator, year = item.indicator, self._board.year
        before = self._recorded.get((indicator.id, self._previous))
        plan = indicator.plan.get(year)
        name, unit = (sanitize_text(self._language.pick_text(text)) for text in (indicator.name, indicator.unit))
        cells = (
            ("number", number, self._formats.centred),
            ("indicator", indicator.id, self._formats.grey),
            ("name", name, self._formats.get_name_format(depth)),
            ("unit", unit, self._formats.centred),
            ("previous", format_result(before, indicator, self._language) if before else "", self._formats.right),
            ("plan", format_plan(plan, indicator, self._language), self._formats.right),
        )
        for column, text, look in cells:
            self._sheet.write_string(self._row, self._column_index[column], text[:LONGEST_TEXT], look)
        known = self._recorded.get((indicator.id, self._period))
        texts = [(name, max(_NAME_WIDTH - 4 - depth, 8)), (unit, _UNIT_WIDTH - 1)]
        texts += [(text, _TEXT_WIDTH - 2) for text in (known.source, known.note)] if known else []
        lines = max(-(-len(text) // width) for text, width in (*texts, ("-", 1)))
        self._sheet.set_row(self._row, 15 * min(lines, _MAX_LINES))
        self._write_inputs(indicator, known)

    def _write_inputs(self, indicator: Indicator, known: Result | None) -> None:
        """Write the cells to fill in, with what is recorded already, and what may be written into them."""
        self._write_value(indicator, known)
        language, formats = self._language, self._formats
        texts = (
            ("qualifier", known.qualifier if known else "", formats.choice),
            ("status", language.translate(RESULT_STATUS_LABELS[known.status]) if known else "", formats.choice),
            ("source", known.source if known else "", formats.free),
            ("note", known.note if known else "", formats.free),
        )
        for column, text, look in texts:
            kept = text if _is_writable(text) else ""
            if kept:
                self._sheet.write_string(self._row, self._column_index[column], kept, look)
            else:
                self._sheet.write_blank(self._row, self._column_index[column], None, look)
        choices = [language.translate(RESULT_STATUS_LABELS[status]) for status in _STATUSES]
        self._add_choice("status", choices)
        self._add_choice("qualifier", ["<", ">", "~"])

    def _write_value(self, indicator: Indicator, known: Result | None) -> None:
        at = self._column_index["value"]
        language = self._language
        if indicator.measure == "milestone":
            answers = [language.translate(N_("yes")), language.translate(N_("no"))]
            self._add_choice("value", answers)
            text = answers[0 if known.value else 1] if known else ""
            write = self._sheet.write_string if text else self._sheet.write_blank
            write(self._row, at, text or None, self._formats.choice)
            return
        value = known.value if known and isinstance(known.value, Decimal) else None
        decimals = max(indicator.decimals or 0, count_decimals(value) if value is not None else 0)
        look = self._formats.get_number_format(min(decimals, 15))
        if value is None:
            self._sheet.write_blank(self._row, at, None, look)
        elif Decimal(f"{float(value):.15g}") == value:
            self._sheet.write_number(self._row, at, float(value), look)
        else:  # more digits than a spreadsheet keeps
            self._sheet.write_string(self._row, at, format_plain(value), look)
        self._sheet.data_validation(
            self._row,
            at,
            self._row,
            at,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": -1e29,
                "maximum": 1e29,
                "error_title": language.translate(N_("Not a number"))[:32],
                "error_message": language.translate(
                    N_("Write a number alone, with the decimal sign of your Excel; leave the cell empty if unknown.")
                )[:255],
            },
        )

    def _add_choice(self, column: str, options: list[str]) -> None:
        at = self._column_index[column]
        self._sheet.data_validation(
            self._row,
            at,
            self._row,
            at,
            {
                "validate": "list",
                "source": options,
                "error_title": self._language.translate(N_("Not in the list"))[:32],
                "error_message": self._language.translate(N_("Choose one from the list, or leave the cell empty."))[
                    :255
                ],
            },
        )


def _format_period_heading(period: Period, language: Language) -> str:
    """Return a period as a heading names it: the year, or the months of it."""
    if period.is_year:
        return str(period.year)
    template = N_("January {year}") if period.month == 1 else N_("{months} months {year}")
    return language.format(template, months=period.month, year=period.year)


def _is_writable(text: str) -> bool:
    """Whether a cell can hold a text as it is; one that cannot is left out, and an empty cell contradicts nothing."""
    is_plain = text.isprintable() or text.replace("\n", "").isprintable()
    return 0 < len(text) <= LONGEST_TEXT and is_plain and "_x" not in text


_GREY, _INPUT, _HEAD = "#808080", "#fff9d6", "#e7eef5"


class FormFormats:
    """The looks of cells, made once for each set of properties."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 (a class of the library)
        self._book = book
        self._number_formats: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "center", "text_wrap": True})
        self.owner = book.add_format({"bold": True, "align": "center"})
        self.hint = book.add_format({"italic": True, "text_wrap": True, "valign": "top"})
        boxed = {"border": 1, "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format({**boxed, "bold": True, "align": "center", "bg_color": _HEAD})
        self.group = book.add_format({**boxed, "bold": True})
        self.text = book.add_format(boxed)
        self.centred = book.add_format({**boxed, "align": "center"})
        self.right = book.add_format({**boxed, "align": "right"})
        self.grey = book.add_format({"border": 1, "valign": "vcenter", "font_color": _GREY, "shrink": True})
        self.free = book.add_format({**boxed, "valign": "top", "locked": False, "bg_color": _INPUT, "num_format": "@"})
        self.choice = book.add_format({**boxed, "locked": False, "bg_color": _INPUT, "align": "center"})
        self._name_formats: dict[int, Any] = {}

    def get_name_format(self, depth: int) -> Any:  # noqa: ANN401
        """Return the look of a name, set in where it is a part of another."""
        if depth not in self._name_formats:
            self._name_formats[depth] = self._book.add_format(
                {"border": 1, "valign": "vcenter", "text_wrap": True, "indent": depth}
            )
        return self._name_formats[depth]

    def get_number_format(self, decimals: int) -> Any:  # noqa: ANN401
        """Return the look of an input cell for a number with so many decimals."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        if pattern not in self._number_formats:
            self._number_formats[pattern] = self._book.add_format(
                {"border": 1, "valign": "vcenter", "align": "right", "locked": False, "bg_color": _INPUT,
                 "num_format": pattern}
            )  # fmt: skip
        return self._number_formats[pattern]
