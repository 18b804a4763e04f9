"""What one indicator promises, in `targets.toml`: its target, direction, annual plans, baseline and breaks."""

from decimal import Decimal

from tracker.errors import Message, closest, msg
from tracker.fields import Table, kind_of, quoted
from tracker.model import RESULT_STATUSES, Baseline, BoundKind, Break, Direction, Measure, Plan, Target, Term
from tracker.numbers import QUALIFIERS, is_usable, plain
from tracker.periods import LAST_YEAR

_BOUNDS: tuple[BoundKind, ...] = ("at_least", "at_most", "above", "below")
_BETWEEN: BoundKind = "between"
_WORDS: tuple[BoundKind, ...] = ("yes", "increase", "decrease")
_WAYS: tuple[Direction, ...] = ("increase", "decrease")
WAY_OF_BOUND: dict[BoundKind, Direction] = {
    "at_least": "increase",
    "above": "increase",
    "increase": "increase",
    "at_most": "decrease",
    "below": "decrease",
    "decrease": "decrease",
}


def read_target(table: Table, measure: Measure | None, term: Term) -> Target | None:
    """Return what the term must reach, or None where nothing is promised or the promise is no target.

    `measure` is None where the file names none that is known.
    """
    if not table.has("target"):
        return None
    value = table.data["target"]
    if isinstance(value, str):
        return _word_target(table, value, measure)
    if measure == "milestone":
        table.wrong("target", msg("a milestone has no number as its target"), msg('write target = "yes"'))
        return None
    if isinstance(value, dict):
        return _bound(table.inner("target", value), table, measure, term)
    hint = None
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_usable(Decimal(value)):
        number = plain(Decimal(value))
        hint = msg("write target.at_least = {value} or target.at_most = {value}", value=number)
    table.wrong("target", msg("must be a table with one bound, but is {found}", found=kind_of(value)), hint)
    return None


def _word_target(table: Table, value: str, measure: Measure | None) -> Target | None:
    for word in _WORDS:
        if value == word and (measure is None or (word == "yes") == (measure == "milestone")):
            return Target(word)
    meant = closest(value, _WORDS)
    hint: Message | None = msg("did you mean {meant}?", meant=quoted(meant)) if meant and meant != value else None
    if measure == "milestone":
        message, hint = msg("{found} is not a target of a milestone", found=quoted(value)), msg('write target = "yes"')
    elif value == "yes":
        message = msg('the target "yes" is for milestones only')
        hint = msg('write measure = "milestone", or a bound such as target.at_least = 8')
    else:
        message = msg("{found} is not a target", found=quoted(value))
        hint = hint or msg('write a bound such as target.at_least = 8, or "increase" or "decrease"')
    table.wrong("target", message, hint)
    return None


def _bound(inner: Table, table: Table, measure: Measure | None, term: Term) -> Target | None:
    before = len(inner.problems)
    year = inner.integer("year", term.first_year, LAST_YEAR)
    bounds = [kind for kind in (*_BOUNDS, _BETWEEN) if inner.has(kind)]
    inner.done()
    if len(bounds) != 1:
        if bounds or len(inner.problems) == before:  # an unknown key is the bound that is missing
            count = msg("must have exactly one bound, but has {count}", count=len(bounds))
            table.wrong("target", count, msg("one of {options}", options=", ".join((*_BOUNDS, _BETWEEN))))
        return None
    target = _between(inner, year) if bounds[0] == _BETWEEN else _one_bound(inner, bounds[0], year)
    if target and measure in ("growth", "growth_rate"):
        return None if is_impossible_growth(inner, bounds[0], target.low, target.high) else target
    return target


def _one_bound(inner: Table, kind: BoundKind, year: int | None) -> Target | None:
    value = inner.number(kind)
    if value is None:
        return None
    upward = kind in ("at_least", "above")
    return Target(kind, low=value if upward else None, high=None if upward else value, year=year)


def is_impossible_growth(table: Table, key: str, *rates: Decimal | None) -> bool:
    """Whether one of `rates`, in percent, would leave nothing to grow; notes it as a problem at `key`."""
    impossible = any(rate is not None and rate <= -100 for rate in rates)
    if impossible:
        table.wrong(key, msg("a growth of −100 % or less is not possible"))
    return impossible


