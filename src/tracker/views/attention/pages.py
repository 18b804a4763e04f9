"""What a person reads of a review: the weak and the missing by responsible body, then what is merely unknown."""

from decimal import Decimal
from typing import NamedTuple

from tracker.assess.review import KINDS, Item, Kind
from tracker.language import N_, Language
from tracker.model import Board
from tracker.views.formats import (
    against_plan_text,
    computed_decimals,
    difference_text,
    needs_text,
    number_text,
    plan_text,
    required_decimals,
    result_text,
    safe,
    target_text,
)
from tracker.views.lines import details_text, term_value_text
from tracker.views.words import PLAN, REASONS, STATUS, Sign

KIND_WORDS: dict[Kind, str] = {
    "weak": N_("Weak"),
    "missing": N_("Missing"),
    "unknown": N_("Unknown: no verdict is possible"),
}
_CONCERN_WORDS = {
    "plan_missed": N_("plan missed"),
    "slipping": N_("slipping"),
    "stale": N_("old result"),
}


class Entry(NamedTuple):
    """One indicator of a review by its id, and as texts; empty ones do not apply."""

    indicator: str
    name: str
    sign: Sign
    concerns: str
    result: str
    target: str
    gap: str
    plan: str
    needs: str
    projected: str


class Page(NamedTuple):
    """The indicators of one kind that one body is responsible for."""

    kind: Kind
    owner: str
    entries: tuple[Entry, ...]


def pages(items: tuple[Item, ...], language: Language) -> tuple[Page, ...]:
    """Return the review by kind and responsible body, in the order of urgency; what has no such body stands last."""
    found: dict[tuple[Kind, str], list[Item]] = {}
    for item in items:
        owner = safe(language.pick(item.assessment.indicator.owner))
        found.setdefault((item.kind, owner), []).append(item)
    ordered = sorted(found, key=lambda key: (KINDS.index(key[0]), not key[1]))
    unnamed = language.text(N_("Responsible body not named"))
    return tuple(
        Page(kind, owner or unnamed, tuple(_entry(item, language) for item in found[kind, owner]))
        for kind, owner in ordered
    )


def counts(items: tuple[Item, ...], board: Board, language: Language) -> str:
    """Return how many are weak, missing and unknown, of how many."""
    every = len(board.assessments)
    numbers = {kind: sum(item.kind == kind for item in items) for kind in KINDS}
    return language.fill(
        N_("Weak {weak}/{every} · missing {missing}/{every} · unknown {unknown}/{every}"), **numbers, every=every
    )


def _entry(item: Item, language: Language) -> Entry:
    found = item.assessment
    indicator, result = found.indicator, found.result
    unit = safe(language.pick(indicator.unit))
    name = safe(language.pick(indicator.name)) + (f" ({unit})" if unit else "")
    value = f"{result_text(result, indicator, language)} ({result.period})" if result else ""
    figure = term_value_text(found, language)
    if figure:
        value = language.fill(N_("{value}; term so far {figure}"), value=value, figure=figure)
    return Entry(
        indicator.id,
        name,
        STATUS[found.status] if found.status != "not_assessed" else _sign(item),
        _concerns(item, language),
        value,
        target_text(indicator.target, indicator, language),
        _gap(item, language),
        _plan(item, language),
        needs_text(found, language),
        _projected(item, language),
    )


def _sign(item: Item) -> Sign:
    return PLAN["missed"] if item.concerns[0] == "plan_missed" else STATUS["not_assessed"]


def _concerns(item: Item, language: Language) -> str:
    """Return the status in words, then every other concern, then the reason and flags."""
    found = item.assessment
    words = [language.text(STATUS[found.status].word)] if found.status != "not_assessed" else []
    for concern in item.concerns:
        if concern in _CONCERN_WORDS and concern != found.reason:
            words.append(language.text(_CONCERN_WORDS[concern]))
        elif concern in REASONS:
            words.append(language.text(REASONS[concern]))
    words += details_text(found, language).split("; ") if found.reason or found.flags else []
    return "; ".join(dict.fromkeys(word for word in words if word))


def _gap(item: Item, language: Language) -> str:
    if item.gap is None:
        return ""
    decimals = computed_decimals([item.gap], required_decimals(item.assessment))
    text = difference_text(item.gap, decimals, language)
    is_points = item.assessment.indicator.in_percent or item.assessment.indicator.measure == "growth"
    return language.fill(N_("{number} points"), number=text) if is_points else text


def _plan(item: Item, language: Language) -> str:
    """Return the plan of the year that was missed, and by how much."""
    found = item.assessment
    if "plan_missed" not in item.concerns:
        return ""
    against = against_plan_text(found.indicator, found.result, (found.plan_percent, found.plan_difference), language)
    plan = plan_text(found.plan, found.indicator, language)
    return language.fill(N_("plan of the year {plan}: {against}"), plan=plan, against=against)


def _projected(item: Item, language: Language) -> str:
    found = item.assessment
    if found.projected is None or found.required is None or found.indicator.measure not in ("level", "total"):
        return ""  # a mean that holds stays what it is
    decimals = computed_decimals([found.projected], required_decimals(found), most=1)
    target = found.indicator.target
    limits: tuple[Decimal, ...] = ()
    if target:
        limits = tuple(limit for limit in (target.low, target.high) if limit is not None)
    return number_text(found.projected, decimals, language, limits)
