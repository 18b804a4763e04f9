"""What is weak and what is missing: the indicators that need attention, by urgency; the merely unknown kept apart."""

from decimal import Decimal, localcontext
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.arithmetic import EXACT, divide
from tracker.assess.bounds import select_limit
from tracker.model import Assessment, AssessmentSet

ReviewKind = Literal["weak", "missing", "unknown"]
REVIEW_KINDS: tuple[ReviewKind, ...] = ("weak", "missing", "unknown")
Concern: TypeAlias = str
"""Why an indicator is listed: a status, `plan_missed`, a flag (`slipping`, `stale`), or the reason of no verdict."""

CONCERNS = ("missed", "off_track", "at_risk", "plan_missed", "slipping", "no_result", "no_final_result", "stale")
"""In the order of their urgency; the first five are weak, the others missing. All else is unknown."""
_WEAK_CONCERNS = CONCERNS[:5]
_MISSING_CONCERNS = CONCERNS[5:]
_WORST_REASONS = ("moving_away", "year_missed")
_WEAK_STATUSES = ("missed", "off_track", "at_risk")


class ReviewItem(NamedTuple):
    """An indicator with why it is listed, and how far its figure is from the target, in the unit of the figure.

    `speed_up` is required / so far: by how much the pace would have to grow.
    """

    assessment: Assessment
    kind: ReviewKind
    concerns: tuple[Concern, ...]
    gap: Decimal | None = None
    speed_up: Decimal | None = None


def review(board: AssessmentSet) -> tuple[ReviewItem, ...]:
    """Return what needs attention on a board, the most urgent first."""
    with localcontext(EXACT):
        items = [item for item in map(_build_item, board.assessments) if item]
        return tuple(sorted(items, key=_get_sort_key))


def _build_item(assessment: Assessment) -> ReviewItem | None:
    concerns = _list_concerns(assessment)
    if not concerns:
        return None
    kind: ReviewKind = (
        "weak" if concerns[0] in _WEAK_CONCERNS else "missing" if concerns[0] in _MISSING_CONCERNS else "unknown"
    )
    return ReviewItem(assessment, kind, concerns, compute_gap(assessment), compute_speed_up(assessment))


def _list_concerns(assessment: Assessment) -> tuple[Concern, ...]:
    """Return why an indicator is listed, the gravest first; empty where nothing is to be done."""
    concerns: list[Concern] = [assessment.status] if assessment.status in _WEAK_STATUSES else []
    if assessment.plan_verdict == "missed":
        concerns.append("plan_missed")
    concerns += [concern for concern in ("slipping", "stale") if concern in assessment.flags]
    if assessment.reason in _MISSING_CONCERNS and assessment.reason not in concerns:
        concerns.append(assessment.reason)
    if assessment.status == "not_assessed" and not concerns and assessment.reason != "not_due":
        concerns.append(assessment.reason)
    if (
        assessment.reason == "no_target"
    ):  # nothing is promised: a missing year's plan may be told, an old result may not
        concerns = [concern for concern in concerns if concern != "stale"] or ["no_target"]
    return tuple(sorted(concerns, key=_rank_concern))


def _rank_concern(concern: Concern) -> int:
    return CONCERNS.index(concern) if concern in CONCERNS else len(CONCERNS)


def _get_sort_key(item: ReviewItem) -> tuple[int, int, int, Decimal]:
    """Return what sorts: the gravest concern, then what cannot be made good, then the slowest pace."""
    found = item.assessment
    pace = found.pace if found.pace is not None and item.kind == "weak" else Decimal(0)
    return REVIEW_KINDS.index(item.kind), _rank_concern(item.concerns[0]), found.reason not in _WORST_REASONS, pace


def compute_gap(assessment: Assessment) -> Decimal | None:
    """Return target - figure where the target is not reached: what is still to come, negative where it is to fall."""
    target, value = assessment.indicator.target, assessment.term_value
    is_open = assessment.status in (*_WEAK_STATUSES, "on_track")
    if target is None or value is None or not is_open or assessment.indicator.measure in ("every_year", "milestone"):
        return None
    if target.low is None and target.high is None:
        return None
    gap = select_limit(target, value) - value
    is_upward = target.low is not None and (target.high is None or value < target.low)
    return gap if (gap > 0) == is_upward and gap else None


def compute_speed_up(assessment: Assessment) -> Decimal | None:
    """Return required / so far, or None where the two lead opposite ways or nothing has moved so far."""
    if assessment.required is None or assessment.so_far is None or assessment.required * assessment.so_far <= 0:
        return None
    return divide(assessment.required, assessment.so_far)
