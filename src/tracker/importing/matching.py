"""Which indicator a row of a sheet is about: by its id or its whole name, ignoring case and accents.

A part of a name is not enough: "Tổng" in a row of totals would match the only name that contains it.
"""

import re

from tracker.errors import MAX_SUGGESTIONS, Message, find_closest, make_error, msg, quote_text
from tracker.model import Indicator
from tracker.text import normalize_name

_BULLET = re.compile(r"(?:[-–—+*•]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ][.)])\s+|[-–—+*•]", re.IGNORECASE)
_OF_WHICH = re.compile(r"(?:trong do|of which|tr\.? ?do)\s*:?\s*")
_MIN_HINT_LENGTH = 4
"""Letters that a part of a name must have to suggest this name."""
_UNIT = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*")


class NameIndex:
    """The indicators by what a row may call them."""

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        self.by_id = {item.id: item for item in indicators}
        self._by_name: dict[str, tuple[Indicator, ...]] = {}
        self._descriptions: dict[str, tuple[Message, Message]] = {}
        for item in indicators:
            for name in {normalize_name(item.id), *(normalize_name(name) for name in item.name.values())}:
                self._by_name[name] = (*self._by_name.get(name, ()), item)

    def match(self, text: str) -> Indicator | None:
        """Return the indicator that a row calls `text`, or None; raises TrackerError if several have this name.

        A bullet or a number before the name, "of which", and the unit in brackets after the name are ignored.
        """
        if text.strip() in self.by_id:
            return self.by_id[text.strip()]
        bare = _BULLET.sub("", text.strip(), count=1)
        matches = self._look_up(text, bare)
        if not matches and (with_unit := _UNIT.fullmatch(bare)):
            matches = self._look_up(with_unit[1])
            matches = tuple(item for item in matches if item.unit and is_same_unit(with_unit[2], item))
        if len(matches) > 1:
            raise make_error(
                msg("{wanted} matches {count} indicators", wanted=quote_text(text), count=len(matches)),
                msg("name one of {listed}", listed=", ".join(item.id for item in matches)),
            )
        return matches[0] if matches else None

    def _look_up(self, *texts: str) -> tuple[Indicator, ...]:
        """Return the indicators of the first text that is a name, as it is or without "of which" before it."""
        keys = [normalize_name(text) for text in texts]
        keys += [_OF_WHICH.sub("", key, count=1) for key in keys]
        return next((self._by_name[key] for key in keys if key in self._by_name), ())

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
            return message, msg("add it to targets.toml, or remove the row from the sheet")
        listed = ", ".join(ids[:5])
        return message, msg(
            "if you mean {listed}, write this id instead of the name; else remove the row", listed=listed
        )

    def _suggest_ids(self, needle: str) -> list[str]:
        """Return the ids of the indicators that share a part of the name, else of those with the closest name."""
        is_long = len(needle) >= _MIN_HINT_LENGTH
        ids = [items[0].id for name, items in self._by_name.items() if is_long and (needle in name or name in needle)]
        if not ids and (closest := find_closest(needle, self._by_name)):
            ids = [item.id for item in self._by_name[closest]]
        return list(dict.fromkeys(ids))


def is_same_unit(unit: str, indicator: Indicator) -> bool:
    """Whether a unit in a sheet is that of the indicator; `%` alone matches every rate in percent."""
    known = {_normalize_unit(text) for text in indicator.unit.values()}
    given = _normalize_unit(unit)
    return not known or given in known or (given == "%" and any(text[:1] == "%" for text in known))


def _normalize_unit(unit: str) -> str:
    return normalize_name(unit).replace("ty ", "ti ").replace(" ", "")
