"""Which indicator a row of a sheet is about: by its id or its whole name, without regard to case and accents.

A part of a name is not enough here: "Tổng" in a row of totals would else be taken for the only name that holds it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import Message, find_closest, make_error, msg, quote_text
from tracker.model import Indicator
from tracker.text import normalize_name

_BULLET = re.compile(r"(?:[-–—+*•]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ][.)])\s+|[-–—+*•]", re.IGNORECASE)
_OF_WHICH = re.compile(r"(?:trong do|of which|tr\.? ?do)\s*:?\s*")
_MIN_HINT_LENGTH = 4
"""How many letters a part of a name must have to hint at it."""
_UNIT = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*")


class NameIndex(NamedTuple):
    """The indicators by what a row may call them."""

    exact: Mapping[str, Indicator]
    by_name: Mapping[str, tuple[Indicator, ...]]


def build_name_index(indicators: tuple[Indicator, ...]) -> NameIndex:
    """Return the names under which each indicator is found."""
    by_name: dict[str, tuple[Indicator, ...]] = {}
    for item in indicators:
        for name in {normalize_name(item.id), *(normalize_name(name) for name in item.name.values())}:
            by_name[name] = (*by_name.get(name, ()), item)
    return NameIndex({item.id: item for item in indicators}, by_name)


def match_indicator(names: NameIndex, text: str) -> Indicator | None:
    """Return the indicator that a row calls `text`, or None; raises TrackerError where several are called so.

    A bullet or a number before the name, "of which", and the unit in brackets behind it do not matter.
    """
    if text.strip() in names.exact:
        return names.exact[text.strip()]
    bare = _BULLET.sub("", text.strip(), count=1)
    found = next((items for key in _make_keys(text, bare) if (items := names.by_name.get(key))), ())
    if not found and (with_unit := _UNIT.fullmatch(bare)):
        items = next((items for key in _make_keys(with_unit[1]) if (items := names.by_name.get(key))), ())
        found = tuple(item for item in items if item.unit and is_same_unit(with_unit[2], item))
    if len(found) > 1:
        listed = ", ".join(item.id for item in found)
        raise make_error(
            msg("{wanted} fits {count} indicators", wanted=quote_text(text), count=len(found)),
            msg("name one of {listed}", listed=listed),
        )
    return found[0] if found else None


def _make_keys(*texts: str) -> tuple[str, ...]:
    """Return the forms in which a name is looked up: as it is, and without an "of which" before it."""
    keys = [normalize_name(text) for text in texts]
    return tuple(dict.fromkeys([*keys, *(_OF_WHICH.sub("", key, count=1) for key in keys)]))


def describe_unknown_name(names: NameIndex, text: str, *, guess: bool = True) -> tuple[Message, Message]:
    """Return what to say of a row with figures whose name is not that of an indicator.

    To `guess` what is meant takes as long as reading thousands of rows.
    """
    message = msg("no indicator is called {wanted}", wanted=quote_text(text))
    if guess and (meant := _suggest_ids(names, normalize_name(text))):
        return message, msg(
            "if {listed} is meant, write this id in the place of the name; else take the row out",
            listed=", ".join(list(meant)[:5]),
        )
    return message, msg("add it to targets.toml, or take the row out of the sheet")


def _suggest_ids(names: NameIndex, needle: str) -> dict[str, None]:
    """Return the ids of the indicators with a part of the name in common, else of those with the most similar name."""
    is_telling = len(needle) >= _MIN_HINT_LENGTH
    parts = [item.id for name, (item, *_) in names.by_name.items() if is_telling and (needle in name or name in needle)]
    if not parts and (near := find_closest(needle, names.by_name)):
        parts = [item.id for item in names.by_name[near]]
    return dict.fromkeys(parts)


def is_same_unit(unit: str, indicator: Indicator) -> bool:
    """Whether the unit that a sheet names is that of the indicator; `%` alone stands for every rate in percent."""
    known = {_normalize_unit(text) for text in indicator.unit.values()}
    wanted = _normalize_unit(unit)
    return not known or wanted in known or (wanted == "%" and any(text[:1] == "%" for text in known))


def _normalize_unit(unit: str) -> str:
    return normalize_name(unit).replace("ty ", "ti ").replace(" ", "")
