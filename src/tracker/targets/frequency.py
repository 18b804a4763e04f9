"""How often an indicator is measured, and how parts of a year make the year, in `targets.toml`."""

import re

from tracker.errors import msg, quote_text
from tracker.model import WITHIN_YEAR, Measure, WithinYear
from tracker.targets.table import TomlTable

_EVERY = re.compile(r"([1-9]|[1-4]\d) (?:years?|năm)")


def read_within_year(table: TomlTable, measure: Measure | None) -> WithinYear | None:
    """Return the rule by which the parts of a year make the year, or None if the file states none."""
    rule = table.read_choice("within_year", WITHIN_YEAR)
    if rule not in (None, "none") and measure == "milestone":
        table.add_problem("within_year", msg("a milestone is not made of parts of a year"), msg("leave it out"))
        return None
    return rule


def read_every(table: TomlTable, measure: Measure | None) -> int:
    """Return in how many years there is one result; 1 if the file does not say."""
    text = table.read_string("every")
    if not text.strip():
        return 1
    match = _EVERY.fullmatch(text.strip())
    if match is None:
        message = msg("{found} is not a number of years", found=quote_text(text))
        table.add_problem("every", message, msg('write every = "5 years"'))
        return 1
    if measure == "milestone":
        table.add_problem("every", msg("a milestone is not measured again"), msg("leave it out"))
    return int(match[1])
