"""One indicator in Markdown: the same texts as on the screen, every cell whole."""

from collections.abc import Iterable

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.text import escape_markdown
from tracker.views.markdown import format_table, join_blocks
from tracker.views.show.content import (
    NUMBER_COLUMNS,
    PLAN_COLUMN,
    YEAR_HEADINGS,
    IndicatorTexts,
    describe_indicator,
)
from tracker.views.status.content import format_assumptions


def render_markdown(detail: Detail, board: AssessmentSet, language: Language) -> str:
    """Return one indicator as Markdown."""
    texts = describe_indicator(detail, board, language)
    verdict = texts.sign.describe(language) + (f" – {texts.details}" if texts.details else "")
    blocks = [
        f"## {escape_markdown(texts.title)}",
        escape_markdown(texts.subtitle),
        f"**{escape_markdown(verdict)}**",
        escape_markdown(texts.meaning),
        _format_list(f"{label}: {text}" for label, text in texts.facts),
        _format_years(texts, language),
    ]
    if texts.steps or texts.rule:
        blocks.append(f"### {language.translate(N_('How the verdict comes about'))}")
        blocks.append(_format_list(f"{step.name}: {step.line}" for step in texts.steps))
        blocks += [escape_markdown(texts.symbols), escape_markdown(texts.rule)]
    blocks.append(escape_markdown(texts.outlook))
    for heading, lines in (
        (N_("Revisions"), texts.revisions),
        (N_("Notes"), (*texts.notes, *format_assumptions(board, language))),
        (N_("Sources"), [f"[{number}] {source}" for number, source in enumerate(texts.sources, 1)]),
    ):
        blocks += [f"### {language.translate(heading)}", _format_list(lines)] if lines else []
    return join_blocks(blocks)


def _format_list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {escape_markdown(line)}" for line in lines)


def _format_years(texts: IndicatorTexts, language: Language) -> str:
    if not texts.years:
        return ""
    headings = [language.translate(heading) for heading in YEAR_HEADINGS]
    rows = []
    for year in texts.years:
        cells = list(year.cells)
        if year.sign:
            cells[PLAN_COLUMN] = f"{year.sign.describe(language)} {cells[PLAN_COLUMN]}".rstrip()
        rows.append(cells)
    return format_table(headings, rows, NUMBER_COLUMNS)
