"""The verdict of a final review: exceeded, met, nearly met or missed, or the reason why there is none."""

from typing import Literal, NamedTuple, TypeAlias

from tracker.model import Assessment, Reason, Status, Term

FinalStatus = Literal["exceeded", "met", "nearly_met", "missed", "not_assessed"]
FINAL_STATUSES: tuple[FinalStatus, ...] = ("exceeded", "met", "nearly_met", "missed", "not_assessed")
FinalReason: TypeAlias = Reason | Literal["pending"]
"""Why there is no verdict; "pending" if the target's year is not over, or no final verdict was given."""

_FINAL: dict[Status, FinalStatus] = {"exceeded": "exceeded", "met": "met", "missed": "missed"}
_DECIDED: tuple[Reason, ...] = ("year_missed", "over_ceiling")
"""What no later year makes up for."""


class FinalVerdict(NamedTuple):
    """A verdict of a final review; the reason is set if there is none."""

    status: FinalStatus
    reason: FinalReason = ""


def find_final_verdict(item: Assessment, term: Term) -> FinalVerdict:
    """Return the verdict of a final review on an indicator assessed at the end of the term."""
    if item.status == "not_assessed":
        return FinalVerdict("not_assessed", item.reason)
    if item.reason in _DECIDED and item.computed_status is None:
        return FinalVerdict("missed")
    if item.status == "missed" and _is_nearly_met(item, term):
        return FinalVerdict("nearly_met")
    final = _FINAL.get(item.status)
    return FinalVerdict(final) if final else FinalVerdict("not_assessed", "pending")


def _is_nearly_met(item: Assessment, term: Term) -> bool:
    """Whether enough of the way was done to a target that was missed, by the rule of the office.

    There is no way to a bound that was to be kept, and a ceiling on a sum or mean that was passed is no way done. A
    figure that is known only as a bound may have come less far than it shows.
    """
    if term.nearly_met is None or item.progress is None or item.computed_status or item.term_qualifier in ("<", ">"):
        return False
    bound = item.bound or item.indicator.target
    is_ceiling = item.indicator.measure != "level" and bound is not None and bound.kind in ("at_most", "below")
    return not is_ceiling and item.reason != "overshot" and item.progress >= term.nearly_met
