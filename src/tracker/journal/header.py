"""The header of a journal, its first line: the position of each column, or what is wrong.

Columns are found by their names. Further columns of the user are kept and not read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from tracker.errors import Location, Problem, find_closest, msg, quote_text
from tracker.journal.schema import Schema


class Columns:
    """The position of each column in a row, by name; `width` is the number of cells of a row.

    A row has at least `min_width` cells: in a journal that gained columns, those at the end may be missing.
    """

    __slots__ = ("min_width", "positions", "width")

    def __init__(self, positions: Mapping[str, int], width: int, schema: Schema) -> None:
        self.positions, self.width = positions, width
        self.min_width = width
        if any(name in positions for name in schema.scope_names):
            self.min_width = 1 + max(at for name, at in positions.items() if name not in schema.scope_names)

    def complete(self, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells of a row, with empty ones for those that may be missing."""
        if self.min_width <= len(cells) < self.width:
            return [*cells, *[""] * (self.width - len(cells))]
        return cells


def read_header(header: Sequence[str], location: Location, schema: Schema) -> tuple[Columns | None, list[Problem]]:
    """Return the positions of the columns, or None and what is wrong with the header."""
    names = [name.strip() for name in header]
    problems = _check_separator(names, location, schema)
    if not problems and not set(names) & set(schema.columns):
        hint = msg("the first line must be {header}", header=schema.header)
        problems.append(Problem(location, msg("the header is missing"), hint))
    problems = problems or _check_names(names, location, schema)
    if problems:
        return None, problems
    return Columns({name: at for at, name in enumerate(names) if name in schema.columns}, len(names), schema), []


def _check_separator(names: Sequence[str], location: Location, schema: Schema) -> list[Problem]:
    if len(names) == 1:
        for sign, word in ((";", msg("semicolons")), ("\t", msg("tabs"))):
            if names[0].startswith(f"indicator{sign}") or names[0].count(sign) >= len(schema.required) - 1:
                message = msg("the columns are separated by {sign}", sign=word)
                return [Problem(location, message, msg("save the file as CSV with commas"))]
    return []


def _check_names(names: Sequence[str], location: Location, schema: Schema) -> list[Problem]:
    problems = []
    counts = Counter(names)
    unknown = [name for name in counts if name and name not in schema.columns]
    for name in schema.columns:
        meant = find_closest(name, unknown) if name not in counts else None
        if meant:
            message = msg("the column {found} is not known", found=quote_text(meant))
            problems.append(Problem(location, message, msg("is {meant} meant?", meant=quote_text(name))))
        elif name in schema.required and name not in counts:
            hint = msg("the first line must be {header}", header=schema.header)
            problems.append(Problem(location, msg("the column {name} is missing", name=quote_text(name)), hint))
    for name in sorted(name for name, count in counts.items() if name and count > 1):
        message = msg("the column {name} appears twice", name=quote_text(name))
        problems.append(Problem(location, message, msg("keep one of them")))
    if counts[""]:
        message = msg("columns without a name: {count}", count=counts[""])
        problems.append(Problem(location, message, msg("remove the empty columns, with their commas, from every row")))
    return problems
