"""Which sheet of a file has the table of targets, and why another one has not."""

import re
from collections.abc import Iterable, Sequence

from tracker.errors import ExitCode, Location, Message, Problem, TrackerError, make_error, msg, quote_text
from tracker.importing.definitions.columns import TableColumns, find_table_columns
from tracker.importing.definitions.draft import draft_table
from tracker.importing.definitions.records import TableDraft
from tracker.importing.definitions.rows import TableRow, read_rows
from tracker.importing.definitions.years import choose_term
from tracker.importing.header import get_labels
from tracker.importing.headings import parse_heading_text
from tracker.importing.readers.cells import Sheet
from tracker.importing.statements import describe_statement

_MAX_LABELS = 12
_ONE_ROW_EACH = msg("write one row for each indicator, and a column for each year; such a list is for tracker import")
_END = re.compile(r"\(([^()]*)\)\W*$")
_SAMPLE_ROWS = 60


def find_table(sheets: Sequence[Sheet]) -> tuple[Sheet, TableColumns]:
    """Return the only sheet with a table of targets, and its columns. Raises TrackerError if none or several have."""
    found = [(sheet, columns) for sheet in sheets if (columns := find_table_columns(sheet))]
    planned = [each for each in found if each[1].plans] or found
    if len(planned) == 1:
        return planned[0]
    if planned:
        names = ", ".join(quote_text(sheet.name) for sheet, _ in planned)
        message = msg("several sheets have a table of targets: {names}", names=names)
        raise make_error(message, msg("add --sheet NAME"), ExitCode.USAGE, location=Location(sheets[0].file))
    hint = msg(
        "a table needs a column of names, and columns of figures whose headings say of which year they are and whether "
        'they are results, plans or targets: "Indicator", "Unit", "Result 2025", "Plan 2026", "Target 2030"'
    )
    raise TrackerError([Problem(Location(sheets[0].file), _describe_headings(sheets), hint)])


def read_table(sheets: Sequence[Sheet], years: range | None, today_year: int) -> TableDraft:
    """Return the draft of a folder that the table in a file gives. Raises TrackerError if there is no such table."""
    sheet, columns = find_table(sheets)
    if columns.per_row:
        message = msg("column {name} says for each row what its figures are", name=quote_text(columns.per_row[0].label))
        raise make_error(message, _ONE_ROW_EACH, location=Location(sheet.file))
    term = choose_term(columns, years, today_year)
    if term is None:
        message = msg("the headings do not say of which years the targets are")
        hint = msg("add --years, for example --years 2026-2030")
        raise make_error(message, hint, ExitCode.USAGE, location=Location(sheet.file))
    rows = read_rows(sheet, columns)
    _check_row_names(sheet, columns, rows.used)
    draft = draft_table(sheet, columns, rows, term, today_year)
    if not draft.indicators:
        raise make_error(
            msg("no row below the headings is an indicator"),
            msg("write one indicator in each row, with its name in the column {name}", name=_name_column(columns)),
            location=Location(sheet.file),
        )
    return draft


def _check_row_names(sheet: Sheet, columns: TableColumns, rows: Iterable[TableRow]) -> None:
    """Raise TrackerError if a row says whether its figures are plans or results, which the headings must say."""
    for row in rows:
        name = next(iter(row.names.values()))
        if row.has_figures and _names_kind(name):
            message = msg("{name} says for a row what its figures are", name=quote_text(name))
            column = next(iter(columns.names.values()))
            raise make_error(message, _ONE_ROW_EACH, location=sheet.locate(row.row, column.position))


def _names_kind(name: str) -> bool:
    """Whether a name says nothing but that figures are plans or results, or says so in brackets at its end."""
    found = _END.search(name)
    texts = (name, found[1]) if found else (name,)
    meanings = [parse_heading_text(text) for text in texts]
    if meanings[0].is_understood and meanings[0].kind in ("result", "mixed"):
        return True
    is_plan_alone = meanings[0].kind == "plan" and describe_statement(name).kind == "plan"
    return is_plan_alone or any(each.is_understood and each.kind not in ("", "value") for each in meanings[1:])


def _name_column(columns: TableColumns) -> str:
    return quote_text(next(iter(columns.names.values())).label)


def _describe_headings(sheets: Sequence[Sheet]) -> Message:
    """Return that no table was found, with the texts that the fullest of the first rows has."""
    labels: list[str] = []
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            if at >= _SAMPLE_ROWS:
                break
            texts = [text for text in get_labels(row).values() if any(sign.isalpha() for sign in text)]
            labels = texts if len(texts) > len(labels) else labels
    if not labels:
        return msg("no table of targets was found: there are no headings")
    listed = ", ".join([*map(quote_text, labels[:_MAX_LABELS]), *(["…"] if len(labels) > _MAX_LABELS else [])])
    return msg("no table of targets was found; the headings seen are {listed}", listed=listed)
