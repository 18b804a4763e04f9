"""The headings of a sheet and the meaning of each column: one row a result, or one column a year."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from tracker.errors import Location, Message, Problem, msg, quote_text
from tracker.importing.headings import FORM_PREFIX, ColumnHeading, Role, parse_heading
from tracker.importing.readers.cells import Row, Sheet, format_column
from tracker.model import Period

_MAX_HEADER_ROWS = 60
_NO_ROW = Row(0, {}, 0)
_UNIQUE_ROLES: tuple[Role, ...] = ("indicator", "period", "unit", "qualifier", "source", "note")
_JOURNAL_COLUMNS = {"indicator", "period", "value", "status", "recorded_at"}
_STATUS_COLUMNS = {"indicator", "measure", "year", "value", "value_status"}


class SheetColumn(NamedTuple):
    """One column: its position, counted from 0, its heading as written, and what the heading means."""

    position: int
    label: str
    meaning: ColumnHeading


class SheetLayout(NamedTuple):
    """How to read a sheet.

    `header_rows` counts the rows through the last one of the headings. `by_role` has the columns that exist once,
    `values` the columns with results; `plans` and `unused` are ignored. `is_own` is set for a CSV file that the program
    wrote, `is_journal` for the journal, in which a later row replaces an earlier one.
    """

    header: Row
    header_rows: int
    by_role: dict[Role, SheetColumn]
    values: tuple[SheetColumn, ...]
    plans: tuple[SheetColumn, ...]
    unused: tuple[SheetColumn, ...]
    is_own: bool = False
    is_journal: bool = False

    @property
    def is_form(self) -> bool:
        """Whether the sheet is a form that the program made."""
        return any(column.label.startswith(FORM_PREFIX) for column in self.by_role.values())


def find_layout(sheet: Sheet, period: Period | None) -> tuple[SheetLayout | None, list[Problem]]:
    """Return how to read the sheet, or None, and what is wrong; `period` is that of the whole sheet."""
    best: SheetLayout | None = None
    labelled = chain(((row, _get_labels(row)) for row in sheet.rows), ((_NO_ROW, {}),))
    for at, ((row, upper), (_, lower)) in enumerate(islice(pairwise(labelled), _MAX_HEADER_ROWS)):
        for after, labels in ((at + 1, upper), (at + 2, _merge_header_rows(upper, lower))):
            layout = _build_layout(row, after, labels)
            if layout.is_form:
                return layout, []
            if labels and _rank_layout(layout) > _rank_layout(best):
                best = layout
    if best is None or not (_list_name_columns(best) and best.values):
        return None, [_make_no_headings_problem(sheet, best)]
    best = _adapt_own_format(best, sheet)
    return best, _check_layout(best, sheet, period)


def _rank_layout(layout: SheetLayout | None) -> tuple[bool, bool, int]:
    """Return how much of a sheet a layout explains, for comparing layouts."""
    if layout is None:
        return False, False, 0
    has_names, has_values = bool(_list_name_columns(layout)), bool(layout.values)
    dated = sum(column.meaning.period is not None for column in layout.values)
    return has_names and has_values, has_names or has_values, len(layout.by_role) + len(layout.values) + dated


def _list_name_columns(layout: SheetLayout) -> list[SheetColumn]:
    return [layout.by_role[role] for role in ("indicator", "name") if role in layout.by_role]


def _get_labels(row: Row) -> dict[int, str]:
    """Return the texts of the filled cells of a row by column: most cells of a wide sheet are empty."""
    labels = {at: " ".join(cell.text.split()) for at, cell in row.cells.items()}
    return {at: label for at, label in labels.items() if label}


def _merge_header_rows(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Return the headings of two rows as one; an upper heading also covers the empty cells to its right.

    `Thực hiện` above `2023` and `2024` applies to both years. Return {} if the lower row has no headings.
    """
    alone = (above for at, above in upper.items() if at not in lower)
    if not any(parse_heading(above).role in ("indicator", "name") for above in alone):
        return {}
    over, last, combined, is_dated = "", -1, {}, False
    for at in sorted(upper.keys() | lower.keys()):
        above, under = upper.get(at, ""), lower.get(at, "")
        over = above or (over if under and at == last + 1 else "")
        both, last = f"{over} {under}".strip() if under else above, at
        combined[at] = under if under and parse_heading(both).role == "other" and parse_heading(under).period else both
        is_dated = is_dated or bool(under and parse_heading(combined[at]).period)
    return combined if is_dated else {}


