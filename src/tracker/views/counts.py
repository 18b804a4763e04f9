"""The counts of `assess.counts` in words, the same in every view and report."""

from typing import NamedTuple

from tracker.assess import counts
from tracker.assess.counts import PlanOutcome, StatusCounts
from tracker.assess.review import is_left_to_end, is_weak, review
from tracker.i18n import N_, NP_, Language
from tracker.model import AssessmentSet
from tracker.views.labels import PLAN_SIGNS, STATUS_SIGNS, StatusSign


class SignCount(NamedTuple):
    """How many indicators have a verdict, of how many, with its sign and its word in the catalogs."""

    sign: StatusSign
    word: str
    number: int
    every: int


_PLAN_OUTCOMES: dict[PlanOutcome, tuple[StatusSign, str]] = {
    "exceeded": (PLAN_SIGNS["exceeded"], PLAN_SIGNS["exceeded"].word),
    "met": (PLAN_SIGNS["met"], PLAN_SIGNS["met"].word),
    "missed": (PLAN_SIGNS["missed"], PLAN_SIGNS["missed"].word),
    "missing": (STATUS_SIGNS["not_assessed"], N_("no result of the whole year yet")),
    "": (STATUS_SIGNS["not_assessed"], N_("plan not judged")),
}
_ATTENTION = NP_(
    "Of {every} target: {missing} without a result for {year}, {weak} in need of attention, "
    "{unknown} without a verdict.",
    "Of {every} targets: {missing} without a result for {year}, {weak} in need of attention, "
    "{unknown} without a verdict.",
)
_ASSESSED = NP_(
    "Of {every} target: {missing} without a result for {year}, {weak} in need of attention.",
    "Of {every} targets: {missing} without a result for {year}, {weak} in need of attention.",
)


def list_status_counts(board: AssessmentSet) -> list[SignCount]:
    """Return how many targets have each status, of all that are numbered."""
    return _list_signs(counts.count_statuses(counts.list_targets(board)))


def _list_signs(found: StatusCounts) -> list[SignCount]:
    return [
        SignCount(sign, sign.word, found.statuses[status], found.every)
        for status, sign in STATUS_SIGNS.items()
        if status in found.statuses
    ]


def list_plan_counts(board: AssessmentSet) -> list[SignCount]:
    """Return how many plans of the reporting year have each outcome, of all numbered indicators that have one."""
    found = counts.count_plans(counts.list_planned(board))
    return [
        SignCount(sign, word, found.outcomes[outcome], found.every)
        for outcome, (sign, word) in _PLAN_OUTCOMES.items()
        if outcome in found.outcomes
    ]


def format_status_counts(board: AssessmentSet, language: Language) -> str:
    """Return the counts of each status as fractions of the numbered targets."""
    if not board.register.indicators:
        return language.translate(N_("There is no indicator in targets.toml yet."))
    if not counts.get_scope(board):
        return language.translate(N_("No indicator matches the options."))
    text = _format_fractions(list_status_counts(board), language)
    return text or language.translate(N_("No numbered indicator has a term target."))


def format_plan_counts(board: AssessmentSet, language: Language) -> str:
    """Return the counts of what became of the plans of the reporting year, or ""."""
    text = _format_fractions(list_plan_counts(board), language)
    return language.format(N_("Plans of {year}: {counts}"), year=board.year, counts=text) if text else ""


def format_other_counts(board: AssessmentSet, language: Language) -> list[str]:
    """Return what the counts of targets leave out, a line each.

    The lines are: that the list is partial, the verdicts of an older year, the parts, the indicators without a target.
    """
    targets, parts = counts.list_targets(board), counts.list_parts(board)
    every, shown = counts.count_all_targets(board), len(targets)
    older, others = counts.count_statuses(targets).older, counts.list_without_target(board)
    lines = []
    if shown < every:
        lines.append(language.format(N_("Partial: {count} of {every} targets."), count=shown, every=every))
    if older:
        template = N_("{count} of the verdicts on {every} targets rest on an older year than {year}.")
        lines.append(language.format(template, count=older, every=shown, year=board.year))
    if parts:
        text = _format_fractions(_list_signs(counts.count_statuses(parts)), language)
        lines.append(language.format(N_("“Of which” lines: {counts}."), counts=text))
    if others:
        lines.append(language.format(N_("Followed without a term target: {count}."), count=len(others)))
    return lines


def format_attention(board: AssessmentSet, language: Language) -> str:
    """Return how many targets need attention, by kind; parts and other indicators are not counted.

    A kind without a result for the year, or with most still to come, may also need attention or have no verdict. None
    without a verdict is not said: the counts beside it may have a target that is not due yet.
    """
    targets = counts.list_targets(board)
    if not targets:
        return ""
    items = review(board._replace(assessments=targets))
    weak, unknown = sum(map(is_weak, items)), sum(item.kind == "unknown" for item in items)
    missing, late = sum(item.kind == "missing" for item in items), sum(map(is_left_to_end, items))
    templates, every = _ATTENTION if unknown else _ASSESSED, len(targets)
    most = N_("Most is still to come: {count}.")
    values = {"year": board.year, "missing": missing, "weak": weak, "unknown": unknown}
    text = language.format_count(templates, every, every=every, **values)
    return f"{text} {language.format(most, count=late)}" if late else text


def _format_fractions(sign_counts: list[SignCount], language: Language) -> str:
    return " · ".join(f"{language.translate(each.word)} {each.number}/{each.every}" for each in sign_counts)
