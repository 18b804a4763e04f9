"""The rows of a sheet become results that can be recorded; each cell that cannot be understood is a problem.

A row with figures is never skipped without a word: it becomes a result, a problem, or a row that is named as skipped.
Rows without figures are headings, and are counted.
"""

from tracker.errors import Location, Message, Problem, ProblemList, TrackerError, msg
from tracker.importing.candidates import Candidate, build_candidate, split_quotient
from tracker.importing.cell_values import has_figures, is_blank
from tracker.importing.columns import SheetColumn, SheetLayout
from tracker.importing.context import ImportOptions, SheetContext
from tracker.importing.decision_rows import is_decision_journal, parse_decisions
from tracker.importing.journal_rows import JournalRows
from tracker.importing.layout import HeadingOptions, find_layout
from tracker.importing.layout_checks import check_layout, check_scope_layout
from tracker.importing.matching import NameIndex
from tracker.importing.plan_candidates import PlanCandidate, build_plan_candidate
from tracker.importing.readers.cells import Row, Sheet
from tracker.importing.records import ParsedSheet, SkippedCells, describe_repetition
from tracker.importing.row_indicators import RowIndicators
from tracker.importing.row_kinds import (
    check_multiplier,
    find_part,
    is_heading_row,
    is_ordinal_row,
    is_plan,
    is_plan_row,
    is_prose,
    is_total,
)
from tracker.importing.scope_cells import SheetScopes
from tracker.importing.scope_names import make_scope_names
from tracker.importing.sheet_checks import find_form_problems, find_month_problems
from tracker.importing.table_texts import TableTexts
from tracker.model import Indicator, Register
from tracker.periods import get_calendar


def parse_sheet(
    sheet: Sheet, register: Register, options: ImportOptions, results: frozenset[int] | None = None
) -> ParsedSheet:
    """Return every result and every problem in a sheet, or in the columns of `results` if they are known."""
    return SheetReader(register, options).parse(sheet, results)


class SheetReader:
    """Reads sheets for one folder with the same options; the names of its indicators and areas are prepared once."""

    def __init__(self, register: Register, options: ImportOptions) -> None:
        self._register, self._options = register, options
        self._names = NameIndex(register.indicators)
        self._scopes = make_scope_names(register, self._names.find)

    def parse(self, sheet: Sheet, results: frozenset[int] | None = None) -> ParsedSheet:
        """Return every result and every problem in a sheet, or in the columns of `results` if they are known."""
        register, options, names = self._register, self._options, self._names
        if options.plans and is_decision_journal(sheet):
            return parse_decisions(sheet, register, options)
        calendar = get_calendar(register.term)
        wanted = HeadingOptions(options.plans, options.months, self._scopes or None, options.indicator, calendar)
        layout = find_layout(sheet, names.is_name, wanted)
        if layout and not options.plans:
            term = register.term
            layout = layout.drop_years_before(term.baseline_year, min(options.year, term.last_year))
            layout = layout if results is None else layout.keep_results(results)
        problems = check_layout(layout, sheet, options.period, options.plans, options.months)
        problems = problems or check_scope_layout(layout, sheet, options.indicator)
        if layout is None or problems:
            return ParsedSheet(sheet, layout, (), tuple(problems))
        scopes = SheetScopes(sheet, layout, self._scopes, options.scope)
        figures = frozenset(column.position for column in (*layout.values, *layout.plans, *layout.results))
        context = SheetContext(sheet, layout, register, options, scopes, figures)
        return _SheetParser(sheet, layout, names, context).parse()


