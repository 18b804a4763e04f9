"""`tracker add-result`: records one result, and says what changed."""

import os
import re
from datetime import datetime
from functools import partial
from typing import NamedTuple

import click

from tracker.appending import append, locked, stamped, state_of
from tracker.assess import assess
from tracker.cli import output
from tracker.cli.asking import author, confirm
from tracker.cli.context import Opened, check_texts, open_to_record, wait_for_writers
from tracker.cli.options import Common, ResultStatusType, bundle, common_options, dry_run_option
from tracker.cli.texts import Command, option
from tracker.entries import DecimalSign
from tracker.errors import ExitCode, Message, Place, Problem, failure, msg
from tracker.fields import quoted
from tracker.language import N_, Language
from tracker.load import with_history
from tracker.model import RESULT_STATUSES, Indicator, Register, Result, ResultStatus, Value
from tracker.numbers import Qualifier
from tracker.recording import (
    Entry,
    check_against_recorded,
    doubt,
    find_indicator,
    read_period,
    read_value,
    with_entry,
)
from tracker.views.formats import MINUS, result_text
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


class Seen(NamedTuple):
    """What the journal said before the recording, and in which state it was then."""

    state: tuple[int, ...]
    register: Register
    replaced: Result | None


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
            type=ResultStatusType(*RESULT_STATUSES),
            default="preliminary",
            metavar="STATUS",
            show_default=True,
            help=N_("estimate, preliminary, final, forecast or withdrawn (ước, sơ bộ, chính thức, dự báo, rút)."),
        ),
        option(
            "--source", default="", metavar="TEXT", help=N_("Where the number was published: an address or a document.")
        ),
        option("--note", default="", metavar="TEXT", help=N_("What a reader must know about the number.")),
        option("--decimal", type=click.Choice(["comma", "point"]), help=N_("Which sign separates decimals in VALUE.")),
        option(
            "--revise", is_flag=True, help=N_("Replace the value of this period; the earlier row stays in the journal.")
        ),
        dry_run_option,
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
        'for a milestone, or a bound such as ">24". A result is withdrawn with --status withdrawn and without VALUE: '
        "the period then has no result, and the earlier row stays in the journal."
    ),
    epilog=N_("""Examples:
  tracker add-result poor-households 2024 0,95 --status preliminary
  tracker add-result grdp-growth 2024 6.5 --source https://example.org/report
  tracker add-result registered-capital-usd 2024 ">24" --status estimate
  tracker add-result class-2-city 2024 yes
  tracker add-result grdp-growth 2023 5,56 --revise --note "số chính thức"
  tracker add-result grdp-growth 2024 --status withdrawn --note "nhầm năm" """),
)
@click.argument("indicator")
@click.argument("period")
@click.argument("value", required=False)
@request_options
@common_options
def add_result(indicator: str, period: str, value: str | None, request: Request, common: Common) -> None:
    """Parse, load, record, show."""
    if value is None and request.status != "withdrawn":
        raise click.MissingParameter(ctx=click.get_current_context(), param_hint="'VALUE'", param_type="argument")
    opened = open_to_record(common)
    entry = _entry(opened, [indicator, period, value or ""], request)
    state = state_of(opened.folder.results)
    settled = partial(wait_for_writers, opened.folder)
    before = with_history(opened.register, opened.folder, entry.indicator.id, settled=settled)
    output.warn(before.warnings, opened.language)
    replaced = check_against_recorded(entry, before, revise=request.revise)
    question = doubt(entry, before)
    if question and request.dry_run:
        output.warn([Problem(Place(), question)], opened.language)
    elif question and not request.yes:
        _confirm(question, opened.language)
    if not request.dry_run:
        before, replaced = _record(opened, entry, request, Seen(state, before, replaced))
    output.write(_report(entry, before, replaced, opened.language, request.dry_run), None)


def _entry(opened: Opened, given: list[str], request: Request) -> Entry:
    """Return what is to be recorded; raises TrackerError where what was typed has not exactly one reading."""
    now = datetime.now().astimezone()
    typed = [text.replace(MINUS, "-") for text in given]
    check_texts(request.source, request.note)
    found = find_indicator(opened.register, typed[0])
    period = read_period(typed[1], opened.register, found, today_year=now.year, status=request.status)
    value, qualifier = _value(typed[2], found, request)
    moment = now.isoformat(timespec="seconds")
    name = author(os.environ)
    return Entry(found, period, value, qualifier, request.status, request.source, request.note, moment, name)


def _value(text: str, indicator: Indicator, request: Request) -> tuple[Value | None, Qualifier]:
    """Return the value and its qualifier; a withdrawal has none, and everything else has one."""
    if request.status != "withdrawn":
        return read_value(text, indicator, request.decimal)
    if text:
        raise failure(msg("a withdrawal has no value"), msg("leave {value} out", value=quoted(text)), ExitCode.USAGE)
    return None, ""


def _confirm(question: Message, language: Language) -> None:
    """Ask whether an unlikely value is meant."""
    anyway = language.text(N_("Record it all the same?"))
    confirm(
        f"{language.say(question)}. {anyway}",
        (question, msg("if it is right, add --yes; nothing was recorded")),
        language,
    )


def _record(opened: Opened, entry: Entry, request: Request, seen: Seen) -> tuple[Register, Result | None]:
    """Append the row under the lock, after a second look where the journal has changed since it was read.

    Returns what stood there just before, and the result that was replaced.
    """
    path = opened.folder.results
    with locked(path):
        if state_of(path) != seen.state:
            register = with_history(opened.register, opened.folder, entry.indicator.id)
            seen = Seen((), register, check_against_recorded(entry, register, revise=request.revise))
        rows = seen.register.results.get(entry.indicator.id, ())
        after = max((row.recorded_at for row in rows if row.period == entry.period), default="", key=_day)
        moment = datetime.fromisoformat(entry.recorded_at)
        warning = append(path, stamped(path, [entry.row()], moment, entry.recorded_by, after))
    output.warn([warning] if warning else [], opened.language)
    return seen.register, seen.replaced


def _day(moment: str) -> str:
    return moment[:10]


def _report(entry: Entry, before: Register, replaced: Result | None, language: Language, dry_run: bool) -> str:
    """Return what was recorded, and the indicator's line before and after, judged at the end of that year."""
    if dry_run:
        heading = N_("Would be recorded, nothing was written: {what}")
    elif entry.status == "withdrawn":
        heading = N_("Withdrawn: {what}")
    else:
        heading = N_("Revised: {what}") if replaced else N_("Recorded: {what}")
    told = replaced if entry.status == "withdrawn" and replaced else entry.result()
    value = result_text(told, entry.indicator, language, exact=True)
    what = f"{entry.indicator.id} {entry.period} = {value} ({language.text(told.status)})"
    year = max(before.term.first_year, min(before.term.last_year, entry.period.year))
    before = before._replace(indicators=(entry.indicator,))
    boards = [assess(each, year, entry.recorded_at[:10]) for each in (before, with_entry(before, entry))]
    lines = [in_words(board, entry.indicator.id, language, ascii=not output.shows_symbols()) for board in boards]
    texts = [
        language.fill(heading, what=what),
        language.fill(N_("before: {line}"), line=lines[0]),
        language.fill(N_("after:  {line}"), line=lines[1]),
    ]
    return "\n".join(texts) + "\n"
