"""One indicator in Markdown: the same texts as on the screen, every cell whole."""

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.text import escape_markdown
from tracker.views.show.content import NUMBER_COLUMNS, YEAR_HEADINGS, IndicatorTexts, describe_indicator
from tracker.views.status.content import format_assumptions


def render_markdown(detail: Detail, board: AssessmentSet, language: Language) -> str:
    """Return one indicator as Markdown."""
    shown = describe_indicator(detail, board, language)
    verdict = f"{shown.sign.symbol} {language.translate(shown.sign.word)}" + (
        f" – {shown.details}" if shown.details else ""
    )
    out = [
        f"## {escape_markdown(shown.title)}",
        "",
        escape_markdown(shown.subtitle),
        "",
        f"**{escape_markdown(verdict)}**",
        "",
    ]
    out += [escape_markdown(shown.meaning), ""] if shown.meaning else []
    out += [f"- {escape_markdown(label)}: {escape_markdown(text)}" for label, text in shown.facts]
    out += ["", *_format_years(shown, language), ""]
    if shown.steps or shown.rule:
        out += [f"### {language.translate(N_('How the verdict comes about'))}", ""]
        out += [f"- {escape_markdown(step.name)}: {escape_markdown(step.line)}" for step in shown.steps]
        out += [""] if shown.steps else []
        out += [f"{escape_markdown(text)}\n" for text in (shown.symbols, shown.rule) if text]
    out += [escape_markdown(shown.outlook), ""] if shown.outlook else []
    sources = [f"[{number}] {source}" for number, source in enumerate(shown.sources, 1)]
    for heading, lines in (
        (N_("Revisions"), shown.revisions),
        (N_("Notes"), (*shown.notes, *format_assumptions(board, language))),
        (N_("Sources"), sources),
    ):
        if lines:
            out += [f"### {language.translate(heading)}", "", *(f"- {escape_markdown(line)}" for line in lines), ""]
    return "\n".join(out).rstrip("\n") + "\n"


def _format_years(texts: IndicatorTexts, language: Language) -> list[str]:
    if not texts.years:
        return []
    rows = []
    for line in texts.years:
        cells = list(line.cells)
        if line.sign:
            cells[4] = f"{line.sign.symbol} {language.translate(line.sign.word)} {cells[4]}".rstrip()
        rows.append("| " + " | ".join(escape_markdown(cell) for cell in cells) + " |")
    heads = "| " + " | ".join(language.translate(head) for head in YEAR_HEADINGS) + " |"
    rule = "| " + " | ".join("---:" if at in NUMBER_COLUMNS else "---" for at in range(len(YEAR_HEADINGS))) + " |"
    return [heads, rule, *rows]
