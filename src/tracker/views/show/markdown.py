"""One indicator in Markdown: the same texts as on the screen, every cell whole."""

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.model.evidence import shorten_references
from tracker.views.markdown import format_heading, format_list, format_paragraph, format_table, join_blocks
from tracker.views.show.content import (
    FIGURES_HEADING,
    NUMBER_COLUMNS,
    PARTS_HEADING,
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
        format_heading(texts.title, 2),
        format_paragraph(texts.subtitle),
        format_paragraph(verdict, bold=True),
        format_paragraph(texts.meaning),
        *map(format_paragraph, texts.first_verdicts),
        format_list(f"{label}: {text}" for label, text in texts.facts),
        _format_years(texts, language),
    ]
    for heading, listed in ((PARTS_HEADING, texts.parts), (FIGURES_HEADING, texts.figures)):
        blocks += [format_heading(language.translate(heading)), format_list(listed)] if listed else []
    if texts.steps or texts.rule:
        blocks.append(format_heading(language.translate(N_("How the status was calculated"))))
        blocks.append(format_list(f"{step.name}: {step.line}" for step in texts.steps))
        blocks += [format_paragraph(texts.symbols), format_paragraph(texts.rule)]
    blocks.append(format_paragraph(texts.outlook))
    for heading, lines in (
        (N_("Quarters, halves and months"), texts.year_parts),
        (N_("Decisions"), texts.decisions),
        (N_("Revisions"), texts.revisions),
        (N_("Notes"), (*texts.notes, *format_assumptions(board, language))),
        (N_("Sources"), [f"[{number}] {shorten_references(source)}" for number, source in enumerate(texts.sources, 1)]),
    ):
        blocks += [format_heading(language.translate(heading)), format_list(lines)] if lines else []
    return join_blocks(blocks)


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
