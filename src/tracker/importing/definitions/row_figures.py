"""The figures of one row: its target, plans and baseline; a cell that is not understood is left out, and named."""

import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Location, Message, TrackerError, msg
from tracker.importing.cell_values import is_blank
from tracker.importing.definitions.columns import YEAR, TableColumns
from tracker.importing.definitions.figure_columns import FigureColumn, FigureColumns, FigureKind
from tracker.importing.definitions.goals import (
    Goal,
    bind,
    describe_error,
    find_direction_of_range,
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
from tracker.numbers import count_decimals, parse_yes_no

_MAX_DECIMALS = 6
_RANGE_QUESTION = msg("does passing the far edge of the range exceed the target? delete this line if it misses it")


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
        goals = list(self._read_goals("target"))
        if self._holds_answers(goals):
            question = msg("is it something that is done or not? write another measure if not")
            answers = {year: Plan(True) for year, value in self._read_plans() if value == Target("yes")}
            indicator = self._indicator._replace(measure="milestone", target=Target("yes"), plan=answers)
            return self._finish(indicator, [*questions, Question("measure", question)], None)
        baseline = self._read_baseline()
        goal = goals[0][1] if goals else None
        plans = dict(self._read_plans())
        due = (goal.year or self._find_stated_year(goals[0][0]) or self._find_early_year(goals[0][0])) if goal else None
        if goal and goal.value == Target("yes") and due and self._table.years.has(due):
            plans.setdefault(due, goal.value)
        indicator, target_question = self._set_target(goal, plans, baseline)
        if due and due < self._table.years.first:
            target_question = msg("the table says that it is due in {year}, which is before the term", year=due)
        elif due:
            indicator = self._set_target_year(indicator, due)
        made = {year: plan for year, value in plans.items() if (plan := self._make_plan(year, value, indicator))}
        indicator = indicator._replace(plan=made)
        guess = guess_measure(
            indicator, goal.hint if goal else None, self._table.years, is_of_term=self._is_of_term(goals)
        )
        questions += [Question("measure", guess.question)] if guess.question else []
        indicator = indicator._replace(measure=guess.measure)
        if direction := find_direction_of_range(indicator):
            indicator = indicator._replace(direction=direction)
            questions.append(Question("direction", _RANGE_QUESTION))
        return self._finish(indicator, questions, target_question)

    def _set_target_year(self, indicator: Indicator, year: int) -> Indicator:
        """Return the indicator with the year of its target, if this has a number and is not due in the last year."""
        target = indicator.target
        if target is None or (target.low is None and target.high is None) or year == self._table.years.last:
            return indicator
        return indicator._replace(target=target._replace(year=year))

    def _finish(
        self, indicator: Indicator, questions: list[Question], target_question: Message | None
    ) -> DraftIndicator:
        """Return the indicator with its source and decimals, and what is asked about its target."""
        if indicator.target is None:
            question = msg("the table gives none that could be read: what must be reached?")
            questions.append(Question("target", question))
        elif target_question:
            questions.append(Question("direction" if indicator.target.is_plan else "target", target_question))
        indicator = indicator._replace(source=self._find_source())
        indicator = indicator._replace(decimals=_count_decimals(indicator, self._iter_numbers()))
        return DraftIndicator(indicator, self._row, self._get_target_text(), tuple(questions), tuple(self._left_out))

    def _holds_answers(self, goals: Sequence[tuple[FigureColumn, Goal]]) -> bool:
        """Whether all that the row holds is yes or no, and no target says what must be reached."""
        cells = [self._get_cell(each) for each in self._table.figures.used]
        filled = [cell for cell in cells if not is_blank(cell)]
        is_open = not goals or goals[0][1].value == Target("yes")
        return is_open and bool(filled) and all(map(_is_answer, filled))

    def _set_target(
        self, goal: Goal | None, plans: Mapping[int, Target | Decimal], baseline: Baseline | None
    ) -> tuple[Indicator, Message | None]:
        """Return the indicator with its baseline and target; a table that has only plans sets those."""
        target, question = self._bind(goal, plans, baseline)
        indicator = self._indicator._replace(target=target, baseline=baseline)
        if target is None and plans:
            direction, question = self._find_direction(plans, baseline)
            has_targets = bool(self._table.figures.of_kind("target"))
            target = None if has_targets or direction is None else Target("plan")
            return indicator._replace(target=target, direction=direction), question
        return (indicator._replace(baseline=None) if target and target.kind == "yes" else indicator), question

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

    def _read_goals(self, kind: FigureKind) -> Iterator[tuple[FigureColumn, Goal]]:
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
            self._left_out.append(LeftOutCell(self._locate(figure), cell.text, msg("hidden"), figure.kind == "target"))
        return cell.is_hidden

    def _leave_out(self, figure: FigureColumn, error: TrackerError) -> None:
        location = self._locate(figure)
        text = " ".join(self._get_cell(figure).text.split())
        self._left_out.append(LeftOutCell(location, text, describe_error(error), figure.kind == "target"))

    def _read_baseline(self) -> Baseline | None:
        """Return the baseline: of its own column, else the result of the baseline year."""
        years, figures = self._table.years, self._table.figures
        of_year = [each for each in figures.of_kind("result") if each.year == years.baseline and _is_of_year(each)]
        for each in (*figures.of_kind("baseline"), *of_year):
            if self._is_hidden(each) or (each.kind == "result" and _is_answer(self._get_cell(each))):
                continue  # the results are read by the import, which takes or names an answer
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
        return self._find_stated_year(figure) or figure.year or self._table.years.baseline

    def _find_stated_year(self, figure: FigureColumn) -> int | None:
        """Return the year in the column of years that belongs to a column, None if there is not exactly one."""
        column = self._table.columns.years.get(figure.column.position)
        years = YEAR.findall(self._row.row.get_cell(column.position).text) if column else []
        return int(years[0]) if len(years) == 1 else None

    def _find_early_year(self, figure: FigureColumn) -> int | None:
        """Return the year in the heading of a target if it is one before the last of the term."""
        return figure.year if figure.year and figure.year < self._table.years.last else None

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

    def _find_direction(
        self, plans: Mapping[int, Target | Decimal], baseline: Baseline | None
    ) -> tuple[Direction | None, Message | None]:
        """Return which way is better by the last plan with a number, and a question if that is a guess."""
        for value in reversed([*plans.values()]):
            if isinstance(value, Decimal):
                guess = guess_bound(self._indicator, value, baseline.value if baseline else None)
                direction: Direction = "decrease" if guess.kind == "at_most" else "increase"
                return direction, msg("is less better?") if guess.question else None
            if value.kind in ("at_least", "above", "at_most", "below"):
                return "increase" if value.is_upward else "decrease", None
        return None, None

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


def _is_answer(cell: Cell) -> bool:
    return cell.kind == "answer" or (cell.kind == "text" and parse_yes_no(cell.text) is not None)


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
