"""Values as a person reads them, in a language: numbers, results, plans, targets, and text from the data."""

from collections.abc import Collection, Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from tracker.assess.measures import PACE_THRESHOLDS
from tracker.assess.review import compute_speed_up
from tracker.i18n import N_, Language
from tracker.model import Assessment, Indicator, Period, Plan, Qualifier, Result, Target, Value
from tracker.numbers import count_decimals, format_localized, round_half_up
from tracker.views.labels import FLAG_LABELS, REASON_LABELS, STATUS_SIGNS

ROUNDED_PACE_THRESHOLDS = tuple(
    (Decimal(over) / under).quantize(Decimal("0.01")) for over, under in reversed(PACE_THRESHOLDS)
)
"""The paces from which an indicator is at risk, and from which it is on track."""


_STATUSES_WITH_PACE = ("on_track", "at_risk", "off_track", "missed")
"""Only with these does a pace mean anything to a reader."""


MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 12
_EXACT_DIGITS = 20
_WIDE = Context(prec=400)
_BOUND_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}


def format_number(number: Decimal, decimals: int, language: Language, neighbours: tuple[Decimal, ...] = ()) -> str:
    """Return a number in a language; with more decimals where rounding would hide how it stands to `against`."""
    while decimals < _MOST_DECIMALS and any(
        number != other and round_half_up(number, decimals) == other for other in neighbours
    ):
        decimals += 1
    text = format_localized(number, decimals, language.code)
    return MINUS + text[1:] if text.startswith("-") else text


def round_conservatively(
    number: Decimal, decimals: int, is_upward: bool, known_values: tuple[object, ...]
) -> tuple[Decimal, bool]:
    """Return a demand rounded up where more is demanded, else down, and whether nothing was lost by it.

    It gets more decimals than asked for where it would else look like one of `current`, which it is not.
    """
    if len(number.as_tuple().digits) > _EXACT_DIGITS:  # what dividing leaves in the last digits is no demand
        number = Context(prec=_EXACT_DIGITS).plus(number)
    rounding = ROUND_CEILING if is_upward else ROUND_FLOOR
    while True:
        shown = number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)
        if shown == number or shown not in known_values or decimals >= _MOST_DECIMALS:
            return shown, shown == number
        decimals += 1


def round_bound(number: Decimal, decimals: int, qualifier: Qualifier) -> Decimal:
    """Return a number as it may be shown where the true one is only known to be more (">") or less ("<").

    It is rounded away from the true one: "> 31" would be wrong of more than 30.8.
    """
    if qualifier not in ("<", ">"):
        return number
    rounding = ROUND_FLOOR if qualifier == ">" else ROUND_CEILING
    return number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)


def format_percent(fraction: Decimal, language: Language) -> str:
    """Return a fraction of 1 as a percentage with one decimal."""
    return format_number(fraction.scaleb(2), 1, language, (Decimal(100),)) + " %"


def format_result(
    result: Result,
    indicator: Indicator,
    language: Language,
    neighbours: tuple[Decimal, ...] = (),
    *,
    exact: bool = False,
) -> str:
    """Return the value of a result with its qualifier; `exact` shows every digit that was recorded."""
    if exact and isinstance(result.value, Decimal):
        indicator = indicator._replace(decimals=count_decimals(result.value))
    return _format_value(result.value, result.qualifier, indicator, language, neighbours)


def format_plan(plan: Plan | None, indicator: Indicator, language: Language) -> str:
    """Return the value of a plan with its qualifier, or "" where there is none."""
    return _format_value(plan.value, plan.qualifier, indicator, language) if plan else ""


def _format_value(
    value: Value | None,
    qualifier: Qualifier,
    indicator: Indicator,
    language: Language,
    neighbours: tuple[Decimal, ...] = (),
) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return language.translate(N_("yes")) if value else language.translate(N_("no"))
    text = format_number(value, choose_decimals(indicator, value), language, neighbours)
    return f"{qualifier} {text}" if qualifier else text


def choose_decimals(indicator: Indicator, value: Decimal) -> int:
    """Return how many decimals to show: those that the indicator asks for, else those of the value."""
    return count_decimals(value) if indicator.decimals is None else indicator.decimals


