"""Values as a person reads them, in a language: numbers, results, plans, targets and statuses."""

from collections.abc import Collection, Container
from decimal import Decimal

from tracker.assess.bounds import list_limits
from tracker.assess.plan_target import find_judged_year
from tracker.i18n import N_, Language
from tracker.model import PACE_CUTS, Assessment, Indicator, Plan, Qualifier, Result, Target, Value
from tracker.numbers import count_decimals, count_shown_decimals, round_half_up
from tracker.views.labels import STATUS_SIGNS
from tracker.views.numbers import (
    FormattedNumber,
    choose_distinct_decimals,
    format_value,
    make_difference,
    make_percent,
    round_bound,
    round_conservatively,
    split_template,
)
from tracker.views.periods import format_period
from tracker.views.reasons import get_reason_label, has_joint_word, list_adjustments
from tracker.views.reporting_year import format_flag

_STATUSES_WITH_PACE = ("on_track", "at_risk", "off_track", "missed")
"""The statuses for which the pace is shown."""
RATES = ("growth", "growth_rate")
_TARGET_WORDS = {"yes": N_("yes"), "increase": N_("increase"), "decrease": N_("decrease"), "plan": N_("annual plans")}
BOUND_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}


def format_number(number: Decimal, decimals: int, language: Language, neighbours: Container[Decimal] = ()) -> str:
    """Return a number with `decimals`, or with more if rounding would make it equal to one of `neighbours`."""
    return FormattedNumber(number, choose_distinct_decimals(number, decimals, neighbours)).format(language)


def format_percent(fraction: Decimal, language: Language) -> str:
    """Return a fraction of 1 as a percentage with one decimal."""
    return make_percent(fraction.scaleb(2)).format(language)


def prepare_result(
    result: Result,
    indicator: Indicator,
    language: Language,
    neighbours: Container[Decimal] = (),
    *,
    exact: bool = False,
) -> FormattedNumber | str:
    """Return the value of a result with its qualifier; `exact` keeps every digit that was recorded."""
    if exact and isinstance(result.value, Decimal):
        indicator = indicator._replace(decimals=count_shown_decimals(result.value))
    return _prepare_value(result.value, result.qualifier, indicator, language, neighbours)


def format_result(
    result: Result,
    indicator: Indicator,
    language: Language,
    neighbours: Container[Decimal] = (),
    *,
    exact: bool = False,
) -> str:
    """Return the text of `prepare_result`."""
    return format_value(prepare_result(result, indicator, language, neighbours, exact=exact), language)


def prepare_plan(plan: Plan | None, indicator: Indicator, language: Language) -> FormattedNumber | str:
    """Return a plan: `8`, `> 8`, a bound or range such as `≥ 8` and `6.5–7`, "yes", or "" without a plan."""
    if plan and plan.bound:
        return _prepare_bound(plan.bound, language)
    return _prepare_value(plan.value, plan.qualifier, indicator, language) if plan else ""


def format_plan(plan: Plan | None, indicator: Indicator, language: Language) -> str:
    """Return the text of `prepare_plan`."""
    return format_value(prepare_plan(plan, indicator, language), language)


def _prepare_value(
    value: Value | None,
    qualifier: Qualifier,
    indicator: Indicator,
    language: Language,
    neighbours: Container[Decimal] = (),
) -> FormattedNumber | str:
    if not isinstance(value, Decimal):
        return "" if value is None else language.translate(N_("yes") if value else N_("no"))
    decimals = choose_distinct_decimals(value, choose_decimals(indicator, value), neighbours)
    return FormattedNumber(value, decimals, f"{qualifier} " if qualifier else "")


def choose_decimals(indicator: Indicator, value: Decimal) -> int:
    """Return how many decimals to show: those set for the indicator, else those of the value."""
    return count_shown_decimals(value) if indicator.decimals is None else indicator.decimals


def prepare_against_plan(
    indicator: Indicator, result: Result | None, comparison: tuple[Decimal | None, Decimal | None], language: Language
) -> FormattedNumber | str:
    """Return a result in percent of its plan, else its difference from it, or "" if `comparison` has neither."""
    percent, difference = comparison
    qualifier = result.qualifier if result and percent is not None else ""
    decimals = choose_decimals(indicator, difference) if difference is not None else 0
    return prepare_comparison(comparison, decimals, language, qualifier, in_points=indicator.is_in_percent)


