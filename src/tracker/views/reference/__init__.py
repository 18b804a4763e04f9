"""`tracker columns`: what each CSV column and JSON key means; `columns.csv` beside this module says it.

The page `docs/columns.md` has the same table. `content` reads it, one module writes each format.
"""

from __future__ import annotations

from tracker.i18n import Language
from tracker.views import OutputStyle, render_format
from tracker.views.reference.content import CommandColumn


def render(columns: tuple[CommandColumn, ...], language: Language, style: OutputStyle) -> str:
    """Return the columns in a format."""
    return render_format(__name__, style, columns, language)
