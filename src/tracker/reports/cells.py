"""The cells of a report's table: each figure as text and as a number, with its footnotes."""

from itertools import groupby
from typing import NamedTuple

from tracker.assess.bounds import list_limits, list_plan_numbers
from tracker.assess.counts import is_reported
from tracker.assess.derived import find_figure
from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Baseline, Indicator, Period, Plan, Qualifier, Result, Text, Value
from tracker.reports.records import EMPTY_CELL, Formula, Note, ReportCell
from tracker.text import sanitize_text
from tracker.views.adjustments import format_history
from tracker.views.formats import (
    choose_decimals,
    format_details,
    prepare_plan,
    prepare_result,
    prepare_target,
)
from tracker.views.groups import format_full_name, number_indicators
from tracker.views.labels import REASON_LABELS, choose_plan_sign
from tracker.views.numbers import FormattedNumber, format_value
from tracker.views.reasons import choose_status_sign, list_plan_adjustments
from tracker.views.show.content import format_revisions

FOOTNOTE_FLAGS = ("estimate", "assumed", "bounded", "approximate", "break", "from_parts")
"""The flags that a footnote at the figure explains."""

_STATUS_NOTES = {
    "estimate": N_("Estimate."),
    "preliminary": N_("Preliminary figure."),
    "forecast": N_("Forecast; it is not judged."),
    "assumed": N_("Assumed, and not recorded."),
}
_TARGET_OVER_NOTE = N_("The target's year is over; what came later does not count toward it.")
_PARTS_NOTE = N_("Made of the figures of quarters, halves or months.")
_PARTIAL_NOTE = N_("At least this much: the figures of some months are missing.")
_QUALIFIER_NOTES: dict[Qualifier, str] = {
    "<": N_("Published as less than this figure."),
    ">": N_("Published as more than this figure."),
    "~": N_("Published as an approximate figure."),
}
_DERIVED_NOTES: dict[Qualifier, str] = {
    "<": N_("At most this much: some of the figures added up are bounds."),
    ">": N_("At least this much: some of the figures added up are bounds."),
    "~": N_("Made of approximate figures, or of shares of an area that was divided."),
}


class ReportIndicator(NamedTuple):
    """One row of the table: an assessment, and everything that it rests on."""

    assessment: Assessment
    detail: Detail

    @property
    def indicator(self) -> Indicator:
        """Return the indicator."""
        return self.assessment.indicator

    def find_result(self, period: Period) -> Result | None:
        """Return the result of a period; a forecast is none."""
        result = self.assessment.results.get(period)
        return result if result and result.status != "forecast" else None


