"""The content of a report: made once from the assessments, for every format."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.detail import Detail
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Result
from tracker.model.evidence import shorten_references
from tracker.reports import forms, summary
from tracker.reports.cells import CellBuilder, ReportIndicator
from tracker.reports.config import ReportConfig, ReportForm
from tracker.reports.footnotes import number_footnotes
from tracker.reports.records import (
    IndicatorProfile,
    Letterhead,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    ReportSection,
    ReportSummary,
    ReportTable,
    drop_empty_columns,
)
from tracker.reports.summary import CellsByIndicator, build_changes
from tracker.reports.words import apply_summary_words, apply_words, fill_title, format_term, pick_word
from tracker.text import sanitize_text
from tracker.views.formats import prepare_result
from tracker.views.groups import format_group_headings, group_assessments
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.periods import format_period
from tracker.views.scope_names import format_scope
from tracker.views.show.content import describe_indicator


class _Form(NamedTuple):
    """The parts of a report that differ between its forms."""

    list_columns: Callable[[tuple[ReportIndicator, ...], CellBuilder], tuple[ReportColumn, ...]]
    build_cells: Callable[[ReportIndicator, CellBuilder], dict[str, ReportCell]]
    summarize: Callable[[CellsByIndicator, str, CellBuilder], ReportSummary]


_FORMS: dict[ReportForm, _Form] = {
    "term": _Form(forms.list_term_columns, forms.build_term_cells, summary.summarize_term),
    "year": _Form(forms.list_year_columns, forms.build_year_cells, summary.summarize_year),
}
_FIXED_COLUMNS = ("number", "name", "unit", "target", "plan", "value", "verdict", "note")
"""The columns that are shown even if they are empty, beside that of the reporting year."""


MAX_PROFILES = 300
"""A report of more indicators shows charts and calculations only of those that need attention, up to this many."""


class ReportOptions(NamedTuple):
    """Which report to make; "" for `letterhead` and `title` means those of report.toml.

    `earlier_assessments` are those of the end of the day `since`; `selection_text` names the groups and bodies of a
    partial report, in a sentence; `today` is the day on which the report is made, by default the as-of day. Without
    `has_listings` the tables of all results and revisions, which take the most memory, stay empty.
    """

    form: ReportForm = "term"
    letterhead: str = ""
    title: str = ""
    since: str = ""
    earlier_assessments: AssessmentSet | None = None
    selection_text: str = ""
    today: str = ""
    has_charts: bool = True
    has_listings: bool = True


def build_report(
    board: AssessmentSet, details: tuple[Detail, ...], config: ReportConfig, options: ReportOptions, language: Language
) -> Report:
    """Return the report on a board in one language; `details` belong to its assessments, in their order."""
    builder, form = CellBuilder(board, language), _FORMS[options.form]
    rows = tuple(ReportIndicator(item, detail) for item, detail in zip(board.assessments, details, strict=True))
    cells = {row.indicator.id: _drop_broken_formulas(form.build_cells(row, builder)) for row in rows}
    drawn = apply_words(_build_table(form.list_columns(rows, builder), cells, builder), config, builder)
    table = number_footnotes(drawn, language)
    summarized = apply_summary_words(form.summarize(cells, options.selection_text, builder), config, builder)
    profiled = _select_profiles(rows, summarized)
    listed = rows if options.has_listings else ()
    before, made_on = options.earlier_assessments, options.today or board.as_of
    return Report(
        language,
        title=_format_title(config, options, builder),
        subtitle=_format_subtitle(options, builder),
        annex=builder.pick_text(config.annex) or language.translate(N_("Appendix")),
        letterhead=build_letterhead(config, options.letterhead or config.kind, made_on, builder),
        summary=summarized,
        changes=build_changes(board, before, options.since, language) if before else None,
        table=drop_empty_columns(table.table, (*_FIXED_COLUMNS, f"y{board.year}")),
        footnotes=table.footnotes,
        sources=table.sources,
        sources_title=language.translate(N_("Sources")),
        parts=tuple(_build_profile(row, builder) for row in profiled),
        parts_note=_format_parts_note(len(profiled), len(rows), builder),
        results=build_results_table(listed, builder),
        revisions=build_revisions_table(listed, builder),
        assessment_set=board,
        has_charts=options.has_charts,
        made=language.format(N_("Made on {day}."), day=language.format_day(made_on)),
    )


def _select_profiles(rows: tuple[ReportIndicator, ...], summary: ReportSummary) -> tuple[ReportIndicator, ...]:
    """Return the indicators that are shown one by one: all, or of many the first that need attention."""
    if len(rows) <= MAX_PROFILES:
        return rows
    urgent = list(dict.fromkeys(line.indicator for line in summary.needs.lines))[:MAX_PROFILES]
    return tuple(row for row in rows if row.indicator.id in set(urgent))


def _format_parts_note(shown: int, every: int, builder: CellBuilder) -> str:
    """Return which indicators are shown one by one, "" if all are."""
    if shown == every:
        return ""
    counts = {
        name: builder.language.format_number(Decimal(number), 0)
        for name, number in (("shown", shown), ("every", every))
    }
    return builder.fill_text(
        N_("Charts and calculations are shown for {shown} of {every} indicators: the first that need attention."),
        **counts,
    )


def _build_profile(row: ReportIndicator, builder: CellBuilder) -> IndicatorProfile:
    identity, texts = row.indicator.id, describe_indicator(row.detail, builder.board, builder.language)
    texts = texts._replace(title=builder.format_full_name(row.indicator))
    return IndicatorProfile(builder.numbers[identity], identity, texts, row.detail, row.indicator.extra)


def _format_title(config: ReportConfig, options: ReportOptions, builder: CellBuilder) -> str:
    """Return the title that was asked for, else that of report.toml or of the form, which says if it is partial."""
    if title := sanitize_text(options.title).strip():
        return title
    title = fill_title(builder.pick_text(config.title), builder)
    if not title:
        by_form = {
            "term": N_("Results on the targets to the end of {year}"),
            "year": N_("Results on the indicators in {year}"),
        }
        title = builder.fill_text(by_form[options.form], year=builder.board.year)
    if scope := format_scope(builder.board.register, builder.board.register.scope, builder.language):
        title = f"{title} – {scope}"
    return builder.fill_text(N_("{title} (partial)"), title=title) if options.selection_text else title


def _format_subtitle(options: ReportOptions, builder: CellBuilder) -> str:
    """Return the name and years of the term, the day if only what was known then is used, and the scope of a part."""
    board, language = builder.board, builder.language
    text = format_term(board.register.term, language)
    if board.recorded_until:
        text += " " + builder.fill_text(N_("(as known on {day})"), day=language.format_day(board.recorded_until))
    return ". ".join(filter(None, (text, options.selection_text)))


def _build_table(
    columns: tuple[ReportColumn, ...], cells: Mapping[str, Mapping[str, ReportCell]], builder: CellBuilder
) -> ReportTable:
    """Return the table, in groups, from the cells of each indicator by its id."""
    headings, sections = format_group_headings(builder.board.register, builder.language), []
    for group, members in group_assessments(builder.board.register.groups, builder.board.assessments):
        rows = tuple(
            ReportRow(identity, builder.depths[identity], tuple(cells[identity][column.key] for column in columns))
            for identity in (item.indicator.id for item in members)
        )
        sections.append(ReportSection(headings[group.id if group else ""], rows))
    return ReportTable(builder.fill_text(N_("Indicators")), columns, tuple(sections))


def _drop_broken_formulas(cells: dict[str, ReportCell]) -> dict[str, ReportCell]:
    """Return cells without the formulas that use a cell without a number."""

    def _is_broken(cell: ReportCell) -> bool:
        return cell.formula is not None and not all(key in cells and cells[key].value for key in cell.formula.keys)

    return {key: cell._replace(formula=None) if _is_broken(cell) else cell for key, cell in cells.items()}


DOTTED_LINE = "…………………"
_MOTTOES = {
    "state": (N_("SOCIALIST REPUBLIC OF VIET NAM"), N_("Independence – Freedom – Happiness")),
    "party": (N_("COMMUNIST PARTY OF VIET NAM"),),
}

_NUMBER_TEMPLATES = {"state": N_("No.: {number}"), "party": N_("No. {number}")}
"""How the number of a document is written."""


def build_letterhead(config: ReportConfig, kind: str, day: str, builder: CellBuilder) -> Letterhead:
    """Return the texts at the head and foot of a document of this kind, made on `day` (YYYY-MM-DD)."""
    if kind == "none":
        return Letterhead(kind)
    signed, text, pick, year = config.signature, builder.fill_text, builder.pick_text, day[:4]
    document = pick_word("document", config, builder) or text(N_("Report"))
    number, body = f"{DOTTED_LINE[:6]}{sanitize_text(config.number)}", pick(config.body)
    return Letterhead(
        kind,
        superior=pick(config.superior).upper(),
        body=body.upper() or DOTTED_LINE,
        number=text(_NUMBER_TEMPLATES[kind], number=number),
        motto=tuple(text(line) for line in _MOTTOES[kind]),
        place_and_date=text(N_("{place}, ………… {year}"), place=pick(config.place) or DOTTED_LINE[:6], year=year),
        logo=config.logo,
        logo_data=config.logo_data,
        authority=pick(signed.authority).upper(),
        position=pick(signed.position).upper() or DOTTED_LINE,
        signatory=sanitize_text(signed.name) or DOTTED_LINE,
        recipients=tuple(map(pick, signed.recipients)) or (DOTTED_LINE,),
        attached=text(
            N_("(With {document} No. {number} of {body}, ………… {year})"),
            document=document,
            number=number,
            body=body or DOTTED_LINE,
            year=year,
        ),
        document=document.upper(),
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


def build_results_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every result that counts, by indicator and period."""
    rows = [(each.assessment, row) for each in indicators for row in each.assessment.results.values()]
    return _build_listing(N_("Results and sources"), rows, builder)


