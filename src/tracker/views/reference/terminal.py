"""The reference of columns for a person: a paragraph for each column, on at most 80 columns of screen."""

from __future__ import annotations

import shutil
import textwrap
from itertools import groupby

from tracker.i18n import Language
from tracker.views.reference.content import CommandColumn
from tracker.views.reference.markdown import name_group

_WIDTH = 80


def render_terminal(columns: tuple[CommandColumn, ...], language: Language, *, is_terminal: bool, ascii: bool) -> str:
    """Return the columns as text; it has no signs that `ascii` would replace."""
    width = max(40, shutil.get_terminal_size((_WIDTH, 24)).columns) if is_terminal else _WIDTH
    lines: list[str] = []
    for name, items in groupby(columns, key=lambda item: name_group(item, language)):
        lines += ["", name] if lines else [name]
        for item in items:
            lines += _format_column(item, language, width)
    return "\n".join(lines) + "\n"


def _format_column(item: CommandColumn, language: Language, width: int) -> list[str]:
    column = item.column
    facts = "" if item.format == "code" else f" ({', '.join(filter(None, [column.type, column.unit]))})"
    codes = f" [{' '.join(column.codes)}]" if column.codes else ""
    text = f"{column.name}{facts}: {language.pick_text(column.meaning)}{codes}".replace("`", "")
    return textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
