"""`tracker import`: record many results from a file; they are shown first, then all or none are recorded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.options import (
    PERIOD,
    CommonOptions,
    Destination,
    ResultStatusType,
    bundle_options,
    command,
    common_options,
    destination_options,
    dry_run_option,
    option,
    reopen_option,
)
from tracker.cli.prompt import confirm, get_author, get_now
from tracker.cli.session import Workspace, check_output, check_texts, open_workspace
from tracker.errors import ExitCode, TrackerError, make_error, msg
from tracker.folder import load_register
from tracker.i18n import N_
from tracker.importing.candidates import ImportOptions
from tracker.importing.plan import ImportPlan, Recorder, plan_import
from tracker.importing.readers.cells import Sheet
from tracker.importing.readers.dispatch import read_sheets
from tracker.importing.sheet_parser import parse_sheet
from tracker.model import Period, Register, ResultStatus
from tracker.numbers import DecimalSign
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.reopening import check_reopening
from tracker.views.import_ import content


class ImportRequest(NamedTuple):
    """The options of `tracker import`."""

    sheet: str | None
    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    revise: bool
    skip_unknown: bool
    reopen: bool
    dry_run: bool
    yes: bool


request_options = bundle_options(
    "request",
    ImportRequest,
    [
        option("--sheet", metavar="NAME", help=N_("The only sheet of the workbook to read, instead of all.")),
        option(
            "--period",
            type=PERIOD,
            metavar="PERIOD",
            help=N_("The period of all values, if the sheet has none: 2024 or 2024-06."),
        ),
        option(
            "--decimal",
            type=click.Choice(["comma", "point"]),
            help=N_("Which sign separates decimals in cells that hold text."),
        ),
        option(
            "--status",
            type=ResultStatusType("estimate", "preliminary", "final", "forecast"),
            metavar="STATUS",
            help=N_("The status of values if cell, heading and row name none (default: preliminary)."),
        ),
        option("--source", default="", metavar="TEXT", help=N_("The source of values whose row names none.")),
        option("--note", default="", metavar="TEXT", help=N_("The note on values whose row has none.")),
        option("--revise", is_flag=True, help=N_("Replace values that differ; the earlier rows stay in the journal.")),
        option("--skip-unknown", is_flag=True, help=N_("Leave out rows of other indicators, and list them.")),
        reopen_option,
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Record without asking, even unlikely values.")),
    ],
)


@command(
    "import",
    short=N_("Record the results in a CSV, Excel or LibreOffice file."),
    text=N_(
        "Record the results in FILE: a form made by tracker form, or any sheet with one result in each row or with one "
        "column for each year (.csv, .tsv, .txt, .xlsx, .xls, .ods).\n\n"
        "Everything is shown first. If a cell cannot be understood, nothing is recorded and every such cell is named."
    ),
    examples=N_("""Examples:
  tracker import form.xlsx
  tracker import so-lieu-2024.xlsx --sheet "Biểu 1" --status final --dry-run
  tracker import results.csv --period 2024 --decimal comma --yes
  tracker import corrections.csv --revise --note "số chính thức" """),
)
@click.argument("file", metavar="FILE")
@request_options
@destination_options
@common_options
def import_(file: str, request: ImportRequest, destination: Destination, common: CommonOptions) -> None:
    """Read the file, show what would be recorded and ask, record it, and report it."""
    workspace = open_workspace(common, is_recording=True)
    check_output(destination.output, workspace.folder, file)
    check_texts(request.source, request.note)
    plan = _make_plan(workspace.register, read_sheets(file, request.sheet), request)
    _check_reopening(plan, workspace, request)
    is_recorded = bool(plan.entries) and not request.dry_run
    must_confirm = is_recorded and not request.yes
    if must_confirm:
        _confirm_plan(plan, workspace, destination)
    if is_recorded:
        _record(plan, workspace, request)
    if not must_confirm:
        _write_preview(plan, workspace, destination, is_recorded=is_recorded)
    output.print_notes([content.format_summary(plan, workspace.language, is_recorded=is_recorded)])


def _make_plan(register: Register, sheets: Sequence[Sheet], request: ImportRequest) -> ImportPlan:
    """Return what the sheets would change. Raises TrackerError with every cell that prevents the import."""
    now = get_now()
    options = ImportOptions(
        request.period, request.decimal, request.status, request.source, request.note, now.year, request.skip_unknown
    )
    recorder = Recorder(now.isoformat(timespec="seconds"), get_author(os.environ), request.revise)
    plan = plan_import([parse_sheet(sheet, register, options) for sheet in sheets], register, recorder)
    if plan.problems:
        raise TrackerError(plan.problems, ExitCode.DATA, count=len(plan.problems) + plan.left_out)
    return plan


def _check_reopening(plan: ImportPlan, workspace: Workspace, request: ImportRequest) -> None:
    """Raise TrackerError if a row would be recorded for a closed year that the user has not reopened with a reason."""
    years = {entry.period.year for entry in plan.entries}
    check_reopening(workspace.folder, years, reopen=request.reopen, note=request.note)


def _confirm_plan(plan: ImportPlan, workspace: Workspace, destination: Destination) -> None:
    """Show what would be recorded and ask. Raises TrackerError if stdin is not a terminal."""
    language = workspace.language
    summary = content.format_summary(plan, language, is_recorded=False)
    if sys.stdin.isatty():
        _write_preview(plan, workspace, destination, is_recorded=False)
        output.print_notes([summary])
    else:
        table = _render_table(plan, workspace).splitlines()
        output.print_notes([*table, *content.format_remarks(plan, language), summary])
    refusal = msg("cannot confirm: stdin is not a terminal")
    hint = msg("if it is right, add --yes; nothing was recorded")
    confirm(language.translate(N_("Record it?")), (refusal, hint), language)


def _record(plan: ImportPlan, workspace: Workspace, request: ImportRequest) -> None:
    """Record all results of the plan at once, if the import would still do what was shown."""

    def look_again() -> NewRows:
        register = load_register(workspace.folder, today=date.today().isoformat())
        fresh = _make_plan(register, [each.sheet for each in plan.parsed_sheets], request)
        if not fresh.is_equivalent(plan):
            raise make_error(
                msg("the journal changed while you were deciding"),
                msg("import again to see what would change now; nothing was recorded"),
            )
        _check_reopening(fresh, workspace, request)
        keys = {(entry.indicator.id, entry.period) for entry in fresh.entries}
        earlier_rows = [
            row for rows in register.results.values() for row in rows if (row.indicator, row.period) in keys
        ]
        return NewRows([entry.to_result() for entry in fresh.entries], earlier_rows)

    output.print_warnings(commit_rows(workspace.folder.results_path, get_now, look_again), workspace.language)


def _write_preview(plan: ImportPlan, workspace: Workspace, destination: Destination, *, is_recorded: bool) -> None:
    """Write the preview in the chosen format, and warnings and remarks to stderr."""
    chosen = output.choose_format(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[chosen](plan, workspace, destination, is_recorded)
    output.write_text(text, destination.output, for_terminal=chosen == "table")
    if chosen in ("csv", "json"):  # the other formats show each warning in its line
        output.print_notes(content.format_warnings(plan, workspace.language))
    output.print_notes(content.format_remarks(plan, workspace.language))


def _render_csv(plan: ImportPlan, workspace: Workspace, destination: Destination, _: bool) -> str:
    from tracker.views.csv import PLAIN, make_excel_dialect

    dialect = make_excel_dialect(workspace.language) if destination.dialect else PLAIN
    return content.render_csv(plan, workspace.language, dialect)


def _render_table(
    plan: ImportPlan, workspace: Workspace, destination: Destination | None = None, _: bool = False
) -> str:
    from tracker.views.import_.terminal import render_table

    terminal = output.get_terminal(destination.output)[0] if destination else None
    return render_table(plan, workspace.language, terminal)


_RENDERERS: dict[str, Callable[[ImportPlan, Workspace, Destination, bool], str]] = {
    "csv": _render_csv,
    "json": lambda plan, workspace, _, is_recorded: content.render_json(
        plan, workspace.language, is_recorded=is_recorded
    ),
    "md": lambda plan, space, _, __: content.render_markdown(plan, space.language),
    "table": _render_table,
}
