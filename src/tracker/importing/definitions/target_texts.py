"""What the text of a cell says about a target: a bound, a range, a bare figure, yes, a direction, or a change.

Every word must be understood. A figure without a bound stays one, because nobody knows whether more or less is meant.
The bound of a change, such as "giảm 20 % so với 2025", is one of the change and not of the indicator.
"""

import re
from decimal import Decimal

from tracker.errors import TrackerError, make_error, msg, quote_text
from tracker.importing.definitions import target_words as words
from tracker.importing.definitions.target_readings import (
    ChangeKind,
    TargetText,
    TargetTextKind,
    find_bound_kind,
    state_bound,
    state_change,
    state_range,
)
from tracker.importing.definitions.target_tokens import Token, check_unit, normalize_target_text, split_target_text
from tracker.journal.bounds import make_bound
from tracker.model import Measure
from tracker.numbers import DecimalSign
from tracker.text import is_percentage

_VALUE = "A?(?:BNU?|F?NU?S|A?F?NU?TNU?|NU?)"
_LEVEL = re.compile(rf"L?{_VALUE}")
_LEVEL_AFTER_CHANGE = re.compile(rf"[ID][LT]{_VALUE}")
_FROM_TO = re.compile(rf"[ID]?FNU?[LT]{_VALUE}")
_CHANGE = re.compile(rf"[ID]E?{_VALUE}|E{_VALUE}|{_VALUE}[ID]")
_MULTIPLE = re.compile(r"[ID]?G?B?NX|[ID]?A?GX?|GA?NU?")
_DONE = re.compile(r"VH*|H+")
_SIDE_CODES = frozenset("PMCK5RYW")


def read_target_text(text: str, unit: str = "", decimal: DecimalSign | None = None) -> TargetText:
    """Return what the text of a cell says about the target of an indicator with this unit.

    Raises TrackerError if a word is not understood, or if the text has two readings.
    """
    plain = normalize_target_text(text)
    if plain in words.NO_TARGET:
        return TargetText("none", msg("no target"))
    tokens = split_target_text(plain, unit, decimal)
    core = [token for token in tokens if token.code not in _SIDE_CODES]
    sides = [token for token in tokens if token.code in _SIDE_CODES]
    reading = _read_core(core, sides, plain)
    _check_years(reading, plain, unit)
    written = next((token.meaning for token in core if token.code == words.UNIT), "")
    for token in core:
        if token.code == words.UNIT:
            check_unit(token.meaning, written if token.meaning != written else unit, is_change=bool(reading.change))
    return _add_sides(reading._replace(unit=written), sides, unit, plain)


def _read_core(core: list[Token], sides: list[Token], text: str) -> TargetText:
    """Return what the parts say that are not about the measure, the years and the base."""
    code = "".join(token.code for token in core)
    has_base = any(token.code == words.BASE for token in sides)
    if not core and any(token.code == words.FILLER and token.meaning == "verb" for token in sides):
        return _make_done(sides, text)
    if _DONE.fullmatch(code):
        return _make_done(sides, text)
    if code in ("I", "D"):
        kind: TargetTextKind = "increase" if code == "I" else "decrease"
        return TargetText(kind, msg("to increase") if code == "I" else msg("to decrease"))
    if _MULTIPLE.fullmatch(code) and ("X" in code or _has_factor(core) or has_base):
        return _read_multiple(core)
    if _LEVEL.fullmatch(code):
        return _read_level(core, has_base=has_base, text=text)
    if _LEVEL_AFTER_CHANGE.fullmatch(code) and _agrees(core):
        return _read_reached(core, core[0].code == words.INCREASE, text)
    if _FROM_TO.fullmatch(code) and _is_from_to(core):
        return _read_from_to(core, text)
    if _CHANGE.fullmatch(code) and not _is_open_change(core):
        return _read_change(core, text)
    raise _make_unclear_error(text)


def _has_factor(core: list[Token]) -> bool:
    return core[-1].code == words.MULTIPLE and bool(core[-1].meaning)


def _make_done(sides: list[Token], text: str) -> TargetText:
    if any(token.code not in (words.FILLER, words.YEAR) for token in sides):
        raise _make_unclear_error(text)
    return TargetText("yes", msg("done by the end"))