def format_against_plan(
    indicator: Indicator, result: Result | None, comparison: tuple[Decimal | None, Decimal | None], language: Language
) -> str:
    """Return a result in percent of its plan, else its difference from it; `against` holds both, where they exist."""
    percent, difference = comparison
    qualifier = result.qualifier if result and percent is not None else ""
    decimals = max(choose_decimals(indicator, difference), 1) if difference is not None else 1
    return format_comparison((percent, difference), decimals, language, qualifier, in_points=indicator.is_in_percent)


def format_comparison(
    comparison: tuple[Decimal | None, Decimal | None],
    decimals: int,
    language: Language,
    qualifier: Qualifier = "",
    *,
    in_points: bool,
) -> str:
    """Return a figure in percent of another, else its difference from it, with so many decimals; or ""."""
    percent, difference = comparison
    if percent is not None:
        text = format_number(percent, 1, language, (Decimal(100),)) + " %"
    elif difference is not None:
        text = format_difference(difference, decimals, language)
        text = language.format(N_("{number} points"), number=text) if in_points else text
    else:
        return ""
    return f"{qualifier} {text}" if qualifier else text


def format_difference(difference: Decimal, decimals: int, language: Language) -> str:
    """Return a difference with its sign; zero has none."""
    text = format_number(difference, decimals, language, (Decimal(0),))
    return f"+{text}" if difference > 0 else text


def format_target(target: Target | None, indicator: Indicator, language: Language) -> str:
    """Return the bound of a target: `≥ 8`, `10–20`, "yes", "increase"; with its year where it has one of its own."""
    if target is None:
        return ""
    if target.kind == "yes":
        return language.translate(N_("yes"))
    if target.kind == "increase":
        return language.translate(N_("increase"))
    if target.kind == "decrease":
        return language.translate(N_("decrease"))
    limits = [
        format_number(limit, count_decimals(limit), language)
        for limit in (target.low, target.high)
        if limit is not None
    ]
    text = f"{limits[0]}–{limits[1]}" if len(limits) > 1 else f"{_BOUND_SIGNS[target.kind]} {limits[0]}"
    text += " %" if indicator.measure in ("growth", "growth_rate") else ""
    return f"{text} ({target.year})" if target.year else text