class CellBuilder:
    """Builds the cells of a report in one language; `numbers` and `depths` are those of the indicators by their ids."""

    def __init__(self, board: AssessmentSet, language: Language) -> None:
        self.board, self.language = board, language
        self.numbers, self.depths = number_indicators(board.register)

    def fill_text(self, template: str, /, **values: object) -> str:
        """Return a text of the catalog with values put in."""
        return self.language.format(template, **values)

    def pick_text(self, text: Text) -> str:
        """Return a text of the data in the language, safe to show."""
        return sanitize_text(self.language.pick_text(text))

    def format_full_name(self, indicator: Indicator) -> str:
        """Return the name of an indicator where it stands alone, with that of its whole if it is a part."""
        return format_full_name(indicator, self.board.register, self.language)

    def build_cell(
        self, value: FormattedNumber | str, notes: tuple[Note, ...] = (), formula: Formula | None = None
    ) -> ReportCell:
        """Return a cell with a number, or with a text."""
        if isinstance(value, str):
            return ReportCell(value, notes=notes)
        return ReportCell(format_value(value, self.language), value, notes, formula=formula)

    def build_name(self, row: ReportIndicator) -> ReportCell:
        """Return the name of an indicator; its note is a footnote."""
        note = self.language.pick_text(row.indicator.note)
        return ReportCell(self.pick_text(row.indicator.name), notes=_list_notes(note))

    def build_result(self, row: ReportIndicator, period: Period, *, marks_breaks: bool = True) -> ReportCell:
        """Return the result of a period, with footnotes on its status, bound, revisions, note and a break."""
        result, indicator = row.find_result(period), row.indicator
        breaks = self._list_break_notes(row, period) if marks_breaks else ()
        if result is None:
            return ReportCell(notes=breaks)
        neighbours = list_plan_numbers(indicator.plan.get(result.period.year))
        neighbours += list_limits(indicator.target) if indicator.measure not in ("total", "growth") else ()
        notes = (
            *self._list_common_notes(_STATUS_NOTES.get(result.status)),
            *(self._list_area_notes(row, period) or self._list_qualifier_notes(row, period, result.qualifier)),
            *breaks,
            *(self._list_revision_notes(row, period) or list_result_notes(result)),
        )
        return self.build_cell(prepare_result(result, indicator, self.language, neighbours), notes)

    def _list_area_notes(self, row: ReportIndicator, period: Period) -> tuple[Note, ...]:
        """Return the note on a figure that lacks those of some areas."""
        figure = find_figure(row.assessment, self.board.register.figures.get(row.indicator.id, {}), period)
        if figure and figure.has_parts and (figure.lacks_months or not figure.is_incomplete):
            return self._list_common_notes(_PARTIAL_NOTE if figure.lacks_months else _PARTS_NOTE)
        if figure is None or not figure.is_incomplete:
            return ()
        values = {"reported": figure.reported, "expected": figure.expected}
        return _list_notes(self.fill_text(N_("Areas that have reported: {reported} of {expected}."), **values))

    def _list_qualifier_notes(self, row: ReportIndicator, period: Period, qualifier: Qualifier) -> tuple[Note, ...]:
        """Return on which side of a figure the true one lies, and that it was made of parts of the year."""
        rows = row.assessment.made_of.get(period)
        if rows is None:
            figure = self.board.register.figures.get(row.indicator.id, {}).get(period)
            is_made = figure is not None and figure.rule != "recorded"
            return self._list_common_notes((_DERIVED_NOTES if is_made else _QUALIFIER_NOTES).get(qualifier))
        first, last = period.months
        months = {month for each in rows for month in range(each.period.months[0], each.period.months[1] + 1)}
        is_whole = len(months) == last - first + 1
        return self._list_common_notes(_PARTS_NOTE if is_whole else _PARTIAL_NOTE)

    def build_baseline(self, row: ReportIndicator, year: int) -> ReportCell:
        """Return the baseline, with a footnote if it is of another year than `year`."""
        base = row.assessment.baseline
        recorded = row.find_result(Period(year))
        if base is None or (recorded and (recorded.value, base.year) == (base.value, year)):
            return self.build_result(row, Period(year))
        value = FormattedNumber(base.value, choose_decimals(row.indicator, base.value))
        return self.build_cell(value, self._list_baseline_notes(row, base, year))

    def _list_baseline_notes(self, row: ReportIndicator, base: Baseline, year: int) -> tuple[Note, ...]:
        return (
            *self._list_common_notes(_STATUS_NOTES.get(base.status)),
            *_list_notes(self.fill_text(N_("Figure of {year}."), year=base.year) if base.year != year else ""),
            *_list_notes(
                format_history(row.indicator, "baseline", None, self.language) or self.language.pick_text(base.note)
            ),
        )

    def build_plan(self, row: ReportIndicator, plan: Plan | None) -> ReportCell:
        """Return the plan of a year."""
        if plan is None:
            return EMPTY_CELL
        year = next((year for year, each in row.indicator.plan.items() if each is plan), None)
        history = format_history(row.indicator, "plan", year, self.language) if year else ""
        notes = _list_notes(history or self.language.pick_text(plan.note))
        return self.build_cell(prepare_plan(plan, row.indicator, self.language), notes)

    def build_target(self, row: ReportIndicator) -> ReportCell:
        """Return the target of the term."""
        target = row.indicator.target
        is_over = target is not None and target.year is not None and target.year < self.board.year
        notes = self._list_common_notes(_TARGET_OVER_NOTE) if is_over else ()
        notes += _list_notes(format_history(row.indicator, "target", None, self.language))
        return self.build_cell(prepare_target(target, row.indicator, self.language), notes)

    def build_verdict(self, row: ReportIndicator) -> ReportCell:
        """Return the verdict on the term's target, with its reason and the flags that no footnote explains.

        Footnotes have the versions of the plans that decisions changed: the table has no column for plans.
        """
        sign = choose_status_sign(row.assessment, self.language)
        details = format_details(row.assessment, self.language, FOOTNOTE_FLAGS)
        word = self.language.translate(sign.word)
        years = sorted({version.year for version in row.indicator.versions if version.year and version.decided_on})
        histories = [
            format_history(row.indicator, "plan", year, self.language)
            for year in years
            if row.indicator.first and row.indicator.first.plan.get(year) != row.indicator.plan.get(year)
        ]
        notes = tuple(note for text in histories for note in _list_notes(text))
        return ReportCell(f"{word}: {details}" if details else word, sign=sign, notes=notes)

    def build_plan_verdict(self, row: ReportIndicator, result: Result | None, plan: Plan | None) -> ReportCell:
        """Return the verdict on the plan of the year, or why there is none."""
        sign = choose_plan_sign(row.assessment.plan_verdict, row.indicator, plan) if result else None
        if sign:
            word = capitalize(self.language.translate(sign.word))
            details = "; ".join(list_plan_adjustments(row.assessment, self.language))
            return ReportCell(f"{word}: {details}" if details else word, sign=sign)
        if result is None and not is_reported(row.assessment):
            reason = N_("no result of the whole year yet")
        elif plan is None:
            reason = N_("no plan for the year")
        elif result is None:
            reason = N_("no result of the whole year yet")
        elif row.indicator.direction is None and (plan.bound is None or plan.is_for_every_year):
            return EMPTY_CELL  # which way is better is not stated
        else:
            reason = REASON_LABELS["bounded"]
        return ReportCell(self.language.translate(reason))

    def _list_common_notes(self, template: str | None) -> tuple[Note, ...]:
        return (Note(self.language.translate(template), is_common=True),) if template else ()

    def _list_break_notes(self, row: ReportIndicator, period: Period) -> tuple[Note, ...]:
        template = N_("A new definition from {year} on; not compared with the years before. {note}")
        breaks = [item for item in row.indicator.breaks if period.is_year and item.year == period.year]
        texts = [self.fill_text(template, year=item.year, note=self.language.pick_text(item.note)) for item in breaks]
        return tuple(note for text in texts for note in _list_notes(text))

    def _list_revision_notes(self, row: ReportIndicator, period: Period) -> tuple[Note, ...]:
        """Return the versions of a figure, the earliest first; none if the figure itself never changed."""
        rows = next((results for results in row.detail.revisions if results[0].period == period), ())
        if len({_get_figure(each) for each in rows if each.status != "withdrawn"}) < 2:
            return ()
        revised = tuple(tuple(run)[-1] for _, run in groupby(rows, key=_get_figure))
        text = format_revisions(revised, row.indicator, self.language, with_author=False)
        return _list_notes(self.fill_text(N_("Revised. {rows}"), rows=text))


def list_result_notes(*results: Result | None) -> tuple[Note, ...]:
    """Return the notes of results as footnotes, each once."""
    return tuple(dict.fromkeys(note for result in results if result for note in _list_notes(result.note)))


def _get_figure(row: Result) -> tuple[Value | None, Qualifier]:
    """Return what a row of the journal says of a figure, without its status and source."""
    return row.value, row.qualifier


def _list_notes(text: str) -> tuple[Note, ...]:
    """Return a text as a footnote, or none if it is empty."""
    text = sanitize_text(text).strip()
    return (Note(text),) if text else ()


def capitalize(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]