def _read_level(core: list[Token], *, has_base: bool, text: str) -> TargetText:
    """Return a figure, a bound or a range of the indicator itself, or of a change if it is compared with a base."""
    start = 1 if core[0].code == words.REACH else 0
    reading = _read_value(core[start:], text)
    if has_base:
        if start:
            raise _make_unclear_error(text)
        return state_change(reading, "either")
    return reading


def _read_reached(core: list[Token], is_upward: bool, text: str) -> TargetText:
    """Return the level that something is raised or reduced to: a bare figure is the least or the most."""
    reading = _read_value(core[2:], text)
    if reading.kind == "value" and reading.low is not None and not reading.is_approximate:
        return state_bound("at_least" if is_upward else "at_most", reading.low)
    is_against = reading.kind in (("at_most", "below") if is_upward else ("at_least", "above"))
    if is_against:
        raise _make_unclear_error(text)
    return reading


def _agrees(core: list[Token]) -> bool:
    """Whether "tăng … lên", "giảm … còn" or "increase to" name one direction."""
    way = core[1]
    if way.code == words.SPAN:
        return way.meaning == "word" and core[0].meaning == ""
    return way.meaning == ("up" if core[0].code == words.INCREASE else "down")


def _is_open_change(core: list[Token]) -> bool:
    """Whether a change is also readable as a level: "giảm dưới 3 %", "tăng từ 8 đến 10 %"."""
    codes = "".join(token.code for token in core)
    is_against = any(token.code == words.BOUND and token.meaning in ("below", "at_most") for token in core)
    is_worded_range = "F" in codes and "T" in codes
    return "E" not in codes and (is_against or is_worded_range)


def _read_change(core: list[Token], text: str) -> TargetText:
    direction = next((token.code for token in core if token.code in "ID"), "")
    reading = _read_value([token for token in core if token.code not in "IDE"], text)
    change: ChangeKind = "increase" if direction == "I" else "decrease" if direction == "D" else "either"
    if change != "either" and reading.kind == "value" and reading.low is not None and not reading.is_approximate:
        reading = state_bound("at_least", reading.low)
    return state_change(reading, change)


def _is_from_to(core: list[Token]) -> bool:
    """Whether a start and an end are meant: the words of the end say it, or the direction in English."""
    way = _find_way(core)
    if way.code == words.SPAN:
        starts = next(token.meaning for token in core if token.code == words.FROM)
        return way.meaning == "word" and starts == "from" and core[0].code in "ID" and not core[0].meaning
    if core[0].code in "ID":
        return way.meaning == ("up" if core[0].code == words.INCREASE else "down")
    return True


def _find_way(core: list[Token]) -> Token:
    return next(token for token in core[2:] if token.code in (words.REACH, words.SPAN))


def _read_from_to(core: list[Token], text: str) -> TargetText:
    way = _find_way(core)
    at = next(at for at, token in enumerate(core) if token is way)
    is_upward = way.meaning == "up" if way.code == words.REACH else core[0].code == words.INCREASE
    start = next(token.number for token in core[:at] if token.code == words.NUMBER)
    reading = _read_reached(core[at - 1 :], is_upward, text)
    end = reading.low if reading.low is not None else reading.high
    if end is None or (end < start if is_upward else end > start):
        raise _make_unclear_error(text)
    return reading._replace(start=start)


def _read_multiple(core: list[Token]) -> TargetText:
    """Return a change by a factor: "gấp 2 lần", "double"."""
    figure = next((token.number for token in core if token.code == words.NUMBER), None)
    factor = Decimal(core[-1].meaning or 0) if figure is None else figure
    bound = next((token.meaning for token in core if token.code == words.BOUND), "value")
    change: ChangeKind = "decrease" if core[0].code == "D" else "either" if core[0].code == "N" else "increase"
    statement = msg("a change by the factor {number}", number=factor)
    kind: TargetTextKind = "value" if bound == "value" else make_bound(find_bound_kind(bound), factor).kind
    is_approximate = any(token.code == words.ABOUT for token in core)
    return TargetText(kind, statement, low=factor, change=change, is_approximate=is_approximate)


