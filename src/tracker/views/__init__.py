"""How the results of each command are shown: one module or package a command, and what they share."""

from importlib import import_module
from typing import NamedTuple

NARROWEST = 20
"""Columns of a terminal below which nothing can be drawn: its lines then wrap."""


class OutputStyle(NamedTuple):
    """The format, CSV dialect and file (None: stdout) of output, and the kind of terminal that shows it, if any.

    The file may be replaced without asking whatever it is if `may_replace`.
    """

    format: str
    dialect: str | None = None
    path: str | None = None
    is_terminal: bool = False
    ascii: bool = False
    may_replace: bool = False


def render_format(package: str, style: OutputStyle, *subject: object) -> str:
    """Return the subject as the views package writes it in a format. Only the module of that format is imported."""
    module = import_module(f"{package}.{_MODULES[style.format]}")
    if style.format == "csv":
        return str(module.render_csv(*subject, dialect=style.dialect))
    if style.format == "json":
        return str(module.render_json(*subject))
    if style.format == "md":
        return str(module.render_markdown(*subject))
    return str(module.render_terminal(*subject, is_terminal=style.is_terminal, ascii=style.ascii))


_MODULES = {"csv": "data", "json": "data", "md": "markdown", "table": "terminal"}
