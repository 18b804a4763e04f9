"""A review in Markdown: a table for each responsible body."""

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_paragraph, format_table, join_blocks
from tracker.views.reporting_year import format_missing_line
from tracker.views.review.content import HEAD_LABELS, ReviewEntry, group_by_owner, list_head_lines
from tracker.views.status.content import format_title, format_view_remarks

_HEADINGS = (
    *(COLUMN_HEADINGS[name] for name in ("name", "status", "value", "target")),
    N_("Gap"),
    N_("Required"),
    N_("At the mean pace so far"),
)


def render_markdown(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the review as Markdown."""
    headings = [language.translate(heading) for heading in _HEADINGS]
    blocks = [format_paragraph(format_missing_line(board, language), bold=True)]
    blocks.append(format_heading(format_title(board, language), 2))
    blocks += map(format_paragraph, list_head_lines(board, language))
    head = None
    for group in group_by_owner(items, board.register, language):
        title = language.format(HEAD_LABELS[group.head], year=board.year)
        blocks += [format_heading(title)] if group.head != head else []
        head = group.head
        blocks.append(format_paragraph(group.owner, bold=True))
        blocks.append(format_table(headings, [_format_cells(entry) for entry in group.entries]))
    return join_blocks([*blocks, *map(format_paragraph, format_view_remarks(board, language))])


def _format_cells(entry: ReviewEntry) -> tuple[str, ...]:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    verdict = f"{entry.sign.symbol} {entry.concerns}"
    return (entry.name, verdict, result, entry.target, entry.gap, entry.needs, entry.projected)
