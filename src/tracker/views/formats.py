"""Values as a person reads them, in a language: numbers, results, plans, targets, and text from the data."""

import unicodedata
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from tracker.assess.review import speed_up
from tracker.language import N_, Language
from tracker.model import Assessment, Indicator, Plan, Result, Target, Value
from tracker.numbers import Qualifier, decimals_of, localized, rounded

MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 12
_EXACT_DIGITS = 20
_WIDE = Context(prec=400)
_BOUND_SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}


def number_text(number: Decimal, decimals: int, language: Language, against: tuple[Decimal, ...] = ()) -> str:
    """Return a number in a language; with more decimals where rounding would hide how it stands to `against`."""
    while decimals < _MOST_DECIMALS and any(
        number != other and rounded(number, decimals) == other for other in against
    ):
        decimals += 1
    text = localized(number, decimals, language.code)
    return MINUS + text[1:] if text.startswith("-") else text


def harder(number: Decimal, decimals: int, rises: bool, current: tuple[object, ...]) -> tuple[Decimal, bool]:
    """Return a demand rounded up where more is demanded, else down, and whether nothing was lost by it.

    It gets more decimals than asked for where it would else look like one of `current`, which it is not.
    """
    if len(number.as_tuple().digits) > _EXACT_DIGITS:  # what dividing leaves in the last digits is no demand
        number = Context(prec=_EXACT_DIGITS).plus(number)
    rounding = ROUND_CEILING if rises else ROUND_FLOOR
    while True:
        shown = number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)
        if shown == number or shown not in current or decimals >= _MOST_DECIMALS:
            return shown, shown == number
        decimals += 1


def bounded(number: Decimal, decimals: int, qualifier: Qualifier) -> Decimal:
    """Return a number as it may be shown where the true one is only known to be more (">") or less ("<").

    It is rounded away from the true one: "> 31" would be wrong of more than 30.8.
    """
    if qualifier not in ("<", ">"):
        return number
    rounding = ROUND_FLOOR if qualifier == ">" else ROUND_CEILING
    return number.quantize(Decimal(1).scaleb(-decimals), rounding, context=_WIDE)


def percent_text(fraction: Decimal, language: Language) -> str:
    """Return a fraction of 1 as a percentage with one decimal."""
    return number_text(fraction.scaleb(2), 1, language, (Decimal(100),)) + " %"


def result_text(
    result: Result, indicator: Indicator, language: Language, against: tuple[Decimal, ...] = (), *, exact: bool = False
) -> str:
    """Return the value of a result with its qualifier; `exact` shows every digit that was recorded."""
    if exact and isinstance(result.value, Decimal):
        indicator = indicator._replace(decimals=decimals_of(result.value))
    return _qualified(result.value, result.qualifier, indicator, language, against)


def plan_text(plan: Plan | None, indicator: Indicator, language: Language) -> str:
    """Return the value of a plan with its qualifier, or "" where there is none."""
    return _qualified(plan.value, plan.qualifier, indicator, language) if plan else ""


def _qualified(
    value: Value | None,
    qualifier: Qualifier,
    indicator: Indicator,
    language: Language,
    against: tuple[Decimal, ...] = (),
) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return language.text(N_("yes")) if value else language.text(N_("no"))
    text = number_text(value, shown_decimals(indicator, value), language, against)
    return f"{qualifier} {text}" if qualifier else text


def shown_decimals(indicator: Indicator, value: Decimal) -> int:
    """Return how many decimals to show: those that the indicator asks for, else those of the value."""
    return decimals_of(value) if indicator.decimals is None else indicator.decimals


def against_plan_text(
    indicator: Indicator, result: Result | None, against: tuple[Decimal | None, Decimal | None], language: Language
) -> str:
    """Return a result in percent of its plan, else its difference from it; `against` holds both, where they exist."""
    percent, difference = against
    qualifier = result.qualifier if result and percent is not None else ""
    decimals = max(shown_decimals(indicator, difference), 1) if difference is not None else 1
    return compared_text((percent, difference), decimals, language, qualifier, in_points=indicator.in_percent)


def compared_text(
    against: tuple[Decimal | None, Decimal | None],
    decimals: int,
    language: Language,
    qualifier: Qualifier = "",
    *,
    in_points: bool,
) -> str:
    """Return a figure in percent of another, else its difference from it, with so many decimals; or ""."""
    percent, difference = against
    if percent is not None:
        text = number_text(percent, 1, language, (Decimal(100),)) + " %"
    elif difference is not None:
        text = difference_text(difference, decimals, language)
        text = language.fill(N_("{number} points"), number=text) if in_points else text
    else:
        return ""
    return f"{qualifier} {text}" if qualifier else text


