"""The cells of a report's table: each figure as text and as a number, with the footnotes that it needs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Assessment, Baseline, Board, Indicator, Plan, Result
from tracker.numbers import Qualifier
from tracker.periods import Period
from tracker.views.formats import (
    MINUS,
    number_text,
    plan_text,
    result_text,
    safe,
    shown_decimals,
    target_text,
)
from tracker.views.lines import details_text
from tracker.views.one.sheet import revision_text
from tracker.views.report.records import EMPTY, Cell, Footnote, Marks
from tracker.views.words import PLAN, REASONS, STATUS

FOOTNOTED = ("estimate", "assumed", "bounded", "approximate", "break")
"""The flags that a footnote of the report tells of at the very figure."""

_STATUS_NOTES = {
    "estimate": N_("Estimate."),
    "preliminary": N_("Preliminary figure."),
    "forecast": N_("Forecast; it is not judged."),
    "assumed": N_("Assumed, and not recorded."),
}
_OVER = N_("The target's year is over; what came later does not count toward it.")
_QUALIFIER_NOTES: dict[Qualifier, str] = {
    "<": N_("Published as less than this figure."),
    ">": N_("Published as more than this figure."),
    "~": N_("Published as an approximate figure."),
}


class Numbered:
    """Gives each distinct text a number, from 1 on, in the order in which they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self._numbers.setdefault(text, len(self._numbers) + 1)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts in the order of their numbers."""
        return tuple(self._numbers)


class Footnotes:
    """The footnotes of a table: those that stand at many figures alike have letters, the others numbers."""

    def __init__(self) -> None:
        self._common, self._single = Numbered(), Numbered()

    def mark(self, text: str) -> Marks:
        """Return the mark of a footnote, none where there is nothing to say."""
        text = safe(text).strip()
        return (str(self._single.number(text)),) if text else ()

    def common(self, text: str) -> Marks:
        """Return the mark of a footnote that stands at many figures; none where there is nothing to say."""
        return (_LETTERS[self._common.number(text) - 1],) if text else ()

    @property
    def all(self) -> tuple[Footnote, ...]:
        """Return every footnote with its mark, the letters first."""
        lettered = zip(_LETTERS, self._common.texts, strict=False)
        return (
            *(Footnote(mark, text) for mark, text in lettered),
            *(Footnote(str(number), text) for number, text in enumerate(self._single.texts, 1)),
        )


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Told(NamedTuple):
    """What one line of the table tells of: an assessment, and everything that it rests on."""

    item: Assessment
    detail: Detail

    @property
    def indicator(self) -> Indicator:
        """Return the indicator."""
        return self.item.indicator

    def result(self, period: Period) -> Result | None:
        """Return what counts for a period, forecasts not."""
        found = self.item.results.get(period)
        return found if found and found.status != "forecast" else None


class Writer:
    """Writes cells in one language, and collects the footnotes and sources that they need."""

    def __init__(self, board: Board, language: Language) -> None:
        self.board, self.language = board, language
        self.footnotes, self.sources = Footnotes(), Numbered()

    def text(self, template: str, /, **values: object) -> str:
        """Return a text of the catalogs with values put in."""
        return self.language.fill(template, **values)

    def name(self, told: Told) -> Cell:
        """Return the name of an indicator; its note is a footnote."""
        indicator = told.indicator
        marks = self.footnotes.mark(self.language.pick(indicator.note)) if indicator.note else ()
        return Cell(safe(self.language.pick(indicator.name)), marks=marks)

    def result(self, told: Told, period: Period, *, may_break: bool = True) -> Cell:
        """Return the result of a period: with footnotes for its status, bounds, revisions and a break."""
        result, indicator = told.result(period), told.indicator
        breaks = self._break_marks(told, period) if may_break else ()
        if result is None:
            return Cell(marks=breaks)
        text = result_text(result, indicator, self.language, _rivals(told.item, result))
        marks = [
            *self._common(_STATUS_NOTES.get(result.status, "")),
            *self._common(_QUALIFIER_NOTES.get(result.qualifier, "")),
            *breaks,
            *self._revision_marks(told, period),
        ]
        return self.cell(text, result.value, tuple(dict.fromkeys(marks)))

    def baseline(self, told: Told, year: int) -> Cell:
        """Return the baseline; a footnote tells where it is of another year than `year`."""
        base = told.item.baseline
        if base is None:
            return self.result(told, Period(year))
        recorded = told.result(Period(year))
        if recorded and (recorded.value, base.year) == (base.value, year):
            return self.result(told, Period(year))
        text = number_text(base.value, shown_decimals(told.indicator, base.value), self.language)
        return self.cell(text, base.value, self._baseline_marks(base, year))

    def _baseline_marks(self, base: Baseline, year: int) -> Marks:
        other = self.text(N_("Figure of {year}."), year=base.year) if base.year != year else ""
        note = self.language.pick(base.note) if base.note else ""
        return (
            *self._common(_STATUS_NOTES.get(base.status, "")),
            *self.footnotes.mark(other),
            *self.footnotes.mark(note),
        )

    def plan(self, told: Told, plan: Plan | None) -> Cell:
        """Return the plan of a year."""
        if plan is None:
            return EMPTY
        marks = self.footnotes.mark(self.language.pick(plan.note)) if plan.note else ()
        return self.cell(plan_text(plan, told.indicator, self.language), plan.value, marks)

    def target(self, told: Told) -> Cell:
        """Return the target of the term."""
        target = told.indicator.target
        limits = [limit for limit in (target.low, target.high) if limit is not None] if target else []
        is_over = target is not None and target.year is not None and target.year < self.board.year
        marks = self._common(_OVER) if is_over else ()
        text = target_text(target, told.indicator, self.language)
        return self.cell(text, limits[0] if len(limits) == 1 else None, marks)

    def verdict(self, told: Told) -> Cell:
        """Return the verdict on the term's target, with its reason and the flags that no footnote tells of."""
        sign = STATUS[told.item.status]
        details = details_text(told.item, self.language, FOOTNOTED)
        word = self.language.text(sign.word)
        return Cell(f"{word}: {details}" if details else word, sign=sign)

    def year_verdict(self, told: Told, result: Result | None, plan: Plan | None) -> Cell:
        """Return the verdict on the plan of the year, or why there is none."""
        sign = PLAN.get(told.item.plan_verdict) if result else None
        if sign:
            word = self.language.text(sign.word)
            return Cell(word[:1].upper() + word[1:], sign=sign)
        if plan is None:
            return Cell(self.text(N_("no plan for the year")))
        if result is None:
            return Cell(self.text(N_("no result of the whole year yet")))
        has_way = told.indicator.direction is not None
        return Cell(self.text(REASONS["bounded"] if has_way else N_("which way is better is not stated")))

    def cell(self, text: str, value: object = None, marks: Marks = (), formula: str = "") -> Cell:
        """Return a cell; it has a number where the text writes `value` rounded to as many decimals as it shows."""
        if not isinstance(value, Decimal):
            return Cell(text, marks=marks)
        decimals = _decimals_in(text, value, self.language)
        return Cell(text, marks=marks) if decimals is None else Cell(text, value, decimals, marks, formula=formula)

    def refer(self, *sources: str) -> str:
        """Return the numbers of sources as a person writes them: 1, 3–5."""
        numbers = sorted({self.sources.number(safe(source)) for source in sources if source})
        return _ranges(numbers)

    def _common(self, template: str) -> Marks:
        return self.footnotes.common(self.language.text(template))

    def _break_marks(self, told: Told, period: Period) -> Marks:
        texts = [
            self.text(
                N_("A new definition from {year} on; not compared with the years before. {note}"),
                year=found.year,
                note=self.language.pick(found.note),
            )
            for found in told.indicator.breaks
            if period.is_year and found.year == period.year
        ]
        return tuple(mark for text in texts for mark in self.footnotes.mark(text))

    def _revision_marks(self, told: Told, period: Period) -> Marks:
        rows = next((rows for rows in told.detail.revisions if rows[0].period == period), ())
        if not rows:
            return ()
        written = revision_text(rows, told.indicator, self.language, with_author=False)
        return self.footnotes.mark(self.text(N_("Revised. {rows}"), rows=written))


def _rivals(item: Assessment, result: Result) -> tuple[Decimal, ...]:
    """Return the numbers from which a shown value must stay apart when it differs: the year's plan and the target."""
    plan, target = item.indicator.plan.get(result.period.year), item.indicator.target
    limits = (target.low, target.high) if target and item.indicator.measure not in ("total", "growth") else ()
    return tuple(number for number in (plan.value if plan else None, *limits) if isinstance(number, Decimal))


def _decimals_in(text: str, number: Decimal, language: Language) -> int | None:
    """Return with how many decimals a text writes a number, or None where it does not."""
    for decimals in range(13):
        written = number_text(number, decimals, language).lstrip(MINUS)
        digits = text.lstrip("<>~≥≤+ " + MINUS).split(" ", 1)[0]
        if digits == written:
            return decimals
    return None


def _ranges(numbers: Sequence[int]) -> str:
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found)
