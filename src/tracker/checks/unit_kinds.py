"""Recognise shares of a whole and counts by the unit and the name of an indicator, in both languages.

Only certain cases: a rate of change, an index or a percentage of a plan may be below 0 or above 100 %.
"""

import re

from tracker.model import Indicator
from tracker.text import normalize_name

_WORD = re.compile(r"[a-z0-9%]+")
_CHANGE_WORDS = (
    "tang", "giam", "toc do", "bien dong", "chenh lech", "so voi", "cung ky", "chi so", "thay doi", "chuyen dich",
    "ke hoach", "du toan", "thuc hien", "hoan thanh", "no", "tho", "boi chi", "thang du", "loi nhuan", "sinh loi",
    "lai suat", "lam phat", "gdp", "grdp", "cpi", "nam", "thang", "quy", "diem", "can doi", "so du",
    "growth", "increase", "decrease", "reduction", "rise", "fall", "change", "index", "compared", "relative", "gross",
    "plan", "planned", "budgeted", "budget", "execution", "completion", "debt", "deficit", "surplus", "profit",
    "return", "interest", "inflation", "net", "balance", "year", "annum", "annual", "month", "quarter", "point",
    "points", "ratio", "coverage",
)  # fmt: skip
_COUNT_UNITS = (
    "nguoi", "ho", "ho gia dinh", "du an", "doanh nghiep", "hop tac xa", "to chuc", "to chuc dang", "dang vien",
    "xa", "phuong", "thon", "truong", "lop", "giuong", "giuong benh", "bac si", "lao dong", "hoc sinh", "viec lam",
    "can", "can ho", "san pham", "km", "ha", "m2", "tan",
    "people", "persons", "person", "households", "projects", "enterprises", "cooperatives", "organisations",
    "organizations", "members", "communes", "wards", "villages", "schools", "classes", "beds", "doctors", "workers",
    "pupils", "students", "jobs", "dwellings", "products", "hectares", "tonnes", "tons",
)  # fmt: skip
_MULTIPLIER = re.compile(r"^(?:[0-9., ]+|nghin |ngan |van |trieu |thousand |million )+")


def is_share(indicator: Indicator) -> bool:
    """Whether the values are shares of a whole, so that they are between 0 and 100 %."""
    units = [normalize_name(text) for text in indicator.unit.values()]
    is_percent = any(text.startswith("%") or text in ("phan tram", "percent", "per cent") for text in units)
    return is_percent and not _is_change(indicator)


def is_count(indicator: Indicator) -> bool:
    """Whether the values count or weigh things, so that they cannot be below 0."""
    units = [_MULTIPLIER.sub("", normalize_name(text)) for text in indicator.unit.values()]
    is_amount = indicator.measure in ("level", "total", "mean", "every_year", "growth")
    return is_amount and any(text in _COUNT_UNITS for text in units) and not _is_change(indicator)


def _is_change(indicator: Indicator) -> bool:
    """Whether a word of the unit or the name means a change, an index or a comparison."""
    texts = [*indicator.unit.values(), *indicator.name.values()]
    words = [f" {' '.join(_WORD.findall(normalize_name(text)))} " for text in texts]
    return any(f" {word} " in text for word in _CHANGE_WORDS for text in words)
