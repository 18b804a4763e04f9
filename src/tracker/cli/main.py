"""The entry point: the group of commands, each imported when it is used, and the place that prints errors."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from gettext import gettext
from typing import Any

import click

from tracker.cli.click_i18n import Command, LanguageType, Option, TranslatedCommand
from tracker.cli.output import format_click_error, format_error, set_up_streams, write_stderr
from tracker.errors import ExitCode, Location, Problem, TrackerError, describe_os_error, msg
from tracker.i18n import N_, detect_language, list_languages, make_error_language, set_language

COMMANDS = {
    "status": "status",
    "show": "show",
    "review": "review",
    "compare": "compare",
    "add-result": "add_result",
    "decide": "decide",
    "report": "report",
    "import": "import_",
    "export": "export",
    "form": "form",
    "undo": "undo",
    "close": "close",
    "log": "log",
    "areas": "areas",
    "check": "check",
    "init": "init",
    "next-term": "next_term",
    "store": "store",
    "schema": "schema",
    "columns": "columns",
    "completion": "completion",
}
"""Each command with its module in this package, in the order of the help; the function has the name of the module."""

_HELP = N_(
    "Plain-text indicator tracking: targets are in targets.toml, results are recorded in results.csv, and tracker "
    "reports how far each target has come."
)
_EXIT_CODES = N_("""Exit codes:
  0    done
  1    a --fail-on condition was met, or a question was answered with no
  2    wrong usage
  3    the data cannot be used
  4    an optional extra is not installed
  130  interrupted""")


class CommandGroup(TranslatedCommand, click.Group):
    """The group of all commands. A command's module is imported when the command is used or listed."""

    format_epilog = Command.format_epilog

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 (Click's own settings)
        super().__init__(**settings)
        # Click compares an unknown command with these; only the names matter.
        self.commands = dict.fromkeys(COMMANDS, click.Command(None))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"tracker.cli.{name}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Return what completes a word: commands by name, because each help text would take an import."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language of the reader."""
        self.help, self.epilog = gettext(_HELP), gettext(_EXIT_CODES)
        super().format_help(ctx, formatter)


def _show_version(ctx: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Print the version; Click's own option is translated at each start, which costs time."""
    if is_asked and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"tracker {version('indicator-tracker')}")
        ctx.exit()


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--lang", type=LanguageType(), cls=Option, expose_value=False, help=N_("Language of output."))
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    cls=Option,
    help=N_("Show the version and exit."),
)
def group() -> None:
    """Run a command."""


def main(arguments: Sequence[str]) -> int:
    """Run `tracker` with `arguments` and return its exit code; errors are printed on stderr here."""
    given = list(arguments)
    set_up_streams()
    requested = _find_language_option(given)
    if requested:  # --lang before the name of the command counts for the command too
        os.environ["TRACKER_LANG"] = requested
    language = set_language(requested or detect_language(os.environ))
    code: int = ExitCode.DONE
    if "_TRACKER_COMPLETE" in os.environ:  # a shell asks what completes a word
        from tracker.cli.shells import register_shells

        register_shells()
    try:
        code = group.main(given, prog_name="tracker", standalone_mode=False) or ExitCode.DONE
        sys.stdout.flush()
    except TrackerError as error:
        explicit = requested or (os.environ.get("TRACKER_LANG") and language.code)
        write_stderr(format_error(error, make_error_language(explicit or error.language or os.environ["LANGUAGE"])))
        code = error.code
    except click.ClickException as error:
        write_stderr(format_click_error(error))
        code = ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        code = ExitCode.INTERRUPTED
    except SystemExit as error:  # Click has answered a shell
        code = error.code if isinstance(error.code, int) else ExitCode.DONE
    except BrokenPipeError:
        # Nobody reads stdout any more: what is still buffered is discarded, or Python would report an error at its end.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, OverflowError) as error:
        write_stderr(format_error(TrackerError([_make_os_problem(error)]), language))
        code = ExitCode.DATA
    return int(code)


def _make_os_problem(error: OSError | OverflowError) -> Problem:
    """Return the problem with the file that an error of the system names, or else with stdout."""
    if isinstance(error, OverflowError):
        message = msg("the clock of this computer shows a time that cannot be used")
        return Problem(Location(), message, msg("set the clock right"))
    why = describe_os_error(error)
    if error.filename:
        return Problem(Location(os.fsdecode(error.filename)), msg("cannot be used: {why}", why=why))
    return Problem(Location("stdout"), msg("cannot be written: {why}", why=why))


def _find_language_option(arguments: Sequence[str]) -> str | None:
    """Return the language of a `--lang` among the arguments: errors in other arguments use it too."""
    for index, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in list_languages():
            return value
    return None
