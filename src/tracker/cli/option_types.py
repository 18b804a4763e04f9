"""The kinds of values of options and arguments: each reads a text, refuses what it cannot read, and completes words."""

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext
from typing import Any, Generic, TypeVar

import click

from tracker.cli.periods import NOT_A_PERIOD, NOT_A_YEAR, parse_written_period, parse_written_year
from tracker.errors import find_closest
from tracker.i18n import N_, Language, list_languages
from tracker.model import METHOD_NAMES, METHODS, STATUSES, Period, ResultStatus
from tracker.periods import parse_day
from tracker.text import normalize_name

Value = TypeVar("Value")


class ParsedType(click.ParamType[Value], Generic[Value]):
    """A value that a function parses from its text; `message` is for a text that it cannot parse (None)."""

    def __init__(self, name: str, parse: Callable[[str], Value | None], message: str) -> None:
        self.name, self._parse, self._message = name, parse, message

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Value:
        """Return the value."""
        parsed = self._parse(value)
        if parsed is None:
            self.fail(gettext(self._message).format(value=value), param, ctx)
        return parsed


def parse_count(text: str) -> int | None:
    """Return a whole number of at least 1, or None."""
    return (int(text) or None) if len(text) < 10 and text.isascii() and text.isdigit() else None


DAY: ParsedType[str] = ParsedType(
    "date", parse_day, N_("{value!r} is not a day; write it as 2024-03-31 or 31/03/2024.")
)
YEAR: ParsedType[int] = ParsedType("year", parse_written_year, NOT_A_YEAR)
PERIOD: ParsedType[Period] = ParsedType("period", parse_written_period, NOT_A_PERIOD)
COUNT: ParsedType[int] = ParsedType("count", parse_count, N_("{value!r} is not a whole number of at least 1."))


class ResultStatusType(click.ParamType[ResultStatus]):
    """The status of a result, in any language of the program, out of those that the command accepts."""

    name = "status"

    def __init__(self, *allowed: ResultStatus) -> None:
        self.allowed = allowed

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> ResultStatus:
        """Return the status."""
        from tracker.recording.answers import read_status  # only recording needs it

        status = read_status(value)
        if status not in self.allowed:
            self.fail(click.Choice(self.allowed).get_invalid_choice_message(value, ctx), param, ctx)
        return status

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the statuses that complete a word."""
        return click.Choice(self.allowed).shell_complete(ctx, param, incomplete)


class ChoiceListType(click.ParamType[tuple[str, ...]]):
    """One of a fixed list of words, or several separated by commas; case, hyphens and underscores make no difference.

    `message` is for a word that is not in the list.
    """

    def __init__(
        self, name: str, choices: Sequence[str], message: str = N_("{value!r} is not one of {choices}.")
    ) -> None:
        self.name, self._choices, self._message = name, choices, message

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the words as the program spells them, each once."""
        spellings = self.get_spellings()
        items = [item.strip() for item in value.split(",") if item.strip()] or [""]
        for item in items:
            if _normalize_word(item) not in spellings:
                message = gettext(self._message).format(value=item, choices=self.format_choices())
                if meant := find_closest(_normalize_word(item), spellings):
                    message += " " + gettext(N_("did you mean {meant}?")).format(meant=spellings[meant])
                self.fail(message, param, ctx)
        return tuple(dict.fromkeys(spellings[_normalize_word(item)] for item in items))

    def get_spellings(self) -> Mapping[str, str]:
        """Return each word by its normalized spelling, and by its other names if it has any."""
        return {_normalize_word(choice): choice for choice in self.list_choices()}

    def list_choices(self) -> Sequence[str]:
        """Return the words."""
        return self._choices

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return the words that complete the last one of a list."""
        from click.shell_completion import CompletionItem  # only a shell that completes needs it

        before, comma, last = incomplete.rpartition(",")
        return [CompletionItem(before + comma + word) for word in self.list_choices() if word.startswith(last)]

    def format_choices(self) -> str:
        """Return the list of the words for a message."""
        return ", ".join(self.list_choices())


class LanguageListType(ChoiceListType):
    """One language that the program speaks, or several separated by commas."""

    def __init__(self) -> None:
        super().__init__("language", ())

    def list_choices(self) -> Sequence[str]:
        """Return the languages, which are looked up only when they are asked for."""
        return list_languages()


class StatusListType(ChoiceListType):
    """One status, or several separated by commas: by code, or by the word that the table shows."""

    def __init__(self) -> None:
        super().__init__("status", STATUSES)

    def get_spellings(self) -> Mapping[str, str]:
        """Return each status by its code and by its word in every language."""
        from tracker.views.labels import STATUS_SIGNS  # only --only needs them

        words = {
            _normalize_word(Language(code).translate(STATUS_SIGNS[status].word)): status
            for code in list_languages()
            for status in STATUSES
        }
        return {**words, **super().get_spellings()}

    def format_choices(self) -> str:
        """Return the codes of all statuses, each with its word if the reader's language has another."""
        from tracker.views.labels import STATUS_SIGNS

        words = {status: gettext(STATUS_SIGNS[status].word).lower() for status in STATUSES}
        return ", ".join(
            status if _normalize_word(word) == _normalize_word(status) else f"{status} ({word})"
            for status, word in words.items()
        )


def _normalize_word(name: str) -> str:
    return normalize_name(name.replace("_", " "))


class MethodType(click.Choice[str]):
    """The name of a method, or one by which its publishers know it."""

    def __init__(self) -> None:
        super().__init__(METHODS)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name of the method in the program."""
        return super().convert(METHOD_NAMES.get(value, value), param, ctx)
