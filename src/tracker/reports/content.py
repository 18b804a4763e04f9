"""What a report says: made once from a board and what it rests on, for every format."""

from collections.abc import Iterable
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Result, Text
from tracker.reports import forms, summary
from tracker.reports.cells import CellBuilder, ReportIndicator
from tracker.reports.config import ReportConfig, ReportForm
from tracker.reports.records import (
    IndicatorProfile,
    Letterhead,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportSection,
    ReportTable,
    drop_empty_columns,
)
from tracker.reports.summary import build_changes
from tracker.text import sanitize_text
from tracker.views.formats import format_period, format_result
from tracker.views.groups import format_group_headings, group_assessments, number_indicators
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.show.content import describe_indicator

_COLUMN_LISTS = {"term": forms.list_term_columns, "year": forms.list_year_columns}
_CELL_BUILDERS = {"term": forms.build_term_cells, "year": forms.build_year_cells}
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
        results=build_results_table(told, writer),
        revisions=build_revisions_table(told, writer),
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


DOTTED_LINE = "…………………"
_MOTTOES = {
    "state": (N_("SOCIALIST REPUBLIC OF VIET NAM"), N_("Independence – Freedom – Happiness")),
    "party": (N_("COMMUNIST PARTY OF VIET NAM"),),
}

_NUMBER_TEMPLATES = {"state": N_("No.: {number}"), "party": N_("No. {number}")}
"""How the number of a document is introduced."""


def build_letterhead(config: ReportConfig, kind: str, day: str, language: Language) -> Letterhead:
    """Return the texts at the head and foot of a document of this kind, made on `day` (YYYY-MM-DD)."""
    if kind == "none":
        return Letterhead(kind)
    signed = config.signature

    def _pick_text(text: Text) -> str:
        return sanitize_text(language.pick_text(text))

    return Letterhead(
        kind,
        superior=_pick_text(config.superior).upper(),
        body=_pick_text(config.body).upper() or DOTTED_LINE,
        number=language.format(_NUMBER_TEMPLATES[kind], number=f"{DOTTED_LINE[:6]}{sanitize_text(config.number)}"),
        motto=tuple(language.translate(line) for line in _MOTTOES[kind]),
        place_and_date=language.format(
            N_("{place}, ………… {year}"), place=_pick_text(config.place) or DOTTED_LINE[:6], year=day[:4]
        ),
        logo=config.logo,
        authority=_pick_text(signed.authority).upper(),
        position=_pick_text(signed.position).upper() or DOTTED_LINE,
        signatory=sanitize_text(signed.name) or DOTTED_LINE,
        recipients=tuple(_pick_text(text) for text in signed.recipients) or (DOTTED_LINE,),
        attached=_format_attachment(config, day, language),
    )


def _format_attachment(config: ReportConfig, day: str, language: Language) -> str:
    """Return which document an appendix belongs to."""
    return language.format(
        N_("(With document No. {number} of {body}, ………… {year})"),
        number=f"{DOTTED_LINE[:6]}{sanitize_text(config.number)}",
        body=sanitize_text(language.pick_text(config.body)) or DOTTED_LINE,
        year=day[:4],
    )


_LISTING_COLUMNS = (
    ("number", COLUMN_HEADINGS["number"], 4),
    ("name", COLUMN_HEADINGS["name"], 40),
    ("unit", N_("Unit"), 14),
    ("period", N_("Period"), 10),
    ("value", N_("Result"), 14),
    ("kind", N_("Certainty"), 12),
    ("source", N_("Source"), 40),
    ("remark", N_("Note"), 30),
    ("recorded_at", N_("Recorded on"), 14),
    ("recorded_by", N_("Recorded by"), 14),
)
LISTING_FIXED_COLUMNS = ("name", "period", "value", "source")
"""The columns that are shown also where they are empty in every line."""


def build_results_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every result that counts, by indicator and period."""
    rows = [(each.assessment, row) for each in indicators for row in each.assessment.results.values()]
    return _build_listing(N_("Results and sources"), rows, builder)


def build_revisions_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every row of the periods that were recorded more than once, the earlier above the later."""
    rows = [(each.assessment, row) for each in indicators for revised in each.detail.revisions for row in revised]
    return _build_listing(N_("Revisions"), rows, builder)


def _build_listing(title: str, rows: list[tuple[Assessment, Result]], builder: CellBuilder) -> ReportTable:
    numbers, _ = number_indicators(builder.board.register)
    columns = tuple(
        ReportColumn(key, builder.fill_text(head), width, is_number=key == "value")
        for key, head, width in _LISTING_COLUMNS
    )
    lines = tuple(_build_listing_row(item, row, numbers, builder) for item, row in rows)
    return drop_empty_columns(
        ReportTable(builder.fill_text(title), columns, (ReportSection("", lines),)), LISTING_FIXED_COLUMNS
    )


def _build_listing_row(item: Assessment, row: Result, numbers: dict[str, str], builder: CellBuilder) -> ReportRow:
    language, indicator = builder.language, item.indicator
    cells = (
        ReportCell(numbers[indicator.id]),
        ReportCell(sanitize_text(language.pick_text(indicator.name))),
        ReportCell(sanitize_text(language.pick_text(indicator.unit))),
        ReportCell(format_period(row.period, language)),
        builder.build_cell(format_result(row, indicator, language, exact=True), row.value),
        ReportCell(language.translate(RESULT_STATUS_LABELS[row.status])),
        ReportCell(sanitize_text(row.source)),
        ReportCell(sanitize_text(row.note)),
        ReportCell(language.format_day(row.recorded_on)),
        ReportCell(sanitize_text(row.recorded_by)),
    )
    return ReportRow(indicator.id, 0, cells)
