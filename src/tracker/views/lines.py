"""What a person reads of each assessment: its cells as texts in a language, the same for every human format."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.measures import PACE_THRESHOLDS
from tracker.language import N_, Language
from tracker.model import Assessment, AssessmentSet, Group, Indicator, Register, Status
from tracker.periods import Period
from tracker.views.formats import (
    choose_decimals,
    format_against_plan,
    format_number,
    format_percent,
    format_plan,
    format_required,
    format_result,
    format_target,
    round_bound,
    sanitize_text,
)
from tracker.views.rows import group_assessments
from tracker.views.words import (
    FLAG_LABELS,
    NO_RESULT_LABEL,
    PLAN_SIGNS,
    REASON_LABELS,
    STATUS_SIGNS,
    StatusSign,
    to_roman,
)

_STATUSES_WITH_PACE = ("on_track", "at_risk", "off_track", "missed")
"""Only with these does a pace mean anything to a reader."""

ROUNDED_PACE_THRESHOLDS = tuple(
    (Decimal(over) / under).quantize(Decimal("0.01")) for over, under in reversed(PACE_THRESHOLDS)
)
"""The paces from which an indicator is at risk, and from which it is on track."""


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


def format_group_headings(register: Register, language: Language) -> dict[str, str]:
    """Return the heading of each group by its id, and under "" that of what stands in none, which is "" without groups.

    The groups that have indicators are numbered through, so that a group keeps its number where others are left out.
    """
    used = {indicator.group for indicator in register.indicators}
    named = [(group.id, language.pick_text(group.name)) for group in register.groups if group.id in used]
    if not register.groups:
        return {"": ""}
    named.append(("", language.translate(N_("Other"))))
    return {identity: f"{to_roman(number)}. {sanitize_text(name)}" for number, (identity, name) in enumerate(named, 1)}


def number_indicators(register: Register) -> tuple[dict[str, str], dict[str, int]]:
    """Return for every indicator its running number through all groups, and how deep it is set in, both by its id."""
    return _assign_numbers(register.groups, register.indicators), _compute_depths(register.indicators)


def _assign_numbers(groups: tuple[Group, ...], indicators: tuple[Indicator, ...]) -> dict[str, str]:
    """Return the running number of every indicator through all groups; "of which" lines have none."""
    order = {group.id: at for at, group in enumerate(groups)}
    ordered = sorted(indicators, key=lambda indicator: order.get(indicator.group, len(order)))
    counted = [indicator.id for indicator in ordered if not indicator.parent]
    positions = {identity: str(at) for at, identity in enumerate(counted, 1)}
    return {indicator.id: positions.get(indicator.id, "") for indicator in ordered}


def _compute_depths(indicators: tuple[Indicator, ...]) -> dict[str, int]:
    parents = {indicator.id: indicator.parent for indicator in indicators}
    depths = {}
    for identity, parent in parents.items():
        depth, current = 0, parent
        while current:
            depth, current = depth + 1, parents[current]
        depths[identity] = depth
    return depths


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


def format_term_value(item: Assessment, language: Language) -> str:
    """Return the term's figure, where it is not just the latest result."""
    if item.term_value is None or item.indicator.measure in ("level", "milestone"):
        return ""
    if item.indicator.measure == "every_year":
        return language.format(N_("{met} of {years} years met"), met=item.years_met, years=item.years_reported)
    if item.indicator.measure == "total":
        decimals = choose_decimals(item.indicator, item.term_value)
    else:
        decimals = max(item.indicator.decimals or 0, 2)
    target = item.indicator.target
    against = tuple(limit for limit in (target.low, target.high) if limit is not None) if target else ()
    value = round_bound(item.term_value, decimals, item.term_qualifier)
    text = format_number(value, decimals, language, against)
    text = f"{item.term_qualifier} {text}" if item.term_qualifier else text
    rate = item.indicator.measure in ("growth", "growth_rate")
    return language.format(N_("{number} % a year"), number=text) if rate else text


def format_details(item: Assessment, language: Language, excluded_flags: Collection[str] = ()) -> str:
    """Return the class in the method's own words, the reason of a status and its flags, as one phrase.

    The flags in `without` are left out: what is told of them elsewhere.
    """
    words = [language.translate(item.grade.replace("_", " "))] if item.grade else []
    if item.computed_status:
        computed = language.translate(STATUS_SIGNS[item.computed_status].word)
        words.append(language.format(N_("official verdict; computed: {status}"), status=computed))
    words += [language.translate(REASON_LABELS[item.reason])] if item.reason else []
    words += [
        language.translate(FLAG_LABELS[flag])
        for flag in item.flags
        if flag != item.reason and flag not in excluded_flags
    ]
    return "; ".join(dict.fromkeys(words))


def format_news(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what is known beyond the yearly result: the running year to date, and a forecast."""
    news = []
    if item.year_to_date:
        text = f"{format_period(item.year_to_date.period, language)}: "
        text += format_result(item.year_to_date, item.indicator, language)
        if item.year_to_date_percent is not None:
            percent = format_number(item.year_to_date_percent, 1, language)
            sign = item.year_to_date.qualifier + " " if item.year_to_date.qualifier else ""
            text += ", " + language.format(N_("{percent} % of the plan"), percent=sign + percent)
        news.append(text)
    if item.forecast:
        value = format_result(item.forecast, item.indicator, language)
        news.append(language.format(N_("forecast {year}: {value}"), year=item.forecast.period.year, value=value))
    return tuple(news)


def format_period(period: Period, language: Language) -> str:
    """Return a period as a person says it: the year, or so many months of it."""
    if period.is_year:
        return str(period.year)
    return language.format(N_("{months} months of {year}"), months=period.month, year=period.year)


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


def format_pace(item: Assessment, language: Language) -> str:
    """Return the pace with two decimals, more where they would hide on which side of a cut it lies."""
    has_pace = item.pace is not None and item.status in _STATUSES_WITH_PACE
    return (
        format_number(item.pace, 2, language, (*ROUNDED_PACE_THRESHOLDS, Decimal(1)))
        if has_pace and item.pace is not None
        else ""
    )


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
        parts.append(
            f"{line.plan_sign.choose_symbol(ascii)} {language.translate(line.plan_sign.word)} {line.against_plan}".rstrip()
        )
    parts += [*line.news, *line.trajectory]
    verdict = f"{sign.choose_symbol(ascii)} {language.translate(sign.word)}"
    parts.append(f"{verdict} ({line.details})" if line.details else verdict)
    return " · ".join(parts)
