"""`targets.toml`: its text becomes a term, groups and indicators, and a list of every problem in it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import tomli

from tracker.errors import Location, Message, Problem, ProblemList, msg, quote_text
from tracker.i18n import LANGUAGES
from tracker.model import (
    MEASURES,
    Group,
    Indicator,
    Measure,
    Method,
    Term,
)
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.targets.indicator import read_baseline, read_break, read_direction, read_plans, read_target
from tracker.targets.judging import read_exemptions, read_limits, read_method, read_official_verdict
from tracker.targets.table import TomlTable, describe_type

MAX_BYTES = 10 << 20
"""Bytes of a `targets.toml`: some twenty thousand indicators. Reading takes up to a hundred times as much memory."""
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_GROUP_HINT = msg("write [[group]] above each of them")
_INDICATOR_HINT = msg("write [[indicator]] above each of them")
_FALLBACK_TERM = Term({}, FIRST_YEAR, FIRST_YEAR + 1, LAST_YEAR, "vi")


class Targets:
    """What `targets.toml` says. `term` is only usable when there is no problem."""

    __slots__ = ("groups", "indicators", "language", "term")

    def __init__(
        self, term: Term, groups: tuple[Group, ...], indicators: tuple[Indicator, ...], language: str | None
    ) -> None:
        self.term, self.groups, self.indicators, self.language = term, groups, indicators, language


def read_targets(text: str, file: str) -> tuple[Targets, ProblemList]:
    """Return what the text of a `targets.toml` says, and every problem in it; `file` names it in those."""
    problems = ProblemList()
    document = parse_toml(text, file, problems)
    if document is None:
        return Targets(_FALLBACK_TERM, (), (), None), problems
    root = TomlTable(document, Location(file), problems)
    term = _read_term(root)
    groups = tuple(_read_group(table) for table in root.iter_subtables("group", _GROUP_HINT))
    indicators = tuple(
        _read_indicator(table, term or _FALLBACK_TERM) for table in root.iter_subtables("indicator", _INDICATOR_HINT)
    )
    root.report_unknown_keys()
    _check_ids(groups, indicators, file, problems)
    found = document.get("term")
    language = found.get("language") if isinstance(found, dict) else None
    return Targets(term or _FALLBACK_TERM, groups, indicators, language if language in LANGUAGES else None), problems


def parse_toml(text: str, file: str, problems: ProblemList) -> Mapping[str, Any] | None:
    """Return a TOML document with exact decimals, or None after noting why it is none."""
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        from tracker.targets.syntax import describe_syntax_error

        problems.append(describe_syntax_error(error, text, file))
    except RecursionError:
        problems.append(Problem(Location(file), msg("tables or lists are nested too deeply")))
    except (ValueError, ArithmeticError):
        problems.append(Problem(Location(file), msg("there is a number in it with far too many digits")))
    return None


def _read_term(root: TomlTable) -> Term | None:
    if not root.has_key("term"):
        root.add_problem("term", msg("is missing"), msg("write [term] with name, first_year and last_year"))
        return None
    data = root.data["term"]
    if not isinstance(data, dict):
        root.add_problem("term", msg("must be a table, but is {found}", found=describe_type(data)))
        return None
    table = root.open_subtable("term", data)
    name = table.read_texts("name", required=True)
    first = table.read_year("first_year", required=True)
    last = table.read_year("last_year", required=True)
    baseline = table.read_year("baseline_year")
    language = table.read_choice("language", LANGUAGES, "vi") or "vi"
    method = read_method(table)
    table.report_unknown_keys()
    if first is None or last is None:
        return None
    if first > last:
        table.add_problem("last_year", msg("{last} is before the first year, {first}", last=last, first=first))
        return None
    baseline = first - 1 if baseline is None else baseline
    if baseline >= first:
        table.add_problem(
            "baseline_year", msg("{year} must be before the first year, {first}", year=baseline, first=first)
        )
        return None
    return Term(name, baseline, first, last, language, method or Method())


def _read_group(table: TomlTable) -> Group:
    group = Group(table.read_string("id", required=True), table.read_texts("name", required=True))
    table.report_unknown_keys()
    return group


def _read_indicator(table: TomlTable, term: Term) -> Indicator:
    identity = table.read_string("id", required=True)
    table.location = Location(table.location.file, indicator=identity) if identity else table.location
    if identity and not is_id(identity):
        table.add_problem(
            "id",
            msg("{id} is not a possible id", id=quote_text(identity)),
            msg("use lower-case letters without accents, digits and hyphens: grdp-growth"),
        )
    measure = _read_measure(table)
    target = read_target(table, measure, term)
    breaks = tuple(
        read_break(inner) for inner in table.iter_subtables("break", msg("write break = [{{ year = 2022 }}]"))
    )
    last_year = max(term.last_year, target.year if target and target.year else 0)
    indicator = Indicator(
        id=identity,
        name=table.read_texts("name", required=True),
        measure=measure or "level",
        group=table.read_string("group"),
        unit=table.read_texts("unit"),
        decimals=table.read_integer("decimals", 0, 12),
        target=target,
        direction=read_direction(table, target),
        plan=read_plans(table, measure, range(term.first_year, last_year + 1)),
        baseline=read_baseline(table, term, measure),
        parent=table.read_string("parent"),
        breaks=tuple(sorted(item for item in breaks if item.year)),
        path=table.read_choice("path", ("linear", "compound"), "linear") or "linear",
        owner=table.read_texts("owner"),
        source=table.read_string("source"),
        note=table.read_texts("note"),
        limits=read_limits(table),
        method=read_method(table),
        official_verdict=read_official_verdict(table),
        exemptions=read_exemptions(table),
    )
    table.report_unknown_keys()
    return indicator


def is_id(text: str) -> bool:
    """Whether `text` is lower-case words joined by hyphens."""
    return all(word and _ID_LETTERS.issuperset(word) for word in text.split("-"))


def _read_measure(table: TomlTable) -> Measure | None:
    if "measure" not in table.data:
        table.add_problem("measure", msg("is missing"), msg("one of {options}", options=", ".join(MEASURES)))
    return table.read_choice("measure", MEASURES)


def _check_ids(groups: tuple[Group, ...], indicators: tuple[Indicator, ...], file: str, problems: ProblemList) -> None:
    """Ids are unique, and what refers to an id finds it."""
    group_ids = _collect_unique_ids((group.id for group in groups), "group", file, problems)
    ids = _collect_unique_ids((indicator.id for indicator in indicators), "indicator", file, problems)
    for indicator in indicators:
        place = Location(file, indicator=indicator.id)
        if indicator.group and indicator.group not in group_ids:
            message = msg("there is no group {found}", found=quote_text(indicator.group))
            hint = _suggest_id("group", indicator.group, group_ids, problems)
            problems.append(Problem(place._replace(key="group"), message, hint))
        if indicator.parent and indicator.parent not in ids:
            message = msg("there is no indicator {found}", found=quote_text(indicator.parent))
            hint = _suggest_id("parent", indicator.parent, ids, problems)
            problems.append(Problem(place._replace(key="parent"), message, hint))
    parents = {indicator.id: indicator.parent for indicator in indicators if indicator.parent}
    circled = _find_cycles(parents)
    for identity in parents:
        if identity in circled:
            problems.append(
                Problem(Location(file, indicator=identity, key="parent"), msg("the indicator is part of itself"))
            )


def _collect_unique_ids(ids: Iterable[str], kind: str, file: str, problems: ProblemList) -> dict[str, None]:
    """Return the ids in the order of the file, after noting those that stand twice."""
    seen: dict[str, None] = {}
    for identity in ids:
        if identity and identity in seen:
            problems.append(
                Problem(
                    Location(file, key=f"{kind}.id"),
                    msg("the id {id} stands twice", id=quote_text(identity)),
                    msg("give each its own; an id is never reused"),
                )
            )
        seen[identity] = None
    return seen


def _suggest_id(key: str, unknown_id: str, known: dict[str, None], problems: ProblemList) -> Message | None:
    meant = problems.suggester.suggest(key, unknown_id, known)
    return msg("did you mean {meant}?", meant=quote_text(meant)) if meant else None


def _find_cycles(parents: Mapping[str, str]) -> set[str]:
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
