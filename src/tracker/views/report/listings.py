"""The journal behind a report: every result with its source, and every revision."""

from collections.abc import Iterable

from tracker.language import N_
from tracker.model import Assessment, Result
from tracker.views.formats import result_text, safe
from tracker.views.lines import numbers_and_depths, period_text
from tracker.views.report.cells import Told, Writer
from tracker.views.report.records import Cell, Column, Line, Section, Table, filled_columns
from tracker.views.words import HEADINGS, RESULT_STATUS

_HEADS = (
    ("number", HEADINGS["number"], 4),
    ("name", HEADINGS["name"], 40),
    ("unit", N_("Unit"), 14),
    ("period", N_("Period"), 10),
    ("value", N_("Result"), 14),
    ("kind", N_("Certainty"), 12),
    ("source", N_("Source"), 40),
    ("remark", N_("Note"), 30),
    ("recorded_at", N_("Recorded on"), 14),
    ("recorded_by", N_("Recorded by"), 14),
)
ALWAYS = ("name", "period", "value", "source")
"""The columns that are shown also where they are empty in every line."""


def results(told: Iterable[Told], writer: Writer) -> Table:
    """Return every result that counts, by indicator and period."""
    rows = [(each.item, row) for each in told for row in each.item.results.values()]
    return _table(N_("Results and sources"), rows, writer)


def revisions(told: Iterable[Told], writer: Writer) -> Table:
    """Return every row of the periods that were recorded more than once, the earlier above the later."""
    rows = [(each.item, row) for each in told for revised in each.detail.revisions for row in revised]
    return _table(N_("Revisions"), rows, writer)


def _table(title: str, rows: list[tuple[Assessment, Result]], writer: Writer) -> Table:
    numbers, _ = numbers_and_depths(writer.board.register)
    columns = tuple(Column(key, writer.text(head), width, is_number=key == "value") for key, head, width in _HEADS)
    lines = tuple(_line(item, row, numbers, writer) for item, row in rows)
    return filled_columns(Table(writer.text(title), columns, (Section("", lines),)), ALWAYS)


def _line(item: Assessment, row: Result, numbers: dict[str, str], writer: Writer) -> Line:
    language, indicator = writer.language, item.indicator
    cells = (
        Cell(numbers[indicator.id]),
        Cell(safe(language.pick(indicator.name))),
        Cell(safe(language.pick(indicator.unit))),
        Cell(period_text(row.period, language)),
        writer.cell(result_text(row, indicator, language, exact=True), row.value),
        Cell(language.text(RESULT_STATUS[row.status])),
        Cell(safe(row.source)),
        Cell(safe(row.note)),
        Cell(language.day(row.recorded_on)),
        Cell(safe(row.recorded_by)),
    )
    return Line(indicator.id, 0, cells)
