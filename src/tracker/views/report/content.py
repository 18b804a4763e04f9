"""What a report says: made once from a board and what it rests on, for every format."""

from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.language import N_, Language
from tracker.model import AssessmentSet
from tracker.office import ReportConfig, ReportForm
from tracker.views.formats import sanitize_text
from tracker.views.lines import format_group_headings, number_indicators
from tracker.views.one.sheet import describe_indicator
from tracker.views.report import listings, summary, term, year
from tracker.views.report.cells import CellBuilder, ReportIndicator
from tracker.views.report.letterhead import build_letterhead
from tracker.views.report.records import (
    IndicatorProfile,
    Report,
    ReportCell,
    ReportRow,
    ReportSection,
    ReportTable,
    drop_empty_columns,
)
from tracker.views.report.since import build_changes
from tracker.views.rows import group_assessments

_COLUMN_LISTS = {"term": term.list_term_columns, "year": year.list_year_columns}
_CELL_BUILDERS = {"term": term.build_term_cells, "year": year.build_year_cells}
_FIXED_COLUMNS = ("number", "name", "unit", "target", "plan", "verdict", "note")
"""The columns that are shown also where they are empty in every line."""


class ReportOptions(NamedTuple):
    """What the report is to be: its form and letterhead, its title where another is wanted, since which day.

    `before` is the board as it stood at the end of the day `since`; `only` names what was chosen of all indicators;
    `today` is the day on which the report is made, else that of the board.
    """

    form: ReportForm = "term"
    letterhead: str = ""
    title: str = ""
    since: str = ""
    earlier_assessments: AssessmentSet | None = None
    selection_text: str = ""
    today: str = ""


def build_report(
    board: AssessmentSet, details: tuple[Detail, ...], config: ReportConfig, options: ReportOptions, language: Language
) -> Report:
    """Return what a report says of a board in one language; `details` belong to its assessments, in their order."""
    writer = CellBuilder(board, language)
    told = tuple(ReportIndicator(item, found) for item, found in zip(board.assessments, details, strict=True))
    numbers, _ = number_indicators(board.register)
    cells = _build_cells(told, options.form, writer)
    table = _build_table(told, cells, options.form, writer)
    summarised = {"term": summary.summarize_term, "year": summary.summarize_year}[options.form]
    before, made_on = options.earlier_assessments, options.today or board.as_of
    return Report(
        language,
        title=sanitize_text(options.title).strip()
        or sanitize_text(language.pick_text(config.title))
        or _format_title(options.form, writer),
        subtitle=_format_subtitle(options.form, writer),
        annex=sanitize_text(language.pick_text(config.annex)) or language.translate(N_("Appendix")),
        letterhead=build_letterhead(config, options.letterhead or config.kind, made_on, language),
        summary=summarised(cells, options.selection_text, writer),
        changes=build_changes(board, before, options.since, language) if before else None,
        table=table,
        footnotes=writer.footnotes.notes,
        sources=writer.sources.texts,
        sources_title=language.translate(N_("Sources")),
        parts=tuple(
            IndicatorProfile(
                numbers[each.indicator.id],
                each.indicator.id,
                describe_indicator(each.detail, board, language),
                each.detail,
            )
            for each in told
        ),
        results=listings.build_results_table(told, writer),
        revisions=listings.build_revisions_table(told, writer),
        assessment_set=board,
        made=language.format(N_("Made on {day}."), day=language.format_day(made_on)),
    )


def _format_title(form: ReportForm, builder: CellBuilder) -> str:
    covered = builder.board.register.term
    if form == "year":
        return builder.fill_text(N_("Results on the indicators in {year}"), year=builder.board.year)
    first, last = covered.baseline_year, covered.last_year
    return builder.fill_text(N_("Results on the targets of the term {first}–{last}"), first=first, last=last)


def _format_subtitle(form: ReportForm, builder: CellBuilder) -> str:
    """Return the name of the term, how far the report goes, and the day where only what was known then is shown."""
    board, language = builder.board, builder.language
    text = sanitize_text(language.pick_text(board.register.term.name))
    if form == "term":
        text = builder.fill_text(N_("{term}, as of the end of {year}"), term=text, year=board.year)
    if board.recorded_until:
        text += " " + builder.fill_text(N_("(as known on {day})"), day=language.format_day(board.recorded_until))
    return text


def _build_cells(
    indicators: tuple[ReportIndicator, ...], form: ReportForm, builder: CellBuilder
) -> dict[str, dict[str, ReportCell]]:
    """Return the cells of every indicator by its id, in the order of the table: so its footnotes are numbered."""
    build = _CELL_BUILDERS[form]
    numbers, _ = number_indicators(builder.board.register)
    by_id = {each.indicator.id: each for each in indicators}
    return {
        item.indicator.id: _drop_broken_formulas(build(by_id[item.indicator.id], numbers[item.indicator.id], builder))
        for _, members in group_assessments(builder.board.register.groups, builder.board.assessments)
        for item in members
    }


def _build_table(
    indicators: tuple[ReportIndicator, ...],
    cells_by_indicator: dict[str, dict[str, ReportCell]],
    form: ReportForm,
    builder: CellBuilder,
) -> ReportTable:
    """Return the table of a form, in groups, numbered through, without columns in which there is nothing."""
    columns = _COLUMN_LISTS[form](indicators, builder)
    _, depths = number_indicators(builder.board.register)
    named = format_group_headings(builder.board.register, builder.language)
    sections = []
    for group, members in group_assessments(builder.board.register.groups, builder.board.assessments):
        lines = tuple(
            ReportRow(identity, depths[identity], tuple(cells_by_indicator[identity][column.key] for column in columns))
            for identity in (item.indicator.id for item in members)
        )
        sections.append(ReportSection(named[group.id if group else ""], lines))
    return drop_empty_columns(
        ReportTable(builder.fill_text(N_("Indicators")), columns, tuple(sections)), _FIXED_COLUMNS
    )


def _drop_broken_formulas(cells: dict[str, ReportCell]) -> dict[str, ReportCell]:
    """Return cells of which none is said to follow from one that has no number."""
    unknown = [f"{{{key}}}" for key, cell in cells.items() if cell.number is None]
    return {
        key: cell._replace(formula="") if any(name in cell.formula for name in unknown) else cell
        for key, cell in cells.items()
    }
