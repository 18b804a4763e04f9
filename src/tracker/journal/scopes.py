"""The columns of a journal that name the area and the parts which a row is about."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import find_closest, make_suggestion, msg, quote_text
from tracker.journal.schema import Description, ProblemReporter, Schema
from tracker.model import Row
from tracker.model.scopes import Scope

AREA_COLUMN = "area"


class ScopeColumns(NamedTuple):
    """The ids of the areas, None if they are not listed, and the values of each dimension, in the order of the file.

    Without `has_all_areas` the list of areas is damaged, and a row may be about any area.
    """

    areas: Collection[str] | None = None
    dimensions: Mapping[str, Collection[str]] = {}
    has_all_areas: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return (*([AREA_COLUMN] if self.areas is not None else []), *self.dimensions)

    def list_ids(self) -> list[tuple[str, Collection[str]]]:
        """Return the ids that each column may hold."""
        others = [] if self.has_all_areas else [("", ("any area",))]
        return [(AREA_COLUMN, self.areas or ()), *self.dimensions.items(), *others]

    def read(self, row: Mapping[str, str], report: ProblemReporter) -> Scope:
        """Return the scope that the cells of a row name, after reporting an area or a value that does not exist."""
        area = row.get(AREA_COLUMN, "") if self.areas is not None else ""
        if area and self.areas is not None and not self._has_area(area):
            report(AREA_COLUMN, _describe_unknown_area, area, self.areas)
        parts = tuple([(name, row[name]) for name in self.dimensions if row.get(name)])
        for name, value in parts:
            if value not in self.dimensions[name]:
                report(name, _describe_unknown_value, value, name, self.dimensions[name])
        return Scope(area, parts)

    def accepts(self, scope: Sequence[str], by: Collection[str]) -> bool:
        """Whether a row may be about the scope that a key ends with: an area, and parts as `sex=female`.

        `by` are the dimensions of the indicator.
        """
        area, *parts = scope
        if area and not self._has_area(area):
            return False
        pairs = [part.split("=") for part in parts]
        return all([name in by and value in self.dimensions.get(name, ()) for name, value in pairs])

    def _has_area(self, area: str) -> bool:
        return self.areas is not None and (area in self.areas or not self.has_all_areas)


def check_dimensions(row: Row, by: Collection[str], report: ProblemReporter) -> None:
    """Report the parts of a row in whose dimensions its indicator is not broken down."""
    for name, value in row.parts:
        if name not in by:
            report(name, _describe_foreign_dimension, value, name)


def add_scope_columns(schema: Schema, columns: ScopeColumns) -> Schema:
    """Return the schema of a journal whose rows may name an area and parts; without such columns, the same schema."""
    if not columns.names:
        return schema

    def parse(row: Mapping[str, str], line: int, report: ProblemReporter) -> Row | None:
        parsed: Row | None = schema.parse(row, line, report)
        scope = columns.read(row, report)
        return parsed and parsed._replace(area=scope.area or parsed.area, parts=scope.parts)

    def format_row(row: Row) -> dict[str, str]:
        return {**schema.format(row), AREA_COLUMN: row.area, **dict.fromkeys(columns.dimensions, ""), **dict(row.parts)}

    names = tuple(name for name in columns.names if name not in schema.columns)
    return schema._replace(
        columns=(*schema.columns, *names), scope_names=names, scope=columns, parse=parse, format=format_row
    )


def _describe_unknown_area(area: str, known: Collection[str]) -> Description:
    hint = make_suggestion(find_closest(area, known)) or msg("tracker areas lists them")
    return msg("there is no area {found} in areas.csv", found=quote_text(area)), hint


def _describe_unknown_value(value: str, dimension: str, known: Collection[str]) -> Description:
    message = msg("{found} is not a value of {dimension}", found=quote_text(value), dimension=dimension)
    return message, make_suggestion(find_closest(value, known)) or msg("one of {options}", options=", ".join(known))


def _describe_foreign_dimension(value: str, dimension: str) -> Description:
    message = msg("this indicator has no parts by {dimension}", dimension=dimension)
    return message, msg(
        'write by = ["{dimension}"] at it in targets.toml, or leave {value} out', dimension=dimension, value=value
    )


def format_scope(scope: Scope) -> str:
    """Return the end of the key of a row about an area or a part: `,p-song-cong,sex=female`; "" for the own total."""
    if not scope.area and not scope.parts:
        return ""
    return ",".join(["", scope.area, *(f"{dimension}={value}" for dimension, value in scope.parts)])
