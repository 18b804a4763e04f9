"""The rows of a sheet become results that may be recorded; what cannot be understood is noted with its cell.

A row with figures is never passed over: it becomes a result or a problem. Rows without figures are headings, and
are counted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.errors import MAX_SUGGESTIONS, Location, Message, Problem, ProblemList, TrackerError, msg, quote_text
from tracker.importing.candidates import Candidate, ImportOptions, SheetContext, build_candidate, has_figures, is_blank
from tracker.importing.headings import FORM_PREFIX, Role
from tracker.importing.layout import SheetColumn, SheetLayout, find_layout
from tracker.importing.matching import NameIndex, build_name_index, describe_unknown_name, is_same_unit, match_indicator
from tracker.importing.readers.cells import EMPTY_CELL, Row, Sheet
from tracker.model import Indicator, Period, Register
from tracker.periods import parse_period
from tracker.text import normalize_name

_ORDINAL = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=.*)?")


class ParsedSheet(NamedTuple):
    """What a sheet holds: the results, what is wrong, and how much was passed over, by its kind.

    `left_out` counts the problems beyond the first thousand of a kind.
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
    """Return every result that the sheet holds, and every problem in it."""
    layout, problems = find_layout(sheet, options.period)
    if layout is None or problems:
        return ParsedSheet(sheet, layout, (), tuple(problems))
    reader = _SheetParser(sheet, layout, register, options)
    reader.check_form()
    last = reader.find_last_rows(sheet.rows.skip(layout.header_rows)) if layout.is_journal else {}
    is_first, superseded = True, 0
    for row in sheet.rows.skip(layout.header_rows):
        key = reader.get_key(row) if last else None
        if key and last[key] != row.line:
            superseded += 1
            continue
        reader.parse_row(row, is_first=is_first)
        is_first = False
    wrong = (*reader.problems, *reader.repeated)
    left_out = reader.problems.omitted_count + reader.repeated.omitted_count
    found = tuple(reader.candidates.values())
    return ParsedSheet(sheet, layout, found, wrong, reader.headings, reader.empty, superseded, left_out)


