"""`tracker import`: many results from a file; shown first, then all or nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import click

from tracker.cli import output
from tracker.cli.asking import author, confirm
from tracker.cli.context import Opened, check_output, check_texts, open_folder
from tracker.cli.options import (
    Common,
    Destination,
    PeriodType,
    ResultStatusType,
    bundle,
    common_options,
    destination_options,
    dry_run_option,
)
from tracker.cli.texts import command, option
from tracker.entries import DecimalSign
from tracker.errors import ExitCode, TrackerError, failure, msg
from tracker.importing.candidates import Asked
from tracker.importing.cells import Sheet
from tracker.importing.plan import Plan, Recorder, plan_import
from tracker.importing.reading import read_sheet
from tracker.importing.source import read_file
from tracker.language import N_
from tracker.load import load
from tracker.model import Register, ResultStatus
from tracker.periods import Period
from tracker.views import preview


class Request(NamedTuple):
    """How the file is to be read, and what may be done with it."""

    sheet: str | None
    period: Period | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    revise: bool
    dry_run: bool
    yes: bool


request_options = bundle(
    "request",
    Request,
    Request._fields,
    [
        option("--sheet", metavar="NAME", help=N_("Which sheet of the workbook, where several are filled in.")),
        option(
            "--period",
            type=PeriodType(),
            metavar="PERIOD",
            help=N_("The period of all values, where the sheet has none: 2024 or 2024-06."),
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
            help=N_("The status of values whose cell, heading and row name none (else preliminary)."),
        ),
        option("--source", default="", metavar="TEXT", help=N_("The source of values that have none in their row.")),
        option("--note", default="", metavar="TEXT", help=N_("The note of values that have none in their row.")),
        option("--revise", is_flag=True, help=N_("Replace values that differ; the earlier rows stay in the journal.")),
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Record without asking, unlikely values too.")),
    ],
)


@command(
    "import",
    short=N_("Record the results in a CSV, Excel or LibreOffice file."),
    text=N_(
        "Record the results in FILE: a form of tracker form, or any sheet with one row a result or with years beside "
        "each other (.csv, .tsv, .txt, .xlsx, .xls, .ods).\n\n"
        "Everything is shown first; if one cell cannot be understood, nothing is recorded and every such cell is named."
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
def import_(file: str, request: Request, destination: Destination, common: Common) -> None:
    """Parse, load, record, show."""
    opened = open_folder(common)
    check_output(destination.output, opened.folder)
    check_texts(request.source, request.note)
    sheet = read_file(file, request.sheet)
    plan = _planned(opened.register, sheet, request)
    is_shown = bool(plan.entries) and not request.dry_run and not request.yes
    if is_shown:
        _ask(plan, opened, destination)
    is_recorded = bool(plan.entries) and not request.dry_run
    if is_recorded:
        _record(plan, opened, request)
    if not is_shown:
        _show(plan, opened, destination, is_recorded=is_recorded)
    output.remark([preview.summary(plan, opened.language, is_recorded=is_recorded)])


def _planned(register: Register, sheet: Sheet, request: Request) -> Plan:
    """Return what the sheet would do; raises TrackerError with every cell for which it may not be imported."""
    now = datetime.now().astimezone()
    asked = Asked(request.period, request.decimal, request.status, request.source, request.note, now.year)
    recorder = Recorder(now.isoformat(timespec="seconds"), author(os.environ), request.revise)
    plan = plan_import(read_sheet(sheet, register, asked), register, recorder)
    if plan.problems:
        raise TrackerError(plan.problems, ExitCode.DATA, count=len(plan.problems) + plan.left_out)
    return plan


def _ask(plan: Plan, opened: Opened, destination: Destination) -> None:
    """Show what would be recorded and ask; refuse where nobody can answer."""
    language = opened.language
    summary = preview.summary(plan, language, is_recorded=False)
    if sys.stdin.isatty():
        _show(plan, opened, destination, is_recorded=False)
        output.remark([summary])
    else:
        output.remark([*_table(plan, opened).splitlines(), *preview.remarks(plan, language), summary])
    refusal = msg("nobody is there to be asked whether to record this")
    hint = msg("if it is right, add --yes; nothing was recorded")
    confirm(language.text(N_("Record it?")), (refusal, hint), language)


def _record(plan: Plan, opened: Opened, request: Request) -> None:
    """Append all rows at once under the lock, after a second look at what others recorded meanwhile."""
    from tracker.appending import append, locked, stamped

    path = opened.folder.results
    with locked(path):
        register = load(opened.folder)
        fresh = _planned(register, plan.reading.sheet, request)
        if not fresh.does_as(plan):
            raise failure(
                msg("the journal has changed while this was being decided"),
                msg("import again to see what would change now; nothing was recorded"),
            )
        rows = [entry.row() for entry in fresh.entries]
        now, name = datetime.now().astimezone(), fresh.entries[0].recorded_by
        warning = append(path, stamped(path, rows, now, name, _latest(register, fresh)))
    output.warn([warning] if warning else [], opened.language)
    load(opened.folder)  # what was recorded must read


def _latest(register: Register, plan: Plan) -> str:
    """Return the latest moment at which a row was recorded that one of the plan follows, else ""."""
    periods = {(entry.indicator.id, entry.period) for entry in plan.entries}
    moments = [
        row.recorded_at for rows in register.results.values() for row in rows if (row.indicator, row.period) in periods
    ]
    return max(moments, default="", key=lambda moment: moment[:10])


def _show(plan: Plan, opened: Opened, destination: Destination, *, is_recorded: bool) -> None:
    """Write the preview in the format that was asked for, and on stderr what a person must know besides."""
    wanted = output.format_for(destination.format, destination.output, destination.dialect)
    text = _RENDERERS[wanted](plan, opened, destination, is_recorded)
    output.write(text, destination.output, drawn=wanted == "table")
    if wanted in ("csv", "json"):  # the other formats show each doubt in its line
        output.remark(preview.doubts(plan, opened.language))
    output.remark(preview.remarks(plan, opened.language))


def _csv(plan: Plan, opened: Opened, destination: Destination, _: bool) -> str:
    from tracker.views.csv import PLAIN, excel

    return preview.as_csv(plan, opened.language, excel(opened.language) if destination.dialect else PLAIN)


def _table(plan: Plan, opened: Opened, destination: Destination | None = None, _: bool = False) -> str:
    from tracker.views import preview_table

    terminal = output.screen_for(destination.output)[0] if destination else None
    return preview_table.render(plan, opened.language, terminal)


_RENDERERS: dict[str, Callable[[Plan, Opened, Destination, bool], str]] = {
    "csv": _csv,
    "json": lambda plan, opened, _, is_recorded: preview.as_json(plan, opened.language, is_recorded=is_recorded),
    "md": lambda plan, opened, _, __: preview.as_markdown(plan, opened.language),
    "table": _table,
}
