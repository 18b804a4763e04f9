"""What each column of a table of targets is: names, units, bodies, and figures that are no plans of a known year yet.

The headings are those that the import reads; what it does not use is looked at again for what a definition needs.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Literal, NamedTuple

from tracker.importing.columns import SheetColumn, SheetLayout
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import ColumnHeading, find_role, parse_heading_text
from tracker.importing.layout import HeadingOptions, find_layout
from tracker.importing.plan_headings import PlanOptions
from tracker.importing.readers.cells import Sheet
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.text import is_id

_SORTED_ROLES = ("name", "indicator", "code", "unit", "source", "note", "period")
TextRole = Literal["number", "id", "name", "unit", "owner", "group", "source", "note"]
_ANY_PLANS = HeadingOptions(plans=PlanOptions(None, None, FIRST_YEAR, LAST_YEAR))
_SAMPLE_ROWS = 400
_OWNER = re.compile(
    r"\b(?:don vi|co quan|phong|ban|nganh|so|dau moi|bo phan|can bo|to chuc)\b.*\b(?:chu tri|theo doi|phu trach|"
    r"thuc hien|trach nhiem|bao cao|cung cap|tham muu|quan ly)\b|\b(?:chu tri|phu trach|theo doi)\b|"
    r"\bthuong truc\b|\bphan cong\b|"
    r"\b(?:responsible|responsibility|owner|lead|in charge|accountable|custodian)\b|"
    r"^(?:agency|department|office|organi[sz]ation|co quan|phong ban|dau moi)$"
)
_NO_OWNER = re.compile(r"\bphoi hop\b|\bsupport(?:ing)?\b|\bpartners?\b")
_GROUP = re.compile(
    r"(?:linh vuc|nhom|phan nhom|group|sector|pillar|theme|domain|goal|category|khoi|"
    r"(?:result|results) (?:level|chain)|level of results?|cap ket qua)"
)
_BASELINE = re.compile(r"\b(?:baseline|base value|so goc|nam goc|gia tri goc|hien trang|co so|ban dau)\b")
_TARGET = re.compile(r"\b(?:target|muc tieu|goal)\b")
_YEAR_WORD = re.compile(r"\b(?:year|nam|date|by when|deadline|due|thoi han|thoi gian|hoan thanh vao)\b")
_UNTIL = re.compile(r"(?:den|toi|by|until|to)(?: cuoi| het)?(?: nam)? ?(?:19|20|21)\d\d")
YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


class TableColumns(NamedTuple):
    """The columns of a table by what they hold; `names` and `units` by their language, "" if it has only one.

    `results`, `baselines` and `plans` have figures. `years` has the column with the year of a baseline or target, by
    the position of the column that it belongs to. `unused` are not understood. `per_row` say of each row of which year,
    kind or part its figures are.
    """

    layout: SheetLayout
    texts: Mapping[TextRole, SheetColumn]
    names: Mapping[str, SheetColumn]
    units: Mapping[str, SheetColumn]
    results: tuple[SheetColumn, ...]
    baselines: tuple[SheetColumn, ...]
    plans: tuple[SheetColumn, ...]
    years: Mapping[int, SheetColumn]
    unused: tuple[SheetColumn, ...]
    per_row: tuple[SheetColumn, ...] = ()

    @property
    def figures(self) -> tuple[SheetColumn, ...]:
        """Return the columns of figures, from left to right."""
        return tuple(sorted((*self.results, *self.baselines, *self.plans), key=lambda column: column.position))


def looks_like_name(text: str) -> bool:
    """Whether a text may be the name of an indicator: it has two words, and is no unit."""
    return len(_LETTERS.findall(text)) > 1 and not parse_heading_text(text).unit


def find_table_columns(sheet: Sheet) -> TableColumns | None:
    """Return the columns of the table in a sheet, or None if no headings of names and figures are in it."""
    layout = find_layout(sheet, looks_like_name)
    plans = layout.plans if layout else ()
    results = layout.values if layout else ()
    if layout is None or not layout.name_columns:
        layout = find_layout(sheet, looks_like_name, _ANY_PLANS)
        if layout is None or not layout.name_columns:
            return None
        results, plans = layout.results, (*layout.values, *layout.plans)
    columns = _Sorter(sheet, layout).sort(results, plans)
    return columns if columns.names and columns.figures else None


class _Sorter:
    """Gives each column of a layout its place."""

    def __init__(self, sheet: Sheet, layout: SheetLayout) -> None:
        self._layout = layout
        self._texts: dict[TextRole, SheetColumn] = {}
        self._unused: list[SheetColumn] = []
        self._years: dict[int, SheetColumn] = {}
        self._plans: list[SheetColumn] = []
        rows = islice(sheet.rows, layout.header_rows, layout.header_rows + _SAMPLE_ROWS)
        self._samples: dict[int, list[str]] = {}
        for row in rows:
            for at, cell in row.cells.items():
                if cell.text.strip():
                    self._samples.setdefault(at, []).append(cell.text.strip())

    def sort(self, results: tuple[SheetColumn, ...], plans: tuple[SheetColumn, ...]) -> TableColumns:
        """Return the columns; `results` and `plans` are those that the headings say."""
        by_role, unused = self._layout.by_role, self._layout.unused
        named = [by_role[role] for role in ("name", "indicator", "code") if role in by_role]
        named += [column for column in unused if find_role(column.leaf) in ("name", "indicator")]
        units = [by_role["unit"]] if "unit" in by_role else []
        units += [column for column in unused if find_role(column.leaf) == "unit"]
        names = self._sort_names(named)
        for role in ("source", "note"):
            if role in by_role:
                self._texts[role] = by_role[role]
        results = tuple(column for column in results if not self._is_group(column))
        rest = [column for column in unused if column not in (*named, *units)]
        baselines = [column for column in rest if self._is_baseline(column)]
        figures = {column.position for column in (*baselines, *plans)}
        dated = [by_role["period"]] if "period" in by_role else []
        for column in (*rest, *dated):
            if column not in baselines:
                self._sort_other(column, figures)
        self._find_number(names)
        others = [by_role[role] for role in by_role if role not in _SORTED_ROLES]
        unused = (*self._unused, *others, *self._layout.parts)
        per_row = [by_role[role] for role in ("period", "kind") if role in by_role]
        per_row += [column for column in self._layout.parts if column.position in self._samples]
        per_row = [column for column in per_row if column not in self._years.values()]
        return TableColumns(self._layout, self._texts, names, self._name_languages(units), results, tuple(baselines),
                            (*plans, *self._plans), self._years, unused, tuple(per_row))  # fmt: skip

    def _sort_names(self, columns: list[SheetColumn]) -> dict[str, SheetColumn]:
        """Return the columns of names by language, the main one first; a column of ids goes to the texts."""
        kept: list[SheetColumn] = []
        for column in columns:
            samples = self._samples.get(column.position, [])
            words = [text for text in samples if any(sign.isalpha() for sign in text)]
            if len(columns) > 1 and samples and all(map(is_id, samples)) and words:
                self._texts.setdefault("id", column)
            elif len(columns) > 1 and not any(map(looks_like_name, samples)):
                if kept:  # "Chỉ tiêu Đại hội" after the names, with figures that no year explains
                    self._unused.append(column)
                else:
                    self._texts.setdefault("number", column)
            else:
                kept.append(column)
        return self._name_languages(kept)

    def _name_languages(self, columns: list[SheetColumn]) -> dict[str, SheetColumn]:
        """Return columns of texts by their language: one alone has none; a second one of a language is not used."""
        found: dict[str, SheetColumn] = {}
        for column in columns:
            language = detect_text_language(self._samples.get(column.position, []))
            if found.setdefault(language, column) is not column:
                self._unused.append(column)
        return found if len(found) > 1 else dict(zip([""], found.values(), strict=False))

    def _is_group(self, column: SheetColumn) -> bool:
        """Whether a column that the import takes for results has the levels of them, which are groups."""
        if column.meaning.period or not _GROUP.fullmatch(fold_text(column.label)):
            return False
        return self._texts.setdefault("group", column) is column

    def _is_baseline(self, column: SheetColumn) -> bool:
        folded = fold_text(column.label)
        is_year = _YEAR_WORD.search(folded) and not YEAR.search(folded) and not re.search(r"\bnam goc\b", folded)
        return bool(_BASELINE.search(folded)) and not is_year

    def _sort_other(self, column: SheetColumn, figures: set[int]) -> None:
        """Give a column that no heading of figures explains its place."""
        folded = fold_text(column.leaf or column.label)
        if find_role(column.leaf) == "period" or (_YEAR_WORD.search(folded) and not YEAR.search(folded)):
            before = max((at for at in figures if at < column.position), default=None)
            is_named = _BASELINE.search(folded) or _TARGET.search(folded)
            if before is not None and (is_named or before == column.position - 1):
                self._years[before] = column
                return
        if _UNTIL.fullmatch(folded):
            self._plans.append(column)
            return
        if _OWNER.search(folded) and not (_NO_OWNER.search(folded) and "chu tri" not in folded):
            role: TextRole = "owner"
        elif _GROUP.fullmatch(folded):
            role = "group"
        else:
            self._unused.append(column)
            return
        if self._texts.setdefault(role, column) is not column:
            self._unused.append(column)

    def _find_number(self, names: Mapping[str, SheetColumn]) -> None:
        """Find the column of the numbers of rows, which the import ignores."""
        first = min((column.position for column in names.values()), default=0)
        for at, cell in self._layout.header.cells.items():
            if find_role(cell.text) == "number":
                self._texts.setdefault("number", SheetColumn(at, " ".join(cell.text.split()), ColumnHeading("number")))
                return
        known = {column.position for column in self._texts.values()}
        if first - 1 in self._samples and first - 1 not in known and "number" not in self._texts:
            texts = self._samples[first - 1]
            if all(len(text) <= 6 for text in texts):
                self._texts["number"] = SheetColumn(first - 1, "", ColumnHeading("number"))


def detect_text_language(texts: Iterable[str]) -> str:
    """Return the language of texts: `vi` if one of them has a letter that English does not have, else `en`."""
    return "vi" if any(map(_has_vietnamese_letters, texts)) else "en"


def _has_vietnamese_letters(text: str) -> bool:
    return any(
        "\u00c0" <= sign <= "\u01b0" or "\u1ea0" <= sign <= "\u1ef9" or sign in "\u0300\u0301\u0309\u0323"
        for sign in text
    )