class _SheetParser:
    """Goes through the rows and collects results, problems and counts."""

    def __init__(self, sheet: Sheet, layout: SheetLayout, register: Register, options: ImportOptions) -> None:
        self.candidates: dict[tuple[str, Period], Candidate] = {}
        self.problems, self.repeated = ProblemList(), ProblemList()
        self.headings = self.empty = 0
        self._source = SheetContext(sheet, layout, register, options)
        self._sheet, self._layout = sheet, layout
        self._values = {column.column_index: column for column in layout.values}
        self._header = {cell.text.strip() for cell in layout.header.cells.values()}
        self._names: NameIndex = build_name_index(register.indicators)
        self._guesses: dict[str, tuple[Message, Message]] = {}

    def check_form(self) -> None:
        """Note where a form was made for another term than the one it is imported into."""
        mark = f"{FORM_PREFIX}term:"
        known = {normalize_name(name) for name in self._source.register.term.name.values()}
        for at, cell in self._layout.header.cells.items():
            if cell.text.startswith(mark) and normalize_name(cell.text.removeprefix(mark)) not in known:
                message = msg("this form was made for {found}", found=quote_text(cell.text.removeprefix(mark)))
                hint = msg("import it into the folder that it was made from (--data DIR)")
                self.problems.append(Problem(self._sheet.locate(self._layout.header, at), message, hint))

    def find_last_rows(self, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
        """Return the line of the last row of each indicator and period: in the journal it is the one that counts.

        A forecast takes nothing away from a result before it. Rows that do not name both, or no indicator that there
        is, have no part in it: each is to be refused.
        """
        last: dict[tuple[str, str], int] = {}
        firm: set[tuple[str, str]] = set()
        for row in rows:
            key, status = self.get_key(row), self._get_status(row)
            if key is None or (status == "forecast" and key in firm):
                continue
            last[key] = row.line
            (firm.discard if status in ("forecast", "withdrawn") else firm.add)(key)
        return last

    def get_key(self, row: Row) -> tuple[str, str] | None:
        """Return the indicator and the period of a row of the journal as they are written, or None."""
        identity, period = (self._source.get_cell(row, role).text.strip() for role in _KEY_ROLES)
        return (identity, period) if identity in self._names.exact and parse_period(period) else None

    def _add_candidate(self, candidate: Candidate) -> None:
        """Keep each result once; a second one for the same indicator and period that says something else is wrong."""
        first = self.candidates.setdefault((candidate.indicator.id, candidate.period), candidate)
        if first is not candidate and first._replace(place=candidate.place) != candidate:
            where = first.place.cell or f"{self._sheet.file}:{first.place.line}"
            message = msg("stands for {period} twice: also at {where}", period=candidate.period, where=where)
            place = candidate.place._replace(indicator=candidate.indicator.id)
            self.repeated.append(Problem(place, message, msg("keep the one that is right")))

    def _add_problems(self, error: TrackerError, place: Location | None = None) -> None:
        for problem in error.problems:
            self.problems.append(problem._replace(location=place) if place else problem)

    def _get_status(self, row: Row) -> str:
        return self._source.get_cell(row, "status").text.strip()

    def parse_row(self, row: Row, *, is_first: bool) -> None:
        """Take in one row."""
        if self._parse_withdrawal(row) or self._has_wrong_width(row) or not row.cells:
            return
        filled = [self._values[at] for at, cell in row.cells.items() if at in self._values and not is_blank(cell)]
        name, column = self._find_name(row)
        try:
            indicator = match_indicator(self._names, name) if name.strip() else None
        except TrackerError as error:
            self._add_problems(error, self._source.locate(row, column))
            return
        if indicator is None and self._is_heading(row, name, filled, is_first):
            self.headings += 1
            return
        if indicator is None:
            self._note_unnamed_row(row, column, name, filled)
            return
        self.empty += len(self._layout.values) - len(filled)
        for value in filled if filled and self._has_matching_unit(row, indicator) else ():
            try:
                self._add_candidate(build_candidate(self._source, row, indicator, value))
            except TrackerError as error:
                self._add_problems(error)

    def _find_name(self, row: Row) -> tuple[str, SheetColumn]:
        """Return what the row calls its indicator, and the column in which it does."""
        single = self._layout.by_role
        columns = [single[role] for role in _NAME_ROLES if role in single]
        return next(
            (
                (row.get_cell(column.column_index).text, column)
                for column in columns
                if row.get_cell(column.column_index).text.strip()
            ),
            ("", columns[0]),
        )

    def _is_heading(self, row: Row, name: str, filled: list[SheetColumn], is_first: bool) -> bool:
        """Whether a row is the headings again, or the letters and numbers of the columns beneath them."""
        cells = [cell.text.strip() for cell in row.cells.values()]
        if filled and all(text in self._header for text in cells):
            return True
        return bool(is_first and name.strip() and all(_ORDINAL.fullmatch(text) for text in cells))

    def _note_unnamed_row(self, row: Row, column: SheetColumn, name: str, filled: list[SheetColumn]) -> None:
        figures = [value for value in filled if has_figures(row.get_cell(value.column_index))]
        if not figures:
            self.headings += 1
            return
        if name.strip():
            self._add_problem(row, column, *self._describe_unknown_name(name))
        else:
            message = msg("there is a figure, but no name of an indicator in its row")
            self._add_problem(row, figures[0], message, msg("name the indicator, or take the figure out"))

    def _describe_unknown_name(self, name: str) -> tuple[Message, Message]:
        """Return what to say of a name; what is meant is guessed once for each, and for the first names only."""
        if name not in self._guesses:
            may_guess = len(self._guesses) < MAX_SUGGESTIONS
            said = describe_unknown_name(self._names, name, guess=may_guess)
            if not may_guess:
                return said
            self._guesses[name] = said
        return self._guesses[name]

    def _has_matching_unit(self, row: Row, indicator: Indicator) -> bool:
        column = self._layout.by_role.get("unit")
        unit = row.get_cell(column.column_index) if column else EMPTY_CELL
        if column is None or is_blank(unit) or is_same_unit(unit.text, indicator):
            return True
        self._add_problem(
            row,
            column,
            msg(
                "the unit is {found}, but {indicator} is measured in {units}",
                found=quote_text(unit.text.strip()),
                indicator=indicator.id,
                units=" / ".join(dict.fromkeys(indicator.unit.values())),
            ),
            msg("convert the values, and write the unit of the indicator"),
        )
        return False

    def _parse_withdrawal(self, row: Row) -> bool:
        """Take in a withdrawal, which only the journal itself has, and which has no value."""
        if not self._layout.is_journal or self._get_status(row) != "withdrawn":
            return False
        indicator = self._names.exact.get(self._source.get_cell(row, "indicator").text.strip())
        period = parse_period(self._source.get_cell(row, "period").text.strip())
        column = self._layout.by_role["status"]
        if indicator is None or period is None:
            name, column = self._find_name(row)
            self._add_problem(row, column, *self._describe_unknown_name(name))
            return True
        place = self._source.locate(row, column)
        self._add_candidate(Candidate(place, indicator, period, None, "", "withdrawn", None, None))
        return True

    def _has_wrong_width(self, row: Row) -> bool:
        """Note a row with other cells than its headings in a text file: an unquoted comma has shifted them.

        Where commas separate the cells a decimal comma does so too, and only the exact number of cells shows that
        none has. Rows without figures shift nothing.
        """
        width, sheet = self._layout.header.width, self._sheet
        more = any(at >= width for at in row.cells)
        is_other = sheet.delimiter == "," and row.width != width and any(map(has_figures, row.cells.values()))
        if sheet.name or not (more or is_other):
            return False
        message = msg("cells in this row: {found}; in the header: {expected}", found=row.width, expected=width)
        hint = None
        if sheet.delimiter == ",":
            hint = msg('put text with a comma, and a number with a decimal comma, in "…"; end short rows with commas')
        self.problems.append(Problem(Location(self._sheet.file, row.line), message, hint))
        return True

    def _add_problem(self, row: Row, column: SheetColumn, message: Message, hint: Message | None = None) -> None:
        self.problems.append(Problem(self._source.locate(row, column), message, hint))


_KEY_ROLES: tuple[Role, ...] = ("indicator", "period")
_NAME_ROLES: tuple[Role, ...] = ("indicator", "name")


def iter_notes(parsed_sheet: ParsedSheet) -> Iterator[Message]:
    """Yield what was passed over and how it was read, as sentences."""
    yield from parsed_sheet.sheet.notes
    if parsed_sheet.heading_rows and not (parsed_sheet.layout and parsed_sheet.layout.is_form):
        yield msg("rows without figures, passed over: {count}", count=parsed_sheet.heading_rows)
    if parsed_sheet.empty_cells:
        yield msg("cells without a value, passed over: {count}", count=parsed_sheet.empty_cells)
    if parsed_sheet.superseded_rows:
        yield msg(
            "rows that a later row of the same file replaces, passed over: {count}", count=parsed_sheet.superseded_rows
        )
