"""Whether a unit in a sheet is that of an indicator, in the spellings that offices use."""

import re
import unicodedata

from tracker.model import Indicator
from tracker.text import normalize_name

_SUPERSCRIPTS = str.maketrans("\u00b2\u00b3", "23")
_WORDS = {
    "ti": "ty", "tr": "trieu", "ngan": "nghin", "ng": "nguoi", "d": "dong", "vnd": "dong", "₫": "dong", "$": "usd",
    "phantram": "%", "percent": "%", "pct": "%", "bn": "billion", "mn": "million",
    "persons": "people", "person": "people",
}  # fmt: skip
_A_YEAR = re.compile(r"(?:/nam|/year|ayear|peryear|hangnam|namnam)$")
_SCALE = re.compile(r"(?:nghin|trieu|ty|tram|thousand|million|billion|hundred|1000)")


def is_same_unit(unit: str, indicator: Indicator) -> bool:
    """Whether a unit in a sheet is that of the indicator; `%` alone matches every rate in percent.

    An indicator without a unit matches any, unless it scales the figures.
    """
    known = {normalize_unit(text) for text in (*indicator.unit.values(), *indicator.unit_aliases)}
    given = normalize_unit(unit)
    if not known:
        return not is_multiplier(unit)
    whole = {text.partition("/")[0] for text in known}  # "triệu đồng" for "triệu đồng/người"
    return given in known or given in whole or (given == "%" and indicator.is_in_percent)


def is_other_scale(one: str, other: str) -> bool:
    """Whether two units measure the same in other scales, as tỷ đồng and triệu đồng, or % and ‰ do."""
    units = [normalize_unit(unit) for unit in (one, other)]
    bases = {"%" if unit in ("%", "‰") else _SCALE.sub("", unit) for unit in units}
    return units[0] != units[1] and len(bases) == 1


def is_multiplier(unit: str) -> bool:
    """Whether a unit multiplies the figures, as thousands do."""
    return bool(_SCALE.search(normalize_unit(unit)))


def normalize_unit(unit: str) -> str:
    """Return a unit without case, accents, points and spaces, with its words in one spelling, and without "a year"."""
    bare = normalize_name(unicodedata.normalize("NFC", unit).translate(_SUPERSCRIPTS).strip("() "))
    bare = bare.replace("phan tram", "%").replace("per cent", "%")
    words = re.findall(r"[^\W\d_]+|[^a-z\s.]", bare)
    joined = "".join(_WORDS.get(word, word) for word in words)
    return _A_YEAR.sub("", joined) or joined
