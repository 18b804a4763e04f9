"""Where in a sheet the headings stand, and what each column holds: one row a result, or years beside each other."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from tracker.errors import Place, Problem, msg
from tracker.fields import quoted
from tracker.importing.cells import Row, Sheet, letters
from tracker.importing.headings import MARK, Heading, Role, heading
from tracker.periods import Period

_LOOKED_AT = 60
_NO_ROW = Row(0, {}, 0)
_ONCE: tuple[Role, ...] = ("indicator", "period", "unit", "qualifier", "source", "note")
_JOURNAL = {"indicator", "period", "value", "status", "recorded_at"}
_BOARD = {"indicator", "measure", "year", "value", "value_status"}


class Column(NamedTuple):
    """One column: where it stands, counted from 0, its heading as written, and what that means."""

    at: int
    label: str
    means: Heading


class Layout(NamedTuple):
    """How to read a sheet.

    `single` holds the columns of which there is one, `values` the columns with results, `plans` and `unused` those
    that are passed over; `after` counts the rows down to the last one of the headings. `is_own` says that the file
    is one of the program's own CSV files, `is_journal` that it is the journal, in which a later row counts.
    """

    header: Row
    after: int
    single: dict[Role, Column]
    values: tuple[Column, ...]
    plans: tuple[Column, ...]
    unused: tuple[Column, ...]
    is_own: bool = False
    is_journal: bool = False

    @property
    def is_form(self) -> bool:
        """Whether the sheet is a form that the program made."""
        return any(column.label.startswith(MARK) for column in self.single.values())


def find_layout(sheet: Sheet, period: Period | None) -> tuple[Layout | None, list[Problem]]:
    """Return how to read the sheet, or None after noting why it cannot be; `period` is that of the whole sheet."""
    best: Layout | None = None
    labelled = chain(((row, _labels(row)) for row in sheet.rows), ((_NO_ROW, {}),))
    for at, ((row, upper), (_, lower)) in enumerate(islice(pairwise(labelled), _LOOKED_AT)):
        for after, labels in ((at + 1, upper), (at + 2, _two_rows(upper, lower))):
            found = _layout(row, after, labels)
            if found.is_form:
                return found, []
            if labels and _rank(found) > _rank(best):
                best = found
    if best is None or not (_names(best) and best.values):
        return None, [_no_headings(sheet, best)]
    best = _own(best, sheet)
    return best, _faults(best, sheet, period)


def _rank(layout: Layout | None) -> tuple[bool, bool, int]:
    """Return how much of a sheet a layout explains, to be compared with that of others."""
    if layout is None:
        return False, False, 0
    has_names, has_values = bool(_names(layout)), bool(layout.values)
    dated = sum(column.means.period is not None for column in layout.values)
    return has_names and has_values, has_names or has_values, len(layout.single) + len(layout.values) + dated


def _names(layout: Layout) -> list[Column]:
    return [layout.single[role] for role in ("indicator", "name") if role in layout.single]


def _labels(row: Row) -> dict[int, str]:
    """Return what stands in the filled cells of a row by their columns: of a wide sheet most cells are empty."""
    labels = {at: " ".join(cell.text.split()) for at, cell in row.cells.items()}
    return {at: label for at, label in labels.items() if label}


def _two_rows(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """Return the headings of two rows as one, the upper one reaching over the empty cells to its right.

    `Thực hiện` above `2023` and `2024` means both years. Empty where the lower row is not one of headings.
    """
    beside = (above for at, above in upper.items() if at not in lower)
    if not any(heading(above).role in ("indicator", "name") for above in beside):
        return {}
    over, last, combined, is_dated = "", -1, {}, False
    for at in sorted(upper.keys() | lower.keys()):
        above, under = upper.get(at, ""), lower.get(at, "")
        over = above or (over if under and at == last + 1 else "")
        both, last = f"{over} {under}".strip() if under else above, at
        combined[at] = under if under and heading(both).role == "other" and heading(under).period else both
        is_dated = is_dated or bool(under and heading(combined[at]).period)
    return combined if is_dated else {}


def _layout(header: Row, after: int, labels: Mapping[int, str]) -> Layout:
    columns = [Column(at, label, heading(label)) for at, label in labels.items()]
    single: dict[Role, Column] = {}
    for column in columns:
        role = column.means.role
        if role not in ("value", "plan", "other", "number"):
            single.setdefault(role, column)
    return Layout(
        header,
        after,
        single,
        tuple(column for column in columns if column.means.role == "value"),
        tuple(column for column in columns if column.means.role == "plan"),
        tuple(
            column
            for column in columns
            if column.means.role == "other" or single.get(column.means.role, column) is not column
        ),
    )


def _own(layout: Layout, sheet: Sheet) -> Layout:
    """Return the layout of one of the program's own CSV files as such: its numbers have a point and no grouping."""
    labels = {label: at for at, label in _labels(layout.header).items()}
    is_journal = labels.keys() >= _JOURNAL
    is_board = labels.keys() >= _BOARD
    if sheet.delimiter != "," or not (is_journal or is_board):
        return layout
    status = "status" if is_journal else "value_status"
    period = "period" if is_journal else "year"
    single: dict[Role, Column] = {
        **{role: column for role, column in layout.single.items() if role != "name"},
        "indicator": Column(labels["indicator"], "indicator", Heading("indicator")),
        "status": Column(labels[status], status, Heading("status")),
        "period": Column(labels[period], period, Heading("period")),
    }
    used = {column.at for column in (*single.values(), *layout.values, *layout.plans)}
    unused = tuple(Column(at, label, Heading("other")) for label, at in labels.items() if at not in used)
    return layout._replace(single=single, unused=unused, is_own=True, is_journal=is_journal)


