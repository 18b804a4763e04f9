"""Number formats: what a reader of the sheet sees of a stored number.

A format has up to four sections for positive and negative numbers, zero and text, or a condition in each.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from tracker.importing.readers.cells import Cell, CellDoubt, CellKind, make_number_cell

BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy"),
    9: "0%",
    10: "0.00%",
    12: "# ?/?",
    13: "# ??/??",
}
"""Formats that a workbook names only by their number; the others show a plain number."""
_TOKEN = re.compile(r'"[^"]*"?|\\.?|[_*].?|\[[^\]]*\]?|General|.', re.DOTALL | re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_SCALE = re.compile(r"[0#?.],+(?![0#?,])")
_OTHER_DIGITS = re.compile(r"\0[.,]*[0-9]|[0-9][.,]*\0")
_OTHER_SIGN = re.compile(r"[-−–(<>≤≥~≈]\s*\0|\0\s*[-−–]")
"""A sign, or the mark of a bound, that the format writes and the number does not have."""
_MAX_LENGTH = 1000
_EPOCHS = (datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1))


class Section(NamedTuple):
    """One section: the kind of cell that it shows, and how.

    `condition` is the comparison and the number of its condition. `is_other` is set if it shows other digits than those
    of the number; `shown` is what it shows, with NUL for a digit of the number.
    """

    condition: tuple[str, float] | None
    kind: CellKind
    is_other: bool
    shown: str


def make_formatted_cell(number: float, code: str, is_1904: bool = False) -> Cell:
    """Return the cell of a number as a number format shows it, with its doubt; `is_1904` is the start of its dates."""
    sections = parse_format(code)
    section = _select_section(sections, number)
    if section.kind == "date":
        return Cell("date", _format_date(number, is_1904) or make_number_cell(number).text)
    has_own_sign = number < 0 and len(sections) > 1 and not section.condition and section is sections[1]
    is_unsigned = has_own_sign and not any(sign in section.shown for sign in "-−–(")
    has_digits = "\0" in section.shown
    is_signed = number > 0 and bool(_OTHER_SIGN.search(section.shown))
    is_other = section.is_other or is_unsigned or is_signed or (not has_digits and number != 0)
    doubt: CellDoubt | None = "scaled" if is_other else None
    cell = make_number_cell(number, section.kind)
    is_hidden = not has_digits and not section.shown.strip()
    return cell._replace(doubt=doubt, is_hidden=is_hidden) if doubt or is_hidden else cell


@lru_cache(maxsize=1000)
def parse_format(code: str) -> tuple[Section, ...]:
    """Return the sections of a number format; there is at least one."""
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code[:_MAX_LENGTH] or "General"):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_parse_section, parts[:4]))


def _parse_section(tokens: list[str]) -> Section:
    plain, shown, condition, is_date = "", "", None, False
    for token in tokens:
        if token[0] == "[":
            match = _CONDITION.fullmatch(token)
            condition = (match[1], float(match[2])) if match else condition
            is_date = is_date or bool(_ELAPSED.fullmatch(token))
            shown += token[2:-1].partition("-")[0] if token.startswith("[$") else ""
        elif token[0] in '"\\':
            shown += token.strip('"') if token[0] == '"' else token[1:]
        elif token[0] == "_":
            shown += " "
        elif token.lower() == "general":
            plain, shown = plain + "0", shown + "\0"
        elif token[0] != "*":
            plain += token
            shown += "\0" if token in "0#?@" else token
    letters = plain.lower().replace("e+", "").replace("e-", "")
    is_date = is_date or any(letter in letters for letter in "ymdhs")
    is_other = not is_date and bool(_SCALE.search(plain) or _OTHER_DIGITS.search(shown) or "/" in plain)
    kind: CellKind = "date" if is_date else "percent" if "%" in plain else "number"
    return Section(condition, kind, is_other, shown)


def _select_section(sections: tuple[Section, ...], number: float) -> Section:
    """Return the section that shows this number."""
    if len(sections) == 1:
        return sections[0]
    if any(section.condition for section in sections):
        return next((each for each in sections if each.condition and _is_met(each.condition, number)), sections[-1])
    if number < 0:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _is_met(condition: tuple[str, float], number: float) -> bool:
    sign, other = condition
    return (
        (number < other and sign in ("<", "<=", "<>"))
        or (number > other and sign in (">", ">=", "<>"))
        or (number == other and sign in ("=", "<=", ">="))
    )


def _format_date(number: float, is_1904: bool) -> str:
    """Return the day, day and time, or time of a number of days; "" if there is no such day.

    Spreadsheets count a 29 February 1900, which did not exist.
    """
    try:
        moment = _EPOCHS[is_1904] + datetime.timedelta(days=number + (0 < number < 60 and not is_1904))
    except (OverflowError, ValueError):
        return ""
    if 0 <= number < 1:
        return str(moment.time().replace(microsecond=0))
    return str(moment.date() if number == int(number) else moment.replace(microsecond=0))
