"""What the figures of each column are: results, the baseline, the target of the term, or the plan of a year."""

import re
from typing import Literal, NamedTuple, TypeAlias

from tracker.errors import Message, msg, quote_text
from tracker.importing.columns import SheetColumn
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.definitions.years import TermYears, find_spans, find_years
from tracker.importing.heading_months import fold_text
from tracker.importing.plan_headings import PlanOptions, classify_plan
from tracker.importing.words import ANNUAL_PLAN, TENTATIVE_PLAN

FigureKind = Literal["result", "baseline", "target", "plan"]
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")


class FigureColumn(NamedTuple):
    """A column of figures: what they are, and of which year; `question` asks if it is a guess."""

    column: SheetColumn
    kind: FigureKind
    year: int | None
    question: Message | None = None


class FigureColumns(NamedTuple):
    """The columns of figures that are used, and those that are not, each with the reason."""

    used: tuple[FigureColumn, ...]
    left_out: tuple[tuple[SheetColumn, Message], ...]

    def of_kind(self, kind: FigureKind) -> list[FigureColumn]:
        """Return the columns with figures of a kind."""
        return [each for each in self.used if each.kind == kind]

    def ask_only_of(self, years: set[int]) -> "FigureColumns":
        """Return the same columns; those of results ask only if they have results of these years."""
        used = [each._replace(question=None) if each.kind == "result" and each.year not in years else each
                for each in self.used]  # fmt: skip
        return self._replace(used=tuple(used))


_ClassifiedColumn: TypeAlias = tuple[SheetColumn, FigureKind | None, int | None]


def _sort_series(columns: list[_ClassifiedColumn], last: int) -> list[_ClassifiedColumn]:
    """Return the columns; a last year that ends a series of years is a plan if another one may be the target.

    "Lộ trình 2026", …, "Lộ trình 2030" are plans beside "Mục tiêu 2030".
    """
    series: dict[str, set[int | None]] = {}
    for column, _, year in columns:
        series.setdefault(_YEAR.sub("", column.label), set()).add(year)
    may_be = [column for column, kind, year in columns if kind is None and year == last]
    alone = [column for column in may_be if len(series[_YEAR.sub("", column.label)]) == 1]
    if len(may_be) < 2 or len(alone) != 1:
        return columns
    return [(each[0], "plan" if each[0] in may_be and each[0] not in alone else each[1], each[2]) for each in columns]


def _sort_steps(columns: list[_ClassifiedColumn], last: int) -> list[_ClassifiedColumn]:
    """Return the columns; of several years that headings call targets, only the latest has the target of the term.

    "Chỉ tiêu Đại hội năm 2026" beside "… năm 2030" is the plan of 2026. Such plans come last: another one counts first.
    """
    may_be = [
        (year or last) for _, kind, year in columns if kind == "target" or (kind is None and year in (None, last))
    ]
    due = max(may_be, default=last)
    earlier = [each for each in columns if each[1] == "target" and (each[2] or last) < due]
    rest = [each for each in columns if each not in earlier]
    return [*rest, *((column, "plan", year) for column, _, year in earlier)]


def sort_figure_columns(columns: TableColumns, term: TermYears, today_year: int) -> FigureColumns:
    """Return what the figures of each column are, for this term; a year after `today_year` has no results."""
    return _FigureSorter(columns, term, today_year).sort()


