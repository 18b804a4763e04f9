"""What the headings of a column mean, in either language: its role, and of results the period, status and unit.

A heading is understood only if every word of it is. All headings above a column count: "Kế hoạch" over "2022" makes
a plan, "Thực hiện" over "tháng 6" a month. A column with a heading that is not understood is never a result.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from tracker import periods
from tracker.importing.heading_months import SEPARATORS, extract_months, extract_part, fold_text, has_day
from tracker.importing.words import (
    BODY,
    COMPARISON,
    CUMULATIVE,
    NEUTRAL,
    ORGANISATION,
    PLAN,
    RESULT,
    ROLE_WORDS,
    STATUSES,
    TOTAL,
    UNIT,
    VALUE,
    WHOLE_YEAR,
    Role,
)
from tracker.model import Period, ResultStatus
from tracker.periods import parse_period

Kind = Literal["", "result", "value", "plan", "mixed"]

FORM_PREFIX = "tracker:"
"""The prefix of the headings that a form has for the program: no user writes it by chance."""

_ROLES: dict[str, Role] = {word: role for role, words in ROLE_WORDS.items() for word in words}
_NAME = re.compile(r"(?:danh muc |he thong |ten |cac |nhom )*chi tieu(?: .*)?")
_MAX_LENGTH = 200  # characters of a heading: a longer text is none
_FOOTNOTE = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079*†‡]+$|(?<=\D)\(\d\)$")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_UNIT_LABEL = re.compile(r"\(?(?:don vi(?: tinh)?|dvt|unit(?: of measure)?|units)\s*[:=-]\s*(.+?)\)?")
_UNIT_IN_TITLE = re.compile(r"\b(?:don vi tinh|dvt|unit of measure|units?)\s*:\s*([^()\[\];]+)")
SPAN = re.compile(r"\b((?:19|20|21)\d\d)\s*[-–—]\s*((?:19|20|21)\d\d)\b")
_QUOTIENT = re.compile(
    r"(?:\d{4}|\bth|\bkh)\b[^/]{0,200}/\s*(?:th|kh|ke hoach|thuc hien|uoc)\b|\d{4}\s*/\D{0,200}\d{4}"
    r"|%\s*(?:kh|th|dat|so)\b|\bdat\b.{0,200}%|\bachievements?\b.{0,200}%"
)
"""What is beside each other is at most 200 letters apart: without a limit the time is the square of the length."""
_YEAR_END = re.compile(r"\b((?:19|20|21)\d\d)-12-31(?: 00:00(?::00)?)?\b")
_SHORT_TARGET = re.compile(r"^mt(?= (?:den )?(?:nam )?2[01]\d\d\b)")
_YEAR_CODE = re.compile(r"\byr((?:19|20|21)\d\d)\b")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20|21)\d\d(?![\d])")


class ColumnHeading(NamedTuple):
    """The role of a column; for a column of results also what the headings say of period, status and unit.

    `is_whole` is set if they say "the whole year", `is_result` if they say that the figures are results; where plans
    are imported, plans of the kind `kind`.
    """

    role: Role
    period: Period | None = None
    status: ResultStatus | None = None
    unit: str = ""
    is_whole: bool = False
    is_result: bool = False
    kind: Literal["", "plan", "target"] = ""


class HeadingText(NamedTuple):
    """What one text of the headings means; `is_understood` is not set if a word of it is unknown.

    `months` is 0 for a single month, quarter or half; `part` is that quarter or half.
    """

    kind: Kind = ""
    is_understood: bool = True
    years: tuple[int, ...] = ()
    months: int | None = None
    has_span: bool = False
    is_cumulative: bool = False
    status: ResultStatus | None = None
    unit: str = ""
    is_whole: bool = False
    part: str = ""


_UNKNOWN = HeadingText(is_understood=False)


def parse_heading(*texts: str) -> ColumnHeading:
    """Return what the headings of a column mean, from the top down; the role is `other` if it is not used."""
    return _parse_headings(texts)


@lru_cache(maxsize=1024)  # a wide sheet repeats the same texts very often
def _parse_headings(texts: Sequence[str]) -> ColumnHeading:
    leaf = texts[-1] if texts else ""
    if leaf.startswith(FORM_PREFIX):
        return _parse_form_heading(leaf.removeprefix(FORM_PREFIX))
    if any(len(text) > _MAX_LENGTH for text in texts):
        return ColumnHeading("other")
    role = find_role(leaf)
    if role and role not in ("value", "plan"):
        return ColumnHeading(role)
    return _combine([parse_heading_text(text) for text in texts])


def find_role(text: str) -> Role | None:
    """Return the role that a whole text names, such as `unit` for "ĐVT"; None for the headings of figures."""
    bare = fold_text(text).replace("-", " ")
    bare = " ".join(_FOOTNOTE.sub("", bare).strip(" :.*").split())
    if role := _ROLES.get(bare):
        return role
    is_name = _NAME.fullmatch(bare) and not any(word.search(bare) for word in (PLAN, RESULT, _YEAR, COMPARISON))
    return "name" if is_name else None


def drop_bodies(text: str) -> str:
    """Return a text without the names of bodies that have a word for plans, such as Phòng Tài chính - Kế hoạch."""
    return BODY.sub(" ", unicodedata.normalize("NFC", text).casefold())


def find_table_unit(text: str, *, alone: bool = False) -> str:
    """Return the unit that a text above a table gives for all of it, or ""; `alone`: the text has nothing else."""
    folded = fold_text(text)
    if label := _UNIT_LABEL.fullmatch(folded):
        is_body = "tinh" not in folded and "dvt" not in folded and ORGANISATION.search(label[1])
        return "" if is_body and not _is_unit(label[1]) else label[1]
    if _is_unit(folded.strip("()[]")):
        return folded.strip("()[]")
    label = None if alone else _UNIT_IN_TITLE.search(folded)
    return label[1].strip() if label else ""


def _parse_form_heading(text: str) -> ColumnHeading:
    role, _, period = text.partition(":")
    known = next((each for each in ROLE_WORDS if each == role), None)
    return ColumnHeading(known, parse_period(period)) if known else ColumnHeading("other")


@lru_cache(maxsize=1024)
def parse_heading_text(text: str) -> HeadingText:
    """Return what one text means, word by word."""
    if period := parse_period(text.strip()):
        months = 0 if period.part else period.month or None
        return HeadingText(years=(period.year,), months=months, part=period.part)
    folded = _YEAR_CODE.sub(r"\1", _FOOTNOTE.sub("", fold_text(text)).replace("_", " "))
    folded = expand_target(_YEAR_END.sub(r"31/12/\1", folded))
    if label := _UNIT_LABEL.fullmatch(folded):
        return HeadingText(unit=label[1])
    if _is_unit(folded):
        return HeadingText(unit=folded)
    if COMPARISON.search(folded) or _QUOTIENT.search(folded):
        return _UNKNOWN
    unit = ""
    for content in _BRACKETS.findall(folded):
        inner = parse_heading_text(content)
        if inner.unit or not inner.is_understood:
            unit = content.strip()
            folded = folded.replace(content, " ", 1)
    return _parse_words(folded, unit)


def expand_target(folded: str) -> str:
    """Return a heading with the word for targets that "MT 2030" abbreviates; Mt alone is a unit.

    "Lộ trình thực hiện" is a plan, though "thực hiện" alone means results.
    """
    return _SHORT_TARGET.sub("muc tieu", folded).replace("lo trinh thuc hien", "lo trinh")


def _is_unit(folded: str) -> bool:
    words = folded.replace("/", " ").replace(".", " ").split()
    return bool(words) and all(word in UNIT for word in words)


def _parse_words(folded: str, unit: str) -> HeadingText:
    """Return the meaning of a text without its unit; a plan may have words that are not known."""
    rest, has_span = SPAN.subn(" ", folded)
    rest, part = extract_part(rest)
    rest, months, years = extract_months(rest)
    if months is not None and (part or not 1 <= months <= 12):
        return _UNKNOWN
    years = (*years, *(int(year) for year in _YEAR.findall(rest)))
    rest = f" {' '.join(SEPARATORS.sub(' ', _YEAR.sub(' ', rest)).split())} "
    status: ResultStatus | None = None
    for name, words in STATUSES.items():
        rest, count = words.subn(" ", rest)
        if count and status:
            return _UNKNOWN
        status = name if count else status
    has_plan = bool(PLAN.search(rest) or (years and " chi tieu " in rest))
    rest, results = RESULT.subn(" ", rest)
    rest, values = VALUE.subn(" ", rest)
    rest, whole = WHOLE_YEAR.subn(" ", rest)
    rest, cumulative = CUMULATIVE.subn(" ", rest)
    rest = NEUTRAL.sub(" ", TOTAL.sub(" ", rest))
    is_result = bool(results or status)
    kind: Kind = "plan" if has_plan else "result" if is_result else "value" if values else ""
    if has_plan and is_result:
        kind = "mixed"
    is_understood = has_plan or not rest.strip()
    is_whole = bool(whole or months == 12)
    months = 0 if part else months
    return HeadingText(
        kind, is_understood, years, months, bool(has_span), bool(cumulative), status, unit, is_whole, part
    )


def _combine(parts: Sequence[HeadingText]) -> ColumnHeading:
    """Return the meaning of a column from that of all its headings: the lowest says what the figure is."""
    years = {year for part in parts for year in part.years}
    months = {part.months for part in parts if part.months}
    statuses = {part.status for part in parts if part.status}
    kind: Kind = ""
    for part in parts:
        is_stronger = part.kind in ("result", "plan", "mixed") or not kind
        kind = part.kind if part.kind and is_stronger else kind
    is_understood = all(part.is_understood for part in parts) and max(len(years), len(months), len(statuses)) <= 1
    month = months.pop() if months else 0
    named = {part.part for part in parts if part.part}
    is_understood = is_understood and len(named) <= 1 and not (named and month)
    if any(part.is_cumulative for part in parts) and month in (0, 12):
        is_understood = False  # the sum since the beginning of the term, or of the year
    if kind == "plan" and (years or is_understood):
        return ColumnHeading("plan", Period(min(years)) if len(years) == 1 else None)
    has_period = bool(years)
    is_dated = month or named or any(part.has_span for part in parts)
    is_ours = has_period or (kind in ("result", "value") and not is_dated)
    if kind == "mixed" or not (is_understood and is_ours):
        return ColumnHeading("other")
    period = Period(years.pop(), month % 12, "".join(named)) if has_period else None
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    status = statuses.pop() if statuses else None
    return ColumnHeading("value", period, status, unit, any(part.is_whole for part in parts), kind == "result")


def describe_title(text: str) -> HeadingText:
    """Return what a title says of the figures below it: whether they are plans, and of which months."""
    folded = fold_text(drop_bodies(text))
    rest, months, years = extract_months(folded)
    is_result = bool(RESULT.search(folded)) or any(words.search(folded) for words in STATUSES.values())
    has_plan = bool(PLAN.search(folded))
    kind: Kind = ("mixed" if has_plan else "result") if is_result else ("plan" if has_plan else "")
    is_day = has_day(folded)
    return HeadingText(
        kind, years=(*years, *(int(year) for year in _YEAR.findall(rest))), months=None if is_day else months
    )


def parse_period_cell(text: str) -> Period | None:
    """Return the period that a cell names in figures or in words (`2024`, `Năm 2024`, `6 tháng 2024`), or None."""
    if period := periods.parse_period_words(text):
        return period
    heading = parse_heading(text.strip())
    part = parse_heading_text(text.strip())
    return heading.period if heading.role == "value" and not (part.kind or part.unit) else None
