"""Reads the text of `targets.toml` into a term, groups and indicators, and a list of every problem in it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import tomli

from tracker.errors import Location, Problem, ProblemList, msg, quote_text
from tracker.i18n import LANGUAGES
from tracker.model import MEASURES, Group, Indicator, Method, Term
from tracker.numbers import format_plain
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.targets.indicator import read_baseline, read_break, read_direction, read_target
from tracker.targets.judging import read_exemptions, read_limits, read_method, read_official_verdict
from tracker.targets.plans import read_plans
from tracker.targets.table import TomlTable, parse_toml_float, suggest_word

MAX_BYTES = 10 << 20
"""Bytes of a `targets.toml`: some twenty thousand indicators. Reading takes up to a hundred times as much memory."""
_ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_GROUP_HINT = msg("write [[group]] above each of them")
_INDICATOR_HINT = msg("write [[indicator]] above each of them")
_BREAK_HINT = msg("write break = [{{ year = 2022 }}]")
_FALLBACK_TERM = Term({}, FIRST_YEAR, FIRST_YEAR + 1, LAST_YEAR, "")


class Targets:
    """The contents of `targets.toml`. `term` is usable only if there is no problem."""

    __slots__ = ("groups", "indicators", "language", "term")

    def __init__(
        self, term: Term, groups: tuple[Group, ...], indicators: tuple[Indicator, ...], language: str | None
    ) -> None:
        self.term, self.groups, self.indicators, self.language = term, groups, indicators, language


def read_targets(text: str, file: str) -> tuple[Targets, ProblemList]:
    """Return the contents of a `targets.toml` and every problem in it; the problems name it `file`."""
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
    stated = document.get("term")
    language = stated.get("language") if isinstance(stated, dict) else None
    return Targets(term or _FALLBACK_TERM, groups, indicators, language if language in LANGUAGES else None), problems


def parse_toml(text: str, file: str, problems: ProblemList) -> Mapping[str, Any] | None:
    """Return a TOML document with exact decimals, or None with a problem that says why it is none."""
    try:
        return tomli.loads(text, parse_float=parse_toml_float)
    except tomli.TOMLDecodeError as error:
        from tracker.targets.syntax import describe_syntax_error

        problems.append(describe_syntax_error(error, text, file))
    except RecursionError:
        problems.append(Problem(Location(file), msg("tables or lists are nested too deeply")))
    except (ValueError, ArithmeticError):
        problems.append(Problem(Location(file), msg("there is a number in it with far too many digits")))
    return None


def _read_term(root: TomlTable) -> Term | None:
    table = root.read_table("term", msg("write [term] with name, first_year and last_year"), required=True)
    if table is None:
        return None
    name = table.read_texts("name", required=True)
    first = table.read_year("first_year", required=True)
    last = table.read_year("last_year", required=True)
    baseline = table.read_year("baseline_year")
    language = table.read_choice("language", LANGUAGES) or ""
    method, nearly_met = read_method(table), _read_nearly_met(table)
    table.report_unknown_keys()
    if first is None or last is None:
        return None
    if first > last:
        table.add_problem("last_year", msg("{last} is before the first year, {first}", last=last, first=first))
        return None
    baseline = first - 1 if baseline is None else baseline
    if baseline >= first:
        message = msg("{year} must be before the first year, {first}", year=baseline, first=first)
        table.add_problem("baseline_year", message)
        return None
    return Term(name, baseline, first, last, language, method or Method(), nearly_met)


def _read_nearly_met(table: TomlTable) -> Decimal | None:
    """Return the share of the way from which a missed target is nearly met, or None if the office has no such rule."""
    share = table.read_number("nearly_met")
    if share is not None and not 0 < share < 1:
        message = msg("{found} is not between 0 and 1", found=format_plain(share))
        table.add_problem("nearly_met", message, msg("write a share of the way, such as 0.95"))
        return None
    return share


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
            msg("{id} is not a valid id", id=quote_text(identity)),
            msg("use lower-case letters without accents, digits and hyphens: grdp-growth"),
        )
    measure = table.read_choice("measure", MEASURES, required=True)
    target = read_target(table, measure, term)
    breaks = [read_break(inner) for inner in table.iter_subtables("break", _BREAK_HINT)]
    last_year = max(term.last_year, target.year if target and target.year else 0)
    indicator = Indicator(
        id=identity,
        name=table.read_texts("name", required=True),
        measure=measure or "level",
        group=table.read_string("group"),
        unit=table.read_texts("unit"),
        decimals=table.read_integer("decimals", 0, 12),
        target=target,
        direction=(direction := read_direction(table, target)),
        plan=read_plans(table, measure, direction, range(term.first_year, last_year + 1)),
        baseline=read_baseline(table, term, measure),
        parent=table.read_string("parent"),
        breaks=tuple(sorted((item for item in breaks if item.year), key=lambda item: item.year)),
        path=table.read_choice("path", ("linear", "compound")) or "linear",
        owner=table.read_texts("owner"),
        source=table.read_string("source"),
        note=table.read_texts("note"),
        limits=read_limits(table),
        method=read_method(table),
        official_verdict=read_official_verdict(table),
        exemptions=read_exemptions(table),
        aliases=table.read_strings("aliases"),
        unit_aliases=table.read_strings("unit_aliases"),
    )
    table.report_unknown_keys()
    return indicator


def is_id(text: str) -> bool:
    """Whether `text` is lower-case words joined by hyphens."""
    return all(word and _ID_LETTERS.issuperset(word) for word in text.split("-"))


def _check_ids(groups: tuple[Group, ...], indicators: tuple[Indicator, ...], file: str, problems: ProblemList) -> None:
    """Add a problem for each id that is not unique and each reference to an id that does not exist."""
    group_ids = _collect_unique_ids((group.id for group in groups), "group", file, problems)
    ids = _collect_unique_ids((indicator.id for indicator in indicators), "indicator", file, problems)
    for indicator in indicators:
        location = Location(file, indicator=indicator.id)
        if indicator.group and indicator.group not in group_ids:
            message = msg("there is no group {found}", found=quote_text(indicator.group))
            hint = suggest_word(problems, "group", indicator.group, group_ids)
            problems.append(Problem(location._replace(key="group"), message, hint))
        if indicator.parent and indicator.parent not in ids:
            message = msg("there is no indicator {found}", found=quote_text(indicator.parent))
            hint = suggest_word(problems, "parent", indicator.parent, ids)
            problems.append(Problem(location._replace(key="parent"), message, hint))
    parents = {indicator.id: indicator.parent for indicator in indicators if indicator.parent}
    cycles = _find_cycles(parents)
    for identity in parents:
        if identity in cycles:
            location = Location(file, indicator=identity, key="parent")
            problems.append(Problem(location, msg("the indicator is part of itself")))


def _collect_unique_ids(ids: Iterable[str], kind: str, file: str, problems: ProblemList) -> dict[str, None]:
    """Return the ids in the order of the file, with a problem for each that is used twice."""
    seen: dict[str, None] = {}
    for identity in ids:
        if identity and identity in seen:
            message = msg("the id {id} is used twice", id=quote_text(identity))
            hint = msg("give each its own; an id is never reused")
            problems.append(Problem(Location(file, key=f"{kind}.id"), message, hint))
        seen[identity] = None
    return seen


def _find_cycles(parents: Mapping[str, str]) -> set[str]:
    """Return the ids that are, over their parents, a part of themselves; each id is visited once."""
    cycles: set[str] = set()
    seen: set[str] = set()
    for identity in parents:
        path: list[str] = []
        current = identity
        while current and current not in seen:
            seen.add(current)
            path.append(current)
            current = parents.get(current, "")
        if current in path:
            cycles.update(path[path.index(current) :])
    return cycles
