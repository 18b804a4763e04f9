"""What a verdict rests on, in words: its reason, and what "on track" means for the indicators that are shown."""

from collections.abc import Iterable

from tracker.assess.bounds import BoundedValue, compare_to_bound
from tracker.i18n import N_, Language
from tracker.model import METHODS, Assessment
from tracker.views.columns import round_computed
from tracker.views.labels import (
    BETTER_STATUS_SIGN,
    CEILING_LEGEND,
    DONE_LEGEND,
    GAP_LABELS,
    JOINT_WORDS,
    ON_TRACK_LEGEND,
    OUTSIDE_LABEL,
    OWN_CEILING_LEGEND,
    OWN_DONE_LEGEND,
    PLANS_LEGEND,
    REASON_LABELS,
    SPENDING_LABEL,
    STATUS_SIGNS,
    StatusSign,
    choose_plan_sign,
)
from tracker.views.reporting_year import is_partial


def is_ceiling(item: Assessment) -> bool:
    """Whether what is required is the most that the remaining years may bring, and not the least."""
    target = item.bound or item.indicator.target
    return item.indicator.measure != "level" and target is not None and target.kind in ("at_most", "below")


def is_budget(item: Assessment) -> bool:
    """Whether the verdict is on a ceiling that the sum of the years uses up."""
    return item.progress is not None and item.indicator.measure in ("total", "mean") and is_ceiling(item)


def get_reason_label(item: Assessment) -> str:
    """Return the words for the reason of a verdict, untranslated; only a pace can be too slow."""
    if item.reason in GAP_LABELS and _has_gap(item):
        return GAP_LABELS[item.reason]
    target = item.bound or item.indicator.target
    if item.reason != "insufficient" or target is None or target.is_direction or item.method != METHODS[0]:
        return REASON_LABELS[item.reason]
    if is_budget(item):
        return SPENDING_LABEL
    return OUTSIDE_LABEL if item.pace is None and item.indicator.measure != "milestone" else REASON_LABELS[item.reason]


def _has_gap(item: Assessment) -> bool:
    """Whether areas are missing from a figure, or it is at least what the parts of the year make that are there."""
    if item.figure and item.figure.is_incomplete:
        return True
    return is_partial(item) and item.result is not None and item.result.qualifier == ">"


def has_joint_word(assessment: Assessment, language: Language) -> bool:
    """Whether one text of the language says both the status and its reason."""
    word = JOINT_WORDS.get((assessment.status, assessment.reason))
    if word is None or get_reason_label(assessment) != REASON_LABELS[assessment.reason]:
        return False
    return language.translate(word) != word


def choose_status_sign(assessment: Assessment, language: Language) -> StatusSign:
    """Return the sign of a verdict; its word says the reason too if the language has one text for both."""
    if assessment.status == "exceeded" and assessment.indicator.is_less_better:
        return BETTER_STATUS_SIGN
    sign = STATUS_SIGNS[assessment.status]
    if not has_joint_word(assessment, language):
        return sign
    return sign._replace(word=JOINT_WORDS[assessment.status, assessment.reason])


def list_adjustments(item: Assessment, language: Language) -> list[str]:
    """Return that the target or the plan shown was adjusted, and the verdict against the first one if it differs."""
    first = item.first
    if first is None:
        return []
    texts = []
    if item.indicator.target != first.indicator.target:
        texts.append(language.translate(N_("target adjusted")))
        if item.status != first.status:
            word = language.translate(choose_status_sign(first, language).word)
            texts.append(language.format(N_("against the first target: {verdict}"), verdict=word))
    return texts + list_plan_adjustments(item, language)


def list_plan_adjustments(item: Assessment, language: Language) -> list[str]:
    """Return that the plan shown was adjusted, and the verdict against the first one if it differs."""
    first = item.first
    if first is None or item.plan == first.plan:
        return []
    texts = [language.translate(N_("plan adjusted"))]
    sign = choose_plan_sign(first.plan_verdict, first.indicator, first.plan)
    if item.plan_verdict != first.plan_verdict and sign:
        word = language.translate(sign.word)
        texts.append(language.format(N_("against the first plan: {verdict}"), verdict=word))
    return texts


def is_reached_at_mean_pace(item: Assessment) -> bool:
    """Whether the mean pace so far leads to the target, and not through a range and beyond it."""
    projected, target = round_computed(item.projected), item.indicator.target
    if projected is None or target is None or isinstance(projected, bool | str | int):
        return False
    return compare_to_bound(item.bound or target, BoundedValue(projected)) >= 0


def list_track_legends(items: Iterable[Assessment]) -> list[str]:
    """Return what "on track" means, untranslated: only what is true of each of `items` that is so by its pace."""
    tracked = [item for item in items if item.status == "on_track" and item.pace is not None]
    tracked = [item for item in tracked if item.method == METHODS[0]]
    budgets = [item for item in tracked if is_budget(item)]
    others = [item for item in tracked if not is_budget(item)]
    legends: list[str] = []
    if others:
        is_simple = all(is_reached_at_mean_pace(item) and not item.follows_plans for item in others)
        own = OWN_DONE_LEGEND if any(item.cuts for item in others) else DONE_LEGEND
        legends.append(ON_TRACK_LEGEND if is_simple else own)
    if any(item.follows_plans for item in tracked):
        legends.append(PLANS_LEGEND)
    ceiling = OWN_CEILING_LEGEND if any(item.cuts for item in budgets) else CEILING_LEGEND
    return [*legends, ceiling] if budgets else legends
