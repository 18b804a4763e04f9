"""Which areas, parts and indicators the headings of a sheet name, beside what its figures are."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from tracker.importing.columns import SheetColumn, SheetLayout
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import FORM_PREFIX, ColumnHeading, describe_title, find_role
from tracker.importing.readers.cells import Sheet
from tracker.importing.scope_names import ScopeNames, is_area_label, is_whole
from tracker.model import Indicator, Period
from tracker.model.scopes import Parts

_SAMPLE_ROWS = 400
"""Rows in which a column must have the name of an area to be the column of areas."""
AREA_COLUMN = "area"
"""The column of the journals that names the area."""
_AREA_MARK = f"{FORM_PREFIX}area:"
_FORM_AREA = re.compile(r"^\s*(?:area|địa bàn)\s*: .*?\[(?P<area>[^\[\]\s]+)\](?= ·|\s*$)", re.IGNORECASE)
"""The line of a form that names its area; the names of owners may follow."""
_TOTALS = frozenset(("tong", "tong so", "tong cong", "chung", "total", "all", "both sexes", "overall"))
_AREA_TITLE = re.compile(
    r"^\s*(?:area|địa bàn|dia ban|xã|phường|đơn vị báo cáo)\s*:\s*(?P<name>[^\[\]:]+)$", re.IGNORECASE
)
"""A title that names the area of a sheet by its name alone."""
_NUMBERING = re.compile(
    r"^(?:(?:bảng|bang|biểu(?: mẫu)?|bieu(?: mau)?|phụ lục|phu luc|table|annex|form)(?: s[ốo])? ?"
    r"(?:\d[\w./-]*|[ivx]{1,4}|[a-d])?[.:)–-]? *"
    r"|\d+[.)] *)+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_YEARS = re.compile(
    r"\b(?:(?:các |cac )?n[ăa]m |years? |in |for |giai đoạn )?(?:19|20|21)\d\d"
    r"(?: *(?:[-–—,]|đến|den|và|va|to|and) *(?:19|20|21)\d\d)*\b",
    re.IGNORECASE,
)
_BY_AREA = re.compile(
    r"\b(?:(?:phân |phan )?theo|chia theo|(?:của|cua|tại|tai|ở)(?: các| cac)?|by|of(?: the)?) (?P<area>[^:;]+)$",
    re.IGNORECASE,
)
_UNIT_LABEL = re.compile(r"(?:đơn vị(?: tính)?|đvt|units?)\s*:.*$", re.IGNORECASE)
_DOCUMENT = re.compile(r"\d/|số \d|no\. ?\d|ngày|nghị quyết|quyết định", re.IGNORECASE)


class HeadingScope(NamedTuple):
    """What the headings of a column name beside their own words, which are `rest`."""

    rest: tuple[str, ...]
    area: str = ""
    parts: Parts = ()
    indicator: str = ""
    areas: tuple[str, ...] = ()
    is_total: bool = False

    @property
    def is_named(self) -> bool:
        """Whether they name anything."""
        return bool(self.area or self.parts or self.indicator or self.areas or self.is_total)


def split_headings(paths: Mapping[int, tuple[str, ...]], names: ScopeNames) -> dict[int, HeadingScope]:
    """Return what the headings of each column name. Indicators are looked for only beside a column of areas."""
    leaves = [path[-1] for path in paths.values() if path]
    has_areas = any(map(is_area_label, leaves)) and not any(find_role(leaf) in ("indicator", "name") for leaf in leaves)
    found = {at: _split_path(path, names, with_indicators=has_areas) for at, path in paths.items()}
    if not any(each.parts for each in found.values()):
        return found
    return {at: each if each.parts else _split_total(each) for at, each in found.items()}


def _split_total(found: HeadingScope) -> HeadingScope:
    """Return what headings name beside those of parts, where "Tổng số" alone is the total of the parts."""
    rest = tuple(text for text in found.rest if fold_text(text).strip(" :.*") not in _TOTALS)
    return found._replace(rest=rest, is_total=len(rest) < len(found.rest))


def _split_path(path: tuple[str, ...], names: ScopeNames, *, with_indicators: bool) -> HeadingScope:
    found = HeadingScope(())
    for text in path:
        if text.startswith(FORM_PREFIX):
            return _split_mark(text, names)
        part = names.parts.find(text)
        if part and part[0] not in dict(found.parts):
            found = found._replace(parts=_sort_parts((*found.parts, part), names))
        elif not (found.area or found.areas) and names.areas.is_heading(text):
            areas = names.areas.find(text)
            areas = tuple(area for area in areas if area.level in names.levels) or areas
            ids = tuple(area.id for area in areas)
            found = found._replace(area=ids[0]) if len(ids) == 1 else found._replace(areas=ids)
        elif with_indicators and not found.indicator and (named := _find_indicator(text, names)):
            found = found._replace(indicator=named[0].id, rest=(*found.rest, *filter(None, named[1:])))
        else:
            found = found._replace(rest=(*found.rest, text))
    return found


def _find_indicator(text: str, names: ScopeNames) -> tuple[Indicator, str] | None:
    """Return the indicator that a heading names, alone or with years and a text in brackets, and these."""
    if item := names.find_indicator(text):
        return item, ""
    item = names.find_indicator(_clean(_YEARS.sub(" ", _BRACKETS.sub(" ", text))))
    others = [match[0].strip() for words in (_YEARS, _BRACKETS) for match in words.finditer(text)]
    return (item, " ".join(others)) if item else None


def _split_mark(mark: str, names: ScopeNames) -> HeadingScope:
    """Return what the hidden heading of a form names: the part of `tracker:value:2026:sex=female`."""
    rest, _, text = mark.rpartition(":")
    pairs = [tuple(pair.partition("=")[::2]) for pair in text.split()] if "=" in text else []
    known = [(name, value) for name, value in pairs if names.parts.has_value(name, value)]
    if not known or len(known) < len(pairs):
        return HeadingScope((mark,))
    return HeadingScope((rest,), parts=_sort_parts(known, names))


def _sort_parts(parts: Iterable[tuple[str, str]], names: ScopeNames) -> Parts:
    order = list(names.parts.dimensions)
    return tuple(sorted(parts, key=lambda pair: order.index(pair[0])))


def name_column(column: SheetColumn, found: HeadingScope) -> SheetColumn:
    """Return a column with the areas, the parts and the indicator that its headings name."""
    return column._replace(area=found.area, parts=found.parts, indicator=found.indicator, areas=found.areas)


def read_form_marks(layout: SheetLayout) -> SheetLayout:
    """Return the layout of a form with the area that it was made for."""
    return layout._replace(area_mark=next(iter(list_form_areas(layout)), ""))


def list_form_areas(layout: SheetLayout) -> list[str]:
    """Return the areas for which a form says that it was made: in its hidden row, and as `[id]` in its titles."""
    texts = (cell.text for cell in layout.header.cells.values())
    marks = (text.removeprefix(_AREA_MARK) for text in texts if text.startswith(_AREA_MARK))
    titles = (_FORM_AREA.search(title.text) for title in layout.titles)
    return list(dict.fromkeys((*marks, *(match["area"] for match in titles if match))))


def find_scope_columns(layout: SheetLayout, sheet: Sheet, names: ScopeNames, given: Indicator | None) -> SheetLayout:
    """Return the layout with the columns that name areas and parts, and the indicator of all rows if no column has it.

    `given` is the indicator that the user names.
    """
    layout = _read_area_title(_find_dimensions(layout, names), names)
    column = _find_area_column(layout, sheet, names)
    if column is None:
        return layout
    by_role = {role: each for role, each in layout.by_role.items() if each != column}
    unused, parts = (tuple(each for each in columns if each != column) for columns in (layout.unused, layout.parts))
    layout = layout._replace(by_role=by_role, unused=unused, parts=parts, area=column, area_mark="")
    named = given or find_title_indicator(layout, sheet, names)
    is_known = named or any(each.indicator for each in layout.values)
    if is_known and "code" in by_role and not {"indicator", "name"} & by_role.keys():
        code = by_role.pop("code")  # the codes of the areas
        layout = layout._replace(by_role=by_role, unused=(*unused, code))
    if not layout.has_area_rows:
        return layout
    if not named and any(each.indicator for each in layout.values):
        others = tuple(each for each in layout.values if not each.indicator)
        kept = tuple(each for each in layout.values if each.indicator)
        layout = layout._replace(values=kept, unused=(*layout.unused, *others))
    return layout._replace(indicator=named)


def _read_area_title(layout: SheetLayout, names: ScopeNames) -> SheetLayout:
    """Return the layout with the area that a title names, by its id in brackets or by a name that only it has."""
    if any(column.area or column.areas for column in layout.values):
        return layout  # the title names the larger area
    layout = read_form_marks(layout)
    for title in layout.titles if names.areas.by_id and not layout.area_mark else ():
        named = _AREA_TITLE.search(title.text)
        found = names.areas.find(named["name"].strip()) if named else ()
        if len(found) == 1:
            return layout._replace(area_mark=found[0].id)
    return layout


def _find_dimensions(layout: SheetLayout, names: ScopeNames) -> SheetLayout:
    """Return the layout with the columns headed by the name of a dimension as such."""
    found: dict[str, SheetColumn] = {}
    for column in (*layout.parts, *layout.unused):
        dimension = names.parts.find_dimension(column.leaf)
        if dimension:
            found.setdefault(dimension, column)
    if not found:
        return layout
    unused, parts = (
        tuple(each for each in columns if each not in found.values()) for columns in (layout.unused, layout.parts)
    )
    return layout._replace(unused=unused, parts=parts, dimensions=found)


def _find_area_column(layout: SheetLayout, sheet: Sheet, names: ScopeNames) -> SheetColumn | None:
    """Return the first column that is headed as one of areas, and in which an area is named."""
    columns = (*layout.parts, *layout.unused, *layout.by_role.values())
    labelled = sorted(column for column in columns if is_area_label(column.leaf))
    for column in labelled if names.areas.by_id else ():
        for row in islice(sheet.rows, layout.header_rows, layout.header_rows + _SAMPLE_ROWS):
            if names.areas.find(row.get_cell(column.position).text):
                return column
    return None


def find_own_scopes(layout: SheetLayout, labels: Mapping[str, int], names: ScopeNames) -> SheetLayout:
    """Return the layout of a file that the program wrote, with the columns that name the area and the parts."""
    columns = {name: SheetColumn(at, name, ColumnHeading("part")) for name, at in labels.items()}
    area = columns.get(AREA_COLUMN) if names.areas.by_id else None
    dimensions = {name: columns[name] for name in names.parts.dimensions if name in columns}
    return layout._replace(area=area, dimensions=dimensions, indicator=None)


def find_title_indicator(layout: SheetLayout, sheet: Sheet, names: ScopeNames) -> Indicator | None:
    """Return the indicator that the titles or the name of the sheet name, with nothing else but years and areas."""
    texts = [*(title.text for title in layout.titles), sheet.name]
    found = {item.id: item for text in texts if text and (item := _read_title(text, names))}
    return next(iter(found.values())) if len(found) == 1 else None


def _read_title(text: str, names: ScopeNames) -> Indicator | None:
    bare = _clean(_UNIT_LABEL.sub(" ", _NUMBERING.sub("", " ".join(text.split()))))
    if item := names.find_indicator(bare):
        return item
    bare = _clean(_YEARS.sub(" ", _BRACKETS.sub(" ", bare)))
    if item := names.find_indicator(bare):
        return item
    by_area = _BY_AREA.search(bare)
    if by_area and _is_about_areas(by_area["area"], names):
        return names.find_indicator(_clean(bare[: by_area.start()]))
    return None


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" .,:;–-")


def _is_about_areas(text: str, names: ScopeNames) -> bool:
    """Whether a text is "xã, phường", or the name of an area."""
    bare = re.sub(r"^(?:từng|các|mỗi|each|the) ", "", _clean(text), flags=re.IGNORECASE)
    return is_area_label(bare) or bool(names.areas.find(bare)) or is_whole(bare)


def date_columns(layout: SheetLayout) -> SheetLayout:
    """Return the layout in which figures of areas or parts without a period have the only year of the titles."""
    is_open = any(column.meaning.period is None for column in layout.values)
    is_scoped = layout.area or any(column.area or column.areas or column.parts for column in layout.values)
    if not (is_open and is_scoped) or "period" in layout.by_role:
        return layout
    titles = [describe_title(title.text) for title in layout.titles if not _DOCUMENT.search(title.text)]
    years = {year for title in titles for year in title.years}
    if len(years) != 1 or any(title.months not in (None, 12) for title in titles):
        return layout
    period = Period(years.pop())
    return layout._replace(values=tuple(_put_period(column, period) for column in layout.values))


def _put_period(column: SheetColumn, period: Period) -> SheetColumn:
    meaning = column.meaning
    return column if meaning.period else column._replace(meaning=meaning._replace(period=period))
