"""Reads the rows of a journal: the cells of each become a row of its schema, or problems with their line and fix."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tracker.errors import Day, Location, Message, Problem, ProblemList, Suggester, make_suggestion, msg, quote_text
from tracker.journal.header import Columns
from tracker.journal.schema import Description, Schema, describe_empty
from tracker.model import Row
from tracker.numbers import make_number_hint
from tracker.periods import is_timestamp
from tracker.text import is_conflict_marker

CONFLICT_MARKER = (
    msg("this line is a conflict marker of Git: two versions of the file were not joined"),
    msg("keep every row of both versions, and remove the lines <<<<<<<, ======= and >>>>>>>"),
)


class RowReader:
    """Reads rows with these columns, and adds what is wrong with them to `problems`.

    `constraints` has the constraint of each indicator; None: every indicator is known, without constraints.
    """

    __slots__ = ("_free", "_indicator", "_line", "_stripped", "columns", "constraints", "file", "problems", "schema")

    def __init__(
        self,
        columns: Columns,
        file: str,
        problems: ProblemList,
        constraints: Mapping[str, Any] | None,
        schema: Schema,
    ) -> None:
        self.columns, self.file, self.problems, self.constraints = columns, file, problems, constraints
        self.schema = schema
        self._indicator, self._line = "", 0
        positions = columns.positions.items()
        self._stripped = [(name, at) for name, at in positions if name not in schema.free_texts]
        self._free = [(name, at) for name, at in positions if name in schema.free_texts]

    def read_row(self, cells: Sequence[str], line: int) -> Row | None:
        """Return the row of the journal, or None after adding what is wrong with it."""
        if is_conflict_marker(cells[0]):
            self.problems.append(Problem(Location(self.file, line), *CONFLICT_MARKER))
            return None
        cells = self.columns.complete(cells)
        if len(cells) != self.columns.width:
            if self.problems.should_describe("width"):
                self.problems.describe(
                    Location(self.file, line), *_describe_wrong_width(cells, self.columns, self.schema)
                )
            return None
        before = self.problems.total
        indicator = cells[self.columns.positions["indicator"]].strip()
        self._indicator, self._line = indicator, line
        row = self._parse(cells)
        if self.constraints is not None and indicator:
            constraint = self.constraints.get(indicator)
            if constraint is None:
                if self.problems.should_describe("unknown"):
                    description = _describe_unknown_indicator(indicator, self.constraints, self.problems.suggester)
                    self.problems.describe(Location(self.file, line, key="indicator"), *description)
            elif row:
                self.schema.check(row, constraint, self._report)
        return row if self.problems.total == before else None

    def report_wrong_order(self, row: Row, before: str) -> None:
        """Add the problem that the row before `row` for its period was recorded on the later day `before`."""
        self._indicator, self._line = row.indicator, row.line
        self._report("recorded_at", _describe_wrong_order, row, before)

    def _report(self, column: str, describe: Callable[..., Description], *about: object) -> None:
        """Add a problem in a column of the present row."""
        if self.problems.should_describe(f"{column} {describe.__name__}"):
            location = Location(self.file, self._line, self._indicator, column)
            self.problems.describe(location, *describe(*about))

    def _parse(self, cells: Sequence[str]) -> Row | None:
        row = {name: cells[at].strip() for name, at in self._stripped}
        for name, at in self._free:
            row[name] = cells[at]
        before = self.problems.total
        if not row["indicator"]:
            self._report("indicator", describe_empty)
        parsed: Row | None = self.schema.parse(row, self._line, self._report)
        if not is_timestamp(row["recorded_at"]):
            self._report("recorded_at", describe_timestamp, row["recorded_at"])
        return parsed if self.problems.total == before else None


def _describe_wrong_order(row: Row, before: str) -> Description:
    values = {"day": Day(row.recorded_on), "period": row.subject, "before": Day(before)}
    return (
        msg("{day} is before {before}, the day of the earlier row for {period}", **values),
        msg("the last row counts: restore the order of the rows, or the file from version control"),
    )


def _describe_unknown_indicator(indicator: str, known: Collection[str], suggester: Suggester) -> Description:
    hint = make_suggestion(suggester.suggest("indicator", indicator, known))
    return msg("there is no indicator {found} in targets.toml", found=quote_text(indicator)), hint


def _describe_wrong_width(cells: Sequence[str], columns: Columns, schema: Schema) -> Description:
    """Describe a row that is truncated, or has a comma in an unquoted text: often a decimal comma."""
    hint: Message | None = msg('put text with a comma in "…"')
    if len(cells) < columns.width:
        hint = msg("the line may be cut off; each column needs its comma, even if it is empty")
    if sum(cell.count(";") for cell in cells) >= len(schema.required) - 1:
        hint = msg("separate the columns with commas, not with semicolons")
    value = columns.positions["value"]
    number = ",".join(cells[value : value + 2])
    if len(cells) == columns.width + 1:
        hint = make_number_hint(number) or hint
    message = msg("cells in this row: {found}; in the header: {expected}", found=len(cells), expected=columns.width)
    return message, hint


def describe_timestamp(text: str) -> Description:
    """Return the message and the hint for a text that is neither a time with its zone nor a day."""
    hint = msg("write 2024-03-30T09:00:00+07:00 or 2024-03-30")
    year, month, day = text[:4], text[5:7], text[8:10]
    if text[4:5] == text[7:8] == "-" and (year + month + day).isdecimal() and not is_timestamp(text[:10]):
        return msg("{found} is not in the calendar", found=quote_text(text[:10])), hint
    return msg("{found} is neither a time with its zone nor a day", found=quote_text(text)), hint
