"""The target of an indicator, in `targets.toml`, with its direction, baseline and breaks."""

from decimal import Decimal

from tracker.errors import find_closest, msg, quote_text
from tracker.model import (
    RESULT_STATUSES,
    Baseline,
    BoundKind,
    Break,
    Direction,
    Measure,
    Target,
    Term,
)
from tracker.numbers import format_plain, is_usable
from tracker.periods import LAST_YEAR
from tracker.targets.table import AmbiguousNumber, TomlTable, describe_two_readings, describe_type

BOUNDS: tuple[BoundKind, ...] = ("at_least", "at_most", "above", "below", "between")
SUM_OF_AREAS = "sum"
"""The target of an indicator whose target and plans are the sums of those of its areas."""
ANNUAL_PLANS = "plan"
"""The target of an indicator that has only annual plans."""
_TARGET_WORDS: tuple[BoundKind, ...] = ("yes", "increase", "decrease", "plan")
_DIRECTIONS: tuple[Direction, ...] = ("increase", "decrease")
_UPWARD: tuple[BoundKind, ...] = ("at_least", "above", "increase")
_DOWNWARD: tuple[BoundKind, ...] = ("at_most", "below", "decrease")


def read_target(table: TomlTable, measure: Measure | None, term: Term) -> Target | None:
    """Return what the term must reach, or None if there is no target, it is the sum of the areas', or it is not valid.

    `measure` is None if the file has no measure that is known.
    """
    value = table.read_value("target")
    if value is None or value == SUM_OF_AREAS:
        return None
    if isinstance(value, str):
        return _read_word_target(table, value, measure)
    if measure == "milestone":
        table.add_problem("target", msg("a milestone has no number as its target"), msg('write target = "yes"'))
        return None
    if isinstance(value, dict):
        return _read_target_table(table.open_subtable("target", value), table, measure, term)
    hint = None
    if isinstance(value, AmbiguousNumber):
        hint = describe_two_readings(value)[1]
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and is_usable(Decimal(value)):
        number = format_plain(Decimal(value))
        hint = msg("write target.at_least = {value} or target.at_most = {value}", value=number)
    table.add_problem("target", msg("must be a table with one bound, but is {found}", found=describe_type(value)), hint)
    return None


def _read_word_target(table: TomlTable, value: str, measure: Measure | None) -> Target | None:
    for word in _TARGET_WORDS:
        if value == word and (measure is None or (word == "yes") == (measure == "milestone")):
            if word == ANNUAL_PLANS and measure == "every_year":
                message = msg("a bound for every year has no other target")
                table.add_problem("target", message, msg("write the bound, or another measure"))
                return None
            return Target(word)
    if measure == "milestone":
        message = msg("{found} is not a target of a milestone", found=quote_text(value))
        hint = msg('write target = "yes"')
    elif value == "yes":
        message = msg('the target "yes" is for milestones only')
        hint = msg('write measure = "milestone", or a bound such as target.at_least = 8')
    else:
        message = msg("{found} is not a target", found=quote_text(value))
        hint = msg('write a bound such as target.at_least = 8, or "increase", "decrease" or "plan"')
        if meant := find_closest(value, _TARGET_WORDS):
            hint = msg("did you mean {meant}?", meant=quote_text(meant))
    table.add_problem("target", message, hint)
    return None


def _read_target_table(inner: TomlTable, table: TomlTable, measure: Measure | None, term: Term) -> Target | None:
    before = len(inner.problems)
    year = inner.read_integer("year", term.first_year, LAST_YEAR)
    bounds = inner.find_keys(BOUNDS)
    inner.report_unknown_keys()
    if len(bounds) != 1:
        if bounds or len(inner.problems) == before:  # an unknown key is the bound that is missing
            count = msg("must have exactly one bound, but has {count}", count=len(bounds))
            table.add_problem("target", count, msg("one of {options}", options=", ".join(BOUNDS)))
        return None
    return read_bound(inner, bounds[0], year, is_growth=measure in ("growth", "growth_rate"))


