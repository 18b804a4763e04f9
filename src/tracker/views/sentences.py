"""Phrases about one indicator: what each remaining year must bring, the gap to the target, a result as recorded."""

from decimal import Context, Decimal

from tracker.assess.arithmetic import divide
from tracker.assess.review import compute_speed_up
from tracker.i18n import N_, Language
from tracker.model import Assessment, Indicator, Qualifier, Result
from tracker.numbers import round_half_up
from tracker.views.formats import (
    RATES,
    choose_required_decimals,
    format_number,
    format_required,
    format_result,
    is_counted,
    round_required,
)
from tracker.views.numbers import EXACT_DIGITS, MINUS, choose_computed_decimals
from tracker.views.reasons import is_ceiling

_REQUIRED = {
    "+": N_("+{value} in each remaining year"),
    MINUS: N_("−{value} in each remaining year"),
    "": N_("{value} in each remaining year"),
}
_AT_MOST = N_("at most {most} in each remaining year")
_SO_FAR = {
    "+": N_("against +{value} so far"),
    MINUS: N_("against −{value} so far"),
    "": N_("against {value} so far"),
}
_RATIO_TOLERANCE = Decimal("0.2")
"""How much the ratio of two paces may differ from that of the rounded numbers beside it."""
_GAPS = {"+": N_("gap +{gap}"), MINUS: N_("gap −{gap}"), "": N_("gap {gap}")}
_RECORDED: dict[Qualifier, str] = {
    ">": N_("{indicator} {period} = > {value} ({status})"),
    "<": N_("{indicator} {period} = < {value} ({status})"),
    "~": N_("{indicator} {period} = ~ {value} ({status})"),
    "": N_("{indicator} {period} = {value} ({status})"),
}


def format_needs(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, against what the years so far have brought, and the ratio."""
    required = format_required(item, language)
    if not required or item.required is None:
        return ""
    is_limit = is_ceiling(item)
    text = (
        language.format(_AT_MOST, most=required) if is_limit else _fill_signed(_REQUIRED, "value", required, language)
    )
    if item.so_far is None or item.indicator.measure == "every_year":
        return text
    near = Context(prec=EXACT_DIGITS).plus  # what dividing leaves in the last digits makes no two paces differ
    counted = is_counted(item.indicator)
    decimals = choose_computed_decimals([item.so_far], choose_required_decimals(item), counted=counted)
    so_far = format_number(near(item.so_far), decimals, language, (near(item.required), Decimal(0)))
    so_far = f"+{so_far}" if item.indicator.measure == "level" and item.so_far > 0 else so_far
    so_far += " %" if item.indicator.measure in RATES else ""
    both = {"required": text, "so_far": _fill_signed(_SO_FAR, "value", so_far, language)}
    ratio = None if is_limit else compute_speed_up(item)
    if ratio is None or not _agrees_with_shown(ratio, item, item.required, round_half_up(near(item.so_far), decimals)):
        return language.format(N_("{required}, {so_far}"), **both)
    shown = format_number(ratio, 2, language, (Decimal(1),))
    if ratio < 1:
        return language.format(N_("{required}, {so_far}: × {share}"), **both, share=shown)
    return language.format(N_("{required}, {so_far}: × {ratio}"), **both, ratio=shown)


def _agrees_with_shown(ratio: Decimal, item: Assessment, required: Decimal, so_far: Decimal) -> bool:
    """Whether a ratio is about that of the two numbers as they are shown: 3 a year against 1 is not × 2.33."""
    target = item.bound or item.indicator.target
    if target is None or so_far == 0:
        return True
    shown = divide(round_required(item, required, target)[0], so_far)
    return abs(shown - ratio) <= abs(ratio) * _RATIO_TOLERANCE


def repeats_term_value(item: Assessment) -> bool:
    """Whether `format_needs` says the figure of the term so far: what the years so far have brought is that figure."""
    has_pace = item.required is not None and item.so_far is not None and not item.term_qualifier
    return has_pace and item.indicator.measure in (*RATES, "mean")


def format_gap(gap: str, language: Language) -> str:
    """Return the gap to the target, a number with its sign, as a phrase."""
    return _fill_signed(_GAPS, "gap", gap, language)


def _fill_signed(templates: dict[str, str], name: str, number: str, language: Language) -> str:
    """Return the template for the sign of a number, filled with the number."""
    sign = number[0] if number[0] in templates else ""
    return language.format(templates[sign], **{name: number.removeprefix(sign)})


def format_recorded_result(result: Result, indicator: Indicator, language: Language) -> str:
    """Return one result as it is recorded: indicator, period, value with every digit, and status."""
    value = format_result(result._replace(qualifier=""), indicator, language, exact=True)
    status = language.translate(result.status)
    texts = {"indicator": result.indicator, "period": result.subject, "value": value, "status": status}
    return language.format(_RECORDED[result.qualifier], **texts)
