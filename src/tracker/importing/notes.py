"""What was skipped of a sheet, and how it was read, as sentences."""

from collections.abc import Iterator, Sequence

from tracker.errors import Message, msg, quote_text
from tracker.importing.columns import SheetColumn, format_column_names
from tracker.importing.readers.cells import format_column
from tracker.importing.records import ParsedSheet, SkippedCells

_MAX_NAMES = 8


def iter_notes(
    parsed_sheets: Sequence[ParsedSheet], passed_over: Sequence[str] = (), *, of_plans: bool = False
) -> Iterator[Message]:
    """Yield what a user must know about how the sheets of a file were read; `of_plans`: their plans were."""
    if passed_over and of_plans:
        yield msg("sheets without a table of plans, not read: {names}", names=_format_names(passed_over))
    elif passed_over:
        yield msg("sheets without a table of results, not read: {names}", names=_format_names(passed_over))
    if len({parsed.sheet.file for parsed in parsed_sheets}) > 1:
        yield from _iter_file_notes(parsed_sheets)
        return
    yield from parsed_sheets[0].sheet.notes
    for parsed in parsed_sheets:
        yield from _iter_sheet_notes(parsed)


def _iter_file_notes(parsed_sheets: Sequence[ParsedSheet]) -> Iterator[Message]:
    """Yield, with its file, each note of several files on figures that were skipped."""
    for parsed in parsed_sheets:
        notes = (*parsed.sheet.notes, *_iter_skipped_rows(parsed.skipped), *_iter_skipped_columns(parsed.skipped))
        for note in dict.fromkeys(notes):
            yield Message("{file}: {note}", {"file": parsed.sheet.file, "note": note})


def _iter_sheet_notes(parsed: ParsedSheet) -> Iterator[Message]:
    layout = None if parsed.layout and parsed.layout.is_form else parsed.layout
    if parsed.heading_rows and layout:
        yield msg("rows without figures, skipped: {count}", count=parsed.heading_rows)
    if parsed.empty_cells:
        yield msg("cells without a value, skipped: {count}", count=parsed.empty_cells)
    if parsed.superseded_rows:
        yield msg("rows that a later row of the file replaces, skipped: {count}", count=parsed.superseded_rows)
    yield from _iter_skipped_rows(parsed.skipped)
    if layout and layout.plans:
        yield msg("columns of plans, skipped: {columns}", columns=format_column_names(layout.plans))
    if layout and layout.results:
        yield msg("columns of results, skipped: {columns}", columns=format_column_names(layout.results))
    if layout and layout.earlier:
        yield msg(
            "columns of years before the baseline, skipped: {columns}", columns=format_column_names(layout.earlier)
        )
    unused: Sequence[SheetColumn] = layout.unused if layout else ()
    if unused:
        yield msg("columns that are not used: {columns}", columns=format_column_names(unused))
    yield from _iter_skipped_columns(parsed.skipped)


def _iter_skipped_rows(skipped: SkippedCells) -> Iterator[Message]:
    if skipped.plans:
        yield msg("rows of plans, skipped: {count}", count=skipped.plans)
    if skipped.results:
        yield msg("rows of results, skipped: {count}", count=skipped.results)
    if skipped.other_plans:
        yield msg("plans of other years or kinds, skipped: {count}", count=skipped.other_plans)
    if skipped.parts:
        yield msg("rows of a part of the whole, skipped: {names}", names=_format_names(skipped.parts))
    if skipped.totals:
        yield msg("rows of totals, skipped: {names}", names=_format_names(skipped.totals))
    if skipped.unknown:
        yield msg("rows of other indicators, skipped: {names}", names=_format_names(skipped.unknown))
    if skipped.hidden_rows:
        yield msg("hidden rows with figures, skipped: {names}", names=_format_names(skipped.hidden_rows))


def _iter_skipped_columns(skipped: SkippedCells) -> Iterator[Message]:
    if skipped.hidden_columns:
        columns = ", ".join(map(format_column, skipped.hidden_columns))
        yield msg("hidden columns with figures, skipped: {columns}", columns=columns)
    if skipped.columns:
        columns = ", ".join(map(format_column, skipped.columns))
        yield msg("columns of figures without a heading, not used: {columns}", columns=columns)


def _format_names(names: Sequence[str]) -> str:
    shown = [quote_text(name) for name in names[:_MAX_NAMES]]
    return ", ".join(shown if len(names) <= _MAX_NAMES else [*shown, "…"])
