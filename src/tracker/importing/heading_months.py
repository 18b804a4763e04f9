"""The months, quarters, halves and days that the headings of a column name, in either language."""

import re
import unicodedata

from tracker.importing.words import DATE_LIMIT, MONTHS

_MALE = re.compile(r"\bnam\b(?!\s*\d)")
_DAY = re.compile(
    rf"(?:\b(?:{DATE_LIMIT})\s*)*(?:\bngay\s*)?\b(\d{{1,2}})(?:[/.-]|\s*thang\s*)(\d{{1,2}})"
    r"(?:(?:[/.-]|\s*nam\s*)((?:19|20|21)\d\d))?\b"
)
_MONTH_NAME = "|".join(MONTHS)
_MONTH = re.compile(rf"\bthang\s*\d{{1,2}}\b|\b(?:{_MONTH_NAME})\b|\b\d{{1,2}}\s*/\s*(?:19|20|21)\d\d\b")
_ENGLISH_DAY = re.compile(rf"\b(?:(\d{{1,2}}) )?({_MONTH_NAME})\.?(?(1)| (\d{{1,2}}))(?:,| )\s*((?:19|20|21)\d\d)\b")
_PART_OF_YEAR = re.compile(r"\b(?:quy|quarter|q|s|h)\s*(?:[1-4]|i{1,3}|iv)\b|\b(?:quarter|half|cuoi)\b")
_QUARTER = re.compile(r"\b(?:qu[iy]|quarter|q) ?([1-4]|iv|i{1,3})\b|\b(first|second|third|fourth) quarter\b")
_HALF = re.compile(r"\bh([12])\b|\b(first|second) half\b|\bnua (dau|cuoi)\b|\b0?6 ?thang (cuoi)\b")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "dau": 1, "cuoi": 2}
_DATE_LIMITS = re.compile(rf"\b(?:{DATE_LIMIT})\b")
_THROUGH_MONTH = re.compile(rf"\b(?:{DATE_LIMIT})\s*(?:{DATE_LIMIT}|\s)*thang\s*(\d{{1,2}})\b")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2}) ?(?:thang|months?|t)(?=\b|\d{4})(?: dau)?(?: of)?(?! \d\b)")
SEPARATORS = re.compile(r"[()\[\]/:,;.–—-]")


def fold_text(text: str) -> str:
    """Return a text in lower case and without accents, with its punctuation."""
    lower = unicodedata.normalize("NFC", text.casefold())
    if not lower.isascii() or lower.strip(" .:()") == "nam":
        lower = _MALE.sub("nam gioi", lower)  # men, where năm is the year
    bare = "".join(sign for sign in unicodedata.normalize("NFD", lower) if not unicodedata.combining(sign))
    return " ".join(bare.replace("đ", "d").split())


def is_bare_day(text: str) -> bool:
    """Whether a heading is a day that nothing says to be the last one of a year to date: 30/06/2024."""
    folded = fold_text(text)
    return has_day(folded) and not _DATE_LIMITS.search(_ENGLISH_DAY.sub(_write_day, folded))


def has_day(folded: str) -> bool:
    """Whether a text without accents has a day."""
    return _DAY.search(_ENGLISH_DAY.sub(_write_day, folded)) is not None


def _write_day(match: re.Match[str]) -> str:
    """Return an English day in figures."""
    return f"{match[1] or match[3]}/{MONTHS[match[2]]}/{match[4]}"


def extract_months(text: str) -> tuple[str, int | None, tuple[int, ...]]:
    """Return the text without the months that it names, through which month they go, and a year beside them.

    A single month, a quarter, and a day that does not end a month give month 0, which no period has.
    """
    text = _ENGLISH_DAY.sub(_write_day, text)
    if day := _DAY.search(text):
        years = (int(day[3]),) if day[3] else ()
        ends_month = int(day[1]) >= (28 if int(day[2]) == 2 else 30) and not (day[1] == "30" and int(day[2]) == 12)
        rest = text[: day.start()] + " " + text[day.end() :]
        month = int(day[2]) if ends_month else 0
        stated = _MONTHS.search(rest)
        if stated and int(stated[1]) == month:
            rest = _MONTHS.sub(" ", rest)
        return (rest, month, years)
    if through := _THROUGH_MONTH.search(text):
        return text[: through.start()] + " " + text[through.end() :], int(through[1]), ()
    spaced = " ".join(SEPARATORS.sub(" ", text).split())
    if months := _MONTHS.search(spaced):
        return spaced[: months.start()] + " " + spaced[months.end() :], int(months[1]), ()
    if _MONTH.search(text) or _PART_OF_YEAR.search(text):
        return text, 0, ()
    return text, None, ()


def extract_part(text: str) -> tuple[str, str]:
    """Return the text without the quarter or half that it names, and this; a limit such as "through" names none."""
    if _DATE_LIMITS.search(text):
        return text, ""
    for letter, pattern in (("Q", _QUARTER), ("S", _HALF)):
        if found := pattern.search(text):
            number = next(filter(None, found.groups()))
            return f"{text[: found.start()]} {text[found.end() :]}", f"{letter}{_NUMBERS.get(number) or number}"
    return text, ""
