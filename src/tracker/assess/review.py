"""The indicators that need attention, by urgency: the missing, the weak, the unknown, and those left to the end."""

from decimal import Decimal, localcontext
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.arithmetic import EXACT, divide
from tracker.assess.bounds import select_limit
from tracker.assess.counts import get_plan_outcome
from tracker.model import Assessment, AssessmentSet

ReviewKind = Literal["weak", "missing", "unknown", "back_loaded"]
REVIEW_KINDS: tuple[ReviewKind, ...] = ("missing", "weak", "unknown", "back_loaded")
Concern: TypeAlias = str
"""Why an indicator is listed: `not_reported`, a status, `plan_missed`, another flag, the reason for no verdict, or
`back_loaded`: most is still to come."""

CONCERNS = (
    "not_reported",
    "missed", "off_track", "at_risk", "plan_missed", "slipping",
    "no_result", "no_final_result", "stale",
)  # fmt: skip
"""In the order of their urgency. The first means missing, the next five weak, any other unknown."""
_WEAK_CONCERNS = CONCERNS[1:6]
_REASON_CONCERNS = CONCERNS[6:]
BACK_LOADED = "back_loaded"
BACK_LOADED_FROM = Decimal("1.5")
"""From so many times the mean change so far on, most is still to come."""
_WORST_REASONS = ("moving_away", "year_missed")
_WEAK_STATUSES = ("missed", "off_track", "at_risk")


class ReviewItem(NamedTuple):
    """A listed indicator with its concerns, and the gap between figure and target in the unit of the figure.

    `speed_up` is required / so far: the factor by which the pace must grow.
    """

    assessment: Assessment
    kind: ReviewKind
    concerns: tuple[Concern, ...]
    gap: Decimal | None = None
    speed_up: Decimal | None = None


def review(board: AssessmentSet) -> tuple[ReviewItem, ...]:
    """Return the indicators that need attention, the most urgent first."""
    with localcontext(EXACT):
        items = [item for item in map(_build_item, board.assessments) if item]
        return tuple(sorted(items, key=_get_sort_key))


def list_missing(board: AssessmentSet) -> tuple[ReviewItem, ...]:
    """Return the indicators that the reporting year has no result of, in the order of the file."""
    found = {item.assessment.indicator.id: item for item in review(board) if item.kind == "missing"}
    return tuple(found[item.indicator.id] for item in board.assessments if item.indicator.id in found)


def is_weak(item: ReviewItem) -> bool:
    """Whether an indicator is behind, slips or missed a plan, with a result of the reporting year or without."""
    return any(concern in _WEAK_CONCERNS for concern in item.concerns)


def is_left_to_end(item: ReviewItem) -> bool:
    """Whether most is still to come, with a result of the reporting year or without."""
    return BACK_LOADED in item.concerns


def _build_item(assessment: Assessment) -> ReviewItem | None:
    concerns = _list_concerns(assessment)
    if not concerns:
        return None
    first = concerns[0]
    kind: ReviewKind = "missing" if first == "not_reported" else "weak" if first in _WEAK_CONCERNS else "unknown"
    kind = "back_loaded" if first == BACK_LOADED else kind
    return ReviewItem(assessment, kind, concerns, compute_gap(assessment), compute_speed_up(assessment))


def _list_concerns(assessment: Assessment) -> tuple[Concern, ...]:
    """Return why an indicator is listed, the most urgent first; empty if nothing must be done."""
    concerns: list[Concern] = [assessment.status] if assessment.status in _WEAK_STATUSES else []
    has_own_plan = assessment.plan is None or not assessment.plan.is_for_every_year  # else the status already says it
    if assessment.plan_verdict == "missed" and has_own_plan and get_plan_outcome(assessment) == "missed":
        concerns.append("plan_missed")
    concerns += [concern for concern in ("not_reported", "slipping", "stale") if concern in assessment.flags]
    if assessment.reason in _REASON_CONCERNS and assessment.reason not in concerns:
        concerns.append(assessment.reason)
    if assessment.status == "not_assessed" and not concerns and assessment.reason != "not_due":
        concerns.append(assessment.reason)
    if assessment.reason == "no_target":  # a missed plan still needs attention, an old result does not
        concerns = [concern for concern in concerns if concern != "stale"] or ["no_target"]
    if not any([concern in _WEAK_CONCERNS for concern in concerns]) and is_back_loaded(assessment):
        concerns.append(BACK_LOADED)
    return tuple(sorted(concerns, key=_rank_concern))


def is_back_loaded(assessment: Assessment) -> bool:
    """Whether the remaining years must bring far more than the years so far, or these did not lead to the target.

    Only of a way to a target: of a ceiling that is used up, much may be left, and that is no concern. A figure that may
    be better than its bound decides nothing.
    """
    required, so_far = assessment.required, assessment.so_far
    target = assessment.bound or assessment.indicator.target
    if target is None or required is None or so_far is None or assessment.progress is None:
        return False
    is_ceiling = target.kind in ("at_most", "below")
    if is_ceiling and assessment.indicator.measure in ("total", "mean"):
        return False
    decisive = "<" if target.is_upward else ">" if is_ceiling else ""
    if assessment.term_qualifier not in ("", decisive):
        return False
    return required * so_far <= 0 or abs(required) >= BACK_LOADED_FROM * abs(so_far)


def _rank_concern(concern: Concern) -> int:
    return CONCERNS.index(concern) if concern in CONCERNS else len(CONCERNS) + (concern == BACK_LOADED)


def _get_sort_key(item: ReviewItem) -> tuple[int, int, int, Decimal]:
    """Return the sort key: the most urgent concern, then a loss that cannot be made up, then the slowest pace."""
    pace = item.assessment.pace if item.kind != "unknown" else None
    can_recover = item.assessment.reason not in _WORST_REASONS
    first = next((concern for concern in item.concerns if concern != "not_reported"), "")
    return REVIEW_KINDS.index(item.kind), _rank_concern(first), can_recover, pace or Decimal(0)


def compute_gap(assessment: Assessment) -> Decimal | None:
    """Return target - figure if the target is not reached; negative if the figure must fall."""
    target, value = assessment.indicator.target, assessment.term_value
    is_open = assessment.status in (*_WEAK_STATUSES, "on_track")
    if target is None or value is None or not is_open or assessment.indicator.measure in ("every_year", "milestone"):
        return None
    if target.is_direction or target.is_plan:
        return None
    gap = select_limit(target, value) - value
    is_upward = target.low is not None and (target.high is None or value < target.low)
    return gap if (gap > 0) == is_upward and gap else None


def compute_speed_up(assessment: Assessment) -> Decimal | None:
    """Return required / so far, or None if the two have opposite signs or one is 0."""
    required, so_far = assessment.required, assessment.so_far
    return None if required is None or so_far is None or required * so_far <= 0 else divide(required, so_far)
