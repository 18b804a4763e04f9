"""Finds the area that a person names: by id, or by name without the word for its kind, such as Phường or Tỉnh."""

import re
from collections.abc import Iterable, Mapping

from tracker.errors import ExitCode, find_closest, make_error, make_suggestion, msg, quote_text
from tracker.model.areas import Area
from tracker.text import match_names, normalize_name

_KIND_BEFORE = re.compile(
    r"(?i)^(?:tỉnh|thành phố|thị xã|thị trấn|đặc khu|phường|huyện|quận|xã|thôn|tổ dân phố|city of|province of) +(?=\S)"
)
_KIND_AFTER = re.compile(r"(?i)(?<=\S) +(?:province|city|town|ward|commune|district|special zone|township)$")
_KIND_SHORT = re.compile(r"(?i)^(?:(tp|tx|tt|t|p|x|h|q)\. *|(tp|tx|tt) +)(?=\S)")
_SHORT_KINDS = {
    "t": "Tỉnh", "tp": "Thành phố", "tx": "Thị xã", "tt": "Thị trấn", "p": "Phường", "x": "Xã", "h": "Huyện",
    "q": "Quận",
}  # fmt: skip
_MAX_LISTED = 10


def find_area(areas: Mapping[str, Area], query: str, day: str = "") -> Area:
    """Return the area with the id `query`, else the only one with this name, without or with the word for its kind.

    Case and accents do not matter if no other name has them. If several match, those that exist on `day` (YYYY-MM-DD)
    are preferred. Raises TrackerError if none or several match, and lists at most ten.
    """
    if query in areas:
        return areas[query]
    matches = match_areas(areas.values(), query)
    if day and len(matches) > 1:
        matches = [area for area in matches if area.find_placement(day)] or matches
    if len(matches) == 1:
        return matches[0]
    if not normalize_name(query):
        raise make_error(msg("no area was named"), None, ExitCode.USAGE)
    if matches:
        listed = [area.id for area in matches[:_MAX_LISTED]]
        shown = ", ".join(listed if len(matches) <= _MAX_LISTED else [*listed, "…"])
        message = msg("{wanted} matches {count} areas", wanted=quote_text(query), count=len(matches))
        raise make_error(message, msg("name one of {listed}", listed=shown), ExitCode.USAGE)
    hint = make_suggestion(_find_closest(areas, query)) or msg("tracker areas lists them")
    raise make_error(msg("no area is called {wanted}", wanted=quote_text(query)), hint, ExitCode.USAGE)


def _find_closest(areas: Mapping[str, Area], query: str) -> str | None:
    """Return the id or the name of an area that is nearest to what was typed, or None if none is near."""
    if closest := find_closest(query, areas):
        return closest
    names = {normalize_name(name): name for area in areas.values() for name in list_area_names(area)}
    closest = find_closest(normalize_name(expand_kind(query)), names)
    return names[closest] if closest else None


def match_areas(areas: Iterable[Area], query: str) -> list[Area]:
    """Return the areas whose name is `query`, else those that have it in their names, in the order of the file."""
    return match_names(expand_kind(query), [(area, (area.id, *list_area_names(area))) for area in areas])


def expand_kind(name: str) -> str:
    """Return the name of an area with the word for its kind written out: `P. Sông Công` is `Phường Sông Công`."""
    short = _KIND_SHORT.match(name.strip())
    if not short:
        return name
    return f"{_SHORT_KINDS[(short[1] or short[2]).lower()]} {name.strip()[short.end() :]}"


def drop_kind(name: str) -> str:
    """Return the name of an area without the word for its kind."""
    return _KIND_AFTER.sub("", _KIND_BEFORE.sub("", name, count=1)) if " " in name else name


def list_area_names(area: Area) -> list[str]:
    """Return the names of an area, and each without the word for its kind."""
    names = list(area.name.values())
    for name in area.name.values():
        bare = drop_kind(name)
        if bare and bare != name:
            names.append(bare)
    return names