def _between(inner: Table, year: int | None) -> Target | None:
    pair = inner.data["between"]
    if not isinstance(pair, list) or len(pair) != 2:
        hint = msg("a decimal comma separates numbers here: write 8.5") if isinstance(pair, list) else None
        inner.wrong("between", msg("must be two numbers, [low, high]"), hint)
        return None
    low, high = (inner.as_number("between", item) for item in pair)
    if low is None or high is None:
        return None
    if low > high:
        found = msg("{low} is greater than {high}", low=plain(low), high=plain(high))
        inner.wrong("between", found, msg("write the lower first"))
        return None
    return Target("between", low, high, year)


def read_direction(table: Table, target: Target | None) -> Direction | None:
    """Return which way is better: as the target says, else as it is stated."""
    stated = table.word("direction", _WAYS)
    implied = WAY_OF_BOUND.get(target.kind) if target else None
    if stated and implied and stated != implied:
        table.wrong(
            "direction",
            msg("{found} contradicts the target", found=quoted(stated)),
            msg("leave direction out: the target already says it"),
        )
    return implied or stated


def read_plans(table: Table, measure: Measure | None, years: range) -> dict[int, Plan]:
    """Return the plan of each year; `years` are those of the term."""
    if not table.has("plan"):
        return {}
    value = table.data["plan"]
    if not isinstance(value, dict):
        table.wrong(
            "plan",
            msg("must be a table of years, but is {found}", found=kind_of(value)),
            msg("write plan = {{ 2021 = 7, 2022 = 8 }}"),
        )
        return {}
    plans = {}
    inner = table.inner("plan", value)
    for key, item in value.items():
        inner.has(key)
        year = int(key) if key.isascii() and key.isdecimal() and len(key) == 4 else 0
        if year not in years:
            inner.wrong(key, msg("is not a year of the term {first}–{last}", first=years[0], last=years[-1]))
        elif plan := _plan(inner, key, item, measure):
            plans[year] = plan
    return plans


def _plan(inner: Table, key: str, item: object, measure: Measure | None) -> Plan | None:
    if not isinstance(item, dict):
        value = _plan_value(inner, key, item, measure)
        return None if value is None else Plan(value)
    table = inner.inner(key, item)
    if not table.has("value"):
        table.wrong("value", msg("is missing"))
    value = _plan_value(table, "value", item["value"], measure) if "value" in item else None
    qualifier = table.word("qualifier", QUALIFIERS)
    source, note = table.string("source"), table.texts("note")
    table.done()
    return None if value is None else Plan(value, qualifier or "", source, note)


def _plan_value(table: Table, key: str, item: object, measure: Measure | None) -> Decimal | bool | None:
    if measure != "milestone":
        number = table.as_number(key, item)
        impossible = measure == "growth_rate" and is_impossible_growth(table, key, number)
        return None if impossible else number
    if item == "yes":
        return True
    table.wrong(key, msg('the plan of a milestone is "yes" in the year it is due'))
    return None


def read_baseline(table: Table, term: Term, measure: Measure | None) -> Baseline | None:
    """Return the value before the term, or None where the file states none."""
    if not table.has("baseline"):
        return None
    value = table.data["baseline"]
    if measure == "milestone":
        table.wrong("baseline", msg("a milestone has no baseline"), msg("leave it out"))
        return None
    if not isinstance(value, dict):
        number = table.as_number("baseline", value)
        return None if number is None else Baseline(term.baseline_year, number)
    inner = table.inner("baseline", value)
    number = inner.number("value", required=True)
    year = inner.year("year")
    status = inner.word("status", RESULT_STATUSES[:3])
    source, note = inner.string("source"), inner.texts("note")
    inner.done()
    if year is not None and year >= term.last_year:
        inner.wrong("year", msg("{year} must be before the last year, {last}", year=year, last=term.last_year))
        return None
    return None if number is None else Baseline(year or term.baseline_year, number, status or "", source, note)


def read_break(table: Table) -> Break:
    """Return one break of the series; year 0 where it has none."""
    found = Break(table.year("year", required=True) or 0, table.texts("note"))
    table.done()
    return found
