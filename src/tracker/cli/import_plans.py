"""`tracker import --plans`: record the plans and targets in a sheet as decisions, and say which a sheet has."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from tracker.cli import output
from tracker.cli.import_files import ReadFiles
from tracker.cli.import_options import ImportRequest, read_sheet_scope
from tracker.cli.periods import resolve_year
from tracker.cli.prompt import get_author, get_now
from tracker.cli.session import Workspace
from tracker.errors import make_error, msg
from tracker.folder import load_register, make_decisions_schema
from tracker.i18n import NP_
from tracker.importing.context import ImportOptions
from tracker.importing.decision_import import DecisionImport, DecisionRecorder, plan_decisions
from tracker.importing.plan import ImportPlan
from tracker.importing.plan_headings import PlanOptions
from tracker.importing.readers.cells import Sheet
from tracker.importing.readers.dispatch import STDIN
from tracker.importing.sheet_parser import SheetReader
from tracker.journal.effective import select_effective_rows
from tracker.model import Register
from tracker.recording.commit import NewRows, commit_rows
from tracker.recording.reopening import check_reopening
from tracker.text import quote_argument


def make_decision_import(register: Register, files: ReadFiles, request: ImportRequest) -> DecisionImport:
    """Return what the files would change. Raises TrackerError with every cell that prevents the import."""
    plan = _plan(register, files.sheets, request)
    files.raise_problems(plan.problems, plan.left_out)
    return plan


def _plan(register: Register, sheets: Sequence[Sheet], request: ImportRequest) -> DecisionImport:
    now, term = get_now(), register.term
    wanted = PlanOptions(request.kind, resolve_year(request.year, term), term.first_year, term.last_year)
    texts = (request.source, request.note)
    year = term.find_year(now.date().isoformat())
    scope = read_sheet_scope(register, request)
    options = ImportOptions(None, request.decimal, None, *texts, year, request.skip_unknown, wanted, None, *scope)
    decided = request.decided or now.date().isoformat()
    recorder = DecisionRecorder(now.isoformat(timespec="seconds"), get_author(os.environ), decided, request.revise)
    reader = SheetReader(register, options)
    return plan_decisions([reader.parse(sheet) for sheet in sheets], register, recorder)


def make_decision_recording(
    plan: DecisionImport, workspace: Workspace, request: ImportRequest
) -> Callable[[], None] | None:
    """Return the function that records all decisions of the plan at once, or None if there is none.

    It raises TrackerError if the import would not do any more what was shown.
    """

    def look_again() -> NewRows:
        register = load_register(workspace.folder, today=date.today().isoformat())
        plan.check_unchanged(workspace.register, register)
        files = ReadFiles((), tuple(each.sheet for each in plan.parsed_sheets))
        fresh = make_decision_import(register, files, request)
        if not fresh.is_equivalent(plan):
            raise make_error(
                msg("the journal changed while you were deciding"),
                msg("import again to see what would change now; nothing was recorded"),
            )
        check_reopening(workspace.folder, fresh.rows, register.term, request)
        keys = {row.key for row in fresh.rows}
        earlier = [row for rows in register.decisions.values() for row in rows if row.key in keys]
        return NewRows(fresh.rows, earlier)

    def record() -> None:
        schema = make_decisions_schema(workspace.register)
        warnings = commit_rows(workspace.folder, get_now, look_again, schema)
        output.print_warnings(warnings, workspace.language)

    return record if plan.rows else None


def offer_plans(files: Sequence[str], plan: ImportPlan, workspace: Workspace, request: ImportRequest) -> None:
    """Say how many plans of each year are in the sheets that are not in force, and how to import them."""
    parsed = plan.parsed_sheets
    has_plans = any((each.layout and each.layout.plans) or each.skipped.plans for each in parsed)
    if not has_plans or STDIN in files:
        return
    found = _plan(workspace.register, [each.sheet for each in parsed], request._replace(skip_unknown=True))
    recorded = {
        (row.indicator, row.scope, row.kind, row.year, row.value)
        for rows in workspace.register.decisions.values()
        for row in select_effective_rows(rows)
    }
    rows = [row for row in found.rows if (row.indicator, row.scope, row.kind, row.year, row.value) not in recorded]
    years = Counter(row.year for row in rows if row.kind == "plan" and row.year)
    decimal = f" --decimal {request.decimal}" if request.decimal else ""
    arguments = " ".join(map(quote_argument, files if len(files) == 1 else [os.path.dirname(files[0]) or "."]))
    command = f"tracker import {arguments} --plans{decimal}"
    templates = NP_("{count} plan of {year} was found: {command}", "{count} plans of {year} were found: {command}")
    output.print_notes(
        workspace.language.format_count(templates, count, year=year, command=command)
        for year, count in sorted(years.items())
    )
