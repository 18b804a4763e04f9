"""Ratios of two figures: a bound or a gap in one of them makes the ratio a bound, if the signs allow it."""

from decimal import Decimal

from tracker.assess.arithmetic import ROUNDING
from tracker.model import Qualifier, Reason
from tracker.model.areas import Ratio
from tracker.rollup.outcomes import FromParts, Outcome, join_qualifiers

_MISSING = Outcome(None, reason="no_result")


def divide_outcomes(ratio: Ratio, numerator: Outcome | None, denominator: Outcome | None) -> Outcome:
    """Return the ratio of two figures of one area and period, or why there is none."""
    above, below = _count_whole(numerator or _MISSING), _count_whole(denominator or _MISSING)
    shown = below if below.is_incomplete and not above.is_incomplete else above
    rank, day = min(above.rank, below.rank), max(above.recorded_at, below.recorded_at)
    reason = _find_reason(above, below)
    if reason or not isinstance(above.value, Decimal) or not isinstance(below.value, Decimal):
        return Outcome(None, "", rank, day, shown.reported, shown.expected, reason or "no_result")
    value = ROUNDING.divide(above.value * ratio.times, below.value)
    qualifier = find_ratio_qualifier(above, below)
    if ratio.times < 0 and qualifier in ("<", ">"):
        qualifier = "<" if qualifier == ">" else ">"
    is_open = bool({above.qualifier, below.qualifier} & {"<", ">"}) or "bounded" in (above.reason, below.reason)
    reason = "bounded" if qualifier == "~" and is_open else ""
    from_parts: FromParts = "below" if above.from_parts or below.from_parts else ""
    return Outcome(value, qualifier, rank, day, shown.reported, shown.expected, reason, from_parts=from_parts)


def _count_whole(outcome: Outcome) -> Outcome:
    """Return a figure that was recorded for an area as one that covers all its areas."""
    if outcome.row is None or (outcome.reported == outcome.expected and not outcome.reason):
        return outcome
    return outcome._replace(reported=outcome.expected, reason="")


def _find_reason(above: Outcome, below: Outcome) -> Reason:
    """Return why there is no ratio, or ""."""
    if (
        above.is_incomplete
        and below.is_incomplete
        and all([each.reported or each.from_parts for each in (above, below)])
    ):
        return "incomplete"
    if above.value is None or below.value is None:
        return above.reason or below.reason or "no_result"
    return "zero_denominator" if below.value == 0 else ""


def find_ratio_qualifier(above: Outcome, below: Outcome) -> Qualifier:
    """Return the side on which the true ratio may lie.

    A positive denominator that is a bound is taken to have a positive true value: a larger one brings the ratio nearer
    to zero. Beside a negative denominator no bound is certain.
    """
    assert isinstance(above.value, Decimal), "the caller has looked"
    assert isinstance(below.value, Decimal), "the caller has looked"
    if not above.qualifier and not below.qualifier:
        return ""
    if "~" in (above.qualifier, below.qualifier) or below.value < 0:
        return "~"
    higher, lower = above.qualifier == ">", above.qualifier == "<"
    if below.qualifier and above.value:
        is_rising = (below.qualifier == "<") == (above.value > 0)
        higher, lower = higher or is_rising, lower or not is_rising
    return join_qualifiers(higher=higher, lower=lower)
