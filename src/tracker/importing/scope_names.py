"""What a sheet calls areas and parts: by id or by whole name; a part of a name is never enough."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import MAX_SUGGESTIONS, Message, find_closest, make_error, make_suggestion, msg, quote_text
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import find_role, parse_heading_text
from tracker.importing.words import MARKS, TOTAL_WORDS
from tracker.model import Indicator, Register
from tracker.model.areas import Area, Dimension
from tracker.targets.area_names import drop_kind, expand_kind, list_area_names
from tracker.text import has_same_accents, normalize_accents, normalize_name

_NUMBER_BEFORE = re.compile(r"^(?:\(?\d{1,4}(?:\.\d{1,4})*[.)]\s*|[-–—+*•]\s*)+")
_KINDS = "xa|phuong|dac khu|thi tran|huyen|quan|thi xa|thanh pho|tinh|dia phuong|don vi|dia ban|thon|to dan pho"
_AREA_HEADING = re.compile(
    rf"(?:ten |danh sach )?(?:cac )?(?:{_KINDS})(?:(?:,|/|;| -| –| va| hoac) ?(?:{_KINDS}))*(?: hanh chinh)?|"
    r"area(?: name)?|(?:name of )?(?:the )?(?:communes?|wards?|districts?|province|city|municipality|locality)"
    r"(?:(?:/| or |, )(?:communes?|wards?|districts?|town|city))*(?: name)?|"
    r"location|ref[_ ]area|geography|administrative unit"
)
_WHOLE_AREA = re.compile(
    r"(?:tong (?:so|cong)? ?)?(?:toan|ca) (?:tinh|thanh pho|huyen|quan|xa|phuong|nuoc|quoc|vung|dia ban)|"
    r"(?:the )?whole (?:province|city|district|country)|national|country"
)
_SYNONYMS = (
    ("nữ", "nữ giới", "female", "females", "women"),
    ("nam", "nam giới", "male", "males", "men"),
    ("thành thị", "urban", "urban areas"),
    ("nông thôn", "rural", "rural areas"),
)
_MAX_LISTED = 10


class ScopeNames(NamedTuple):
    """The areas and dimensions of a folder by what a sheet may call them, and its indicators by their names."""

    areas: "AreaIndex"
    parts: "PartIndex"
    find_indicator: Callable[[str], Indicator | None]
    levels: frozenset[str] = frozenset()
    year_begins: int = 1

    def __bool__(self) -> bool:
        """Whether the folder has areas or dimensions."""
        return bool(self.areas.by_id or self.parts.dimensions)


def make_scope_names(register: Register, find_indicator: Callable[[str], Indicator | None]) -> ScopeNames:
    """Return the names of the areas and dimensions of a folder; `find_indicator` finds an indicator by its name."""
    levels = frozenset(item.areas for item in register.indicators if item.areas)
    return ScopeNames(
        AreaIndex(register.areas), PartIndex(register.dimensions), find_indicator, levels, register.term.year_begins
    )


class AreaIndex:
    """The areas by their names, with and without the word for the kind."""

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self.by_id = areas
        self._by_name: dict[str, list[tuple[Area, str]]] = {}
        self._found: dict[str, tuple[Area, ...]] = {}
        self._hints: dict[str, Message | None] = {}
        for area in areas.values():
            for name in dict.fromkeys((area.id, *list_area_names(area))):
                if sum(sign.isalpha() for sign in name) > 1:  # the 1 of Phường 1 is a number
                    self._by_name.setdefault(normalize_name(name), []).append((area, name))

    def find(self, text: str) -> tuple[Area, ...]:
        """Return the areas that a text names; several if it is the name of each of them."""
        if text not in self._found:
            self._found[text] = self._search(" ".join(unicodedata.normalize("NFC", text).split()))
        return self._found[text]

    def _search(self, text: str) -> tuple[Area, ...]:
        if text in self.by_id:
            return (self.by_id[text],)
        bare = MARKS.sub("", _NUMBER_BEFORE.sub("", text, count=1))
        for name in dict.fromkeys((expand_kind(text), expand_kind(bare), bare)):
            if found := self._look_up(name):
                return found
        plain = normalize_name(drop_kind(expand_kind(bare)))  # of an area listed without the word for its kind
        return tuple(area for area in self._look_up(plain) if plain in map(normalize_name, area.name.values()))

    def _look_up(self, text: str) -> tuple[Area, ...]:
        named = self._by_name.get(normalize_name(text), ())
        accented = normalize_accents(text)
        exact = [area for area, name in named if normalize_accents(name) == accented]
        near = exact or [area for area, name in named if has_same_accents(name, text)]
        return tuple({area.id: area for area in near}.values())

    def choose(self, text: str, level: str = "", day: str = "") -> Area:
        """Return the area that a text names, preferably of a level, and one that exists on a day (YYYY-MM-DD).

        Raises TrackerError if none or several have this name.
        """
        found = self.narrow(self.find(text), level, day)
        if len(found) == 1:
            return found[0]
        raise make_error(*self.describe(text, found))

    def narrow(self, found: Sequence[Area], level: str, day: str) -> Sequence[Area]:
        """Return those of several areas of one name that are of a level, then those that exist on a day."""
        found = [area for area in found if area.level == level] or found
        return [area for area in found if area.find_placement(day)] or found

    def describe(self, text: str, found: Sequence[Area]) -> tuple[Message, Message]:
        """Return the error and the hint for a text that is the name of no area, or of all that were `found`."""
        if found:
            listed = ", ".join([area.id for area in found[:_MAX_LISTED]])
            message = msg("{wanted} matches {count} areas", wanted=quote_text(text), count=len(found))
            return message, msg("name one of {listed}", listed=listed if len(found) <= _MAX_LISTED else f"{listed}, …")
        message = msg("no area is called {wanted}", wanted=quote_text(text))
        return message, self._suggest(text) or msg("tracker areas lists them")

    def _suggest(self, text: str) -> Message | None:
        """Return a hint with the closest name; only for the first names, because it takes as long as many rows."""
        if text not in self._hints and len(self._hints) < MAX_SUGGESTIONS:
            closest = find_closest(normalize_name(text), self._by_name)
            self._hints[text] = make_suggestion(self._by_name[closest][0][1] if closest else None)
        return self._hints.get(text)

    def is_heading(self, text: str) -> bool:
        """Whether a heading of a column names an area, and is no heading of another meaning."""
        if not self.find(text):
            return False
        meaning = parse_heading_text(text)
        return text in self.by_id or not (find_role(text) or (meaning.is_understood and not meaning.unit))


class PartIndex:
    """The dimensions and their values by their names."""

    def __init__(self, dimensions: Iterable[Dimension]) -> None:
        self.dimensions = {item.id: item for item in dimensions}
        self._values: dict[str, list[tuple[str, str]]] = {}
        self._labels: dict[str, str] = {}
        for item in self.dimensions.values():
            for name in (item.id, *item.name.values()):
                self._labels.setdefault(_normalize(name), item.id)
            for value, texts in item.values.items():
                names = {_normalize(name) for name in (value, *texts.values())}
                names |= {name for group in _SYNONYMS if names & {*group} for name in group}
                for name in names:
                    self._values.setdefault(name, []).append((item.id, value))

    def find_dimension(self, label: str) -> str:
        """Return the id of the dimension that a heading names, or ""."""
        return self._find_dimension(label) or self._find_dimension(label.partition("(")[0])

    def _find_dimension(self, label: str) -> str:
        folded = fold_text(label)
        return next((known for name, known in self._labels.items() if fold_text(name) == folded), "")

    def has_value(self, dimension: str, value: str) -> bool:
        """Whether there is a value of this id in the dimension."""
        return dimension in self.dimensions and value in self.dimensions[dimension].values

    def find(self, text: str, dimension: str = "") -> tuple[str, str] | None:
        """Return the dimension and the value that a text names, with its accents, or None."""
        name = _normalize(MARKS.sub("", text))
        found = self._values.get(name) or self._values.get(name.removeprefix("trong đó: ").removeprefix("of which: "))
        if not found and name.isascii():
            found = [pair for key, pairs in self._values.items() if fold_text(key) == name for pair in pairs]
        chosen = [pair for pair in found or () if dimension in ("", pair[0])]
        return chosen[0] if len({*chosen}) == 1 else None


def _normalize(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("-", " ").split())


def is_area_label(label: str) -> bool:
    """Whether a heading says that its column names areas."""
    return bool(_AREA_HEADING.fullmatch(" ".join(fold_text(label).strip(" :.*").split())))


def is_whole(text: str) -> bool:
    """Whether a text stands for all areas or parts together, and names none."""
    folded = fold_text(text).strip(" :.*")
    return folded in TOTAL_WORDS or bool(_WHOLE_AREA.fullmatch(folded))