def _faults(layout: Layout, sheet: Sheet, period: Period | None) -> list[Problem]:
    """Return what is wrong with the headings: columns that say the same, results without a period."""
    problems = []
    seen: dict[tuple[Role, Period | None], Column] = {}
    doubled = () if layout.is_own else (column for column in layout.unused if column.means.role in _ONCE)
    for column in (*layout.single.values(), *layout.values, *doubled):
        key = (column.means.role, column.means.period)
        first = seen.setdefault(key, column)
        if first is not column and column.means.status == first.means.status:
            message = msg(
                "{one} and {other} are headings of the same", one=quoted(first.label), other=quoted(column.label)
            )
            problems.append(Problem(_at(layout, sheet, column), message, msg("keep one of the two columns")))
    has_period = "period" in layout.single
    for column in layout.values:
        if column.means.period and has_period:
            message = msg("the sheet has a column for the period and years beside each other")
            problems.append(Problem(_at(layout, sheet, column), message, msg("keep one of the two ways")))
            break
        if not (column.means.period or has_period or period):
            message = msg("nothing says for which period {heading} is", heading=quoted(column.label))
            hint = msg('add --period 2024, or write the year into the heading: "{heading} 2024"', heading=column.label)
            problems.append(Problem(_at(layout, sheet, column), message, hint))
    return problems


def _at(layout: Layout, sheet: Sheet, column: Column) -> Place:
    return sheet.place(layout.header, column.at, column.label)


def _no_headings(sheet: Sheet, best: Layout | None) -> Problem:
    place = sheet.place(best.header) if best and _rank(best)[1] else Place(sheet.file)
    if best and _names(best):
        message = msg("no column is understood to hold results")
        hint = msg('write a heading like "Thực hiện 2024", "2024", "Kết quả" or "value" above it')
    elif best and best.values:
        message = msg("no column is understood to hold the names of indicators")
        hint = msg('write the heading "Chỉ tiêu" or "indicator" above it')
    else:
        message = msg("no row of headings was found in the first {count} rows", count=_LOOKED_AT)
        hint = msg("the headings needed are: indicator (chỉ tiêu), period (năm), value (thực hiện)")
    return Problem(place, message, hint)


def columns_named(columns: Sequence[Column]) -> str:
    """Return the headings of columns as a list, the most telling first ones."""
    names = [column.label or letters(column.at) for column in columns]
    shown = ", ".join(quoted(name) for name in names[:12])
    return f"{shown}, …" if len(names) > 12 else shown
