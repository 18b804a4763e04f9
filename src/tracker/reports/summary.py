"""The page for the leader: what the targets need (term form), or what became of the plans of the year (year form)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tracker.assess.counts import find_year_plan, get_plan_outcome, list_not_reported
from tracker.assess.review import ReviewItem, review
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Indicator, Result
from tracker.reports.cells import CellBuilder, capitalize
from tracker.reports.records import (
    ReportCell,
    ReportChanges,
    ReportColumn,
    ReportRow,
    ReportSection,
    ReportSummary,
    ReportTable,
    VerdictCount,
    drop_empty_columns,
)
from tracker.text import sanitize_text
from tracker.views.counts import (
    SignCount,
    format_attention,
    format_other_counts,
    format_status_counts,
    list_plan_counts,
    list_status_counts,
)
from tracker.views.formats import format_result
from tracker.views.groups import format_full_name
from tracker.views.labels import COLUMN_HEADINGS, RESULT_STATUS_LABELS
from tracker.views.periods import format_period
from tracker.views.reasons import choose_status_sign
from tracker.views.reporting_year import format_missing_line
from tracker.views.review.content import HEAD_LABELS, ReviewEntry, ReviewHead, format_concerns, group_by_owner
from tracker.views.status import content

CellsByIndicator = Mapping[str, Mapping[str, ReportCell]]
"""The cells of the table of the report, by the ids of the indicators and the keys of the columns."""

_NEEDS_FIXED_COLUMNS = ("name", "verdict", "value", "target", "plan")
"""The columns that are shown even if they are empty."""


def summarize_term(cells: CellsByIndicator, selection_text: str, builder: CellBuilder) -> ReportSummary:
    """Return how many targets have which verdict, and what is needed where they are behind or lack data."""
    board, language = builder.board, builder.language
    return ReportSummary(
        language.translate(N_("Summary")),
        format_status_counts(board, language),
        _build_counts(list_status_counts(board), builder),
        _build_counts(list_plan_counts(board), builder, f" ({builder.language.format_year(board.year)})"),
        _format_attention(builder),
        _build_needs_table(review(board), cells, builder),
        _format_remarks(board, selection_text, builder),
        content.format_legend(board, content.build_sections(board, language), language, has_bars=False),
        format_missing_line(board, language, with_options=False),
    )


def _format_attention(builder: CellBuilder) -> str:
    board, language = builder.board, builder.language
    return " ".join(filter(None, (format_attention(board, language), *format_other_counts(board, language))))


def _build_needs_table(items: tuple[ReviewItem, ...], cells: CellsByIndicator, builder: CellBuilder) -> ReportTable:
    """Return the indicators that are behind, lack data or leave most to the end, by heading and responsible body."""
    text, board = builder.fill_text, builder.board
    listed = tuple(
        item
        for item in items
        if item.kind in ("weak", "back_loaded") or (item.kind == "missing" and _is_for_leader(item.assessment))
    )
    by_id = {item.assessment.indicator.id: item for item in listed}
    columns = (
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 30),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 20),
        ReportColumn("value", text(COLUMN_HEADINGS["value"]), 18),
        ReportColumn("target", text(COLUMN_HEADINGS["target"]), 9, is_number=True),
        ReportColumn("against_target", text(N_("Against the target")), 11, is_number=True),
        ReportColumn("required", text(N_("Required")), 22),
    )
    sections = tuple(
        ReportSection(
            f"{text(HEAD_LABELS[page.head], year=board.year)} – {page.owner}",
            tuple(
                _build_need_row(
                    entry,
                    _format_concerns(by_id[entry.indicator], builder.language) or entry.concerns,
                    cells[entry.indicator]["against_target"],
                )
                for entry in page.entries
            ),
        )
        for page in group_by_owner(listed, board.register, builder.language)
    )
    return drop_empty_columns(ReportTable(text(N_("What needs attention")), columns, sections), _NEEDS_FIXED_COLUMNS)


def _is_for_leader(item: Assessment) -> bool:
    """Whether the page for the leader lists a missing result: of what has a target or a plan; others are counted."""
    return item.indicator.target is not None or find_year_plan(item) is not None


def _format_concerns(item: ReviewItem, language: Language) -> str:
    """Return the concerns of an indicator as the page shows them: its heading says already what is missing."""
    text = format_concerns(item, language, ("not_reported",))
    result = item.assessment.result
    if item.kind != "missing" or result is None or item.assessment.status == "not_assessed":
        return text
    basis = language.format(N_("verdict of {latest}"), latest=result.period.year)
    return f"{text}; {basis}"


def _build_need_row(entry: ReviewEntry, concerns: str, difference_cell: ReportCell) -> ReportRow:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    texts = (result, entry.target, difference_cell.text, entry.needs)
    verdict = ReportCell(concerns, sign=entry.sign)
    return ReportRow(entry.indicator, 0, (ReportCell(entry.name), verdict, *map(ReportCell, texts)))


def summarize_year(cells: CellsByIndicator, selection_text: str, builder: CellBuilder) -> ReportSummary:
    """Return how many plans of the year have which verdict, and which were missed or have no result yet."""
    board, text = builder.board, builder.fill_text
    planned = [item for item in board.assessments if find_year_plan(item)]
    missed = [item for item in planned if get_plan_outcome(item) == "missed"]
    sections: list[ReportSection] = []
    listed: tuple[tuple[ReviewHead, Sequence[Assessment]], ...] = (
        ("missing", tuple(filter(_is_for_leader, list_not_reported(board)))),
        ("plan_missed", missed),
    )
    for head, items in listed:
        sections += _group_by_owner(text(HEAD_LABELS[head], year=board.year), items, cells, builder)
    needs = ReportTable(text(N_("What needs attention")), _list_year_columns(builder), tuple(sections))
    return ReportSummary(
        text(N_("Summary")),
        text(N_("No plan of {year} is known."), year=board.year) if not planned else "",
        (),
        _build_counts(list_plan_counts(board), builder, f" ({builder.language.format_year(board.year)})"),
        _format_attention(builder),
        drop_empty_columns(needs, _NEEDS_FIXED_COLUMNS),
        _format_remarks(board, selection_text, builder),
        "",
        format_missing_line(board, builder.language, with_options=False),
    )


def _list_year_columns(builder: CellBuilder) -> tuple[ReportColumn, ...]:
    text = builder.fill_text
    return (
        ReportColumn("name", text(COLUMN_HEADINGS["name"]), 30),
        ReportColumn("verdict", text(COLUMN_HEADINGS["status"]), 20),
        ReportColumn("plan", text(COLUMN_HEADINGS["plan"]), 11, is_number=True),
        ReportColumn("ytd", text(N_("Result within the year")), 14, is_number=True),
        ReportColumn("value", text(COLUMN_HEADINGS["value"]), 11, is_number=True),
        ReportColumn("against_plan", text(COLUMN_HEADINGS["against_plan"]), 12, is_number=True),
    )


def _group_by_owner(
    head: str, items: Sequence[Assessment], cells: CellsByIndicator, builder: CellBuilder
) -> list[ReportSection]:
    """Return the rows of some indicators under their responsible bodies; those without one are last."""
    unnamed = builder.fill_text(N_("Responsible body not named"))
    rows: dict[str, list[ReportRow]] = {}
    for item in items:
        owner = builder.pick_text(item.indicator.owner) or unnamed
        rows.setdefault(owner, []).append(_build_year_row(item.indicator, cells[item.indicator.id], builder))
    owners = sorted(rows, key=lambda owner: owner == unnamed)
    return [ReportSection(f"{capitalize(head)} – {owner}", tuple(rows[owner])) for owner in owners]


def _build_year_row(indicator: Indicator, cells: Mapping[str, ReportCell], builder: CellBuilder) -> ReportRow:
    """Return a row of the table as the summary shows it: as texts, without footnotes, the whole of a part named."""
    name, unit = builder.format_full_name(indicator), cells["unit"].text
    others = [cells[column.key] for column in _list_year_columns(builder)[1:]]
    plain = [ReportCell(cell.text, sign=cell.sign) for cell in others]
    return ReportRow(indicator.id, 0, (ReportCell(f"{name} ({unit})" if unit else name), *plain))


def _format_remarks(board: AssessmentSet, selection_text: str, builder: CellBuilder) -> tuple[str, ...]:
    selected = [selection_text] if selection_text else []
    return tuple(map(sanitize_text, (*selected, *content.format_remarks(board, builder.language))))


def _build_counts(sign_counts: Sequence[SignCount], builder: CellBuilder, ending: str = "") -> tuple[VerdictCount, ...]:
    return tuple(
        VerdictCount(each.sign, capitalize(builder.fill_text(each.word)) + ending, each.number, each.every)
        for each in sign_counts
    )


def build_changes(board: AssessmentSet, earlier_set: AssessmentSet, day: str, language: Language) -> ReportChanges:
    """Return what has changed in `board` since `earlier_set`, the assessments at the end of `day`."""
    earlier = {item.indicator.id: item for item in earlier_set.assessments}
    pairs = [
        (format_full_name(item.indicator, board.register, language), item, earlier[item.indicator.id])
        for item in board.assessments
        if item.indicator.id in earlier
    ]
    texts_by_heading = {
        N_("Verdicts that have moved"): [
            f"{name}: {_format_status_change(now, then, (board.year, earlier_set.year), language)}"
            for name, now, then in pairs
            if now.status != then.status
        ],
        N_("New results"): [
            f"{name}, {text}" for name, now, then in pairs for text in _list_new_results(now, then, language)
        ],
        N_("Revised results"): [
            f"{name}, {text}" for name, now, then in pairs for text in _list_revised_results(now, then, language)
        ],
    }
    lists = tuple((language.translate(heading), tuple(texts)) for heading, texts in texts_by_heading.items() if texts)
    return ReportChanges(
        language.format(N_("What has changed since {day}"), day=language.format_day(day)),
        lists,
        "" if lists else language.translate(N_("Nothing has changed.")),
    )


def _format_status_change(current: Assessment, previous: Assessment, years: tuple[int, int], language: Language) -> str:
    signs = [choose_status_sign(item, language) for item in (previous, current)]
    before, after = (f"{sign.symbol} {language.translate(sign.word)}" for sign in signs)
    if years[0] != years[1]:
        before, after = f"{before} ({years[1]})", f"{after} ({years[0]})"
    return f"{before} → {after}"


def _format_value(row: Result, item: Assessment, language: Language, other: Result | None = None) -> str:
    """Return a value with its status, with more decimals if it would else look equal to that of `other`."""
    kind = language.translate(RESULT_STATUS_LABELS[row.status])
    neighbours = (other.value,) if other and isinstance(other.value, Decimal) else ()
    value = format_result(row, item.indicator, language, neighbours)
    return f"{value} ({kind})" if value else kind


def _list_new_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in current.results.items():
        if period not in previous.results and row.status != "assumed":
            value = _format_value(row, current, language)
            yield f"{format_period(period, language)}: {value}"


def _list_revised_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in previous.results.items():
        after = current.results.get(period)
        value = _format_value(row, previous, language, after)
        text = f"{format_period(period, language)}: {value} → "
        if after is None:
            yield text + language.translate(RESULT_STATUS_LABELS["withdrawn"])
        elif (after.value, after.qualifier, after.status) != (row.value, row.qualifier, row.status):
            yield text + _format_value(after, current, language, row)
