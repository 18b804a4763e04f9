"""The rows of a sheet become results that may be recorded; what cannot be understood is noted with its cell.

A row with figures is never passed over: it becomes a result or a problem. Rows without figures are headings, and
are counted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.errors import MOST_GUESSES, Message, Place, Problem, Problems, TrackerError, msg
from tracker.fields import quoted
from tracker.importing.candidates import Asked, Candidate, Source, take
from tracker.importing.cells import EMPTY, Row, Sheet
from tracker.importing.headings import MARK, Role
from tracker.importing.layout import Column, Layout, find_layout
from tracker.importing.names import Names, find, names_of, same_unit, unknown
from tracker.importing.values import holds_figures, is_nothing
from tracker.language import folded
from tracker.model import Indicator, Register
from tracker.periods import Period, parse_period

_ORDINAL = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=.*)?")


class Reading(NamedTuple):
    """What a sheet holds: the results, what is wrong, and how much was passed over, by its kind.

    `left_out` counts the problems beyond the first thousand of a kind.
    """

    sheet: Sheet
    layout: Layout | None
    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    headings: int = 0
    empty: int = 0
    superseded: int = 0
    left_out: int = 0


def read_sheet(sheet: Sheet, register: Register, asked: Asked) -> Reading:
    """Return every result that the sheet holds, and every problem in it."""
    layout, problems = find_layout(sheet, asked.period)
    if layout is None or problems:
        return Reading(sheet, layout, (), tuple(problems))
    reader = _Reader(sheet, layout, register, asked)
    reader.check_form()
    last = reader.last_of_each(sheet.rows.after(layout.after)) if layout.is_journal else {}
    is_first, superseded = True, 0
    for row in sheet.rows.after(layout.after):
        key = reader.key(row) if last else None
        if key and last[key] != row.line:
            superseded += 1
            continue
        reader.row(row, is_first=is_first)
        is_first = False
    wrong = (*reader.problems, *reader.repeated)
    left_out = reader.problems.left_out + reader.repeated.left_out
    found = tuple(reader.candidates.values())
    return Reading(sheet, layout, found, wrong, reader.headings, reader.empty, superseded, left_out)


class _Reader:
    """Goes through the rows and collects results, problems and counts."""

    def __init__(self, sheet: Sheet, layout: Layout, register: Register, asked: Asked) -> None:
        self.candidates: dict[tuple[str, Period], Candidate] = {}
        self.problems, self.repeated = Problems(), Problems()
        self.headings = self.empty = 0
        self._source = Source(sheet, layout, register, asked)
        self._sheet, self._layout = sheet, layout
        self._values = {column.at: column for column in layout.values}
        self._header = {cell.text.strip() for cell in layout.header.cells.values()}
        self._names: Names = names_of(register.indicators)
        self._guessed: dict[str, tuple[Message, Message]] = {}

    def check_form(self) -> None:
        """Note where a form was made for another term than the one it is imported into."""
        mark = f"{MARK}term:"
        known = {folded(name) for name in self._source.register.term.name.values()}
        for at, cell in self._layout.header.cells.items():
            if cell.text.startswith(mark) and folded(cell.text.removeprefix(mark)) not in known:
                message = msg("this form was made for {found}", found=quoted(cell.text.removeprefix(mark)))
                hint = msg("import it into the folder that it was made from (--data DIR)")
                self.problems.append(Problem(self._sheet.place(self._layout.header, at), message, hint))

    def last_of_each(self, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
        """Return the line of the last row of each indicator and period: in the journal it is the one that counts.

        A forecast takes nothing away from a result before it. Rows that do not name both, or no indicator that there
        is, have no part in it: each is to be refused.
        """
        last: dict[tuple[str, str], int] = {}
        firm: set[tuple[str, str]] = set()
        for row in rows:
            key, status = self.key(row), self._status(row)
            if key is None or (status == "forecast" and key in firm):
                continue
            last[key] = row.line
            (firm.discard if status in ("forecast", "withdrawn") else firm.add)(key)
        return last

    def key(self, row: Row) -> tuple[str, str] | None:
        """Return the indicator and the period of a row of the journal as they are written, or None."""
        identity, period = (self._source.cell(row, role).text.strip() for role in _KEY)
        return (identity, period) if identity in self._names.exact and parse_period(period) else None

    def _take(self, found: Candidate) -> None:
        """Keep each result once; a second one for the same indicator and period that says something else is wrong."""
        first = self.candidates.setdefault((found.indicator.id, found.period), found)
        if first is not found and first._replace(place=found.place) != found:
            where = first.place.cell or f"{self._sheet.file}:{first.place.line}"
            message = msg("stands for {period} twice: also at {where}", period=found.period, where=where)
            place = found.place._replace(indicator=found.indicator.id)
            self.repeated.append(Problem(place, message, msg("keep the one that is right")))

    def _refuse(self, error: TrackerError, place: Place | None = None) -> None:
        for problem in error.problems:
            self.problems.append(problem._replace(place=place) if place else problem)

    def _status(self, row: Row) -> str:
        return self._source.cell(row, "status").text.strip()

    def row(self, row: Row, *, is_first: bool) -> None:
        """Take in one row."""
        if self._is_withdrawn(row) or self._has_width_fault(row) or not row.cells:
            return
        filled = [self._values[at] for at, cell in row.cells.items() if at in self._values and not is_nothing(cell)]
        name, column = self._name(row)
        try:
            indicator = find(self._names, name) if name.strip() else None
        except TrackerError as error:
            self._refuse(error, self._source.place(row, column))
            return
        if indicator is None and self._is_heading(row, name, filled, is_first):
            self.headings += 1
            return
        if indicator is None:
            self._unnamed(row, column, name, filled)
            return
        self.empty += len(self._layout.values) - len(filled)
        for value in filled if filled and self._unit_fits(row, indicator) else ():
            try:
                self._take(take(self._source, row, indicator, value))
            except TrackerError as error:
                self._refuse(error)

    def _name(self, row: Row) -> tuple[str, Column]:
        """Return what the row calls its indicator, and the column in which it does."""
        single = self._layout.single
        columns = [single[role] for role in _NAMING if role in single]
        return next(
            ((row.at(column.at).text, column) for column in columns if row.at(column.at).text.strip()),
            ("", columns[0]),
        )

    def _is_heading(self, row: Row, name: str, filled: list[Column], is_first: bool) -> bool:
        """Whether a row is the headings again, or the letters and numbers of the columns beneath them."""
        cells = [cell.text.strip() for cell in row.cells.values()]
        if filled and all(text in self._header for text in cells):
            return True
        return bool(is_first and name.strip() and all(_ORDINAL.fullmatch(text) for text in cells))

    def _unnamed(self, row: Row, column: Column, name: str, filled: list[Column]) -> None:
        figures = [value for value in filled if holds_figures(row.at(value.at))]
        if not figures:
            self.headings += 1
            return
        if name.strip():
            self._problem(row, column, *self._unknown(name))
        else:
            message = msg("there is a figure, but no name of an indicator in its row")
            self._problem(row, figures[0], message, msg("name the indicator, or take the figure out"))

    def _unknown(self, name: str) -> tuple[Message, Message]:
        """Return what to say of a name; what is meant is guessed once for each, and for the first names only."""
        if name not in self._guessed:
            may_guess = len(self._guessed) < MOST_GUESSES
            said = unknown(self._names, name, guess=may_guess)
            if not may_guess:
                return said
            self._guessed[name] = said
        return self._guessed[name]

    def _unit_fits(self, row: Row, indicator: Indicator) -> bool:
        column = self._layout.single.get("unit")
        unit = row.at(column.at) if column else EMPTY
        if column is None or is_nothing(unit) or same_unit(unit.text, indicator):
            return True
        self._problem(
            row,
            column,
            msg(
                "the unit is {found}, but {indicator} is measured in {units}",
                found=quoted(unit.text.strip()),
                indicator=indicator.id,
                units=" / ".join(dict.fromkeys(indicator.unit.values())),
            ),
            msg("convert the values, and write the unit of the indicator"),
        )
        return False

    def _is_withdrawn(self, row: Row) -> bool:
        """Take in a withdrawal, which only the journal itself has, and which has no value."""
        if not self._layout.is_journal or self._status(row) != "withdrawn":
            return False
        indicator = self._names.exact.get(self._source.cell(row, "indicator").text.strip())
        period = parse_period(self._source.cell(row, "period").text.strip())
        column = self._layout.single["status"]
        if indicator is None or period is None:
            name, column = self._name(row)
            self._problem(row, column, *self._unknown(name))
            return True
        place = self._source.place(row, column)
        self._take(Candidate(place, indicator, period, None, "", "withdrawn", None, None))
        return True

    def _has_width_fault(self, row: Row) -> bool:
        """Note a row with other cells than its headings in a text file: an unquoted comma has shifted them.

        Where commas separate the cells a decimal comma does so too, and only the exact number of cells shows that
        none has. Rows without figures shift nothing.
        """
        width, sheet = self._layout.header.width, self._sheet
        more = any(at >= width for at in row.cells)
        is_other = sheet.delimiter == "," and row.width != width and any(map(holds_figures, row.cells.values()))
        if sheet.name or not (more or is_other):
            return False
        message = msg("cells in this row: {found}; in the header: {expected}", found=row.width, expected=width)
        hint = None
        if sheet.delimiter == ",":
            hint = msg('put text with a comma, and a number with a decimal comma, in "…"; end short rows with commas')
        self.problems.append(Problem(Place(self._sheet.file, row.line), message, hint))
        return True

    def _problem(self, row: Row, column: Column, message: Message, hint: Message | None = None) -> None:
        self.problems.append(Problem(self._source.place(row, column), message, hint))


_KEY: tuple[Role, ...] = ("indicator", "period")
_NAMING: tuple[Role, ...] = ("indicator", "name")


def occurrences(reading: Reading) -> Iterator[Message]:
    """Yield what was passed over and how it was read, as sentences."""
    yield from reading.sheet.remarks
    if reading.headings and not (reading.layout and reading.layout.is_form):
        yield msg("rows without figures, passed over: {count}", count=reading.headings)
    if reading.empty:
        yield msg("cells without a value, passed over: {count}", count=reading.empty)
    if reading.superseded:
        yield msg("rows that a later row of the same file replaces, passed over: {count}", count=reading.superseded)
