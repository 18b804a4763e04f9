"""What is weak and what is missing: the indicators that need attention, by urgency; the merely unknown kept apart."""

from decimal import Decimal, localcontext
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.bounds import limit_from
from tracker.assess.exact import EXACT, divide
from tracker.model import Assessment, Board

Kind = Literal["weak", "missing", "unknown"]
KINDS: tuple[Kind, ...] = ("weak", "missing", "unknown")
Concern: TypeAlias = str
"""Why an indicator is listed: a status, `plan_missed`, a flag (`slipping`, `stale`), or the reason of no verdict."""

CONCERNS = ("missed", "off_track", "at_risk", "plan_missed", "slipping", "no_result", "no_final_result", "stale")
"""In the order of their urgency; the first five are weak, the others missing. All else is unknown."""
_WEAK = CONCERNS[:5]
_MISSING = CONCERNS[5:]
_WORST_REASONS = ("moving_away", "year_missed")
_OF_STATUS = ("missed", "off_track", "at_risk")


class Item(NamedTuple):
    """An indicator with why it is listed, and how far its figure is from the target, in the unit of the figure.

    `speed_up` is required / so far: by how much the pace would have to grow.
    """

    assessment: Assessment
    kind: Kind
    concerns: tuple[Concern, ...]
    gap: Decimal | None = None
    speed_up: Decimal | None = None


def review(board: Board) -> tuple[Item, ...]:
    """Return what needs attention on a board, the most urgent first."""
    with localcontext(EXACT):
        items = [item for item in map(_item, board.assessments) if item]
        return tuple(sorted(items, key=_urgency))


def _item(found: Assessment) -> Item | None:
    concerns = _concerns(found)
    if not concerns:
        return None
    kind: Kind = "weak" if concerns[0] in _WEAK else "missing" if concerns[0] in _MISSING else "unknown"
    return Item(found, kind, concerns, gap_of(found), speed_up(found))


def _concerns(found: Assessment) -> tuple[Concern, ...]:
    """Return why an indicator is listed, the gravest first; empty where nothing is to be done."""
    concerns: list[Concern] = [found.status] if found.status in _OF_STATUS else []
    if found.plan_verdict == "missed":
        concerns.append("plan_missed")
    concerns += [concern for concern in ("slipping", "stale") if concern in found.flags]
    if found.reason in _MISSING and found.reason not in concerns:
        concerns.append(found.reason)
    if found.status == "not_assessed" and not concerns and found.reason != "not_due":
        concerns.append(found.reason)
    if found.reason == "no_target":  # nothing is promised: a missing year's plan may be told, an old result may not
        concerns = [concern for concern in concerns if concern != "stale"] or ["no_target"]
    return tuple(sorted(concerns, key=_rank))


def _rank(concern: Concern) -> int:
    return CONCERNS.index(concern) if concern in CONCERNS else len(CONCERNS)


def _urgency(item: Item) -> tuple[int, int, int, Decimal]:
    """Return what sorts: the gravest concern, then what cannot be made good, then the slowest pace."""
    found = item.assessment
    pace = found.pace if found.pace is not None and item.kind == "weak" else Decimal(0)
    return KINDS.index(item.kind), _rank(item.concerns[0]), found.reason not in _WORST_REASONS, pace


def gap_of(found: Assessment) -> Decimal | None:
    """Return target - figure where the target is not reached: what is still to come, negative where it is to fall."""
    target, value = found.indicator.target, found.term_value
    is_open = found.status in (*_OF_STATUS, "on_track")
    if target is None or value is None or not is_open or found.indicator.measure in ("every_year", "milestone"):
        return None
    if target.low is None and target.high is None:
        return None
    gap = limit_from(target, value) - value
    is_upward = target.low is not None and (target.high is None or value < target.low)
    return gap if (gap > 0) == is_upward and gap else None


def speed_up(found: Assessment) -> Decimal | None:
    """Return required / so far, or None where the two lead opposite ways or nothing has moved so far."""
    if found.required is None or found.so_far is None or found.required * found.so_far <= 0:
        return None
    return divide(found.required, found.so_far)
