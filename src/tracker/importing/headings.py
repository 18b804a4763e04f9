"""What the heading of a column says, in either language: what stands beneath it, for which period, how certain."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker.language import folded
from tracker.model import ResultStatus
from tracker.periods import Period, parse_period

Role = Literal[
    "number", "indicator", "name", "period", "value", "unit", "status", "qualifier", "source", "note", "plan", "other"
]

MARK = "tracker:"
"""What the headings begin with that a form carries for the program: no user writes it by chance."""

_WORDS: dict[Role, tuple[str, ...]] = {
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
_ROLES: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words}
_KINDS: dict[str, ResultStatus | None] = {
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
_LONGEST = 200
"""Characters of a heading: what is longer is no heading, and is not looked at."""
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?(?:thang|months?|t)\b(?: dau)?(?: of)?(?! \d)")
_FILLING = re.compile(r"\b(?:nam|year|cua)\b|[()\[\]/:,;.–-]")


class Heading(NamedTuple):
    """What stands in a column. Of a column of results: for which period, and how certain, where the heading says it."""

    role: Role
    period: Period | None = None
    status: ResultStatus | None = None


@lru_cache(maxsize=1024)  # a wide sheet asks of the same text very often
def heading(text: str) -> Heading:
    """Return what a heading means; `other` where the program has no use for the column."""
    if text.startswith(MARK):
        return _marked(text.removeprefix(MARK))
    if len(text) > _LONGEST:
        return Heading("other")
    bare = " ".join(folded(text).split())
    role = _ROLES.get(bare) or _ROLES.get(bare.rstrip(" :.*"))
    if role:
        return Heading(role)
    return _dated(text.strip(), bare)


def _marked(text: str) -> Heading:
    role, _, period = text.partition(":")
    named = next((known for known in _WORDS if known == role), None)
    return Heading(named, parse_period(period)) if named else Heading("other")


def _dated(text: str, bare: str) -> Heading:
    """Return what a heading with a year in it means: `TH 2023`, `6 tháng 2024`, `KH 2024`, `2024-06`."""
    period, rest = _period_in(text, bare)
    if period is None:
        return Heading("other")
    if rest in _WORDS["plan"]:
        return Heading("plan", period)
    return Heading("value", period, _KINDS[rest]) if rest in _KINDS else Heading("other")


def _period_in(text: str, bare: str) -> tuple[Period | None, str]:
    """Return the one period that a text names, and the words about it."""
    if period := parse_period(text):
        return period, ""
    years = _YEAR.findall(bare)
    if len(years) != 1:
        return None, bare
    year, rest = int(years[0]), _YEAR.sub(" ", bare)
    spaced = " ".join(_FILLING.sub(" ", rest).split())
    months = _MONTHS.search(spaced)
    if not months:
        return Period(year), spaced
    rest = " ".join(_MONTHS.sub(" ", spaced).split())
    month = int(months[1])
    if not 1 <= month <= 12:
        return None, bare
    return Period(year, month if month < 12 else 0), rest


def read_period_words(text: str) -> Period | None:
    """Return the period that a cell names in figures or in words (`2024`, `Năm 2024`, `6 tháng 2024`), or None."""
    period, rest = _period_in(text.strip(), " ".join(folded(text).split()))
    return period if not rest else None
