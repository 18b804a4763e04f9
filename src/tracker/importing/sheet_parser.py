"""The rows of a sheet become results that can be recorded; each cell that cannot be understood is a problem.

A row with figures is never skipped: it becomes a result or a problem. Rows without figures are headings, and are
counted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.errors import Location, Message, Problem, ProblemList, TrackerError, msg, quote_text
from tracker.importing.candidates import Candidate, ImportOptions, SheetContext, build_candidate, has_figures, is_blank
from tracker.importing.headings import FORM_PREFIX, Role
from tracker.importing.layout import SheetColumn, SheetLayout, find_layout, format_column_names
from tracker.importing.matching import NameIndex, is_same_unit
from tracker.importing.readers.cells import Row, Sheet
from tracker.model import Indicator, Period, Register
from tracker.periods import parse_period
from tracker.text import normalize_name

_ORDINAL = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=.*)?")


class ParsedSheet(NamedTuple):
    """The results in a sheet, its problems, and counts of what was skipped.

    `left_out` counts the problems after the first thousand of a kind.
    """

    sheet: Sheet
    layout: SheetLayout | None
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    heading_rows: int = 0
    empty_cells: int = 0
    superseded_rows: int = 0
    left_out: int = 0


def parse_sheet(sheet: Sheet, register: Register, options: ImportOptions) -> ParsedSheet:
    """Return every result and every problem in a sheet."""
    layout, problems = find_layout(sheet, options.period)
    if layout is None or problems:
        return ParsedSheet(sheet, layout, (), tuple(problems))
    return _SheetParser(sheet, layout, register, options).parse()


class _SheetParser:
    """Parses the rows one by one and collects results, problems and counts."""

    def __init__(self, sheet: Sheet, layout: SheetLayout, register: Register, options: ImportOptions) -> None:
        self._candidates: dict[tuple[str, Period], Candidate] = {}
        self._problems, self._repeated = ProblemList(), ProblemList()
        self._heading_rows = self._empty_cells = 0
        self._context = SheetContext(sheet, layout, register, options)
        self._sheet, self._layout = sheet, layout
        self._values = {column.position: column for column in layout.values}
        self._header = {cell.text.strip() for cell in layout.header.cells.values()}
        self._names = NameIndex(register.indicators)

    def parse(self) -> ParsedSheet:
        """Return the results and problems of all rows below the headings."""
        self._check_form()
        sheet, layout = self._sheet, self._layout
        last = self._find_last_rows(sheet.rows.skip(layout.header_rows)) if layout.is_journal else {}
        is_first, superseded = True, 0
        for row in sheet.rows.skip(layout.header_rows):
            key = self._get_key(row) if last else None
            if key and last[key] != row.line:
                superseded += 1
                continue
            self._parse_row(row, is_first)
            is_first = False
        candidates, problems = tuple(self._candidates.values()), (*self._problems, *self._repeated)
        left_out = self._problems.omitted_count + self._repeated.omitted_count
        counts = (self._heading_rows, self._empty_cells, superseded, left_out)
        return ParsedSheet(sheet, layout, candidates, problems, *counts)

    def _check_form(self) -> None:
        """Note a problem if the sheet is a form of another term."""
        prefix = f"{FORM_PREFIX}term:"
        names = {normalize_name(name) for name in self._context.register.term.name.values()}
        for at, cell in self._layout.header.cells.items():
            term = cell.text.removeprefix(prefix)
            if cell.text.startswith(prefix) and normalize_name(term) not in names:
                message = msg("this form was made for {found}", found=quote_text(term))
                hint = msg("import it into the folder that it was made from (--data DIR)")
                self._problems.append(Problem(self._sheet.locate(self._layout.header, at), message, hint))

    def _find_last_rows(self, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
        """Return the line of the last row of each indicator and period, which is the one that counts in the journal.

        A forecast does not replace a result before it. Rows without a known indicator and a period are not included:
        each becomes a problem.
        """
        last: dict[tuple[str, str], int] = {}
        with_result: set[tuple[str, str]] = set()
        for row in rows:
            key, status = self._get_key(row), self._get_status(row)
            if key is None or (status == "forecast" and key in with_result):
                continue
            last[key] = row.line
            (with_result.discard if status in ("forecast", "withdrawn") else with_result.add)(key)
        return last

    def _get_key(self, row: Row) -> tuple[str, str] | None:
        """Return the indicator and the period of a row of the journal as written, or None."""
        identity, period = (self._context.get_cell(row, role).text.strip() for role in _KEY_ROLES)
        return (identity, period) if identity in self._names.by_id and parse_period(period) else None

    def _get_status(self, row: Row) -> str:
        return self._context.get_cell(row, "status").text.strip()

    def _add_candidate(self, candidate: Candidate) -> None:
        """Keep a result; a second, different one for the same indicator and period is a problem."""
        first = self._candidates.setdefault((candidate.indicator.id, candidate.period), candidate)
        if first is not candidate and first._replace(location=candidate.location) != candidate:
            where = first.location.cell or f"{self._sheet.file}:{first.location.line}"
            message = msg("is given twice for {period}: also at {where}", period=candidate.period, where=where)
            location = candidate.location._replace(indicator=candidate.indicator.id)
            self._repeated.append(Problem(location, message, msg("keep the one that is right")))

    def _add_problem(self, row: Row, column: SheetColumn, message: Message, hint: Message | None = None) -> None:
        self._problems.append(Problem(self._context.locate(row, column), message, hint))

    def _add_problems(self, error: TrackerError, location: Location | None = None) -> None:
        for problem in error.problems:
            self._problems.append(problem._replace(location=location or problem.location))

    def _parse_row(self, row: Row, is_first: bool) -> None:
        if self._parse_withdrawal(row) or self._has_wrong_width(row) or not row.cells:
            return
        filled = [self._values[at] for at, cell in row.cells.items() if at in self._values and not is_blank(cell)]
        name, column = self._find_name(row)
        try:
            indicator = self._names.match(name) if name.strip() else None
        except TrackerError as error:
            self._add_problems(error, self._context.locate(row, column))
            return
        if indicator is None and self._is_heading(row, name, filled, is_first):
            self._heading_rows += 1
            return
        if indicator is None:
            self._note_unnamed_row(row, column, name, filled)
            return
        self._empty_cells += len(self._layout.values) - len(filled)
        for value in filled if filled and self._has_matching_unit(row, indicator) else ():
            try:
                self._add_candidate(build_candidate(self._context, row, indicator, value))
            except TrackerError as error:
                self._add_problems(error)

    def _find_name(self, row: Row) -> tuple[str, SheetColumn]:
        """Return the name of the indicator in a row, "" if it has none, and the column of the name."""
        columns = [self._layout.by_role[role] for role in _NAME_ROLES if role in self._layout.by_role]
        names = ((row.get_cell(column.position).text, column) for column in columns)
        return next(((name, column) for name, column in names if name.strip()), ("", columns[0]))

    def _is_heading(self, row: Row, name: str, filled: list[SheetColumn], is_first: bool) -> bool:
        """Whether a row repeats the headings, or has the letters and numbers of the columns below them."""
        cells = [cell.text.strip() for cell in row.cells.values()]
        if filled and all(text in self._header for text in cells):
            return True
        return bool(is_first and name.strip() and all(_ORDINAL.fullmatch(text) for text in cells))

    def _note_unnamed_row(self, row: Row, column: SheetColumn, name: str, filled: list[SheetColumn]) -> None:
        figures = [value for value in filled if has_figures(row.get_cell(value.position))]
        if not figures:
            self._heading_rows += 1
            return
        if name.strip():
            self._add_problem(row, column, *self._names.describe_unknown(name))
        else:
            message = msg("there is a figure, but no indicator in its row")
            self._add_problem(row, figures[0], message, msg("name the indicator, or remove the figure"))

    def _has_matching_unit(self, row: Row, indicator: Indicator) -> bool:
        column, unit = self._layout.by_role.get("unit"), self._context.get_cell(row, "unit")
        if column is None or is_blank(unit) or is_same_unit(unit.text, indicator):
            return True
        message = msg(
            "the unit is {found}, but {indicator} is measured in {units}",
            found=quote_text(unit.text.strip()),
            indicator=indicator.id,
            units=" / ".join(dict.fromkeys(indicator.unit.values())),
        )
        self._add_problem(row, column, message, msg("convert the values, and write the unit of the indicator"))
        return False

    def _parse_withdrawal(self, row: Row) -> bool:
        """Parse a withdrawal, which only the journal has, and which has no value; return whether the row is one."""
        if not self._layout.is_journal or self._get_status(row) != "withdrawn":
            return False
        identity, period_text = (self._context.get_cell(row, role).text.strip() for role in _KEY_ROLES)
        indicator, period = self._names.by_id.get(identity), parse_period(period_text)
        column = self._layout.by_role["status"]
        if indicator is None or period is None:
            name, column = self._find_name(row)
            self._add_problem(row, column, *self._names.describe_unknown(name))
            return True
        self._add_candidate(
            Candidate(self._context.locate(row, column), indicator, period, None, "", "withdrawn", None, None)
        )
        return True

    def _has_wrong_width(self, row: Row) -> bool:
        """Note a row of a text file whose number of cells differs from the header: an unquoted comma shifted them.

        A decimal comma also separates cells in a file of commas, and only the number of cells reveals it. Rows without
        figures are not checked.
        """
        width, sheet = self._layout.header.width, self._sheet
        is_wider = any(at >= width for at in row.cells)
        is_other = sheet.delimiter == "," and row.width != width and any(map(has_figures, row.cells.values()))
        if sheet.name or not (is_wider or is_other):
            return False
        message = msg("cells in this row: {found}; in the header: {expected}", found=row.width, expected=width)
        hint = None
        if sheet.delimiter == ",":
            hint = msg('put text with a comma, and a number with a decimal comma, in "…"; end short rows with commas')
        self._problems.append(Problem(Location(sheet.file, row.line), message, hint))
        return True


_KEY_ROLES: tuple[Role, ...] = ("indicator", "period")
_NAME_ROLES: tuple[Role, ...] = ("indicator", "name")


def iter_notes(parsed: ParsedSheet) -> Iterator[Message]:
    """Yield what was skipped, and how the file was read, as sentences."""
    layout = None if parsed.layout and parsed.layout.is_form else parsed.layout
    yield from parsed.sheet.notes
    if parsed.heading_rows and layout:
        yield msg("rows without figures, skipped: {count}", count=parsed.heading_rows)
    if parsed.empty_cells:
        yield msg("cells without a value, skipped: {count}", count=parsed.empty_cells)
    if parsed.superseded_rows:
        yield msg("rows that a later row of the file replaces, skipped: {count}", count=parsed.superseded_rows)
    if layout and layout.plans:
        yield msg("columns of plans, skipped: {columns}", columns=format_column_names(layout.plans))
    if layout and layout.unused:
        yield msg("columns that are not used: {columns}", columns=format_column_names(layout.unused))
