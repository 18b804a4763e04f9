"""The indicators of a table: names, units, targets, plans and baselines, and what is a guess in them."""

from collections.abc import Callable

from tracker.importing.cell_values import is_blank
from tracker.importing.definitions.columns import TableColumns
from tracker.importing.definitions.ids import IdMaker
from tracker.importing.definitions.records import DraftIndicator, Question
from tracker.importing.definitions.row_figures import RowFigures, TableParts
from tracker.importing.definitions.rows import TableRow, clean_name
from tracker.importing.definitions.structure import IndicatorRow, TableStructure
from tracker.importing.definitions.units import find_as_written, split_unit
from tracker.importing.repeated_texts import RepeatedTexts
from tracker.importing.statements import find_stated_unit
from tracker.model import Group, Indicator
from tracker.text import is_id


def make_groups(structure: TableStructure, table: TableParts) -> tuple[dict[str, Group], Callable[[IndicatorRow], str]]:
    """Return the groups by id, and the function that returns the id of the group of a row, "" for none."""
    ids, groups, by_line = IdMaker(), {}, {}
    column = table.columns.texts.get("group")
    by_text: dict[str, str] = {}
    for row in structure.groups:
        identity = ids.make(next(iter(row.names.values())), fallback="group")
        groups[identity] = Group(identity, dict(row.names))
        by_line[row.row.line] = identity

    def find_group(item: IndicatorRow) -> str:
        text = clean_name(item.table_row.row.get_cell(column.position).text) if column else ""
        if text:
            if text not in by_text:
                by_text[text] = ids.make(text, fallback="group")
                groups[by_text[text]] = Group(by_text[text], {"": text})
            return by_text[text]
        return by_line[item.group.row.line] if item.group else ""

    return groups, find_group


class IndicatorMaker:
    """Makes the indicators one after another: the id of each is new, and parents come before their parts."""

    def __init__(self, table: TableParts, find_group: Callable[[IndicatorRow], str]) -> None:
        self._table, self._find_group = table, find_group
        self._ids = IdMaker()
        self._made: dict[int, Indicator] = {}
        self._owners = RepeatedTexts(table.sheet.merged, table.columns.texts.get("owner"))
        title = table.columns.layout.unit
        is_title = title is not None and " ".join(title.text.split()) not in table.columns.layout.texts
        self._table_unit = find_as_written(find_stated_unit(title.text), title.text) if title and is_title else ""

    def make(self, item: IndicatorRow) -> DraftIndicator:
        """Return the indicator of a row."""
        row = item.table_row
        parent = self._made.get(item.parent.row.line) if item.parent else None
        questions: list[Question] = [Question("parent", item.question)] if item.question else []
        names, unit = self._read_names(item, parent)
        group = self._find_group(item) or (parent.group if parent else "")
        bare = Indicator(
            self._make_id(item, parent), names, "level", group=group,
            unit=unit, parent=parent.id if parent else "", owner=self._read_owner(item),
            aliases=self._list_aliases(item),
        )  # fmt: skip
        figures = RowFigures(self._table, row, bare)
        draft = figures.build(questions)
        self._made[row.row.line] = draft.indicator
        return draft

    def _make_id(self, item: IndicatorRow, parent: Indicator | None) -> str:
        column = self._table.columns.texts.get("id")
        given = item.table_row.row.get_cell(column.position).text.strip() if column else ""
        above = item.heading.names if item.heading else None
        prefix = parent.id if parent else next(iter(above.values())) if above else ""
        own = next(iter(item.table_row.names.values()))
        return self._ids.make(given if given and is_id(given) else split_unit(own)[0], prefix)

    def _read_names(self, item: IndicatorRow, parent: Indicator | None) -> tuple[dict[str, str], dict[str, str]]:
        """Return the names and the units by language; a unit in brackets after the name is no part of it."""
        names, in_names = {}, {}
        for code, text in item.table_row.names.items():
            names[code], in_names[code] = split_unit(text)
            if item.heading:
                above = item.heading.names.get(code) or next(iter(item.heading.names.values()))
                names[code] = f"{split_unit(above)[0].rstrip(' :')}: {names[code]}"
        unit = self._read_units(item.table_row, self._table.columns)
        if not unit:
            unit = {code: text for code, text in in_names.items() if text}
        if not unit and item.heading:
            heading_unit = item.heading.unit or split_unit(next(iter(item.heading.names.values())))[1]
            unit = {"": heading_unit} if heading_unit else {}
        if not unit and parent:
            unit = dict(parent.unit)
        if not unit and self._table_unit:
            unit = {"": self._table_unit}
        return names, unit or self._find_percent(item.table_row)

    def _read_units(self, row: TableRow, columns: TableColumns) -> dict[str, str]:
        if len(columns.units) < 2:
            return {"": row.unit} if row.unit else {}
        texts = {code: row.row.get_cell(column.position).text for code, column in columns.units.items()}
        return {code: " ".join(text.split()) for code, text in texts.items() if text.strip()}

    def _find_percent(self, row: TableRow) -> dict[str, str]:
        """Return the unit % if a figure of the row is shown so."""
        cells = [row.row.get_cell(column.position) for column in self._table.columns.figures]
        is_percent = any(
            cell.kind == "percent" or (cell.kind == "text" and cell.text.rstrip().endswith("%")) for cell in cells
        )
        return {"": "%"} if is_percent else {}

    def _read_owner(self, item: IndicatorRow) -> dict[str, str]:
        """Return the body in the row of an indicator, else that of the heading above it."""
        column = self._table.columns.texts.get("owner")
        if column is None:
            return {}
        rows = [item.heading, item.table_row] if item.heading else [item.table_row]
        texts = []
        for row in rows:
            cell = row.row.get_cell(column.position)
            texts.append(self._owners.get_text(row.row.line, "" if is_blank(cell) else clean_name(cell.text)))
        text = texts[-1] or texts[0]
        return {"": text} if text else {}

    def _list_aliases(self, item: IndicatorRow) -> tuple[str, ...]:
        """Return the names that sheets use and the file does not: those without the heading above them."""
        return tuple(split_unit(text)[0] for text in item.table_row.names.values()) if item.heading else ()
