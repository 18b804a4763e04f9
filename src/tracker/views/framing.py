"""What stands above and below the lines of a board in every human format: title, counts, remarks and legend."""

from typing import TypeAlias

from tracker.assess.methods import get_method_title
from tracker.language import N_, Language
from tracker.model import METHODS, AssessmentSet
from tracker.views.formats import format_result, sanitize_text
from tracker.views.lines import StatusSection
from tracker.views.words import BAR_MARK_LEGEND, ON_TRACK_LEGEND, PLAN_SIGNS, STATUS_SIGNS, StatusSign

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
