"""Readers of typed keys of a TOML table.

A reader returns the value of a key. If the value is wrong, it adds a problem and returns a harmless default, so that
one run finds every error of a file. `report_unknown_keys` reports the keys that no reader has read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from tracker.errors import Location, Message, Problem, ProblemList, make_suggestion, msg, quote_text
from tracker.i18n import list_languages
from tracker.model import Text
from tracker.numbers import (
    TOO_MANY_DIGITS,
    format_plain,
    format_single_reading,
    has_two_readings,
    is_usable,
    make_number_hint,
)
from tracker.periods import FIRST_YEAR, LAST_YEAR

Word = TypeVar("Word", bound=str)
MAX_TEXT_LENGTH = 10_000
"""Characters of a text in `targets.toml`: three pages. A terminal takes half a minute to draw ten million."""
_NO_TEXT: Text = {}
_CONSUMED: Mapping[str, Any] = {}
_MAX_SHOWN_BITS = 4096
_FREQUENT_LANGUAGES = ("vi", "en")
"""Languages that are known without the list of all of them, to start quickly."""


class AmbiguousNumber(Decimal):
    """A number that the file writes with two readings: `2.500` is two and a half, or two thousand five hundred."""

    __slots__ = ()


def parse_toml_float(text: str) -> Decimal:
    """Return a number of a TOML document; the exact decimal keeps the digits as they are written."""
    return AmbiguousNumber(text) if has_two_readings(text.replace("_", "")) else Decimal(text)


class TomlTable:
    """One table of a TOML document, with its location and the list that collects problems."""

    __slots__ = ("_known_keys", "data", "location", "problems")

    def __init__(self, data: Mapping[str, Any], location: Location, problems: ProblemList) -> None:
        self.data = data
        self.location = location
        self.problems = problems
        self._known_keys: dict[str, None] = {}

    def add_problem(self, key: str, message: Message, hint: Message | None = None) -> None:
        """Add a problem at `key` of this table."""
        self.problems.append(Problem(self.location._replace(key=self._make_key_path(key)), message, hint))

    def find_keys(self, keys: Iterable[Word]) -> list[Word]:
        """Return those of `keys` that the table has; all of them are known from now on."""
        self._known_keys.update(dict.fromkeys(keys))
        return [key for key in keys if key in self.data]

    def read_value(self, key: str, *, required: bool = False, hint: Message | None = None) -> Any:  # noqa: ANN401
        """Return the value of a key as TOML has it, or None if there is none; the key is known from now on."""
        self._known_keys[key] = None
        if required and key not in self.data:
            self.add_problem(key, msg("is missing"), hint)
        return self.data.get(key)

    def read_string(self, key: str, *, required: bool = False, hint: Message | None = None) -> str:
        """Return a string, or "" if there is none."""
        value = self.read_value(key, required=required, hint=hint)
        if value is None:
            return ""
        if not isinstance(value, str):
            message = msg("must be a text, but is {found}", found=describe_type(value))
            self.add_problem(key, message, _suggest_quotes(value))
            return ""
        if len(value) > MAX_TEXT_LENGTH:
            self.add_problem(key, *_describe_long_text(value))
        elif not value.strip():
            self.add_problem(key, msg("is empty"), hint if required else msg("leave the key out if nothing is known"))
        return value

    def read_texts(self, key: str, *, required: bool = False) -> Text:
        """Return a text by language; a plain string has the empty code."""
        texts = self.find_table(key)
        if texts is None:
            plain = self.read_string(key, required=required)
            return {"": plain} if plain else _NO_TEXT
        texts.find_keys(_FREQUENT_LANGUAGES)  # the suggestions for other keys
        by_language = {code: texts.read_string(code, required=True) for code in texts.data if _is_language(code)}
        texts.report_unknown_keys()
        if required and not texts.data:
            self.add_problem(key, msg("is empty"))
        return {code: text for code, text in by_language.items() if text}

    def read_strings(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if there is none."""
        value = self.read_value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            message = msg("must be a list of texts, but is {found}", found=describe_type(value))
            self.add_problem(key, message, msg('write {key} = ["…", "…"]', key=key))
            return ()
        return tuple(value)

    def read_choice(
        self, key: str, options: Iterable[Word], *, required: bool = False, other_names: Iterable[str] = ()
    ) -> Word | None:
        """Return one of a fixed list of words, or None if the key is missing or wrong.

        `other_names` are words that a wrong one may have been meant to be, beside the options.
        """
        options = tuple(options)
        hint = msg("one of {options}", options=", ".join(options)) if required else None
        value = self.read_string(key, required=required, hint=hint)
        for option in options:
            if option == value:
                return option
        if value.strip():
            hint = suggest_word(self.problems, self._make_key_path(key), value, (*options, *other_names))
            message = msg("{found} is not one of {options}", found=quote_text(value), options=", ".join(options))
            self.add_problem(key, message, hint)
        return None

    def read_language(self, key: str) -> str:
        """Return the code of a language, or "" if there is none."""
        value = self.read_string(key)
        if not value.strip() or _is_language(value):
            return value.strip()
        known = list_languages()
        hint = suggest_word(self.problems, self._make_key_path(key), value, known)
        message = msg("{found} is not the code of a language", found=quote_text(value))
        self.add_problem(key, message, hint or msg("write a code of ISO 639: {listed} …", listed=", ".join(known)))
        return ""

    def read_number(self, key: str, *, required: bool = False) -> Decimal | None:
        """Return an exact decimal, or None if there is none."""
        value = self.read_value(key, required=required)
        return None if value is None else self.convert_number(key, value)

    def convert_number(self, key: str, value: object) -> Decimal | None:
        """Return `value`, found at `key`, as an exact decimal, or None with a problem that says why it is none."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            written = make_number_hint(value, format_single_reading) if isinstance(value, str) else None
            hint = msg("{hint}, without quotation marks", hint=written) if written else None
            self.add_problem(key, msg("must be a number, but is {found}", found=describe_type(value)), hint)
            return None
        if isinstance(value, AmbiguousNumber):
            self.add_problem(key, *describe_two_readings(value))
            return None
        number = Decimal(value)
        if not number.is_finite():
            name = "nan" if number.is_nan() else "inf"
            hint = msg("leave the key out if the number is not known")
            self.add_problem(key, msg("{found} is not a number", found=quote_text(name)), hint)
            return None
        if not is_usable(number):
            self.add_problem(key, *TOO_MANY_DIGITS)
            return None
        return number

    def read_integer(self, key: str, first: int, last: int, *, required: bool = False) -> int | None:
        """Return a whole number between `first` and `last`, or None."""
        value = self.read_value(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.add_problem(key, msg("must be a whole number, but is {found}", found=describe_type(value)))
            return None
        if not first <= value <= last:
            is_short = value.bit_length() < _MAX_SHOWN_BITS  # the digits of a long one take the square of its length
            found = quote_text(Decimal(value)).strip('"') if is_short else msg("the number")
            self.add_problem(key, msg("{found} is not between {first} and {last}", found=found, first=first, last=last))
            return None
        return value

    def read_boolean(self, key: str, *, default: bool = False) -> bool:
        """Return whether a key is true; without the key, the default."""
        value = self.read_value(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self.add_problem(key, msg("must be true or false, but is {found}", found=describe_type(value)))
        return default

    def read_year(self, key: str, *, required: bool = False) -> int | None:
        """Return a possible year, or None."""
        return self.read_integer(key, FIRST_YEAR, LAST_YEAR, required=required)

    def find_table(self, key: str) -> TomlTable | None:
        """Return the table at `key`, or None if there is none or another kind of value."""
        value = self.read_value(key)
        return self.open_subtable(key, value) if isinstance(value, dict) else None

    def read_table(self, key: str, hint: Message | None = None, *, required: bool = False) -> TomlTable | None:
        """Return the table at `key`, or None if there is none; `hint` says how one is written."""
        value = self.read_value(key, required=required, hint=hint)
        if isinstance(value, dict):
            return self.open_subtable(key, value)
        if value is not None:
            self.add_problem(key, msg("must be a table, but is {found}", found=describe_type(value)), hint)
        return None

    def open_subtable(self, key: str, data: Mapping[str, Any]) -> TomlTable:
        """Return `data`, found at `key` of this table, as a table."""
        return TomlTable(data, self.location._replace(key=self._make_key_path(key)), self.problems)

    def iter_subtables(self, key: str, hint: Message) -> Iterator[TomlTable]:
        """Yield the tables of an array of tables, once; `hint` says how one is written.

        Each is taken out of the document, so that a long file is not held in memory twice.
        """
        value = self.read_value(key)
        if value is None:
            return
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            for index in range(len(value)):
                item, value[index] = value[index], _CONSUMED
                yield self.open_subtable(f"{key}[{index + 1}]", item)
        else:
            self.add_problem(key, msg("must be a list of tables, but is {found}", found=describe_type(value)), hint)

    def report_unknown_keys(self) -> None:
        """Add a problem for every key that no reader has read."""
        for key in self.data:
            if key not in self._known_keys:
                hint = suggest_word(self.problems, self.location.key, key, self._known_keys)
                known = msg("known keys: {keys}", keys=", ".join(self._known_keys))
                self.add_problem(key, msg("is not a known key"), hint or known)

    def _make_key_path(self, key: str) -> str:
        return f"{self.location.key}.{key}" if self.location.key else key


def _is_language(key: str) -> bool:
    if key in _FREQUENT_LANGUAGES:
        return True
    from tracker.targets.language_codes import is_language_code  # most files have none of the others

    return is_language_code(key)


def suggest_word(problems: ProblemList, kind: str, word: str, options: Iterable[str]) -> Message | None:
    """Return the hint which of `options` an unknown word was probably meant to be, or None."""
    return make_suggestion(problems.suggester.suggest(kind, word, options))


def describe_two_readings(number: AmbiguousNumber) -> tuple[Message, Message]:
    """Return the message and the hint for a number with two readings, both written so that they differ."""
    small, large = format_single_reading(number), format_plain(number.scaleb(3))
    long = f"{format_plain(number)}0"
    message = msg("{found} can be read as {small} or as {large}", found=quote_text(number), small=small, large=large)
    if small == long:
        return message, msg("write {large}, or {small}", large=large, small=small)
    return message, msg("write {large}, or {small} (or {long})", large=large, small=small, long=long)


def describe_type(value: object) -> Message:
    """Return the type of a TOML value, for a message, with the value if it is short."""
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
    count, most = Decimal(len(value)), Decimal(MAX_TEXT_LENGTH)
    return (
        msg("is a text of {count} characters, more than {most}", count=count, most=most),
        msg("shorten it; a long explanation belongs in a document that source names"),
    )


def _suggest_quotes(value: object) -> Message | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and is_usable(Decimal(value)):
        return msg('write it in quotation marks: "{value}"', value=str(value))
    return None
