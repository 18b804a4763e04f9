"""Which indicator a row of a sheet is about: by its id, its whole name or an alias.

Accents count if both texts have them: dứa is not dừa. A part of a name is not enough: "Tổng" in a row of totals would
match the only name that contains it.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from tracker.errors import MAX_SUGGESTIONS, Message, TrackerError, find_closest, make_error, msg, quote_text
from tracker.importing.units import is_same_unit
from tracker.importing.words import BULLET, MARKS
from tracker.model import Indicator
from tracker.recording.validate import format_ids
from tracker.text import has_same_accents, normalize_accents, normalize_name

_OF_WHICH = re.compile(r"^(?:trong đó|trong do|of which|tr\.? ?đó|in which)\b\s*:?\s*", re.IGNORECASE)
_MAX_TWO_NAMES = 1000
"""The longest text of two names: each of its separators is tried, and takes as long as the text."""
_BETWEEN_LANGUAGES = re.compile(r"\s+[-–—]\s+|\s*/\s*")
_MIN_HINT_LENGTH = 4
"""Letters that a part of a name must have to suggest this name."""
_NEAR = 0.8
"""The share of letters in common from which a name may be a slip of another."""
_UNIT = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*")


class RowContext(NamedTuple):
    """What decides between indicators of one name: the unit of the row, and the indicator and group above it."""

    unit: str = ""
    parent: str = ""
    group: str = ""


class NameIndex:
    """The indicators by what a row may call them.

    What was looked up once is kept: thousands of rows may have one name, and thousands of indicators.
    """

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self.by_id = {item.id: item for item in indicators}
        self._by_name: dict[str, list[tuple[Indicator, str]]] = {}
        self._descriptions: dict[str, tuple[Message, Message]] = {}
        self._found: dict[tuple[str, ...], tuple[Indicator, ...]] = {}
        self._namesakes: dict[tuple[str, str], _Namesakes] = {}
        for item in indicators:
            for name in dict.fromkeys((item.id, *item.name.values(), *item.aliases)):
                self._by_name.setdefault(normalize_name(name), []).append((item, name))

    def match(self, text: str, context: RowContext = RowContext()) -> Indicator | None:  # noqa: B008
        """Return the indicator that a row calls `text`, or None; raises TrackerError if several have this name.

        A bullet or a number before the name, "of which", marks of footnotes, and the unit in brackets after the name
        are ignored.
        """
        text = " ".join(text.split())
        if text in self.by_id:
            return self.by_id[text]
        bare = BULLET.sub("", text, count=1)
        matches = self._look_up(text, bare, MARKS.sub("", bare))
        if not matches and (with_unit := _UNIT.fullmatch(MARKS.sub("", bare))):
            matches = self._look_up(with_unit[1], MARKS.sub("", with_unit[1]))
            matches = tuple(item for item in matches if item.unit and is_same_unit(with_unit[2], item))
        matches = matches or self._match_two_languages(MARKS.sub("", bare))
        if len(matches) > 1:
            matches = self._narrow(text, matches, context)
        if len(matches) > 1:
            raise make_error(
                msg("{wanted} matches {count} indicators", wanted=quote_text(text), count=len(matches)),
                msg("name one of {listed}", listed=format_ids(matches)),
            )
        return matches[0] if matches else None

    def find(self, text: str) -> Indicator | None:
        """Return the only indicator that is called `text`, or None."""
        try:
            return self.match(text) if text else None
        except TrackerError:
            return None

    def _match_two_languages(self, text: str) -> tuple[Indicator, ...]:
        """Return the indicators that both halves of a text name: "Tỷ lệ hộ nghèo - Poor households"."""
        if len(text) > _MAX_TWO_NAMES:
            return ()
        for separator in _BETWEEN_LANGUAGES.finditer(text):
            left, right = self._look_up(text[: separator.start()]), self._look_up(text[separator.end() :])
            if both := tuple(item for item in left if item in right):
                return both
        return ()

    def is_name(self, text: str) -> bool:
        """Whether a text is the name of an indicator, or of several."""
        bare = MARKS.sub("", BULLET.sub("", text.strip(), count=1))
        return text.strip() in self.by_id or bool(self._look_up(text, bare))

    def _look_up(self, *texts: str) -> tuple[Indicator, ...]:
        """Return the indicators of the first text that is a name, as it is or without "of which" before it."""
        if texts not in self._found:
            self._found[texts] = self._find_named(*texts)
        return self._found[texts]

    def _find_named(self, *texts: str) -> tuple[Indicator, ...]:
        for text in (*texts, *(_OF_WHICH.sub("", text.strip(), count=1) for text in texts)):
            named = self._by_name.get(normalize_name(text), ())
            accented = normalize_accents(text)
            exact = [item for item, name in named if normalize_accents(name) == accented]
            near = exact or [item for item, name in named if has_same_accents(name, text)]
            if near:
                return tuple({item.id: item for item in near}.values())
        return ()

    def _narrow(self, text: str, matches: tuple[Indicator, ...], context: RowContext) -> tuple[Indicator, ...]:
        """Return those of several indicators called `text` that fit the row: by its unit, then what is above it."""
        key = text, context.unit
        if key not in self._namesakes:
            by_unit = [item for item in matches if context.unit and item.unit and is_same_unit(context.unit, item)]
            self._namesakes[key] = _Namesakes(by_unit or matches)
        return self._namesakes[key].narrow(context)

    def describe_unknown(self, name: str) -> tuple[Message, Message]:
        """Return the error and the hint for a row with figures whose name is that of no indicator.

        To guess the indicator takes as long as reading thousands of rows: it is done once a name, for the first names.
        """
        may_guess = len(self._descriptions) < MAX_SUGGESTIONS
        if name not in self._descriptions and may_guess:
            self._descriptions[name] = self._describe(name, self._suggest_ids(normalize_name(name)))
        return self._descriptions.get(name) or self._describe(name, [])

    def _describe(self, name: str, ids: list[str]) -> tuple[Message, Message]:
        message = msg("no indicator is called {wanted}", wanted=quote_text(name))
        if not ids:
            return message, msg("add it to targets.toml, or leave such rows out with --skip-unknown")
        return message, msg(
            "if you mean {listed}, write this id instead of the name, or make the name an alias in targets.toml; "
            "else leave such rows out with --skip-unknown",
            listed=", ".join(ids[:5]),
        )

    def _suggest_ids(self, needle: str) -> list[str]:
        """Return the ids of the indicators that share a part of the name, else of those with the closest name."""
        is_long = len(needle) >= _MIN_HINT_LENGTH
        named = [items for name, items in self._by_name.items() if is_long and (needle in name or name in needle)]
        if not named and (closest := find_closest(needle, self._by_name)) and _is_near(needle, closest):
            named = [self._by_name[closest]]
        return list(dict.fromkeys(item.id for items in named for item, _ in items))


class _Namesakes:
    """Indicators of one name, and those of them below an indicator, in a group, or both."""

    def __init__(self, items: Iterable[Indicator]) -> None:
        self._items = tuple(items)
        self._by_place: dict[tuple[str, str], list[Indicator]] = {}
        for item in self._items:
            for place in {(item.parent, ""), ("", item.group), (item.parent, item.group)}:
                self._by_place.setdefault(place, []).append(item)

    def narrow(self, context: RowContext) -> tuple[Indicator, ...]:
        """Return those that have the parent of the row if some have it, and of them those in its group likewise."""
        if len(self._items) == 1:
            return self._items
        parent = context.parent if (context.parent, "") in self._by_place else ""
        rest = self._by_place[parent, ""] if parent else self._items
        if len(rest) == 1 or not context.group:
            return tuple(rest)
        return tuple(self._by_place.get((parent, context.group), rest))


def _is_near(one: str, other: str) -> bool:
    """Whether two names differ by a few letters only, so that one may be a slip of the other."""
    return SequenceMatcher(None, one, other).ratio() >= _NEAR
