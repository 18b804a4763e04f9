"""The options that commands share: each has one spelling, one help text and one default.

A decorator adds a set of options to a command and passes their values on as one immutable record.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from gettext import gettext
from typing import Any, Generic, NamedTuple, TypeVar

import click

from tracker.cli.click_i18n import Command, LanguageType, Option
from tracker.cli.periods import NOT_A_PERIOD, NOT_A_YEAR, parse_written_period, parse_written_year
from tracker.errors import find_closest
from tracker.i18n import N_, Language, list_languages
from tracker.model import METHOD_NAMES, METHODS, STATUSES, Period, ResultStatus
from tracker.periods import parse_day
from tracker.text import normalize_name

Function = TypeVar("Function", bound=Callable[..., Any])
Value = TypeVar("Value")
FORMATS = ("table", "csv", "json", "md")
DIALECTS = ("excel",)


def command(name: str, *, short: str, text: str, examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a command of a function."""
    return click.command(name, cls=Command, short_help=short, help=text, epilog=examples)


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:  # noqa: ANN401 (Click's own settings)
    """Return the decorator that adds an option with a translated help."""
    return click.option(*names, cls=Option, **settings)


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
    """The status of a result, in English or Vietnamese, out of those that the command accepts."""

    name = "status"

    def __init__(self, *allowed: ResultStatus) -> None:
        self.allowed = allowed

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> ResultStatus:
        """Return the status."""
        from tracker.numbers import parse_status  # only recording needs it

        status = parse_status(value)
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


class CommonOptions(NamedTuple):
    """Where the data is, and the language of output."""

    data: str | None
    lang: str | None


class Destination(NamedTuple):
    """The format and dialect of the output, its file, and whether that may be replaced whatever it is."""

    format: str | None
    dialect: str | None
    output: str | None
    yes: bool = False


def bundle_options(
    name: str, record: type[NamedTuple], options: Sequence[Callable[[Any], Any]]
) -> Callable[[Function], Function]:
    """Return the decorator that adds `options` to a command and passes their values on as one `record`, `name`.

    The values are those of the record's fields; a field without an option keeps its default.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def run(*args: Any, **values: Any) -> Any:  # noqa: ANN401
            picked = {field: values.pop(field) for field in record._fields if field in values}
            return function(*args, **values, **{name: record(**picked)})  # type: ignore[call-overload]

        for add_option in reversed(options):
            run = add_option(run)
        return run  # type: ignore[return-value]

    return decorate


data_option = option(
    "--data",
    metavar="DIR",
    help=N_("The tracker folder, or a closed year (closed/2024.zip); default: TRACKER_DATA, else the nearest above."),
)
lang_option = option("--lang", type=LanguageType(), help=N_("Language of output."))
common_options = bundle_options("common", CommonOptions, [data_option, lang_option])

year_option = option("--year", type=YEAR, metavar="YEAR", help=N_("Judge as of the end of this reporting year."))
as_of_option = option(
    "--as-of",
    type=DAY,
    metavar="DATE",
    help=N_("Use only what had been recorded by this day (2027-01-10 or 10/01/2027)."),
)
group_option = option("--group", metavar="NAME", help=N_("Only the indicators of this group."))
owner_option = option("--owner", metavar="NAME", help=N_("Only the indicators of this responsible body."))
where_option = option(
    "--where",
    metavar="KEY=VALUE",
    multiple=True,
    help=N_(
        "Only the indicators with this own field, for example sdg=11.2; donor= means without one. Repeat it for more."
    ),
)
_only_option = option(
    "--only",
    type=StatusListType(),
    metavar="STATUS",
    multiple=True,
    help=N_("Only these statuses, for example at_risk,off_track or 'off track'."),
)


class MethodType(click.Choice[str]):
    """The name of a method, or one by which its publishers know it."""

    def __init__(self) -> None:
        super().__init__(METHODS)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name of the method in the program."""
        return super().convert(METHOD_NAMES.get(value, value), param, ctx)


method_option = option("--method", type=MethodType(), help=N_("Judge by this method, whatever targets.toml says."))
_assume_option = option(
    "--assume",
    metavar="ID:YEAR=VALUE",
    multiple=True,
    help=N_("What if: assume this result (not recorded), for example grdp-growth:2025=9."),
)
public_option = option(
    "--public", is_flag=True, help=N_("Leave out the indicators with public = false, and all that shows their figures.")
)
reopen_option = option(
    "--reopen", is_flag=True, help=N_("Record it even for a closed year; --note must give the reason.")
)
decimal_option = option(
    "--decimal", type=click.Choice(["comma", "point"]), help=N_("Which sign separates decimals in VALUE.")
)
replace_option = option("--yes", is_flag=True, help=N_("Replace FILE without asking, whatever it is."))
dry_run_option = option("--dry-run", is_flag=True, help=N_("Show what would change, and write nothing."))

JUDGING_OPTIONS = (year_option, as_of_option, method_option, _assume_option)
"""How to judge, for commands that show what their argument names."""
SELECTION_OPTIONS = (
    year_option, as_of_option, group_option, owner_option, where_option, _only_option, method_option, _assume_option,
)  # fmt: skip
"""What to judge, and which of it to show."""


def _read_output(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Return the file to write, or None for stdout, which has the name -."""
    return None if value == "-" else value


def make_destination_options(
    formats: Sequence[str],
    help_text: str,
    output_help: str = N_("Write to FILE; its extension (.csv, .json, .md, .txt) sets the format."),
    *,
    has_yes: bool = True,
) -> Callable[[Function], Function]:
    """Return the decorator for the output of a command that has these formats; `help_text` is their help.

    A command that has a --yes of its own passes `has_yes=False`.
    """
    return bundle_options(
        "destination",
        Destination,
        [
            option("--format", type=click.Choice(formats), help=help_text),
            option(
                "--dialect",
                type=click.Choice(DIALECTS),
                help=N_("excel: CSV that Excel opens correctly in the language of output, without formulas."),
            ),
            option(
                "-o",
                "--output",
                metavar="FILE",
                callback=_read_output,
                help=output_help,
            ),
            *([replace_option] if has_yes else ()),
        ],
    )


_FORMAT_HELP = N_("table, csv, json or md (default: table on a terminal, csv in a pipe).")
destination_options = make_destination_options(FORMATS, _FORMAT_HELP)
plain_destination_options = make_destination_options(FORMATS, _FORMAT_HELP, has_yes=False)
"""For commands whose --yes answers other questions too."""
