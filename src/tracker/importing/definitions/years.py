"""The years of the term that a table is about: what the user says, else what its headings and titles say."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tracker.importing.columns import SheetColumn
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import SPAN, parse_heading_text

_MAX_TERM = 30
"""Years that a term may have if nobody states it: a strategy has at most so many."""
_CONGRESS_SPAN = 5
"""The years between those that name the term of a congress: 2025-2030 begins in 2026, and 2025 is its baseline."""
_MAX_GAP = 3
"""Years from the last result to the first plan, between which a term may begin."""
Origin = Literal["given", "congress", "heading", "title", "columns"]


class TermYears(NamedTuple):
    """The baseline year, the first and the last year of a term, and what says so."""

    baseline: int
    first: int
    last: int
    origin: Origin

    def has(self, year: int) -> bool:
        """Whether a year is one of the term, not its baseline."""
        return self.first <= year <= self.last


def find_years(column: SheetColumn) -> tuple[int, ...]:
    """Return the years that the headings of a column name, apart from spans."""
    return tuple(dict.fromkeys(parse_heading_text(SPAN.sub(" ", fold_text(column.label))).years))


def find_spans(text: str) -> set[tuple[int, int]]:
    """Return the first and the last year of the terms that a text names: 2026-2030, or 2025-2030 for the same."""
    spans = {(int(span[1]), int(span[2])) for span in SPAN.finditer(fold_text(text))}
    return {
        (first + (last - first == _CONGRESS_SPAN), last) for first, last in spans if first < last <= first + _MAX_TERM
    }


def choose_term(columns: TableColumns, given: range | None, today_year: int) -> TermYears | None:
    """Return the years of the term of a table, or None if neither the user nor the table says them.

    A column that is headed only by a year after `today_year` has no results.
    """
    baseline = _find_baseline_year(columns)
    reported, open_years = _split_result_years(columns, today_year)
    if given is not None:
        return _make_given(given, columns, baseline, reported)
    planned = sorted({*open_years, *(year for column in columns.plans for year in find_years(column))})
    spans = _join_spans(column.label for column in columns.plans)
    if len(spans) == 1:
        return _make_term(*spans.pop(), baseline, "heading")
    spans = _join_spans(title.text for title in columns.layout.titles)
    if len(spans) == 1 and (not planned or _covers(*max(spans), planned)):
        return _make_term(*spans.pop(), baseline, "title")
    known = sorted({*reported, *([baseline] if baseline else [])})
    if not planned:
        return None
    last = planned[-1]
    first = _find_first_year(planned, known)
    return _make_term(first, last, baseline, "columns") if first is not None and first <= last else None


def _make_given(given: range, columns: TableColumns, baseline: int | None, reported: set[int]) -> TermYears:
    """Return the term that the user says; of a congress, 2025-2030 begins in 2026 if the table has nothing before 2025.

    Then 2025 is the year of the baseline. A plan of 2025 says that it is a year of the term.
    """
    first, last = given[0], given[-1]
    known = {*reported, *([baseline] if baseline else [])}
    planned = {year for column in columns.plans for year in find_years(column)}
    if last - first == _CONGRESS_SPAN and min(known, default=0) == first and first not in planned:
        return _make_term(first + 1, last, first, "congress")
    return _make_term(first, last, baseline, "given")


def _covers(first: int, last: int, planned: list[int]) -> bool:
    """Whether a term that a title names is that of the plans: all are of its years, or it ends with the last."""
    return last == planned[-1] or (first <= planned[0] and planned[-1] < last)


def _find_first_year(planned: list[int], known: list[int]) -> int | None:
    """Return the first year of a term: the one after the last result before the plans, else that of the first plan.

    A plan beside the result of its year, before which there is no result, may be of the year before the term.
    """
    earlier = [year for year in known if year < planned[-1]]
    if len(planned) == 1:
        return earlier[-1] + 1 if earlier else None
    open_years = [year for year in planned if year not in known]
    before = [year for year in known if year < planned[0]]
    if planned[0] in known and not before and open_years:
        return planned[0] + 1
    return before[-1] + 1 if before and before[-1] + _MAX_GAP >= planned[0] else planned[0]


def _make_term(first: int, last: int, baseline: int | None, origin: Origin) -> TermYears:
    return TermYears(baseline if baseline and baseline < first else first - 1, first, last, origin)


def _join_spans(texts: Iterable[str]) -> set[tuple[int, int]]:
    return {span for text in texts for span in find_spans(text)}


def _find_baseline_year(columns: TableColumns) -> int | None:
    years = {year for column in columns.baselines for year in find_years(column)}
    return max(years) if years else None


def _split_result_years(columns: TableColumns, today_year: int) -> tuple[set[int], set[int]]:
    """Return the years of results, and those of columns that only name a year that has not begun."""
    meanings = [column.meaning for column in columns.results if column.meaning.period]
    later = {
        meaning.period.year
        for meaning in meanings
        if meaning.period and meaning.period.year > today_year and not (meaning.is_result or meaning.status)
    }
    return {meaning.period.year for meaning in meanings if meaning.period} - later, later