class _FigureSorter:
    """Decides on one column after another; a second target of a table is not used."""

    def __init__(self, columns: TableColumns, term: TermYears, today_year: int) -> None:
        self._columns, self._term, self._today_year = columns, term, today_year
        self._used: list[FigureColumn] = []
        self._left_out: list[tuple[SheetColumn, Message]] = []

    def sort(self) -> FigureColumns:
        """Return what the figures of all columns are."""
        for column in self._columns.results:
            self._sort_result(column)
        for column in self._columns.baselines:
            year = max(find_years(column), default=self._term.baseline)
            self._add_once(FigureColumn(column, "baseline", year))
        self._sort_plans(self._columns.plans)
        used = sorted(self._used, key=lambda each: each.column.position)
        return FigureColumns(tuple(used), tuple(self._left_out))

    def _sort_result(self, column: SheetColumn) -> None:
        meaning, term = column.meaning, self._term
        if meaning.period is None:
            self._left_out.append((column, msg("the heading names no year")))
            return
        year = meaning.period.year
        is_said = meaning.is_result or meaning.status is not None
        if year < term.baseline:
            self._left_out.append((column, msg("it is before the baseline year, {year}", year=term.baseline)))
        elif year > max(term.last, self._today_year):
            self._left_out.append((column, msg("it is after the term")))
        elif is_said or year == term.baseline:
            is_early = meaning.period.is_year and year >= self._today_year and not meaning.status
            question = msg(
                "the year {year} is not over, so its results are preliminary: are they estimates?", year=year
            )
            self._used.append(FigureColumn(column, "result", year, question if is_early else None))
        elif year > self._today_year and meaning.period.is_year:
            self._add_undated(column, year)
        else:
            self._left_out.append((column, msg("no word says whether the figures are plans or results")))

    def _add_undated(self, column: SheetColumn, year: int) -> None:
        """Add a column that is headed only by a year that has not begun: it can only have plans, or targets."""
        kind: FigureKind = "target" if year == self._term.last else "plan"
        question = msg("is this the target of the term?") if kind == "target" else msg("is this the plan of the year?")
        self._add_once(FigureColumn(column, kind, year, question))

    def _sort_plans(self, columns: tuple[SheetColumn, ...]) -> None:
        classified = [(column, *self._classify(column)) for column in columns]
        of_term = [each for each in classified if each[2] is None or self._term.has(each[2])]
        called = {column for column, kind, _ in of_term if kind == "target"}
        outside = [each for each in classified if each not in of_term]
        kinds = [*outside, *_sort_steps(_sort_series(of_term, self._term.last), self._term.last)]
        has_target = any(kind == "target" for _, kind, _ in kinds)
        for column, kind, year in sorted(kinds, key=lambda each: bool(TENTATIVE_PLAN.search(fold_text(each[0].label)))):
            if year is not None and not self._term.has(year):
                self._left_out.append((column, msg("its year is not one of the term")))
                continue
            found = kind or ("plan" if has_target or year not in (None, self._term.last) else "target")
            question = None
            if kind is None and found == "target":
                question = msg("is this the target of the term, or the plan of {year}?", year=year or self._term.last)
            elif TENTATIVE_PLAN.search(fold_text(column.label)):
                question = msg("the heading says that it is a draft: was it decided?")
            elif kind is None and found == "plan" and year == self._term.last:
                question = msg("is this the plan of {year}, or the target of the term?", year=year)
            elif found == "plan" and column in called:
                question = msg("is this the plan of {year}? another column has the target of a later year", year=year)
            self._add_once(FigureColumn(column, found, year, question))

    def _classify(self, column: SheetColumn) -> tuple[FigureKind | None, int | None]:
        """Return what the words of a heading call its figures, None if they may be either, and their year."""
        years, term = find_years(column), self._term
        year = years[0] if len(years) == 1 else None
        options = PlanOptions(None, None, term.first, term.last)
        spans = find_spans(column.label)
        if year is None:
            is_annual = bool(ANNUAL_PLAN.search(fold_text(column.label)))
            is_term = (term.first, term.last) in spans
            return ("target" if is_term or not is_annual else None), None
        return classify_plan(column.label, year, options), year

    def _add_once(self, figure: FigureColumn) -> None:
        """Keep a column, unless another one has the same figures already."""
        same_kind = [each for each in self._used if each.kind == figure.kind]
        is_only_one = figure.kind in ("target", "baseline")
        same = next((each for each in same_kind if is_only_one or each.year == figure.year), None)
        if same is None:
            self._used.append(figure)
        else:
            if figure.kind == "target" and not same.question:
                question = msg(
                    "is this the target of the term, or that in {other}?", other=quote_text(figure.column.label)
                )
                self._used[self._used.index(same)] = same._replace(question=question)
            message = msg("another column has the same: {other}", other=same.column.label)
            self._left_out.append((figure.column, message))
