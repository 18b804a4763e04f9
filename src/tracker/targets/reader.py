"""Reads the text of `targets.toml` into a term, groups and indicators, and a list of every problem in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import tomli

from tracker.errors import Location, Problem, ProblemList, msg, quote_text
from tracker.i18n import find_language
from tracker.model import MEASURES, Break, Group, Indicator, Method, Plan, Term
from tracker.numbers import format_plain
from tracker.periods import FIRST_YEAR, LAST_YEAR
from tracker.targets.indicator import SUM_OF_AREAS, read_baseline, read_break, read_direction, read_target
from tracker.targets.judging import read_exemptions, read_limits, read_method, read_official_verdict
from tracker.targets.plans import read_plans
from tracker.targets.references import check_ids
from tracker.targets.table import TomlTable, parse_toml_float
from tracker.text import is_id

if TYPE_CHECKING:
    from tracker.model.areas import Dimension

MAX_BYTES = 10 << 20
"""Bytes of a `targets.toml`: some twenty thousand indicators. Reading takes up to a hundred times as much memory."""
_GROUP_HINT = msg("write [[group]] above each of them")
_INDICATOR_HINT = msg("write [[indicator]] above each of them")
_DIMENSION_HINT = msg("write [[dimension]] above each of them")
FREQUENCY_KEYS = ("within_year", "every")
_BREAK_HINT = msg("write break = [{{ year = 2022 }}]")
STORE_KEY = "store.url"
"""The key of the address of a shared store, as problems name it."""
ROLL_UP_KEYS = ("areas", "roll_up", "each", "ratio", "count", "by")
"""The keys of an indicator that `tracker.targets.roll_up` reads."""
_FALLBACK_TERM = Term({}, FIRST_YEAR, FIRST_YEAR + 1, LAST_YEAR, "")


class Targets:
    """The contents of `targets.toml`. `term` is usable only if there is no problem."""

    __slots__ = ("dimensions", "groups", "indicators", "language", "store_url", "term")

    def __init__(
        self,
        term: Term,
        groups: tuple[Group, ...],
        indicators: tuple[Indicator, ...],
        language: str | None,
        dimensions: "tuple[Dimension, ...]" = (),
        store_url: str = "",
    ) -> None:
        self.term, self.groups, self.indicators, self.language = term, groups, indicators, language
        self.dimensions, self.store_url = dimensions, store_url


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
    dimensions = _read_dimensions(root)
    store_url = _read_store_url(root) if root.find_keys(("store",)) else ""
    root.report_unknown_keys()
    check_ids(groups, indicators, dimensions, file, problems)
    stated = document.get("term")
    language = stated.get("language") if isinstance(stated, dict) else None
    language = find_language(language) if isinstance(language, str) else None
    return Targets(term or _FALLBACK_TERM, groups, indicators, language, dimensions, store_url), problems


def lacks_store(text: str, targets: Targets, problems: ProblemList) -> bool:
    """Whether a `targets.toml` names a store, but its problems leave open which, or the address cannot be used."""
    is_wrong = any(problem.location.key.startswith(STORE_KEY) for problem in problems)
    return is_wrong or (not targets.store_url and any(line.strip() == "[store]" for line in text.splitlines()))


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
    language = table.read_language("language")
    method, nearly_met = read_method(table), _read_nearly_met(table)
    begins, label = 1, ""
    if table.find_keys(("year_begins", "year_label")):
        from tracker.targets.frequency import read_reporting_year  # most terms are of calendar years

        begins, label = read_reporting_year(table)
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
    return Term(name, baseline, first, last, language, method or Method(), nearly_met, begins, label)


def _read_dimensions(root: TomlTable) -> "tuple[Dimension, ...]":
    if not root.find_keys(("dimension",)):
        return ()
    from tracker.targets.dimensions import read_dimension  # most files have none

    return tuple(read_dimension(table) for table in root.iter_subtables("dimension", _DIMENSION_HINT))


def _read_store_url(root: TomlTable) -> str:
    """Return the address of the shared store that holds the journals, "" if there is none."""
    table = root.read_table("store", msg('write [store] with url = "postgresql://user@host/database"'))
    if table is None:
        return ""
    from tracker.targets.store_url import find_url_fault  # most folders have no store

    url = table.read_string("url", required=True)
    if fault := find_url_fault(url) if url.strip() else None:
        table.add_problem("url", *fault)
    table.report_unknown_keys()
    return url


def _read_nearly_met(table: TomlTable) -> Decimal | None:
    """Return the share of the way from which a missed target is nearly met, or None if the office has no such rule."""
    share = table.read_number("nearly_met")
    if share is not None and not 0 < share < 1:
        message = msg("{found} is not between 0 and 1", found=format_plain(share))
        table.add_problem("nearly_met", message, msg("write a share of the way, such as 0.95"))
        return None
    return share


def _read_breaks(table: TomlTable) -> tuple[Break, ...]:
    """Return the breaks of the series by year."""
    breaks = [read_break(inner) for inner in table.iter_subtables("break", _BREAK_HINT)]
    return tuple(sorted((item for item in breaks if item.year), key=lambda item: item.year))


def _read_group(table: TomlTable) -> Group:
    group = Group(table.read_string("id", required=True), table.read_texts("name", required=True))
    table.report_unknown_keys()
    return group


def _read_indicator_id(table: TomlTable) -> str:
    """Return the id of an indicator, which from now on stands in the location of its problems."""
    identity = table.read_string("id", required=True)
    table.location = Location(table.location.file, indicator=identity) if identity else table.location
    if identity and not is_id(identity):
        hint = msg("use lower-case letters without accents, digits and hyphens: grdp-growth")
        table.add_problem("id", msg("{id} is not a valid id", id=quote_text(identity)), hint)
    return identity


def _read_indicator(table: TomlTable, term: Term) -> Indicator:
    identity = _read_indicator_id(table)
    measure = table.read_choice("measure", MEASURES, required=True)
    target = read_target(table, measure, term)
    period_plans: dict[str, Plan] = {}
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
        plan=read_plans(table, measure, direction, range(term.first_year, last_year + 1), period_plans),
        period_plans=period_plans,
        baseline=read_baseline(table, term, measure),
        parent=table.read_string("parent"),
        breaks=_read_breaks(table),
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
        sums_targets=table.data.get("target") == SUM_OF_AREAS,
        is_public=table.read_boolean("public", default=True),
    )
    indicator = _add_roll_up(table, _add_rare_keys(table, indicator), term)
    table.report_unknown_keys()
    return indicator


def _add_rare_keys(table: TomlTable, indicator: Indicator) -> Indicator:
    """Return the indicator with its frequency and its own fields; most files have none of these keys."""
    if table.find_keys(FREQUENCY_KEYS):
        from tracker.targets.frequency import read_frequency

        indicator = read_frequency(table, indicator)
    if not table.find_keys(("extra",)):
        return indicator
    from tracker.targets.extra import read_extra

    return read_extra(table, indicator)


def _add_roll_up(table: TomlTable, indicator: Indicator, term: Term) -> Indicator:
    """Return the indicator with its keys of areas and parts; most files have none."""
    if not table.find_keys(ROLL_UP_KEYS) and not indicator.sums_targets:
        return indicator
    from tracker.targets.roll_up import read_roll_up

    return read_roll_up(table, indicator, term)
