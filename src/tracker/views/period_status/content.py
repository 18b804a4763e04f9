"""The texts of one period: a row an indicator."""

from typing import NamedTuple

from tracker.assess.period_results import PeriodResult, find_figure
from tracker.i18n import N_, Language
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_decimals,
    format_against_plan,
    format_difference,
    format_plan,
    format_result,
)
from tracker.views.groups import format_full_name, number_indicators
from tracker.views.labels import (
    COLUMN_HEADINGS,
    FLAG_LABELS,
    NO_RESULT_LABEL,
    RESULT_STATUS_LABELS,
    StatusSign,
    choose_plan_sign,
)
from tracker.views.period_status import PeriodBoard, PeriodBoards
from tracker.views.periods import format_period
from tracker.views.reporting_year import MAX_OWNERS, format_area_count
from tracker.views.scope_names import format_area, format_scope

HEADINGS = (
    COLUMN_HEADINGS["number"], COLUMN_HEADINGS["name"], N_("Unit"), N_("Result"), N_("Kind"), N_("Plan"),
    N_("Against plan"), N_("Change on the year before"),
)  # fmt: skip
NUMBER_COLUMNS = (3, 5, 6, 7)
AGAINST_COLUMN = 6


class PeriodRow(NamedTuple):
    """The cells of one indicator, and the sign of its verdict against the plan."""

    cells: tuple[str, ...]
    sign: StatusSign | None


class PeriodTexts(NamedTuple):
    """The texts of one period."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[PeriodRow, ...]
    counts: str


def describe_period_board(subject: PeriodBoard, language: Language) -> PeriodTexts:
    """Return the texts of a period in a language."""
    term = subject.board.register.term
    name = sanitize_text(language.pick_text(term.name))
    title = language.format(N_("{term} – {period}"), term=name, period=format_period(subject.period, language))
    if subject.board.recorded_until:
        day = language.format_day(subject.board.recorded_until)
        title += " " + language.format(N_("(as known on {day})"), day=day)
    scope = format_scope(subject.board.register, subject.board.register.scope, language)
    title = f"{scope} – {title}" if scope else title
    numbers, _ = number_indicators(subject.board.register)
    rows = tuple(_describe_row(item, numbers[item.indicator.id], subject, language) for item in subject.results)
    headings = tuple(map(language.translate, HEADINGS))
    return PeriodTexts(title, headings, rows, _count_verdicts(subject, language))


def list_shown(subjects: PeriodBoards) -> PeriodBoards:
    """Return the boards that a person sees: one alone, of several those with a result or a plan of the period."""
    return subjects if len(subjects) == 1 else tuple(subject for subject in subjects if subject.results)


def format_silent_areas(subjects: PeriodBoards, language: Language) -> str:
    """Return which of several areas have no result of the period at all; "" for one area, and if all have some."""
    by_area: dict[str, bool] = {}
    for subject in subjects:
        area = subject.board.register.scope.area
        has_result = any(item.result is not None for item in subject.results)
        by_area[area] = by_area.get(area, False) or has_result
    silent = [area for area, has_result in by_area.items() if area and not has_result]
    if len(by_area) < 2 or not silent:
        return ""
    names = ", ".join(format_area(subjects[0].board.register, area, language) for area in silent[:MAX_OWNERS])
    values = {"count": len(silent), "every": len(by_area), "names": names + (", …" if silent[MAX_OWNERS:] else "")}
    period = format_period(subjects[0].period, language)
    text = N_("No result for {period} yet: {count} of {every} areas ({names})")
    return language.format(text, period=period, **values)


def _describe_row(item: PeriodResult, number: str, subject: PeriodBoard, language: Language) -> PeriodRow:
    indicator, result, check = item.indicator, item.result, item.check
    kind = [language.translate(RESULT_STATUS_LABELS[result.status])] if result else []
    kind += [language.translate(FLAG_LABELS["from_parts"])] if item.rows else []
    figure = find_figure(item, subject.board.register)
    kind += [format_area_count(figure, language)] if figure and figure.is_incomplete else []
    decimals = choose_decimals(indicator, check.change) if check.change is not None else 0
    cells = (
        number,
        format_full_name(indicator, subject.board.register, language),
        sanitize_text(language.pick_text(indicator.unit)),
        format_result(result, indicator, language) if result else language.translate(NO_RESULT_LABEL),
        "; ".join(kind),
        format_plan(check.plan, indicator, language),
        format_against_plan(indicator, result, (check.percent, check.difference), language),
        format_difference(check.change, decimals, language) if check.change is not None else "",
    )
    return PeriodRow(cells, choose_plan_sign(check.verdict, indicator, check.plan))


def _count_verdicts(subject: PeriodBoard, language: Language) -> str:
    """Return how many plans of the period were reached, missed or not reported."""
    planned = [item for item in subject.results if item.check.plan]
    if not planned:
        return language.translate(N_("No indicator has a plan for this period."))
    reached = sum(item.check.verdict in ("met", "exceeded") for item in planned)
    values = {"count": len(planned), "reached": reached, "missing": sum(item.result is None for item in planned)}
    values["missed"] = sum(item.check.verdict == "missed" for item in planned)
    return language.format(
        N_("Plans of this period: {count}. Reached: {reached}; missed: {missed}; without a result: {missing}."),
        **values,
    )
