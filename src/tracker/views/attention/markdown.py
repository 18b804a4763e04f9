"""A review in Markdown: a table for each responsible body, every cell whole."""

from tracker.assess.review import Item
from tracker.language import N_, Language
from tracker.model import Board
from tracker.views.attention.pages import KIND_WORDS, counts, pages
from tracker.views.framing import remarks, title
from tracker.views.markdown import escaped
from tracker.views.words import HEADINGS

_HEADS = (
    HEADINGS["name"],
    HEADINGS["status"],
    HEADINGS["value"],
    HEADINGS["target"],
    N_("Gap"),
    N_("Required"),
    N_("At the mean pace so far"),
)


def render(items: tuple[Item, ...], board: Board, language: Language) -> str:
    """Return the review as Markdown."""
    out = [f"## {escaped(title(board, language))}", "", escaped(counts(items, board, language)), ""]
    kind = None
    for page in pages(items, language):
        if page.kind != kind:
            out += [f"### {language.text(KIND_WORDS[page.kind])}", ""]
            kind = page.kind
        out += [f"**{escaped(page.owner)}**", ""]
        out.append("| " + " | ".join(language.text(head) for head in _HEADS) + " |")
        out.append("| " + " | ".join("---" for _ in _HEADS) + " |")
        for entry in page.entries:
            verdict = f"{entry.sign.symbol} {entry.concerns}"
            result = "; ".join(text for text in (entry.result, entry.plan) if text)
            cells = (entry.name, verdict, result, entry.target, entry.gap, entry.needs, entry.projected)
            out.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
        out.append("")
    out += [f"{escaped(text)}\n" for text in remarks(board, language)]
    return "\n".join(out).rstrip("\n") + "\n"
