"""A review in Markdown: a table for each responsible body, every cell whole."""

from tracker.assess.review import ReviewItem
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.text import escape_markdown
from tracker.views.labels import COLUMN_HEADINGS
from tracker.views.review.content import KIND_LABELS, format_counts, group_by_owner
from tracker.views.status.content import format_remarks, format_title

_HEADINGS = (
    COLUMN_HEADINGS["name"],
    COLUMN_HEADINGS["status"],
    COLUMN_HEADINGS["value"],
    COLUMN_HEADINGS["target"],
    N_("Gap"),
    N_("Required"),
    N_("At the mean pace so far"),
)


def render_markdown(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the review as Markdown."""
    out = [
        f"## {escape_markdown(format_title(board, language))}",
        "",
        escape_markdown(format_counts(items, board, language)),
        "",
    ]
    kind = None
    for page in group_by_owner(items, language):
        if page.kind != kind:
            out += [f"### {language.translate(KIND_LABELS[page.kind])}", ""]
            kind = page.kind
        out += [f"**{escape_markdown(page.owner)}**", ""]
        out.append("| " + " | ".join(language.translate(head) for head in _HEADINGS) + " |")
        out.append("| " + " | ".join("---" for _ in _HEADINGS) + " |")
        for entry in page.entries:
            verdict = f"{entry.sign.symbol} {entry.concerns}"
            result = "; ".join(text for text in (entry.result, entry.plan) if text)
            cells = (entry.name, verdict, result, entry.target, entry.gap, entry.needs, entry.projected)
            out.append("| " + " | ".join(escape_markdown(cell) for cell in cells) + " |")
        out.append("")
    out += [f"{escape_markdown(text)}\n" for text in format_remarks(board, language)]
    return "\n".join(out).rstrip("\n") + "\n"
