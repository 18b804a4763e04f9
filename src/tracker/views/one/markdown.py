"""One indicator in Markdown: the same texts as on the screen, every cell whole."""

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import Board
from tracker.views.framing import assumptions
from tracker.views.markdown import escaped
from tracker.views.one.sheet import RIGHT, YEAR_HEADS, Sheet, sheet


def render(found: Detail, board: Board, language: Language) -> str:
    """Return one indicator as Markdown."""
    shown = sheet(found, board, language)
    verdict = f"{shown.sign.symbol} {language.text(shown.sign.word)}" + (f" – {shown.details}" if shown.details else "")
    out = [f"## {escaped(shown.title)}", "", escaped(shown.subtitle), "", f"**{escaped(verdict)}**", ""]
    out += [escaped(shown.meaning), ""] if shown.meaning else []
    out += [f"- {escaped(label)}: {escaped(text)}" for label, text in shown.facts]
    out += ["", *_years(shown, language), ""]
    if shown.steps or shown.rule:
        out += [f"### {language.text(N_('How the verdict comes about'))}", ""]
        out += [f"- {escaped(step.name)}: {escaped(step.line)}" for step in shown.steps]
        out += [""] if shown.steps else []
        out += [f"{escaped(text)}\n" for text in (shown.symbols, shown.rule) if text]
    out += [escaped(shown.outlook), ""] if shown.outlook else []
    sources = [f"[{number}] {source}" for number, source in enumerate(shown.sources, 1)]
    for heading, lines in (
        (N_("Revisions"), shown.revisions),
        (N_("Notes"), (*shown.notes, *assumptions(board, language))),
        (N_("Sources"), sources),
    ):
        if lines:
            out += [f"### {language.text(heading)}", "", *(f"- {escaped(line)}" for line in lines), ""]
    return "\n".join(out).rstrip("\n") + "\n"


def _years(shown: Sheet, language: Language) -> list[str]:
    if not shown.years:
        return []
    rows = []
    for line in shown.years:
        cells = list(line.cells)
        if line.sign:
            cells[4] = f"{line.sign.symbol} {language.text(line.sign.word)} {cells[4]}".rstrip()
        rows.append("| " + " | ".join(escaped(cell) for cell in cells) + " |")
    heads = "| " + " | ".join(language.text(head) for head in YEAR_HEADS) + " |"
    rule = "| " + " | ".join("---:" if at in RIGHT else "---" for at in range(len(YEAR_HEADS))) + " |"
    return [heads, rule, *rows]
