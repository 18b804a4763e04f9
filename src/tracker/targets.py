"""`targets.toml`: its text becomes a term, groups and indicators, and a list of every problem in it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import tomli

from tracker.errors import Message, Place, Problem, Problems, msg
from tracker.exemptions import read_exemptions
from tracker.fields import Table, kind_of, quoted
from tracker.language import LANGUAGES
from tracker.model import (
    MEASURES,
    Group,
    Indicator,
    Measure,
    Method,
    Term,
)
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.promises import read_baseline, read_break, read_direction, read_plans, read_target
from tracker.rules import read_limits, read_method, read_official

MOST_BYTES = 10 << 20
"""Bytes of a `targets.toml`: some twenty thousand indicators. Reading takes up to a hundred times as much memory."""
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_HEADING_OF_GROUP = msg("write [[group]] above each of them")
_HEADING_OF_INDICATOR = msg("write [[indicator]] above each of them")
_ANY_TERM = Term({}, FIRST_YEAR, FIRST_YEAR + 1, LAST_YEAR, "vi")


class Targets:
    """What `targets.toml` says. `term` is only usable when there is no problem."""

    __slots__ = ("groups", "indicators", "language", "term")

    def __init__(
        self, term: Term, groups: tuple[Group, ...], indicators: tuple[Indicator, ...], language: str | None
    ) -> None:
        self.term, self.groups, self.indicators, self.language = term, groups, indicators, language


def read_targets(text: str, file: str) -> tuple[Targets, Problems]:
    """Return what the text of a `targets.toml` says, and every problem in it; `file` names it in those."""
    problems = Problems()
    document = parsed(text, file, problems)
    if document is None:
        return Targets(_ANY_TERM, (), (), None), problems
    root = Table(document, Place(file), problems)
    term = _term(root)
    groups = tuple(_group(table) for table in root.tables("group", _HEADING_OF_GROUP))
    indicators = tuple(
        _indicator(table, term or _ANY_TERM) for table in root.tables("indicator", _HEADING_OF_INDICATOR)
    )
    root.done()
    _check_ids(groups, indicators, file, problems)
    found = document.get("term")
    language = found.get("language") if isinstance(found, dict) else None
    return Targets(term or _ANY_TERM, groups, indicators, language if language in LANGUAGES else None), problems


def parsed(text: str, file: str, problems: Problems) -> Mapping[str, Any] | None:
    """Return a TOML document with exact decimals, or None after noting why it is none."""
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        from tracker.syntax import syntax_problem  # costs start-up, and is needed only when something is wrong

        problems.append(syntax_problem(error, text, file))
    except RecursionError:
        problems.append(Problem(Place(file), msg("tables or lists are nested too deeply")))
    except (ValueError, ArithmeticError):
        problems.append(Problem(Place(file), msg("there is a number in it with far too many digits")))
    return None


def _term(root: Table) -> Term | None:
    if not root.has("term"):
        root.wrong("term", msg("is missing"), msg("write [term] with name, first_year and last_year"))
        return None
    data = root.data["term"]
    if not isinstance(data, dict):
        root.wrong("term", msg("must be a table, but is {found}", found=kind_of(data)))
        return None
    table = root.inner("term", data)
    name = table.texts("name", required=True)
    first = table.year("first_year", required=True)
    last = table.year("last_year", required=True)
    baseline = table.year("baseline_year")
    language = table.word("language", LANGUAGES, "vi") or "vi"
    method = read_method(table)
    table.done()
    if first is None or last is None:
        return None
    if first > last:
        table.wrong("last_year", msg("{last} is before the first year, {first}", last=last, first=first))
        return None
    baseline = first - 1 if baseline is None else baseline
    if baseline >= first:
        table.wrong("baseline_year", msg("{year} must be before the first year, {first}", year=baseline, first=first))
        return None
    return Term(name, baseline, first, last, language, method or Method())


def _group(table: Table) -> Group:
    group = Group(table.string("id", required=True), table.texts("name", required=True))
    table.done()
    return group


def _indicator(table: Table, term: Term) -> Indicator:
    identity = table.string("id", required=True)
    table.place = Place(table.place.file, indicator=identity) if identity else table.place
    if identity and not is_id(identity):
        table.wrong(
            "id",
            msg("{id} is not a possible id", id=quoted(identity)),
            msg("use lower-case letters without accents, digits and hyphens: grdp-growth"),
        )
    measure = _measure(table)
    target = read_target(table, measure, term)
    breaks = tuple(read_break(inner) for inner in table.tables("break", msg("write break = [{{ year = 2022 }}]")))
    last_year = max(term.last_year, target.year if target and target.year else 0)
    indicator = Indicator(
        id=identity,
        name=table.texts("name", required=True),
        measure=measure or "level",
        group=table.string("group"),
        unit=table.texts("unit"),
        decimals=table.integer("decimals", 0, 12),
        target=target,
        direction=read_direction(table, target),
        plan=read_plans(table, measure, range(term.first_year, last_year + 1)),
        baseline=read_baseline(table, term, measure),
        parent=table.string("parent"),
        breaks=tuple(sorted(item for item in breaks if item.year)),
        path=table.word("path", ("linear", "compound"), "linear") or "linear",
        owner=table.texts("owner"),
        source=table.string("source"),
        note=table.texts("note"),
        limits=read_limits(table),
        method=read_method(table),
        official=read_official(table),
        exceptions=read_exemptions(table),
    )
    table.done()
    return indicator


def is_id(text: str) -> bool:
    """Whether `text` is lower-case words joined by hyphens."""
    return all(word and _ID_LETTERS.issuperset(word) for word in text.split("-"))


def _measure(table: Table) -> Measure | None:
    if "measure" not in table.data:
        table.wrong("measure", msg("is missing"), msg("one of {options}", options=", ".join(MEASURES)))
    return table.word("measure", MEASURES)


def _check_ids(groups: tuple[Group, ...], indicators: tuple[Indicator, ...], file: str, problems: Problems) -> None:
    """Ids are unique, and what refers to an id finds it."""
    group_ids = _unique((group.id for group in groups), "group", file, problems)
    ids = _unique((indicator.id for indicator in indicators), "indicator", file, problems)
    for indicator in indicators:
        place = Place(file, indicator=indicator.id)
        if indicator.group and indicator.group not in group_ids:
            message = msg("there is no group {found}", found=quoted(indicator.group))
            hint = _meant("group", indicator.group, group_ids, problems)
            problems.append(Problem(place._replace(key="group"), message, hint))
        if indicator.parent and indicator.parent not in ids:
            message = msg("there is no indicator {found}", found=quoted(indicator.parent))
            hint = _meant("parent", indicator.parent, ids, problems)
            problems.append(Problem(place._replace(key="parent"), message, hint))
    parents = {indicator.id: indicator.parent for indicator in indicators if indicator.parent}
    circled = _in_circles(parents)
    for identity in parents:
        if identity in circled:
            problems.append(
                Problem(Place(file, indicator=identity, key="parent"), msg("the indicator is part of itself"))
            )


def _unique(ids: Iterable[str], kind: str, file: str, problems: Problems) -> dict[str, None]:
    """Return the ids in the order of the file, after noting those that stand twice."""
    seen: dict[str, None] = {}
    for identity in ids:
        if identity and identity in seen:
            problems.append(
                Problem(
                    Place(file, key=f"{kind}.id"),
                    msg("the id {id} stands twice", id=quoted(identity)),
                    msg("give each its own; an id is never reused"),
                )
            )
        seen[identity] = None
    return seen


def _meant(key: str, found: str, known: dict[str, None], problems: Problems) -> Message | None:
    meant = problems.guesses.closest(key, found, known)
    return msg("did you mean {meant}?", meant=quoted(meant)) if meant else None


def _in_circles(parents: Mapping[str, str]) -> set[str]:
    """Return the ids that are, over their parents, a part of themselves; each is gone to once."""
    found: set[str] = set()
    seen: set[str] = set()
    for identity in parents:
        way: dict[str, None] = {}
        current = identity
        while current and current not in seen:
            seen.add(current)
            way[current] = None
            current = parents.get(current, "")
        if current in way:
            members = list(way)
            found.update(members[members.index(current) :])
    return found
