"""Read the area and the parts that a person names on the command line."""

from collections.abc import Mapping, Sequence

from tracker.errors import ExitCode, Message, TrackerError, find_closest, make_error, make_suggestion, msg, quote_text
from tracker.model import Indicator, Register, Text
from tracker.model.areas import Dimension
from tracker.model.scopes import Scope
from tracker.text import match_names


def read_scope(register: Register, area: str | None, parts: Sequence[str] = ()) -> Scope:
    """Return the scope that a user named: an area by its id or name, and parts as `sex=female`.

    Raises TrackerError if there is no such area or part, or if a name matches several.
    """
    return Scope(find_area(register, area) if area else "", read_parts(register, parts))


def check_areas(register: Register) -> None:
    """Raise TrackerError if the folder has no areas."""
    if not register.areas:
        hint = msg(
            "list them in areas.csv beside targets.toml; its first line is {header}",
            header="area,name,level,within,from,until,into",
        )
        raise make_error(msg("this folder has no areas"), hint, ExitCode.USAGE)


def find_area(register: Register, query: str, day: str = "") -> str:
    """Return the id of the area with the id or name `query`, preferably one that exists on `day`.

    Raises TrackerError if none or several match.
    """
    check_areas(register)
    from tracker.targets import area_names  # only a folder with areas needs it

    return area_names.find_area(register.areas, query, day).id


def check_level(register: Register, level: str) -> None:
    """Raise TrackerError if no area has the level."""
    levels = list(dict.fromkeys(area.level for area in register.areas.values()))
    if level not in levels:
        hint = make_suggestion(find_closest(level, levels))
        if hint is None:
            hint = msg("known: {listed}", listed=", ".join(levels)) if levels else msg("list the areas in areas.csv")
        raise make_error(msg("no area has the level {found}", found=quote_text(level)), hint, ExitCode.USAGE)


def read_parts(register: Register, texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the parts of `texts`, each `dimension=value`, in the order of the dimensions of the folder."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            hint = msg("write it as {example}", example="--part sex=female")
            raise make_error(msg("{found} is not a part", found=quote_text(text)), hint, ExitCode.USAGE)
        dimension = _find_dimension(register.dimensions, name.strip())
        if dimension.id in found:
            raise make_error(msg("{dimension} is given twice", dimension=dimension.id), None, ExitCode.USAGE)
        found[dimension.id] = _find_value(dimension, value.strip())
    return tuple((item.id, found[item.id]) for item in register.dimensions if item.id in found)


def find_dimension(register: Register, name: str) -> Dimension:
    """Return the dimension with the id or name `name`. Raises TrackerError if there is none."""
    return _find_dimension(register.dimensions, name)


def _find_dimension(dimensions: Sequence[Dimension], name: str) -> Dimension:
    matches = match_names(name, [(item, (item.id, *item.name.values())) for item in dimensions])
    if len(matches) == 1:
        return matches[0]
    message = msg("there is no dimension {found}", found=quote_text(name))
    if not dimensions:
        raise make_error(message, msg("declare it as a [[dimension]] in targets.toml"), ExitCode.USAGE)
    raise _make_unknown_error(message, name, [item.id for item in dimensions])


def _find_value(dimension: Dimension, name: str) -> str:
    values: Mapping[str, Text] = dimension.values
    matches = match_names(name, [(key, (key, *texts.values())) for key, texts in values.items()])
    if len(matches) == 1:
        return matches[0]
    message = msg("{found} is not a value of {dimension}", found=quote_text(name), dimension=dimension.id)
    raise _make_unknown_error(message, name, list(values))


def _make_unknown_error(message: Message, name: str, known: Sequence[str]) -> TrackerError:
    hint = make_suggestion(find_closest(name, known))
    if hint is None and known:
        hint = msg("known: {listed}", listed=", ".join(known[:10]))
    return make_error(message, hint, ExitCode.USAGE)


def check_parts(indicator: Indicator, scope: Scope) -> None:
    """Raise TrackerError if the indicator is not broken down by a dimension of the scope."""
    for dimension, _ in scope.parts:
        if dimension not in indicator.by:
            message = msg("{indicator} has no parts by {dimension}", indicator=indicator.id, dimension=dimension)
            hint = msg(
                'leave {dimension} out, or write by = ["{dimension}"] at it in targets.toml and record its parts',
                dimension=dimension,
            )
            if indicator.by:
                hint = msg("it has parts by: {listed}", listed=", ".join(indicator.by))
            raise make_error(message, hint, ExitCode.USAGE)
