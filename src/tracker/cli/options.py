"""The options that commands share: one spelling, one help text and one default each.

A decorator adds a set of options to a command and hands their values over as one frozen object.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from tracker.cli.click_i18n import option
from tracker.errors import find_closest
from tracker.i18n import LANGUAGES, N_, Language
from tracker.model import METHODS, STATUSES, Period, ResultStatus
from tracker.periods import is_timestamp, parse_period
from tracker.text import normalize_name

Function = TypeVar("Function", bound=Callable[..., Any])
FORMATS = ("table", "csv", "json", "md")
DIALECTS = ("excel",)


class DayType(click.ParamType[str]):
    """A day of the calendar, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the day as it is written."""
        if len(value) != 10 or not is_timestamp(value):
            self.fail(_("{value!r} is not a day; write it as 2024-03-31.").format(value=value), param, ctx)
        return value


class YearType(click.ParamType[int]):
    """A year."""

    name = "year"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the year as a number."""
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            self.fail(_("{value!r} is not a year; write it as 2024.").format(value=value), param, ctx)
        return int(value)


class ResultStatusType(click.ParamType[ResultStatus]):
    """The status of a result, in English or Vietnamese; one of those that the command takes."""

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


class PeriodType(click.ParamType[Period]):
    """A year, or the year to date through a month."""

    name = "period"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Return the period."""
        period = parse_period(value)
        if period is None:
            self.fail(_("{value!r} is not a period; write it as 2024 or 2024-06.").format(value=value), param, ctx)
        return period


class CountType(click.ParamType[int]):
    """A whole number from 1 on."""

    name = "count"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value)):
            self.fail(_("{value!r} is not a whole number from 1 on.").format(value=value), param, ctx)
        return int(value)


class StatusListType(click.ParamType[tuple[str, ...]]):
    """One status, or several separated by commas: by code, or by the word that stands in the table."""

    name = "status"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the statuses."""
        named = [item.strip() for item in value.split(",") if item.strip()]
        if not named:
            self.fail(_("name at least one status: {choices}.").format(choices=_format_choices()), param, ctx)
        known = _map_words_to_statuses()
        for item in named:
            if _normalize_word(item) not in known:
                meant = find_closest(_normalize_word(item), known)
                hint = " " + _("did you mean {meant}?").format(meant=known[meant]) if meant else ""
                wrong = _("{value!r} is not one of {choices}.").format(value=item, choices=_format_choices())
                self.fail(wrong + hint, param, ctx)
        return tuple(known[_normalize_word(item)] for item in named)


def _(text: str) -> str:
    from gettext import gettext  # looked up when it is shown, in the language then in force

    return gettext(text)


def _map_words_to_statuses() -> dict[str, str]:
    """Return each status by its code and by its word in every language, as `_key` writes them."""
    from tracker.views.labels import STATUS_SIGNS  # only where --only is used

    codes: dict[str, str] = {_normalize_word(status): status for status in STATUSES}
    return {
        _normalize_word(Language(code).translate(STATUS_SIGNS[status].word)): status
        for code in LANGUAGES
        for status in STATUSES
    } | codes


def _format_choices() -> str:
    """Return the codes of all statuses, each with its word where the reader's language has another."""
    from tracker.views.labels import STATUS_SIGNS

    words = {status: _(STATUS_SIGNS[status].word).lower() for status in STATUSES}
    same = {status for status in STATUSES if _normalize_word(words[status]) == _normalize_word(status)}
    return ", ".join(status if status in same else f"{status} ({words[status]})" for status in STATUSES)


def _normalize_word(name: str) -> str:
    return normalize_name(name.replace("_", " "))


class CommonOptions(NamedTuple):
    """Where the data is, and the language that was asked for."""

    data: str | None
    lang: str | None


class Selection(NamedTuple):
    """What to judge, and which of it to show."""

    year: int | None = None
    as_of: str | None = None
    group: str | None = None
    owner: str | None = None
    only: tuple[tuple[str, ...], ...] = ()
    method: str | None = None
    assume: tuple[str, ...] = ()

    @property
    def statuses(self) -> set[str]:
        """Return the statuses to show; empty means all."""
        return {status for several in self.only for status in several}


class Destination(NamedTuple):
    """In which format and dialect, and where to."""

    format: str | None
    dialect: str | None
    output: str | None


def bundle_options(
    name: str, record: Callable[..., Any], fields: Sequence[str], options: Sequence[Callable[[Any], Any]]
) -> Callable[[Function], Function]:
    """Return the decorator that adds `options` to a command and hands their values over as one `record`, `name`."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def gathered(*args: Any, **values: Any) -> Any:  # noqa: ANN401
            picked = {field: values.pop(field) for field in fields}
            return function(*args, **values, **{name: record(**picked)})

        for each in reversed(options):
            gathered = each(gathered)
        return gathered  # type: ignore[return-value]

    return decorate


data_option = option(
    "--data", metavar="DIR", help=N_("The tracker folder (else TRACKER_DATA, else the nearest one above).")
)
lang_option = option("--lang", type=click.Choice(LANGUAGES), help=N_("Language of output: vi or en."))

common_options = bundle_options(
    "common",
    CommonOptions,
    CommonOptions._fields,
    [data_option, lang_option],
)

year_option = option("--year", type=YearType(), metavar="YEAR", help=N_("Judge as of the end of this reporting year."))
as_of_option = option(
    "--as-of", type=DayType(), metavar="DATE", help=N_("Use only what had been recorded by this day (YYYY-MM-DD).")
)
group_option = option("--group", metavar="NAME", help=N_("Only the indicators of this group."))
owner_option = option("--owner", metavar="NAME", help=N_("Only the indicators of this responsible body."))
method_option = option(
    "--method", type=click.Choice(METHODS), help=N_("Judge by this method, whatever targets.toml says.")
)
_assume_option = option(
    "--assume",
    metavar="ID:YEAR=VALUE",
    multiple=True,
    help=N_("Ask what would follow from a result, for example grdp-growth:2025=9; nothing is recorded."),
)

dry_run_option = option("--dry-run", is_flag=True, help=N_("Show what would change, and write nothing."))

selection_options = bundle_options(
    "selection",
    Selection,
    Selection._fields,
    [
        year_option,
        as_of_option,
        group_option,
        owner_option,
        option(
            "--only",
            type=StatusListType(),
            metavar="STATUS",
            multiple=True,
            help=N_("Only these statuses, for example at_risk,off_track or 'off track'."),
        ),
        method_option,
        _assume_option,
    ],
)

judging_options = bundle_options(
    "selection",
    Selection,
    ("year", "as_of", "method", "assume"),
    [year_option, as_of_option, method_option, _assume_option],
)
"""How to judge, for commands that show what their argument names."""


def make_destination_options(formats: Sequence[str], help_text: str) -> Callable[[Function], Function]:
    """Return the decorator for where output goes, of a command that has these formats; `text` is their help."""
    return bundle_options(
        "destination",
        Destination,
        Destination._fields,
        [
            option("--format", type=click.Choice(formats), help=help_text),
            option(
                "--dialect",
                type=click.Choice(DIALECTS),
                help=N_("excel: CSV that Excel opens rightly in the language of output, with no formula in it."),
            ),
            option(
                "-o",
                "--output",
                metavar="FILE",
                help=N_("Write to FILE; its ending (.csv, .json, .md, .txt) chooses the format."),
            ),
        ],
    )


destination_options = make_destination_options(
    FORMATS, N_("table, csv, json or md; without it a table on a terminal and CSV in a pipe.")
)
