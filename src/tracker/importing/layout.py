"""How to read a sheet: the meaning of each column, and what is true of the whole table."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from tracker.importing.column_texts import find_role_of_texts, has_parts
from tracker.importing.columns import NAME_ROLES, SheetColumn, SheetLayout, TableTitle
from tracker.importing.header import MAX_HEADER_ROWS, Header, HeaderRow, get_labels, iter_headers, read_header_rows
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import FORM_PREFIX, ColumnHeading, parse_heading, parse_heading_text
from tracker.importing.plan_headings import PlanOptions, parse_plan_heading
from tracker.importing.readers.cells import Sheet
from tracker.importing.reporting_years import adapt_to_calendar, parse_calendar_month
from tracker.importing.scope_headings import (
    HeadingScope,
    date_columns,
    find_own_scopes,
    find_scope_columns,
    name_column,
    read_form_marks,
    split_headings,
)
from tracker.importing.scope_names import ScopeNames, is_area_label
from tracker.importing.single_months import MonthReading, parse_month_heading
from tracker.importing.statements import find_stated_unit
from tracker.importing.words import Role
from tracker.model import Indicator
from tracker.periods import CALENDAR_YEARS, ReportingCalendar

_SAMPLE_ROWS = 400
"""Rows in which a column of names without a heading must have the name of an indicator."""
_JOURNAL_COLUMNS = {"indicator", "period", "value", "status", "recorded_at"}
_STATUS_COLUMNS = {"indicator", "measure", "year", "value", "value_status"}


_WOMEN, _MEN = re.compile(r"\b(?:nữ|nu|female|women)\b"), re.compile(r"\bnam\b")
_BASELINE = re.compile(r"\b(?:baseline|base value|base|goc|co so|ban dau)\b")
_TARGET = re.compile(r"\b(?:target|muc tieu)\b")
_NO_SCALES = re.compile(r"\b(?:mau so|tu so|denominator|numerator|trong so|weight)\b")


class HeadingOptions(NamedTuple):
    """How headings are read: with `plans`, columns of plans are looked for instead of those of results.

    `months` is how months alone are read, `scopes` has the names of areas and parts, and `indicator` is the one of the
    whole sheet, if the user names it. `calendar` says how reporting years are written.
    """

    plans: PlanOptions | None = None
    months: MonthReading | None = None
    scopes: ScopeNames | None = None
    indicator: Indicator | None = None
    calendar: ReportingCalendar = CALENDAR_YEARS


def find_layout(
    sheet: Sheet,
    is_name: Callable[[str], bool],
    wanted: HeadingOptions = HeadingOptions(),  # noqa: B008
) -> SheetLayout | None:
    """Return how to read the sheet: the first headings of names with results beside them, else the nearest to that.

    `is_name` says whether a text is the name of an indicator, which decides if no column has the heading of names.
    """
    rows = read_header_rows(sheet)
    if form := _find_form(rows, wanted):
        return form
    best: SheetLayout | None = None
    for header in iter_headers(rows, sheet, is_area_label if wanted.scopes else None):
        layout = _build_layout(header, wanted)
        if wanted.scopes:
            layout = find_scope_columns(layout, sheet, wanted.scopes, wanted.indicator)
        if layout.values and not layout.name_columns:
            layout = _find_names(layout, sheet, is_name)
        if layout.is_readable and wanted.plans:
            layout = _drop_open_columns(_find_kinds(layout, sheet))
        elif layout.is_readable:
            layout = _adapt_own_format(layout, sheet, wanted.scopes)
            layout = layout if layout.is_own else _find_kinds(layout, sheet)
            return layout if layout.is_own or wanted.calendar.begins > 1 else date_columns(layout)
        if layout.is_readable:
            return layout
        if best is None or _rank_layout(layout) > _rank_layout(best):
            best = layout
    return best


def _drop_open_columns(layout: SheetLayout) -> SheetLayout:
    """Return the layout of plans without the columns of which nothing says what their figures are."""
    if "kind" in layout.by_role or "status" in layout.by_role:
        return layout
    values = tuple(column for column in layout.values if column.meaning.is_result)
    others = tuple(column for column in layout.values if not column.meaning.is_result)
    return layout._replace(values=values, results=(*layout.results, *others))


def _find_form(rows: Sequence[HeaderRow], wanted: HeadingOptions) -> SheetLayout | None:
    """Return the layout of a form of the program, which has a hidden row with the meaning of each column."""
    for at, (row, labels) in enumerate(rows[:MAX_HEADER_ROWS]):
        if any(label.startswith(FORM_PREFIX) for label in labels.values()):
            header = Header(row, at + 1, {column: (label,) for column, label in labels.items()}, {}, tuple(rows[:at]))
            layout = _build_layout(header, wanted._replace(months=None))
            if layout.is_form:
                return read_form_marks(layout)
    return None


def _rank_layout(layout: SheetLayout) -> tuple[bool, bool, int]:
    """Return how much of a sheet a layout explains, for comparing layouts."""
    has_names, has_values = bool(layout.name_columns), bool(layout.values)
    return has_names, has_values, len(layout.by_role) + len(layout.values) + len(layout.plans)


def _build_layout(header: Header, wanted: HeadingOptions) -> SheetLayout:
    by_role: dict[Role, SheetColumn] = {}
    values: list[SheetColumn] = []
    unused: list[SheetColumn] = []
    skipped: dict[Role, list[SheetColumn]] = {"plan": [], "part": [], "result": []}
    scopes = split_headings(header.paths, wanted.scopes) if wanted.scopes else {}
    for at, path in header.paths.items():
        column = _make_column(at, path, header, wanted, scopes.get(at))
        role = column.meaning.role
        if role == "value":
            values.append(column)
        elif role in skipped:
            skipped[role].append(column)
        elif role == "other" or (role != "number" and by_role.setdefault(role, column) is not column):
            unused.append(column)
    others = [*_find_shares(values), *_find_answers(values, header), *_find_men(values, header)]
    unused += dict.fromkeys(others)
    values = [column for column in values if column not in others]
    if _has_other_year(by_role, header, wanted.plans):
        unused.append(by_role.pop("period"))
    titles = tuple(TableTitle(each.row, at, text) for each in header.titles for at, text in each.labels.items())
    names = _find_name_titles(header, by_role, values, unused)
    unit = next((title for title in reversed((*titles, *names)) if find_stated_unit(title.text)), None)
    columns = (tuple(values), tuple(skipped["plan"]), tuple(unused), tuple(skipped["part"]))
    texts = frozenset(text for path in header.paths.values() for text in path)
    layout = SheetLayout(header.anchor, header.rows, by_role, *columns, titles, names, unit, texts)
    return layout._replace(results=tuple(skipped["result"]))


def _find_shares(values: Sequence[SheetColumn]) -> list[SheetColumn]:
    """Return the columns with nothing but a unit of their own, beside one that says it has the results: shares."""
    results = {column.meaning.period for column in values if column.meaning.is_result}
    return [
        column
        for column in values
        if column.meaning.unit and not column.meaning.is_result and column.meaning.period in results
    ]


def _find_answers(values: Sequence[SheetColumn], header: Header) -> list[SheetColumn]:
    """Return the columns headed "Đạt" beside other results: they say whether these are good enough."""
    found = [column for column in values if fold_text(header.paths[column.position][-1]) == "dat"]
    return found if any(column.meaning.is_result and column not in found for column in values) else []


def _find_men(values: Sequence[SheetColumn], header: Header) -> list[SheetColumn]:
    """Return the columns of men, which a text without accents may take for those of years: NAM 2023 beside NỮ 2023."""
    women = {
        bool(column.years)
        for path in header.paths.values()
        for column, text in ((parse_heading_text(text), text) for text in path)
        if _WOMEN.search(unicodedata.normalize("NFC", text.casefold()))
    }
    return [
        column
        for column in values
        for text in (() if column.parts else header.paths[column.position])
        if _MEN.search(unicodedata.normalize("NFC", text.casefold())) and bool(parse_heading_text(text).years) in women
    ]


def _has_other_year(by_role: Mapping[Role, SheetColumn], header: Header, plans: PlanOptions | None) -> bool:
    """Whether the column of years stands beside a baseline or target, so that it has the year of this."""
    period = by_role.get("period")
    before = header.paths.get(period.position - 1, ("",)) if period else ("",)
    text = fold_text(before[-1])
    return bool(_BASELINE.search(text) or (not plans and _TARGET.search(text)))


def _find_name_titles(
    header: Header, by_role: Mapping[Role, SheetColumn], values: Sequence[SheetColumn], unused: Sequence[SheetColumn]
) -> tuple[TableTitle, ...]:
    """Return the headings of the column of names and of others left of the results, which may hold the unit."""
    first = min((column.position for column in values), default=0)
    named = [by_role[role] for role in NAME_ROLES if role in by_role]
    left = (*named, *(column for column in unused if column.position < first))
    return tuple(TableTitle(header.anchor, column.position, column.label) for column in left)


def _make_column(
    at: int, path: tuple[str, ...], header: Header, wanted: HeadingOptions, scope: HeadingScope | None
) -> SheetColumn:
    """Return a column with the areas and parts that its headings name."""
    if scope is None or not scope.is_named:
        return _make_plain_column(at, path, header, wanted)._replace(leaf=path[-1])
    if not scope.rest:
        return name_column(SheetColumn(at, " ".join(path), ColumnHeading("value")), scope)
    column = _make_plain_column(at, scope.rest, header, wanted)
    return name_column(column._replace(label=" ".join(path)), scope)


def _make_plain_column(at: int, path: tuple[str, ...], header: Header, wanted: HeadingOptions) -> SheetColumn:
    """Return a column; without a heading of its own below a merged one, its figures are those of no known kind."""
    plans, months, calendar = wanted.plans, wanted.months, wanted.calendar
    plain = tuple(map(calendar.replace_labels, path))
    meaning = parse_plan_heading(plain, plans) if plans else parse_heading(*plain)
    if months and not plans and calendar.begins == 1:
        meaning = parse_month_heading(path, months) or meaning
    if calendar.begins > 1:
        of_month = parse_calendar_month(path, months, calendar) if months and not plans else None
        meaning = of_month or adapt_to_calendar(meaning, path, calendar)
    area = header.groups.get(at)
    label = " ".join(path)
    if not area or meaning.role != "value":
        return SheetColumn(at, label, meaning)
    siblings = [each for each in range(area.first_column, area.last_column + 1) if each in header.paths]
    has_others = any(header.paths[each] != path for each in siblings)
    if has_others and (plans or not meaning.is_result):
        return SheetColumn(at, label, ColumnHeading("other"))
    return SheetColumn(at, label, meaning, None if has_others else area.first_column)


def _find_names(layout: SheetLayout, sheet: Sheet, is_name: Callable[[str], bool]) -> SheetLayout:
    """Return the layout with the first column in which an indicator is named, left of the figures, as that of names."""
    first = min(column.position for column in layout.values)
    known = {column.position for column in layout.by_role.values()}
    for row in islice(sheet.rows, layout.header_rows, layout.header_rows + _SAMPLE_ROWS):
        for at, cell in row.cells.items():
            if at < first and at not in known and cell.kind == "text" and is_name(cell.text):
                name = SheetColumn(at, "", ColumnHeading("name"))
                unused = tuple(column for column in layout.unused if column.position != at)
                return layout._replace(by_role={**layout.by_role, "name": name}, unused=unused)
    return layout


def _find_kinds(layout: SheetLayout, sheet: Sheet) -> SheetLayout:
    """Return the layout with the unused columns of which every text is a kind of figure, a scale, a unit, or a part."""
    columns = (*layout.unused, *layout.parts)
    texts: dict[int, set[str]] = {column.position: set() for column in columns}
    for row in islice(sheet.rows, layout.header_rows, layout.header_rows + _SAMPLE_ROWS) if texts else ():
        for at, cell in row.cells.items():
            if at in texts and cell.text.strip():
                texts[at].add(cell.text.strip())
    by_role, parts, unused = dict(layout.by_role), [], []
    for column in columns:
        found = texts[column.position]
        role = None if _NO_SCALES.search(fold_text(column.label)) else find_role_of_texts(found)
        if role and role not in by_role:
            by_role[role] = column
        elif column in layout.parts or has_parts(found):
            parts.append(column)
        else:
            unused.append(column)
    return layout._replace(by_role=by_role, parts=tuple(parts), unused=tuple(unused))


def _adapt_own_format(layout: SheetLayout, sheet: Sheet, scopes: ScopeNames | None) -> SheetLayout:
    """Return the layout, marked if the program wrote the file: its numbers have a point and no grouping."""
    labels = {label: at for at, label in get_labels(layout.header).items()}
    is_journal = labels.keys() >= _JOURNAL_COLUMNS
    if sheet.delimiter != "," or not (is_journal or labels.keys() >= _STATUS_COLUMNS):
        return layout
    names: dict[Role, str] = {
        "indicator": "indicator",
        "status": "status" if is_journal else "value_status",
        "period": "period" if is_journal else "year",
        "value": "value",
        "unit": "unit",
        "qualifier": "qualifier",
        "source": "source",
        "note": "note",
    }
    by_role = {
        role: SheetColumn(labels[name], name, ColumnHeading(role)) for role, name in names.items() if name in labels
    }
    value = by_role.pop("value")
    layout = find_own_scopes(layout, labels, scopes) if scopes else layout
    used = {column.position for column in (*by_role.values(), value, *layout.list_scope_columns())}
    unused = tuple(SheetColumn(at, label, ColumnHeading("other")) for label, at in labels.items() if at not in used)
    return layout._replace(
        by_role=by_role, values=(value,), plans=(), parts=(), unused=unused, is_own=True, is_journal=is_journal
    )
