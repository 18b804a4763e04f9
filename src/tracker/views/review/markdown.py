"""A review in Markdown: a table for each responsible body."""

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.markdown import format_heading, format_paragraph, format_table, join_blocks
from tracker.views.review.content import KIND_LABELS, ReviewEntry, format_counts, group_by_owner
from tracker.views.status.content import format_remarks, format_title

_HEADINGS = (
    *(COLUMN_HEADINGS[name] for name in ("name", "status", "value", "target")),
    N_("Gap"),
    N_("Required"),
    N_("At the mean pace so far"),
)


def render_markdown(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the review as Markdown."""
    headings = [language.translate(heading) for heading in _HEADINGS]
    counts = format_counts(items, board, language)
    blocks = [format_heading(format_title(board, language), 2), format_paragraph(counts)]
    kind = None
    for group in group_by_owner(items, language):
        blocks += [format_heading(language.translate(KIND_LABELS[group.kind]))] if group.kind != kind else []
        kind = group.kind
        blocks.append(format_paragraph(group.owner, bold=True))
        blocks.append(format_table(headings, [_format_cells(entry) for entry in group.entries]))
    return join_blocks([*blocks, *map(format_paragraph, format_remarks(board, language))])


def _format_cells(entry: ReviewEntry) -> tuple[str, ...]:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    verdict = f"{entry.sign.symbol} {entry.concerns}"
    return (entry.name, verdict, result, entry.target, entry.gap, entry.needs, entry.projected)
