"""The option that names the years of a term."""

import re

from tracker.cli.option_types import ParsedType
from tracker.i18n import N_
from tracker.periods import FIRST_YEAR, LAST_YEAR

_SPAN = re.compile(r"\s*(\d{4})\s*(?:-|–|—|\.\.)\s*(\d{4})\s*", re.ASCII)


def _parse_years(text: str) -> range | None:
    span = _SPAN.fullmatch(text)
    if span is None or not FIRST_YEAR < int(span[1]) <= int(span[2]) <= LAST_YEAR:
        return None
    return range(int(span[1]), int(span[2]) + 1)


YEARS: ParsedType[range] = ParsedType(
    "years", _parse_years, N_("{value!r} is not a span of years; write it as 2026-2030.")
)
