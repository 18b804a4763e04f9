"""Markdown for minutes and issues: tables with whole cells, and text from the data shown literally."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from tracker.text import escape_markdown, sanitize_text


def format_table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()) -> str:
    """Return a table of plain cells, each whole and shown literally; `right` are the columns aligned to the right."""
    rules = ("---:" if index in right else "---" for index in range(len(headings)))
    cells = ([escape_markdown(sanitize_text(cell)) for cell in row] for row in rows)
    return "".join("| " + " | ".join(row) + " |\n" for row in (headings, rules, *cells))


def join_blocks(blocks: Iterable[str]) -> str:
    """Return paragraphs, headings, lists and tables as one document, with an empty line between them."""
    return "\n\n".join(block.rstrip("\n") for block in blocks if block) + "\n"
