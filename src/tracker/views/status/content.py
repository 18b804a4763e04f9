"""What a person reads of each assessment: its cells as texts in a language, the same for every human format."""

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
from tracker.views.labels import BAR_MARK_LEGEND, NO_RESULT_LABEL, ON_TRACK_LEGEND, PLAN_SIGNS, STATUS_SIGNS, StatusSign


class StatusRow(NamedTuple):
    """One indicator as cells of text. `against` and `details` explain; empty cells say "does not apply"."""

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
    details: str
    news: tuple[str, ...]
    trajectory: tuple[str, ...]
    notes: tuple[str, ...]


class StatusSection(NamedTuple):
    """The lines under one heading."""

    heading: str
    rows: tuple[StatusRow, ...]


def build_sections(board: AssessmentSet, language: Language) -> list[StatusSection]:
    """Return the board in sections of lines; the numbers are those of all indicators, also where some are left out."""
    numbers, depths = number_indicators(board.register)
    named = format_group_headings(board.register, language)
    return [
        StatusSection(
            named[group.id if group else ""],
            tuple(
                _build_row(item, numbers[item.indicator.id], depths[item.indicator.id], language) for item in members
            ),
        )
        for group, members in group_assessments(board.register.groups, board.assessments)
    ]


def _build_row(item: Assessment, number: str, depth: int, language: Language) -> StatusRow:
    indicator, result = item.indicator, item.result
    sign = PLAN_SIGNS.get(item.plan_verdict)
    has_course = item.status in _STATUSES_WITH_PACE
    return StatusRow(
        number=number,
        depth=depth,
        name=sanitize_text(language.pick_text(indicator.name)),
        unit=sanitize_text(language.pick_text(indicator.unit)),
        value=format_result(result, indicator, language, _collect_limits(item)) if result else "",
        year=str(result.period) if result else "",
        plan=format_plan(item.plan, indicator, language),
        against_plan=format_against_plan(indicator, result, (item.plan_percent, item.plan_difference), language),
        plan_sign=sign,
        target=format_target(indicator.target, indicator, language),
        term_value=format_term_value(item, language),
        progress=item.progress if has_course else None,
        expected=item.expected if has_course else None,
        progress_text=format_percent(item.progress, language) if has_course and item.progress is not None else "",
        pace=format_pace(item, language),
        required=format_required(item, language),
        status=item.status,
        details=format_details(item, language),
        news=format_news(item, language),
        trajectory=_format_trajectory(item, language),
        notes=_format_notes(item, language),
    )


def _collect_limits(item: Assessment) -> tuple[Decimal, ...]:
    """Return the numbers from which a shown value must stay apart when it differs: plan and limits."""
    plan = item.plan.value if item.plan else None
    target = item.indicator.target
    limits = (target.low, target.high) if target and item.indicator.measure not in ("total", "growth") else ()
    return tuple(number for number in (plan, *limits) if isinstance(number, Decimal))


