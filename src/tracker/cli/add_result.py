"""`tracker add-result`: record one result, and report what changed."""

import os
from functools import partial
from typing import NamedTuple

import click

from tracker.assess import assess
from tracker.cli import output
from tracker.cli.click_i18n import NegativeValueCommand
from tracker.cli.options import (
    CommonOptions,
    ResultStatusType,
    bundle_options,
    common_options,
    decimal_option,
    dry_run_option,
    option,
    reopen_option,
)
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.recorded import after_recording
from tracker.cli.scope_options import area_option, part_option
from tracker.cli.selection import find_in_scope
from tracker.cli.session import Workspace, check_texts, open_for_recording, wait_for_writers
from tracker.errors import Day, ExitCode, Location, Message, Problem, make_error, msg, quote_text
from tracker.folder import load_indicator_results, make_results_schema
from tracker.i18n import N_, Language
from tracker.journal.lock import file_fingerprint
from tracker.model import RESULT_STATUSES, Indicator, Qualifier, Register, Result, ResultStatus, Value
from tracker.numbers import DecimalSign
from tracker.recording.changes import DEFAULT_STATUS, PlannedChange, plan_change
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.reopening import check_reopening
from tracker.recording.scopes import check_parts, read_scope
from tracker.recording.validate import (
    NewResult,
    append_result,
    find_indicator,
    make_question,
    read_period,
    read_value,
)
from tracker.views.formats import format_result
from tracker.views.numbers import MINUS
from tracker.views.sentences import format_recorded_result
from tracker.views.status.content import format_status_line


class AddResultRequest(NamedTuple):
    """The options of `tracker add-result`; `status` is None if it is not given."""

    status: ResultStatus | None
    source: str
    note: str
    decimal: DecimalSign | None
    revise: bool
    reopen: bool
    dry_run: bool
    yes: bool
    area: str | None = None
    parts: tuple[str, ...] = ()


class Snapshot(NamedTuple):
    """The journal before the recording: its fingerprint, the register, and what the recording would change."""

    fingerprint: tuple[int, ...]
    register: Register
    planned: PlannedChange


request_options = bundle_options(
    "request",
    AddResultRequest,
    [
        option(
            "--status",
            type=ResultStatusType(*RESULT_STATUSES),
            metavar="STATUS",
            help=N_(
                "estimate, preliminary, final, forecast or withdrawn (default: preliminary; in a revision the "
                "recorded status if it is better)."
            ),
        ),
        option(
            "--source", default="", metavar="TEXT", help=N_("The source of the number: a web address or a document.")
        ),
        option("--note", default="", metavar="TEXT", help=N_("A remark on the number.")),
        decimal_option,
        option(
            "--revise", is_flag=True, help=N_("Replace the value of this period; the earlier row stays in the journal.")
        ),
        reopen_option,
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Record without asking, even if the value looks unlikely.")),
        area_option,
        part_option,
    ],
)


@click.command(
    "add-result",
    cls=NegativeValueCommand,
    short_help=N_("Record one result."),
    help=N_(
        "Record the VALUE of an INDICATOR for a PERIOD: a year (2024), the year to date through a month (2024-06), or "
        "a quarter, half or month alone (2024-Q2, 2024-S1, 2024-M06).\n\n"
        "INDICATOR is an id or a part of a name, without regard to case and accents. VALUE is a number, yes or no "
        'for a milestone, or a bound such as ">24". To withdraw a result, give --status withdrawn and no VALUE: '
        "the period then has no result, and the earlier row stays in the journal."
    ),
    epilog=N_("""Examples:
  tracker add-result poor-households 2024 0,95 --status preliminary
  tracker add-result grdp-growth 2024 6.5 --source https://example.org/report
  tracker add-result registered-capital-usd 2024 ">24" --status estimate
  tracker add-result class-2-city 2024 yes
  tracker add-result new-jobs 2024-Q2 1200
  tracker add-result grdp-growth 2023 5,56 --revise --note "số chính thức"
  tracker add-result grdp-growth 2024 --status withdrawn --note "nhầm năm"
  tracker add-result poor-households 2026 118 --area "Phường Sông Công"
  tracker add-result trained-workers 2026 410 --part sex=female"""),
)
@click.argument("indicator")
@click.argument("period")
@click.argument("value", required=False)
@request_options
@common_options
def add_result(
    indicator: str, period: str, value: str | None, request: AddResultRequest, common: CommonOptions
) -> None:
    """Read the result and the journal, confirm an unlikely value, record it, and report the change."""
    if value is None and request.status != "withdrawn":
        raise click.MissingParameter(ctx=click.get_current_context(), param_hint="'VALUE'", param_type="argument")
    workspace = open_for_recording(common)
    entry = _read_new_result(workspace, [indicator, period, value or ""], request)
    fingerprint = file_fingerprint(workspace.folder.results_path)
    wait = partial(wait_for_writers, workspace.folder)
    every = load_indicator_results(workspace.register, workspace.folder, entry.indicator.id, wait_for_writer=wait)
    before = every.for_scope(entry.scope)
    output.print_warnings(before.warnings, workspace.language)
    snapshot = Snapshot(fingerprint, before, plan_change(entry, before, request.status, revise=request.revise))
    check_reopening(workspace.folder, snapshot.planned.list_rows(), workspace.register.term, request)
    question = None if snapshot.planned.change == "same" else make_question(snapshot.planned.entry, before)
    if question and request.dry_run:
        output.print_warnings([Problem(Location(), question)], workspace.language)
    elif question and not request.yes:
        _confirm_value(question, workspace.language)
    is_recorded = not request.dry_run and snapshot.planned.change != "same"
    if is_recorded:
        snapshot = _record(workspace, entry, request, snapshot)
    with after_recording(workspace.language, is_recorded=is_recorded):
        output.write_text(_format_report(snapshot, request, workspace.language), None)


