"""The texts of a review: indicators that are behind or lack data, by responsible body, then those without verdict."""

from typing import NamedTuple

from tracker.assess.review import REVIEW_KINDS, ReviewItem, ReviewKind
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet
from tracker.text import sanitize_text
from tracker.views.formats import (
    choose_required_decimals,
    format_against_plan,
    format_difference,
    format_number,
    format_plan,
    format_result,
    format_target,
    format_term_value,
    is_counted,
    list_details,
)
from tracker.views.labels import (
    FLAG_LABELS,
    PLAN_SIGNS,
    REASON_LABELS,
    StatusSign,
    choose_status_sign,
    has_joint_word,
)
from tracker.views.numbers import choose_computed_decimals
from tracker.views.sentences import format_needs

KIND_LABELS: dict[ReviewKind, str] = {
    "weak": N_("Weak"),
    "missing": N_("Missing"),
    "unknown": N_("Unknown: no verdict is possible"),
}
_CONCERN_LABELS = {
    "plan_missed": PLAN_SIGNS["missed"].word,
    "slipping": FLAG_LABELS["slipping"],
    "stale": FLAG_LABELS["stale"],
}


class ReviewEntry(NamedTuple):
    """One indicator of a review as texts; an empty text means "does not apply"."""

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
    """The indicators of one kind for which one body is responsible."""

    kind: ReviewKind
    owner: str
    entries: tuple[ReviewEntry, ...]


def group_by_owner(items: tuple[ReviewItem, ...], language: Language) -> tuple[ReviewGroup, ...]:
    """Return the review by kind and responsible body, the most urgent first; those without such a body come last."""
    groups: dict[tuple[ReviewKind, str], list[ReviewEntry]] = {}
    for item in items:
        owner = sanitize_text(language.pick_text(item.assessment.indicator.owner))
        groups.setdefault((item.kind, owner), []).append(_build_entry(item, language))
    keys = sorted(groups, key=lambda key: (REVIEW_KINDS.index(key[0]), not key[1]))
    unnamed = language.translate(N_("Responsible body not named"))
    return tuple(ReviewGroup(kind, owner or unnamed, tuple(groups[kind, owner])) for kind, owner in keys)


def format_counts(items: tuple[ReviewItem, ...], board: AssessmentSet, language: Language) -> str:
    """Return the counts of weak, missing and unknown indicators as fractions of all."""
    every = len(board.assessments)
    numbers = {kind: sum(item.kind == kind for item in items) for kind in REVIEW_KINDS}
    return language.format(
        N_("Weak {weak}/{every} · missing {missing}/{every} · unknown {unknown}/{every}"), **numbers, every=every
    )


def _build_entry(item: ReviewItem, language: Language) -> ReviewEntry:
    assessment = item.assessment
    indicator, result = assessment.indicator, assessment.result
    unit = sanitize_text(language.pick_text(indicator.unit))
    name = sanitize_text(language.pick_text(indicator.name)) + (f" ({unit})" if unit else "")
    value = f"{format_result(result, indicator, language)} ({result.period})" if result else ""
    if figure := format_term_value(assessment, language):
        value = language.format(N_("{value}; term so far {figure}"), value=value, figure=figure)
    return ReviewEntry(
        indicator.id,
        name,
        _choose_sign(item, language),
        _format_concerns(item, language),
        value,
        format_target(indicator.target, indicator, language),
        _format_gap(item, language),
        _format_missed_plan(item, language),
        format_needs(assessment, language),
        _format_projection(item, language),
    )


def _choose_sign(item: ReviewItem, language: Language) -> StatusSign:
    status = item.assessment.status
    is_of_plan = status == "not_assessed" and item.concerns[0] == "plan_missed"
    return PLAN_SIGNS["missed"] if is_of_plan else choose_status_sign(item.assessment, language)


def _format_concerns(item: ReviewItem, language: Language) -> str:
    """Return the status in words, then every other concern, then the reason and flags."""
    assessment = item.assessment
    sign, is_joint = choose_status_sign(assessment, language), has_joint_word(assessment, language)
    labels = [sign.word] if is_joint or assessment.status != "not_assessed" else []
    for concern in item.concerns:
        if concern in _CONCERN_LABELS and concern != assessment.reason:
            labels.append(_CONCERN_LABELS[concern])
        elif concern in REASON_LABELS and not (is_joint and concern == assessment.reason):
            labels.append(REASON_LABELS[concern])
    words = [language.translate(label) for label in labels]
    words += list_details(assessment, language) if assessment.reason or assessment.flags else []
    return "; ".join(dict.fromkeys(words))


def _format_gap(item: ReviewItem, language: Language) -> str:
    if item.gap is None:
        return ""
    indicator = item.assessment.indicator
    decimals = choose_computed_decimals([item.gap], choose_required_decimals(item.assessment))
    text = format_difference(item.gap, decimals, language)
    is_points = indicator.is_in_percent or indicator.measure == "growth"
    return language.format(N_("{number} points"), number=text) if is_points else text


def _format_missed_plan(item: ReviewItem, language: Language) -> str:
    """Return the plan of the year that was missed, and the result against it."""
    assessment, indicator = item.assessment, item.assessment.indicator
    if "plan_missed" not in item.concerns:
        return ""
    comparison = (assessment.plan_percent, assessment.plan_difference)
    against = format_against_plan(indicator, assessment.result, comparison, language)
    plan = format_plan(assessment.plan, indicator, language)
    return language.format(N_("plan of the year {plan}: {against}"), plan=plan, against=against)


def _format_projection(item: ReviewItem, language: Language) -> str:
    assessment, projected = item.assessment, item.assessment.projected
    if projected is None or assessment.required is None or assessment.indicator.measure not in ("level", "total"):
        return ""  # a mean does not change at its own pace
    decimals = choose_computed_decimals(
        [projected], choose_required_decimals(assessment), 1, counted=is_counted(assessment.indicator)
    )
    target = assessment.indicator.target
    limits = tuple(limit for limit in (target.low, target.high) if limit is not None) if target else ()
    return format_number(projected, decimals, language, limits)