def format_required(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, rounded to the harder side: followed as it stands, it suffices."""
    required, target = item.required, item.indicator.target
    if required is None or target is None:
        return ""
    is_rate = item.indicator.measure in ("growth", "growth_rate")
    is_change = item.indicator.measure == "level"
    rises = required > 0 if is_change else target.kind in ("at_least", "above")
    latest = item.result.value if item.result and item.indicator.measure not in ("level", "growth") else None
    number, is_exact = round_conservatively(required, choose_required_decimals(item), rises, (item.so_far, latest))
    text = format_number(number, count_decimals(number), language)
    text = f"{text} %" if is_rate else f"+{text}" if is_change and required > 0 else text
    is_passed_by = target.kind in ("above", "below") and is_exact
    return f"{'>' if rises else '<'} {text}" if is_passed_by else text


def format_needs(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, against what the years so far have brought, and the ratio."""
    required = format_required(item, language)
    if not required or item.required is None:
        return ""
    text = language.format(N_("{value} in each remaining year"), value=required)
    if item.so_far is None or item.indicator.measure == "every_year":
        return text
    near = Context(prec=_EXACT_DIGITS).plus  # what dividing leaves in the last digits makes no two paces differ
    decimals = choose_computed_decimals([item.so_far], choose_required_decimals(item))
    so_far = format_number(near(item.so_far), decimals, language, (near(item.required), Decimal(0)))
    so_far = f"+{so_far}" if item.indicator.measure == "level" and item.so_far > 0 else so_far
    so_far += " %" if item.indicator.measure in ("growth", "growth_rate") else ""
    text += ", " + language.format(N_("against {value} so far"), value=so_far)
    ratio = None if _is_ceiling(item) else compute_speed_up(item)
    return text if ratio is None else f"{text}: × {format_number(ratio, 2, language, (Decimal(1),))}"


def _is_ceiling(item: Assessment) -> bool:
    """Whether what is required is a ceiling on the years left: room that need not be used, and no demand."""
    target = item.indicator.target
    return item.indicator.measure != "level" and target is not None and target.kind in ("at_most", "below")


def choose_required_decimals(item: Assessment) -> int:
    """Return the decimals of the indicator, else of what it is made of; two for a growth, which is no level."""
    if item.indicator.measure == "growth":
        return 2
    if item.indicator.decimals is not None:
        return item.indicator.decimals
    target = item.indicator.target
    parts = (item.result.value if item.result else None, target and target.low, target and target.high)
    return max((count_decimals(part) for part in parts if isinstance(part, Decimal)), default=0)


def choose_computed_decimals(numbers: Iterable[Decimal], decimals: int, maximum: int = 2) -> int:
    """Return how many decimals to show of computed numbers beside others with `decimals`.

    Those that they have, up to `most`, and no more than make four digits: a tenth of a person among millions says
    nothing.
    """
    found = [number.normalize() for number in numbers]
    needed = max([count_decimals(number) for number in found], default=0)
    digits = max([number.adjusted() + 1 for number in found], default=0)
    return max(decimals, min(maximum, needed, 4 - digits))


def format_details(item: Assessment, language: Language, excluded_flags: Collection[str] = ()) -> str:
    """Return what `list_details` returns as one phrase."""
    return "; ".join(list_details(item, language, excluded_flags))


def list_details(item: Assessment, language: Language, excluded_flags: Collection[str] = ()) -> list[str]:
    """Return the class in the method's own words, the reason of a status and its flags, each once.

    The flags in `excluded_flags` are left out: their text stands elsewhere.
    """
    words = [language.translate(item.grade.replace("_", " "))] if item.grade else []
    if item.computed_status:
        computed = language.translate(STATUS_SIGNS[item.computed_status].word)
        words.append(language.format(N_("official verdict; computed: {status}"), status=computed))
    words += [language.translate(REASON_LABELS[item.reason])] if item.reason else []
    words += [
        language.translate(FLAG_LABELS[flag])
        for flag in item.flags
        if flag != item.reason and flag not in excluded_flags
    ]
    return list(dict.fromkeys(words))


def format_news(item: Assessment, language: Language) -> tuple[str, ...]:
    """Return what is known beyond the yearly result: the running year to date, and a forecast."""
    news = []
    if item.year_to_date:
        text = f"{format_period(item.year_to_date.period, language)}: "
        text += format_result(item.year_to_date, item.indicator, language)
        if item.year_to_date_percent is not None:
            percent = format_number(item.year_to_date_percent, 1, language)
            sign = item.year_to_date.qualifier + " " if item.year_to_date.qualifier else ""
            text += ", " + language.format(N_("{percent} % of the plan"), percent=sign + percent)
        news.append(text)
    if item.forecast:
        value = format_result(item.forecast, item.indicator, language)
        news.append(language.format(N_("forecast {year}: {value}"), year=item.forecast.period.year, value=value))
    return tuple(news)


def format_period(period: Period, language: Language) -> str:
    """Return a period as a person says it: the year, or so many months of it."""
    if period.is_year:
        return str(period.year)
    return language.format(N_("{months} months of {year}"), months=period.month, year=period.year)


def format_pace(item: Assessment, language: Language) -> str:
    """Return the pace with two decimals, more where they would hide on which side of a cut it lies."""
    has_pace = item.pace is not None and item.status in _STATUSES_WITH_PACE
    return (
        format_number(item.pace, 2, language, (*ROUNDED_PACE_THRESHOLDS, Decimal(1)))
        if has_pace and item.pace is not None
        else ""
    )


def format_term_value(item: Assessment, language: Language) -> str:
    """Return the term's figure, where it is not just the latest result."""
    if item.term_value is None or item.indicator.measure in ("level", "milestone"):
        return ""
    if item.indicator.measure == "every_year":
        return language.format(N_("{met} of {years} years met"), met=item.years_met, years=item.years_reported)
    if item.indicator.measure == "total":
        decimals = choose_decimals(item.indicator, item.term_value)
    else:
        decimals = max(item.indicator.decimals or 0, 2)
    target = item.indicator.target
    against = tuple(limit for limit in (target.low, target.high) if limit is not None) if target else ()
    value = round_bound(item.term_value, decimals, item.term_qualifier)
    text = format_number(value, decimals, language, against)
    text = f"{item.term_qualifier} {text}" if item.term_qualifier else text
    rate = item.indicator.measure in ("growth", "growth_rate")
    return language.format(N_("{number} % a year"), number=text) if rate else text
