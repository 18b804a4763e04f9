"""The rows of headings of a table: where they begin and end, and which texts are above each column.

A heading also covers the cells to its right: those it is merged with, or the empty ones above lower headings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import NamedTuple

from tracker.importing.heading_months import fold_text
from tracker.importing.headings import FORM_PREFIX, find_role, find_table_unit, parse_heading_text
from tracker.importing.readers.cells import MergedRange, Row, Sheet
from tracker.importing.words import BODY_TITLE, TITLE

MAX_HEADER_ROWS = 60
_MAX_ABOVE, _MAX_BELOW = 3, 4
"""Rows of headings above and below the one with the heading of the names."""
DOUBTFUL = "?"
"""Instead of a heading of which it is not certain that it covers a column."""
_MAX_HEADER_CELLS = 20_000
_MAX_WIDTH = 300
"""Columns that one heading may cover."""
_NAME_ROLES = (None, "indicator", "code", "name")
_NO_RANGE = MergedRange(0, -1, 0, -1)

Labels = Mapping[int, str]
"""The texts of a row by column."""


class HeaderRow(NamedTuple):
    """A row at the beginning of a sheet, and the texts in it that can be seen."""

    row: Row
    labels: Labels


class Header(NamedTuple):
    """The rows of headings of a table.

    `rows` counts the rows of the sheet through the last heading. `paths` are the texts above each column from the top
    down, `groups` the merged heading of columns that have no heading of their own. `titles` are the rows above.
    """

    anchor: Row
    rows: int
    paths: Mapping[int, tuple[str, ...]]
    groups: Mapping[int, MergedRange]
    titles: tuple[HeaderRow, ...]


def read_header_rows(sheet: Sheet) -> list[HeaderRow]:
    """Return the first rows of a sheet, among which its headings are; fewer if they are very wide."""
    rows: list[HeaderRow] = []
    cells = 0
    for row in islice(sheet.rows, MAX_HEADER_ROWS + _MAX_BELOW):
        rows.append(HeaderRow(row, get_labels(row)))
        cells += len(row.cells)
        if cells > _MAX_HEADER_CELLS:
            break
    return rows


def get_labels(row: Row) -> dict[int, str]:
    """Return the texts of the filled cells of a row by column; hidden rows have only the marks of a form and units."""
    labels = {at: " ".join(cell.text.split()) for at, cell in row.cells.items()}
    is_mark = any(label.startswith(FORM_PREFIX) for label in labels.values())
    is_hidden = bool(row.cells) and all(cell.is_hidden for cell in row.cells.values())
    if is_hidden and not is_mark:
        units = {at: label for at, label in labels.items() if find_table_unit(label, alone=True)}
        return units if len(units) == sum(map(bool, labels.values())) else {}  # else a row of the table
    return {at: label for at, label in labels.items() if label}


def iter_headers(
    rows: Sequence[HeaderRow], sheet: Sheet, is_area_label: Callable[[str], bool] | None = None
) -> Iterator[Header]:
    """Yield the headers that may be meant: around each row with a heading of the names, then around each with years.

    `is_area_label` says whether a heading is one of areas, which may stand instead of the names of indicators.
    """
    limit = min(len(rows), MAX_HEADER_ROWS)
    last_line = rows[-1].row.line if rows else 0
    merged = [each for each in sheet.merged if each.first_line <= last_line]
    names_by_row = [_find_name_columns(header_row.labels) for header_row in rows[:limit]]
    has_names = False
    for at, names in enumerate(names_by_row):
        areas = () if names or not is_area_label else _find_area_columns(rows[at].labels, is_area_label)
        header = _build_header(rows, at, names or areas, merged) if names or areas else None
        if header and not _has_figures(header.titles, header.paths):
            has_names = has_names or (bool(names) and len(rows[at].labels) > 1)
            yield header
    if has_names:
        return
    for at, names in enumerate(names_by_row):
        dated = [column for column, label in rows[at].labels.items() if parse_heading_text(label).years]
        if dated and not names:
            yield _build_header(rows, at, range(min(dated)), merged)


def _has_figures(titles: Sequence[HeaderRow], columns: Iterable[int]) -> bool:
    """Whether rows above the headings have figures in their columns: these are a row of the table, such as a group."""
    labels = [title.labels.get(at, "") for title in titles for at in columns]
    return any(
        label[-1:].isdigit() and not _has_letters(label) and not parse_heading_text(label).years for label in labels
    )


def _has_letters(label: str) -> bool:
    return any(sign.isalpha() for sign in label)


def _find_name_columns(labels: Labels) -> tuple[int, ...]:
    return tuple(at for at, label in labels.items() if find_role(label) in ("indicator", "code", "name"))


def _find_area_columns(labels: Labels, is_area_label: Callable[[str], bool]) -> tuple[int, ...]:
    """Return the columns of a row that are headed as areas, if there are other headings beside them."""
    found = tuple(at for at, label in labels.items() if is_area_label(label))
    return found if len(labels) > len(found) else ()


def _build_header(
    rows: Sequence[HeaderRow], anchor: int, names: Sequence[int], merged: Sequence[MergedRange]
) -> Header:
    first, last = anchor, anchor
    while first > 0 and anchor - first < _MAX_ABOVE and _is_above(rows[first - 1], rows[anchor], names):
        first -= 1
    while last + 1 < len(rows) and last - anchor < _MAX_BELOW and _is_below(rows[last + 1], names):
        last += 1
    paths, groups = _build_paths(rows[first : last + 1], merged)
    return Header(rows[anchor].row, last + 1, paths, groups, tuple(rows[:first]))


def _is_above(header_row: HeaderRow, anchor: HeaderRow, names: Sequence[int]) -> bool:
    """Whether a row is one of headings above the names, not a title: it has a text right of the names.

    A single text above a column that has a role, such as the units, is a title.
    """
    labels = header_row.labels
    right = [at for at in labels if at > max(names, default=-1)]
    if not right or not _has_only_headings(header_row, right):
        return False
    if all(map(_is_title, labels.values())):
        return False
    if len(labels) > 1:
        return True
    has_role = find_role(anchor.labels.get(right[0], "")) not in (None, "value")
    return not (has_role or find_table_unit(labels[right[0]], alone=True))


def _is_title(label: str) -> bool:
    folded = fold_text(label)
    is_body = BODY_TITLE.search(folded) and not parse_heading_text(label).kind
    return bool(TITLE.search(folded) or is_body)


def _is_below(header_row: HeaderRow, names: Sequence[int]) -> bool:
    """Whether a row is one of headings below the names: it has no name, but texts right of the names."""
    labels = header_row.labels
    right = [at for at in labels if at > max(names, default=-1)]
    has_name = any(at in labels and find_role(labels[at]) in _NAME_ROLES for at in names)
    return bool(right) and not has_name and _has_only_headings(header_row, right)


def _has_only_headings(header_row: HeaderRow, columns: Iterable[int]) -> bool:
    """Whether all cells in these columns are texts or years, and no figures."""
    for at in columns:
        cell, label = header_row.row.get_cell(at), header_row.labels[at]
        meaning = parse_heading_text(label)
        is_words = cell.kind == "text" and not any(sign.isdigit() for sign in label)
        has_letters = cell.kind in ("text", "date", "number") and any(sign.isalpha() for sign in label)
        if not (meaning.years or meaning.unit or is_words or has_letters):
            return False
    return True


def _build_paths(
    block: Sequence[HeaderRow], merged: Sequence[MergedRange]
) -> tuple[dict[int, tuple[str, ...]], dict[int, MergedRange]]:
    """Return the texts above each column, and the merged range above columns without a heading of their own."""
    paths: dict[int, list[str]] = {}
    groups: dict[int, MergedRange] = {}
    for index, header_row in enumerate(block):
        below = {at: label for row in block[index + 1 :] for at, label in row.labels.items()}
        spread = list(_spread_labels(header_row, merged, below.keys()))
        covered = {at for at, _, area in spread if area is not _NO_RANGE}
        doubtful = dict.fromkeys(_find_doubtful(header_row, below, covered))
        spread = [each for each in spread if each[0] not in doubtful or each[0] in header_row.labels]
        spread += [(at, DOUBTFUL, _NO_RANGE) for at in doubtful]
        for at, label, area in spread:
            paths.setdefault(at, []).append(label)
            if area.last_column > area.first_column and at not in below:
                groups[at] = area
    return {at: tuple(path) for at, path in sorted(paths.items())}, groups


def _find_doubtful(header_row: HeaderRow, below: Labels, merged: Set[int]) -> Iterator[int]:
    """Yield the columns for which a row of headings may have a heading that was centred by hand.

    They are left of the first heading, and have headings below that do not say that they are results; then also those
    between the headings.
    """
    labels = header_row.labels
    plain = dict.fromkeys(at for at in below if at not in merged and find_role(below[at]) is None)
    first = min((at for at in labels if at in plain), default=None)
    if first is None or first - 1 not in plain or first - 1 in labels:
        return
    for at in plain:
        meaning = parse_heading_text(below[at])
        if at not in labels and meaning.kind not in ("result", "plan"):
            yield at


def _spread_labels(
    header_row: HeaderRow, merged: Sequence[MergedRange], below: Set[int]
) -> Iterator[tuple[int, str, MergedRange]]:
    """Yield each column of a row of headings with the text that covers it, and the merged range of that text."""
    labels, line = header_row.labels, header_row.row.line
    areas = dict.fromkeys((*labels, *below), _NO_RANGE)
    for area in merged:
        if area.first_line <= line <= area.last_line:
            last = min(area.last_column, area.first_column + _MAX_WIDTH)
            areas |= dict.fromkeys(range(area.first_column, last + 1), area)
    over, before = "", -2
    for at, area in sorted(areas.items()):
        spread, over = over if at == before + 1 else "", ""
        if at in labels:
            yield at, labels[at], area
            over = labels[at] if area is _NO_RANGE and at in below and not find_role(labels[at]) else ""
        elif area is not _NO_RANGE:
            if area.first_column in labels and area.first_line == line:
                yield at, labels[area.first_column], area
        elif spread and at in below:
            yield at, spread, _NO_RANGE
            over = spread
        before = at
