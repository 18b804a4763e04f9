"""The own fields of an indicator, in `targets.toml`: what an office or a donor wants to know of it beside the rest."""

import re
from decimal import Decimal

from tracker.errors import Message, msg, quote_text
from tracker.model import ExtraValue, Indicator
from tracker.numbers import TOO_MANY_DIGITS, is_usable
from tracker.targets.table import MAX_TEXT_LENGTH, TomlTable, describe_type

KEY_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
"""What a key may be: what TOML takes without quotes. It becomes the name of a column, and stands before `=`."""
_KEY_HINT = msg("use up to 64 letters without accents, digits, hyphens and underscores: sdg")
_HINT = msg('write extra = {{ sdg = "11.2", donor = "GIZ" }}')
_VALUE_HINT = msg('a text, a number, true or false, or a list of texts: sdg = ["11.2", "11.3"]')


def read_extra(table: TomlTable, indicator: Indicator) -> Indicator:
    """Return the indicator with its own fields, in the order of the file."""
    inner = table.read_table("extra", _HINT)
    if inner is None:
        return indicator
    fields: dict[str, ExtraValue] = {}
    for key in inner.data:
        if not re.fullmatch(KEY_PATTERN, key):
            inner.add_problem(key, msg("{key} is not a name for an own field", key=quote_text(key)), _KEY_HINT)
        elif (value := _read_value(inner, key)) is not None:
            fields[key] = value
    return indicator._replace(extra=fields)


def _read_value(table: TomlTable, key: str) -> ExtraValue | None:
    """Return the value of an own field, or None with a problem; a number keeps the digits that the file writes."""
    value = table.data[key]
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return _read_number(table, key, Decimal(value))
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        table.add_problem(key, msg("is {found}", found=describe_type(value)), _VALUE_HINT)
        return None
    if problem := _find_fault(texts):
        table.add_problem(key, problem, _VALUE_HINT)
        return None
    return tuple(texts) if isinstance(value, list) else str(value)


def _read_number(table: TomlTable, key: str, number: Decimal) -> Decimal | None:
    if not number.is_finite():
        table.add_problem(key, msg("{found} is not a number", found=quote_text("nan" if number.is_nan() else "inf")))
        return None
    if not is_usable(number):
        table.add_problem(key, *TOO_MANY_DIGITS)
        return None
    return number


def _find_fault(texts: list[str]) -> Message | None:
    """Return what is wrong with the texts of a field, or None."""
    if not texts or not all(text.strip() for text in texts):
        return msg("is empty")
    if any(len(text) > MAX_TEXT_LENGTH for text in texts):
        return msg("is a text of more than {most} characters", most=Decimal(MAX_TEXT_LENGTH))
    return None
