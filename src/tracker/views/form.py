"""The form for results: a department fills in the results of a year, or of its first months."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Indicator, Period, Register, Result, ResultStatus
from tracker.model.scopes import Parts
from tracker.numbers import count_decimals, format_plain
from tracker.text import sanitize_text
from tracker.views.form_sheet import FIRST_COLUMNS, TEXT_WIDTH, FormColumn, FormSheet, FormTexts, write_workbook
from tracker.views.form_styles import CHOICE, NUMBER, TEXT, is_writable
from tracker.views.labels import RESULT_STATUS_LABELS
from tracker.views.periods import format_part
from tracker.views.workbook import make_digit_format

_STATUSES: tuple[ResultStatus, ...] = ("estimate", "preliminary", "final", "forecast")
FORM_COLUMNS = (
    *FIRST_COLUMNS,
    FormColumn(None, N_("Result {previous}"), 13),
    FormColumn("plan", N_("Plan {year}"), 13),
    FormColumn("value", N_("Result {period}"), 14),
    FormColumn("qualifier", N_("< > ~"), 6),
    FormColumn("status", N_("Certainty"), 13),
    FormColumn("source", N_("Source"), TEXT_WIDTH),
    FormColumn("note", N_("Note"), TEXT_WIDTH),
)


def render_form(board: AssessmentSet, language: Language, owner: str | None, period: Period | None = None) -> bytes:
    """Return the form of all assessments of `board`, for its year, as the bytes of an .xlsx file.

    With a `period` of that year the form is for the results of these months, and shows the same months of the year
    before. Raises TrackerError with the exit code MISSING_EXTRA if the library that writes workbooks is not installed.
    """
    chosen = period or Period(board.year)
    texts = _make_texts(board, language, chosen)

    def write(book: object) -> None:
        form = _ResultForm(book, board, language, _choose_columns(board, chosen), texts)
        form.write_all(owner, {"value": chosen})

    return write_workbook(board, language, write, board.as_of)


_PERIOD_PLAN = N_("Plan {period}")


def _choose_columns(board: AssessmentSet, period: Period) -> tuple[FormColumn, ...]:
    """Return the columns of the form: with the plans of its quarter, half or month if some are known."""
    if not any(str(period) in item.indicator.period_plans for item in board.assessments):
        return FORM_COLUMNS
    return tuple(each._replace(heading=_PERIOD_PLAN) if each.role == "plan" else each for each in FORM_COLUMNS)


def _make_texts(board: AssessmentSet, language: Language, period: Period) -> FormTexts:
    heading = _format_period_heading(period, language)
    previous = _format_period_heading(period._replace(year=period.year - 1), language)
    term = sanitize_text(language.pick_text(board.register.term.name))
    template = N_("{term}: results of {year}") if period.is_year else N_("{term}: results, {period}")
    hint = N_(
        "Fill in the yellow cells only. Write numbers as numbers, in the unit of the line; leave empty what is not "
        'known. The column "< > ~" is for "less than", "more than" and "about".'
    )
    hints = [language.translate(hint)]
    if any(_has_summed_parts(board.register, item.indicator) for item in board.assessments):
        hints.append(language.translate(N_("A total whose parts are filled in may stay empty: it is their sum.")))
    return FormTexts(
        language.format(N_("Results {period}"), period=heading),
        language.format(template, term=term, year=board.year, period=heading),
        " ".join(hints),
        {"year": board.year, "period": heading, "previous": previous},
    )


class _ResultForm(FormSheet):
    """The form for results of the period of its column of values."""

    def list_parts(self, indicator: Indicator) -> Iterator[Parts]:
        """Yield each value of the dimensions of an indicator, then what several of them gave together so far."""
        return _list_parts(self.board.register, indicator)

    def write_cells(self, indicator: Indicator, parts: Parts) -> list[tuple[str, int]]:
        """Write the result of the year before and the plan, and the cells to fill in with what is recorded."""
        period = self.inputs["value"]
        self.write_result("previous", period._replace(year=period.year - 1), indicator, parts)
        is_of_period = any(column.heading == _PERIOD_PLAN for column in self.columns)
        plan = indicator.period_plans.get(str(period)) if is_of_period else indicator.plan.get(self.board.year)
        self.write_plan("plan", None if parts else plan, indicator)
        known = self.find_recorded(indicator, period, parts)
        self._write_inputs(indicator, known)
        return [(text, TEXT_WIDTH - 2) for text in (known.source, known.note)] if known else []

    def _write_inputs(self, indicator: Indicator, known: Result | None) -> None:
        """Write the cells to fill in, with the recorded values and the rules for new ones."""
        translate = self.language.translate
        if indicator.measure == "milestone":
            answers = [translate(N_("yes")), translate(N_("no"))]
            self.write_input("value", answers[0 if known.value else 1] if known else "", CHOICE)
            self.add_choice("value", answers)
        else:
            self._write_number(indicator, known)
        status = translate(RESULT_STATUS_LABELS[known.status]) if known else ""
        qualifier, source, note = (known.qualifier, known.source, known.note) if known else ("", "", "")
        self.write_input("qualifier", qualifier, CHOICE)
        self.write_input("status", status, CHOICE)
        self.write_input("source", source if is_writable(source) else "", TEXT)
        self.write_input("note", note if is_writable(note) else "", TEXT)
        self.add_choice("status", [translate(RESULT_STATUS_LABELS[each]) for each in _STATUSES])
        self.add_choice("qualifier", ["<", ">", "~"])

    def _write_number(self, indicator: Indicator, known: Result | None) -> None:
        value = known.value if known and isinstance(known.value, Decimal) else None
        decimals = max(indicator.decimals or 0, count_decimals(value) if value is not None else 0)
        look = {**NUMBER, "num_format": make_digit_format(min(decimals, 15))}
        if value is None:
            self.write_input("value", "", look)
        elif Decimal(f"{float(value):.15g}") == value:
            position = (self.row, self.positions["value"])
            self.sheet.write_number(*position, float(value), self.formats.get_format(**look))
        else:  # more digits than a spreadsheet keeps
            self.write_text("value", format_plain(value), look)
        rule = {"validate": "decimal", "criteria": "between", "minimum": -1e29, "maximum": 1e29}
        message = N_("Write a number alone, with the decimal sign of your Excel; leave the cell empty if unknown.")
        self.add_rule("value", rule, N_("Not a number"), message)


def _has_summed_parts(register: Register, indicator: Indicator) -> bool:
    """Whether the total of an indicator is the sum of its parts, if it was not recorded."""
    whole = [item.id for item in register.dimensions if item.whole]
    return indicator.roll_up == "sum" and any(name in whole for name in indicator.by)


def _list_parts(register: Register, indicator: Indicator) -> Iterator[Parts]:
    """Yield the parts of an indicator: of one dimension all, of several those for which its area has a result."""
    dimensions = [item for item in register.dimensions if item.id in indicator.by]
    for item in dimensions:
        for value in item.values:
            yield ((item.id, value),)
    known = {item.id: item.values for item in dimensions}
    for scope, rows in register.scope_results.items():
        is_crossed = scope.area == register.scope.area and len(scope.parts) > 1 and indicator.id in rows
        if is_crossed and all(value in known.get(name, ()) for name, value in scope.parts):
            yield scope.parts


def _format_period_heading(period: Period, language: Language) -> str:
    """Return a period as a heading names it: the year, or its months."""
    if period.is_year:
        return language.format_year(period.year)
    if period.part:
        return format_part(period, language)
    template = N_("January {year}") if period.month == 1 else N_("{months} months {year}")
    return language.format(template, months=period.month, year=period.year)
