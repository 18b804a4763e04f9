"""Markdown for minutes and issues; text from the data is shown literally."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

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
    rules = ("---:" if index in right else "---" for index in range(len(headings)))
    cells = ([escape_markdown(sanitize_text(cell)) for cell in row] for row in rows)
    return "".join("| " + " | ".join(row) + " |\n" for row in (headings, rules, *cells))


def join_blocks(blocks: Iterable[str]) -> str:
    """Return headings, paragraphs, lists and tables as one document, with an empty line between them."""
    return "\n\n".join(block.rstrip("\n") for block in blocks if block) + "\n"
