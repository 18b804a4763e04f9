"""Markdown for minutes and issues; text from the data is shown literally."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from tracker.text import sanitize_text
from tracker.views.escapes import escape_markdown


def format_heading(text: str, level: int = 3) -> str:
    """Return a heading."""
    return f"{'#' * level} {escape_markdown(text)}"


def format_paragraph(text: str, *, bold: bool = False) -> str:
    """Return a paragraph, or "" without text."""
    return f"**{escape_markdown(text)}**" if bold and text else escape_markdown(text)


def format_list(lines: Iterable[str | tuple[str, str]]) -> str:
    """Return a list with an item for each text; a pair is a bold name and its text."""
    items = (format_paragraph(line) if isinstance(line, str) else _format_pair(*line) for line in lines)
    return "\n".join(f"- {item}" for item in items)


def _format_pair(name: str, text: str) -> str:
    return f"**{escape_markdown(name)}**: {escape_markdown(text)}"


def format_table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()) -> str:
    """Return a table; the columns in `right` are aligned to the right."""
    return "".join(iter_table_lines(headings, rows, right))


def iter_table_lines(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()
) -> Iterator[str]:
    """Yield the lines of a table, each with its line break, as `format_table` joins them."""
    rules = ("---:" if index in right else "---" for index in range(len(headings)))
    cells = ([escape_markdown(sanitize_text(cell)) for cell in row] for row in rows)
    for row in chain((headings, rules), cells):
        yield "| " + " | ".join(row) + " |\n"


def join_blocks(blocks: Iterable[str]) -> str:
    """Return headings, paragraphs, lists and tables as one document, with an empty line between them."""
    return "\n\n".join(block.rstrip("\n") for block in blocks if block) + "\n"
