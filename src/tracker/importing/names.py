"""Which indicator a row of a sheet is about: by its id or its whole name, without regard to case and accents.

A part of a name is not enough here: "Tổng" in a row of totals would else be taken for the only name that holds it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tracker.errors import Message, closest, failure, msg
from tracker.fields import quoted
from tracker.language import folded
from tracker.model import Indicator

_BULLET = re.compile(r"(?:[-–—+*•]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|\(?[a-zđ][.)])\s+|[-–—+*•]", re.IGNORECASE)
_OF_WHICH = re.compile(r"(?:trong do|of which|tr\.? ?do)\s*:?\s*")
_TELLING = 4
"""How many letters a part of a name must have to hint at it."""
_UNIT = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*")


class Names(NamedTuple):
    """The indicators by what a row may call them."""

    exact: Mapping[str, Indicator]
    by_name: Mapping[str, tuple[Indicator, ...]]


def names_of(indicators: tuple[Indicator, ...]) -> Names:
    """Return the names under which each indicator is found."""
    by_name: dict[str, tuple[Indicator, ...]] = {}
    for item in indicators:
        for name in {folded(item.id), *(folded(name) for name in item.name.values())}:
            by_name[name] = (*by_name.get(name, ()), item)
    return Names({item.id: item for item in indicators}, by_name)


def find(names: Names, text: str) -> Indicator | None:
    """Return the indicator that a row calls `text`, or None; raises TrackerError where several are called so.

    A bullet or a number before the name, "of which", and the unit in brackets behind it do not matter.
    """
    if text.strip() in names.exact:
        return names.exact[text.strip()]
    bare = _BULLET.sub("", text.strip(), count=1)
    found = next((items for key in _keys(text, bare) if (items := names.by_name.get(key))), ())
    if not found and (with_unit := _UNIT.fullmatch(bare)):
        items = next((items for key in _keys(with_unit[1]) if (items := names.by_name.get(key))), ())
        found = tuple(item for item in items if item.unit and same_unit(with_unit[2], item))
    if len(found) > 1:
        listed = ", ".join(item.id for item in found)
        raise failure(
            msg("{wanted} fits {count} indicators", wanted=quoted(text), count=len(found)),
            msg("name one of {listed}", listed=listed),
        )
    return found[0] if found else None


def _keys(*texts: str) -> tuple[str, ...]:
    """Return the forms in which a name is looked up: as it is, and without an "of which" before it."""
    keys = [folded(text) for text in texts]
    return tuple(dict.fromkeys([*keys, *(_OF_WHICH.sub("", key, count=1) for key in keys)]))


def unknown(names: Names, text: str, *, guess: bool = True) -> tuple[Message, Message]:
    """Return what to say of a row with figures whose name is not that of an indicator.

    To `guess` what is meant takes as long as reading thousands of rows.
    """
    message = msg("no indicator is called {wanted}", wanted=quoted(text))
    if guess and (meant := _meant(names, folded(text))):
        return message, msg(
            "if {listed} is meant, write this id in the place of the name; else take the row out",
            listed=", ".join(list(meant)[:5]),
        )
    return message, msg("add it to targets.toml, or take the row out of the sheet")


def _meant(names: Names, needle: str) -> dict[str, None]:
    """Return the ids of the indicators with a part of the name in common, else of those with the most similar name."""
    is_telling = len(needle) >= _TELLING
    parts = [item.id for name, (item, *_) in names.by_name.items() if is_telling and (needle in name or name in needle)]
    if not parts and (near := closest(needle, names.by_name)):
        parts = [item.id for item in names.by_name[near]]
    return dict.fromkeys(parts)


def same_unit(unit: str, indicator: Indicator) -> bool:
    """Whether the unit that a sheet names is that of the indicator; `%` alone stands for every rate in percent."""
    known = {_plain_unit(text) for text in indicator.unit.values()}
    wanted = _plain_unit(unit)
    return not known or wanted in known or (wanted == "%" and any(text[:1] == "%" for text in known))


def _plain_unit(unit: str) -> str:
    return folded(unit).replace("ty ", "ti ").replace(" ", "")