def format_against_plan(
    indicator: Indicator, result: Result | None, comparison: tuple[Decimal | None, Decimal | None], language: Language
) -> str:
    """Return the text of `prepare_against_plan`."""
    return format_value(prepare_against_plan(indicator, result, comparison, language), language)


def prepare_comparison(
    comparison: tuple[Decimal | None, Decimal | None],
    decimals: int,
    language: Language,
    qualifier: Qualifier = "",
    *,
    in_points: bool,
) -> FormattedNumber | str:
    """Return a figure in percent of another, else its difference from it with so many decimals, or ""."""
    percent, difference = comparison
    if percent is not None:
        value = make_percent(percent)
    elif difference is not None:
        around = split_template(N_("{number} points"), "number", language) if in_points else ("", "")
        value = make_difference(difference, decimals)._replace(prefix=around[0], suffix=around[1])
    else:
        return ""
    return value._replace(prefix=f"{qualifier} {value.prefix}") if qualifier else value


def format_difference(difference: Decimal, decimals: int, language: Language) -> str:
    """Return a difference with its sign; zero has none."""
    return make_difference(difference, decimals).format(language)


def prepare_target(target: Target | None, indicator: Indicator, language: Language) -> FormattedNumber | str:
    """Return a target: `≥ 8`, `10–20`, "yes", "increase", or ""; with its year if that is not the term's last."""
    if target is None:
        return ""
    if target.kind in _TARGET_WORDS:
        return language.translate(_TARGET_WORDS[target.kind])
    suffix = (" %" if indicator.measure in RATES else "") + (
        f" ({language.format_year(target.year)})" if target.year else ""
    )
    return _prepare_bound(target, language, suffix)


def _prepare_bound(bound: Target, language: Language, suffix: str = "") -> FormattedNumber | str:
    limits = list_limits(bound)
    if len(limits) == 1:
        return FormattedNumber(limits[0], count_decimals(limits[0]), f"{BOUND_SIGNS[bound.kind]} ", suffix)
    return "–".join(format_number(limit, count_decimals(limit), language) for limit in limits) + suffix


def format_target(target: Target | None, indicator: Indicator, language: Language) -> str:
    """Return the text of `prepare_target`."""
    return format_value(prepare_target(target, indicator, language), language)


