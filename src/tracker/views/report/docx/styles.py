"""The styles of a Word document: those of an office's template are kept, and those that it lacks are added."""

import copy
from collections.abc import Mapping
from typing import Any

from tracker.extras import need
from tracker.views.report.templates import NEEDS

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINKS = ("basedOn", "next", "link")


def name(tag: str) -> str:
    """Return the whole name of an element or an attribute of WordprocessingML."""
    return _WORD + tag


def completed(styles: Any, shipped: bytes) -> Mapping[tuple[str, str], str]:  # noqa: ANN401 (an element of lxml)
    """Add those of the shipped styles to a document that it lacks; return the ids of all by type and name.

    Word writes other ids in each of its languages: styles are known by their names, in any case of letters.
    """
    own = need("docx.oxml.parser", "report", NEEDS)
    source = own.parse_xml(shipped)
    ids = {_key(each): each.get(name("styleId")) for each in styles.findall(name("style"))}
    taken, names, added = set(ids.values()), {}, []
    for each in source.findall(name("style")):
        names[each.get(name("styleId"))] = _key(each)
        if _key(each) in ids:
            continue
        fresh = copy.deepcopy(each)
        fresh.set(name("styleId"), _free(each.get(name("styleId")), taken))
        if fresh.get(name("default")) and _has_default(styles, fresh.get(name("type"))):
            del fresh.attrib[name("default")]
        ids[_key(each)] = fresh.get(name("styleId"))
        taken.add(ids[_key(each)])
        added.append(fresh)
    for fresh in added:
        for link in _LINKS:
            for found in fresh.findall(name(link)):
                found.set(name("val"), ids[names[found.get(name("val"))]])
        styles.append(fresh)
    return ids


def spoken(styles: Any) -> str:  # noqa: ANN401
    """Return the language of a document by its styles, "" where they name none."""
    found = styles.find(f"{name('docDefaults')}//{name('lang')}")
    return (found.get(name("val")) or "") if found is not None else ""


def _key(style: Any) -> tuple[str, str]:  # noqa: ANN401
    called = style.find(name("name"))
    return style.get(name("type")) or "paragraph", (called.get(name("val")) if called is not None else "").lower()


def _has_default(styles: Any, kind: str) -> bool:  # noqa: ANN401
    return any(each.get(name("type")) == kind and each.get(name("default")) for each in styles.findall(name("style")))


def _free(wanted: str, taken: set[str]) -> str:
    """Return an id that no other style has."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}{number}"
    return found
