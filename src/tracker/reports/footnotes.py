"""The footnotes and sources of a table, numbered in one pass over its cells, from left to right and from top to bottom.

A note that many cells share has a letter, any other a number. The cells get the marks; note cells get the numbers of
their sources.
"""

from collections.abc import Iterable
from string import ascii_lowercase
from typing import NamedTuple

from tracker.i18n import N_, Language
from tracker.reports.records import Footnote, ReportCell, ReportTable, map_rows


class NumberedTable(NamedTuple):
    """A table with the marks of its footnotes, and the footnotes and sources in the order of their marks."""

    table: ReportTable
    footnotes: tuple[Footnote, ...]
    sources: tuple[str, ...]


def number_footnotes(table: ReportTable, language: Language) -> NumberedTable:
    """Return a table in which each cell has the marks of its notes and the numbers of its sources."""
    cells = [cell for row in table.lines for cell in row.cells]
    notes = list(dict.fromkeys(note for cell in cells for note in cell.notes))
    common, single = [note for note in notes if note.is_common], [note for note in notes if not note.is_common]
    marks = dict(zip(common, ascii_lowercase, strict=False)) | {note: str(at) for at, note in enumerate(single, 1)}
    sources = {text: at for at, text in enumerate(dict.fromkeys(text for cell in cells for text in cell.sources), 1)}

    def _fill_cell(cell: ReportCell) -> ReportCell:
        cited = _format_ranges(sorted({sources[text] for text in cell.sources}))
        parts = [cell.text] if cell.text else []
        parts += [language.format(N_("Sources: {numbers}"), numbers=cited)] if cited else []
        return cell._replace(text="; ".join(parts), marks=tuple(dict.fromkeys(marks[note] for note in cell.notes)))

    footnotes = tuple(Footnote(marks[note], note.text) for note in (*common, *single))
    numbered = map_rows(table, lambda row: row._replace(cells=tuple(map(_fill_cell, row.cells))))
    return NumberedTable(numbered, footnotes, tuple(sources))


def _format_ranges(numbers: Iterable[int]) -> str:
    """Return ascending numbers as a person writes them: 1, 3–5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
