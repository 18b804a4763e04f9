"""A review on a terminal, drawn by Rich: a block an indicator, so that nothing is ever cut."""

import io

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.review.content import KIND_LABELS, ReviewEntry, format_counts, group_by_owner
from tracker.views.status.content import format_remarks, format_title
from tracker.views.terminal import DIM_COLOUR, PIPED_WIDTH


def render_table(
    items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language, terminal: Console | None, *, ascii: bool
) -> str:
    """Return the review within the width of a terminal, or, without one, with whole lines."""
    console = terminal or Console(file=io.StringIO(), width=PIPED_WIDTH, color_system=None)
    kind = None
    with console.capture() as captured:
        console.print(Text(format_title(board, language), "bold"))
        console.print(Text(format_counts(items, board, language)))
        for page in group_by_owner(items, language):
            if page.kind != kind:
                console.print()
                console.print(Text(language.translate(KIND_LABELS[page.kind]).upper(), "bold"))
                kind = page.kind
            console.print(Padding(Text(page.owner, "bold"), (0, 0, 0, 1), expand=False))
            for entry in page.entries:
                _print_entry(console, entry, language, ascii=ascii)
        found = format_remarks(board, language)
        if found:
            console.print()
        for text in found:
            console.print(Text(text))
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())


def _print_entry(console: Console, entry: ReviewEntry, language: Language, *, ascii: bool) -> None:
    """Print the sign and what hangs beside it: name and concerns, then result and target, then what it needs."""
    is_promised = bool(entry.target or entry.plan or entry.needs)
    heading = Text(entry.name).append(f" – {entry.concerns}", entry.sign.colour)
    if entry.result and not is_promised:  # its result is all there is to tell
        heading.append(f" · {entry.result}", DIM_COLOUR)
    sign = Text(f"  {entry.sign.choose_symbol(ascii)} ", entry.sign.colour)
    for line in heading.wrap(console, console.width - len(sign)):
        console.print(sign + line)
        sign = Text(" " * len(sign))
    if not is_promised:
        return
    if entry.result or entry.target:
        parts = [entry.result] if entry.result else []
        parts += [language.format(N_("target {target}"), target=entry.target)] if entry.target else []
        parts += [language.format(N_("gap {gap}"), gap=entry.gap)] if entry.gap else []
        parts += [entry.plan] if entry.plan else []
        console.print(Padding(Text(" · ".join(parts), DIM_COLOUR), (0, 0, 0, 4), expand=False))
    if entry.needs:
        needs = language.format(N_("needs {needs}"), needs=entry.needs)
        if entry.projected:
            needs += "; " + language.format(N_("at the mean pace so far: {value}"), value=entry.projected)
        console.print(Padding(Text(needs), (0, 0, 0, 4), expand=False))
