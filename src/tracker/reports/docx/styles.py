"""The styles of a Word document: those of a template are kept, missing ones are added."""

import copy
from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from tracker.errors import require_extra
from tracker.reports.templates import MISSING_LIBRARY

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINKS = ("basedOn", "next", "link")


def qualify_name(tag: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return _WORD + tag


def add_missing_styles(styles: Any, shipped: bytes) -> Mapping[tuple[str, str], str]:  # noqa: ANN401 (an element of lxml)
    """Add the shipped styles that a document lacks; return the ids of all by type and name.

    Word writes other ids in each of its languages, so styles are matched by name, without regard to case.
    """
    source = require_extra("docx.oxml.parser", "report", MISSING_LIBRARY).parse_xml(shipped)
    ids = {_get_style_key(each): each.get(_STYLE_ID) for each in styles.findall(_STYLE)}
    used, names, added = set(ids.values()), {}, []
    for each in source.findall(_STYLE):
        key = names[each.get(_STYLE_ID)] = _get_style_key(each)
        if key in ids:
            continue
        fresh = copy.deepcopy(each)
        ids[key] = _make_free_id(each.get(_STYLE_ID), used)
        used.add(ids[key])
        fresh.set(_STYLE_ID, ids[key])
        if fresh.get(_DEFAULT) and _has_default(styles, fresh.get(_TYPE)):
            del fresh.attrib[_DEFAULT]
        added.append(fresh)
    for fresh in added:
        for link in _LINKS:
            for element in fresh.findall(qualify_name(link)):
                element.set(_VALUE, ids[names[element.get(_VALUE)]])
        styles.append(fresh)
    return ids


def find_language(styles: Any) -> str:  # noqa: ANN401
    """Return the language that the styles of a document name, or ""."""
    element = styles.find(f"{qualify_name('docDefaults')}//{qualify_name('lang')}")
    return (element.get(_VALUE) or "") if element is not None else ""


def _get_style_key(style: Any) -> tuple[str, str]:  # noqa: ANN401
    name = style.find(qualify_name("name"))
    return style.get(_TYPE) or "paragraph", (name.get(_VALUE) if name is not None else "").lower()


def _has_default(styles: Any, kind: str) -> bool:  # noqa: ANN401
    return any(each.get(_TYPE) == kind and each.get(_DEFAULT) for each in styles.findall(_STYLE))


def _make_free_id(style_id: str, used_ids: set[str]) -> str:
    """Return an id that no other style has."""
    numbered = (f"{style_id}{number}" for number in count(2))
    return next(each for each in chain([style_id], numbered) if each not in used_ids)


_STYLE, _STYLE_ID, _TYPE, _DEFAULT, _VALUE = map(qualify_name, ("style", "styleId", "type", "default", "val"))
