"""The list of what the reporting year has no result of, to be sent out: a block for each responsible body."""

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views import OutputStyle
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_paragraph, format_table, join_blocks
from tracker.views.reporting_year import format_missing_line
from tracker.views.review.content import ReviewEntry, group_by_owner
from tracker.views.status.content import format_title

_HEADINGS = (COLUMN_HEADINGS["name"], N_("Plan {year}"), N_("Last result"), COLUMN_HEADINGS["target"])
_NOTHING = N_("Nothing is missing: every result that was due for {year} is recorded.")


def render_markdown(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, _: OutputStyle) -> str:
    """Return the list as Markdown: a table for each responsible body."""
    headings = [language.format(heading, year=board.year) for heading in _HEADINGS]
    blocks = [format_paragraph(_format_first_line(board, language), bold=True)]
    blocks.append(format_heading(format_title(board, language), 2))
    for group in group_by_owner(items, board.register, language):
        blocks.append(format_heading(f"{group.owner} ({len(group.entries)})"))
        cells = [(entry.name, entry.year_plan, entry.last_result, entry.target) for entry in group.entries]
        blocks.append(format_table(headings, cells, (1,)))
    return join_blocks(blocks)


def render_terminal(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, style: OutputStyle) -> str:
    """Return the list for a terminal, or, without one, with whole lines."""
    from rich.padding import Padding
    from rich.text import Text

    from tracker.views.terminal import DIM_COLOUR, open_console, strip_line_ends

    console = open_console(style.is_terminal)
    with console.capture() as captured:
        console.print(Text(_format_first_line(board, language), "bold"))
        console.print(Text(format_title(board, language)))
        for group in group_by_owner(items, board.register, language):
            console.print(Text(f"\n{group.owner} ({len(group.entries)})", "bold"))
            for entry in group.entries:
                console.print(Padding(Text(f"• {entry.name}"), (0, 0, 0, 2), expand=False))
                facts = _format_facts(entry, board.year, language)
                console.print(Padding(Text(facts, DIM_COLOUR), (0, 0, 0, 4), expand=False))
    return strip_line_ends(captured.get())


def _format_first_line(board: AssessmentSet, language: Language) -> str:
    return format_missing_line(board, language) or language.format(_NOTHING, year=board.year)


def _format_facts(entry: ReviewEntry, year: int, language: Language) -> str:
    """Return what the body must know to report: the plan of the year, its last result, and the target."""
    last = language.format(N_("last result {value}"), value=entry.last_result) if entry.last_result else ""
    parts = (
        language.format(N_("plan {year}: {value}"), year=year, value=entry.year_plan) if entry.year_plan else "",
        last or language.translate(N_("no result yet")),
        language.format(N_("target {target}"), target=entry.target) if entry.target else "",
    )
    return " · ".join(filter(None, parts))
