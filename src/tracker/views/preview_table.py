"""What an import would do, as a table for a person at a terminal; where it is piped no cell is ever broken."""

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.importing.plan import Plan
from tracker.language import Language
from tracker.views.preview import HEADINGS, lines

_WIDEST = 100_000
_NARROWEST = 60
_DOUBT = "#ac6400"


def render(plan: Plan, language: Language, terminal: Console | None) -> str:
    """Return the results that are to be recorded as a table, or "" where there is none."""
    found = lines(plan, language)
    if not found:
        return ""
    console = terminal or Console(file=io.StringIO(), width=_WIDEST, color_system=None)
    if terminal:
        terminal.width = max(terminal.width, _NARROWEST)
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in HEADINGS:
        is_figure = heading in ("Before", "After")
        table.add_column(
            Text(language.text(heading), "bold"),
            justify="right" if is_figure else "left",
            no_wrap=heading in ("Action", "Period"),
            overflow="fold",
        )
    for line in found:
        name = Text(line.name)
        if line.doubt:
            name.append(f"\n! {line.doubt}", _DOUBT)
        place, action, period, before, after = (
            Text(cell) for cell in (line.place, line.action, line.period, line.before, line.after)
        )
        table.add_row(place, action, name, period, before, after)
    with console.capture() as captured:
        console.print(table)
    return "".join(row.rstrip() + "\n" for row in captured.get().splitlines())
