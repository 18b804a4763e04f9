"""The names of areas and parts."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.i18n import N_, Language
from tracker.model import Register
from tracker.model.scopes import Scope
from tracker.numbers import count_decimals
from tracker.text import sanitize_text

if TYPE_CHECKING:
    from tracker.model.areas import Area, Successor


def format_name(area: "Area", language: Language) -> str:
    """Return the name of an area on one line."""
    return sanitize_text(language.pick_text(area.name))


def format_links(links: "Iterable[Successor]", areas: "Mapping[str, Area]", language: Language) -> str:
    """Return the names of areas with their ids, and with the share that passed if it was not the whole."""
    texts = []
    for link in links:
        inner = link.area
        if link.share != 1:
            percent = (link.share * 100).normalize()
            inner += f", {language.format_number(percent, count_decimals(percent))}%"
        texts.append(f"{format_name(areas[link.area], language)} ({inner})")
    return ", ".join(texts)


def format_area(register: Register, area: str, language: Language) -> str:
    """Return the name of an area; "" is the folder's own, which has none."""
    known = register.areas.get(area)
    return sanitize_text(language.pick_text(known.name) or known.id) if known else area


def format_parts(register: Register, scope: Scope, language: Language) -> str:
    """Return the names of the parts of a scope, or "" for the total."""
    dimensions = {item.id: item for item in register.dimensions}
    names = []
    for name, value in scope.parts:
        texts = dimensions[name].values.get(value, {}) if name in dimensions else {}
        names.append(sanitize_text(language.pick_text(texts) or value))
    return ", ".join(names)


def format_scope(register: Register, scope: Scope, language: Language) -> str:
    """Return the names of the area and the parts of a scope, or "" for the folder's own total."""
    names = [format_area(register, scope.area, language), format_parts(register, scope, language)]
    return ", ".join(filter(None, names))


def format_scope_heading(register: Register, scope: Scope, language: Language) -> str:
    """Return what stands above the figures of a scope: its names, or the total."""
    return format_scope(register, scope, language) or language.translate(N_("Total"))
