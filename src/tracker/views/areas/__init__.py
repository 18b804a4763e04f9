"""Show the areas of a folder as a tree: `tree` chooses and orders them, one module writes each format."""

from __future__ import annotations

from tracker.i18n import Language
from tracker.views import OutputStyle, render_format
from tracker.views.areas.tree import AreaTree


def render(tree: AreaTree, language: Language, style: OutputStyle) -> str:
    """Return the areas in a format."""
    return render_format(__name__, style, tree, language)
