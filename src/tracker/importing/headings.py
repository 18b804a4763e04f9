"""What the heading of a column means, in either language: the role of the column, its period, its status."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker.model import Period, ResultStatus
from tracker.periods import parse_period
from tracker.text import normalize_name

Role = Literal[
    "number", "indicator", "name", "period", "value", "unit", "status", "qualifier", "source", "note", "plan", "other"
]

FORM_PREFIX = "tracker:"
"""The prefix of the headings that a form has for the program: no user writes it by chance."""

_ROLE_WORDS: dict[Role, tuple[str, ...]] = {
    "number": ("stt", "tt", "so tt", "no", "no."),
    "indicator": ("indicator", "id", "ma", "ma chi tieu", "ma so", "code"),
    "name": (
        "name", "chi tieu", "ten chi tieu", "ten", "noi dung", "noi dung chi tieu", "chi tieu chu yeu",
        "cac chi tieu", "cac chi tieu chu yeu", "indicator name",
    ),
    "period": ("period", "year", "nam", "ky", "ky bao cao", "thoi ky", "thoi gian", "nam bao cao"),
    "value": (
        "value", "result", "actual", "gia tri", "thuc hien", "ket qua", "ket qua thuc hien", "so lieu", "kq", "th",
    ),
    "unit": ("unit", "don vi", "don vi tinh", "dvt", "dv tinh"),
    "status": ("status", "value status", "value_status", "trang thai", "loai so", "loai so lieu", "tinh chat so lieu"),
    "qualifier": ("qualifier", "dau", "can"),
    "source": ("source", "nguon", "nguon so lieu", "can cu"),
    "note": ("note", "notes", "ghi chu", "remark", "remarks"),
    "plan": (
        "plan", "ke hoach", "kh", "ke hoach nam", "chi tieu ke hoach", "muc tieu", "target", "chi tieu giao",
        "ke hoach giao", "kh giao",
    ),
}  # fmt: skip
_ROLES: dict[str, Role] = {word: role for role, words in _ROLE_WORDS.items() for word in words}
_STATUS_WORDS: dict[str, ResultStatus | None] = {
    "": None, "thuc hien": None, "th": None, "ket qua": None, "ket qua thuc hien": None, "kq": None, "so lieu": None,
    "gia tri": None, "actual": None, "result": None, "value": None,
    "uoc": "estimate", "uoc thuc hien": "estimate", "uoc th": "estimate", "uoc dat": "estimate",
    "uoc tinh": "estimate", "estimate": "estimate", "estimated": "estimate", "so uoc": "estimate",
    "th uoc": "estimate", "thuc hien uoc": "estimate", "thuc hien so bo": "preliminary",
    "so bo": "preliminary", "preliminary": "preliminary", "so so bo": "preliminary",
    "chinh thuc": "final", "final": "final", "so chinh thuc": "final", "thuc hien chinh thuc": "final",
    "du bao": "forecast", "forecast": "forecast",
    "ca": None, "thuc hien ca": None, "th ca": None, "uoc ca": "estimate", "uoc thuc hien ca": "estimate",
    "uoc th ca": "estimate",
}  # fmt: skip
_MAX_LENGTH = 200
"""Characters of a heading: a longer text is not a heading."""
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?(?:thang|months?|t)\b(?: dau)?(?: of)?(?! \d)")
_FILLER_WORDS = re.compile(r"\b(?:nam|year|cua)\b|[()\[\]/:,;.–-]")


class ColumnHeading(NamedTuple):
    """The role of a column; for a column of results also the period and the status if the heading names them."""

    role: Role
    period: Period | None = None
    status: ResultStatus | None = None


@lru_cache(maxsize=1024)  # a wide sheet repeats the same texts very often
def parse_heading(text: str) -> ColumnHeading:
    """Return what a heading means; the role is `other` if the program does not use the column."""
    if text.startswith(FORM_PREFIX):
        return _parse_form_heading(text.removeprefix(FORM_PREFIX))
    if len(text) > _MAX_LENGTH:
        return ColumnHeading("other")
    bare = " ".join(normalize_name(text).split())
    role = _ROLES.get(bare) or _ROLES.get(bare.rstrip(" :.*"))
    if role:
        return ColumnHeading(role)
    return _parse_dated_heading(text.strip(), bare)


def _parse_form_heading(text: str) -> ColumnHeading:
    role, _, period = text.partition(":")
    known = next((each for each in _ROLE_WORDS if each == role), None)
    return ColumnHeading(known, parse_period(period)) if known else ColumnHeading("other")


def _parse_dated_heading(text: str, bare: str) -> ColumnHeading:
    """Return what a heading with a year in it means: `TH 2023`, `6 tháng 2024`, `KH 2024`, `2024-06`."""
    period, rest = _extract_period(text, bare)
    if period is None:
        return ColumnHeading("other")
    if rest in _ROLE_WORDS["plan"]:
        return ColumnHeading("plan", period)
    return ColumnHeading("value", period, _STATUS_WORDS[rest]) if rest in _STATUS_WORDS else ColumnHeading("other")


def _extract_period(text: str, bare: str) -> tuple[Period | None, str]:
    """Return the one period that a text names, and the other words of the text."""
    if period := parse_period(text):
        return period, ""
    years = _YEAR.findall(bare)
    if len(years) != 1:
        return None, bare
    year, rest = int(years[0]), _YEAR.sub(" ", bare)
    spaced = " ".join(_FILLER_WORDS.sub(" ", rest).split())
    months = _MONTHS.search(spaced)
    if not months:
        return Period(year), spaced
    rest = " ".join(_MONTHS.sub(" ", spaced).split())
    month = int(months[1])
    if not 1 <= month <= 12:
        return None, bare
    return Period(year, month if month < 12 else 0), rest


def parse_period_words(text: str) -> Period | None:
    """Return the period that a cell names in figures or in words (`2024`, `Năm 2024`, `6 tháng 2024`), or None."""
    period, rest = _extract_period(text.strip(), " ".join(normalize_name(text).split()))
    return period if not rest else None
