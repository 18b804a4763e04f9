"""The options that commands share: each has one spelling, one help text and one default.

A decorator adds a set of options to a command and passes their values on as one immutable record.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from tracker.cli.click_i18n import Command, LanguageType, Option
from tracker.cli.option_types import DAY, YEAR, MethodType, StatusListType
from tracker.i18n import N_

Function = TypeVar("Function", bound=Callable[..., Any])
FORMATS = ("table", "csv", "json", "md")
DIALECTS = ("excel",)


def command(name: str, *, short: str, text: str, examples: str) -> Callable[[Callable[..., Any]], Command]:
    """Return the decorator that makes a command of a function."""
    return click.command(name, cls=Command, short_help=short, help=text, epilog=examples)


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:  # noqa: ANN401 (Click's own settings)
    """Return the decorator that adds an option with a translated help."""
    return click.option(*names, cls=Option, **settings)


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
evidence_option = option(
    "--evidence",
    type=click.Path(),
    metavar="FILE",
    multiple=True,
    help=N_("Copy FILE into the folder evidence, and name it in the source with its SHA-256."),
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
