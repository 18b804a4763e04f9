"""Reading typed keys of a TOML table: what is wrong becomes a problem, and reading goes on.

Every reader returns the value, or a harmless default after it has noted the problem, so that one run finds
every fault of a file. `done()` reports the keys that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from tracker.errors import Location, Message, Problem, ProblemList, msg, quote_text
from tracker.i18n import LANGUAGES
from tracker.model import Text
from tracker.numbers import TOO_MANY_DIGITS, is_usable, make_number_hint
from tracker.periods import FIRST_YEAR, LAST_YEAR

Word = TypeVar("Word", bound=str)
MAX_TEXT_LENGTH = 10_000
"""Characters of a text in `targets.toml`: three pages. A terminal takes half a minute to draw ten million."""
_NO_TEXT: Text = {}
_CONSUMED: Mapping[str, Any] = {}


class TomlTable:
    """One table of a TOML document, with its place and the list that collects problems."""

    __slots__ = ("_known_keys", "data", "location", "problems")

    def __init__(self, data: Mapping[str, Any], location: Location, problems: ProblemList) -> None:
        self.data = data
        self.location = location
        self.problems = problems
        self._known_keys: list[str] = []

    def add_problem(self, key: str, message: Message, hint: Message | None = None) -> None:
        """Note a problem at `key` of this table."""
        self.problems.append(Problem(self.location._replace(key=self._make_key_path(key)), message, hint))

    def has_key(self, key: str) -> bool:
        """Whether the key is there; from now on it counts as known."""
        self._known_keys.append(key)
        return key in self.data

    def read_string(self, key: str, *, required: bool = False) -> str:
        """Return a string, or "" where there is none."""
        if not self.has_key(key):
            if required:
                self._report_missing(key)
            return ""
        value = self.data[key]
        if isinstance(value, str):
            if len(value) > MAX_TEXT_LENGTH:
                self.add_problem(key, *_describe_long_text(value))
            elif not value.strip():
                self.add_problem(
                    key, msg("is empty"), None if required else msg("leave the key out where nothing is known")
                )
            return value
        self.add_problem(key, msg("must be a text, but is {found}", found=describe_type(value)), _suggest_quotes(value))
        return ""

    def read_texts(self, key: str, *, required: bool = False) -> Text:
        """Return a text by language; a plain string stands under the empty code."""
        value = self.data.get(key)
        if not isinstance(value, dict):
            plain = self.read_string(key, required=required)
            return {"": plain} if plain else _NO_TEXT
        self.has_key(key)
        texts = self.open_subtable(key, value)
        found = {
            language: texts.read_string(language, required=True) for language in LANGUAGES if texts.has_key(language)
        }
        texts.report_unknown_keys()
        if required and not value:
            self.add_problem(key, msg("is empty"))
        return {language: text for language, text in found.items() if text}

    def read_choice(self, key: str, options: Iterable[Word], default: Word | None = None) -> Word | None:
        """Return one of a fixed list of words, or `default` where the key is missing or wrong."""
        value = self.read_string(key)
        if not value.strip():
            return default
        options = tuple(options)
        for option in options:
            if option == value:
                return option
        meant = self.problems.suggester.suggest(self._make_key_path(key), value, options)
        self.add_problem(
            key,
            msg("{found} is not one of {options}", found=quote_text(value), options=", ".join(options)),
            msg("did you mean {meant}?", meant=quote_text(meant)) if meant else None,
        )
        return default

    def read_number(self, key: str, *, required: bool = False) -> Decimal | None:
        """Return an exact decimal, or None where there is none."""
        if not self.has_key(key):
            if required:
                self._report_missing(key)
            return None
        return self.convert_number(key, self.data[key])

    def convert_number(self, key: str, value: object) -> Decimal | None:
        """Return `value`, found at `key`, as an exact decimal, or None after noting why it is none."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            written = make_number_hint(value) if isinstance(value, str) else None
            hint = msg("{hint}, without quotation marks", hint=written) if written else None
            self.add_problem(key, msg("must be a number, but is {found}", found=describe_type(value)), hint)
            return None
        number = Decimal(value)
        if not number.is_finite():
            found = "nan" if number.is_nan() else "inf"
            hint = msg("leave the key out where the number is not known")
            self.add_problem(key, msg("{found} is not a number", found=quote_text(found)), hint)
            return None
        if not is_usable(number):
            self.add_problem(key, *TOO_MANY_DIGITS)
            return None
        return number

    def read_integer(self, key: str, first: int, last: int, *, required: bool = False) -> int | None:
        """Return a whole number between `first` and `last`, or None."""
        if not self.has_key(key):
            if required:
                self._report_missing(key)
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int):
            self.add_problem(key, msg("must be a whole number, but is {found}", found=describe_type(value)))
            return None
        if not first <= value <= last:
            found = quote_text(Decimal(value)).strip('"')
            self.add_problem(key, msg("{found} is not between {first} and {last}", found=found, first=first, last=last))
            return None
        return value

    def read_year(self, key: str, *, required: bool = False) -> int | None:
        """Return a possible year, or None."""
        return self.read_integer(key, FIRST_YEAR, LAST_YEAR, required=required)

    def open_subtable(self, key: str, data: Mapping[str, Any]) -> TomlTable:
        """Return the table `data` that stands at `key` of this one."""
        return TomlTable(data, self.location._replace(key=self._make_key_path(key)), self.problems)

    def iter_subtables(self, key: str, hint: Message) -> Iterator[TomlTable]:
        """Yield the tables of an array of tables, once; `hint` says how one is written.

        Each is taken out of the document: what was read of a long file is not held twice.
        """
        value = self.data[key] if self.has_key(key) else []
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for at in range(len(value)):
                item, value[at] = value[at], _CONSUMED
                yield self.open_subtable(f"{key}[{at + 1}]", item)
        else:
            self.add_problem(key, msg("must be a list of tables, but is {found}", found=describe_type(value)), hint)

    def report_unknown_keys(self) -> None:
        """Report every key that no reader asked for."""
        for key in self.data:
            if key not in self._known_keys:
                meant = self.problems.suggester.suggest(self.location.key, key, self._known_keys)
                hint = msg("did you mean {meant}?", meant=quote_text(meant)) if meant else None
                self.add_problem(key, msg("is not a known key"), hint or self._describe_known_keys())

    def _describe_known_keys(self) -> Message:
        return msg("known here: {keys}", keys=", ".join(dict.fromkeys(self._known_keys)))

    def _report_missing(self, key: str) -> None:
        self.add_problem(key, msg("is missing"))

    def _make_key_path(self, key: str) -> str:
        return f"{self.location.key}.{key}" if self.location.key else key


def describe_type(value: object) -> Message:
    """Return the name of a TOML value's kind, for a message."""
    if isinstance(value, bool):
        return msg("true") if value else msg("false")
    if isinstance(value, int | Decimal):
        return msg("the number {value}", value=quote_text(Decimal(value)).strip('"'))
    if isinstance(value, str):
        return msg("the text {value}", value=quote_text(value))
    if isinstance(value, list):
        return msg("a list")
    if isinstance(value, dict):
        return msg("a table")
    return msg("a date or time")


def _describe_long_text(value: str) -> tuple[Message, Message]:
    return (
        msg(
            "is a text of {count} characters, more than {most}",
            count=Decimal(len(value)),
            most=Decimal(MAX_TEXT_LENGTH),
        ),
        msg("shorten it; a long explanation belongs in a document that source names"),
    )


def _suggest_quotes(value: object) -> Message | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_usable(Decimal(value)):
        return msg('write it in quotation marks: "{value}"', value=str(value))
    return None
