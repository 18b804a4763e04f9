"""`tracker import`: record many results or plans from a file; they are shown first, then all or none are recorded."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date

import click

from tracker.cli import output
from tracker.cli.import_files import ReadFiles, check_inputs, read_files
from tracker.cli.import_options import ImportRequest, check_request, read_sheet_scope, request_options
from tracker.cli.import_preview import finish_import
from tracker.cli.options import CommonOptions, Destination, command, common_options, plain_destination_options
from tracker.cli.periods import resolve_period
from tracker.cli.prompt import get_author, get_now
from tracker.cli.session import Workspace, check_output, check_texts, open_workspace
from tracker.errors import make_error, msg
from tracker.folder import load_register, make_results_schema
from tracker.i18n import N_
from tracker.importing.context import ImportOptions
from tracker.importing.plan import ImportPlan, Recorder, plan_import
from tracker.importing.sheet_parser import SheetReader
from tracker.model import Register
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.reopening import check_reopening


@command(
    "import",
    short=N_("Record the results, or the plans, in CSV, Excel or LibreOffice files."),
    text=N_(
        "Record the results in FILE: a form made by tracker form, or any sheet with one result in each row or with one "
        "column for each year (.csv, .tsv, .txt, .xlsx, .xls, .ods). FILE may be a folder, or several files: all their "
        "sheets are recorded together, or none, and the areas that have sent none are named. With --plans: the plans "
        "of a year and the targets of the term, as decisions.\n\n"
        "Everything is shown first. If a cell cannot be understood, nothing is recorded and every such cell is named."
    ),
    examples=N_("""Examples:
  tracker import form.xlsx
  tracker import so-lieu-2024.xlsx --sheet "Biểu 1" --status final --dry-run
  tracker import results.csv --period 2024 --decimal comma --yes
  tracker import corrections.csv --revise --note "số chính thức"
  tracker import forms/
  tracker import bao-cao-song-cong.xlsx --area "Phường Sông Công"
  tracker import ke-hoach.xlsx --plans --decided 2025-12-10 --source "NQ 45"
  tracker import phu-luc.xlsx --plans --kind target --year 2030"""),
)
@click.argument("files", metavar="FILE", nargs=-1, required=True)
@request_options
@plain_destination_options
@common_options
def import_(files: tuple[str, ...], request: ImportRequest, destination: Destination, common: CommonOptions) -> None:
    """Read the files, show what would be recorded and ask, record it, and report it."""
    destination = destination._replace(yes=request.yes)
    check_request(request)
    check_inputs(files)
    workspace = open_workspace(common, is_recording=True)
    check_output(destination.output, workspace.folder, *files)
    output.choose_format(destination.format, destination.output, destination.dialect)  # an error comes before the rows
    check_texts(request.source, request.note)
    read = read_files(files, request.sheet, workspace.language)
    check_output(destination.output, workspace.folder, *read.paths)
    run = _import_plans if request.plans else _import_results
    run(read, workspace, request, destination)


def _import_results(files: ReadFiles, workspace: Workspace, request: ImportRequest, destination: Destination) -> None:
    from tracker.cli.import_plans import offer_plans
    from tracker.views.import_.results import build_preview

    plan = _make_plan(workspace.register, files, request)
    check_reopening(workspace.folder, plan.list_rows(), workspace.register.term, request)
    record = _make_recording(plan, workspace, request)
    finish_import(
        lambda is_recorded: build_preview(plan, workspace.register, workspace.language, is_recorded=is_recorded),
        record,
        workspace,
        request,
        destination,
        lambda: offer_plans(files.paths, plan, workspace, request),
    )


def _import_plans(files: ReadFiles, workspace: Workspace, request: ImportRequest, destination: Destination) -> None:
    from tracker.cli.import_plans import make_decision_import, make_decision_recording
    from tracker.views.import_.plans import build_preview

    plan = make_decision_import(workspace.register, files, request)
    check_reopening(workspace.folder, plan.rows, workspace.register.term, request)
    record = make_decision_recording(plan, workspace, request)
    finish_import(
        lambda is_recorded: build_preview(plan, workspace.register, workspace.language, is_recorded=is_recorded),
        record,
        workspace,
        request,
        destination,
    )


def _make_plan(register: Register, files: ReadFiles, request: ImportRequest) -> ImportPlan:
    """Return what the files would change. Raises TrackerError with every cell that prevents the import."""
    now = get_now()
    options = ImportOptions(
        resolve_period(request.period, register.term),
        request.decimal,
        request.status,
        request.source,
        request.note,
        register.term.find_year(now.date().isoformat()),
        request.skip_unknown,
        None,
        request.months,
        *read_sheet_scope(register, request),
    )
    recorder = Recorder(now.isoformat(timespec="seconds"), get_author(os.environ), request.revise)
    reader = SheetReader(register, options)
    plan = plan_import([reader.parse(sheet) for sheet in files.sheets], register, recorder)
    files.raise_problems(plan.problems, plan.left_out)
    return plan


def _make_recording(plan: ImportPlan, workspace: Workspace, request: ImportRequest) -> Callable[[], None] | None:
    """Return the function that records all results of the plan at once, or None if there is none.

    It raises TrackerError if the import would not do any more what was shown.
    """

    def look_again() -> NewRows:
        register = load_register(workspace.folder, today=date.today().isoformat())
        plan.check_unchanged(register)
        fresh = _make_plan(register, ReadFiles((), tuple(each.sheet for each in plan.parsed_sheets)), request)
        if not fresh.is_equivalent(plan):
            raise make_error(
                msg("the journal changed while you were deciding"),
                msg("import again to see what would change now; nothing was recorded"),
            )
        rows = fresh.list_rows()
        check_reopening(workspace.folder, rows, register.term, request)
        keys = {row.key for row in rows}
        earlier_rows = [row for group in register.list_results().values() for row in group if row.key in keys]
        return NewRows(rows, earlier_rows)

    def record() -> None:
        schema = make_results_schema(workspace.register)
        warnings = commit_rows(workspace.folder, get_now, look_again, schema)
        output.print_warnings(warnings, workspace.language)

    return record if plan.entries else None
