"""`targets.toml`: its text becomes a term, groups and indicators, and a list of every problem in it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import tomli

from tracker.errors import Message, Place, Problem, closest, msg
from tracker.fields import Table, kind_of, quoted
from tracker.language import LANGUAGES, N_
from tracker.model import (
    MEASURES,
    Baseline,
    BoundKind,
    Break,
    Direction,
    Group,
    Indicator,
    Measure,
    Plan,
    Target,
    Term,
)
from tracker.periods import FIRST_YEAR, LAST_YEAR

_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_BOUNDS: tuple[BoundKind, ...] = ("at_least", "at_most", "above", "below")
_WORDS: tuple[BoundKind, ...] = ("yes", "increase", "decrease")
_WAYS: tuple[Direction, ...] = ("increase", "decrease")
WAY_OF_BOUND: dict[BoundKind, Direction] = {
    "at_least": "increase", "above": "increase", "increase": "increase",
    "at_most": "decrease", "below": "decrease", "decrease": "decrease",
}  # fmt: skip
_DECIMAL_COMMA = r"(?<![\d.\"'])-?\d+,\d+"
_TOMLI_SAYS = (
    N_("Invalid statement"), N_("Invalid value"), N_("Invalid date or datetime"), N_("Invalid hex value"),
    N_("Expected newline or end of document after a statement"), N_("Cannot overwrite a value"),
    N_("Expected '=' after a key in a key/value pair"), N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"), N_("Invalid initial character for a key part"),
    N_("Unclosed array"), N_("Unclosed inline table"), N_("Unterminated string"),
    N_("Unescaped '\\' in a string"), N_("Illegal character '\\n'"),
)  # fmt: skip
_ANY_TERM = Term({}, FIRST_YEAR, FIRST_YEAR + 1, LAST_YEAR, "vi")


class Targets(NamedTuple):
    """What `targets.toml` says. `term` is only usable when there is no problem."""

    term: Term
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    language: str | None


def read_targets(text: str, file: str) -> tuple[Targets, list[Problem]]:
    """Return what the text of a `targets.toml` says, and every problem in it; `file` names it in those."""
    problems: list[Problem] = []
    document = _parse(text, file, problems)
    if document is None:
        return Targets(_ANY_TERM, (), (), None), problems
    root = Table(document, Place(file), problems)
    term = _term(root)
    groups = tuple(_group(table) for table in root.tables("group"))
    indicators = tuple(_indicator(table, term or _ANY_TERM) for table in root.tables("indicator"))
    root.done()
    _check_ids(groups, indicators, file, problems)
    found = document.get("term")
    language = found.get("language") if isinstance(found, dict) else None
    return Targets(
        term or _ANY_TERM, groups, indicators, language if language in LANGUAGES else None
    ), problems


def _parse(text: str, file: str, problems: list[Problem]) -> Mapping[str, Any] | None:
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        line, hint = error.lineno, None
        comma = re.search(_DECIMAL_COMMA, text.splitlines()[line - 1]) if line <= text.count("\n") + 1 else None
        if comma:
            hint = msg("TOML writes {meant}, with a point", meant=comma[0].replace(",", "."))
        said = Message(error.msg.replace("{", "{{").replace("}", "}}"), {})
        problems.append(Problem(Place(file, line), msg("this is not TOML: {said}", said=said), hint))
    except (ValueError, RecursionError, ArithmeticError) as error:
        problems.append(Problem(Place(file), msg("this is not TOML: {said}", said=type(error).__name__)))
    return None


def _term(root: Table) -> Term | None:
    if not root.has("term"):
        root.wrong("term", msg("is missing"), msg("write [term] with name, first_year and last_year"))
        return None
    data = root.data["term"]
    if not isinstance(data, dict):
        root.wrong("term", msg("must be a table, and is {found}", found=kind_of(data)))
        return None
    table = root.inner("term", data)
    name = table.texts("name", required=True)
    first = table.year("first_year", required=True)
    last = table.year("last_year", required=True)
    baseline = table.year("baseline_year")
    language = table.word("language", LANGUAGES, "vi") or "vi"
    table.done()
    if first is None or last is None:
        return None
    if first > last:
        table.wrong("last_year", msg("{last} is before the first year, {first}", last=last, first=first))
        return None
    baseline = first - 1 if baseline is None else baseline
    if baseline >= first:
        table.wrong(
            "baseline_year", msg("{year} must be before the first year, {first}", year=baseline, first=first)
        )
        return None
    return Term(name, baseline, first, last, language)


def _group(table: Table) -> Group:
    group = Group(table.string("id", required=True), table.texts("name", required=True))
    table.done()
    return group


def _indicator(table: Table, term: Term) -> Indicator:
    identity = table.string("id", required=True)
    table.place = Place(table.place.file, indicator=identity) if identity else table.place
    if identity and not is_id(identity):
        table.wrong("id", msg("{id} is not a possible id", id=quoted(identity)),
                    msg("use lower-case letters without accents, digits and hyphens: grdp-growth"))  # fmt: skip
    measure = _measure(table)
    target = _target(table, measure)
    breaks = tuple(_break(inner) for inner in table.tables("break"))
    last_year = max(term.last_year, target.year if target and target.year else 0)
    indicator = Indicator(
        id=identity,
        name=table.texts("name", required=True),
        measure=measure,
        group=table.string("group"),
        unit=table.texts("unit"),
        decimals=table.integer("decimals", 0, 12),
        target=target,
        direction=_direction(table, target),
        plan=_plans(table, measure, range(term.first_year, last_year + 1)),
        baseline=_baseline(table, term, measure),
        parent=table.string("parent"),
        breaks=tuple(sorted(item for item in breaks if item.year)),
        path=table.word("path", ("linear", "compound"), "linear") or "linear",
        owner=table.texts("owner"),
        source=table.string("source"),
        note=table.texts("note"),
    )
    table.done()
    return indicator


def is_id(text: str) -> bool:
    """Whether `text` is lower-case words joined by hyphens."""
    return all(word and _ID_LETTERS.issuperset(word) for word in text.split("-"))


def _measure(table: Table) -> Measure:
    if not table.has("measure"):
        table.wrong("measure", msg("is missing"), msg("one of {options}", options=", ".join(MEASURES)))
    return table.word("measure", MEASURES, "level") or "level"


def _target(table: Table, measure: Measure) -> Target | None:
    if not table.has("target"):
        return None
    value = table.data["target"]
    if isinstance(value, str):
        for word in _WORDS:
            if value == word and (word == "yes") == (measure == "milestone"):
                return Target(word)
        _wrong_word(table, value, measure)
        return None
    if not isinstance(value, dict):
        hint = None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            hint = msg("write target.at_least = {value} or target.at_most = {value}", value=value)
        table.wrong("target", msg("must be a table with one bound, and is {found}", found=kind_of(value)), hint)
        return None
    if measure == "milestone":
        table.wrong("target", msg("a milestone has no number as its target"), msg('write target = "yes"'))
        return None
    return _bound(table.inner("target", value), table, measure)


def _wrong_word(table: Table, value: str, measure: Measure) -> None:
    if measure == "milestone":
        message, hint = msg("{found} is not a target of a milestone", found=quoted(value)), msg('write target = "yes"')
    elif value == "yes":
        message = msg('the target "yes" is for milestones only')
        hint = msg('write measure = "milestone", or a bound such as target.at_least = 8')
    else:
        message = msg("{found} is not a target", found=quoted(value))
        hint = msg('write a bound such as target.at_least = 8, or "increase" or "decrease"')
    table.wrong("target", message, hint)


def _bound(inner: Table, table: Table, measure: Measure) -> Target | None:
    year = inner.year("year")
    bounds = [kind for kind in _BOUNDS if inner.has(kind)]
    between = inner.has("between")
    inner.done()
    if len(bounds) + between != 1:
        table.wrong("target", msg("must have exactly one bound, and has {count}", count=len(bounds) + between),
                    msg("one of {options}", options=", ".join((*_BOUNDS, "between"))))  # fmt: skip
        return None
    if between:
        return _between(inner, year)
    value = inner.number(bounds[0])
    if value is None:
        return None
    if measure in ("growth", "growth_rate") and value <= -100:
        inner.wrong(bounds[0], msg("a growth of −100 % or less is not possible"))
        return None
    upward = bounds[0] in ("at_least", "above")
    return Target(bounds[0], low=value if upward else None, high=None if upward else value, year=year)


def _between(inner: Table, year: int | None) -> Target | None:
    pair = inner.data["between"]
    if not isinstance(pair, list) or len(pair) != 2:
        hint = msg("a decimal comma separates numbers here: TOML writes 8.5") if isinstance(pair, list) else None
        inner.wrong("between", msg("must be two numbers, [low, high]"), hint)
        return None
    low, high = (inner.as_number("between", item) for item in pair)
    if low is None or high is None:
        return None
    if low > high:
        inner.wrong("between", msg("{low} is greater than {high}", low=low, high=high), msg("write the lower first"))
        return None
    return Target("between", low, high, year)


def _direction(table: Table, target: Target | None) -> Direction | None:
    stated = table.word("direction", _WAYS)
    implied = WAY_OF_BOUND.get(target.kind) if target else None
    if stated and implied and stated != implied:
        table.wrong("direction", msg("{found} contradicts the target", found=quoted(stated)),
                    msg("leave direction out: the target already says it"))  # fmt: skip
    return implied or stated


def _plans(table: Table, measure: Measure, years: range) -> dict[int, Plan]:
    if not table.has("plan"):
        return {}
    value = table.data["plan"]
    if not isinstance(value, dict):
        table.wrong("plan", msg("must be a table of years, and is {found}", found=kind_of(value)),
                    msg("write plan = {{ 2021 = 7, 2022 = 8 }}"))  # fmt: skip
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


def _plan(inner: Table, key: str, item: object, measure: Measure) -> Plan | None:
    if not isinstance(item, dict):
        value = _plan_value(inner, key, item, measure)
        return None if value is None else Plan(value)
    table = inner.inner(key, item)
    if not table.has("value"):
        table.wrong("value", msg("is missing"))
    value = _plan_value(table, "value", item["value"], measure) if "value" in item else None
    qualifier = table.word("qualifier", ("<", ">", "~"))
    source, note = table.string("source"), table.texts("note")
    table.done()
    return None if value is None else Plan(value, qualifier or "", source, note)


def _plan_value(table: Table, key: str, item: object, measure: Measure) -> Decimal | bool | None:
    if measure != "milestone":
        return table.as_number(key, item)
    if item == "yes":
        return True
    table.wrong(key, msg('the plan of a milestone is "yes" in the year it is due'))
    return None


def _baseline(table: Table, term: Term, measure: Measure) -> Baseline | None:
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
    status = inner.word("status", ("estimate", "preliminary", "final"))
    source, note = inner.string("source"), inner.texts("note")
    inner.done()
    if year is not None and year >= term.last_year:
        inner.wrong("year", msg("{year} must be before the last year, {last}", year=year, last=term.last_year))
        return None
    return None if number is None else Baseline(year or term.baseline_year, number, status or "", source, note)


def _break(table: Table) -> Break:
    found = Break(table.year("year", required=True) or 0, table.texts("note"))
    table.done()
    return found


def _check_ids(
    groups: tuple[Group, ...], indicators: tuple[Indicator, ...], file: str, problems: list[Problem]
) -> None:
    """Ids are unique, and what refers to an id finds it."""
    group_ids = _unique([group.id for group in groups], "group", file, problems)
    ids = _unique([indicator.id for indicator in indicators], "indicator", file, problems)
    for indicator in indicators:
        place = Place(file, indicator=indicator.id)
        if indicator.group and indicator.group not in group_ids:
            problems.append(_unknown(place._replace(key="group"), indicator.group, group_ids))
        if indicator.parent and indicator.parent not in ids:
            problems.append(_unknown(place._replace(key="parent"), indicator.parent, ids))
    parents = {indicator.id: indicator.parent for indicator in indicators}
    for identity in parents:
        if _in_circle(identity, parents):
            problems.append(
                Problem(Place(file, indicator=identity, key="parent"), msg("the indicator is part of itself"))
            )


def _unique(ids: list[str], kind: str, file: str, problems: list[Problem]) -> set[str]:
    seen: set[str] = set()
    for identity in ids:
        if identity and identity in seen:
            problems.append(Problem(Place(file, key=f"{kind}.id"), msg("the id {id} stands twice", id=quoted(identity)),
                                    msg("give each its own; an id is never reused")))  # fmt: skip
        seen.add(identity)
    return seen


def _unknown(place: Place, found: str, known: set[str]) -> Problem:
    meant = closest(found, known)
    hint: Message | None = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
    return Problem(place, msg("there is no {found} in this file", found=quoted(found)), hint)


def _in_circle(identity: str, parents: Mapping[str, str]) -> bool:
    seen, current = {identity}, parents.get(identity, "")
    while current and current not in seen:
        seen.add(current)
        current = parents.get(current, "")
    return current == identity

