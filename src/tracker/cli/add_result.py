"""`tracker add-result`: record one result, and report what changed."""

import os
from functools import partial

import click

from tracker.api.recording import (
    UNCONFIRMED,
    RecordRequest,
    Snapshot,
    read_new_results,
    record_results,
    take_snapshots,
)
from tracker.api.selection import assess_indicator
from tracker.cli import output
from tracker.cli.after_recording import after_recording
from tracker.cli.click_i18n import NegativeValueCommand
from tracker.cli.option_types import ResultStatusType
from tracker.cli.options import (
    CommonOptions,
    bundle_options,
    common_options,
    decimal_option,
    dry_run_option,
    evidence_option,
    option,
    reopen_option,
)
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.scope_options import area_option, part_option
from tracker.cli.session import check_texts, open_for_recording
from tracker.errors import Day, Location, Message, Problem, msg
from tracker.folder import wait_for_writers
from tracker.i18n import N_, Language
from tracker.model import RESULT_STATUSES, Result
from tracker.model.evidence import has_new_evidence
from tracker.recording.evidence import add_references, plan_evidence
from tracker.recording.reopening import check_reopening
from tracker.recording.validate import (
    NewResult,
    append_result,
)
from tracker.views.formats import format_result
from tracker.views.sentences import format_recorded_result
from tracker.views.status.content import format_status_line

request_options = bundle_options(
    "request",
    RecordRequest,
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
        evidence_option,
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
  tracker add-result grdp-growth 2024 6.5 --evidence "Báo cáo 12.pdf"
  tracker add-result new-jobs 2024-Q2 1200
  tracker add-result grdp-growth 2023 5,56 --revise --note "số chính thức"
  tracker add-result grdp-growth 2024 --status withdrawn --note "nhầm năm"
  tracker add-result poor-households 2026 118 --area "Phường Sông Công"
  tracker add-result trained-workers 2026 410 --part sex=female
  tracker add-result poverty-rate 2026 118/5040 --area p-song-cong"""),
)
@click.argument("indicator")
@click.argument("period")
@click.argument("value", required=False)
@request_options
@common_options
def add_result(indicator: str, period: str, value: str | None, request: RecordRequest, common: CommonOptions) -> None:
    """Read the result and the journal, confirm an unlikely value, record it, and report the change."""
    if value is None and request.status != "withdrawn":
        raise click.MissingParameter(ctx=click.get_current_context(), param_hint="'VALUE'", param_type="argument")
    workspace = open_for_recording(common)
    register, folder = workspace.register, workspace.folder
    evidence = plan_evidence(folder, request.evidence)
    request = request._replace(source=add_references(request.source, evidence))
    check_texts(request.source, request.note)
    arguments = indicator, period, value or ""
    entries = read_new_results(register, arguments, request, get_now(), get_author(os.environ))
    snapshots = take_snapshots(register, folder, entries, request, partial(wait_for_writers, folder))
    output.print_warnings(snapshots[0].register.warnings, workspace.language)
    for snapshot in snapshots:
        check_reopening(folder, snapshot.planned.list_rows(), register.term, request)
        _ask(snapshot, request, workspace.language)
    is_recorded = not request.dry_run and any(snapshot.planned.change != "same" for snapshot in snapshots)
    if is_recorded:
        snapshots, warnings = record_results(register, folder, snapshots, request, get_now, evidence)
        output.print_warnings(warnings, workspace.language)
    with after_recording(workspace.language, is_recorded=is_recorded):
        reports = [_format_report(snapshot, request, workspace.language) for snapshot in snapshots]
        output.write_text("".join(reports), None)


def _ask(snapshot: Snapshot, request: RecordRequest, language: Language) -> None:
    """Ask whether an unlikely value is right; a dry run only says that it is unlikely."""
    question = snapshot.find_question()
    if question and request.dry_run:
        output.print_warnings([Problem(Location(), question)], language)
    elif question and not request.yes:
        _confirm_value(question, language)


def _confirm_value(question: Message, language: Language) -> None:
    """Ask whether an unlikely value is right."""
    anyway = language.translate(N_("Record it anyway?"))
    confirm(f"{language.format_message(question)}. {anyway}", (question, UNCONFIRMED), language)


def _format_report(snapshot: Snapshot, request: RecordRequest, language: Language) -> str:
    """Return what was recorded, and the indicator's line before and after, assessed at the end of that year."""
    change, entry, recorded = snapshot.planned
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
    every, today = snapshot.every, entry.recorded_at[:10]
    year = max(every.term.first_year, min(every.term.last_year, entry.period.year))
    registers = every, append_result(every, entry)
    boards = [assess_indicator(each, entry.indicator, entry.scope, year, today) for each in registers]
    ascii = not output.can_show_symbols()
    old, new = (format_status_line(board, entry.indicator.id, language, ascii=ascii) for board in boards)
    texts = [
        language.format(heading, what=what),
        language.format(N_("before: {line}"), line=old),
        language.format(N_("after:  {line}"), line=new),
    ]
    return "\n".join(texts) + "\n"


def _format_unchanged(entry: NewResult, recorded: Result, request: RecordRequest, language: Language) -> str:
    """Return that the journal has the value already, and what it keeps instead of what was typed."""
    value = format_result(recorded, entry.indicator, language, exact=True)
    what = f"{entry.indicator.id} {recorded.subject} = {value}"
    status, day = Message(recorded.status, {}), Day(recorded.recorded_on)
    texts = [
        msg("Unchanged: {what} ({status}, recorded {day}); nothing was written", what=what, status=status, day=day)
    ]
    if request.status not in (None, recorded.status):
        texts.append(msg("The recorded status is better and stays."))
    if has_new_evidence(request.source, recorded.source):
        texts.append(msg("To add the evidence to the recorded source, add --revise."))
    if (request.source and request.source != recorded.source) or (request.note and request.note != recorded.note):
        texts.append(msg("The recorded source and note stay."))
    return "".join(f"{language.format_message(text)}\n" for text in texts)
