"""The texts of a review: indicators that are behind or lack data, by responsible body, then those without verdict."""

from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias

from tracker.assess.counts import find_year_plan
from tracker.assess.review import BACK_LOADED, ReviewItem, ReviewKind
from tracker.i18n import N_, Language
from tracker.model import AssessmentSet, Register
from tracker.text import sanitize_text
from tracker.views.counts import format_attention, format_other_counts
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
from tracker.views.groups import format_full_name
from tracker.views.labels import (
    FLAG_LABELS,
    PLAN_SIGNS,
    REASON_LABELS,
    StatusSign,
)
from tracker.views.numbers import choose_computed_decimals
from tracker.views.periods import format_period
from tracker.views.reasons import choose_status_sign, has_joint_word
from tracker.views.sentences import format_needs, repeats_term_value

ReviewHead: TypeAlias = ReviewKind | Literal["plan_missed"]
"""The heading under which an indicator stands: its kind, or that only the plan of the year was missed."""

HEAD_LABELS: dict[ReviewHead, str] = {
    "missing": N_("No result for {year}"),
    "weak": N_("Need attention"),
    "plan_missed": N_("Plan of the year missed"),
    "unknown": N_("Unknown: no verdict is possible"),
    "back_loaded": N_("Most is still to come"),
}
"""In the order of the review."""

_HEADS = tuple(HEAD_LABELS)
_CONCERN_LABELS = {
    "plan_missed": PLAN_SIGNS["missed"].word,
    "slipping": FLAG_LABELS["slipping"],
    "stale": FLAG_LABELS["stale"],
    BACK_LOADED: N_("most is still to come"),
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
    year_plan: str
    last_result: str


class ReviewGroup(NamedTuple):
    """The indicators under one heading for which one body is responsible."""

    head: ReviewHead
    owner: str
    entries: tuple[ReviewEntry, ...]


def group_by_owner(items: tuple[ReviewItem, ...], register: Register, language: Language) -> tuple[ReviewGroup, ...]:
    """Return the review by heading and responsible body, the most urgent first; those without such a body come last."""
    groups: dict[tuple[ReviewHead, str], list[ReviewEntry]] = {}
    for item in items:
        owner = sanitize_text(language.pick_text(item.assessment.indicator.owner))
        groups.setdefault((_choose_head(item), owner), []).append(_build_entry(item, register, language))
    keys = sorted(groups, key=lambda key: (_HEADS.index(key[0]), not key[1]))
    unnamed = language.translate(N_("Responsible body not named"))
    return tuple(ReviewGroup(head, owner or unnamed, tuple(groups[head, owner])) for head, owner in keys)


def _choose_head(item: ReviewItem) -> ReviewHead:
    return "plan_missed" if item.kind == "weak" and item.concerns[0] == "plan_missed" else item.kind


def list_head_lines(board: AssessmentSet, language: Language) -> list[str]:
    """Return the lines under the title: how many targets need attention, and what is not counted among them."""
    return [*filter(None, [format_attention(board, language)]), *format_other_counts(board, language)]


def _build_entry(item: ReviewItem, register: Register, language: Language) -> ReviewEntry:
    assessment = item.assessment
    indicator, result = assessment.indicator, assessment.result
    unit = sanitize_text(language.pick_text(indicator.unit))
    name = format_full_name(indicator, register, language) + (f" ({unit})" if unit else "")
    value = last_result = (
        f"{format_result(result, indicator, language)} ({format_period(result.period, language)})" if result else ""
    )
    figure = format_term_value(assessment, language)
    if figure and not repeats_term_value(assessment):
        value = language.format(N_("{value}; term so far {figure}"), value=value, figure=figure)
    return ReviewEntry(
        indicator.id,
        name,
        _choose_sign(item, language),
        format_concerns(item, language),
        value,
        format_target(indicator.target, indicator, language),
        _format_gap(item, language),
        _format_missed_plan(item, language),
        format_needs(assessment, language),
        _format_projection(item, language),
        format_plan(find_year_plan(assessment), indicator, language),
        last_result,
    )


def _choose_sign(item: ReviewItem, language: Language) -> StatusSign:
    status = item.assessment.status
    is_of_plan = status == "not_assessed" and item.concerns[0] == "plan_missed"
    return PLAN_SIGNS["missed"] if is_of_plan else choose_status_sign(item.assessment, language)


def format_concerns(item: ReviewItem, language: Language, excluded_flags: Collection[str] = ()) -> str:
    """Return the status in words, then every other concern, then the reason and all flags but `excluded_flags`."""
    assessment = item.assessment
    sign, is_joint = choose_status_sign(assessment, language), has_joint_word(assessment, language)
    labels = [sign.word] if is_joint or assessment.status != "not_assessed" else []
    for concern in item.concerns:
        if concern in _CONCERN_LABELS and concern != assessment.reason:
            labels.append(_CONCERN_LABELS[concern])
        elif concern in REASON_LABELS and not (is_joint and concern == assessment.reason):
            labels.append(REASON_LABELS[concern])
    words = [language.translate(label) for label in labels]
    words += (
        list_details(assessment, language, excluded_flags)
        if assessment.reason or assessment.flags or assessment.first
        else []
    )
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
    return language.format(N_("plan {year}: {plan}; {against}"), year=assessment.year, plan=plan, against=against)


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
