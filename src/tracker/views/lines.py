"""What a person reads of each assessment: its cells as texts in a language, the same for every human format."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.measures import PACE_CUTS
from tracker.language import N_, Language
from tracker.model import Assessment, Board, Group, Indicator, Register, Status
from tracker.periods import Period
from tracker.views.formats import (
    against_plan_text,
    bounded,
    number_text,
    percent_text,
    plan_text,
    required_text,
    result_text,
    safe,
    shown_decimals,
    target_text,
)
from tracker.views.rows import grouped
from tracker.views.words import FLAGS, NO_RESULT, PLAN, REASONS, STATUS, Sign, roman

_WITH_COURSE = ("on_track", "at_risk", "off_track", "missed")
"""Only with these does a pace mean anything to a reader."""

CUTS = tuple((Decimal(over) / under).quantize(Decimal("0.01")) for over, under in reversed(PACE_CUTS))
"""The paces from which an indicator is at risk, and from which it is on track."""


class Line(NamedTuple):
    """One indicator as cells of text. `against` and `details` explain; empty cells say "does not apply"."""

    number: str
    depth: int
    name: str
    unit: str
    value: str
    year: str
    plan: str
    against_plan: str
    plan_sign: Sign | None
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
    course: tuple[str, ...]
    notes: tuple[str, ...]


class Section(NamedTuple):
    """The lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


def sections(board: Board, language: Language) -> list[Section]:
    """Return the board in sections of lines; the numbers are those of all indicators, also where some are left out."""
    numbers, depths = numbers_and_depths(board.register)
    named = headings(board.register, language)
    return [
        Section(
            named[group.id if group else ""],
            tuple(_line(item, numbers[item.indicator.id], depths[item.indicator.id], language) for item in members),
        )
        for group, members in grouped(board.register.groups, board.assessments)
    ]


def headings(register: Register, language: Language) -> dict[str, str]:
    """Return the heading of each group by its id, and under "" that of what stands in none, which is "" without groups.

    The groups that have indicators are numbered through, so that a group keeps its number where others are left out.
    """
    used = {indicator.group for indicator in register.indicators}
    named = [(group.id, language.pick(group.name)) for group in register.groups if group.id in used]
    if not register.groups:
        return {"": ""}
    named.append(("", language.text(N_("Other"))))
    return {identity: f"{roman(number)}. {safe(name)}" for number, (identity, name) in enumerate(named, 1)}


def numbers_and_depths(register: Register) -> tuple[dict[str, str], dict[str, int]]:
    """Return for every indicator its running number through all groups, and how deep it is set in, both by its id."""
    return _numbers(register.groups, register.indicators), _depths(register.indicators)


def _numbers(groups: tuple[Group, ...], indicators: tuple[Indicator, ...]) -> dict[str, str]:
    """Return the running number of every indicator through all groups; "of which" lines have none."""
    order = {group.id: at for at, group in enumerate(groups)}
    ordered = sorted(indicators, key=lambda indicator: order.get(indicator.group, len(order)))
    counted = [indicator.id for indicator in ordered if not indicator.parent]
    positions = {identity: str(at) for at, identity in enumerate(counted, 1)}
    return {indicator.id: positions.get(indicator.id, "") for indicator in ordered}


def _depths(indicators: tuple[Indicator, ...]) -> dict[str, int]:
    parents = {indicator.id: indicator.parent for indicator in indicators}
    depths = {}
    for identity, parent in parents.items():
        depth, current = 0, parent
        while current:
            depth, current = depth + 1, parents[current]
        depths[identity] = depth
    return depths


def _line(item: Assessment, number: str, depth: int, language: Language) -> Line:
    indicator, result = item.indicator, item.result
    sign = PLAN.get(item.plan_verdict)
    has_course = item.status in _WITH_COURSE
    return Line(
        number=number,
        depth=depth,
        name=safe(language.pick(indicator.name)),
        unit=safe(language.pick(indicator.unit)),
        value=result_text(result, indicator, language, _rivals(item)) if result else "",
        year=str(result.period) if result else "",
        plan=plan_text(item.plan, indicator, language),
        against_plan=against_plan_text(indicator, result, (item.plan_percent, item.plan_difference), language),
        plan_sign=sign,
        target=target_text(indicator.target, indicator, language),
        term_value=term_value_text(item, language),
        progress=item.progress if has_course else None,
        expected=item.expected if has_course else None,
        progress_text=percent_text(item.progress, language) if has_course and item.progress is not None else "",
        pace=pace_text(item, language),
        required=required_text(item, language),
        status=item.status,
        details=details_text(item, language),
        news=news_texts(item, language),
        course=_course(item, language),
        notes=_notes(item, language),
    )


def _rivals(item: Assessment) -> tuple[Decimal, ...]:
    """Return the numbers from which a shown value must stay apart when it differs: plan and limits."""
    plan = item.plan.value if item.plan else None
    target = item.indicator.target
    limits = (target.low, target.high) if target and item.indicator.measure not in ("total", "growth") else ()
    return tuple(number for number in (plan, *limits) if isinstance(number, Decimal))


