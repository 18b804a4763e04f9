"""Number formats: what a reader of the sheet sees of a stored number.

A format has up to four sections for positive and negative numbers, zero and text, or a condition in each.
"""

import datetime
import re
from decimal import Context, Decimal
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
_OTHER_DIGITS = re.compile(r"\0[.,\1\2]*[0-9]|[0-9][.,\1\2]*\0")
_LITERAL = str.maketrans(".,", "\1\2")
_SHOWN = str.maketrans("\1\2", ".,")
"""A point or comma that the format writes as a text is no sign of the number."""
_DIGITS = re.compile(r"[\0.,]*(?:[ \xa0\u202f'’]\0{3})*[\0.,]*(?:E[+-]\0+)?", re.IGNORECASE)
"""What may stand between the first and the last digit."""
_OTHER_SIGN = re.compile(r"[-−–(<>≤≥~≈]\s*\0|\0\s*[-−–]")
"""A sign, or the mark of a bound, that the format writes and the number does not have."""
_SIGNS = ("-", "−", "–", "(")
_THREE_DECIMALS, _LAST_ZERO = re.compile(r"(?<=\.[0-9]{3})(?![0-9])"), "0"
"""A number in a text has two readings with three decimals, and one with four."""
_SHOWN_NUMBER = re.compile(
    r"([^0-9]*?)[-−+(]*((?:[0-9][0-9.,'’\s]*)?[0-9](?:E[-+][0-9]+)?)((?:\s?%)?)\)?((?:[^0-9](?s:.*))?)", re.IGNORECASE
)
"""What is before a number, the number, a percent sign, and what is after it."""
_EXACT = Context(prec=1000)
_MAX_LENGTH = 1000
_EPOCHS = (datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1))


class Section(NamedTuple):
    """One section: the kind of cell that it shows, and how.

    `condition` is the comparison and the number of its condition. `is_other` is set if it shows other digits than those
    of the number; `shown` is what it shows, with NUL for a digit of the number, and `before` and `after` are the texts
    around the digits, without the percent sign.
    """

    condition: tuple[str, float] | None
    kind: CellKind
    is_other: bool
    shown: str
    before: str
    after: str


def make_formatted_cell(number: float, code: str, is_1904: bool = False) -> Cell:
    """Return the cell of a number as a number format shows it, with its doubt; `is_1904` is the start of its dates."""
    sections = parse_format(code)
    section = _select_section(sections, number)
    if section.kind == "date":
        return Cell("date", _format_date(number, is_1904) or make_number_cell(number).text)
    has_digits = "\0" in section.shown
    is_other = section.is_other or _has_other_sign(sections, section, number) or (not has_digits and number != 0)
    doubt: CellDoubt | None = "scaled" if is_other else None
    cell = make_number_cell(number, section.kind)
    if not doubt and has_digits:
        return _add_words(cell, section, number)
    is_hidden = not has_digits and not section.shown.strip()
    return cell._replace(doubt=doubt, is_hidden=is_hidden) if doubt or is_hidden else cell


def _has_other_sign(sections: tuple[Section, ...], section: Section, number: float) -> bool:
    """Whether a section shows a sign that the number does not have, or not the sign that it has."""
    is_signed = bool(_OTHER_SIGN.search(section.shown))
    if number >= 0:
        return number > 0 and is_signed
    if section.condition or (len(sections) > 1 and section is sections[1]):
        return not any(sign in section.shown for sign in "-−–(")
    return is_signed


def _add_words(cell: Cell, section: Section, number: float) -> Cell:
    """Return the cell with the words that the format shows around the number in its text.

    It is a text if there are words before the number: "KH 12" is what a reader sees.
    """
    before, after = section.before, section.after
    if number <= 0 and any(sign in before + after for sign in _SIGNS):
        before, after = before.lstrip().lstrip("-−–("), after.rstrip().rstrip(")-")
    return _surround(cell, before, after)


def add_shown_words(cell: Cell, shown: str) -> Cell:
    """Return the cell of a number with the words that `shown`, what a reader of the sheet sees, has around it."""
    shown = shown.strip()
    match = _SHOWN_NUMBER.fullmatch(shown) if len(shown) <= _MAX_LENGTH else None
    if not shown:
        return cell
    if not match or not _is_rounded(match[2], cell):
        return cell._replace(doubt="scaled")
    return _surround(cell, match[1], match[4] if cell.kind == "percent" else match[3] + match[4])


def _is_rounded(shown: str, cell: Cell) -> bool:
    """Whether a shown number is that of the cell, rounded: with as many decimals, or with separators of thousands."""
    whole, _, last = re.sub(r"[\s'’]", "", shown).replace(",", ".").rpartition(".")
    exact = abs(cell.number or Decimal(0)).scaleb(2 if cell.kind == "percent" else 0, _EXACT)
    if "e" in last.lower():  # few show indicators like this
        return True
    digits = Decimal(whole.replace(".", "") + last)
    return any(abs(exact.scaleb(decimals, _EXACT) - digits) <= 1 for decimals in {0, len(last) if whole else 0})


def _surround(cell: Cell, before: str, after: str) -> Cell:
    before, after = before.removeprefix("+").lstrip(), after.rstrip()
    if not before.strip() and not after.strip():
        return cell
    exact = cell.number or Decimal(0)
    text = f"{exact.scaleb(2).normalize():f}%" if cell.kind == "percent" else cell.text
    if not any(map(str.isalpha, before)):
        return cell._replace(text=f"{before}{text}{after}")
    return Cell("text", f"{before}{_THREE_DECIMALS.sub(_LAST_ZERO, text)}{after}")


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
            shown += token[2:-1].partition("-")[0].translate(_LITERAL) if token.startswith("[$") else ""
        elif token[0] in '"\\':
            shown += (token.strip('"') if token[0] == '"' else token[1:]).translate(_LITERAL)
        elif token[0] == "_":
            shown += " "
        elif token.lower() == "general":
            plain, shown = plain + "0", shown + "\0"
        elif token[0] != "*":
            plain += token
            shown += "\0" if token in "0#?@" else token
    letters = plain.lower().replace("e+", "").replace("e-", "")
    is_date = is_date or any(letter in letters for letter in "ymdhs")
    before, middle, after = _split_digits(shown)
    is_other = bool(_SCALE.search(plain) or _OTHER_DIGITS.search(shown) or "/" in plain or plain.count("%") > 1)
    is_other = not is_date and (is_other or not _DIGITS.fullmatch(middle))
    kind: CellKind = "date" if is_date else "percent" if "%" in plain else "number"
    if kind == "percent":
        before, after = before.replace("%", "", 1), after.replace("%", "", 1)
    return Section(condition, kind, is_other, shown.translate(_SHOWN), before, after)


def _split_digits(shown: str) -> tuple[str, str, str]:
    """Return what a section shows before, between and after its digits."""
    first, last = shown.find("\0"), shown.rfind("\0") + 1
    before, after = shown[: max(first, 0)].rstrip(".,"), shown[last:].lstrip(".,")
    return before.translate(_SHOWN), shown[max(first, 0) : last], after.translate(_SHOWN)


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
