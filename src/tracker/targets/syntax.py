"""Turns an error of tomli into a problem that a person who is not a programmer can fix."""

import re

import tomli

from tracker.errors import Location, Message, Problem, msg
from tracker.numbers import format_single_reading, make_number_hint
from tracker.text import is_conflict_marker

_MESSAGES: tuple[tuple[str, Message], ...] = (
    ("Expected newline or end of document", msg("there is something unexpected after the value")),
    ("Expected '=' after a key", msg("the name of a key must be followed by =")),
    ("Expected ']' at the end of a table", msg("the name of a table must end with ]")),
    ("Expected ']]' at the end of an array", msg("this heading must end with ]]")),
    ("Invalid initial character for a key", msg("a key cannot begin with this character")),
    ("Invalid statement", msg("a line must be a heading in [brackets], or key = value")),
    ("Invalid value", msg("this is not a value")),
    ("Invalid date", msg("this is not a date")),
    ("Invalid hex value", msg("a backslash in a text must be written twice")),
    ("Unescaped", msg("a backslash in a text must be written twice")),
    ("Cannot overwrite a value", msg("this key appears twice")),
    ("Duplicate inline table key", msg("this key appears twice")),
    ("Cannot declare", msg("this heading appears twice")),
    ("Cannot mutate immutable namespace", msg("a table in braces cannot be extended")),
    ("Unclosed array", msg("a list is opened with [ but not closed")),
    ("Unclosed inline table", msg("a table is opened with {{ but not closed")),
    ("Unterminated string", msg("a quotation mark is opened but not closed")),
    ("Illegal character '\\n'", msg("a quotation mark is opened on this line but not closed")),
    ("Illegal character", msg("there is a character here that TOML does not allow")),
    ("Found invalid character", msg("there is a character here that TOML does not allow")),
    ("TOML inline arrays/tables are nested", msg("tables or lists are nested too deeply")),
)
_COMMA_NUMBER = re.compile(r"(?<![\w.\"'])-?\d[\d.]*,\d+(?:,\d+)*(?![\w.])")
_YEAR = re.compile(r"(?:19|20|21)\d\d")


def describe_syntax_error(error: tomli.TOMLDecodeError, text: str, file: str) -> Problem:
    """Return the problem that `error` reports in `text`: its line, what is wrong, and the fix if one is known."""
    number, line = _find_line(text, error.lineno)
    if is_conflict_marker(line):
        message = msg("this line is a conflict marker of Git: two versions of the file were not joined")
        fix = msg("keep what is right of both versions, and remove the lines <<<<<<<, ======= and >>>>>>>")
        return Problem(Location(file, number), message, fix)
    known = next((message for start, message in _MESSAGES if error.msg.startswith(start)), None)
    column = error.colno - 1 if number == error.lineno else len(line)
    hint = _find_hint(line, column, is_value=error.msg.startswith("Invalid value"))
    message = msg("this is not TOML: {said}", said=known or Message("{said}", {"said": error.msg}))
    return Problem(Location(file, number), message, hint)


def _find_line(text: str, number: int) -> tuple[int, str]:
    """Return the number and text of a line, counted from 1, or of the last one if there are fewer."""
    start, current = 0, 1
    while current < number and (end := text.find("\n", start)) >= 0:
        start, current = end + 1, current + 1
    end = text.find("\n", start)
    return current, text[start : end if end >= 0 else len(text)]


def _find_hint(line: str, column: int, *, is_value: bool) -> Message | None:
    """Return how to fix one of the three most frequent errors, recognised by the text at `column`, or None."""
    for number in _COMMA_NUMBER.finditer(line):
        if number.start() <= column <= number.end() + 1 and not _YEAR.fullmatch(number[0].rpartition(",")[2]):
            return make_number_hint(number[0], format_single_reading)
    rest = line[column:]
    if rest.lstrip().startswith("%"):
        return msg("leave the percent sign out; the unit says it")
    if is_value and (rest[:1].isalpha() or rest[:1] in ("“", "”", "‘", "’")):
        return msg('put a text in straight quotation marks: "…"')
    return None