def _read_new_result(workspace: Workspace, arguments: list[str], request: AddResultRequest) -> NewResult:
    """Return the result to record. Raises TrackerError if an argument does not have exactly one reading."""
    now = get_now()
    typed = [text.replace(MINUS, "-") for text in arguments]
    check_texts(request.source, request.note)
    indicator = find_indicator(workspace.register, typed[0])
    status = request.status or DEFAULT_STATUS
    scope = read_scope(workspace.register, request.area, request.parts)
    check_parts(indicator, scope)
    today = now.date().isoformat()
    indicator = find_in_scope(workspace.register, indicator, scope, today)
    today_year = workspace.register.term.find_year(today)
    period = read_period(typed[1], workspace.register, indicator, today_year=today_year, status=status)
    value, qualifier = _read_value(typed[2], indicator, request)
    texts = request.source, request.note, now.isoformat(timespec="seconds"), get_author(os.environ)
    return NewResult(indicator, period, value, qualifier, status, *texts, scope)


def _read_value(text: str, indicator: Indicator, request: AddResultRequest) -> tuple[Value | None, Qualifier]:
    """Return the value and its qualifier. Raises TrackerError if a withdrawal has a value."""
    if request.status != "withdrawn":
        return read_value(text, indicator, request.decimal)
    if text:
        hint = msg("leave {value} out", value=quote_text(text))
        raise make_error(msg("a withdrawal has no value"), hint, ExitCode.USAGE)
    return None, ""


def _confirm_value(question: Message, language: Language) -> None:
    """Ask whether an unlikely value is right."""
    anyway = language.translate(N_("Record it anyway?"))
    refusal = question, msg("if it is right, add --yes; nothing was recorded")
    confirm(f"{language.format_message(question)}. {anyway}", refusal, language)


def _record(workspace: Workspace, entry: NewResult, request: AddResultRequest, snapshot: Snapshot) -> Snapshot:
    """Record the result; return the journal before it, and what was changed."""
    path = workspace.folder.results_path

    def look_again() -> NewRows:
        nonlocal snapshot
        if file_fingerprint(path) != snapshot.fingerprint:
            every = load_indicator_results(workspace.register, workspace.folder, entry.indicator.id)
            register = every.for_scope(entry.scope)
            planned = plan_change(entry, register, request.status, revise=request.revise)
            snapshot = Snapshot((), register, planned)
        recorded = snapshot.planned.list_rows()
        check_reopening(workspace.folder, recorded, workspace.register.term, request)
        rows = snapshot.register.results.get(entry.indicator.id, ())
        return NewRows(recorded, [row for row in rows if row.period == entry.period])

    schema = make_results_schema(workspace.register)
    output.print_warnings(commit_rows(path, get_now, look_again, schema), workspace.language)
    return snapshot


def _format_report(snapshot: Snapshot, request: AddResultRequest, language: Language) -> str:
    """Return what was recorded, and the indicator's line before and after, assessed at the end of that year."""
    before, (change, entry, recorded) = snapshot.register, snapshot.planned
    if change == "same" and recorded:
        return _format_unchanged(entry, recorded, request, language)
    if request.dry_run:
        heading = N_("Would be recorded, nothing was written: {what}")
    elif entry.status == "withdrawn":
        heading = N_("Withdrawn: {what}")
    else:
        heading = N_("Revised: {what}") if recorded else N_("Recorded: {what}")
    shown = recorded if entry.status == "withdrawn" and recorded else entry.to_result()
    what = format_recorded_result(shown, entry.indicator, language)
    year = max(before.term.first_year, min(before.term.last_year, entry.period.year))
    before = before._replace(indicators=(entry.indicator,))
    boards = [assess(each, year, entry.recorded_at[:10]) for each in (before, append_result(before, entry))]
    ascii = not output.can_show_symbols()
    old, new = (format_status_line(board, entry.indicator.id, language, ascii=ascii) for board in boards)
    texts = [
        language.format(heading, what=what),
        language.format(N_("before: {line}"), line=old),
        language.format(N_("after:  {line}"), line=new),
    ]
    return "\n".join(texts) + "\n"


def _format_unchanged(entry: NewResult, recorded: Result, request: AddResultRequest, language: Language) -> str:
    """Return that the journal has the value already, and what it keeps instead of what was typed."""
    value = format_result(recorded, entry.indicator, language, exact=True)
    what = f"{entry.indicator.id} {recorded.subject} = {value}"
    status, day = Message(recorded.status, {}), Day(recorded.recorded_on)
    texts = [
        msg("Unchanged: {what} ({status}, recorded {day}); nothing was written", what=what, status=status, day=day)
    ]
    if request.status not in (None, recorded.status):
        texts.append(msg("The recorded status is better and stays."))
    if (request.source and request.source != recorded.source) or (request.note and request.note != recorded.note):
        texts.append(msg("The recorded source and note stay."))
    return "".join(f"{language.format_message(text)}\n" for text in texts)
