"""What a column is by the texts in it, if its heading does not say so: kinds of figures, scales, units, or parts."""

import re

from tracker.importing.heading_months import fold_text
from tracker.importing.headings import drop_bodies, parse_heading_text
from tracker.importing.words import MONTHS, PART_WORDS, SCALE_WORDS, TOTAL_WORDS, Role

_PART_OF_YEAR = re.compile(
    rf"(?:quy|quarter|qtr|q|s|h|half|thang|month|m|t) ?(?:1[0-2]|[1-9]|i{{1,3}}|iv)|(?:{'|'.join(MONTHS)})"
)

_PEOPLE = re.compile(r"\b(?:phong|ban|to|vien|truong|giam doc|department|team|unit|office|officer|manager|division)\b")


def find_role_of_texts(texts: set[str]) -> Role | None:
    """Return the role of a column by its texts: all are kinds of figures, scales such as thousands, or units."""
    if not texts:
        return None
    if all(map(_is_kind, texts)):
        return "kind"
    meanings = [parse_heading_text(text) for text in texts]
    if not all(meaning.unit for meaning in meanings):
        return None
    return "multiplier" if all(fold_text(text) in SCALE_WORDS for text in texts) else "unit"


def has_parts(texts: set[str]) -> bool:
    """Whether the texts of a column are parts of the whole, such as men and women, or parts of a year."""
    folded = {fold_text(text) for text in texts}
    if texts and all(_PART_OF_YEAR.fullmatch(text) for text in folded):
        return True
    return bool(folded & PART_WORDS) and folded <= PART_WORDS | TOTAL_WORDS


def _is_kind(text: str) -> bool:
    if drop_bodies(text) != text.casefold() or _PEOPLE.search(fold_text(text)):
        return False  # the planning department is responsible for the row
    meaning = parse_heading_text(text)
    return meaning.kind == "plan" or (meaning.is_understood and meaning.kind == "result")
