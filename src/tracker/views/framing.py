"""What stands above and below the lines of a board in every human format: title, counts, remarks and legend."""

from typing import TypeAlias

from tracker.assess.methods import title_of
from tracker.language import N_, Language
from tracker.model import METHODS, Board
from tracker.views.formats import result_text, safe
from tracker.views.lines import Section
from tracker.views.words import MARK_MEANS, ON_TRACK_MEANS, PLAN, STATUS, Sign

Counted: TypeAlias = tuple[Sign, int, int]
"""The sign of a verdict, how many have it, and of how many."""


def counted(board: Board, every: int) -> list[Counted]:
    """Return how many have each status, of `every` indicator."""
    statuses = [item.status for item in board.assessments]
    return [(sign, statuses.count(status), every) for status, sign in STATUS.items() if status in statuses]


def plans_counted(board: Board) -> list[Counted]:
    """Return how many have each verdict on the plan of the year that is reported, of all results that have one."""
    judged = [
        item.plan_verdict
        for item in board.assessments
        if item.plan_verdict and item.result and item.result.period.year == board.year
    ]
    return [(sign, judged.count(verdict), len(judged)) for verdict, sign in PLAN.items() if verdict in judged]


def _fractions(found: list[Counted], language: Language) -> str:
    return " · ".join(f"{language.text(sign.word)} {count}/{every}" for sign, count, every in found)


def summary(board: Board, language: Language) -> str:
    """Return the counts of each status as fractions of all indicators."""
    if not board.register.indicators:
        return language.text(N_("There is no indicator in targets.toml yet."))
    if not board.assessments:
        return language.text(N_("No indicator fits what was asked for."))
    return _fractions(counted(board, len(board.register.indicators)), language)


def title(board: Board, language: Language) -> str:
    """Return the name of the term with the reporting year, and the day where only what was known then is shown."""
    text = f"{safe(language.pick(board.register.term.name))} – {board.year}"
    if board.known_on:
        text += " " + language.fill(N_("(as known on {day})"), day=language.day(board.known_on))
    return text


def legend(board: Board, found: list[Section], language: Language, *, bars: bool) -> str:
    """Return what those words and marks mean that are shown; `bars` says whether bars are drawn at all.

    "On track" means another thing by other methods, and is explained where it rests on a pace.
    """
    lines = [line for section in found for line in section.lines]
    by_pace = [item for item in board.assessments if item.method == METHODS[0] and item.pace is not None]
    texts = [ON_TRACK_MEANS] if any(item.status == "on_track" for item in by_pace) else []
    if bars and any(line.progress is not None and line.expected is not None for line in lines):
        texts.append(MARK_MEANS)
    return " ".join(language.text(text) for text in texts)


def plan_summary(board: Board, language: Language) -> str:
    """Return the counts of the verdicts on annual plans, as fractions of all results that have one, or ""."""
    return _fractions(plans_counted(board), language)


def assumptions(board: Board, language: Language) -> list[str]:
    """Return which values are only assumed, on one line, or nothing."""
    if not board.assumed:
        return []
    indicators = {item.id: item for item in board.register.indicators}
    listed = "; ".join(
        f"{row.indicator} {row.period} = {result_text(row, indicators[row.indicator], language)}"
        for row in board.assumed
    )
    return [language.fill(N_("Assumed, and not recorded: {listed}"), listed=listed)]


def remarks(board: Board, language: Language) -> list[str]:
    """Return what a reader must know of the whole board: assumed values, and methods other than the usual one."""
    texts = assumptions(board, language)
    methods = [item.method for item in board.assessments if item.indicator.target]
    for name in METHODS[1:]:
        if name in methods:
            title = language.text(title_of(name))
            texts.append(
                language.fill(
                    N_("Method: {title}, for {count} of {every} indicators with a target; the others by linear pace"),
                    title=title,
                    count=methods.count(name),
                    every=len(methods),
                )
            )
    return texts
