"""The texts of each assessment in a language, the same in every format for people."""

from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tracker.assess.methods import get_method_title
from tracker.i18n import N_, Language
from tracker.model import METHODS, Assessment, AssessmentSet, Status
from tracker.text import sanitize_text
from tracker.views.formats import (
    _STATUSES_WITH_PACE,
    format_against_plan,
    format_details,
    format_news,
    format_pace,
    format_percent,
    format_plan,
    format_required,
    format_result,
    format_target,
    format_term_value,
)
from tracker.views.groups import format_group_headings, group_assessments, number_indicators
from tracker.views.labels import (
    BAR_MARK_LEGEND,
    NO_RESULT_LABEL,
    ON_TRACK_LEGEND,
    PLAN_SIGNS,
    STATUS_SIGNS,
    StatusSign,
    choose_status_sign,
)


class StatusRow(NamedTuple):
    """One indicator as cells of text; an empty cell means "does not apply"."""

    number: str
    depth: int
    name: str
    unit: str
    value: str
    year: str
    plan: str
    against_plan: str
    plan_sign: StatusSign | None
    target: str
    term_value: str
    progress: Decimal | None
    expected: Decimal | None
    progress_text: str
    pace: str
    required: str
    status: Status
    sign: StatusSign
    details: str
    news: tuple[str, ...]
    trajectory: tuple[str, ...]
    notes: tuple[str, ...]


class StatusSection(NamedTuple):
    """The rows under one heading."""

    heading: str
    rows: tuple[StatusRow, ...]


def build_sections(board: AssessmentSet, language: Language) -> list[StatusSection]:
    """Return the rows by group; an indicator keeps its number if others are left out."""
    numbers, depths = number_indicators(board.register)
    headings = format_group_headings(board.register, language)
    sections = []
    for group, members in group_assessments(board.register.groups, board.assessments):
        ids = [item.indicator.id for item in members]
        rows = [_build_row(item, numbers[i], depths[i], language) for i, item in zip(ids, members, strict=True)]
        sections.append(StatusSection(headings[group.id if group else ""], tuple(rows)))
    return sections


def _build_row(item: Assessment, number: str, depth: int, language: Language) -> StatusRow:
    indicator, result = item.indicator, item.result
    has_pace = item.status in _STATUSES_WITH_PACE
    return StatusRow(
        number=number,
        depth=depth,
        name=sanitize_text(language.pick_text(indicator.name)),
        unit=sanitize_text(language.pick_text(indicator.unit)),
        value=format_result(result, indicator, language, _collect_limits(item)) if result else "",
        year=str(result.period) if result else "",
        plan=format_plan(item.plan, indicator, language),
        against_plan=format_against_plan(indicator, result, (item.plan_percent, item.plan_difference), language),
        plan_sign=PLAN_SIGNS.get(item.plan_verdict),
        target=format_target(indicator.target, indicator, language),
        term_value=format_term_value(item, language),
        progress=item.progress if has_pace else None,
        expected=item.expected if has_pace else None,
        progress_text=format_percent(item.progress, language) if has_pace and item.progress is not None else "",
        pace=format_pace(item, language),
        required=format_required(item, language),
        status=item.status,
        sign=choose_status_sign(item, language),
        details=format_details(item, language),
        news=format_news(item, language),
        trajectory=_format_trajectory(item, language),
        notes=_format_notes(item, language),
    )


def _collect_limits(item: Assessment) -> tuple[Decimal, ...]:
    """Return the plan and the limits of the target: a value that differs from them must not be rounded to them."""
    plan = item.plan.value if item.plan else None
    target = item.indicator.target
    limits = (target.low, target.high) if target and item.indicator.measure not in ("total", "growth") else ()
    return tuple(number for number in (plan, *limits) if isinstance(number, Decimal))


