"""A cell with a plan or target, its row and its heading become a decision that can be recorded."""

from typing import NamedTuple

from tracker.errors import Location, TrackerError, make_error, msg, quote_text
from tracker.importing.candidates import check_not_split
from tracker.importing.cell_values import parse_plan_cell
from tracker.importing.columns import SheetColumn
from tracker.importing.context import SheetContext
from tracker.importing.headings import parse_heading_text, parse_period_cell
from tracker.importing.plan_headings import PlanKind, PlanOptions, choose_kind, describe_open_kind, is_wanted
from tracker.importing.readers.cells import Row
from tracker.model import Decision, Indicator, Period
from tracker.recording.decided_value import DecidedValue


class PlanCandidate(NamedTuple):
    """The plan, target or baseline that a cell gives. Without `decided_on` it was decided on the day of the import."""

    location: Location
    indicator: Indicator
    decision: Decision

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the decision is about: a sheet has one of each key."""
        return self.decision.key


def build_plan_candidate(
    context: SheetContext, row: Row, indicator: Indicator, column: SheetColumn, options: PlanOptions
) -> PlanCandidate | None:
    """Return the plan in a cell, or None if it is of another kind or year than those to take.

    Raises TrackerError with the location of the wrong cell.
    """
    current = column
    try:
        current = column if column.meaning.period else context.layout.by_role.get("period", column)
        year = _find_year(context, row, column, options)
        current = column
        kind = _find_kind(context, row, column, year, options)
        if not is_wanted(kind, year, options):
            return None
        value = _read_value(context, row, indicator, column)
    except TrackerError as error:
        location = context.locate(row, current, indicator.id)
        raise TrackerError([problem._replace(location=location) for problem in error.problems]) from None
    source = context.get_cell(row, "source").text or context.options.source
    note = context.get_cell(row, "note").text or context.options.note
    scope = context.scopes.find(row, column, indicator, Period(year))
    decision = Decision(indicator.id, scope.area, kind, year, value, "", source, note, "", "", parts=scope.parts)
    return PlanCandidate(context.locate(row, column), indicator, decision)


def _find_year(context: SheetContext, row: Row, column: SheetColumn, options: PlanOptions) -> int:
    """Return the year of a plan: that of its heading, else of its row, else of the whole sheet."""
    if column.meaning.period:
        return column.meaning.period.year
    if "period" not in context.layout.by_role and options.year:
        return options.year
    text = context.get_cell(row, "period").text.strip()
    if not text:
        raise make_error(msg("is empty"), msg("write the year that the plan is for"))
    period = parse_period_cell(text)
    if not period or not period.is_year:
        raise make_error(msg("{found} is not a year", found=quote_text(text)), msg("write it with four digits: 2025"))
    return period.year


def _find_kind(context: SheetContext, row: Row, column: SheetColumn, year: int, options: PlanOptions) -> PlanKind:
    """Return what the heading, or the row, calls the figure. Raises TrackerError if it may be either."""
    if column.meaning.kind and column.meaning.period:
        return column.meaning.kind
    words = (context.get_cell(row, role).text for role in ("kind", "status"))
    said = next((text for text in words if parse_heading_text(text).kind == "plan"), column.label)
    kind = choose_kind(said, year, options)
    if not kind:
        raise make_error(*describe_open_kind(said, year))
    return kind


def _read_value(context: SheetContext, row: Row, indicator: Indicator, column: SheetColumn) -> DecidedValue:
    value = parse_plan_cell(row.get_cell(column.position), indicator, context.options.decimal)
    check_not_split(context, row, column, lambda cell, sign: parse_plan_cell(cell, indicator, sign))
    if sign := context.get_cell(row, "qualifier").text.strip():
        message = msg("has the sign {sign} in another column", sign=quote_text(sign))
        raise make_error(message, msg("write the sign and the number into one cell: ≥ 8"))
    return value
