"""What a text beside the figures says of them: their unit, or that they are plans, growth or shares, or of a part.

Such a text is a title above the table, the heading of the names, a row without figures, or a footnote.
"""

import re
from typing import Literal, NamedTuple

from tracker.errors import Message, msg, quote_text
from tracker.importing.heading_months import fold_text
from tracker.importing.headings import describe_title, drop_bodies, find_table_unit, parse_heading_text
from tracker.importing.units import is_same_unit, normalize_unit
from tracker.importing.words import NEUTRAL, PART_WORDS, PLAN, RESULT, TOTAL, TOTAL_WORDS, VALUE
from tracker.model import Indicator

StatementKind = Literal["", "plan", "part", "comparison", "months"]

_BASES = (
    "dong|vnd|usd|eur|nguoi|tan|ha|ho|m2|m3|luot|san pham|do la|lao dong|of vnd|of dong|of usd|us dollars|dollars|"
    "euros?|gbp|pounds|persons|people|tonnes?|tons|hectares|households"
)
_SCALED_UNIT = re.compile(
    rf"(?<!\d )(?<!\d)(?<!cong )\b(?:nghin|ngan|trieu|ty|ti|thousands?|millions?|billions?) (?:of )?(?:{_BASES})\b"
)
_SCALE_ALONE = re.compile(r"\b(?:in )?(thousand|million|billion)s\b|\bin (thousand|million|billion)\b")
_THOUSANDS = re.compile(r"['’`]000\b|\b000s\b|[x×*] ?1[.,]?000\b")
_BRACKETED_UNIT = re.compile(r"[(\[]([^()\[\]]{1,40})[)\]]")
_SURE_UNITS = re.compile(
    r"%|\b(?:percent|per cent|phan tram|dong|vnd|usd|nguoi|tan|ta|kg|ha|km|m2|m3|tonnes?|tons|persons|people|"
    r"households|hectares|(?:nghin|ngan|trieu|ty|ti|thousand|million|billion)s?(?: .*)?)"
)
_SCALES = {"thousand": "nghin", "million": "trieu", "billion": "ty"}
_NUMBERING = re.compile(
    r"^(?:(?:bang|bieu|phu luc|table|annex|part|phan|muc)(?: so)? ?(?:\d[\d.]*|[ivx]{1,4}|[a-d])[.:)]? |"
    r"[ivx]{1,5}[.)] |[a-z0-9][.)] |[-+•*] ?)+"
)
_MARK = re.compile(r"^(\*+|[†‡]|\(\d\)|\(\*+\)|[\u00b9\u00b2\u00b3])\s*")
_PLAN_FIGURES = re.compile(
    r"\b(?:la|so) (?:lieu )?(?:la )?(?:so )?(?:ke hoach|du kien|muc tieu)\b|"
    r"\b(?:are|is) (?:the )?(?:planned|plans?|targets?|budget(?:ed)?|projected)\b|"
    r"\b(?:planned|target|budgeted?) (?:figures|values|data)\b"
)
_NAMED_DOCUMENT = re.compile(r"\b(?:theo|nguon|source|according|can cu)\b|\bso \d")
_COMPARED = re.compile(
    r"\btoc do (?:tang|phat trien)|\bso voi (?:nam truoc|cung ky|nam)|(?<!tai )\bco cau\b(?! lai)|\bty trong\b|"
    r"\bchi so (?:gia|phat trien|san xuat|khoi luong)|(?:19|20)\d\d ?= ?100\b|\b(?:annual|percent(?:age)?|per cent|%) "
    r"change|\byear on year\b|\byoy\b|\bgrowth rates?\b|\b(?:volume|price) ind(?:ex|ices)\b|\bindices\b|\bshares? of\b|"
    r"\bpercentage distribution\b"
)
_COMPARED_NAME = re.compile(r"\b(?:toc do|tang|giam|co cau|ty trong|ti trong|chi so|growth|change|index|share)\b")
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_MAX_NOTE_LENGTH = 60
"""Letters of a note: a longer one says something else."""
_TELLING = re.compile(
    rf"\b(?:thang|t|months?|quy|quarter|q|nghin|ngan|trieu|ty|ti|1000|thousands?|millions?|billions?|"
    rf"{'|'.join(sorted(PART_WORDS))})(?:\b|\d)|\dt\b"
)
_QUARTER = re.compile(r"(?:quy|quarter|q) ?(?:[1-4]|i{1,3}|iv)(?: nam)?(?:[/ ]*(?:19|20|21)\d\d)?")
_ABOUT = re.compile(
    r"\b(?:so lieu|ve|gioi tinh|gioi|khu vuc|vung|sex|gender|area|areas|region|only|rieng|chi|tinh|cho|cua|of|for|"
    r"data)\b"
)
_FILLERS = re.compile(r"\b(?:so|la|figures|are|is|the|only|bieu|bang|table|va|and|den|to)\b")


class Statement(NamedTuple):
    """What a text says of the figures: that they are of another kind, and their unit, if it says so."""

    kind: StatementKind = ""
    unit: str = ""