class _SheetParser:
    """Parses the rows one by one and collects results, problems and counts."""

    def __init__(self, sheet: Sheet, layout: SheetLayout, names: NameIndex, context: SheetContext) -> None:
        self._candidates: dict[tuple[object, ...], Candidate | PlanCandidate] = {}
        self._problems, self._repeated = ProblemList(), ProblemList()
        self._heading_rows = self._empty_cells = self._other_rows = self._other_plans = 0
        self._skipped: dict[str, dict[str, None]] = {"hidden": {}, "parts": {}, "totals": {}, "unknown": {}}
        self._hidden_columns: set[int] = set()
        self._other_columns: set[int] = set()
        self._context, self._sheet, self._layout, self._names = context, sheet, layout, names
        self._values = {column.position: column for column in layout.values}
        columns = (*layout.by_role.values(), *layout.values, *layout.plans, *layout.results)
        columns += (*layout.unused, *layout.parts, *layout.earlier, *layout.list_scope_columns())
        self._known = {column.position for column in columns} | set(layout.header.cells)
        self._rows, self._texts = RowIndicators(context, names), TableTexts(context)

    def parse(self) -> ParsedSheet:
        """Return the results and problems of all rows below the headings."""
        self._problems.merge(find_form_problems(self._context))
        sheet, layout = self._sheet, self._layout
        journal = JournalRows(self._context, self._names)
        last = journal.find_last_lines(sheet.rows.skip(layout.header_rows)) if layout.is_journal else {}
        is_first, superseded = True, 0
        for row in sheet.rows.skip(layout.header_rows):
            self._context.scopes.note_row(row)
            key = journal.get_key(row) if last else None
            if key and last[key] != row.line:
                superseded += 1
                continue
            if layout.is_journal and journal.is_withdrawal(row):
                self._add_withdrawal(journal, row)
            elif row.cells and not self._has_wrong_width(row):
                self._parse_row(row, is_first)
            is_first = False
        self._problems.merge(find_month_problems(self._context, self._candidates.values()))
        found = {each.indicator.id: each.indicator for each in self._candidates.values()}
        for problem in self._texts.find_problems(found.values()):
            self._problems.append(problem)
        all_found = self._candidates.values()
        candidates = tuple(each for each in all_found if isinstance(each, Candidate))
        plans = tuple(each for each in all_found if isinstance(each, PlanCandidate))
        left_out = self._problems.omitted_count + self._repeated.omitted_count
        counts = (self._heading_rows, self._empty_cells, superseded, left_out)
        problems = (*self._problems, *self._repeated)
        return ParsedSheet(sheet, layout, candidates, problems, *counts, self._list_skipped(), plans)

    def _list_skipped(self) -> SkippedCells:
        hidden, parts, totals, unknown = (tuple(names) for names in self._skipped.values())
        columns = (tuple(sorted(self._hidden_columns)), tuple(sorted(self._other_columns)))
        rows = (0, self._other_rows) if self._context.options.plans else (self._other_rows, 0)
        return SkippedCells(hidden, *columns, rows[0], parts, totals, unknown, rows[1], self._other_plans)

    def _add_candidate(self, candidate: Candidate | PlanCandidate) -> None:
        """Keep a result or plan; a second, different one of the same key is a problem."""
        first = self._candidates.setdefault(candidate.key, candidate)
        if first is not candidate and first._replace(location=candidate.location) != candidate:
            where = first.location.cell or f"{self._sheet.file}:{first.location.line}"
            message = describe_repetition(candidate, where)
            location = candidate.location._replace(indicator=candidate.indicator.id)
            self._repeated.append(Problem(location, message, msg("keep the one that is right")))

    def _add_problem(self, row: Row, column: SheetColumn, message: Message, hint: Message | None = None) -> None:
        self._problems.append(Problem(self._context.locate(row, column), message, hint))

    def _add_problems(self, error: TrackerError, location: Location | None = None) -> None:
        for problem in error.problems:
            self._problems.append(problem._replace(location=location or problem.location))

    def _parse_row(self, row: Row, is_first: bool) -> None:
        filled = [self._values[at] for at, cell in row.cells.items() if at in self._values and not is_blank(cell)]
        name, column = self._find_name(row)
        if all(cell.is_hidden for cell in row.cells.values()):
            self._skip_row("hidden", name, row, filled)
            return
        try:
            indicator = self._rows.find(row)
            self._rows.remember(name, indicator)
            if indicator is None:
                self._note_other_row(row, column, name, filled, is_first)
            elif filled and self._is_wanted(row, indicator, filled):
                for item, columns in self._rows.group_columns(indicator, filled):
                    self._parse_values(row, item, columns)
            self._empty_cells += len(self._layout.values) - len(filled) if indicator else 0
        except TrackerError as error:
            self._add_problems(error, self._context.locate(row, column))

    def _add_withdrawal(self, journal: JournalRows, row: Row) -> None:
        """Keep a withdrawal, which only the journal has, and which has no value."""
        try:
            self._add_candidate(journal.read_withdrawal(row))
        except TrackerError as error:
            self._add_problems(error)

    def _find_name(self, row: Row) -> tuple[str, SheetColumn]:
        """Return the name of the indicator in a row, "" if it has none, and the column of the name."""
        columns = sorted(self._layout.name_columns, key=lambda column: column.meaning.role == "code")
        names = ((row.get_cell(column.position).text, column) for column in columns)
        return next(((name, column) for name, column in names if name.strip()), ("", columns[0]))

    def _is_wanted(self, row: Row, indicator: Indicator, filled: list[SheetColumn]) -> bool:
        """Whether a row is a result of the whole, and not a plan or of a part such as men; or a plan, if asked for."""
        check_multiplier(self._context, row)
        wants_plans = self._context.options.plans is not None
        is_of_plans = is_plan_row(self._context, row, filled) if wants_plans else is_plan(self._context, row)
        if is_of_plans != wants_plans:
            self._other_rows += 1
            return False
        scopes = self._context.scopes
        if part := find_part(self._context, row) or scopes.find_foreign_part(row, None, indicator):
            self._skipped["parts"][part] = None
            return False
        if scopes.is_whole(row) and not self._layout.is_own:
            self._skipped["totals"][scopes.get_area_text(row)] = None
            return False
        return True

    def _parse_values(self, row: Row, indicator: Indicator, filled: list[SheetColumn]) -> None:
        """Parse the figures of a row, and note the columns of figures that are not used."""
        for at, cell in row.cells.items():
            if at not in self._known and has_figures(cell) and not cell.is_hidden:
                self._other_columns.add(at)
        try:
            self._texts.check_units(row, self._find_name(row)[0], indicator, filled)
        except TrackerError as error:
            self._add_problems(error)
            return
        for column in filled:
            if row.get_cell(column.position).is_hidden:
                self._hidden_columns.add(column.position)
                continue
            if part := self._context.scopes.find_foreign_part(row, column, indicator):
                self._skipped["parts"][part] = None
                continue
            try:
                self._texts.check_figure(row, column, indicator)
                self._texts.check_note(row, column, indicator)
                self._add_figure(row, indicator, column)
            except TrackerError as error:
                self._add_problems(error)

    def _add_figure(self, row: Row, indicator: Indicator, column: SheetColumn) -> None:
        """Keep the result or plan in a cell. Raises TrackerError if it cannot be understood."""
        wanted = self._context.options.plans
        if wanted is None:
            for item, figure_row in split_quotient(row, indicator, column, self._context, self._names.by_id):
                self._add_candidate(build_candidate(self._context, figure_row, item, column))
        elif plan := build_plan_candidate(self._context, row, indicator, column, wanted):
            self._add_candidate(plan)
        else:
            self._other_plans += 1

    def _skip_row(self, reason: str, name: str, row: Row, filled: list[SheetColumn]) -> None:
        """Skip a row, and remember its name if it has figures."""
        if any(has_figures(row.get_cell(column.position)) for column in filled):
            self._skipped[reason][name.strip() or str(row.line)] = None
        else:
            self._heading_rows += 1

    def _note_other_row(
        self, row: Row, column: SheetColumn, name: str, filled: list[SheetColumn], is_first: bool
    ) -> None:
        """Count a row that is about no indicator, or note the figure in it as a problem."""
        is_repeated = filled and all(" ".join(cell.text.split()) in self._layout.texts for cell in row.cells.values())
        figures = [each for each in filled if has_figures(row.get_cell(each.position))]
        prose = [each for each in figures if is_prose(row.get_cell(each.position))]
        if is_repeated or (is_first and name.strip() and is_ordinal_row(row)):
            self._heading_rows += 1
        elif is_heading_row(row, name, list(self._values)):
            message = msg("another row of headings begins here")
            hint = msg("put each table into a sheet or a file of its own")
            self._add_problem(row, column, message, hint)
        elif len(prose) == len(figures):
            self._heading_rows += 1
            self._texts.note_row(row)
        elif is_total(name) or self._context.scopes.is_whole(row):
            self._skip_row("totals", name, row, filled)
        elif not name.strip():
            message = msg("there is a figure, but no indicator in its row")
            self._add_problem(row, figures[0], message, msg("name the indicator, or remove the figure"))
        elif self._context.options.skip_unknown and not self._layout.has_area_rows:
            self._skip_row("unknown", name, row, filled)
        elif self._layout.has_area_rows:
            self._add_problem(row, column, *self._context.scopes.describe_unknown(name))
        else:
            self._add_problem(row, column, *self._names.describe_unknown(name))

    def _has_wrong_width(self, row: Row) -> bool:
        """Note a row of a text file whose number of cells differs from the header: an unquoted comma shifted them.

        A decimal comma also separates cells in a file of commas, and only the number of cells reveals it. Rows without
        figures are not checked.
        """
        width, sheet = self._layout.header.width, self._sheet
        is_wider = any(at >= width for at in row.cells)
        is_short = self._layout.is_journal and row.width < width and self._layout.lacks_only_scopes(row.width)
        is_other = sheet.delimiter == "," and row.width != width and any(map(has_figures, row.cells.values()))
        is_other = is_other and not is_short
        if sheet.name or not (is_wider or is_other):
            return False
        message = msg("cells in this row: {found}; in the header: {expected}", found=row.width, expected=width)
        hint = None
        if sheet.delimiter == ",":
            hint = msg('put text with a comma, and a number with a decimal comma, in "…"; end short rows with commas')
        self._problems.append(Problem(Location(sheet.file, row.line), message, hint))
        return True
