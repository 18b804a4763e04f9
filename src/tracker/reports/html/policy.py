"""The content security policy of the page: the program puts it in, whatever the template says, and checks the page.

A policy in the page holds for what stands after it, so a page must begin as the program expects. What a policy does
not forbid, such as moving on to another page, is refused here.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from tracker.errors import Location, Message, make_error, msg

_ATTRIBUTES = r'(?:\s+(?:lang|dir|class|id)\s*=\s*(?:"[^"<>]*"|[\w-]+))*\s*'
_BEGINNING = re.compile(
    rf"\A\s*<!doctype\s+html\s*>\s*<html{_ATTRIBUTES}>\s*<head\s*>(?:\s*<meta\s+charset\s*=\s*\"?utf-8\"?\s*/?>)?",
    re.IGNORECASE,
)
_LOADING = frozenset(
    (
        "action",
        "background",
        "cite",
        "classid",
        "codebase",
        "data",
        "formaction",
        "icon",
        "longdesc",
        "manifest",
        "ping",
        "poster",
        "profile",
        "src",
        "srcdoc",
        "srcset",
        "usemap",
    )
)
_LINKS = ("a", "area")
_ALLOWED_ADDRESSES = ("data:image/", "#")
_LINK_SCHEMES = ("http://", "https://", "mailto:", "#")
_REFUSED_TAGS = frozenset(("applet", "base", "embed", "frame", "frameset", "iframe", "object", "portal", "link"))
_STYLE_LOADS = re.compile(r"@import|url\(\s*[\"']?(?!data:|#|[\"'\s])", re.IGNORECASE)


def build_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Return a content security policy that allows only these styles and scripts, and loads nothing."""
    rules = {
        "default-src": ["'none'"],
        "style-src": map(_hash_text, styles),
        "script-src": map(_hash_text, scripts),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([name, *allowed]) for name, allowed in rules.items())


def _hash_text(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def insert_policy(page: str, policy: str, template: str) -> str:
    """Return a page with the policy at the beginning of its head.

    Raises TrackerError, which names the file `template`, if the page begins otherwise than a page does.
    """
    found = _BEGINNING.match(page)
    if not found:
        message = msg("the page must begin with {beginning}", beginning='<!DOCTYPE html><html lang="vi"><head>')
        raise make_error(message, location=Location(template))
    at = found.end()
    return f'{page[:at]}\n<meta http-equiv="Content-Security-Policy" content="{_escape(policy)}">{page[at:]}'


def _escape(policy: str) -> str:
    return policy.replace("'", "&#39;")


def check_style(text: str, path: str) -> None:
    """Raise TrackerError if a style sheet loads something."""
    if found := _STYLE_LOADS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = msg("loads something from outside the page: {found}", found=found.group())
        raise make_error(message, _make_hint(), location=Location(path, line))


def check_page(page: str, template: str) -> None:
    """Raise TrackerError, which names the file `template`, if a page loads something or moves on to another page."""
    checker = _PageChecker()
    checker.feed(page)
    checker.close()
    if checker.found:
        message = msg("loads something from outside the page: {found}", found=checker.found)
        raise make_error(message, _make_hint(), location=Location(template))


def _make_hint() -> Message:
    return msg("a page loads nothing: put pictures in as data: addresses, and styles into report.css")


class _PageChecker(HTMLParser):
    """Finds the first element that loads something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        if self.found:
            return
        values = {name: "".join((value or "").split()).lower() for name, value in attrs}
        if tag in _REFUSED_TAGS or (tag == "meta" and "http-equiv" in values and not _is_policy(values)):
            self.found = f"<{tag}>"
        for name, value in values.items():
            if name.startswith("on") or (name in _LOADING and value and not value.startswith(_ALLOWED_ADDRESSES)):
                self.found = f"<{tag} {name}>"
            if name.rpartition(":")[2] == "href" and not _is_link_allowed(tag, value):
                self.found = f"<{tag} {name}>"

    def handle_comment(self, data: str) -> None:
        """Look at a comment: a browser ends one earlier than this parser in these cases."""
        if "--!" in data or data.startswith((">", "->")):
            self.found = self.found or "<!-- -->"


def _is_policy(values: dict[str, str]) -> bool:
    return values["http-equiv"] == "content-security-policy"


def _is_link_allowed(tag: str, address: str) -> bool:
    if tag not in _LINKS:
        return address.startswith(_ALLOWED_ADDRESSES)
    return address.startswith(_LINK_SCHEMES) or ":" not in address