def _format_trajectory(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return pace, figure so far and what is required in one phrase, for tables without columns for them."""
    parts = []
    if term := format_term_value(item, language):
        parts.append(language.format(N_("term so far {value}"), value=term))
    if format_pace(item, language):
        parts.append(language.format(N_("pace {value}"), value=format_pace(item, language)))
    if required := format_required(item, language):
        parts.append(language.format(N_("required {value} in each remaining year"), value=required))
    return ("; ".join(parts),) if parts else ()


def _format_notes(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what a reader must know to read the line rightly: breaks, and why a target cannot be assessed."""
    notes = [
        language.format(N_("change in {year}: {note}"), year=found.year, note=language.pick_text(found.note))
        for found in item.indicator.breaks
        if "break" in item.flags and found.note and item.result and found.year <= item.result.period.year
    ]
    if item.indicator.target and item.indicator.note:
        notes.append(language.pick_text(item.indicator.note))
    return tuple(sanitize_text(note) for note in notes)


def format_status_line(board: AssessmentSet, indicator: str, language: Language, *, ascii: bool = False) -> str:
    """Return the line of one indicator on one line of text: result, plan, course and verdict.

    `ascii` is for terminals that cannot show the symbols.
    """
    item = next(item for item in board.assessments if item.indicator.id == indicator)
    line = _build_row(item, "", 0, language)
    sign = STATUS_SIGNS[line.status]
    parts = [f"{line.value} ({line.year})" if line.value else language.translate(NO_RESULT_LABEL)]
    if line.plan_sign:
        word = language.translate(line.plan_sign.word)
        parts.append(f"{line.plan_sign.choose_symbol(ascii)} {word} {line.against_plan}".rstrip())
    parts += [*line.news, *line.trajectory]
    verdict = f"{sign.choose_symbol(ascii)} {language.translate(sign.word)}"
    parts.append(f"{verdict} ({line.details})" if line.details else verdict)
    return " · ".join(parts)


SignCount: TypeAlias = tuple[StatusSign, int, int]
"""The sign of a verdict, how many have it, and of how many."""


def count_statuses(board: AssessmentSet, total: int) -> list[SignCount]:
    """Return how many have each status, of `every` indicator."""
    statuses = [item.status for item in board.assessments]
    return [(sign, statuses.count(status), total) for status, sign in STATUS_SIGNS.items() if status in statuses]


def count_plan_verdicts(board: AssessmentSet) -> list[SignCount]:
    """Return how many have each verdict on the plan of the year that is reported, of all results that have one."""
    judged = [
        item.plan_verdict
        for item in board.assessments
        if item.plan_verdict and item.result and item.result.period.year == board.year
    ]
    return [(sign, judged.count(verdict), len(judged)) for verdict, sign in PLAN_SIGNS.items() if verdict in judged]


def _format_fractions(counts: list[SignCount], language: Language) -> str:
    return " · ".join(f"{language.translate(sign.word)} {count}/{every}" for sign, count, every in counts)


def format_summary(board: AssessmentSet, language: Language) -> str:
    """Return the counts of each status as fractions of all indicators."""
    if not board.register.indicators:
        return language.translate(N_("There is no indicator in targets.toml yet."))
    if not board.assessments:
        return language.translate(N_("No indicator fits what was asked for."))
    return _format_fractions(count_statuses(board, len(board.register.indicators)), language)


def format_title(board: AssessmentSet, language: Language) -> str:
    """Return the name of the term with the reporting year, and the day where only what was known then is shown."""
    text = f"{sanitize_text(language.pick_text(board.register.term.name))} – {board.year}"
    if board.recorded_until:
        text += " " + language.format(N_("(as known on {day})"), day=language.format_day(board.recorded_until))
    return text


def format_legend(
    board: AssessmentSet, table_sections: list[StatusSection], language: Language, *, has_bars: bool
) -> str:
    """Return what those words and marks mean that are shown; `bars` says whether bars are drawn at all.

    "On track" means another thing by other methods, and is explained where it rests on a pace.
    """
    lines = [line for section in table_sections for line in section.rows]
    by_pace = [item for item in board.assessments if item.method == METHODS[0] and item.pace is not None]
    texts = [ON_TRACK_LEGEND] if any(item.status == "on_track" for item in by_pace) else []
    if has_bars and any(line.progress is not None and line.expected is not None for line in lines):
        texts.append(BAR_MARK_LEGEND)
    return " ".join(language.translate(text) for text in texts)


def format_plan_summary(board: AssessmentSet, language: Language) -> str:
    """Return the counts of the verdicts on annual plans, as fractions of all results that have one, or ""."""
    return _format_fractions(count_plan_verdicts(board), language)


def format_assumptions(board: AssessmentSet, language: Language) -> list[str]:
    """Return which values are only assumed, on one line, or nothing."""
    if not board.assumed_results:
        return []
    indicators = {item.id: item for item in board.register.indicators}
    listed = "; ".join(
        f"{row.indicator} {row.period} = {format_result(row, indicators[row.indicator], language)}"
        for row in board.assumed_results
    )
    return [language.format(N_("Assumed, and not recorded: {listed}"), listed=listed)]


def format_remarks(board: AssessmentSet, language: Language) -> list[str]:
    """Return what a reader must know of the whole board: assumed values, and methods other than the usual one."""
    texts = format_assumptions(board, language)
    methods = [item.method for item in board.assessments if item.indicator.target]
    for name in METHODS[1:]:
        if name in methods:
            title = language.translate(get_method_title(name))
            texts.append(
                language.format(
                    N_("Method: {title}, for {count} of {every} indicators with a target; the others by linear pace"),
                    title=title,
                    count=methods.count(name),
                    every=len(methods),
                )
            )
    return texts
