"""What an import would do, in every format; what it imports, results or plans, is one record of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Location, Message
from tracker.i18n import N_, Language
from tracker.importing.records import ParsedSheet
from tracker.text import sanitize_text
from tracker.views.csv import PLAIN, DataRow, Dialect, to_csv
from tracker.views.json import to_json
from tracker.views.markdown import format_table


class PreviewRow(NamedTuple):
    """One line as a person reads it: its cells in the order of the headings, and a warning about the third of them."""

    cells: tuple[str, ...]
    warning: str = ""


class Preview(NamedTuple):
    """What an import would do.

    `columns` are the contract of the formats for programs, `document` the JSON document without its rows, which have
    the key `rows_key`. `headings` are those of the table, in English. The rows are built when they are needed.
    `lists_files` means that a line is about a file, so that the warnings are not in the lines.
    """

    columns: Sequence[str]
    headings: Sequence[str]
    document: Mapping[str, object]
    rows_key: str
    build_rows: Callable[[], list[DataRow]]
    build_lines: Callable[[], list[PreviewRow]]
    warnings: tuple[str, ...]
    remarks: tuple[str, ...]
    summary: str
    lists_files: bool = False


def render_csv(preview: Preview, dialect: Dialect = PLAIN) -> str:
    """Return the preview as CSV with the columns of the contract."""
    return to_csv(preview.columns, (row.values() for row in preview.build_rows()), dialect)


def render_json(preview: Preview) -> str:
    """Return the preview as one JSON document with a line break at its end."""
    return to_json({**preview.document, preview.rows_key: preview.build_rows()})


def render_markdown(preview: Preview, language: Language) -> str:
    """Return what is to be recorded as a table in Markdown, or "" if there is nothing."""
    rows = preview.build_lines()
    cells = (
        (*row.cells[:2], f"{row.cells[2]} – {row.warning}" if row.warning else row.cells[2], *row.cells[3:])
        for row in rows
    )
    return format_table([language.translate(heading) for heading in preview.headings], cells) if rows else ""


def format_place(location: Location, language: Language) -> str:
    """Return the location of a figure: the cell of a workbook, or the line and the column of a text file."""
    template = N_("line {line}, {column}")
    return location.cell or language.format(template, line=location.line, column=location.key)


def format_doubts(
    doubts: Iterable[tuple[Location, str, Message | None]], language: Language, *, names_files: bool
) -> tuple[str, ...]:
    """Return a warning for every unlikely figure: its location, its indicator and the doubt, None if there is none."""
    return tuple(
        language.format(
            N_("{where}: {doubt}"),
            where=f"{_format_file(location) if names_files else ''}{format_place(location, language)}: {indicator}",
            doubt=language.format_message(doubt),
        )
        for location, indicator, doubt in doubts
        if doubt
    )


def _format_file(location: Location) -> str:
    return f"{sanitize_text(location.file)}: "


def describe_file(parsed: Sequence[ParsedSheet], language: Language, *, is_recorded: bool) -> dict[str, object]:
    """Return what the JSON document says of the file; several are named by `describe_files`."""
    is_one = len({each.sheet.file for each in parsed}) == 1
    return {
        "file": parsed[0].sheet.file if is_one else None,
        "sheet": (", ".join(each.sheet.name for each in parsed) or None) if is_one else None,
        "recorded": is_recorded,
        "language": language.code,
    }


def count_empty_cells(parsed: Sequence[ParsedSheet]) -> dict[str, int]:
    """Return how many cells for figures are empty in each file, in the order of the files."""
    counts: dict[str, int] = {}
    for each in parsed:
        counts[each.sheet.file] = counts.get(each.sheet.file, 0) + each.empty_cells
    return counts


def count_skipped(parsed: Sequence[ParsedSheet]) -> dict[str, int]:
    """Return how many rows and cells were skipped."""
    return {
        "headings": sum(each.heading_rows for each in parsed),
        "empty": sum(each.empty_cells for each in parsed),
        "superseded": sum(each.superseded_rows for each in parsed),
    }
