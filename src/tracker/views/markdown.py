"""Markdown for minutes and issues: one table a group, every cell whole, text from the data shown literally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.text import escape_markdown, sanitize_text


def format_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of plain cells, each whole and shown literally."""
    out = ["| " + " | ".join(headings) + " |", "| " + " | ".join("---" for _ in headings) + " |"]
    out += ["| " + " | ".join(escape_markdown(sanitize_text(cell)) for cell in row) + " |" for row in rows]
    return "\n".join(out) + "\n"
