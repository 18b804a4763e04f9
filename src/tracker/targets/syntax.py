"""What tomli says of a text that is not TOML, as a problem that a person who is no programmer can mend."""

import re

import tomli

from tracker.errors import Location, Message, Problem, msg
from tracker.numbers import make_number_hint

_MESSAGES: tuple[tuple[str, Message], ...] = (
    ("Expected newline or end of document", msg("there is something after the value that does not belong there")),
    ("Expected '=' after a key", msg("after the name of a key there must be =")),
    ("Expected ']' at the end of a table", msg("the name of a table must end with ]")),
    ("Expected ']]' at the end of an array", msg("this heading must end with ]]")),
    ("Invalid initial character for a key", msg("a key cannot begin with this character")),
    ("Invalid statement", msg("a line must be a heading in [brackets], or key = value")),
    ("Invalid value", msg("this is not a value")),
    ("Invalid date", msg("this is not a date")),
    ("Invalid hex value", msg("a backslash in a text must be written twice")),
    ("Unescaped", msg("a backslash in a text must be written twice")),
    ("Cannot overwrite a value", msg("this key stands twice")),
    ("Duplicate inline table key", msg("this key stands twice")),
    ("Cannot declare", msg("this heading stands twice")),
    ("Cannot mutate immutable namespace", msg("a table in braces cannot be added to")),
    ("Unclosed array", msg("a list is opened with [ and never closed")),
    ("Unclosed inline table", msg("a table is opened with {{ and never closed")),
    ("Unterminated string", msg("a quotation mark is opened and never closed")),
    ("Illegal character '\\n'", msg("a quotation mark is opened on this line and not closed")),
    ("Illegal character", msg("there is a character here that TOML does not allow")),
    ("Found invalid character", msg("there is a character here that TOML does not allow")),
    ("TOML inline arrays/tables are nested", msg("tables or lists are nested too deeply")),
)
_COMMA_NUMBER = re.compile(r"(?<![\w.\"'])-?\d[\d.]*,\d+(?:,\d+)*(?![\w.])")
_YEAR = re.compile(r"(?:19|20|21)\d\d")


def describe_syntax_error(error: tomli.TOMLDecodeError, text: str, file: str) -> Problem:
    """Return the problem that `error` tells of in `text`: its line, what is wrong, and a remedy where one is known."""
    at, line = _find_line(text, error.lineno)
    said = next((message for start, message in _MESSAGES if error.msg.startswith(start)), None)
    message = said or Message("{said}", {"said": error.msg})
    column = error.colno - 1 if at == error.lineno else len(line)
    hint = _find_hint(line, column, is_value=error.msg.startswith("Invalid value"))
    return Problem(Location(file, at), msg("this is not TOML: {said}", said=message), hint)


def _find_line(text: str, number: int) -> tuple[int, str]:
    """Return a line of a text, counted from 1, or the last one where there are fewer, and its number."""
    start, at = 0, 1
    while at < number and (end := text.find("\n", start)) >= 0:
        start, at = end + 1, at + 1
    end = text.find("\n", start)
    return at, text[start : end if end >= 0 else len(text)]


def _find_hint(line: str, column: int, *, is_value: bool) -> Message | None:
    """Return what to do about the three most frequent slips, told from what stands at `column`."""
    for found in _COMMA_NUMBER.finditer(line):
        if found.start() <= column <= found.end() + 1 and not _YEAR.fullmatch(found[0].rpartition(",")[2]):
            return make_number_hint(found[0])
    rest = line[column:]
    if rest.lstrip().startswith("%"):
        return msg("leave the percent sign out; the unit says it")
    if is_value and (rest[:1].isalpha() or rest[:1] in ("“", "”", "‘", "’")):
        return msg('put a text in straight quotation marks: "…"')
    return None
