"""A review on a terminal, drawn by Rich: a block an indicator, so that no text is cut."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.labels import STATUS_SIGNS
from tracker.views.reporting_year import format_missing_line
from tracker.views.review.content import HEAD_LABELS, ReviewEntry, group_by_owner, list_head_lines
from tracker.views.sentences import format_gap
from tracker.views.status.content import format_title, format_view_remarks
from tracker.views.terminal import DIM_COLOUR, open_console, strip_line_ends


def render_terminal(
    items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, *, is_terminal: bool, ascii: bool
) -> str:
    """Return the review for a terminal, or, without one, with whole lines."""
    console = open_console(is_terminal)
    head = None
    with console.capture() as captured:
        if missing := format_missing_line(board, language):
            console.print(Text(missing, f"bold {STATUS_SIGNS['off_track'].colour}"))
        console.print(Text(format_title(board, language), "bold"))
        for line in list_head_lines(board, language):
            console.print(Text(line))
        for group in group_by_owner(items, board.register, language):
            if group.head != head:
                console.print()
                console.print(Text(language.format(HEAD_LABELS[group.head], year=board.year).upper(), "bold"))
                head = group.head
            _print_indented(console, Text(group.owner, "bold"), 1)
            for entry in group.entries:
                _print_entry(console, entry, language, ascii=ascii)
        for index, text in enumerate(format_view_remarks(board, language)):
            console.print(Text(text if index else f"\n{text}"))
    return strip_line_ends(captured.get())


def _print_entry(console: Console, entry: ReviewEntry, language: Language, *, ascii: bool) -> None:
    """Print the sign with name and concerns beside it, then result and target, then what each year left must bring."""
    has_goal = bool(entry.target or entry.plan or entry.needs)
    heading = Text(entry.name).append(f" – {entry.concerns}", entry.sign.colour)
    if entry.result and not has_goal:  # there is nothing else to print
        heading.append(f" · {entry.result}", DIM_COLOUR)
    sign = Text(f"  {entry.sign.choose_symbol(ascii)} ", entry.sign.colour)
    for line in heading.wrap(console, console.width - len(sign)):
        console.print(sign + line)
        sign = Text(" " * len(sign))
    if not has_goal:
        return
    if entry.result or entry.target:
        target = language.format(N_("target {target}"), target=entry.target) if entry.target else ""
        gap = format_gap(entry.gap, language) if entry.gap else ""
        parts = filter(None, (entry.result, target, gap, entry.plan))
        _print_indented(console, Text(" · ".join(parts), DIM_COLOUR), 4)
    if entry.needs:
        needs = language.format(N_("needs {needs}"), needs=entry.needs)
        if entry.projected:
            needs += "; " + language.format(N_("at the mean pace so far: {value}"), value=entry.projected)
        _print_indented(console, Text(needs), 4)


def _print_indented(console: Console, text: Text, width: int) -> None:
    console.print(Padding(text, (0, 0, 0, width), expand=False))