def describe_statement(text: str, marks: frozenset[str] = frozenset()) -> Statement:
    """Return what a text says of the figures; `marks` are those of footnotes at the headings of results."""
    folded = fold_text(drop_bodies(text))
    bare = _NUMBERING.sub("", folded)
    mark = _MARK.match(folded)
    unit = find_stated_unit(text)
    if mark and mark[1] in marks:
        return Statement(_describe_footnote(folded[mark.end() :]), unit)
    if _is_plan(bare):
        return Statement("plan", unit)
    if _is_part(bare):
        return Statement("part", unit)
    if _COMPARED.search(folded.replace("-", " ")) and not RESULT.search(folded):
        return Statement("comparison", unit)
    return Statement("", unit)


def describe_note(text: str) -> Statement:
    """Return what the note of a row says of its figures, if it says nothing else; "KH: 4,5" gives the plan beside."""
    folded = fold_text(text)
    if len(folded) > _MAX_NOTE_LENGTH or not (_TELLING.search(folded) or PLAN.search(folded)):
        return Statement()
    unit = find_table_unit(text, alone=True)
    rest = " ".join(_FILLERS.sub(" ", folded).split())
    months = parse_heading_text(rest)
    if (months.is_understood and months.months not in (None, 12) and not months.kind) or _QUARTER.fullmatch(rest):
        return Statement("months", unit)
    if _is_plan(folded) and not re.search(r"\d", _YEAR.sub(" ", folded)):
        return Statement("plan", unit)
    return Statement("part" if _is_part(folded) else "", unit)


def describe_doubt(kind: StatementKind, text: str) -> tuple[Message, Message]:
    """Return the error and the hint for figures of which a text may say that they are no results of the whole year."""
    title = quote_text(text)
    if kind == "plan":
        hint = msg('write "Actual" into the headings of results: "Actual 2024"')
        return msg("{title} may mean that the figures are plans", title=title), hint
    messages = {
        "part": msg("{title} may mean that the figures are of a part of the whole", title=title),
        "comparison": msg("{title} may mean that the figures are growth, shares or an index", title=title),
        "months": msg("{title} may mean that the figures are not of the whole year", title=title),
    }
    hint = msg("remove the text if it says nothing of these figures; else import the figures of the whole")
    return messages[kind], hint


def find_marks(label: str) -> frozenset[str]:
    """Return the marks of footnotes in a heading."""
    return frozenset(re.findall(r"\*+|[†‡\u00b9\u00b2\u00b3]|\(\d\)|\(\*+\)", label))


def _describe_footnote(text: str) -> StatementKind:
    """Return what a footnote says of the figures of its heading."""
    meaning = describe_title(text)
    if meaning.kind == "plan" and not _NAMED_DOCUMENT.search(text):
        return "plan"
    if meaning.months not in (None, 12) or re.search(r"\b(?:\w+ months|thang|quy|quarter)\b", text):
        return "months"
    return "comparison" if _COMPARED.search(text) else ""


def _is_plan(bare: str) -> bool:
    """Whether a text says nothing but that figures are plans, or says it in a sentence."""
    if RESULT.search(bare):
        return False
    if _PLAN_FIGURES.search(bare):
        return True
    rest = re.sub(r"[\d()\[\]/:,;.–—*-]", " ", PLAN.sub(" ", bare))
    for words in (VALUE, NEUTRAL, TOTAL, _FILLERS):
        rest = words.sub(" ", rest)
    return bool(PLAN.search(bare)) and not rest.strip()


def _is_part(bare: str) -> bool:
    """Whether a text says nothing but the name of a part, such as women or rural areas."""
    rest = " ".join(re.sub(r"[():,.–—-]", " ", _ABOUT.sub(" ", bare)).split())
    return rest in PART_WORDS and rest not in TOTAL_WORDS and rest not in ("m", "f")


def find_stated_unit(text: str) -> str:
    """Return the unit or scale that a text gives for the figures, or ""."""
    if unit := find_table_unit(text):
        return unit
    folded = fold_text(text)
    bracketed = (content.strip() for content in _BRACKETED_UNIT.findall(folded))
    if unit := next((content for content in bracketed if _SURE_UNITS.fullmatch(content)), ""):
        return unit
    if scaled := _SCALED_UNIT.search(folded):
        return scaled[0].replace(" of ", " ")
    if scale := _SCALE_ALONE.search(folded):
        return scale[1] or scale[2]
    return "thousand" if _THOUSANDS.search(folded) else ""


def fits_stated_unit(unit: str, indicator: Indicator) -> bool:
    """Whether a unit for several figures is that of an indicator; a scale alone fits each unit with this scale."""
    scale = normalize_unit(unit)
    if scale in _SCALES:
        known = {normalize_unit(text) for text in (*indicator.unit.values(), *indicator.unit_aliases)}
        return any(text.startswith((scale, _SCALES[scale])) for text in known)
    return is_same_unit(unit, indicator)


def is_comparison(indicator: Indicator) -> bool:
    """Whether an indicator is itself growth, a share or an index."""
    names = (fold_text(name) for name in indicator.name.values())
    return indicator.measure in ("growth", "growth_rate") or any(_COMPARED_NAME.search(name) for name in names)
