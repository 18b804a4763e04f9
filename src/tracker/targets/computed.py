"""The indicators of which others are computed, and their breakdowns: each exists, and none is computed of itself."""

from tracker.errors import Location, Problem, ProblemList, msg, quote_text
from tracker.model import Indicator
from tracker.model.areas import Dimension
from tracker.targets.cycles import find_cycles, format_cycle
from tracker.targets.roll_up import list_sources
from tracker.targets.table import suggest_word


def check_computed(
    indicators: tuple[Indicator, ...], dimensions: tuple[Dimension, ...], file: str, problems: ProblemList
) -> None:
    """Add a problem for each reference of a computed indicator that is wrong, and for each cycle of them."""
    by_id = {item.id: item for item in indicators}
    names = {item.id for item in dimensions}
    edges: dict[str, list[str]] = {}
    for item in indicators:
        for key, source in list_sources(item):
            edges.setdefault(item.id, []).append(source)
            if problem := _check_source(item, key, source, by_id, problems):
                problems.append(problem._replace(location=Location(file, indicator=item.id, key=key)))
        for name in item.by:
            if name not in names:
                message = msg("there is no dimension {found}", found=quote_text(name))
                hint = suggest_word(problems, "dimension", name, names) or msg("write [[dimension]] with this id")
                problems.append(Problem(Location(file, indicator=item.id, key="by"), message, hint))
    for cycle in find_cycles(edges):
        key = next(key for key, source in list_sources(by_id[cycle[0]]) if source in (*cycle[1:2], cycle[0]))
        message = msg("the indicator is computed of itself: {cycle}", cycle=format_cycle(cycle))
        problems.append(Problem(Location(file, indicator=cycle[0], key=key), message))


def _check_source(
    indicator: Indicator, key: str, source: str, by_id: dict[str, Indicator], problems: ProblemList
) -> Problem | None:
    """Return what is wrong with the indicator `source`, which `key` names; its location is not set."""
    if source == indicator.id:
        return None  # a cycle of one
    other = by_id.get(source)
    if other is None:
        message = msg("there is no indicator {found}", found=quote_text(source))
        return Problem(Location(), message, suggest_word(problems, "source", source, by_id))
    if key == "count":
        if other.areas or other.ratio:
            return None
        message = msg("{found} is not reported by areas, so none can be counted", found=quote_text(source))
        return Problem(Location(), message, msg('write areas = "commune" at it, the level that reports it'))
    if other.measure == "milestone":
        message = msg("{found} is a milestone, which has no numbers", found=quote_text(source))
        return Problem(Location(), message, msg("name an indicator with numbers"))
    return None
