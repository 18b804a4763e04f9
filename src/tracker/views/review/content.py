"""What a person reads of a review: the weak and the missing by responsible body, then what is merely unknown."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.review import REVIEW_KINDS, ReviewItem, ReviewKind
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_computed_decimals,
    choose_required_decimals,
    format_against_plan,
    format_details,
    format_difference,
    format_needs,
    format_number,
    format_plan,
    format_result,
    format_target,
    format_term_value,
)
from tracker.views.labels import PLAN_SIGNS, REASON_LABELS, STATUS_SIGNS, StatusSign

KIND_LABELS: dict[ReviewKind, str] = {
    "weak": N_("Weak"),
    "missing": N_("Missing"),
    "unknown": N_("Unknown: no verdict is possible"),
}
_CONCERN_LABELS = {
    "plan_missed": N_("plan missed"),
    "slipping": N_("slipping"),
    "stale": N_("old result"),
}


class ReviewEntry(NamedTuple):
    """One indicator of a review by its id, and as texts; empty ones do not apply."""

    indicator: str
    name: str
    sign: StatusSign
    concerns: str
    result: str
    target: str
    gap: str
    plan: str
    needs: str
    projected: str


class ReviewGroup(NamedTuple):
    """The indicators of one kind that one body is responsible for."""

    kind: ReviewKind
    owner: str
    entries: tuple[ReviewEntry, ...]


def group_by_owner(items: tuple[ReviewItem, ...], language: Language) -> tuple[ReviewGroup, ...]:
    """Return the review by kind and responsible body, in the order of urgency; what has no such body stands last."""
    found: dict[tuple[ReviewKind, str], list[ReviewItem]] = {}
    for item in items:
        owner = sanitize_text(language.pick_text(item.assessment.indicator.owner))
        found.setdefault((item.kind, owner), []).append(item)
    ordered = sorted(found, key=lambda key: (REVIEW_KINDS.index(key[0]), not key[1]))
    unnamed = language.translate(N_("Responsible body not named"))
    return tuple(
        ReviewGroup(kind, owner or unnamed, tuple(_build_entry(item, language) for item in found[kind, owner]))
        for kind, owner in ordered
    )


def format_counts(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return how many are weak, missing and unknown, of how many."""
    every = len(board.assessments)
    numbers = {kind: sum(item.kind == kind for item in items) for kind in REVIEW_KINDS}
    return language.format(
        N_("Weak {weak}/{every} · missing {missing}/{every} · unknown {unknown}/{every}"), **numbers, every=every
    )


def _build_entry(item: ReviewItem, language: Language) -> ReviewEntry:
    found = item.assessment
    indicator, result = found.indicator, found.result
    unit = sanitize_text(language.pick_text(indicator.unit))
    name = sanitize_text(language.pick_text(indicator.name)) + (f" ({unit})" if unit else "")
    value = f"{format_result(result, indicator, language)} ({result.period})" if result else ""
    figure = format_term_value(found, language)
    if figure:
        value = language.format(N_("{value}; term so far {figure}"), value=value, figure=figure)
    return ReviewEntry(
        indicator.id,
        name,
        STATUS_SIGNS[found.status] if found.status != "not_assessed" else _choose_sign(item),
        _format_concerns(item, language),
        value,
        format_target(indicator.target, indicator, language),
        _format_gap(item, language),
        _format_missed_plan(item, language),
        format_needs(found, language),
        _format_projection(item, language),
    )


def _choose_sign(item: ReviewItem) -> StatusSign:
    return PLAN_SIGNS["missed"] if item.concerns[0] == "plan_missed" else STATUS_SIGNS["not_assessed"]


def _format_concerns(item: ReviewItem, language: Language) -> str:
    """Return the status in words, then every other concern, then the reason and flags."""
    found = item.assessment
    words = [language.translate(STATUS_SIGNS[found.status].word)] if found.status != "not_assessed" else []
    for concern in item.concerns:
        if concern in _CONCERN_LABELS and concern != found.reason:
            words.append(language.translate(_CONCERN_LABELS[concern]))
        elif concern in REASON_LABELS:
            words.append(language.translate(REASON_LABELS[concern]))
    words += format_details(found, language).split("; ") if found.reason or found.flags else []
    return "; ".join(dict.fromkeys(word for word in words if word))


def _format_gap(item: ReviewItem, language: Language) -> str:
    if item.gap is None:
        return ""
    decimals = choose_computed_decimals([item.gap], choose_required_decimals(item.assessment))
    text = format_difference(item.gap, decimals, language)
    is_points = item.assessment.indicator.is_in_percent or item.assessment.indicator.measure == "growth"
    return language.format(N_("{number} points"), number=text) if is_points else text


def _format_missed_plan(item: ReviewItem, language: Language) -> str:
    """Return the plan of the year that was missed, and by how much."""
    found = item.assessment
    if "plan_missed" not in item.concerns:
        return ""
    against = format_against_plan(found.indicator, found.result, (found.plan_percent, found.plan_difference), language)
    plan = format_plan(found.plan, found.indicator, language)
    return language.format(N_("plan of the year {plan}: {against}"), plan=plan, against=against)


def _format_projection(item: ReviewItem, language: Language) -> str:
    found = item.assessment
    if found.projected is None or found.required is None or found.indicator.measure not in ("level", "total"):
        return ""  # a mean that holds stays what it is
    decimals = choose_computed_decimals([found.projected], choose_required_decimals(found), maximum=1)
    target = found.indicator.target
    limits: tuple[Decimal, ...] = ()
    if target:
        limits = tuple(limit for limit in (target.low, target.high) if limit is not None)
    return format_number(found.projected, decimals, language, limits)
