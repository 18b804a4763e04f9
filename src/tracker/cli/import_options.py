"""The options of `tracker import`."""

from __future__ import annotations

from typing import NamedTuple

import click

from tracker.cli.option_types import DAY, PERIOD, YEAR, ResultStatusType
from tracker.cli.options import bundle_options, dry_run_option, option, reopen_option
from tracker.cli.scope_options import area_option, part_option
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_
from tracker.importing.plan_headings import PlanKind
from tracker.importing.single_months import MONTH_READINGS, MonthReading
from tracker.model import Indicator, Period, Register, ResultStatus
from tracker.model.scopes import Scope
from tracker.numbers import DecimalSign
from tracker.recording.scopes import read_scope
from tracker.recording.validate import find_indicator


class ImportRequest(NamedTuple):
    """The options of `tracker import`; `decided`, `year` and `kind` are for `plans` only."""

    plans: bool
    decided: str | None
    year: int | None
    kind: PlanKind | None
    sheet: str | None
    period: Period | None
    months: MonthReading | None
    decimal: DecimalSign | None
    status: ResultStatus | None
    source: str
    note: str
    revise: bool
    skip_unknown: bool
    reopen: bool
    dry_run: bool
    yes: bool
    area: str | None = None
    parts: tuple[str, ...] = ()
    indicator: str | None = None


request_options = bundle_options(
    "request",
    ImportRequest,
    [
        option(
            "--plans",
            is_flag=True,
            help=N_("Record the plans and targets in FILE as decisions, and pass over its results."),
        ),
        option(
            "--decided",
            type=DAY,
            metavar="DATE",
            help=N_("With --plans: the day of the decision (default: today). From this day on they are in force."),
        ),
        option(
            "--year",
            type=YEAR,
            metavar="YEAR",
            help=N_("With --plans: only those of this year; also the year of a column that names none."),
        ),
        option(
            "--kind",
            type=click.Choice(["plan", "target"]),
            help=N_("With --plans: whether a column such as Target 2030 has the plans of this year, or targets."),
        ),
        option("--sheet", metavar="NAME", help=N_("The only sheet of the workbook to read, instead of all.")),
        option(
            "--period",
            type=PERIOD,
            metavar="PERIOD",
            help=N_("The period of all values, if the sheet has none: 2024, 2024-06 or 2024-Q2."),
        ),
        option(
            "--months",
            type=click.Choice(MONTH_READINGS),
            help=N_("Whether a month alone, such as 2024-06 or June 2024, is that month or the year to date."),
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
        option(
            "--revise",
            is_flag=True,
            help=N_(
                "Replace values that differ, or with --plans decisions of the same day; the earlier rows stay in the "
                "journal."
            ),
        ),
        option("--skip-unknown", is_flag=True, help=N_("Leave out rows of other indicators, and list them.")),
        reopen_option,
        dry_run_option,
        option("--yes", is_flag=True, help=N_("Record without asking, even unlikely values.")),
        area_option,
        part_option,
        option(
            "--indicator",
            metavar="ID",
            help=N_("The indicator of a sheet with one row for each area, if nothing in it names one."),
        ),
    ],
)


def check_request(request: ImportRequest) -> None:
    """Raise TrackerError if an option does not go with the others."""
    names = ("period", "status", "months") if request.plans else ("decided", "year", "kind")
    given = next((name for name in names if getattr(request, name) is not None), None)
    if given and request.plans:
        hint = msg("the year of plans is given with --year") if given == "period" else None
        raise make_error(msg("--{option} does not go with --plans", option=given), hint, ExitCode.USAGE)
    if given:
        hint = msg("add --plans to import plans and targets")
        raise make_error(msg("--{option} goes only with --plans", option=given), hint, ExitCode.USAGE)


def read_sheet_scope(register: Register, request: ImportRequest) -> tuple[Scope, Indicator | None]:
    """Return the area and the part of all figures, and their indicator, as the user names them.

    Raises TrackerError if there is none of the name, or if several match.
    """
    scope = read_scope(register, request.area, request.parts) if request.area or request.parts else Scope()
    return scope, find_indicator(register, request.indicator) if request.indicator else None