def _read_value(core: list[Token], text: str) -> TargetText:
    """Return a figure, a bound or a range; its parts have been matched."""
    is_approximate = any(token.code == words.ABOUT for token in core)
    numbers = [token.number for token in core if token.code == words.NUMBER]
    unit = next((token.meaning for token in core if token.code == words.UNIT), "")
    if len(numbers) == 2:
        _check_range(core, numbers, text)
        reading = state_range(numbers[0], numbers[1])
    else:
        bound = next((token.meaning for token in core if token.code in (words.BOUND, words.SUFFIX)), "")
        if bound:
            reading = state_bound(find_bound_kind(bound), numbers[0])
        else:
            reading = TargetText("value", msg("{number}, without a direction", number=numbers[0]), low=numbers[0])
    if is_approximate:
        if reading.kind not in ("value", "between"):
            raise _make_unclear_error(text)
        statement = msg("about: {statement}", statement=reading.statement)
        reading = reading._replace(statement=statement, is_approximate=True)
    return reading._replace(unit=unit)


def _check_range(core: list[Token], numbers: list[Decimal], text: str) -> None:
    has_from = [token.meaning for token in core if token.code == words.FROM]
    joint = next(token.meaning for token in core if token.code == words.SPAN)
    if (joint == "and") != (has_from == ["between"]) and not (joint == "word" and has_from == ["between"]):
        raise _make_unclear_error(text)
    if numbers[0] >= numbers[1]:
        values = {"low": numbers[0], "high": numbers[1]}
        message = msg("{low} is not less than {high}", **values)
        raise make_error(message, msg("write the lower first"))


def _check_years(reading: TargetText, text: str, unit: str) -> None:
    """Refuse figures that may be years: "2026-2030", and "2027" where no unit says what it counts."""
    figures = [number for number in (reading.low, reading.high) if number is not None]
    looks_like_years = all(1900 <= number <= 2100 and number == int(number) for number in figures)
    is_bare = re.fullmatch(r"[0-9]{4}(?: ?[-–—−] ?[0-9]{4})?", text)
    if figures and looks_like_years and is_bare and (not unit or len(figures) == 2):
        raise make_error(
            msg("{text} may be a year", text=quote_text(text)),
            msg("write a figure with its unit, or a bound: ≥ 2027"),
        )


def _add_sides(reading: TargetText, sides: list[Token], unit: str, text: str) -> TargetText:
    """Return the reading with the measure, the years and the base that its words name."""
    by_code: dict[str, list[str]] = {}
    for token in sides:
        by_code.setdefault(token.code, []).append(token.meaning)
    if len(by_code.get(words.YEAR, ())) > 1 or len(by_code.get(words.BASE, ())) > 1:
        raise _make_unclear_error(text)
    base = by_code.get(words.BASE, [""])[0]
    is_per_year = words.YEARLY in by_code or base == "previous"
    reading = reading._replace(
        year=int(by_code[words.YEAR][0]) if words.YEAR in by_code else None, base=base, is_per_year=is_per_year
    )
    return reading._replace(measure=_find_measure(reading, by_code, unit, text))


def _find_measure(reading: TargetText, by_code: dict[str, list[str]], unit: str, text: str) -> Measure | None:
    """Return the measure that the words imply, or None; raises TrackerError if they imply two."""
    ways = {code for code in (words.MEAN, words.TOTAL, words.KEEP) if code in by_code}
    is_each = "each" in by_code.get(words.YEARLY, ())
    is_yearly = words.YEARLY in by_code
    if len(ways) > 1 or (words.TOTAL in ways and is_yearly) or (words.KEEP in ways and reading.change):
        raise _make_unclear_error(text)
    if reading.kind in ("yes", "increase", "decrease"):
        if ways or (is_yearly and reading.kind == "yes"):
            raise _make_unclear_error(text)
        return "milestone" if reading.kind == "yes" else None
    if reading.change:
        is_growth = reading.change == "increase" and reading.unit == "%" and (words.MEAN in ways or is_yearly)
        is_growth = is_growth and reading.base in ("", "previous")
        return None if not is_growth else "growth_rate" if not unit or is_percentage(unit) else "growth"
    if words.MEAN in ways:
        return "mean"
    if words.TOTAL in ways:
        return "total"
    return "every_year" if words.KEEP in ways or is_each else None


def _make_unclear_error(text: str) -> TrackerError:
    return make_error(
        msg("the target {text} has no single reading", text=quote_text(text)),
        msg("write a bound or a range, and the rest into the notes: ≥ 8, < 4, 6.5..7, yes"),
    )