def build_revisions_table(indicators: Iterable[ReportIndicator], builder: CellBuilder) -> ReportTable:
    """Return every row of the periods that were recorded more than once, the earliest first."""
    rows = [(each.assessment, row) for each in indicators for revised in each.detail.revisions for row in revised]
    return _build_listing(N_("Revisions"), rows, builder)


def _build_listing(title: str, rows: list[tuple[Assessment, Result]], builder: CellBuilder) -> ReportTable:
    columns = tuple(
        ReportColumn(key, builder.fill_text(heading), width, is_number=key == "value")
        for key, heading, width in _LISTING_COLUMNS
    )
    section = ReportSection("", tuple(_build_listing_row(item, row, builder) for item, row in rows))
    return drop_empty_columns(ReportTable(builder.fill_text(title), columns, (section,)), LISTING_FIXED_COLUMNS)


def _build_listing_row(item: Assessment, row: Result, builder: CellBuilder) -> ReportRow:
    language, indicator = builder.language, item.indicator
    cells = (
        ReportCell(builder.numbers[indicator.id]),
        ReportCell(builder.format_full_name(indicator)),
        ReportCell(builder.pick_text(indicator.unit)),
        ReportCell(format_period(row.period, language)),
        builder.build_cell(prepare_result(row, indicator, language, exact=True)),
        ReportCell(language.translate(RESULT_STATUS_LABELS[row.status])),
        ReportCell(sanitize_text(shorten_references(row.source, with_folders=False))),
        ReportCell(sanitize_text(row.note)),
        ReportCell(language.format_day(row.recorded_on)),
        ReportCell(sanitize_text(row.recorded_by)),
    )
    return ReportRow(indicator.id, 0, cells)
