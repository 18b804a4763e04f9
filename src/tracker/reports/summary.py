"""The page for the leader: what the targets need in the term form, how the plans of the year fared in the year form."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tracker.assess.review import ReviewItem, review
from tracker.i18n import N_, Language
from tracker.model import Assessment, AssessmentSet, Period, Result
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
from tracker.views.formats import format_period, format_result
from tracker.views.labels import COLUMN_HEADINGS, PLAN_SIGNS, RESULT_STATUS_LABELS, STATUS_SIGNS, StatusSign
from tracker.views.review.content import KIND_LABELS, ReviewEntry, format_counts, group_by_owner
from tracker.views.status import content
from tracker.views.status.content import build_sections as line_sections

CellsByIndicator = Mapping[str, Mapping[str, ReportCell]]
"""The cells of every indicator in the table of the report, by its id and the keys of their columns."""

_NEEDS_FIXED_COLUMNS = ("name", "verdict", "value", "target", "plan")
"""The columns that are shown also where they are empty in every line."""
_NO_YEAR_RESULT = N_("no result of the whole year yet")


def summarize_term(cells: CellsByIndicator, selection_text: str, builder: CellBuilder) -> ReportSummary:
    """Return how many targets have which verdict, and what the weak and the missing need."""
    board, language = builder.board, builder.language
    every = len(board.assessments)
    items = tuple(_downgrade_old_plan(item, board.year) for item in review(board))
    return ReportSummary(
        language.translate(N_("Summary")),
        content.format_summary(board, language),
        _build_counts(content.count_statuses(board, every), builder),
        _build_counts(content.count_plan_verdicts(board), builder),
        format_counts(items, board, language) if every else "",
        _build_needs_table(items, cells, builder),
        _format_remarks(board, selection_text, builder),
        content.format_legend(board, line_sections(board, language), language, has_bars=False),
    )


def _downgrade_old_plan(item: ReviewItem, year: int) -> ReviewItem:
    """Return an item of the review; one that is weak only for a plan of a year long past is merely unknown today."""
    found = item.assessment
    is_old = found.result is None or found.result.period.year < year
    is_of_plan = item.concerns[0] == "plan_missed" and found.status == "not_assessed"
    return item._replace(kind="unknown") if is_old and is_of_plan else item


def _build_needs_table(items: tuple[ReviewItem, ...], cells: CellsByIndicator, builder: CellBuilder) -> ReportTable:
    """Return the weak and the missing with what they need, a section a kind and responsible body."""
    text = builder.fill_text
    listed = tuple(item for item in items if item.kind != "unknown")
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
            f"{text(KIND_LABELS[page.kind])} – {page.owner}",
            tuple(_build_need_row(entry, cells[entry.indicator]["against_target"]) for entry in page.entries),
        )
        for page in group_by_owner(listed, builder.language)
    )
    return drop_empty_columns(ReportTable(text(N_("What needs attention")), columns, sections), _NEEDS_FIXED_COLUMNS)


def _build_need_row(entry: ReviewEntry, difference_cell: ReportCell) -> ReportRow:
    result = "; ".join(text for text in (entry.result, entry.plan) if text)
    told = (
        ReportCell(entry.name),
        ReportCell(entry.concerns, sign=entry.sign),
        ReportCell(result),
        ReportCell(entry.target),
    )
    return ReportRow(entry.indicator, 0, (*told, ReportCell(difference_cell.text), ReportCell(entry.needs)))


def summarize_year(cells: CellsByIndicator, selection_text: str, builder: CellBuilder) -> ReportSummary:
    """Return how many plans of the year have which verdict, and which were missed or have no result yet."""
    board, text = builder.board, builder.fill_text
    planned = [item for item in board.assessments if board.year in item.indicator.plan]
    found = [(item, _choose_year_sign(item, board.year)) for item in planned]
    every = len(planned)
    signs = [sign for _, sign in found]
    counted = [(sign, signs.count(sign), every) for sign in PLAN_SIGNS.values() if sign in signs]
    waiting = [item for item, sign in found if sign is None]
    listed = [item for item, sign in found if sign == PLAN_SIGNS["missed"]], waiting
    told = (*_build_counts(counted, builder), *_count_missing_results(len(waiting), every, builder))
    heads = (PLAN_SIGNS["missed"].word, _NO_YEAR_RESULT)
    sections = [
        section
        for head, items in zip(heads, listed, strict=True)
        for section in _group_by_owner(text(head), items, cells, builder)
    ]
    return ReportSummary(
        text(N_("Summary")),
        text(N_("No plan of {year} is known."), year=board.year) if not planned else "",
        (),
        told,
        "",
        drop_empty_columns(
            ReportTable(text(N_("What needs attention")), _list_year_columns(builder), tuple(sections)),
            _NEEDS_FIXED_COLUMNS,
        ),
        _format_remarks(board, selection_text, builder),
        "",
    )


def _choose_year_sign(item: Assessment, year: int) -> StatusSign | None:
    """Return the sign of the verdict on the plan of a year, or None where its result is not in."""
    result = item.results.get(Period(year))
    if result is None or result.status == "forecast":
        return None
    return PLAN_SIGNS.get(item.plan_verdict, STATUS_SIGNS["not_assessed"])


def _count_missing_results(number: int, every: int, builder: CellBuilder) -> tuple[VerdictCount, ...]:
    return (
        (VerdictCount(STATUS_SIGNS["not_assessed"], capitalize(builder.fill_text(_NO_YEAR_RESULT)), number, every),)
        if number
        else ()
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
    """Return the lines of some indicators under their responsible bodies; those of none stand last."""
    unnamed = builder.fill_text(N_("Responsible body not named"))
    owners = {
        item.indicator.id: sanitize_text(builder.language.pick_text(item.indicator.owner)) or unnamed for item in items
    }
    ordered = sorted(dict.fromkeys(owners.values()), key=lambda owner: owner == unnamed)
    keys = [column.key for column in _list_year_columns(builder)][1:]
    return [
        ReportSection(
            f"{capitalize(head)} – {owner}",
            tuple(
                ReportRow(
                    identity,
                    0,
                    (_build_name_cell(cells[identity]), *(_strip_footnotes(cells[identity][key]) for key in keys)),
                )
                for identity, of in owners.items()
                if of == owner
            ),
        )
        for owner in ordered
    ]


def _build_name_cell(cells: Mapping[str, ReportCell]) -> ReportCell:
    unit = cells["unit"].text
    return ReportCell(cells["name"].text + (f" ({unit})" if unit else ""))


def _strip_footnotes(cell: ReportCell) -> ReportCell:
    """Return a cell of the table as it stands on the summary, where no footnotes are."""
    return ReportCell(cell.text, sign=cell.sign)


def _format_remarks(board: AssessmentSet, selection_text: str, builder: CellBuilder) -> tuple[str, ...]:
    left_out = [builder.fill_text(N_("Only: {listed}"), listed=selection_text)] if selection_text else []
    return tuple(sanitize_text(text) for text in (*left_out, *content.format_remarks(board, builder.language)))


def _build_counts(sign_counts: Sequence[content.SignCount], builder: CellBuilder) -> tuple[VerdictCount, ...]:
    return tuple(
        VerdictCount(sign, capitalize(builder.fill_text(sign.word)), number, every)
        for sign, number, every in sign_counts
    )


def build_changes(board: AssessmentSet, earlier_set: AssessmentSet, day: str, language: Language) -> ReportChanges:
    """Return what `board` shows that `before`, the board as it stood at the end of `day`, did not."""
    earlier = {item.indicator.id: item for item in earlier_set.assessments}
    pairs = [(item, earlier[item.indicator.id]) for item in board.assessments if item.indicator.id in earlier]
    found = {
        N_("Verdicts that have moved"): [
            _format_status_change(now, then, (board.year, earlier_set.year), language)
            for now, then in pairs
            if now.status != then.status
        ],
        N_("New results"): [text for now, then in pairs for text in _list_new_results(now, then, language)],
        N_("Revised results"): [text for now, then in pairs for text in _list_revised_results(now, then, language)],
    }
    lists = tuple((language.translate(heading), tuple(texts)) for heading, texts in found.items() if texts)
    return ReportChanges(
        language.format(N_("What has changed since {day}"), day=language.format_day(day)),
        lists,
        "" if lists else language.translate(N_("Nothing has changed.")),
    )


def _format_name(item: Assessment, language: Language) -> str:
    return sanitize_text(language.pick_text(item.indicator.name))


def _format_status_change(current: Assessment, previous: Assessment, years: tuple[int, int], language: Language) -> str:
    signs = [STATUS_SIGNS[previous.status], STATUS_SIGNS[current.status]]
    before, after = (f"{sign.symbol} {language.translate(sign.word)}" for sign in signs)
    if years[0] != years[1]:
        before, after = f"{before} ({years[1]})", f"{after} ({years[0]})"
    return f"{_format_name(current, language)}: {before} → {after}"


def _format_value(row: Result, item: Assessment, language: Language, other: Result | None = None) -> str:
    """Return a value with its kind; with more digits where it would else look like that of `other`."""
    kind = language.translate(RESULT_STATUS_LABELS[row.status])
    rivals = (other.value,) if other and isinstance(other.value, Decimal) else ()
    value = format_result(row, item.indicator, language, rivals)
    return f"{value} ({kind})" if value else kind


def _list_new_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in current.results.items():
        if period not in previous.results and row.status != "assumed":
            value = _format_value(row, current, language)
            yield f"{_format_name(current, language)}, {format_period(period, language)}: {value}"


def _list_revised_results(current: Assessment, previous: Assessment, language: Language) -> Iterator[str]:
    for period, row in previous.results.items():
        after = current.results.get(period)
        value = _format_value(row, previous, language, after)
        text = f"{_format_name(current, language)}, {format_period(period, language)}: {value} → "
        if after is None:
            yield text + language.translate(RESULT_STATUS_LABELS["withdrawn"])
        elif (after.value, after.qualifier, after.status) != (row.value, row.qualifier, row.status):
            yield text + _format_value(after, current, language, row)
