"""`tracker check`: named checks over both files; silent and 0 when fine."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import click

from tracker import checks
from tracker.assess import reporting_year
from tracker.checks import CHECKS, LEVELS, NAMES, READING, Data, Finding, Level
from tracker.cli import output
from tracker.cli.context import check_output, folder_of, wait_for_writers
from tracker.cli.options import Common, Destination, as_of_option, bundle, common_options, destination, year_option
from tracker.cli.texts import command, option
from tracker.errors import ExitCode, Problem, TrackerError, closest, failure, msg
from tracker.journal import ALL
from tracker.language import LANGUAGES, N_, Language, from_environment, use
from tracker.load import Folder, load
from tracker.model import Register, Term

_FORMATS = ("text", "csv", "json", "md")
_NOTHING = Register(Term({}, 0, 0, 0, ""), (), (), {})


class Names(click.ParamType[tuple[str, ...]]):
    """The name of a check, or several separated by commas."""

    name = "check"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the names."""
        from gettext import gettext

        found = tuple(item.strip() for item in value.split(",") if item.strip())
        for item in found or ("",):
            if item not in NAMES:
                meant = closest(item, NAMES)
                hint = gettext(N_("did you mean {meant}?")).format(meant=meant) if meant else gettext(_LIST)
                self.fail(gettext(N_("{value!r} is not a check;")).format(value=item) + " " + hint, param, ctx)
        return found


_LIST = N_("see tracker check --list")


class Wanted(NamedTuple):
    """Which checks to run, as of when, and what makes the command fail."""

    fail_on: Level
    only: tuple[tuple[str, ...], ...]
    ignore: tuple[tuple[str, ...], ...]
    year: int | None
    as_of: str | None
    listing: bool
    repair: bool

    @property
    def names(self) -> set[str]:
        """Return the names of the checks to run; what keeps the files from being read is always told."""
        asked = {name for several in self.only for name in several} or set(NAMES)
        return asked - {name for several in self.ignore for name in several} | set(READING)

    def refuse_impossible(self) -> None:
        """Raise TrackerError where a check is to be left out without which nothing can be read."""
        needed = [name for several in self.ignore for name in several if name in READING]
        if needed:
            message = msg("{check} cannot be left out: what it finds keeps the files from being read", check=needed[0])
            raise failure(message, None, ExitCode.USAGE)

    def trips(self, findings: list[Finding]) -> bool:
        """Whether a finding is as grave as what the command is to fail on."""
        return any(LEVELS.index(finding.level) <= LEVELS.index(self.fail_on) for finding in findings)


wanted_options = bundle(
    "wanted",
    Wanted,
    Wanted._fields,
    [
        option(
            "--fail-on",
            type=click.Choice(LEVELS),
            default="error",
            show_default=True,
            help=N_("Exit with 1 from this level on: error, warning or note."),
        ),
        option("--only", type=Names(), metavar="CHECK", multiple=True, help=N_("Only these checks.")),
        option("--ignore", type=Names(), metavar="CHECK", multiple=True, help=N_("All but these checks.")),
        year_option,
        as_of_option,
        option("--list", "listing", is_flag=True, help=N_("List the checks, and check nothing.")),
        option("--repair", is_flag=True, help=N_("First move a torn last line of the journal to results.csv.torn.")),
    ],
)


@command(
    "check",
    short=N_("Check both files for what is wrong or lacking."),
    text=N_(
        "Check both files with named checks: errors are certainly wrong, warnings probably, notes are worth knowing. "
        "Silent when all is fine."
    ),
    examples=N_("""Examples:
  tracker check
  tracker check --fail-on warning
  tracker check --only ten-times,natural-bounds
  tracker check --ignore stale --format json
  tracker check --repair
  tracker check --list

An exception, with its reason, stands at its indicator in targets.toml:
  except = [{ check = "stale", reason = "…" }]"""),
)
@wanted_options
@destination(_FORMATS, N_("text, csv, json or md; text where none is named."))
@common_options
def check(wanted: Wanted, destination: Destination, common: Common) -> int:
    """Parse, load, check, render."""
    if wanted.listing:
        return _list(common)
    wanted.refuse_impossible()
    folder = folder_of(common)
    check_output(destination.output, folder)
    mended = _mend(folder) if wanted.repair else []
    data, language = _read(folder, common, wanted)
    output.warn(mended, language)
    findings = checks.run(data, wanted.names)
    _render(findings, language, destination)
    if data.untold:
        more = msg("{count} further problems are not listed", count=Decimal(data.untold))
        output.tell(language.say(more) + "\n")
    if data.problems:
        return ExitCode.DATA
    return ExitCode.GATE if wanted.trips(findings) else ExitCode.DONE


def _mend(folder: Folder) -> list[Problem]:
    """Move a torn last line of the journal aside, under the lock; return what a user must be told of it."""
    from tracker.appending import locked, mend

    if not os.path.isfile(folder.results):
        return []  # that it is missing is told when it is read
    with locked(folder.results):
        told = mend(folder.results)
    return [told] if told else []


def _list(common: Common) -> int:
    from tracker.views.findings import listed

    output.write(listed(CHECKS, Language(common.lang or from_environment(os.environ))), None)
    return ExitCode.DONE


def _read(folder: Folder, common: Common, wanted: Wanted) -> tuple[Data, Language]:
    """Return both files with the whole history, or what keeps them from being read, and the language to tell it in."""
    try:
        register = load(folder, wanted.as_of, history=ALL, settled=lambda: wait_for_writers(folder))
    except TrackerError as error:
        data = Data(folder.targets, folder.results, _NOTHING, 0, error.problems, error.count - len(error.problems))
        return data, _language(common, error.language)
    day = wanted.as_of or date.today().isoformat()
    year = wanted.year or reporting_year(register, int(day[:4]))
    data = Data(folder.targets, folder.results, register, year, ends_whole=_ends_whole(folder.results))
    return data, _language(common, register.term.language)


def _ends_whole(path: str) -> bool:
    """Whether the journal at `path`, which can be read and is not empty, ends with a line break."""
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in (b"\n", b"\r")


def _language(common: Common, of_data: str | None) -> Language:
    wanted = common.lang or os.environ.get("TRACKER_LANG", "").lower()
    return use(wanted if wanted in LANGUAGES else of_data or from_environment(os.environ))


def _render(findings: list[Finding], language: Language, destination: Destination) -> None:
    """Write the findings in the format that was asked for; how many there are is told beside them."""
    from tracker.views import csv
    from tracker.views import findings as views

    chosen = output.format_for(destination.format, destination.output, destination.dialect, piped="text")
    if chosen == "csv":
        dialect = csv.excel(language) if destination.dialect else csv.PLAIN
        text = views.csv(findings, language, dialect)
    else:
        text = views.RENDERERS["text" if chosen == "table" else chosen](findings, language)
    output.write(text, destination.output)
    if chosen in ("text", "table") and findings:
        output.tell(views.summary(findings, language) + "\n")
