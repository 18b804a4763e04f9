"""The texts of each assessment in a language, the same in every format for people."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from tracker.assess.bounds import list_limits, list_plan_numbers
from tracker.assess.counts import find_year_plan
from tracker.assess.methods import get_method_title
from tracker.i18n import N_, NP_, Language
from tracker.model import METHODS, Assessment, AssessmentSet, Register, Status
from tracker.numbers import count_decimals
from tracker.text import sanitize_text
from tracker.views.formats import (
    _STATUSES_WITH_PACE,
    format_against_plan,
    format_details,
    format_news,
    format_number,
    format_pace,
    format_percent,
    format_plan,
    format_required,
    format_result,
    format_target,
    format_term_value,
)
from tracker.views.groups import format_full_name, format_group_headings, group_assessments, number_indicators
from tracker.views.labels import (
    BAR_MARK_LEGEND,
    COLUMN_HEADINGS,
    NO_RESULT_LABEL,
    StatusSign,
    choose_plan_sign,
)
from tracker.views.periods import format_period
from tracker.views.reasons import choose_status_sign, is_ceiling, list_track_legends
from tracker.views.scope_names import format_scope


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
    year_plan: str

    def describe_plan_verdict(self, language: Language, *, ascii: bool = False) -> str:
        """Return the verdict on the plan of the year that the result is of, with this year, or "" without one."""
        return f"{self.plan_sign.describe(language, ascii=ascii)} ({self.year})" if self.plan_sign else ""


FOLLOWED_HEADING = N_("Followed without a term target")
FOLLOWED_COLUMNS = (N_("Last result"), N_("Plan {year}"), COLUMN_HEADINGS["status"])
"""The headings of what is shown of an indicator without a term target, beside its number and name."""


class StatusSection(NamedTuple):
    """The rows under one heading."""

    heading: str
    rows: tuple[StatusRow, ...]


def build_sections(
    board: AssessmentSet, language: Language, *, has_target: bool = True, whole: Register | None = None
) -> list[StatusSection]:
    """Return the rows of the indicators with a term target, or of the others, by group.

    An indicator keeps its number if others are left out; those of a part have the numbers of the `whole`.
    An "of which" line whose whole is not beside it names it.
    """
    numbers, depths = number_indicators(whole or board.register)
    headings = format_group_headings(board.register, language)
    items = tuple(item for item in board.assessments if (item.indicator.target is not None) == has_target)
    shown, sections = {item.indicator.id for item in items}, []
    for group, members in group_assessments(board.register.groups, items):
        rows = []
        for item in members:
            indicator = item.indicator
            shown_item = item if has_target else item._replace(reason="")  # the heading gives it
            row = _build_row(shown_item, numbers[indicator.id], depths[indicator.id], language)
            if indicator.parent and indicator.parent not in shown:
                row = row._replace(name=format_full_name(indicator, board.register, language), depth=0)
            rows.append(row)
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
        year=format_period(result.period, language) if result else "",
        plan=format_plan(item.plan, indicator, language),
        against_plan=format_against_plan(indicator, result, (item.plan_percent, item.plan_difference), language),
        plan_sign=choose_plan_sign(item.plan_verdict, indicator, item.plan),
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
        year_plan=format_plan(find_year_plan(item), indicator, language),
    )


def _collect_limits(item: Assessment) -> tuple[Decimal, ...]:
    """Return the plan and the limits of the target: a value that differs from them must not be rounded to them."""
    limits = list_limits(item.indicator.target) if item.indicator.measure not in ("total", "growth") else ()
    return (*list_plan_numbers(item.plan), *limits)


def _format_trajectory(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return the figure so far, the pace and the required value in one phrase, for tables without columns for them."""
    required = N_("required {value} in each remaining year")
    allowed = N_("at most {value} in each remaining year")
    parts = (
        (N_("term so far {value}"), format_term_value(item, language)),
        (N_("pace {value}"), format_pace(item, language)),
        (allowed if is_ceiling(item) else required, format_required(item, language)),
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
        parts.append(f"{row.describe_plan_verdict(language, ascii=ascii)} {row.against_plan}".rstrip())
    verdict = row.sign.describe(language, ascii=ascii)
    return " · ".join([*parts, *row.news, *row.trajectory, f"{verdict} ({row.details})" if row.details else verdict])


def format_title(board: AssessmentSet, language: Language) -> str:
    """Return the title of a view: the area or part if it is of one, the term and its reporting year, and the day."""
    title, scope = format_term_title(board, language), board.register.scope
    return f"{format_scope(board.register, scope, language)} – {title}" if scope.area or scope.parts else title


def format_term_title(board: AssessmentSet, language: Language) -> str:
    """Return the name of the term and the reporting year, and the day if only what was recorded by then is shown."""
    name = sanitize_text(language.pick_text(board.register.term.name))
    text = language.format(N_("{term} – to the end of {year}"), term=name, year=board.year)
    if board.recorded_until:
        text += " " + language.format(N_("(as known on {day})"), day=language.format_day(board.recorded_until))
    return text


def format_legend(board: AssessmentSet, sections: list[StatusSection], language: Language, *, has_bars: bool) -> str:
    """Return the meaning of the words and, if bars are drawn, of the marks that are shown.

    Only the linear method explains "On track" by the pace.
    """
    rows = [row for section in sections for row in section.rows]
    texts = list_track_legends(board.assessments)
    if has_bars and any(row.progress is not None and row.expected is not None for row in rows):
        texts.append(BAR_MARK_LEGEND)
    return " ".join(language.translate(text) for text in texts)


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
    return [*texts, *format_settings(board.assessments, language)]


def format_settings(assessments: Iterable[Assessment], language: Language) -> list[str]:
    """Return the windows and the cuts of the pace that the targets set, a line each; an indicator counts once."""
    chosen = choose_judged({}, assessments)
    windows = Counter(item.window for item in chosen.values() if item.window)
    templates = NP_(
        "Growth over the last year, for {number} of {every} indicators with a target",
        "Growth over the last {count} years, for {number} of {every} indicators with a target",
    )
    every = len(chosen)
    texts = [language.format_count(templates, years, number=number, every=every) for years, number in windows.items()]
    counts = Counter(item.cuts for item in chosen.values() if item.cuts)
    template = N_(
        "Own cuts: on track from {on_track}, at risk from {at_risk}, for {count} of {every} indicators with a target"
    )
    pairs = {cuts: format_pair(cuts, language) for cuts in counts}
    return texts + [
        language.format(template, **pairs[cuts], count=count, every=every) for cuts, count in counts.items()
    ]


def choose_judged(chosen: dict[str, Assessment], assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    """Return `chosen` with one assessment for each indicator with a target, if possible one with own settings."""
    for item in assessments:
        if item.indicator.target and (item.cuts or item.window or item.indicator.id not in chosen):
            chosen[item.indicator.id] = item
    return chosen


def format_pair(cuts: tuple[Decimal, Decimal], language: Language) -> dict[str, str]:
    """Return the two cuts of a pace with all their digits, by the name of their key."""
    on_track, at_risk = (format_number(cut, count_decimals(cut), language) for cut in cuts)
    return {"on_track": on_track, "at_risk": at_risk}


def format_view_remarks(board: AssessmentSet, language: Language) -> list[str]:
    """Return the remarks, and that results of the year under way exist, which the default reporting year leaves out."""
    today_year = board.register.term.find_year(board.as_of)
    rows = [row for item in board.assessments for row in board.register.results.get(item.indicator.id, ())]
    is_default = board.year == today_year - 1 < board.register.term.last_year
    if not is_default or all(row.period.year != today_year or row.status == "withdrawn" for row in rows):
        return format_remarks(board, language)
    template = N_("There are results of {year} too: see them with --year {year}.")
    return [*format_remarks(board, language), language.format(template, year=today_year)]