def read_bound(table: TomlTable, kind: BoundKind, year: int | None = None, *, is_growth: bool) -> Target | None:
    """Return the bound at the key `kind`, or None if its numbers are wrong, or not possible as a growth in percent."""
    value = table.read_value(kind)
    target: Target | None
    if kind == "between":
        target = convert_range(table, kind, value)
    else:
        number = table.convert_number(kind, value)
        target = None if number is None else Target(kind, number) if kind in _UPWARD else Target(kind, high=number)
    if target is None or (is_growth and report_impossible_growth(table, kind, target.low, target.high)):
        return None
    return target._replace(year=year)


def report_impossible_growth(table: TomlTable, key: str, *rates: Decimal | None) -> bool:
    """Whether one of `rates`, in percent, would leave nothing to grow; adds a problem at `key` if so."""
    impossible = any(rate is not None and rate <= -100 for rate in rates)
    if impossible:
        table.add_problem(key, msg("a growth of −100 % or less is not possible"))
    return impossible


def convert_range(table: TomlTable, key: str, pair: object) -> Target | None:
    """Return `pair`, found at `key`, as a range, or None with a problem that says why it is none."""
    if not isinstance(pair, list) or len(pair) != 2:
        hint = msg("a decimal comma separates numbers here: write 8.5") if isinstance(pair, list) else None
        table.add_problem(key, msg("must be two numbers, [low, high]"), hint)
        return None
    low, high = (table.convert_number(key, item) for item in pair)
    if low is None or high is None:
        return None
    if low > high:
        message = msg("{low} is greater than {high}", low=format_plain(low), high=format_plain(high))
        table.add_problem(key, message, msg("write the lower first"))
        return None
    return Target("between", low, high)


def read_direction(table: TomlTable, target: Target | None, inherited: Direction | None = None) -> Direction | None:
    """Return which way is better: the direction of the target, else the one that the file states, else `inherited`."""
    stated = table.read_choice("direction", _DIRECTIONS)
    implied: Direction | None = None
    if target and target.kind in (*_UPWARD, *_DOWNWARD):
        implied = "increase" if target.kind in _UPWARD else "decrease"
    if stated and implied and stated != implied:
        message = msg("{found} contradicts the target", found=quote_text(stated))
        table.add_problem("direction", message, msg("leave direction out: the target already says it"))
    if target and target.is_plan and not inherited and "direction" not in table.data:
        hint = msg('write direction = "increase" or "decrease"')
        table.add_problem("direction", msg("is missing: the annual plans do not say which way is better"), hint)
    return implied or stated or inherited


def read_baseline(table: TomlTable, term: Term, measure: Measure | None) -> Baseline | None:
    """Return the value before the term, or None if the file has none."""
    value = table.read_value("baseline")
    if value is None:
        return None
    if measure == "milestone":
        table.add_problem("baseline", msg("a milestone has no baseline"), msg("leave it out"))
        return None
    if not isinstance(value, dict):
        number = table.convert_number("baseline", value)
        return None if number is None else Baseline(term.baseline_year, number)
    inner = table.open_subtable("baseline", value)
    number = inner.read_number("value", required=True)
    year = inner.read_year("year")
    status = inner.read_choice("status", RESULT_STATUSES[:3])
    source, note = inner.read_string("source"), inner.read_texts("note")
    inner.report_unknown_keys()
    if year is not None and year >= term.last_year:
        inner.add_problem("year", msg("{year} must be before the last year, {last}", year=year, last=term.last_year))
        return None
    return None if number is None else Baseline(year or term.baseline_year, number, status or "", source, note)


def read_break(table: TomlTable) -> Break:
    """Return one break of the series, with year 0 if it has none."""
    item = Break(table.read_year("year", required=True) or 0, table.read_texts("note"))
    table.report_unknown_keys()
    return item
