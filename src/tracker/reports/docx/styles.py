"""The styles of a Word document: those of an office's template are kept, and those that it lacks are added."""

import copy
from collections.abc import Mapping
from typing import Any

from tracker.extras import require_extra
from tracker.reports.templates import MISSING_LIBRARY

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINKS = ("basedOn", "next", "link")


def qualify_name(tag: str) -> str:
    """Return the whole name of an element or an attribute of WordprocessingML."""
    return _WORD + tag


def add_missing_styles(styles: Any, shipped: bytes) -> Mapping[tuple[str, str], str]:  # noqa: ANN401 (an element of lxml)
    """Add those of the shipped styles to a document that it lacks; return the ids of all by type and name.

    Word writes other ids in each of its languages: styles are known by their names, in any case of letters.
    """
    own = require_extra("docx.oxml.parser", "report", MISSING_LIBRARY)
    source = own.parse_xml(shipped)
    ids = {_get_style_key(each): each.get(qualify_name("styleId")) for each in styles.findall(qualify_name("style"))}
    taken, names, added = set(ids.values()), {}, []
    for each in source.findall(qualify_name("style")):
        names[each.get(qualify_name("styleId"))] = _get_style_key(each)
        if _get_style_key(each) in ids:
            continue
        fresh = copy.deepcopy(each)
        fresh.set(qualify_name("styleId"), _make_free_id(each.get(qualify_name("styleId")), taken))
        if fresh.get(qualify_name("default")) and _has_default(styles, fresh.get(qualify_name("type"))):
            del fresh.attrib[qualify_name("default")]
        ids[_get_style_key(each)] = fresh.get(qualify_name("styleId"))
        taken.add(ids[_get_style_key(each)])
        added.append(fresh)
    for fresh in added:
        for link in _LINKS:
            for found in fresh.findall(qualify_name(link)):
                found.set(qualify_name("val"), ids[names[found.get(qualify_name("val"))]])
        styles.append(fresh)
    return ids


def find_language(styles: Any) -> str:  # noqa: ANN401
    """Return the language of a document by its styles, "" where they name none."""
    found = styles.find(f"{qualify_name('docDefaults')}//{qualify_name('lang')}")
    return (found.get(qualify_name("val")) or "") if found is not None else ""


def _get_style_key(style: Any) -> tuple[str, str]:  # noqa: ANN401
    called = style.find(qualify_name("name"))
    return style.get(qualify_name("type")) or "paragraph", (
        called.get(qualify_name("val")) if called is not None else ""
    ).lower()


def _has_default(styles: Any, kind: str) -> bool:  # noqa: ANN401
    return any(
        each.get(qualify_name("type")) == kind and each.get(qualify_name("default"))
        for each in styles.findall(qualify_name("style"))
    )


def _make_free_id(style_id: str, used_ids: set[str]) -> str:
    """Return an id that no other style has."""
    found, number = style_id, 1
    while found in used_ids:
        number += 1
        found = f"{style_id}{number}"
    return found
