"""What a shell offers for a word: ids and names of a tracker folder, from `targets.toml` and `areas.csv` alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from click import Context
from click.shell_completion import CompletionItem

from tracker.api.own_fields import list_texts
from tracker.errors import ProblemList, TrackerError
from tracker.folder import Folder, find_folder
from tracker.folder.files import AREAS_FILE, TARGETS_FILE
from tracker.i18n import Language, find_language, make_data_language
from tracker.model import ExtraValue, Text
from tracker.targets.reader import Targets, read_targets

Word = tuple[str, Text]
"""A word that completes what was typed, with its name if it is an id."""


def list_candidates(kind: str, context: Context, typed: str) -> list[CompletionItem[str]]:
    """Return the words of a kind that begin with what was typed; none if there is no folder or it cannot be read."""
    if kind in ("dir", "file"):
        return [CompletionItem(typed, type=kind)]
    try:
        folder = _find_folder(context)
        targets = _read_targets(folder)
        words = _READERS[kind](folder, targets)
    except (TrackerError, OSError):
        return []
    explicit, data_code = find_language(os.environ.get("TRACKER_LANG", "")), targets.term.language
    language = Language(explicit, data_code=data_code) if explicit else make_data_language(data_code)
    found: dict[str, CompletionItem[str]] = {}
    for word, name in words:
        shown = word or language.pick_text(name)
        if shown and shown.startswith(typed):
            found.setdefault(shown, CompletionItem(shown, help=language.pick_text(name) if word and name else None))
    return list(found.values())


def _find_folder(context: Context) -> Folder:
    """Return the folder that the words before name, else the one that commands find."""
    data = context.params.get("data")
    return find_folder(os.path.expanduser(data) if data else None, os.environ, os.getcwd())


def _read_targets(folder: Folder) -> Targets:
    """Return what `targets.toml` says; errors in it are left out."""
    text = folder.read_text(TARGETS_FILE, ProblemList())
    return read_targets(text or "", folder.targets_path)[0]


def _list_indicators(_: Folder, targets: Targets) -> Iterable[Word]:
    return [(item.id, item.name) for item in targets.indicators]


def _list_groups(_: Folder, targets: Targets) -> Iterable[Word]:
    return [(group.id, group.name) for group in targets.groups]


def _list_owners(_: Folder, targets: Targets) -> Iterable[Word]:
    return [("", item.owner) for item in targets.indicators if item.owner]


def _list_years(_: Folder, targets: Targets) -> Iterable[Word]:
    return [(str(year), {}) for year in range(targets.term.first_year, targets.term.last_year + 1)]


def _list_dimensions(_: Folder, targets: Targets) -> Iterable[Word]:
    return [(item.id, item.name) for item in targets.dimensions]


def _list_parts(_: Folder, targets: Targets) -> Iterable[Word]:
    return [(f"{item.id}={value}", name) for item in targets.dimensions for value, name in item.values.items()]


def _list_conditions(_: Folder, targets: Targets) -> Iterable[Word]:
    fields = [pair for item in targets.indicators for pair in item.extra.items()]
    return [(f"{key}={text}", {}) for key, value in fields for text in _list_offered(value)]


def _list_offered(value: ExtraValue) -> tuple[str, ...]:
    """Return the texts that a shell offers for a value of an own field: of two words for one answer the first."""
    texts = list_texts(value)
    return texts[:1] if isinstance(value, bool) else texts


def _list_areas(folder: Folder, _: Targets) -> Iterable[Word]:
    return [(area, name) for area, name, _ in _read_areas(folder)]


def _list_levels(folder: Folder, _: Targets) -> Iterable[Word]:
    return [(level, {}) for _, _, level in _read_areas(folder)]


def _read_areas(folder: Folder) -> Iterable[tuple[str, Text, str]]:
    if not folder.has(AREAS_FILE):
        return []
    from tracker.folder.areas import load_areas

    return [(area.id, area.name, area.level) for area in load_areas(folder, ProblemList()).values()]


_READERS: Mapping[str, Callable[[Folder, Targets], Iterable[Word]]] = {
    "indicator": _list_indicators,
    "group": _list_groups,
    "owner": _list_owners,
    "year": _list_years,
    "dimension": _list_dimensions,
    "part": _list_parts,
    "condition": _list_conditions,
    "area": _list_areas,
    "level": _list_levels,
}
"""What reads the words of each kind."""
