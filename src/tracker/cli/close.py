"""`tracker close`: close a year, so that what was reported of it can be proven and reported again."""

import os
from typing import NamedTuple

import click

from tracker.api.selection import DerivedRegisters, Selection
from tracker.assess import assess
from tracker.cli import output
from tracker.cli.after_recording import after_recording
from tracker.cli.option_types import YEAR
from tracker.cli.options import CommonOptions, bundle_options, command, common_options, dry_run_option, option
from tracker.cli.periods import resolve_year
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.session import Workspace, check_texts, open_workspace
from tracker.errors import ExitCode, UnreadJournal, make_error, msg
from tracker.i18n import N_
from tracker.recording.closing import (
    ClosingPlan,
    ClosingTexts,
    commit_closing,
    make_torn_error,
    plan_closing,
)
from tracker.reports.config import list_own_pictures


class CloseRequest(NamedTuple):
    """The options of `tracker close`."""

    source: str
    note: str
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    CloseRequest,
    [
        option("--source", default="", metavar="TEXT", help=N_("The document that reported the year.")),
        option("--note", default="", metavar="TEXT", help=N_("A remark on the closing.")),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Close without asking, even a year that has not ended.")),
    ],
)


@command(
    "close",
    short=N_("Close a year, so that it can be proven."),
    text=N_(
        "Close YEAR and all years before it, after it was reported: the files as they are now are kept in "
        "closed/YEAR.zip, and a row of closings.csv says what was closed. What is not reported is listed.\n\n"
        "tracker check then finds every change of what was closed. A result of a closed year is recorded only with "
        "--reopen and --note, and is marked. With --data closed/YEAR.zip the reports of that day can be made again. "
        "A closing is never undone; the year can be closed again."
    ),
    examples=N_("""Examples:
  tracker close 2024 --source "Báo cáo 123-BC/TU"
  tracker close 2024 --dry-run
  tracker status --data data/closed/2024.zip"""),
)
@click.argument("year", type=YEAR)
@request_options
@common_options
def close(year: int, request: CloseRequest, common: CommonOptions) -> None:
    """Read the folder, show what would be closed and ask, close it, and report it."""
    workspace = open_workspace(common, is_recording=True)
    check_texts(request.source, request.note)
    year = resolve_year(year, workspace.register.term) or 0
    _check_closable(workspace, year)
    folder, language = workspace.folder, workspace.language
    plan = plan_closing(folder, year, list_own_pictures(folder, language.code))
    summary = _format_plan(plan, workspace)
    if request.dry_run:
        output.write_text(language.format(N_("Would be closed, nothing was written: {what}"), what=summary), None)
        return
    if not request.yes:
        _confirm(plan, summary, workspace)
    texts = ClosingTexts(get_author(os.environ), request.source, request.note)
    closing, warnings = commit_closing(folder, plan, texts, get_now)
    with after_recording(language):
        output.print_warnings(warnings, language)
        rows = closing.rows_results, closing.rows_decisions
        if rows != (plan.results.rows, plan.decisions.rows):  # others have recorded to a store meanwhile
            digests = plan.results._replace(rows=rows[0]), plan.decisions._replace(rows=rows[1])
            summary = _format_plan(plan._replace(results=digests[0], decisions=digests[1]), workspace)
        done = language.format(N_("Closed: {what}"), what=summary)
        kept = {"path": plan.zip_file, "hash": closing.sha256_zip}
        done += language.format(N_("The files are kept in {path}, which has the SHA-256 {hash}."), **kept)
        output.write_text(f"{done}\n", None)


def _check_closable(workspace: Workspace, year: int) -> None:
    """Raise TrackerError if the year is not of the term, or if the last row of a journal was cut off."""
    term = workspace.register.term
    if not term.first_year <= year <= term.last_year:
        years = {"year": year, "first": term.first_year, "last": term.last_year}
        raise make_error(msg("{year} is not a year of the term {first}–{last}", **years), None, ExitCode.USAGE)
    for warning in workspace.register.warnings:
        if warning.location.key != "recorded_at" and not isinstance(warning, UnreadJournal):
            raise make_torn_error(warning.location.file)


def _format_plan(plan: ClosingPlan, workspace: Workspace) -> str:
    """Return what is closed: years and rows, which closing of the year this is, and what is not reported."""
    language, register = workspace.language, workspace.register
    today = get_now().date().isoformat()
    register = DerivedRegisters(register, Selection(), today).derive(register.scope)
    missing = [
        item.indicator for item in assess(register, plan.year, today).assessments if "not_reported" in item.flags
    ]
    years = {"year": plan.year, "results": plan.results.rows, "decisions": plan.decisions.rows}
    lines = [
        language.format(N_("all years up to {year}, {results} rows of results and {decisions} of decisions"), **years)
    ]
    if plan.number > 1:
        lines.append(language.format(N_("  It is closing {number} of this year."), number=plan.number))
    if missing:
        listed = {"year": plan.year, "count": len(missing), "listed": ", ".join(item.id for item in missing)}
        lines.append(language.format(N_("  Not reported for {year}: {count} ({listed})."), **listed))
    if plan.is_replacing:
        text = N_("  {path} has no row in closings.csv, as after a closing that was interrupted; it is replaced.")
        lines.append(language.format(text, path=plan.zip_file))
    return "\n".join(lines) + "\n"


def _confirm(plan: ClosingPlan, summary: str, workspace: Workspace) -> None:
    language = workspace.language
    question = language.format(N_("To be closed: {what}"), what=summary)
    refusal = msg("a closing must be confirmed"), msg("add --yes, or see it first with --dry-run; nothing was closed")
    if plan.year >= workspace.register.term.find_year(get_now().date().isoformat()):
        refusal = msg("the year {year} has not ended", year=plan.year), refusal[1]
        question += language.format(N_("The year {year} has not ended."), year=plan.year) + " "
    confirm(question + language.translate(N_("Close it?")), refusal, language, msg("nothing was closed"))