def _build_layout(header: Row, after: int, labels: Mapping[int, str]) -> SheetLayout:
    columns = [SheetColumn(at, label, parse_heading(label)) for at, label in labels.items()]
    by_role: dict[Role, SheetColumn] = {}
    values, plans, unused = [], [], []
    for column in columns:
        role = column.meaning.role
        if role == "value":
            values.append(column)
        elif role == "plan":
            plans.append(column)
        elif role == "other" or (role != "number" and by_role.setdefault(role, column) is not column):
            unused.append(column)
    return SheetLayout(header, after, by_role, tuple(values), tuple(plans), tuple(unused))


def _adapt_own_format(layout: SheetLayout, sheet: Sheet) -> SheetLayout:
    """Return the layout, marked if the program wrote the file: its numbers have a point and no grouping."""
    labels = {label: at for at, label in _get_labels(layout.header).items()}
    is_journal = labels.keys() >= _JOURNAL_COLUMNS
    if sheet.delimiter != "," or not (is_journal or labels.keys() >= _STATUS_COLUMNS):
        return layout
    status, period = ("status", "period") if is_journal else ("value_status", "year")
    names: dict[Role, str] = {"indicator": "indicator", "status": status, "period": period}
    by_role = layout.by_role | {
        role: SheetColumn(labels[name], name, ColumnHeading(role)) for role, name in names.items()
    }
    by_role.pop("name", None)
    used = {column.position for column in (*by_role.values(), *layout.values, *layout.plans)}
    unused = tuple(SheetColumn(at, label, ColumnHeading("other")) for label, at in labels.items() if at not in used)
    return layout._replace(by_role=by_role, unused=unused, is_own=True, is_journal=is_journal)


def _check_layout(layout: SheetLayout, sheet: Sheet, period: Period | None) -> list[Problem]:
    """Return what is wrong with the headings: columns that mean the same, results without a period."""
    problems: list[Problem] = []

    def add(column: SheetColumn, message: Message, hint: Message) -> None:
        location = sheet.locate(layout.header, column.position, column.label)
        problems.append(Problem(location, message, hint))

    seen: dict[tuple[Role, Period | None], SheetColumn] = {}
    doubled = () if layout.is_own else (column for column in layout.unused if column.meaning.role in _UNIQUE_ROLES)
    for column in (*layout.by_role.values(), *layout.values, *doubled):
        key = (column.meaning.role, column.meaning.period)
        first = seen.setdefault(key, column)
        if first is not column and column.meaning.status == first.meaning.status:
            one, other = quote_text(first.label), quote_text(column.label)
            message = msg("the headings {one} and {other} mean the same", one=one, other=other)
            add(column, message, msg("keep one of the two columns"))
    has_period = "period" in layout.by_role
    for column in layout.values:
        if column.meaning.period and has_period:
            message = msg("the sheet has a column for the period, and columns with a period in the heading")
            add(column, message, msg("keep one of the two ways"))
            break
        if not (column.meaning.period or has_period or period):
            message = msg("the period of {heading} is missing", heading=quote_text(column.label))
            hint = msg('add --period 2024, or write the year into the heading: "{heading} 2024"', heading=column.label)
            add(column, message, hint)
    return problems


def _make_no_headings_problem(sheet: Sheet, best: SheetLayout | None) -> Problem:
    location = sheet.locate(best.header) if best and _rank_layout(best)[1] else Location(sheet.file)
    if best and _list_name_columns(best):
        message = msg("no column of results was recognised")
        hint = msg('write a heading like "Thực hiện 2024", "2024", "Kết quả" or "value" above it')
    elif best and best.values:
        message = msg("no column with the names of indicators was recognised")
        hint = msg('write the heading "Chỉ tiêu" or "indicator" above it')
    else:
        message = msg("no row of headings was found in the first {count} rows", count=_MAX_HEADER_ROWS)
        hint = msg("the headings needed are: indicator (chỉ tiêu), period (năm), value (thực hiện)")
    return Problem(location, message, hint)


def format_column_names(columns: Sequence[SheetColumn]) -> str:
    """Return the headings of columns as a list, at most twelve of them."""
    names = [quote_text(column.label or format_column(column.position)) for column in columns[:12]]
    return ", ".join(names if len(columns) <= 12 else [*names, "…"])
