"""When reporting years begin, how often an indicator is measured, and how parts of a year make the year."""

import re

from tracker.errors import msg, quote_text
from tracker.model import WITHIN_YEAR, Indicator, Measure, WithinYear
from tracker.targets.table import TomlTable

_DEFAULT_LABEL = "{a}/{b}"
_EVERY = re.compile(r"([1-9]|[1-4]\d) (?:years?|năm)")


def read_frequency(table: TomlTable, indicator: Indicator) -> Indicator:
    """Return the indicator with what the table says of how often it is measured."""
    rule, every = _read_within_year(table, indicator.measure), _read_every(table, indicator.measure)
    return indicator._replace(within_year=rule, every=every)


def _read_within_year(table: TomlTable, measure: Measure) -> WithinYear | None:
    """Return the rule by which the parts of a year make the year, or None if the file states none."""
    rule = table.read_choice("within_year", WITHIN_YEAR)
    if rule not in (None, "none") and measure == "milestone":
        table.add_problem("within_year", msg("a milestone is not made of parts of a year"), msg("leave it out"))
        return None
    return rule


def _read_every(table: TomlTable, measure: Measure) -> int:
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


def read_reporting_year(table: TomlTable) -> tuple[int, str]:
    """Return the month in which reporting years begin, and how they are written: `{a}/{b}` if the file does not say."""
    written, label = table.read_string("year_begins"), table.read_string("year_label")
    month = int(written) if re.fullmatch(r"0[1-9]|1[0-2]", written) else 0
    if written and not month:
        message = msg("{found} is not a month", found=quote_text(written))
        table.add_problem("year_begins", message, msg('write two digits: year_begins = "07"'))
        return 1, ""
    if month <= 1:
        if label:
            message = msg("is only for years that begin in another month than January")
            table.add_problem("year_label", message, msg('add year_begins = "07", or leave it out'))
        return 1, ""
    if label and not _is_label(label):
        message = msg("{found} does not say how a year is written", found=quote_text(label))
        table.add_problem("year_label", message, msg('write "{{a}}/{{b}}" for 2023/24, or "FY{{b}}" for FY2024'))
        return month, _DEFAULT_LABEL
    return month, label or _DEFAULT_LABEL


def _is_label(label: str) -> bool:
    """Whether a label has the first or the last calendar year of a reporting year, each once, and no other field."""
    fields = re.findall(r"{(.*?)}", label)
    rest = re.sub(r"{.*?}", "", label)
    is_known = {*fields} <= {"a", "b", "b2", "b4"} and len({field[0] for field in fields}) == len(fields) > 0
    return is_known and not re.search(r"[{}\d]", rest)
