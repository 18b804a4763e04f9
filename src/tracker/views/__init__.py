"""How the results of each command are shown: one module or package a command, and what they share."""

from typing import NamedTuple


class OutputStyle(NamedTuple):
    """The format, CSV dialect and file (None: stdout) of output, and the kind of terminal that shows it, if any."""

    format: str
    dialect: str | None = None
    path: str | None = None
    is_terminal: bool = False
    ascii: bool = False
