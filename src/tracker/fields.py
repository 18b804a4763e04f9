"""Reading typed keys of a TOML table: what is wrong becomes a problem, and reading goes on.

Every reader returns the value, or a harmless default after it has noted the problem, so that one run finds
every fault of a file. `done()` reports the keys that nobody asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from tracker.errors import Message, Place, Problem, Problems, msg
from tracker.language import LANGUAGES
from tracker.model import Text
from tracker.numbers import is_usable, plain
from tracker.periods import FIRST_YEAR, LAST_YEAR

Word = TypeVar("Word", bound=str)
LONGEST_TEXT = 10_000
"""Characters of a text in `targets.toml`: three pages. A terminal takes half a minute to draw ten million."""
_NO_TEXT: Text = {}
_TAKEN: Mapping[str, Any] = {}
TOO_LONG = (
    msg("the number has more than 30 digits before or after the point"),
    msg("use a larger unit, or write fewer decimals"),
)


class Table:
    """One table of a TOML document, with its place and the list that collects problems."""

    __slots__ = ("_asked", "data", "place", "problems")

    def __init__(self, data: Mapping[str, Any], place: Place, problems: Problems) -> None:
        self.data = data
        self.place = place
        self.problems = problems
        self._asked: list[str] = []

    def wrong(self, key: str, message: Message, hint: Message | None = None) -> None:
        """Note a problem at `key` of this table."""
        self.problems.append(Problem(self.place._replace(key=self._path(key)), message, hint))

    def has(self, key: str) -> bool:
        """Whether the key is there; from now on it counts as known."""
        self._asked.append(key)
        return key in self.data

    def string(self, key: str, *, required: bool = False) -> str:
        """Return a string, or "" where there is none."""
        if not self.has(key):
            if required:
                self._missing(key)
            return ""
        value = self.data[key]
        if isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                self.wrong(key, *_too_long_a_text(value))
            elif not value.strip():
                self.wrong(key, msg("is empty"), None if required else msg("leave the key out where nothing is known"))
            return value
        self.wrong(key, msg("must be a text, but is {found}", found=kind_of(value)), _quote_it(value))
        return ""

    def texts(self, key: str, *, required: bool = False) -> Text:
        """Return a text by language; a plain string stands under the empty code."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            plain = self.string(key, required=required)
            return {"": plain} if plain else _NO_TEXT
        self.has(key)
        texts = self.inner(key, value)
        found = {language: texts.string(language, required=True) for language in LANGUAGES if texts.has(language)}
        texts.done()
        if required and not value:
            self.wrong(key, msg("is empty"))
        return {language: text for language, text in found.items() if text}

    def word(self, key: str, options: Iterable[Word], default: Word | None = None) -> Word | None:
        """Return one of a fixed list of words, or `default` where the key is missing or wrong."""
        value = self.string(key)
        if not value.strip():
            return default
        options = tuple(options)
        for option in options:
            if option == value:
                return option
        meant = self.problems.guesses.closest(self._path(key), value, options)
        self.wrong(
            key,
            msg("{found} is not one of {options}", found=quoted(value), options=", ".join(options)),
            msg("did you mean {meant}?", meant=quoted(meant)) if meant else None,
        )
        return default

    def number(self, key: str, *, required: bool = False) -> Decimal | None:
        """Return an exact decimal, or None where there is none."""
        if not self.has(key):
            if required:
                self._missing(key)
            return None
        return self.as_number(key, self.data[key])

    def as_number(self, key: str, value: object) -> Decimal | None:
        """Return `value`, found at `key`, as an exact decimal, or None after noting why it is none."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            written = as_written(value) if isinstance(value, str) else None
            hint = msg("{hint}, without quotation marks", hint=written) if written else None
            self.wrong(key, msg("must be a number, but is {found}", found=kind_of(value)), hint)
            return None
        number = Decimal(value)
        if not number.is_finite():
            found = "nan" if number.is_nan() else "inf"
            hint = msg("leave the key out where the number is not known")
            self.wrong(key, msg("{found} is not a number", found=quoted(found)), hint)
            return None
        if not is_usable(number):
            self.wrong(key, *TOO_LONG)
            return None
        return number

    def integer(self, key: str, first: int, last: int, *, required: bool = False) -> int | None:
        """Return a whole number between `first` and `last`, or None."""
        if not self.has(key):
            if required:
                self._missing(key)
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, msg("must be a whole number, but is {found}", found=kind_of(value)))
            return None
        if not first <= value <= last:
            found = quoted(Decimal(value)).strip('"')
            self.wrong(key, msg("{found} is not between {first} and {last}", found=found, first=first, last=last))
            return None
        return value

    def year(self, key: str, *, required: bool = False) -> int | None:
        """Return a possible year, or None."""
        return self.integer(key, FIRST_YEAR, LAST_YEAR, required=required)

    def inner(self, key: str, data: Mapping[str, Any]) -> Table:
        """Return the table `data` that stands at `key` of this one."""
        return Table(data, self.place._replace(key=self._path(key)), self.problems)

    def tables(self, key: str, hint: Message) -> Iterator[Table]:
        """Yield the tables of an array of tables, once; `hint` says how one is written.

        Each is taken out of the document: what was read of a long file is not held twice.
        """
        value = self.data[key] if self.has(key) else []
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for at in range(len(value)):
                item, value[at] = value[at], _TAKEN
                yield self.inner(f"{key}[{at + 1}]", item)
        else:
            self.wrong(key, msg("must be a list of tables, but is {found}", found=kind_of(value)), hint)

    def done(self) -> None:
        """Report every key that no reader asked for."""
        for key in self.data:
            if key not in self._asked:
                meant = self.problems.guesses.closest(self.place.key, key, self._asked)
                hint = msg("did you mean {meant}?", meant=quoted(meant)) if meant else None
                self.wrong(key, msg("is not a known key"), hint or self._known())

    def _known(self) -> Message:
        return msg("known here: {keys}", keys=", ".join(dict.fromkeys(self._asked)))

    def _missing(self, key: str) -> None:
        self.wrong(key, msg("is missing"))

    def _path(self, key: str) -> str:
        return f"{self.place.key}.{key}" if self.place.key else key


def quoted(text: object) -> str:
    """Return `text` in quotation marks, shortened, on one line, control characters made visible."""
    shown = str(text)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    shown = "".join(character if character.isprintable() else "\ufffd" for character in shown)
    return f'"{shown}"'


def as_argument(text: str) -> str:
    """Return `text` so that it can be pasted into a command line as one argument, whatever stands in it."""
    if os.name == "nt":
        return f'"{text}"' if not text or set(text) & set(" &()[]{}^=;!'+,`~") else text
    from shlex import quote  # costs start-up, and is needed only in hints

    return quote(text)


def kind_of(value: object) -> Message:
    """Return the name of a TOML value's kind, for a message."""
    if isinstance(value, bool):
        return msg("true") if value else msg("false")
    if isinstance(value, int | Decimal):
        return msg("the number {value}", value=quoted(Decimal(value)).strip('"'))
    if isinstance(value, str):
        return msg("the text {value}", value=quoted(value))
    if isinstance(value, list):
        return msg("a list")
    if isinstance(value, dict):
        return msg("a table")
    return msg("a date or time")


def _too_long_a_text(value: str) -> tuple[Message, Message]:
    return (
        msg("is a text of {count} characters, more than {most}", count=Decimal(len(value)), most=Decimal(LONGEST_TEXT)),
        msg("shorten it; a long explanation belongs in a document that source names"),
    )


def _quote_it(value: object) -> Message | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_usable(Decimal(value)):
        return msg('write it in quotation marks: "{value}"', value=str(value))
    return None


def as_written(text: str) -> Message | None:
    """Return how a number that was typed as `text` stands in a file: every reading it has, for a hint."""
    from tracker.entries import parse_entry  # costs start-up, and is needed only when something is wrong

    entry = parse_entry(text)
    found = [plain(number) for number in entry.readings if is_usable(number)]
    if not found:
        return None
    if len(found) > 1:
        return msg("write {one} or {other}, whichever is meant", one=found[0], other=found[1])
    return msg("write {meant}", meant=found[0])
