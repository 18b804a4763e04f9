"""Areas for other programs, as CSV and JSON: one row or object an area, with its larger area on the day."""

from collections.abc import Iterable

from tracker.i18n import Language
from tracker.model.areas import Successor
from tracker.numbers import format_plain
from tracker.views.areas.tree import AreaEntry, AreaTree
from tracker.views.csv import CellValue, choose_dialect, to_csv
from tracker.views.json import to_json

SCHEMA = "tracker.areas/1"
COLUMNS = ("area", "name", "level", "depth", "within", "from", "until", "predecessors", "into")


def render_csv(tree: AreaTree, language: Language, dialect: str | None = None) -> str:
    """Return the areas as CSV; an area that got a share of another one has it as in `areas.csv`: `a:0.6`."""
    return to_csv(COLUMNS, (_build_row(entry, language) for entry in tree.entries), choose_dialect(dialect, language))


def _build_row(entry: AreaEntry, language: Language) -> tuple[CellValue, ...]:
    area = entry.area
    links = (_format_links(entry.predecessors), _format_links(area.into))
    head = (area.id, language.pick_text(area.name), area.level, entry.depth)
    return (*head, entry.placement.within, area.begins, area.ends, *links)


def _format_links(links: Iterable[Successor]) -> tuple[str, ...]:
    return tuple(link.area if link.share == 1 else f"{link.area}:{format_plain(link.share)}" for link in links)


def render_json(tree: AreaTree, language: Language) -> str:
    """Return the areas as one JSON document with a line break at its end."""
    areas = [_serialize_entry(entry, language) for entry in tree.entries]
    return to_json({"schema": SCHEMA, "as_of": tree.day, "counts": dict(tree.counts), "areas": areas})


def _serialize_entry(entry: AreaEntry, language: Language) -> dict[str, object]:
    area = entry.area
    return {
        "area": area.id,
        "name": language.pick_text(area.name),
        "level": area.level,
        "depth": entry.depth,
        "within": entry.placement.within or None,
        "from": area.begins or None,
        "until": area.ends or None,
        "exists": entry.exists,
        "predecessors": _serialize_links(entry.predecessors),
        "into": _serialize_links(area.into),
        "source": area.source or None,
        "placements": [
            {"within": each.within or None, "from": each.begins or None, "until": each.ends or None}
            for each in area.placements
        ],
    }


def _serialize_links(links: Iterable[Successor]) -> list[dict[str, object]]:
    return [{"area": link.area, "share": link.share} for link in links]
