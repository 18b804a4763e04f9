"""Commands and options whose help is translated when it is shown, and the texts of Click for the catalogs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from gettext import gettext

import click

from tracker.i18n import N_, NP_, list_languages

_MINUS = "\u2212"
CLICK_TEXTS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Error: {message}"),
    N_("default: {default}"),
    N_("required"),
    N_("Try '{command} {option}' for help."),
    N_("Show this message and exit."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("Missing parameter: {param_name}"),
    N_("Option {name!r} does not take a value."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("Error: invalid input"),
    N_("Aborted!"),
)
"""The texts of Click itself that `tracker` can show."""
CLICK_PLURALS = (
    NP_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    NP_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    NP_("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    NP_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
)


class Option(click.Option):
    """An option whose help is in the catalogs."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its help in the language of the reader."""
        import copy  # only help needs it

        twin = copy.copy(self)
        twin.help = gettext(self.help) if self.help else None
        return click.Option.get_help_record(twin, ctx)


class LanguageType(click.Choice[str]):
    """A language that the program speaks; which exist is looked up only when it is asked for."""

    def __init__(self) -> None:
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the languages."""
        return list_languages()

    @choices.setter
    def choices(self, choices: Sequence[str]) -> None:
        """Keep nothing: the list belongs to the catalogs."""


class TranslatedCommand(click.Command):
    """A command whose --help is translated when it is shown; Click's own costs time at each start."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the parts of the usage line in the language of the reader."""
        words = {"[OPTIONS]": gettext(N_("[OPTIONS]")), "COMMAND [ARGS]...": gettext(N_("COMMAND [ARGS]..."))}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help."""
        if self._help_option is None:
            self._help_option = Option(
                self.get_help_option_names(ctx),
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
                help=N_("Show this message and exit."),
            )
        return self._help_option


def _show_help(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


class Command(TranslatedCommand):
    """A command whose help and examples are in the catalogs."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the short help, not cut off."""
        return gettext(self.short_help) if self.short_help else ""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language of the reader."""
        import copy  # only help needs it

        twin = copy.copy(self)
        twin.help = gettext(self.help) if self.help else None
        twin.epilog = gettext(self.epilog) if self.epilog else None
        click.Command.format_help(twin, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples unchanged, line by line."""
        if self.epilog:
            formatter.write_paragraph()
            formatter.write(self.epilog + "\n")


class NegativeValueCommand(Command):
    """A command whose VALUE may be negative."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Replace the hyphen before a number by a minus sign, so that click does not read an option."""
        flags = {name for item in self.params if getattr(item, "is_flag", False) for name in item.opts}
        for index, (before, item) in enumerate(zip(["", *args], args, strict=False)):
            is_value_of_option = before.startswith("--") and before not in flags and "=" not in before
            if re.fullmatch(r"-[0-9][-−–0-9.,%\s]*", item) and not is_value_of_option:
                args[index] = _MINUS + item[1:]
        return super().parse_args(ctx, args)