def format_required(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, rounded so that bringing just that is enough."""
    target = item.bound or item.indicator.target
    if item.required is None or target is None:
        return ""
    is_rate, is_change = item.indicator.measure in RATES, item.indicator.measure == "level"
    number, is_exact = round_required(item, item.required, target)
    text = format_number(number, count_decimals(number), language)
    text = f"{text} %" if is_rate else f"+{text}" if is_change and item.required > 0 else text
    is_passed_by = target.kind in ("above", "below") and is_exact
    return f"{'>' if _is_rise(item, item.required, target) else '<'} {text}" if is_passed_by else text


def round_required(item: Assessment, required: Decimal, target: Target) -> tuple[Decimal, bool]:
    """Return what is required as it is shown, rounded to the side that requires more, and whether it is exact."""
    latest = item.result.value if item.result and item.indicator.measure not in ("level", "growth") else None
    is_rise = _is_rise(item, required, target)
    return round_conservatively(required, choose_required_decimals(item), is_rise, (item.so_far, latest))


def _is_rise(item: Assessment, required: Decimal, target: Target) -> bool:
    """Whether more than what is required would be enough too."""
    is_change = item.indicator.measure == "level"
    return required > 0 if is_change or target.kind == "between" else target.kind in ("at_least", "above")


def choose_required_decimals(item: Assessment) -> int:
    """Return the decimals set for the indicator, else the most of its result and target; two for a growth."""
    if item.indicator.measure == "growth":
        return 2
    if item.indicator.decimals is not None:
        return item.indicator.decimals
    parts = (item.result.value if item.result else None, *list_limits(item.indicator.target))
    return max((count_shown_decimals(part) for part in parts if isinstance(part, Decimal)), default=0)


def is_counted(indicator: Indicator) -> bool:
    """Whether the values of an indicator may be counts, such as people: amounts or levels that are no percentages."""
    return indicator.measure in ("level", "total") and not indicator.is_in_percent


def format_details(item: Assessment, language: Language, excluded_flags: Collection[str] = ()) -> str:
    """Return the texts of `list_details` as one phrase."""
    return "; ".join(list_details(item, language, excluded_flags))


def list_details(item: Assessment, language: Language, excluded_flags: Collection[str] = ()) -> list[str]:
    """Return the grade of the method, the reason of a status, its flags but `excluded_flags`, and adjustments."""
    words = [language.translate(item.grade.replace("_", " "))] if item.grade else []
    if item.computed_status:
        computed = language.translate(STATUS_SIGNS[item.computed_status].word)
        words.append(language.format(N_("official verdict; computed: {status}"), status=computed))
    if item.reason and not has_joint_word(item, language):
        words.append(language.translate(get_reason_label(item)))
    words += [format_judged_plan(item, language)] if item.indicator.has_only_plans else []
    words += [format_flag(flag, item, language) for flag in item.flags if flag not in (item.reason, *excluded_flags)]
    words += list_adjustments(item, language) if item.first else []
    return list(dict.fromkeys(filter(None, words)))


def format_judged_plan(item: Assessment, language: Language) -> str:
    """Return the year of the plan that a verdict is on, if the latest result is of a year without a plan; else ""."""
    judged = find_judged_year(item)
    if judged is None or not item.result or item.result.period.year == judged or item.status == "not_assessed":
        return ""
    return language.format(N_("plan of {year}"), year=judged)


def format_news(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what is known beyond the yearly result: the year to date, and a forecast."""
    news = []
    if item.year_to_date:
        text = f"{format_period(item.year_to_date.period, language)}: "
        text += format_result(item.year_to_date, item.indicator, language)
        if item.year_to_date_percent is not None:
            percent = f"{item.year_to_date.qualifier} {format_number(item.year_to_date_percent, 1, language)}".lstrip()
            text += ", " + language.format(N_("{percent} % of the plan"), percent=percent)
        news.append(text)
    if item.forecast:
        value = format_result(item.forecast, item.indicator, language)
        news.append(language.format(N_("forecast {year}: {value}"), year=item.forecast.period.year, value=value))
    return tuple(news)


def format_pace(item: Assessment, language: Language) -> str:
    """Return the pace with two decimals, or more if rounding would make it equal to a threshold, or ""."""
    pace = get_visible_pace(item)
    return "" if pace is None else format_number(pace, 2, language, (*(item.cuts or PACE_CUTS), Decimal(1)))


def get_visible_pace(item: Assessment) -> Decimal | None:
    """Return the pace, or None if the status of the indicator says nothing about pace."""
    return item.pace if item.status in _STATUSES_WITH_PACE else None


def format_term_value(item: Assessment, language: Language) -> str:
    """Return the text of `prepare_term_value`."""
    return format_value(prepare_term_value(item, language), language)


def _prepare_earlier_level(item: Assessment, language: Language) -> FormattedNumber | str:
    """Return the level of the target's year with that year, if the latest result is of a later one."""
    year = item.indicator.target.year if item.indicator.target else None
    if item.term_value is None or not year or not item.result or item.result.period.year <= year:
        return ""
    decimals = choose_decimals(item.indicator, item.term_value)
    latest = max(period.year for period in item.results if period.is_year and period.year <= year)
    return FormattedNumber(item.term_value, decimals, suffix=f" ({language.format_year(latest)})")


def prepare_term_value(item: Assessment, language: Language) -> FormattedNumber | str:
    """Return the figure of the term, or "" if it is just the latest result; of a level, that of the target's year.

    It is a text if a calculating format would round the number to the wrong side of a bound.
    """
    if item.term_value is None or item.indicator.measure in ("level", "milestone"):
        return _prepare_earlier_level(item, language)
    if item.indicator.measure == "every_year":
        return language.format(N_("{met} of {years} years met"), met=item.years_met, years=item.years_reported)
    is_total = item.indicator.measure == "total"
    decimals = choose_decimals(item.indicator, item.term_value) if is_total else max(item.indicator.decimals or 0, 2)
    shown = round_bound(item.term_value, decimals, item.term_qualifier)
    decimals = choose_distinct_decimals(shown, decimals, list_limits(item.indicator.target))
    is_rate = item.indicator.measure in RATES
    before, after = split_template(N_("{number} % a year"), "number", language) if is_rate else ("", "")
    prefix = f"{before}{item.term_qualifier} " if item.term_qualifier else before
    value = FormattedNumber(item.term_value, decimals, prefix, after)
    is_same = round_half_up(shown, decimals) == round_half_up(item.term_value, decimals)
    return value if is_same else value._replace(number=shown).format(language)
