"""The figures of one row: its target, plans and baseline; a cell that is not understood is left out, and named."""

import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Message, TrackerError, msg
from tracker.importing.cell_values import is_blank
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.definitions.figure_columns import FigureColumn, FigureColumns
from tracker.importing.definitions.goals import (
    Goal,
    bind,
    describe_error,
    guess_bound,
    make_plan_of,
    read_baseline_cell,
    read_goal,
)
from tracker.importing.definitions.measures import guess_measure
from tracker.importing.definitions.records import DraftIndicator, LeftOutCell, Question
from tracker.importing.definitions.rows import TableRow
from tracker.importing.definitions.years import TermYears, find_spans
from tracker.importing.readers.cells import Cell, Sheet
from tracker.model import Baseline, Direction, Indicator, Plan, Target
from tracker.numbers import count_decimals

_MAX_DECIMALS = 6


class TableParts(NamedTuple):
    """What is known of a table before its indicators are made."""

    sheet: Sheet
    columns: TableColumns
    figures: FigureColumns
    years: TermYears


class RowFigures:
    """The figures of one row."""

    def __init__(self, table: TableParts, row: TableRow, indicator: Indicator) -> None:
        self._table, self._row, self._indicator = table, row, indicator
        self._left_out: list[LeftOutCell] = []

    def build(self, questions: list[Question]) -> DraftIndicator:
        """Return the indicator with its figures."""
        baseline = self._read_baseline()
        goals = list(self._read_goals("target"))
        goal = goals[0][1] if goals else None
        plans = dict(self._read_plans())
        target, bound_question = self._bind(goal, plans, baseline)
        indicator = self._indicator._replace(target=target, baseline=baseline)
        if target is None and plans:
            indicator = indicator._replace(direction=self._find_direction(plans, baseline))
        if target and target.kind == "yes":
            indicator = indicator._replace(baseline=None)
        made = {year: plan for year, value in plans.items() if (plan := self._make_plan(year, value, indicator))}
        indicator = indicator._replace(plan=made)
        guess = guess_measure(
            indicator, goal.hint if goal else None, self._table.years, is_of_term=self._is_of_term(goals)
        )
        questions += [Question("measure", guess.question)] if guess.question else []
        questions += [Question("target", bound_question)] if bound_question else []
        if target is None:
            question = msg("the table gives none that could be read: what must be reached?")
            questions.append(Question("target", question))
        indicator = indicator._replace(measure=guess.measure, source=self._find_source())
        indicator = indicator._replace(decimals=_count_decimals(indicator, self._iter_numbers()))
        text = self._get_target_text()
        return DraftIndicator(indicator, self._row, text, tuple(questions), tuple(self._left_out))

    def _is_of_term(self, goals: Sequence[tuple[FigureColumn, Goal]]) -> bool:
        """Whether the heading of the target names the first and the last year of the term."""
        return any(figure.year is None and find_spans(figure.column.label) for figure, _ in goals)

    def _find_source(self) -> str:
        """Return the cell of the target, else of the first plan, as the source of what is set."""
        for each in (*self._table.figures.of_kind("target"), *self._table.figures.of_kind("plan")):
            if not is_blank(self._get_cell(each)):
                return describe_source(self._locate(each))
        return ""

    def _locate(self, figure: FigureColumn) -> Location:
        return self._table.sheet.locate(self._row.row, figure.column.position, figure.column.label)

    def _get_target_text(self) -> str:
        """Return the target as the table writes it in words."""
        cells = [self._get_cell(each) for each in self._table.figures.of_kind("target")]
        return next((" ".join(cell.text.split()) for cell in cells if cell.kind == "text" and not is_blank(cell)), "")

    def _read_goals(self, kind: str) -> Iterator[tuple[FigureColumn, Goal]]:
        """Yield the targets or plans of the row; a cell that is not understood is left out."""
        for each in self._table.figures.used:
            if each.kind != kind or self._is_hidden(each):
                continue
            try:
                goal = read_goal(self._get_cell(each), self._indicator)
            except TrackerError as error:
                self._leave_out(each, error)
                continue
            if goal is not None:
                yield each, goal

    def _read_plans(self) -> Iterator[tuple[int, Target | Decimal]]:
        for each, goal in self._read_goals("plan"):
            if each.year is not None:
                yield each.year, goal.value

    def _get_cell(self, figure: FigureColumn) -> Cell:
        return self._row.row.get_cell(figure.column.position)

    def _is_hidden(self, figure: FigureColumn) -> bool:
        """Return whether a cell is hidden; then it is left out if it is filled."""
        cell = self._get_cell(figure)
        if cell.is_hidden and not is_blank(cell):
            self._left_out.append(LeftOutCell(self._locate(figure), cell.text, msg("hidden")))
        return cell.is_hidden

    def _leave_out(self, figure: FigureColumn, error: TrackerError) -> None:
        location = self._locate(figure)
        text = " ".join(self._get_cell(figure).text.split())
        self._left_out.append(LeftOutCell(location, text, describe_error(error)))

    def _read_baseline(self) -> Baseline | None:
        """Return the baseline: of its own column, else the result of the baseline year."""
        years, figures = self._table.years, self._table.figures
        of_year = [each for each in figures.of_kind("result") if each.year == years.baseline and _is_of_year(each)]
        for each in (*figures.of_kind("baseline"), *of_year):
            if self._is_hidden(each):
                continue
            try:
                value = read_baseline_cell(self._get_cell(each), self._indicator)
            except TrackerError as error:
                self._leave_out(each, error)
                continue
            if value is not None:
                location = self._locate(each)
                status = each.column.meaning.status or ""
                return Baseline(self._find_year(each), value, status, describe_source(location))
        return None

    def _find_year(self, figure: FigureColumn) -> int:
        column = self._table.columns.years.get(figure.column.position)
        text = self._row.row.get_cell(column.position).text.strip() if column else ""
        return int(text) if text.isdigit() and len(text) == 4 else figure.year or self._table.years.baseline

    def _bind(
        self, goal: Goal | None, plans: Mapping[int, Target | Decimal], baseline: Baseline | None
    ) -> tuple[Target | None, Message | None]:
        """Return the target as a bound, that of the last year's plan without one, and a question if that is a guess."""
        last = self._table.years.last
        has_targets = bool(self._table.figures.of_kind("target"))  # then an empty or unread cell is no plan
        value = goal.value if goal else None if has_targets else plans.get(last)
        if value is None:
            return None, None
        if not isinstance(value, Decimal):
            return value, None
        guess = guess_bound(self._indicator, value, baseline.value if baseline else None)
        return bind(value, guess.kind), guess.question

    def _find_direction(self, plans: Mapping[int, Target | Decimal], baseline: Baseline | None) -> Direction | None:
        numbers = [value for value in plans.values() if isinstance(value, Decimal)]
        if not numbers:
            return None
        guess = guess_bound(self._indicator, numbers[-1], baseline.value if baseline else None)
        return "decrease" if guess.kind == "at_most" else None

    def _make_plan(self, year: int, value: Target | Decimal, indicator: Indicator) -> Plan | None:
        try:
            return make_plan_of(value, indicator)
        except TrackerError as error:
            figure = next(each for each in self._table.figures.of_kind("plan") if each.year == year)
            self._leave_out(figure, error)
            return None

    def _iter_numbers(self) -> Iterator[Decimal]:
        for each in self._table.figures.used:
            cell = self._get_cell(each)
            if cell.number is not None:
                yield cell.number.scaleb(2).normalize() if cell.kind == "percent" else cell.number
            elif each.kind == "result" and not is_blank(cell):
                try:
                    value = read_baseline_cell(cell, self._indicator)
                except TrackerError:
                    continue
                if value is not None:
                    yield value


def _is_of_year(figure: FigureColumn) -> bool:
    period = figure.column.meaning.period
    return period is not None and period.is_year


def describe_source(location: Location) -> str:
    """Return the file and the cell of a figure, as the source of it: `plan.xlsx, Sheet1!C7`."""
    file = os.path.basename(location.file)
    return f"{file}, {location.cell}" if location.cell else f"{file}:{location.line}, {location.key}".rstrip(", ")


def _count_decimals(indicator: Indicator, numbers: Iterator[Decimal]) -> int | None:
    """Return how many decimals the figures have, None without a figure."""
    found = [*numbers]
    target = indicator.target
    found += [number for number in (target.low, target.high) if number is not None] if target else []
    for plan in indicator.plan.values():
        found += [plan.value] if isinstance(plan.value, Decimal) else []
    if indicator.measure == "milestone" or not found:
        return None
    return min(_MAX_DECIMALS, max(count_decimals(_strip(number)) for number in found))


def _strip(number: Decimal) -> Decimal:
    return Decimal(f"{number.normalize():f}")
