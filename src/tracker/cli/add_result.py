"""`tracker add-result`: records one result, and says what changed."""

import os
import re
import sys
from datetime import datetime
from typing import NamedTuple

import click

from tracker.appending import append, locked
from tracker.assess import assess, reporting_year
from tracker.cli import output
from tracker.cli.context import Opened, author, check_texts, open_folder
from tracker.cli.options import Common, ResultStatusType, bundle, common_options
from tracker.cli.texts import Command, option
from tracker.entries import DecimalSign
from tracker.errors import ExitCode, Message, failure, msg
from tracker.language import N_, Language
from tracker.model import Register, ResultStatus
from tracker.recording import (
    Entry,
    check_against_recorded,
    doubt,
    find_indicator,
    read_period,
    read_value,
    with_entry,
)
from tracker.views.formats import MINUS
from tracker.views.lines import in_words


class Request(NamedTuple):
    """How the result is to be recorded."""

    status: ResultStatus
    source: str
    note: str
    decimal: DecimalSign | None
    revise: bool
    dry_run: bool
    yes: bool


class RecordCommand(Command):
    """A command whose VALUE may be negative."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the minus sign of a number from being taken for an option."""
        flags = {name for item in self.params if getattr(item, "is_flag", False) for name in item.opts}
        for at, (before, item) in enumerate(zip(["", *args], args, strict=False)):
            is_value_of_option = before.startswith("--") and before not in flags and "=" not in before
            if re.fullmatch(r"-[0-9][0-9.,%\s]*", item) and not is_value_of_option:
                args[at] = MINUS + item[1:]
        return super().parse_args(ctx, args)


request_options = bundle(
    "request",
    Request,
    Request._fields,
    [
        option(
            "--status",
            type=ResultStatusType(),
            default="preliminary",
            metavar="STATUS",
            show_default=True,
            help=N_("estimate, preliminary, final or forecast (ước, sơ bộ, chính thức, dự báo)."),
        ),
        option(
            "--source", default="", metavar="TEXT", help=N_("Where the number was published: an address or a document.")
        ),
        option("--note", default="", metavar="TEXT", help=N_("What a reader must know about the number.")),
        option("--decimal", type=click.Choice(["comma", "point"]), help=N_("Which sign separates decimals in VALUE.")),
        option(
            "--revise", is_flag=True, help=N_("Replace the value of this period; the earlier row stays in the journal.")
        ),
        option("--dry-run", is_flag=True, help=N_("Show what would change, and write nothing.")),
        option("--yes", is_flag=True, help=N_("Record without asking when the value looks unlikely.")),
    ],
)


@click.command(
    "add-result",
    cls=RecordCommand,
    short_help=N_("Record one result."),
    help=N_(
        "Record the VALUE of an INDICATOR for a PERIOD: a year (2024), or the year to date through a month "
        "(2024-06).\n\n"
        "INDICATOR is an id or a part of a name, without regard to case and accents. VALUE is a number, yes or no "
        'for a milestone, or a bound such as ">24".'
    ),
    epilog=N_("""Examples:
  tracker add-result poor-households 2024 0,95 --status preliminary
  tracker add-result grdp-growth 2024 6.5 --source https://example.org/report
  tracker add-result registered-capital-usd 2024 ">24" --status estimate
  tracker add-result class-2-city 2024 yes
  tracker add-result grdp-growth 2023 5,56 --revise --note "số chính thức" """),
)
@click.argument("indicator")
@click.argument("period")
@click.argument("value")
@request_options
@common_options
def add_result(indicator: str, period: str, value: str, request: Request, common: Common) -> None:
    """Parse, load, record, show."""
    opened = open_folder(common)
    typed = [text.replace(MINUS, "-") for text in (indicator, period, value)]
    entry = _entry(opened, typed, request)
    revised = check_against_recorded(entry, opened.register, revise=request.revise)
    question = doubt(entry, opened.register)
    if question and not request.yes:
        _confirm(question, opened.language)
    after = with_entry(opened.register, entry)
    if not request.dry_run:
        after = _record(opened, entry, common, request)
    output.write(_report(entry, (opened.register, after), opened.language, request.dry_run, revised is not None), None)


def _entry(opened: Opened, typed: list[str], request: Request) -> Entry:
    now = datetime.now().astimezone()
    check_texts(request.source, request.note)
    found = find_indicator(opened.register, typed[0])
    period = read_period(typed[1], opened.register, found, today_year=now.year, status=request.status)
    value, qualifier = read_value(typed[2], found, request.decimal)
    moment = now.isoformat(timespec="seconds")
    return Entry(
        found, period, value, qualifier, request.status, request.source, request.note, moment, author(os.environ)
    )


def _confirm(question: Message, language: Language) -> None:
    """Ask whether an unlikely value is meant; refuse it where nobody can answer."""
    if not sys.stdin.isatty():
        raise failure(question, msg("if it is right, add --yes; nothing was recorded"), ExitCode.USAGE)
    anyway = language.text(N_("Record it all the same?"))
    click.confirm(f"{language.say(question)}. {anyway}", abort=True, err=True)


def _record(opened: Opened, entry: Entry, common: Common, request: Request) -> Register:
    """Append the row under the lock, after a second look at what others recorded meanwhile; return what then stands."""
    with locked(opened.folder.results):
        fresh = open_folder(common, locked=True)
        check_against_recorded(entry, fresh.register, revise=request.revise)
        append(opened.folder.results, [entry.row()])
    return open_folder(common).register


def _report(
    entry: Entry, registers: tuple[Register, Register], language: Language, dry_run: bool, revised: bool
) -> str:
    """Return what was recorded, and the indicator's line before and after."""
    if dry_run:
        heading = N_("Would be recorded, nothing was written: {what}")
    else:
        heading = N_("Revised: {what}") if revised else N_("Recorded: {what}")
    row = entry.row()
    what = f"{entry.indicator.id} {row['period']} = {row['qualifier']}{row['value']} ({row['status']})"
    year = reporting_year(registers[1], int(entry.recorded_at[:4]))
    boards = [assess(register, year, entry.recorded_at[:10]) for register in registers]
    lines = [in_words(board, entry.indicator.id, language, ascii=not output.shows_symbols()) for board in boards]
    return (
        "\n".join(
            [
                language.fill(heading, what=what),
                language.fill(N_("before: {line}"), line=lines[0]),
                language.fill(N_("after:  {line}"), line=lines[1]),
            ]
        )
        + "\n"
    )