def difference_text(difference: Decimal, decimals: int, language: Language) -> str:
    """Return a difference with its sign; zero has none."""
    text = number_text(difference, decimals, language, (Decimal(0),))
    return f"+{text}" if difference > 0 else text


def target_text(target: Target | None, indicator: Indicator, language: Language) -> str:
    """Return the bound of a target: `≥ 8`, `10–20`, "yes", "increase"; with its year where it has one of its own."""
    if target is None:
        return ""
    if target.kind == "yes":
        return language.text(N_("yes"))
    if target.kind == "increase":
        return language.text(N_("increase"))
    if target.kind == "decrease":
        return language.text(N_("decrease"))
    limits = [
        number_text(limit, decimals_of(limit), language) for limit in (target.low, target.high) if limit is not None
    ]
    text = f"{limits[0]}–{limits[1]}" if len(limits) > 1 else f"{_BOUND_SIGNS[target.kind]} {limits[0]}"
    text += " %" if indicator.measure in ("growth", "growth_rate") else ""
    return f"{text} ({target.year})" if target.year else text


def required_text(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, rounded to the harder side: followed as it stands, it suffices."""
    required, target = item.required, item.indicator.target
    if required is None or target is None:
        return ""
    is_rate = item.indicator.measure in ("growth", "growth_rate")
    is_change = item.indicator.measure == "level"
    rises = required > 0 if is_change else target.kind in ("at_least", "above")
    latest = item.result.value if item.result and item.indicator.measure not in ("level", "growth") else None
    number, is_exact = harder(required, required_decimals(item), rises, (item.so_far, latest))
    text = number_text(number, decimals_of(number), language)
    text = f"{text} %" if is_rate else f"+{text}" if is_change and required > 0 else text
    is_passed_by = target.kind in ("above", "below") and is_exact
    return f"{'>' if rises else '<'} {text}" if is_passed_by else text


def needs_text(item: Assessment, language: Language) -> str:
    """Return what each remaining year must bring, against what the years so far have brought, and the ratio."""
    required = required_text(item, language)
    if not required or item.required is None:
        return ""
    text = language.fill(N_("{value} in each remaining year"), value=required)
    if item.so_far is None or item.indicator.measure == "every_year":
        return text
    near = Context(prec=_EXACT_DIGITS).plus  # what dividing leaves in the last digits makes no two paces differ
    decimals = computed_decimals([item.so_far], required_decimals(item))
    so_far = number_text(near(item.so_far), decimals, language, (near(item.required), Decimal(0)))
    so_far = f"+{so_far}" if item.indicator.measure == "level" and item.so_far > 0 else so_far
    so_far += " %" if item.indicator.measure in ("growth", "growth_rate") else ""
    text += ", " + language.fill(N_("against {value} so far"), value=so_far)
    ratio = None if _is_room(item) else speed_up(item)
    return text if ratio is None else f"{text}: × {number_text(ratio, 2, language, (Decimal(1),))}"


def _is_room(item: Assessment) -> bool:
    """Whether what is required is a ceiling on the years left: room that need not be used, and no demand."""
    target = item.indicator.target
    return item.indicator.measure != "level" and target is not None and target.kind in ("at_most", "below")


def required_decimals(item: Assessment) -> int:
    """Return the decimals of the indicator, else of what it is made of; two for a growth, which is no level."""
    if item.indicator.measure == "growth":
        return 2
    if item.indicator.decimals is not None:
        return item.indicator.decimals
    target = item.indicator.target
    parts = (item.result.value if item.result else None, target and target.low, target and target.high)
    return max((decimals_of(part) for part in parts if isinstance(part, Decimal)), default=0)


def computed_decimals(numbers: Iterable[Decimal], decimals: int, most: int = 2) -> int:
    """Return how many decimals to show of computed numbers beside others with `decimals`.

    Those that they have, up to `most`, and no more than make four digits: a tenth of a person among millions says
    nothing.
    """
    found = [number.normalize() for number in numbers]
    needed = max([decimals_of(number) for number in found], default=0)
    digits = max([number.adjusted() + 1 for number in found], default=0)
    return max(decimals, min(most, needed, 4 - digits))


def safe(text: str) -> str:
    """Return text from the data composed, on one line, with control and direction characters made visible."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
