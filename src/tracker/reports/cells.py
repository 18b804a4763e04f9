"""The cells of a report's table: each figure as text and as a number, with the footnotes that it needs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Baseline, Indicator, Period, Plan, Qualifier, Result
from tracker.reports.records import EMPTY_CELL, Footnote, FootnoteMarks, ReportCell
from tracker.text import sanitize_text
from tracker.views.formats import (
    MINUS,
    choose_decimals,
    format_details,
    format_number,
    format_plan,
    format_result,
    format_target,
)
from tracker.views.labels import PLAN_SIGNS, REASON_LABELS, STATUS_SIGNS
from tracker.views.show.content import format_revisions

FOOTNOTE_FLAGS = ("estimate", "assumed", "bounded", "approximate", "break")
"""The flags that a footnote of the report tells of at the very figure."""

_STATUS_NOTES = {
    "estimate": N_("Estimate."),
    "preliminary": N_("Preliminary figure."),
    "forecast": N_("Forecast; it is not judged."),
    "assumed": N_("Assumed, and not recorded."),
}
_TARGET_OVER_NOTE = N_("The target's year is over; what came later does not count toward it.")
_QUALIFIER_NOTES: dict[Qualifier, str] = {
    "<": N_("Published as less than this figure."),
    ">": N_("Published as more than this figure."),
    "~": N_("Published as an approximate figure."),
}


class Numbering:
    """Gives each distinct text a number, from 1 on, in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def assign_number(self, text: str) -> int:
        """Return the number of a text."""
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts in the order of their numbers."""
        return tuple(self._numbers)


class Footnotes:
    """The footnotes of a table: those that stand at many figures alike have letters, the others numbers."""

    def __init__(self) -> None:
        self._lettered, self._numbered = Numbering(), Numbering()

    def mark(self, text: str) -> FootnoteMarks:
        """Return the mark of a footnote, none where there is nothing to say."""
        text = sanitize_text(text).strip()
        return (str(self._numbered.assign_number(text)),) if text else ()

    def mark_common(self, text: str) -> FootnoteMarks:
        """Return the mark of a footnote that stands at many figures; none where there is nothing to say."""
        return (_LETTERS[self._lettered.assign_number(text) - 1],) if text else ()

    @property
    def notes(self) -> tuple[Footnote, ...]:
        """Return every footnote with its mark, the letters first."""
        lettered = zip(_LETTERS, self._lettered.texts, strict=False)
        return (
            *(Footnote(mark, text) for mark, text in lettered),
            *(Footnote(str(number), text) for number, text in enumerate(self._numbered.texts, 1)),
        )


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class ReportIndicator(NamedTuple):
    """What one line of the table tells of: an assessment, and everything that it rests on."""

    assessment: Assessment
    detail: Detail

    @property
    def indicator(self) -> Indicator:
        """Return the indicator."""
        return self.assessment.indicator

    def find_result(self, period: Period) -> Result | None:
        """Return what counts for a period, forecasts not."""
        found = self.assessment.results.get(period)
        return found if found and found.status != "forecast" else None


class CellBuilder:
    """Writes cells in one language, and collects the footnotes and sources that they need."""

    def __init__(self, board: AssessmentSet, language: Language) -> None:
        self.board, self.language = board, language
        self.footnotes, self.sources = Footnotes(), Numbering()

    def fill_text(self, template: str, /, **values: object) -> str:
        """Return a text of the catalogs with values put in."""
        return self.language.format(template, **values)

    def build_name(self, row_indicator: ReportIndicator) -> ReportCell:
        """Return the name of an indicator; its note is a footnote."""
        indicator = row_indicator.indicator
        marks = self.footnotes.mark(self.language.pick_text(indicator.note)) if indicator.note else ()
        return ReportCell(sanitize_text(self.language.pick_text(indicator.name)), marks=marks)

    def build_result(self, row_indicator: ReportIndicator, period: Period, *, marks_breaks: bool = True) -> ReportCell:
        """Return the result of a period: with footnotes for its status, bounds, revisions and a break."""
        result, indicator = row_indicator.find_result(period), row_indicator.indicator
        breaks = self._mark_breaks(row_indicator, period) if marks_breaks else ()
        if result is None:
            return ReportCell(marks=breaks)
        text = format_result(result, indicator, self.language, _collect_limits(row_indicator.assessment, result))
        marks = [
            *self._mark_common(_STATUS_NOTES.get(result.status, "")),
            *self._mark_common(_QUALIFIER_NOTES.get(result.qualifier, "")),
            *breaks,
            *self._mark_revisions(row_indicator, period),
        ]
        return self.build_cell(text, result.value, tuple(dict.fromkeys(marks)))

    def build_baseline(self, row_indicator: ReportIndicator, year: int) -> ReportCell:
        """Return the baseline; a footnote tells where it is of another year than `year`."""
        base = row_indicator.assessment.baseline
        if base is None:
            return self.build_result(row_indicator, Period(year))
        recorded = row_indicator.find_result(Period(year))
        if recorded and (recorded.value, base.year) == (base.value, year):
            return self.build_result(row_indicator, Period(year))
        text = format_number(base.value, choose_decimals(row_indicator.indicator, base.value), self.language)
        return self.build_cell(text, base.value, self._mark_baseline(base, year))

    def _mark_baseline(self, base: Baseline, year: int) -> FootnoteMarks:
        other = self.fill_text(N_("Figure of {year}."), year=base.year) if base.year != year else ""
        note = self.language.pick_text(base.note) if base.note else ""
        return (
            *self._mark_common(_STATUS_NOTES.get(base.status, "")),
            *self.footnotes.mark(other),
            *self.footnotes.mark(note),
        )

    def build_plan(self, row_indicator: ReportIndicator, plan: Plan | None) -> ReportCell:
        """Return the plan of a year."""
        if plan is None:
            return EMPTY_CELL
        marks = self.footnotes.mark(self.language.pick_text(plan.note)) if plan.note else ()
        return self.build_cell(format_plan(plan, row_indicator.indicator, self.language), plan.value, marks)

    def build_target(self, row_indicator: ReportIndicator) -> ReportCell:
        """Return the target of the term."""
        target = row_indicator.indicator.target
        limits = [limit for limit in (target.low, target.high) if limit is not None] if target else []
        is_over = target is not None and target.year is not None and target.year < self.board.year
        marks = self._mark_common(_TARGET_OVER_NOTE) if is_over else ()
        text = format_target(target, row_indicator.indicator, self.language)
        return self.build_cell(text, limits[0] if len(limits) == 1 else None, marks)

    def build_verdict(self, row_indicator: ReportIndicator) -> ReportCell:
        """Return the verdict on the term's target, with its reason and the flags that no footnote tells of."""
        sign = STATUS_SIGNS[row_indicator.assessment.status]
        details = format_details(row_indicator.assessment, self.language, FOOTNOTE_FLAGS)
        word = self.language.translate(sign.word)
        return ReportCell(f"{word}: {details}" if details else word, sign=sign)

    def build_plan_verdict(
        self, row_indicator: ReportIndicator, result: Result | None, plan: Plan | None
    ) -> ReportCell:
        """Return the verdict on the plan of the year, or why there is none."""
        sign = PLAN_SIGNS.get(row_indicator.assessment.plan_verdict) if result else None
        if sign:
            word = self.language.translate(sign.word)
            return ReportCell(word[:1].upper() + word[1:], sign=sign)
        if plan is None:
            return ReportCell(self.fill_text(N_("no plan for the year")))
        if result is None:
            return ReportCell(self.fill_text(N_("no result of the whole year yet")))
        has_way = row_indicator.indicator.direction is not None
        return ReportCell(
            self.fill_text(REASON_LABELS["bounded"] if has_way else N_("which way is better is not stated"))
        )

    def build_cell(self, text: str, value: object = None, marks: FootnoteMarks = (), formula: str = "") -> ReportCell:
        """Return a cell; it has a number where the text writes `value` rounded to as many decimals as it shows."""
        if not isinstance(value, Decimal):
            return ReportCell(text, marks=marks)
        decimals = _find_decimals(text, value, self.language)
        return (
            ReportCell(text, marks=marks)
            if decimals is None
            else ReportCell(text, value, decimals, marks, formula=formula)
        )

    def cite_sources(self, *sources: str) -> str:
        """Return the numbers of sources as a person writes them: 1, 3–5."""
        numbers = sorted({self.sources.assign_number(sanitize_text(source)) for source in sources if source})
        return _format_ranges(numbers)

    def _mark_common(self, template: str) -> FootnoteMarks:
        return self.footnotes.mark_common(self.language.translate(template))

    def _mark_breaks(self, row_indicator: ReportIndicator, period: Period) -> FootnoteMarks:
        texts = [
            self.fill_text(
                N_("A new definition from {year} on; not compared with the years before. {note}"),
                year=found.year,
                note=self.language.pick_text(found.note),
            )
            for found in row_indicator.indicator.breaks
            if period.is_year and found.year == period.year
        ]
        return tuple(mark for text in texts for mark in self.footnotes.mark(text))

    def _mark_revisions(self, row_indicator: ReportIndicator, period: Period) -> FootnoteMarks:
        rows = next((rows for rows in row_indicator.detail.revisions if rows[0].period == period), ())
        if not rows:
            return ()
        written = format_revisions(rows, row_indicator.indicator, self.language, with_author=False)
        return self.footnotes.mark(self.fill_text(N_("Revised. {rows}"), rows=written))


def _collect_limits(item: Assessment, result: Result) -> tuple[Decimal, ...]:
    """Return the numbers from which a shown value must stay apart when it differs: the year's plan and the target."""
    plan, target = item.indicator.plan.get(result.period.year), item.indicator.target
    limits = (target.low, target.high) if target and item.indicator.measure not in ("total", "growth") else ()
    return tuple(number for number in (plan.value if plan else None, *limits) if isinstance(number, Decimal))


def _find_decimals(text: str, number: Decimal, language: Language) -> int | None:
    """Return with how many decimals a text writes a number, or None where it does not."""
    for decimals in range(13):
        written = format_number(number, decimals, language).lstrip(MINUS)
        digits = text.lstrip("<>~≥≤+ " + MINUS).split(" ", 1)[0]
        if digits == written:
            return decimals
    return None


def _format_ranges(numbers: Sequence[int]) -> str:
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found)