def _format_trajectory(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return the figure so far, the pace and the required value in one phrase, for tables without columns for them."""
    parts = (
        (N_("term so far {value}"), format_term_value(item, language)),
        (N_("pace {value}"), format_pace(item, language)),
        (N_("required {value} in each remaining year"), format_required(item, language)),
    )
    texts = [language.format(template, value=value) for template, value in parts if value]
    return ("; ".join(texts),) if texts else ()


def _format_notes(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return the notes on the row: breaks in the series, and the note of a target."""
    notes = [
        language.format(N_("change in {year}: {note}"), year=change.year, note=language.pick_text(change.note))
        for change in item.indicator.breaks
        if "break" in item.flags and change.note and item.result and change.year <= item.result.period.year
    ]
    if item.indicator.target and item.indicator.note:
        notes.append(language.pick_text(item.indicator.note))
    return tuple(sanitize_text(note) for note in notes)


def format_status_line(board: AssessmentSet, indicator: str, language: Language, *, ascii: bool = False) -> str:
    """Return one indicator on one line: result, plan, figures of the term and verdict.

    `ascii` is for terminals that cannot show the symbols.
    """
    row = _build_row(next(item for item in board.assessments if item.indicator.id == indicator), "", 0, language)
    parts = [f"{row.value} ({row.year})" if row.value else language.translate(NO_RESULT_LABEL)]
    if row.plan_sign:
        parts.append(f"{row.plan_sign.describe(language, ascii=ascii)} {row.against_plan}".rstrip())
    verdict = row.sign.describe(language, ascii=ascii)
    return " · ".join([*parts, *row.news, *row.trajectory, f"{verdict} ({row.details})" if row.details else verdict])


SignCount: TypeAlias = tuple[StatusSign, int, int]
"""The sign of a verdict, how many indicators have it, and of how many."""


def count_statuses(board: AssessmentSet, total: int) -> list[SignCount]:
    """Return how many indicators have each status, of `total`."""
    statuses = [item.status for item in board.assessments]
    return [(sign, statuses.count(status), total) for status, sign in STATUS_SIGNS.items() if status in statuses]


def count_plan_verdicts(board: AssessmentSet) -> list[SignCount]:
    """Return how many results of the reporting year have each verdict on their plan, of all that have one."""
    given = [
        item.plan_verdict
        for item in board.assessments
        if item.plan_verdict and item.result and item.result.period.year == board.year
    ]
    return [(sign, given.count(verdict), len(given)) for verdict, sign in PLAN_SIGNS.items() if verdict in given]


def _format_fractions(counts: list[SignCount], language: Language) -> str:
    return " · ".join(f"{language.translate(sign.word)} {count}/{every}" for sign, count, every in counts)


def format_summary(board: AssessmentSet, language: Language) -> str:
    """Return the counts of each status as fractions of all indicators."""
    if not board.register.indicators:
        return language.translate(N_("There is no indicator in targets.toml yet."))
    if not board.assessments:
        return language.translate(N_("No indicator matches the options."))
    return _format_fractions(count_statuses(board, len(board.register.indicators)), language)


def format_title(board: AssessmentSet, language: Language) -> str:
    """Return the name of the term with the reporting year, and the day if only what was recorded by then is shown."""
    text = f"{sanitize_text(language.pick_text(board.register.term.name))} – {board.year}"
    if board.recorded_until:
        text += " " + language.format(N_("(as known on {day})"), day=language.format_day(board.recorded_until))
    return text


def format_legend(board: AssessmentSet, sections: list[StatusSection], language: Language, *, has_bars: bool) -> str:
    """Return the meaning of the words and, if bars are drawn, of the marks that are shown.

    Only the linear method explains "On track" by the pace.
    """
    rows = [row for section in sections for row in section.rows]
    by_pace = [item for item in board.assessments if item.method == METHODS[0] and item.pace is not None]
    texts = [ON_TRACK_LEGEND] if any(item.status == "on_track" for item in by_pace) else []
    if has_bars and any(row.progress is not None and row.expected is not None for row in rows):
        texts.append(BAR_MARK_LEGEND)
    return " ".join(language.translate(text) for text in texts)


def format_plan_summary(board: AssessmentSet, language: Language) -> str:
    """Return the counts of the verdicts on annual plans, as fractions of all results that have one, or ""."""
    return _format_fractions(count_plan_verdicts(board), language)


def format_assumptions(board: AssessmentSet, language: Language) -> list[str]:
    """Return the values that are only assumed, on one line, or an empty list."""
    if not board.assumed_results:
        return []
    indicators = {item.id: item for item in board.register.indicators}
    listed = "; ".join(
        f"{row.indicator} {row.period} = {format_result(row, indicators[row.indicator], language)}"
        for row in board.assumed_results
    )
    return [language.format(N_("Assumed, and not recorded: {listed}"), listed=sanitize_text(listed))]


def format_remarks(board: AssessmentSet, language: Language) -> list[str]:
    """Return the assumed values, and the methods other than the linear one with how many indicators they judge."""
    texts = format_assumptions(board, language)
    methods = [item.method for item in board.assessments if item.indicator.target]
    for name in METHODS[1:]:
        if name in methods:
            template = N_("Method: {title}, for {count} of {every} indicators with a target; the others by linear pace")
            title, count = language.translate(get_method_title(name)), methods.count(name)
            texts.append(language.format(template, title=title, count=count, every=len(methods)))
    return texts