def term_value_text(item: Assessment, language: Language) -> str:
    """Return the term's figure, where it is not just the latest result."""
    if item.term_value is None or item.indicator.measure in ("level", "milestone"):
        return ""
    if item.indicator.measure == "every_year":
        return language.fill(N_("{met} of {years} years met"), met=item.years_met, years=item.years_reported)
    if item.indicator.measure == "total":
        decimals = shown_decimals(item.indicator, item.term_value)
    else:
        decimals = max(item.indicator.decimals or 0, 2)
    target = item.indicator.target
    against = tuple(limit for limit in (target.low, target.high) if limit is not None) if target else ()
    value = bounded(item.term_value, decimals, item.term_qualifier)
    text = number_text(value, decimals, language, against)
    text = f"{item.term_qualifier} {text}" if item.term_qualifier else text
    rate = item.indicator.measure in ("growth", "growth_rate")
    return language.fill(N_("{number} % a year"), number=text) if rate else text


def details_text(item: Assessment, language: Language, without: Collection[str] = ()) -> str:
    """Return the class in the method's own words, the reason of a status and its flags, as one phrase.

    The flags in `without` are left out: what is told of them elsewhere.
    """
    words = [language.text(item.grade.replace("_", " "))] if item.grade else []
    if item.computed:
        computed = language.text(STATUS[item.computed].word)
        words.append(language.fill(N_("official verdict; computed: {status}"), status=computed))
    words += [language.text(REASONS[item.reason])] if item.reason else []
    words += [language.text(FLAGS[flag]) for flag in item.flags if flag != item.reason and flag not in without]
    return "; ".join(dict.fromkeys(words))


def news_texts(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what is known beyond the yearly result: the running year to date, and a forecast."""
    news = []
    if item.year_to_date:
        text = f"{period_text(item.year_to_date.period, language)}: "
        text += result_text(item.year_to_date, item.indicator, language)
        if item.year_to_date_percent is not None:
            percent = number_text(item.year_to_date_percent, 1, language)
            sign = item.year_to_date.qualifier + " " if item.year_to_date.qualifier else ""
            text += ", " + language.fill(N_("{percent} % of the plan"), percent=sign + percent)
        news.append(text)
    if item.forecast:
        value = result_text(item.forecast, item.indicator, language)
        news.append(language.fill(N_("forecast {year}: {value}"), year=item.forecast.period.year, value=value))
    return tuple(news)


def period_text(period: Period, language: Language) -> str:
    """Return a period as a person says it: the year, or so many months of it."""
    if period.is_year:
        return str(period.year)
    return language.fill(N_("{months} months of {year}"), months=period.month, year=period.year)


def _course(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return pace, figure so far and what is required in one phrase, for tables without columns for them."""
    parts = []
    if term := term_value_text(item, language):
        parts.append(language.fill(N_("term so far {value}"), value=term))
    if pace_text(item, language):
        parts.append(language.fill(N_("pace {value}"), value=pace_text(item, language)))
    if required := required_text(item, language):
        parts.append(language.fill(N_("required {value} in each remaining year"), value=required))
    return ("; ".join(parts),) if parts else ()


def pace_text(item: Assessment, language: Language) -> str:
    """Return the pace with two decimals, more where they would hide on which side of a cut it lies."""
    has_pace = item.pace is not None and item.status in _WITH_COURSE
    return number_text(item.pace, 2, language, (*CUTS, Decimal(1))) if has_pace and item.pace is not None else ""


def _notes(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what a reader must know to read the line rightly: breaks, and why a target cannot be assessed."""
    notes = [
        language.fill(N_("change in {year}: {note}"), year=found.year, note=language.pick(found.note))
        for found in item.indicator.breaks
        if "break" in item.flags and found.note and item.result and found.year <= item.result.period.year
    ]
    if item.indicator.target and item.indicator.note:
        notes.append(language.pick(item.indicator.note))
    return tuple(safe(note) for note in notes)


def in_words(board: Board, indicator: str, language: Language, *, ascii: bool = False) -> str:
    """Return the line of one indicator on one line of text: result, plan, course and verdict.

    `ascii` is for terminals that cannot show the symbols.
    """
    item = next(item for item in board.assessments if item.indicator.id == indicator)
    line = _line(item, "", 0, language)
    sign = STATUS[line.status]
    parts = [f"{line.value} ({line.year})" if line.value else language.text(NO_RESULT)]
    if line.plan_sign:
        parts.append(f"{line.plan_sign.shown(ascii)} {language.text(line.plan_sign.word)} {line.against_plan}".rstrip())
    parts += [*line.news, *line.course]
    verdict = f"{sign.shown(ascii)} {language.text(sign.word)}"
    parts.append(f"{verdict} ({line.details})" if line.details else verdict)
    return " · ".join(parts)
